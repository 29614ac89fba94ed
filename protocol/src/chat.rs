//! What people write: lines, and those that were written before one came.

use serde::{Deserialize, Serialize};

use crate::PersonId;

/// Who a chat line came from, and to whom it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatLine {
    /// Its number in the room, by which it can be hidden.
    pub line: u32,
    /// The author.
    pub from: PersonId,
    /// True when it went to the bubble only.
    pub in_call: bool,
    /// The text, to be shown as text.
    pub text: String,
}

/// A line that was written to the room before one came, perhaps by somebody who is not there any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastLine {
    /// Its number in the room, by which it can be hidden.
    pub line: u32,
    /// When, in seconds since 1970.
    pub at: i64,
    /// The name the author had.
    pub name: String,
    /// The text, to be shown as text.
    pub text: String,
}
