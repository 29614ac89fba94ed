//! Who wants to have nothing to do with whom, in whatever room and from visit to visit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::identity::Identity;
use crate::store::{Entry, Journal};

/// People whom one may block at most.
const MOST: usize = 200;

/// All blocks.
#[derive(Debug)]
pub struct Blocks {
    /// Who wants it, and from whom. A lock of the standard library: nothing is awaited while it is held.
    pairs: Mutex<BTreeMap<Identity, BTreeSet<Identity>>>,
    journal: Journal,
}

impl Blocks {
    /// Those that were kept.
    pub fn new(pairs: impl IntoIterator<Item = (Identity, Identity)>, journal: Journal) -> Self {
        let mut kept: BTreeMap<Identity, BTreeSet<Identity>> = BTreeMap::new();
        for (by, from) in pairs {
            kept.entry(by).or_default().insert(from);
        }
        Self {
            pairs: Mutex::new(kept),
            journal,
        }
    }

    /// Keeps somebody apart from another from now on, or no longer. False when nothing changes: it is so
    /// already, or they have blocked as many as they may.
    pub fn set(&self, by: Identity, from: Identity, blocked: bool) -> bool {
        let mut pairs = self.lock();
        let own = pairs.entry(by).or_default();
        let changed = match blocked {
            true => by != from && own.len() < MOST && own.insert(from),
            false => own.remove(&from),
        };
        if own.is_empty() {
            pairs.remove(&by);
        }
        drop(pairs);
        if changed {
            // Whether it is kept is not waited for: it is in force as long as the server runs.
            drop(self.journal.keep(Entry::Block { by, from, blocked }));
        }
        changed
    }

    /// What a guest wanted, somebody wants from now on: they have logged in.
    pub fn pass_on(&self, guest: Identity, to: Identity) {
        let from: Vec<Identity> = self
            .lock()
            .get(&guest)
            .into_iter()
            .flatten()
            .copied()
            .collect();
        for from in from {
            self.set(to, from, true);
        }
    }

    /// Of one and some others, all pairs in which one wants to be kept apart from the other.
    pub fn between<K: Copy>(
        &self,
        one: (K, Identity),
        others: impl Iterator<Item = (K, Identity)>,
    ) -> Vec<(K, K)> {
        let pairs = self.lock();
        if pairs.is_empty() {
            return Vec::new();
        }
        let wants = |by: Identity, from: Identity| {
            let own = pairs.get(&by);
            own.is_some_and(|own| own.contains(&from))
        };
        let mut found = Vec::new();
        for other in others {
            if wants(one.1, other.1) {
                found.push((one.0, other.0));
            }
            if wants(other.1, one.1) {
                found.push((other.0, one.0));
            }
        }
        found
    }

    /// Somebody blocks nobody any more, from their next visit on.
    pub fn forget(&self, by: Identity) {
        self.lock().remove(&by);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Identity, BTreeSet<Identity>>> {
        self.pairs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::identity::Visitor;
    use super::*;

    fn who(number: u32) -> Identity {
        Visitor::for_tests(number).identity
    }

    #[tokio::test]
    async fn a_block_is_known_from_both_sides_until_it_is_lifted() {
        let kept = [(who(1), who(2))];
        let blocks = Blocks::new(kept, Journal::for_tests());
        let between = |one: u32, others: &[u32]| {
            let others = others.iter().map(|it| (*it, who(*it)));
            blocks.between((one, who(one)), others)
        };
        assert_eq!(between(1, &[2, 3]), [(1, 2)]);
        assert_eq!(between(2, &[1, 3]), [(1, 2)]);
        assert_eq!(between(3, &[1, 2]), []);
        assert!(blocks.set(who(3), who(1), true));
        assert!(!blocks.set(who(3), who(1), true), "it is so already");
        assert!(
            !blocks.set(who(3), who(3), true),
            "nobody blocks themselves"
        );
        assert_eq!(between(1, &[2, 3]), [(1, 2), (3, 1)]);
        assert!(blocks.set(who(1), who(2), false));
        assert!(!blocks.set(who(1), who(2), false));
        assert_eq!(between(2, &[1, 3]), []);
    }

    #[tokio::test]
    async fn blocks_are_bounded() {
        let blocks = Blocks::new([], Journal::for_tests());
        let most = u32::try_from(MOST).unwrap();
        let set = (0..=most).filter(|it| blocks.set(who(most + 9), who(*it), true));
        assert_eq!(set.count(), MOST);
    }
}
