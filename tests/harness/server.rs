//! A server of the test's own: the real binary on a free port with a fresh data folder, to be
//! killed and started again at will.

use std::fs::File;
use std::net::{TcpListener, UdpSocket};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU16, Ordering};

use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, MutexGuard};

use super::metrics::Metrics;
use super::trust::{NAME, Trust};
use super::venue::{Venue, repository, target};
use super::wait::until;

/// Held by the one server that runs: tests take turns, as each keeps all cores busy.
static TURN: Mutex<()> = Mutex::const_new(());

/// A running server; it ends with the value.
pub struct Server {
    /// What it serves.
    pub venue: Venue,
    process: Option<Child>,
    listen: &'static str,
    port: u16,
    folder: TempDir,
    settings: Vec<(String, String)>,
    /// Who believes its certificate, if it has one.
    trust: Option<Trust>,
    _turn: MutexGuard<'static, ()>,
}

impl Server {
    /// Starts a server and waits until it is ready.
    pub async fn start(venue: Venue) -> Self {
        Self::start_with(venue, &[]).await
    }

    /// The same, on all addresses of the machine: Firefox calls nobody on its own one.
    pub async fn start_everywhere(venue: Venue) -> Self {
        Self::start_at("0.0.0.0", free_port(), venue, &[], None).await
    }

    /// The same, with settings by environment variables.
    pub async fn start_with(venue: Venue, settings: &[(&str, &str)]) -> Self {
        Self::start_at("127.0.0.1", free_port(), venue, settings, None).await
    }

    /// The same, on a port that was free.
    pub async fn start_on(port: u16, venue: Venue, settings: &[(&str, &str)]) -> Self {
        Self::start_at("127.0.0.1", port, venue, settings, None).await
    }

    /// The same with TLS, on a port that was free, under the name [`NAME`]. Waits until it shows a
    /// certificate that is believed.
    pub async fn start_with_tls(
        port: u16,
        venue: Venue,
        settings: &[(&str, &str)],
        trust: Trust,
    ) -> Self {
        Self::start_at("127.0.0.1", port, venue, settings, Some(trust)).await
    }

    async fn start_at(
        listen: &'static str,
        port: u16,
        venue: Venue,
        settings: &[(&str, &str)],
        trust: Option<Trust>,
    ) -> Self {
        let turn = TURN.lock().await;
        let mut server = Self {
            venue,
            process: None,
            listen,
            port,
            folder: TempDir::new().expect("a folder for the server's data"),
            settings: settings
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
            trust,
            _turn: turn,
        };
        server.launch().await;
        server
    }

    /// Ends it without any warning, as a power cut does.
    pub async fn kill(&mut self) {
        let mut process = self.process.take().expect("a running server");
        process.kill().await.expect("SIGKILL reaches the server");
    }

    /// Starts it again after [`Self::kill`], on the same port with the same data.
    pub async fn restart(&mut self) {
        self.launch().await;
    }

    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The full URL of a path.
    pub fn url(&self, path: &str) -> String {
        match self.trust {
            None => format!("http://127.0.0.1:{}{path}", self.port),
            Some(_) => format!("https://{NAME}:{}{path}", self.port),
        }
    }

    /// The port it listens on, for HTTP and for calls.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The URL of its WebSocket.
    pub fn socket(&self) -> String {
        self.url("/ws").replacen("http", "ws", 1)
    }

    /// Who believes its certificate, if it has one.
    pub fn trust(&self) -> Option<&Trust> {
        self.trust.as_ref()
    }

    /// Asks for a path. Fails the test when there is no answer at all.
    pub async fn get(&self, path: &str) -> reqwest::Response {
        match self.ask(path).await {
            Some(response) => response,
            None => panic!("no answer for {path}"),
        }
    }

    /// What its metrics say now.
    pub async fn metrics(&self) -> Metrics {
        let text = self.get("/metrics").await.text().await;
        Metrics::parse(&text.expect("metrics as text"))
    }

    /// Waits until ten more ticks were made: the rooms are alive.
    pub async fn keeps_ticking(&self) {
        let before = self.metrics().await.get("hallway_ticks_total");
        until("ten more ticks were made", async || {
            let now = self.metrics().await.get("hallway_ticks_total");
            (now >= before + 10.0).then_some(())
        })
        .await;
    }

    async fn ask(&self, path: &str) -> Option<reqwest::Response> {
        match &self.trust {
            None => reqwest::get(self.url(path)).await.ok(),
            Some(trust) => trust.get(NAME, self.port, path).await,
        }
    }

    async fn launch(&mut self) {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log())
            .expect("the server's log can be written");
        let errors = log.try_clone().expect("the log's second handle");
        let mut command = Command::new(binary());
        command
            .arg("serve")
            .args(["--listen", &format!("{}:{}", self.listen, self.port)])
            .arg("--data")
            .arg(self.data())
            .env("HALLWAY_VENUE__PUBLIC_URL", self.url(""))
            .envs(self.settings.iter().map(|(key, value)| (key, value)))
            .stdout(log)
            .stderr(errors)
            .kill_on_drop(true);
        if let Some(maps) = &self.venue.maps {
            command.arg("--maps").arg(maps);
        }
        self.process = Some(command.spawn().expect("the server starts"));
        until("the server is ready", async || {
            if let Ok(Some(status)) = self.process.as_mut().expect("a server").try_wait() {
                panic!("the server ended at once: {status}");
            }
            let answer = self.ask("/readyz").await?;
            answer.status().is_success().then_some(())
        })
        .await;
    }

    /// All that it has logged.
    pub fn log_text(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log_text();
            let from = log.len().saturating_sub(4000);
            let from = log.ceil_char_boundary(from);
            println!("--- end of the server's log\n{}\n---", &log[from..]);
        }
    }
}

/// The server to test: `$HALLWAY_BIN`, or where a release build leaves it.
pub fn binary() -> PathBuf {
    let path = std::env::var_os("HALLWAY_BIN")
        .map_or_else(|| target().join("release/hallway"), PathBuf::from);
    assert!(
        path.is_file(),
        "there is no server at {}; `cargo xtask test` builds it first",
        repository().join(path).display()
    );
    path
}

/// A port that is free for TCP and UDP. From a range that systems give to no outgoing connection,
/// so that it stays free while the server restarts, and that browsers do not refuse.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let spread = (std::process::id() % 1000) as u16 * 10;
    loop {
        let port = 20_000 + (spread + NEXT.fetch_add(1, Ordering::Relaxed)) % 10_000;
        let address = ("127.0.0.1", port);
        if TcpListener::bind(address).is_ok() && UdpSocket::bind(address).is_ok() {
            return port;
        }
    }
}
