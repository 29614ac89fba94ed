//! Whose datagram is this? One socket serves everybody: a known sender address answers it, and an
//! authentic ICE check makes an address known. Everything else belongs to nobody and gets no
//! answer. Does no I/O.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hallway_protocol::PersonId;
use rtc::crypto::RTCCryptoProvider;

use super::path::Path;
use super::stun::{self, Check};
use super::ways::Transaction;

/// Addresses one visitor may send from at a time: a few interfaces and ports. Beyond that the one
/// not heard of for longest is forgotten.
const PATHS_PER_PERSON: usize = 8;
/// Addresses one connection may use in its life: the library keeps a little for each of them.
const PATHS_PER_LIFE: usize = 256;
/// Somebody else's address can be taken over after this much silence from there. Browsers send
/// something every few seconds, so only a port that changed its owner is silent so long.
const REST: Duration = Duration::from_secs(10);

/// Longest datagram looked at; more than any path carries unfragmented.
pub const DATAGRAM_BYTES: usize = 2048;

/// Addresses and ICE user names of everybody.
pub struct Demux {
    crypto: Arc<dyn RTCCryptoProvider>,
    by_path: HashMap<Path, Owner>,
    by_ufrag: HashMap<String, PersonId>,
    people: HashMap<PersonId, Entry>,
}

/// Whose a datagram is.
#[derive(Debug, PartialEq, Eq)]
pub enum Routed {
    /// An authentic ICE check.
    Check {
        /// Whose.
        person: PersonId,
        /// They want to use the way that it took.
        nominates: bool,
        /// What is to be answered.
        answer: Vec<u8>,
    },
    /// An answer to a question of ours.
    Answer(PersonId, Transaction),
    /// Something else.
    Datagram(PersonId),
}

#[derive(Debug)]
struct Owner {
    person: PersonId,
    heard: Instant,
}

#[derive(Debug)]
struct Entry {
    ufrag: String,
    password: String,
    /// Least recently checked first.
    paths: Vec<Path>,
    /// How many more addresses may be bound.
    budget: usize,
}

impl Demux {
    /// Nobody yet; checks are verified with `crypto`.
    pub fn new(crypto: Arc<dyn RTCCryptoProvider>) -> Self {
        Self {
            crypto,
            by_path: HashMap::new(),
            by_ufrag: HashMap::new(),
            people: HashMap::new(),
        }
    }

    /// Makes a person reachable under an ICE user fragment and password; their earlier ones and
    /// all addresses are forgotten.
    pub fn add(&mut self, person: PersonId, ufrag: String, password: String) {
        self.remove(person);
        self.by_ufrag.insert(ufrag.clone(), person);
        let entry = Entry {
            ufrag,
            password,
            paths: Vec::new(),
            budget: PATHS_PER_LIFE,
        };
        self.people.insert(person, entry);
    }

    /// Forgets a person.
    pub fn remove(&mut self, person: PersonId) {
        if let Some(entry) = self.people.remove(&person) {
            self.by_ufrag.remove(&entry.ufrag);
            for path in entry.paths {
                self.by_path.remove(&path);
            }
        }
    }

    /// A way is no more. Gives whose it was.
    pub fn close(&mut self, path: Path) -> Option<PersonId> {
        let owner = self.by_path.remove(&path)?;
        if let Some(entry) = self.people.get_mut(&owner.person) {
            entry.paths.retain(|known| *known != path);
        }
        Some(owner.person)
    }

    /// Who sent this. ICE's own datagrams belong to somebody only as authentic checks, and are
    /// answered; whatever else comes by a way that an authentic check came by before.
    pub fn route(&mut self, from: Path, datagram: &[u8], now: Instant) -> Option<Routed> {
        if let Some(transaction) = stun::answered(datagram) {
            let owner = self.by_path.get(&from)?;
            return Some(Routed::Answer(owner.person, transaction));
        }
        if datagram.first().is_none_or(|first| *first <= 3) {
            let check = Check::read(datagram)?;
            let person = *self.by_ufrag.get(check.ufrag)?;
            let crypto = Arc::clone(&self.crypto);
            let password = self.people.get(&person)?.password.as_bytes();
            if !check.is_authentic(password, crypto.as_ref()) {
                return None;
            }
            let answer = check.answer(from.address(), password, crypto.as_ref())?;
            return self.bind(from, person, now).then_some(Routed::Check {
                person,
                nominates: check.nominates,
                answer,
            });
        }
        let owner = self.by_path.get_mut(&from)?;
        owner.heard = now;
        Some(Routed::Datagram(owner.person))
    }

    fn bind(&mut self, path: Path, person: PersonId, now: Instant) -> bool {
        let before = self.by_path.get(&path);
        let before = before.map(|owner| (owner.person, owner.heard));
        let Some(entry) = self.people.get_mut(&person) else {
            return false;
        };
        match before {
            Some((owner, _)) if owner == person => {
                entry.paths.retain(|known| *known != path);
            }
            Some((_, heard)) if now.saturating_duration_since(heard) < REST => return false,
            _ if entry.budget == 0 => return false,
            _ => entry.budget -= 1,
        }
        entry.paths.push(path);
        if entry.paths.len() > PATHS_PER_PERSON {
            let oldest = entry.paths.remove(0);
            self.by_path.remove(&oldest);
        }
        self.by_path.insert(path, Owner { person, heard: now });
        if let Some((owner, _)) = before
            && owner != person
            && let Some(entry) = self.people.get_mut(&owner)
        {
            entry.paths.retain(|known| *known != path);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use proptest::prelude::*;

    use super::super::stun::tests::check;
    use super::*;

    const A: PersonId = PersonId(1);
    const B: PersonId = PersonId(2);
    const MEDIA: [u8; 40] = [0x80; 40];

    fn address(port: u16) -> Path {
        Path::Udp(SocketAddr::from(([192, 0, 2, 1], port)))
    }

    /// Whose a datagram is.
    fn owner(demux: &mut Demux, from: Path, datagram: &[u8], now: Instant) -> Option<PersonId> {
        match demux.route(from, datagram, now)? {
            Routed::Check { person, .. } | Routed::Answer(person, _) | Routed::Datagram(person) => {
                Some(person)
            }
        }
    }

    fn demux(people: &[(PersonId, &str)]) -> Demux {
        let mut demux = Demux::new(rtc::crypto::default_provider().unwrap());
        for (person, ufrag) in people {
            demux.add(*person, (*ufrag).to_owned(), format!("secret of {ufrag}"));
        }
        demux
    }

    fn authentic(ufrag: &str) -> Vec<u8> {
        check(&format!("{ufrag}:remote"), &format!("secret of {ufrag}"))
    }

    #[test]
    fn an_authentic_check_opens_an_address() {
        let now = Instant::now();
        let mut demux = demux(&[(A, "aaaa")]);
        assert_eq!(owner(&mut demux, address(1), &MEDIA, now), None);
        assert_eq!(owner(&mut demux, address(1), &authentic("aaab"), now), None);
        assert_eq!(
            owner(&mut demux, address(1), &check("aaaa:remote", "guess"), now),
            None
        );
        assert_eq!(owner(&mut demux, address(1), &MEDIA, now), None);
        assert_eq!(
            owner(&mut demux, address(1), &authentic("aaaa"), now),
            Some(A)
        );
        assert_eq!(owner(&mut demux, address(1), &MEDIA, now), Some(A));
        assert_eq!(owner(&mut demux, address(2), &MEDIA, now), None);
        // Not even from the right address.
        assert_eq!(
            owner(&mut demux, address(1), &check("aaaa:remote", "guess"), now),
            None
        );
        assert_eq!(owner(&mut demux, address(1), &[1; 40], now), None);
        assert_eq!(owner(&mut demux, address(1), &[], now), None);
    }

    #[test]
    fn an_address_changes_its_owner_only_after_a_rest() {
        let start = Instant::now();
        let mut demux = demux(&[(A, "aaaa"), (B, "bbbb")]);
        owner(&mut demux, address(1), &authentic("aaaa"), start);
        let talking = start + REST / 2;
        assert_eq!(owner(&mut demux, address(1), &MEDIA, talking), Some(A));
        let early = talking + REST / 2;
        assert_eq!(
            owner(&mut demux, address(1), &authentic("bbbb"), early),
            None
        );
        assert_eq!(owner(&mut demux, address(1), &MEDIA, early), Some(A));
        let late = early + REST;
        assert_eq!(
            owner(&mut demux, address(1), &authentic("bbbb"), late),
            Some(B)
        );
        demux.remove(A);
        assert_eq!(owner(&mut demux, address(1), &MEDIA, late), Some(B));
    }

    #[test]
    fn the_address_of_somebody_gone_is_free() {
        let now = Instant::now();
        let mut demux = demux(&[(A, "aaaa"), (B, "bbbb")]);
        owner(&mut demux, address(1), &authentic("aaaa"), now);
        demux.remove(A);
        assert_eq!(
            owner(&mut demux, address(1), &authentic("bbbb"), now),
            Some(B)
        );
    }

    #[test]
    fn addresses_are_bounded_and_freed() {
        let now = Instant::now();
        let mut demux = demux(&[(A, "aaaa")]);
        let hello = authentic("aaaa");
        for port in 0..100 {
            owner(&mut demux, address(port), &hello, now);
        }
        assert_eq!(demux.by_path.len(), PATHS_PER_PERSON);
        assert_eq!(owner(&mut demux, address(99), &MEDIA, now), Some(A));
        assert_eq!(owner(&mut demux, address(0), &MEDIA, now), None);
        for port in 100..1000 {
            owner(&mut demux, address(port), &hello, now);
        }
        assert_eq!(owner(&mut demux, address(999), &hello, now), None);
        assert_eq!(demux.by_path.len(), PATHS_PER_PERSON);
        demux.add(A, "cccc".into(), "another".into());
        assert!(demux.by_path.is_empty());
        assert_eq!(owner(&mut demux, address(1), &hello, now), None);
        demux.remove(A);
        assert!(demux.by_ufrag.is_empty() && demux.people.is_empty());
    }

    proptest! {
        #[test]
        fn garbage_belongs_to_nobody(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let mut demux = demux(&[(A, "aaaa")]);
            prop_assert_eq!(owner(&mut demux, address(1), &bytes, Instant::now()), None);
        }
    }
}
