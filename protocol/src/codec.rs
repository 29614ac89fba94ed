//! Messages to bytes and back: postcard, several messages back to back in one frame.
//!
//! The only file that names the format.

use postcard::ser_flavors::Flavor;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A frame that is not a sequence of whole messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// No messages at all.
    Empty,
    /// More messages than allowed.
    TooMany,
    /// The bytes end inside a message, or mean nothing.
    Garbled,
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "the frame is empty",
            Self::TooMany => "the frame holds too many messages",
            Self::Garbled => "the frame is not a sequence of messages",
        })
    }
}

impl std::error::Error for DecodeError {}

/// Appends one message to a frame.
pub fn encode<M: Serialize>(message: &M, frame: &mut Vec<u8>) {
    // Writing our own plain data types into memory has no way to fail; should a type ever grow
    // one, the message is dropped whole instead of half of it being sent.
    let before = frame.len();
    if postcard::serialize_with_flavor(message, Tail(frame)).is_err() {
        frame.truncate(before);
    }
}

/// The end of a frame, where a message is appended.
struct Tail<'a>(&'a mut Vec<u8>);

impl Flavor for Tail<'_> {
    type Output = ();

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

/// Reads all messages of a frame, at most `max` of them.
///
/// # Errors
/// See [`DecodeError`]. Nothing of a bad frame is returned.
pub fn decode_frame<M: DeserializeOwned>(
    mut frame: &[u8],
    max: usize,
) -> Result<Vec<M>, DecodeError> {
    if frame.is_empty() {
        return Err(DecodeError::Empty);
    }
    let mut messages = Vec::new();
    while !frame.is_empty() {
        if messages.len() == max {
            return Err(DecodeError::TooMany);
        }
        let (message, rest) = postcard::take_from_bytes(frame).map_err(|_| DecodeError::Garbled)?;
        messages.push(message);
        frame = rest;
    }
    Ok(messages)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::client::{Hello, Input, MediaOffer, Sending};
    use crate::order::{Mutes, Order, OrderAct};
    use crate::{ClientMsg, Look, PersonId, Presence, ServerMsg, Token};

    fn client_msg() -> impl Strategy<Value = ClientMsg> {
        prop_oneof![
            (any::<u32>(), any::<i16>(), any::<i16>())
                .prop_map(|(seq, dx, dy)| ClientMsg::Input(Input { seq, dx, dy })),
            ".{0,40}".prop_map(|sdp| ClientMsg::Media(MediaOffer { sdp })),
            ("\\PC{0,20}", any::<u16>(), any::<Option<[u8; 16]>>()).prop_map(
                |(name, version, token)| {
                    ClientMsg::Hello(Hello {
                        version,
                        room: name.clone(),
                        password: name.clone(),
                        policy: String::new(),
                        entry: String::new(),
                        name,
                        look: Look::default(),
                        sending: Sending::default(),
                        presence: Presence::Away,
                        resume: token.map(Token),
                        invitation: String::new(),
                    })
                }
            ),
            prop::collection::vec(any::<u32>(), 0..6)
                .prop_map(|ids| ClientMsg::Heed(ids.into_iter().map(PersonId).collect())),
            (any::<u16>(), any::<u16>())
                .prop_map(|(width, height)| ClientMsg::View { width, height }),
            ("\\PC{0,20}", any::<u32>(), any::<Option<u32>>()).prop_map(
                |(reason, person, minutes)| {
                    ClientMsg::Order(Order {
                        person: PersonId(person),
                        act: OrderAct::Ban(minutes),
                        reason,
                    })
                }
            ),
            ("\\PC{0,20}", any::<[bool; 4]>()).prop_map(
                |(zone, [microphone, camera, screen, chat])| ClientMsg::Quiet {
                    zone,
                    mutes: Mutes {
                        microphone,
                        camera,
                        screen,
                        chat,
                    },
                }
            ),
            Just(ClientMsg::Leave),
        ]
    }

    proptest! {
        #[test]
        fn a_frame_comes_back_as_it_was(messages in prop::collection::vec(client_msg(), 1..8)) {
            let mut frame = Vec::new();
            for message in &messages {
                encode(message, &mut frame);
            }
            prop_assert_eq!(decode_frame::<ClientMsg>(&frame, 8), Ok(messages));
        }

        #[test]
        fn a_cut_message_is_refused(message in client_msg(), cut in 0.0..1.0f64) {
            let mut frame = Vec::new();
            encode(&message, &mut frame);
            let keep = (frame.len() as f64 * cut) as usize;
            prop_assert!(decode_frame::<ClientMsg>(&frame[..keep], 8).is_err());
        }

        #[test]
        fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode_frame::<ClientMsg>(&bytes, 8);
            let _ = decode_frame::<ServerMsg>(&bytes, 8);
        }
    }

    #[test]
    fn too_many_messages_are_refused() {
        let mut frame = Vec::new();
        for _ in 0..9 {
            encode(&ClientMsg::Alive, &mut frame);
        }
        assert_eq!(
            decode_frame::<ClientMsg>(&frame, 8),
            Err(DecodeError::TooMany)
        );
    }
}
