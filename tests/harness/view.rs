//! What a client has been told: the room as one native client knows it.

use std::collections::{BTreeSet, HashMap};

use hallway_protocol::chat::{ChatLine, PastLine};
use hallway_protocol::door::{TurnedAway, Waiter, Waiting, ZoneDoor};
use hallway_protocol::motion::{Motion, Record, Spot, Talks};
use hallway_protocol::order::{Mutes, OrderDone, OrderRefused, Ordered};
use hallway_protocol::presence::Knock;
use hallway_protocol::report::{Report, Reported};
use hallway_protocol::server::{Ack, Call, Delta, Person, Snapshot, Welcome};
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
    /// Where this client is, as it was told alone.
    pub own_pos: Pos,
    /// Where those in view are.
    pub places: HashMap<PersonId, Spot>,
    /// Their bubbles.
    pub bubbles: HashMap<BubbleId, Vec<PersonId>>,
    /// Those of them that are locked.
    pub locked: BTreeSet<BubbleId>,
    /// Who knocks at this client's bubble.
    pub knocking: BTreeSet<PersonId>,
    /// What became of its own knocks.
    pub knocks: Vec<Knock>,
    /// What was done about it to keep order.
    pub ordered: Vec<Ordered>,
    /// What it is kept from.
    pub kept: Mutes,
    /// What it did itself to keep order.
    pub orders_done: Vec<OrderDone>,
    /// Why what it did to keep order did not happen.
    pub orders_refused: Vec<OrderRefused>,
    /// What all of the venue was told, and by whom.
    pub announced: Vec<(String, String)>,
    /// Whether everything stands still.
    pub frozen: bool,
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
    /// How doors of zones stand that were changed.
    pub zone_doors: HashMap<String, ZoneDoor>,
    /// Lines of the chat that were hidden (`true`), or shown again.
    pub hidden: Vec<(u32, bool)>,
    /// With whom it wants to have nothing to do.
    pub blocked: Vec<PersonId>,
    /// What became of what it reported.
    pub reported: Vec<Reported>,
    /// What was reported, for those who may answer.
    pub reports: Vec<Report>,
    /// What it waits for, or waited for.
    pub waiting: Option<Waiting>,
    /// That it is not let in.
    pub turned_away: Option<TurnedAway>,
    /// Whom it may let in.
    pub waiters: Vec<Waiter>,
    /// Chat lines heard.
    pub chat: Vec<ChatLine>,
    /// How often what it wanted was not taken, as too much came of its network.
    pub too_much: usize,
    /// What was written before this client came.
    pub past: Vec<PastLine>,
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
            ServerMsg::Welcome(welcome) => {
                self.own_pos = welcome.pos;
                self.welcome = Some(welcome);
            }
            ServerMsg::Refused(refusal) => self.refused = Some(refusal),
            ServerMsg::Snapshot(snapshot) => self.snapshot(snapshot),
            ServerMsg::Delta(delta) => self.delta(delta),
            ServerMsg::Motion(motion) => self.motion(&motion),
            ServerMsg::Ack(ack) => {
                self.own_pos = ack.pos;
                self.ack = Some(ack);
            }
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
            ServerMsg::Scene { scene, pos } => {
                self.own_pos = pos;
                self.scenes.push(scene);
            }
            ServerMsg::Call(call) => self.call = call,
            ServerMsg::MediaAnswer { sdp } => {
                self.answers += 1;
                self.answer = sdp;
            }
            ServerMsg::Line(_) => {}
            ServerMsg::MediaFailed => self.media_failed += 1,
            ServerMsg::Chat(line) => self.chat.push(line),
            ServerMsg::Past(lines) => self.past = lines,
            ServerMsg::TooMuch => self.too_much += 1,
            ServerMsg::ScreenRefused(by) => self.screens_refused.push(by),
            ServerMsg::Knocked(person) => {
                self.knocking.insert(person);
            }
            ServerMsg::KnockOver(person) => {
                self.knocking.remove(&person);
            }
            ServerMsg::Knock(knock) => self.knocks.push(knock),
            ServerMsg::Ordered(ordered) => self.ordered.push(ordered),
            ServerMsg::Kept(mutes) => self.kept = mutes,
            ServerMsg::OrderDone(done) => self.orders_done.push(done),
            ServerMsg::OrderRefused(why) => self.orders_refused.push(why),
            ServerMsg::Announcement { by, text } => self.announced.push((by, text)),
            ServerMsg::LineHidden { line, hidden } => self.hidden.push((line, hidden)),
            ServerMsg::Blocked(people) => self.blocked = people,
            ServerMsg::Reported(reported) => self.reported.push(reported),
            ServerMsg::Reports(reports) => self.reports = reports,
            ServerMsg::Waiting(waiting) => self.waiting = Some(waiting),
            ServerMsg::TurnedAway(turned_away) => self.turned_away = Some(turned_away),
            ServerMsg::Waiters(waiters) => self.waiters = waiters,
        }
    }

    /// The person with this name.
    pub fn named(&self, name: &str) -> Option<&Person> {
        self.people.values().find(|person| person.name == name)
    }

    /// Where the person with this name is seen.
    pub fn place(&self, name: &str) -> Option<Pos> {
        let person = self.named(name)?;
        self.places.get(&person.id).map(|spot| spot.pos())
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
        self.people = snapshot.people.into_iter().map(|p| (p.id, p)).collect();
        self.open_doors = snapshot.open_doors.into_iter().collect();
        self.zone_doors = snapshot.zone_doors.into_iter().collect();
    }

    fn delta(&mut self, delta: Delta) {
        self.tick = delta.tick;
        self.deltas += 1;
        for person in delta.entered {
            self.people.insert(person.id, person);
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
        for id in delta.order.alike {
            if let Some(person) = self.people.get_mut(&id) {
                person.alike = true;
            }
        }
        for (id, mutes) in delta.order.muted {
            if let Some(person) = self.people.get_mut(&id) {
                person.muted = mutes;
            }
        }
        self.zone_doors.extend(delta.order.zone_doors);
        self.frozen = delta.order.frozen.unwrap_or(self.frozen);
        for (door, open) in delta.doors {
            self.doors.push((door, open));
            if open {
                self.open_doors.insert(door);
            } else {
                self.open_doors.remove(&door);
            }
        }
        for id in delta.left {
            self.people.remove(&id);
        }
    }

    fn motion(&mut self, motion: &Motion) {
        self.tick = motion.tick;
        if motion.fresh {
            self.places.clear();
            self.bubbles.clear();
            self.locked.clear();
        }
        motion.records.in_order(|record| match record {
            Record::Gone(id) => {
                self.places.remove(&id);
                self.talks(id, None);
            }
            Record::Come(come) => {
                self.is_at(motion.tick, come.id, come.at);
                self.talks(come.id, come.talks);
            }
            Record::Moved(id, dx, dy) => {
                let from = self.places.get(&id).copied();
                let from = from.expect("only who is in view moves");
                self.is_at(motion.tick, id, from.after(dx, dy));
            }
            Record::Talks(id, talks) => self.talks(id, talks),
        });
    }

    fn is_at(&mut self, tick: u32, id: PersonId, spot: Spot) {
        self.places.insert(id, spot);
        self.trails.entry(id).or_default().push((tick, spot.pos()));
    }

    fn talks(&mut self, id: PersonId, talks: Option<Talks>) {
        for members in self.bubbles.values_mut() {
            members.retain(|member| *member != id);
        }
        if let Some(Talks { bubble, locked }) = talks {
            self.bubbles.entry(bubble).or_default().push(id);
            match locked {
                true => self.locked.insert(bubble),
                false => self.locked.remove(&bubble),
            };
        }
        self.bubbles.retain(|_, members| !members.is_empty());
        let bubbles = &self.bubbles;
        self.locked.retain(|bubble| bubbles.contains_key(bubble));
    }
}
