//! A client's WebSocket, for whoever looks at it from time to time. Nothing here waits and nobody is
//! woken: a room looks at all its lines in each tick, so that a visitor costs neither a task nor a
//! queue between tasks.
//!
//! What is said to a client goes into the network's own buffer, which is kept small. When that is full
//! the line is *behind*: what everybody is told is left out then, and a snapshot takes its place once
//! the client has read on. What is for this client alone waits, up to a bound. A client that does not
//! read at all is shown the door.

mod frame;
mod goodbye;
#[cfg(test)]
pub mod pipe;
mod sealed;
mod watched;
mod wire;

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hallway_protocol::Refusal;
use hallway_protocol::limits::CLIENT_FRAME_BYTES;
use mio::event::Event;
use mio::{Registry, Token};
use tokio::sync::OwnedSemaphorePermit;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig, WebSocketContext};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::metrics::Metrics;
use crate::trust::flow::Held;
pub use frame::Frame;
pub use goodbye::End;
pub use watched::Watched;
pub use wire::Wire;

/// Silence after which a line counts as dead. Clients say something every five seconds, hidden
/// pages at least when they hear something.
const SILENCE: Duration = Duration::from_secs(20);

/// How long a line may be behind: the largest snapshot goes over the slowest line in this time.
const BEHIND: Duration = Duration::from_secs(30);

/// Bytes that may wait beside the network's buffer. Beyond that the client reads too slowly to be
/// helped.
const MOST_WAITING: usize = 1 << 20;

/// Bytes read at a time: steps are small, and there are many lines, for each of which that many are
/// cleared before.
const READ: usize = 256;

/// That a connection may be there: it is one less of those that may when it ends.
#[derive(Debug)]
pub struct Permit {
    /// Of all.
    pub of_all: OwnedSemaphorePermit,
    /// Of one person and one network.
    pub held: Held,
}

/// A connection to a client.
pub struct Line {
    wire: Wire,
    context: WebSocketContext,
    metrics: Arc<Metrics>,
    /// When something came last.
    heard: Instant,
    /// Frames may have been read that were not looked at.
    more: bool,
    /// Since when the network takes less than there is to say.
    behind: Option<Instant>,
    _permit: Option<Permit>,
}

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// A frame of messages.
    Frame(Bytes),
    /// A sign of life, and no more.
    Sign,
    /// Nothing, so far.
    Nothing,
}

impl Line {
    /// A connection after its handshake. `read` came with the last bytes of that.
    pub fn new(wire: Wire, read: Vec<u8>, metrics: &Arc<Metrics>, permit: Option<Permit>) -> Self {
        metrics.connections.inc();
        let config = WebSocketConfig::default()
            .read_buffer_size(READ)
            .write_buffer_size(0)
            .max_write_buffer_size(MOST_WAITING)
            .max_message_size(Some(CLIENT_FRAME_BYTES))
            .max_frame_size(Some(CLIENT_FRAME_BYTES));
        Self {
            wire,
            context: WebSocketContext::from_partially_read(read, Role::Server, Some(config)),
            metrics: Arc::clone(metrics),
            heard: Instant::now(),
            more: true,
            behind: None,
            _permit: permit,
        }
    }

    /// What came next, if anything did.
    ///
    /// # Errors
    /// When the connection has ended, or has to.
    pub fn hear(&mut self, now: Instant) -> Result<Heard, End> {
        if !self.more && !self.wire.is_ready() {
            return Ok(Heard::Nothing);
        }
        let heard = match self.context.read(&mut self.wire) {
            Ok(Message::Binary(bytes)) => Heard::Frame(bytes),
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {
                // The answer goes before whatever is said next.
                let answered = self.context.flush(&mut self.wire);
                self.went(answered, now)?;
                Heard::Sign
            }
            Ok(Message::Text(_)) => return Err(End::Refused(Refusal::BadMessage)),
            Ok(Message::Close(_)) => return Err(End::Gone),
            Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {
                self.more = false;
                return Ok(Heard::Nothing);
            }
            Err(error) => return Err(End::of_error(&error)),
        };
        self.heard = now;
        self.more = true;
        Ok(heard)
    }

    /// Waits for the next frame of messages.
    ///
    /// # Errors
    /// When the connection has ended, or has to.
    pub async fn next_frame(&mut self) -> Result<Bytes, End> {
        loop {
            match self.hear(Instant::now())? {
                Heard::Frame(frame) => return Ok(frame),
                Heard::Sign => {}
                Heard::Nothing => self.wire.readable().await,
            }
        }
    }

    /// Wakes nobody from now on: whoever has the registry says when something happened.
    ///
    /// # Errors
    /// When the connection has ended.
    pub fn watch(&mut self, registry: &Registry, token: Token) -> Result<(), End> {
        self.wire.watch(registry, token).map_err(|_| End::Gone)
    }

    /// Something happened on the wire.
    pub fn happened(&mut self, event: &Event) {
        self.wire.happened(event);
    }

    /// Says a frame of messages.
    ///
    /// # Errors
    /// When the connection has ended, or has to.
    pub fn say(&mut self, frame: &mut Frame, now: Instant) -> Result<(), End> {
        let messages = frame.messages();
        self.metrics.bytes_sent.inc_by(messages.len() as u64);
        let said = match self.behind {
            // Nothing waits that would have to go before.
            None => self.wire.send(frame.written()).map_err(Error::Io),
            Some(_) => {
                let frame = Message::Binary(Bytes::copy_from_slice(messages));
                let written = self.context.write(&mut self.wire, frame);
                // What is written may still wait for its place in the network, encrypted.
                written.and_then(|()| self.context.flush(&mut self.wire))
            }
        };
        self.went(said, now)
    }

    /// Sends on what waits, and looks whether anybody is there.
    ///
    /// # Errors
    /// When the connection has ended, or has to.
    pub fn mind(&mut self, now: Instant) -> Result<(), End> {
        if self.behind.is_some() {
            let sent = self.context.flush(&mut self.wire);
            self.went(sent, now)?;
        }
        if now.saturating_duration_since(self.heard) > SILENCE {
            return Err(End::Refused(Refusal::TimedOut));
        }
        Ok(())
    }

    /// Whether the client has yet to read what it was told before.
    pub fn is_behind(&self) -> bool {
        self.behind.is_some()
    }

    fn went(&mut self, result: Result<(), Error>, now: Instant) -> Result<(), End> {
        match result {
            Ok(()) => self.behind = None,
            Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {
                let since = *self.behind.get_or_insert(now);
                if now.saturating_duration_since(since) > BEHIND {
                    return Err(End::Refused(Refusal::TooSlow));
                }
            }
            Err(Error::WriteBufferFull(_)) => return Err(End::Refused(Refusal::TooSlow)),
            Err(_) => return Err(End::Gone),
        }
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.metrics.connections.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::pipe::{Pipe, pair, pair_with_tls};
    use super::*;

    /// A line and its client.
    fn line() -> (Line, Pipe) {
        on(pair(4096))
    }

    /// The same by TLS.
    fn line_with_tls() -> (Line, Pipe) {
        on(pair_with_tls(4096))
    }

    fn on((wire, client): (Wire, Pipe)) -> (Line, Pipe) {
        let metrics = Metrics::new().unwrap();
        (Line::new(wire, Vec::new(), &metrics, None), client)
    }

    #[test]
    fn frames_go_both_ways() {
        for pair in [line, line_with_tls] {
            check_both_ways(pair());
        }
    }

    fn check_both_ways((mut line, mut client): (Line, Pipe)) {
        let now = Instant::now();
        assert_eq!(line.hear(now), Ok(Heard::Nothing));
        client.say(Message::Binary(Bytes::from_static(b"in")));
        client.say(Message::Ping(Bytes::new()));
        assert_eq!(line.hear(now), Ok(Heard::Frame(Bytes::from_static(b"in"))));
        assert_eq!(line.hear(now), Ok(Heard::Sign));
        assert_eq!(line.hear(now), Ok(Heard::Nothing));
        line.say(&mut Frame::from(&b"out"[..]), now).unwrap();
        assert_eq!(client.frames(), [b"out".as_slice()]);
    }

    #[test]
    fn who_reads_slowly_is_behind_until_they_have_read() {
        for pair in [line, line_with_tls] {
            check_slow(pair());
        }
    }

    fn check_slow((mut line, mut client): (Line, Pipe)) {
        let now = Instant::now();
        line.say(&mut Frame::from(&[1; 10_000][..]), now).unwrap();
        assert!(line.is_behind());
        line.say(&mut Frame::from(&b"own"[..]), now).unwrap();
        let mut told = Vec::new();
        for _ in 0..10 {
            told.extend(client.frames());
            line.mind(now).unwrap();
        }
        assert!(!line.is_behind());
        assert_eq!(told, [vec![1; 10_000], b"own".to_vec()]);

        line.say(&mut Frame::from(&[1; 5000][..]), now).unwrap();
        client.frames();
        // There is room again, but not for all of this.
        line.say(&mut Frame::from(&[2; 10_000][..]), now).unwrap();
        assert!(line.is_behind());
    }

    #[test]
    fn who_never_reads_is_shown_the_door() {
        for pair in [line, line_with_tls] {
            check_never(pair);
        }
    }

    fn check_never(pair: fn() -> (Line, Pipe)) {
        let (mut line, _client) = pair();
        let start = Instant::now();
        line.say(&mut Frame::from(&[1; 10_000][..]), start).unwrap();
        let too_slow = Err(End::Refused(Refusal::TooSlow));
        let mut said = (0..1000).map(|_| line.say(&mut Frame::from(&[0; 10_000][..]), start));
        assert_eq!(said.find(Result::is_err), Some(too_slow));
        let (mut line, mut client) = pair();
        line.say(&mut Frame::from(&[1; 10_000][..]), start).unwrap();
        client.say(Message::Ping(Bytes::new()));
        let later = start + BEHIND + Duration::from_secs(1);
        // Though they are heard.
        let heard = line.hear(later);
        assert_eq!(heard.and_then(|_| line.mind(later)), too_slow);
    }

    /// Frames of all sizes, those that need many records included.
    #[test]
    fn what_is_encrypted_comes_whole_and_in_order() {
        let (mut line, mut client) = line_with_tls();
        let now = Instant::now();
        let said: Vec<Vec<u8>> = [0, 1, 4000, 16_384, 16_385, 70_000, 200_000, 3]
            .iter()
            .enumerate()
            .map(|(number, bytes)| vec![number as u8; *bytes])
            .collect();
        for frame in &said {
            line.say(&mut Frame::from(frame.as_slice()), now).unwrap();
        }
        let mut told = Vec::new();
        for _ in 0..1000 {
            told.extend(client.frames());
            line.mind(now).unwrap();
        }
        assert!(told == said);
        assert!(!line.is_behind());
    }

    #[tokio::test]
    async fn the_last_words_reach_who_reads_slowly() {
        for pair in [line, line_with_tls] {
            let (mut line, mut client) = pair();
            line.say(&mut Frame::from(&[1; 10_000][..]), Instant::now())
                .unwrap();
            assert!(line.is_behind());
            let parting = tokio::spawn(line.part(End::Refused(Refusal::Full)));
            let closed = loop {
                if let Some(closed) = client.closed() {
                    break closed;
                }
                assert!(!parting.is_finished(), "without a word");
                tokio::task::yield_now().await;
            };
            assert_eq!(closed, Refusal::Full.close_code());
            // What the client says to that is heard, or it would be waited for.
            client.push();
            parting.await.unwrap();
            assert!(client.is_ended(), "not cut off");
        }
    }

    #[test]
    fn who_breaks_the_encryption_is_gone() {
        let (mut line, mut client) = line_with_tls();
        client.break_encryption();
        assert_eq!(line.hear(Instant::now()), Err(End::Gone));
        let (mut line, client) = line_with_tls();
        drop(client);
        assert_eq!(line.hear(Instant::now()), Err(End::Gone));
    }

    #[test]
    fn who_is_silent_or_talks_nonsense_is_refused() {
        let (mut line, mut client) = line();
        let later = Instant::now() + SILENCE + Duration::from_secs(1);
        assert_eq!(line.mind(later), Err(End::Refused(Refusal::TimedOut)));
        client.say(Message::Text("hello".into()));
        let bad = Err(End::Refused(Refusal::BadMessage));
        assert_eq!(line.hear(later), bad);
        client.say(Message::Binary(vec![0; CLIENT_FRAME_BYTES + 1].into()));
        let heard = (0..100).map(|_| {
            client.push();
            line.hear(later)
        });
        let mut heard = heard.filter(|heard| *heard != Ok(Heard::Nothing));
        assert_eq!(heard.next(), Some(bad));
        drop(heard);
        let (mut line, client) = self::line();
        drop(client);
        assert_eq!(line.hear(later), Err(End::Gone));
    }
}
