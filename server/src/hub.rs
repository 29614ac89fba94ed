//! A running room: the task that owns it, its clock and its voice. All that happens in the room
//! passes through here, one tick after the other.

mod calls;
mod census;
mod chat;
mod exits;
mod flow;
mod gauges;
mod grants;
mod here;
mod letters;
mod likeness;
mod listening;
mod manners;
mod members;
mod order;
mod reports;
#[cfg(test)]
mod session_tests;
mod stages;
mod swap;
mod telling;
#[cfg(test)]
mod tests;
mod waiters;

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use hallway_protocol::client::Hello;
use hallway_protocol::{ClientMsg, PersonId, Refusal, ServerMsg, Standing, TICK_HZ, Token, encode};
use hallway_world::room::{Changes, Command, Room};
use mio::{Events, Poll};
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::MissedTickBehavior;

use crate::census::Census;
use crate::clock::seconds;
use crate::inbox::Wish;
use crate::line::Line;
use crate::maps::{LoadedMap, Maps};
use crate::media::{MediaCommand, MediaHandle};
use crate::metrics::Metrics;
use crate::places::Places;
use crate::sessions::Sessions;
use crate::store::ChatRow;
use crate::trust::blocks::Blocks;
use crate::trust::capacity::Place;
use crate::trust::flow::Flows;
use crate::trust::identity::Visitor;
use crate::trust::likeness::Likeness;
use crate::trust::order_book::OrderBook;
use crate::trust::reports::Reports;
use crate::trust::waiting::WaitingRoom;
use crate::turn::TurnIssuer;
use chat::KeptLines;
use gauges::Gauges;
use grants::Grants;
use letters::Letters;
use listening::MOST_EVENTS;
use members::Members;
use order::Order;
use stages::Stages;
use telling::Telling;

pub use chat::KeptChat;
pub use order::{Announcement, refusal};

/// Time between two ticks.
const TICK: Duration = Duration::from_millis(1000 / TICK_HZ as u64);

/// Messages taken in one tick. What is beyond waits for the next.
const MOST_MESSAGES: usize = 8192;

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
    /// How much comes of whom.
    pub flows: Arc<Flows>,
    /// Whose names look like those of people who keep order.
    pub likeness: Arc<Likeness>,
    /// What is in force against whom.
    pub order_book: Arc<OrderBook>,
    /// Who is where.
    pub census: Arc<Census>,
    /// Who wants to have nothing to do with whom.
    pub blocks: Arc<Blocks>,
    /// What visitors reported.
    pub reports: Arc<Reports>,
    /// Who waits at the venue's door.
    pub waiting_room: Arc<WaitingRoom>,
    /// What is told to all of the venue.
    pub announcements: broadcast::Sender<Announcement>,
    /// Where the chat is kept, if it is.
    pub chat: Option<KeptChat>,
    /// Credentials for a TURN server, if there is one.
    pub turn: TurnIssuer,
    /// People in one room at most.
    pub max_people: usize,
    /// Avatars that one is told of at most.
    pub most_seen: usize,
}

/// What a connection tells a room.
pub enum ToRoom {
    /// Somebody comes.
    Enter(Box<Newcomer>),
    /// The map was changed on disk; this is how it is now.
    Map(Arc<LoadedMap>),
}

/// Who comes.
pub struct Newcomer {
    /// Their id, never used before.
    pub id: PersonId,
    /// What they said, checked.
    pub hello: Hello,
    /// Who they are from visit to visit.
    pub visitor: Visitor,
    /// What they may do.
    pub standing: Standing,
    /// Their place in the venue.
    pub place: Place,
    /// They came with an invitation that counts for nothing here.
    pub invitation_refused: bool,
    /// A fresh token, for when they have none that still counts.
    pub token: Token,
    /// Their connection.
    pub line: Line,
    /// What else they said at once.
    pub first: Vec<ClientMsg>,
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
    telling: Telling,
    order: Order,
    kept_lines: KeptLines,
    /// What is told to all of the venue.
    announced: broadcast::Receiver<Announcement>,
    empty_ticks: u32,
    /// What the room itself asks for; obeyed in the next tick.
    own_wishes: Vec<Command>,
    /// What people want; empty but while a tick listens.
    wishes: Vec<(PersonId, Wish)>,
    /// Of whose exits it is being found out where they lead.
    leading: Vec<PersonId>,
    /// Tells which lines there is something to read of.
    poll: Poll,
    events: Events,
}

impl Hub {
    /// A room that does not run yet, in which this was written before.
    ///
    /// # Errors
    /// When the system has no more file descriptors.
    pub fn new(
        name: String,
        map: Arc<LoadedMap>,
        mut room: Room,
        past: Vec<ChatRow>,
        services: Arc<Services>,
    ) -> io::Result<Self> {
        let kept_lines = KeptLines::begin(&mut room, past);
        if services.chat.is_some() {
            room.keep_chat();
        }
        let gauges = Gauges::new(Arc::clone(&services.metrics));
        let telling = Telling::new(&room.venue().scene);
        let announced = services.announcements.subscribe();
        Ok(Self {
            name,
            map,
            room,
            members: Members::default(),
            services,
            gauges,
            grants: Grants::default(),
            stages: Stages::default(),
            telling,
            order: Order::default(),
            kept_lines,
            announced,
            empty_ticks: 0,
            own_wishes: Vec::new(),
            wishes: Vec::new(),
            leading: Vec::new(),
            poll: Poll::new()?,
            events: Events::with_capacity(MOST_EVENTS),
        })
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
                newcomer.line.end(Refusal::ShuttingDown.into());
            }
        }
        tracing::info!(room = self.name, "room closed");
    }

    /// One tick:
    /// 1. take who came, and what came of those who are here;
    /// 2. let the world step;
    /// 3. tell the forwarding unit, before anybody else knows;
    /// 4. tell people;
    /// 5. note where they stand;
    /// 6. count, and say who is there.
    fn tick(&mut self, inbox: &mut mpsc::Receiver<ToRoom>) {
        let start = Instant::now();
        let mut commands = std::mem::take(&mut self.own_wishes);
        let mut letters = Letters::default();
        // Before newcomers, who are in the room only after it has stepped: they are looked at in the next tick.
        self.mind_likeness(&mut commands);
        for _ in 0..MOST_MESSAGES {
            let Ok(message) = inbox.try_recv() else {
                break;
            };
            self.take(message, &mut commands);
        }
        self.listen(start, &mut commands, &mut letters);
        self.mind_order_book(&mut commands);
        if self.room.tick().is_multiple_of(TICK_HZ) {
            commands.push(Command::Time(seconds(SystemTime::now())));
        }
        let changes = self.room.step(commands);
        self.show_new_map(&changes, &mut letters);
        self.welcome(&changes, &mut letters);
        self.carry_out_orders(&changes, &mut letters);
        self.keep_chat(&changes);
        self.tell_waiters(&changes, &mut letters);
        self.tell_reports(&changes, &mut letters);
        self.refuse_screens(&changes, &mut letters);
        self.connect_calls(&changes, &mut letters);
        self.tell_knocks(&changes, &mut letters);
        self.show_exits(&changes, &mut letters);
        self.tell_sessions(&changes, &mut letters);
        self.tell_questions(&mut letters);
        self.tell_announcements(&mut letters);
        self.tell(&changes, letters, start);
        self.note_places(&changes);
        self.be_counted();
        self.empty_ticks = if self.members.is_empty() {
            self.empty_ticks + 1
        } else {
            0
        };
        let took = start.elapsed();
        self.telling.took(took);
        self.gauges.ticked(took, TICK, &self.room);
    }

    fn take(&mut self, message: ToRoom, commands: &mut Vec<Command>) {
        match message {
            ToRoom::Enter(newcomer) => self.enter(*newcomer, commands),
            ToRoom::Map(map) => self.swap(map),
        }
    }

    fn note_places(&mut self, changes: &Changes) {
        // Whoever came is acknowledged nothing yet.
        let stepped = changes.acks.iter().map(|(id, _)| *id);
        self.members
            .stepped(stepped.chain(changes.entered.iter().copied()));
        if !self.room.tick().is_multiple_of(NOTE_PLACES) {
            return;
        }
        for id in self.members.take_stepped() {
            self.note_place(id);
        }
    }

    fn note_place(&self, id: PersonId) {
        if let (Some(member), Some(avatar)) = (self.members.get(id), self.room.person(id)) {
            let pos = avatar.pos;
            self.services.places.stands(member.token, &self.name, pos);
        }
    }
}

/// The whole room, encoded.
fn encoded_snapshot(room: &Room) -> Bytes {
    let mut bytes = Vec::new();
    encode(&ServerMsg::Snapshot(room.snapshot()), &mut bytes);
    bytes.into()
}

impl Drop for Hub {
    /// However the room ends, by panic too: nobody is left in it, and they may come again.
    fn drop(&mut self) {
        self.services.census.remove(&self.name);
        for id in self.members.ids() {
            self.note_place(id);
            self.services.media.send(MediaCommand::Leave(id));
            if let Some(member) = self.members.remove(id) {
                self.services.places.lost(member.token, SystemTime::now());
                member.line.end(Refusal::ShuttingDown.into());
            }
        }
    }
}
