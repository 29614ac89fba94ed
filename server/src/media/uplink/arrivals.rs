//! When packets arrived, as browsers want to know it for their congestion control
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01). Numbers and times only.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::super::loss::Loss;

/// Time between two reports while packets come.
const INTERVAL: Duration = Duration::from_millis(50);
/// Packets after which a report is due sooner, and that one report tells of at most.
const MOST: usize = 256;
/// How far the first packet of a report may lie before the last one; farther is another beginning.
const MOST_SPAN: u64 = 1024;
/// Unit of the reference time and of arrivals, in microseconds.
const REFERENCE: u64 = 64_000;
const TICK: i64 = 250;

/// RTCP: version 2, format 15; payload type 205.
const HEAD: [u8; 2] = [0x8F, 205];

/// Arrivals that no report told of yet.
#[derive(Debug)]
pub struct Arrivals {
    began: Instant,
    newest: Option<u64>,
    /// Microseconds since the beginning, by number.
    waiting: BTreeMap<u64, u64>,
    /// The first number that the next report tells of.
    next: Option<u64>,
    reports: u8,
    due: Option<Instant>,
    ssrc: u32,
    loss: Loss,
}

impl Arrivals {
    /// None yet.
    pub fn new(now: Instant) -> Self {
        Self {
            began: now,
            newest: None,
            waiting: BTreeMap::new(),
            next: None,
            reports: 0,
            due: None,
            ssrc: 0,
            loss: Loss::default(),
        }
    }

    /// A packet of some stream came with this number.
    pub fn came(&mut self, number: u16, ssrc: u32, now: Instant) {
        let index = match self.newest {
            None => u64::from(number) + 0x1_0000,
            Some(newest) => {
                let ahead = number.wrapping_sub(newest as u16) as i16;
                newest.saturating_add_signed(ahead.into())
            }
        };
        self.newest = self.newest.max(Some(index));
        self.ssrc = ssrc;
        let micros = now.saturating_duration_since(self.began).as_micros() as u64;
        self.waiting.entry(index).or_insert(micros);
        self.due.get_or_insert(now + INTERVAL);
        if self.waiting.len() >= MOST {
            self.due = Some(now);
        }
    }

    fn count_losses(
        &mut self,
        next: Option<u64>,
        last: u64,
        came: &BTreeMap<u64, u64>,
        now: Instant,
    ) {
        // After a jump nothing is known of what lies between.
        let Some(next) = next.filter(|next| last.saturating_sub(*next) < MOST_SPAN) else {
            return;
        };
        let sent = (last + 1).saturating_sub(next) as usize;
        let late = came.range(..next).count();
        let lost = (sent + late).saturating_sub(came.len());
        self.loss.count(sent, lost, late, now);
    }

    /// Part of the packets that was lost lately, 0 to 1.
    pub fn loss(&self, now: Instant) -> f64 {
        self.loss.part(now)
    }

    /// When a report is due.
    pub fn deadline(&self) -> Option<Instant> {
        self.due
    }

    /// The report that is due, as RTCP.
    pub fn report(&mut self, now: Instant) -> Option<Vec<u8>> {
        if self.due.is_none_or(|due| due > now) {
            return None;
        }
        self.due = None;
        let waiting = std::mem::take(&mut self.waiting);
        let (&first, _) = waiting.first_key_value()?;
        let (&last, _) = waiting.last_key_value()?;
        // A late packet is told of in place; what came between was told before, which does no harm.
        let from = match self.next {
            Some(next) if next <= last && last - next < MOST_SPAN => next.min(first),
            _ => first,
        };
        let from = from.max(last.saturating_sub(MOST_SPAN - 1));
        let before = self.next.replace(last + 1);
        self.count_losses(before, last, &waiting, now);
        let (_, reference) = waiting.range(from..).next()?;
        let reference = reference / REFERENCE;
        let mut at = (reference * REFERENCE) as i64;
        let mut symbols = Vec::with_capacity((last - from + 1) as usize);
        let mut deltas = Vec::with_capacity(2 * waiting.len());
        for index in from..=last {
            let Some(micros) = waiting.get(&index) else {
                symbols.push(0);
                continue;
            };
            let ticks = (*micros as i64 - at).div_euclid(TICK);
            if let Ok(small) = u8::try_from(ticks) {
                symbols.push(1);
                deltas.push(small);
            } else if let Ok(large) = i16::try_from(ticks) {
                symbols.push(2);
                deltas.extend(large.to_be_bytes());
            } else {
                // Farther apart than can be said: as if it was lost.
                symbols.push(0);
                continue;
            }
            at += ticks * TICK;
        }
        let report = self.write(from, reference, &symbols, &deltas);
        self.reports = self.reports.wrapping_add(1);
        Some(report)
    }

    fn write(&self, from: u64, reference: u64, symbols: &[u8], deltas: &[u8]) -> Vec<u8> {
        let mut report = Vec::with_capacity(32 + symbols.len() / 3 + deltas.len());
        report.extend(HEAD);
        report.extend([0, 0]);
        // Whom it is from matters to nobody.
        report.extend(1u32.to_be_bytes());
        report.extend(self.ssrc.to_be_bytes());
        report.extend((from as u16).to_be_bytes());
        report.extend((symbols.len() as u16).to_be_bytes());
        let [_, reference @ ..] = (reference as u32).to_be_bytes();
        report.extend(reference);
        report.push(self.reports);
        for seven in symbols.chunks(7) {
            // A vector of two-bit symbols.
            let mut chunk: u16 = 0b11;
            for symbol in 0..7 {
                chunk = chunk << 2 | u16::from(seven.get(symbol).copied().unwrap_or(0));
            }
            report.extend(chunk.to_be_bytes());
        }
        report.extend(deltas);
        // With padding, the last byte of which tells how much there is.
        let padding = report.len().next_multiple_of(4) - report.len();
        if padding > 0 {
            report.resize(report.len() + padding - 1, 0);
            report.push(padding as u8);
            if let Some(first) = report.first_mut() {
                *first |= 0x20;
            }
        }
        let words = (report.len() / 4 - 1) as u16;
        for (byte, value) in report.iter_mut().skip(2).zip(words.to_be_bytes()) {
            *byte = value;
        }
        report
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rtc::interceptor::convert_twcc;
    use rtc::rtcp::transport_feedbacks::transport_layer_cc::TransportLayerCc;
    use rtc::shared::marshal::Unmarshal;

    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn what_comes_late_is_not_lost() {
        for (loses, expected) in [(false, 0.0), (true, 0.1)] {
            let start = Instant::now();
            let mut arrivals = Arrivals::new(start);
            for number in 0..1000u16 {
                let now = start + 5 * MS * u32::from(number);
                // Of ten one is lost, or all come, and each pair comes the wrong way round.
                if !(loses && number % 10 == 4) {
                    arrivals.came(number ^ 1, 1, now);
                }
                arrivals.report(now);
            }
            let loss = arrivals.loss(start + 5 * MS * 1000);
            assert!((loss - expected).abs() < 0.02, "{loss}");
        }
    }

    /// Numbers with their arrival in milliseconds, as a browser reads them.
    fn read(report: &[u8]) -> Vec<(u16, Option<f64>)> {
        let read = TransportLayerCc::unmarshal(&mut &report[..]).unwrap();
        // The library takes the symbols that fill the last chunk for packets.
        let count = usize::from(read.packet_status_count);
        let all = convert_twcc(&read).into_iter().take(count);
        all.map(|one| {
            let arrival = one.arrival.filter(|_| one.arrived);
            (
                one.sequence_number,
                arrival.map(|at| at.as_secs_f64() * 1e3),
            )
        })
        .collect()
    }

    #[test]
    fn arrivals_are_told_with_losses_between() {
        let start = Instant::now();
        let mut arrivals = Arrivals::new(start);
        for (number, at) in [(65_534u16, 100), (65_535, 101), (1, 300), (0, 299)] {
            arrivals.came(number, 9, start + at * MS);
        }
        assert!(arrivals.report(start + 101 * MS).is_none());
        assert_eq!(arrivals.deadline(), Some(start + 150 * MS));
        let report = arrivals.report(start + 300 * MS).unwrap();
        let expected = [
            (65_534, Some(100.0)),
            (65_535, Some(101.0)),
            (0, Some(299.0)),
            (1, Some(300.0)),
        ];
        assert_eq!(read(&report), expected);
        assert!(arrivals.report(start + 900 * MS).is_none());
        arrivals.came(4, 9, start + 1000 * MS);
        let report = arrivals.report(start + 1050 * MS).unwrap();
        let expected = [(2, None), (3, None), (4, Some(1000.0))];
        assert_eq!(read(&report), expected);
    }

    proptest! {
        #[test]
        fn browsers_read_what_came(
            steps in prop::collection::vec((1u16..40, 0u32..900), 1..60)
        ) {
            let start = Instant::now();
            let mut arrivals = Arrivals::new(start);
            let (mut number, mut now) = (65_000u16, start);
            let mut came = std::collections::HashMap::new();
            for (step, ms) in steps {
                number = number.wrapping_add(step);
                now += ms * MS;
                came.insert(number, (now - start).as_secs_f64() * 1e3);
                arrivals.came(number, 1, now);
                if let Some(report) = arrivals.report(now) {
                    prop_assert_eq!(report.len() % 4, 0);
                    for (number, at) in read(&report) {
                        if let Some(at) = at {
                            let expected = came[&number];
                            prop_assert!((at - expected).abs() < 0.3, "{at} {expected}");
                        }
                    }
                }
            }
        }

        #[test]
        fn any_numbers_are_taken(numbers in prop::collection::vec(any::<u16>(), 1..600)) {
            let start = Instant::now();
            let mut arrivals = Arrivals::new(start);
            for (step, number) in (0u32..).zip(numbers) {
                let now = start + step * MS;
                arrivals.came(number, 1, now);
                if let Some(report) = arrivals.report(now) {
                    prop_assert!(report.len() < 1200, "{}", report.len());
                    prop_assert!(TransportLayerCc::unmarshal(&mut &report[..]).is_ok());
                }
            }
        }
    }
}
