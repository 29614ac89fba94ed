//! How connections end, and the last words.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message};
use hallway_protocol::{Refusal, ServerMsg, encode};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite;

use super::Line;

/// Time for the last words, and for the client to take its leave.
const PARTING: Duration = Duration::from_secs(1);

/// The close code of a visit that ended as the client wished (RFC 6455).
const NORMAL: u16 = 1000;

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
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
    pub(super) fn of_error(error: axum::Error) -> Self {
        use tungstenite::Error::{Capacity, Protocol, Utf8};
        match error.into_inner().downcast_ref() {
            Some(Protocol(tungstenite::error::ProtocolError::ResetWithoutClosingHandshake)) => {
                Self::Gone
            }
            Some(Capacity(_) | Protocol(_) | Utf8(_)) => Self::Refused(Refusal::BadMessage),
            _ => Self::Gone,
        }
    }
}

impl Line {
    /// Says why, closes, and hears the client out: to hang up on one who still talks would lose
    /// what we said last.
    pub(super) async fn end(mut self, end: End) {
        let (code, reason) = match end {
            End::Gone => return,
            End::Left => (NORMAL, "left"),
            End::Refused(refusal) => {
                self.metrics.refused(refusal);
                let mut frame = Vec::new();
                encode(&ServerMsg::Refused(refusal), &mut frame);
                let said = timeout(PARTING, self.socket.send(Message::Binary(frame.into())));
                if !matches!(said.await, Ok(Ok(()))) {
                    return;
                }
                (refusal.close_code(), refusal.name())
            }
        };
        let close = Message::Close(Some(CloseFrame {
            code,
            reason: reason.into(),
        }));
        let parting = async {
            if self.socket.send(close).await.is_ok() {
                while let Some(Ok(_)) = self.socket.recv().await {}
            }
        };
        // Whoever does not take their leave is left.
        let _ = timeout(PARTING, parting).await;
    }
}
