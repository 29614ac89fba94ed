//! What a page's offer must look like, and what is read of it. Pure text in, data out; the answer
//! is written by [`answer`].
//!
//! The page runs, once per visit:
//!
//! ```js
//! const pc = new RTCPeerConnection({bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require', iceServers: []});
//! const mic = pc.addTransceiver('audio', {direction: 'sendonly'});
//! const cam = pc.addTransceiver('video', {direction: 'sendonly', sendEncodings: [{maxBitrate: 600_000}]});
//! const screen = pc.addTransceiver('video', {direction: 'sendonly', sendEncodings: [{maxBitrate: 2_500_000}]});
//! const screenSound = pc.addTransceiver('audio', {direction: 'sendonly'});
//! const audio = [0, 1, 2].map(() => pc.addTransceiver('audio', {direction: 'recvonly'}));
//! const video = [0, 1, 2].map(() => pc.addTransceiver('video', {direction: 'recvonly'}));
//! video.push(pc.addTransceiver('video', {direction: 'recvonly'}));
//! audio.push(pc.addTransceiver('audio', {direction: 'recvonly'}));
//! await pc.setLocalDescription(await pc.createOffer());
//! // send pc.localDescription.sdp at once, without waiting for candidates
//! await pc.setRemoteDescription({type: 'answer', sdp: answer});
//! ```
//!
//! and later only `mic.sender.replaceTrack(…)` and so on. Slot `i` is `audio[i].receiver.track` with
//! `video[i].receiver.track`, from the first moment to the last; the last slot is for a screen that
//! somebody shares. What each line is for stands in [`lines`], and nowhere else. The camera may send simulcast layers, best first: `[{rid: 'h', …}, {rid: 'l', …}]`.

pub mod answer;
mod codecs;
pub mod credentials;
pub mod lines;

use std::fmt;

use hallway_protocol::limits::SDP_BYTES;

use super::metrics::Kind;
pub use codecs::{Codec, Codecs};
pub use lines::{
    CAMERA, LINES, MICROPHONE, Role, SCREEN, UPLINKS, is_uplink, kind_of, role, slot_line, slot_of,
};

/// Simulcast layers that are accepted.
pub const LAYERS: usize = 3;
/// Streams that one media line may announce: three layers with their retransmissions.
const SSRCS_PER_LINE: usize = 2 * LAYERS;
/// Extensions of one media line that are looked at; browsers offer about a dozen.
const EXTENSIONS_PER_LINE: usize = 32;
/// Longest name of a line or a layer.
const NAME_BYTES: usize = 32;

/// What is wrong with an offer. For logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferError {
    /// Longer than [`SDP_BYTES`].
    TooLong,
    /// Holds control characters.
    NotText,
    /// Not [`LINES`] media lines.
    WrongLines,
    /// This media line is of the wrong kind or direction.
    WrongLine(usize),
    /// This media line has no name, or one that is no name.
    NoName(usize),
    /// This media line lacks the codecs that we take.
    NoCodec(usize),
    /// This media line announces more streams or layers than anybody needs.
    TooManyStreams(usize),
    /// There is no SHA-256 of the browser's certificate.
    NoFingerprint,
}

impl fmt::Display for OfferError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "the offer is longer than {SDP_BYTES} bytes"),
            Self::NotText => write!(f, "the offer holds control characters"),
            Self::WrongLines => write!(f, "the offer has not {LINES} media lines"),
            Self::WrongLine(line) => {
                write!(f, "media line {line} has the wrong kind or direction")
            }
            Self::NoName(line) => write!(f, "media line {line} has no name"),
            Self::NoCodec(line) => write!(f, "media line {line} offers no codec that is taken"),
            Self::TooManyStreams(line) => write!(f, "media line {line} has too many streams"),
            Self::NoFingerprint => write!(f, "the offer has no SHA-256 fingerprint"),
        }
    }
}

impl std::error::Error for OfferError {}

/// What matters of an offer. Candidates do not: addresses are learned from authentic checks alone,
/// and strangers must not tell where to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// SHA-256 of the browser's certificate, as SDP writes it.
    pub fingerprint: String,
    /// The media lines, [`LINES`] of them.
    pub lines: Vec<Line>,
}

/// A media line of an offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The name by which the answer refers to it.
    pub mid: String,
    /// The codecs that we take.
    pub codecs: Codecs,
    /// Numbers of the header extensions that we take.
    pub extensions: Extensions,
    /// The streams that are announced.
    pub ssrcs: Vec<u32>,
    /// Streams with the streams that repeat their lost packets.
    pub repairs: Vec<(u32, u32)>,
    /// Names of simulcast layers, best first; empty without simulcast.
    pub layers: Vec<String>,
}

/// Numbers of header extensions in one media line, as the browser chose them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extensions {
    /// How loud a packet is.
    pub level: Option<u8>,
    /// Running number of the whole transport, for congestion control.
    pub transport: Option<u8>,
    /// Name of the media line.
    pub mid: Option<u8>,
    /// Name of the simulcast layer.
    pub layer: Option<u8>,
    /// Name of the simulcast layer that is repaired.
    pub repaired: Option<u8>,
}

impl Extensions {
    /// Each with the name by which it is negotiated.
    pub fn named(&self) -> [(&'static str, Option<u8>); 5] {
        [
            (super::speakers::LEVEL_URI, self.level),
            (TRANSPORT_URI, self.transport),
            (MID_URI, self.mid),
            (LAYER_URI, self.layer),
            (REPAIRED_URI, self.repaired),
        ]
    }

    /// `4 urn:…` or `4/sendonly urn:…`, perhaps with attributes after it.
    fn read(&mut self, value: &str) {
        let mut words = value.split(' ');
        let number = words.next().and_then(|word| word.split('/').next());
        let number = number.and_then(|number| number.parse().ok());
        // Only these fit into the short form, in which we write.
        let number = number.filter(|number| (1..=14).contains(number));
        match words.next() {
            Some(super::speakers::LEVEL_URI) => self.level = number,
            Some(TRANSPORT_URI) => self.transport = number,
            Some(MID_URI) => self.mid = number,
            Some(LAYER_URI) => self.layer = number,
            Some(REPAIRED_URI) => self.repaired = number,
            _ => {}
        }
    }
}

const TRANSPORT_URI: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
const MID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
const LAYER_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
const REPAIRED_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";

/// Reads an offer.
///
/// # Errors
/// See [`OfferError`].
pub fn read_offer(raw: &str) -> Result<Offer, OfferError> {
    if raw.len() > SDP_BYTES {
        return Err(OfferError::TooLong);
    }
    let mut fingerprint = None;
    let mut sections: Vec<Section<'_>> = Vec::with_capacity(LINES);
    for line in raw.lines() {
        let line = line.trim_end();
        if line.contains(char::is_control) {
            return Err(OfferError::NotText);
        }
        if let Some(media) = line.strip_prefix("m=") {
            if sections.len() == LINES {
                return Err(OfferError::WrongLines);
            }
            sections.push(Section::new(media));
        } else if let Some(value) = line.strip_prefix("a=fingerprint:sha-256 ") {
            // One certificate serves all lines.
            fingerprint = fingerprint.or(is_fingerprint(value).then(|| value.to_owned()));
        } else if let Some(section) = sections.last_mut() {
            section.read(line);
        }
    }
    if sections.len() != LINES {
        return Err(OfferError::WrongLines);
    }
    let lines = sections.into_iter().enumerate();
    let lines = lines.map(|(index, section)| section.into_line(index));
    Ok(Offer {
        lines: lines.collect::<Result<_, _>>()?,
        fingerprint: fingerprint.ok_or(OfferError::NoFingerprint)?,
    })
}

/// 32 bytes in hexadecimal with colons between.
fn is_fingerprint(text: &str) -> bool {
    let mut bytes = 0;
    let is_byte = |byte: &str| byte.len() == 2 && byte.chars().all(|c| c.is_ascii_hexdigit());
    text.split(':').all(|byte| {
        bytes += 1;
        is_byte(byte)
    }) && bytes == 32
}

#[derive(Default)]
struct Section<'a> {
    kind: &'a str,
    direction: &'a str,
    payload_types: Vec<u8>,
    codecs: codecs::Reader<'a>,
    line: Line,
    extensions: usize,
    too_many: bool,
}

impl<'a> Section<'a> {
    fn new(media: &'a str) -> Self {
        let mut words = media.split(' ');
        let kind = words.next().unwrap_or("");
        let types = words.skip(2).filter_map(|word| word.parse().ok());
        Self {
            kind,
            payload_types: types.take(codecs::MOST_TYPES).collect(),
            ..Self::default()
        }
    }

    fn read(&mut self, line: &'a str) {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        match key {
            "a=sendonly" | "a=recvonly" | "a=sendrecv" | "a=inactive" => self.direction = key,
            "a=mid" => value.clone_into(&mut self.line.mid),
            "a=rtpmap" => self.codecs.map(value),
            "a=fmtp" => self.codecs.parameters(value),
            "a=rtcp-fb" => self.codecs.feedback(value),
            "a=extmap" if self.extensions < EXTENSIONS_PER_LINE => {
                self.extensions += 1;
                self.line.extensions.read(value);
            }
            "a=ssrc" => self.ssrc(value.split(' ').next().unwrap_or("")),
            "a=ssrc-group" => self.group(value),
            "a=simulcast" => self.simulcast(value),
            _ => {}
        }
    }

    fn ssrc(&mut self, ssrc: &str) {
        let Ok(ssrc) = ssrc.parse() else { return };
        if self.line.ssrcs.contains(&ssrc) {
            return;
        }
        if self.line.ssrcs.len() == SSRCS_PER_LINE {
            self.too_many = true;
        } else {
            self.line.ssrcs.push(ssrc);
        }
    }

    fn group(&mut self, value: &str) {
        let mut words = value.split(' ');
        let is_repair = words.next() == Some("FID");
        let mut number = || words.next().and_then(|word| word.parse().ok());
        if let (true, Some(stream), Some(repair)) = (is_repair, number(), number()) {
            if self.line.repairs.len() == SSRCS_PER_LINE {
                self.too_many = true;
            } else {
                self.line.repairs.push((stream, repair));
            }
        }
    }

    fn simulcast(&mut self, value: &str) {
        let list = value.strip_prefix("send ").unwrap_or("");
        let names = list.split(' ').next().unwrap_or("").split([';', ',']);
        let names = names.map(|name| name.trim_start_matches('~'));
        for name in names.filter(|name| !name.is_empty()) {
            if self.line.layers.len() == LAYERS || !is_name(name) {
                self.too_many = true;
                return;
            }
            self.line.layers.push(name.to_owned());
        }
    }

    fn into_line(self, index: usize) -> Result<Line, OfferError> {
        let kind = match kind_of(index) {
            Kind::Audio => "audio",
            Kind::Video => "video",
        };
        let direction = match is_uplink(index) {
            true => "a=sendonly",
            false => "a=recvonly",
        };
        if self.kind != kind || self.direction != direction {
            return Err(OfferError::WrongLine(index));
        }
        if self.too_many || (!self.line.layers.is_empty() && index != CAMERA) {
            return Err(OfferError::TooManyStreams(index));
        }
        if !is_name(&self.line.mid) {
            return Err(OfferError::NoName(index));
        }
        let codecs = self.codecs.taken(kind_of(index), &self.payload_types);
        if codecs.is_empty() {
            return Err(OfferError::NoCodec(index));
        }
        Ok(Line {
            codecs,
            ..self.line
        })
    }
}

/// Whether it can be repeated in an answer: a token as RFC 8866 defines it, and not a long one.
fn is_name(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`{|}~".contains(c);
    !name.is_empty() && name.len() <= NAME_BYTES && name.chars().all(is_letter)
}

#[cfg(test)]
#[path = "sdp/tests.rs"]
mod tests;
