//! The core of a room: commands and a tick go in, changes come out. It does no I/O, reads no clock
//! and holds no channel, so that tests and simulations drive it alone.

mod changes;
mod sessions;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;
mod zones;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hallway_protocol::client::{ChatLine, Input, Sending};
use hallway_protocol::server::{Ack, Bubble, Delta, Moved, Snapshot};
use hallway_protocol::{Look, PersonId, Pos, Role, SessionId};

use crate::avatar::Avatar;
use crate::bubble::{Body, BubbleRules, Bubbles};
use crate::movement;
use crate::venue::Venue;

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
    /// Somebody turned microphone or camera on or off.
    Sending(PersonId, Sending),
    /// Somebody says something, already cleaned.
    Chat(PersonId, String),
    /// Somebody joins a session.
    Open(PersonId, SessionId),
    /// Somebody leaves a session.
    Close(PersonId, SessionId),
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
    /// What they may do.
    pub role: Role,
    /// Name of the start area; empty for the default.
    pub entry: String,
    /// The place to come back to, in place of a start area.
    pub place: Option<Pos>,
}

/// A room.
#[derive(Debug)]
pub struct Room {
    venue: Arc<Venue>,
    rules: BubbleRules,
    tick: u32,
    people: BTreeMap<PersonId, Avatar>,
    /// Whose inputs wait.
    walking: BTreeSet<PersonId>,
    bodies: BTreeMap<PersonId, Body>,
    bubbles: Bubbles,
    joined: sessions::Joined,
    /// The tick up to which bubbles may change though nobody steps.
    unsettled: u32,
}

impl Room {
    /// An empty room.
    pub fn new(venue: Arc<Venue>, rules: BubbleRules) -> Self {
        Self {
            venue,
            rules,
            tick: 0,
            people: BTreeMap::new(),
            walking: BTreeSet::new(),
            bodies: BTreeMap::new(),
            bubbles: Bubbles::default(),
            joined: sessions::Joined::default(),
            unsettled: 0,
        }
    }

    /// The map.
    pub fn venue(&self) -> &Venue {
        &self.venue
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
            bubbles: self
                .bubbles
                .all()
                .iter()
                .map(|(id, members)| Bubble {
                    id: *id,
                    members: members.clone(),
                })
                .collect(),
            open_doors: Vec::new(),
        }
    }

    /// Makes one tick:
    /// 1. people come, go and say what they have to say;
    /// 2. those with waiting inputs step;
    /// 3. those who moved or came are in other zones perhaps;
    /// 4. bubbles form and end;
    /// 5. all that is put together for those who watch.
    pub fn step(&mut self, commands: impl IntoIterator<Item = Command>) -> Changes {
        self.tick = self.tick.wrapping_add(1);
        let mut changes = Changes::new(self.tick);
        for command in commands {
            self.obey(command, &mut changes);
        }
        self.walk(&mut changes);
        self.look_up_zones(&mut changes);
        self.regroup(&mut changes);
        self.describe_newcomers(&mut changes);
        changes
    }

    fn obey(&mut self, command: Command, changes: &mut Changes) {
        match command {
            Command::Enter(entering) => self.enter(entering, changes),
            Command::Leave(id) => self.leave(id, changes),
            Command::Input(id, input) => self.input(id, input),
            Command::Sending(id, sending) => self.send(id, sending, changes),
            Command::Chat(id, text) => self.say(id, text, changes),
            Command::Open(id, session) => self.open(id, session, changes),
            Command::Close(id, session) => self.close(id, session, changes),
        }
    }

    fn enter(&mut self, entering: Entering, changes: &mut Changes) {
        let Entering {
            id,
            name,
            look,
            sending,
            role,
            entry,
            place,
        } = entering;
        self.leave(id, changes);
        let walls = &self.venue.scene.walls;
        let pos = match place {
            // The map may have changed since.
            Some(place) => movement::nearest_free(walls, place),
            None => self.venue.start_for(&entry, id.0),
        };
        let mut avatar = Avatar::new(id, name, look, sending, pos, self.tick);
        avatar.person.role = role;
        self.people.insert(id, avatar);
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
        self.walking.remove(&id);
        self.bodies.remove(&id);
        changes.forget(id);
        self.keep_sessions(id, &[], changes);
        self.unsettle();
    }

    fn input(&mut self, id: PersonId, input: Input) {
        if let Some(avatar) = self.people.get_mut(&id) {
            avatar.input(input);
            self.walking.insert(id);
        }
    }

    fn send(&mut self, id: PersonId, sending: Sending, changes: &mut Changes) {
        let Some(avatar) = self.people.get_mut(&id) else {
            return;
        };
        if avatar.person.sending != sending {
            avatar.person.sending = sending;
            changes.sending(id, sending);
        }
    }

    /// To one's bubble, or to all when alone.
    fn say(&mut self, id: PersonId, text: String, changes: &mut Changes) {
        if !self.people.contains_key(&id) {
            return;
        }
        let bubble = self.bubbles.of(id);
        let to = match bubble {
            Some(bubble) => self.bubbles.members(bubble).to_vec(),
            None => self.people.keys().copied().collect(),
        };
        let line = ChatLine {
            from: id,
            in_call: bubble.is_some(),
            text,
        };
        changes.chat.push((to, line));
    }

    fn walk(&mut self, changes: &mut Changes) {
        let walls = &self.venue.scene.walls;
        let mut still_walking = BTreeSet::new();
        for id in std::mem::take(&mut self.walking) {
            let Some(avatar) = self.people.get_mut(&id) else {
                continue;
            };
            if let Some(walked) = avatar.walk(walls, self.tick) {
                let pos = avatar.person.pos;
                changes.acks.push((
                    id,
                    Ack {
                        seq: walked.seq,
                        pos,
                    },
                ));
                if (walked.dx, walked.dy) != (0, 0) {
                    avatar.stepped = self.tick;
                    if let Some(body) = self.bodies.get_mut(&id) {
                        body.pos = pos;
                        body.stepped = self.tick;
                    }
                    changes.moved.push(Moved {
                        id,
                        dx: short(walked.dx),
                        dy: short(walked.dy),
                    });
                }
            }
            if avatar.has_inputs() {
                still_walking.insert(id);
            }
        }
        self.walking = still_walking;
        if !changes.moved.is_empty() {
            self.unsettle();
        }
    }

    fn regroup(&mut self, changes: &mut Changes) {
        // Among people who have stood still for long, nothing changes.
        if self.tick > self.unsettled && !self.bubbles.is_pending() {
            return;
        }
        for id in self.bubbles.regroup(&self.rules, self.tick, &self.bodies) {
            self.unsettle();
            let members = self.bubbles.members(id).to_vec();
            changes.bubbles.push(Bubble { id, members });
        }
    }

    /// Looks and places of newcomers are told as they are at the tick's end; no step besides.
    fn describe_newcomers(&self, changes: &mut Changes) {
        let entered = &changes.entered;
        changes.moved.retain(|moved| !entered.contains(&moved.id));
        let newcomers = entered.iter().filter_map(|id| self.people.get(id));
        changes.delta = Delta {
            tick: self.tick,
            entered: newcomers.map(|avatar| avatar.person.clone()).collect(),
            left: std::mem::take(&mut changes.left),
            moved: std::mem::take(&mut changes.moved),
            sending: std::mem::take(&mut changes.sending),
            bubbles: std::mem::take(&mut changes.bubbles),
            doors: Vec::new(),
        };
    }

    /// After a step of anybody, all may come to rest within this time, and join.
    fn unsettle(&mut self) {
        self.unsettled = self.tick.saturating_add(self.rules.rest).saturating_add(1);
    }
}

/// A tick's step fits: it is at most four times the longest of one input.
fn short(step: i32) -> i16 {
    step.clamp(i16::MIN.into(), i16::MAX.into()) as i16
}
