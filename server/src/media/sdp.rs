//! What a page's offer must look like, checked before any library reads it. Pure text in, text
//! out; negotiates nothing itself.
//!
//! The page runs, once per visit:
//!
//! ```js
//! const pc = new RTCPeerConnection({bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require', iceServers: []});
//! const mic = pc.addTransceiver('audio', {direction: 'sendonly'});
//! const cam = pc.addTransceiver('video', {direction: 'sendonly', sendEncodings: [{maxBitrate: 600_000}]});
//! const audio = [0, 1, 2].map(() => pc.addTransceiver('audio', {direction: 'recvonly'}));
//! const video = [0, 1, 2].map(() => pc.addTransceiver('video', {direction: 'recvonly'}));
//! await pc.setLocalDescription(await pc.createOffer());
//! // send pc.localDescription.sdp at once, without waiting for candidates
//! await pc.setRemoteDescription({type: 'answer', sdp: answer});
//! ```
//!
//! and later only `mic.sender.replaceTrack(…)` and `cam.sender.replaceTrack(…)`. Slot `i` is
//! `audio[i].receiver.track` with `video[i].receiver.track`, from the first moment to the last.
//! The camera may send simulcast layers, best first: `[{rid: 'h', …}, {rid: 'l', …}]`.

use std::fmt;

use hallway_protocol::SLOTS;
use hallway_protocol::limits::SDP_BYTES;

use super::metrics::Kind;
use super::speakers::LEVEL_URI;

/// Media lines of an offer: microphone, camera, then the slots' audio, then the slots' video.
pub const LINES: usize = 2 + 2 * SLOTS;
/// The media line of the microphone.
pub const MICROPHONE: usize = 0;
/// The media line of the camera.
pub const CAMERA: usize = 1;

/// Simulcast layers that are accepted.
pub const LAYERS: usize = 3;
/// Streams that one media line may announce: a stream, its retransmissions, and as much again.
const SSRCS_PER_LINE: usize = 4;

/// What is wrong with an offer. For logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferError {
    /// Longer than [`SDP_BYTES`].
    TooLong,
    /// Holds control characters, at which the library might see lines that the check does not.
    NotText,
    /// Not [`LINES`] media lines.
    WrongLines,
    /// This media line is of the wrong kind or direction.
    WrongLine(usize),
    /// This media line lacks Opus or VP8.
    NoCodec(usize),
    /// This media line announces more streams or layers than anybody needs.
    TooManyStreams(usize),
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
            Self::NoCodec(line) => write!(f, "media line {line} offers neither Opus nor VP8"),
            Self::TooManyStreams(line) => write!(f, "media line {line} has too many streams"),
        }
    }
}

impl std::error::Error for OfferError {}

/// An offer that may be given to the library.
#[derive(Debug, PartialEq, Eq)]
pub struct CheckedOffer {
    /// The text, without candidates: an ICE-lite server learns addresses from checks alone, and
    /// must not be told by strangers where to send.
    pub sdp: String,
    /// Names of the camera's simulcast layers, best first; empty without simulcast.
    pub layers: Vec<String>,
    /// Number of the header extension by which the microphone's packets tell how loud they are.
    pub level: Option<u8>,
}

/// Checks an offer.
///
/// # Errors
/// See [`OfferError`].
pub fn check_offer(raw: &str) -> Result<CheckedOffer, OfferError> {
    if raw.len() > SDP_BYTES {
        return Err(OfferError::TooLong);
    }
    let mut sdp = String::with_capacity(raw.len());
    let mut sections: Vec<Section<'_>> = Vec::with_capacity(LINES);
    for line in raw.lines() {
        let line = line.trim_end();
        if line.contains(char::is_control) {
            return Err(OfferError::NotText);
        }
        if line.starts_with("a=candidate:") || line.starts_with("a=end-of-candidates") {
            continue;
        }
        if line.starts_with("m=") {
            if sections.len() == LINES {
                return Err(OfferError::WrongLines);
            }
            sections.push(Section::default());
        }
        if let Some(section) = sections.last_mut() {
            section.read(line);
        }
        sdp.push_str(line);
        sdp.push_str("\r\n");
    }
    if sections.len() != LINES {
        return Err(OfferError::WrongLines);
    }
    for (index, section) in sections.iter().enumerate() {
        section.check(index)?;
    }
    let camera = sections.get(CAMERA);
    let layers = camera.map_or(&[][..], |camera| &camera.layers);
    let layers = layers.iter().map(|rid| (*rid).to_owned()).collect();
    let level = sections.get(MICROPHONE).and_then(|section| section.level);
    Ok(CheckedOffer { sdp, layers, level })
}

/// The media line of a slot.
pub fn slot_line(kind: Kind, slot: usize) -> usize {
    match kind {
        Kind::Audio => 2 + slot,
        Kind::Video => 2 + SLOTS + slot,
    }
}

fn is_video(line: usize) -> bool {
    line == CAMERA || line >= slot_line(Kind::Video, 0)
}

#[derive(Default)]
struct Section<'a> {
    kind: &'a str,
    direction: &'a str,
    opus: bool,
    vp8: bool,
    ssrcs: Vec<&'a str>,
    rids: usize,
    layers: Vec<&'a str>,
    level: Option<u8>,
    too_many: bool,
}

impl<'a> Section<'a> {
    fn read(&mut self, line: &'a str) {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        match key {
            "a=sendonly" | "a=recvonly" | "a=sendrecv" | "a=inactive" => self.direction = key,
            "a=rtpmap" => {
                let codec = value.split_once(' ').map_or("", |(_, codec)| codec);
                self.opus |= codec.eq_ignore_ascii_case("opus/48000/2");
                self.vp8 |= codec.eq_ignore_ascii_case("VP8/90000");
            }
            "a=extmap" => self.extension(value),
            "a=ssrc" => self.ssrc(value.split(' ').next().unwrap_or("")),
            "a=rid" => {
                self.rids += 1;
                self.too_many |= self.rids > LAYERS;
            }
            "a=simulcast" => {
                let list = value.strip_prefix("send ").unwrap_or("");
                let names = list.split(' ').next().unwrap_or("").split([';', ',']);
                let names = names.map(|name| name.trim_start_matches('~'));
                self.layers = names.take(LAYERS).collect();
            }
            _ => {
                if let Some(media) = line.strip_prefix("m=") {
                    self.kind = media.split(' ').next().unwrap_or("");
                }
            }
        }
    }

    /// `4 urn:…` or `4/sendonly urn:…`, perhaps with attributes after it.
    fn extension(&mut self, value: &str) {
        let mut words = value.split(' ');
        let number = words.next().and_then(|word| word.split('/').next());
        if words.next() == Some(LEVEL_URI) {
            self.level = number.and_then(|number| number.parse().ok());
        }
    }

    fn ssrc(&mut self, ssrc: &'a str) {
        if self.ssrcs.contains(&ssrc) {
            return;
        }
        if self.ssrcs.len() == SSRCS_PER_LINE {
            self.too_many = true;
        } else {
            self.ssrcs.push(ssrc);
        }
    }

    fn check(&self, index: usize) -> Result<(), OfferError> {
        let (kind, codec) = if is_video(index) {
            ("video", self.vp8)
        } else {
            ("audio", self.opus)
        };
        let direction = if index <= CAMERA {
            "a=sendonly"
        } else {
            "a=recvonly"
        };
        if self.kind != kind || self.direction != direction {
            return Err(OfferError::WrongLine(index));
        }
        if !codec {
            return Err(OfferError::NoCodec(index));
        }
        if self.too_many || (self.rids > 0 && index != CAMERA) {
            return Err(OfferError::TooManyStreams(index));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Kind, direction and further lines of one media line.
    type Media = (&'static str, &'static str, &'static str);

    fn offer(lines: &[Media]) -> String {
        let mut sdp = String::from("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n");
        for (kind, direction, more) in lines {
            let codec = if *kind == "audio" {
                "opus/48000/2"
            } else {
                "VP8/90000"
            };
            sdp += &format!(
                "m={kind} 9 UDP/TLS/RTP/SAVPF 96\r\na={direction}\r\na=rtpmap:96 {codec}\r\n{more}"
            );
        }
        sdp
    }

    fn good() -> Vec<Media> {
        let mut lines = vec![("audio", "sendonly", ""), ("video", "sendonly", "")];
        lines.extend([("audio", "recvonly", ""); SLOTS]);
        lines.extend([("video", "recvonly", ""); SLOTS]);
        lines
    }

    #[test]
    fn the_agreed_offer_passes_without_its_candidates() {
        let mut lines = good();
        lines[MICROPHONE].2 = "a=candidate:1 1 udp 2 198.51.100.1 9 typ host\r\n";
        let checked = check_offer(&offer(&lines)).unwrap();
        assert_eq!(checked.sdp, offer(&good()));
        assert!(checked.layers.is_empty());
    }

    #[test]
    fn layers_are_read_best_first() {
        let mut lines = good();
        lines[CAMERA].2 = "a=rid:h send\r\na=rid:l send\r\na=simulcast:send h;~l\r\n";
        assert_eq!(check_offer(&offer(&lines)).unwrap().layers, ["h", "l"]);
    }

    #[test]
    fn the_number_of_the_loudness_is_the_microphones() {
        let level = |line: &'static str, at: usize| {
            let mut lines = good();
            lines[at].2 = line;
            check_offer(&offer(&lines)).unwrap().level
        };
        let plain = "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n";
        assert_eq!(level(plain, MICROPHONE), Some(1));
        assert_eq!(level(plain, 2), None);
        let long = "a=extmap:14/sendonly urn:ietf:params:rtp-hdrext:ssrc-audio-level vad=on\r\n";
        assert_eq!(level(long, MICROPHONE), Some(14));
        for other in ["a=extmap:1 urn:x\r\n", "a=extmap:999 \r\n", "a=extmap\r\n"] {
            assert_eq!(level(other, MICROPHONE), None, "{other}");
        }
    }

    #[test]
    fn other_offers_are_refused() {
        let check = |change: &dyn Fn(&mut Vec<Media>)| {
            let mut lines = good();
            change(&mut lines);
            check_offer(&offer(&lines)).err()
        };
        assert_eq!(
            check(&|lines| lines.truncate(LINES - 1)),
            Some(OfferError::WrongLines)
        );
        assert_eq!(
            check(&|lines| lines.push(lines[7])),
            Some(OfferError::WrongLines)
        );
        assert_eq!(
            check(&|lines| lines.swap(0, 1)),
            Some(OfferError::WrongLine(0))
        );
        assert_eq!(
            check(&|lines| lines[1].1 = "sendrecv"),
            Some(OfferError::WrongLine(1))
        );
        assert_eq!(
            check(&|lines| lines[7].0 = "application"),
            Some(OfferError::WrongLine(7))
        );
        let many = "a=ssrc:1 x\r\na=ssrc:2 x\r\na=ssrc:3 x\r\na=ssrc:4 x\r\na=ssrc:5 x\r\n";
        assert_eq!(
            check(&|lines| lines[0].2 = many),
            Some(OfferError::TooManyStreams(0))
        );
        let rid = "a=rid:h send\r\n";
        assert_eq!(
            check(&|lines| lines[0].2 = rid),
            Some(OfferError::TooManyStreams(0))
        );
        let other = offer(&good()).replacen("VP8", "VP9", 1);
        assert_eq!(check_offer(&other), Err(OfferError::NoCodec(1)));
        // The library's parser takes a lone carriage return for the end of a line.
        let hidden = "a=x\ra=candidate:1 1 udp 2 198.51.100.1 9 typ host\r\n";
        assert_eq!(
            check(&|lines| lines[0].2 = hidden),
            Some(OfferError::NotText)
        );
        assert_eq!(
            check_offer(&"x".repeat(SDP_BYTES + 1)),
            Err(OfferError::TooLong)
        );
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "(m=|a=|rid|simulcast|ssrc|send|[:; ~\r\n0-9]|\\PC){0,200}") {
            let _ = check_offer(&text);
        }
    }
}
