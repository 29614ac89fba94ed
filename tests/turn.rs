//! A TURN server with time-limited credentials, for networks that let nothing else through.

use std::net::UdpSocket;
use std::process::Stdio;

use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::harness::meeting::Meeting;
use crate::harness::{Driver, Server, Venue, Walker, until};

const SECRET: &str = "a secret that two servers share";

/// Debian's coturn on a port of its own; it ends with the value.
struct Coturn {
    port: u16,
    _process: Child,
    _folder: TempDir,
}

impl Coturn {
    /// Starts one; `None`, and a word on it, where it is not installed.
    async fn start() -> Option<Self> {
        let folder = TempDir::new().expect("a folder");
        let port = {
            let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
            socket.local_addr().expect("its address").port()
        };
        let database = folder.path().join("turndb");
        let started = Command::new("turnserver")
            .args(["-n", "--use-auth-secret", "--realm", "hallway", "--no-cli"])
            .arg(format!("--static-auth-secret={SECRET}"))
            .args(["--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1"])
            .args(["--allow-loopback-peers", "--no-tls", "--no-dtls"])
            .args(["--log-file=stdout", "--simple-log"])
            .arg(format!("--listening-port={port}"))
            .arg(format!("--userdb={}", database.display()))
            .arg(format!("--pidfile={}", folder.path().join("pid").display()))
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        let process = match started {
            Ok(process) => process,
            Err(error) => {
                println!("skipped: there is no turnserver (Debian's package coturn): {error}");
                return None;
            }
        };
        until("coturn listens", async || {
            let connected = TcpStream::connect(("127.0.0.1", port)).await;
            connected.is_ok().then_some(())
        })
        .await;
        Some(Self {
            port,
            _process: process,
            _folder: folder,
        })
    }
}

#[tokio::test]
async fn a_call_goes_through_a_turn_server() {
    let Some(coturn) = Coturn::start().await else {
        return;
    };
    let (udp, tcp) = (
        format!("turn:127.0.0.1:{}", coturn.port),
        format!("turn:127.0.0.1:{}?transport=tcp", coturn.port),
    );
    let urls = format!("{udp},{tcp}");
    let settings = [
        ("HALLWAY_TURN__URLS", &*urls),
        ("HALLWAY_TURN__SECRET", SECRET),
    ];
    let server = Server::start_with(Venue::any(), &settings).await;
    let meeting = Meeting::prepare(&server).await;
    let told = meeting.observer.welcome().turn.expect("a TURN server");
    assert_eq!(told.urls, [udp, tcp]);
    assert!(
        !server
            .get("/")
            .await
            .text()
            .await
            .expect("a page")
            .contains(&told.credential)
    );

    let driver = Driver::start().await;
    // Nothing but the TURN server is left to them.
    let relayed = "{ iceTransportPolicy: 'relay' }";
    for browser in &meeting.pair_watched(&driver, &server, relayed).await {
        let candidate = browser.counted().await.candidate;
        assert_eq!(candidate, "relay", "{}", browser.name);
    }
}

#[tokio::test]
async fn without_a_turn_server_nobody_is_told_of_one() {
    let server = Server::start(Venue::any()).await;
    let walker = Walker::enter(&server, "Ada").await;
    assert_eq!(walker.welcome().turn, None);
}
