//! Pebble, the ACME server of Let's Encrypt's people for tests, with the name server that comes with it. It
//! forgets all when it ends, and makes a new authority at each start.

use std::net::UdpSocket;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::json;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::server::free_port;
use super::trust::{Authority, Trust};
use super::until;

/// A running Pebble; it ends with the value.
pub struct Pebble {
    api: Authority,
    port: u16,
    trust: Trust,
    _processes: [Child; 2],
    _folder: TempDir,
}

impl Pebble {
    /// Starts one that looks for proofs at this port of this machine, whatever name it asks for, and gives
    /// certificates for so many seconds. `None`, and a word on it, where it is not installed.
    pub async fn start(proofs: u16, seconds: u32) -> Option<Self> {
        let folder = TempDir::new().expect("a folder");
        let api = Authority::new();
        api.certify("127.0.0.1");
        let (port, management, names) = (free_port(), free_port(), free_port());
        let config = json!({ "pebble": {
            "listenAddress": format!("127.0.0.1:{port}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": api.chain(),
            "privateKey": api.key(),
            "httpPort": free_port(),
            "tlsPort": proofs,
            "certificateValidityPeriod": seconds,
        }});
        let file = folder.path().join("config.json");
        std::fs::write(&file, config.to_string()).expect("a file");
        let names_at = format!("127.0.0.1:{names}");
        let resolver = spawn(
            Command::new("pebble-challtestsrv")
                .args(["-dns01", &names_at, "-defaultIPv4", "127.0.0.1"])
                .args([
                    "-defaultIPv6",
                    "",
                    "-http01",
                    "",
                    "-https01",
                    "",
                    "-tlsalpn01",
                    "",
                ])
                .args(["-management", &format!("127.0.0.1:{}", free_port())]),
        )?;
        let server = spawn(
            Command::new("pebble")
                .args(["-dnsserver", &names_at, "-strict", "-config"])
                .arg(&file)
                // Without pauses of up to 15 seconds; with a chain of two, as browsers know it.
                .env("PEBBLE_VA_NOSLEEP", "1")
                .env("PEBBLE_CHAIN_LENGTH", "1")
                // Some are refused, as happens. Three in a row would cost the test two minutes.
                .env("PEBBLE_WFE_NONCEREJECT", "2"),
        )?;
        let known = api.trust();
        let ask = async |what: &str| {
            let path = format!("/{what}/0");
            until("Pebble answers", async || {
                let answer = known.get("127.0.0.1", management, &path).await?;
                answer.error_for_status().ok()?.text().await.ok()
            })
            .await
        };
        let (roots, shown) = (ask("roots").await, ask("intermediates").await);
        until("Pebble's names are served", async || {
            UdpSocket::bind(&names_at).is_err().then_some(())
        })
        .await;
        Some(Self {
            api,
            port,
            trust: Trust::in_roots(&roots, &shown),
            _processes: [resolver, server],
            _folder: folder,
        })
    }

    /// The URL of its directory.
    pub fn directory(&self) -> String {
        format!("https://127.0.0.1:{}/dir", self.port)
    }

    /// The file by which it is known itself.
    pub fn ca_file(&self) -> PathBuf {
        self.api.root()
    }

    /// Who believes its certificates.
    pub fn trust(&self) -> Trust {
        self.trust.clone()
    }
}

fn spawn(command: &mut Command) -> Option<Child> {
    let started = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    started
        .inspect_err(|error| {
            println!("skipped: there is no Pebble (Debian's package pebble): {error}")
        })
        .ok()
}
