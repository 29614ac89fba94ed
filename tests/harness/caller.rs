//! A native client with a voice: walks as a [`Walker`] does, sends sound through a peer connection
//! of its own, and counts what arrives of whom. Its sound is marked, so that it can be told apart.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use hallway_protocol::client::{Hello, MediaOffer, Sending};
use hallway_protocol::{ClientMsg, SLOTS};
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
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, Registry,
};
use webrtc::runtime::default_runtime;

use super::server::Server;
use super::wait::until;
use super::walker::{Walker, hello};

/// Name of the header extension that tells loudness, RFC 6464.
const LEVEL_URI: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

/// Decibels below full scale: speech, and a quiet room.
const SPEECH: u8 = 20;
const QUIET: u8 = 90;

/// Time between two packets of sound, and its samples.
const FRAME: Duration = Duration::from_millis(20);
const FRAME_SAMPLES: u32 = 960;

/// What our packets begin with; those of browsers do not.
const MAGIC: [u8; 3] = *b"HWT";

/// Packets of speech heard, by the number of who spoke; 0 for browsers, spoken or not.
pub type Heard = BTreeMap<u8, u64>;

/// Numbers for their sound: no two alike.
static NEXT: AtomicU8 = AtomicU8::new(1);

/// Somebody who talks.
pub struct Caller {
    /// The rest of them.
    pub walker: Walker,
    /// Their name.
    pub name: String,
    /// By which others know their sound.
    pub number: u8,
    heard: Arc<Mutex<Heard>>,
    speaks: Arc<AtomicBool>,
    sent: Arc<AtomicU64>,
    /// What its connection told the server of itself.
    pub offer: String,
    _connection: Arc<dyn PeerConnection>,
}

impl Caller {
    /// Enters at a start area, and waits until sound can flow. The microphone is on, and quiet.
    pub async fn enter_at(server: &Server, name: &str, entry: &str) -> Self {
        Self::enter_from(server, name, entry, Ipv4Addr::LOCALHOST).await
    }

    /// The same from another address of this machine.
    pub async fn enter_from(server: &Server, name: &str, entry: &str, from: Ipv4Addr) -> Self {
        let sending = Sending {
            microphone: true,
            ..Sending::default()
        };
        let message = Hello {
            entry: entry.to_owned(),
            sending,
            ..hello(server.venue.room, name)
        };
        let walker = Walker::enter_from(server, message, from).await;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let heard = Arc::new(Mutex::new(Heard::new()));
        let ready = Arc::new(AtomicBool::new(false));
        let collector = Collector {
            heard: Arc::clone(&heard),
            ready: Arc::clone(&ready),
        };
        let (connection, microphone) = connection(number, collector, from).await;
        let offer = connection.create_offer(None).await.expect("an offer");
        let local = connection.set_local_description(offer.clone());
        local.await.expect("it is our own");
        let level = extension_id(&offer.sdp);
        let sdp = offer.sdp.clone();
        walker.say(ClientMsg::Media(MediaOffer { sdp })).await;
        walker
            .sees("an answer to the offer", |view| view.answers > 0)
            .await;
        let sdp = walker.view().answer.clone();
        let answer = RTCSessionDescription::answer(sdp).expect("an answer");
        let remote = connection.set_remote_description(answer);
        remote.await.expect("an answer that fits");
        until("sound can flow", async || {
            ready.load(Ordering::Relaxed).then_some(())
        })
        .await;
        let speaks = Arc::new(AtomicBool::new(false));
        let sent = Arc::new(AtomicU64::new(0));
        let counting = Arc::clone(&sent);
        tokio::spawn(murmur(
            microphone,
            number,
            level,
            Arc::clone(&speaks),
            counting,
        ));
        Self {
            walker,
            name: name.to_owned(),
            number,
            heard,
            speaks,
            sent,
            offer: offer.sdp,
            _connection: connection,
        }
    }

    /// Speaks from now on, or is quiet.
    pub fn speak(&self, on: bool) {
        self.speaks.store(on, Ordering::Relaxed);
    }

    /// Packets of speech sent so far.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// What was heard since this was last asked for.
    pub fn take_heard(&self) -> Heard {
        std::mem::take(&mut *self.lock())
    }

    /// Waits until half a second of somebody's speech has arrived.
    pub async fn hears(&self, who: &str, number: u8) {
        const ENOUGH: u64 = 25;
        let before = self.lock().get(&number).copied().unwrap_or(0);
        let what = format!("{} hears {who}", self.name);
        until(&what, async || {
            let now = self.lock().get(&number).copied().unwrap_or(0);
            (now >= before + ENOUGH).then_some(())
        })
        .await;
    }

    fn lock(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().expect("no test thread panics with it")
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        // The task that sends ends when it finds itself alone.
        self.speak(false);
    }
}

/// A connection that offers what a page offers, and its microphone.
async fn connection(
    number: u8,
    collector: Collector,
    from: Ipv4Addr,
) -> (Arc<dyn PeerConnection>, Arc<TrackLocalStaticRTP>) {
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
        .with_setting_engine(SettingEngineBuilder::new().build())
        .with_interceptor_registry(chain)
        .with_runtime(default_runtime().expect("a runtime"))
        .with_handler(Arc::new(collector))
        .with_udp_addrs(vec![format!("{from}:0")])
        .build()
        .await
        .expect("a peer connection");
    let connection: Arc<dyn PeerConnection> = Arc::new(connection);
    let ssrc = u32::from(number) * 10;
    let audio = track(RtpCodecKind::Audio, ssrc, MIME_TYPE_OPUS, 48_000, 2);
    let video = track(RtpCodecKind::Video, ssrc + 1, MIME_TYPE_VP8, 90_000, 0);
    let screen = track(RtpCodecKind::Video, ssrc + 2, MIME_TYPE_VP8, 90_000, 0);
    let sound = track(RtpCodecKind::Audio, ssrc + 3, MIME_TYPE_OPUS, 48_000, 2);
    for track in [&audio, &video, &screen, &sound] {
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
    (connection, audio)
}

/// Sends sound, speech or not, until its caller is gone.
async fn murmur(
    microphone: Arc<TrackLocalStaticRTP>,
    number: u8,
    level_id: u8,
    speaks: Arc<AtomicBool>,
    sent: Arc<AtomicU64>,
) {
    let mut clock = tokio::time::interval(FRAME);
    for turn in 0_u32.. {
        clock.tick().await;
        if Arc::strong_count(&speaks) == 1 {
            return;
        }
        let speaking = speaks.load(Ordering::Relaxed);
        let level = if speaking { SPEECH } else { QUIET };
        let mut packet = Packet::default();
        packet.header.version = 2;
        packet.header.payload_type = 111;
        packet.header.sequence_number = turn as u16;
        packet.header.timestamp = turn.wrapping_mul(FRAME_SAMPLES);
        packet.header.ssrc = u32::from(number) * 10;
        let level = Bytes::copy_from_slice(&[level]);
        let extended = packet.header.set_extension(level_id, level);
        extended.expect("it fits into a header");
        let [a, b, c] = MAGIC;
        packet.payload = Bytes::copy_from_slice(&[a, b, c, number, u8::from(speaking)]);
        if microphone.write_rtp(packet).await.is_err() {
            return;
        }
        if speaking {
            sent.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// The number of the loudness in an offer.
fn extension_id(sdp: &str) -> u8 {
    let lines = sdp.lines();
    let mut extensions = lines.filter_map(|line| line.strip_prefix("a=extmap:"));
    let found = extensions.find_map(|extension| extension.strip_suffix(LEVEL_URI));
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

fn track(
    kind: RtpCodecKind,
    ssrc: u32,
    mime_type: &str,
    clock_rate: u32,
    channels: u16,
) -> Arc<TrackLocalStaticRTP> {
    let encoding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters {
            ssrc: Some(ssrc),
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
        vec![encoding],
    )))
}

struct Collector {
    heard: Arc<Mutex<Heard>>,
    ready: Arc<AtomicBool>,
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
        let heard = Arc::clone(&self.heard);
        Box::pin(async move {
            if !track.track_id().await.starts_with("audio") {
                return;
            }
            tokio::spawn(async move {
                while let Some(event) = track.poll().await {
                    if let TrackRemoteEvent::OnRtpPacket(packet) = event
                        && let Some(number) = speaker(&packet.payload)
                        && let Ok(mut heard) = heard.lock()
                    {
                        *heard.entry(number).or_default() += 1;
                    }
                }
            });
        })
    }

    fn on_connection_state_change<'a, 'b>(
        &'a self,
        state: RTCPeerConnectionState,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'b>>
    where
        'a: 'b,
        Self: 'b,
    {
        if state == RTCPeerConnectionState::Connected {
            self.ready.store(true, Ordering::Relaxed);
        }
        Box::pin(std::future::ready(()))
    }
}

/// Whose speech a packet is; `None` for a quiet one of ours.
fn speaker(payload: &[u8]) -> Option<u8> {
    match payload.strip_prefix(&MAGIC) {
        Some([number, speaking]) => (*speaking == 1).then_some(*number),
        _ => Some(0),
    }
}
