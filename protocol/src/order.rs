//! Keeping order: what somebody may be kept from, and what those who keep order do about it.

use serde::{Deserialize, Serialize};

use crate::PersonId;
use crate::client::Sending;
use crate::door::ZoneDoor;

/// What somebody is kept from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mutes {
    /// Nothing is taken of their microphone.
    pub microphone: bool,
    /// Nothing is taken of their camera.
    pub camera: bool,
    /// Nothing is taken of their screen, nor of its sound.
    pub screen: bool,
    /// What they write reaches nobody.
    pub chat: bool,
}

impl Mutes {
    /// Kept from everything.
    pub const ALL: Self = Self {
        microphone: true,
        camera: true,
        screen: true,
        chat: true,
    };

    /// Kept from being heard, and from nothing else.
    pub const MICROPHONE: Self = Self {
        microphone: true,
        camera: false,
        screen: false,
        chat: false,
    };

    /// Whether they are kept from nothing.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// Kept from what either says.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            microphone: self.microphone || other.microphone,
            camera: self.camera || other.camera,
            screen: self.screen || other.screen,
            chat: self.chat || other.chat,
        }
    }

    /// What is taken of what somebody sends who is kept from this.
    pub fn leaves(self, sending: Sending) -> Sending {
        Sending {
            microphone: sending.microphone && !self.microphone,
            camera: sending.camera && !self.camera,
            screen: sending.screen && !self.screen,
            screen_sound: sending.screen_sound && !self.screen,
        }
    }
}

/// What is done about somebody. Whether it may be is decided by `hallway_world::permit`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderAct {
    /// They are kept from these from now on, and from nothing else; `Mutes::default()` lets them go.
    Mute(Mutes),
    /// They are put outside of the zones they stand in, and do not come in again for some minutes.
    MoveOut,
    /// They may come in again where they were put out.
    LetBack,
    /// They go, and do not come back for some minutes.
    Remove,
    /// They go, and do not come back for so many minutes; `None`: for good.
    Ban(Option<u32>),
    /// They may speak where all others are to be quiet, or no longer.
    LetSpeak(bool),
    /// They may come into the zone at which they wait.
    Admit,
    /// They may not come into the zone at which they wait, for some minutes.
    TurnAway,
}

/// An act of somebody who keeps order, as a client says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Whom it is about.
    pub person: PersonId,
    /// What is done.
    pub act: OrderAct,
    /// Why; shown to the one concerned and kept in the log. May be empty.
    pub reason: String,
}

/// What was done, as the one concerned is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ordered {
    /// The name of who did it.
    pub by: String,
    /// What.
    pub act: OrderAct,
    /// Why; may be empty.
    pub reason: String,
}

/// What was done, as the one is told who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDone {
    /// Whom it is about.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What.
    pub act: OrderAct,
    /// The number by which it can be lifted, of what outlasts the visit.
    pub sanction: Option<u64>,
}

/// Why an act of somebody who keeps order did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OrderRefused {
    /// It is not theirs to do.
    NotAllowed,
    /// Nobody acts on one of an equal or a higher role.
    TooHigh,
    /// Who or what it is about is not here any more.
    Gone,
    /// It happened, but could not be written down: it may be forgotten when the server stops.
    NotKept,
}

/// A raised hand, or the word to all of a zone: what changed for everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderChange {
    /// Who is kept from something else than before.
    pub muted: Vec<(PersonId, Mutes)>,
    /// Whose name looks like that of one who keeps order, as it turns out.
    pub alike: Vec<PersonId>,
    /// Who raised a hand (`true`), or took it down.
    pub hands: Vec<(PersonId, bool)>,
    /// Who may speak where all others are to be quiet, or no longer.
    pub may_speak: Vec<(PersonId, bool)>,
    /// Who waits to be let into the zone of this title; no longer, where it is empty.
    pub waits: Vec<(PersonId, String)>,
    /// Zones, by their titles, in which all are to be quiet in this way now.
    pub quiet: Vec<(String, Mutes)>,
    /// Zones, by their titles, whose doors stand in this way now.
    pub zone_doors: Vec<(String, ZoneDoor)>,
    /// All of the room was frozen, or set free.
    pub frozen: Option<bool>,
}

impl OrderChange {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mute_takes_what_it_names_and_leaves_the_rest() {
        let all = Sending {
            microphone: true,
            camera: true,
            screen: true,
            screen_sound: true,
        };
        let heard = Mutes::MICROPHONE.leaves(all);
        assert!(!heard.microphone && heard.camera && heard.screen && heard.screen_sound);
        let screen = Mutes {
            screen: true,
            ..Mutes::default()
        };
        let left = screen.and(Mutes::MICROPHONE).leaves(all);
        assert!(!left.microphone && left.camera && !left.screen && !left.screen_sound);
        assert_eq!(Mutes::ALL.leaves(all), Sending::default());
        assert_eq!(Mutes::default().leaves(all), all);
    }
}
