//! ICE checks (STUN binding requests, RFC 8489) and their answers, as much of it as a server needs
//! that never checks anybody itself (ICE-lite, RFC 8445). Whose a check is, and whether it is
//! authentic, is told before anything is answered, and an answer is shorter than most checks.

use std::net::{IpAddr, SocketAddr};

use flate2::Crc;
use rtc::crypto::{HmacAlgorithm, RTCCryptoProvider};

const HEADER_BYTES: usize = 20;
const COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];
const BINDING_REQUEST: [u8; 2] = [0x00, 0x01];
const BINDING_ANSWER: [u8; 2] = [0x01, 0x01];
const USERNAME: u16 = 0x0006;
const PRIORITY: u16 = 0x0024;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;
const ICE_CONTROLLED: u16 = 0x8029;
/// What the standard mixes into the fingerprint.
const FINGERPRINT_MIX: u32 = 0x5354_554E;
const INTEGRITY_BYTES: usize = 20;
/// What a candidate that is only seen from outside would have (RFC 8445, section 5.1.2).
const QUESTION_PRIORITY: u32 = 110 << 24 | 65_535 << 8 | 255;
const ATTRIBUTE_HEADER_BYTES: usize = 4;

/// An ICE check that could be one of a browser's.
#[derive(Debug)]
pub struct Check<'a> {
    /// The ICE user fragment of the side that is checked.
    pub ufrag: &'a str,
    /// The browser wants to use the way that this check took.
    pub nominates: bool,
    transaction: [u8; 12],
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
        let (mut ufrag, mut integrity, mut nominates) = (None, None, false);
        let mut before = 0;
        while !body.is_empty() {
            let (attribute, value, next) = split_attribute(body)?;
            match attribute {
                // What follows the integrity code is not covered by it.
                USERNAME if integrity.is_none() => ufrag = ufrag.or(Some(value)),
                MESSAGE_INTEGRITY if integrity.is_none() => integrity = Some((before, value)),
                USE_CANDIDATE if integrity.is_none() => nominates = true,
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
            nominates,
            transaction: *datagram.get(8..HEADER_BYTES)?.first_chunk()?,
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

    /// The answer to this check, which came from this address. `None` when there is no
    /// cryptography.
    pub fn answer(
        &self,
        from: SocketAddr,
        password: &[u8],
        crypto: &dyn RTCCryptoProvider,
    ) -> Option<Vec<u8>> {
        let mut answer = Vec::with_capacity(96);
        answer.extend(BINDING_ANSWER);
        answer.extend([0, 0]);
        answer.extend(COOKIE);
        answer.extend(self.transaction);
        let address = mixed(from, self.transaction);
        push(&mut answer, XOR_MAPPED_ADDRESS, &address);
        seal(&mut answer, password, crypto)?;
        Some(answer)
    }
}

/// An authentic check as browsers send it, for what tries ours: of this name, with these further
/// attributes as they are. `None` when there is no cryptography.
#[cfg(any(test, feature = "fuzzing"))]
pub fn authentic(
    name: &str,
    password: &str,
    attributes: &[u8],
    crypto: &dyn RTCCryptoProvider,
) -> Option<Vec<u8>> {
    let mut check = BINDING_REQUEST.to_vec();
    check.extend([0, 0]);
    check.extend(COOKIE);
    check.extend([7; 12]);
    check.extend(USERNAME.to_be_bytes());
    check.extend((name.len() as u16).to_be_bytes());
    check.extend(name.bytes());
    check.resize(check.len().next_multiple_of(4), 0);
    check.extend_from_slice(attributes);
    seal(&mut check, password.as_bytes(), crypto)?;
    Some(check)
}

/// The credentials of a browser, by which it knows our questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theirs {
    /// Its ICE user fragment.
    pub ufrag: String,
    /// Its ICE password.
    pub password: String,
}

/// A question whether the browser receives at an address (a check of ours). Shorter than the check
/// that it follows, and with that check's answer less than three times as long. `None` when there
/// is no cryptography.
pub fn question(
    transaction: [u8; 12],
    ours: &str,
    theirs: &Theirs,
    crypto: &dyn RTCCryptoProvider,
) -> Option<Vec<u8>> {
    let mut question = Vec::with_capacity(160);
    question.extend(BINDING_REQUEST);
    question.extend([0, 0]);
    question.extend(COOKIE);
    question.extend(transaction);
    let mut name = format!("{}:{ours}", theirs.ufrag).into_bytes();
    let length = name.len() as u16;
    name.resize(name.len().next_multiple_of(4), 0);
    question.extend(USERNAME.to_be_bytes());
    question.extend(length.to_be_bytes());
    question.extend(name);
    push(&mut question, PRIORITY, &QUESTION_PRIORITY.to_be_bytes());
    push(&mut question, ICE_CONTROLLED, &[0; 8]);
    seal(&mut question, theirs.password.as_bytes(), crypto)?;
    Some(question)
}

/// The transaction of an answer to a question. Who knows it has got the question, so that nothing
/// else of the answer matters.
pub fn answered(datagram: &[u8]) -> Option<[u8; 12]> {
    let header = datagram.get(..HEADER_BYTES)?;
    if !header.starts_with(&BINDING_ANSWER) || header.get(4..8)? != COOKIE {
        return None;
    }
    header.get(8..)?.first_chunk().copied()
}

/// Ends a message with its integrity code and its fingerprint.
fn seal(message: &mut Vec<u8>, password: &[u8], crypto: &dyn RTCCryptoProvider) -> Option<()> {
    let mut code = [0; INTEGRITY_BYTES];
    set_length(message, ATTRIBUTE_HEADER_BYTES + INTEGRITY_BYTES);
    let mac = crypto.crypto().new_hmac(HmacAlgorithm::Sha1, password);
    mac.ok()?.sign(&[message], &mut code).ok()?;
    push(message, MESSAGE_INTEGRITY, &code);
    set_length(message, ATTRIBUTE_HEADER_BYTES + 4);
    let mut sum = Crc::new();
    sum.update(message);
    let fingerprint = (sum.sum() ^ FINGERPRINT_MIX).to_be_bytes();
    push(message, FINGERPRINT, &fingerprint);
    Some(())
}

/// An address mixed with cookie and transaction, so that no router rewrites it.
fn mixed(address: SocketAddr, transaction: [u8; 12]) -> Vec<u8> {
    let mix: Vec<u8> = COOKIE.iter().chain(&transaction).copied().collect();
    let mixed = |bytes: &[u8]| -> Vec<u8> { bytes.iter().zip(&mix).map(|(a, b)| a ^ b).collect() };
    let port = mixed(&address.port().to_be_bytes());
    let (family, ip) = match address.ip() {
        IpAddr::V4(ip) => (1, mixed(&ip.octets())),
        IpAddr::V6(ip) => (2, mixed(&ip.octets())),
    };
    [&[0, family], port.as_slice(), ip.as_slice()].concat()
}

/// Appends an attribute whose value needs no padding.
fn push(message: &mut Vec<u8>, attribute: u16, value: &[u8]) {
    message.extend(attribute.to_be_bytes());
    message.extend((value.len() as u16).to_be_bytes());
    message.extend(value);
}

/// Writes the length that the message will have with so many more bytes.
fn set_length(message: &mut [u8], more: usize) {
    let length = (message.len().saturating_sub(HEADER_BYTES) + more) as u16;
    for (byte, value) in message.iter_mut().skip(2).zip(length.to_be_bytes()) {
        *byte = value;
    }
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
            nominates: false,
            transaction: [0; 12],
            kind: &sample[..2],
            rest: &sample[4..sample.len() - 32],
            length: 0x58 - 8,
            integrity: &sample[sample.len() - 28..sample.len() - 8],
        };
        let provider = rtc::crypto::default_provider().unwrap();
        assert!(known.is_authentic(b"VOkJxbRl1RmTxUk/WvJxBt", provider.as_ref()));
    }

    #[test]
    fn the_wish_to_use_a_way_is_read() {
        let nominates = [attribute(USE_CANDIDATE, &[])];
        let wish = signed("aaaa:x", "secret", &nominates, &[]);
        assert!(Check::read(&wish).unwrap().nominates);
        assert!(!Check::read(&check("aaaa:x", "secret")).unwrap().nominates);
        // What stands behind the code could be anybody's.
        let behind = signed("aaaa:x", "secret", &[], &nominates);
        assert!(!Check::read(&behind).unwrap().nominates);
    }

    #[test]
    fn answers_are_read_by_others() {
        use rtc::stun::fingerprint;
        use rtc::stun::integrity::MessageIntegrity;
        use rtc::stun::message::{Getter, Message};
        use rtc::stun::xoraddr::XorMappedAddress;
        let provider = rtc::crypto::default_provider().unwrap();
        let datagram = check("aaaa:remote", "secret");
        let check = Check::read(&datagram).unwrap();
        for from in ["192.0.2.7:54321", "[2001:db8::7]:9"] {
            let from: SocketAddr = from.parse().unwrap();
            let answer = check.answer(from, b"secret", provider.as_ref()).unwrap();
            let mut message = Message::new();
            message.unmarshal_binary(&answer).unwrap();
            let mut address = XorMappedAddress::default();
            address.get_from(&message).unwrap();
            assert_eq!(SocketAddr::new(address.ip, address.port), from);
            assert_eq!(message.transaction_id.0, [7; 12]);
            MessageIntegrity::check(&mut message, b"secret", provider.crypto()).unwrap();
            fingerprint::FINGERPRINT.check(&message).unwrap();
        }
    }

    #[test]
    fn questions_are_read_by_others_and_their_answers_by_us() {
        use rtc::stun::fingerprint;
        use rtc::stun::integrity::MessageIntegrity;
        use rtc::stun::message::{BINDING_SUCCESS, Message, Setter};
        let provider = rtc::crypto::default_provider().unwrap();
        let theirs = Theirs {
            ufrag: "them".to_owned(),
            password: "their secret".to_owned(),
        };
        let datagram = question([5; 12], "our", &theirs, provider.as_ref()).unwrap();
        let mut message = Message::new();
        message.unmarshal_binary(&datagram).unwrap();
        let name = message.get(rtc::stun::attributes::ATTR_USERNAME).unwrap();
        assert_eq!(name, b"them:our");
        MessageIntegrity::check(&mut message, b"their secret", provider.crypto()).unwrap();
        fingerprint::FINGERPRINT.check(&message).unwrap();
        let mut answer = Message::new();
        let transaction = message.transaction_id;
        answer
            .build(&[
                Box::new(transaction) as Box<dyn Setter>,
                Box::new(BINDING_SUCCESS),
            ])
            .unwrap();
        assert_eq!(answered(&answer.raw), Some([5; 12]));
        assert_eq!(answered(&datagram), None);
        assert_eq!(answered(&answer.raw[..19]), None);
    }

    #[test]
    fn whatever_is_sent_is_short() {
        let provider = rtc::crypto::default_provider().unwrap();
        for theirs in ["abcd", &"x".repeat(256)] {
            let name = format!("{}:{theirs}", "o".repeat(16));
            // Of checks, the shortest there is.
            let attributes = [
                attribute(USERNAME, name.as_bytes()),
                attribute(MESSAGE_INTEGRITY, &[0; INTEGRITY_BYTES]),
            ];
            let datagram = message(&attributes);
            let from = "[2001:db8::7]:9".parse().unwrap();
            let check = Check::read(&datagram).unwrap();
            let answer = check.answer(from, b"secret", provider.as_ref()).unwrap();
            let theirs = Theirs {
                ufrag: theirs.to_owned(),
                password: String::new(),
            };
            let ours = "o".repeat(16);
            let question = question([5; 12], &ours, &theirs, provider.as_ref()).unwrap();
            let sent = answer.len() + question.len();
            assert!(sent < 3 * datagram.len(), "{sent} of {}", datagram.len());
        }
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
        fn a_check_that_is_cut_is_not_authentic(end in 0usize..100) {
            let whole = check("aaaa:remote", "secret");
            // What follows the code is not covered by it.
            let end = end % (whole.len() - 8);
            prop_assert!(!is_authentic(&whole[..end], "secret"));
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
