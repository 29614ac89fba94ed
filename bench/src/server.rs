//! The whole server in a process of its own, with maps, settings and a data folder that go with it.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;

use crate::running::Running;

/// A running server. It ends with the value.
pub struct Server {
    running: Running,
    folder: TempDir,
}

impl Server {
    /// Starts a server with these settings and the maps that are laid into its folder.
    ///
    /// # Errors
    /// When it can't be started, or does not say where it listens.
    pub fn start(
        binary: &Path,
        settings: &str,
        lay: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<Self> {
        let folder = TempDir::new()?;
        let maps = folder.path().join("maps");
        fs::create_dir(&maps)?;
        lay(&maps)?;
        let file = folder.path().join("hallway.toml");
        fs::write(&file, settings)?;
        let mut serve = Command::new(binary);
        serve
            .args(["serve", "--listen", "127.0.0.1:0", "--maps"])
            .arg(&maps)
            .arg("--data")
            .arg(data_in(&folder))
            .arg("--config")
            .arg(&file)
            .env("HALLWAY_LOG__FILTER", "error");
        let running = Running::start(&mut serve)?;
        Ok(Self { running, folder })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.running.address
    }

    /// Where it is: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.running.address)
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.running.pid()
    }

    /// Where it keeps things.
    pub fn data(&self) -> PathBuf {
        data_in(&self.folder)
    }
}

fn data_in(folder: &TempDir) -> PathBuf {
    folder.path().join("data")
}
