//! Streams by example: announced and named ones, layers, retransmissions, padding.

use super::super::rtp::Outgoing;
use super::super::sdp::{LINES, read_offer};
use super::*;

const LAYER: u8 = 4;
const REPAIRED: u8 = 5;
const MID: u8 = 6;

/// An offer whose camera has these further lines.
fn uplink(camera: &str) -> Uplink {
    let mut sdp = String::from("v=0\r\na=fingerprint:sha-256 ");
    sdp += &["AA"; 32].join(":");
    sdp += "\r\n";
    for line in 0..LINES {
        let kind = match kind_of(line) {
            Kind::Video => "video",
            Kind::Audio => "audio",
        };
        let direction = if line < UPLINKS {
            "sendonly"
        } else {
            "recvonly"
        };
        let codec = match kind {
            "audio" => "a=rtpmap:96 opus/48000/2\r\n",
            _ => {
                "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack\r\n\
                 a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n"
            }
        };
        sdp += &format!(
            "m={kind} 9 UDP/TLS/RTP/SAVPF 96 97\r\na={direction}\r\na=mid:{line}\r\n{codec}\
             a=extmap:{MID} urn:ietf:params:rtp-hdrext:sdes:mid\r\n\
             a=extmap:{LAYER} urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n\
             a=extmap:{REPAIRED} urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id\r\n"
        );
        match line {
            0 => sdp += "a=ssrc:10 cname:x\r\n",
            1 => sdp += camera,
            2 => sdp += "a=ssrc:60 cname:x\r\n",
            3 => sdp += "a=ssrc:70 cname:x\r\n",
            _ => {}
        }
    }
    Uplink::new(&read_offer(&sdp).unwrap().lines, Instant::now())
}

/// A packet with extensions of one letter each.
fn packet(ssrc: u32, payload_type: u8, seq: u16, named: &[(u8, u8)], payload: &[u8]) -> Vec<u8> {
    let mut packet = Vec::new();
    let header = Outgoing {
        padding: false,
        marker: false,
        payload_type,
        seq,
        timestamp: 0,
        ssrc,
        transport: None,
    };
    header.write(&mut packet);
    if !named.is_empty() {
        packet[0] |= 0x10;
        let mut extensions: Vec<u8> = named.iter().flat_map(|(id, it)| [id << 4, *it]).collect();
        extensions.resize(extensions.len().next_multiple_of(4), 0);
        packet.extend([0xBE, 0xDE, 0, (extensions.len() / 4) as u8]);
        packet.extend(extensions);
    }
    packet.extend(payload);
    packet
}

#[test]
fn announced_streams_are_known_by_their_numbers() {
    let now = Instant::now();
    let mut uplink = uplink("a=ssrc:20 c\r\na=ssrc:21 c\r\na=ssrc-group:FID 20 21\r\n");
    let audio = uplink.take(&packet(10, 96, 1, &[], b"a"), 1, now).unwrap();
    assert_eq!((audio.codec, audio.kind()), (Codec::Opus, Kind::Audio));
    assert_eq!(uplink.take(&packet(99, 96, 1, &[], b"a"), 1, now), None);
    assert_eq!(uplink.take(&packet(10, 50, 2, &[], b"a"), 2, now), None);
    for index in [1u64, 4] {
        let video = packet(20, 96, index as u16, &[], b"v");
        assert_eq!(uplink.take(&video, index, now).unwrap().codec, Codec::Vp8);
    }
    // The stream of repetitions says which one it repeats; what nobody misses is not wanted.
    let repeat = uplink.take(&packet(21, 97, 7, &[], &[0, 3, b'r']), 7, now);
    let repeat = repeat.unwrap();
    assert_eq!(
        (repeat.ssrc, repeat.index, &repeat.payload[..]),
        (20, 3, &b"r"[..])
    );
    for payload in [&[0, 3, b'r'][..], &[0, 4, b'r'], &[0]] {
        assert_eq!(uplink.take(&packet(21, 97, 8, &[], payload), 8, now), None);
    }
    let later = now + Duration::from_millis(20);
    let mut reports = Vec::new();
    uplink.reports(later, &mut reports);
    let nack = reports[0].as_any().downcast_ref::<TransportLayerNack>();
    let nack = nack.unwrap();
    assert_eq!(
        (nack.media_ssrc, nack.nacks[0].packet_list()),
        (20, vec![2])
    );
}

#[test]
fn the_screen_is_told_from_the_camera() {
    let now = Instant::now();
    let mut uplink = uplink("a=ssrc:20 c\r\n");
    assert_eq!(uplink.picture(Picture::Screen), None);
    for (ssrc, payload, expected) in [
        (10, b"a", Role::Microphone),
        (20, b"v", Role::Camera),
        (60, b"v", Role::Screen),
        (70, b"a", Role::ScreenSound),
    ] {
        let received = uplink.take(&packet(ssrc, 96, 1, &[], payload), 1, now);
        assert_eq!(received.unwrap().role, expected);
    }
    assert_eq!(uplink.picture(Picture::Screen), Some(60));
    assert_eq!(uplink.picture(Picture::Camera(0)), Some(20));
    // A gap that nothing mends breaks the one picture and not the other.
    uplink.take(&packet(60, 96, 5000, &[], b"v"), 5000, now);
    let broken: Vec<Picture> = uplink.take_broken().collect();
    assert_eq!(broken, [Picture::Screen]);
    assert_eq!(uplink.take_broken().count(), 0);
}

#[test]
fn layers_are_known_by_their_names() {
    let now = Instant::now();
    let mut uplink = uplink("a=simulcast:send h;l\r\n");
    assert_eq!(uplink.camera(0), None);
    let named = |ssrc, layer, seq: u16| packet(ssrc, 96, seq, &[(MID, b'1'), (LAYER, layer)], b"v");
    assert_eq!(uplink.take(&named(31, b'l', 1), 1, now).unwrap().layer, 1);
    assert_eq!(uplink.camera(0), Some(31));
    assert_eq!(uplink.take(&named(30, b'h', 1), 1, now).unwrap().layer, 0);
    assert_eq!((uplink.camera(0), uplink.camera(1)), (Some(30), Some(31)));
    assert_eq!(uplink.take(&named(32, b'x', 1), 1, now), None);
    // Once known, streams need no names.
    assert!(uplink.take(&packet(30, 96, 4, &[], b"v"), 4, now).is_some());
    let early = packet(40, 97, 1, &[(MID, b'1'), (REPAIRED, b'h')], &[0, 2, b'r']);
    let repeat = uplink.take(&early, 1, now).unwrap();
    assert_eq!((repeat.ssrc, repeat.layer, repeat.index), (30, 0, 2));
    let unnamed = packet(40, 97, 2, &[], &[0, 3, b'r']);
    assert_eq!(uplink.take(&unnamed, 2, now).unwrap().index, 3);
    // A browser that begins anew takes its streams' places.
    assert!(uplink.take(&named(50, b'h', 1), 1, now).is_some());
    assert_eq!(uplink.camera(0), Some(50));
    assert_eq!(uplink.streams.len(), 2);
}

#[test]
fn padding_is_counted_and_not_passed_on() {
    let now = Instant::now();
    let mut uplink = uplink("a=ssrc:20 c\r\n");
    uplink.take(&packet(20, 96, 1, &[], b"v"), 1, now).unwrap();
    let mut padding = packet(20, 96, 2, &[], &[0, 0, 3]);
    padding[0] |= 0x20;
    assert_eq!(uplink.take(&padding, 2, now), None);
    uplink.take(&packet(20, 96, 3, &[], b"v"), 3, now).unwrap();
    let mut reports = Vec::new();
    uplink.reports(now + Duration::from_millis(20), &mut reports);
    assert!(reports.is_empty());
}

#[test]
fn streams_are_bounded() {
    let now = Instant::now();
    let mut uplink = uplink("");
    for ssrc in 100..200 {
        uplink.take(&packet(ssrc, 96, 1, &[(MID, b'1')], b"v"), 1, now);
        uplink.take(&packet(ssrc + 100, 96, 1, &[(MID, b'0')], b"a"), 1, now);
    }
    assert_eq!(uplink.streams.len(), 2);
}
