//! Connections that somebody left behind: lines of which the server does not know yet that they broke, and
//! those of strangers who are nobody's visit.

use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use hallway::bots::connect::Socket;
use hallway_protocol::Refusal;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::tally::Tally;

/// After so long an old line that the server still holds is a fault: it ends them after 20 s of silence.
const PATIENCE: Duration = Duration::from_secs(60);

/// So long a stranger stays: longer than the server waits for one to say something.
const STRANGERS: Duration = Duration::from_secs(12);

/// All that were left behind.
#[derive(Default)]
pub struct Remnants {
    broken: Vec<(Box<Socket>, Instant)>,
    strangers: Vec<(TcpStream, Instant)>,
}

impl Remnants {
    /// A line that broke; whoever it was comes back by another.
    pub fn broke(&mut self, socket: Box<Socket>, now: Instant) {
        self.broken.push((socket, now));
    }

    /// A connection that is no visit.
    pub fn stranger(&mut self, stream: TcpStream, now: Instant) {
        self.strangers.push((stream, now));
    }

    /// Looks how they fare.
    pub fn tend(&mut self, now: Instant, tally: &mut Tally) {
        self.broken.retain_mut(|(socket, since)| {
            let end = match read_out(socket) {
                // Others were in the way of our own coming back for so long that it fell silent.
                Some(Some(code)) if code == Refusal::TimedOut.close_code() => None,
                Some(Some(code)) if code == Refusal::Replaced.close_code() => None,
                Some(_) => Some("a broken line ended and nothing said that another replaced it"),
                None if now.saturating_duration_since(*since) > PATIENCE => {
                    Some("a broken line is still held by the server")
                }
                None => return true,
            };
            if let Some(fault) = end {
                tally.fault(fault);
            }
            false
        });
        self.strangers.retain_mut(|(stream, since)| {
            let stays = now.saturating_duration_since(*since) < STRANGERS;
            stays && is_open(stream)
        });
    }

    /// Cuts all.
    pub fn clear(&mut self) {
        self.broken.clear();
        self.strangers.clear();
    }
}

/// Reads what is there; of a line that has ended, the code it was closed with.
fn read_out(socket: &mut Socket) -> Option<Option<u16>> {
    loop {
        match socket.read() {
            Ok(Message::Close(frame)) => return Some(frame.map(|frame| frame.code.into())),
            Ok(_) => {}
            Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => return None,
            Err(_) => return Some(None),
        }
    }
}

fn is_open(stream: &mut TcpStream) -> bool {
    let mut bytes = [0; 1024];
    match stream.read(&mut bytes) {
        Ok(read) => read > 0,
        Err(error) => error.kind() == ErrorKind::WouldBlock,
    }
}
