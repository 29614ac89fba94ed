//! A frame of messages on its way to a client, with room for its head before it: both go to the system in
//! one piece, which costs it less than two.

/// First byte of a frame of bytes that is whole (RFC 6455, 5.2).
const WHOLE_BINARY: u8 = 0x82;

/// Bytes of the longest head of a frame that has no mask: kind, mark, eight bytes of length.
const HEAD: usize = 10;

/// Messages, one after another, for one client.
#[derive(Debug)]
pub struct Frame {
    /// The first [`HEAD`] bytes are free.
    bytes: Vec<u8>,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            bytes: vec![0; HEAD],
        }
    }
}

impl Frame {
    /// The messages, to append to.
    pub fn messages_mut(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// The messages.
    pub fn messages(&self) -> &[u8] {
        self.bytes.get(HEAD..).unwrap_or_default()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.messages().is_empty()
    }

    /// Takes all messages away. Room for so many bytes is kept at most.
    pub fn clear(&mut self, kept: usize) {
        self.bytes.truncate(HEAD);
        self.bytes.shrink_to(kept);
    }

    /// The frame as it goes over the line.
    pub(super) fn written(&mut self) -> &[u8] {
        let mut room = [0; HEAD];
        let head = head_of(self.messages().len(), &mut room);
        let from = HEAD - head.len();
        if let Some(place) = self.bytes.get_mut(from..HEAD) {
            place.copy_from_slice(head);
        }
        self.bytes.get(from..).unwrap_or_default()
    }
}

impl From<&[u8]> for Frame {
    fn from(messages: &[u8]) -> Self {
        let mut frame = Self::default();
        frame.bytes.extend_from_slice(messages);
        frame
    }
}

/// The head of a frame that says how many bytes follow, as a server writes it: without a mask.
fn head_of(count: usize, head: &mut [u8; HEAD]) -> &[u8] {
    head[0] = WHOLE_BINARY;
    match count {
        0..126 => {
            head[1] = count as u8;
            &head[..2]
        }
        126..=0xFFFF => {
            head[1] = 126;
            head[2..4].copy_from_slice(&(count as u16).to_be_bytes());
            &head[..4]
        }
        _ => {
            head[1] = 127;
            head[2..].copy_from_slice(&(count as u64).to_be_bytes());
            &head[..]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_says_how_long_a_frame_is() {
        for (count, expected) in [
            (0, &[0x82, 0][..]),
            (5, &[0x82, 5]),
            (125, &[0x82, 125]),
            (126, &[0x82, 126, 0, 126]),
            (65_535, &[0x82, 126, 0xFF, 0xFF]),
            (65_536, &[0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let messages = vec![7; count];
            let mut frame = Frame::from(messages.as_slice());
            assert_eq!(frame.written(), [expected, &messages].concat(), "{count}");
        }
    }

    #[test]
    fn a_frame_is_used_again() {
        let mut frame = Frame::from(&[1; 200][..]);
        frame.written();
        frame.clear(16);
        assert!(frame.is_empty());
        frame.messages_mut().push(2);
        assert_eq!(frame.messages(), [2]);
        assert_eq!(frame.written(), [0x82, 1, 2]);
    }
}
