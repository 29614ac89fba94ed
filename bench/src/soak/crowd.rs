//! All clients: one thread, one poll.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use hallway::bots::connect::Place;
use hallway_protocol::Pos;
use hallway_world::walls::Walls;
use mio::{Events, Interest, Poll, Token};
use rand::RngExt;
use rand::rngs::StdRng;

use super::calls::{Calls, Totals};
use super::client::{Client, Where};
use super::porter::{Line, Porter};
use super::remnants::Remnants;
use super::tally::Tally;

/// More clients than are to be there at a time, by this part: some are between two lives.
const AWAY: f64 = 0.15;

/// Every so manieth has calls, and so many at most: two cores carry them.
const CALLS_EVERY: usize = 10;
const MOST_CALLS: usize = 40;

/// All have come for the first time after so long.
const COMING: Duration = Duration::from_secs(20);

/// Time for all to go. It is to show a server that hangs, not one that is slow.
const GOING: Duration = Duration::from_secs(120);

/// Longest wait for something to come.
const WAIT: Duration = Duration::from_millis(2);

const EVENTS: usize = 4096;

/// Others who are tried until one is found to go to.
const TRIES: usize = 20;

/// What is around a client.
pub struct Around<'a> {
    /// The time.
    pub now: Instant,
    /// Minutes since the beginning.
    pub minute: u64,
    /// Nobody comes any more.
    pub winds_down: bool,
    /// What became of all.
    pub tally: &'a mut Tally,
    /// The calls.
    pub calls: &'a Calls,
    /// Who opens connections.
    pub porter: &'a Porter,
    /// Connections left behind.
    pub remnants: &'a mut Remnants,
    scenes: &'a mut Scenes,
    places: &'a [Option<Where>],
}

impl Around<'_> {
    /// Somebody in this room to go to; for those with calls, somebody who has one, too.
    pub fn somebody(&self, room: &str, calls: bool, dice: &mut StdRng) -> Option<usize> {
        let suits = |index: &usize| {
            let place = self.places.get(*index).and_then(Option::as_ref);
            place.is_some_and(|place| place.room == room && (place.calls || !calls))
        };
        if calls {
            // Few are like that; all are looked at.
            let all: Vec<usize> = (0..self.places.len()).filter(suits).collect();
            let chosen = dice.random_range(0..all.len().max(1));
            return all.get(chosen).copied();
        }
        let mut tries = (0..TRIES).map(|_| dice.random_range(0..self.places.len()));
        tries.find(suits)
    }

    /// Where somebody is, if that is in this room.
    pub fn place_of(&self, client: usize, room: &str) -> Option<Pos> {
        let place = self.places.get(client)?.as_ref()?;
        (place.room == room).then_some(place.pos)
    }

    /// The walls of a scene.
    pub fn walls(&mut self, scene: &str) -> Option<Rc<Walls>> {
        let walls = self.scenes.walls(scene);
        walls
            .map_err(|error| self.tally.fault(format!("no map: {error:#}")))
            .ok()
    }
}

/// The maps that people walk on.
struct Scenes {
    place: Place,
    known: HashMap<String, Rc<Walls>>,
}

impl Scenes {
    fn walls(&mut self, scene: &str) -> Result<Rc<Walls>> {
        if let Some(walls) = self.known.get(scene) {
            return Ok(Rc::clone(walls));
        }
        let walls = Rc::new(self.place.scene(scene)?.walls);
        self.known.insert(scene.to_owned(), Rc::clone(&walls));
        Ok(walls)
    }
}

/// All of them.
pub struct Crowd {
    clients: Vec<Client>,
    places: Vec<Option<Where>>,
    poll: Poll,
    porter: Porter,
    calls: Calls,
    remnants: Remnants,
    scenes: Scenes,
    tally: Tally,
    began: Instant,
    winds_down: bool,
}

impl Crowd {
    /// So many who are about to come.
    ///
    /// # Errors
    /// When the system has no poll.
    pub fn new(place: &Place, seed: u64, count: usize) -> Result<Self> {
        let began = Instant::now();
        let all = count + (count as f64 * AWAY).ceil() as usize;
        let client = |number: usize| {
            let calls = number.is_multiple_of(CALLS_EVERY) && number < CALLS_EVERY * MOST_CALLS;
            Client::new(seed, number, calls, began, COMING)
        };
        Ok(Self {
            clients: (0..all).map(client).collect(),
            places: vec![None; all],
            poll: Poll::new()?,
            porter: Porter::start(place.clone()),
            calls: Calls::start(),
            remnants: Remnants::default(),
            scenes: Scenes {
                place: place.clone(),
                known: HashMap::new(),
            },
            tally: Tally::default(),
            began,
            winds_down: false,
        })
    }

    /// All live for so long, or until `ends` says so. `each_minute` is told how many are there, and what
    /// became of all so far.
    ///
    /// # Errors
    /// When the system's poll fails.
    pub fn live(
        &mut self,
        time: Duration,
        ends: &AtomicBool,
        mut each_minute: impl FnMut(usize, &Tally, Totals),
    ) -> Result<()> {
        let mut told = 0;
        while self.began.elapsed() < time && !ends.load(Ordering::Relaxed) {
            self.round()?;
            let minute = self.minute();
            if minute > told {
                told = minute;
                let there = self.clients.iter().filter(|it| it.is_there()).count();
                each_minute(there, &self.tally, self.calls.totals());
            }
        }
        Ok(())
    }

    /// All go. Gives what became of them.
    ///
    /// # Errors
    /// When some can't: the server does not let them.
    pub fn go(mut self) -> Result<(Tally, Totals)> {
        self.winds_down = true;
        self.with_all(Client::wind_down);
        let began = Instant::now();
        while !self.clients.iter().all(Client::is_gone) {
            if began.elapsed() > GOING {
                let left = self.clients.iter().filter(|it| !it.is_gone()).count();
                bail!("{left} clients are still there {GOING:?} after they wanted to go");
            }
            self.round()?;
        }
        self.remnants.clear();
        Ok((self.tally, self.calls.totals()))
    }

    fn minute(&self) -> u64 {
        self.began.elapsed().as_secs() / 60
    }

    /// Whatever is due, and whatever comes within a moment.
    fn round(&mut self) -> Result<()> {
        while let Some((client, line)) = self.porter.next() {
            self.opened(client, line)?;
        }
        while let Some((who, error)) = self.calls.failed() {
            if self.clients.get(who.client).map(Client::who) == Some(who) {
                self.tally.fault(format!("no call: {error:#}"));
            }
        }
        self.with_all(|client, around| client.tick(around));
        for (place, client) in self.places.iter_mut().zip(&self.clients) {
            *place = client.place();
        }
        self.remnants.tend(Instant::now(), &mut self.tally);
        let mut events = Events::with_capacity(EVENTS);
        self.poll.poll(&mut events, Some(WAIT))?;
        for event in &events {
            self.with(event.token().0, |client, around| client.hear(around));
        }
        Ok(())
    }

    fn opened(&mut self, client: usize, mut line: Result<Line>) -> Result<()> {
        if let Ok(Line::Visit(socket, _)) = &mut line {
            let registry = self.poll.registry();
            registry.register(socket.get_mut(), Token(client), Interest::READABLE)?;
        }
        self.with(client, |client, around| client.opened(line, around));
        Ok(())
    }

    fn with_all(&mut self, mut act: impl FnMut(&mut Client, &mut Around<'_>)) {
        for client in 0..self.clients.len() {
            self.with(client, &mut act);
        }
    }

    fn with(&mut self, client: usize, act: impl FnOnce(&mut Client, &mut Around<'_>)) {
        let minute = self.minute();
        let Some(client) = self.clients.get_mut(client) else {
            return;
        };
        let mut around = Around {
            now: Instant::now(),
            minute,
            winds_down: self.winds_down,
            tally: &mut self.tally,
            calls: &self.calls,
            porter: &self.porter,
            remnants: &mut self.remnants,
            scenes: &mut self.scenes,
            places: &self.places,
        };
        act(client, &mut around);
    }
}
