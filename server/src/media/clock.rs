//! The wall clock of all reports that go out: a time that was looked up once, and what passed since.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Seconds from 1900, where NTP begins, to 1970.
const NTP_OFFSET: u64 = 2_208_988_800;

/// A wall clock that never jumps.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    began: Instant,
    /// NTP at the beginning: seconds with 32 bits of their fractions.
    ntp: u64,
}

impl Clock {
    /// One that shows this time at this moment.
    pub fn new(now: Instant, shows: SystemTime) -> Self {
        let since = shows.duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = since.as_secs().wrapping_add(NTP_OFFSET);
        let fraction = u64::from(since.subsec_nanos()) << 32;
        Self {
            began: now,
            ntp: (seconds << 32) | (fraction / 1_000_000_000),
        }
    }

    /// The time at a moment, as NTP writes it.
    pub fn ntp(&self, now: Instant) -> u64 {
        let passed = now.saturating_duration_since(self.began);
        let fraction = (u64::from(passed.subsec_nanos()) << 32) / 1_000_000_000;
        self.ntp.wrapping_add(passed.as_secs() << 32 | fraction)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn it_goes_on_evenly() {
        let now = Instant::now();
        let shows = UNIX_EPOCH + Duration::from_millis(1_500);
        let clock = Clock::new(now, shows);
        assert_eq!(clock.ntp(now), (NTP_OFFSET + 1) << 32 | 1 << 31);
        let later = now + Duration::from_millis(750);
        assert_eq!(clock.ntp(later), (NTP_OFFSET + 2) << 32 | 1 << 30);
    }
}
