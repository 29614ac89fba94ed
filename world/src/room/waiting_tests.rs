//! Zones whose doors people keep, by example.

use hallway_protocol::Role;
use hallway_protocol::order::{Order, OrderAct, OrderRefused};
use hallway_protocol::session::Barrier;

use super::order_tests::of;
use super::tests::{enter, input, rectangle, room_with, zone};
use super::*;
use crate::hours::Hours;
use crate::zone::Zone;

const GUEST: PersonId = PersonId(1);
const OTHER: PersonId = PersonId(2);
const KEEPER: PersonId = PersonId(3);

/// A surgery at the right, whose keeper is in it; two guests at its edge.
fn room(door: ZoneDoor) -> Room {
    let mut room = room_with(vec![Zone {
        door,
        ..zone("Surgery", false, rectangle(320, 0, 640, 640))
    }]);
    room.step([
        enter(1, 310, 100),
        enter(2, 310, 300),
        of(
            Standing::in_zone("Surgery", Role::Facilitator),
            enter(3, 600, 40),
        ),
    ]);
    room
}

fn order(by: PersonId, person: PersonId, act: OrderAct) -> Command {
    Command::Order(
        by,
        Order {
            person,
            act,
            reason: "your turn".to_owned(),
        },
    )
}

fn door(by: PersonId, door: ZoneDoor) -> Command {
    Command::ZoneDoor(by, "Surgery".to_owned(), door)
}

/// One step to the right.
fn push(room: &mut Room, id: PersonId) -> Changes {
    let seq = room.tick() + 1;
    room.step([input(id.0, seq, 16, 0)])
}

fn is_in(room: &Room, id: PersonId) -> bool {
    !room.person(id).unwrap().zones.is_empty()
}

fn waits(room: &Room, id: PersonId) -> &str {
    &room.person(id).unwrap().person.waits
}

#[test]
fn who_walks_against_a_waiting_room_waits_until_somebody_lets_them_in() {
    let mut room = room(ZoneDoor::WaitingRoom);
    let changes = push(&mut room, GUEST);
    let barred = (GUEST, "Surgery".to_owned(), Barrier::WaitingRoom);
    assert_eq!(changes.barred, [barred]);
    assert_eq!(
        changes.delta.order.waits,
        [(GUEST, "Surgery".to_owned())],
        "all see it"
    );
    // They need not go on pushing.
    for _ in 0..1000 {
        room.step([]);
    }
    assert_eq!(waits(&room, GUEST), "Surgery");
    let changes = room.step([order(KEEPER, GUEST, OrderAct::Admit)]);
    assert_eq!(changes.delta.order.waits, [(GUEST, String::new())]);
    assert_eq!(changes.orders[0].zones, ["Surgery"]);
    push(&mut room, GUEST);
    assert!(is_in(&room, GUEST));
    push(&mut room, OTHER);
    assert!(!is_in(&room, OTHER), "the word was for one");
}

#[test]
fn who_is_turned_away_does_not_wait_again_at_once() {
    let mut room = room(ZoneDoor::WaitingRoom);
    push(&mut room, GUEST);
    let changes = room.step([order(KEEPER, GUEST, OrderAct::TurnAway)]);
    assert_eq!(changes.delta.order.waits, [(GUEST, String::new())]);
    let changes = push(&mut room, GUEST);
    let put_out = (GUEST, "Surgery".to_owned(), Barrier::PutOut);
    assert_eq!(changes.barred, [put_out]);
    assert_eq!(waits(&room, GUEST), "");
}

#[test]
fn nobody_else_lets_in_or_keeps_the_door() {
    let mut room = room(ZoneDoor::WaitingRoom);
    push(&mut room, GUEST);
    for by in [GUEST, OTHER] {
        let changes = room.step([order(by, GUEST, OrderAct::Admit), door(by, ZoneDoor::Open)]);
        let refused = (by, OrderRefused::NotAllowed);
        assert_eq!(changes.orders_refused, [refused, refused]);
    }
    let changes = room.step([order(KEEPER, OTHER, OrderAct::Admit)]);
    let nobody = (KEEPER, OrderRefused::Gone);
    assert_eq!(changes.orders_refused, [nobody], "they do not wait");
    assert_eq!(waits(&room, GUEST), "Surgery");
}

#[test]
fn a_door_is_locked_and_opened_while_people_are_there() {
    let mut room = room(ZoneDoor::Open);
    push(&mut room, GUEST);
    assert!(is_in(&room, GUEST));
    let changes = room.step([door(KEEPER, ZoneDoor::Locked)]);
    let told = [("Surgery".to_owned(), ZoneDoor::Locked)];
    assert_eq!(changes.delta.order.zone_doors, told);
    assert_eq!(room.snapshot().zone_doors, told);
    let changes = push(&mut room, OTHER);
    assert_eq!(changes.barred[0].2, Barrier::Locked);
    assert!(is_in(&room, GUEST), "one who is inside stays");
    room.step([door(KEEPER, ZoneDoor::WaitingRoom)]);
    for _ in 0..30 {
        room.step([]);
    }
    push(&mut room, OTHER);
    assert_eq!(waits(&room, OTHER), "Surgery");
    let changes = room.step([door(KEEPER, ZoneDoor::Open)]);
    assert_eq!(changes.delta.order.waits, [(OTHER, String::new())]);
    push(&mut room, OTHER);
    assert!(is_in(&room, OTHER));
    // The same once more is no news.
    let changes = room.step([door(KEEPER, ZoneDoor::Open)]);
    assert!(changes.delta.order.is_empty() && changes.zone_doors.is_empty());
}

#[test]
fn what_was_said_of_a_door_holds_on_another_map() {
    let mut room = room(ZoneDoor::Open);
    room.step([door(KEEPER, ZoneDoor::WaitingRoom)]);
    push(&mut room, GUEST);
    room.step([order(KEEPER, GUEST, OrderAct::Admit)]);
    push(&mut room, OTHER);
    let same = room.venue().clone();
    room.swap(Arc::new(same));
    room.step([]);
    assert_eq!(waits(&room, OTHER), "", "they walk there again");
    push(&mut room, GUEST);
    push(&mut room, OTHER);
    assert!(is_in(&room, GUEST));
    assert!(!is_in(&room, OTHER));
    assert_eq!(waits(&room, OTHER), "Surgery");
}

#[test]
fn a_zone_is_closed_out_of_its_hours() {
    let hours = Hours::read(["1970-01-01T00:01Z/1970-01-01T00:02Z"]).unwrap();
    let mut room = room_with(vec![Zone {
        hours,
        ..zone("Surgery", false, rectangle(320, 0, 640, 640))
    }]);
    room.step([Command::Time(59), enter(1, 310, 100), enter(2, 310, 300)]);
    let changes = push(&mut room, GUEST);
    let closed = (GUEST, "Surgery".to_owned(), Barrier::Closed);
    assert_eq!(changes.barred, [closed]);
    room.step([Command::Time(60)]);
    push(&mut room, GUEST);
    assert!(is_in(&room, GUEST));
    room.step([Command::Time(120)]);
    push(&mut room, OTHER);
    assert!(is_in(&room, GUEST), "one who is inside stays");
    assert!(!is_in(&room, OTHER));
}
