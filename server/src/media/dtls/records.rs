//! What of a handshake the library may see. It puts the parts of a message together by calling itself
//! for each, over all that it keeps, and bounds neither: some thousand parts, which fit into a hundred
//! datagrams, would end the whole server. So what no browser sends stays out here.

/// Bytes of a record's head: what it is, version, epoch and number, length (RFC 6347, section 4.1).
const HEAD: usize = 13;
const HANDSHAKE: u8 = 22;
/// Bytes of a message's head: what it is, length, number, and which part of it follows (4.2.2).
const MESSAGE_HEAD: usize = 12;
/// Longest message; certificates are the longest that there are, and those of browsers are short.
const MOST_BYTES: usize = 16 * 1024;
/// Messages and parts of messages of one connection; a handshake takes six, and some again.
const MOST_MESSAGES: usize = 256;
/// Encrypted records with messages, and bytes of one: there is but one such message, of 24 bytes.
const MOST_SEALED: usize = 32;
const MOST_SEALED_BYTES: usize = 128;

/// Counts what one connection sent.
#[derive(Debug, Default)]
pub struct Gate {
    messages: usize,
    sealed: usize,
}

impl Gate {
    /// Whether the library may see a datagram.
    pub fn admits(&mut self, datagram: &[u8]) -> bool {
        self.records(datagram).is_some()
    }

    fn records(&mut self, mut rest: &[u8]) -> Option<()> {
        while !rest.is_empty() {
            let (head, after) = rest.split_first_chunk::<HEAD>()?;
            let [kind, _, _, epoch_high, epoch_low, .., high, low] = *head;
            let length = u16::from_be_bytes([high, low]).into();
            let (content, after) = after.split_at_checked(length)?;
            rest = after;
            match (kind, epoch_high | epoch_low) {
                (HANDSHAKE, 0) => self.messages(content)?,
                (HANDSHAKE, _) => {
                    self.sealed += 1;
                    let fits = content.len() <= MOST_SEALED_BYTES;
                    (fits && self.sealed <= MOST_SEALED).then_some(())?;
                }
                _ => {}
            }
        }
        Some(())
    }

    fn messages(&mut self, mut rest: &[u8]) -> Option<()> {
        while !rest.is_empty() {
            self.messages += 1;
            let (head, after) = rest.split_first_chunk::<MESSAGE_HEAD>()?;
            let [_, l0, l1, l2, _, _, o0, o1, o2, p0, p1, p2] = *head;
            let number = |bytes: [u8; 3]| {
                let [a, b, c] = bytes;
                u32::from_be_bytes([0, a, b, c]) as usize
            };
            let (length, offset) = (number([l0, l1, l2]), number([o0, o1, o2]));
            let part = number([p0, p1, p2]);
            let (_, after) = after.split_at_checked(part)?;
            let is_whole = part == length;
            // The library takes the whole length for that of a part. So a part must be the last.
            let is_part = part > 0 && after.is_empty();
            let fits = length <= MOST_BYTES && offset + part <= length;
            let fits = fits && self.messages <= MOST_MESSAGES;
            (fits && (is_whole || is_part)).then_some(())?;
            rest = after;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, epoch: u8, content: &[u8]) -> Vec<u8> {
        let mut record = vec![kind, 0xFE, 0xFD, 0, epoch, 0, 0, 0, 0, 0, 0];
        record.extend((content.len() as u16).to_be_bytes());
        record.extend_from_slice(content);
        record
    }

    /// A part of a message of this length that begins there and claims to be so long.
    fn part(length: u16, offset: u16, claimed: u16, content: &[u8]) -> Vec<u8> {
        let mut part = vec![1, 0];
        part.extend(length.to_be_bytes());
        part.extend([0, 0, 0]);
        part.extend(offset.to_be_bytes());
        part.push(0);
        part.extend(claimed.to_be_bytes());
        part.extend_from_slice(content);
        part
    }

    #[test]
    fn messages_and_their_parts_are_seen() {
        let mut gate = Gate::default();
        let two = [part(3, 0, 3, b"abc"), part(0, 0, 0, b"")].concat();
        assert!(gate.admits(&record(HANDSHAKE, 0, &two)));
        let first = record(HANDSHAKE, 0, &part(5, 0, 3, b"abc"));
        let second = record(HANDSHAKE, 0, &part(5, 3, 2, b"de"));
        assert!(gate.admits(&[first, second].concat()));
        // Changes of the cipher, alerts, and what is encrypted.
        assert!(gate.admits(&record(20, 0, &[1])));
        assert!(gate.admits(&record(21, 0, &[2, 40])));
        assert!(gate.admits(&record(HANDSHAKE, 1, &[0; 48])));
        assert!(gate.admits(&[]));
    }

    #[test]
    fn what_no_browser_sends_is_not() {
        for content in [
            // A part that lies about its length, and one of nothing.
            part(0, 7, 1, b"x"),
            part(4, 0, 0, b""),
            part(4, 2, 3, b"abc"),
            // Something after a part, and a part that is cut.
            part(4, 0, 1, b"ab"),
            part(4, 0, 3, b"ab"),
            part(0xFFFF, 0, 1, b"a"),
            vec![1, 0, 0],
        ] {
            assert!(
                !Gate::default().admits(&record(HANDSHAKE, 0, &content)),
                "{content:?}"
            );
        }
        assert!(!Gate::default().admits(&record(HANDSHAKE, 1, &[0; MOST_SEALED_BYTES + 1])));
        let cut = record(20, 0, &[1]);
        assert!(!Gate::default().admits(&cut[..cut.len() - 1]));
        assert!(!Gate::default().admits(&cut[..HEAD - 1]));
    }

    #[test]
    fn there_is_an_end_to_it() {
        let whole = record(HANDSHAKE, 0, &part(3, 0, 3, b"abc"));
        let sealed = record(HANDSHAKE, 1, &[0; 48]);
        for (record, most) in [(whole, MOST_MESSAGES), (sealed, MOST_SEALED)] {
            let mut gate = Gate::default();
            let seen = (0..1000).filter(|_| gate.admits(&record)).count();
            assert_eq!(seen, most);
        }
    }
}
