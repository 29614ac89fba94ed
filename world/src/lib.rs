//! The rules of a room: what a map means, how avatars move, who talks with whom.
//!
//! Time and commands go in, changes come out. Nothing here reads a clock, opens a file or sends a
//! byte, so that a simulation can run ten minutes of five hundred walkers in a second, and so that
//! the browser predicts with the very code by which the server judges ([`movement`]).
#![forbid(unsafe_code)]

pub mod avatar;
pub mod bubble;
#[cfg(feature = "loader")]
pub mod check;
pub mod hours;
pub mod interest;
pub mod movement;
pub mod path;
pub mod permit;
pub mod room;
pub mod scene;
#[cfg(feature = "loader")]
pub mod tiled;
pub mod venue;
pub mod walls;
pub mod zone;
