//! Why the server says no. Stable names that clients translate; details never leave the server.

use serde::{Deserialize, Serialize};

/// Why the server refuses a connection or ends it. Sent before the WebSocket is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Refusal {
    /// The client speaks another version of the protocol: reload the page.
    WrongVersion,
    /// A frame that could not be understood.
    BadMessage,
    /// A message before `Hello`, or a second `Hello`.
    OutOfOrder,
    /// The name is empty, too long, or made of characters that can't be shown.
    BadName,
    /// There is no such room.
    NoSuchRoom,
    /// The room's map can't be loaded; the operator's log says why.
    BrokenRoom,
    /// The room or the server is full.
    Full,
    /// More messages than anybody can mean.
    TooFast,
    /// Nothing was heard from the client in time.
    TimedOut,
    /// The client reads too slowly to be kept up to date.
    TooSlow,
    /// The same person came in by another connection.
    Replaced,
    /// The server stops; come again in a moment.
    ShuttingDown,
    /// The media offer could not be used.
    BadMedia,
    /// Sent away by those who keep order, for some minutes.
    Removed,
    /// Kept out by those who keep order.
    Banned,
    /// Only those who were invited come in.
    InvitationNeeded,
    /// Only those who know the password come in, and this one is not it.
    PasswordNeeded,
    /// Not let in by those who keep order, for some minutes.
    TurnedAway,
    /// The venue is not open at this time.
    Closed,
    /// Only those come in who accept the privacy policy as it is now.
    PolicyNeeded,
    /// Only those who have logged in come in.
    LoginNeeded,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::WrongVersion,
        Self::BadMessage,
        Self::OutOfOrder,
        Self::BadName,
        Self::NoSuchRoom,
        Self::BrokenRoom,
        Self::Full,
        Self::TooFast,
        Self::TimedOut,
        Self::TooSlow,
        Self::Replaced,
        Self::ShuttingDown,
        Self::BadMedia,
        Self::Removed,
        Self::Banned,
        Self::InvitationNeeded,
        Self::PasswordNeeded,
        Self::TurnedAway,
        Self::Closed,
        Self::PolicyNeeded,
        Self::LoginNeeded,
    ];

    /// The name used in the WebSocket's close reason, in metrics and as the translation key.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WrongVersion => "wrong-version",
            Self::BadMessage => "bad-message",
            Self::OutOfOrder => "out-of-order",
            Self::BadName => "bad-name",
            Self::NoSuchRoom => "no-such-room",
            Self::BrokenRoom => "broken-room",
            Self::Full => "full",
            Self::TooFast => "too-fast",
            Self::TimedOut => "timed-out",
            Self::TooSlow => "too-slow",
            Self::Replaced => "replaced",
            Self::ShuttingDown => "shutting-down",
            Self::BadMedia => "bad-media",
            Self::Removed => "removed",
            Self::Banned => "banned",
            Self::InvitationNeeded => "invitation-needed",
            Self::PasswordNeeded => "password-needed",
            Self::TurnedAway => "turned-away",
            Self::Closed => "closed",
            Self::PolicyNeeded => "policy-needed",
            Self::LoginNeeded => "login-needed",
        }
    }

    /// The WebSocket close code, from the range that RFC 6455 leaves to applications.
    pub const fn close_code(self) -> u16 {
        match self {
            Self::WrongVersion => 4000,
            Self::BadMessage => 4001,
            Self::OutOfOrder => 4002,
            Self::BadName => 4003,
            Self::NoSuchRoom => 4004,
            Self::BrokenRoom => 4005,
            Self::Full => 4006,
            Self::TooFast => 4007,
            Self::TimedOut => 4008,
            Self::TooSlow => 4009,
            Self::Replaced => 4010,
            Self::ShuttingDown => 4011,
            Self::BadMedia => 4012,
            Self::Removed => 4013,
            Self::Banned => 4014,
            Self::InvitationNeeded => 4015,
            Self::PasswordNeeded => 4016,
            Self::TurnedAway => 4017,
            Self::Closed => 4018,
            Self::PolicyNeeded => 4020,
            Self::LoginNeeded => 4019,
        }
    }

    /// Whether a client should try again by itself.
    pub const fn worth_retrying(self) -> bool {
        matches!(
            self,
            Self::TimedOut | Self::TooSlow | Self::ShuttingDown | Self::Full | Self::TooFast
        )
    }
}
