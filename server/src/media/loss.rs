//! What part of the packets of a line is lost: of what was counted as missing, less what came late.
//! Numbers and times only.

use std::time::{Duration, Instant};

/// Time over which it is averaged: long enough that a line which loses one of twenty is not taken for
/// one that loses one of ten, and short enough that an end of it is soon noticed.
const OVER: Duration = Duration::from_secs(2);

/// The average.
#[derive(Debug, Default)]
pub struct Loss {
    lost: f64,
    sent: f64,
    since: Option<Instant>,
}

impl Loss {
    /// So many more were sent, of which so many did not come in time; and so many came late that
    /// were counted as lost before.
    pub fn count(&mut self, sent: usize, lost: usize, late: usize, now: Instant) {
        let since = *self.since.get_or_insert(now);
        let passed = now.saturating_duration_since(since).as_secs_f64();
        let kept = (-passed / OVER.as_secs_f64()).exp();
        self.since = Some(now);
        self.sent = self.sent * kept + sent as f64;
        self.lost = self.lost * kept + lost as f64 - late as f64;
    }

    /// The part, 0 to 1; 0 when nothing was counted for longer than it is averaged over: then nothing
    /// is known any more, and who waits for it to get better would wait forever.
    pub fn part(&self, now: Instant) -> f64 {
        let recent = |since: Instant| now.saturating_duration_since(since) <= OVER;
        match self.sent > 0.0 && self.since.is_some_and(recent) {
            true => (self.lost / self.sent).clamp(0.0, 1.0),
            false => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_late_is_not_lost() {
        let start = Instant::now();
        let mut loss = Loss::default();
        let at = |tenth: u32| start + Duration::from_millis(100) * tenth;
        assert_eq!(loss.part(start), 0.0);
        for tenth in 0..100 {
            loss.count(10, 3, 2, at(tenth));
        }
        let part = loss.part(at(100));
        assert!((part - 0.1).abs() < 1e-9, "{part}");
        for tenth in 100..140 {
            loss.count(10, 0, 0, at(tenth));
        }
        let part = loss.part(at(140));
        assert!(part < 0.02, "{part}");
    }

    #[test]
    fn what_was_lost_long_ago_says_nothing() {
        let start = Instant::now();
        let mut loss = Loss::default();
        loss.count(10, 5, 0, start);
        assert_eq!(loss.part(start + OVER), 0.5);
        assert_eq!(loss.part(start + OVER + Duration::from_millis(1)), 0.0);
    }
}
