//! One who walks in a room of Colyseus: what it says, and what it makes of what it is told.

use std::collections::VecDeque;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use hallway::bots::traffic::{self, with_header};
use mio::net::TcpStream;
use tokio_tungstenite::tungstenite::WebSocket;

use super::schema::State;

/// First bytes of frames.
const JOIN_ROOM: u8 = 10;
const ERROR: u8 = 11;
const ROOM_DATA: u8 = 13;
const ROOM_STATE: u8 = 14;
const ROOM_STATE_PATCH: u8 = 15;

/// Steps remembered, to find out when one was made that is seen later.
const REMEMBERED: usize = 64;

/// Pixels of a step, as of our avatars.
const STEP: i32 = 8;

/// Steps in one direction, as our bots in a crowd.
const STRAIGHT: u32 = 8;

/// Directions, and how an avatar looks that walks there.
const DIRECTIONS: [(i32, i32, &str); 4] = [
    (1, 0, "right"),
    (0, 1, "down"),
    (-1, 0, "left"),
    (0, -1, "up"),
];

/// A step that was made, and where it led to, in pixels.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// When.
    pub at: Instant,
    led_to: (u16, u16),
}

/// Somebody who was seen somewhere.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Whose session it is.
    pub session: String,
    /// Where, in pixels.
    pub at: (f64, f64),
}

/// What was told since it was last asked.
#[derive(Debug, Default)]
pub struct Told {
    /// Frames that came to all, and their bytes, headers included.
    pub frames: u64,
    /// See `frames`.
    pub bytes: u64,
    /// Frames that came to those who read them.
    pub read: u64,
    /// Moves of others in them.
    pub updates: u64,
    /// Who moved where.
    pub seen: Vec<Seen>,
}

/// One who walks.
pub struct Walker {
    /// Its connection, which never waits.
    pub socket: WebSocket<TcpStream>,
    /// Whether it was told the state of the room.
    pub is_in: bool,
    session: String,
    /// What it knows of the room, if it reads what it is told.
    state: Option<State>,
    steps: VecDeque<Step>,
    at: (u16, u16),
    direction: usize,
    left: u32,
}

impl Walker {
    /// One of this number, who stands there.
    pub fn new(
        socket: WebSocket<TcpStream>,
        session: String,
        number: usize,
        at: (u16, u16),
        reads: bool,
    ) -> Self {
        Self {
            socket,
            is_in: false,
            session,
            state: reads.then(State::default),
            steps: VecDeque::with_capacity(REMEMBERED),
            at,
            direction: number % DIRECTIONS.len(),
            left: number as u32 % STRAIGHT,
        }
    }

    /// How many it knows to be in the room, if it reads what it is told.
    pub fn knows(&self) -> Option<usize> {
        self.state.as_ref().map(State::count)
    }

    /// The last step that led there.
    pub fn step_to(&self, at: (f64, f64)) -> Option<&Step> {
        let led = |step: &&Step| (f64::from(step.led_to.0), f64::from(step.led_to.1)) == at;
        self.steps.iter().rev().find(led)
    }

    /// Makes the next step.
    ///
    /// # Errors
    /// When the connection is broken.
    pub fn step(&mut self, now: Instant) -> Result<()> {
        if self.left == 0 {
            self.direction = (self.direction + 1) % DIRECTIONS.len();
            self.left = STRAIGHT;
        }
        self.left -= 1;
        let (right, down, animation) = DIRECTIONS[self.direction];
        let moved = |from: u16, by: i32| from.saturating_add_signed((by * STEP) as i16);
        self.at = (moved(self.at.0, right), moved(self.at.1, down));
        if self.steps.len() == REMEMBERED {
            self.steps.pop_front();
        }
        self.steps.push_back(Step {
            at: now,
            led_to: self.at,
        });
        self.say(move_to(self.at, animation))
    }

    fn say(&mut self, frame: Vec<u8>) -> Result<()> {
        traffic::say(&mut self.socket, frame)
    }

    /// Takes in all that came.
    ///
    /// # Errors
    /// When the connection is broken, or what came can't be read.
    pub fn hear(&mut self, told: &mut Told) -> Result<()> {
        while let Some(frame) = traffic::hear(&mut self.socket)? {
            self.take(&frame, told)?;
        }
        Ok(())
    }

    fn take(&mut self, frame: &[u8], told: &mut Told) -> Result<()> {
        told.frames += 1;
        told.bytes += with_header(frame);
        let (kind, body) = frame.split_first().context("an empty frame")?;
        match *kind {
            JOIN_ROOM => self.say(vec![JOIN_ROOM])?,
            ERROR => bail!("the server says: {}", String::from_utf8_lossy(body)),
            ROOM_STATE | ROOM_STATE_PATCH => {
                self.is_in |= *kind == ROOM_STATE;
                if let Some(state) = &mut self.state {
                    told.read += 1;
                    state.apply(body, |moved| {
                        if moved.session != self.session {
                            told.updates += 1;
                            told.seen.push(Seen {
                                session: moved.session.to_owned(),
                                at: (moved.x, moved.y),
                            });
                        }
                    })?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The message `move`: its name, and its content as MessagePack.
fn move_to((x, y): (u16, u16), animation: &str) -> Vec<u8> {
    let mut frame = vec![ROOM_DATA];
    let text = |text: &str, frame: &mut Vec<u8>| {
        frame.push(0xa0 | text.len() as u8);
        frame.extend_from_slice(text.as_bytes());
    };
    text("move", &mut frame);
    // A map of three.
    frame.push(0x83);
    for (name, value) in [("x", x), ("y", y)] {
        text(name, &mut frame);
        frame.push(0xcd);
        frame.extend_from_slice(&value.to_be_bytes());
    }
    text("anim", &mut frame);
    text(animation, &mut frame);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_is_said_as_the_server_reads_it() {
        let frame = move_to((300, 70), "up");
        let expected = b"\x0d\xa4move\x83\xa1x\xcd\x01\x2c\xa1y\xcd\x00\x46\xa4anim\xa2up";
        assert_eq!(frame, expected);
    }
}
