//! What a room says of who is there, for those who look at all rooms.

use hallway_protocol::TICK_HZ;

use super::Hub;
use crate::census::{Present, RoomCensus};

/// Ticks between two words: two seconds.
const PAUSE: u32 = 2 * TICK_HZ;

impl Hub {
    /// Says who is there, from time to time.
    pub(super) fn be_counted(&self) {
        if !self.room.tick().is_multiple_of(PAUSE) {
            return;
        }
        let people = self.room.people().filter_map(|avatar| {
            let id = avatar.person.id;
            Some(Present {
                id,
                name: avatar.person.name.clone(),
                visitor: self.members.get(id)?.visitor,
                standing: avatar.person.standing.clone(),
                zones: avatar.zones.clone(),
            })
        });
        let zones = self.room.venue().zones.iter();
        let census = RoomCensus {
            people: people.collect(),
            zones: zones.map(|zone| zone.title.clone()).collect(),
        };
        self.services.census.put(&self.name, census);
    }
}
