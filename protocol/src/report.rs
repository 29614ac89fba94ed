//! Reports: what visitors tell those who keep order, and what becomes of it.

use serde::{Deserialize, Serialize};

use crate::PersonId;

/// A report that nobody has answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its number.
    pub id: u64,
    /// When it was made, in seconds since 1970.
    pub at: i64,
    /// The name of who made it.
    pub by: String,
    /// The name of whom it is about.
    pub about: String,
    /// Who that is, if they are in this room.
    pub person: Option<PersonId>,
    /// The room where it was.
    pub room: String,
    /// The titles of the zones where the one concerned stood, with commas between.
    pub place: String,
    /// What was reported.
    pub text: String,
    /// What the one concerned had written lately that the other read, the last lines first.
    pub said: Vec<String>,
}

/// What becomes of a report, for the one who made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reported {
    /// It is written down, and those who keep order see it.
    Taken,
    /// It could not be written down.
    NotKept,
    /// One has reported so much lately that nothing more is taken for a while.
    TooMany,
    /// It was answered.
    Answered {
        /// The name of whom it was about.
        about: String,
        /// The name of who answers.
        by: String,
        /// The answer; perhaps nothing.
        text: String,
    },
}
