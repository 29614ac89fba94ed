//! A browser's end of a connection, with no more than a load needs: it checks the way, shakes hands
//! and seals what it sends. What comes in is opened and counted and its arrival reported, as browsers
//! do; it is not played.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hallway::media::Arrivals;
use hallway::media::rtp::{Header, Outgoing};
use hallway::media::srtp::{self, Opener, Profile, Sealer};
use rtc::crypto::RTCCryptoProvider;
use rtc::dtls::config::{ConfigBuilder, ExtendedMasterSecretType};
use rtc::dtls::crypto::Certificate;
use rtc::dtls::endpoint::{Endpoint, EndpointEvent};
use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::shared::TransportProtocol;

use crate::child::{Measured, Order, Reply};
use crate::floor::MATERIAL;
use crate::sdp::{OPUS, Other, Session, TRANSPORT, VP8, browser};
use crate::stun;

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
    reports: bool,
}

impl Peer {
    /// Joins what is measured.
    ///
    /// # Errors
    /// When it does not let one in.
    pub fn join(measured: &mut Measured, person: u32) -> Result<Self> {
        let session = Session::new()?;
        let ssrc = person * 10;
        let sdp = browser(&session, ssrc);
        let Reply::Answer(answer) = measured.ask(&Order::Offer { person, sdp })? else {
            bail!("no answer");
        };
        Self::connect(session, &answer, ssrc, true)
    }

    /// Connects to the other end, of which its words tell: its answer to one who `leads`, or else its
    /// offer.
    ///
    /// # Errors
    /// When no connection comes to be.
    pub fn connect(session: Session, words: &str, ssrc: u32, leads: bool) -> Result<Self> {
        let other = Other::read(words)?;
        let Session {
            socket,
            certificate,
            provider,
            ..
        } = session;
        socket.connect(other.at)?;
        socket.set_read_timeout(Some(Duration::from_millis(50)))?;
        // Whoever offers leads: it checks the way, and chooses it.
        let check = match leads {
            true => stun::check(provider.as_ref(), &other.ufrag, &other.password)?,
            false => Vec::new(),
        };
        prove(&socket, &check, other.is_lite, provider.as_ref())?;
        let ways = shake(&socket, certificate, &provider)?;
        socket.set_nonblocking(true)?;
        let mut peer = Self::new(socket, ways, ssrc, check);
        // Janus does not take offers of extensions by those who subscribe.
        peer.reports = leads;
        Ok(peer)
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
            reports: true,
        }
    }

    /// Takes note of a packet and opens it.
    pub fn came(&mut self, datagram: &mut [u8], now: Instant) {
        let header = Header::read(datagram);
        let number = header.and_then(|header| Some((header.extension(TRANSPORT)?, header.ssrc)));
        if let Some((number, ssrc)) = number
            && self.reports
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
            padding: false,
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

/// Checks the way until the other end says that it is one, since some drop what comes before that; and
/// answers the checks of an end that makes some itself.
fn prove(
    socket: &UdpSocket,
    check: &[u8],
    is_lite: bool,
    provider: &dyn RTCCryptoProvider,
) -> Result<()> {
    let began = Instant::now();
    let (mut answered, mut asked) = (check.is_empty(), is_lite);
    let mut datagram = [0; 2048];
    while began.elapsed() < PATIENCE {
        if !check.is_empty() {
            socket.send(check)?;
        }
        let Ok(length) = socket.recv(&mut datagram) else {
            continue;
        };
        match datagram.get(..length) {
            Some([1, 1, ..]) => answered = true,
            Some(question @ [0, 1, ..]) => {
                socket.send(&stun::answer(provider, question, socket.local_addr()?)?)?;
                asked = true;
            }
            _ => {}
        }
        if answered && asked {
            return Ok(());
        }
    }
    bail!("no way to the other end was found");
}

fn shake(
    socket: &UdpSocket,
    certificate: Certificate,
    provider: &Arc<dyn RTCCryptoProvider>,
) -> Result<(Opener, Sealer)> {
    let config = ConfigBuilder::default()
        .with_crypto_provider(Arc::clone(provider))
        .with_certificates(vec![certificate])
        .with_srtp_protection_profiles(vec![SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm])
        .with_insecure_skip_verify(true)
        .with_flight_interval(Duration::from_millis(200))
        .with_extended_master_secret(ExtendedMasterSecretType::Require)
        .build(true, None)?;
    let somewhere: SocketAddr = "127.0.0.1:9".parse()?;
    let mut endpoint = Endpoint::new(somewhere, TransportProtocol::UDP, None);
    let began = Instant::now();
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
        if matches!(bytes, [0, 1, ..]) {
            socket.send(&stun::answer(
                provider.as_ref(),
                bytes,
                socket.local_addr()?,
            )?)?;
        }
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
