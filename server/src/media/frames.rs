//! Datagrams in frames on a stream of bytes (RFC 4571): two bytes with the length before each. Pure;
//! knows nothing of connections.

use super::demux::DATAGRAM_BYTES;

const LENGTH_BYTES: usize = 2;
/// Highest first byte of a stream of frames: a check comes first, and is shorter than 512 bytes.
const HIGHEST: u8 = 1;

/// Whether a connection that begins with this byte carries frames: HTTP begins with a letter, a frame
/// with the high byte of its length.
pub fn is_frame(first: u8) -> bool {
    first <= HIGHEST
}

/// A frame is longer than any datagram that is looked at. Where the next one begins is not worth
/// waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

/// What of a stream's newest frame has come so far: never more than one frame.
#[derive(Debug, Default)]
pub struct Frames {
    begun: Vec<u8>,
}

impl Frames {
    /// The next datagram; what belongs to it is taken from the front of `bytes`. `None` when all was
    /// taken and more must come.
    ///
    /// # Errors
    /// When the stream is of no use any more.
    pub fn next(&mut self, bytes: &mut &[u8]) -> Result<Option<Vec<u8>>, TooLong> {
        loop {
            let length = self.begun.first_chunk::<LENGTH_BYTES>();
            let length = length.map(|length| usize::from(u16::from_be_bytes(*length)));
            if length.is_some_and(|length| length > DATAGRAM_BYTES) {
                return Err(TooLong);
            }
            let whole = LENGTH_BYTES + length.unwrap_or_default();
            let missing = whole.saturating_sub(self.begun.len());
            if missing == 0 {
                let datagram = self.begun.split_off(LENGTH_BYTES);
                self.begun.clear();
                return Ok(Some(datagram));
            }
            let Some((more, rest)) = bytes.split_at_checked(missing.min(bytes.len())) else {
                return Ok(None);
            };
            if more.is_empty() {
                return Ok(None);
            }
            self.begun.extend_from_slice(more);
            *bytes = rest;
        }
    }
}

/// Appends a datagram in its frame.
pub fn push(bytes: &mut Vec<u8>, datagram: &[u8]) {
    // Nothing that is sent is nearly as long.
    let Ok(length) = u16::try_from(datagram.len()) else {
        return;
    };
    bytes.extend(length.to_be_bytes());
    bytes.extend_from_slice(datagram);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pages_and_calls_are_told_apart() {
        for page in [
            &b"GET / HTTP/1.1"[..],
            b"POST",
            b"PRI *",
            b"\x16\x03\x01",
            b"\r\n",
        ] {
            assert!(!is_frame(page[0]), "{page:?}");
        }
        // The high bytes of the lengths of checks.
        for length in [20u16, 100, 511] {
            assert!(is_frame(length.to_be_bytes()[0]), "{length}");
        }
    }

    #[test]
    fn what_is_too_long_ends_the_stream() {
        let most = (DATAGRAM_BYTES as u16).to_be_bytes();
        assert_eq!(Frames::default().next(&mut &most[..]), Ok(None));
        let more = (DATAGRAM_BYTES as u16 + 1).to_be_bytes();
        let mut frames = Frames::default();
        assert_eq!(frames.next(&mut &more[..1]), Ok(None));
        assert_eq!(frames.next(&mut &more[1..]), Err(TooLong));
        assert_eq!(frames.next(&mut &[0; 9][..]), Err(TooLong));
    }

    #[test]
    fn an_empty_frame_is_an_empty_datagram() {
        let mut frames = Frames::default();
        let mut bytes = &[0, 0, 0, 1, 7][..];
        assert_eq!(frames.next(&mut bytes), Ok(Some(Vec::new())));
        assert_eq!(frames.next(&mut bytes), Ok(Some(vec![7])));
        assert_eq!(frames.next(&mut bytes), Ok(None));
    }

    proptest! {
        #[test]
        fn what_is_pushed_comes_out_however_it_is_cut(
            datagrams in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..12),
            pieces in prop::collection::vec(1usize..9, 1..20),
        ) {
            let mut bytes = Vec::new();
            for datagram in &datagrams {
                push(&mut bytes, datagram);
            }
            let (mut frames, mut came, mut rest) = (Frames::default(), Vec::new(), &bytes[..]);
            for piece in pieces.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (mut now, later) = rest.split_at(rest.len().min(*piece));
                while let Some(datagram) = frames.next(&mut now).unwrap() {
                    came.push(datagram);
                }
                prop_assert!(now.is_empty());
                rest = later;
            }
            prop_assert_eq!(came, datagrams);
        }
    }
}
