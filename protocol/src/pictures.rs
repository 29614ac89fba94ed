//! Pictures of others: which a visitor wants, how large, and which their line has no room for.

use serde::{Deserialize, Serialize};

use crate::SLOTS;

/// How large a picture is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PictureSize {
    /// As large as its sender sends it, where the line has room.
    #[default]
    Large,
    /// The smallest that its sender sends is enough.
    Small,
    /// Not at all: nothing of it is sent.
    None,
}

/// What a visitor wants to see. Until told, everything large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Watching {
    /// Of the person in each slot.
    pub people: [PictureSize; SLOTS],
    /// Of the screen that somebody shares.
    pub screen: PictureSize,
}

/// What the server makes of a visitor's line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LineState {
    /// The pictures, slot by slot, that are wanted and sent and for which the line has no room.
    pub withheld: [bool; SLOTS],
    /// The same of the screen that somebody shares.
    pub screen_withheld: bool,
    /// So much is lost, of what comes or of what goes, that sound suffers.
    pub lossy: bool,
    /// It is known to carry hardly more than sound.
    pub narrow: bool,
}

impl LineState {
    /// Whether the line is too bad for what is asked of it.
    pub fn is_bad(&self) -> bool {
        self.lossy || self.narrow || self.screen_withheld || self.withheld.contains(&true)
    }
}
