//! A visitor's browser without the browser: offers like the page does, sends marked packets and
//! keeps what arrives in each slot.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use bytes::Bytes;
use hallway::media::speakers::LEVEL_URI;
use hallway::media::{Kind, MediaCommand, MediaEvent, MediaHandle};
use hallway_protocol::{PersonId, SLOTS};
use rtc::interceptor::Slot;
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::interceptor_registry::register_default_interceptors;
use rtc::peer_connection::configuration::media_engine::{
    MIME_TYPE_OPUS, MIME_TYPE_VP8, MediaEngine,
};
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::state::RTCPeerConnectionState;
use rtc::rtp::Packet;
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodec, RTCRtpCodingParameters, RTCRtpEncodingParameters, RTCRtpHeaderExtensionCapability,
    RtpCodecKind,
};
use rtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit};
use rtc::sdp::extmap::{SDES_MID_URI, SDES_RTP_STREAM_ID_URI};
use tokio::sync::{mpsc, watch};
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, Registry,
    SrtpProtectionProfile,
};
use webrtc::runtime::default_runtime;

use super::feedback::KeyframeCounter;

/// Far above what anything takes; only a failure waits this long.
const PATIENCE: Duration = Duration::from_secs(20);

/// Streams of one visitor after the microphone's and the camera's: the screen and its sound.
const SCREEN: u32 = 4;
const SCREEN_SOUND: u32 = 5;

/// What one slot's line received, in the order of arrival.
pub type Arrived = HashMap<(Kind, usize), Vec<Packet>>;

/// One visitor.
pub struct Client {
    pub person: PersonId,
    /// The offer that was answered.
    pub sdp: String,
    /// The answer.
    pub answer: String,
    connection: Arc<dyn PeerConnection>,
    audio: Arc<TrackLocalStaticRTP>,
    video: Arc<TrackLocalStaticRTP>,
    screen: Arc<TrackLocalStaticRTP>,
    screen_sound: Arc<TrackLocalStaticRTP>,
    first_ssrc: u32,
    /// Of the microphone, of each of the camera's layers, of the screen and of its sound.
    seqs: [AtomicU16; 6],
    pub events: mpsc::Receiver<MediaEvent>,
    arrived: watch::Receiver<Arrived>,
    connected: watch::Receiver<bool>,
    requests: watch::Receiver<usize>,
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
        within(self.connected.wait_for(|connected| *connected))
            .await
            .unwrap();
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
        let (ready, connected) = watch::channel(false);
        let (counter, requests) = watch::channel(0);
        let mut settings = SettingEngineBuilder::new();
        if let Some(cipher) = ciphers {
            settings = settings.with_srtp_protection_profiles(vec![cipher]);
        }
        let mut codecs = MediaEngine::default();
        codecs.register_default_codecs().unwrap();
        let uri = LEVEL_URI.to_owned();
        let loudness = RTCRtpHeaderExtensionCapability { uri };
        codecs
            .register_header_extension(loudness, RtpCodecKind::Audio, None)
            .unwrap();
        let chain = register_default_interceptors(Registry::new(), &mut codecs).unwrap();
        let chain = chain.with(Slot::Custom(12_500), KeyframeCounter::new(counter));
        let connection = PeerConnectionBuilder::new()
            .with_media_engine(codecs)
            .with_setting_engine(settings.build())
            .with_interceptor_registry(chain)
            .with_runtime(default_runtime().unwrap())
            .with_handler(Arc::new(Collector {
                packets: Arc::new(packets),
                ready,
            }))
            .with_udp_addrs(vec![from.to_owned()])
            .build()
            .await
            .unwrap();
        let first_ssrc = person * 10;
        let audio = track(
            RtpCodecKind::Audio,
            &[""],
            first_ssrc,
            MIME_TYPE_OPUS,
            48_000,
            2,
        );
        let video = track(
            RtpCodecKind::Video,
            layers,
            first_ssrc + 1,
            MIME_TYPE_VP8,
            90_000,
            0,
        );
        let (screen, sound) = (first_ssrc + SCREEN, first_ssrc + SCREEN_SOUND);
        let screen = track(RtpCodecKind::Video, &[""], screen, MIME_TYPE_VP8, 90_000, 0);
        let screen_sound = track(RtpCodecKind::Audio, &[""], sound, MIME_TYPE_OPUS, 48_000, 2);
        let connection: Arc<dyn PeerConnection> = Arc::new(connection);
        for track in [&audio, &video, &screen, &screen_sound] {
            let track = Arc::clone(track) as Arc<dyn TrackLocal>;
            let init = direction(RTCRtpTransceiverDirection::Sendonly);
            connection
                .add_transceiver_from_track(track, Some(init))
                .await
                .unwrap();
        }
        let (audio_lines, video_lines) =
            ([RtpCodecKind::Audio; SLOTS], [RtpCodecKind::Video; SLOTS]);
        let of_a_screen = [RtpCodecKind::Video, RtpCodecKind::Audio];
        for kind in audio_lines
            .into_iter()
            .chain(video_lines)
            .chain(of_a_screen)
        {
            let init = direction(RTCRtpTransceiverDirection::Recvonly);
            connection
                .add_transceiver_from_kind(kind, Some(init))
                .await
                .unwrap();
        }
        let offer = connection.create_offer(None).await.unwrap();
        connection
            .set_local_description(offer.clone())
            .await
            .unwrap();
        let (events, mut answers) = mpsc::channel(16);
        let person = PersonId(person);
        media.send(MediaCommand::Offer {
            person,
            sdp: offer.sdp.clone(),
            events,
        });
        let sdp = match within(answers.recv()).await {
            Some(MediaEvent::Answer { sdp }) => sdp,
            Some(MediaEvent::Failed { reason }) => return Err(reason),
            other => panic!("neither answer nor failure: {other:?}"),
        };
        let answer = RTCSessionDescription::answer(sdp.clone()).unwrap();
        connection.set_remote_description(answer).await.unwrap();
        Ok(Self {
            person,
            sdp: offer.sdp,
            answer: sdp,
            connection,
            audio,
            video,
            screen,
            screen_sound,
            first_ssrc,
            seqs: [1000, 2000, 3000, 4000, 4400, 4800]
                .map(|first| AtomicU16::new(person.0 as u16 * 5000 + first)),
            events: answers,
            arrived,
            connected,
            requests,
        })
    }

    /// The unit's next word on this connection.
    pub async fn event(&mut self) -> MediaEvent {
        within(self.events.recv()).await.expect("the unit is gone")
    }

    /// Sends an audio packet with this mark.
    pub async fn say(&self, mark: u8) {
        let packet = self.packet(0, 111, u32::from(mark) * 960, &[self.person.0 as u8, mark]);
        self.audio.write_rtp(packet).await.unwrap();
    }

    /// Sends an audio packet that says how loud it is, in decibels below full scale.
    pub async fn say_loud(&self, mark: u8, level: u8) {
        let mut packet = self.packet(0, 111, u32::from(mark) * 960, &[self.person.0 as u8, mark]);
        let id = extension_id(&self.sdp, LEVEL_URI);
        let level = Bytes::copy_from_slice(&[level]);
        packet.header.set_extension(id, level).unwrap();
        self.audio.write_rtp(packet).await.unwrap();
    }

    /// Sends a one-packet picture with this mark.
    pub async fn show(&self, mark: u8, keyframe: bool) {
        let packet = self.picture(0, mark, keyframe);
        self.video.write_rtp(packet).await.unwrap();
    }

    /// Sends an audio packet with this after its mark.
    pub async fn say_large(&self, mark: u32, more: &[u8]) {
        let payload = [&[self.person.0 as u8, mark as u8][..], more].concat();
        let packet = self.packet(0, 111, mark.wrapping_mul(960), &payload);
        self.audio.write_rtp(packet).await.unwrap();
    }

    /// Sends a one-packet picture of a simulcast layer, with the layer's name in the packet.
    pub async fn show_layer(&self, layer: usize, name: &str, mark: u8, keyframe: bool) {
        let mut packet = self.picture(layer, mark, keyframe);
        for (uri, value) in [(SDES_MID_URI, "1"), (SDES_RTP_STREAM_ID_URI, name)] {
            let id = extension_id(&self.sdp, uri);
            packet
                .header
                .set_extension(id, Bytes::copy_from_slice(value.as_bytes()))
                .unwrap();
        }
        self.video.write_rtp(packet).await.unwrap();
    }

    /// Sends a one-packet picture of the shared screen with this mark.
    pub async fn share(&self, mark: u8, keyframe: bool) {
        let packet = self.picture(SCREEN as usize - 1, mark, keyframe);
        self.screen.write_rtp(packet).await.unwrap();
    }

    /// Sends a packet of the shared screen's sound with this mark.
    pub async fn play(&self, mark: u8) {
        let payload = [self.person.0 as u8, mark];
        let packet = self.packet(SCREEN_SOUND as usize, 111, u32::from(mark) * 960, &payload);
        self.screen_sound.write_rtp(packet).await.unwrap();
    }

    fn picture(&self, layer: usize, mark: u8, keyframe: bool) -> Packet {
        let payload = [0x10, u8::from(!keyframe), self.person.0 as u8, mark];
        self.packet(1 + layer, 96, u32::from(mark) * 3000, &payload)
    }

    fn packet(&self, stream: usize, payload_type: u8, timestamp: u32, payload: &[u8]) -> Packet {
        let mut packet = Packet::default();
        packet.header.version = 2;
        packet.header.marker = true;
        packet.header.payload_type = payload_type;
        packet.header.sequence_number = self.seqs[stream].fetch_add(1, Ordering::Relaxed);
        packet.header.timestamp = timestamp;
        packet.header.ssrc = self.first_ssrc + stream as u32;
        packet.payload = Bytes::copy_from_slice(payload);
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
        let mut requests = self.requests.clone();
        within(requests.wait_for(|count| *count >= wanted))
            .await
            .unwrap();
    }

    /// Closes the connection like a page that is closed.
    pub async fn close(&self) {
        let _ = self.connection.close().await;
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

fn direction(direction: RTCRtpTransceiverDirection) -> RTCRtpTransceiverInit {
    RTCRtpTransceiverInit {
        direction,
        streams: vec![],
        send_encodings: vec![],
    }
}

/// The number of a header extension in an offer.
fn extension_id(sdp: &str, uri: &str) -> u8 {
    let mut extensions = sdp
        .lines()
        .filter_map(|line| line.strip_prefix("a=extmap:"));
    let found = extensions.find_map(|extension| extension.strip_suffix(uri));
    found
        .expect("the extension is offered")
        .trim()
        .parse()
        .unwrap()
}

fn track(
    kind: RtpCodecKind,
    layers: &[&str],
    first_ssrc: u32,
    mime_type: &str,
    clock_rate: u32,
    channels: u16,
) -> Arc<TrackLocalStaticRTP> {
    let encoding = |(layer, name): (u32, &&str)| RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters {
            rid: (*name).to_owned(),
            ssrc: Some(first_ssrc + layer),
            ..RTCRtpCodingParameters::default()
        },
        active: true,
        codec: RTCRtpCodec {
            mime_type: mime_type.to_owned(),
            clock_rate,
            channels,
            ..RTCRtpCodec::default()
        },
        ..RTCRtpEncodingParameters::default()
    };
    Arc::new(TrackLocalStaticRTP::new(MediaStreamTrack::new(
        "me".to_owned(),
        format!("{kind}"),
        String::new(),
        kind,
        (0..).zip(layers).map(encoding).collect(),
    )))
}

struct Collector {
    packets: Arc<watch::Sender<Arrived>>,
    ready: watch::Sender<bool>,
}

impl PeerConnectionEventHandler for Collector {
    // What `async fn` stands for in this trait, written out, here and below.
    fn on_track<'a, 'b>(
        &'a self,
        track: Arc<dyn TrackRemote>,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'b>>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(self.collect(track))
    }

    fn on_connection_state_change<'a, 'b>(
        &'a self,
        state: RTCPeerConnectionState,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'b>>
    where
        'a: 'b,
        Self: 'b,
    {
        self.ready
            .send_replace(state == RTCPeerConnectionState::Connected);
        Box::pin(std::future::ready(()))
    }
}

impl Collector {
    async fn collect(&self, track: Arc<dyn TrackRemote>) {
        let name = track.track_id().await;
        let slot: usize = name
            .trim_start_matches(char::is_alphabetic)
            .parse()
            .unwrap();
        let kind = if name.starts_with("audio") {
            Kind::Audio
        } else {
            Kind::Video
        };
        let arrived = Arc::clone(&self.packets);
        tokio::spawn(async move {
            while let Some(event) = track.poll().await {
                if let TrackRemoteEvent::OnRtpPacket(packet) = event {
                    arrived.send_modify(|arrived| {
                        arrived.entry((kind, slot)).or_default().push(packet);
                    });
                }
            }
        });
    }
}
