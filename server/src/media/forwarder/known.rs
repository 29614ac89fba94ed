//! Connections that need no handshake, for what tries everything that comes after it.

use hallway_protocol::PersonId;

use super::super::path::Path;
use super::super::srtp::{self, Profile};
use super::Forwarder;

impl Forwarder {
    /// Connects somebody whose offer was answered, by keys that are known and this way. Whether it
    /// could be done.
    pub fn connect(
        &mut self,
        person: PersonId,
        path: Path,
        profile: Profile,
        material: &[u8],
    ) -> bool {
        let keys = srtp::pair(self.identity.crypto().crypto(), profile, material);
        let (Ok(keys), Some(peer)) = (keys, self.peers.get_mut(&person)) else {
            return false;
        };
        peer.connect(path, keys);
        true
    }
}
