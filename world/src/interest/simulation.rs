//! People walk, jump, come, go and talk at random; clients are told what their views tell, and know
//! what they have to know: no more, no less, nothing wrong.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hallway_protocol::motion::{Motion, Record, Records};
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::view::{REVIEW, Scratch};
use super::*;

/// Map pixels of a side.
const SIDE: u32 = 3000;

/// A client: what it was told.
struct Client {
    you: PersonId,
    view: View,
    most: usize,
    /// Ticks between two looks.
    pace: u32,
    known: BTreeMap<PersonId, Come>,
    heeded: Vec<PersonId>,
}

impl Client {
    fn new(you: PersonId, most: usize) -> Self {
        Self {
            you,
            view: View::new(you),
            most,
            pace: 1,
            known: BTreeMap::new(),
            heeded: Vec::new(),
        }
    }

    /// Takes in what a tick tells; gives how many bytes that were.
    fn told(&mut self, interest: &mut Interest, scratch: &mut Scratch) -> usize {
        let mut written = Vec::new();
        let looked = interest.look(&mut self.view, self.most, scratch, &mut written);
        let bytes = written.len();
        let motion = Motion {
            tick: interest.tick,
            ticks: looked.ticks,
            fresh: looked.fresh,
            records: Records::of_written(written),
        };
        let moves = self.take(&motion);
        assert_eq!(moves, looked.moves, "moves are counted");
        bytes
    }

    /// Gives how many moves there were.
    fn take(&mut self, motion: &Motion) -> usize {
        if motion.fresh {
            self.known.clear();
        }
        let mut moves = 0;
        motion.records.in_order(|record| match record {
            Record::Gone(id) => {
                self.known.remove(&id);
            }
            Record::Come(come) => {
                self.known.insert(come.id, come);
            }
            Record::Moved(id, dx, dy) => {
                moves += 1;
                let known = self.known.get_mut(&id).expect("only who is known moves");
                known.at = known.at.after(dx, dy);
            }
            Record::Talks(id, talks) => {
                let known = self.known.get_mut(&id).expect("only who is known talks");
                known.talks = talks;
            }
        });
        moves
    }
}

/// Ticks between two looks at most.
const MOST_PACE: u32 = 4;

/// A room full of people, and the clients of some.
struct World {
    interest: Interest,
    /// Where everybody was in the last ticks.
    history: VecDeque<FxHashMap<PersonId, Spot>>,
    places: BTreeMap<PersonId, Pos>,
    clients: Vec<Client>,
    dice: StdRng,
    tick: u32,
    load: Load,
    last: u32,
    scratch: Scratch,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            interest: Interest::new(SIDE, SIDE),
            history: VecDeque::new(),
            places: BTreeMap::new(),
            clients: Vec::new(),
            dice: StdRng::seed_from_u64(seed),
            tick: 0,
            load: Load::Calm,
            last: 0,
            scratch: Scratch::default(),
        }
    }

    fn anywhere(&mut self, side: i32) -> Pos {
        let mut side = || self.dice.random_range(0..side);
        Pos::from_px(side(), side())
    }

    fn enter(&mut self, events: &mut Vec<Event>, pos: Pos) -> PersonId {
        self.last += self.dice.random_range(1..20);
        let id = PersonId(self.last);
        self.places.insert(id, pos);
        events.push(Event::Entered(id, pos, Dir::Down));
        id
    }

    fn anybody(&mut self) -> Option<PersonId> {
        let count = self.places.len();
        let index = (count > 0).then(|| self.dice.random_range(0..count))?;
        self.places.keys().nth(index).copied()
    }

    fn step(&mut self, events: Vec<Event>) -> usize {
        self.tick += 1;
        self.interest.step(self.tick, self.load, events);
        let figures = self.interest.figures.iter();
        let places = figures.map(|(id, figure)| (*id, figure.at)).collect();
        self.history.push_back(places);
        if self.history.len() > KEPT as usize {
            self.history.pop_front();
        }
        let mut bytes = 0;
        for client in &mut self.clients {
            let looked = client.view.looked();
            if looked.is_some_and(|looked| self.tick - looked < client.pace) {
                continue;
            }
            bytes += client.told(&mut self.interest, &mut self.scratch);
        }
        bytes
    }

    /// Somebody does something.
    fn happens(&mut self, events: &mut Vec<Event>, side: i32) {
        let Some(id) = self.anybody() else {
            return;
        };
        match self.dice.random_range(0..100) {
            0 => {
                let pos = self.anywhere(side);
                self.places.insert(id, pos);
                events.push(Event::Placed(id, pos));
            }
            1 if !self.clients.iter().any(|client| client.you == id) => {
                self.places.remove(&id);
                events.push(Event::Left(id));
            }
            2 => {
                let pos = self.anywhere(side);
                self.enter(events, pos);
            }
            3..10 => {
                let talks = self.dice.random_bool(0.7).then(|| Talks {
                    bubble: BubbleId(self.dice.random_range(1..10)),
                    locked: self.dice.random_bool(0.3),
                });
                events.push(Event::Talks(id, talks));
            }
            _ => {
                let mut step = || self.dice.random_range(-256..=256);
                let (dx, dy) = (step(), step());
                if let Some(pos) = self.places.get_mut(&id) {
                    let most = Pos::from_px(side, side);
                    pos.x = (pos.x + dx).clamp(0, most.x);
                    pos.y = (pos.y + dy).clamp(0, most.y);
                    events.push(Event::Walked(id, *pos));
                }
            }
        }
    }

    fn check(&self) {
        let has_looked = |client: &&Client| client.view.looked() == Some(self.tick);
        for client in self.clients.iter().filter(has_looked) {
            let own = &self.interest.figures[&client.you];
            let talk = own
                .talks
                .map_or(&[][..], |talks| self.interest.members(talks.bubble));
            for (id, known) in &client.known {
                let figure = &self.interest.figures[id];
                assert_eq!(known.talks, figure.talks, "{id:?}");
                let mut was = self.history.iter().filter_map(|places| places.get(id));
                assert!(
                    was.any(|was| *was == known.at),
                    "{id:?} is {:?} and was never {:?}",
                    figure.at,
                    known.at
                );
            }
            for (id, figure) in &self.interest.figures {
                let always = talk.contains(id) || client.heeded.contains(id);
                let (dx, dy) = (
                    (figure.at.x - own.at.x).abs(),
                    (figure.at.y - own.at.y).abs(),
                );
                let pixels = |units: i32| units / 2;
                let (dx, dy) = (pixels(dx), pixels(dy));
                let seen = dx <= 640 && dy <= 400 && self.interest.figures.len() <= client.most;
                if always || seen {
                    assert!(
                        client.known.contains_key(id),
                        "{id:?} at ({dx}, {dy}) is not known"
                    );
                }
                // Whoever has just come near may still be told of as from far off.
                if (always || seen) && client.view.is_settled() && dx < 250 && dy < 150 {
                    assert_eq!(
                        client.known[id].at, figure.at,
                        "those near by are where they are"
                    );
                }
                // As far as areas are watched, and from one end of each to the other.
                let beyond = dx > 640 + 224 + 256 || dy > 400 + 224 + 256;
                if beyond && !always {
                    assert!(!client.known.contains_key(id), "{id:?} is far away");
                }
            }
        }
    }

    /// A view that grew beyond its bound is cut down with the next look, and one with room is filled
    /// within some ticks.
    fn check_bounds(&mut self) {
        for _ in 0..2 * MOST_PACE {
            self.step(Vec::new());
            self.check();
        }
        for client in &self.clients {
            let talks = self.interest.figures[&client.you].talks;
            let talk = talks.map_or(0, |talks| self.interest.members(talks.bubble).len());
            let most = client.most + talk + client.heeded.len();
            let known = client.known.len();
            assert!(known <= most, "{known} are known");
        }
        for _ in 0..REVIEW + MOST_PACE {
            self.step(Vec::new());
            self.check();
        }
        let all = self.interest.figures.len();
        for client in &self.clients {
            let known = client.known.len();
            let least = all.min(client.most / 2);
            assert!(known >= least, "{known} are known of {all}");
        }
    }
}

fn run(seed: u64, people: usize, side: i32, most: usize) {
    let mut world = World::new(seed);
    let mut events = Vec::new();
    for _ in 0..people {
        let pos = world.anywhere(side);
        let id = world.enter(&mut events, pos);
        if world.clients.len() < 5 {
            world.clients.push(Client::new(id, most));
        }
    }
    world.step(events);
    world.check();
    for round in 0..200 {
        world.load = match round / 30 % 2 {
            0 => Load::Calm,
            _ => Load::Heavy,
        };
        let mut events = Vec::new();
        for _ in 0..world.dice.random_range(0..people) {
            world.happens(&mut events, side);
        }
        if round % 20 == 7 {
            let heeded: Vec<PersonId> = (0..3).filter_map(|_| world.anybody()).collect();
            let index = world.dice.random_range(0..world.clients.len());
            let client = &mut world.clients[index];
            client.view.heed(&heeded);
            client.heeded = heeded;
            if round % 40 == 7 {
                client.view.start_over();
            }
        }
        if round % 13 == 5 {
            let index = world.dice.random_range(0..world.clients.len());
            world.clients[index].pace = world.dice.random_range(1..=MOST_PACE);
        }
        world.step(events);
        world.check();
        if round % 10 == 0 && side < 1000 {
            world.check_bounds();
        }
    }
    world.load = Load::Calm;
    // Among people who stand still nothing is told, once those far off have been, and each view has
    // been looked at.
    for _ in 0..2 * REVIEW.max(SHED_TICKS) {
        world.step(Vec::new());
    }
    let told: usize = (0..100).map(|_| world.step(Vec::new())).sum();
    assert_eq!(told, 0);
    world.check();
    for client in &world.clients {
        assert!(client.view.is_settled());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn all_know_what_they_have_to(seed: u64, people in 1usize..80) {
        run(seed, people, SIDE as i32, 200);
    }

    #[test]
    fn in_a_crowd_the_nearest_are_known(seed: u64) {
        run(seed, 300, 400, 100);
    }
}

#[test]
fn of_a_crowd_on_one_spot_no_more_are_known_than_the_bound() {
    let mut world = World::new(1);
    let mut events = Vec::new();
    for _ in 0..500 {
        let id = world.enter(&mut events, Pos::from_px(100, 100));
        if world.clients.is_empty() {
            world.clients.push(Client::new(id, 200));
        }
    }
    world.step(events);
    let known = world.clients[0].known.len();
    assert!((143..=200).contains(&known), "{known}");
    world.check();
}

#[test]
fn who_walks_to_and_fro_at_an_edge_is_told_of_once() {
    let mut world = World::new(1);
    let mut events = Vec::new();
    let you = world.enter(&mut events, Pos::from_px(1000, 1000));
    world.clients.push(Client::new(you, 200));
    let other = world.enter(&mut events, Pos::from_px(1000 + 640 + 100, 1000));
    world.step(events);
    let mut seen = BTreeSet::new();
    for round in 0..50 {
        let x = 1000 + 640 + 100 - (round % 2) * 8;
        world.step(vec![Event::Walked(other, Pos::from_px(x, 1000))]);
        let x = 1000 + (round % 2) * 8;
        world.step(vec![Event::Walked(you, Pos::from_px(x, 1000))]);
        seen.insert(world.clients[0].known.contains_key(&other));
    }
    assert_eq!(seen.len(), 1, "known now and then");
}
