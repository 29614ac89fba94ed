//! What is known of the room: who is there, who talks, who is in one's call, which zones one
//! stands in. State is what the server's messages made of it; no page, no clock.

use std::collections::{BTreeMap, BTreeSet};

use hallway_protocol::chat::{ChatLine, PastLine};
use hallway_protocol::client::Sending;
use hallway_protocol::door::ZoneDoor;
use hallway_protocol::order::{Mutes, OrderChange, OrderDone, Ordered};
use hallway_protocol::presence::Knock;
use hallway_protocol::server::{Call, Delta, Person, Snapshot};
use hallway_protocol::session::{Barrier, Here};
use hallway_protocol::{BubbleId, PersonId, Presence, SLOTS, ServerMsg};

use crate::announce::{self, Announcement};
use crate::{keeping, manners};

mod bubbles;

/// Somebody in one's call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub id: PersonId,
    /// Their name, kept for the moment in which they are gone already.
    pub name: String,
}

/// Stands for a name in [`Model::alike`]; no name that the server lets through holds it.
pub const NAME: &str = "\u{200B}";

/// The room as one knows it.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Oneself, once welcome.
    pub you: Option<PersonId>,
    /// Everybody, oneself included.
    pub people: BTreeMap<PersonId, Person>,
    /// How those are called whose names look like those of people who keep order, with [`NAME`] in place of the
    /// name.
    pub alike: String,
    /// Who talks with whom, of those in view.
    pub bubbles: BTreeMap<BubbleId, Vec<PersonId>>,
    /// Those of these bubbles that are locked.
    pub locked: BTreeSet<BubbleId>,
    /// Who knocks at one's own, in the order in which they came.
    pub knocking: Vec<Member>,
    /// Who shares their screen in one's call; perhaps oneself.
    pub screen: Option<Member>,
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
    /// Zones in which all are to be quiet.
    pub quiet: BTreeMap<String, Mutes>,
    /// Zones whose doors do not stand open.
    pub zone_doors: BTreeMap<String, ZoneDoor>,
    /// With whom one wants to have nothing to do.
    pub blocked: BTreeSet<PersonId>,
    /// Nobody walks or says anything but those who keep order.
    pub frozen: bool,
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
    /// Who may be talked to.
    Presence,
    /// One's own bubble: whether one is in one, and whether it is locked.
    Bubble,
    /// Who knocks at it.
    Knocking,
    /// Whose screen one sees.
    Screen,
    /// One's own screen is shown to nobody.
    ScreenRefused,
    /// One may come into the bubble at which one knocked, by this member.
    LetIn(PersonId),
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
    /// What was written to the room before one came.
    Past(Vec<PastLine>),
    /// A line of the chat is hidden (`true`), or shown again.
    LineHidden(u32, bool),
    /// Who is muted, has a hand up, waits or may speak; where all are to be quiet; how doors stand; whether all
    /// stands still.
    Order,
    /// What one is kept from.
    Kept(Mutes),
    /// What was done about oneself.
    Ordered(Ordered),
    /// What one did oneself.
    Done(OrderDone),
    /// Somebody tells all of the venue something.
    Announcement(String, String),
}

impl Model {
    /// A model of no room yet, in which those whose names look like those of people who keep order are called so,
    /// see [`Model::alike`].
    pub fn marking(alike: String) -> Self {
        Self {
            alike,
            ..Self::default()
        }
    }

    /// Takes in a message; what it changed. Messages that are no news about the room are none.
    pub fn apply(&mut self, message: &ServerMsg) -> Vec<Change> {
        match message {
            ServerMsg::Welcome(welcome) => self.welcome(welcome.you),
            ServerMsg::Snapshot(snapshot) => self.snapshot(snapshot),
            ServerMsg::Delta(delta) => self.delta(delta),
            ServerMsg::Motion(motion) => self.motion(motion),
            ServerMsg::Zones(here) => self.zones(here),
            ServerMsg::Call(call) => self.call(call),
            ServerMsg::Chat(line) => self.said(line),
            ServerMsg::TooMuch => vec![Change::Announce(Announcement::plain("too-much"))],
            ServerMsg::Past(lines) => vec![Change::Past(lines.clone())],
            ServerMsg::Doors(here) => self.stand_beside(here),
            ServerMsg::WrongCode { door } => vec![Change::WrongCode(*door)],
            ServerMsg::Scene { .. } => self.another_scene(),
            ServerMsg::ScreenRefused(by) => self.screen_refused(*by),
            ServerMsg::Knocked(person) => self.knocked(*person),
            ServerMsg::KnockOver(person) => self.knock_over(*person),
            ServerMsg::Knock(knock) => self.answered(*knock),
            ServerMsg::Barred { title, barrier } => {
                let why = announce::barred(title, *barrier);
                // One who only can't talk there walks on.
                vec![match barrier {
                    Barrier::Talk => Change::Announce(why),
                    Barrier::Locked
                    | Barrier::Full
                    | Barrier::Role
                    | Barrier::PutOut
                    | Barrier::WaitingRoom
                    | Barrier::Closed => Change::Barred(why),
                }]
            }
            ServerMsg::Kept(mutes) => vec![Change::Kept(*mutes)],
            ServerMsg::Ordered(ordered) => vec![Change::Ordered(ordered.clone())],
            ServerMsg::OrderDone(done) => vec![Change::Done(done.clone())],
            ServerMsg::OrderRefused(why) => vec![Change::Announce(keeping::refused(*why))],
            ServerMsg::Announcement { by, text } => {
                vec![Change::Announcement(by.clone(), text.clone())]
            }
            ServerMsg::LineHidden { line, hidden } => vec![Change::LineHidden(*line, *hidden)],
            ServerMsg::Blocked(people) => {
                self.blocked = people.iter().copied().collect();
                vec![Change::People]
            }
            ServerMsg::Refused(_)
            | ServerMsg::Reported(_)
            | ServerMsg::Reports(_)
            | ServerMsg::Waiting(_)
            | ServerMsg::TurnedAway(_)
            | ServerMsg::Waiters(_)
            | ServerMsg::Ack(_)
            | ServerMsg::Joined(..)
            | ServerMsg::Ended(..)
            | ServerMsg::Questions(..)
            | ServerMsg::QuestionRefused(_)
            | ServerMsg::Exit(_)
            | ServerMsg::MediaAnswer { .. }
            | ServerMsg::MediaFailed
            | ServerMsg::Line(_) => Vec::new(),
        }
    }

    /// Oneself, as all know one.
    pub fn own(&self) -> Option<&Person> {
        self.people.get(&self.you?)
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

    /// The bubble one is in.
    pub fn own_bubble(&self) -> Option<BubbleId> {
        let mut bubbles = self.bubbles.iter();
        bubbles.find_map(|(id, members)| self.is_own(members).then_some(*id))
    }

    /// Whether one's own bubble is locked; `None` when one is in none.
    pub fn own_lock(&self) -> Option<bool> {
        self.own_bubble().map(|id| self.locked.contains(&id))
    }

    /// Whether one is there to be talked to, as the server knows it.
    pub fn may_be_talked_to(&self) -> bool {
        self.own().is_some_and(|own| own.presence == Presence::Here)
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
            alike: std::mem::take(&mut self.alike),
            ..Self::default()
        };
        vec![
            Change::People,
            Change::Call,
            Change::DoorsHere,
            Change::Bubble,
            Change::Knocking,
            Change::Screen,
        ]
    }

    fn snapshot(&mut self, snapshot: &Snapshot) -> Vec<Change> {
        let people = snapshot.people.iter();
        self.people = people
            .map(|person| (person.id, self.marked(person.clone())))
            .collect();
        self.open_doors = snapshot.open_doors.iter().copied().collect();
        self.quiet = snapshot.quiet.iter().cloned().collect();
        self.zone_doors = snapshot.zone_doors.iter().cloned().collect();
        self.frozen = snapshot.frozen;
        let mut changes = vec![
            Change::Order,
            Change::People,
            Change::Sending,
            Change::Presence,
            Change::Doors,
        ];
        changes.extend(self.latecomers());
        changes
    }

    fn delta(&mut self, delta: &Delta) -> Vec<Change> {
        for id in &delta.left {
            self.people.remove(id);
        }
        for person in &delta.entered {
            let person = self.marked(person.clone());
            self.people.insert(person.id, person);
        }
        for (id, sending) in &delta.sending {
            if let Some(person) = self.people.get_mut(id) {
                person.sending = *sending;
            }
        }
        for (id, presence) in &delta.presence {
            if let Some(person) = self.people.get_mut(id) {
                person.presence = *presence;
            }
        }
        let mut changes = Vec::new();
        if !delta.left.is_empty() || !delta.entered.is_empty() || !delta.order.alike.is_empty() {
            changes.push(Change::People);
        }
        if !delta.sending.is_empty() {
            changes.push(Change::Sending);
        }
        if !delta.presence.is_empty() {
            changes.push(Change::Presence);
        }
        if !delta.entered.is_empty() {
            changes.extend(self.latecomers());
        }
        if !delta.order.is_empty() {
            self.keep_order(&delta.order);
            changes.push(Change::Order);
        }
        if !delta.doors.is_empty() {
            self.doors_moved(&delta.doors);
            changes.push(Change::Doors);
            let moved = delta.doors.iter();
            changes.extend(moved.map(|(door, open)| Change::DoorMoved(*door, *open)));
        }
        changes
    }

    /// Somebody, by a name that nobody takes for another's.
    fn marked(&self, mut person: Person) -> Person {
        if person.alike && !self.alike.is_empty() {
            person.name = self.alike.replace(NAME, &person.name);
        }
        person
    }

    fn keep_order(&mut self, order: &OrderChange) {
        for id in &order.alike {
            if let Some(mut person) = self.people.remove(id) {
                person.alike = true;
                let person = self.marked(person);
                self.people.insert(*id, person);
            }
        }
        for (id, mutes) in &order.muted {
            if let Some(person) = self.people.get_mut(id) {
                person.muted = *mutes;
            }
        }
        for (id, up) in &order.hands {
            if let Some(person) = self.people.get_mut(id) {
                person.hand = *up;
            }
        }
        for (id, may) in &order.may_speak {
            if let Some(person) = self.people.get_mut(id) {
                person.may_speak = *may;
            }
        }
        for (id, zone) in &order.waits {
            if let Some(person) = self.people.get_mut(id) {
                person.waits.clone_from(zone);
            }
        }
        for (zone, door) in &order.zone_doors {
            match door {
                ZoneDoor::Open => self.zone_doors.remove(zone),
                door => self.zone_doors.insert(zone.clone(), *door),
            };
        }
        for (zone, mutes) in &order.quiet {
            match mutes.is_none() {
                true => self.quiet.remove(zone),
                false => self.quiet.insert(zone.clone(), *mutes),
            };
        }
        self.frozen = order.frozen.unwrap_or(self.frozen);
    }

    /// Completes the call with those whose name was not known yet when it was told.
    fn latecomers(&mut self) -> Vec<Change> {
        let told = self.told.slots.iter().flatten().chain(&self.told.others);
        let told = told.filter(|id| self.member(**id).is_none());
        let screen = self.told.screen.iter().filter(|_| self.screen.is_none());
        let mut missing = told.chain(screen);
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

    fn knocked(&mut self, id: PersonId) -> Vec<Change> {
        let Some(name) = self.name(id).map(str::to_owned) else {
            return Vec::new();
        };
        let announcement = Announcement::naming("knocks", &name);
        self.knocking.retain(|member| member.id != id);
        self.knocking.push(Member { id, name });
        vec![Change::Knocking, Change::Announce(announcement)]
    }

    fn knock_over(&mut self, id: PersonId) -> Vec<Change> {
        self.knocking.retain(|member| member.id != id);
        vec![Change::Knocking]
    }

    fn answered(&self, knock: Knock) -> Vec<Change> {
        let by = match knock {
            Knock::LetIn(by) => Some(by),
            Knock::Heard | Knock::NotNow | Knock::NoAnswer | Knock::Full => None,
        };
        let said = manners::knock(knock, by.and_then(|by| self.name(by)));
        let said = Change::Announce(said);
        std::iter::once(said).chain(by.map(Change::LetIn)).collect()
    }

    fn screen_refused(&self, by: Option<PersonId>) -> Vec<Change> {
        let said = match by.and_then(|by| self.name(by)) {
            Some(name) => Announcement::naming("screen-taken", name),
            None => Announcement::plain("screen-not-here"),
        };
        vec![Change::ScreenRefused, Change::Announce(said)]
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
        let mut made = announce::call(&names(&before), &names(&self.members()));
        let mut changes = vec![Change::Call];
        let own = self.you.filter(|you| call.screen == Some(*you));
        let screen = call.screen.and_then(|id| {
            let name = self.name(id).map(str::to_owned);
            Some(Member { id, name: name? })
        });
        if screen != self.screen {
            changes.push(Change::Screen);
            // Who went with it is told to have gone already.
            let ended = self.screen.as_ref().filter(|it| self.talks_with(it.id));
            let ended = ended.map(|it| Announcement::naming("screen-ended", &it.name));
            let shared = screen.as_ref().filter(|_| own.is_none());
            let shared = shared.map(|it| Announcement::naming("screen-shared", &it.name));
            made.extend(ended.into_iter().chain(shared));
            self.screen = screen;
        }
        changes.extend(made.into_iter().map(Change::Announce));
        changes
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
pub(crate) mod tests;
