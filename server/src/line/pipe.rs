//! A line in memory, for tests that turn the clock by hand.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Result, Write};
use std::sync::{Arc, Mutex};

use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketContext};

use super::Wire;

/// Bytes on their way in one direction.
type Way = Arc<Mutex<VecDeque<u8>>>;

/// One end.
pub struct End {
    reads: Way,
    writes: Way,
    /// Bytes that may be under way.
    room: usize,
}

impl Read for End {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let mut way = self.reads.lock().unwrap();
        let mut count = 0;
        while let Some(place) = buffer.get_mut(count)
            && let Some(byte) = way.pop_front()
        {
            *place = byte;
            count += 1;
        }
        // Nobody writes any more.
        let ended = Arc::strong_count(&self.reads) == 1;
        match count {
            0 if !ended => Err(ErrorKind::WouldBlock.into()),
            _ => Ok(count),
        }
    }
}

impl Write for End {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let mut way = self.writes.lock().unwrap();
        let count = bytes.len().min(self.room.saturating_sub(way.len()));
        way.extend(&bytes[..count]);
        match count {
            0 => Err(ErrorKind::WouldBlock.into()),
            _ => Ok(count),
        }
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// The client's end.
pub struct Pipe {
    end: End,
    context: WebSocketContext,
}

/// A pipe that holds so many bytes each way.
pub fn pair(room: usize) -> (Wire, Pipe) {
    let (there, back) = (Way::default(), Way::default());
    let server = End {
        reads: Arc::clone(&there),
        writes: Arc::clone(&back),
        room,
    };
    let client = End {
        reads: back,
        writes: there,
        room,
    };
    let pipe = Pipe {
        end: client,
        context: WebSocketContext::new(Role::Client, None),
    };
    (Wire::pipe(server), pipe)
}

impl Pipe {
    /// Says something; what finds no room waits for [`Self::push`].
    pub fn say(&mut self, message: Message) {
        let _ = self.context.write(&mut self.end, message);
        self.push();
    }

    /// Sends on what waits.
    pub fn push(&mut self) {
        let _ = self.context.flush(&mut self.end);
    }

    /// The frames of messages that have come.
    pub fn frames(&mut self) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        while let Ok(message) = self.context.read(&mut self.end) {
            if let Message::Binary(bytes) = message {
                frames.push(bytes.to_vec());
            }
        }
        frames
    }
}
