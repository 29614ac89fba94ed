//! How much one visitor may send, and have repeated. Beyond it datagrams are dropped before any work
//! is done for them, so that nobody's flood costs others their call. Reads no clock.

use std::time::Instant;

use crate::rate::Bucket;

/// Datagrams per second: three layers of a camera, a shared screen, a microphone and their feedback
/// are well below a thousand.
const DATAGRAMS: f64 = 2000.0;
/// Bytes per second, likewise: 20 Mbit/s.
const BYTES: f64 = 2_500_000.0;
/// In one burst, as after a stall of the network: seconds' worth.
const BURST_DATAGRAMS: u32 = 4000;
const BURST_BYTES: u32 = 5_000_000;
/// Packets per second that are sent again on demand: a third of all at the best quality.
const REPEATS: f64 = 500.0;
const BURST_REPEATS: u32 = 500;

/// What one visitor may still do.
#[derive(Debug)]
pub struct Allowance {
    datagrams: Bucket,
    bytes: Bucket,
    repeats: Bucket,
}

impl Allowance {
    /// All of it.
    pub fn new(now: Instant) -> Self {
        Self {
            datagrams: Bucket::new(DATAGRAMS, BURST_DATAGRAMS, now),
            bytes: Bucket::new(BYTES, BURST_BYTES, now),
            repeats: Bucket::new(REPEATS, BURST_REPEATS, now),
        }
    }

    /// Whether a datagram of this length may come.
    pub fn takes(&mut self, bytes: usize, now: Instant) -> bool {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.datagrams.draw(now) && self.bytes.draw_many(bytes, now)
    }

    /// Whether one more packet may be sent again.
    pub fn repeats(&mut self, now: Instant) -> bool {
        self.repeats.draw(now)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// How many of these datagrams are taken in a time, sent evenly.
    fn taken(bytes: usize, per_second: u32, seconds: u32) -> f64 {
        let start = Instant::now();
        let mut allowance = Allowance::new(start);
        let gap = Duration::from_secs(1) / per_second;
        let all = (0..per_second * seconds).map(|it| start + gap * it);
        let taken = all.filter(|now| allowance.takes(bytes, *now)).count();
        taken as f64 / f64::from(seconds)
    }

    #[test]
    fn what_a_call_takes_is_never_dropped() {
        // Three layers of video and a screen at 4 Mbit/s in all, and a microphone.
        assert_eq!(taken(1200, 500, 60), 500.0);
        assert_eq!(taken(100, 100, 60), 100.0);
    }

    #[test]
    fn floods_are_dropped_but_for_an_allowance() {
        let small = taken(50, 50_000, 20);
        assert!(
            (2000.0..2300.0).contains(&small),
            "{small} datagrams a second"
        );
        let large = taken(2000, 5000, 20) * 2000.0;
        assert!((2.4e6..2.8e6).contains(&large), "{large} bytes a second");
    }
}
