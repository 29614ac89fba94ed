//! Makes one outgoing stream out of the streams of whoever a slot points at. Pure: time comes in
//! with the packets, and only numbers go out.
//!
//! A receiver's browser knows one stream per slot, for the whole visit. It must not notice that
//! another sender stands behind it: sequence numbers go on without a gap, and the timestamp
//! advances by the time that really passed, since a clock that lags makes Chromium's jitter buffer
//! grow to half a second. Video starts at a key frame only.

use std::time::Instant;

use super::super::vp8::{Descriptor, Field};

/// How far behind the newest packet a late one is still passed on.
const WINDOW: u64 = 512;

/// Which stream a packet belongs to: the connection that sent it and its number within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceId {
    /// Counts connections, so that two people's equal stream numbers stay apart.
    pub connection: u64,
    /// The stream's synchronisation source.
    pub ssrc: u32,
}

/// A packet that came in, without its payload.
#[derive(Clone, Copy, Debug)]
pub struct Incoming {
    /// Its stream.
    pub source: SourceId,
    /// Sequence number, counted past all wraps.
    pub index: u64,
    /// Timestamp, in the stream's clock.
    pub timestamp: u32,
    /// What the payload says of itself; `None` for audio, where any packet can be the first.
    pub video: Option<Descriptor>,
}

/// What becomes of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Pass it on with these numbers.
    Forward(Outgoing),
    /// Nothing can be passed on before the source sends a key frame.
    NeedsKeyframe,
    /// Too late, or passed on before.
    Drop,
}

/// The numbers of a packet that goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Sequence number, counted past all wraps; never twice the same.
    pub index: u64,
    /// Timestamp.
    pub timestamp: u32,
    /// The VP8 numbers to write into the payload where they differ from what stands there.
    pub renumber: Option<[Option<Field>; 2]>,
}

/// One outgoing stream.
#[derive(Debug)]
pub struct Rewriter {
    clock_hz: u32,
    source: Option<Source>,
    newest: u64,
    sent: SentWindow,
    last: Option<(u32, Instant)>,
    first_timestamp: u32,
    picture: u16,
    base_layer: u16,
}

#[derive(Debug)]
struct Source {
    id: SourceId,
    /// What to add to numbers that come in.
    index: i64,
    timestamp: u32,
    picture: u16,
    base_layer: u16,
    /// How many numbers the source has advanced since it started here.
    advanced: u64,
}

impl Rewriter {
    /// A stream with this clock that starts at these numbers, which should be random.
    pub fn new(clock_hz: u32, first_index: u16, first_timestamp: u32) -> Self {
        Self {
            clock_hz,
            source: None,
            newest: u64::from(first_index),
            sent: SentWindow::default(),
            last: None,
            first_timestamp,
            picture: 0,
            base_layer: 0,
        }
    }

    /// The source ends or pauses; what comes next starts anew, even from the same source.
    pub fn release(&mut self) {
        self.source = None;
    }

    /// Decides on a packet that arrived at `now`.
    pub fn rewrite(&mut self, packet: &Incoming, now: Instant) -> Verdict {
        if self
            .source
            .as_ref()
            .is_none_or(|source| source.id != packet.source)
        {
            if packet.video.is_some_and(|video| !video.starts_keyframe) {
                return Verdict::NeedsKeyframe;
            }
            self.start(packet, now);
        }
        let Some(source) = &mut self.source else {
            return Verdict::Drop;
        };
        let Some(index) = packet.index.checked_add_signed(source.index) else {
            return Verdict::Drop;
        };
        let ahead = index.saturating_sub(self.newest);
        let behind = self.newest.saturating_sub(index);
        if ahead > 0 {
            source.advanced = source.advanced.saturating_add(ahead);
            self.newest = index;
        } else if source.advanced <= behind {
            // From before this source started here: the number belongs to somebody else's packet.
            return Verdict::Drop;
        }
        // Passing two packets on under one number would also encrypt both with one nonce.
        if !self.sent.insert(ahead, behind) {
            return Verdict::Drop;
        }
        let timestamp = packet.timestamp.wrapping_add(source.timestamp);
        let video = packet.video.unwrap_or_default();
        let picture = video.picture.map(|field| field.plus(source.picture));
        let base_layer = video.base_layer.map(|field| field.plus(source.base_layer));
        if ahead > 0 {
            self.last = Some((timestamp, now));
            self.picture = picture.map_or(self.picture, |field| field.value);
            self.base_layer = base_layer.map_or(self.base_layer, |field| field.value);
        }
        let changed = picture != video.picture || base_layer != video.base_layer;
        Verdict::Forward(Outgoing {
            index,
            timestamp,
            renumber: changed.then_some([picture, base_layer]),
        })
    }

    fn start(&mut self, packet: &Incoming, now: Instant) {
        let first = self.last.is_none();
        let timestamp = self.last.map_or(self.first_timestamp, |(timestamp, at)| {
            let micros = now.saturating_duration_since(at).as_micros();
            let ticks = micros * u128::from(self.clock_hz) / 1_000_000;
            // A timestamp must not repeat; beyond that the counter may wrap as it likes.
            timestamp.wrapping_add((ticks as u32).max(1))
        });
        let video = packet.video.unwrap_or_default();
        let next = |field: Option<Field>, last: u16| match field {
            Some(field) if !first => last.wrapping_add(1).wrapping_sub(field.value),
            _ => 0,
        };
        self.source = Some(Source {
            id: packet.source,
            index: (self.newest + 1).wrapping_sub(packet.index) as i64,
            timestamp: timestamp.wrapping_sub(packet.timestamp),
            picture: next(video.picture, self.picture),
            base_layer: next(video.base_layer, self.base_layer),
            advanced: 0,
        });
    }
}

/// Which of the last [`WINDOW`] numbers were used.
#[derive(Debug, Default)]
struct SentWindow {
    /// Bit `n` is the number `n` before the newest.
    bits: [u64; WINDOW as usize / 64],
}

impl SentWindow {
    /// Marks a number that is so far ahead of the newest one so far, or behind it. False when it was
    /// marked before or is too old to know.
    fn insert(&mut self, ahead: u64, behind: u64) -> bool {
        self.advance(ahead);
        let mask = 1u64 << (behind % 64);
        let word = usize::try_from(behind / 64).unwrap_or(usize::MAX);
        match self.bits.get_mut(word) {
            Some(word) if *word & mask == 0 => {
                *word |= mask;
                true
            }
            _ => false,
        }
    }

    fn advance(&mut self, by: u64) {
        for _ in 0..by.min(WINDOW) {
            let mut carry = 0;
            for word in &mut self.bits {
                let out = *word >> 63;
                *word = *word << 1 | carry;
                carry = out;
            }
        }
    }
}

#[cfg(test)]
#[path = "rewrite_tests.rs"]
mod tests;
