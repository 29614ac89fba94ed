//! Beside which doors people stand, looked up when they move, come or are put somewhere, so that
//! each can be offered to open and close them.

use hallway_protocol::{PersonId, Pos, Role};

use super::doors::Doors;
use super::{Changes, Room};
use crate::venue::Venue;

impl Doors {
    /// The doors that somebody at a place can do something about. Those that open for them by
    /// themselves are none.
    fn beside(venue: &Venue, role: Role, at: Pos) -> Vec<u32> {
        let rules = (0..).zip(&venue.doors);
        let beside = rules.filter(|(_, rule)| {
            let by_itself = rule.opens_itself && rule.code.is_empty() && rule.may_open(role);
            !by_itself && rule.is_beside(venue, at)
        });
        beside.map(|(index, _)| index).collect()
    }

    /// Takes down what somebody is told; whether they were told something else before.
    fn is_news(&mut self, id: PersonId, beside: &[u32]) -> bool {
        if beside.is_empty() {
            return self.told.remove(&id).is_some();
        }
        let before = self.told.insert(id, beside.to_vec());
        before.as_deref() != Some(beside)
    }
}

impl Room {
    pub(super) fn look_up_doors(&mut self, changes: &mut Changes) {
        if self.venue.doors.is_empty() {
            return;
        }
        for id in self.elsewhere(changes) {
            let Some(avatar) = self.people.get(&id) else {
                continue;
            };
            let person = &avatar.person;
            let beside = Doors::beside(&self.venue, person.standing.role, avatar.pos);
            if self.doors.is_news(id, &beside) {
                changes.doors_here.push((id, beside));
            }
        }
    }
}
