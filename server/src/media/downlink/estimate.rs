//! How much a receiver's line carries, from when what we sent arrived there
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01 and Google's congestion control). Times and
//! numbers only.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rtc::interceptor::{BandwidthEstimator, Gcc, PacketReport, convert_twcc};
use rtc::rtcp::transport_feedbacks::cc_feedback_report::Ecn;
use rtc::rtcp::transport_feedbacks::transport_layer_cc::{PacketStatusChunk, TransportLayerCc};

/// Bits per second believed at first, least and most. The least is what sound alone takes: below it
/// nothing could be given up, and sound that flows must not look like too much.
const INITIAL: f64 = 1_500_000.0;
const LEAST: f64 = 100_000.0;
const MOST: f64 = 20_000_000.0;
/// Packets without an answer that are remembered; the oldest of more are taken for lost.
const MOST_SENT: usize = 4096;
/// Answers later than this come from nowhere.
const FORGOTTEN: Duration = Duration::from_secs(5);

/// Packets in a row, and the time over which they were sent, of which not one arrives when a line is
/// cut for a while or leads elsewhere. A line that is too slow brings some of them.
const OUTAGE_PACKETS: usize = 10;
const OUTAGE: Duration = Duration::from_millis(500);

/// What is known of one receiver's line.
pub struct Estimate {
    next: u16,
    id: u64,
    /// In the order of sending; numbers follow one another.
    sent: VecDeque<PacketReport>,
    gcc: Gcc,
    answered: bool,
}

impl std::fmt::Debug for Estimate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bits = self.gcc.target_bitrate();
        f.debug_struct("Estimate")
            .field("bits_per_second", &bits)
            .field("sent", &self.sent.len())
            .finish_non_exhaustive()
    }
}

impl Default for Estimate {
    fn default() -> Self {
        Self {
            next: 0,
            id: 0,
            sent: VecDeque::new(),
            gcc: Gcc::new(INITIAL, LEAST, MOST),
            answered: false,
        }
    }
}

impl Estimate {
    /// The number of a packet of this many bytes that is sent now.
    pub fn number(&mut self, bytes: usize, now: Instant) -> u16 {
        let number = self.next;
        self.next = self.next.wrapping_add(1);
        self.id += 1;
        if self.sent.len() == MOST_SENT {
            self.sent.pop_front();
        }
        self.sent.push_back(PacketReport {
            ssrc: 0,
            id: self.id,
            rtp_sequence_number: number,
            is_twcc: true,
            twcc_sequence_number: number,
            size: bytes,
            arrived: false,
            departure: now,
            arrival: None,
            ecn: Ecn::NotEct,
        });
        number
    }

    /// The receiver tells what arrived when.
    pub fn heard(&mut self, feedback: &TransportLayerCc, now: Instant) {
        if told_of(feedback) > MOST_SENT {
            return;
        }
        let stale = |sent: &PacketReport| now.saturating_duration_since(sent.departure) > FORGOTTEN;
        while self.sent.front().is_some_and(stale) {
            self.sent.pop_front();
        }
        let mut newest = None;
        for told in convert_twcc(feedback) {
            let Some(first) = self.sent.front() else {
                return;
            };
            let place = told
                .sequence_number
                .wrapping_sub(first.twcc_sequence_number);
            let Some(sent) = self.sent.get_mut(usize::from(place)) else {
                continue;
            };
            // A packet that was told lost may arrive all the same.
            if told.arrived && !sent.arrived {
                sent.arrived = true;
                sent.arrival = told.arrival;
                newest = newest.max(Some(usize::from(place)));
            }
        }
        if let Some(newest) = newest {
            // What left before the newest that arrived and was not told of is lost.
            let told = without_outages(self.sent.drain(..=newest));
            self.answered = true;
            self.gcc.on_reports(now, &told);
        }
    }

    /// Bits per second that the line is believed to carry; `None` as long as the receiver told
    /// nothing.
    pub fn bits_per_second(&self) -> Option<f64> {
        self.answered.then(|| self.gcc.target_bitrate())
    }

    /// Part of the packets that was lost lately, 0 to 1.
    pub fn loss(&self) -> f64 {
        self.gcc.stats().packet_loss.unwrap_or(0.0)
    }
}

/// Packets that a report tells of. A few bytes may tell of very many, and the library writes each down.
fn told_of(feedback: &TransportLayerCc) -> usize {
    let chunks = feedback.packet_chunks.iter();
    let told = chunks.map(|chunk| match chunk {
        PacketStatusChunk::RunLengthChunk(run) => usize::from(run.run_length),
        PacketStatusChunk::StatusVectorChunk(vector) => vector.symbol_list.len(),
    });
    told.sum()
}

/// What was told, but for what a cut line lost: that says nothing of how much it carries.
fn without_outages(told: impl Iterator<Item = PacketReport>) -> Vec<PacketReport> {
    let mut kept: Vec<PacketReport> = Vec::new();
    let mut lost = 0;
    for packet in told {
        let run = kept.len().saturating_sub(lost);
        if !packet.arrived {
            lost += 1;
        } else {
            let began = kept.get(run).map(|first| first.departure);
            let took = began.map_or(Duration::ZERO, |began| {
                packet.departure.saturating_duration_since(began)
            });
            if lost >= OUTAGE_PACKETS && took >= OUTAGE {
                kept.truncate(run);
            }
            lost = 0;
        }
        kept.push(packet);
    }
    kept
}

#[cfg(test)]
mod tests {
    use rtc::shared::marshal::Unmarshal;

    use super::super::super::uplink::arrivals::Arrivals;
    use super::*;

    /// A line that carries this many bits per second with so much delay, and queues up to a second
    /// of them. What is believed of it after some time of sending this many.
    fn believed(capacity: f64, sending: f64, seconds: u64) -> Estimate {
        let start = Instant::now();
        let mut estimate = Estimate::default();
        let mut arrivals = Arrivals::new(start);
        let bytes = 1000;
        let gap = Duration::from_secs_f64(bytes as f64 * 8.0 / sending);
        let takes = Duration::from_secs_f64(bytes as f64 * 8.0 / capacity);
        let delay = Duration::from_millis(20);
        let (mut now, mut free) = (start, start);
        let mut under_way = VecDeque::new();
        while now < start + Duration::from_secs(seconds) {
            let number = estimate.number(bytes, now);
            free = free.max(now) + takes;
            if free < now + Duration::from_secs(1) {
                under_way.push_back((number, free + delay));
            } else {
                free -= takes;
            }
            while under_way.front().is_some_and(|(_, at)| *at <= now) {
                if let Some((number, at)) = under_way.pop_front() {
                    arrivals.came(number, 1, at);
                }
            }
            if let Some(report) = arrivals.report(now) {
                let read = TransportLayerCc::unmarshal(&mut &report[..]).unwrap();
                estimate.heard(&read, now);
            }
            now += gap;
        }
        estimate
    }

    #[test]
    fn a_good_line_is_believed_in() {
        let estimate = believed(10_000_000.0, 1_000_000.0, 20);
        let bits = estimate.bits_per_second().unwrap();
        assert!(bits > 1_000_000.0, "{bits}");
        assert!(estimate.loss() < 0.01);
    }

    #[test]
    fn a_bad_line_is_noticed() {
        let estimate = believed(150_000.0, 600_000.0, 10);
        let bits = estimate.bits_per_second().unwrap();
        assert!(bits < 300_000.0, "{bits}");
    }

    #[test]
    fn a_cut_line_is_not_taken_for_a_slow_one() {
        let start = Instant::now();
        let packet = |(number, arrived): (u16, bool)| PacketReport {
            ssrc: 0,
            id: number.into(),
            rtp_sequence_number: number,
            is_twcc: true,
            twcc_sequence_number: number,
            size: 100,
            arrived,
            departure: start + Duration::from_millis(20) * u32::from(number),
            arrival: None,
            ecn: Ecn::NotEct,
        };
        let kept = |arrived: &dyn Fn(u16) -> bool| {
            let told = (0..100).map(|number| packet((number, arrived(number))));
            without_outages(told).len()
        };
        assert_eq!(kept(&|_| true), 100);
        assert_eq!(kept(&|number| number % 5 > 0), 100);
        assert_eq!(kept(&|number| !(40..50).contains(&number)), 100);
        assert_eq!(kept(&|number| !(40..70).contains(&number)), 70);
        assert_eq!(kept(&|number| number >= 30), 70);
    }

    #[test]
    fn a_report_of_more_than_was_ever_sent_is_none() {
        let now = Instant::now();
        let report = |runs: u16| {
            let words = 4 + runs.div_ceil(2);
            let mut report = vec![0x8F, 205];
            report.extend(words.to_be_bytes());
            report.extend([0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0xFF, 0xFF, 0, 0, 1, 0]);
            for _ in 0..runs {
                // So many that were lost.
                report.extend([0x1F, 0xFF]);
            }
            report.resize(usize::from(words) * 4 + 4, 0);
            report
        };
        let bytes = report(9);
        let told = TransportLayerCc::unmarshal(&mut &bytes[..]).unwrap();
        assert!(told_of(&told) > MOST_SENT, "{}", told_of(&told));
        let mut estimate = Estimate::default();
        estimate.number(100, now);
        estimate.heard(&told, now);
        assert_eq!(estimate.sent.len(), 1);
    }

    #[test]
    fn nothing_is_believed_before_the_first_answer() {
        let mut estimate = Estimate::default();
        let now = Instant::now();
        for _ in 0..2 * MOST_SENT {
            estimate.number(100, now);
        }
        assert_eq!(estimate.bits_per_second(), None);
        assert_eq!(estimate.sent.len(), MOST_SENT);
    }
}
