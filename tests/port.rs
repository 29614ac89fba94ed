//! The one port: calls over TCP beside the pages, and connections there that mean harm.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::meeting::{Meeting, hears_and_sees};
use crate::harness::relay::Line;
use crate::harness::{Browser, Devices, Driver, Relay, Server, Venue, Walker, until};

#[tokio::test]
async fn browsers_without_udp_talk_over_the_port_of_the_pages() {
    let server = Server::start(Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    let driver = Driver::start().await;
    let mut two = Vec::new();
    for (name, right) in [("Ada", -16), ("Ben", 16)] {
        let browser = Browser::open(&driver, name, Devices::Fake).await;
        browser.goto(&server.url(&server.venue.page())).await;
        browser.watch_calls("{}").await;
        if name == "Ada" {
            browser.hear_of_tcp_only().await;
        }
        browser.fill_in_and_enter().await;
        let place = meeting.beside(right, 0);
        browser.stroll_to(place).await;
        two.push(browser);
    }
    for (browser, protocol) in two.iter().zip(["tcp", "udp"]) {
        hears_and_sees(browser, &["Ada", "Ben"]).await;
        let counted = browser.counted().await;
        assert_eq!(counted.protocol, protocol, "{}", browser.name);
        assert_eq!(counted.connections, 1, "{}", browser.name);
    }
}

#[tokio::test]
async fn a_block_of_udp_between_browser_and_server_keeps_nobody_out() {
    let relay = Relay::start().await;
    let settings = [("HALLWAY_MEDIA__PUBLIC", &*relay.address())];
    let server = Server::start_with(Venue::any(), &settings).await;
    relay.lead_to(server.port());
    relay.set(Line {
        blocked: true,
        ..Line::default()
    });
    let meeting = Meeting::prepare(&server).await;
    let driver = Driver::start().await;
    for browser in &meeting.pair_watched(&driver, &server, "{}").await {
        assert_eq!(browser.counted().await.protocol, "tcp", "{}", browser.name);
    }
    assert!(relay.swallowed() > 0, "UDP was tried");
    assert_eq!(relay.swallowed(), relay.came());
}

/// A connection to the port that says this and then nothing.
async fn says(server: &Server, bytes: &[u8]) -> Option<TcpStream> {
    let address = ("127.0.0.1", server.port());
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all(bytes).await.ok()?;
    Some(stream)
}

/// Waits for the server to end a connection.
async fn is_ended(mut stream: TcpStream, what: &str) {
    let mut buffer = [0; 64];
    let read = tokio::time::timeout(Duration::from_secs(60), stream.read(&mut buffer)).await;
    match read {
        Ok(Ok(0) | Err(_)) => {}
        Ok(Ok(bytes)) => panic!("{what}: {bytes} bytes of an answer"),
        Err(_) => panic!("{what}: still open"),
    }
}

#[tokio::test]
async fn hostile_connections_leave_the_pages_working() {
    let server = Server::start(Venue::any()).await;
    let _witness = Walker::enter(&server, "Witness").await;
    let huge = [&[1, 0xFF][..], &[0; 600]].concat();
    let endless: Vec<u8> = [0, 20]
        .iter()
        .chain(&[7; 20])
        .copied()
        .cycle()
        .take(60_000)
        .collect();
    for (what, bytes) in [
        ("a zero and silence", &[0][..]),
        ("half a length", &[1]),
        ("an empty frame", &[0, 0]),
        ("a frame that never comes", &[1, 0xFF]),
        ("a frame cut short", &huge[..100]),
        ("a huge frame", &[0, 1, 0, 0xFF, 0xFF]),
        ("frames without end", &endless),
        ("nothing", &[]),
    ] {
        let stream = says(&server, bytes).await.expect("a connection");
        assert!(server.get("/healthz").await.status().is_success(), "{what}");
        is_ended(stream, what).await;
    }
    server.keeps_ticking().await;
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
}

#[tokio::test]
async fn thousands_of_connections_that_say_nothing_of_use_keep_nobody_out() {
    const MANY: usize = 3000;
    let server = Server::start(Venue::any()).await;
    let limit = nix::sys::resource::Resource::RLIMIT_NOFILE;
    let (_, hard) = nix::sys::resource::getrlimit(limit).unwrap();
    nix::sys::resource::setrlimit(limit, hard, hard).unwrap();
    for bytes in [&[][..], &[0], &[0, 40, 0, 1]] {
        let mut held = Vec::new();
        for _ in 0..MANY {
            held.extend(says(&server, bytes).await);
        }
        assert_eq!(held.len(), MANY);
        // Without a moment of waiting: newcomers take the places of those who are silent.
        assert!(server.get("/healthz").await.status().is_success());
        let walker = Walker::enter(&server, "Witness").await;
        walker.say(hallway_protocol::ClientMsg::Leave).await;
        drop(held);
    }
    until("all that is forgotten", async || {
        let now = server.metrics().await;
        (now.get("hallway_media_peers") == 0.0).then_some(())
    })
    .await;
    server.keeps_ticking().await;
}
