//! What a browser does with what it sends once it is connected: it seals it, each packet under the
//! number that the server will take it for.

use std::collections::HashMap;

use rtc::crypto::RTCCrypto;

use super::super::rtp::Header;
use super::super::srtp::{Profile, Sealer, Window, material_bytes, pair};

/// A connected browser's way out.
pub struct Browser {
    sealer: Sealer,
    streams: HashMap<u32, Window>,
}

impl Browser {
    /// One with these keys, as its server has them. `None` when they have not the profile's length.
    pub fn new(crypto: &dyn RTCCrypto, profile: Profile, material: &[u8]) -> Option<Self> {
        let (key, salt) = (profile.key_bytes(), profile.salt_bytes());
        let (keys, salts) = material.split_at_checked(2 * key)?;
        let (theirs, ours) = keys.split_at_checked(key)?;
        let (their_salt, our_salt) = salts.split_at_checked(salt)?;
        let swapped = [ours, theirs, our_salt, their_salt].concat();
        let (_, sealer) = pair(crypto, profile, &swapped).ok()?;
        Some(Self {
            sealer,
            streams: HashMap::new(),
        })
    }

    /// Keys that are no secret.
    pub fn material(profile: Profile) -> Vec<u8> {
        (0..=u8::MAX).take(material_bytes(profile)).collect()
    }

    /// Seals a packet of media; what is none stays as it is.
    pub fn media(&mut self, packet: &[u8]) -> Vec<u8> {
        let mut sealed = packet.to_vec();
        let Some(header) = Header::read(packet) else {
            return sealed;
        };
        let window = self.streams.entry(header.ssrc).or_default();
        if let Some(index) = window.index_of(header.seq) {
            window.note(index);
            self.sealer
                .media(&mut sealed, header.length, header.ssrc, index);
        }
        sealed
    }

    /// Seals a compound of reports; what is too short for one stays as it is.
    pub fn reports(&mut self, reports: &[u8]) -> Vec<u8> {
        let mut sealed = reports.to_vec();
        self.sealer.reports(&mut sealed);
        sealed
    }
}
