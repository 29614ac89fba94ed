//! All peers and what passes between them. Datagrams, commands and time come in, datagrams go out;
//! no socket and no clock is read here.
//!
//! A fault of the library while it works for one peer ends that peer alone: others' calls go on.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use bytes::BytesMut;
use hallway_protocol::client::Sending;
use hallway_protocol::{PersonId, SLOTS};
use rand::distr::{Alphanumeric, SampleString};
use rtc::shared::TaggedBytesMut;

use super::demux::Demux;
use super::downlink::Passed;
use super::engine::{Ciphers, Engine};
use super::metrics::{Kind, MediaMetrics, add_one};
use super::offers::{Offer, Offers};
use super::peer::{Failure, Peer, Received, Terms, transport};
use super::routing::{Listener, Routes};
use super::sdp::check_offer;
use super::speakers::{Speakers, Voice};
use super::{MediaCommand, MediaEvent};

/// Characters of ICE user fragments and passwords: more than anybody can guess.
const UFRAG_CHARS: usize = 16;
const PASSWORD_CHARS: usize = 32;

/// The state of the forwarding unit.
pub struct Forwarder {
    engine: Engine,
    /// Where datagrams seem to arrive, as far as the library must know: an advertised address of
    /// the sender's family.
    local: Vec<SocketAddr>,
    max_peers: usize,
    metrics: Arc<MediaMetrics>,
    routes: Routes,
    voices: HashMap<PersonId, Voice>,
    speakers: Arc<Speakers>,
    demux: Demux,
    peers: HashMap<PersonId, Peer>,
    offers: Offers,
    /// Present people whose last connection never came to be.
    unconnected: HashSet<PersonId>,
    serial: u64,
    /// Peers that may have something to send.
    dirty: Vec<PersonId>,
    received: Vec<Received>,
    out: Vec<(SocketAddr, BytesMut)>,
}

impl Forwarder {
    /// A unit without peers that is reached at these addresses.
    pub fn new(
        engine: Engine,
        local: Vec<SocketAddr>,
        max_peers: usize,
        metrics: Arc<MediaMetrics>,
        speakers: Arc<Speakers>,
    ) -> Self {
        let demux = Demux::new(engine.crypto());
        Self {
            engine,
            local,
            max_peers,
            metrics,
            routes: Routes::default(),
            voices: HashMap::new(),
            speakers,
            demux,
            peers: HashMap::new(),
            offers: Offers::new(max_peers),
            unconnected: HashSet::new(),
            serial: 0,
            dirty: Vec::new(),
            received: Vec::new(),
            out: Vec::new(),
        }
    }

    /// Obeys a command. Offers only queue up, see [`Self::answer_next`].
    pub fn command(&mut self, command: MediaCommand, now: Instant) {
        match command {
            MediaCommand::Offer {
                person,
                sdp,
                events,
            } => {
                self.offers.push(
                    Offer {
                        person,
                        sdp,
                        events,
                    },
                    now,
                );
            }
            MediaCommand::Leave(person) => self.leave(person),
            MediaCommand::Take(person, sending) => self.take(person, sending, now),
            MediaCommand::Slots(person, slots) => self.point(person, slots, now),
        }
    }

    /// Whether an offer waits to be answered.
    pub fn has_offers(&self) -> bool {
        !self.offers.is_empty()
    }

    /// Answers one offer. One at a time, since it takes as long as hundreds of packets.
    pub fn answer_next(&mut self, now: Instant) {
        let Some(offer) = self.offers.pop() else {
            return;
        };
        self.end(offer.person);
        let person = offer.person;
        let events = offer.events.clone();
        let event = match self.answer(offer, now) {
            Ok(sdp) => MediaEvent::Answer { sdp },
            Err(reason) => MediaEvent::Failed { reason },
        };
        let _ = events.try_send(event);
        self.dirty.push(person);
    }

    /// Takes a datagram.
    pub fn datagram(&mut self, from: SocketAddr, datagram: &[u8], now: Instant) {
        let Some(person) = self.demux.route(from, datagram, now) else {
            add_one(&self.metrics.strangers);
            return;
        };
        let Some(local) = self
            .local
            .iter()
            .find(|own| own.is_ipv4() == from.is_ipv4())
        else {
            return;
        };
        let tagged = TaggedBytesMut {
            now,
            transport: transport(*local, from),
            message: BytesMut::from(datagram),
        };
        let mut received = std::mem::take(&mut self.received);
        self.guarded(person, |peer| peer.read(tagged, &mut received));
        for packet in received.drain(..) {
            self.pass_on(person, &packet, now);
        }
        self.received = received;
        self.relay_keyframe_requests(person, now);
        self.dirty.push(person);
    }

    /// When [`Self::tick`] has something to do next.
    pub fn deadline(&self) -> Option<Instant> {
        self.peers.values().map(Peer::deadline).min()
    }

    /// Lets time pass.
    pub fn tick(&mut self, now: Instant) {
        let due = self.peers.iter().filter(|(_, peer)| peer.deadline() <= now);
        for person in due.map(|(person, _)| *person).collect::<Vec<_>>() {
            self.guarded(person, |peer| peer.tick(now));
            self.dirty.push(person);
        }
    }

    /// The datagrams to be sent now, each with its receiver's address.
    pub fn flush(&mut self) -> std::vec::Drain<'_, (SocketAddr, BytesMut)> {
        let mut out = std::mem::take(&mut self.out);
        let mut dirty = std::mem::take(&mut self.dirty);
        dirty.sort_unstable();
        dirty.dedup();
        for person in dirty.drain(..) {
            self.guarded(person, |peer| {
                peer.flush(&mut out);
                Ok(())
            });
        }
        // A peer that failed just now marked nobody dirty; keep the buffers for the next time.
        self.dirty = dirty;
        self.out = out;
        self.out.drain(..)
    }

    /// Ends all connections; goodbyes are in the next [`Self::flush`].
    pub fn close(&mut self) {
        for person in self.peers.keys().copied().collect::<Vec<_>>() {
            self.end(person);
        }
    }

    fn answer(&mut self, offer: Offer, now: Instant) -> Result<String, Failure> {
        if self.peers.len() >= self.max_peers {
            return Err(format!("there are {} peers already", self.max_peers));
        }
        let checked = check_offer(&offer.sdp).map_err(|error| error.to_string())?;
        let terms = self.terms(offer.person);
        let engine = &self.engine;
        let made = catch_unwind(AssertUnwindSafe(|| {
            Peer::answer(engine, checked, &terms, offer.events, now)
        }));
        let (peer, sdp) = made.unwrap_or_else(|_| {
            add_one(&self.metrics.panics);
            Err("panicked while answering".to_owned())
        })?;
        self.peers.insert(offer.person, peer);
        self.demux.add(offer.person, terms.ufrag, terms.password);
        self.count_peers();
        Ok(sdp)
    }

    fn terms(&mut self, person: PersonId) -> Terms {
        let mut rng = rand::rng();
        self.serial += 1;
        Terms {
            ufrag: Alphanumeric.sample_string(&mut rng, UFRAG_CHARS),
            password: Alphanumeric.sample_string(&mut rng, PASSWORD_CHARS),
            ciphers: if self.unconnected.contains(&person) {
                Ciphers::All
            } else {
                Ciphers::Fast
            },
            serial: self.serial,
        }
    }

    fn take(&mut self, person: PersonId, sending: Sending, now: Instant) {
        let before = self.routes.take(person, sending);
        for listener in self.routes.listeners(person) {
            if let Some(peer) = self.peers.get_mut(&listener.receiver) {
                if before.microphone != sending.microphone {
                    peer.release(listener.slot, Kind::Audio);
                }
                if before.camera != sending.camera {
                    peer.release(listener.slot, Kind::Video);
                }
            }
        }
        if sending.camera && !before.camera {
            self.ask_keyframe(person, now);
        }
    }

    fn point(&mut self, person: PersonId, slots: [Option<PersonId>; SLOTS], now: Instant) {
        for slot in self.routes.point(person, slots) {
            self.release(Listener {
                receiver: person,
                slot,
            });
            if let Some(source) = self.routes.source(person, slot) {
                self.ask_keyframe(source, now);
            }
        }
    }

    fn leave(&mut self, person: PersonId) {
        self.offers.forget(person);
        self.voices.remove(&person);
        self.speakers.forget(person);
        for listener in self.routes.forget(person) {
            self.release(listener);
        }
        self.end(person);
        // Last, since ending may fail too.
        self.unconnected.remove(&person);
    }

    fn release(&mut self, listener: Listener) {
        if let Some(peer) = self.peers.get_mut(&listener.receiver) {
            peer.release(listener.slot, Kind::Audio);
            peer.release(listener.slot, Kind::Video);
        }
    }

    fn pass_on(&mut self, sender: PersonId, received: &Received, now: Instant) {
        let kind = received.kind;
        self.metrics.count_received(kind);
        let taken = self.routes.taken(sender);
        let allowed = match kind {
            Kind::Audio => taken.microphone,
            Kind::Video => taken.camera,
        };
        if !allowed {
            return;
        }
        if let Some(level) = received.level
            && self.voices.entry(sender).or_default().hear(level, now)
        {
            self.speakers.spoke(sender, now);
        }
        let mut needs_keyframe = false;
        for index in 0..self.routes.listeners(sender).len() {
            let Some(&Listener { receiver, slot }) = self.routes.listeners(sender).get(index)
            else {
                break;
            };
            let write = |peer: &mut Peer| Ok(peer.write(slot, received, now));
            match self.guarded(receiver, write) {
                Some(Passed::Yes) => {
                    self.metrics.count_forwarded(kind);
                    self.dirty.push(receiver);
                }
                Some(Passed::NeedsKeyframe) => needs_keyframe = true,
                Some(Passed::No) | None => {}
            }
        }
        if needs_keyframe {
            self.ask_keyframe(sender, now);
        }
    }

    fn relay_keyframe_requests(&mut self, receiver: PersonId, now: Instant) {
        let wanted = |peer: &mut Peer| Ok(peer.wants_keyframes());
        for slot in self.guarded(receiver, wanted).unwrap_or_default() {
            if let Some(sender) = self.routes.source(receiver, slot)
                && self.routes.taken(sender).camera
            {
                self.ask_keyframe(sender, now);
            }
        }
    }

    fn ask_keyframe(&mut self, sender: PersonId, now: Instant) {
        if self.guarded(sender, |peer| Ok(peer.ask_keyframe(now))) == Some(true) {
            self.dirty.push(sender);
        }
    }

    /// Works for one peer. When that fails or panics, the peer is told and removed.
    fn guarded<T>(
        &mut self,
        person: PersonId,
        work: impl FnOnce(&mut Peer) -> Result<T, Failure>,
    ) -> Option<T> {
        let peer = self.peers.get_mut(&person)?;
        let reason = match catch_unwind(AssertUnwindSafe(|| work(peer))) {
            Ok(Ok(done)) => return Some(done),
            Ok(Err(reason)) => reason,
            Err(_) => {
                add_one(&self.metrics.panics);
                "panicked while being served".to_owned()
            }
        };
        if let Some(peer) = self.peers.remove(&person) {
            if !peer.was_connected() {
                self.unconnected.insert(person);
            }
            peer.report(MediaEvent::Failed { reason });
        }
        self.demux.remove(person);
        self.count_peers();
        None
    }

    fn end(&mut self, person: PersonId) {
        let mut out = std::mem::take(&mut self.out);
        self.guarded(person, |peer| {
            peer.close();
            peer.flush(&mut out);
            Ok(())
        });
        self.out = out;
        self.peers.remove(&person);
        self.demux.remove(person);
        self.count_peers();
    }

    fn count_peers(&self) {
        let peers = self.peers.len() as u64;
        self.metrics.peers.store(peers, Ordering::Relaxed);
    }
}
