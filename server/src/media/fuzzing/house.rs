//! Two who are in a call, one who is about to be, and strangers; everything that they may send, and
//! everything that may happen to them.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, UNIX_EPOCH};

use hallway_protocol::PersonId;
use hallway_protocol::client::Sending;
use tokio::sync::mpsc::{Receiver, channel};

use super::super::clock::Clock;
use super::super::forwarder::Forwarder;
use super::super::metrics::MediaMetrics;
use super::super::path::Path;
use super::super::peer::Reached;
use super::super::speakers::Speakers;
use super::super::srtp::Profile;
use super::super::{MediaCommand, MediaEvent, stun};
use super::browser::Browser;
use super::identity;
use super::seeds::{CHROMIUM, FIREFOX};
use super::steps::{self, Step};

/// A datagram, as it is, by a way ([`Step::how`]).
pub const RAW: u8 = 0;
/// A packet of media that one of the two seals.
pub const MEDIA: u8 = 1;
/// A compound of reports that one of the two seals.
pub const REPORTS: u8 = 2;
/// Packets are asked for again that were sent: through which slot, how long ago, and which more.
pub const AGAIN: u8 = 3;
/// Time passes.
pub const WAIT: u8 = 4;
/// An authentic check with these attributes: by whom, and by which way.
pub const CHECK: u8 = 5;
/// What is taken of somebody.
pub const TAKE: u8 = 6;
/// Whom somebody hears and sees.
pub const SLOTS: u8 = 7;
/// Whose screen somebody sees.
pub const SCREEN: u8 = 8;
/// The server's last question is answered.
pub const ANSWER: u8 = 9;
/// A way is no more.
pub const CLOSE: u8 = 10;
/// Somebody leaves.
pub const LEAVE: u8 = 11;
const KINDS: u8 = 12;

/// Steps of one input that are taken: more tell nothing new.
const MOST_STEPS: usize = 128;
/// Ways there are: one for each of the three, three of nobody, and two TCP connections.
const WAYS: u8 = 8;
const TCP: u8 = 6;
/// Datagrams that one step may cause at most: everything kept is asked for again.
const MOST_CAUSED: usize = 2048;
/// In reports stands for the stream of a slot, by the lowest byte.
pub const STREAM: u32 = 0xFFFF_FF00;
/// Bytes sent to a way that proved nothing, for each that came from there: the limit that RFC 9000
/// sets, too, and the answer to a check.
const MOST_TOLD: usize = 4;

const COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];

/// Lets everything happen that an input says.
pub fn read(input: &[u8]) {
    counted(input);
}

/// What was counted while it happened.
pub fn counted(input: &[u8]) -> Arc<MediaMetrics> {
    let Some(mut house) = House::new() else {
        return Arc::default();
    };
    for step in steps::all(input).take(MOST_STEPS) {
        house.step(&step);
        house.look();
    }
    house.metrics
}

struct House {
    forwarder: Forwarder,
    metrics: Arc<MediaMetrics>,
    now: Instant,
    visitors: Vec<Visitor>,
    /// Bytes that came from and went to each way of nobody's, and whether it proved something.
    told: HashMap<Path, Told>,
    /// The server's last question.
    asked: Option<(Path, [u8; 12])>,
    /// What was sent of each stream last.
    sent: HashMap<u32, u16>,
}

#[derive(Default)]
struct Told {
    came: usize,
    went: usize,
    proved: bool,
}

struct Visitor {
    person: PersonId,
    ufrag: String,
    password: String,
    /// Streams of the slots, in the order of the lines.
    streams: Vec<u32>,
    browser: Option<Browser>,
    /// Kept, as nobody writes into a closed one.
    _events: Receiver<MediaEvent>,
}

impl House {
    fn new() -> Option<Self> {
        let identity = identity()?;
        let now = Instant::now();
        let metrics = Arc::new(MediaMetrics::default());
        let reached = Reached {
            udp: vec![SocketAddr::from(([192, 0, 2, 9], 9))],
            tcp: Vec::new(),
        };
        let crypto = Arc::clone(identity.crypto());
        let forwarder = Forwarder::new(
            identity,
            reached,
            Clock::new(now, UNIX_EPOCH),
            3,
            Arc::clone(&metrics),
            Arc::new(Speakers::default()),
        );
        let mut house = Self {
            forwarder,
            metrics,
            now,
            visitors: Vec::new(),
            told: HashMap::new(),
            asked: None,
            sent: HashMap::new(),
        };
        for (number, offer, profile) in [
            (0, CHROMIUM, Some(Profile::Gcm128)),
            (1, FIREFOX, Some(Profile::Cm128)),
            (2, FIREFOX, None),
        ] {
            let mut visitor = house.enter(number, offer)?;
            house.visit(number, &visitor, &[])?;
            if let Some(profile) = profile {
                let material = Browser::material(profile);
                visitor.browser = Browser::new(crypto.crypto(), profile, &material);
                let connected =
                    house
                        .forwarder
                        .connect(visitor.person, way(number), profile, &material);
                assert!(connected && visitor.browser.is_some());
            }
            house.visitors.push(visitor);
        }
        house.look();
        Some(house)
    }

    /// Somebody offers, and is answered.
    fn enter(&mut self, number: u8, offer: &str) -> Option<Visitor> {
        let (events, mut answers) = channel(16);
        let person = person(number);
        let offer = MediaCommand::Offer {
            person,
            sdp: offer.to_owned(),
            events,
        };
        self.forwarder.command(offer, self.now);
        self.forwarder.answer_next(self.now);
        let answer = match answers.try_recv() {
            Ok(MediaEvent::Answer { sdp }) => sdp,
            other => {
                assert_eq!(other.ok(), None, "real offers are answered");
                return None;
            }
        };
        let value = |key: &str| answer.lines().find_map(|line| line.strip_prefix(key));
        Some(Visitor {
            person,
            ufrag: value("a=ice-ufrag:")?.to_owned(),
            password: value("a=ice-pwd:")?.to_owned(),
            streams: answer.split("\r\nm=").filter_map(stream).collect(),
            browser: None,
            _events: answers,
        })
    }

    /// An authentic check comes by a way.
    fn visit(&mut self, by: u8, visitor: &Visitor, attributes: &[u8]) -> Option<()> {
        let crypto = rtc::crypto::default_provider().ok()?;
        let name = format!("{}:x", visitor.ufrag);
        let check = stun::authentic(&name, &visitor.password, attributes, crypto.as_ref())?;
        self.comes(by, check);
        Some(())
    }

    fn comes(&mut self, by: u8, mut datagram: Vec<u8>) {
        let path = way(by);
        if (3..TCP).contains(&(by % WAYS)) {
            self.told.entry(path).or_default().came += datagram.len();
        }
        self.now += Duration::from_micros(200);
        self.forwarder.datagram(path, &mut datagram, self.now);
    }

    fn step(&mut self, step: &Step<'_>) {
        let Step { kind, how, bytes } = *step;
        let first = |at: usize| bytes.get(at).copied().unwrap_or_default();
        match kind % KINDS {
            RAW => self.comes(how, bytes.to_vec()),
            MEDIA => self.seals(how, |browser, _| browser.media(bytes)),
            REPORTS => self.seals(how, |browser, streams| {
                browser.reports(&with_streams(bytes, streams))
            }),
            AGAIN => {
                let (slot, back) = (usize::from(how >> 1), first(0));
                let sent = &self.sent;
                let nack = |streams: &[u32]| {
                    let ssrc = streams.get(slot.checked_rem(streams.len())?)?;
                    let last = sent.get(ssrc)?.wrapping_sub(back.into());
                    let mut nack = vec![0x81, 205, 0, 3, 0, 0, 0, 1];
                    nack.extend(ssrc.to_be_bytes());
                    nack.extend(last.to_be_bytes());
                    nack.extend([first(1), first(2)]);
                    Some(nack)
                };
                let visitor = self.visitors.get_mut(usize::from(how & 1));
                let nack = visitor.and_then(|it| nack(&it.streams)).unwrap_or_default();
                self.seals(how, |browser, _| browser.reports(&nack));
            }
            // From a millisecond to half a minute.
            WAIT => self.now += Duration::from_millis(1 << (how % 16)),
            CHECK => {
                let who = usize::from(how / WAYS);
                let at = who.checked_rem(self.visitors.len()).unwrap_or_default();
                if at < self.visitors.len() {
                    let visitor = self.visitors.remove(at);
                    let _ = self.visit(how, &visitor, bytes);
                    self.visitors.insert(at, visitor);
                }
            }
            TAKE => {
                let bits = first(0);
                let sending = Sending {
                    microphone: bits & 1 != 0,
                    camera: bits & 2 != 0,
                    screen: bits & 4 != 0,
                    screen_sound: bits & 8 != 0,
                };
                self.command(MediaCommand::Take(person(how), sending));
            }
            SLOTS => {
                let slots = std::array::from_fn(|slot| somebody(first(slot)));
                self.command(MediaCommand::Slots(person(how), slots));
            }
            SCREEN => self.command(MediaCommand::Screen(person(how), somebody(first(0)))),
            ANSWER => {
                if let Some((path, transaction)) = self.asked.take() {
                    let mut answer = vec![1, 1, 0, 0];
                    answer.extend(COOKIE);
                    answer.extend(transaction);
                    self.told.entry(path).or_default().proved = true;
                    self.forwarder.datagram(path, &mut answer, self.now);
                }
            }
            CLOSE => self.forwarder.close_path(way(how)),
            _ => self.command(MediaCommand::Leave(person(how))),
        }
    }

    fn command(&mut self, command: MediaCommand) {
        self.forwarder.command(command, self.now);
    }

    /// One of the two sends what they seal.
    fn seals(&mut self, how: u8, seal: impl FnOnce(&mut Browser, &[u32]) -> Vec<u8>) {
        let visitor = self.visitors.get_mut(usize::from(how & 1));
        let sealed = visitor.and_then(|visitor| {
            let browser = visitor.browser.as_mut()?;
            Some(seal(browser, &visitor.streams))
        });
        if let Some(sealed) = sealed {
            self.comes(how & 1, sealed);
        }
    }

    /// Looks at what the server does, which must be nothing bad.
    fn look(&mut self) {
        self.forwarder.tick(self.now);
        let panics = self.metrics.panics.load(Ordering::Relaxed);
        assert_eq!(panics, 0, "a fault that ends somebody's call");
        let out = self.forwarder.out();
        let count = out.waiting().len();
        assert!(count <= MOST_CAUSED, "{count} datagrams at once");
        for (path, datagram) in out.waiting() {
            match datagram.as_slice() {
                [0, 1, _, _, _, _, _, _, rest @ ..] => {
                    if let Some(transaction) = rest.first_chunk() {
                        self.asked = Some((*path, *transaction));
                    }
                }
                [128..=191, second, high, low, _, _, _, _, ssrc @ ..]
                    if !(192..=223).contains(second) =>
                {
                    if let Some(ssrc) = ssrc.first_chunk() {
                        let seq = u16::from_be_bytes([*high, *low]);
                        self.sent.insert(u32::from_be_bytes(*ssrc), seq);
                    }
                }
                _ => {}
            }
            if let Some(told) = self.told.get_mut(path).filter(|told| !told.proved) {
                let Told { came, went, .. } = told;
                *went += datagram.len();
                assert!(*went <= MOST_TOLD * *came, "{went} bytes for {came}");
            }
        }
        out.sent();
    }
}

fn person(number: u8) -> PersonId {
    PersonId(1 + u32::from(number % 3))
}

fn somebody(number: u8) -> Option<PersonId> {
    (number % 4).checked_sub(1).map(person)
}

fn way(number: u8) -> Path {
    let number = number % WAYS;
    let address = SocketAddr::from(([198, 51, 100, number], 1024));
    match number {
        TCP.. => Path::Tcp(address),
        _ => Path::Udp(address),
    }
}

/// The stream that a media line of an answer announces first.
fn stream(section: &str) -> Option<u32> {
    let mut lines = section.lines();
    let value = lines.find_map(|line| line.strip_prefix("a=ssrc:"))?;
    value.split(' ').next()?.parse().ok()
}

/// Reports about streams whose numbers nobody knows before.
fn with_streams(reports: &[u8], streams: &[u32]) -> Vec<u8> {
    let mut written = Vec::with_capacity(reports.len());
    for word in reports.chunks(4) {
        let number = word.first_chunk().map(|word| u32::from_be_bytes(*word));
        let slot = number.filter(|number| number & STREAM == STREAM);
        let slot = slot.map(|number| (number & !STREAM) as usize);
        match slot.and_then(|slot| streams.get(slot)) {
            Some(ssrc) => written.extend(ssrc.to_be_bytes()),
            None => written.extend_from_slice(word),
        }
    }
    written
}
