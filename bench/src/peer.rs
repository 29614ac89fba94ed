//! A browser's end of a connection, with no more than a load needs: it checks the way, shakes hands
//! and seals what it sends. What comes in is opened and counted and its arrival reported, as browsers
//! do; it is not played.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hallway::media::rtp::{Header, Outgoing};
use hallway::media::sdp::lines::{CAMERA, LINES, MICROPHONE, is_uplink, kind_of};
use hallway::media::srtp::{self, Opener, Profile, Sealer};
use hallway::media::{Arrivals, Kind};
use rtc::crypto::{HashAlgorithm, HmacAlgorithm, RTCCryptoProvider};
use rtc::dtls::config::{ConfigBuilder, ExtendedMasterSecretType};
use rtc::dtls::crypto::Certificate;
use rtc::dtls::endpoint::{Endpoint, EndpointEvent};
use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::shared::TransportProtocol;

use crate::child::{Measured, Order, Reply};
use crate::floor::MATERIAL;

/// Payload types of the offer.
const OPUS: u8 = 111;
const VP8: u8 = 96;
const RTX: u8 = 97;
/// Number of the extension by which arrivals are reported, and its name.
const TRANSPORT: u8 = 3;
const TRANSPORT_URI: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
/// Time for a connection to come to be.
const PATIENCE: Duration = Duration::from_secs(10);
/// Payloads of one packet: what Opus takes at 32 kbit/s, and what fits into a datagram.
pub const AUDIO_BYTES: usize = 80;
/// See [`AUDIO_BYTES`].
pub const VIDEO_BYTES: usize = 1100;

/// What became of packets.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Media packets that left.
    pub sent: u64,
    /// Media packets that came and were authentic and new.
    pub arrived: u64,
    /// Media packets that came and could not be opened.
    pub broken: u64,
}

/// A connection that is up.
pub struct Peer {
    /// Its socket.
    pub socket: UdpSocket,
    /// What became of its packets so far.
    pub counts: Counts,
    opener: Opener,
    sealer: Sealer,
    ssrc: u32,
    audio: u64,
    video: u64,
    buffer: Vec<u8>,
    check: Vec<u8>,
    arrivals: Arrivals,
}

impl Peer {
    /// Joins what is measured.
    ///
    /// # Errors
    /// When it does not let one in.
    pub fn join(measured: &mut Measured, person: u32) -> Result<Self> {
        let provider = rtc::crypto::default_provider().map_err(anyhow::Error::msg)?;
        let names = ["bench".to_owned()];
        let certificate = Certificate::generate_self_signed(names, provider.crypto())?;
        let der = certificate.certificate.first().context("no certificate")?;
        let hash = provider.crypto().hash(HashAlgorithm::Sha256, der);
        let hash = hash.map_err(anyhow::Error::msg)?;
        let fingerprint: Vec<String> = hash.iter().map(|byte| format!("{byte:02X}")).collect();
        let ssrc = person * 10;
        let sdp = offer(&fingerprint.join(":"), ssrc);
        let Reply::Answer(answer) = measured.ask(&Order::Offer { person, sdp })? else {
            bail!("no answer");
        };
        let value = |name: &str| {
            let mut lines = answer.lines().filter_map(|line| line.strip_prefix(name));
            lines.next().map(str::to_owned)
        };
        let ufrag = value("a=ice-ufrag:").context("no user fragment")?;
        let password = value("a=ice-pwd:").context("no password")?;
        let candidate = value("a=candidate:").context("no candidate")?;
        let words: Vec<&str> = candidate.split(' ').collect();
        let to = match words.as_slice() {
            [_, _, _, _, ip, port, ..] => SocketAddr::new(ip.parse()?, port.parse()?),
            _ => bail!("an odd candidate: {candidate}"),
        };
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.connect(to)?;
        socket.set_read_timeout(Some(Duration::from_millis(50)))?;
        let check = check(provider.as_ref(), &ufrag, &password)?;
        let ways = shake(&socket, &check, certificate, &provider)?;
        socket.set_nonblocking(true)?;
        Ok(Self::new(socket, ways, ssrc, check))
    }

    /// Joins the floor, which shakes no hands.
    ///
    /// # Errors
    /// When there is no socket.
    pub fn bare(measured: &mut Measured, person: u32) -> Result<Self> {
        let sdp = String::new();
        let Reply::Answer(answer) = measured.ask(&Order::Offer { person, sdp })? else {
            bail!("no answer");
        };
        let provider = rtc::crypto::default_provider().map_err(anyhow::Error::msg)?;
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.connect(answer.parse::<SocketAddr>()?)?;
        socket.send(&[&b"join"[..], &person.to_be_bytes()].concat())?;
        socket.set_nonblocking(true)?;
        let ways = ways(provider.as_ref(), &MATERIAL)?;
        Ok(Self::new(socket, ways, person * 10, Vec::new()))
    }

    fn new(
        socket: UdpSocket,
        (opener, sealer): (Opener, Sealer),
        ssrc: u32,
        check: Vec<u8>,
    ) -> Self {
        Self {
            socket,
            counts: Counts::default(),
            opener,
            sealer,
            ssrc,
            audio: 1,
            video: 1,
            buffer: Vec::with_capacity(1500),
            check,
            arrivals: Arrivals::new(Instant::now()),
        }
    }

    /// Takes note of a packet and opens it.
    pub fn came(&mut self, datagram: &mut [u8], now: Instant) {
        let header = Header::read(datagram);
        let number = header.and_then(|header| Some((header.extension(TRANSPORT)?, header.ssrc)));
        if let Some((number, ssrc)) = number
            && let Some(number) = number.first_chunk()
        {
            let number = u16::from_be_bytes(*number);
            self.arrivals.came(number, ssrc, now);
        }
        // Repairs and reports are no media of the load's.
        if !matches!(datagram, [128..=191, kind, ..] if [OPUS, VP8].contains(&(*kind & 0x7F))) {
            return;
        }
        match self.opener.media(datagram) {
            Some(_) => self.counts.arrived += 1,
            None => self.counts.broken += 1,
        }
    }

    /// Reports what came, when it is time.
    pub fn report(&mut self, now: Instant) {
        if let Some(mut report) = self.arrivals.report(now)
            && self.sealer.reports(&mut report)
        {
            let _ = self.socket.send(&report);
        }
    }

    /// Tells that it is still there, as browsers do every few seconds.
    pub fn stay(&self) {
        if !self.check.is_empty() {
            let _ = self.socket.send(&self.check);
        }
    }

    /// Sends an audio packet.
    pub fn say(&mut self) {
        let index = self.audio;
        self.audio += 1;
        self.send(
            OPUS,
            self.ssrc,
            index,
            index as u32 * 960,
            &[0x55; AUDIO_BYTES],
        );
    }

    /// Sends a video packet; the first one begins a key frame, and so does each that follows one
    /// that asks for it.
    pub fn show(&mut self, starts: bool) {
        let index = self.video;
        self.video += 1;
        let mut payload = [0x55; VIDEO_BYTES];
        let [first, second, ..] = &mut payload;
        (*first, *second) = (0x10, u8::from(!starts));
        self.send(VP8, self.ssrc + 1, index, index as u32 * 1500, &payload);
    }

    fn send(&mut self, payload_type: u8, ssrc: u32, index: u64, timestamp: u32, payload: &[u8]) {
        self.buffer.clear();
        let header = Outgoing {
            marker: true,
            payload_type,
            seq: index as u16,
            timestamp,
            ssrc,
            transport: None,
        };
        header.write(&mut self.buffer);
        let length = self.buffer.len();
        self.buffer.extend_from_slice(payload);
        if self.sealer.media(&mut self.buffer, length, ssrc, index) {
            // One that the system refuses was meant to be sent and counts as lost.
            self.counts.sent += 1;
            let _ = self.socket.send(&self.buffer);
        }
    }
}

fn offer(fingerprint: &str, ssrc: u32) -> String {
    let mut sdp = format!(
        "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=fingerprint:sha-256 {fingerprint}\r\n"
    );
    for line in 0..LINES {
        let is_video = kind_of(line) == Kind::Video;
        let (kind, codec) = match is_video {
            true => (
                "video",
                format!(
                    "a=rtpmap:{VP8} VP8/90000\r\na=rtcp-fb:{VP8} nack\r\n\
                     a=rtcp-fb:{VP8} nack pli\r\na=rtcp-fb:{VP8} transport-cc\r\n\
                     a=rtpmap:{RTX} rtx/90000\r\na=fmtp:{RTX} apt={VP8}\r\n"
                ),
            ),
            false => ("audio", format!("a=rtpmap:{OPUS} opus/48000/2\r\n")),
        };
        let payload_type = if is_video { VP8 } else { OPUS };
        let direction = if is_uplink(line) {
            "sendonly"
        } else {
            "recvonly"
        };
        sdp += &format!(
            "m={kind} 9 UDP/TLS/RTP/SAVPF {payload_type} {RTX}\r\na={direction}\r\n\
             a=mid:{line}\r\n{codec}a=extmap:{TRANSPORT} {TRANSPORT_URI}\r\n"
        );
        if line == MICROPHONE || line == CAMERA {
            sdp += &format!("a=ssrc:{} cname:bench\r\n", ssrc + line as u32);
        }
    }
    sdp
}

/// A check of the way that also chooses it.
fn check(provider: &dyn RTCCryptoProvider, ufrag: &str, password: &str) -> Result<Vec<u8>> {
    let name = format!("{ufrag}:bench");
    let mut body = Vec::new();
    let mut push = |kind: u16, value: &[u8]| {
        body.extend(kind.to_be_bytes());
        body.extend((value.len() as u16).to_be_bytes());
        body.extend(value);
        body.resize(body.len().next_multiple_of(4), 0);
    };
    push(0x0006, name.as_bytes());
    push(0x0025, &[]);
    let length = (body.len() + 24) as u16;
    let mut check = vec![0x00, 0x01];
    check.extend(length.to_be_bytes());
    check.extend([0x21, 0x12, 0xA4, 0x42]);
    check.extend([7; 12]);
    check.extend(&body);
    let mac = provider
        .crypto()
        .new_hmac(HmacAlgorithm::Sha1, password.as_bytes());
    let mut code = [0; 20];
    let signed = mac.map_err(anyhow::Error::msg)?.sign(&[&check], &mut code);
    signed.map_err(anyhow::Error::msg)?;
    check.extend([0x00, 0x08, 0, 20]);
    check.extend(code);
    Ok(check)
}

fn shake(
    socket: &UdpSocket,
    check: &[u8],
    certificate: Certificate,
    provider: &Arc<dyn RTCCryptoProvider>,
) -> Result<(Opener, Sealer)> {
    let config = ConfigBuilder::default()
        .with_crypto_provider(Arc::clone(provider))
        .with_certificates(vec![certificate])
        .with_srtp_protection_profiles(vec![SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm])
        .with_insecure_skip_verify(true)
        .with_extended_master_secret(ExtendedMasterSecretType::Require)
        .build(true, None)?;
    let somewhere: SocketAddr = "127.0.0.1:9".parse()?;
    let mut endpoint = Endpoint::new(somewhere, TransportProtocol::UDP, None);
    let began = Instant::now();
    socket.send(check)?;
    endpoint.connect(began, somewhere, Arc::new(config), None)?;
    let mut datagram = [0; 2048];
    while began.elapsed() < PATIENCE {
        while let Some(sent) = endpoint.poll_transmit() {
            socket.send(&sent.message)?;
        }
        let read = socket.recv(&mut datagram);
        let now = Instant::now();
        let Ok(length) = read else {
            endpoint.handle_timeout(somewhere, now)?;
            continue;
        };
        let bytes = datagram.get(..length).unwrap_or_default();
        if !matches!(bytes.first(), Some(20..=63)) {
            continue;
        }
        let events = endpoint.read(now, somewhere, None, bytes.into())?;
        let done = events
            .iter()
            .any(|event| matches!(event, EndpointEvent::HandshakeComplete));
        if done {
            while let Some(sent) = endpoint.poll_transmit() {
                socket.send(&sent.message)?;
            }
            let state = endpoint.get_connection_state(somewhere);
            let state = state.context("no connection")?;
            let bytes = srtp::material_bytes(Profile::Gcm128);
            let material = state.export_keying_material("EXTRACTOR-dtls_srtp", &[], bytes)?;
            return ways(provider.as_ref(), material.as_ref());
        }
    }
    bail!("no connection came to be");
}

/// The client's ways: the server's, with both sides' keys exchanged.
fn ways(provider: &dyn RTCCryptoProvider, material: &[u8]) -> Result<(Opener, Sealer)> {
    let profile = Profile::Gcm128;
    let (key, salt) = (profile.key_bytes(), profile.salt_bytes());
    let (keys, salts) = material.split_at_checked(2 * key).context("short keys")?;
    let (client_key, server_key) = keys.split_at_checked(key).context("short keys")?;
    let (client_salt, server_salt) = salts.split_at_checked(salt).context("short keys")?;
    let exchanged = [server_key, client_key, server_salt, client_salt].concat();
    srtp::pair(provider.crypto(), profile, &exchanged).map_err(anyhow::Error::msg)
}
