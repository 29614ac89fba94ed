//! Writes answers. What a browser offers and we take is repeated with its own numbers; where we
//! are reached, and under which streams we send, is ours.

use std::fmt::Write as _;
use std::net::SocketAddr;

use super::codecs::Numbered;
use super::{Codec, Line, Offer, Role, is_uplink, kind_of, role};
use crate::media::metrics::Kind;

/// What we say of ourselves.
#[derive(Clone, Debug)]
pub struct Ours<'a> {
    /// Counts connections; tells answers apart.
    pub serial: u64,
    /// ICE user fragment.
    pub ufrag: &'a str,
    /// ICE password.
    pub password: &'a str,
    /// SHA-256 of our certificate, as SDP writes it.
    pub fingerprint: &'a str,
    /// Where we are reached over UDP.
    pub udp: &'a [SocketAddr],
    /// Where we are reached over TCP.
    pub tcp: &'a [SocketAddr],
    /// The streams that we send, by media line: each with its retransmissions.
    pub streams: &'a [Option<(u32, u32)>],
}

/// Priorities of RFC 8445, section 5.1.2.1, for addresses of our own; TCP comes after UDP.
const UDP_PREFERENCE: u32 = 126;
const TCP_PREFERENCE: u32 = 90;

/// The answer to an offer.
pub fn write(offer: &Offer, ours: &Ours<'_>) -> String {
    let mut sdp = String::with_capacity(8192);
    let mids: Vec<&str> = offer.lines.iter().map(|line| line.mid.as_str()).collect();
    // Writing into a string has no way to fail.
    let _ = write!(
        sdp,
        "v=0\r\no=- {} 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {}\r\n\
         a=ice-lite\r\na=msid-semantic: WMS *\r\n",
        ours.serial,
        mids.join(" "),
    );
    for (index, line) in offer.lines.iter().enumerate() {
        media_line(&mut sdp, index, line, ours);
    }
    sdp
}

fn media_line(sdp: &mut String, index: usize, line: &Line, ours: &Ours<'_>) {
    let kind = name_of(index);
    let codecs = taken(index, line);
    let _ = write!(sdp, "m={kind} 9 UDP/TLS/RTP/SAVPF");
    for codec in &codecs {
        let _ = write!(sdp, " {}", codec.payload_type);
        if let Some(repair) = codec.repair {
            let _ = write!(sdp, " {repair}");
        }
    }
    let _ = write!(
        sdp,
        "\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n\
         a=ice-ufrag:{}\r\na=ice-pwd:{}\r\na=fingerprint:sha-256 {}\r\na=setup:passive\r\n\
         a=mid:{}\r\na=rtcp-mux\r\na=rtcp-rsize\r\na={}\r\n",
        ours.ufrag,
        ours.password,
        ours.fingerprint,
        line.mid,
        if is_uplink(index) {
            "recvonly"
        } else {
            "sendonly"
        },
    );
    if index == 0 {
        candidates(sdp, ours);
    }
    for (uri, number) in line.extensions.named() {
        if let Some(number) = number {
            let _ = write!(sdp, "a=extmap:{number} {uri}\r\n");
        }
    }
    for codec in &codecs {
        describe(sdp, index, codec, line);
    }
    if is_uplink(index) {
        if !line.layers.is_empty() {
            for layer in &line.layers {
                let _ = write!(sdp, "a=rid:{layer} recv\r\n");
            }
            let _ = write!(sdp, "a=simulcast:recv {}\r\n", line.layers.join(";"));
        }
    } else if let Some(Some((ssrc, repair))) = ours.streams.get(index) {
        streams(
            sdp,
            index,
            *ssrc,
            *repair,
            codecs.iter().any(|it| it.repair.is_some()),
        );
    }
}

fn name_of(index: usize) -> &'static str {
    match kind_of(index) {
        Kind::Audio => "audio",
        Kind::Video => "video",
    }
}

/// On the way to us one codec is enough: the best that the browser has. On the way to the browser
/// all that others may send.
fn taken(index: usize, line: &Line) -> Vec<&Numbered> {
    let all = line.codecs.all().iter();
    if is_uplink(index) && kind_of(index) == Kind::Video {
        all.take(1).collect()
    } else {
        all.collect()
    }
}

fn candidates(sdp: &mut String, ours: &Ours<'_>) {
    let mut foundation = 0;
    for (addresses, preference, protocol, kind) in [
        (ours.udp, UDP_PREFERENCE, "udp", ""),
        (ours.tcp, TCP_PREFERENCE, "tcp", " tcptype passive"),
    ] {
        for (index, address) in addresses.iter().enumerate() {
            foundation += 1;
            let rank = 65_535u32.saturating_sub(index as u32);
            let priority = preference << 24 | rank << 8 | 255;
            let (ip, port) = (address.ip(), address.port());
            let _ = write!(
                sdp,
                "a=candidate:{foundation} 1 {protocol} {priority} {ip} {port} typ host{kind}\r\n"
            );
        }
    }
    sdp.push_str("a=end-of-candidates\r\n");
}

fn describe(sdp: &mut String, index: usize, codec: &Numbered, line: &Line) {
    let number = codec.payload_type;
    let _ = write!(sdp, "a=rtpmap:{number} {}\r\n", codec.codec.name());
    for (name, known) in codec.feedback.named() {
        if known {
            let _ = write!(sdp, "a=rtcp-fb:{number} {name}\r\n");
        }
    }
    match codec.codec {
        Codec::Opus => {
            // What we want to get: losses mended from the packets after, and silence not sent.
            // Of what a screen plays, silence is part.
            let silence = match role(index) {
                Some(Role::Microphone) => ";usedtx=1",
                _ => "",
            };
            let _ = write!(
                sdp,
                "a=fmtp:{number} minptime=10;useinbandfec=1{silence}\r\n"
            );
        }
        Codec::Red => {
            if let Some(opus) = line.codecs.of(Codec::Opus) {
                let opus = opus.payload_type;
                let _ = write!(sdp, "a=fmtp:{number} {opus}/{opus}\r\n");
            }
        }
        Codec::H264 => {
            let _ = write!(
                sdp,
                "a=fmtp:{number} level-asymmetry-allowed=1;packetization-mode=1;\
                 profile-level-id=42e01f\r\n"
            );
        }
        Codec::Vp9 => {
            let _ = write!(sdp, "a=fmtp:{number} profile-id=0\r\n");
        }
        Codec::Vp8 => {}
    }
    if let Some(repair) = codec.repair {
        let _ = write!(
            sdp,
            "a=rtpmap:{repair} rtx/90000\r\na=fmtp:{repair} apt={number}\r\n"
        );
    }
}

/// Audio and video of a slot are in one stream, so that browsers keep them in step.
fn streams(sdp: &mut String, index: usize, ssrc: u32, repair: u32, has_repair: bool) {
    let slot = super::slot_of(index).unwrap_or_default();
    let kind = name_of(index);
    let _ = write!(sdp, "a=msid:slot{slot} {kind}{slot}\r\n");
    if has_repair {
        let _ = write!(sdp, "a=ssrc-group:FID {ssrc} {repair}\r\n");
    }
    for stream in [Some(ssrc), has_repair.then_some(repair)]
        .into_iter()
        .flatten()
    {
        let _ = write!(sdp, "a=ssrc:{stream} cname:slot{slot}\r\n");
    }
}
