//! Audio packets that carry the ones before them, too (RED, RFC 2198): what a receiver without it
//! gets, and the same under the receiver's own numbers.

use bytes::{Bytes, BytesMut};

/// Blocks in a packet; browsers send one or two before the newest.
const MOST_BLOCKS: usize = 8;
/// Bytes of a block's header, but for the last one's, which has one.
const HEAD: usize = 4;
/// Says that another block follows.
const MORE: u8 = 0x80;

/// Where the blocks' headers lie and where the newest one begins. `None` when the packet is cut.
fn blocks(payload: &[u8]) -> Option<(usize, usize)> {
    let mut bytes = 0;
    for older in 0..MOST_BLOCKS {
        let head = payload.get(HEAD * older..)?;
        if head.first()? & MORE == 0 {
            let start = HEAD * older + 1 + bytes;
            return (start <= payload.len()).then_some((older, start));
        }
        let head = head.first_chunk::<HEAD>()?;
        bytes += usize::from(u16::from_be_bytes([head[2] & 0x03, head[3]]));
    }
    None
}

/// The newest packet alone.
pub fn newest(payload: &Bytes) -> Option<Bytes> {
    let (_, start) = blocks(payload)?;
    Some(payload.slice(start..))
}

/// All of it, with this payload type for the packets inside.
pub fn numbered(payload: &Bytes, payload_type: u8) -> Option<Bytes> {
    let (older, _) = blocks(payload)?;
    let heads = (0..=older).map(|block| HEAD * block);
    let is_same = |at: usize| payload.get(at).map(|byte| byte & !MORE) == Some(payload_type);
    if heads.clone().all(is_same) {
        return Some(payload.clone());
    }
    let mut changed = BytesMut::from(&payload[..]);
    for at in heads {
        if let Some(byte) = changed.get_mut(at) {
            *byte = *byte & MORE | payload_type & !MORE;
        }
    }
    Some(changed.freeze())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A packet of 3 bytes after one of 2, under 111.
    const PACKET: [u8; 10] = [MORE | 111, 0x0F, 0x00, 2, 111, b'o', b'l', b'n', b'e', b'w'];

    #[test]
    fn the_newest_is_found_behind_the_older_ones() {
        let packet = Bytes::from_static(&PACKET);
        assert_eq!(newest(&packet).unwrap(), "new");
        let alone = Bytes::from_static(&[111, 1, 2]);
        assert_eq!(newest(&alone).unwrap(), &[1, 2][..]);
    }

    #[test]
    fn numbers_inside_are_the_receivers() {
        let packet = Bytes::from_static(&PACKET);
        let changed = numbered(&packet, 96).unwrap();
        assert_eq!(changed[..5], [MORE | 96, 0x0F, 0x00, 2, 96]);
        assert_eq!(changed[5..], PACKET[5..]);
        let same = numbered(&packet, 111).unwrap();
        assert_eq!(same.as_ptr(), packet.as_ptr());
    }

    #[test]
    fn what_is_cut_is_nothing() {
        for bytes in [
            &[][..],
            &PACKET[..4],
            &PACKET[..6],
            &[MORE; 64],
            &[MORE | 111, 0, 3, 0xFF, 111],
        ] {
            let packet = Bytes::copy_from_slice(bytes);
            assert_eq!(newest(&packet), None, "{bytes:?}");
            assert_eq!(numbered(&packet, 96), None, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let packet = Bytes::from(bytes);
            prop_assert_eq!(newest(&packet).is_some(), numbered(&packet, 96).is_some());
        }
    }
}
