//! How well a stream arrives, as receivers report it to senders (RFC 3550, section 6.4.1 and
//! appendix A). Numbers and times only.

use std::time::{Duration, Instant};

use rtc::rtcp::reception_report::ReceptionReport;

/// One stream.
#[derive(Debug)]
pub struct Reception {
    clock_hz: u32,
    first: Option<u64>,
    newest: u64,
    received: u64,
    /// What was expected and received at the last report.
    reported: (u64, u64),
    /// Transit of the last packet, and how much transits differ; both in the stream's clock.
    transit: Option<i64>,
    jitter: f64,
    /// The middle of the sender's last report, and when it came.
    report: Option<(u32, Instant)>,
    began: Instant,
}

impl Reception {
    /// Of a stream with this clock that begins now.
    pub fn new(clock_hz: u32, now: Instant) -> Self {
        Self {
            clock_hz,
            first: None,
            newest: 0,
            received: 0,
            reported: (0, 0),
            transit: None,
            jitter: 0.0,
            report: None,
            began: now,
        }
    }

    /// A packet came.
    pub fn came(&mut self, index: u64, timestamp: u32, now: Instant) {
        self.first.get_or_insert(index);
        self.received += 1;
        if index < self.newest {
            return;
        }
        self.newest = index;
        let micros = now.saturating_duration_since(self.began).as_micros();
        let arrival = micros * u128::from(self.clock_hz) / 1_000_000;
        // In 32 bits, as timestamps are.
        let transit = i64::from((arrival as u32).wrapping_sub(timestamp));
        if let Some(before) = self.transit {
            let difference = i64::from((transit as u32).wrapping_sub(before as u32) as i32);
            self.jitter += (difference.unsigned_abs() as f64 - self.jitter) / 16.0;
        }
        self.transit = Some(transit);
    }

    /// A report of the sender came, sent at this time of its clock (NTP).
    pub fn reported(&mut self, ntp: u64, now: Instant) {
        self.report = Some(((ntp >> 16) as u32, now));
    }

    /// What to report now. `None` before the first packet.
    pub fn report(&mut self, ssrc: u32, now: Instant) -> Option<ReceptionReport> {
        let expected = self.newest - self.first? + 1;
        let (expected_before, received_before) = self.reported;
        self.reported = (expected, self.received);
        let span = expected.saturating_sub(expected_before);
        let lost = span.saturating_sub(self.received - received_before);
        let fraction = (lost * 256).checked_div(span).unwrap_or(0).min(255);
        let total = expected.saturating_sub(self.received).min(0x7F_FFFF);
        let (last_sender_report, delay) = match self.report {
            Some((middle, came)) => (middle, units(now.saturating_duration_since(came))),
            None => (0, 0),
        };
        Some(ReceptionReport {
            ssrc,
            fraction_lost: fraction as u8,
            total_lost: total as u32,
            last_sequence_number: self.newest as u32,
            jitter: self.jitter as u32,
            last_sender_report,
            delay,
        })
    }
}

/// In units of 1/65536 seconds.
fn units(time: Duration) -> u32 {
    (time.as_micros() * 65_536 / 1_000_000).min(u128::from(u32::MAX)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn losses_are_reported() {
        let start = Instant::now();
        let mut reception = Reception::new(48_000, start);
        assert!(reception.report(7, start).is_none());
        for index in (65_530..65_550).filter(|index| index % 4 != 0) {
            let at = (index - 65_530) as u32;
            reception.came(index, at * 960, start + at * 20 * MS);
        }
        let report = reception.report(7, start + 400 * MS).unwrap();
        assert_eq!(report.ssrc, 7);
        // 65 532, 65 536, 65 540, 65 544 and 65 548.
        assert_eq!(report.total_lost, 5);
        assert_eq!(report.fraction_lost, (5 * 256 / 20) as u8);
        assert_eq!(report.last_sequence_number, 65_549);
        assert_eq!(report.jitter, 0);
        let report = reception.report(7, start + 400 * MS).unwrap();
        assert_eq!((report.fraction_lost, report.total_lost), (0, 5));
    }

    #[test]
    fn uneven_arrival_is_jitter() {
        let start = Instant::now();
        let mut reception = Reception::new(90_000, start);
        for index in 0..200u32 {
            let late = if index % 2 == 0 { 0 } else { 10 };
            let at = start + (index * 20 + late) * MS;
            reception.came(index.into(), index * 1800, at);
        }
        let report = reception.report(1, start).unwrap();
        // Ten milliseconds, in the stream's clock.
        assert!((850..=900).contains(&report.jitter), "{}", report.jitter);
    }

    #[test]
    fn the_senders_report_is_told_back() {
        let start = Instant::now();
        let mut reception = Reception::new(48_000, start);
        reception.came(1, 0, start);
        reception.reported(0x1111_2222_3333_4444, start);
        let report = reception.report(1, start + 500 * MS).unwrap();
        assert_eq!(report.last_sender_report, 0x2222_3333);
        assert_eq!(report.delay, 32_768);
    }
}
