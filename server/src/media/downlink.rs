//! One line of one slot: turns whatever sender it is pointed at into the one stream that the
//! receiver's browser negotiated.

pub mod budget;
pub mod estimate;
mod lowest;
pub mod probe;
mod red;
mod resends;
mod rewrite;

use std::time::{Duration, Instant};

use bytes::Bytes;
use rtc::rtcp::sender_report::SenderReport;

use super::clock::Clock;
use super::metrics::Kind;
use super::rtp::Outgoing;
use super::sdp::{Codec, Codecs, Line};
use super::uplink::Received;
use super::{AUDIO_HZ, VIDEO_HZ, video, vp8};
use resends::{Resends, Sent};
pub use rewrite::SourceId;
use rewrite::{Incoming, Rewriter, Verdict};

/// A layer that brought nothing for this long is taken as paused by its sender.
const SILENCE: Duration = Duration::from_millis(700);

/// As much padding as one packet can have: its last byte is its length (RFC 3550, section 5.1).
static PADDING_BYTES: [u8; 255] = {
    let mut bytes = [0; 255];
    bytes[254] = 255;
    bytes
};
const PADDING: Bytes = Bytes::from_static(&PADDING_BYTES);

/// What became of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// It was passed on.
    Yes,
    /// It was dropped.
    No,
    /// It was dropped for want of a key frame before it, of the packet's layer.
    NeedsKeyframe,
}

/// A packet that is to be sealed and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// Its header.
    pub header: Outgoing,
    /// Number of the extension that numbers it among all packets of the connection. Some browsers want
    /// that of pictures only, and tell nothing of what came of sound.
    pub transport: Option<u8>,
    /// Its sequence number, counted past all wraps.
    pub index: u64,
    /// What stands before the payload: in retransmissions the number of what they repeat.
    pub repeats: Option<u16>,
    /// Its payload.
    pub payload: Bytes,
}

/// The outgoing stream of one line of a slot.
#[derive(Debug)]
pub struct Downlink {
    kind: Kind,
    codecs: Codecs,
    transport: Option<u8>,
    ssrc: u32,
    repair: u32,
    rewriter: Rewriter,
    resends: Resends,
    /// Number of the next retransmission.
    repeated: u64,
    /// The layer that is passed on, and that which is to be.
    layer: Option<usize>,
    wanted: Option<usize>,
    passed: Option<Instant>,
    /// What was sent, for reports, and the last timestamp with its time.
    packets: u32,
    octets: u32,
    last: Option<(u32, Instant)>,
}

/// Where the numbers of a stream start: in the lower half (RFC 3711, section 3.3.1). A receiver takes
/// the first that it sees for one from before all wraps; if the numbers wrapped before that, it
/// could open nothing of the stream, ever.
fn first_number() -> u16 {
    rand::random::<u16>() >> 1
}

impl Downlink {
    /// A stream of this media line, that starts at random numbers.
    pub fn new(kind: Kind, line: &Line, ssrc: u32, repair: u32) -> Self {
        let clock_hz = match kind {
            Kind::Audio => AUDIO_HZ,
            Kind::Video => VIDEO_HZ,
        };
        Self {
            kind,
            codecs: line.codecs.clone(),
            transport: line.extensions.transport,
            ssrc,
            repair,
            rewriter: Rewriter::new(clock_hz, first_number(), rand::random()),
            resends: Resends::default(),
            repeated: first_number().into(),
            layer: None,
            wanted: Some(0),
            passed: None,
            packets: 0,
            octets: 0,
            last: None,
        }
    }

    /// The number of the stream.
    pub fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// The layer that is passed on.
    pub fn layer(&self) -> Option<usize> {
        self.layer
    }

    /// What comes next begins anew, perhaps of somebody else.
    pub fn release(&mut self) {
        self.rewriter.release();
        self.resends.clear();
        self.layer = None;
    }

    /// Which layer to pass on from now on; `None` for no picture.
    pub fn want(&mut self, layer: Option<usize>) {
        if layer.is_none() && self.wanted.is_some() {
            self.rewriter.release();
            self.layer = None;
        }
        self.wanted = layer;
    }

    /// Turns a sender's packet into one of this stream. `connection` tells senders apart.
    pub fn pass(
        &mut self,
        connection: u64,
        from: &Received,
        now: Instant,
    ) -> (Passed, Option<Ready>) {
        let Some((payload_type, repair, payload)) = self.as_negotiated(from) else {
            return (Passed::No, None);
        };
        let picture = match self.kind {
            Kind::Audio => None,
            Kind::Video => Some(video::describe(from.codec, &payload)),
        };
        if self.kind == Kind::Video {
            let starts = picture.is_some_and(|picture| picture.starts_keyframe);
            if let Some(passed) = self.other_layer(from.layer, starts, now) {
                return (passed, None);
            }
        }
        let incoming = Incoming {
            source: SourceId {
                connection,
                ssrc: from.ssrc,
            },
            index: from.index,
            timestamp: from.timestamp,
            video: picture,
        };
        let outgoing = match self.rewriter.rewrite(&incoming, now) {
            Verdict::Forward(outgoing) => outgoing,
            Verdict::NeedsKeyframe => return (Passed::NeedsKeyframe, None),
            Verdict::Drop => return (Passed::No, None),
        };
        let payload = match outgoing.renumber {
            Some(fields) => vp8::renumber(&payload, fields),
            None => payload,
        };
        self.layer = Some(from.layer);
        self.passed = Some(now);
        self.packets = self.packets.wrapping_add(1);
        self.octets = self.octets.wrapping_add(payload.len() as u32);
        self.last = Some((outgoing.timestamp, now));
        if let Some(repair) = repair {
            self.resends.keep(Sent {
                index: outgoing.index,
                timestamp: outgoing.timestamp,
                marker: from.marker,
                repair,
                payload: payload.clone(),
            });
        }
        let header = Outgoing {
            padding: false,
            marker: from.marker,
            payload_type,
            seq: outgoing.index as u16,
            timestamp: outgoing.timestamp,
            ssrc: self.ssrc,
            transport: None,
        };
        let ready = Ready {
            header,
            transport: self.transport,
            index: outgoing.index,
            repeats: None,
            payload,
        };
        (Passed::Yes, Some(ready))
    }

    /// What a packet of another layer than the one that is passed on means. `None` when the packet
    /// is to be passed on.
    fn other_layer(&mut self, layer: usize, starts: bool, now: Instant) -> Option<Passed> {
        let wanted = self.wanted?;
        let paused = |passed: Instant| now.saturating_duration_since(passed) > SILENCE;
        if self.layer.is_some() && self.passed.is_none_or(paused) {
            self.layer = None;
        }
        match self.layer {
            Some(current) if current == layer => None,
            // Whatever layer comes first, so that there is a picture soon.
            None => (!starts).then_some(match layer == wanted {
                true => Passed::NeedsKeyframe,
                false => Passed::No,
            }),
            Some(_) if layer != wanted => Some(Passed::No),
            Some(_) => (!starts).then_some(Passed::NeedsKeyframe),
        }
    }

    /// The payload as the receiver's browser can read it, with its type there and that of its
    /// retransmissions.
    fn as_negotiated(&self, from: &Received) -> Option<(u8, Option<u8>, Bytes)> {
        if self.wanted.is_none() && self.kind == Kind::Video {
            return None;
        }
        if from.codec != Codec::Red {
            let known = self.codecs.of(from.codec)?;
            return Some((known.payload_type, known.repair, from.payload.clone()));
        }
        let opus = self.codecs.of(Codec::Opus)?.payload_type;
        match self.codecs.of(Codec::Red) {
            Some(red) => Some((red.payload_type, None, red::numbered(&from.payload, opus)?)),
            None => Some((opus, None, red::newest(&from.payload)?)),
        }
    }

    /// A packet again that the browser lost, in the stream of retransmissions (RFC 4588).
    pub fn repeat(&mut self, seq: u16) -> Option<Ready> {
        let sent = self.resends.find(seq)?;
        let (marker, payload) = (sent.marker, sent.payload.clone());
        let (repair, timestamp) = (sent.repair, sent.timestamp);
        Some(self.repaired(repair, marker, timestamp, Some(seq), payload))
    }

    /// A packet without content, in the stream of retransmissions. `None` when the browser knows none.
    pub fn padding(&mut self) -> Option<Ready> {
        let repair = self.codecs.all().iter().find_map(|known| known.repair)?;
        let timestamp = self.last.map_or(0, |(timestamp, _)| timestamp);
        let mut ready = self.repaired(repair, false, timestamp, None, PADDING);
        ready.header.padding = true;
        Some(ready)
    }

    /// The next packet of the stream of retransmissions.
    fn repaired(
        &mut self,
        payload_type: u8,
        marker: bool,
        timestamp: u32,
        repeats: Option<u16>,
        payload: Bytes,
    ) -> Ready {
        let index = self.repeated;
        self.repeated += 1;
        Ready {
            header: Outgoing {
                padding: false,
                marker,
                payload_type,
                seq: index as u16,
                timestamp,
                ssrc: self.repair,
                transport: None,
            },
            transport: self.transport,
            index,
            repeats,
            payload,
        }
    }

    /// What browsers need to keep sound and picture in step. `None` while nothing is sent.
    pub fn report(&self, clock: &Clock, now: Instant) -> Option<SenderReport> {
        let (timestamp, at) = self.last?;
        let clock_hz = match self.kind {
            Kind::Audio => AUDIO_HZ,
            Kind::Video => VIDEO_HZ,
        };
        let micros = now.saturating_duration_since(at).as_micros();
        let ticks = micros * u128::from(clock_hz) / 1_000_000;
        Some(SenderReport {
            ssrc: self.ssrc,
            ntp_time: clock.ntp(now),
            rtp_time: timestamp.wrapping_add(ticks as u32),
            packet_count: self.packets,
            octet_count: self.octets,
            ..SenderReport::default()
        })
    }
}

#[cfg(test)]
#[path = "downlink/tests.rs"]
mod tests;
