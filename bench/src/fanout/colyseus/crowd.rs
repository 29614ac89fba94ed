//! All who walk in a room of Colyseus: one thread, one poll, as our bots.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hallway::bots::next;
use mio::{Events, Interest, Poll, Token};

use super::super::MOVES;
use super::connect;
use super::walker::{Told, Walker};

/// Time for all to be let in.
const ENTERING: Duration = Duration::from_secs(300);

/// Time between two newcomers.
const BETWEEN: Duration = Duration::from_millis(2);

/// How many read what they are told, and measure; the others count frames and bytes.
const READERS: usize = 16;

/// Longest wait for something to come.
const WAIT: Duration = Duration::from_millis(1);

const EVENTS: usize = 4096;

/// The ground, as ours in its map: its corner and its side, in pixels.
const CORNER: u16 = 2880;
const SIDE: u16 = 640;

/// What was counted.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// Frames that came to all.
    pub frames: u64,
    /// Bytes of them, with their headers.
    pub bytes: u64,
    /// Moves of others in them, as far as they were read, and in the others as many for each frame:
    /// the server tells all the same.
    pub updates: f64,
    /// From a step to its sight by somebody else in milliseconds: the median, and 99 of 100.
    pub latency_ms: (f64, f64),
}

/// All of them.
pub struct Crowd {
    walkers: Vec<Walker>,
    by_session: HashMap<String, usize>,
    poll: Poll,
    /// Time between two steps of one.
    pause: Duration,
    /// When each is to make its next step.
    due: Vec<Instant>,
    told: Told,
    latencies: Vec<Duration>,
    counts: bool,
}

impl Crowd {
    /// Lets all in, one after another.
    ///
    /// # Errors
    /// When the server does not let one in.
    pub fn enter(address: SocketAddr, count: usize) -> Result<Self> {
        let mut crowd = Self {
            walkers: Vec::new(),
            by_session: HashMap::new(),
            poll: Poll::new()?,
            pause: Duration::from_secs(1) / MOVES,
            due: Vec::new(),
            told: Told::default(),
            latencies: Vec::new(),
            counts: false,
        };
        let every = count.div_ceil(READERS).max(1);
        for number in 0..count {
            crowd
                .admit(address, number, number % every == 0)
                .with_context(|| format!("walker {}", number + 1))?;
            crowd.hear(BETWEEN)?;
        }
        let began = Instant::now();
        let is_in = |walker: &Walker| walker.is_in && walker.knows().is_none_or(|it| it == count);
        while !crowd.walkers.iter().all(is_in) {
            if began.elapsed() > ENTERING {
                bail!("not all of {count} were let in and told of all");
            }
            crowd.hear(WAIT)?;
        }
        // Evenly over the time between two steps.
        let now = Instant::now();
        crowd.due = (0..count as u32)
            .map(|number| now + crowd.pause * number / count as u32)
            .collect();
        Ok(crowd)
    }

    fn admit(&mut self, address: SocketAddr, number: usize, reads: bool) -> Result<()> {
        let at = start(number);
        let seat = connect::seat(address, &format!("Bot {}", number + 1), at)?;
        let mut socket = connect::take(address, &seat)?;
        let registry = self.poll.registry();
        registry.register(socket.get_mut(), Token(number), Interest::READABLE)?;
        self.by_session.insert(seat.session_id.clone(), number);
        let walker = Walker::new(socket, seat.session_id, number, at, reads);
        self.walkers.push(walker);
        // The first words may have come with the handshake, and nothing tells of them any more.
        self.hear_one(number)
    }

    /// Takes in what comes within this time.
    fn hear(&mut self, time: Duration) -> Result<()> {
        let until = Instant::now() + time;
        let mut events = Events::with_capacity(EVENTS);
        loop {
            let wait = until.saturating_duration_since(Instant::now());
            self.poll.poll(&mut events, Some(wait))?;
            for event in &events {
                self.hear_one(event.token().0)?;
            }
            if Instant::now() >= until {
                return Ok(());
            }
        }
    }

    fn hear_one(&mut self, number: usize) -> Result<()> {
        let Some(walker) = self.walkers.get_mut(number) else {
            return Ok(());
        };
        walker
            .hear(&mut self.told)
            .with_context(|| format!("walker {}", number + 1))?;
        let now = Instant::now();
        for seen in self.told.seen.drain(..).filter(|_| self.counts) {
            let walker = self.by_session.get(&seen.session);
            let walker = walker.and_then(|index| self.walkers.get(*index));
            if let Some(step) = walker.and_then(|walker| walker.step_to(seen.at)) {
                self.latencies.push(now.saturating_duration_since(step.at));
            }
        }
        Ok(())
    }

    /// All walk for so long.
    ///
    /// # Errors
    /// When a connection breaks, or what is told can't be read.
    pub fn walk(&mut self, time: Duration) -> Result<()> {
        let until = Instant::now() + time;
        loop {
            let now = Instant::now();
            if now >= until {
                return Ok(());
            }
            for (number, (walker, due)) in self.walkers.iter_mut().zip(&mut self.due).enumerate() {
                if *due > now {
                    continue;
                }
                *due = next(*due, self.pause, now);
                walker
                    .step(now)
                    .with_context(|| format!("walker {}", number + 1))?;
            }
            self.hear(WAIT)?;
        }
    }

    /// What came so far does not count.
    pub fn begin_to_count(&mut self) {
        self.told = Told::default();
        self.latencies.clear();
        self.counts = true;
    }

    /// What came since then.
    pub fn counted(&mut self) -> Counted {
        self.latencies.sort_unstable();
        let percentile = |part: f64| {
            let index = (self.latencies.len() as f64 * part).ceil() as usize;
            let found = self.latencies.get(index.saturating_sub(1));
            found.map_or(0.0, |it| it.as_secs_f64() * 1000.0)
        };
        let per_frame = self.told.updates as f64 / self.told.read.max(1) as f64;
        Counted {
            frames: self.told.frames,
            bytes: self.told.bytes,
            updates: per_frame * self.told.frames as f64,
            latency_ms: (percentile(0.5), percentile(0.99)),
        }
    }
}

/// Where somebody stands first, in pixels: all over the ground.
fn start(number: usize) -> (u16, u16) {
    let dice = (number as u32).wrapping_mul(2_654_435_761);
    let place = |bits: u32| CORNER + (bits % u32::from(SIDE)) as u16;
    (place(dice >> 16), place(dice & 0xffff))
}
