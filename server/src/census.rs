//! Who is where, as each room last said: what the organizers' page and the count of attendance read. Rooms are
//! asked nothing; they say it every few seconds.

use dashmap::DashMap;
use hallway_protocol::{PersonId, Standing};

use crate::trust::identity::Visitor;

/// All rooms.
#[derive(Debug, Default)]
pub struct Census(DashMap<String, RoomCensus>);

/// A room.
#[derive(Clone, Debug, Default)]
pub struct RoomCensus {
    /// Who is there.
    pub people: Vec<Present>,
    /// The titles of its zones, in map order; empty for those without one.
    pub zones: Vec<String>,
}

/// Somebody who is there.
#[derive(Clone, Debug)]
pub struct Present {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Who they are from visit to visit.
    pub visitor: Visitor,
    /// What they may do.
    pub standing: Standing,
    /// The zones they stand in: indices into the room's.
    pub zones: Vec<usize>,
}

impl RoomCensus {
    /// The titles of the zones that somebody stands in.
    pub fn titles<'a>(&'a self, present: &'a Present) -> impl Iterator<Item = &'a str> {
        let zones = present
            .zones
            .iter()
            .filter_map(|zone| self.zones.get(*zone));
        zones.map(String::as_str).filter(|title| !title.is_empty())
    }
}

impl Census {
    /// A room says who is there.
    pub fn put(&self, room: &str, census: RoomCensus) {
        self.0.insert(room.to_owned(), census);
    }

    /// A room has ended.
    pub fn remove(&self, room: &str) {
        self.0.remove(room);
    }

    /// All rooms, by name.
    pub fn all(&self) -> Vec<(String, RoomCensus)> {
        let rooms = self.0.iter();
        let mut all: Vec<_> = rooms
            .map(|room| (room.key().clone(), room.value().clone()))
            .collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all
    }

    /// Somebody, and the room where they are.
    pub fn find(&self, id: PersonId) -> Option<(String, Present)> {
        self.0.iter().find_map(|room| {
            let found = room.people.iter().find(|it| it.id == id)?;
            Some((room.key().clone(), found.clone()))
        })
    }
}
