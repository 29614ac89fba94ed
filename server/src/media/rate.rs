//! How many bits per second flow. Numbers and times only.

use std::time::{Duration, Instant};

/// Time over which is counted.
const WINDOW: Duration = Duration::from_millis(500);

/// A rate, counted in windows one after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rate {
    began: Option<Instant>,
    bytes: usize,
    last: f64,
}

impl Rate {
    /// So many bytes flow now.
    pub fn add(&mut self, bytes: usize, now: Instant) {
        self.roll(now);
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// The rate of the last whole window; of none that is long over.
    pub fn bits_per_second(&mut self, now: Instant) -> f64 {
        self.roll(now);
        self.last
    }

    fn roll(&mut self, now: Instant) {
        let began = *self.began.get_or_insert(now);
        let passed = now.saturating_duration_since(began);
        if passed < WINDOW {
            return;
        }
        self.last = match passed > 2 * WINDOW {
            // Nothing flowed since.
            true => 0.0,
            false => self.bytes as f64 * 8.0 / passed.as_secs_f64(),
        };
        self.bytes = 0;
        self.began = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_flowed_lately() {
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let mut rate = Rate::default();
        assert_eq!(rate.bits_per_second(start), 0.0);
        for ms in (0..2000).step_by(10) {
            rate.add(125, at(ms));
        }
        let bits = rate.bits_per_second(at(2000));
        assert!((99_000.0..=101_000.0).contains(&bits), "{bits}");
        assert_eq!(rate.bits_per_second(at(9000)), 0.0);
    }
}
