//! The core of a room: commands and a tick go in, changes come out. It does no I/O, reads no clock
//! and holds no channel, so that tests and simulations drive it alone.

#[cfg(test)]
mod apart_tests;
pub mod barriers;
mod beside;
mod changes;
pub mod chat;
mod doors;
#[cfg(test)]
mod gates_simulation;
#[cfg(test)]
mod gates_tests;
mod motion;
pub mod order;
#[cfg(test)]
mod order_tests;
mod places;
mod polite;
mod screens;
mod sessions;
#[cfg(test)]
mod simulation;
mod talks;
#[cfg(test)]
mod tests;
mod waiting;
#[cfg(test)]
mod waiting_tests;
mod walking;
mod zones;

use std::collections::BTreeMap;
use std::sync::Arc;

use hallway_protocol::client::{Input, Sending};
use hallway_protocol::door::ZoneDoor;
use hallway_protocol::order::{Mutes, Order};
use hallway_protocol::server::{Delta, Snapshot};
use hallway_protocol::{BubbleId, Look, PersonId, Pos, Presence, SessionId, Standing};

use crate::avatar::Avatar;
use crate::bubble::{Body, BubbleRules, Bubbles};
use crate::venue::Venue;
use crate::walls::Walls;
use barriers::Barriers;
use chat::Chat;
use doors::Doors;
use order::InForce;
use polite::Knocks;
use screens::Screens;
use talks::Talks;

pub use changes::Changes;

/// What happens to a room between two ticks, checked by whoever passes it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Somebody comes. An id that is there already is replaced.
    Enter(Entering),
    /// Somebody goes.
    Leave(PersonId),
    /// Somebody wishes to step.
    Input(PersonId, Input),
    /// Somebody turned microphone, camera or screen on or off.
    Sending(PersonId, Sending),
    /// Somebody says something, already cleaned.
    Chat(PersonId, String),
    /// Somebody wants to open or close a door (index into the scene's), with this code or none.
    Door(PersonId, u32, String),
    /// Somebody is put to the start area of this name, or the default one.
    Place(PersonId, String),
    /// Somebody joins a session.
    Open(PersonId, SessionId),
    /// Somebody leaves a session.
    Close(PersonId, SessionId),
    /// Somebody wants to be talked to, or not.
    Presence(PersonId, Presence),
    /// Somebody locks the bubble they are in, or opens it.
    Lock(PersonId, bool),
    /// Somebody knocks at a locked bubble.
    Knock(PersonId, BubbleId),
    /// Somebody answers one who knocks.
    AnswerKnock {
        /// Who answers.
        by: PersonId,
        /// Who knocks.
        person: PersonId,
        /// Whether they may come in.
        let_in: bool,
    },
    /// Somebody raises a hand, or takes it down.
    Hand(PersonId, bool),
    /// Somebody who keeps order does something about somebody.
    Order(PersonId, Order),
    /// Somebody who keeps order has all in the zone of this title be quiet in this way.
    Quiet(PersonId, String, Mutes),
    /// Somebody who keeps order says who comes into the zone of this title.
    ZoneDoor(PersonId, String, ZoneDoor),
    /// It is so late: seconds since 1970. Zones have their hours.
    Time(i64),
    /// Somebody who keeps order stops everything, or sets it going again.
    Freeze(PersonId, bool),
    /// Somebody hides a line of the chat (`true`), or shows it again.
    HideLine(PersonId, u32, bool),
    /// Somebody is kept apart from another, as they want it (`true`), or no longer.
    Block(PersonId, PersonId, bool),
    /// Somebody is kept from these by an earlier word to them alone.
    Muted(PersonId, Mutes),
    /// Somebody's name looks like that of one who keeps order.
    Alike(PersonId),
}

/// Who comes, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entering {
    /// Their id, new in this room.
    pub id: PersonId,
    /// Their name, already cleaned.
    pub name: String,
    /// Their avatar.
    pub look: Look,
    /// What they send at first.
    pub sending: Sending,
    /// Whether they want to be talked to.
    pub presence: Presence,
    /// What they may do.
    pub standing: Standing,
    /// What they are kept from, by an earlier word to them alone.
    pub muted: Mutes,
    /// Name of the start area; empty for the default.
    pub entry: String,
    /// The place to come back to, in place of a start area.
    pub place: Option<Pos>,
}

/// A room.
#[derive(Debug)]
pub struct Room {
    venue: Arc<Venue>,
    /// The map that comes into force with the next tick.
    next_venue: Option<Arc<Venue>>,
    doors: Doors,
    barriers: Barriers,
    /// Zones that lead somewhere.
    exits: Vec<usize>,
    talks: Talks,
    screens: Screens,
    knocks: Knocks,
    order: InForce,
    chat: Chat,
    rules: BubbleRules,
    tick: u32,
    people: BTreeMap<PersonId, Avatar>,
    /// Whose inputs wait, in the order in which they began to.
    walking: Vec<PersonId>,
    bodies: BTreeMap<PersonId, Body>,
    bubbles: Bubbles,
    /// The bubbles that others were told of, and who was in them then.
    told_bubbles: BTreeMap<BubbleId, Vec<PersonId>>,
    joined: sessions::Joined,
    /// The tick up to which bubbles may change though nobody steps.
    unsettled: u32,
}

impl Room {
    /// An empty room.
    pub fn new(venue: Arc<Venue>, rules: BubbleRules) -> Self {
        Self {
            doors: Doors::of(&venue, None),
            barriers: Barriers::of(&venue),
            exits: walking::exits(&venue),
            talks: Talks::default(),
            screens: Screens::default(),
            knocks: Knocks::default(),
            order: InForce::default(),
            chat: Chat::default(),
            venue,
            next_venue: None,
            rules,
            tick: 0,
            people: BTreeMap::new(),
            walking: Vec::new(),
            bodies: BTreeMap::new(),
            bubbles: Bubbles::default(),
            told_bubbles: BTreeMap::new(),
            joined: sessions::Joined::default(),
            unsettled: 0,
        }
    }

    /// The map.
    pub fn venue(&self) -> &Venue {
        &self.venue
    }

    /// What blocks now, doors included.
    pub fn walls(&self) -> &Walls {
        self.doors.walls(&self.venue)
    }

    /// Ticks made so far.
    pub fn tick(&self) -> u32 {
        self.tick
    }

    /// How many are here.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether nobody is here.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Somebody who is here.
    pub fn person(&self, id: PersonId) -> Option<&Avatar> {
        self.people.get(&id)
    }

    /// Everybody who is here.
    pub fn people(&self) -> impl Iterator<Item = &Avatar> {
        self.people.values()
    }

    /// Who talks with whom.
    pub fn bubbles(&self) -> &Bubbles {
        &self.bubbles
    }

    /// Everything, as a newcomer must know it.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            tick: self.tick,
            people: self
                .people
                .values()
                .map(|avatar| avatar.person.clone())
                .collect(),
            open_doors: self.doors.open(),
            quiet: self
                .quiet()
                .map(|(zone, mutes)| (zone.to_owned(), mutes))
                .collect(),
            zone_doors: self.barriers.doors(&self.venue),
            frozen: self.is_frozen(),
        }
    }

    /// Makes one tick:
    /// 1. another map comes into force, if there is one;
    /// 2. people come, go, use doors and say what they have to say;
    /// 3. those with waiting inputs step;
    /// 4. doors notice who came and who went;
    /// 5. those who are elsewhere now are in other zones perhaps, in other talks, and kept from other things;
    /// 6. bubbles form and end, knocks are given up, and talks look at one screen each;
    /// 7. all that is put together for those who watch.
    pub fn step(&mut self, commands: impl IntoIterator<Item = Command>) -> Changes {
        self.tick = self.tick.wrapping_add(1);
        let mut changes = Changes::new(self.tick);
        self.take_next_venue(&mut changes);
        for command in commands {
            self.obey(command, &mut changes);
        }
        self.walk(&mut changes);
        self.mind_doors(&mut changes);
        self.look_up_zones(&mut changes);
        self.mind_order(&mut changes);
        self.look_up_doors(&mut changes);
        self.regroup(&mut changes);
        self.mind_knocks(&mut changes);
        self.mind_screens(&mut changes);
        self.describe_motion(&mut changes);
        self.describe_rest(&mut changes);
        changes
    }

    fn obey(&mut self, command: Command, changes: &mut Changes) {
        match command {
            Command::Enter(entering) => self.enter(entering, changes),
            Command::Leave(id) => self.leave(id, changes),
            Command::Input(id, input) => self.input(id, input),
            Command::Sending(id, sending) => self.send(id, sending, changes),
            Command::Chat(id, text) => self.say(id, text, changes),
            Command::Door(id, door, code) => self.use_door(id, door, &code, changes),
            Command::Place(id, entry) => self.put_to_start(id, &entry, changes),
            Command::Open(id, session) => self.open(id, session, changes),
            Command::Close(id, session) => self.close(id, session, changes),
            Command::Presence(id, presence) => self.set_presence(id, presence, changes),
            Command::Lock(id, locked) => self.lock(id, locked, changes),
            Command::Knock(id, bubble) => self.knock(id, bubble, changes),
            Command::AnswerKnock { by, person, let_in } => {
                self.answer_knock(by, person, let_in, changes);
            }
            Command::Hand(id, up) => self.raise_hand(id, up, changes),
            Command::Order(by, order) => self.obey_order(by, order, changes),
            Command::Quiet(by, zone, mutes) => self.set_quiet(by, &zone, mutes, changes),
            Command::ZoneDoor(by, zone, door) => self.set_zone_door(by, &zone, door, changes),
            Command::Time(now) => self.set_time(now),
            Command::Freeze(by, frozen) => self.freeze(by, frozen, changes),
            Command::HideLine(by, line, hidden) => self.hide_line(by, line, hidden, changes),
            Command::Block(by, from, apart) => self.keep_apart(by, from, apart, changes),
            Command::Muted(id, mutes) => self.mute(id, mutes, changes),
            Command::Alike(id) => self.mark_alike(id, changes),
        }
    }

    fn set_time(&mut self, now: i64) {
        self.barriers.set_time(now);
        self.chat.set_time(now);
    }

    fn enter(&mut self, entering: Entering, changes: &mut Changes) {
        let Entering {
            id,
            name,
            look,
            sending,
            presence,
            standing,
            muted,
            entry,
            place,
        } = entering;
        self.leave(id, changes);
        // The map may have changed since they had a place.
        let near = place.unwrap_or_else(|| self.venue.start_for(&entry, id.0));
        let pos = self.place_for(id, &standing, near);
        self.barriers.stands(&self.venue, id, pos);
        self.doors.greet(id, self.tick);
        // What all are kept from where they stand is found out before this tick ends.
        let sending = muted.leaves(sending.taken(presence));
        let mut avatar = Avatar::new(id, name, look, sending, pos, self.tick);
        avatar.person.standing = standing;
        avatar.person.presence = presence;
        avatar.person.muted = muted;
        changes.talks |= self.screens.sends(id, sending);
        self.people.insert(id, avatar);
        self.mind_order_of(id);
        changes.entered.push(id);
        self.bodies.insert(
            id,
            Body {
                pos,
                may_talk: true,
                stepped: 0,
            },
        );
        self.unsettle();
    }

    fn leave(&mut self, id: PersonId, changes: &mut Changes) {
        if self.people.remove(&id).is_none() {
            return;
        }
        self.walking.retain(|who| *who != id);
        changes.talks |= self.screens.sends(id, Sending::default());
        self.bodies.remove(&id);
        self.bubbles.apart_mut().forget(id);
        self.barriers.forget(id);
        self.doors.forget(id);
        self.end_part(id, changes);
        changes.forget(id);
        self.keep_sessions(id, &[], changes);
        self.unsettle();
    }

    /// Keeps two apart from each other, as the first one wants it, or no longer.
    fn keep_apart(&mut self, by: PersonId, from: PersonId, apart: bool, changes: &mut Changes) {
        let both = self.people.contains_key(&by) && self.people.contains_key(&from);
        if both && self.bubbles.apart_mut().set(by, from, apart) {
            changes.talks = true;
            changes.apart.push(by);
            self.unsettle();
        }
    }

    /// From whom somebody wants to be kept apart, of those who are here.
    pub fn blocked_by(&self, id: PersonId) -> impl Iterator<Item = PersonId> {
        self.bubbles.apart().wanted_by(id)
    }

    fn input(&mut self, id: PersonId, input: Input) {
        if let Some(avatar) = self.people.get_mut(&id) {
            // Who has inputs is among those who walk already.
            if !avatar.has_inputs() {
                self.walking.push(id);
            }
            avatar.input(input);
        }
    }

    fn send(&mut self, id: PersonId, sending: Sending, changes: &mut Changes) {
        let sending = self.taken_of(id, sending);
        let Some(avatar) = self.people.get_mut(&id) else {
            return;
        };
        if avatar.person.sending != sending {
            avatar.person.sending = sending;
            changes.talks |= self.screens.sends(id, sending);
            changes.sending(id, sending);
        }
    }

    fn regroup(&mut self, changes: &mut Changes) {
        // Among people who have stood still for long, nothing changes.
        if self.tick > self.unsettled && !self.bubbles.is_pending() {
            return;
        }
        for id in self.bubbles.regroup(&self.rules, self.tick, &self.bodies) {
            self.unsettle();
            changes.bubbles.push(id);
        }
    }

    /// What all in the room are told, newcomers as they are at the tick's end.
    fn describe_rest(&self, changes: &mut Changes) {
        let newcomers = changes.entered.iter().filter_map(|id| self.people.get(id));
        changes.delta = Delta {
            tick: self.tick,
            entered: newcomers.map(|avatar| avatar.person.clone()).collect(),
            left: std::mem::take(&mut changes.left),
            sending: std::mem::take(&mut changes.sending),
            presence: std::mem::take(&mut changes.presence),
            doors: std::mem::take(&mut changes.doors),
            order: std::mem::take(&mut changes.order),
        };
    }

    /// After a step of anybody, all may come to rest within this time, and join.
    fn unsettle(&mut self) {
        self.unsettled = self.tick.saturating_add(self.rules.rest).saturating_add(1);
    }
}
