//! A line in memory, for tests that turn the clock by hand.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Result, Write};
use std::sync::{Arc, Mutex};

use rustls::{ClientConnection, ServerConnection, StreamOwned};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketContext};

use super::Wire;
use crate::tls::for_tests::{client_config, server_config};

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
    end: Carrier,
    context: WebSocketContext,
}

enum Carrier {
    Plain(End),
    Tls(Box<StreamOwned<ClientConnection, End>>),
}

impl Read for Carrier {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        match self {
            Self::Plain(end) => end.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Carrier {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        match self {
            Self::Plain(end) => end.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> Result<()> {
        match self {
            Self::Plain(end) => end.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

/// A pipe that holds so many bytes each way.
pub fn pair(room: usize) -> (Wire, Pipe) {
    let (server, client) = ends(room);
    (Wire::pipe(server, None), pipe(Carrier::Plain(client)))
}

/// The same with TLS, after the handshake.
pub fn pair_with_tls(room: usize) -> (Wire, Pipe) {
    let (server, end) = ends(room);
    let (config, certificate) = server_config();
    let mut session = ServerConnection::new(config).unwrap();
    let name = "venue.example".try_into().unwrap();
    let mut client = ClientConnection::new(client_config(&certificate), name).unwrap();
    while client.is_handshaking() || session.is_handshaking() {
        let mut way = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut way).unwrap();
        }
        while !way.is_empty() {
            let read = session.read_tls(&mut way.as_slice()).unwrap();
            way.drain(..read);
            session.process_new_packets().unwrap();
        }
        // What the server says after the handshake waits for the first frame.
        while client.is_handshaking() && session.wants_write() {
            session.write_tls(&mut way).unwrap();
        }
        while !way.is_empty() {
            let read = client.read_tls(&mut way.as_slice()).unwrap();
            way.drain(..read);
            client.process_new_packets().unwrap();
        }
    }
    let client = Carrier::Tls(Box::new(StreamOwned::new(client, end)));
    (Wire::pipe(server, Some(session)), pipe(client))
}

/// The server's end and the client's.
fn ends(room: usize) -> (End, End) {
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
    (server, client)
}

fn pipe(end: Carrier) -> Pipe {
    Pipe {
        end,
        context: WebSocketContext::new(Role::Client, None),
    }
}

impl Pipe {
    /// Says something; what finds no room waits for [`Self::push`].
    pub fn say(&mut self, message: Message) {
        let _ = self.context.write(&mut self.end, message);
        self.push();
    }

    /// Sends what is no record of TLS.
    pub fn break_encryption(&mut self) {
        if let Carrier::Tls(stream) = &mut self.end {
            stream.sock.write_all(&[0x17; 64]).unwrap();
        }
    }

    /// Sends on what waits.
    pub fn push(&mut self) {
        let _ = self.context.flush(&mut self.end);
    }

    /// With which code the server closes, once it does; what came before is passed over.
    pub fn closed(&mut self) -> Option<u16> {
        while let Ok(message) = self.context.read(&mut self.end) {
            if let Message::Close(frame) = message {
                return Some(frame?.code.into());
            }
        }
        None
    }

    /// Whether the server has said all that it had to say: TLS tells that from a cut.
    pub fn is_ended(&mut self) -> bool {
        matches!(self.end.read(&mut [0]), Ok(0))
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
