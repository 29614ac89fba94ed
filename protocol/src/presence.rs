//! Whether somebody wants to be talked to, and what becomes of a knock at a locked bubble.

use serde::{Deserialize, Serialize};

use crate::PersonId;

/// Whether somebody wants to be talked to. Only they themselves change it; nothing but their own
/// word makes anybody away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Presence {
    /// Whoever comes may talk to them.
    #[default]
    Here,
    /// They are in no bubble and get into none.
    DoNotDisturb,
    /// They are not before the screen: in no bubble, and nothing is taken of their microphone,
    /// camera and screen.
    Away,
}

/// What becomes of one's knock at a locked bubble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Knock {
    /// Those inside hear it.
    Heard,
    /// Somebody inside lets one in. One is in as soon as one stands there.
    LetIn(PersonId),
    /// Somebody inside says no.
    NotNow,
    /// Nobody inside said anything for a while.
    NoAnswer,
    /// There is no room inside for one more.
    Full,
}
