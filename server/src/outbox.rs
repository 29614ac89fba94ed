//! What waits to be sent to one client. The room puts in, the connection takes out.
//!
//! The idea: messages for this client alone are never lost; what everybody hears is, when the
//! client reads too slowly, and then it gets a fresh snapshot in place of a longer queue. Memory is
//! bounded either way, and a client that does not read at all is shown the door.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use hallway_protocol::Refusal;
use tokio::sync::Notify;

/// Frames that may wait: three seconds of ticks. Beyond that the shared part of all is dropped.
const MOST_FRAMES: usize = 60;

/// Bytes of personal messages that may wait. Beyond that the client reads too slowly to be helped.
const MOST_PERSONAL_BYTES: usize = 1 << 20;

/// What waits for one client.
#[derive(Debug, Default)]
pub struct Outbox {
    inner: Mutex<Inner>,
    filled: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    frames: VecDeque<Frame>,
    personal_bytes: usize,
    /// The client lacks something that was shared; it needs a snapshot.
    behind: bool,
    end: Option<Refusal>,
}

#[derive(Debug)]
struct Frame {
    personal: Bytes,
    shared: Bytes,
}

/// What comes out.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// A frame to send.
    Frame(Bytes),
    /// The connection has to end.
    End(Refusal),
}

impl Outbox {
    /// Puts in a tick's messages: those for this client alone and those for everybody.
    pub fn push(&self, personal: Vec<u8>, shared: Bytes) {
        if personal.is_empty() && shared.is_empty() {
            return;
        }
        let mut inner = self.lock();
        if inner.end.is_some() {
            return;
        }
        inner.personal_bytes += personal.len();
        if inner.personal_bytes > MOST_PERSONAL_BYTES {
            inner.end = Some(Refusal::TooSlow);
            inner.frames.clear();
        } else {
            let shared = if inner.behind { Bytes::new() } else { shared };
            if !personal.is_empty() || !shared.is_empty() {
                inner.frames.push_back(Frame {
                    personal: personal.into(),
                    shared,
                });
            }
            if inner.frames.len() > MOST_FRAMES && !inner.behind {
                inner.behind = true;
                for frame in &mut inner.frames {
                    frame.shared = Bytes::new();
                }
                inner.frames.retain(|frame| !frame.personal.is_empty());
            }
        }
        drop(inner);
        self.filled.notify_one();
    }

    /// Whether the client needs a snapshot, and has read what waited, so that it can use one.
    pub fn wants_snapshot(&self) -> bool {
        let inner = self.lock();
        inner.behind && inner.frames.is_empty() && inner.end.is_none()
    }

    /// Gives the client a snapshot: from here on it takes part in what is shared again.
    pub fn push_snapshot(&self, snapshot: Vec<u8>) {
        self.lock().behind = false;
        self.push(snapshot, Bytes::new());
    }

    /// Ends the connection after what waits was sent.
    pub fn end(&self, refusal: Refusal) {
        self.lock().end.get_or_insert(refusal);
        self.filled.notify_one();
    }

    /// Waits for the next thing to do. May be dropped while waiting without losing anything.
    pub async fn next(&self) -> Next {
        loop {
            if let Some(next) = self.take() {
                return next;
            }
            self.filled.notified().await;
        }
    }

    fn take(&self) -> Option<Next> {
        let mut inner = self.lock();
        let Some(frame) = inner.frames.pop_front() else {
            return inner.end.map(Next::End);
        };
        inner.personal_bytes -= frame.personal.len();
        Some(Next::Frame(if frame.shared.is_empty() {
            frame.personal
        } else if frame.personal.is_empty() {
            frame.shared
        } else {
            let mut both = BytesMut::with_capacity(frame.personal.len() + frame.shared.len());
            both.extend_from_slice(&frame.personal);
            both.extend_from_slice(&frame.shared);
            both.freeze()
        }))
    }

    /// A std mutex, because nothing is awaited while it is held; what it guards is sound after
    /// every statement.
    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared() -> Bytes {
        Bytes::from_static(b"s")
    }

    #[tokio::test]
    async fn one_frame_holds_both_parts() {
        let outbox = Outbox::default();
        outbox.push(b"p".to_vec(), shared());
        outbox.push(Vec::new(), shared());
        outbox.push(Vec::new(), Bytes::new());
        outbox.end(Refusal::Replaced);
        assert_eq!(outbox.next().await, Next::Frame(Bytes::from_static(b"ps")));
        assert_eq!(outbox.next().await, Next::Frame(shared()));
        assert_eq!(outbox.next().await, Next::End(Refusal::Replaced));
    }

    #[tokio::test]
    async fn a_slow_reader_keeps_what_is_its_own_and_gets_a_snapshot_for_the_rest() {
        let outbox = Outbox::default();
        for tick in 0..500 {
            let personal = if tick == 3 { b"p".to_vec() } else { Vec::new() };
            outbox.push(personal, shared());
        }
        assert!(!outbox.wants_snapshot(), "it has not read yet");
        assert_eq!(outbox.next().await, Next::Frame(Bytes::from_static(b"p")));
        assert!(outbox.wants_snapshot());
        outbox.push_snapshot(b"snapshot".to_vec());
        outbox.push(Vec::new(), shared());
        assert_eq!(
            outbox.next().await,
            Next::Frame(Bytes::from_static(b"snapshot"))
        );
        assert_eq!(outbox.next().await, Next::Frame(shared()));
    }

    #[tokio::test]
    async fn who_never_reads_is_shown_the_door() {
        let outbox = Outbox::default();
        for _ in 0..3000 {
            outbox.push(vec![0; 1000], shared());
        }
        assert_eq!(outbox.next().await, Next::End(Refusal::TooSlow));
    }
}
