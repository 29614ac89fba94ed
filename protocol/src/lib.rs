//! What a Hallway server and its clients say to each other.
//!
//! ```text
//! client                                   server
//!   Hello ────────────────────────────────▶  who, which room, which look
//!   ◀──────────────────── Welcome (or Refused) you, everybody, where to find the map
//!   Input, Input, Input ──────────────────▶  one per tick while walking
//!   ◀────────────────────────── Ack + Delta  what changed in this tick, for all who are in the room
//!   ◀─────────────────────────────── Motion  what happened in one's view of the map
//!   Media(Offer) ─────────────────────────▶  once for the whole visit
//!   ◀───────────────────────── Media(Answer)
//!   ◀────────────────────────────────── Call  who is in which slot; never renegotiates
//! ```
//!
//! One binary WebSocket frame holds one or more messages back to back. This crate is pure: no
//! clock, no I/O, no runtime, and it builds for the browser as it does for the server.
#![forbid(unsafe_code)]

pub mod chat;
pub mod client;
pub mod codec;
pub mod door;
pub mod geom;
pub mod id;
pub mod limits;
pub mod look;
pub mod motion;
pub mod order;
pub mod pictures;
pub mod presence;
pub mod refusal;
pub mod report;
pub mod role;
pub mod server;
pub mod session;
pub mod standing;

pub use client::ClientMsg;
pub use codec::{DecodeError, decode_frame, encode};
pub use geom::{Dir, Pos};
pub use id::{BubbleId, PersonId, Token};
pub use look::Look;
pub use pictures::{LineState, PictureSize, Watching};
pub use presence::Presence;
pub use refusal::Refusal;
pub use role::Role;
pub use server::ServerMsg;
pub use session::SessionId;
pub use standing::Standing;

/// Version of the messages. A client that says another one is told to reload.
pub const VERSION: u16 = 11;

/// The WebSocket subprotocol that carries these messages.
pub const SUBPROTOCOL: &str = "hallway.v1";

/// Ticks per second of every room, and the rate of a walking client's inputs.
pub const TICK_HZ: u32 = 20;

/// Remote people that one peer connection has slots for: the others of a full bubble.
pub const SLOTS: usize = 3;

/// Media lines of one peer connection: microphone, camera, screen and its sound, then the slots,
/// then what comes of somebody else's screen.
pub const MEDIA_LINES: usize = 4 + 2 * SLOTS + 2;
