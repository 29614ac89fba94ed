//! RTP headers (RFC 3550, section 5.1) with their extensions (RFC 8285): read where they lie, and
//! written for what goes out. Copies no payload.

/// Bytes of a header without contributing sources and extensions.
pub const HEADER_BYTES: usize = 12;

/// The version that the first two bits of every packet tell.
const VERSION: u8 = 2;
/// The bit of the first byte that says there is padding.
const PADDED: u8 = 0x20;
/// Profile of extensions with one byte each for number and length.
const ONE_BYTE: u16 = 0xBEDE;
/// Profile of extensions with two bytes; the lowest four bits are free.
const TWO_BYTES: u16 = 0x1000;
/// The number after which readers of the short form stop.
const STOP: u8 = 15;

/// A packet's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// For audio the first packet after silence, for video the last one of a picture.
    pub marker: bool,
    /// What the payload is, as the SDP numbers it.
    pub payload_type: u8,
    /// Sequence number.
    pub seq: u16,
    /// Timestamp, in the stream's clock.
    pub timestamp: u32,
    /// The stream.
    pub ssrc: u32,
    /// Bytes up to the payload.
    pub length: usize,
    /// Whether the payload ends in padding, the last byte of which tells how much.
    pub padded: bool,
    profile: u16,
    extensions: &'a [u8],
}

impl<'a> Header<'a> {
    /// Reads a packet. `None` when it is none, or cut.
    pub fn read(packet: &'a [u8]) -> Option<Self> {
        let fixed = packet.first_chunk::<HEADER_BYTES>()?;
        let [first, second, ..] = *fixed;
        if first >> 6 != VERSION {
            return None;
        }
        let mut length = HEADER_BYTES + 4 * usize::from(first & 0x0F);
        let (mut profile, mut extensions) = (0, &[][..]);
        if first & 0x10 != 0 {
            let head = packet.get(length..)?.first_chunk::<4>()?;
            profile = u16::from_be_bytes([head[0], head[1]]);
            let bytes = 4 * usize::from(u16::from_be_bytes([head[2], head[3]]));
            length += 4;
            extensions = packet.get(length..length + bytes)?;
            length += bytes;
        }
        // What comes after the header may be empty, but the header must be whole.
        packet.get(length..)?;
        Some(Self {
            marker: second & 0x80 != 0,
            payload_type: second & 0x7F,
            seq: u16::from_be_bytes([fixed[2], fixed[3]]),
            timestamp: u32::from_be_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
            ssrc: u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]),
            length,
            padded: first & PADDED != 0,
            profile,
            extensions,
        })
    }

    /// The content of the extension of this number.
    pub fn extension(&self, number: u8) -> Option<&'a [u8]> {
        let mut rest = self.extensions;
        loop {
            let (&first, after) = rest.split_first()?;
            if first == 0 {
                // Padding, in both forms.
                rest = after;
                continue;
            }
            let (found, length, after) = if self.profile == ONE_BYTE {
                if first >> 4 == STOP {
                    return None;
                }
                (first >> 4, usize::from(first & 0x0F) + 1, after)
            } else if self.profile & 0xFFF0 == TWO_BYTES {
                let (&length, after) = after.split_first()?;
                (first, usize::from(length), after)
            } else {
                return None;
            };
            let (content, after) = after.split_at_checked(length)?;
            if found == number {
                return Some(content);
            }
            rest = after;
        }
    }

    /// The payload of the packet that this is the header of, without padding. `None` when the
    /// padding is longer than the payload.
    pub fn payload<'p>(&self, packet: &'p [u8]) -> Option<&'p [u8]> {
        let payload = packet.get(self.length..)?;
        if !self.padded {
            return Some(payload);
        }
        let padding = usize::from(*payload.last()?);
        payload.get(..payload.len().checked_sub(padding.max(1))?)
    }
}

/// What goes out. Of what senders say in their headers, nothing else reaches others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Whether all of the payload is padding.
    pub padding: bool,
    /// See [`Header::marker`].
    pub marker: bool,
    /// See [`Header::payload_type`].
    pub payload_type: u8,
    /// See [`Header::seq`].
    pub seq: u16,
    /// See [`Header::timestamp`].
    pub timestamp: u32,
    /// See [`Header::ssrc`].
    pub ssrc: u32,
    /// The running number of the whole transport, with the number of its extension.
    pub transport: Option<(u8, u16)>,
}

impl Outgoing {
    /// Appends the header.
    pub fn write(&self, out: &mut Vec<u8>) {
        let extended = if self.transport.is_some() { 0x10 } else { 0 };
        let padded = if self.padding { PADDED } else { 0 };
        out.push(VERSION << 6 | padded | extended);
        out.push(u8::from(self.marker) << 7 | self.payload_type & 0x7F);
        out.extend(self.seq.to_be_bytes());
        out.extend(self.timestamp.to_be_bytes());
        out.extend(self.ssrc.to_be_bytes());
        if let Some((number, value)) = self.transport {
            let [high, low] = value.to_be_bytes();
            out.extend(ONE_BYTE.to_be_bytes());
            out.extend([0, 1, number << 4 | 1, high, low, 0]);
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;
    use rtc::rtp::header::Header as Theirs;
    use rtc::shared::marshal::{Marshal, Unmarshal};

    use super::*;

    fn sample() -> Outgoing {
        Outgoing {
            padding: false,
            marker: true,
            payload_type: 96,
            seq: 0x1234,
            timestamp: 0x89AB_CDEF,
            ssrc: 7,
            transport: None,
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for transport in [None, Some((3, 0xFFEE))] {
            let outgoing = Outgoing {
                transport,
                ..sample()
            };
            let mut packet = Vec::new();
            outgoing.write(&mut packet);
            packet.extend([1, 2, 3]);
            let header = Header::read(&packet).unwrap();
            assert_eq!(
                (header.marker, header.payload_type, header.seq),
                (true, 96, 0x1234)
            );
            assert_eq!((header.timestamp, header.ssrc), (0x89AB_CDEF, 7));
            assert_eq!(header.payload(&packet), Some(&[1, 2, 3][..]));
            let expected = transport.map(|_| &[0xFF, 0xEE][..]);
            assert_eq!(header.extension(3), expected);
            assert_eq!(header.extension(4), None);
        }
    }

    #[test]
    fn padding_is_no_payload() {
        let mut packet = Vec::new();
        let padding = true;
        let outgoing = Outgoing {
            padding,
            ..sample()
        };
        outgoing.write(&mut packet);
        for (payload, expected) in [
            (&[1, 2, 0, 2][..], Some(&[1, 2][..])),
            (&[9, 9][..], None),
            (&[1][..], Some(&[][..])),
            (&[0][..], Some(&[][..])),
            (&[][..], None),
        ] {
            let packet = [&packet, payload].concat();
            let header = Header::read(&packet).unwrap();
            assert_eq!(header.payload(&packet), expected, "{payload:?}");
        }
    }

    proptest! {
        #[test]
        fn both_forms_of_extensions_are_read_as_others_write_them(
            contents in prop::collection::btree_map(
                1u8..15, prop::collection::vec(any::<u8>(), 1..16), 0..4
            ),
            two_bytes: bool,
            csrc in prop::collection::vec(any::<u32>(), 0..3),
        ) {
            let mut theirs = Theirs { version: 2, csrc, ..Theirs::default() };
            if two_bytes {
                theirs.extension = true;
                theirs.extension_profile = TWO_BYTES;
            }
            for (number, content) in &contents {
                theirs.set_extension(*number, Bytes::from(content.clone())).unwrap();
            }
            let packet = theirs.marshal().unwrap();
            let header = Header::read(&packet).unwrap();
            prop_assert_eq!(header.length, packet.len());
            for number in 0..16 {
                let expected = contents.get(&number).map(Vec::as_slice);
                prop_assert_eq!(header.extension(number), expected);
            }
        }

        #[test]
        fn a_header_that_is_cut_is_none(
            end in 0usize..100, contents in prop::collection::vec(any::<u8>(), 1..16), csrc in 0u32..3
        ) {
            let csrc = (0..csrc).collect();
            let mut theirs = Theirs { version: 2, csrc, ..Theirs::default() };
            theirs.set_extension(5, Bytes::from(contents)).unwrap();
            let packet = theirs.marshal().unwrap();
            let end = end % packet.len();
            prop_assert_eq!(Header::read(&packet[..end]), None);
        }

        #[test]
        fn any_bytes_are_judged_as_others_judge_them(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let header = Header::read(&bytes);
            if let Some(header) = header {
                for number in 0..=255 {
                    let _ = header.extension(number);
                }
                let _ = header.payload(&bytes);
                if let Ok(theirs) = Theirs::unmarshal(&mut bytes.as_slice()) {
                    prop_assert_eq!(theirs.ssrc, header.ssrc);
                    prop_assert_eq!(theirs.sequence_number, header.seq);
                }
            }
        }
    }
}
