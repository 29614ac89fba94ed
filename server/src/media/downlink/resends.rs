//! Packets that went out through one stream, kept for a while in case the browser asks for them
//! again. Payloads are shared with all others who got them.

use bytes::Bytes;

/// Packets kept: about four seconds at 600 kbit/s.
const KEPT: usize = 256;

/// A packet that went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Sequence number, counted past all wraps.
    pub index: u64,
    /// Timestamp.
    pub timestamp: u32,
    /// Marker.
    pub marker: bool,
    /// Payload type of its retransmissions.
    pub repair: u8,
    /// Payload.
    pub payload: Bytes,
}

/// What went out through a stream.
#[derive(Debug, Default)]
pub struct Resends(Vec<Option<Sent>>);

impl Resends {
    /// Keeps a packet, in place of the one that went out so many packets before.
    pub fn keep(&mut self, sent: Sent) {
        if self.0.is_empty() {
            self.0.resize(KEPT, None);
        }
        if let Some(place) = self.0.get_mut(sent.index as usize % KEPT) {
            *place = Some(sent);
        }
    }

    /// The packet that a browser asks for by the lower bits of its number.
    pub fn find(&self, seq: u16) -> Option<&Sent> {
        // The lower bits of a number tell its place, as 256 divides 65,536.
        let found = self.0.get(usize::from(seq) % KEPT)?.as_ref();
        found.filter(|sent| sent.index as u16 == seq)
    }

    /// Forgets all: what comes next is of somebody else, and what was is nobody's any more.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(index: u64) -> Sent {
        Sent {
            index,
            timestamp: index as u32,
            marker: false,
            repair: 97,
            payload: Bytes::new(),
        }
    }

    #[test]
    fn the_last_ones_are_found() {
        let mut resends = Resends::default();
        assert_eq!(resends.find(1), None);
        for index in 65_000..65_600 {
            resends.keep(sent(index));
        }
        assert_eq!(resends.find(65_500), Some(&sent(65_500)));
        assert_eq!(resends.find(63), Some(&sent(65_599)));
        assert_eq!(resends.find(64), None);
        assert_eq!(resends.find(65_343), None);
        resends.clear();
        assert_eq!(resends.find(65_500), None);
    }
}
