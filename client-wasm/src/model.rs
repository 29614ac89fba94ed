//! What is known of the room: who is there, who talks, who is in one's call, which zones one
//! stands in. State is what the server's messages made of it; no page, no clock.

use std::collections::{BTreeMap, BTreeSet};

use hallway_protocol::client::{ChatLine, Sending};
use hallway_protocol::server::{Bubble, Call, Delta, Person, Snapshot};
use hallway_protocol::session::{Barrier, Here};
use hallway_protocol::{BubbleId, PersonId, SLOTS, ServerMsg};

use crate::announce::{self, Announcement};

/// Somebody in one's call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub id: PersonId,
    /// Their name, kept for the moment in which they are gone already.
    pub name: String,
}

/// The room as one knows it.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Oneself, once welcome.
    pub you: Option<PersonId>,
    /// Everybody, oneself included.
    pub people: BTreeMap<PersonId, Person>,
    /// Who talks with whom; members in the order they joined.
    pub bubbles: BTreeMap<BubbleId, Vec<PersonId>>,
    /// The others in one's call, slot by slot.
    pub slots: [Option<Member>; SLOTS],
    /// Who else is in it, without a slot for now.
    pub others: Vec<Member>,
    /// The zones one stands in, outermost first.
    pub here: Vec<Here>,
    /// The names of those that have one to be told.
    pub zones: Vec<String>,
    /// The doors that are open, by their index in the scene.
    pub open_doors: BTreeSet<u32>,
    /// The doors that one stands beside and may open or close.
    pub doors_here: Vec<u32>,
    /// The call as last told; somebody in it may enter the room a message later.
    told: Call,
}

/// What a message changed, for those who show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Who is in the room, their names or looks.
    People,
    /// What somebody sends.
    Sending,
    /// Who is in one's call.
    Call,
    /// The zones one stands in, or what is in them.
    Zones,
    /// Which doors are open.
    Doors,
    /// A door was opened (`true`) or closed while one watched, or a bell rang.
    DoorMoved(u32, bool),
    /// The doors that one stands beside.
    DoorsHere,
    /// A door asks for another code than the one that was given.
    WrongCode(u32),
    /// One can't go on, and why.
    Barred(Announcement),
    /// Something to announce.
    Announce(Announcement),
    /// Somebody said something; with their name.
    Said(ChatLine, String),
}

impl Model {
    /// Takes in a message; what it changed. Messages that are no news about the room are none.
    pub fn apply(&mut self, message: &ServerMsg) -> Vec<Change> {
        match message {
            ServerMsg::Welcome(welcome) => self.welcome(welcome.you),
            ServerMsg::Snapshot(snapshot) => self.snapshot(snapshot),
            ServerMsg::Delta(delta) => self.delta(delta),
            ServerMsg::Zones(here) => self.zones(here),
            ServerMsg::Call(call) => self.call(call),
            ServerMsg::Chat(line) => self.said(line),
            ServerMsg::Doors(here) => self.stand_beside(here),
            ServerMsg::WrongCode { door } => vec![Change::WrongCode(*door)],
            ServerMsg::Scene { .. } => self.another_scene(),
            ServerMsg::Barred { title, barrier } => {
                let why = announce::barred(title, *barrier);
                // One who only can't talk there walks on.
                vec![match barrier {
                    Barrier::Talk => Change::Announce(why),
                    Barrier::Locked | Barrier::Full | Barrier::Role => Change::Barred(why),
                }]
            }
            ServerMsg::Refused(_)
            | ServerMsg::Ack(_)
            | ServerMsg::Joined(..)
            | ServerMsg::Ended(..)
            | ServerMsg::Questions(..)
            | ServerMsg::QuestionRefused(_)
            | ServerMsg::Exit(_)
            | ServerMsg::MediaAnswer { .. }
            | ServerMsg::MediaFailed => Vec::new(),
        }
    }

    /// Somebody's name.
    pub fn name(&self, id: PersonId) -> Option<&str> {
        self.people.get(&id).map(|person| person.name.as_str())
    }

    /// Whether one is in a call.
    pub fn in_call(&self) -> bool {
        self.slots.iter().any(Option::is_some) || !self.others.is_empty()
    }

    /// Whether somebody is in one's call.
    pub fn talks_with(&self, id: PersonId) -> bool {
        self.member(id).is_some()
    }

    /// Whether one is in this bubble.
    pub fn is_own(&self, members: &[PersonId]) -> bool {
        self.you.is_some_and(|you| members.contains(&you))
    }

    fn welcome(&mut self, you: PersonId) -> Vec<Change> {
        // A new connection: the server tells everything again, and ids may be new ones. Zones stay,
        // so that nobody is told to have entered where they stood all the time.
        let (here, zones) = (
            std::mem::take(&mut self.here),
            std::mem::take(&mut self.zones),
        );
        *self = Self {
            you: Some(you),
            here,
            zones,
            ..Self::default()
        };
        vec![Change::People, Change::Call, Change::DoorsHere]
    }

    fn snapshot(&mut self, snapshot: &Snapshot) -> Vec<Change> {
        let people = snapshot.people.iter();
        self.people = people.map(|person| (person.id, person.clone())).collect();
        self.bubbles.clear();
        self.bubbles_changed(&snapshot.bubbles);
        self.open_doors = snapshot.open_doors.iter().copied().collect();
        let mut changes = vec![Change::People, Change::Sending, Change::Doors];
        changes.extend(self.latecomers());
        changes
    }

    fn delta(&mut self, delta: &Delta) -> Vec<Change> {
        for moved in &delta.moved {
            if let Some(person) = self.people.get_mut(&moved.id) {
                person.pos.x = person.pos.x.saturating_add(moved.dx.into());
                person.pos.y = person.pos.y.saturating_add(moved.dy.into());
            }
        }
        for (id, pos) in &delta.placed {
            if let Some(person) = self.people.get_mut(id) {
                person.pos = *pos;
            }
        }
        for id in &delta.left {
            self.people.remove(id);
        }
        for person in &delta.entered {
            self.people.insert(person.id, person.clone());
        }
        for (id, sending) in &delta.sending {
            if let Some(person) = self.people.get_mut(id) {
                person.sending = *sending;
            }
        }
        self.bubbles_changed(&delta.bubbles);
        let mut changes = Vec::new();
        if !delta.left.is_empty() || !delta.entered.is_empty() {
            changes.push(Change::People);
        }
        if !delta.sending.is_empty() {
            changes.push(Change::Sending);
        }
        if !delta.entered.is_empty() {
            changes.extend(self.latecomers());
        }
        if !delta.doors.is_empty() {
            self.doors_moved(&delta.doors);
            changes.push(Change::Doors);
            let moved = delta.doors.iter();
            changes.extend(moved.map(|(door, open)| Change::DoorMoved(*door, *open)));
        }
        changes
    }

    /// Completes the call with those whose name was not known yet when it was told.
    fn latecomers(&mut self) -> Vec<Change> {
        let told = self.told.slots.iter().flatten().chain(&self.told.others);
        let mut missing = told.filter(|id| self.member(**id).is_none());
        if missing.any(|id| self.people.contains_key(id)) {
            self.call(&self.told.clone())
        } else {
            Vec::new()
        }
    }

    /// Somebody in one's call.
    fn member(&self, id: PersonId) -> Option<&Member> {
        let mut members = self.slots.iter().flatten().chain(&self.others);
        members.find(|member| member.id == id)
    }

    fn bubbles_changed(&mut self, bubbles: &[Bubble]) {
        for bubble in bubbles {
            if bubble.members.is_empty() {
                self.bubbles.remove(&bubble.id);
            } else {
                self.bubbles.insert(bubble.id, bubble.members.clone());
            }
        }
    }

    fn doors_moved(&mut self, doors: &[(u32, bool)]) {
        for (door, open) in doors {
            if *open {
                self.open_doors.insert(*door);
            } else {
                self.open_doors.remove(door);
            }
        }
    }

    fn stand_beside(&mut self, doors: &[u32]) -> Vec<Change> {
        self.doors_here = doors.to_vec();
        vec![Change::DoorsHere]
    }

    /// What is known of the doors of another scene comes with the snapshot that follows.
    fn another_scene(&mut self) -> Vec<Change> {
        self.open_doors.clear();
        self.doors_here.clear();
        vec![Change::DoorsHere]
    }

    fn zones(&mut self, here: &[Here]) -> Vec<Change> {
        let titles = here.iter().map(|here| here.title.clone());
        let zones = titles.filter(|title| !title.is_empty()).collect();
        let before = std::mem::replace(&mut self.zones, zones);
        self.here = here.to_vec();
        let made = announce::zones(&before, &self.zones).into_iter();
        // Where one is comes before what opens there.
        made.map(Change::Announce)
            .chain(std::iter::once(Change::Zones))
            .collect()
    }

    fn call(&mut self, call: &Call) -> Vec<Change> {
        self.told = call.clone();
        let known = |id: PersonId| {
            self.member(id).cloned().or_else(|| {
                self.name(id).map(|name| Member {
                    id,
                    name: name.to_owned(),
                })
            })
        };
        let slots = call.slots.map(|slot| slot.and_then(known));
        let others = call.others.iter().filter_map(|id| known(*id)).collect();
        // Who only changes places is neither come nor gone.
        let before = self.members();
        self.slots = slots;
        self.others = others;
        let made = announce::call(&names(&before), &names(&self.members())).into_iter();
        std::iter::once(Change::Call)
            .chain(made.map(Change::Announce))
            .collect()
    }

    /// All others in the call, those with a slot first.
    fn members(&self) -> Vec<Member> {
        let members = self.slots.iter().flatten().chain(&self.others);
        members.cloned().collect()
    }

    fn said(&self, line: &ChatLine) -> Vec<Change> {
        // Who has left since is no longer known by name; their words are not shown nameless.
        let name = self.name(line.from);
        name.map(|name| Change::Said(line.clone(), name.to_owned()))
            .into_iter()
            .collect()
    }

    /// What somebody sends; nothing when they are gone.
    pub fn sending(&self, id: PersonId) -> Sending {
        self.people.get(&id).map(|p| p.sending).unwrap_or_default()
    }
}

fn names(members: &[Member]) -> Vec<&str> {
    members.iter().map(|member| member.name.as_str()).collect()
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
