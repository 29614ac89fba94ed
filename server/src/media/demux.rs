//! Whose datagram is this? One socket serves everybody: a known sender address answers it, and an
//! ICE check from a new address says it by its user name. Everything else belongs to nobody and
//! gets no answer. Does no I/O and no cryptography; the peer's ICE agent verifies the check.

use std::collections::HashMap;
use std::net::SocketAddr;

use hallway_protocol::PersonId;

/// Addresses one visitor may send from at a time: a few interfaces and ports. Beyond that the one
/// not heard of for longest is forgotten.
const ADDRESSES_PER_PERSON: usize = 8;
/// Addresses one connection may use in its life: the library keeps a little for each of them.
const ADDRESSES_PER_LIFE: usize = 256;

/// Longest datagram looked at; more than any path carries unfragmented.
pub const DATAGRAM_BYTES: usize = 2048;

const STUN_HEADER_BYTES: usize = 20;
const STUN_COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];
const BINDING_REQUEST: [u8; 2] = [0x00, 0x01];
const USERNAME: u16 = 0x0006;

/// Addresses and ICE user names of everybody.
#[derive(Debug, Default)]
pub struct Demux {
    by_address: HashMap<SocketAddr, PersonId>,
    by_ufrag: HashMap<String, PersonId>,
    people: HashMap<PersonId, Entry>,
}

#[derive(Debug)]
struct Entry {
    ufrag: String,
    /// Least recently checked first.
    addresses: Vec<SocketAddr>,
    /// How many more addresses may be bound.
    budget: usize,
}

impl Demux {
    /// Makes a person reachable under an ICE user fragment; their earlier one and all addresses
    /// are forgotten.
    pub fn add(&mut self, person: PersonId, ufrag: String) {
        self.remove(person);
        self.by_ufrag.insert(ufrag.clone(), person);
        let entry = Entry {
            ufrag,
            addresses: Vec::new(),
            budget: ADDRESSES_PER_LIFE,
        };
        self.people.insert(person, entry);
    }

    /// Forgets a person.
    pub fn remove(&mut self, person: PersonId) {
        if let Some(entry) = self.people.remove(&person) {
            self.by_ufrag.remove(&entry.ufrag);
            for address in entry.addresses {
                self.by_address.remove(&address);
            }
        }
    }

    /// Who sent this. An ICE check is believed by its user name alone, whatever was known of the
    /// address, so that a reused port reaches its new owner.
    pub fn route(&mut self, from: SocketAddr, datagram: &[u8]) -> Option<PersonId> {
        if !is_binding_request(datagram) {
            return self.by_address.get(&from).copied();
        }
        let name = username(datagram)?;
        let local = name.split(|byte| *byte == b':').next()?;
        let person = *self.by_ufrag.get(std::str::from_utf8(local).ok()?)?;
        self.bind(from, person).then_some(person)
    }

    fn bind(&mut self, address: SocketAddr, person: PersonId) -> bool {
        let Some(entry) = self.people.get_mut(&person) else {
            return false;
        };
        if !entry.addresses.contains(&address) {
            if entry.budget == 0 {
                return false;
            }
            entry.budget -= 1;
        }
        if let Some(before) = self.by_address.insert(address, person)
            && before != person
            && let Some(entry) = self.people.get_mut(&before)
        {
            entry.addresses.retain(|known| *known != address);
        }
        let Some(entry) = self.people.get_mut(&person) else {
            return false;
        };
        entry.addresses.retain(|known| *known != address);
        entry.addresses.push(address);
        if entry.addresses.len() > ADDRESSES_PER_PERSON {
            let oldest = entry.addresses.remove(0);
            self.by_address.remove(&oldest);
        }
        true
    }
}

fn is_binding_request(datagram: &[u8]) -> bool {
    datagram.len() >= STUN_HEADER_BYTES
        && datagram.starts_with(&BINDING_REQUEST)
        && datagram.get(4..8) == Some(&STUN_COOKIE)
}

/// The first USERNAME attribute of a STUN message.
fn username(datagram: &[u8]) -> Option<&[u8]> {
    let mut rest = datagram.get(STUN_HEADER_BYTES..)?;
    loop {
        let (header, body) = rest.split_at_checked(4)?;
        let [kind_high, kind_low, length_high, length_low] = *header else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([length_high, length_low]));
        if u16::from_be_bytes([kind_high, kind_low]) == USERNAME {
            return body.get(..length);
        }
        rest = body.get(length.next_multiple_of(4)..)?;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const A: PersonId = PersonId(1);
    const B: PersonId = PersonId(2);

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 1], port))
    }

    fn check(name: &str) -> Vec<u8> {
        let mut message = vec![0, 1, 0, 0];
        message.extend(STUN_COOKIE);
        message.extend([7; 12]);
        // An attribute before, to be skipped with its padding.
        message.extend([0x80, 0x22, 0, 3, 1, 2, 3, 0]);
        message.extend([0, 6, 0, name.len() as u8]);
        message.extend(name.as_bytes());
        message
    }

    #[test]
    fn a_check_with_a_known_name_opens_an_address() {
        let mut demux = Demux::default();
        demux.add(A, "aaaa".into());
        assert_eq!(demux.route(address(1), &[0x80; 40]), None);
        assert_eq!(demux.route(address(1), &check("aaab:remote")), None);
        assert_eq!(demux.route(address(1), &[0x80; 40]), None);
        assert_eq!(demux.route(address(1), &check("aaaa:remote")), Some(A));
        assert_eq!(demux.route(address(1), &[0x80; 40]), Some(A));
        assert_eq!(demux.route(address(2), &[0x80; 40]), None);
    }

    #[test]
    fn a_reused_address_follows_the_check() {
        let mut demux = Demux::default();
        demux.add(A, "aaaa".into());
        demux.add(B, "bbbb".into());
        demux.route(address(1), &check("aaaa:x"));
        assert_eq!(demux.route(address(1), &check("bbbb:x")), Some(B));
        demux.remove(A);
        assert_eq!(demux.route(address(1), &[0x80; 40]), Some(B));
    }

    #[test]
    fn addresses_are_bounded_and_freed() {
        let mut demux = Demux::default();
        demux.add(A, "aaaa".into());
        for port in 0..100 {
            demux.route(address(port), &check("aaaa:x"));
        }
        assert_eq!(demux.by_address.len(), ADDRESSES_PER_PERSON);
        assert_eq!(demux.route(address(99), &[0x80; 40]), Some(A));
        assert_eq!(demux.route(address(0), &[0x80; 40]), None);
        for port in 100..1000 {
            demux.route(address(port), &check("aaaa:x"));
        }
        assert_eq!(demux.route(address(999), &check("aaaa:x")), None);
        demux.add(A, "cccc".into());
        assert!(demux.by_address.is_empty());
        assert_eq!(demux.route(address(1), &check("aaaa:x")), None);
        demux.remove(A);
        assert!(demux.by_ufrag.is_empty() && demux.people.is_empty());
    }

    proptest! {
        #[test]
        fn garbage_belongs_to_nobody(mut bytes in prop::collection::vec(any::<u8>(), 0..80), stun: bool) {
            let mut demux = Demux::default();
            demux.add(A, "aaaa".into());
            if stun && bytes.len() >= 8 {
                bytes[..2].copy_from_slice(&BINDING_REQUEST);
                bytes[4..8].copy_from_slice(&STUN_COOKIE);
            }
            prop_assert_eq!(demux.route(address(1), &bytes), None);
        }
    }
}
