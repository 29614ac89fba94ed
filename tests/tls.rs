//! Encryption by the server itself: with a certificate that it gets from an ACME server, which is Pebble, and
//! with one from files. Nobody but the test trusts who gave them.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::meeting::{Meeting, hears_and_sees};
use crate::harness::pebble::Pebble;
use crate::harness::server::free_port;
use crate::harness::trust::{Authority, NAME, Trust};
use crate::harness::{Browser, Devices, Driver, Server, Venue, Walker, until};

/// Seconds for which Pebble's certificates are good: they are renewed after two thirds.
const GOOD_FOR: u32 = 60;

/// Until when the certificate is good, by the metrics.
const EXPIRES: &str = "hallway_certificate_expires_timestamp_seconds";

/// A browser that knows the server by its name, and believes its certificate.
async fn browser(driver: &Driver, trust: &Trust, name: &str) -> Browser {
    let flags = trust.flags();
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    Browser::open_with_flags(driver, name, Devices::Fake, &flags).await
}

/// The certificate that is shown now, if it is one to believe.
async fn shown(server: &Server, trust: &Trust) -> Option<Vec<u8>> {
    let stream = TcpStream::connect(("127.0.0.1", server.port()))
        .await
        .ok()?;
    let secured = trust.secure(NAME, stream).await.ok()?;
    let chain = secured.get_ref().1.peer_certificates()?;
    Some(chain.first()?.to_vec())
}

/// A server with a certificate in files.
async fn with_files(authority: &Authority, more: &[(&str, &str)]) -> Server {
    authority.certify(NAME);
    let (chain, key) = (authority.chain(), authority.key());
    let mut settings = vec![
        (
            "HALLWAY_SERVER__CERTIFICATE",
            chain.to_str().expect("a path"),
        ),
        ("HALLWAY_SERVER__KEY", key.to_str().expect("a path")),
    ];
    settings.extend(more);
    Server::start_with_tls(free_port(), Venue::any(), &settings, authority.trust()).await
}

#[tokio::test]
async fn a_certificate_is_got_kept_and_renewed_while_people_walk() {
    let port = free_port();
    let Some(pebble) = Pebble::start(port, GOOD_FOR).await else {
        return;
    };
    let (directory, ca_file) = (pebble.directory(), pebble.ca_file());
    let settings = [
        ("HALLWAY_SERVER__DOMAIN", NAME),
        ("HALLWAY_SERVER__LISTEN_HTTP", ""),
        ("HALLWAY_ACME__DIRECTORY", &*directory),
        ("HALLWAY_ACME__CONTACT", "somebody@venue.test"),
        ("HALLWAY_ACME__CA_FILE", ca_file.to_str().expect("a path")),
    ];
    let trust = pebble.trust();
    let mut server = Server::start_with_tls(port, Venue::any(), &settings, trust.clone()).await;
    // A restart asks for nothing again.
    let first = shown(&server, &trust).await;
    assert!(first.is_some());
    server.kill().await;
    server.restart().await;
    assert_eq!(shown(&server, &trust).await, first);

    let walker = Walker::enter(&server, "Walker").await;
    let driver = Driver::start().await;
    let ada = browser(&driver, &trust, "Ada").await;
    ada.goto(&server.url(&server.venue.page())).await;
    ada.fill_in_and_enter().await;
    until("the certificate is renewed", async || {
        let now = shown(&server, &trust).await;
        (now.is_some() && now != first).then_some(())
    })
    .await;
    assert!(server.metrics().await.get(EXPIRES) > 0.0);
    // Nobody was sent away by that, and who comes now is let in by the new one.
    server.keeps_ticking().await;
    assert_eq!(walker.view().refused, None);
    let _another = Walker::enter(&server, "Another").await;
    ada.is_in_state("venue").await;
    let heard = ada.announcements().await;
    assert!(
        !heard.iter().any(|it| it.contains("Connection lost")),
        "{heard:?}"
    );

    for file in ["acme-account.json", "acme-certificate.json"] {
        use std::os::unix::fs::PermissionsExt;
        let file = std::fs::metadata(server.data().join(file)).expect("a file that is kept");
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
    }
    let log = server.log_text();
    assert!(
        !log.contains("PRIVATE KEY") && !log.contains("key_pkcs8"),
        "{log}"
    );
}

#[tokio::test]
async fn two_meet_under_a_certificate_from_files() {
    let authority = Authority::new();
    let server = with_files(&authority, &[]).await;
    let meeting = Meeting::prepare(&server).await;
    let driver = Driver::start().await;
    let mut two = Vec::new();
    for (name, right) in [("Ada", -16), ("Ben", 16)] {
        let browser = browser(&driver, &authority.trust(), name).await;
        browser.goto(&server.url(&server.venue.page())).await;
        browser.watch_calls("{}").await;
        if name == "Ada" {
            // Over the very port on which pages are encrypted.
            browser.hear_of_tcp_only().await;
        }
        browser.fill_in_and_enter().await;
        browser.stroll_to(meeting.beside(right, 0)).await;
        two.push(browser);
    }
    for (browser, protocol) in two.iter().zip(["tcp", "udp"]) {
        hears_and_sees(browser, &["Ada", "Ben"]).await;
        assert_eq!(
            browser.counted().await.protocol,
            protocol,
            "{}",
            browser.name
        );
    }
    let page = server.get("/").await;
    let says = |name: &str| {
        page.headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    assert_eq!(says("strict-transport-security"), Some("max-age=15552000"));
    assert!(says("set-cookie").is_some_and(|cookie| cookie.ends_with("; Secure")));
}

/// What a connection is answered to these bytes, to its end.
async fn answer(port: u16, said: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("a connection");
    stream.write_all(said).await.expect("somebody listens");
    let mut heard = Vec::new();
    // That it is cut off is an answer, too.
    let _ = stream.read_to_end(&mut heard).await;
    String::from_utf8_lossy(&heard).into_owned()
}

#[tokio::test]
async fn nothing_of_the_venue_goes_unencrypted() {
    let authority = Authority::new();
    let other = free_port();
    let listen_http = format!("127.0.0.1:{other}");
    let more = [("HALLWAY_SERVER__LISTEN_HTTP", &*listen_http)];
    let server = with_files(&authority, &more).await;
    for port in [server.port(), other] {
        for path in ["/", "/v/x?y=z", "/metrics", "/ws"] {
            let said = format!("GET {path} HTTP/1.1\r\nhost: elsewhere.example\r\n\r\n");
            let answer = answer(port, said.as_bytes()).await;
            let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
            assert!(head.starts_with("HTTP/1.1 308 "), "{head}");
            let location = format!("location: {}", server.url(path));
            assert!(head.lines().any(|line| line == location), "{head}");
            assert_eq!(body, "https:// is spoken here\n");
        }
        let nonsense = answer(port, b"nonsense\r\n\r\n").await;
        assert!(
            nonsense.is_empty() || nonsense.starts_with("HTTP/1.1 400 "),
            "{nonsense}"
        );
    }
    // A handshake that fails costs nothing but itself.
    let broken = [&[22, 3, 1, 0, 40][..], &[7; 40]].concat();
    assert!(!answer(server.port(), &broken).await.contains("HTTP"));
    let _walker = Walker::enter(&server, "Witness").await;
    assert!(
        !server.log_text().contains("handshake"),
        "nor a line in the log"
    );
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
}

#[tokio::test]
async fn new_files_are_a_new_certificate() {
    let authority = Authority::new();
    let server = with_files(&authority, &[]).await;
    let walker = Walker::enter(&server, "Walker").await;
    let trust = authority.trust();
    let first = shown(&server, &trust).await;
    assert!(first.is_some());
    authority.certify(NAME);
    until("the new certificate is shown", async || {
        let now = shown(&server, &trust).await;
        (now.is_some() && now != first).then_some(())
    })
    .await;
    server.keeps_ticking().await;
    assert_eq!(walker.view().refused, None);
}
