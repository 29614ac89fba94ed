//! Bubbles and talks become calls: who is in which slot of whom, and whose screen all look at. The forwarding unit is told here, in
//! the same tick and before people are.

use std::time::Instant;

use hallway_protocol::server::Call;
use hallway_protocol::{PersonId, SLOTS, ServerMsg, TICK_HZ};
use hallway_world::room::{Changes, Room};

use super::Hub;
use super::letters::Letters;
use super::members::Member;
use crate::media::routing::{assign_slots, speaking_slots};
use crate::media::{MediaCommand, MediaHandle};

/// Ticks between two looks at who speaks, in talks of more people than slots: a fifth of a second.
const LISTEN: u32 = TICK_HZ / 5;

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

    /// Points the slots of all who may hear others than before, or others speak than before.
    pub(super) fn connect_calls(&mut self, changes: &Changes, letters: &mut Letters) {
        let (room, media) = (&self.room, &self.services.media);
        if changes.talks {
            for (id, member) in self.members.iter_mut() {
                member.hears = room.hears(*id);
                connect(*id, member, room, media, letters);
            }
            return;
        }
        for id in &changes.regrouped {
            if let Some(member) = self.members.get_mut(*id) {
                member.hears = room.hears(*id);
                connect(*id, member, room, media, letters);
            }
        }
        if room.tick().is_multiple_of(LISTEN) {
            let all = self.members.iter_mut();
            for (id, member) in all.filter(|(_, member)| member.hears.len() > SLOTS) {
                connect(*id, member, room, media, letters);
            }
        }
    }
}

/// Points somebody's slots at those they hear.
fn connect(
    id: PersonId,
    member: &mut Member,
    room: &Room,
    media: &MediaHandle,
    letters: &mut Letters,
) {
    let mut call = next_call(member, media);
    call.screen = room.screen(id);
    if call == member.call {
        return;
    }
    if call.slots != member.call.slots {
        media.send(MediaCommand::Slots(id, call.slots));
    }
    if call.screen != member.call.screen {
        media.send(MediaCommand::Screen(id, call.screen));
    }
    letters.add(id, &ServerMsg::Call(call.clone()));
    member.call = call;
}

fn next_call(member: &Member, media: &MediaHandle) -> Call {
    let before = member.call.slots;
    let slots = match member.hears.len() {
        0..=SLOTS => assign_slots(before, &member.hears),
        _ => {
            let spoke = |person| media.last_spoke(person);
            speaking_slots(before, &member.hears, spoke, Instant::now())
        }
    };
    let waiting = |person: &&PersonId| !slots.contains(&Some(**person));
    let others = member.hears.iter().filter(waiting).copied().collect();
    Call {
        slots,
        others,
        screen: None,
    }
}
