//! Rewriting by example and by property: what a receiver sees when the source of a slot changes.

use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;

use super::super::super::vp8::Descriptor;
use super::*;

const AUDIO_HZ: u32 = 48_000;

fn source(connection: u64) -> SourceId {
    SourceId {
        connection,
        ssrc: 7,
    }
}

fn audio(connection: u64, index: u64, timestamp: u32) -> Incoming {
    Incoming {
        source: source(connection),
        index,
        timestamp,
        video: None,
    }
}

fn video(connection: u64, index: u64, picture: u16, keyframe: bool) -> Incoming {
    let payload = [
        0x90,
        0xC0,
        0x80 | (picture >> 8) as u8,
        picture as u8,
        picture as u8,
        u8::from(!keyframe),
    ];
    let video = Descriptor::read(&payload);
    Incoming {
        source: source(connection),
        index,
        timestamp: u32::from(picture) * 3000,
        video,
    }
}

#[track_caller]
fn forwarded(verdict: Verdict) -> Outgoing {
    match verdict {
        Verdict::Forward(outgoing) => outgoing,
        other => panic!("not forwarded: {other:?}"),
    }
}

#[test]
fn numbers_go_on_when_the_source_changes() {
    let start = Instant::now();
    let mut out = Rewriter::new(AUDIO_HZ, 65_534, 1_000);
    let first = forwarded(out.rewrite(&audio(1, 100, 5_000), start));
    assert_eq!((first.index, first.timestamp), (65_535, 1_000));
    let next = forwarded(out.rewrite(&audio(1, 101, 5_960), start + Duration::from_millis(20)));
    assert_eq!((next.index, next.timestamp), (65_536, 1_960));
    // Half a second of silence, then somebody else: half a second of clock, not one packet's.
    let other = forwarded(out.rewrite(&audio(2, 9, 70), start + Duration::from_millis(520)));
    assert_eq!((other.index, other.timestamp), (65_537, 1_960 + 24_000));
}

#[test]
fn a_late_packet_of_the_source_before_is_dropped() {
    let now = Instant::now();
    let mut out = Rewriter::new(AUDIO_HZ, 0, 0);
    forwarded(out.rewrite(&audio(1, 10, 0), now));
    forwarded(out.rewrite(&audio(2, 50, 0), now));
    // Before the start of the current source, and a packet of the old one makes a new start.
    assert_eq!(out.rewrite(&audio(2, 49, 0), now), Verdict::Drop);
    assert_eq!(forwarded(out.rewrite(&audio(2, 51, 960), now)).index, 3);
}

#[test]
fn reordered_packets_pass_once() {
    let now = Instant::now();
    let mut out = Rewriter::new(AUDIO_HZ, 0, 0);
    forwarded(out.rewrite(&audio(1, 10, 0), now));
    forwarded(out.rewrite(&audio(1, 13, 0), now));
    assert_eq!(forwarded(out.rewrite(&audio(1, 11, 0), now)).index, 2);
    assert_eq!(out.rewrite(&audio(1, 11, 0), now), Verdict::Drop);
    assert_eq!(out.rewrite(&audio(1, 13, 0), now), Verdict::Drop);
    assert_eq!(out.rewrite(&audio(1, 10, 0), now), Verdict::Drop);
    assert_eq!(forwarded(out.rewrite(&audio(1, 12, 0), now)).index, 3);
    forwarded(out.rewrite(&audio(1, 13 + WINDOW, 0), now));
    assert_eq!(out.rewrite(&audio(1, 13, 0), now), Verdict::Drop);
}

#[test]
fn video_waits_for_a_key_frame_and_keeps_counting_pictures() {
    let now = Instant::now();
    let mut out = Rewriter::new(90_000, 0, 0);
    assert_eq!(
        out.rewrite(&video(1, 5, 200, false), now),
        Verdict::NeedsKeyframe
    );
    let first = forwarded(out.rewrite(&video(1, 6, 201, true), now));
    assert_eq!((first.index, first.renumber), (1, None));
    forwarded(out.rewrite(&video(1, 7, 202, false), now));

    assert_eq!(
        out.rewrite(&video(2, 900, 30_000, false), now),
        Verdict::NeedsKeyframe
    );
    let start = forwarded(out.rewrite(&video(2, 901, 30_001, true), now));
    assert_eq!(start.index, 3);
    let [picture, base_layer] = start.renumber.unwrap();
    assert_eq!(picture.unwrap().value, 203);
    assert_eq!(base_layer.unwrap().value, 203);
    let next = forwarded(out.rewrite(&video(2, 902, 30_002, false), now));
    assert_eq!(next.renumber.unwrap()[0].unwrap().value, 204);
}

#[test]
fn a_released_source_starts_anew() {
    let now = Instant::now();
    let mut out = Rewriter::new(90_000, 0, 0);
    forwarded(out.rewrite(&video(1, 1, 1, true), now));
    out.release();
    assert_eq!(
        out.rewrite(&video(1, 400, 90, false), now),
        Verdict::NeedsKeyframe
    );
    // No gap in the numbers, though the source went on counting while it was not passed on.
    assert_eq!(
        forwarded(out.rewrite(&video(1, 401, 91, true), now)).index,
        2
    );
}

proptest! {
    /// However sources, losses, repeats and reordering mix: no number goes out twice, and in-order
    /// input comes out gapless.
    #[test]
    fn no_number_is_used_twice(
        first in any::<u16>(),
        packets in prop::collection::vec((0..3u64, -40i64..40, 0..3u8), 1..300),
    ) {
        let now = Instant::now();
        let mut out = Rewriter::new(AUDIO_HZ, first, 0);
        let mut at = [u64::from(first), 5, u64::from(u16::MAX) - 3];
        let mut used = HashSet::new();
        for (connection, step, release) in packets {
            let index = &mut at[connection as usize];
            *index = index.saturating_add_signed(step);
            if release == 2 && step == 0 {
                out.release();
            }
            if let Verdict::Forward(outgoing) = out.rewrite(&audio(connection, *index, 0), now) {
                prop_assert!(used.insert(outgoing.index), "{} twice", outgoing.index);
            }
        }
    }

    #[test]
    fn ordered_input_has_no_gaps(
        first in any::<u16>(),
        runs in prop::collection::vec((0..4u64, any::<u16>(), 1..60u16), 1..30),
    ) {
        let now = Instant::now();
        let mut out = Rewriter::new(AUDIO_HZ, first, 0);
        let mut expected = u64::from(first) + 1;
        for (connection, index, length) in runs {
            out.release();
            for n in 0..u64::from(length) {
                let packet = audio(connection, u64::from(index) + n, 0);
                let outgoing = forwarded(out.rewrite(&packet, now));
                prop_assert_eq!(outgoing.index, expected);
                expected += 1;
            }
        }
    }
}
