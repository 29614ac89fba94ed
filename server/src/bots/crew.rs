//! All bots: one thread, one poll.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hallway_protocol::client::{Hello, Sending};
use hallway_protocol::{Look, PersonId, Presence, VERSION};
use hallway_world::scene::Scene;
use mio::{Events, Interest, Poll, Token};

use super::bot::{Bot, Told};
use super::connect::Place;
use super::tally::Tally;
use crate::args::{BotsArgs, Spread};

/// Walking before anything is counted.
pub(super) const WARM_UP: Duration = Duration::from_secs(3);

/// Time for all to be let in.
const ENTERING: Duration = Duration::from_secs(300);

/// Time between two newcomers.
const BETWEEN: Duration = Duration::from_millis(2);

/// Time between two signs of those who wait for the others, as browsers give them.
const SIGN: Duration = Duration::from_secs(5);

/// How many remember where everybody is, and measure.
const REMEMBER: usize = 16;

/// Longest wait for something to come.
const WAIT: Duration = Duration::from_millis(1);

const EVENTS: usize = 4096;

/// All of them.
pub(super) struct Crew {
    bots: Vec<Bot>,
    poll: Poll,
    scene: Scene,
    by_id: HashMap<PersonId, usize>,
    /// Time between two steps of one.
    pause: Duration,
    /// When each is to make its next step.
    due: Vec<Instant>,
    told: Told,
    faults: u64,
    first_fault: Option<String>,
    latencies: Vec<Duration>,
    counts: bool,
    moves: u64,
    began: Instant,
    /// When those who wait last said that they are still there.
    signed: Instant,
}

impl Crew {
    /// Lets all in, one after another.
    ///
    /// # Errors
    /// When the server refuses one.
    pub(super) fn enter(place: &Place, args: &BotsArgs) -> Result<Self> {
        let now = Instant::now();
        let mut crew = Self {
            bots: Vec::new(),
            poll: Poll::new()?,
            scene: Scene::default(),
            by_id: HashMap::new(),
            pause: Duration::from_secs_f64(1.0 / args.moves_per_second),
            due: Vec::new(),
            told: Told::default(),
            faults: 0,
            first_fault: None,
            latencies: Vec::new(),
            counts: false,
            moves: 0,
            began: now,
            signed: now,
        };
        let every = args.count.div_ceil(REMEMBER).max(1);
        for number in 0..args.count {
            let remembers = number % every == 0;
            crew.admit(place, number, args.spread, remembers)
                .with_context(|| format!("bot {}", number + 1))?;
            crew.wait(BETWEEN)?;
        }
        while crew.by_id.len() < args.count {
            if crew.began.elapsed() > ENTERING {
                bail!("only {} of {} were let in", crew.by_id.len(), args.count);
            }
            crew.wait(WAIT)?;
        }
        let first = crew.bots.first().and_then(|bot| bot.welcome.as_ref());
        let first = first.context("there are no bots")?;
        crew.scene = place.scene(&first.scene)?;
        // Evenly over the time between two steps.
        let now = Instant::now();
        let count = crew.bots.len() as u32;
        crew.due = (0..count)
            .map(|number| now + crew.pause * number / count)
            .collect();
        Ok(crew)
    }

    fn admit(
        &mut self,
        place: &Place,
        number: usize,
        spread: Spread,
        remembers: bool,
    ) -> Result<()> {
        let mut bot = Bot::new(place.connect_watched()?, number, spread, remembers);
        let registry = self.poll.registry();
        let stream = bot.socket.get_mut().stream_mut();
        registry.register(stream, Token(number), Interest::READABLE)?;
        bot.greet(Hello {
            version: VERSION,
            room: place.room.clone(),
            entry: spread.entry().to_owned(),
            name: format!("Bot {}", number + 1),
            look: Look::default(),
            sending: Sending::default(),
            presence: Presence::default(),
            resume: None,
            invitation: String::new(),
            password: String::new(),
            policy: String::new(),
        })?;
        self.bots.push(bot);
        Ok(())
    }

    /// Takes in what comes within this time, and lets nobody be taken for gone meanwhile: on a busy
    /// machine it takes longer to let thousands in than a server bears silence.
    fn wait(&mut self, time: Duration) -> Result<()> {
        if self.signed.elapsed() >= SIGN {
            self.signed = Instant::now();
            for (number, bot) in self.bots.iter_mut().enumerate() {
                bot.stay().with_context(|| format!("bot {}", number + 1))?;
            }
        }
        self.hear(time)
    }

    /// Takes in what comes within this time.
    fn hear(&mut self, time: Duration) -> Result<()> {
        let until = Instant::now() + time;
        let mut events = Events::with_capacity(EVENTS);
        loop {
            let wait = until.saturating_duration_since(Instant::now());
            self.poll.poll(&mut events, Some(wait))?;
            for event in &events {
                let number = event.token().0;
                if let Some(bot) = self.bots.get_mut(number) {
                    bot.socket.get_mut().happened(event);
                }
                self.hear_one(number)?;
            }
            if Instant::now() >= until {
                return Ok(());
            }
        }
    }

    fn hear_one(&mut self, number: usize) -> Result<()> {
        let Some(bot) = self.bots.get_mut(number) else {
            return Ok(());
        };
        let known = bot.welcome.is_some();
        bot.hear(&mut self.told)
            .with_context(|| format!("bot {}", number + 1))?;
        if let Some(welcome) = bot.welcome.as_ref().filter(|_| !known) {
            self.by_id.insert(welcome.you, number);
            bot.look_around()?;
        }
        self.faults += self.told.faults.len() as u64;
        let mut faults = self.told.faults.drain(..);
        self.first_fault = self.first_fault.take().or(faults.next());
        drop(faults);
        let now = Instant::now();
        for (id, pos) in self.told.seen.drain(..) {
            let walker = self.by_id.get(&id).and_then(|index| self.bots.get(*index));
            let steps = walker.map_or(&[][..], |walker| &walker.steps);
            let step = steps.iter().rev().find(|step| step.led_to == pos);
            if let Some(step) = step.filter(|_| self.counts) {
                self.latencies.push(now.saturating_duration_since(step.at));
            }
        }
        Ok(())
    }

    /// All walk for so long.
    ///
    /// # Errors
    /// When a connection breaks.
    pub(super) fn walk(&mut self, time: Duration) -> Result<()> {
        let until = Instant::now() + time;
        loop {
            let now = Instant::now();
            if now >= until {
                return Ok(());
            }
            let walls = &self.scene.walls;
            for (number, (bot, due)) in self.bots.iter_mut().zip(&mut self.due).enumerate() {
                if *due > now {
                    continue;
                }
                *due = next(*due, self.pause, now);
                self.moves += 1;
                bot.step(walls, now)
                    .with_context(|| format!("bot {}", number + 1))?;
            }
            self.hear(WAIT)?;
        }
    }

    /// What came so far does not count.
    pub(super) fn begin_to_count(&mut self) {
        self.told = Told::default();
        self.latencies.clear();
        self.moves = 0;
        self.counts = true;
        self.began = Instant::now();
    }

    /// What came since then.
    pub(super) fn counted(&mut self, args: &BotsArgs) -> Tally {
        let seconds = self.began.elapsed().as_secs_f64();
        Tally::new(
            args,
            seconds,
            self.moves,
            &self.told,
            &mut self.latencies,
            self.faults,
        )
    }

    /// The first that the server told which can't be.
    pub(super) fn first_fault(&self) -> &str {
        self.first_fault.as_deref().unwrap_or_default()
    }
}

/// When one is due again who was due then. One that is late makes up for nothing, which would only come
/// in heaps, and keeps its place among the others: else all would step at once from then on.
pub fn next(due: Instant, pause: Duration, now: Instant) -> Instant {
    let late = now.saturating_duration_since(due);
    let missed = late.as_nanos() / pause.as_nanos().max(1);
    due + pause * (missed as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_late_misses_steps_and_keeps_the_beat() {
        let (start, pause) = (Instant::now(), Duration::from_millis(100));
        let after = |ms| start + Duration::from_millis(ms);
        for (now, due) in [(0, 100), (3, 100), (99, 100), (100, 200), (1234, 1300)] {
            assert_eq!(next(start, pause, after(now)), after(due), "{now} ms");
        }
    }
}
