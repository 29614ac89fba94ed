//! The VP8 payload descriptor (RFC 7741, section 4.2): where a key frame starts, and the two
//! running numbers in it. Reads and patches single packets; knows nothing of streams.

use bytes::{Bytes, BytesMut};

/// What of a VP8 packet matters when passing it on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Descriptor {
    /// The packet is the first one of a key frame, from which decoding can start.
    pub starts_keyframe: bool,
    /// Picture number, when there is one.
    pub picture: Option<Field>,
    /// Running number of the lowest temporal layer, when there is one.
    pub base_layer: Option<Field>,
}

/// A running number inside a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Offset of its first byte.
    at: usize,
    /// Its value.
    pub value: u16,
    /// Greatest value before it starts again at 0; also tells how it is stored.
    pub max: u16,
}

impl Field {
    /// The number that comes this many later.
    pub fn plus(self, by: u16) -> Self {
        let value = self.value.wrapping_add(by) & self.max;
        Self { value, ..self }
    }
}

const PICTURE_SHORT: u16 = 0x7F;
const PICTURE_LONG: u16 = 0x7FFF;
const BASE_LAYER: u16 = 0xFF;

impl Descriptor {
    /// Reads the descriptor; `None` when the packet ends inside it.
    pub fn read(payload: &[u8]) -> Option<Self> {
        let first = *payload.first()?;
        let mut at = 1;
        let mut descriptor = Self::default();
        if first & 0x80 != 0 {
            let extensions = *payload.get(at)?;
            at += 1;
            if extensions & 0x80 != 0 {
                let high = *payload.get(at)?;
                let field = if high & 0x80 == 0 {
                    Field {
                        at,
                        value: u16::from(high),
                        max: PICTURE_SHORT,
                    }
                } else {
                    let low = *payload.get(at + 1)?;
                    let value = u16::from_be_bytes([high & 0x7F, low]);
                    Field {
                        at,
                        value,
                        max: PICTURE_LONG,
                    }
                };
                descriptor.picture = Some(field);
                at += if field.max == PICTURE_LONG { 2 } else { 1 };
            }
            if extensions & 0x40 != 0 {
                let value = u16::from(*payload.get(at)?);
                descriptor.base_layer = Some(Field {
                    at,
                    value,
                    max: BASE_LAYER,
                });
                at += 1;
            }
            if extensions & 0x30 != 0 {
                at += 1;
            }
        }
        // S says that a partition starts here, 0 in the low bits that it is the first one; only
        // then does the frame header follow, whose lowest bit is 0 for key frames.
        let starts_frame = first & 0x10 != 0 && first & 0x07 == 0;
        let frame = *payload.get(at)?;
        descriptor.starts_keyframe = starts_frame && frame & 0x01 == 0;
        Some(descriptor)
    }
}

/// A copy of the packet with other running numbers in it.
pub fn renumber(payload: &[u8], fields: [Option<Field>; 2]) -> Bytes {
    let mut copy = BytesMut::from(payload);
    for field in fields.into_iter().flatten() {
        if let Some(rest) = copy.get_mut(field.at..) {
            match (field.max, rest) {
                (PICTURE_LONG, [high, low, ..]) => {
                    [*high, *low] = (field.value | 0x8000).to_be_bytes();
                }
                (max, [byte, ..]) => *byte = (field.value & max) as u8,
                (_, []) => {}
            }
        }
    }
    copy.freeze()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn key_frame_starts_are_found() {
        let cases: [(&[u8], Option<bool>); 9] = [
            (&[0x10, 0x00], Some(true)),
            (&[0x10, 0x01], Some(false)),
            // Not the start of a partition; not the first partition.
            (&[0x00, 0x00], Some(false)),
            (&[0x11, 0x00], Some(false)),
            // Every extension, long picture number.
            (&[0x90, 0xF0, 0x81, 0x02, 0x07, 0x20, 0x10], Some(true)),
            (&[0x90, 0x80, 0x05, 0x01], Some(false)),
            (&[0x90, 0x80, 0x85], None),
            (&[0x10], None),
            (&[], None),
        ];
        for (payload, expected) in cases {
            let found = Descriptor::read(payload).map(|d| d.starts_keyframe);
            assert_eq!(found, expected, "{payload:02x?}");
        }
    }

    #[test]
    fn numbers_are_read_and_replaced_alone() {
        let payload = [0x90, 0xE0, 0x81, 0x02, 0x07, 0x20, 0xAA, 0xBB];
        let read = Descriptor::read(&payload).unwrap();
        let picture = read.picture.unwrap();
        let base_layer = read.base_layer.unwrap();
        assert_eq!((picture.value, base_layer.value), (0x102, 7));
        let changed = renumber(
            &payload,
            [
                Some(Field {
                    value: 0x7FFE,
                    ..picture
                }),
                Some(Field {
                    value: 9,
                    ..base_layer
                }),
            ],
        );
        assert_eq!(
            &changed[..],
            &[0x90, 0xE0, 0xFF, 0xFE, 0x09, 0x20, 0xAA, 0xBB]
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_and_written_back(payload in prop::collection::vec(any::<u8>(), 0..12)) {
            if let Some(read) = Descriptor::read(&payload) {
                let same = renumber(&payload, [read.picture, read.base_layer]);
                prop_assert_eq!(&same[..], &payload[..]);
            }
        }
    }
}
