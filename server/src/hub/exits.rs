//! Exits that people walk into: where they lead, found out without holding up the room. Whoever
//! can't be let through stays where they are.

use std::sync::Arc;

use hallway_protocol::session::Exit;
use hallway_protocol::{PersonId, ServerMsg};
use hallway_world::room::{Changes, Command};
use hallway_world::zone::ExitTo;
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

use super::Hub;
use super::letters::Letters;

impl Hub {
    /// Leads on who walked into an exit.
    pub(super) fn show_exits(&mut self, changes: &Changes, letters: &mut Letters) {
        self.tell_where(letters);
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

    /// Finds out whether there is such a room. One question per person at a time: who runs in and out
    /// gets no more work done than who stands.
    fn find_room(&mut self, id: PersonId, room: String, entry: String) {
        let Some(member) = self.members.get_mut(id) else {
            return;
        };
        if member.exit.is_some() {
            return;
        }
        let (send, word) = oneshot::channel();
        member.exit = Some(word);
        self.leading.push(id);
        let maps = Arc::clone(&self.services.maps);
        tokio::spawn(async move {
            // Why a map can't be used is in the log already.
            let exit = match maps.load(&room).await {
                Ok(_) => Exit::Room { room, entry },
                Err(_) => Exit::Nowhere,
            };
            // Who has gone need not know.
            let _ = send.send(exit);
        });
    }

    /// Tells those of whose exits it has been found out where they lead.
    fn tell_where(&mut self, letters: &mut Letters) {
        let members = &mut self.members;
        self.leading.retain(|id| {
            let Some(member) = members.get_mut(*id) else {
                return false;
            };
            match member.exit.as_mut().map(oneshot::Receiver::try_recv) {
                Some(Err(TryRecvError::Empty)) => return true,
                Some(Ok(exit)) => letters.add(*id, &ServerMsg::Exit(exit)),
                // The task that asked broke down; they may walk into the exit again.
                Some(Err(TryRecvError::Closed)) | None => {}
            }
            member.exit = None;
            false
        });
    }
}
