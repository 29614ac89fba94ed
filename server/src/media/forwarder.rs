//! All peers and what passes between them. Datagrams, commands and time come in, datagrams go out;
//! no socket and no clock is read here.
//!
//! A fault of the library while it works for one peer ends that peer alone: others' calls go on.

#[cfg(any(test, feature = "fuzzing"))]
mod known;

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use hallway_protocol::client::Sending;
use hallway_protocol::{PersonId, SLOTS};
use rand::distr::{Alphanumeric, SampleString};

use super::clock::Clock;
use super::demux::{Demux, Routed};
use super::downlink::Passed;
use super::downlink::budget::Offered;
use super::dtls::{Ciphers, Identity};
use super::metrics::{Kind, MediaMetrics, add_one};
use super::offers::{self, Offers};
use super::path::{Outbox, Path};
use super::peer::{CLOSED, Failure, Peer, Reached, Shared, Terms};
use super::routing::{Listener, Routes};
use super::sdp::{Role, credentials, read_offer};
use super::speakers::{Speakers, Voice};
use super::uplink::{Picture, Received};
use super::{MediaCommand, MediaEvent, PLACES, SCREEN_SLOT};

/// Characters of ICE user fragments and passwords: more than anybody can guess.
const UFRAG_CHARS: usize = 16;
const PASSWORD_CHARS: usize = 32;
/// Timers of all peers are looked at so often: the finest of them is for packets that are missing.
const TICK: Duration = Duration::from_millis(5);

/// The state of the forwarding unit.
pub struct Forwarder {
    identity: Identity,
    reached: Reached,
    wall: Clock,
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
    ticked: Option<Instant>,
    received: Vec<Received>,
    out: Outbox,
}

impl Forwarder {
    /// A unit without peers that is reached at these addresses.
    pub fn new(
        identity: Identity,
        reached: Reached,
        wall: Clock,
        max_peers: usize,
        metrics: Arc<MediaMetrics>,
        speakers: Arc<Speakers>,
    ) -> Self {
        Self {
            demux: Demux::new(Arc::clone(identity.crypto())),
            identity,
            reached,
            wall,
            max_peers,
            metrics,
            routes: Routes::default(),
            voices: HashMap::new(),
            speakers,
            peers: HashMap::new(),
            offers: Offers::new(max_peers),
            unconnected: HashSet::new(),
            serial: 0,
            ticked: None,
            received: Vec::new(),
            out: Outbox::default(),
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
                let offer = offers::Offer {
                    person,
                    sdp,
                    events,
                };
                self.offers.push(offer, now);
            }
            MediaCommand::Leave(person) => self.leave(person, now),
            MediaCommand::Take(person, sending) => self.take(person, sending, now),
            MediaCommand::Slots(person, slots) => self.point(person, slots, now),
            MediaCommand::Screen(person, source) => {
                let changed = self.routes.point_screen(person, source);
                self.pointed(person, changed, now);
            }
            MediaCommand::Watch(person, watching) => {
                self.routes.watch(person, watching);
                // At the next tick, should this come in bursts.
                if let Some(peer) = self.peers.get_mut(&person) {
                    peer.choose_soon(now);
                }
            }
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
        self.end(offer.person, now);
        let events = offer.events.clone();
        let event = match self.answer(offer, now) {
            Ok(sdp) => MediaEvent::Answer { sdp },
            Err(reason) => MediaEvent::Failed { reason },
        };
        let _ = events.try_send(event);
    }

    /// Takes a datagram, which is opened in place.
    pub fn datagram(&mut self, from: Path, datagram: &mut [u8], now: Instant) {
        match self.demux.route(from, datagram, now) {
            None => add_one(&self.metrics.strangers),
            Some(Routed::Check {
                person,
                nominates,
                answer,
            }) => {
                let bytes = datagram.len();
                let taken = self.guarded(person, now, |peer, out, shared| {
                    if !peer.takes(bytes, now) {
                        return Ok(false);
                    }
                    out.push(from, answer);
                    peer.checked(from, nominates, bytes, out, shared);
                    Ok(true)
                });
                self.count_flooded(taken);
            }
            Some(Routed::Answer(person, transaction)) => {
                self.guarded(person, now, |peer, _, _| {
                    peer.answered(from, transaction, now);
                    Ok(())
                });
            }
            Some(Routed::Datagram(person)) => self.read(person, from, datagram, now),
        }
    }

    /// A way is no more.
    pub fn close_path(&mut self, path: Path) {
        let owner = self.demux.close(path);
        if let Some(peer) = owner.and_then(|owner| self.peers.get_mut(&owner)) {
            peer.closed(path);
        }
    }

    /// Counts a datagram that was not taken.
    fn count_flooded(&self, taken: Option<bool>) {
        if taken == Some(false) {
            add_one(&self.metrics.flooded);
        }
    }

    fn read(&mut self, person: PersonId, from: Path, datagram: &mut [u8], now: Instant) {
        let mut received = std::mem::take(&mut self.received);
        let taken = self.guarded(person, now, |peer, out, shared| {
            if !peer.takes(datagram.len(), now) {
                return Ok(false);
            }
            peer.read(from, datagram, &mut received, out, shared)?;
            Ok(true)
        });
        self.count_flooded(taken);
        for packet in received.drain(..) {
            self.pass_on(person, &packet, now);
        }
        self.received = received;
        self.relay_keyframe_requests(person, now);
    }

    /// When [`Self::tick`] has something to do next.
    pub fn deadline(&self) -> Option<Instant> {
        let next = self.ticked.map(|ticked| ticked + TICK);
        next.filter(|_| !self.peers.is_empty())
    }

    /// Lets time pass.
    pub fn tick(&mut self, now: Instant) {
        let soon = |ticked: Instant| now.saturating_duration_since(ticked) < TICK;
        if self.ticked.is_some_and(soon) {
            return;
        }
        self.ticked = Some(now);
        let people: Vec<PersonId> = self.peers.keys().copied().collect();
        for person in people {
            let ticked = self.guarded(person, now, |peer, out, shared| {
                peer.tick(out, shared)?;
                Ok(peer.budget_due() <= now)
            });
            if ticked == Some(true) {
                self.choose(person, now);
            }
        }
    }

    /// Chooses what of whom a receiver gets, by what their line carries.
    fn choose(&mut self, person: PersonId, now: Instant) {
        let mut offered = [Offered::default(); PLACES];
        for (slot, offered) in offered.iter_mut().enumerate() {
            offered.best = self.routes.best_layer(person, slot);
            let Some((source, picture)) = self.shown(person, slot, 0) else {
                continue;
            };
            if let Some(peer) = self.peers.get_mut(&source) {
                match picture {
                    Picture::Camera(_) => offered.rates = peer.rates(now),
                    Picture::Screen => offered.rates[0] = peer.screen_rate(now),
                }
            }
        }
        let chosen = self.guarded(person, now, |peer, _, _| Ok(peer.choose(offered, now)));
        for (slot, layer) in chosen.unwrap_or_default() {
            if let Some((source, picture)) = self.shown(person, slot, layer) {
                self.ask_keyframe(source, picture, now);
            }
        }
    }

    /// Whose picture a receiver sees through a slot, and which: of a face this layer. `None` when
    /// there is none to be seen.
    fn shown(&self, receiver: PersonId, slot: usize, layer: usize) -> Option<(PersonId, Picture)> {
        let source = self.routes.source(receiver, slot)?;
        let taken = self.routes.taken(source);
        let (picture, is_taken) = match slot {
            SCREEN_SLOT => (Picture::Screen, taken.screen),
            _ => (Picture::Camera(layer), taken.camera),
        };
        is_taken.then_some((source, picture))
    }

    /// The datagrams to be sent now.
    pub fn out(&mut self) -> &mut Outbox {
        &mut self.out
    }

    /// Ends all connections; goodbyes are in [`Self::out`].
    pub fn close(&mut self, now: Instant) {
        for person in self.peers.keys().copied().collect::<Vec<_>>() {
            self.end(person, now);
        }
    }

    fn answer(&mut self, offer: offers::Offer, now: Instant) -> Result<String, Failure> {
        if self.peers.len() >= self.max_peers {
            return Err(format!("there are {} peers already", self.max_peers));
        }
        let read = read_offer(&offer.sdp).map_err(|error| error.to_string())?;
        let mut terms = self.terms(offer.person);
        terms.theirs = credentials::read(&offer.sdp);
        let (identity, reached) = (&self.identity, &self.reached);
        let made = catch_unwind(AssertUnwindSafe(|| {
            Peer::answer(identity, reached, &read, &terms, offer.events, now)
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
            theirs: None,
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
            let (sound, picture) = match listener.slot {
                SCREEN_SLOT => (
                    before.screen_sound != sending.screen_sound,
                    before.screen != sending.screen,
                ),
                _ => (
                    before.microphone != sending.microphone,
                    before.camera != sending.camera,
                ),
            };
            if let Some(peer) = self.peers.get_mut(&listener.receiver) {
                if sound {
                    peer.release(listener.slot, Kind::Audio);
                }
                if picture {
                    peer.release(listener.slot, Kind::Video);
                }
            }
        }
        if sending.camera && !before.camera {
            self.ask_keyframe(person, Picture::Camera(0), now);
        }
        if sending.screen && !before.screen {
            self.ask_keyframe(person, Picture::Screen, now);
        }
    }

    fn point(&mut self, person: PersonId, slots: [Option<PersonId>; SLOTS], now: Instant) {
        let changed = self.routes.point(person, slots);
        self.pointed(person, changed, now);
    }

    fn pointed(&mut self, person: PersonId, slots: impl Iterator<Item = usize>, now: Instant) {
        for slot in slots {
            self.release(Listener {
                receiver: person,
                slot,
            });
            if let Some((source, picture)) = self.shown(person, slot, 0) {
                self.ask_keyframe(source, picture, now);
            }
        }
    }

    fn leave(&mut self, person: PersonId, now: Instant) {
        self.offers.forget(person);
        self.voices.remove(&person);
        self.speakers.forget(person);
        for listener in self.routes.forget(person) {
            self.release(listener);
        }
        self.end(person, now);
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
        let kind = received.kind();
        self.metrics.count_received(kind);
        let taken = self.routes.taken(sender);
        let (allowed, of_screen) = match received.role {
            Role::Microphone => (taken.microphone, false),
            Role::Camera => (taken.camera, false),
            Role::Screen => (taken.screen, true),
            Role::ScreenSound => (taken.screen_sound, true),
            Role::SlotSound(_) | Role::SlotPicture(_) => return,
        };
        if !allowed {
            return;
        }
        // What a film says is said by nobody here.
        if received.role == Role::Microphone
            && let Some(level) = received.level
            && self.voices.entry(sender).or_default().hear(level, now)
        {
            self.speakers.spoke(sender, now);
        }
        let Some(serial) = self.peers.get(&sender).map(Peer::serial) else {
            return;
        };
        let mut needs_keyframe = false;
        for index in 0..self.routes.listeners(sender).len() {
            let Some(&Listener { receiver, slot }) = self.routes.listeners(sender).get(index)
            else {
                break;
            };
            if (slot == SCREEN_SLOT) != of_screen {
                continue;
            }
            let passed = self.guarded(receiver, now, |peer, out, _| {
                Ok(peer.write(slot, (serial, received), out, now))
            });
            match passed {
                Some(Passed::Yes) => self.metrics.count_forwarded(kind),
                Some(Passed::NeedsKeyframe) => needs_keyframe = true,
                Some(Passed::No) | None => {}
            }
        }
        if needs_keyframe {
            let picture = match of_screen {
                true => Picture::Screen,
                false => Picture::Camera(received.layer),
            };
            self.ask_keyframe(sender, picture, now);
        }
    }

    fn relay_keyframe_requests(&mut self, receiver: PersonId, now: Instant) {
        let stuck = self.guarded(receiver, now, |peer, _, _| {
            Ok((peer.take_stuck(), peer.take_broken()))
        });
        let Some((stuck, broken)) = stuck else { return };
        for (slot, layer) in stuck {
            if let Some((sender, picture)) = self.shown(receiver, slot, layer) {
                self.ask_keyframe(sender, picture, now);
            }
        }
        for picture in broken {
            self.ask_keyframe(receiver, picture, now);
        }
    }

    fn ask_keyframe(&mut self, sender: PersonId, picture: Picture, now: Instant) {
        self.guarded(sender, now, |peer, out, _| {
            peer.ask_keyframe(picture, out, now);
            Ok(())
        });
    }

    /// Works for one peer. When that fails or panics, the peer is told and removed.
    fn guarded<T>(
        &mut self,
        person: PersonId,
        now: Instant,
        work: impl FnOnce(&mut Peer, &mut Outbox, &Shared<'_>) -> Result<T, Failure>,
    ) -> Option<T> {
        let peer = self.peers.get_mut(&person)?;
        let shared = Shared {
            now,
            wall: self.wall,
            crypto: self.identity.crypto().crypto(),
            provider: self.identity.crypto().as_ref(),
        };
        let out = &mut self.out;
        let reason = match catch_unwind(AssertUnwindSafe(|| work(peer, out, &shared))) {
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
            // A page that closes its connection knows, and may be about to offer another one.
            if reason != CLOSED || !peer.was_connected() {
                peer.report(MediaEvent::Failed { reason });
            }
        }
        self.demux.remove(person);
        self.count_peers();
        None
    }

    fn end(&mut self, person: PersonId, now: Instant) {
        self.guarded(person, now, |peer, out, _| {
            peer.close(out, now);
            Ok(())
        });
        self.peers.remove(&person);
        self.demux.remove(person);
        self.count_peers();
    }

    fn count_peers(&self) {
        let peers = self.peers.len() as u64;
        self.metrics.peers.store(peers, Ordering::Relaxed);
    }
}
