//! ICE checks (STUN binding requests, RFC 8489) as far as telling whose they are and whether they
//! are authentic. Reads only; answering is the library's part.

use rtc::crypto::{HmacAlgorithm, RTCCryptoProvider};

const HEADER_BYTES: usize = 20;
const COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];
const BINDING_REQUEST: [u8; 2] = [0x00, 0x01];
const BINDING_ANSWER: [u8; 2] = [0x01, 0x01];
const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const ICE_CONTROLLED: u16 = 0x8029;
const INTEGRITY_BYTES: usize = 20;
const ATTRIBUTE_HEADER_BYTES: usize = 4;

/// An ICE check that could be one of a browser's.
#[derive(Debug)]
pub struct Check<'a> {
    /// The ICE user fragment of the side that is checked.
    pub ufrag: &'a str,
    /// What the integrity code is about: the type, and what comes after the length.
    kind: &'a [u8],
    rest: &'a [u8],
    /// The message's length as it is to be taken for the integrity code.
    length: u16,
    integrity: &'a [u8],
}

impl<'a> Check<'a> {
    /// Reads a datagram. `None` when it is anything but a binding request with a user name and an
    /// integrity code by a side that wants to decide on the path, as browsers must towards an
    /// ICE-lite server. (The library would change sides on a claim to the contrary, even before it
    /// has verified it.)
    pub fn read(datagram: &'a [u8]) -> Option<Self> {
        let (header, mut body) = datagram.split_at_checked(HEADER_BYTES)?;
        let (kind, header) = header.split_at_checked(2)?;
        let (_, header) = header.split_at_checked(2)?;
        if kind != BINDING_REQUEST || !header.starts_with(&COOKIE) {
            return None;
        }
        let (mut ufrag, mut integrity) = (None, None);
        let mut before = 0;
        while !body.is_empty() {
            let (attribute, value, next) = split_attribute(body)?;
            match attribute {
                // What follows the integrity code is not covered by it.
                USERNAME if integrity.is_none() => ufrag = ufrag.or(Some(value)),
                MESSAGE_INTEGRITY if integrity.is_none() => integrity = Some((before, value)),
                ICE_CONTROLLED => return None,
                _ => {}
            }
            before += body.len() - next.len();
            body = next;
        }
        let ufrag = ufrag?.split(|byte| *byte == b':').next()?;
        let (before, integrity) = integrity?;
        let length = before + ATTRIBUTE_HEADER_BYTES + INTEGRITY_BYTES;
        Some(Self {
            ufrag: std::str::from_utf8(ufrag).ok()?,
            kind,
            rest: datagram.get(4..HEADER_BYTES + before)?,
            length: u16::try_from(length).ok()?,
            integrity,
        })
    }

    /// Whether whoever sent this knows the password.
    pub fn is_authentic(&self, password: &[u8], crypto: &dyn RTCCryptoProvider) -> bool {
        let Ok(mut code) = crypto.crypto().new_hmac(HmacAlgorithm::Sha1, password) else {
            return false;
        };
        let length = self.length.to_be_bytes();
        let verified = code.verify(&[self.kind, &length, self.rest], self.integrity);
        verified.is_ok()
    }
}

/// Whether a datagram looks like the good answer to a check.
pub fn is_answer(datagram: &[u8]) -> bool {
    let header = datagram.first_chunk::<HEADER_BYTES>();
    header.is_some_and(|header| {
        header.starts_with(&BINDING_ANSWER) && header.get(4..8) == Some(&COOKIE)
    })
}

/// The first attribute's type and value, and what follows it.
fn split_attribute(body: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (header, body) = body.split_at_checked(ATTRIBUTE_HEADER_BYTES)?;
    let [kind_high, kind_low, length_high, length_low] = *header else {
        return None;
    };
    let length = usize::from(u16::from_be_bytes([length_high, length_low]));
    let value = body.get(..length)?;
    let next = body.get(length.next_multiple_of(4)..)?;
    Some((u16::from_be_bytes([kind_high, kind_low]), value, next))
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An attribute with its padding.
    fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
        let mut bytes = kind.to_be_bytes().to_vec();
        bytes.extend((value.len() as u16).to_be_bytes());
        bytes.extend(value);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    fn message(attributes: &[Vec<u8>]) -> Vec<u8> {
        let body = attributes.concat();
        let mut bytes = BINDING_REQUEST.to_vec();
        bytes.extend((body.len() as u16).to_be_bytes());
        bytes.extend(COOKIE);
        bytes.extend([7; 12]);
        bytes.extend(body);
        bytes
    }

    /// A check as browsers send them, with more attributes before and after the integrity code.
    fn signed(name: &str, password: &str, more: &[Vec<u8>], after: &[Vec<u8>]) -> Vec<u8> {
        let mut attributes = vec![
            // One to be skipped with its padding.
            attribute(0x8022, &[1, 2, 3]),
            attribute(USERNAME, name.as_bytes()),
        ];
        attributes.extend_from_slice(more);
        attributes.push(attribute(MESSAGE_INTEGRITY, &[0; INTEGRITY_BYTES]));
        let mut bytes = message(&attributes);
        let covered = bytes.len() - ATTRIBUTE_HEADER_BYTES - INTEGRITY_BYTES;
        let provider = rtc::crypto::default_provider().unwrap();
        let mut code = [0; INTEGRITY_BYTES];
        let mut mac = provider
            .crypto()
            .new_hmac(HmacAlgorithm::Sha1, password.as_bytes())
            .unwrap();
        mac.sign(&[&bytes[..covered]], &mut code).unwrap();
        bytes[covered + ATTRIBUTE_HEADER_BYTES..].copy_from_slice(&code);
        bytes.extend(after.concat());
        let length = (bytes.len() - HEADER_BYTES) as u16;
        bytes[2..4].copy_from_slice(&length.to_be_bytes());
        bytes
    }

    /// An authentic check.
    pub fn check(name: &str, password: &str) -> Vec<u8> {
        signed(name, password, &[], &[attribute(0x8028, &[1, 2, 3, 4])])
    }

    fn is_authentic(datagram: &[u8], password: &str) -> bool {
        let provider = rtc::crypto::default_provider().unwrap();
        let check = Check::read(datagram);
        check.is_some_and(|check| check.is_authentic(password.as_bytes(), provider.as_ref()))
    }

    #[test]
    fn only_who_knows_the_password_is_authentic() {
        let good = check("aaaa:remote", "secret");
        assert_eq!(Check::read(&good).unwrap().ufrag, "aaaa");
        assert!(is_authentic(&good, "secret"));
        assert!(!is_authentic(&good, "Secret"));
        assert!(!is_authentic(&good, ""));
    }

    /// The sample request of RFC 5769, section 2.1.
    #[test]
    fn the_standards_own_example_is_authentic() {
        let sample = b"\x00\x01\x00\x58\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae\
            \x80\x22\x00\x10STUN test client\x00\x24\x00\x04\x6e\x00\x01\xff\
            \x80\x29\x00\x08\x93\x2f\xf9\xb1\x51\x26\x3b\x36\
            \x00\x06\x00\x09\x65\x76\x74\x6a\x3a\x68\x36\x76\x59\x20\x20\x20\
            \x00\x08\x00\x14\x9a\xea\xa7\x0c\xbf\xd8\xcb\x56\x78\x1e\xf2\xb5\xb2\xd3\xf2\x49\xc1\xb5\x71\xa2\
            \x80\x28\x00\x04\xe5\x7a\x3b\xcf";
        // It claims the wrong side, which is refused; its code is none the worse for it.
        assert!(Check::read(sample).is_none());
        let known = Check {
            ufrag: "evtj",
            kind: &sample[..2],
            rest: &sample[4..sample.len() - 32],
            length: 0x58 - 8,
            integrity: &sample[sample.len() - 28..sample.len() - 8],
        };
        let provider = rtc::crypto::default_provider().unwrap();
        assert!(known.is_authentic(b"VOkJxbRl1RmTxUk/WvJxBt", provider.as_ref()));
    }

    #[test]
    fn whatever_else_is_refused() {
        let unsigned = message(&[attribute(USERNAME, b"aaaa:x")]);
        assert!(Check::read(&unsigned).is_none());
        let short = message(&[
            attribute(USERNAME, b"aaaa:x"),
            attribute(MESSAGE_INTEGRITY, &[1]),
        ]);
        assert!(!is_authentic(&short, "secret"));
        let nameless = message(&[attribute(MESSAGE_INTEGRITY, &[0; 20])]);
        assert!(Check::read(&nameless).is_none());
        let name_after = [attribute(USERNAME, b"bbbb:x")];
        let after = signed("aaaa:x", "secret", &[], &name_after);
        assert_eq!(Check::read(&after).unwrap().ufrag, "aaaa");
        let controlled = attribute(ICE_CONTROLLED, &[0; 8]);
        let wrong_side = signed("aaaa:x", "secret", std::slice::from_ref(&controlled), &[]);
        assert!(Check::read(&wrong_side).is_none());
        assert!(Check::read(&signed("aaaa:x", "secret", &[], &[controlled])).is_none());
    }

    proptest! {
        #[test]
        fn any_change_of_what_is_covered_shows(at in 0usize..64, bit in 0u8..8) {
            let mut changed = check("aaaa:remote", "secret");
            let covered = changed.len() - 8;
            let at = at % covered;
            changed[at] ^= 1 << bit;
            // The length itself counts only up to the code.
            prop_assume!(!(2..4).contains(&at));
            prop_assert!(!is_authentic(&changed, "secret"));
        }

        #[test]
        fn any_bytes_are_read(mut bytes in prop::collection::vec(any::<u8>(), 0..120), stun: bool) {
            if stun && bytes.len() >= 8 {
                bytes[..2].copy_from_slice(&BINDING_REQUEST);
                bytes[4..8].copy_from_slice(&COOKIE);
            }
            prop_assert!(!is_authentic(&bytes, "secret"));
        }
    }
}
