//! What a client has been told: the room as one native client knows it.

use std::collections::{BTreeSet, HashMap};

use hallway_protocol::client::ChatLine;
use hallway_protocol::presence::Knock;
use hallway_protocol::server::{Ack, Bubble, Call, Delta, Person, Snapshot, Welcome};
use hallway_protocol::session::{Barrier, Exit, Grant, Here, Question, SessionEnd};
use hallway_protocol::{BubbleId, PersonId, Pos, Refusal, ServerMsg, SessionId};

/// Everything heard so far.
#[derive(Debug, Default)]
pub struct View {
    /// The answer to `Hello`.
    pub welcome: Option<Welcome>,
    /// Why the server said no.
    pub refused: Option<Refusal>,
    /// How the connection ended: close code and reason, or what broke.
    pub closed: Option<Closed>,
    /// All bytes that came, up to a bound.
    pub bytes: Vec<u8>,
    /// Everybody in the room.
    pub people: HashMap<PersonId, Person>,
    /// All bubbles.
    pub bubbles: HashMap<BubbleId, Vec<PersonId>>,
    /// Those of them that are locked.
    pub locked: BTreeSet<BubbleId>,
    /// Who knocks at this client's bubble.
    pub knocking: BTreeSet<PersonId>,
    /// What became of its own knocks.
    pub knocks: Vec<Knock>,
    /// Whose screens were in the way of its own.
    pub screens_refused: Vec<Option<PersonId>>,
    /// Whom this client talks with.
    pub call: Call,
    /// The last word on one's own inputs.
    pub ack: Option<Ack>,
    /// The zones this client stands in.
    pub here: Vec<Here>,
    /// What it was given to join the sessions that it is in.
    pub joined: HashMap<SessionId, Grant>,
    /// Sessions that ended, or could not be joined.
    pub ended: Vec<(SessionId, SessionEnd)>,
    /// The questions of the stages that it has joined.
    pub questions: HashMap<SessionId, Vec<Question>>,
    /// Questions of its own that were not taken.
    pub questions_refused: usize,
    /// The doors that are open.
    pub open_doors: BTreeSet<u32>,
    /// Doors that opened (`true`) or closed, and bells that rang, one after another.
    pub doors: Vec<(u32, bool)>,
    /// Doors for which it said a wrong code.
    pub wrong_codes: Vec<u32>,
    /// Zones that it could not go into, and why.
    pub barred: Vec<(String, Barrier)>,
    /// Where exits led that it walked into.
    pub exits: Vec<Exit>,
    /// Scenes that replaced the first one.
    pub scenes: Vec<String>,
    /// Chat lines heard.
    pub chat: Vec<ChatLine>,
    /// Answers to a media offer.
    pub answers: usize,
    /// The last of them.
    pub answer: String,
    /// Failed media offers.
    pub media_failed: usize,
    /// Deltas heard.
    pub deltas: u64,
    /// The tick of the last snapshot or delta.
    pub tick: u32,
    /// Where each person was seen, with the tick.
    pub trails: HashMap<PersonId, Vec<(u32, Pos)>>,
}

/// The end of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// A close frame came.
    Frame(u16, String),
    /// It just ended.
    Cut(String),
}

impl View {
    /// Takes in one message.
    pub fn apply(&mut self, message: ServerMsg) {
        match message {
            ServerMsg::Welcome(welcome) => self.welcome = Some(welcome),
            ServerMsg::Refused(refusal) => self.refused = Some(refusal),
            ServerMsg::Snapshot(snapshot) => self.snapshot(snapshot),
            ServerMsg::Delta(delta) => self.delta(delta),
            ServerMsg::Ack(ack) => self.ack = Some(ack),
            ServerMsg::Zones(here) => self.here = here,
            ServerMsg::Joined(session, grant) => {
                self.joined.insert(session, grant);
            }
            ServerMsg::Ended(session, end) => {
                self.joined.remove(&session);
                self.ended.push((session, end));
            }
            ServerMsg::Exit(exit) => self.exits.push(exit),
            ServerMsg::Questions(session, questions) => {
                self.questions.insert(session, questions);
            }
            ServerMsg::QuestionRefused(_) => self.questions_refused += 1,
            ServerMsg::Barred { title, barrier } => self.barred.push((title, barrier)),
            ServerMsg::Doors(_) => {}
            ServerMsg::WrongCode { door } => self.wrong_codes.push(door),
            ServerMsg::Scene { scene, .. } => self.scenes.push(scene),
            ServerMsg::Call(call) => self.call = call,
            ServerMsg::MediaAnswer { sdp } => {
                self.answers += 1;
                self.answer = sdp;
            }
            ServerMsg::Line(_) => {}
            ServerMsg::MediaFailed => self.media_failed += 1,
            ServerMsg::Chat(line) => self.chat.push(line),
            ServerMsg::ScreenRefused(by) => self.screens_refused.push(by),
            ServerMsg::Knocked(person) => {
                self.knocking.insert(person);
            }
            ServerMsg::KnockOver(person) => {
                self.knocking.remove(&person);
            }
            ServerMsg::Knock(knock) => self.knocks.push(knock),
        }
    }

    /// The person with this name.
    pub fn named(&self, name: &str) -> Option<&Person> {
        self.people.values().find(|person| person.name == name)
    }

    /// Where the person with this name stands.
    pub fn place(&self, name: &str) -> Option<Pos> {
        self.named(name).map(|person| person.pos)
    }

    /// The names of those in a bubble with this person, they included; sorted.
    pub fn bubble_of(&self, name: &str) -> Vec<&str> {
        let Some(person) = self.named(name) else {
            return Vec::new();
        };
        let members = self.bubbles.values().find(|b| b.contains(&person.id));
        let mut names: Vec<&str> = members
            .into_iter()
            .flatten()
            .filter_map(|id| self.people.get(id))
            .map(|person| person.name.as_str())
            .collect();
        names.sort_unstable();
        names
    }

    fn snapshot(&mut self, snapshot: Snapshot) {
        self.tick = snapshot.tick;
        for person in &snapshot.people {
            let trail = self.trails.entry(person.id).or_default();
            trail.push((snapshot.tick, person.pos));
        }
        self.people = snapshot.people.into_iter().map(|p| (p.id, p)).collect();
        self.bubbles.clear();
        self.locked.clear();
        self.set_bubbles(snapshot.bubbles);
        self.open_doors = snapshot.open_doors.into_iter().collect();
    }

    fn delta(&mut self, delta: Delta) {
        self.tick = delta.tick;
        self.deltas += 1;
        for person in delta.entered {
            self.trails
                .insert(person.id, vec![(delta.tick, person.pos)]);
            self.people.insert(person.id, person);
        }
        for moved in delta.moved {
            if let Some(person) = self.people.get_mut(&moved.id) {
                person.pos.x += i32::from(moved.dx);
                person.pos.y += i32::from(moved.dy);
                let trail = self.trails.entry(person.id).or_default();
                trail.push((delta.tick, person.pos));
            }
        }
        for (id, pos) in delta.placed {
            if let Some(person) = self.people.get_mut(&id) {
                person.pos = pos;
            }
        }
        for (id, sending) in delta.sending {
            if let Some(person) = self.people.get_mut(&id) {
                person.sending = sending;
            }
        }
        for (id, presence) in delta.presence {
            if let Some(person) = self.people.get_mut(&id) {
                person.presence = presence;
            }
        }
        for (door, open) in delta.doors {
            self.doors.push((door, open));
            if open {
                self.open_doors.insert(door);
            } else {
                self.open_doors.remove(&door);
            }
        }
        self.set_bubbles(delta.bubbles);
        for id in delta.left {
            self.people.remove(&id);
        }
    }

    fn set_bubbles(&mut self, bubbles: Vec<Bubble>) {
        for bubble in bubbles {
            if bubble.locked && !bubble.members.is_empty() {
                self.locked.insert(bubble.id);
            } else {
                self.locked.remove(&bubble.id);
            }
            if bubble.members.is_empty() {
                self.bubbles.remove(&bubble.id);
            } else {
                self.bubbles.insert(bubble.id, bubble.members);
            }
        }
    }
}
