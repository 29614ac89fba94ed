//! chromedriver or geckodriver, and with it the life and death of all browsers that it starts.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// A running driver; it and its browsers end with the value.
pub struct Driver {
    process: Child,
    port: u16,
    /// Holds the browsers' profiles; removed after the browsers are gone.
    profiles: TempDir,
    opened: AtomicU32,
}

impl Driver {
    /// Starts one for Chromium on a port of its own choice.
    pub async fn start() -> Self {
        Self::start_program("chromedriver", "--port=0").await
    }

    /// Starts one for Firefox, likewise.
    pub async fn start_firefox() -> Self {
        Self::start_program("geckodriver", "--port=0").await
    }

    async fn start_program(program: &str, port: &str) -> Self {
        let profiles = TempDir::new().expect("a folder for the browsers' profiles");
        let mut process = Command::new(program)
            .arg(port)
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
        let port = announced_port(&mut lines).await;
        // Kept open and read, so that it never blocks on, or dies of, what it has to say.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self {
            process,
            port,
            profiles,
            opened: AtomicU32::new(0),
        }
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
async fn announced_port(lines: &mut Lines<BufReader<ChildStdout>>) -> u16 {
    while let Ok(Some(line)) = lines.next_line().await {
        let line = line.trim_end_matches('.');
        let port = line
            .split_once("successfully on port ")
            .or_else(|| line.split_once("Listening on 127.0.0.1:"))
            .and_then(|(_, port)| port.parse().ok());
        if let Some(port) = port {
            return port;
        }
    }
    panic!("the driver ended without naming its port");
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Not yet waited for, so the id can't have passed on to another process.
        if let Some(id) = self.process.id().and_then(|id| i32::try_from(id).ok()) {
            let _ = killpg(Pid::from_raw(id), Signal::SIGKILL);
        }
    }
}
