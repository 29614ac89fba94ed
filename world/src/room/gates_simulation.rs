//! Two hundred random walkers among doors, exits and barred zones, judged tick by tick.

use hallway_protocol::Role;

use super::order_tests::of;
use super::simulation::{Chance, Walker};
use super::tests::{Onlooker, enter, rectangle};
use super::*;
use crate::interest::Event;
use crate::movement::can_stand;
use crate::scene::{Door, Scene};
use crate::venue::{DoorRule, Zone};
use crate::walls::SOLID;
use crate::zone::{ExitTo, Talk};

const WALKERS: u32 = 200;
const TICKS: u32 = 3 * 60 * hallway_protocol::TICK_HZ;
const CELLS: u32 = 40;
const CAPACITY: usize = 7;

/// 40 by 40 cells: a row of doors across the middle, a small zone, a locked one, one for speakers,
/// an exit and a circle.
fn venue() -> Arc<Venue> {
    let mut walls = Walls::free(CELLS, CELLS, 32, 32);
    let (mut doors, mut rules) = (Vec::new(), Vec::new());
    for column in 0..CELLS {
        if column % 4 != 1 {
            walls.block(column, 20, SOLID);
            continue;
        }
        let left = column as i32 * 32;
        doors.push(Door {
            open: column % 8 == 1,
            blocks_closed: vec![(20 * CELLS + column, SOLID)],
            ..Door::default()
        });
        rules.push(DoorRule {
            beside: vec![rectangle(left - 48, 592, left + 80, 720)],
            opens_itself: column % 3 == 1,
            closes_itself: column % 3 != 2,
            ..DoorRule::default()
        });
    }
    let zone = |left, zone: Zone| Zone {
        area: rectangle(left, 64, left + 256, 320),
        ..zone
    };
    let zones = vec![
        zone(
            0,
            Zone {
                capacity: Some(CAPACITY as u32),
                ..Zone::default()
            },
        ),
        zone(
            300,
            Zone {
                door: ZoneDoor::Locked,
                ..Zone::default()
            },
        ),
        zone(
            600,
            Zone {
                requires: vec!["speaker".to_owned()],
                talk: Some(Talk::Circle {
                    name: "circle".to_owned(),
                    most: None,
                }),
                ..Zone::default()
            },
        ),
        zone(
            900,
            Zone {
                exit: Some(ExitTo::Nowhere),
                ..Zone::default()
            },
        ),
    ];
    Arc::new(Venue {
        scene: Scene {
            columns: CELLS,
            rows: CELLS,
            tile_width: 32,
            tile_height: 32,
            walls,
            doors,
            ..Scene::default()
        },
        zones,
        doors: rules,
        ..Venue::default()
    })
}

fn role(id: u32) -> Role {
    match id % 10 {
        0..8 => Role::Visitor,
        _ => Role::Speaker,
    }
}

#[test]
fn nobody_gets_where_they_may_not_be() {
    let venue = venue();
    let mut room = Room::new(Arc::clone(&venue), BubbleRules::default());
    let mut chance = Chance(0x2545_F491_4F6C_DD1D);
    let mut walkers = vec![Walker::default(); WALKERS as usize];
    let side = CELLS * 32;
    let comings: Vec<Command> = (1..=WALKERS)
        .map(|id| {
            let place = (chance.below(side) as i32, chance.below(side) as i32);
            of(Standing::everywhere(role(id)), enter(id, place.0, place.1))
        })
        .collect();
    room.step(comings);
    let mut seen = room.snapshot();
    let mut onlooker = Onlooker::default();
    onlooker.told(room.everybody());
    let (mut acted, mut exits, mut barred, mut put, mut crowded) = (0, 0, 0, 0, 0);
    for tick in 0..TICKS {
        let mut commands: Vec<Command> = (1..=WALKERS)
            .zip(&mut walkers)
            .filter_map(|(id, walker)| {
                Some(Command::Input(PersonId(id), walker.next(&mut chance)?))
            })
            .collect();
        for _ in 0..3 {
            let (id, door) = (1 + chance.below(WALKERS), chance.below(10));
            commands.push(Command::Door(PersonId(id), door, String::new()));
        }
        if tick % 20 == 0 {
            commands.push(Command::Place(
                PersonId(1 + chance.below(WALKERS)),
                String::new(),
            ));
        }
        if tick == TICKS / 2 {
            room.swap(Arc::clone(&venue));
        }
        let changes = room.step(commands);
        acted += changes.delta.doors.len();
        exits += changes.exits.len();
        barred += changes.barred.len();
        let placed = changes.motion.iter();
        put += placed.filter(|it| matches!(it, Event::Placed(..))).count();
        judge(&room);
        crowded += usize::from(inside(&room, 0) == CAPACITY);
        match changes.swapped {
            true => {
                seen = room.snapshot();
                onlooker = Onlooker::default();
                onlooker.told(room.everybody());
            }
            false => {
                follow(&mut seen, &changes.delta);
                onlooker.told(changes.motion);
            }
        }
    }
    let now = room.snapshot();
    onlooker.knows(&room);
    assert_eq!(seen.open_doors, now.open_doors, "deltas tell of the doors");
    assert!(acted > 300, "doors acted {acted} times");
    assert!(exits > 100, "{exits} walked into the exit");
    assert!(barred > 300, "{barred} were kept out");
    assert!(put > 150, "{put} were put somewhere");
    assert!(crowded > 100, "the small zone was full in {crowded} ticks");
}

fn inside(room: &Room, zone: usize) -> usize {
    let people = room.people();
    people.filter(|avatar| avatar.zones.contains(&zone)).count()
}

fn judge(room: &Room) {
    assert!(inside(room, 0) <= CAPACITY);
    assert_eq!(inside(room, 1), 0, "nobody may enter the locked zone");
    for avatar in room.people() {
        let pos = avatar.pos;
        assert!(can_stand(room.walls(), pos), "{:?}", avatar.person);
        assert!(
            !avatar.zones.contains(&2) || avatar.person.standing.role == Role::Speaker,
            "{:?} is among the speakers",
            avatar.person
        );
        assert_eq!(avatar.zones, room.venue().zones_at(pos));
        let id = avatar.person.id;
        for other in room.hears(id) {
            assert_ne!(other, id);
            assert!(room.hears(other).contains(&id), "{id:?} {other:?}");
        }
    }
}

fn follow(seen: &mut Snapshot, delta: &Delta) {
    for (door, open) in &delta.doors {
        seen.open_doors.retain(|known| known != door);
        if *open {
            seen.open_doors.push(*door);
            seen.open_doors.sort_unstable();
        }
    }
}
