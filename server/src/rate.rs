//! Bounds on how often something may happen. Told the time; reads no clock.

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
}
