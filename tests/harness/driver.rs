//! chromedriver or geckodriver, and with it the life and death of all browsers that it starts.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// Times that a driver is started before it is given up.
const STARTS: usize = 3;

/// A running driver; it and its browsers end with the value.
pub struct Driver {
    process: Child,
    port: u16,
    /// Holds the browsers' profiles; removed after the browsers are gone.
    profiles: TempDir,
    opened: AtomicU32,
    _screen: Option<Screen>,
}

/// A screen that nobody sees; it ends with the value.
struct Screen {
    name: String,
    _process: Child,
}

impl Screen {
    async fn start() -> Self {
        let mut process = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x1024x24"])
            .args(["-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("Xvfb is installed, as `cargo xtask test` makes sure");
        let stdout = process.stdout.take().expect("its output was asked for");
        let mut lines = BufReader::new(stdout).lines();
        let number = lines.next_line().await.ok().flatten();
        Self {
            name: format!(":{}", number.expect("the screen's number").trim()),
            _process: process,
        }
    }
}

impl Driver {
    /// Starts one for Chromium on a port of its own choice.
    pub async fn start() -> Self {
        Self::start_program("chromedriver", "--port=0", None).await
    }

    /// Starts one for Firefox, likewise, with a screen.
    pub async fn start_firefox() -> Self {
        let screen = Screen::start().await;
        Self::start_program("geckodriver", "--port=0", Some(screen)).await
    }

    async fn start_program(program: &str, port: &str, screen: Option<Screen>) -> Self {
        let mut screen = screen;
        for _ in 0..STARTS {
            match Self::try_program(program, port, screen).await {
                Ok(driver) => return driver,
                Err(back) => screen = back,
            }
        }
        panic!("the driver ended {STARTS} times without naming its port");
    }

    /// Gives the screen back when the driver ends at once: it looks for a port that is free, and
    /// somebody else takes it meanwhile.
    async fn try_program(
        program: &str,
        port: &str,
        screen: Option<Screen>,
    ) -> Result<Self, Option<Screen>> {
        let profiles = TempDir::new().expect("a folder for the browsers' profiles");
        let mut process = Command::new(program)
            .arg(port)
            .envs(screen.iter().map(|screen| ("DISPLAY", &screen.name)))
            // geckodriver makes its profiles there by itself.
            .env("TMPDIR", profiles.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A group of its own, which its browsers inherit: killing the driver alone would
            // leave them behind.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .expect("the driver is installed, as `cargo xtask test` makes sure");
        let stdout = process.stdout.take().expect("its output was asked for");
        let mut lines = BufReader::new(stdout).lines();
        let Some(port) = announced_port(&mut lines).await else {
            return Err(screen);
        };
        // Kept open and read, so that it never blocks on, or dies of, what it has to say.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self {
            process,
            port,
            profiles,
            opened: AtomicU32::new(0),
            _screen: screen,
        })
    }

    /// A folder for the profile of one more browser.
    pub fn new_profile(&self) -> PathBuf {
        let number = self.opened.fetch_add(1, Ordering::Relaxed);
        self.profiles.path().join(number.to_string())
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Reads the port from `ChromeDriver was started successfully on port 39775.`, or from
/// `… Listening on 127.0.0.1:39775`.
async fn announced_port(lines: &mut Lines<BufReader<ChildStdout>>) -> Option<u16> {
    while let Ok(Some(line)) = lines.next_line().await {
        let line = line.trim_end_matches('.');
        let port = line
            .split_once("successfully on port ")
            .or_else(|| line.split_once("Listening on 127.0.0.1:"))
            .and_then(|(_, port)| port.parse().ok());
        if port.is_some() {
            return port;
        }
    }
    None
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Not yet waited for, so the id can't have passed on to another process.
        if let Some(id) = self.process.id().and_then(|id| i32::try_from(id).ok()) {
            let _ = killpg(Pid::from_raw(id), Signal::SIGKILL);
        }
    }
}
