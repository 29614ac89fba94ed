//! Two links that the library's chain of packet handlers lacks. Both only look at and rename
//! packets; neither sends anything of its own.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rtc::interceptor::{Interceptor, Packet, Slot, StreamInfo, TaggedPacket};
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::sansio::Protocol;
use rtc::sdp::extmap::{SDES_REPAIR_RTP_STREAM_ID_URI, SDES_RTP_STREAM_ID_URI};
use rtc::shared::error::Error;

/// Unwraps retransmissions before the generator of retransmission requests sees them, which would
/// otherwise ask for every repaired packet again and again.
pub const UNWRAP_SLOT: Slot = Slot::Custom(6_500);
/// Looks at feedback before the chain's end swallows it.
pub const TAP_SLOT: Slot = Slot::Custom(12_500);

/// Requests remembered between two looks; more only repeat the same few streams.
const MAX_REQUESTS: usize = 16;
/// Streams remembered; the offer can't announce more of one camera.
const MAX_STREAMS: usize = 32;

/// The streams of which a visitor's browser wants a key frame, shared by the tap and its peer.
#[derive(Clone, Debug, Default)]
pub struct KeyframeRequests(Arc<Mutex<Vec<u32>>>);

impl KeyframeRequests {
    /// Takes the requests that came since the last time.
    pub fn take(&self) -> Vec<u32> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, ssrc: u32) {
        let mut requests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if requests.len() < MAX_REQUESTS && !requests.contains(&ssrc) {
            requests.push(ssrc);
        }
    }
}

/// Notes key frame requests on their way in.
#[derive(Default)]
pub struct KeyframeTap {
    requests: KeyframeRequests,
    read: VecDeque<TaggedPacket>,
    write: VecDeque<TaggedPacket>,
}

impl KeyframeTap {
    /// A tap that notes into `requests`.
    pub fn new(requests: KeyframeRequests) -> Self {
        Self {
            requests,
            ..Self::default()
        }
    }

    fn note(&self, packet: &Packet) {
        let Packet::Rtcp(packets) = packet else {
            return;
        };
        for packet in packets {
            if let Some(loss) = packet.as_any().downcast_ref::<PictureLossIndication>() {
                self.requests.add(loss.media_ssrc);
            } else if let Some(request) = packet.as_any().downcast_ref::<FullIntraRequest>() {
                for entry in request.fir.iter().take(MAX_REQUESTS) {
                    self.requests.add(entry.ssrc);
                }
            }
        }
    }
}

/// Turns retransmissions (RFC 4588) back into the packets they repeat.
#[derive(Default)]
pub struct Unwrap {
    /// Retransmission stream to the stream it repairs and that one's payload type.
    repairs: HashMap<u32, (u32, u8)>,
    /// Payload types of the streams that came in.
    streams: HashMap<u32, u8>,
    /// Simulcast layer to its stream, as the library does not connect repairs with layers.
    layers: HashMap<Vec<u8>, u32>,
    layer_id: Option<u8>,
    repair_id: Option<u8>,
    read: VecDeque<TaggedPacket>,
    write: VecDeque<TaggedPacket>,
}

impl Unwrap {
    /// False when the packet repeats nothing and is to be dropped.
    fn unwrap_packet(&mut self, packet: &mut rtc::rtp::Packet) -> bool {
        let ssrc = packet.header.ssrc;
        if self.streams.contains_key(&ssrc) {
            self.learn_layer(packet);
        }
        let Some((primary, payload_type)) = self.repaired(packet) else {
            return true;
        };
        let Some((seq, rest)) = packet.payload.split_first_chunk::<2>() else {
            // Only padding, sent to measure the path.
            return false;
        };
        packet.header.sequence_number = u16::from_be_bytes(*seq);
        packet.header.ssrc = primary;
        packet.header.payload_type = payload_type;
        packet.header.padding = false;
        packet.payload = packet.payload.slice_ref(rest);
        true
    }

    fn learn_layer(&mut self, packet: &rtc::rtp::Packet) {
        let name = self.layer_id.and_then(|id| packet.header.get_extension(id));
        if let Some(name) = name
            && self.layers.get(&name[..]) != Some(&packet.header.ssrc)
            && self.layers.len() < MAX_STREAMS
        {
            self.layers.insert(name.to_vec(), packet.header.ssrc);
        }
    }

    fn repaired(&mut self, packet: &rtc::rtp::Packet) -> Option<(u32, u8)> {
        let ssrc = packet.header.ssrc;
        if let Some(repair) = self.repairs.get(&ssrc) {
            return Some(*repair);
        }
        if self.streams.contains_key(&ssrc) {
            return None;
        }
        let name = packet.header.get_extension(self.repair_id?)?;
        let primary = *self.layers.get(&name[..])?;
        let repair = (primary, *self.streams.get(&primary)?);
        if self.repairs.len() < MAX_STREAMS {
            self.repairs.insert(ssrc, repair);
        }
        Some(repair)
    }
}

/// What both do alike: everything passes, in order, in both directions.
macro_rules! pass_through {
    ($name:ident, $on_read:expr) => {
        impl Protocol<TaggedPacket, TaggedPacket, ()> for $name {
            type Rout = TaggedPacket;
            type Wout = TaggedPacket;
            type Eout = ();
            type Error = Error;
            type Time = Instant;

            fn handle_read(&mut self, mut message: TaggedPacket) -> Result<(), Error> {
                let keep: fn(&mut Self, &mut Packet) -> bool = $on_read;
                if keep(self, &mut message.message.packet) {
                    self.read.push_back(message);
                }
                Ok(())
            }

            fn poll_read(&mut self) -> Option<TaggedPacket> {
                self.read.pop_front()
            }

            fn handle_write(&mut self, message: TaggedPacket) -> Result<(), Error> {
                self.write.push_back(message);
                Ok(())
            }

            fn poll_write(&mut self) -> Option<TaggedPacket> {
                self.write.pop_front()
            }
        }
    };
}

pass_through!(KeyframeTap, |tap, packet| {
    tap.note(packet);
    true
});

pass_through!(Unwrap, |unwrap, packet| match packet {
    Packet::Rtp(packet) => unwrap.unwrap_packet(packet),
    _ => true,
});

impl Interceptor for KeyframeTap {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _: &StreamInfo) {}
}

impl Interceptor for Unwrap {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _: &StreamInfo) {}

    fn bind_remote_stream(&mut self, info: &StreamInfo) {
        if self.streams.len() >= MAX_STREAMS || self.repairs.contains_key(&info.ssrc) {
            // The library binds a repairing stream in its own right too, after the repaired one.
            return;
        }
        self.streams.insert(info.ssrc, info.payload_type);
        if let Some(repair) = info.ssrc_rtx {
            self.repairs.insert(repair, (info.ssrc, info.payload_type));
        }
        for extension in &info.rtp_header_extensions {
            let id = u8::try_from(extension.id).ok();
            match extension.uri.as_str() {
                SDES_RTP_STREAM_ID_URI => self.layer_id = id,
                SDES_REPAIR_RTP_STREAM_ID_URI => self.repair_id = id,
                _ => {}
            }
        }
    }

    fn unbind_remote_stream(&mut self, info: &StreamInfo) {
        self.streams.remove(&info.ssrc);
        self.repairs.retain(|_, (primary, _)| *primary != info.ssrc);
        self.layers.retain(|_, ssrc| *ssrc != info.ssrc);
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use rtc::interceptor::RTPHeaderExtension;
    use rtc::rtp::Packet as RtpPacket;

    use super::*;

    fn packet(ssrc: u32, payload_type: u8, seq: u16, payload: &'static [u8]) -> RtpPacket {
        let mut packet = RtpPacket::default();
        packet.header.ssrc = ssrc;
        packet.header.payload_type = payload_type;
        packet.header.sequence_number = seq;
        packet.payload = Bytes::from_static(payload);
        packet
    }

    fn bound(info: StreamInfo) -> Unwrap {
        let mut unwrap = Unwrap::default();
        unwrap.bind_remote_stream(&info);
        unwrap
    }

    #[test]
    fn a_declared_retransmission_becomes_the_packet_it_repeats() {
        let mut unwrap = bound(StreamInfo {
            ssrc: 1,
            payload_type: 96,
            ssrc_rtx: Some(2),
            payload_type_rtx: Some(97),
            ..StreamInfo::default()
        });
        let mut repeated = packet(2, 97, 5, &[0x12, 0x34, 0xAA]);
        assert!(unwrap.unwrap_packet(&mut repeated));
        assert_eq!(repeated, packet(1, 96, 0x1234, &[0xAA]));
        let mut usual = packet(1, 96, 5, &[0xAA]);
        assert!(unwrap.unwrap_packet(&mut usual));
        assert_eq!(usual, packet(1, 96, 5, &[0xAA]));
        assert!(!unwrap.unwrap_packet(&mut packet(2, 97, 6, &[0])));
    }

    #[test]
    fn a_layers_retransmission_is_found_by_its_name() {
        let extension = |uri: &str, id| RTPHeaderExtension {
            uri: uri.to_owned(),
            id,
        };
        let mut unwrap = bound(StreamInfo {
            ssrc: 1,
            payload_type: 96,
            rtp_header_extensions: vec![
                extension(SDES_RTP_STREAM_ID_URI, 10),
                extension(SDES_REPAIR_RTP_STREAM_ID_URI, 11),
            ],
            ..StreamInfo::default()
        });
        let named = |mut packet: RtpPacket, id| {
            let name = Bytes::from_static(b"h");
            packet.header.set_extension(id, name).unwrap();
            packet
        };
        let repeat = || packet(2, 97, 5, &[0, 7, 0xAA]);
        let mut early = named(repeat(), 11);
        assert!(unwrap.unwrap_packet(&mut early));
        assert_eq!(early.header.ssrc, 2, "the layer is not known yet");
        assert!(unwrap.unwrap_packet(&mut named(packet(1, 96, 9, &[0]), 10)));
        let mut later = named(repeat(), 11);
        assert!(unwrap.unwrap_packet(&mut later));
        assert_eq!((later.header.ssrc, later.header.sequence_number), (1, 7));
        // Browsers stop naming the layer once the other side has answered.
        let mut unnamed = repeat();
        assert!(unwrap.unwrap_packet(&mut unnamed));
        assert_eq!((unnamed.header.ssrc, unnamed.header.payload_type), (1, 96));
    }

    #[test]
    fn requests_are_noted_once_and_bounded() {
        let requests = KeyframeRequests::default();
        let tap = KeyframeTap::new(requests.clone());
        let loss = |media_ssrc| PictureLossIndication {
            sender_ssrc: 0,
            media_ssrc,
        };
        tap.note(&Packet::Rtcp(vec![
            Box::new(loss(5)),
            Box::new(loss(5)),
            Box::new(loss(6)),
        ]));
        assert_eq!(requests.take(), [5, 6]);
        assert!(requests.take().is_empty());
        for ssrc in 0..100 {
            tap.note(&Packet::Rtcp(vec![Box::new(loss(ssrc))]));
        }
        assert_eq!(requests.take().len(), MAX_REQUESTS);
    }
}
