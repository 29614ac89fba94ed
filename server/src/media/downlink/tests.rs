//! A receiver's stream by example: layers, codecs, repetitions and reports.

use std::time::SystemTime;

use super::super::sdp::{LINES, Role, read_offer, slot_line};
use super::*;

/// The first slot's line of an offer whose audio lines have these further lines.
fn line(kind: Kind, audio: &str) -> Line {
    let mut sdp = String::from("v=0\r\na=fingerprint:sha-256 ");
    sdp += &["AA"; 32].join(":");
    sdp += "\r\n";
    for line in 0..LINES {
        let name = match super::super::sdp::kind_of(line) {
            Kind::Audio => "audio",
            Kind::Video => "video",
        };
        let direction = if line < 4 { "sendonly" } else { "recvonly" };
        let codec = match name {
            "audio" => format!("a=rtpmap:109 opus/48000/2\r\n{audio}"),
            _ => "a=rtpmap:120 VP8/90000\r\na=rtpmap:121 rtx/90000\r\na=fmtp:121 apt=120\r\n"
                .to_owned(),
        };
        sdp += &format!(
            "m={name} 9 UDP/TLS/RTP/SAVPF 109 110 120 121\r\na={direction}\r\na=mid:{line}\r\n{codec}"
        );
    }
    read_offer(&sdp).unwrap().lines[slot_line(kind, 0)].clone()
}

fn video() -> Downlink {
    Downlink::new(Kind::Video, &line(Kind::Video, ""), 7, 8)
}

fn picture(layer: usize, index: u64, starts: bool) -> Received {
    Received {
        role: Role::Camera,
        codec: Codec::Vp8,
        ssrc: 20 + layer as u32,
        layer,
        index,
        timestamp: index as u32 * 3000,
        marker: true,
        level: None,
        payload: Bytes::from(vec![0x10, u8::from(!starts), layer as u8]),
    }
}

#[test]
fn the_wanted_layer_takes_over_at_a_key_frame() {
    let now = Instant::now();
    let mut slot = video();
    let pass = |slot: &mut Downlink, layer, index, starts| {
        slot.pass(1, &picture(layer, index, starts), now).0
    };
    assert_eq!(pass(&mut slot, 0, 1, false), Passed::NeedsKeyframe);
    assert_eq!(pass(&mut slot, 1, 1, false), Passed::No);
    // Any picture is better than none.
    assert_eq!(pass(&mut slot, 1, 2, true), Passed::Yes);
    assert_eq!(slot.layer(), Some(1));
    assert_eq!(pass(&mut slot, 1, 3, false), Passed::Yes);
    assert_eq!(pass(&mut slot, 0, 2, false), Passed::NeedsKeyframe);
    assert_eq!(pass(&mut slot, 0, 3, true), Passed::Yes);
    assert_eq!(slot.layer(), Some(0));
    assert_eq!(pass(&mut slot, 1, 4, true), Passed::No);
    slot.want(None);
    assert_eq!(pass(&mut slot, 0, 4, true), Passed::No);
    slot.want(Some(1));
    assert_eq!(pass(&mut slot, 0, 5, false), Passed::No);
    assert_eq!(pass(&mut slot, 1, 5, true), Passed::Yes);
}

#[test]
fn another_layer_steps_in_for_one_that_is_paused() {
    let start = Instant::now();
    let mut slot = video();
    assert_eq!(slot.pass(1, &picture(0, 1, true), start).0, Passed::Yes);
    let later = start + 2 * SILENCE;
    assert_eq!(slot.pass(1, &picture(1, 1, true), later).0, Passed::Yes);
    assert_eq!(slot.layer(), Some(1));
}

#[test]
fn what_went_out_can_be_repeated_until_somebody_else_speaks() {
    let now = Instant::now();
    let mut slot = video();
    let (_, ready) = slot.pass(1, &picture(0, 1, true), now);
    let ready = ready.unwrap();
    assert_eq!((ready.header.payload_type, ready.header.ssrc), (120, 7));
    let seq = ready.header.seq;
    let first = slot.repeat(seq).unwrap();
    let second = slot.repeat(seq).unwrap();
    assert_eq!(first.repeats, Some(seq));
    assert_eq!((first.header.payload_type, first.header.ssrc), (121, 8));
    assert_eq!(first.payload, ready.payload);
    assert_eq!(second.index, first.index + 1);
    assert_eq!(slot.repeat(seq.wrapping_add(1)), None);
    slot.release();
    assert_eq!(slot.repeat(seq), None);
}

#[test]
fn sound_comes_as_the_receiver_reads_it() {
    let now = Instant::now();
    let red = "a=rtpmap:110 red/48000/2\r\na=fmtp:110 109/109\r\n";
    let packet = |codec, payload: &'static [u8]| Received {
        role: Role::Microphone,
        codec,
        ssrc: 1,
        layer: 0,
        index: 1,
        timestamp: 0,
        marker: false,
        level: None,
        payload: Bytes::from_static(payload),
    };
    let double = [0x80 | 111, 0, 0, 1, 111, b'o', b'n'];
    let double: &'static [u8] = Box::leak(Box::new(double));
    for (knows, sent, payload_type, payload) in [
        (
            red,
            packet(Codec::Red, double),
            110,
            &[0x80 | 109, 0, 0, 1, 109, b'o', b'n'][..],
        ),
        ("", packet(Codec::Red, double), 109, b"n"),
        (red, packet(Codec::Opus, b"n"), 109, b"n"),
    ] {
        let mut slot = Downlink::new(Kind::Audio, &line(Kind::Audio, knows), 7, 8);
        let (_, ready) = slot.pass(1, &sent, now);
        let ready = ready.unwrap();
        assert_eq!(ready.header.payload_type, payload_type);
        assert_eq!(ready.payload, payload);
    }
    let mut slot = Downlink::new(Kind::Audio, &line(Kind::Audio, ""), 7, 8);
    assert_eq!(
        slot.pass(1, &packet(Codec::Red, b""), now),
        (Passed::No, None)
    );
}

#[test]
fn only_what_the_browser_wants_numbered_is() {
    let now = Instant::now();
    // Firefox up to 140 wants it of pictures alone, others of both.
    let numbered =
        "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n";
    let spoken = Received {
        role: Role::Microphone,
        codec: Codec::Opus,
        payload: Bytes::from_static(b"n"),
        ..picture(0, 1, false)
    };
    for (wants, expected) in [("", None), (numbered, Some(3))] {
        let mut slot = Downlink::new(Kind::Audio, &line(Kind::Audio, wants), 7, 8);
        let (_, ready) = slot.pass(1, &spoken, now);
        assert_eq!(ready.unwrap().transport, expected);
        let (_, ready) = video().pass(1, &picture(0, 1, true), now);
        assert_eq!(ready.unwrap().transport, None);
    }
}

#[test]
fn reports_go_on_with_the_clock() {
    let start = Instant::now();
    let clock = Clock::new(start, SystemTime::UNIX_EPOCH);
    let mut slot = video();
    assert!(slot.report(&clock, start).is_none());
    let (_, ready) = slot.pass(1, &picture(0, 1, true), start);
    let timestamp = ready.unwrap().header.timestamp;
    let later = start + Duration::from_secs(2);
    let report = slot.report(&clock, later).unwrap();
    assert_eq!(report.rtp_time, timestamp.wrapping_add(180_000));
    assert_eq!(report.ntp_time, clock.ntp(later));
    assert_eq!((report.packet_count, report.octet_count), (1, 3));
}

#[test]
fn streams_start_far_from_where_their_numbers_wrap() {
    for _ in 0..1_000 {
        assert!(first_number() < 1 << 15);
    }
}
