//! One visitor's peer connection: their microphone, camera and screen in, their slots out. Knows nothing
//! of other peers, and does no I/O: datagrams and time come in, datagrams and packets go out.

#[cfg(any(test, feature = "fuzzing"))]
mod known;

use std::time::{Duration, Instant};

use hallway_protocol::LineState;
use rtc::rtcp::packet::Packet as Rtcp;
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtcp::transport_feedbacks::transport_layer_cc::TransportLayerCc;
use rtc::rtcp::transport_feedbacks::transport_layer_nack::TransportLayerNack;
use tokio::sync::mpsc::Sender;

use super::allowance::Allowance;
use super::clock::Clock;
use super::downlink::budget::{self, Budget, Offered};
use super::downlink::estimate::{Estimate, Seen};
use super::downlink::probe::Probe;
use super::downlink::{Downlink, Passed, Ready};
use super::dtls::{Ciphers, Handshake, Identity, Progress};
use super::metrics::Kind;
use super::path::{Outbox, Path};
use super::rate::Rate;
use super::sdp::answer::{self, Ours};
use super::sdp::{LAYERS, LINES, Offer, slot_line};
use super::srtp::{self, Opener, Sealer};
use super::stun::{self, Theirs};
use super::uplink::{Picture, Received, Uplink};
use super::ways::{Transaction, Ways};
use super::{MediaEvent, PLACES};

/// Time to get connected after the answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// Browsers check a connection every few seconds; one this silent is gone.
const SILENCE_TIMEOUT: Duration = Duration::from_secs(30);
/// Browsers report every second what they hear, whatever they say: after this time something is cut, some
/// seconds before they notice.
const CUT: Duration = Duration::from_secs(3);
/// When nobody has looked for so long, this machine has slept, and not the browsers.
const SLEPT: Duration = Duration::from_secs(1);
/// Key frames are large, so that a sender is asked for one of a layer at most this often.
const KEYFRAME_INTERVAL: Duration = Duration::from_millis(300);
/// Time between two reports of what is sent.
const REPORT: Duration = Duration::from_secs(1);
/// Time between two looks at what the line carries.
const BUDGET: Duration = Duration::from_millis(500);
/// Handshake records during one connection; a handshake takes about ten.
const MAX_HANDSHAKE_DATAGRAMS: u32 = 512;
/// Packets that one report may ask to repeat.
const MOST_REPEATS: usize = 128;
/// Reports of arrivals in one datagram; browsers send one.
const MOST_ARRIVALS: usize = 2;
/// Bytes that encryption, UDP and IP add to a packet, for the count of what a line carries.
const OVERHEAD: usize = 16 + 8 + 20;

/// What is decided about a connection before the offer is looked at.
pub struct Terms {
    /// ICE user fragment, by which the browser's first datagram finds its peer.
    pub ufrag: String,
    /// ICE password.
    pub password: String,
    /// The browser's own, if its offer has them.
    pub theirs: Option<Theirs>,
    /// Ciphers on offer.
    pub ciphers: Ciphers,
    /// Counts connections over the life of the unit.
    pub serial: u64,
}

/// What an end is called that the browser itself made.
pub const CLOSED: &str = "the browser closed the connection";

/// How a connection came to its end.
pub type Failure = String;

/// One peer connection.
pub struct Peer {
    serial: u64,
    events: Sender<MediaEvent>,
    handshake: Handshake,
    handshakes: u32,
    keys: Option<(Opener, Sealer)>,
    ways: Ways,
    /// Our ICE user fragment and the browser's credentials, for questions.
    ufrag: String,
    theirs: Option<Theirs>,
    allowance: Allowance,
    uplink: Uplink,
    audio: Vec<Downlink>,
    video: Vec<Downlink>,
    estimate: Estimate,
    budget: Budget,
    /// What they know of their line.
    line: LineState,
    /// Less is passed on than is wanted.
    limited: bool,
    probe: Option<Probe>,
    sound: Rate,
    /// What the browser is not asked about.
    unnumbered: Rate,
    /// Slots whose video the browser can't go on decoding without a key frame.
    stuck: [bool; PLACES],
    /// When a key frame was last asked for, of each layer of the camera and of the screen.
    keyframes_asked: [Option<Instant>; LAYERS + 1],
    connected: bool,
    born: Instant,
    heard: Instant,
    /// When it was last looked, and since when silence counts.
    looked: Instant,
    awake: Instant,
    /// It was reported that nothing comes.
    cut: bool,
    report_due: Instant,
    budget_due: Instant,
}

/// Where this server is reached, for answers.
pub struct Reached {
    /// Over UDP.
    pub udp: Vec<std::net::SocketAddr>,
    /// Over TCP.
    pub tcp: Vec<std::net::SocketAddr>,
}

impl Peer {
    /// Takes an offer; gives the peer and its answer.
    ///
    /// # Errors
    /// Why the offer can't be answered.
    pub fn answer(
        identity: &Identity,
        reached: &Reached,
        offer: &Offer,
        terms: &Terms,
        events: Sender<MediaEvent>,
        now: Instant,
    ) -> Result<(Self, String), Failure> {
        let handshake = Handshake::new(identity, terms.ciphers, &offer.fingerprint);
        let handshake = handshake.map_err(|error| error.to_string())?;
        let mut streams = vec![None; LINES];
        let audio = downlinks(Kind::Audio, offer, &mut streams);
        let video = downlinks(Kind::Video, offer, &mut streams);
        let answer = answer::write(
            offer,
            &Ours {
                serial: terms.serial,
                ufrag: &terms.ufrag,
                password: &terms.password,
                fingerprint: &identity.fingerprint,
                udp: &reached.udp,
                tcp: &reached.tcp,
                streams: &streams,
            },
        );
        let peer = Self {
            serial: terms.serial,
            events,
            handshake,
            handshakes: 0,
            keys: None,
            ways: Ways::default(),
            ufrag: terms.ufrag.clone(),
            theirs: terms.theirs.clone(),
            allowance: Allowance::new(now),
            uplink: Uplink::new(&offer.lines, now),
            audio,
            video,
            estimate: Estimate::default(),
            budget: Budget::default(),
            line: LineState::default(),
            limited: false,
            probe: None,
            sound: Rate::default(),
            unnumbered: Rate::default(),
            stuck: [false; PLACES],
            keyframes_asked: [None; LAYERS + 1],
            connected: false,
            born: now,
            heard: now,
            looked: now,
            awake: now,
            cut: false,
            report_due: now + REPORT,
            budget_due: now + BUDGET,
        };
        Ok((peer, answer))
    }

    /// Whether one more datagram may come from this visitor's browser.
    pub fn takes(&mut self, bytes: usize, now: Instant) -> bool {
        self.allowance.takes(bytes, now)
    }

    /// An authentic check of this many bytes came by this way. The browser decides which way is
    /// used, but must prove that it receives there.
    pub fn checked(
        &mut self,
        path: Path,
        nominates: bool,
        bytes: usize,
        out: &mut Outbox,
        clock: &Shared,
    ) {
        let now = clock.now;
        self.heard = now;
        self.ways.came(path, bytes, now);
        let asks = self
            .ways
            .checked(path, nominates, bytes, self.connected, now);
        if let (Some(transaction), Some(theirs)) = (asks, &self.theirs)
            && let Some(question) = stun::question(transaction, &self.ufrag, theirs, clock.provider)
        {
            out.push(path, question);
        }
    }

    /// A question of ours was answered by this way.
    pub fn answered(&mut self, path: Path, transaction: Transaction, now: Instant) {
        self.ways.answered(path, transaction, now);
    }

    /// A way is no more.
    pub fn closed(&mut self, path: Path) {
        self.ways.closed(path);
    }

    /// Takes a datagram from this visitor's browser, which is opened in place; appends what is to
    /// be passed on.
    ///
    /// # Errors
    /// When the connection is over.
    pub fn read(
        &mut self,
        path: Path,
        datagram: &mut [u8],
        received: &mut Vec<Received>,
        out: &mut Outbox,
        clock: &Shared,
    ) -> Result<(), Failure> {
        let now = clock.now;
        self.ways.came(path, datagram.len(), now);
        // The ranges of RFC 7983.
        match datagram.first() {
            Some(20..=63) => self.shake(path, datagram, out, clock),
            Some(128..=191) => {
                let Some((opener, _)) = &mut self.keys else {
                    // Nobody has the keys before the handshake is done.
                    return Ok(());
                };
                // RFC 5761: the packet types of RTCP lie where no payload type may.
                if matches!(datagram.get(1), Some(192..=223)) {
                    if let Some(length) = opener.reports(datagram) {
                        self.heard = now;
                        self.feedback(datagram.get(..length).unwrap_or_default(), out, now);
                    }
                } else if let Some((length, index)) = opener.media(datagram) {
                    self.heard = now;
                    let packet = datagram.get(..length).unwrap_or_default();
                    received.extend(self.uplink.take(packet, index, now));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn shake(
        &mut self,
        path: Path,
        datagram: &[u8],
        out: &mut Outbox,
        clock: &Shared,
    ) -> Result<(), Failure> {
        self.handshakes = self.handshakes.saturating_add(1);
        if self.handshakes > MAX_HANDSHAKE_DATAGRAMS {
            return Ok(());
        }
        let progress = self.handshake.read(datagram, clock.now);
        if matches!(progress, Progress::Connected(..)) {
            self.ways.shaken(path);
        }
        self.send_handshake(out);
        match progress {
            Progress::None => Ok(()),
            Progress::Closed => Err(CLOSED.to_owned()),
            Progress::Connected(profile, material) => {
                let keys = srtp::pair(clock.crypto, profile, &material);
                self.keys = Some(keys.map_err(|error| error.to_string())?);
                self.connected = true;
                self.report(MediaEvent::Connected);
                Ok(())
            }
        }
    }

    fn send_handshake(&mut self, out: &mut Outbox) {
        while let Some(record) = self.handshake.poll() {
            // Without a way that an authentic check came by, nothing is sent at all.
            if let Some(path) = self.ways.take(record.len()) {
                let mut buffer = out.buffer();
                buffer.extend(record);
                out.push(path, buffer);
            }
        }
    }

    fn feedback(&mut self, mut reports: &[u8], out: &mut Outbox, now: Instant) {
        let Ok(packets) = rtc::rtcp::packet::unmarshal(&mut reports) else {
            return;
        };
        let mut arrivals = 0;
        for packet in packets {
            let packet = packet.as_any();
            if let Some(nack) = packet.downcast_ref::<TransportLayerNack>() {
                self.repeat(nack, out, now);
            } else if let Some(told) = packet.downcast_ref::<TransportLayerCc>() {
                arrivals += 1;
                if arrivals <= MOST_ARRIVALS {
                    self.estimate.heard(told, now);
                }
            } else if let Some(loss) = packet.downcast_ref::<PictureLossIndication>() {
                self.stuck_at(loss.media_ssrc);
            } else if let Some(request) = packet.downcast_ref::<FullIntraRequest>() {
                for entry in request.fir.iter().take(PLACES) {
                    self.stuck_at(entry.ssrc);
                }
            } else if let Some(report) = packet.downcast_ref::<SenderReport>() {
                self.uplink.reported(report.ssrc, report.ntp_time, now);
            }
        }
    }

    fn stuck_at(&mut self, ssrc: u32) {
        for (stuck, slot) in self.stuck.iter_mut().zip(&self.video) {
            *stuck |= slot.ssrc() == ssrc;
        }
    }

    fn repeat(&mut self, nack: &TransportLayerNack, out: &mut Outbox, now: Instant) {
        let ssrc = nack.media_ssrc;
        let Some(slot) = self.video.iter().position(|slot| slot.ssrc() == ssrc) else {
            return;
        };
        let asked = nack.nacks.iter().flat_map(|pair| pair.packet_list());
        for seq in asked.take(MOST_REPEATS) {
            if !self.allowance.repeats(now) {
                return;
            }
            let ready = self.video.get_mut(slot).and_then(|slot| slot.repeat(seq));
            if let Some(ready) = ready {
                self.send(Kind::Video, ready, out, now);
            }
        }
    }

    /// Passes a packet of the peer with this serial on through a slot.
    pub fn write(
        &mut self,
        slot: usize,
        from: (u64, &Received),
        out: &mut Outbox,
        now: Instant,
    ) -> Passed {
        let (serial, received) = from;
        let kind = received.kind();
        let slots = match kind {
            Kind::Audio => &mut self.audio,
            Kind::Video => &mut self.video,
        };
        let (true, Some(downlink)) = (self.connected, slots.get_mut(slot)) else {
            return Passed::No;
        };
        let (passed, ready) = downlink.pass(serial, received, now);
        if let Some(ready) = ready {
            self.send(kind, ready, out, now);
        }
        passed
    }

    /// Sends a packet.
    fn send(&mut self, kind: Kind, ready: Ready, out: &mut Outbox, now: Instant) {
        let Some((_, sealer)) = &mut self.keys else {
            return;
        };
        let bytes = ready.payload.len() + OVERHEAD;
        let Some(path) = self.ways.take(bytes) else {
            return;
        };
        let mut packet = out.buffer();
        let mut header = ready.header;
        match ready.transport {
            Some(number) => {
                let running = self.estimate.number(bytes, header.padding, now);
                header.transport = Some((number, running));
            }
            None => self.unnumbered.add(bytes, now),
        }
        header.write(&mut packet);
        let length = packet.len();
        if let Some(seq) = ready.repeats {
            packet.extend(seq.to_be_bytes());
        }
        packet.extend_from_slice(&ready.payload);
        if !sealer.media(&mut packet, length, header.ssrc, ready.index) {
            out.give_back(packet);
            return;
        }
        if kind == Kind::Audio {
            self.sound.add(bytes, now);
        }
        out.push(path, packet);
    }

    /// What comes next through this slot is from another sender, or begins anew.
    pub fn release(&mut self, slot: usize, kind: Kind) {
        let slots = match kind {
            Kind::Audio => &mut self.audio,
            Kind::Video => &mut self.video,
        };
        if let Some(downlink) = slots.get_mut(slot) {
            downlink.release();
        }
    }

    /// The slots whose video this visitor's browser can't go on decoding without a key frame, each
    /// with the layer that it gets.
    pub fn take_stuck(&mut self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let stuck = std::mem::take(&mut self.stuck);
        let layers: Vec<usize> = self
            .video
            .iter()
            .map(|it| it.layer().unwrap_or(0))
            .collect();
        let slots = stuck.into_iter().zip(layers).enumerate();
        slots.filter_map(|(slot, (stuck, layer))| stuck.then_some((slot, layer)))
    }

    /// The pictures of this visitor that lost so much that only a key frame helps.
    pub fn take_broken(&mut self) -> impl Iterator<Item = Picture> + use<> {
        self.uplink.take_broken()
    }

    /// Asks this visitor for a key frame of a picture, not too often.
    pub fn ask_keyframe(&mut self, picture: Picture, out: &mut Outbox, now: Instant) {
        let Some(media_ssrc) = self.uplink.picture(picture) else {
            return;
        };
        let soon = |asked: Instant| now.saturating_duration_since(asked) < KEYFRAME_INTERVAL;
        let place = match picture {
            Picture::Camera(layer) => layer.min(LAYERS - 1),
            Picture::Screen => LAYERS,
        };
        let Some(asked) = self.keyframes_asked.get_mut(place) else {
            return;
        };
        if asked.is_some_and(soon) {
            return;
        }
        *asked = Some(now);
        let request = PictureLossIndication {
            sender_ssrc: 1,
            media_ssrc,
        };
        self.send_reports(&[Box::new(request)], None, out);
    }

    /// Bits per second of the camera's layers, best first.
    pub fn rates(&mut self, now: Instant) -> [f64; LAYERS] {
        self.uplink.rates(now)
    }

    /// Bits per second of the shared screen.
    pub fn screen_rate(&mut self, now: Instant) -> f64 {
        self.uplink.screen_rate(now)
    }

    /// When [`Self::choose`] is to be called next.
    pub fn budget_due(&self) -> Instant {
        self.budget_due
    }

    /// [`Self::choose`] is to be called at the next chance.
    pub fn choose_soon(&mut self, now: Instant) {
        self.budget_due = now;
    }

    /// Chooses what of each slot's sender is passed on, by what the line carries. Gives the slots
    /// and layers of which a key frame is needed.
    pub fn choose(&mut self, mut offered: [Offered; PLACES], now: Instant) -> Vec<(usize, usize)> {
        self.budget_due = now + BUDGET;
        let unnumbered = self.unnumbered.bits_per_second(now);
        let seen = self.estimate.seen(now).map(|seen| Seen {
            // What nothing tells of is supposed to come.
            comes: seen.comes + unnumbered,
            ..seen
        });
        if let Some(seen) = seen
            && let Some(rate) = self.budget.update(seen, self.limited, now)
        {
            self.estimate.begin_probe();
            self.probe = Some(Probe::new(rate, seen.comes, now));
        }
        let allowed = self.budget.allowed();
        for (offered, slot) in offered.iter_mut().zip(&self.video) {
            offered.now = slot.layer();
        }
        let sound = self.sound.bits_per_second(now);
        let chosen = budget::choose(allowed, sound, &offered);
        let lost = seen
            .map_or(0.0, |seen| seen.loss)
            .max(self.uplink.loss(now));
        let lossy = lost > budget::LOSSY;
        self.limited = budget::is_limited(&offered, &chosen);
        self.tell_line(&offered, &chosen, lossy);
        let mut needed = Vec::new();
        for (index, (slot, layer)) in self.video.iter_mut().zip(chosen).enumerate() {
            slot.want(layer);
            if let Some(layer) = layer
                && slot.layer() != Some(layer)
            {
                needed.push((index, layer));
            }
        }
        needed
    }

    /// Tells the visitor when what their line has room for is something else than they know.
    fn tell_line(
        &mut self,
        offered: &[Offered; PLACES],
        chosen: &[Option<usize>; PLACES],
        lossy: bool,
    ) {
        let mut withheld = [false; PLACES];
        for (place, (offered, chosen)) in withheld.iter_mut().zip(offered.iter().zip(chosen)) {
            *place = offered.best.is_some() && chosen.is_none();
        }
        let [people @ .., screen_withheld] = withheld;
        let line = LineState {
            withheld: people,
            screen_withheld,
            lossy,
            narrow: self.budget.is_narrow(),
        };
        // When they can't take it now, they are told the next time.
        if line != self.line && self.events.try_send(MediaEvent::Line(line)).is_ok() {
            self.line = line;
        }
    }

    /// Lets time pass.
    ///
    /// # Errors
    /// When the connection is over.
    pub fn tick(&mut self, out: &mut Outbox, clock: &Shared) -> Result<(), Failure> {
        let now = clock.now;
        let since = |then: Instant| now.saturating_duration_since(then);
        if !self.connected && since(self.born) >= CONNECT_TIMEOUT {
            return Err(format!(
                "not connected after {} s",
                CONNECT_TIMEOUT.as_secs()
            ));
        }
        if since(self.heard) >= SILENCE_TIMEOUT {
            return Err(format!("nothing heard for {} s", SILENCE_TIMEOUT.as_secs()));
        }
        self.notice_silence(now);
        if self.handshake.deadline().is_some_and(|due| due <= now) {
            let sent = self.handshake.tick(now);
            sent.map_err(|error| format!("handshake: {error}"))?;
            self.send_handshake(out);
        }
        if !self.connected {
            return Ok(());
        }
        self.probe(out, now);
        let mut reports: Vec<Box<dyn Rtcp>> = Vec::new();
        if self.report_due <= now {
            self.report_due = now + REPORT;
            for slot in self.audio.iter().chain(&self.video) {
                if let Some(report) = slot.report(&clock.wall, now) {
                    reports.push(Box::new(report));
                }
            }
        }
        let arrivals = match self.uplink.deadline() <= now {
            true => self.uplink.reports(now, &mut reports),
            false => None,
        };
        self.send_reports(&reports, arrivals, out);
        Ok(())
    }

    /// Reports once when nothing comes any more.
    fn notice_silence(&mut self, now: Instant) {
        if now.saturating_duration_since(self.looked) >= SLEPT {
            self.awake = now;
        }
        self.looked = now;
        let since = self.heard.max(self.awake);
        let silent = self.connected && now.saturating_duration_since(since) >= CUT;
        // Told again later when they can't take it now.
        let told = |events: &Sender<MediaEvent>| events.try_send(MediaEvent::Silent).is_ok();
        self.cut = silent && (self.cut || told(&self.events));
    }

    /// Goes on trying whether the line carries more.
    fn probe(&mut self, out: &mut Outbox, now: Instant) {
        let Some(mut probe) = self.probe.take() else {
            return;
        };
        for _ in 0..probe.due(now) {
            let mut slots = self.video.iter_mut();
            let Some(padding) = slots.find_map(Downlink::padding) else {
                // Without retransmissions there is nothing to try it with but what is wanted.
                self.budget.tried(probe.rate, true, now);
                return;
            };
            self.send(Kind::Video, padding, out, now);
        }
        match probe.verdict(self.estimate.came(), now) {
            Some(carried) => {
                self.budget.tried(probe.rate, carried, now);
                self.choose_soon(now);
            }
            None => self.probe = Some(probe),
        }
    }

    fn send_reports(&mut self, reports: &[Box<dyn Rtcp>], more: Option<Vec<u8>>, out: &mut Outbox) {
        let (Some((_, sealer)), true) = (&mut self.keys, self.ways.is_open()) else {
            return;
        };
        let mut buffer = out.buffer();
        if !reports.is_empty()
            && let Ok(written) = rtc::rtcp::packet::marshal(reports)
        {
            buffer.extend_from_slice(&written);
        }
        buffer.extend(more.unwrap_or_default());
        if !buffer.is_empty()
            && sealer.reports(&mut buffer)
            && let Some(path) = self.ways.take(buffer.len())
        {
            out.push(path, buffer);
        } else {
            out.give_back(buffer);
        }
    }

    /// Says goodbye to the browser.
    pub fn close(&mut self, out: &mut Outbox, now: Instant) {
        self.handshake.close(now);
        self.send_handshake(out);
    }

    /// Whether packets ever flowed.
    pub fn was_connected(&self) -> bool {
        self.connected
    }

    /// Tells this connection from all others.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// Reports to whoever made the offer. When they can't take it, it is lost.
    pub fn report(&self, event: MediaEvent) {
        let _ = self.events.try_send(event);
    }
}

/// What all peers need of the world at one moment.
pub struct Shared<'a> {
    /// The time.
    pub now: Instant,
    /// The wall clock of reports.
    pub wall: Clock,
    /// Cryptography.
    pub crypto: &'a dyn rtc::crypto::RTCCrypto,
    /// Where it comes from.
    pub provider: &'a dyn rtc::crypto::RTCCryptoProvider,
}

fn downlinks(kind: Kind, offer: &Offer, streams: &mut [Option<(u32, u32)>]) -> Vec<Downlink> {
    let lines = (0..PLACES).map(|slot| slot_line(kind, slot));
    let made = lines.filter_map(|index| {
        let line = offer.lines.get(index)?;
        let (ssrc, repair) = (rand::random::<u32>().max(2), rand::random::<u32>().max(2));
        *streams.get_mut(index)? = Some((ssrc, repair));
        Some(Downlink::new(kind, line, ssrc, repair))
    });
    made.collect()
}
