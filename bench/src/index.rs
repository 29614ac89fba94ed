//! `index`: finding out who is near whom by an R-tree that is loaded anew in each tick, and by one that is
//! kept up to date by steps; and what a whole grouping takes. CPU time of one thread.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Duration;

use anyhow::{Result, ensure};
use hallway_protocol::geom::SUBPX;
use hallway_protocol::{PersonId, Pos};
use hallway_world::bubble::{Body, BubbleRules, Bubbles};
use nix::time::ClockId;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use crate::report::Row;

/// How many walk.
const WALKERS: [u32; 3] = [100, 1000, 5000];

/// Map pixels for each: as many as 5,000 have on 200 by 200 tiles.
const ROOM: f64 = 6400.0 * 6400.0 / 5000.0;

/// Of how many ticks one is a walker's: ten steps a second.
const EVERY: u32 = 2;

/// A grouping at 5,000 shall take two milliseconds at most.
const GROUPING_GOAL_US: f64 = 2000.0;

type Point = GeomWithData<[i64; 2], u32>;

/// Measures both indices and the grouping.
///
/// # Errors
/// When both indices do not find the same.
pub fn run(quick: bool) -> Result<Vec<Row>> {
    let ticks = if quick { 40 } else { 400 };
    let mut rows = Vec::new();
    for count in WALKERS {
        let mut crowd = Crowd::new(count);
        let (mut bulk, mut kept, mut group) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
        let mut tree = RTree::bulk_load(crowd.points());
        let rules = BubbleRules::default();
        let mut bubbles = Bubbles::default();
        for tick in 1..=ticks {
            let moved = crowd.step(tick);
            let started = now()?;
            let fresh = RTree::bulk_load(crowd.points());
            let found = pairs(&fresh, &rules);
            bulk += now()? - started;
            let started = now()?;
            for (before, after) in moved {
                tree.remove(&before);
                tree.insert(after);
            }
            let found_too = pairs(&tree, &rules);
            kept += now()? - started;
            ensure!(found == found_too, "{found} pairs and {found_too}");
            let started = now()?;
            black_box(bubbles.regroup(&rules, tick, &crowd.bodies));
            group += now()? - started;
        }
        let row = |system, metric, time: Duration, goal| Row {
            bench: "index",
            workload: format!("{count} walk, ten steps a second each"),
            system,
            metric,
            unit: "µs",
            value: time.as_secs_f64() * 1e6 / f64::from(ticks),
            goal,
        };
        let goal = (count == 5000).then_some(GROUPING_GOAL_US);
        rows.extend([
            row("bulk-loaded", "neighbours_us_per_tick", bulk, None),
            row("kept", "neighbours_us_per_tick", kept, None),
            row("hallway", "grouping_us_per_tick", group, goal),
        ]);
    }
    Ok(rows)
}

/// CPU time of this thread so far: what others do on the machine does not count.
fn now() -> Result<Duration> {
    Ok(ClockId::CLOCK_THREAD_CPUTIME_ID.now()?.into())
}

/// Pairs of people who are near each other.
fn pairs(tree: &RTree<Point>, rules: &BubbleRules) -> usize {
    let reach = i64::from(rules.start);
    let near = |one: &Point| {
        let [x, y] = *one.geom();
        let square = AABB::from_corners([x - reach, y - reach], [x + reach, y + reach]);
        tree.locate_in_envelope(&square).count() - 1
    };
    tree.iter().map(near).sum()
}

/// Those who walk, at random.
struct Crowd {
    bodies: BTreeMap<PersonId, Body>,
    side: i32,
    dice: StdRng,
}

impl Crowd {
    fn new(count: u32) -> Self {
        let side = (f64::from(count) * ROOM).sqrt() as i32 * SUBPX;
        let mut dice = StdRng::seed_from_u64(1);
        let bodies = (0..count).map(|id| {
            let pos = Pos {
                x: dice.random_range(0..side),
                y: dice.random_range(0..side),
            };
            let body = Body {
                pos,
                may_talk: true,
                stepped: 0,
            };
            (PersonId(id), body)
        });
        Self {
            bodies: bodies.collect(),
            side,
            dice,
        }
    }

    fn points(&self) -> Vec<Point> {
        let all = self.bodies.iter();
        all.map(|(id, body)| point(*id, body.pos)).collect()
    }

    /// Every other walks eight pixels; where from and where to.
    fn step(&mut self, tick: u32) -> Vec<(Point, Point)> {
        let mut moved = Vec::new();
        for (id, body) in &mut self.bodies {
            if !(id.0 + tick).is_multiple_of(EVERY) {
                continue;
            }
            let before = point(*id, body.pos);
            let (dx, dy) = match self.dice.random_range(0..4) {
                0 => (8, 0),
                1 => (-8, 0),
                2 => (0, 8),
                _ => (0, -8),
            };
            body.pos.x = (body.pos.x + dx * SUBPX).clamp(0, self.side);
            body.pos.y = (body.pos.y + dy * SUBPX).clamp(0, self.side);
            body.stepped = tick;
            moved.push((before, point(*id, body.pos)));
        }
        moved
    }
}

fn point(id: PersonId, pos: Pos) -> Point {
    Point::new([pos.x.into(), pos.y.into()], id.0)
}
