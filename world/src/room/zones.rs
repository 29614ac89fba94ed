//! Which zones people stand in, looked up when they move, come or are put somewhere.

use hallway_protocol::{PersonId, Presence};

use super::{Changes, Room};

impl Room {
    /// Who stands elsewhere than in the tick before; on another map everybody does.
    pub(super) fn elsewhere(&self, changes: &Changes) -> Vec<PersonId> {
        if changes.swapped {
            return self.people.keys().copied().collect();
        }
        let walked = changes.walked.iter().copied();
        let put = changes.entered.iter().chain(&changes.placed).copied();
        walked.chain(put).collect()
    }

    pub(super) fn look_up_zones(&mut self, changes: &mut Changes) {
        for id in self.elsewhere(changes) {
            let Some(avatar) = self.people.get(&id) else {
                continue;
            };
            let zones = self.venue.zones_at(avatar.pos);
            let is_new = changes.swapped || changes.entered.contains(&id);
            if zones == avatar.zones && !is_new {
                continue;
            }
            if let Some(avatar) = self.people.get_mut(&id) {
                avatar.zones.clone_from(&zones);
            }
            self.keep_sessions(id, &zones, changes);
            self.judge_talk(id, changes);
            self.mind_order_of(id);
            changes.zones.push((id, zones));
        }
    }

    /// Finds out whether somebody may be in a bubble now: not in a silent zone, not where people
    /// talk in another way, not while in a meeting beside the map, and not while they don't want to.
    /// Two calls at once howl.
    pub(super) fn judge_talk(&mut self, id: PersonId, changes: &mut Changes) {
        let known = self.people.get(&id);
        let Some((zones, presence)) = known.map(|it| (it.zones.clone(), it.person.presence)) else {
            return;
        };
        let takes_part = self.take_part(id, &zones, changes);
        let may_talk = takes_part && !self.is_in_meeting(id) && presence == Presence::Here;
        if let Some(body) = self.bodies.get_mut(&id) {
            body.may_talk = may_talk;
        }
        if let Some(avatar) = self.people.get_mut(&id)
            && avatar.may_talk != may_talk
        {
            avatar.may_talk = may_talk;
            self.unsettle();
        }
    }
}
