//! Makes peer connections, all alike: which codecs, feedback and limits they have. Everything of
//! the library's set-up is here; it drives nothing.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rtc::crypto::{RTCCryptoProvider, default_provider};
use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::{
    NackGeneratorBuilder, NackResponderBuilder, ReceiverReportBuilder, Registry,
    SenderReportBuilder, Slot,
};
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::RTCConfigurationBuilder;
use rtc::peer_connection::configuration::interceptor_registry::{
    configure_simulcast_extension_headers, configure_twcc_receiver_only,
};
use rtc::peer_connection::configuration::media_engine::{
    MIME_TYPE_OPUS, MIME_TYPE_RTX, MIME_TYPE_VP8, MediaEngine,
};
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::transport::{
    CandidateConfig, CandidateHostConfig, RTCDtlsRole, RTCIceCandidate, RTCIceCandidateInit,
};
use rtc::peer_connection::{RTCPeerConnection, RTCPeerConnectionBuilder};
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters,
    RTCRtpEncodingParameters, RTCRtpHeaderExtensionCapability, RtpCodecKind,
};
use rtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit};
use rtc::shared::error::{Error, Result};

use hallway_protocol::SLOTS;

use super::interceptors::{KeyframeRequests, KeyframeTap, TAP_SLOT, UNWRAP_SLOT, Unwrap};
use super::metrics::Kind;
use super::speakers::LEVEL_URI;

/// Sent packets kept for retransmission, for each slot's video: about four seconds at 600 kbit/s.
const RESEND_PACKETS: u16 = 256;
/// How often one lost packet is asked for before it is given up.
const MAX_NACKS: u16 = 10;
/// Silence after which a connection is doubted, and how long it is doubted before it is over.
const ICE_DISCONNECTED: Duration = Duration::from_secs(10);
const ICE_FAILED: Duration = Duration::from_secs(20);

/// The clock of Opus streams.
pub const AUDIO_HZ: u32 = 48_000;
/// The clock of VP8 streams.
pub const VIDEO_HZ: u32 = 90_000;

/// Which ciphers a connection may use for media.
///
/// The library lets the browser's order decide, and Chromium puts AES-CM with SHA-1 first, which
/// costs a third more CPU for each packet. So the others are not on offer at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ciphers {
    /// Only AES-GCM, which every current browser has.
    Fast,
    /// Everything that is safe, for a browser that failed to connect before.
    All,
}

impl Ciphers {
    fn profiles(self) -> Vec<SrtpProtectionProfile> {
        let mut profiles = vec![
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
            SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm,
        ];
        if self == Self::All {
            profiles.push(SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80);
        }
        profiles
    }
}

/// What all peer connections share.
pub struct Engine {
    candidates: Vec<RTCIceCandidateInit>,
    crypto: Arc<dyn RTCCryptoProvider>,
}

impl Engine {
    /// An engine whose connections are reached at these addresses.
    ///
    /// # Errors
    /// When an address can't be advertised, or the library was built without cryptography.
    pub fn new(public: &[SocketAddr]) -> Result<Self> {
        let candidates = public.iter().map(candidate).collect::<Result<_>>()?;
        let crypto = default_provider().map_err(|error| Error::Crypto(error.to_string()))?;
        Ok(Self { candidates, crypto })
    }

    /// The cryptography of all connections.
    pub fn crypto(&self) -> Arc<dyn RTCCryptoProvider> {
        Arc::clone(&self.crypto)
    }

    /// A connection with all its media lines in place, waiting for an offer.
    ///
    /// The library fits an offer's lines to the transceivers that are there already, by kind and
    /// direction, first to first. So the indices of transceivers are those of the offer's lines.
    ///
    /// # Errors
    /// The library's.
    pub fn connection(
        &self,
        ufrag: &str,
        password: &str,
        ciphers: Ciphers,
        requests: KeyframeRequests,
        now: Instant,
    ) -> Result<RTCPeerConnection> {
        let settings = SettingEngineBuilder::new()
            .with_lite(true)
            .with_ice_credentials(ufrag.to_owned(), password.to_owned())
            .with_ice_timeouts(Some(ICE_DISCONNECTED), Some(ICE_FAILED), None)
            .with_multicast_dns_mode(MulticastDnsMode::Disabled)
            .with_answering_dtls_role(RTCDtlsRole::Server)
            .with_srtp_protection_profiles(ciphers.profiles())
            .build();
        let mut codecs = codecs()?;
        let interceptors = interceptors(&mut codecs, requests)?;
        let mut connection = RTCPeerConnectionBuilder::new()
            .with_configuration(RTCConfigurationBuilder::new().build())
            .with_setting_engine(settings)
            .with_media_engine(codecs)
            .with_interceptor_registry(interceptors)
            .build(now)?;
        connection.add_transceiver_from_kind(RtpCodecKind::Audio, None)?;
        connection.add_transceiver_from_kind(RtpCodecKind::Video, None)?;
        for kind in [Kind::Audio, Kind::Video] {
            for slot in 0..SLOTS {
                let init = RTCRtpTransceiverInit {
                    direction: RTCRtpTransceiverDirection::Sendonly,
                    streams: Vec::new(),
                    send_encodings: Vec::new(),
                };
                connection.add_transceiver_from_track(track(kind, slot), Some(init))?;
            }
        }
        for candidate in &self.candidates {
            connection.add_local_candidate(candidate.clone())?;
        }
        connection.add_local_candidate(RTCIceCandidateInit::default())?;
        Ok(connection)
    }
}

fn candidate(address: &SocketAddr) -> Result<RTCIceCandidateInit> {
    let candidate = CandidateHostConfig {
        base_config: CandidateConfig {
            network: "udp".to_owned(),
            address: address.ip().to_string(),
            port: address.port(),
            component: 1,
            ..CandidateConfig::default()
        },
        ..CandidateHostConfig::default()
    }
    .new_candidate_host()?;
    RTCIceCandidate::from(&candidate).to_json()
}

/// Audio and video of a slot are in one stream, so that browsers keep them in step.
fn track(kind: Kind, slot: usize) -> MediaStreamTrack {
    let (name, kind, codec) = match kind {
        Kind::Audio => ("audio", RtpCodecKind::Audio, opus()),
        Kind::Video => ("video", RtpCodecKind::Video, vp8()),
    };
    let encoding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters {
            ssrc: Some(rand::random()),
            ..RTCRtpCodingParameters::default()
        },
        active: true,
        codec,
        ..RTCRtpEncodingParameters::default()
    };
    MediaStreamTrack::new(
        format!("slot{slot}"),
        format!("{name}{slot}"),
        String::new(),
        kind,
        vec![encoding],
    )
}

fn opus() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_OPUS.to_owned(),
        clock_rate: AUDIO_HZ,
        channels: 2,
        sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
        rtcp_feedback: Vec::new(),
    }
}

fn vp8() -> RTCRtpCodec {
    let feedback = |typ: &str, parameter: &str| RTCPFeedback {
        typ: typ.to_owned(),
        parameter: parameter.to_owned(),
    };
    RTCRtpCodec {
        mime_type: MIME_TYPE_VP8.to_owned(),
        clock_rate: VIDEO_HZ,
        channels: 0,
        sdp_fmtp_line: String::new(),
        rtcp_feedback: vec![
            feedback("goog-remb", ""),
            feedback("ccm", "fir"),
            feedback("nack", ""),
            feedback("nack", "pli"),
        ],
    }
}

fn codecs() -> Result<MediaEngine> {
    let mut engine = MediaEngine::default();
    let retransmission = RTCRtpCodec {
        mime_type: MIME_TYPE_RTX.to_owned(),
        clock_rate: VIDEO_HZ,
        channels: 0,
        sdp_fmtp_line: "apt=96".to_owned(),
        rtcp_feedback: Vec::new(),
    };
    // Payload types are only suggestions: the answer takes over those of the offer.
    for (rtp_codec, payload_type, kind) in [
        (opus(), 111, RtpCodecKind::Audio),
        (vp8(), 96, RtpCodecKind::Video),
        (retransmission, 97, RtpCodecKind::Video),
    ] {
        let codec = RTCRtpCodecParameters {
            rtp_codec,
            payload_type,
        };
        engine.register_codec(codec, kind)?;
    }
    Ok(engine)
}

/// The library's own chain with a bounded resend buffer and our two links. Congestion control on
/// the way down is left out: its pacer delays audio by hundreds of milliseconds.
fn interceptors(codecs: &mut MediaEngine, requests: KeyframeRequests) -> Result<Registry> {
    configure_simulcast_extension_headers(codecs)?;
    let uri = LEVEL_URI.to_owned();
    let loudness = RTCRtpHeaderExtensionCapability { uri };
    codecs.register_header_extension(loudness, RtpCodecKind::Audio, None)?;
    let registry = configure_twcc_receiver_only(Registry::new(), codecs)?;
    let resend = NackResponderBuilder::new().with_size(RESEND_PACKETS);
    let request = NackGeneratorBuilder::new().with_max_nacks_per_packet(MAX_NACKS);
    Ok(registry
        .with(Slot::NackResponder, resend.build())
        .with(Slot::NackGenerator, request.build())
        .with(Slot::ReceiverReport, ReceiverReportBuilder::new().build())
        .with(Slot::SenderReport, SenderReportBuilder::new().build())
        .with(UNWRAP_SLOT, Unwrap::default())
        .with(TAP_SLOT, KeyframeTap::new(requests)))
}
