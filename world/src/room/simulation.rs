//! Five hundred random walkers for ten simulated minutes, judged tick by tick.

use std::collections::BTreeSet;

use super::tests::Onlooker;
use super::*;
use crate::bubble::MOST_MEMBERS;
use crate::movement::{RUN_STEP, WALK_STEP, can_stand};
use crate::scene::Scene;
use crate::venue::{Area, Zone};
use crate::walls::{SOLID, Walls};

const WALKERS: u32 = 500;
const TICKS: u32 = 10 * 60 * hallway_protocol::TICK_HZ;
const CELLS: u32 = 80;

/// Numbers that look random and are the same in every run (an xorshift).
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as u32 % limit
    }
}

/// 80 by 80 cells with pillars, and a silent quarter.
fn venue() -> Arc<Venue> {
    let mut walls = Walls::free(CELLS, CELLS, 32, 32);
    for row in (3..CELLS).step_by(7) {
        for column in (row % 5..CELLS).step_by(5) {
            walls.block(column, row, SOLID);
        }
    }
    let p = Pos::from_px;
    let silent = Area::Polygon(vec![p(0, 0), p(1280, 0), p(1280, 1280), p(0, 1280)]);
    Arc::new(Venue {
        scene: Scene {
            columns: CELLS,
            rows: CELLS,
            tile_width: 32,
            tile_height: 32,
            walls,
            ..Scene::default()
        },
        zones: vec![Zone {
            name: "quiet".to_owned(),
            title: "Quiet".to_owned(),
            silent: true,
            area: silent,
            ..Zone::default()
        }],
        ..Venue::default()
    })
}

/// Walks a while in one direction, then stands a while.
#[derive(Clone, Copy, Default)]
pub(super) struct Walker {
    seq: u32,
    left: u32,
    dx: i16,
    dy: i16,
}

impl Walker {
    pub(super) fn next(&mut self, chance: &mut Chance) -> Option<Input> {
        if self.left == 0 {
            self.left = 5 + chance.below(60);
            let pace = if chance.below(4) == 0 {
                RUN_STEP
            } else {
                WALK_STEP
            };
            let mut side = || (chance.below(3) as i32 - 1) * pace;
            (self.dx, self.dy) = (side() as i16, side() as i16);
        }
        self.left -= 1;
        if (self.dx, self.dy) == (0, 0) {
            return None;
        }
        self.seq += 1;
        Some(Input {
            seq: self.seq,
            dx: self.dx,
            dy: self.dy,
        })
    }
}

#[test]
fn five_hundred_walkers_for_ten_minutes() {
    let mut room = Room::new(venue(), BubbleRules::default());
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let mut walkers = vec![Walker::default(); WALKERS as usize];
    let comings = (1..=WALKERS).map(|id| {
        Command::Enter(Entering {
            id: PersonId(id),
            name: format!("P{id}"),
            look: Look::default(),
            sending: Sending::default(),
            presence: Presence::default(),
            standing: Standing::default(),
            muted: Mutes::default(),
            entry: String::new(),
            place: Some(Pos::from_px(
                chance.below(CELLS * 32) as i32,
                chance.below(CELLS * 32) as i32,
            )),
        })
    });
    let comings: Vec<Command> = comings.collect();
    room.step(comings);
    let (mut formed, mut full) = (0, 0);
    let mut onlooker = Onlooker::default();
    onlooker.told(room.everybody());
    for _ in 0..TICKS {
        let commands: Vec<Command> = (1..=WALKERS)
            .zip(&mut walkers)
            .filter_map(|(id, walker)| {
                Some(Command::Input(PersonId(id), walker.next(&mut chance)?))
            })
            .collect();
        let before = room.bubbles().clone();
        let changes = room.step(commands);
        onlooker.told(changes.motion);
        judge(&room);
        undisturbed(&before, &room);
        formed += room
            .bubbles()
            .all()
            .keys()
            .filter(|id| before.members(**id).is_empty())
            .count();
        full += room
            .bubbles()
            .all()
            .values()
            .filter(|m| m.len() == MOST_MEMBERS)
            .count();
    }
    onlooker.knows(&room);
    assert!(formed > 1000, "only {formed} bubbles formed");
    assert!(full > 100, "full bubbles were seen in {full} ticks only");

    // A standing crowd settles, and stays.
    for _ in 0..40 {
        room.step([]);
    }
    let settled = room.bubbles().clone();
    for _ in 0..100 {
        let changes = room.step([]);
        assert!(changes.delta.is_empty() && changes.motion.is_empty());
    }
    assert_eq!(*room.bubbles(), settled);
}

/// Nobody in two bubbles or in a wall, no bubble too small or too large, none in the silent zone,
/// nobody far from their bubble.
fn judge(room: &Room) {
    let mut seen = BTreeSet::new();
    for (id, members) in room.bubbles().all() {
        assert!((2..=MOST_MEMBERS).contains(&members.len()));
        for member in members {
            assert!(seen.insert(*member), "{member:?} twice");
            assert_eq!(room.bubbles().of(*member), Some(*id));
            let avatar = room.person(*member).unwrap();
            assert!(avatar.may_talk, "{member:?} talks in the silent zone");
            let near = |other: &PersonId| {
                let other = room.person(*other).unwrap().pos;
                let reach = i64::from(4 * BubbleRules::default().leave);
                avatar.pos.distance2(other) <= reach * reach
            };
            assert!(members.iter().all(near), "{member:?} is far away");
        }
    }
    for avatar in room.people() {
        assert!(can_stand(&room.venue().scene.walls, avatar.pos));
    }
}

/// A bubble that was full and none of whose members stepped is as it was.
fn undisturbed(before: &Bubbles, room: &Room) {
    for (id, members) in before.all() {
        let stood = members
            .iter()
            .all(|m| room.person(*m).is_some_and(|a| a.stepped != room.tick()));
        if stood && members.len() == MOST_MEMBERS {
            assert_eq!(room.bubbles().members(*id), members);
        }
    }
}
