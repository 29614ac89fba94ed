//! What is known of a receiver's line, from when what we sent arrived there
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01): how much of it comes, how much is lost, and how
//! long it waits in the line's queues. Times and numbers only.
//!
//! A packet that found the queues empty is the fastest of its time. So the fastest of the last moment
//! against the fastest of the last quarter of a minute tells how full they are now, however much
//! single packets are delayed by chance.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rtc::interceptor::convert_twcc;
use rtc::rtcp::transport_feedbacks::transport_layer_cc::{PacketStatusChunk, TransportLayerCc};

use super::super::loss::Loss;
use super::super::rate::Rate;
use super::lowest::Lowest;
use super::probe::Came;

/// Packets without an answer that are remembered; the oldest of more are taken for lost.
const MOST_SENT: usize = 4096;
/// Answers later than this come from nowhere.
const FORGOTTEN: Duration = Duration::from_secs(5);

/// Packets told lost that are remembered; what comes later than the others is lost.
const MOST_MISSING: usize = 256;

/// Packets in a row, and the time over which they were sent, of which not one arrives when a line is
/// cut for a while or leads elsewhere. A line that is too slow brings some of them.
const OUTAGE_PACKETS: usize = 10;
const OUTAGE: Duration = Duration::from_millis(500);

/// Delays are compared in intervals: the last two are now, and so many are remembered.
const INTERVAL: Duration = Duration::from_millis(250);
const INTERVALS: usize = 60;

/// How a line is now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Bits per second that come.
    pub comes: f64,
    /// Part of the packets that is lost, 0 to 1.
    pub loss: f64,
    /// How long packets wait in the line's queues.
    pub queue: Duration,
}

/// A packet that nothing was told of yet.
#[derive(Clone, Copy, Debug)]
struct Sent {
    number: u16,
    bytes: usize,
    departure: Instant,
    arrived: bool,
    /// It was sent to try the line.
    probes: bool,
}

/// What is known of one receiver's line.
#[derive(Debug)]
pub struct Estimate {
    next: u16,
    /// In the order of sending; numbers follow one another.
    sent: VecDeque<Sent>,
    /// Packets that were told lost, the newest last; they may come all the same.
    missing: VecDeque<Sent>,
    loss: Loss,
    comes: Rate,
    /// Microseconds between our clock and theirs, which differ by whatever they like.
    delays: Lowest<i128>,
    began: Option<Instant>,
    answered: bool,
    /// What came of those that try the line.
    came: Came,
}

impl Default for Estimate {
    fn default() -> Self {
        Self {
            next: 0,
            sent: VecDeque::new(),
            missing: VecDeque::new(),
            loss: Loss::default(),
            comes: Rate::default(),
            delays: Lowest::new(INTERVAL, INTERVALS),
            began: None,
            answered: false,
            came: Came::default(),
        }
    }
}

impl Estimate {
    /// The number of a packet of this many bytes that is sent now, perhaps only to try the line.
    pub fn number(&mut self, bytes: usize, probes: bool, now: Instant) -> u16 {
        let number = self.next;
        self.next = self.next.wrapping_add(1);
        if self.sent.len() == MOST_SENT {
            self.sent.pop_front();
        }
        self.sent.push_back(Sent {
            number,
            bytes,
            departure: now,
            arrived: false,
            probes,
        });
        number
    }

    /// The receiver tells what arrived when.
    pub fn heard(&mut self, feedback: &TransportLayerCc, now: Instant) {
        if told_of(feedback) > MOST_SENT {
            return;
        }
        let stale = |sent: &Sent| now.saturating_duration_since(sent.departure) > FORGOTTEN;
        while self.sent.front().is_some_and(stale) {
            self.sent.pop_front();
        }
        let mut newest = None;
        let mut late = 0;
        for told in convert_twcc(feedback) {
            if !told.arrived {
                continue;
            }
            let first = self.sent.front().map_or(self.next, |first| first.number);
            let place = usize::from(told.sequence_number.wrapping_sub(first));
            let Some(sent) = self.sent.get_mut(place) else {
                if let Some(found) = self.found(told.sequence_number) {
                    late += 1;
                    self.comes.add(found.bytes, now);
                }
                continue;
            };
            if sent.arrived {
                continue;
            }
            sent.arrived = true;
            let sent = *sent;
            newest = newest.max(Some(place));
            self.comes.add(sent.bytes, now);
            if let Some(arrival) = told.arrival {
                let began = *self.began.get_or_insert(sent.departure);
                let departure = sent.departure.saturating_duration_since(began);
                let delay = arrival.as_micros() as i128 - departure.as_micros() as i128;
                self.delays.add(delay, now);
                if sent.probes {
                    self.came.add(sent.departure, arrival);
                }
            }
        }
        let Some(newest) = newest else { return };
        // What left before the newest that arrived and was not told of is lost, or comes late.
        let told = without_outages(self.sent.drain(..=newest));
        let before = self.missing.len();
        self.missing
            .extend(told.iter().filter(|packet| !packet.arrived));
        let lost = self.missing.len() - before;
        let extra = self.missing.len().saturating_sub(MOST_MISSING);
        self.missing.drain(..extra);
        self.loss.count(told.len(), lost, late, now);
        self.answered = true;
    }

    /// A packet that was told lost before, and only comes late.
    fn found(&mut self, number: u16) -> Option<Sent> {
        let place = self.missing.iter().rposition(|it| it.number == number)?;
        self.missing.remove(place)
    }

    /// How the line is now; `None` as long as the receiver told nothing.
    pub fn seen(&mut self, now: Instant) -> Option<Seen> {
        if !self.answered {
            return None;
        }
        let queue = match (self.delays.since(1, now), self.delays.lowest(now)) {
            (Some(delay), Some(shortest)) => u64::try_from(delay - shortest).unwrap_or(0),
            _ => 0,
        };
        Some(Seen {
            comes: self.comes.bits_per_second(now),
            loss: self.loss.part(now),
            queue: Duration::from_micros(queue),
        })
    }

    /// What came of those that try the line.
    pub fn came(&self) -> &Came {
        &self.came
    }

    /// Another try begins.
    pub fn begin_probe(&mut self) {
        self.came = Came::default();
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
fn without_outages(told: impl Iterator<Item = Sent>) -> Vec<Sent> {
    let mut kept: Vec<Sent> = Vec::new();
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
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};
    use rtc::shared::marshal::Unmarshal;

    use super::super::super::uplink::arrivals::Arrivals;
    use super::*;

    /// A line: bits per second that it carries, with a queue for a second of them; how much each
    /// packet is delayed by chance; and what part is lost by chance.
    struct Line {
        carries: f64,
        jitter: Duration,
        loss: f64,
    }

    /// What is seen of a line in the end, after some time of sending so many bits a second.
    fn seen(line: &Line, sending: f64, seconds: u64) -> Seen {
        let start = Instant::now();
        let mut rng = StdRng::seed_from_u64(7);
        let mut estimate = Estimate::default();
        let mut arrivals = Arrivals::new(start);
        let bytes = 600;
        let gap = Duration::from_secs_f64(bytes as f64 * 8.0 / sending);
        let takes = Duration::from_secs_f64(bytes as f64 * 8.0 / line.carries);
        let (mut now, mut free) = (start, start);
        let mut under_way: Vec<(Instant, u16)> = Vec::new();
        while now < start + Duration::from_secs(seconds) {
            let number = estimate.number(bytes, false, now);
            let (luck, late): (f64, f64) = (rng.random(), rng.random());
            free = free.max(now) + takes;
            if free > now + Duration::from_secs(1) {
                free -= takes;
            } else if luck >= line.loss {
                let at = free + Duration::from_millis(20) + line.jitter.mul_f64(late);
                under_way.push((at, number));
                under_way.sort();
            }
            while under_way.first().is_some_and(|(at, _)| *at <= now) {
                let (at, number) = under_way.remove(0);
                arrivals.came(number, 1, at);
            }
            if let Some(report) = arrivals.report(now) {
                let read = TransportLayerCc::unmarshal(&mut &report[..]).unwrap();
                estimate.heard(&read, now);
            }
            now += gap;
        }
        estimate.seen(now).unwrap()
    }

    #[test]
    fn chance_is_not_taken_for_a_slow_line() {
        for (jitter, loss) in [(0, 0.0), (30, 0.0), (0, 0.05), (30, 0.05), (60, 0.2)] {
            let line = Line {
                carries: 1e9,
                jitter: Duration::from_millis(jitter),
                loss,
            };
            for sending in [30e3, 250e3, 2e6] {
                let seen = seen(&line, sending, 20);
                let what = format!("{jitter} ms, {loss}, {sending}: {seen:?}");
                assert!(seen.queue < Duration::from_millis(60), "{what}");
                assert!((seen.loss - loss).abs() < 0.1, "{what}");
                let expected = sending * (1.0 - loss);
                assert!(
                    seen.comes > expected * 0.7 && seen.comes < sending * 1.3,
                    "{what}"
                );
            }
        }
    }

    #[test]
    fn a_slow_line_shows_in_its_queue_and_in_what_comes() {
        let line = Line {
            carries: 150e3,
            jitter: Duration::from_millis(10),
            loss: 0.0,
        };
        let early = seen(&line, 250e3, 2);
        assert!(early.queue > Duration::from_millis(200), "{early:?}");
        let late = seen(&line, 600e3, 10);
        assert!(late.queue > Duration::from_millis(500), "{late:?}");
        assert!((late.comes - 150e3).abs() < 40e3, "{late:?}");
        assert!(late.loss > 0.5, "{late:?}");
    }

    #[test]
    fn a_cut_line_is_not_taken_for_a_slow_one() {
        let start = Instant::now();
        let packet = |(number, arrived): (u16, bool)| Sent {
            number,
            bytes: 100,
            departure: start + Duration::from_millis(20) * u32::from(number),
            arrived,
            probes: false,
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
        estimate.number(100, false, now);
        estimate.heard(&told, now);
        assert_eq!(estimate.sent.len(), 1);
    }

    #[test]
    fn nothing_is_known_before_the_first_answer() {
        let mut estimate = Estimate::default();
        let now = Instant::now();
        for _ in 0..2 * MOST_SENT {
            estimate.number(100, false, now);
        }
        assert_eq!(estimate.seen(now), None);
        assert_eq!(estimate.sent.len(), MOST_SENT);
    }
}
