//! What the load's end of a connection says of itself, and reads of the other one.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use hallway::media::Kind;
use hallway::media::sdp::lines::{CAMERA, LINES, MICROPHONE, is_uplink, kind_of};
use rtc::crypto::{HashAlgorithm, RTCCryptoProvider};
use rtc::dtls::crypto::Certificate;

/// Payload types of the offer.
pub const OPUS: u8 = 111;
/// See [`OPUS`].
pub const VP8: u8 = 96;
const RTX: u8 = 97;
/// Number of the extension by which arrivals are reported, and its name.
pub const TRANSPORT: u8 = 3;
const TRANSPORT_URI: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
/// The load's credentials for ICE. They keep nobody out.
pub const UFRAG: &str = "bench";
/// See [`UFRAG`].
pub const PASSWORD: &str = "a-password-that-keeps-nobody-out";

/// What a connection needs before anything is said of it.
pub struct Session {
    /// Its socket.
    pub socket: UdpSocket,
    /// Its certificate.
    pub certificate: Certificate,
    /// Cryptography.
    pub provider: Arc<dyn RTCCryptoProvider>,
    fingerprint: String,
}

impl Session {
    /// A new one.
    ///
    /// # Errors
    /// When there is no socket.
    pub fn new() -> Result<Self> {
        let provider = rtc::crypto::default_provider().map_err(anyhow::Error::msg)?;
        let names = ["bench".to_owned()];
        let certificate = Certificate::generate_self_signed(names, provider.crypto())?;
        let der = certificate.certificate.first().context("no certificate")?;
        let hash = provider.crypto().hash(HashAlgorithm::Sha256, der);
        let hash = hash.map_err(anyhow::Error::msg)?;
        let fingerprint: Vec<String> = hash.iter().map(|byte| format!("{byte:02X}")).collect();
        Ok(Self {
            socket: UdpSocket::bind("0.0.0.0:0")?,
            certificate,
            provider,
            fingerprint: fingerprint.join(":"),
        })
    }
}

/// What the other end says of itself.
pub struct Other {
    /// ICE user fragment.
    pub ufrag: String,
    /// ICE password.
    pub password: String,
    /// Where it is.
    pub at: SocketAddr,
    /// It answers checks and makes none.
    pub is_lite: bool,
}

impl Other {
    /// Reads it out of an offer or an answer.
    ///
    /// # Errors
    /// When something is missing.
    pub fn read(sdp: &str) -> Result<Self> {
        let value = |name: &str| {
            let mut lines = sdp.lines().filter_map(|line| line.strip_prefix(name));
            lines.next().map(str::to_owned)
        };
        let candidate = value("a=candidate:").context("no candidate")?;
        let words: Vec<&str> = candidate.split(' ').collect();
        let at = match words.as_slice() {
            [_, _, _, _, ip, port, ..] => SocketAddr::new(ip.parse()?, port.parse()?),
            _ => bail!("an odd candidate: {candidate}"),
        };
        Ok(Self {
            ufrag: value("a=ice-ufrag:").context("no user fragment")?,
            password: value("a=ice-pwd:").context("no password")?,
            at,
            is_lite: sdp.lines().any(|line| line == "a=ice-lite"),
        })
    }
}

/// An offer to Hallway: microphone, camera, and what comes of others.
pub fn browser(session: &Session, ssrc: u32) -> String {
    let mut sdp = head(session, "");
    for line in 0..LINES {
        let kind = kind_of(line);
        let codec = codec(kind);
        let direction = if is_uplink(line) {
            "sendonly"
        } else {
            "recvonly"
        };
        sdp += &format!(
            "m={name} 9 UDP/TLS/RTP/SAVPF {number} {RTX}\r\na={direction}\r\n\
             a=mid:{line}\r\n{codec}a=extmap:{TRANSPORT} {TRANSPORT_URI}\r\n",
            name = name(kind),
            number = number(kind),
        );
        if line == MICROPHONE || line == CAMERA {
            sdp += &format!("a=ssrc:{} cname:bench\r\n", ssrc + line as u32);
        }
    }
    sdp
}

/// An offer to Janus: microphone and camera.
pub fn publisher(session: &Session, ssrc: u32) -> String {
    let mut sdp = head(session, "a=group:BUNDLE 0 1\r\n");
    for (line, kind) in [(0, Kind::Audio), (1, Kind::Video)] {
        sdp += &format!(
            "m={name} 9 UDP/TLS/RTP/SAVPF {number} {RTX}\r\nc=IN IP4 127.0.0.1\r\n{way}\
             a=sendonly\r\na=mid:{line}\r\n{codec}a=extmap:{TRANSPORT} {TRANSPORT_URI}\r\n\
             a=ssrc:{ssrc} cname:bench\r\n",
            name = name(kind),
            number = number(kind),
            way = way(session),
            codec = codec(kind),
            ssrc = ssrc + line,
        );
    }
    sdp
}

/// An answer to Janus's offer: takes all that it sends, as it sends it.
pub fn answer(session: &Session, offer: &str) -> String {
    let group = offer.lines().find(|line| line.starts_with("a=group:"));
    let mut sdp = head(session, &format!("{}\r\n", group.unwrap_or_default()));
    let mut in_media = false;
    for line in offer.lines() {
        if line.starts_with("m=") {
            in_media = true;
            sdp += &format!(
                "{line}\r\nc=IN IP4 127.0.0.1\r\n{}a=recvonly\r\n",
                way(session)
            );
        } else if in_media
            && ["a=mid:", "a=rtpmap:", "a=fmtp:", "a=rtcp-fb:"]
                .iter()
                .any(|kept| line.starts_with(kept))
        {
            sdp += &format!("{line}\r\n");
        }
    }
    sdp
}

fn head(session: &Session, group: &str) -> String {
    format!(
        "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n{group}\
         a=fingerprint:sha-256 {}\r\n",
        session.fingerprint
    )
}

/// How the load is reached; it begins the handshake.
fn way(session: &Session) -> String {
    let port = session.socket.local_addr().map_or(9, |at| at.port());
    let ip = own_address();
    format!(
        "a=ice-ufrag:{UFRAG}\r\na=ice-pwd:{PASSWORD}\r\na=setup:active\r\na=rtcp-mux\r\n\
         a=candidate:1 1 udp 2130706431 {ip} {port} typ host\r\n"
    )
}

/// The address that this machine sends from: not the loopback's, on which Janus does not listen.
/// Connecting a UDP socket looks up the route and sends nothing.
fn own_address() -> IpAddr {
    let socket = UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
        socket.connect("192.0.2.1:9")?;
        socket.local_addr()
    });
    socket.map_or(IpAddr::from([127, 0, 0, 1]), |at| at.ip())
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Audio => "audio",
        Kind::Video => "video",
    }
}

fn number(kind: Kind) -> u8 {
    match kind {
        Kind::Audio => OPUS,
        Kind::Video => VP8,
    }
}

fn codec(kind: Kind) -> String {
    match kind {
        Kind::Audio => format!("a=rtpmap:{OPUS} opus/48000/2\r\n"),
        Kind::Video => format!(
            "a=rtpmap:{VP8} VP8/90000\r\na=rtcp-fb:{VP8} nack\r\n\
             a=rtcp-fb:{VP8} nack pli\r\na=rtcp-fb:{VP8} transport-cc\r\n\
             a=rtpmap:{RTX} rtx/90000\r\na=fmtp:{RTX} apt={VP8}\r\n"
        ),
    }
}
