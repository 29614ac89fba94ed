//! Where people stand without having walked there: at the entry, through an exit within the room,
//! out of a door that closed, on another map.

use std::sync::Arc;

use hallway_protocol::{PersonId, Pos, Standing};

use super::doors::Doors;
use super::{Changes, Room, walking};
use crate::movement;
use crate::venue::Venue;

impl Room {
    /// Puts another map in force with the next tick. Nobody has to go: who would stand in a wall
    /// then, or where they may not be, is put to the nearest place that serves.
    pub fn swap(&mut self, venue: Arc<Venue>) {
        self.next_venue = Some(venue);
    }

    pub(super) fn take_next_venue(&mut self, changes: &mut Changes) {
        let Some(venue) = self.next_venue.take() else {
            return;
        };
        self.doors = Doors::of(&venue, Some((&self.venue, &self.doors)));
        self.barriers = self.barriers.moved_to(&venue);
        self.exits = walking::exits(&venue);
        let before = std::mem::replace(&mut self.venue, venue);
        self.end_changed_sessions(&before, changes);
        changes.swapped = true;
        let ids: Vec<PersonId> = self.people.keys().copied().collect();
        for id in ids {
            self.put_near(id, None, changes);
            // The zones of another map have other numbers.
            if let Some(avatar) = self.people.get_mut(&id) {
                avatar.barred = None;
                // What was promised holds; who still wants to come in walks there again.
                avatar.person.waits.clear();
            }
        }
        self.unsettle();
    }

    /// Puts somebody to a start area.
    pub(super) fn put_to_start(&mut self, id: PersonId, entry: &str, changes: &mut Changes) {
        let start = self.venue.start_for(entry, id.0);
        self.put_near(id, Some(start), changes);
    }

    /// Puts somebody to the place that serves nearest to this one, or to where they are.
    pub(super) fn put_near(&mut self, id: PersonId, near: Option<Pos>, changes: &mut Changes) {
        let Some(avatar) = self.people.get(&id) else {
            return;
        };
        let before = avatar.pos;
        let pos = self.place_for(id, &avatar.person.standing, near.unwrap_or(before));
        self.barriers.stands(&self.venue, id, pos);
        if pos == before {
            return;
        }
        if let Some(avatar) = self.people.get_mut(&id) {
            avatar.pos = pos;
            avatar.stepped = self.tick;
        }
        if let Some(body) = self.bodies.get_mut(&id) {
            body.pos = pos;
            body.stepped = self.tick;
        }
        changes.placed.insert(id);
        self.unsettle();
    }

    /// The place nearest to this one where somebody can stand and may be.
    pub(super) fn place_for(&self, id: PersonId, standing: &Standing, near: Pos) -> Pos {
        let walls = self.doors.walls(&self.venue);
        movement::nearest_free_where(walls, near, |at| {
            self.barriers
                .may_appear(&self.venue, (id, standing), at, self.tick)
        })
    }
}
