//! Janus, another forwarding unit, with its VideoRoom: started with a configuration of its own that
//! turns off what a call does not need, and led by its API.
//!
//! One room for each bubble. A person publishes through one connection and subscribes to the three others
//! through a second one, as Janus wants it. Two of its event loops, one for each core, instead of a
//! thread for each connection; no recording, no log, no limit of the bit rate.

mod api;

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;
use tempfile::TempDir;

use crate::peer::Peer;
use crate::sdp::{Session, answer, publisher};
use api::Api;

/// The program, as Debian installs it.
pub const PROGRAM: &str = "/usr/bin/janus";
/// Its plugins and transports.
const LIBRARIES: &str = "/usr/lib/x86_64-linux-gnu/janus";
/// The only ones that are loaded.
const WANTED: [&str; 2] = ["libjanus_videoroom.so", "libjanus_websockets.so"];
/// The plugin.
const VIDEO_ROOM: &str = "janus.plugin.videoroom";

/// Time for a publisher to be there for others, and between two looks.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(20);

/// Whether it is installed.
pub fn is_installed() -> bool {
    Path::new(PROGRAM).exists()
}

/// A running Janus.
pub struct Janus {
    child: Child,
    api: Api,
    _folder: TempDir,
}

impl Drop for Janus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Everybody's connections: those that send, and those that receive.
#[derive(Default)]
pub struct Everybody {
    /// One of each person, to publish.
    pub senders: Vec<Peer>,
    /// One of each person, for what comes of others.
    pub listeners: Vec<Peer>,
}

impl Janus {
    /// Starts it, and waits until it can be talked to.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start() -> Result<Self> {
        let folder = TempDir::new()?;
        let port = free_port()?;
        configure(folder.path(), port)?;
        let child = Command::new(PROGRAM)
            .arg("--configs-folder")
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("janus does not start")?;
        let mut janus = Self {
            child,
            api: Api::connect(port)?,
            _folder: folder,
        };
        janus.api.begin()?;
        Ok(janus)
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// These people talk with one another in a room of their own.
    ///
    /// # Errors
    /// When Janus refuses, or a connection does not come to be.
    pub fn bubble(&mut self, people: &[u32], all: &mut Everybody) -> Result<()> {
        let room = people.first().copied().context("an empty bubble")?;
        let handle = self.api.attach(VIDEO_ROOM)?;
        self.api.ask(
            handle,
            json!({
                "request": "create", "room": room, "publishers": people.len(), "bitrate": 0,
                "audiocodec": "opus", "videocodec": "vp8", "audiolevel_ext": false,
                "transport_wide_cc_ext": true, "notify_joining": false,
            }),
            None,
        )?;
        for person in people {
            all.senders.push(self.publish(room, *person)?);
        }
        for person in people {
            let others = people.iter().filter(|other| *other != person);
            let feeds: Vec<_> = others.map(|other| json!({ "feed": other })).collect();
            all.listeners.push(self.subscribe(room, &feeds)?);
        }
        Ok(())
    }

    fn publish(&mut self, room: u32, person: u32) -> Result<Peer> {
        let handle = self.api.attach(VIDEO_ROOM)?;
        let join = json!({
            "request": "join", "ptype": "publisher", "room": room, "id": person,
        });
        self.api.ask(handle, join, None)?;
        let session = Session::new()?;
        let ssrc = person * 10;
        let offer = json!({ "type": "offer", "sdp": publisher(&session, ssrc) });
        let publish = json!({ "request": "publish", "audio": true, "video": true });
        let told = self.api.ask(handle, publish, Some(offer))?;
        let Some(sdp) = told.sdp else {
            bail!("janus did not answer an offer: {}", told.data);
        };
        Peer::connect(session, &sdp, ssrc, true)
            .with_context(|| format!("no connection to publish: {sdp}"))
    }

    fn subscribe(&mut self, room: u32, feeds: &[serde_json::Value]) -> Result<Peer> {
        let handle = self.api.attach(VIDEO_ROOM)?;
        let join = json!({
            "request": "join", "ptype": "subscriber", "room": room, "streams": feeds,
        });
        let began = Instant::now();
        let told = loop {
            match self.api.ask(handle, join.clone(), None) {
                Ok(told) => break told,
                // Janus takes a moment longer than we do to find that a publisher is connected.
                Err(_) if began.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
                Err(error) => return Err(error),
            }
        };
        let Some(sdp) = told.sdp else {
            bail!("janus offered nothing to a subscriber: {}", told.data);
        };
        let session = Session::new()?;
        let answer = json!({ "type": "answer", "sdp": answer(&session, &sdp) });
        let start = json!({ "request": "start" });
        self.api.ask(handle, start, Some(answer))?;
        Peer::connect(session, &sdp, 0, false)
            .with_context(|| format!("no connection to subscribe: {sdp}"))
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn configure(folder: &Path, port: u16) -> Result<()> {
    let others = |kind: &str| -> Result<String> {
        let mut names = Vec::new();
        for entry in fs::read_dir(Path::new(LIBRARIES).join(kind))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".so") && !WANTED.contains(&name.as_str()) {
                names.push(name);
            }
        }
        Ok(names.join(","))
    };
    let general = format!(
        "general: {{\n  configs_folder = \"{folder}\"\n  plugins_folder = \"{LIBRARIES}/plugins\"\n  \
         transports_folder = \"{LIBRARIES}/transports\"\n  log_to_stdout = false\n  debug_level = 1\n  \
         session_timeout = 0\n  event_loops = 2\n}}\n\
         media: {{\n  ipv6 = false\n  rtp_port_range = \"20000-40000\"\n}}\n\
         nat: {{\n  full_trickle = false\n}}\n\
         plugins: {{\n  disable = \"{plugins}\"\n}}\n\
         transports: {{\n  disable = \"{transports}\"\n}}\n\
         events: {{\n  broadcast = false\n}}\n",
        folder = folder.display(),
        plugins = others("plugins")?,
        transports = others("transports")?,
    );
    fs::write(folder.join("janus.jcfg"), general)?;
    let websockets = format!(
        "general: {{\n  json = \"compact\"\n  ws = true\n  ws_port = {port}\n  ws_ip = \"127.0.0.1\"\n  \
         wss = false\n}}\nadmin: {{\n  admin_ws = false\n  admin_wss = false\n}}\n"
    );
    fs::write(folder.join("janus.transport.websockets.jcfg"), websockets)?;
    fs::write(
        folder.join("janus.plugin.videoroom.jcfg"),
        "general: {\n}\n",
    )?;
    Ok(())
}
