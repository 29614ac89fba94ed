//! The lowest value within a stretch of time. Numbers and times only.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Lowest values of intervals that follow one another; at most `kept` of them.
#[derive(Debug)]
pub struct Lowest<T> {
    interval: Duration,
    kept: usize,
    began: Option<Instant>,
    /// Number of each interval in which there was a value, and the lowest one.
    values: VecDeque<(u128, T)>,
}

impl<T: Copy + PartialOrd> Lowest<T> {
    /// No value yet.
    pub fn new(interval: Duration, kept: usize) -> Self {
        Self {
            interval,
            kept,
            began: None,
            values: VecDeque::with_capacity(kept),
        }
    }

    /// A value of now.
    pub fn add(&mut self, value: T, now: Instant) {
        let interval = self.interval_of(now);
        match self.values.back_mut() {
            Some((last, lowest)) if *last == interval => {
                if value < *lowest {
                    *lowest = value;
                }
            }
            _ => {
                if self.values.len() == self.kept {
                    self.values.pop_front();
                }
                self.values.push_back((interval, value));
            }
        }
    }

    /// The lowest value of this interval and so many before it. `None` when there was none.
    pub fn since(&mut self, before: usize, now: Instant) -> Option<T> {
        let first = self.interval_of(now).saturating_sub(before as u128);
        let values = self.values.iter().filter(|(it, _)| *it >= first);
        let values = values.map(|(_, value)| *value);
        values.reduce(|low, value| if value < low { value } else { low })
    }

    /// The lowest of all values that are kept.
    pub fn lowest(&mut self, now: Instant) -> Option<T> {
        self.since(self.kept.saturating_sub(1), now)
    }

    fn interval_of(&mut self, now: Instant) -> u128 {
        let began = *self.began.get_or_insert(now);
        let passed = now.saturating_duration_since(began).as_nanos();
        passed / self.interval.as_nanos().max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_of_the_last_intervals_is_known() {
        let start = Instant::now();
        let at = |tenth: u32| start + Duration::from_millis(100) * tenth;
        let mut lowest = Lowest::new(Duration::from_millis(100), 3);
        assert_eq!(lowest.lowest(at(0)), None);
        for (tenth, value) in [(0, 5), (0, 7), (1, 9), (2, 8), (2, 6)] {
            lowest.add(value, at(tenth));
        }
        assert_eq!(lowest.lowest(at(2)), Some(5));
        assert_eq!(lowest.since(0, at(2)), Some(6));
        assert_eq!(lowest.lowest(at(3)), Some(6));
        lowest.add(20, at(3));
        assert_eq!(lowest.since(1, at(4)), Some(20));
        assert_eq!(lowest.lowest(at(4)), Some(6));
        assert_eq!(lowest.lowest(at(6)), None);
    }
}
