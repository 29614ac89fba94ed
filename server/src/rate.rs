//! Bounds on how often something may happen. Told the time; reads no clock.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::{Duration, Instant};

/// A bucket that fills with time and is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    /// What one draw costs, in time to refill.
    cost: Duration,
    /// The bucket's size, in time to refill.
    size: Duration,
    /// When the bucket will be full again.
    full_at: Instant,
}

impl Bucket {
    /// A full bucket of `burst` draws that refills by `per_second`.
    pub fn new(per_second: f64, burst: u32, now: Instant) -> Self {
        let cost = Duration::from_secs_f64(1.0 / per_second.max(0.001));
        Self {
            cost,
            size: cost * burst,
            full_at: now,
        }
    }

    /// Draws; false when the bucket does not hold enough.
    pub fn draw(&mut self, now: Instant) -> bool {
        self.draw_many(1, now)
    }

    /// Draws so many at once, or none.
    pub fn draw_many(&mut self, count: u32, now: Instant) -> bool {
        let full_at = self.full_at.max(now) + self.cost.saturating_mul(count);
        let allowed = full_at <= now + self.size;
        if allowed {
            self.full_at = full_at;
        }
        allowed
    }
}

/// Buckets, one for each of those who draw, as many as there is room for: beyond that all are forgotten, which
/// fills each again.
#[derive(Debug)]
pub struct Buckets<K> {
    all: HashMap<K, Bucket>,
    per_second: f64,
    burst: u32,
    most: usize,
}

impl<K: Copy + Eq + Hash> Buckets<K> {
    /// None yet; each of `burst` draws, refilled by `per_second`, and `most` of them.
    pub fn new(per_second: f64, burst: u32, most: usize) -> Self {
        Self {
            all: HashMap::new(),
            per_second,
            burst,
            most,
        }
    }

    /// Somebody draws; false when their bucket does not hold enough.
    pub fn draw(&mut self, who: K, now: Instant) -> bool {
        if self.all.len() >= self.most && !self.all.contains_key(&who) {
            self.all.clear();
        }
        let bucket = self.all.entry(who);
        bucket
            .or_insert_with(|| Bucket::new(self.per_second, self.burst, now))
            .draw(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_a_steady_rate() {
        let start = Instant::now();
        let mut bucket = Bucket::new(10.0, 5, start);
        let drawn = (0..20).filter(|_| bucket.draw(start)).count();
        assert_eq!(drawn, 5);
        let drawn = (1..=100)
            .filter(|i| bucket.draw(start + Duration::from_millis(20) * *i))
            .count();
        assert_eq!(drawn, 20);
        assert!(bucket.draw(start + Duration::from_secs(3600)));
    }

    #[test]
    fn each_has_a_bucket_and_there_are_only_so_many() {
        let now = Instant::now();
        let mut buckets = Buckets::new(1.0, 2, 3);
        let drawn =
            |buckets: &mut Buckets<u8>, who| (0..9).filter(|_| buckets.draw(who, now)).count();
        assert_eq!([1, 2, 3].map(|who| drawn(&mut buckets, who)), [2; 3]);
        assert_eq!(drawn(&mut buckets, 1), 0);
        assert_eq!(drawn(&mut buckets, 4), 2);
        assert_eq!(buckets.all.len(), 1, "all others are forgotten");
    }
}
