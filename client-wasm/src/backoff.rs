//! How long to wait before trying again. Pure: chance is given, time is only named.

/// The first pause in milliseconds.
const FIRST_MS: f64 = 500.0;

/// The longest pause in milliseconds.
const LONGEST_MS: f64 = 5000.0;

/// Pauses that double up to a limit, shortened by chance so that a thousand visitors who lost the
/// same server do not come back in the same moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    tries: u32,
}

impl Backoff {
    /// Milliseconds to wait before the next try. `chance` is from 0 to 1.
    pub fn next(&mut self, chance: f64) -> f64 {
        let longest = (FIRST_MS * 2f64.powi(self.tries.min(10) as i32)).min(LONGEST_MS);
        self.tries = self.tries.saturating_add(1);
        let shortest = (longest / 2.0).max(FIRST_MS);
        shortest + (longest - shortest) * chance.clamp(0.0, 1.0)
    }

    /// How often [`Self::next`] was asked since the last success.
    pub fn tries(self) -> u32 {
        self.tries
    }

    /// Starts over after a success.
    pub fn reset(&mut self) {
        self.tries = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_limit_and_start_over() {
        let mut backoff = Backoff::default();
        let pauses: Vec<f64> = (0..6).map(|_| backoff.next(1.0)).collect();
        assert_eq!(pauses, [500.0, 1000.0, 2000.0, 4000.0, 5000.0, 5000.0]);
        assert_eq!(backoff.tries(), 6);
        backoff.reset();
        assert_eq!(backoff.next(0.0), 500.0);
    }

    #[test]
    fn chance_spreads_pauses_but_keeps_them_in_bounds() {
        let mut backoff = Backoff::default();
        for _ in 0..2000 {
            for chance in [-1.0, 0.0, 0.3, 1.0, 9.0] {
                let pause = backoff.next(chance);
                assert!((FIRST_MS..=LONGEST_MS).contains(&pause), "{pause}");
            }
        }
        assert_eq!(backoff.next(0.0), LONGEST_MS / 2.0);
    }
}
