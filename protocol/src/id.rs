//! Names of things on the wire. Newtypes, so that one can't be taken for another.

use serde::{Deserialize, Serialize};

/// A person present in a room, from entering to leaving. Never used again by the same server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PersonId(pub u32);

/// A bubble of talking people. Never used again within a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BubbleId(pub u32);

/// The secret by which a client that lost its connection proves who it was. Only its owner and
/// the server know it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Token(pub [u8; 16]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A secret must not end up in a log by way of a derived `Debug`.
        f.write_str("Token(…)")
    }
}
