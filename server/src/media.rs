//! The narrow waist between rooms and media: rooms know these types and nothing of packets; the
//! forwarding unit knows these types and nothing of rooms.
//!
//! A room says who is heard through which slot of whom, and who may send at all; the forwarding
//! unit makes it so. It negotiates once per visitor and never again: joining and leaving a bubble
//! only points slots at other senders.

mod allowance;
pub mod batch;
mod buffers;
mod clock;
mod demux;
mod downlink;
mod dtls;
mod forwarder;
mod frames;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod handle;
mod loss;
mod metrics;
mod offers;
mod path;
mod peer;
mod rate;
pub mod routing;
pub mod rtp;
pub mod sdp;
pub mod speakers;
pub mod srtp;
mod stun;
mod tcp;
mod unit;
mod uplink;
mod video;
mod vp8;
mod ways;

use hallway_protocol::client::Sending;
use hallway_protocol::{LineState, PersonId, SLOTS, Watching};

pub use frames::is_frame;
pub use handle::{MediaConfig, MediaHandle, start};
pub use metrics::{Kind, MediaMetrics};
pub use uplink::arrivals::Arrivals;

/// The slot for the screen that somebody shares, after those for people.
pub const SCREEN_SLOT: usize = SLOTS;
/// Slots of one receiver: for people, and for a screen.
pub const PLACES: usize = SLOTS + 1;

/// The clock of audio streams.
const AUDIO_HZ: u32 = 48_000;
/// The clock of video streams.
const VIDEO_HZ: u32 = 90_000;

/// What the forwarding unit is asked to do.
#[derive(Debug)]
pub enum MediaCommand {
    /// A visitor's browser offers its peer connection. Each offer is answered once, by
    /// [`MediaEvent::Answer`] or [`MediaEvent::Failed`] through `events`. An earlier connection of
    /// the same person ends, unless the offer is refused for coming too soon after others.
    Offer {
        /// Who.
        person: PersonId,
        /// The offer; media lines as `hallway_protocol::client::MediaOffer` tells.
        sdp: String,
        /// Where events of this person go. When it is full or closed, events are dropped.
        events: tokio::sync::mpsc::Sender<MediaEvent>,
    },
    /// The visitor is gone; nothing is forwarded to or from them from now on.
    Leave(PersonId),
    /// What the server takes from a sender and passes on. Until told, nothing. What is not taken
    /// here reaches nobody, whatever the client sends.
    Take(PersonId, Sending),
    /// Whom a receiver hears and sees, slot by slot. Until told, nobody.
    Slots(PersonId, [Option<PersonId>; SLOTS]),
    /// Whose shared screen a receiver sees, with its sound. Until told, nobody's.
    Screen(PersonId, Option<PersonId>),
    /// Which pictures a receiver wants, and how large. Until told, all of them large.
    Watch(PersonId, Watching),
}

/// What the forwarding unit reports about one person's connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaEvent {
    /// The answer to the offer.
    Answer {
        /// The SDP answer.
        sdp: String,
    },
    /// Packets can flow.
    Connected,
    /// Nothing comes any more, for too long to be a hiccup: their way here is cut. The client should offer
    /// again, by which it may find another one.
    Silent,
    /// What the line of this person has room for, whenever that changes.
    Line(LineState),
    /// The offer was unusable, or the connection broke for good. The client may offer again.
    Failed {
        /// For the log; never shown to visitors.
        reason: String,
    },
}
