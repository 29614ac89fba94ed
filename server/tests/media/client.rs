//! A visitor's browser without the browser: offers like the page does, sends marked packets and
//! keeps what arrives in each slot.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use hallway::media::{Kind, MediaCommand, MediaEvent, MediaHandle};
use hallway_protocol::PersonId;
use rtc::rtp::Packet;
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use rtc::sdp::extmap::{SDES_MID_URI, SDES_RTP_STREAM_ID_URI};
use tokio::sync::{mpsc, watch};
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::peer_connection::SrtpProtectionProfile;

use super::native::{LEVEL_URI, Native, OPUS, SCREEN, SCREEN_SOUND, VP8, Wish, packet};

/// Far above what anything takes; only a failure waits this long.
const PATIENCE: Duration = Duration::from_secs(20);

/// What one slot's line received, in the order of arrival.
pub type Arrived = HashMap<(Kind, usize), Vec<Packet>>;

/// One visitor.
pub struct Client {
    pub person: PersonId,
    /// The offer that was answered.
    pub sdp: String,
    /// The answer.
    pub answer: String,
    native: Native,
    first_ssrc: u32,
    /// Of the microphone, of each of the camera's layers, of the screen and of its sound.
    seqs: [AtomicU16; 6],
    pub events: mpsc::Receiver<MediaEvent>,
    arrived: watch::Receiver<Arrived>,
}

impl Client {
    /// Offers and waits until packets can flow.
    pub async fn join(media: &MediaHandle, person: u32) -> Self {
        Self::offer(media, person, None)
            .await
            .expect("an answer")
            .joined()
            .await
    }

    async fn joined(mut self) -> Self {
        assert_eq!(self.event().await, MediaEvent::Connected);
        // The unit is through with the handshake one datagram before the client is.
        within(self.native.is_connected()).await;
        self
    }

    /// Offers; gives back why that failed, or a client that is about to connect.
    pub async fn offer(
        media: &MediaHandle,
        person: u32,
        ciphers: Option<SrtpProtectionProfile>,
    ) -> Result<Self, String> {
        Self::offer_layers(media, person, ciphers, &[""], "127.0.0.1:0").await
    }

    /// Offers a camera with these simulcast layers, and waits until packets can flow.
    pub async fn join_layers(media: &MediaHandle, person: u32, layers: &[&str]) -> Self {
        let client = Self::offer_layers(media, person, None, layers, "127.0.0.1:0").await;
        client.expect("an answer").joined().await
    }

    /// Offers from another address than others, and waits until packets can flow.
    pub async fn join_from(media: &MediaHandle, person: u32, from: &str) -> Self {
        let client = Self::offer_layers(media, person, None, &[""], from).await;
        client.expect("an answer").joined().await
    }

    async fn offer_layers(
        media: &MediaHandle,
        person: u32,
        ciphers: Option<SrtpProtectionProfile>,
        layers: &[&str],
        from: &str,
    ) -> Result<Self, String> {
        let (packets, arrived) = watch::channel(Arrived::new());
        let first_ssrc = person * 10;
        let wish = Wish {
            from,
            first_ssrc,
            layers,
            cipher: ciphers,
        };
        let native = Native::new(wish, move |kind, slot, packet| {
            let kind = match kind {
                RtpCodecKind::Audio => Kind::Audio,
                _ => Kind::Video,
            };
            packets.send_modify(|arrived| arrived.entry((kind, slot)).or_default().push(packet));
        })
        .await;
        let (events, mut answers) = mpsc::channel(16);
        let person = PersonId(person);
        media.send(MediaCommand::Offer {
            person,
            sdp: native.offer.clone(),
            events,
        });
        let sdp = match within(answers.recv()).await {
            Some(MediaEvent::Answer { sdp }) => sdp,
            Some(MediaEvent::Failed { reason }) => return Err(reason),
            other => panic!("neither answer nor failure: {other:?}"),
        };
        native.answered(sdp.clone()).await;
        Ok(Self {
            person,
            sdp: native.offer.clone(),
            answer: sdp,
            native,
            first_ssrc,
            seqs: [1000, 2000, 3000, 4000, 4400, 4800]
                .map(|first| AtomicU16::new(person.0 as u16 * 5000 + first)),
            events: answers,
            arrived,
        })
    }

    /// The unit's next word on this connection.
    pub async fn event(&mut self) -> MediaEvent {
        within(self.events.recv()).await.expect("the unit is gone")
    }

    /// Sends an audio packet with this mark.
    pub async fn say(&self, mark: u8) {
        let packet = self.packet(0, OPUS, u32::from(mark) * 960, &[self.person.0 as u8, mark]);
        self.native.microphone.write_rtp(packet).await.unwrap();
    }

    /// Sends an audio packet that says how loud it is, in decibels below full scale.
    pub async fn say_loud(&self, mark: u8, level: u8) {
        let mut packet = self.packet(0, OPUS, u32::from(mark) * 960, &[self.person.0 as u8, mark]);
        self.native.extend(&mut packet, LEVEL_URI, &[level]);
        self.native.microphone.write_rtp(packet).await.unwrap();
    }

    /// Sends a one-packet picture with this mark.
    pub async fn show(&self, mark: u8, keyframe: bool) {
        let packet = self.picture(0, mark, keyframe);
        self.native.camera.write_rtp(packet).await.unwrap();
    }

    /// Sends an audio packet with this after its mark.
    pub async fn say_large(&self, mark: u32, more: &[u8]) {
        let payload = [&[self.person.0 as u8, mark as u8][..], more].concat();
        let packet = self.packet(0, OPUS, mark.wrapping_mul(960), &payload);
        self.native.microphone.write_rtp(packet).await.unwrap();
    }

    /// Sends a one-packet picture of a simulcast layer, with the layer's name in the packet.
    pub async fn show_layer(&self, layer: usize, name: &str, mark: u8, keyframe: bool) {
        let mut packet = self.picture(layer, mark, keyframe);
        for (uri, value) in [(SDES_MID_URI, "1"), (SDES_RTP_STREAM_ID_URI, name)] {
            self.native.extend(&mut packet, uri, value.as_bytes());
        }
        self.native.camera.write_rtp(packet).await.unwrap();
    }

    /// Sends a one-packet picture of the shared screen with this mark.
    pub async fn share(&self, mark: u8, keyframe: bool) {
        let packet = self.picture(SCREEN as usize - 1, mark, keyframe);
        self.native.screen.write_rtp(packet).await.unwrap();
    }

    /// Sends a packet of the shared screen's sound with this mark.
    pub async fn play(&self, mark: u8) {
        let payload = [self.person.0 as u8, mark];
        let packet = self.packet(SCREEN_SOUND as usize, OPUS, u32::from(mark) * 960, &payload);
        self.native.screen_sound.write_rtp(packet).await.unwrap();
    }

    fn picture(&self, layer: usize, mark: u8, keyframe: bool) -> Packet {
        let payload = [0x10, u8::from(!keyframe), self.person.0 as u8, mark];
        self.packet(1 + layer, VP8, u32::from(mark) * 3000, &payload)
    }

    fn packet(&self, stream: usize, payload_type: u8, timestamp: u32, payload: &[u8]) -> Packet {
        let seq = self.seqs[stream].fetch_add(1, Ordering::Relaxed);
        let ssrc = self.first_ssrc + stream as u32;
        let mut packet = packet(ssrc, payload_type, seq, timestamp, payload);
        packet.header.marker = true;
        packet
    }

    /// Waits until what arrived satisfies `enough`, and gives it.
    pub async fn wait(&self, enough: impl Fn(&Arrived) -> bool) -> Arrived {
        let mut arrived = self.arrived.clone();
        let waited = tokio::time::timeout(PATIENCE, arrived.wait_for(enough)).await;
        match waited {
            Ok(arrived) => arrived.unwrap().clone(),
            Err(_) => panic!(
                "this should have arrived long ago; there is {}",
                self.summary()
            ),
        }
    }

    /// How many packets arrived through which slot.
    fn summary(&self) -> String {
        let arrived = self.arrived.borrow();
        let lines = arrived.iter().map(|((kind, slot), packets)| {
            format!("{} packets of {kind:?} in slot {slot}", packets.len())
        });
        lines.collect::<Vec<_>>().join(", ")
    }

    /// What arrived so far.
    pub fn arrived(&self) -> Arrived {
        self.arrived.borrow().clone()
    }

    /// Waits until this many key frame requests reached this visitor's camera.
    pub async fn keyframe_requests(&self, wanted: usize) {
        let mut requests = self.native.requests.clone();
        within(requests.wait_for(|count| *count >= wanted))
            .await
            .unwrap();
    }

    /// Closes the connection like a page that is closed.
    pub async fn close(&self) {
        self.native.close().await;
    }
}

/// The marks of what one slot's line received from a person.
pub fn marks(arrived: &Arrived, kind: Kind, slot: usize, person: u32) -> Vec<u8> {
    let packets = arrived.get(&(kind, slot)).map_or(&[][..], Vec::as_slice);
    let payloads = packets.iter().map(|packet| match kind {
        Kind::Audio => &packet.payload[..],
        Kind::Video => &packet.payload[2..],
    });
    let theirs = payloads.filter(|payload| u32::from(payload[0]) == person);
    theirs.map(|payload| payload[1]).collect()
}

async fn within<T>(future: impl Future<Output = T>) -> T {
    let waited = tokio::time::timeout(PATIENCE, future).await;
    waited.expect("this should have happened long ago")
}
