//! How connections end, and the last words.

use std::io::{ErrorKind, Write};
use std::time::{Duration, Instant};

use hallway_protocol::{Refusal, ServerMsg, encode};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{self, Error};

use super::wire::PAUSE;
use super::{Frame, Line};

/// Time for the last words, and for the client to take its leave.
const PARTING: Duration = Duration::from_secs(1);

/// The close code of a visit that ended as the client wished (RFC 6455).
const NORMAL: u16 = 1000;

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// We end it.
    Refused(Refusal),
    /// The client said that it leaves.
    Left,
    /// There is nobody to talk to any more.
    Gone,
}

impl From<Refusal> for End {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl End {
    /// A frame that is too long or no frame at all is a message that can't be understood; all else
    /// is the network's.
    pub(super) fn of_error(error: &Error) -> Self {
        use tungstenite::error::ProtocolError::ResetWithoutClosingHandshake;
        match error {
            Error::Protocol(ResetWithoutClosingHandshake) => Self::Gone,
            Error::Capacity(_) | Error::Protocol(_) | Error::Utf8(_) => {
                Self::Refused(Refusal::BadMessage)
            }
            _ => Self::Gone,
        }
    }
}

impl Line {
    /// Says why, closes, and hears the client out, beside whatever else happens.
    pub fn end(self, end: End) {
        if end != End::Gone {
            tokio::spawn(self.part(end));
        }
    }

    /// The same, and waits for it. To hang up on one who still talks would lose what we said last.
    pub async fn part(mut self, end: End) {
        let (code, reason) = match end {
            End::Gone => return,
            End::Left => (NORMAL, "left"),
            End::Refused(refusal) => {
                self.metrics.refused(refusal);
                let mut frame = Frame::default();
                encode(&ServerMsg::Refused(refusal), frame.messages_mut());
                // Of a line that is full it is said by the closing alone.
                let _ = self.say(&mut frame, Instant::now());
                (refusal.close_code(), refusal.name())
            }
        };
        let frame = CloseFrame {
            code: code.into(),
            reason: reason.into(),
        };
        let closed = self.context.close(&mut self.wire, Some(frame));
        if closed.as_ref().is_err_and(|error| !is_for_now(error)) {
            return;
        }
        // Whoever does not take their leave is left.
        let _ = timeout(PARTING, async {
            self.hear_out().await;
            self.finish().await;
        })
        .await;
    }

    /// Sends the rest of what is encrypted: to WebSocket that is said already.
    async fn finish(&mut self) {
        self.wire.finish();
        while let Err(error) = self.wire.flush()
            && error.kind() == ErrorKind::WouldBlock
        {
            sleep(PAUSE).await;
        }
    }

    async fn hear_out(&mut self) {
        loop {
            let sent = self.context.flush(&mut self.wire);
            if sent.is_err_and(|error| !is_for_now(&error)) {
                return;
            }
            match self.context.read(&mut self.wire) {
                // One who talks on without end must not hold up others.
                Ok(_) => yield_now().await,
                Err(error) if is_for_now(&error) => sleep(PAUSE).await,
                Err(_) => return,
            }
        }
    }
}

fn is_for_now(error: &Error) -> bool {
    matches!(error, Error::Io(error) if error.kind() == ErrorKind::WouldBlock)
}
