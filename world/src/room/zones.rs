//! Which zones people stand in, looked up when they move or come.

use hallway_protocol::PersonId;

use super::{Changes, Room};
use crate::venue::Venue;

impl Room {
    pub(super) fn look_up_zones(&mut self, changes: &mut Changes) {
        let moved = changes.moved.iter().map(|moved| moved.id);
        let ids: Vec<PersonId> = moved.chain(changes.entered.iter().copied()).collect();
        for id in ids {
            let Some(avatar) = self.people.get_mut(&id) else {
                continue;
            };
            let zones = self.venue.zones_at(avatar.person.pos);
            let is_new = changes.entered.contains(&id);
            if zones == avatar.zones && !is_new {
                continue;
            }
            avatar.may_talk = !zones.iter().any(|zone| is_silent(&self.venue, *zone));
            if let Some(body) = self.bodies.get_mut(&id) {
                body.may_talk = avatar.may_talk;
            }
            avatar.zones.clone_from(&zones);
            self.keep_sessions(id, &zones, changes);
            changes.zones.push((id, zones));
        }
    }
}

fn is_silent(venue: &Venue, zone: usize) -> bool {
    venue.zones.get(zone).is_some_and(|zone| zone.silent)
}
