//! What a visitor sends: which stream is the microphone's, which the camera's and of which layer,
//! which the shared screen's; what of it is missing; how it arrives. Takes opened packets, gives what is to be passed on and
//! the reports that the browser needs. Does no I/O.

pub(in crate::media) mod arrivals;
mod gaps;
mod reception;

use std::time::{Duration, Instant};

use bytes::Bytes;
use rtc::rtcp::packet::Packet as Rtcp;
use rtc::rtcp::receiver_report::ReceiverReport;
use rtc::rtcp::transport_feedbacks::transport_layer_nack::{
    TransportLayerNack, nack_pairs_from_sequence_numbers,
};

use super::metrics::Kind;
use super::rate::Rate;
use super::rtp::Header;
use super::sdp::{
    CAMERA, Codec, Codecs, Extensions, LAYERS, Line, Role, SCREEN, UPLINKS, kind_of, role,
};
use super::speakers;
use arrivals::Arrivals;
use gaps::Gaps;
use reception::Reception;

/// Streams of one visitor: a microphone, three layers, a screen and its sound, and as much again and
/// more for browsers that begin anew.
const MOST_STREAMS: usize = 16;
/// Time between two receiver reports.
const REPORT: Duration = Duration::from_secs(1);

/// A picture that a visitor sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// A layer of the camera, 0 the best.
    Camera(usize),
    /// The shared screen.
    Screen,
}

/// A packet that is to be passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// What the media line is for that it came by.
    pub role: Role,
    /// What it is encoded with.
    pub codec: Codec,
    /// The stream it is of.
    pub ssrc: u32,
    /// For video the simulcast layer, 0 the best.
    pub layer: usize,
    /// Sequence number, counted past all wraps.
    pub index: u64,
    /// Timestamp, in the stream's clock.
    pub timestamp: u32,
    /// See [`Header::marker`].
    pub marker: bool,
    /// How loud it is, in decibels below full scale; for audio, if the browser says it.
    pub level: Option<u8>,
    /// What the stream carries.
    pub payload: Bytes,
}

impl Received {
    /// What it carries.
    pub fn kind(&self) -> Kind {
        self.codec.kind()
    }
}

/// All streams of a visitor.
#[derive(Debug)]
pub struct Uplink {
    lines: Vec<UplinkLine>,
    streams: Vec<Stream>,
    arrivals: Arrivals,
    reports_due: Instant,
    /// Media lines that lost so much that only a key frame helps.
    broken: [bool; UPLINKS],
}

#[derive(Debug)]
struct UplinkLine {
    mid: String,
    codecs: Codecs,
    extensions: Extensions,
    layers: Vec<String>,
    ssrcs: Vec<u32>,
    repairs: Vec<(u32, u32)>,
}

#[derive(Debug)]
struct Stream {
    ssrc: u32,
    line: usize,
    layer: usize,
    /// The stream that repeats its lost packets.
    repair: Option<u32>,
    newest: u64,
    gaps: Option<Gaps>,
    reception: Reception,
    rate: Rate,
}

impl Uplink {
    /// No streams yet, of the media lines of an offer.
    pub fn new(lines: &[Line], now: Instant) -> Self {
        let lines = lines.iter().take(UPLINKS).map(|line| UplinkLine {
            mid: line.mid.clone(),
            codecs: line.codecs.clone(),
            extensions: line.extensions,
            layers: line.layers.clone(),
            ssrcs: line.ssrcs.clone(),
            repairs: line.repairs.clone(),
        });
        Self {
            lines: lines.collect(),
            streams: Vec::new(),
            arrivals: Arrivals::new(now),
            reports_due: now + REPORT,
            broken: [false; UPLINKS],
        }
    }

    /// Takes an opened packet with its number. `None` for what is not passed on: padding, streams
    /// that were never announced, and what came before.
    pub fn take(&mut self, packet: &[u8], index: u64, now: Instant) -> Option<Received> {
        let header = Header::read(packet)?;
        let line = self.line_of(&header)?;
        let UplinkLine {
            codecs, extensions, ..
        } = self.lines.get(line)?;
        let extensions = *extensions;
        if let Some(number) = extensions.transport.and_then(|it| header.extension(it))
            && let Some(number) = number.first_chunk()
        {
            let number = u16::from_be_bytes(*number);
            self.arrivals.came(number, header.ssrc, now);
        }
        let payload = header.payload(packet)?;
        if let Some(repaired) = codecs.repaired_by(header.payload_type) {
            let codec = repaired.codec;
            return self.repeated(line, codec, &header, payload, now);
        }
        let numbered = *codecs.numbered(header.payload_type)?;
        if payload.is_empty() {
            // Only padding, sent to measure the path; its number must not be asked for.
            self.stream(line, &header, now)?
                .note(index, &header, 0, now);
            return None;
        }
        let stream = self.stream(line, &header, now)?;
        let whole = stream.note(index, &header, payload.len(), now);
        let layer = stream.layer;
        if let Some(broken) = self.broken.get_mut(line) {
            *broken |= !whole;
        }
        let level = extensions.level.and_then(|it| header.extension(it));
        Some(Received {
            role: role(line)?,
            codec: numbered.codec,
            ssrc: header.ssrc,
            layer,
            index,
            timestamp: header.timestamp,
            marker: header.marker,
            level: level.and_then(speakers::level),
            payload: Bytes::copy_from_slice(payload),
        })
    }

    /// Turns a retransmission (RFC 4588) back into the packet that it repeats.
    fn repeated(
        &mut self,
        line: usize,
        codec: Codec,
        header: &Header<'_>,
        payload: &[u8],
        now: Instant,
    ) -> Option<Received> {
        let (seq, payload) = payload.split_first_chunk()?;
        let seq = u16::from_be_bytes(*seq);
        let primary = self.primary_of(line, header)?;
        let stream = self.streams.iter_mut().find(|it| it.ssrc == primary)?;
        let ahead = seq.wrapping_sub(stream.newest as u16) as i16;
        let index = stream.newest.checked_add_signed(ahead.into())?;
        let gaps = stream.gaps.as_mut()?;
        if !gaps.is_missing(index) {
            return None;
        }
        gaps.came(index, now);
        Some(Received {
            role: role(line)?,
            codec,
            ssrc: primary,
            layer: stream.layer,
            index,
            timestamp: header.timestamp,
            marker: header.marker,
            level: None,
            payload: Bytes::copy_from_slice(payload),
        })
    }

    fn line_of(&self, header: &Header<'_>) -> Option<usize> {
        let ssrc = header.ssrc;
        if let Some(stream) = self.streams.iter().find(|it| it.ssrc == ssrc) {
            return Some(stream.line);
        }
        if let Some(stream) = self.streams.iter().find(|it| it.repair == Some(ssrc)) {
            return Some(stream.line);
        }
        let announced = |line: &UplinkLine| line.ssrcs.contains(&ssrc);
        self.lines.iter().position(announced).or_else(|| {
            // All lines number their extensions alike: they share one transport.
            let named = |line: &UplinkLine| {
                let name = line.extensions.mid.and_then(|it| header.extension(it));
                name == Some(line.mid.as_bytes())
            };
            self.lines.iter().position(named)
        })
    }

    /// The stream of a packet; begins it, should it be the first of its.
    fn stream(&mut self, line: usize, header: &Header<'_>, now: Instant) -> Option<&mut Stream> {
        let known = self.streams.iter().position(|it| it.ssrc == header.ssrc);
        let at = match known {
            Some(at) => at,
            None => {
                let stream = self.begin(line, header, now)?;
                // A browser that begins anew needs the old stream no more.
                let (line, layer) = (stream.line, stream.layer);
                self.streams
                    .retain(|it| (it.line, it.layer) != (line, layer));
                if self.streams.len() >= MOST_STREAMS {
                    return None;
                }
                self.streams.push(stream);
                self.streams.len() - 1
            }
        };
        self.streams.get_mut(at)
    }

    fn begin(&self, index: usize, header: &Header<'_>, now: Instant) -> Option<Stream> {
        let line = self.lines.get(index)?;
        let is_repair = line.repairs.iter().any(|(_, it)| *it == header.ssrc);
        if is_repair {
            return None;
        }
        let layer = match line.layers.as_slice() {
            [] => 0,
            names => {
                let name = header.extension(line.extensions.layer?)?;
                names.iter().position(|known| known.as_bytes() == name)?
            }
        };
        let repair = line.repairs.iter().find(|(it, _)| *it == header.ssrc);
        let asks = line.codecs.numbered(header.payload_type)?.feedback.nack;
        let clock_hz = match kind_of(index) {
            Kind::Audio => super::AUDIO_HZ,
            Kind::Video => super::VIDEO_HZ,
        };
        Some(Stream {
            ssrc: header.ssrc,
            line: index,
            layer,
            repair: repair.map(|(_, repair)| *repair),
            newest: 0,
            gaps: asks.then(Gaps::default),
            reception: Reception::new(clock_hz, now),
            rate: Rate::default(),
        })
    }

    /// The stream that a retransmission repairs: as announced, or by the layer that it names.
    fn primary_of(&mut self, index: usize, header: &Header<'_>) -> Option<u32> {
        let ssrc = header.ssrc;
        let known = self.streams.iter().find(|it| it.repair == Some(ssrc));
        if let Some(stream) = known {
            return Some(stream.ssrc);
        }
        let line = self.lines.get(index)?;
        let name = header.extension(line.extensions.repaired?)?;
        let layer = line.layers.iter().position(|it| it.as_bytes() == name)?;
        let mut streams = self.streams.iter_mut();
        let stream = streams.find(|it| it.line == index && it.layer == layer)?;
        // Browsers stop naming the layer once the other side has answered.
        stream.repair = Some(ssrc);
        Some(stream.ssrc)
    }

    /// The camera's stream of a layer, or of the one that is nearest to it.
    fn camera(&self, layer: usize) -> Option<u32> {
        let camera = self.streams.iter().filter(|it| it.line == CAMERA);
        let nearest = camera.min_by_key(|it| it.layer.abs_diff(layer));
        nearest.map(|stream| stream.ssrc)
    }

    /// The stream of a picture, for a layer of the camera the nearest that there is.
    pub fn picture(&self, picture: Picture) -> Option<u32> {
        match picture {
            Picture::Camera(layer) => self.camera(layer),
            Picture::Screen => {
                let screen = self.streams.iter().find(|it| it.line == SCREEN);
                screen.map(|stream| stream.ssrc)
            }
        }
    }

    /// Bits per second of the shared screen.
    pub fn screen_rate(&mut self, now: Instant) -> f64 {
        let screen = self.streams.iter_mut().find(|it| it.line == SCREEN);
        screen.map_or(0.0, |stream| stream.rate.bits_per_second(now))
    }

    /// Bits per second of the camera's layers, best first.
    pub fn rates(&mut self, now: Instant) -> [f64; LAYERS] {
        let mut rates = [0.0; LAYERS];
        for stream in self.streams.iter_mut().filter(|it| it.line == CAMERA) {
            if let Some(rate) = rates.get_mut(stream.layer) {
                *rate = stream.rate.bits_per_second(now);
            }
        }
        rates
    }

    /// The pictures for which only a key frame helps, since the last question.
    pub fn take_broken(&mut self) -> impl Iterator<Item = Picture> + use<> {
        let broken = std::mem::take(&mut self.broken);
        let is_broken = move |line: usize| broken.get(line).copied().unwrap_or_default();
        let camera = is_broken(CAMERA).then_some(Picture::Camera(0));
        let screen = is_broken(SCREEN).then_some(Picture::Screen);
        camera.into_iter().chain(screen)
    }

    /// A report of the sender about one of its streams came.
    pub fn reported(&mut self, ssrc: u32, ntp: u64, now: Instant) {
        if let Some(stream) = self.streams.iter_mut().find(|it| it.ssrc == ssrc) {
            stream.reception.reported(ntp, now);
        }
    }

    /// Part of the packets that was lost lately on the way here, 0 to 1.
    pub fn loss(&self, now: Instant) -> f64 {
        self.arrivals.loss(now)
    }

    /// When [`Self::reports`] has something to say.
    pub fn deadline(&self) -> Instant {
        let gaps = self.streams.iter().filter_map(|it| it.gaps.as_ref());
        let due = gaps
            .filter_map(Gaps::deadline)
            .chain(self.arrivals.deadline());
        due.min()
            .map_or(self.reports_due, |due| due.min(self.reports_due))
    }

    /// What the browser is to be told now: which packets to send again, what came when, and once in
    /// a while how well all arrives. Appends packets of RTCP, and gives one more that is ready.
    pub fn reports(&mut self, now: Instant, out: &mut Vec<Box<dyn Rtcp>>) -> Option<Vec<u8>> {
        for stream in &mut self.streams {
            let due = stream.gaps.as_mut().map(|gaps| gaps.due(now));
            let due = due.unwrap_or_default();
            if !due.is_empty() {
                out.push(Box::new(TransportLayerNack {
                    sender_ssrc: 1,
                    media_ssrc: stream.ssrc,
                    nacks: nack_pairs_from_sequence_numbers(&due),
                }));
            }
        }
        if self.reports_due <= now {
            self.reports_due = now + REPORT;
            let streams = self.streams.iter_mut();
            let reports = streams.filter_map(|it| it.reception.report(it.ssrc, now));
            out.push(Box::new(ReceiverReport {
                ssrc: 1,
                reports: reports.collect(),
                ..ReceiverReport::default()
            }));
        }
        self.arrivals.report(now)
    }
}

impl Stream {
    /// A packet came. False when too much is missing.
    fn note(&mut self, index: u64, header: &Header<'_>, bytes: usize, now: Instant) -> bool {
        self.newest = self.newest.max(index);
        self.rate.add(bytes, now);
        self.reception.came(index, header.timestamp, now);
        self.gaps.as_mut().is_none_or(|gaps| gaps.came(index, now))
    }
}

#[cfg(test)]
#[path = "uplink/tests.rs"]
mod tests;
