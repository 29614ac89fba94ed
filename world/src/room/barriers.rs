//! Who may go into a zone: locked ones, full ones, ones for certain roles, ones that are closed at this time, and
//! ones at which one waits until somebody lets one in. One who is inside stays.
//!
//! The idea of a full zone: those who push against it wait in the order in which they came. A place
//! that becomes free is for the first of them, as long as they keep pushing.

use std::collections::{BTreeMap, BTreeSet};

use hallway_protocol::door::ZoneDoor;
use hallway_protocol::session::Barrier;
use hallway_protocol::{PersonId, Pos, Standing, TICK_HZ};

use super::order::{names, role_in};
use crate::avatar::Avatar;
use crate::permit::{Act, permit};
use crate::venue::{Venue, Zone};

/// Ticks without a push after which one waits no longer: half a second.
const PATIENCE: u32 = TICK_HZ / 2;

/// How a zone's door stands for somebody at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoorNow {
    /// Who comes in.
    pub door: ZoneDoor,
    /// It is not open at this time.
    pub closed: bool,
    /// Somebody who keeps order has let them in.
    pub admitted: bool,
}

/// Why somebody of this standing can't go into a zone that this many others are in or come before; `None`
/// when they can.
pub fn barrier(zone: &Zone, now: DoorNow, standing: &Standing, others: usize) -> Option<Barrier> {
    let role = role_in(standing, zone);
    let keeps_order = permit(standing, Act::PassBarriers, names(zone), None).is_ok();
    let holds_one = zone.requires.is_empty() || zone.requires.iter().any(|tag| role.holds(tag));
    let full = zone
        .capacity
        .is_some_and(|most| usize::try_from(most).is_ok_and(|most| others >= most));
    let why = match now.door {
        _ if !holds_one => return Some(Barrier::Role),
        _ if now.closed => Some(Barrier::Closed),
        ZoneDoor::Locked => Some(Barrier::Locked),
        ZoneDoor::WaitingRoom if !now.admitted => Some(Barrier::WaitingRoom),
        _ if full => Some(Barrier::Full),
        ZoneDoor::Open | ZoneDoor::WaitingRoom => None,
    };
    why.filter(|_| !keeps_order)
}

/// The zones of a map that keep people out, and who is in them.
#[derive(Debug, Default)]
pub(super) struct Barriers {
    zones: BTreeMap<usize, Guarded>,
    /// Who was put out of the zones of which title, and up to which tick they do not come in again.
    out: Vec<(PersonId, String, u32)>,
    /// Zones, by their titles, whose doors stand as somebody said who keeps order.
    kept: BTreeMap<String, ZoneDoor>,
    /// Who was let into the zones of which title.
    admitted: BTreeSet<(PersonId, String)>,
    /// Seconds since 1970.
    now: i64,
}

/// A zone that keeps people out.
#[derive(Debug, Default)]
struct Guarded {
    inside: BTreeSet<PersonId>,
    /// Who pushes against it, in the order of their coming, with the tick of the last push.
    waiting: Vec<(PersonId, u32)>,
}

impl Guarded {
    /// How many are in it, or wait longer than somebody.
    fn before(&self, id: PersonId, tick: u32) -> usize {
        let waits = |push: u32| tick.saturating_sub(push) <= PATIENCE;
        let queue = self.waiting.iter().take_while(|(who, _)| *who != id);
        self.inside.len() + queue.filter(|(_, push)| waits(*push)).count()
    }

    fn push(&mut self, id: PersonId, tick: u32) {
        self.waiting
            .retain(|(who, push)| *who == id || tick.saturating_sub(*push) <= PATIENCE);
        let gave_up = |push: u32| tick.saturating_sub(push) > PATIENCE;
        match self.waiting.iter_mut().find(|(who, _)| *who == id) {
            Some((_, push)) if !gave_up(*push) => *push = tick,
            _ => {
                self.waiting.retain(|(who, _)| *who != id);
                self.waiting.push((id, tick));
            }
        }
    }
}

impl Barriers {
    /// Those of a map, with nobody in them.
    pub(super) fn of(venue: &Venue) -> Self {
        let keeps_out = |zone: &Zone| {
            zone.door != ZoneDoor::Open
                || zone.capacity.is_some()
                || zone.hours.are_set()
                || !zone.requires.is_empty()
        };
        let zones = venue.zones.iter().enumerate();
        let guarded = zones.filter(|(_, zone)| keeps_out(zone));
        let zones = guarded.map(|(index, _)| (index, Guarded::default()));
        Self {
            zones: zones.collect(),
            ..Self::default()
        }
    }

    /// Those of another map. What was said of zones and people holds for what has the same title there.
    pub(super) fn moved_to(&mut self, venue: &Venue) -> Self {
        let mut moved = Self {
            zones: Self::of(venue).zones,
            ..std::mem::take(self)
        };
        for title in moved.kept.keys() {
            for index in titled(venue, title) {
                moved.zones.entry(index).or_default();
            }
        }
        moved
    }

    /// It is so late: seconds since 1970.
    pub(super) fn set_time(&mut self, now: i64) {
        self.now = now;
    }

    /// Zones, by their titles, whose doors do not stand open.
    pub(super) fn doors(&self, venue: &Venue) -> Vec<(String, ZoneDoor)> {
        let guarded = self.zones.keys();
        let guarded = guarded.filter_map(|index| venue.zones.get(*index));
        let doors = guarded.map(|zone| (zone.title.clone(), self.door_of(zone)));
        let told =
            |(title, door): &(String, ZoneDoor)| !title.is_empty() && *door != ZoneDoor::Open;
        let doors: BTreeMap<String, ZoneDoor> = doors.filter(told).collect();
        doors.into_iter().collect()
    }

    /// Lets the doors of zones of a title stand so. False when they do already.
    pub(super) fn set_door(
        &mut self,
        venue: &Venue,
        title: &str,
        door: ZoneDoor,
        people: &BTreeMap<PersonId, Avatar>,
    ) -> bool {
        let mut news = false;
        for index in titled(venue, title) {
            let Some(zone) = venue.zones.get(index) else {
                continue;
            };
            news |= self.door_of(zone) != door;
            let guarded = self.zones.entry(index).or_default();
            let inside = people.values().filter(|it| venue.is_in(zone, it.pos));
            guarded.inside = inside.map(|it| it.person.id).collect();
        }
        if news {
            self.kept.insert(title.to_owned(), door);
            self.admitted.retain(|(_, admitted)| admitted != title);
        }
        news
    }

    /// Somebody may come into zones of a title where one waits.
    pub(super) fn admit(&mut self, id: PersonId, title: &str) {
        self.admitted.insert((id, title.to_owned()));
    }

    fn door_of(&self, zone: &Zone) -> ZoneDoor {
        self.kept.get(&zone.title).copied().unwrap_or(zone.door)
    }

    fn door_now(&self, zone: &Zone, id: PersonId) -> DoorNow {
        let door = self.door_of(zone);
        let admitted = door == ZoneDoor::WaitingRoom && {
            let mut admitted = self.admitted.range((id, String::new())..);
            admitted.any(|(who, title)| *who == id && *title == zone.title)
        };
        DoorNow {
            door,
            closed: !zone.hours.is_open(self.now),
            admitted,
        }
    }

    /// Somebody does not come into zones of this title up to a tick.
    pub(super) fn keep_out(&mut self, id: PersonId, title: &str, until: u32) {
        self.out
            .retain(|(who, zone, _)| *who != id || zone != title);
        self.out.push((id, title.to_owned(), until));
    }

    /// Somebody may come in again where they were put out.
    pub(super) fn let_back(&mut self, id: PersonId) {
        self.out.retain(|(who, _, _)| *who != id);
    }

    /// Out of which zones somebody is put at a tick.
    fn out_of<'a>(
        &'a self,
        venue: &'a Venue,
        id: PersonId,
        tick: u32,
    ) -> impl Iterator<Item = usize> {
        let out = self
            .out
            .iter()
            .filter(move |(who, _, until)| *who == id && tick < *until);
        out.flat_map(|(_, title, _)| titled(venue, title))
    }

    /// The zone that forbids a step, and why.
    pub(super) fn judge(
        &mut self,
        venue: &Venue,
        (id, standing): (PersonId, &Standing),
        (from, to): (Pos, Pos),
        tick: u32,
    ) -> Option<(usize, Barrier)> {
        let enters = |zone: &usize| {
            let zone = venue.zones.get(*zone);
            zone.is_some_and(|zone| venue.is_in(zone, to) && !venue.is_in(zone, from))
        };
        if let Some(zone) = self.out_of(venue, id, tick).find(enters) {
            return Some((zone, Barrier::PutOut));
        }
        let entered = self.zones.iter().filter(|(index, _)| enters(index));
        let (index, why) = entered.into_iter().find_map(|(index, guarded)| {
            let zone = venue.zones.get(*index)?;
            let now = self.door_now(zone, id);
            let why = barrier(zone, now, standing, guarded.before(id, tick))?;
            Some((*index, why))
        })?;
        if why == Barrier::Full
            && let Some(guarded) = self.zones.get_mut(&index)
        {
            guarded.push(id, tick);
        }
        Some((index, why))
    }

    /// Whether somebody may appear at a place without having walked there.
    pub(super) fn may_appear(
        &self,
        venue: &Venue,
        (id, standing): (PersonId, &Standing),
        at: Pos,
        tick: u32,
    ) -> bool {
        let is_in = |zone: usize| {
            let zone = venue.zones.get(zone);
            zone.is_some_and(|zone| venue.is_in(zone, at))
        };
        if self.out_of(venue, id, tick).any(is_in) {
            return false;
        }
        self.zones.iter().all(|(index, guarded)| {
            let Some(zone) = venue.zones.get(*index) else {
                return true;
            };
            let others = guarded.inside.iter().filter(|who| **who != id).count();
            let now = self.door_now(zone, id);
            !venue.is_in(zone, at) || barrier(zone, now, standing, others).is_none()
        })
    }

    /// Somebody stands somewhere else now.
    pub(super) fn stands(&mut self, venue: &Venue, id: PersonId, at: Pos) {
        for (index, guarded) in &mut self.zones {
            let zone = venue.zones.get(*index);
            if zone.is_some_and(|zone| venue.is_in(zone, at)) {
                guarded.inside.insert(id);
                guarded.waiting.retain(|(who, _)| *who != id);
            } else {
                guarded.inside.remove(&id);
            }
        }
    }

    /// Somebody is gone.
    pub(super) fn forget(&mut self, id: PersonId) {
        self.out.retain(|(who, _, _)| *who != id);
        self.admitted.retain(|(who, _)| *who != id);
        for guarded in self.zones.values_mut() {
            guarded.inside.remove(&id);
            guarded.waiting.retain(|(who, _)| *who != id);
        }
    }
}

/// The zones of a title.
fn titled<'a>(venue: &'a Venue, title: &'a str) -> impl Iterator<Item = usize> + use<'a> {
    let zones = venue.zones.iter().enumerate();
    zones
        .filter(move |(_, zone)| zone.title == title)
        .map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_go_in_is_a_table() {
        use hallway_protocol::Role::{Facilitator, Organizer, Speaker, Visitor};
        let zone = |capacity, requires: &[&str]| Zone {
            capacity,
            requires: requires.iter().map(|tag| (*tag).to_owned()).collect(),
            ..Zone::default()
        };
        let any = zone(None, &[]);
        let small = zone(Some(2), &[]);
        let green_room = zone(Some(2), &["speaker", "admin"]);
        let office = zone(None, &["admin"]);
        let door = |door| DoorNow {
            door,
            ..DoorNow::default()
        };
        let open = DoorNow::default();
        let locked = door(ZoneDoor::Locked);
        let waiting = door(ZoneDoor::WaitingRoom);
        let admitted = DoorNow {
            admitted: true,
            ..waiting
        };
        let closed = DoorNow {
            closed: true,
            ..admitted
        };
        for (zone, now, role, others, expected) in [
            (&any, open, Visitor, 1000, None),
            (&any, locked, Visitor, 0, Some(Barrier::Locked)),
            (&any, locked, Speaker, 0, Some(Barrier::Locked)),
            (&any, locked, Facilitator, 0, None),
            (&any, waiting, Visitor, 0, Some(Barrier::WaitingRoom)),
            (&any, waiting, Facilitator, 0, None),
            (&any, admitted, Visitor, 0, None),
            (&any, closed, Visitor, 0, Some(Barrier::Closed)),
            (&any, closed, Organizer, 0, None),
            (&small, open, Visitor, 1, None),
            (&small, open, Visitor, 2, Some(Barrier::Full)),
            (&small, admitted, Visitor, 2, Some(Barrier::Full)),
            (&small, open, Organizer, 2, None),
            (&green_room, open, Visitor, 0, Some(Barrier::Role)),
            (&green_room, open, Speaker, 0, None),
            (&green_room, open, Speaker, 2, Some(Barrier::Full)),
            (&green_room, open, Facilitator, 2, None),
            (&office, locked, Facilitator, 0, Some(Barrier::Role)),
            (&office, locked, Organizer, 0, None),
        ] {
            assert_eq!(
                barrier(zone, now, &Standing::everywhere(role), others),
                expected,
                "{zone:?} {now:?} {role:?} {others}"
            );
        }
    }

    #[test]
    fn a_free_place_is_for_who_waits_longest() {
        let mut guarded = Guarded::default();
        guarded.push(PersonId(9), 100);
        guarded.push(PersonId(3), 101);
        for tick in 102..200 {
            guarded.push(PersonId(9), tick);
            guarded.push(PersonId(3), tick);
        }
        assert_eq!(guarded.before(PersonId(9), 200), 0);
        assert_eq!(guarded.before(PersonId(3), 200), 1);
        assert_eq!(guarded.before(PersonId(5), 200), 2);
        // Who gives up and comes again is last.
        for tick in 200..220 {
            guarded.push(PersonId(3), tick);
        }
        guarded.push(PersonId(9), 221);
        assert_eq!(guarded.before(PersonId(3), 221), 0);
        assert_eq!(guarded.before(PersonId(9), 221), 1);
    }
}
