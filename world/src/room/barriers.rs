//! Who may go into a zone: locked ones, full ones, ones for certain roles. One who is inside stays.
//!
//! The idea of a full zone: those who push against it wait in the order in which they came. A place
//! that becomes free is for the first of them, as long as they keep pushing.

use std::collections::{BTreeMap, BTreeSet};

use hallway_protocol::session::Barrier;
use hallway_protocol::{PersonId, Pos, Standing, TICK_HZ};

use super::order::{names, role_in};
use crate::permit::{Act, permit};
use crate::venue::{Venue, Zone};

/// Ticks without a push after which one waits no longer: half a second.
const PATIENCE: u32 = TICK_HZ / 2;

/// Why somebody of this standing can't go into a zone that this many others are in or come before; `None`
/// when they can.
pub fn barrier(zone: &Zone, standing: &Standing, others: usize) -> Option<Barrier> {
    let role = role_in(standing, zone);
    let keeps_order = permit(standing, Act::PassBarriers, names(zone), None).is_ok();
    let holds_one = zone.requires.is_empty() || zone.requires.iter().any(|tag| role.holds(tag));
    let full = zone
        .capacity
        .is_some_and(|most| usize::try_from(most).is_ok_and(|most| others >= most));
    if !holds_one {
        Some(Barrier::Role)
    } else if zone.locked && !keeps_order {
        Some(Barrier::Locked)
    } else if full && !keeps_order {
        Some(Barrier::Full)
    } else {
        None
    }
}

/// The zones of a map that keep people out, and who is in them.
#[derive(Debug, Default)]
pub(super) struct Barriers {
    zones: BTreeMap<usize, Guarded>,
    /// Who was put out of the zones of which title, and up to which tick they do not come in again.
    out: Vec<(PersonId, String, u32)>,
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
        let keeps_out =
            |zone: &Zone| zone.locked || zone.capacity.is_some() || !zone.requires.is_empty();
        let zones = venue.zones.iter().enumerate();
        let guarded = zones.filter(|(_, zone)| keeps_out(zone));
        let zones = guarded.map(|(index, _)| (index, Guarded::default()));
        Self {
            zones: zones.collect(),
            out: Vec::new(),
        }
    }

    /// Those of another map. Who was put out stays out of what has the same title there.
    pub(super) fn moved_to(&mut self, venue: &Venue) -> Self {
        Self {
            out: std::mem::take(&mut self.out),
            ..Self::of(venue)
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
        out.flat_map(|(_, title, _)| {
            let zones = venue.zones.iter().enumerate();
            zones
                .filter(move |(_, zone)| zone.title == *title)
                .map(|(index, _)| index)
        })
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
        for (index, guarded) in &mut self.zones {
            let Some(zone) = venue.zones.get(*index) else {
                continue;
            };
            if !venue.is_in(zone, to) || venue.is_in(zone, from) {
                continue;
            }
            let why = barrier(zone, standing, guarded.before(id, tick));
            if why == Some(Barrier::Full) {
                guarded.push(id, tick);
            }
            if let Some(why) = why {
                return Some((*index, why));
            }
        }
        None
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
            !venue.is_in(zone, at) || barrier(zone, standing, others).is_none()
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
        for guarded in self.zones.values_mut() {
            guarded.inside.remove(&id);
            guarded.waiting.retain(|(who, _)| *who != id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_go_in_is_a_table() {
        use hallway_protocol::Role::{Facilitator, Organizer, Speaker, Visitor};
        let zone = |locked, capacity, requires: &[&str]| Zone {
            locked,
            capacity,
            requires: requires.iter().map(|tag| (*tag).to_owned()).collect(),
            ..Zone::default()
        };
        let open = zone(false, None, &[]);
        let locked = zone(true, None, &[]);
        let small = zone(false, Some(2), &[]);
        let green_room = zone(false, Some(2), &["speaker", "admin"]);
        let office = zone(true, None, &["admin"]);
        for (zone, role, others, expected) in [
            (&open, Visitor, 1000, None),
            (&locked, Visitor, 0, Some(Barrier::Locked)),
            (&locked, Speaker, 0, Some(Barrier::Locked)),
            (&locked, Facilitator, 0, None),
            (&small, Visitor, 1, None),
            (&small, Visitor, 2, Some(Barrier::Full)),
            (&small, Organizer, 2, None),
            (&green_room, Visitor, 0, Some(Barrier::Role)),
            (&green_room, Speaker, 0, None),
            (&green_room, Speaker, 2, Some(Barrier::Full)),
            (&green_room, Facilitator, 2, None),
            (&office, Facilitator, 0, Some(Barrier::Role)),
            (&office, Organizer, 0, None),
        ] {
            assert_eq!(
                barrier(zone, &Standing::everywhere(role), others),
                expected,
                "{zone:?} {role:?} {others}"
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
