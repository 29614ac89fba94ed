//! A browser's peer connection without the browser: offers the lines that the page offers, sends
//! packets, and gives whatever arrives to whoever wants it. The tests of the forwarding unit and those
//! of whole servers (`tests/harness/caller.rs`) share it; it knows neither.

mod feedback;

use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use hallway_protocol::SLOTS;
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
use tokio::sync::watch;
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, Registry,
    SrtpProtectionProfile,
};
use webrtc::runtime::default_runtime;

use feedback::KeyframeCounter;

/// Name of the header extension that tells loudness, RFC 6464.
pub const LEVEL_URI: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

/// Streams of one visitor after the microphone's and the camera's: the screen and its sound.
pub const SCREEN: u32 = 4;
pub const SCREEN_SOUND: u32 = 5;

/// The payload types that the library gives to what is sent here.
pub const OPUS: u8 = 111;
pub const VP8: u8 = 96;

/// What is to be offered.
pub struct Wish<'a> {
    /// The address to send from.
    pub from: &'a str,
    /// The number of the microphone's stream; the others follow it.
    pub first_ssrc: u32,
    /// Names of the camera's layers; one without a name for no simulcast.
    pub layers: &'a [&'a str],
    /// Ciphers for media that are known; those of the library when there is none.
    pub cipher: Option<SrtpProtectionProfile>,
}

/// A peer connection.
pub struct Native {
    /// What it offers.
    pub offer: String,
    pub microphone: Arc<TrackLocalStaticRTP>,
    pub camera: Arc<TrackLocalStaticRTP>,
    pub screen: Arc<TrackLocalStaticRTP>,
    pub screen_sound: Arc<TrackLocalStaticRTP>,
    /// Key frame requests that arrived.
    pub requests: watch::Receiver<usize>,
    connected: watch::Receiver<bool>,
    connection: Arc<dyn PeerConnection>,
}

impl Native {
    /// One that is to be answered. `arrived` gets each packet with its kind and its slot.
    pub async fn new(
        wish: Wish<'_>,
        arrived: impl Fn(RtpCodecKind, usize, Packet) + Send + Sync + 'static,
    ) -> Self {
        let (ready, connected) = watch::channel(false);
        let (counter, requests) = watch::channel(0);
        let handler = Handler {
            arrived: Arc::new(arrived),
            ready,
        };
        let connection = connection(&wish, handler, KeyframeCounter::new(counter)).await;
        let Wish {
            first_ssrc, layers, ..
        } = wish;
        let microphone = sound(first_ssrc);
        let camera = picture(layers, first_ssrc + 1);
        let screen = picture(&[""], first_ssrc + SCREEN);
        let screen_sound = sound(first_ssrc + SCREEN_SOUND);
        for track in [&microphone, &camera, &screen, &screen_sound] {
            let track = Arc::clone(track) as Arc<dyn TrackLocal>;
            let init = direction(RTCRtpTransceiverDirection::Sendonly);
            let added = connection.add_transceiver_from_track(track, Some(init));
            added.await.expect("a line to send");
        }
        let (sounds, pictures) = ([RtpCodecKind::Audio; SLOTS], [RtpCodecKind::Video; SLOTS]);
        let of_a_screen = [RtpCodecKind::Video, RtpCodecKind::Audio];
        for kind in sounds.into_iter().chain(pictures).chain(of_a_screen) {
            let init = direction(RTCRtpTransceiverDirection::Recvonly);
            let added = connection.add_transceiver_from_kind(kind, Some(init));
            added.await.expect("a line to receive");
        }
        let offer = connection.create_offer(None).await.expect("an offer");
        let local = connection.set_local_description(offer.clone());
        local.await.expect("it is our own");
        Self {
            offer: offer.sdp,
            microphone,
            camera,
            screen,
            screen_sound,
            requests,
            connected,
            connection,
        }
    }

    /// Takes the answer.
    pub async fn answered(&self, sdp: String) {
        let answer = RTCSessionDescription::answer(sdp).expect("an answer");
        let remote = self.connection.set_remote_description(answer);
        remote.await.expect("an answer that fits");
    }

    /// Waits until packets can flow.
    pub async fn is_connected(&self) {
        let mut connected = self.connected.clone();
        let waited = connected.wait_for(|connected| *connected).await;
        waited.expect("the connection is there");
    }

    /// Closes the connection like a page that is closed.
    pub async fn close(&self) {
        let _ = self.connection.close().await;
    }

    /// Writes an extension of this name into a packet, under the number that was offered.
    pub fn extend(&self, packet: &mut Packet, uri: &str, content: &[u8]) {
        let id = extension_id(&self.offer, uri);
        let content = Bytes::copy_from_slice(content);
        let extended = packet.header.set_extension(id, content);
        extended.expect("it fits into a header");
    }
}

/// A packet of a stream.
pub fn packet(ssrc: u32, payload_type: u8, seq: u16, timestamp: u32, payload: &[u8]) -> Packet {
    let mut packet = Packet::default();
    packet.header.version = 2;
    packet.header.payload_type = payload_type;
    packet.header.sequence_number = seq;
    packet.header.timestamp = timestamp;
    packet.header.ssrc = ssrc;
    packet.payload = Bytes::copy_from_slice(payload);
    packet
}

async fn connection(
    wish: &Wish<'_>,
    handler: Handler,
    counter: KeyframeCounter,
) -> Arc<dyn PeerConnection> {
    let mut settings = SettingEngineBuilder::new();
    if let Some(cipher) = wish.cipher {
        settings = settings.with_srtp_protection_profiles(vec![cipher]);
    }
    let mut codecs = MediaEngine::default();
    codecs.register_default_codecs().expect("codecs");
    let loudness = RTCRtpHeaderExtensionCapability {
        uri: LEVEL_URI.to_owned(),
    };
    codecs
        .register_header_extension(loudness, RtpCodecKind::Audio, None)
        .expect("a header extension");
    let chain = register_default_interceptors(Registry::new(), &mut codecs).expect("a chain");
    let connection = PeerConnectionBuilder::new()
        .with_media_engine(codecs)
        .with_setting_engine(settings.build())
        .with_interceptor_registry(chain.with(Slot::Custom(12_500), counter))
        .with_runtime(default_runtime().expect("a runtime"))
        .with_handler(Arc::new(handler))
        .with_udp_addrs(vec![wish.from.to_owned()])
        .build()
        .await;
    Arc::new(connection.expect("a peer connection"))
}

/// The number of a header extension in an offer.
fn extension_id(sdp: &str, uri: &str) -> u8 {
    let lines = sdp.lines();
    let mut extensions = lines.filter_map(|line| line.strip_prefix("a=extmap:"));
    let found = extensions.find_map(|extension| extension.strip_suffix(uri));
    let number = found.map(|number| number.trim().parse());
    number.expect("it is offered").expect("a number")
}

fn direction(direction: RTCRtpTransceiverDirection) -> RTCRtpTransceiverInit {
    RTCRtpTransceiverInit {
        direction,
        streams: vec![],
        send_encodings: vec![],
    }
}

fn sound(ssrc: u32) -> Arc<TrackLocalStaticRTP> {
    let codec = (MIME_TYPE_OPUS, 48_000, 2);
    track(RtpCodecKind::Audio, &[""], ssrc, codec)
}

fn picture(layers: &[&str], first_ssrc: u32) -> Arc<TrackLocalStaticRTP> {
    track(
        RtpCodecKind::Video,
        layers,
        first_ssrc,
        (MIME_TYPE_VP8, 90_000, 0),
    )
}

fn track(
    kind: RtpCodecKind,
    layers: &[&str],
    first_ssrc: u32,
    (mime_type, clock_rate, channels): (&str, u32, u16),
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

/// Takes a packet of a kind that arrived through a slot.
type Arrived = dyn Fn(RtpCodecKind, usize, Packet) + Send + Sync;

struct Handler {
    arrived: Arc<Arrived>,
    ready: watch::Sender<bool>,
}

impl PeerConnectionEventHandler for Handler {
    // What `async fn` stands for in this trait, written out, here and below.
    fn on_track<'a, 'b>(
        &'a self,
        track: Arc<dyn TrackRemote>,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'b>>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(receive(track, Arc::clone(&self.arrived)))
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

async fn receive(track: Arc<dyn TrackRemote>, arrived: Arc<Arrived>) {
    let name = track.track_id().await;
    let slot = name.trim_start_matches(char::is_alphabetic).parse();
    let slot = slot.expect("tracks are named after their slots");
    let kind = match name.starts_with("audio") {
        true => RtpCodecKind::Audio,
        false => RtpCodecKind::Video,
    };
    tokio::spawn(async move {
        while let Some(event) = track.poll().await {
            if let TrackRemoteEvent::OnRtpPacket(packet) = event {
                arrived(kind, slot, packet);
            }
        }
    });
}
