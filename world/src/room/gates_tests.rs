//! Exits, doors, barred zones, talks in zones and other maps, by example.

use hallway_protocol::Role;
use hallway_protocol::server::Ack;
use hallway_protocol::session::Barrier;

use super::order_tests::of;
use super::tests::{enter, input, rectangle, zone};
use super::*;
use crate::interest::Event;
use crate::movement::can_stand;
use crate::scene::{Door, Scene};
use crate::venue::{DoorRule, Start, Zone};
use crate::walls::SOLID;
use crate::zone::{ExitTo, Talk};

/// 640 by 320 pixels with these zones and doors; starts at the left.
fn venue(zones: Vec<Zone>, doors: Vec<(Door, DoorRule)>) -> Arc<Venue> {
    let mut walls = Walls::free(20, 10, 32, 32);
    // A wall across the map with a gap in row 5, column 10: where a door may be.
    if !doors.is_empty() {
        for row in (0..10).filter(|row| *row != 5) {
            walls.block(10, row, SOLID);
        }
    }
    let (doors, rules) = doors.into_iter().unzip();
    Arc::new(Venue {
        scene: Scene {
            columns: 20,
            rows: 10,
            tile_width: 32,
            tile_height: 32,
            walls,
            doors,
            ..Scene::default()
        },
        starts: vec![Start {
            name: "start".to_owned(),
            default: true,
            spots: vec![Pos::from_px(48, 48)],
        }],
        zones,
        doors: rules,
        ..Venue::default()
    })
}

fn room(zones: Vec<Zone>, doors: Vec<(Door, DoorRule)>) -> Room {
    Room::new(venue(zones, doors), BubbleRules::default())
}

fn as_role(role: Role, command: Command) -> Command {
    of(Standing::everywhere(role), command)
}

/// Walks in steps of 16 pixels, one a tick, from `seq` on; what each tick changed.
fn walk(room: &mut Room, id: u32, seq: u32, dx: i32, dy: i32, steps: u32) -> Vec<Changes> {
    (seq..seq + steps)
        .map(|seq| room.step([input(id, seq, dx * 16, dy * 16)]))
        .collect()
}

fn place(room: &Room, id: u32) -> Pos {
    room.person(PersonId(id)).unwrap().pos
}

/// The zone at the right half of the map.
fn right(zone: Zone) -> Zone {
    Zone {
        title: "Right".to_owned(),
        area: rectangle(320, 0, 640, 320),
        ..zone
    }
}

fn exit() -> Zone {
    right(Zone {
        exit: Some(ExitTo::Nowhere),
        ..Zone::default()
    })
}

#[test]
fn an_exit_is_told_once_to_one_who_walks_into_it() {
    let mut room = room(vec![exit()], vec![]);
    let changes = room.step([enter(1, 400, 100), enter(2, 290, 100)]);
    assert_eq!(changes.exits, [], "to appear in it is not to walk into it");
    assert!(
        walk(&mut room, 1, 1, 1, 0, 3)
            .iter()
            .all(|c| c.exits.is_empty())
    );
    let told = |walked: Vec<Changes>| -> Vec<_> {
        walked
            .into_iter()
            .flat_map(|changes| changes.exits)
            .collect()
    };
    assert_eq!(told(walk(&mut room, 2, 1, 1, 0, 6)), [(PersonId(2), 0)]);
    assert_eq!(told(walk(&mut room, 2, 7, -1, 0, 6)), []);
    assert_eq!(told(walk(&mut room, 2, 13, 1, 0, 6)), [(PersonId(2), 0)]);
}

#[test]
fn late_steps_through_a_narrow_exit_do_not_miss_it() {
    let mut narrow = exit();
    narrow.area = rectangle(130, 0, 140, 320);
    let mut room = room(vec![narrow], vec![]);
    room.step([enter(1, 100, 100)]);
    for _ in 0..5 {
        room.step([]);
    }
    let changes = room.step((1..=4).map(|seq| input(1, seq, 16, 0)));
    assert_eq!(place(&room, 1), Pos::from_px(164, 100));
    assert_eq!(changes.exits, [(PersonId(1), 0)]);
}

#[test]
fn who_is_put_to_a_start_area_is_told_of_as_placed() {
    let mut room = room(vec![exit()], vec![]);
    room.step([enter(1, 300, 100), enter(2, 500, 300)]);
    walk(&mut room, 1, 1, 1, 0, 2);
    let changes = room.step([
        input(1, 3, 16, 0),
        Command::Place(PersonId(1), String::new()),
    ]);
    let at = place(&room, 1);
    assert_eq!(at, Pos::from_px(48 + 16, 48), "it walks on from there");
    assert_eq!(changes.motion, [Event::Placed(PersonId(1), at)]);
    let ack = Ack {
        seq: 3,
        pos: at,
        placed: true,
    };
    assert_eq!(changes.acks, [(PersonId(1), ack)]);
    assert_eq!(changes.zones, [(PersonId(1), vec![])]);
    assert_eq!(changes.exits, []);
}

fn door(rule: DoorRule) -> Vec<(Door, DoorRule)> {
    let door = Door {
        title: "Gate".to_owned(),
        blocks_closed: vec![(5 * 20 + 10, SOLID)],
        has_code: !rule.code.is_empty(),
        ..Door::default()
    };
    let rule = DoorRule {
        beside: vec![rectangle(256, 128, 416, 224)],
        ..rule
    };
    vec![(door, rule)]
}

fn use_door(id: u32, code: &str) -> Command {
    Command::Door(PersonId(id), 0, code.to_owned())
}

#[test]
fn a_door_opens_for_who_stands_beside_it() {
    let mut room = room(vec![], door(DoorRule::default()));
    room.step([enter(1, 280, 176), enter(2, 48, 48)]);
    walk(&mut room, 1, 1, 1, 0, 6);
    assert_eq!(place(&room, 1), Pos::from_px(312, 176), "it is closed");
    assert!(
        room.step([use_door(2, "")]).delta.is_empty(),
        "too far away"
    );
    assert!(
        room.step([Command::Door(PersonId(1), 9, String::new())])
            .delta
            .is_empty()
    );
    let changes = room.step([use_door(1, "")]);
    assert_eq!(changes.delta.doors, [(0, true)]);
    assert_eq!(room.snapshot().open_doors, [0]);
    walk(&mut room, 1, 10, 1, 0, 2);
    assert_eq!(place(&room, 1), Pos::from_px(344, 176), "it is in the door");
    let changes = room.step([use_door(1, "")]);
    assert_eq!(changes.delta.doors, [(0, false)]);
    let placed = Event::Placed(PersonId(1), place(&room, 1));
    assert_eq!(changes.motion, [placed]);
    assert!(can_stand(room.walls(), place(&room, 1)));
    assert!(room.snapshot().open_doors.is_empty());
}

#[test]
fn codes_and_roles_keep_a_door_shut() {
    let mut locked = door(DoorRule {
        code: "4711".to_owned(),
        ..DoorRule::default()
    });
    locked[0].1.requires = vec!["speaker".to_owned()];
    let mut room = room(vec![], locked);
    room.step([
        enter(1, 280, 176),
        as_role(Role::Speaker, enter(2, 280, 190)),
    ]);
    for _ in 0..20 {
        room.step([]);
    }
    let changes = room.step([use_door(1, "4711")]);
    let barred = (PersonId(1), "Gate".to_owned(), Barrier::Role);
    assert_eq!(changes.barred, [barred]);
    assert!(changes.delta.is_empty());
    for wrong in ["", "471", "47111", "0000"] {
        let changes = room.step([use_door(2, wrong)]);
        assert_eq!(changes.wrong_codes, [(PersonId(2), 0)], "{wrong}");
        assert!(changes.delta.is_empty());
    }
    let changes = room.step([use_door(2, "4711")]);
    assert_eq!(changes.wrong_codes.len(), 1, "guessing takes time");
    for _ in 0..20 {
        room.step([]);
    }
    assert_eq!(room.step([use_door(2, "4711")]).delta.doors, [(0, true)]);
    let closing = room.step([use_door(2, "")]);
    assert_eq!(closing.delta.doors, [(0, false)], "closing asks for none");
}

#[test]
fn one_is_told_of_doors_when_one_comes_and_when_one_goes() {
    let mut room = room(vec![], door(DoorRule::default()));
    let told = |changes: &[Changes]| -> Vec<(PersonId, Vec<u32>)> {
        let told = changes.iter().flat_map(|c| c.doors_here.clone());
        told.collect()
    };
    let here = (PersonId(1), vec![0]);
    let changes = room.step([enter(1, 280, 176), enter(2, 48, 48)]);
    assert_eq!(changes.doors_here, std::slice::from_ref(&here));
    assert_eq!(told(&walk(&mut room, 1, 1, 1, 0, 1)), []);
    let gone = (PersonId(1), vec![]);
    assert_eq!(told(&walk(&mut room, 1, 2, -1, 0, 12)), [gone]);
    assert_eq!(
        told(&walk(&mut room, 1, 14, 1, 0, 12)),
        std::slice::from_ref(&here)
    );
    // On another map one stands beside none before one is told.
    let venue = Arc::new(room.venue().clone());
    room.swap(venue);
    assert_eq!(room.step([]).doors_here, [here]);
    room.step([Command::Leave(PersonId(1))]);
    assert!(room.step([enter(1, 48, 48)]).doors_here.is_empty());
}

#[test]
fn doors_that_open_by_themselves_are_not_offered() {
    let by_itself = |rule| {
        let mut room = room(vec![], door(rule));
        room.step([enter(1, 280, 176)]).doors_here.is_empty()
    };
    let opens = DoorRule {
        opens_itself: true,
        ..DoorRule::default()
    };
    assert!(by_itself(opens.clone()));
    let locked = DoorRule {
        code: "1".to_owned(),
        ..opens.clone()
    };
    assert!(!by_itself(locked), "it waits for a code");
    let reserved = DoorRule {
        requires: vec!["speaker".to_owned()],
        ..opens
    };
    assert!(!by_itself(reserved), "it opens for others only");
}

#[test]
fn doors_act_by_themselves_for_the_first_and_the_last() {
    let mut room = room(
        vec![],
        door(DoorRule {
            opens_itself: true,
            closes_itself: true,
            ..DoorRule::default()
        }),
    );
    room.step([enter(1, 220, 176), enter(2, 220, 150)]);
    let acted = |walked: Vec<Changes>| -> Vec<_> {
        walked
            .into_iter()
            .flat_map(|changes| changes.delta.doors)
            .collect()
    };
    assert_eq!(acted(walk(&mut room, 1, 1, 1, 0, 4)), [(0, true)]);
    assert_eq!(acted(walk(&mut room, 2, 1, 1, 0, 4)), []);
    assert_eq!(acted(walk(&mut room, 1, 5, 1, 0, 12)), []);
    assert_eq!(
        place(&room, 1),
        Pos::from_px(220 + 16 * 16, 176),
        "through it"
    );
    let changes = room.step([Command::Leave(PersonId(2))]);
    assert_eq!(changes.delta.doors, [(0, false)], "the last one has gone");
}

#[test]
fn a_bell_rings_and_stays_as_it_is() {
    let mut bell = door(DoorRule::default());
    bell[0].0.bell = true;
    bell[0].0.blocks_closed = vec![];
    let mut room = room(vec![], bell);
    room.step([enter(1, 280, 176)]);
    for _ in 0..2 {
        assert_eq!(room.step([use_door(1, "")]).delta.doors, [(0, true)]);
        assert!(room.snapshot().open_doors.is_empty());
    }
}

#[test]
fn a_locked_zone_stops_visitors_at_its_edge_and_says_so_once() {
    let locked = right(Zone {
        door: ZoneDoor::Locked,
        ..Zone::default()
    });
    let mut room = room(vec![locked], vec![]);
    room.step([
        enter(1, 290, 100),
        as_role(Role::Facilitator, enter(2, 290, 200)),
    ]);
    let walked = walk(&mut room, 1, 1, 1, 0, 50);
    assert_eq!(place(&room, 1), Pos::from_px(306, 100));
    let told: Vec<_> = walked.into_iter().flat_map(|c| c.barred).collect();
    let barred = (PersonId(1), "Right".to_owned(), Barrier::Locked);
    assert_eq!(told, std::slice::from_ref(&barred));
    for _ in 0..30 {
        room.step([]);
    }
    let again = walk(&mut room, 1, 51, 1, 0, 5);
    let told: Vec<_> = again.into_iter().flat_map(|c| c.barred).collect();
    assert_eq!(told, [barred], "another attempt");
    walk(&mut room, 2, 1, 1, 0, 5);
    assert_eq!(place(&room, 2), Pos::from_px(370, 200));
    // To appear in it is no way in.
    room.step([enter(3, 400, 100)]);
    assert!(place(&room, 3).x < Pos::from_px(320, 0).x);
}

#[test]
fn a_full_zone_lets_the_one_in_who_waits_longest() {
    let small = right(Zone {
        capacity: Some(1),
        ..Zone::default()
    });
    let mut room = room(vec![small], vec![]);
    // The later somebody begins to wait, the lower their number: it must not matter.
    room.step([enter(9, 400, 100), enter(2, 310, 100), enter(1, 310, 150)]);
    assert_eq!(place(&room, 9), Pos::from_px(400, 100));
    let mut told = Vec::new();
    for seq in 1..=20 {
        let mut inputs = vec![input(2, seq, 16, 0)];
        if seq > 3 {
            inputs.insert(0, input(1, seq, 16, 0));
        }
        told.extend(room.step(inputs).barred.into_iter().map(|barred| barred.0));
    }
    assert_eq!(told, [PersonId(2), PersonId(1)]);
    room.step([
        Command::Leave(PersonId(9)),
        input(1, 21, 16, 0),
        input(2, 21, 16, 0),
    ]);
    room.step([input(1, 22, 16, 0), input(2, 22, 16, 0)]);
    assert_eq!(place(&room, 1), Pos::from_px(310, 150));
    assert!(place(&room, 2).x > Pos::from_px(320, 0).x);
}

fn talk(name: &str, left: i32, talk: Talk) -> Zone {
    Zone {
        talk: Some(talk),
        ..zone(name, false, rectangle(left, 0, left + 128, 320))
    }
}

#[test]
fn in_a_circle_all_hear_each_other_and_nobody_is_in_a_bubble() {
    let circle = |left| {
        let (name, most) = ("table".to_owned(), Some(4));
        talk("Table", left, Talk::Circle { name, most })
    };
    let mut room = room(vec![circle(0), circle(256)], vec![]);
    let comings = (1..=3).map(|id| enter(id, 20 * id as i32, 100));
    let others = [enter(4, 300, 100), enter(5, 330, 100), enter(6, 200, 100)];
    let changes = room.step(comings.chain(others));
    let told = [(PersonId(5), "Table".to_owned(), Barrier::Talk)];
    assert_eq!(changes.barred, told, "the one too many is told so");
    for _ in 0..10 {
        room.step([]);
    }
    let hears = |room: &Room, id| -> Vec<u32> {
        let heard = room.hears(PersonId(id));
        heard.into_iter().map(|id| id.0).collect()
    };
    assert!(room.bubbles().all().is_empty());
    assert_eq!(hears(&room, 1), [2, 3, 4], "both zones are one circle");
    assert_eq!(hears(&room, 5), vec![0; 0], "it is full");
    assert_eq!(hears(&room, 6), vec![0; 0], "outside");
    let changes = room.step([Command::Leave(PersonId(2))]);
    assert!(changes.talks);
    assert_eq!(changes.barred, []);
    assert_eq!(hears(&room, 5), [1, 3, 4]);
    let changes = room.step([Command::Chat(PersonId(1), "hi".to_owned())]);
    assert_eq!(changes.chat[0].0.len(), 4);
    assert!(changes.chat[0].1.in_call);
}

#[test]
fn an_audience_hears_the_podium_and_not_itself() {
    let name = || "talk".to_owned();
    let zones = vec![
        talk("Podium", 0, Talk::Podium(name())),
        talk("Hall", 128, Talk::Audience(name())),
    ];
    let mut room = room(zones, vec![]);
    room.step([
        enter(1, 64, 100),
        enter(2, 64, 120),
        enter(3, 160, 100),
        enter(4, 170, 100),
    ]);
    for _ in 0..10 {
        room.step([]);
    }
    assert_eq!(room.hears(PersonId(1)), [PersonId(2)]);
    assert_eq!(room.hears(PersonId(3)), [PersonId(1), PersonId(2)]);
    let changes = walk(&mut room, 2, 1, 1, 0, 8).into_iter().any(|c| c.talks);
    assert!(changes);
    assert_eq!(room.hears(PersonId(3)), [PersonId(1)]);
    assert_eq!(room.hears(PersonId(2)), [PersonId(1)]);
}

#[test]
fn another_map_throws_nobody_out() {
    let mut room = room(vec![], door(DoorRule::default()));
    room.step([enter(1, 280, 176), enter(2, 48, 48)]);
    room.step([use_door(1, "")]);
    let mut next = Venue::clone(&venue(vec![exit()], door(DoorRule::default())));
    next.scene.walls.block(1, 1, SOLID);
    room.swap(Arc::new(next));
    let changes = room.step([]);
    assert!(changes.swapped);
    assert_eq!(changes.left, []);
    assert_eq!(place(&room, 1), Pos::from_px(280, 176));
    assert!(can_stand(room.walls(), place(&room, 2)));
    let placed = Event::Placed(PersonId(2), place(&room, 2));
    assert_eq!(changes.motion, [placed]);
    assert_eq!(room.snapshot().open_doors, [0], "doors stay as they are");
    assert_eq!(changes.zones.len(), 2, "zones are told anew");
    assert!(!room.step([]).swapped);
}
