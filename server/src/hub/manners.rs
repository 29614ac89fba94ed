//! What people send and whether they want to be talked to, made known to the forwarding unit at once;
//! and who knocks where, told to those whom it concerns.

use hallway_protocol::client::Sending;
use hallway_protocol::{PersonId, Presence, ServerMsg};
use hallway_world::room::{Changes, Command};

use super::Hub;
use super::letters::Letters;
use crate::media::MediaCommand;

impl Hub {
    /// Somebody turned something on or off.
    pub(super) fn sends(&mut self, id: PersonId, sending: Sending, commands: &mut Vec<Command>) {
        if let Some(member) = self.members.get_mut(id) {
            member.sending = sending;
            // At once: a mute must not wait for the tick.
            let taken = member.taken();
            self.services.media.send(MediaCommand::Take(id, taken));
            commands.push(Command::Sending(id, sending));
        }
    }

    /// Somebody wants to be talked to, or not. Who is away sends nothing from this moment on,
    /// whatever their page does.
    pub(super) fn is_present(
        &mut self,
        id: PersonId,
        presence: Presence,
        commands: &mut Vec<Command>,
    ) {
        if let Some(member) = self.members.get_mut(id) {
            member.presence = presence;
            commands.push(Command::Presence(id, presence));
            let sending = member.sending;
            self.sends(id, sending, commands);
        }
    }

    /// Screens that are shown to nobody are no longer taken.
    pub(super) fn refuse_screens(&mut self, changes: &Changes, letters: &mut Letters) {
        for (id, by) in &changes.screens_refused {
            if let Some(member) = self.members.get_mut(*id) {
                member.sending.screen = false;
                member.sending.screen_sound = false;
                let taken = member.taken();
                self.services.media.send(MediaCommand::Take(*id, taken));
            }
            letters.add(*id, &ServerMsg::ScreenRefused(*by));
        }
    }

    /// Tells those inside who knocks, and those who knock what becomes of it.
    pub(super) fn tell_knocks(&self, changes: &Changes, letters: &mut Letters) {
        for (members, person) in &changes.knocks_over {
            for member in members {
                letters.add(*member, &ServerMsg::KnockOver(*person));
            }
        }
        for (members, person) in &changes.knocked {
            for member in members {
                letters.add(*member, &ServerMsg::Knocked(*person));
            }
        }
        for (id, knock) in &changes.knocks {
            letters.add(*id, &ServerMsg::Knock(*knock));
        }
    }
}
