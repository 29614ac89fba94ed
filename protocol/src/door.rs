//! Doors that people keep: waiting before them, and letting in.

use serde::{Deserialize, Serialize};

use crate::PersonId;

/// How the door of a zone stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ZoneDoor {
    /// All may come in, as far as nothing else keeps them out.
    #[default]
    Open,
    /// Nobody comes in but those who keep order.
    Locked,
    /// Those come in whom somebody lets in who keeps order.
    WaitingRoom,
}

/// What somebody waits for at the venue's door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Waiting {
    /// To be let in by those who keep order.
    Admission,
    /// For a place, as the venue is full.
    Place {
        /// How many come before.
        ahead: u32,
    },
}

/// One who waits to be let in, as those see them who may do that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiter {
    /// The id that they will have.
    pub id: PersonId,
    /// Their name, already cleaned.
    pub name: String,
    /// They have logged in with an account.
    pub account: bool,
}

/// What is said about those who wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Admission {
    /// This one comes in.
    Admit(PersonId),
    /// This one does not, for this reason; perhaps none.
    TurnAway(PersonId, String),
    /// All come in.
    AdmitAll,
    /// All come in who have an account.
    AdmitAccounts,
}

/// Word to one who is not let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnedAway {
    /// The name of who says so.
    pub by: String,
    /// Why; perhaps nothing.
    pub reason: String,
}
