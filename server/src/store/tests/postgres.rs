//! A PostgreSQL of its own for a test: in a temporary folder, on a port of its own.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Where Debian keeps what `PATH` does not hold.
const DEBIAN: &str = "/usr/lib/postgresql";

/// Time for the server to come up on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Server {
    process: Child,
    port: u16,
    _folder: TempDir,
}

impl Server {
    /// `None` where there is no PostgreSQL.
    pub fn start() -> Option<Self> {
        let programs = programs()?;
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        // PostgreSQL refuses to run as root.
        let as_other = is_root();
        if as_other {
            let given = Command::new("chown")
                .args(["-R", "postgres"])
                .arg(folder.path())
                .status();
            assert!(given.expect("chown").success());
        }
        let run = |program: &str| {
            let program = programs.join(program);
            if as_other {
                let mut command = Command::new("setpriv");
                command
                    .args(["--reuid=postgres", "--clear-groups", "--"])
                    .arg(program);
                command.current_dir(folder.path());
                command
            } else {
                Command::new(program)
            }
        };
        let made = run("initdb")
            .args([
                "--auth=trust",
                "--username=hallway",
                "--encoding=UTF8",
                "--no-sync",
                "-D",
            ])
            .arg(&data)
            .stdout(Stdio::null())
            .status();
        assert!(made.expect("initdb").success());
        let port = free_port();
        let process = run("postgres")
            .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-k"])
            .arg(folder.path())
            .arg("-D")
            .arg(&data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("postgres");
        let start = Instant::now();
        let ready = || {
            let asked = run("pg_isready")
                .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
                .status();
            asked.is_ok_and(|status| status.success())
        };
        while !ready() {
            assert!(start.elapsed() < PATIENCE, "PostgreSQL does not come up");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(Self {
            process,
            port,
            _folder: folder,
        })
    }

    pub fn url(&self) -> String {
        format!("postgres://hallway@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing in it is to be kept.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir(DEBIAN).ok()?;
    let mut folders: Vec<PathBuf> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|folder| folder.join("initdb").exists())
        .collect();
    folders.sort();
    folders.pop()
}

fn is_root() -> bool {
    nix::unistd::Uid::effective().is_root()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
