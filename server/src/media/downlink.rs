//! One line of one slot: turns whatever sender it is pointed at into the one stream that the
//! receiver's browser negotiated.

use std::time::Instant;

use rtc::peer_connection::configuration::media_engine::{MIME_TYPE_OPUS, MIME_TYPE_VP8};
use rtc::rtp::Packet;
use rtc::rtp_transceiver::rtp_sender::RTCRtpCodecParameters;

use super::engine::{AUDIO_HZ, VIDEO_HZ};
use super::metrics::Kind;
use super::rewrite::{Incoming, Rewriter, SourceId, Verdict};
use super::vp8::{self, Descriptor};

/// What became of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// It was passed on.
    Yes,
    /// It was dropped.
    No,
    /// It was dropped for want of a key frame before it.
    NeedsKeyframe,
}

/// The outgoing stream of one line of a slot.
#[derive(Debug)]
pub struct Downlink {
    kind: Kind,
    ssrc: u32,
    payload_type: u8,
    rewriter: Rewriter,
}

impl Downlink {
    /// A stream that starts at random numbers.
    pub fn new(kind: Kind, ssrc: u32, payload_type: u8) -> Self {
        let clock_hz = match kind {
            Kind::Audio => AUDIO_HZ,
            Kind::Video => VIDEO_HZ,
        };
        Self {
            kind,
            ssrc,
            payload_type,
            rewriter: Rewriter::new(clock_hz, rand::random(), rand::random()),
        }
    }

    /// The payload type that the receiver's browser expects.
    pub fn payload_type(kind: Kind, codecs: &[RTCRtpCodecParameters]) -> Option<u8> {
        let mime_type = match kind {
            Kind::Audio => MIME_TYPE_OPUS,
            Kind::Video => MIME_TYPE_VP8,
        };
        let is_it = |codec: &&RTCRtpCodecParameters| {
            codec.rtp_codec.mime_type.eq_ignore_ascii_case(mime_type)
        };
        codecs.iter().find(is_it).map(|codec| codec.payload_type)
    }

    /// The number of the stream.
    pub fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// What comes next begins anew.
    pub fn release(&mut self) {
        self.rewriter.release();
    }

    /// Turns a sender's packet into one of this stream.
    pub fn rewrite(
        &mut self,
        source: SourceId,
        packet: &Packet,
        now: Instant,
    ) -> (Passed, Option<Packet>) {
        let video = match self.kind {
            Kind::Audio => None,
            // An empty or cut descriptor starts nothing, but its number must not go missing.
            Kind::Video => Some(Descriptor::read(&packet.payload).unwrap_or_default()),
        };
        let incoming = Incoming {
            source,
            seq: packet.header.sequence_number,
            timestamp: packet.header.timestamp,
            video,
        };
        let outgoing = match self.rewriter.rewrite(&incoming, now) {
            Verdict::Forward(outgoing) => outgoing,
            Verdict::NeedsKeyframe => return (Passed::NeedsKeyframe, None),
            Verdict::Drop => return (Passed::No, None),
        };
        let mut passed = Packet::default();
        passed.header.version = 2;
        passed.header.marker = packet.header.marker;
        passed.header.payload_type = self.payload_type;
        passed.header.sequence_number = outgoing.seq;
        passed.header.timestamp = outgoing.timestamp;
        passed.header.ssrc = self.ssrc;
        // Header extensions and contributing sources are the sender's own business and stay here.
        passed.payload = match outgoing.renumber {
            Some(fields) => vp8::renumber(&packet.payload, fields),
            None => packet.payload.clone(),
        };
        (Passed::Yes, Some(passed))
    }
}
