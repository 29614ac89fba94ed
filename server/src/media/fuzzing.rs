//! Ways in for `cargo xtask fuzz` and for the tests beside: whatever the server reads of strangers and
//! of visitors in a call, given damaged bytes. Each way in makes the state anew for each input, so that
//! an input does the same every time, and panics when something happens that must not. Not part of
//! what is shipped.

mod browser;
mod framing;
mod handshake;
mod house;
mod messages;
mod offers;
mod seeds;
mod steps;

use std::cell::OnceCell;

use super::dtls::Identity;
#[cfg(test)]
pub(in crate::media) use seeds::{CHROMIUM, FIREFOX};

/// Something that reads bytes.
pub struct Target {
    /// The name that it is asked for by.
    pub name: &'static str,
    /// Reads an input.
    pub read: fn(&[u8]),
    /// Inputs as browsers make them, to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// Offers, and the answers to them.
pub const OFFER: Target = Target {
    name: "offer",
    read: offers::read,
    seeds: seeds::offers,
};

/// Datagrams of strangers, of those who are about to connect and of those who are connected; what the
/// last ones send is sealed, so that what is behind the encryption is reached.
pub const DATAGRAM: Target = Target {
    name: "datagram",
    read: house::read,
    seeds: seeds::datagrams,
};

/// A handshake of which records are damaged on the way.
pub const HANDSHAKE: Target = Target {
    name: "handshake",
    read: handshake::read,
    seeds: seeds::handshakes,
};

/// Streams of frames.
pub const FRAMES: Target = Target {
    name: "frames",
    read: framing::read,
    seeds: seeds::frames,
};

/// Frames of messages, which are no media: of clients, and of the server.
pub const MESSAGES: Target = Target {
    name: "messages",
    read: messages::read,
    seeds: messages::seeds,
};

/// All of them.
pub const TARGETS: [Target; 5] = [OFFER, DATAGRAM, HANDSHAKE, FRAMES, MESSAGES];

thread_local! {
    static IDENTITY: OnceCell<Identity> = const { OnceCell::new() };
}

/// A certificate, made once. `None` when there is no cryptography.
fn identity() -> Option<Identity> {
    IDENTITY.with(|kept| {
        if kept.get().is_none() {
            let crypto = rtc::crypto::default_provider().ok()?;
            let _ = kept.set(Identity::generate(crypto).ok()?);
        }
        kept.get().cloned()
    })
}

#[cfg(test)]
mod tests;
