//! Where decoding can start, in each codec's own words. Reads single packets.

use super::sdp::Codec;
use super::vp8::Descriptor;

/// What matters of a video packet when passing it on. What is cut starts nothing.
pub fn describe(codec: Codec, payload: &[u8]) -> Descriptor {
    let starts = match codec {
        Codec::Vp8 => return Descriptor::read(payload).unwrap_or_default(),
        Codec::H264 => h264_starts(payload),
        Codec::Vp9 => vp9_starts(payload),
        Codec::Opus | Codec::Red => false,
    };
    Descriptor {
        starts_keyframe: starts,
        ..Descriptor::default()
    }
}

/// Types of units (RFC 6184): the parameters that stand before each key frame, several units in one
/// packet, and one unit in several packets.
const PARAMETERS: u8 = 7;
const SEVERAL: u8 = 24;
const FRAGMENT: u8 = 28;

fn h264_starts(payload: &[u8]) -> bool {
    let kind = |byte: &u8| byte & 0x1F;
    match payload {
        [first, _, _, unit, ..] if kind(first) == SEVERAL => kind(unit) == PARAMETERS,
        // A fragment tells its unit's type, and whether it is the first.
        [first, second, ..] if kind(first) == FRAGMENT => {
            second & 0x80 != 0 && kind(second) == PARAMETERS
        }
        [first, ..] => kind(first) == PARAMETERS,
        [] => false,
    }
}

/// RFC 9628: predicted from nothing, first of a frame, and of the lowest layer.
fn vp9_starts(payload: &[u8]) -> bool {
    let Some(first) = payload.first() else {
        return false;
    };
    let (has_picture, predicted, layered, begins) = (
        first & 0x80 != 0,
        first & 0x40 != 0,
        first & 0x20 != 0,
        first & 0x08 != 0,
    );
    if predicted || !begins {
        return false;
    }
    if !layered {
        return true;
    }
    let long = payload.get(1).is_some_and(|byte| byte & 0x80 != 0);
    let at = match (has_picture, long) {
        (false, _) => 1,
        (true, false) => 2,
        (true, true) => 3,
    };
    payload.get(at).is_some_and(|byte| byte >> 1 & 0x07 == 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn key_frames_are_found() {
        for (codec, payload, expected) in [
            (Codec::H264, &[0x67, 1][..], true),
            (Codec::H264, &[0x65, 1], false),
            (Codec::H264, &[0x78, 0, 20, 0x67, 1], true),
            (Codec::H264, &[0x78, 0, 20, 0x41, 1], false),
            (Codec::H264, &[0x7C, 0x87, 1], true),
            (Codec::H264, &[0x7C, 0x07, 1], false),
            (Codec::H264, &[0x7C, 0x85, 1], false),
            (Codec::H264, &[], false),
            (Codec::Vp9, &[0x88, 5, 0], true),
            (Codec::Vp9, &[0xC8, 5, 0], false),
            (Codec::Vp9, &[0x80, 5, 0], false),
            (Codec::Vp9, &[0xA8, 5, 0x00], true),
            (Codec::Vp9, &[0xA8, 5, 0x02], false),
            (Codec::Vp9, &[0xA8, 0x85, 1, 0x00], true),
            (Codec::Vp9, &[0xA8], false),
            (Codec::Vp8, &[0x10, 0], true),
            (Codec::Vp8, &[0x10, 1], false),
            (Codec::Opus, &[0x10, 0], false),
        ] {
            let found = describe(codec, payload).starts_keyframe;
            assert_eq!(found, expected, "{codec:?} {payload:x?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..12)) {
            for codec in [Codec::Vp8, Codec::Vp9, Codec::H264] {
                describe(codec, &bytes);
            }
        }
    }
}
