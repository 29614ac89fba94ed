//! The server.

pub mod media;
