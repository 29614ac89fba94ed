//! Exits that people walk into: where they lead, found out without holding up the room. Whoever
//! can't be let through stays where they are.

use std::sync::Arc;

use bytes::Bytes;
use hallway_protocol::session::Exit;
use hallway_protocol::{PersonId, ServerMsg, encode};
use hallway_world::room::{Changes, Command};
use hallway_world::zone::ExitTo;

use super::Hub;
use super::letters::Letters;
use crate::maps::Maps;
use crate::outbox::Outbox;

impl Hub {
    /// Leads on who walked into an exit.
    pub(super) fn show_exits(&mut self, changes: &Changes, letters: &mut Letters) {
        for (id, zone) in &changes.exits {
            let zone = self.room.venue().zones.get(*zone);
            let exit = match zone.and_then(|zone| zone.exit.clone()) {
                Some(ExitTo::Room { room, entry }) if room.is_empty() || room == self.name => {
                    self.own_wishes.push(Command::Place(*id, entry));
                    continue;
                }
                Some(ExitTo::Room { room, entry }) => {
                    self.find_room(*id, room, entry);
                    continue;
                }
                Some(ExitTo::Site(url)) => Exit::Site { url },
                Some(ExitTo::Nowhere) => Exit::Nowhere,
                None => continue,
            };
            letters.add(*id, &ServerMsg::Exit(exit));
        }
    }

    /// Finds out whether there is such a room, and tells. One question per person at a time: who
    /// runs in and out gets no more work done than who stands.
    fn find_room(&mut self, id: PersonId, room: String, entry: String) {
        let Some(member) = self.members.get_mut(id) else {
            return;
        };
        if member.exit.as_ref().is_some_and(|task| !task.is_finished()) {
            return;
        }
        let (maps, outbox) = (Arc::clone(&self.services.maps), Arc::clone(&member.outbox));
        member.exit = Some(tokio::spawn(tell_room(maps, outbox, room, entry)));
    }
}

/// Tells somebody where their exit leads, if there is a map there that can be used.
async fn tell_room(maps: Arc<Maps>, outbox: Arc<Outbox>, room: String, entry: String) {
    // Why a map can't be used is in the log already.
    let exit = match maps.load(&room).await {
        Ok(_) => Exit::Room { room, entry },
        Err(_) => Exit::Nowhere,
    };
    let mut letter = Vec::new();
    encode(&ServerMsg::Exit(exit), &mut letter);
    outbox.push(letter, Bytes::new());
}
