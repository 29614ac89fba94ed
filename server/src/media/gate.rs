//! Which datagrams of a known address one connection's library gets to see. The library keeps
//! something for every stream it is told of, even by packets that turn out to be forged, and for
//! every handshake record it can't decrypt yet; here is what bounds that. Keeps numbers only.

use std::collections::HashSet;

/// Handshake records during one connection; a handshake takes about ten.
const MAX_HANDSHAKE_DATAGRAMS: u32 = 512;
/// Streams, authentic or not, during one connection; browsers have at most a dozen.
const MAX_STREAMS: usize = 64;

/// The datagrams of one connection.
#[derive(Debug, Default)]
pub struct Gate {
    handshake: u32,
    media: HashSet<u32>,
    reports: HashSet<u32>,
}

impl Gate {
    /// Whether a datagram may go on. ICE checks must have been verified before.
    pub fn admits(&mut self, datagram: &[u8], connected: bool) -> bool {
        // The ranges of RFC 7983.
        match datagram.first() {
            Some(0..=3) => true,
            Some(20..=63) => {
                self.handshake = self.handshake.saturating_add(1);
                self.handshake <= MAX_HANDSHAKE_DATAGRAMS
            }
            // Nobody has the keys before the handshake is done.
            Some(128..=191) => connected && self.admits_stream(datagram),
            _ => false,
        }
    }

    fn admits_stream(&mut self, datagram: &[u8]) -> bool {
        // RFC 5761: the packet types of RTCP lie where no payload type may.
        let (streams, at) = match datagram.get(1) {
            Some(192..=223) => (&mut self.reports, 4),
            Some(_) => (&mut self.media, 8),
            None => return false,
        };
        let Some(number) = datagram.get(at..).and_then(|rest| rest.first_chunk()) else {
            return false;
        };
        let stream = u32::from_be_bytes(*number);
        streams.contains(&stream) || (streams.len() < MAX_STREAMS && streams.insert(stream))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn media(stream: u32) -> Vec<u8> {
        let mut datagram = vec![0x80, 96, 0, 1, 0, 0, 0, 0];
        datagram.extend(stream.to_be_bytes());
        datagram
    }

    fn report(stream: u32) -> Vec<u8> {
        let mut datagram = vec![0x80, 201, 0, 1];
        datagram.extend(stream.to_be_bytes());
        datagram
    }

    #[test]
    fn media_waits_for_the_handshake() {
        let mut gate = Gate::default();
        assert!(!gate.admits(&media(1), false));
        assert!(gate.admits(&media(1), true));
        assert!(gate.admits(&[22, 254, 253], false));
        assert!(gate.admits(&[0, 1], false));
    }

    #[test]
    fn what_the_library_keeps_is_bounded() {
        let mut gate = Gate::default();
        for stream in 0..1000 {
            gate.admits(&media(stream), true);
            gate.admits(&report(stream), true);
        }
        assert_eq!(
            (gate.media.len(), gate.reports.len()),
            (MAX_STREAMS, MAX_STREAMS)
        );
        assert!(gate.admits(&media(0), true) && gate.admits(&report(0), true));
        assert!(!gate.admits(&media(1000), true) && !gate.admits(&report(1000), true));
        let admitted = (0..1000).filter(|_| gate.admits(&[22], true)).count();
        assert_eq!(admitted, MAX_HANDSHAKE_DATAGRAMS as usize);
    }

    #[test]
    fn what_is_no_protocol_of_ours_is_kept_out() {
        let mut gate = Gate::default();
        for datagram in [
            &[][..],
            &[4],
            &[16],
            &[64; 40],
            &[192; 40],
            &[255; 40],
            &[0x80],
            &[0x80; 11],
        ] {
            assert!(!gate.admits(datagram, true), "{datagram:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_judged(bytes in prop::collection::vec(any::<u8>(), 0..20), connected: bool) {
            Gate::default().admits(&bytes, connected);
        }
    }
}
