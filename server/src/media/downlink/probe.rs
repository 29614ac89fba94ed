//! Tries whether a line carries more than it does: for a moment packets without content are sent
//! besides the others, evenly, and it is looked whether they come as evenly. What is found out so costs
//! nobody's sound: the queue that builds up is short. Times and numbers only.

use std::time::{Duration, Instant};

/// How long is sent, and how long is waited for answers after that.
const LASTS: Duration = Duration::from_millis(200);
const WAITS: Duration = Duration::from_millis(500);
/// Bytes that a packet without content takes on the line, about.
const PACKET: f64 = 300.0;
/// Most packets at a time.
const BURST: usize = 64;
/// Least part of the packets that must come; lossy lines have room, too.
const COMES: f64 = 0.65;
/// How much longer than sending them may their coming take: as a factor, and by chance.
const STRETCH: f64 = 1.2;
const CHANCE: Duration = Duration::from_millis(40);

/// A try.
#[derive(Debug)]
pub struct Probe {
    /// Bits per second of all that is sent, when it succeeds.
    pub rate: f64,
    /// Bits per second of packets without content.
    extra: f64,
    began: Instant,
    sent: usize,
}

/// When packets without content were sent and came, each by the clock of its end.
#[derive(Debug, Default)]
pub struct Came {
    packets: usize,
    sent: Option<(Instant, Instant)>,
    came: Option<(Duration, Duration)>,
}

impl Came {
    /// One came.
    pub fn add(&mut self, departure: Instant, arrival: Duration) {
        self.packets += 1;
        let (first, last) = self.sent.unwrap_or((departure, departure));
        self.sent = Some((first.min(departure), last.max(departure)));
        let (first, last) = self.came.unwrap_or((arrival, arrival));
        self.came = Some((first.min(arrival), last.max(arrival)));
    }

    /// Whether of so many enough came, and as evenly as they were sent.
    fn is_even(&self, sent: usize) -> bool {
        let (Some(departures), Some(arrivals)) = (self.sent, self.came) else {
            return false;
        };
        let sending = departures.1.saturating_duration_since(departures.0);
        let coming = arrivals.1.saturating_sub(arrivals.0);
        self.packets as f64 >= sent as f64 * COMES && coming <= sending.mul_f64(STRETCH) + CHANCE
    }
}

impl Probe {
    /// Begins to try this many bits per second, of which so many are sent anyway.
    pub fn new(rate: f64, sent_anyway: f64, now: Instant) -> Self {
        Self {
            rate,
            extra: (rate - sent_anyway).max(0.0),
            began: now,
            sent: 0,
        }
    }

    /// Packets without content that are to be sent now.
    pub fn due(&mut self, now: Instant) -> usize {
        let passed = now.saturating_duration_since(self.began);
        if passed > LASTS {
            return 0;
        }
        let all = (self.extra * passed.as_secs_f64() / 8.0 / PACKET) as usize + 1;
        let due = all.saturating_sub(self.sent).min(BURST);
        self.sent += due;
        due
    }

    /// Whether the line carries it; `None` as long as that is not known.
    pub fn verdict(&self, came: &Came, now: Instant) -> Option<bool> {
        let over = now.saturating_duration_since(self.began) >= LASTS + WAITS;
        over.then(|| came.is_even(self.sent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// Whether a line is found to carry 240 kbit/s that delivers a packet in so many milliseconds and
    /// loses every so manieth.
    fn carries(takes: Duration, loses: usize) -> bool {
        let start = Instant::now();
        let mut probe = Probe::new(240_000.0, 30_000.0, start);
        let mut came = Came::default();
        let mut free = Duration::ZERO;
        let mut sent = 0;
        for tick in 0..100 {
            let now = start + 5 * MS * tick;
            for _ in 0..probe.due(now) {
                sent += 1;
                if sent % loses != 0 {
                    free = free.max(now - start) + takes;
                    came.add(now, free + 20 * MS);
                }
            }
        }
        assert!((15..=20).contains(&sent), "{sent}");
        assert_eq!(probe.verdict(&came, start + 600 * MS), None);
        probe.verdict(&came, start + 700 * MS).unwrap()
    }

    #[test]
    fn a_line_with_room_is_told_from_one_without() {
        // 300 bytes in 5 ms are 480 kbit/s; in 18 ms, 133.
        assert!(carries(5 * MS, 1000));
        assert!(carries(5 * MS, 4));
        assert!(!carries(18 * MS, 1000));
        assert!(!carries(5 * MS, 2));
    }

    #[test]
    fn what_never_comes_is_not_carried() {
        let start = Instant::now();
        let mut probe = Probe::new(1e6, 0.0, start);
        assert!(probe.due(start + 100 * MS) > 0);
        assert_eq!(
            probe.verdict(&Came::default(), start + 700 * MS),
            Some(false)
        );
    }
}
