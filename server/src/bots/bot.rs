//! One who walks: what it does next, and what it makes of what it is told.

use std::collections::HashMap;
use std::time::Instant;

use anyhow::{Result, bail};
use bytes::Bytes;
use hallway_protocol::client::{Hello, Input};
use hallway_protocol::motion::{Come, GRAIN, Motion, Record, Spot};
use hallway_protocol::server::{Ack, Welcome};
use hallway_protocol::{ClientMsg, PersonId, Pos, ServerMsg, TICK_HZ, decode_frame, encode};
use hallway_world::movement::{RUN_STEP, step, wish};
use hallway_world::walls::Walls;
use tokio_tungstenite::tungstenite::WebSocket;

use super::known::Known;
use super::traffic::{self, with_header};
use crate::args::Spread;
use crate::line::Watched;

/// More messages than a server puts into one frame.
const FRAME_MESSAGES: usize = 1 << 16;

/// Steps remembered, to find out when one was made that is seen later.
const REMEMBERED: usize = 64;

/// Longest way that is told at once, in units of [`GRAIN`]: somebody far off, running, of whom nothing
/// was told for as long as a busy server takes.
const LONGEST: i32 = RUN_STEP * TICK_HZ as i32 / GRAIN;

/// Width and height in map pixels of a view that holds all of a crowd on 20 by 20 tiles of 32 pixels, wherever
/// in it one stands.
const WIDE: u16 = 2 * 20 * 32;

/// Steps in one direction: in a crowd one stays where one is, on a wide ground one gets around.
const IN_CROWD: u32 = 8;
const IN_VENUE: (u32, u32) = (10, 60);

const DIRECTIONS: [(i32, i32); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

/// A step that was made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) at: Instant,
    pub(super) led_to: Spot,
}

/// What a bot was told since it was last asked.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Moves of others.
    pub(super) updates: u64,
    pub(super) frames: u64,
    /// Bytes of frames, headers included.
    pub(super) bytes: u64,
    /// Who was seen where, by those who remember.
    pub(super) seen: Vec<(PersonId, Spot)>,
    /// What can't be.
    pub(super) faults: Vec<String>,
}

/// One who walks.
pub(super) struct Bot {
    pub(super) socket: WebSocket<Watched>,
    pub(super) welcome: Option<Welcome>,
    pub(super) steps: Vec<Step>,
    you: Option<PersonId>,
    pos: Pos,
    seq: u32,
    tick: u32,
    /// Who is in view.
    known: Known,
    /// Where everybody in view is, for those who remember.
    places: Option<HashMap<PersonId, Spot>>,
    direction: usize,
    left: u32,
    spread: Spread,
    dice: u32,
}

impl Bot {
    pub(super) fn new(
        socket: WebSocket<Watched>,
        number: usize,
        spread: Spread,
        remembers: bool,
    ) -> Self {
        Self {
            socket,
            welcome: None,
            steps: Vec::new(),
            you: None,
            pos: Pos::default(),
            seq: 0,
            tick: 0,
            known: Known::default(),
            places: remembers.then(HashMap::new),
            direction: number % DIRECTIONS.len(),
            left: number as u32 % IN_CROWD,
            spread,
            // Never 0, which would stay 0.
            dice: (number as u32).wrapping_mul(2_654_435_761) | 1,
        }
    }

    /// Says who it is.
    pub(super) fn greet(&mut self, hello: Hello) -> Result<()> {
        self.say(&ClientMsg::Hello(hello))
    }

    /// In a crowd it shows so much of the map that it is told of everybody.
    pub(super) fn look_around(&mut self) -> Result<()> {
        match self.spread {
            Spread::Crowd => self.say(&ClientMsg::View {
                width: WIDE,
                height: WIDE,
            }),
            Spread::Venue => Ok(()),
        }
    }

    /// Says that it is still there.
    pub(super) fn stay(&mut self) -> Result<()> {
        self.say(&ClientMsg::Alive)
    }

    /// Makes the next step.
    pub(super) fn step(&mut self, walls: &Walls, now: Instant) -> Result<()> {
        for _ in DIRECTIONS {
            if self.left == 0 {
                self.turn();
            }
            let (right, down) = DIRECTIONS[self.direction];
            let (dx, dy) = wish(right, down, false);
            let to = step(walls, self.pos, dx, dy);
            if to == self.pos {
                self.left = 0;
                continue;
            }
            self.left -= 1;
            self.pos = to;
            self.seq += 1;
            if self.steps.len() == REMEMBERED {
                self.steps.remove(0);
            }
            self.steps.push(Step {
                at: now,
                led_to: Spot::of(to),
            });
            let seq = self.seq;
            return self.say(&ClientMsg::Input(Input { seq, dx, dy }));
        }
        // Walled in.
        self.stay()
    }

    fn turn(&mut self) {
        match self.spread {
            Spread::Crowd => {
                self.direction = (self.direction + 1) % DIRECTIONS.len();
                self.left = IN_CROWD;
            }
            Spread::Venue => {
                self.direction = self.roll() as usize % DIRECTIONS.len();
                let (least, most) = IN_VENUE;
                self.left = least + self.roll() % (most - least);
            }
        }
    }

    /// The next number of a xorshift generator: the same walk in each run.
    fn roll(&mut self) -> u32 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 17;
        self.dice ^= self.dice << 5;
        self.dice
    }

    fn say(&mut self, message: &ClientMsg) -> Result<()> {
        let mut frame = Vec::new();
        encode(message, &mut frame);
        traffic::say(&mut self.socket, frame)
    }

    /// Takes in all that came.
    pub(super) fn hear(&mut self, told: &mut Told) -> Result<()> {
        while let Some(frame) = traffic::hear(&mut self.socket)? {
            self.take(&frame, told)?;
        }
        Ok(())
    }

    fn take(&mut self, frame: &Bytes, told: &mut Told) -> Result<()> {
        told.frames += 1;
        told.bytes += with_header(frame);
        for message in decode_frame(frame, FRAME_MESSAGES)? {
            match message {
                ServerMsg::Welcome(welcome) => {
                    self.pos = welcome.pos;
                    self.you = Some(welcome.you);
                    self.welcome = Some(welcome);
                }
                ServerMsg::Refused(why) => bail!("refused: {}", why.name()),
                ServerMsg::Motion(motion) => self.takes(&motion, told),
                ServerMsg::Ack(ack) => self.acknowledged(ack, told),
                _ => {}
            }
        }
        Ok(())
    }

    fn acknowledged(&mut self, ack: Ack, told: &mut Told) {
        if ack.seq > self.seq {
            told.faults.push(format!("step {} was never made", ack.seq));
        }
        // All that was said has come: where it led is where one is.
        if ack.seq == self.seq && ack.pos != self.pos {
            told.faults
                .push(format!("{:?} is {:?} to the server", self.pos, ack.pos));
            self.pos = ack.pos;
        }
    }

    fn takes(&mut self, motion: &Motion, told: &mut Told) {
        if motion.tick <= self.tick {
            let fault = format!("tick {} came after {}", motion.tick, self.tick);
            told.faults.push(fault);
        }
        self.tick = motion.tick;
        if motion.fresh {
            self.known.clear();
            self.places.iter_mut().for_each(HashMap::clear);
        }
        motion.records.in_order(|record| match record {
            Record::Gone(id) => self.is_gone(id),
            Record::Come(come) => self.comes(come),
            Record::Moved(id, dx, dy) => self.moves(id, (dx, dy), told),
            Record::Talks(..) => {}
        });
    }

    fn is_gone(&mut self, id: PersonId) {
        self.known.remove(id);
        if let Some(places) = &mut self.places {
            places.remove(&id);
        }
    }

    fn comes(&mut self, come: Come) {
        self.known.insert(come.id);
        if let Some(places) = &mut self.places {
            places.insert(come.id, come.at);
        }
    }

    fn moves(&mut self, id: PersonId, (dx, dy): (i32, i32), told: &mut Told) {
        if !self.known.contains(id) {
            told.faults.push(format!("{id:?} is not here"));
        }
        if dx.abs() > LONGEST || dy.abs() > LONGEST || (dx, dy) == (0, 0) {
            told.faults.push(format!("a step of ({dx}, {dy})"));
        }
        if self.you == Some(id) {
            return;
        }
        told.updates += 1;
        if let Some(at) = self.places.as_mut().and_then(|all| all.get_mut(&id)) {
            *at = at.after(dx, dy);
            told.seen.push((id, *at));
        }
    }
}
