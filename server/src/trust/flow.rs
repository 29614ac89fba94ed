//! How much comes of one person, whatever their number of windows, and of one network: connections, and what is
//! said on them. Steps are not counted here: each connection may take so many, and connections are. Told the
//! time; reads no clock.
//!
//! A network is a house, a school, a conference: what a thousand people in it do is let through. Who is on this
//! very machine is no network: a proxy that was not told of, or a benchmark.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::address::Prefix;
use super::identity::{Identity, Visitor};
use crate::rate::Buckets;

/// Connections of one person at a time: windows, and those that broke and were not missed yet.
const OF_PERSON: usize = 20;

/// New connections of one network: so many at once, and so many a second after that.
const COMING: (f64, u32) = (20.0, 1000);

/// People and networks that are remembered at most; beyond that all are forgotten, which gives each of them their
/// first bursts again.
const MOST: usize = 20_000;

/// What is said, by what it costs others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Offers of peer connections: each takes a handshake.
    Offer,
    /// What others read.
    Words,
    /// All else that changes something for others.
    Act,
}

/// All kinds, in the order of their numbers.
const KINDS: [Kind; 3] = [Kind::Offer, Kind::Words, Kind::Act];

impl Kind {
    /// How often it may come, so often a second, and so many at once: of one person what four windows may at
    /// most, see `inbox.rs`.
    fn of_person(self) -> (f64, u32) {
        match self {
            Self::Offer => (0.8, 24),
            Self::Words => (4.0, 40),
            Self::Act => (20.0, 200),
        }
    }

    /// Of one network: what a hundred may who all do as much as they can, or a thousand as people do.
    fn of_network(self) -> (f64, u32) {
        match self {
            // A thousand who come back at once, when the server was restarted.
            Self::Offer => (20.0, 2000),
            Self::Words => (50.0, 500),
            Self::Act => (200.0, 5000),
        }
    }
}

/// Why something is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooMuch {
    /// This person does too much.
    OfPerson,
    /// Too much comes of their network, perhaps of others.
    OfNetwork,
}

/// What comes of whom.
#[derive(Debug)]
pub struct Flows {
    /// A lock of the standard library: nothing is awaited while it is held. No step of anybody asks for it.
    inside: Mutex<Inside>,
    /// Connections of one network at a time.
    of_network: usize,
    /// What this very machine looks like.
    local: Vec<Prefix>,
}

#[derive(Debug)]
struct Inside {
    people: HashMap<Identity, usize>,
    networks: HashMap<Prefix, usize>,
    coming: Buckets<Prefix>,
    by_person: [Buckets<Identity>; 3],
    by_network: [Buckets<Prefix>; 3],
}

/// A connection that is counted as long as the value is there.
#[derive(Debug)]
pub struct Held {
    flows: Arc<Flows>,
    identity: Identity,
    prefix: Prefix,
}

impl Flows {
    /// Nothing has come yet. One network may have so many connections; `local` is what this machine looks like.
    pub fn new(of_network: usize, local: Vec<Prefix>) -> Arc<Self> {
        let inside = Inside {
            people: HashMap::new(),
            networks: HashMap::new(),
            coming: buckets(COMING),
            by_person: KINDS.map(|kind| buckets(kind.of_person())),
            by_network: KINDS.map(|kind| buckets(kind.of_network())),
        };
        Arc::new(Self {
            inside: Mutex::new(inside),
            of_network,
            local,
        })
    }

    /// Somebody connects.
    ///
    /// # Errors
    /// When too many connections are theirs or their network's.
    pub fn connect(self: &Arc<Self>, visitor: &Visitor, now: Instant) -> Result<Held, TooMuch> {
        let Visitor {
            identity, prefix, ..
        } = *visitor;
        let mut inside = self.lock();
        if inside
            .people
            .get(&identity)
            .is_some_and(|it| *it >= OF_PERSON)
        {
            return Err(TooMuch::OfPerson);
        }
        if !self.is_local(prefix) {
            let open = inside.networks.get(&prefix).copied().unwrap_or(0);
            if open >= self.of_network || !inside.coming.draw(prefix, now) {
                return Err(TooMuch::OfNetwork);
            }
        }
        *inside.people.entry(identity).or_insert(0) += 1;
        *inside.networks.entry(prefix).or_insert(0) += 1;
        Ok(Held {
            flows: Arc::clone(self),
            identity,
            prefix,
        })
    }

    /// Somebody says something of this kind.
    ///
    /// # Errors
    /// When it is too much.
    pub fn say(&self, visitor: &Visitor, kind: Kind, now: Instant) -> Result<(), TooMuch> {
        let mut inside = self.lock();
        let index = kind as usize;
        let of_person = inside.by_person.get_mut(index);
        if !of_person.is_none_or(|it| it.draw(visitor.identity, now)) {
            return Err(TooMuch::OfPerson);
        }
        let of_network = inside.by_network.get_mut(index);
        let is_fine = self.is_local(visitor.prefix)
            || of_network.is_none_or(|it| it.draw(visitor.prefix, now));
        if is_fine {
            Ok(())
        } else {
            Err(TooMuch::OfNetwork)
        }
    }

    fn is_local(&self, prefix: Prefix) -> bool {
        self.local.contains(&prefix)
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut inside = self.flows.lock();
        let Inside {
            people, networks, ..
        } = &mut *inside;
        one_less(people, &self.identity);
        one_less(networks, &self.prefix);
    }
}

fn one_less<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count = count.saturating_sub(1);
        if *count == 0 {
            counts.remove(key);
        }
    }
}

fn buckets<K: Copy + Eq + Hash>((per_second, burst): (f64, u32)) -> Buckets<K> {
    Buckets::new(per_second, burst, MOST)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const LOCAL: Prefix = Prefix([0xff; 16]);

    fn flows(of_network: usize) -> Arc<Flows> {
        Flows::new(of_network, vec![LOCAL])
    }

    fn of(person: u32, network: u8) -> Visitor {
        Visitor {
            prefix: Prefix([network; 16]),
            ..Visitor::for_tests(person)
        }
    }

    #[test]
    fn one_person_has_so_many_windows() {
        let (flows, now) = (flows(1000), Instant::now());
        let mut open: Vec<Held> = (0..OF_PERSON)
            .map(|_| flows.connect(&of(1, 1), now).unwrap())
            .collect();
        let one_more = flows.connect(&of(1, 1), now).map(drop);
        assert_eq!(one_more, Err(TooMuch::OfPerson));
        assert!(flows.connect(&of(2, 1), now).is_ok());
        open.pop();
        assert!(flows.connect(&of(1, 1), now).is_ok());
        drop(open);
        let inside = flows.lock();
        assert!(inside.people.is_empty() && inside.networks.is_empty());
    }

    #[test]
    fn one_network_has_so_many_connections_and_this_machine_all() {
        let (flows, now) = (flows(3), Instant::now());
        let open: Vec<_> = (0..5).map(|it| flows.connect(&of(it, 1), now)).collect();
        assert_eq!(open.iter().filter(|it| it.is_ok()).count(), 3);
        assert!(flows.connect(&of(9, 2), now).is_ok());
        let here: Vec<_> = (10..20)
            .map(|it| flows.connect(&of(it, 0xff), now))
            .collect();
        assert!(here.iter().all(Result::is_ok));
    }

    #[test]
    fn who_comes_and_goes_all_the_time_has_to_wait() {
        let (flows, now) = (flows(10_000), Instant::now());
        let come = |now| {
            (0..5000)
                .filter(|it| flows.connect(&of(*it, 1), now).is_ok())
                .count()
        };
        assert_eq!(come(now), COMING.1 as usize);
        assert_eq!(come(now + Duration::from_secs(1)), COMING.0 as usize);
    }

    #[test]
    fn what_is_said_counts_by_person_and_by_network() {
        for kind in KINDS {
            let (flows, now) = (flows(1000), Instant::now());
            let say = |who: &Visitor| flows.say(who, kind, now);
            let most = kind.of_person().1;
            let said = (0..most + 5).filter(|_| say(&of(1, 1)).is_ok()).count();
            assert_eq!(said, most as usize, "{kind:?}");
            assert_eq!(say(&of(1, 2)), Err(TooMuch::OfPerson), "from elsewhere too");
            // Others in the house go on, until all of it is too much.
            let most = kind.of_network().1 - most;
            let said = (2..most + 10).filter(|it| say(&of(*it, 1)).is_ok()).count();
            assert!(
                said.abs_diff(most as usize) <= 1,
                "{kind:?}: {said} of {most}"
            );
            assert_eq!(say(&of(9_999_999, 1)), Err(TooMuch::OfNetwork));
            assert_eq!(say(&of(9_999_999, 2)), Ok(()));
            let here = (0..most * 2).all(|it| say(&of(it + 100_000, 0xff)).is_ok());
            assert!(here, "{kind:?}");
        }
    }
}
