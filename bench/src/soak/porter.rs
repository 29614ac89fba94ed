//! Opens connections for everybody, in a thread of its own, since each waits for its handshake.

use std::io::Write;
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, Sender, channel};

use anyhow::{Context, Result};
use hallway::bots::connect::{Place, Socket};

use super::life::Nonsense;
use crate::sdp::Session;

/// What a client wants of the porter.
#[derive(Clone, Copy, Debug)]
pub enum Wish {
    /// A WebSocket, and what it takes for a call.
    Visit {
        /// Whether there is to be a call.
        calls: bool,
    },
    /// A connection on which something else is said.
    Stranger(Nonsense),
}

/// A new connection.
pub enum Line {
    /// A WebSocket, with what a call begins with.
    Visit(Box<Socket>, Option<Box<Session>>),
    /// Something else; it never waits.
    Stranger(TcpStream),
}

/// The thread, and the way to it. It ends with the value.
pub struct Porter {
    wishes: Sender<(usize, Wish)>,
    lines: Receiver<(usize, Result<Line>)>,
}

impl Porter {
    /// One who opens connections to this server.
    pub fn start(place: Place) -> Self {
        let (wishes, wished) = channel();
        let (opened, lines) = channel();
        std::thread::spawn(move || {
            for (client, wish) in wished {
                if opened.send((client, open(&place, wish))).is_err() {
                    return;
                }
            }
        });
        Self { wishes, lines }
    }

    /// Asks for a connection of this client's.
    pub fn ask(&self, client: usize, wish: Wish) {
        // Fails only when the thread is gone, by a panic that is seen in the log.
        let _ = self.wishes.send((client, wish));
    }

    /// The next connection that was opened, and whose it is.
    pub fn next(&self) -> Option<(usize, Result<Line>)> {
        self.lines.try_recv().ok()
    }
}

fn open(place: &Place, wish: Wish) -> Result<Line> {
    match wish {
        Wish::Visit { calls } => {
            let socket = place.connect().context("connecting")?;
            let session = match calls {
                true => Some(Box::new(Session::new()?)),
                false => None,
            };
            Ok(Line::Visit(Box::new(socket), session))
        }
        Wish::Stranger(nonsense) => {
            let mut stream = TcpStream::connect(place.address())?;
            let bytes: &[u8] = match nonsense {
                // A datagram of a call that never was, as it comes over TCP.
                Nonsense::Bytes => &[0, 20, 0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42, 9, 9, 9, 9, 9],
                Nonsense::Half => b"GET /ws HTTP/1.1\r\nHost: nob",
                _ => b"",
            };
            stream.write_all(bytes)?;
            stream.set_nonblocking(true)?;
            Ok(Line::Stranger(stream))
        }
    }
}
