//! Bubbles become calls: who is in which slot of whom. The forwarding unit is told here, in the same
//! tick and before people are.

use std::collections::BTreeSet;

use hallway_protocol::server::Call;
use hallway_protocol::{PersonId, ServerMsg};
use hallway_world::room::Changes;

use super::Hub;
use super::letters::Letters;
use crate::media::MediaCommand;
use crate::media::routing::assign_slots;

impl Hub {
    /// Passes a browser's offer on.
    pub(super) fn offer(&self, id: PersonId, sdp: String) {
        if let Some(member) = self.members.get(id) {
            let events = member.media.clone();
            self.services.media.send(MediaCommand::Offer {
                person: id,
                sdp,
                events,
            });
        }
    }

    /// Points the slots of all whose bubble changed.
    pub(super) fn connect_calls(&mut self, changes: &Changes, letters: &mut Letters) {
        if changes.delta.bubbles.is_empty() {
            return;
        }
        let mut concerned: BTreeSet<PersonId> = BTreeSet::new();
        for bubble in &changes.delta.bubbles {
            concerned.extend(&bubble.members);
        }
        // Who left a bubble is in none of its members any more, but still has slots.
        let in_call = self
            .members
            .iter()
            .filter(|(_, member)| member.slots.iter().any(Option::is_some));
        concerned.extend(in_call.map(|(id, _)| *id));
        for id in concerned {
            let others = self.others_in_call(id);
            let Some(member) = self.members.get_mut(id) else {
                continue;
            };
            let slots = assign_slots(member.slots, &others);
            if slots != member.slots {
                member.slots = slots;
                self.services.media.send(MediaCommand::Slots(id, slots));
                letters.add(id, &ServerMsg::Call(Call { slots }));
            }
        }
    }

    fn others_in_call(&self, id: PersonId) -> Vec<PersonId> {
        let bubbles = self.room.bubbles();
        let members = bubbles
            .of(id)
            .map_or(&[][..], |bubble| bubbles.members(bubble));
        members
            .iter()
            .copied()
            .filter(|other| *other != id)
            .collect()
    }
}
