//! A running room: the task that owns it, its clock and its voice. All that happens in the room
//! passes through here, one tick after the other.

mod calls;
mod exits;
mod gauges;
mod grants;
mod here;
mod letters;
mod manners;
mod members;
#[cfg(test)]
mod session_tests;
mod stages;
mod swap;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use hallway_protocol::client::Hello;
use hallway_protocol::server::Delta;
use hallway_protocol::{PersonId, Refusal, Role, ServerMsg, TICK_HZ, Token, encode};
use hallway_world::room::{Changes, Command, Room};
use tokio::sync::{mpsc, watch};
use tokio::time::MissedTickBehavior;

use crate::inbox::Wish;
use crate::maps::{LoadedMap, Maps};
use crate::media::{MediaCommand, MediaEvent, MediaHandle};
use crate::metrics::Metrics;
use crate::outbox::Outbox;
use crate::places::Places;
use crate::sessions::Sessions;
use crate::turn::TurnIssuer;
use gauges::Gauges;
use grants::Grants;
use letters::Letters;
use members::Members;
use stages::Stages;

/// Time between two ticks.
const TICK: Duration = Duration::from_millis(1000 / TICK_HZ as u64);

/// Messages taken in one tick. What is beyond waits for the next.
const MOST_MESSAGES: usize = 8192;

/// Ticks between two signs of life when nothing happens: five seconds.
const SIGN_OF_LIFE: u32 = 5 * TICK_HZ;

/// Ticks between two notes of where people stand: half a second.
const NOTE_PLACES: u32 = TICK_HZ / 2;

/// Ticks after which an empty room ends: half a minute.
const EMPTY: u32 = 30 * TICK_HZ;

/// What rooms need of the rest of the server.
pub struct Services {
    /// The maps.
    pub maps: Arc<Maps>,
    /// The forwarding unit.
    pub media: MediaHandle,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Where people stood.
    pub places: Arc<Places>,
    /// What it takes to join sessions.
    pub sessions: Arc<Sessions>,
    /// Credentials for a TURN server, if there is one.
    pub turn: TurnIssuer,
    /// People in one room at most.
    pub max_people: usize,
}

/// What a connection tells a room.
pub enum ToRoom {
    /// Somebody comes.
    Enter(Box<Newcomer>),
    /// Somebody wants something.
    Wish(PersonId, Wish),
    /// Somebody's line broke.
    Lost(PersonId),
    /// The map was changed on disk; this is how it is now.
    Map(Arc<LoadedMap>),
}

/// Who comes.
pub struct Newcomer {
    /// Their id, never used before.
    pub id: PersonId,
    /// What they said, checked.
    pub hello: Hello,
    /// What they may do.
    pub role: Role,
    /// They came with an invitation that counts for nothing here.
    pub invitation_refused: bool,
    /// A fresh token, for when they have none that still counts.
    pub token: Token,
    /// What they are told goes there.
    pub outbox: Arc<Outbox>,
    /// What the forwarding unit tells them goes there.
    pub media: mpsc::Sender<MediaEvent>,
}

/// A room and all that belongs to its running.
pub struct Hub {
    name: String,
    map: Arc<LoadedMap>,
    room: Room,
    members: Members,
    services: Arc<Services>,
    gauges: Gauges,
    grants: Grants,
    stages: Stages,
    empty_ticks: u32,
    /// What the room itself asks for; obeyed in the next tick.
    own_wishes: Vec<Command>,
}

impl Hub {
    /// A room that does not run yet.
    pub fn new(name: String, map: Arc<LoadedMap>, room: Room, services: Arc<Services>) -> Self {
        let gauges = Gauges::new(Arc::clone(&services.metrics));
        Self {
            name,
            map,
            room,
            members: Members::default(),
            services,
            gauges,
            grants: Grants::default(),
            stages: Stages::default(),
            empty_ticks: 0,
            own_wishes: Vec::new(),
        }
    }

    /// Runs until nobody has been here for a while, or the server stops. `ended` is called before
    /// the last messages are refused, so that newcomers find another room of this name.
    pub async fn run(
        mut self,
        mut inbox: mpsc::Receiver<ToRoom>,
        mut stop: watch::Receiver<bool>,
        ended: impl FnOnce(),
    ) {
        tracing::info!(room = self.name, "room opened");
        let mut ticks = tokio::time::interval(TICK);
        // A tick that comes late is not made up for: it would only make the next one late.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        while self.empty_ticks < EMPTY {
            tokio::select! {
                _ = ticks.tick() => self.tick(&mut inbox),
                _ = stop.wait_for(|stop| *stop) => break,
            }
        }
        ended();
        inbox.close();
        while let Ok(message) = inbox.try_recv() {
            if let ToRoom::Enter(newcomer) = message {
                newcomer.outbox.end(Refusal::ShuttingDown);
            }
        }
        tracing::info!(room = self.name, "room closed");
    }

    /// One tick:
    /// 1. take what came;
    /// 2. let the world step;
    /// 3. tell the forwarding unit, before anybody else knows;
    /// 4. tell people;
    /// 5. note where they stand;
    /// 6. count.
    fn tick(&mut self, inbox: &mut mpsc::Receiver<ToRoom>) {
        let start = Instant::now();
        let mut commands = std::mem::take(&mut self.own_wishes);
        for _ in 0..MOST_MESSAGES {
            let Ok(message) = inbox.try_recv() else {
                break;
            };
            self.take(message, &mut commands);
        }
        let changes = self.room.step(commands);
        let mut letters = Letters::default();
        self.show_new_map(&changes, &mut letters);
        self.welcome(&changes, &mut letters);
        self.refuse_screens(&changes, &mut letters);
        self.connect_calls(&changes, &mut letters);
        self.tell_knocks(&changes, &mut letters);
        self.show_exits(&changes, &mut letters);
        self.tell_sessions(&changes, &mut letters);
        self.tell_questions(&mut letters);
        self.tell(&changes, letters);
        self.note_places(&changes);
        self.empty_ticks = if self.members.is_empty() {
            self.empty_ticks + 1
        } else {
            0
        };
        self.gauges.ticked(start.elapsed(), TICK, &self.room);
    }

    fn take(&mut self, message: ToRoom, commands: &mut Vec<Command>) {
        match message {
            ToRoom::Enter(newcomer) => self.enter(*newcomer, commands),
            ToRoom::Wish(id, wish) if self.members.has(id) => self.grant(id, wish, commands),
            ToRoom::Wish(..) => {}
            ToRoom::Lost(id) => {
                if let Some(token) = self.go(id, commands) {
                    self.services.places.lost(token, SystemTime::now());
                }
            }
            ToRoom::Map(map) => self.swap(map),
        }
    }

    fn grant(&mut self, id: PersonId, wish: Wish, commands: &mut Vec<Command>) {
        match wish {
            Wish::Input(input) => commands.push(Command::Input(id, input)),
            Wish::Sending(sending) => self.sends(id, sending, commands),
            Wish::Watching(watching) => {
                self.services.media.send(MediaCommand::Watch(id, watching));
            }
            Wish::Chat(text) => commands.push(Command::Chat(id, text)),
            Wish::Offer(sdp) => self.offer(id, sdp),
            Wish::Open(session) => commands.push(Command::Open(id, session)),
            Wish::Close(session) => commands.push(Command::Close(id, session)),
            Wish::Question(session, act) => self.question(id, session, act),
            Wish::Door(door, code) => commands.push(Command::Door(id, door, code)),
            Wish::Presence(presence) => self.is_present(id, presence, commands),
            Wish::Lock(locked) => commands.push(Command::Lock(id, locked)),
            Wish::Knock(bubble) => commands.push(Command::Knock(id, bubble)),
            Wish::AnswerKnock(person, let_in) => commands.push(Command::AnswerKnock {
                by: id,
                person,
                let_in,
            }),
            Wish::Leave => {
                if let Some(token) = self.go(id, commands) {
                    self.services.places.forget(token);
                }
            }
        }
    }

    /// Puts together what each person is told, and hands it over.
    fn tell(&self, changes: &Changes, mut letters: Letters) {
        for (id, ack) in &changes.acks {
            letters.add(*id, &ServerMsg::Ack(*ack));
        }
        for (id, zones) in &changes.zones {
            letters.add(*id, &ServerMsg::Zones(self.here(zones)));
        }
        for (id, title, barrier) in &changes.barred {
            let (title, barrier) = (title.clone(), *barrier);
            letters.add(*id, &ServerMsg::Barred { title, barrier });
        }
        for (id, doors) in &changes.doors_here {
            letters.add(*id, &ServerMsg::Doors(doors.clone()));
        }
        for (id, door) in &changes.wrong_codes {
            letters.add(*id, &ServerMsg::WrongCode { door: *door });
        }
        for (to, line) in &changes.chat {
            for id in to {
                letters.add(*id, &ServerMsg::Chat(line.clone()));
            }
        }
        let shared = self.shared(&changes.delta);
        // Made once, for all who need it, and only if somebody does.
        let mut snapshot = None;
        let mut told = 0;
        for (id, member) in self.members.iter() {
            let letter = letters.take(*id);
            if changes.swapped || changes.entered.contains(id) {
                member.outbox.push(letter, Bytes::new());
            } else if member.outbox.wants_snapshot() {
                member.outbox.push(letter, Bytes::new());
                let snapshot = snapshot.get_or_insert_with(|| self.snapshot());
                member.outbox.push_snapshot(snapshot.clone());
            } else {
                member.outbox.push(letter, shared.clone());
                told += changes.delta.moved.len() as u64;
            }
        }
        self.services.metrics.position_updates_sent.inc_by(told);
    }

    /// The whole room, encoded.
    fn snapshot(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode(&ServerMsg::Snapshot(self.room.snapshot()), &mut bytes);
        bytes
    }

    /// What everybody is told: the same bytes for all.
    fn shared(&self, delta: &Delta) -> Bytes {
        let mut frame = Vec::new();
        if !delta.is_empty() || delta.tick.is_multiple_of(SIGN_OF_LIFE) {
            encode(&ServerMsg::Delta(delta.clone()), &mut frame);
        }
        frame.into()
    }

    fn note_places(&mut self, changes: &Changes) {
        let moved = changes.delta.moved.iter().map(|moved| moved.id);
        let placed = changes.delta.placed.iter().map(|(id, _)| *id);
        self.members
            .stepped(moved.chain(placed).chain(changes.entered.iter().copied()));
        if !self.room.tick().is_multiple_of(NOTE_PLACES) {
            return;
        }
        for id in self.members.take_stepped() {
            self.note_place(id);
        }
    }

    fn note_place(&self, id: PersonId) {
        if let (Some(member), Some(avatar)) = (self.members.get(id), self.room.person(id)) {
            let pos = avatar.person.pos;
            self.services.places.stands(member.token, &self.name, pos);
        }
    }
}

impl Drop for Hub {
    /// However the room ends, by panic too: nobody is left in it, and they may come again.
    fn drop(&mut self) {
        for id in self.members.ids() {
            self.note_place(id);
            self.services.media.send(MediaCommand::Leave(id));
            if let Some(member) = self.members.remove(id) {
                self.services.places.lost(member.token, SystemTime::now());
                member.outbox.end(Refusal::ShuttingDown);
            }
        }
    }
}
