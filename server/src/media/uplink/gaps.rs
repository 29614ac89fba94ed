//! Lost packets of one stream: which are missing, and when to ask for them (again). Numbers and
//! times only.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Time that a packet may be late before it is asked for: paths swap packets, too.
const PATIENCE: Duration = Duration::from_millis(10);
/// Time between two asks for the same packet: longer than most round trips.
const INTERVAL: Duration = Duration::from_millis(80);
/// Asks for one packet before it is given up.
const MOST_ASKS: u8 = 10;
/// Packets missing at a time. Beyond that they would come too late; a key frame helps sooner.
const MOST_MISSING: usize = 256;

/// What is missing of one stream.
#[derive(Debug, Default)]
pub struct Gaps {
    newest: Option<u64>,
    missing: BTreeMap<u64, Missing>,
}

#[derive(Clone, Copy, Debug)]
struct Missing {
    asks: u8,
    next: Instant,
}

impl Gaps {
    /// A packet came, by whatever way. False when too much is missing and was given up: only a key
    /// frame helps.
    pub fn came(&mut self, index: u64, now: Instant) -> bool {
        let Some(newest) = self.newest else {
            self.newest = Some(index);
            return true;
        };
        if index <= newest {
            self.missing.remove(&index);
            return true;
        }
        self.newest = Some(index);
        let lost = usize::try_from(index - newest - 1).unwrap_or(usize::MAX);
        if lost.saturating_add(self.missing.len()) > MOST_MISSING {
            self.missing.clear();
            return false;
        }
        let next = now + PATIENCE;
        let lost = newest + 1..index;
        let missing = lost.map(|index| (index, Missing { asks: 0, next }));
        self.missing.extend(missing);
        true
    }

    /// Whether a packet is missing, so that its repetition is wanted.
    pub fn is_missing(&self, index: u64) -> bool {
        self.missing.contains_key(&index)
    }

    /// When packets are to be asked for.
    pub fn deadline(&self) -> Option<Instant> {
        self.missing.values().map(|missing| missing.next).min()
    }

    /// The packets to be asked for now.
    pub fn due(&mut self, now: Instant) -> Vec<u16> {
        let mut due = Vec::new();
        self.missing.retain(|index, missing| {
            if missing.next > now {
                return true;
            }
            if missing.asks == MOST_ASKS {
                return false;
            }
            missing.asks += 1;
            missing.next = now + INTERVAL;
            due.push(*index as u16);
            true
        });
        due
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn what_is_missing_is_asked_for_until_it_comes() {
        let start = Instant::now();
        let mut gaps = Gaps::default();
        assert!(gaps.came(65_534, start));
        assert!(gaps.came(65_538, start));
        assert!(gaps.due(start + PATIENCE - MS).is_empty());
        assert!(gaps.came(65_536, start + MS));
        assert_eq!(gaps.deadline(), Some(start + PATIENCE));
        assert_eq!(gaps.due(start + PATIENCE), [65_535, 1]);
        assert!(gaps.due(start + PATIENCE + MS).is_empty());
        assert!(gaps.is_missing(65_537));
        gaps.came(65_537, start + 20 * MS);
        assert!(!gaps.is_missing(65_537));
        assert_eq!(gaps.due(start + PATIENCE + INTERVAL), [65_535]);
    }

    #[test]
    fn asking_has_an_end() {
        let start = Instant::now();
        let mut gaps = Gaps::default();
        gaps.came(0, start);
        gaps.came(2, start);
        let mut asks = 0;
        for step in 0..200 {
            asks += gaps.due(start + step * 10 * MS).len();
        }
        assert_eq!(asks, usize::from(MOST_ASKS));
        assert_eq!(gaps.deadline(), None);
    }

    #[test]
    fn after_an_outage_a_key_frame_is_needed() {
        let now = Instant::now();
        let mut gaps = Gaps::default();
        assert!(gaps.came(0, now));
        assert!(!gaps.came(u64::MAX, now));
        assert_eq!(gaps.deadline(), None);
        assert!(gaps.came(3, now));
    }

    proptest! {
        #[test]
        fn nothing_is_asked_for_that_came(
            steps in prop::collection::vec((0u64..6, any::<bool>()), 1..200)
        ) {
            let start = Instant::now();
            let mut gaps = Gaps::default();
            let mut came = std::collections::HashSet::new();
            let (mut index, mut now) = (1000u64, start);
            for (step, late) in steps {
                now += 7 * MS;
                index = if late { index.saturating_sub(step) } else { index + step };
                gaps.came(index, now);
                came.insert(index as u16);
                for asked in gaps.due(now) {
                    prop_assert!(!came.contains(&asked));
                }
                prop_assert!(gaps.missing.len() <= MOST_MISSING);
            }
        }
    }
}
