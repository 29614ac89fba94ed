//! What single people are told in a tick, collected person by person.

use std::collections::HashMap;

use hallway_protocol::{PersonId, ServerMsg, encode};

/// Encoded messages by receiver.
#[derive(Debug, Default)]
pub(super) struct Letters(HashMap<PersonId, Vec<u8>>);

impl Letters {
    /// Adds a message to what somebody is told.
    pub(super) fn add(&mut self, to: PersonId, message: &ServerMsg) {
        encode(message, self.0.entry(to).or_default());
    }

    /// Adds encoded messages.
    pub(super) fn add_encoded(&mut self, to: PersonId, bytes: &[u8]) {
        self.0.entry(to).or_default().extend_from_slice(bytes);
    }

    /// All that somebody is told.
    pub(super) fn take(&mut self, to: PersonId) -> Vec<u8> {
        self.0.remove(&to).unwrap_or_default()
    }
}
