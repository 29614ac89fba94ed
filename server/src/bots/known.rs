//! Who is in view, a bit for each: thousands of bots that know thousands stay near the processor so.

use hallway_protocol::PersonId;

const BITS: usize = u64::BITS as usize;

/// A set of people.
#[derive(Debug, Default)]
pub(super) struct Known(Vec<u64>);

impl Known {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn insert(&mut self, id: PersonId) {
        let (word, bit) = place(id);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= bit;
    }

    pub(super) fn remove(&mut self, id: PersonId) {
        let (word, bit) = place(id);
        if let Some(word) = self.0.get_mut(word) {
            *word &= !bit;
        }
    }

    pub(super) fn contains(&self, id: PersonId) -> bool {
        let (word, bit) = place(id);
        self.0.get(word).is_some_and(|word| word & bit > 0)
    }
}

fn place(PersonId(id): PersonId) -> (usize, u64) {
    let id = id as usize;
    (id / BITS, 1 << (id % BITS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_comes_is_known_until_they_go() {
        let mut known = Known::default();
        for id in [0, 63, 64, 1000].map(PersonId) {
            assert!(!known.contains(id));
            known.insert(id);
            assert!(known.contains(id));
        }
        known.remove(PersonId(64));
        known.remove(PersonId(5000));
        assert!(!known.contains(PersonId(64)) && known.contains(PersonId(63)));
        known.clear();
        assert!(!known.contains(PersonId(0)));
    }
}
