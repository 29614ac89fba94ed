//! Secure RTP: media and reports of one peer, opened and sealed in place, each packet once.

mod cipher;
mod derive;
mod window;

use std::collections::HashMap;

use rtc::crypto::{CryptoError, RTCCrypto};

use cipher::Cipher;
pub use cipher::Profile;
pub use window::Window;

use super::rtp::Header;

/// Streams that one peer may send; browsers have about ten, each with its repairs.
const MAX_STREAMS: usize = 64;

/// What comes from a peer.
pub struct Opener {
    cipher: Cipher,
    streams: HashMap<u32, Window>,
    reports: HashMap<u32, Window>,
}

/// What goes to a peer.
pub struct Sealer {
    cipher: Cipher,
    /// Number of the next compound of reports.
    reports: u32,
}

/// Both directions, from what the handshake exported (RFC 5764, section 4.2): the client's key,
/// the server's, the client's salt, the server's. We are always the server.
///
/// # Errors
/// When the material has not the profile's length.
pub fn pair(
    crypto: &dyn RTCCrypto,
    profile: Profile,
    material: &[u8],
) -> Result<(Opener, Sealer), CryptoError> {
    let (key, salt) = (profile.key_bytes(), profile.salt_bytes());
    let part = |from: usize, bytes: usize| {
        let part = material.get(from..from + bytes);
        part.ok_or(CryptoError::AuthenticationFailed)
    };
    let theirs = Cipher::new(crypto, profile, part(0, key)?, part(2 * key, salt)?)?;
    let ours = Cipher::new(
        crypto,
        profile,
        part(key, key)?,
        part(2 * key + salt, salt)?,
    )?;
    Ok((Opener::new(theirs), Sealer::new(ours)))
}

/// Bytes that [`pair`] needs.
pub fn material_bytes(profile: Profile) -> usize {
    2 * (profile.key_bytes() + profile.salt_bytes())
}

impl Opener {
    fn new(cipher: Cipher) -> Self {
        Self {
            cipher,
            streams: HashMap::new(),
            reports: HashMap::new(),
        }
    }

    /// Opens an RTP packet in place; gives its length, and its number counted past all wraps.
    /// `None` for what is not authentic or was there before.
    pub fn media(&mut self, packet: &mut [u8]) -> Option<(usize, u64)> {
        let header = Header::read(packet)?;
        let (length, ssrc, seq) = (header.length, header.ssrc, header.seq);
        let known = self.streams.get(&ssrc).copied();
        if known.is_none() && self.streams.len() >= MAX_STREAMS {
            return None;
        }
        let mut window = known.unwrap_or_default();
        let index = window.index_of(seq)?;
        if !window.is_new(index) {
            return None;
        }
        let bytes = self.cipher.open_media(packet, length, ssrc, index).ok()?;
        window.note(index);
        self.streams.insert(ssrc, window);
        Some((bytes, index))
    }

    /// Opens a compound of reports in place; gives its length.
    pub fn reports(&mut self, packet: &mut [u8]) -> Option<usize> {
        let sender = packet.get(4..8)?.first_chunk()?;
        let ssrc = u32::from_be_bytes(*sender);
        let known = self.reports.get(&ssrc).copied();
        if known.is_none() && self.reports.len() >= MAX_STREAMS {
            return None;
        }
        let (bytes, number) = self.cipher.open_reports(packet).ok()?;
        let mut window = known.unwrap_or_default();
        // Opened before it is judged: its number comes after the code. It is dropped all the same.
        if !window.is_new(number.into()) {
            return None;
        }
        window.note(number.into());
        self.reports.insert(ssrc, window);
        Some(bytes)
    }
}

impl Sealer {
    fn new(cipher: Cipher) -> Self {
        Self { cipher, reports: 0 }
    }

    /// Seals an RTP packet with this many bytes of header. False when it can't be sent. `index` is
    /// its number counted past all wraps: never one twice in a stream, as that would give the key
    /// away.
    pub fn media(&mut self, packet: &mut Vec<u8>, header: usize, ssrc: u32, index: u64) -> bool {
        let sealed = self.cipher.seal_media(packet, header, ssrc, index);
        sealed.is_ok()
    }

    /// Seals a compound of reports. False when it can't be sent.
    pub fn reports(&mut self, packet: &mut Vec<u8>) -> bool {
        let sender = packet.get(4..8).and_then(|sender| sender.first_chunk());
        let (Some(sender), false) = (sender, self.reports >= 1 << 31) else {
            return false;
        };
        let number = self.reports;
        self.reports += 1;
        let ssrc = u32::from_be_bytes(*sender);
        self.cipher.seal_reports(packet, ssrc, number).is_ok()
    }
}

#[cfg(test)]
#[path = "srtp/tests.rs"]
mod tests;
