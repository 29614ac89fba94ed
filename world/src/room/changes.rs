//! What a tick changed, sorted by whom it concerns.

use std::collections::BTreeSet;

use hallway_protocol::chat::ChatLine;
use hallway_protocol::client::Sending;
use hallway_protocol::door::ZoneDoor;
use hallway_protocol::order::{Mutes, OrderChange, OrderRefused};
use hallway_protocol::presence::Knock;
use hallway_protocol::server::{Ack, Delta};
use hallway_protocol::session::Barrier;
use hallway_protocol::{BubbleId, PersonId, Presence, SessionId};

use super::chat::Hid;
use super::order::Done;
use crate::interest::Event;

/// What a tick changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// For everybody who was there before; perhaps empty.
    pub delta: Delta,
    /// Where people are and with whom they talk, as far as that changed.
    pub motion: Vec<Event>,
    /// Who came. They need a snapshot in place of the delta.
    pub entered: Vec<PersonId>,
    /// For those whose inputs were applied.
    pub acks: Vec<(PersonId, Ack)>,
    /// For those who stand in other zones now: indices into the venue's zones, in map order.
    pub zones: Vec<(PersonId, Vec<usize>)>,
    /// What was said, and to whom; the speaker is among them.
    pub chat: Vec<(Vec<PersonId>, ChatLine)>,
    /// Who walked into an exit: indices into the venue's zones. Each once per entering.
    pub exits: Vec<(PersonId, usize)>,
    /// Whom a zone or a door keeps out, with its title and why. Told once per attempt.
    pub barred: Vec<(PersonId, String, Barrier)>,
    /// Who said a wrong code at which door.
    pub wrong_codes: Vec<(PersonId, u32)>,
    /// For those who stand beside other doors now: indices into the scene's doors.
    pub doors_here: Vec<(PersonId, Vec<u32>)>,
    /// Whether anybody may hear others than before, or see another's screen, for another reason than that their
    /// bubble changed.
    pub talks: bool,
    /// Whose bubble has other members than before, or was locked or opened; some of them twice.
    pub regrouped: Vec<PersonId>,
    /// Whose screen is not shown, and whose is in its place; `None` when theirs would be to nobody.
    pub screens_refused: Vec<(PersonId, Option<PersonId>)>,
    /// Who knocks, for those inside.
    pub knocked: Vec<(Vec<PersonId>, PersonId)>,
    /// Who knocks no longer, for those inside.
    pub knocks_over: Vec<(Vec<PersonId>, PersonId)>,
    /// What becomes of their own knock, for those who knock.
    pub knocks: Vec<(PersonId, Knock)>,
    /// Whether another map is in force since this tick. Then everybody needs a snapshot in place of
    /// the delta.
    pub swapped: bool,
    /// Who joined a session, or asked anew for what it takes to be in it.
    pub joined: Vec<(PersonId, SessionId)>,
    /// Who is not in a session, or no longer; also of those who went.
    pub ended: Vec<(PersonId, SessionId)>,
    /// Who is kept from other things than before.
    pub kept: Vec<(PersonId, Mutes)>,
    /// What those who keep order did about people.
    pub orders: Vec<Done>,
    /// What somebody did to keep order that did not happen.
    pub orders_refused: Vec<(PersonId, OrderRefused)>,
    /// Who had all in the zone of this title be quiet in another way than before.
    pub quieted: Vec<(PersonId, String, Mutes)>,
    /// Who let the door of the zone of this title stand in another way than before.
    pub zone_doors: Vec<(PersonId, String, ZoneDoor)>,
    /// Lines of the chat that were hidden, or are shown again.
    pub hid: Vec<Hid>,
    /// Who wants to be kept apart from others than before.
    pub apart: Vec<PersonId>,
    /// Who stopped everything in the room, or set it going again.
    pub froze: Option<PersonId>,
    /// What of this all are told.
    pub(super) order: OrderChange,
    pub(super) left: Vec<PersonId>,
    /// Who stepped.
    pub(super) walked: Vec<PersonId>,
    pub(super) sending: Vec<(PersonId, Sending)>,
    pub(super) presence: Vec<(PersonId, Presence)>,
    /// Bubbles whose members changed, or that were locked or opened.
    pub(super) bubbles: Vec<BubbleId>,
    pub(super) doors: Vec<(u32, bool)>,
    /// Who stands somewhere else without having walked there.
    pub(super) placed: BTreeSet<PersonId>,
}

impl Changes {
    pub(super) fn new(tick: u32) -> Self {
        Self {
            delta: Delta {
                tick,
                ..Delta::default()
            },
            ..Self::default()
        }
    }

    /// Somebody is gone: what was to be told of them is not, but that.
    pub(super) fn forget(&mut self, id: PersonId) {
        self.sending.retain(|(who, _)| *who != id);
        self.presence.retain(|(who, _)| *who != id);
        self.order.muted.retain(|(who, _)| *who != id);
        self.order.alike.retain(|who| *who != id);
        self.order.hands.retain(|(who, _)| *who != id);
        self.order.may_speak.retain(|(who, _)| *who != id);
        self.order.waits.retain(|(who, _)| *who != id);
        self.kept.retain(|(who, _)| *who != id);
        self.placed.remove(&id);
        let came = self.entered.len();
        self.entered.retain(|who| *who != id);
        if self.entered.len() == came {
            self.left.push(id);
        }
    }

    /// Of what happens to one's being in a session in a tick, the last counts.
    pub(super) fn joined(&mut self, id: PersonId, session: SessionId) {
        self.ended.retain(|it| *it != (id, session));
        if !self.joined.contains(&(id, session)) {
            self.joined.push((id, session));
        }
    }

    pub(super) fn ended(&mut self, id: PersonId, session: SessionId) {
        self.joined.retain(|it| *it != (id, session));
        if !self.ended.contains(&(id, session)) {
            self.ended.push((id, session));
        }
    }

    pub(super) fn presence(&mut self, id: PersonId, presence: Presence) {
        if self.entered.contains(&id) {
            return;
        }
        put(&mut self.presence, id, presence);
    }

    pub(super) fn muted(&mut self, id: PersonId, mutes: Mutes) {
        if !self.entered.contains(&id) {
            put(&mut self.order.muted, id, mutes);
        }
    }

    pub(super) fn alike(&mut self, id: PersonId) {
        if !self.entered.contains(&id) {
            self.order.alike.push(id);
        }
    }

    pub(super) fn hand(&mut self, id: PersonId, up: bool) {
        if !self.entered.contains(&id) {
            put(&mut self.order.hands, id, up);
        }
    }

    pub(super) fn may_speak(&mut self, id: PersonId, may: bool) {
        if !self.entered.contains(&id) {
            put(&mut self.order.may_speak, id, may);
        }
    }

    pub(super) fn waits(&mut self, id: PersonId, zone: String) {
        if !self.entered.contains(&id) {
            put(&mut self.order.waits, id, zone);
        }
    }

    pub(super) fn sending(&mut self, id: PersonId, sending: Sending) {
        if self.entered.contains(&id) {
            return;
        }
        put(&mut self.sending, id, sending);
    }
}

/// Of what becomes of somebody in a tick, the last counts.
fn put<T>(list: &mut Vec<(PersonId, T)>, id: PersonId, value: T) {
    list.retain(|(who, _)| *who != id);
    list.push((id, value));
}
