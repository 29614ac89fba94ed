//! People who want to have nothing to do with one another.

use hallway_protocol::presence::Knock;

use super::tests::{enter, rectangle, room_with, zone};
use super::*;
use crate::zone::{Talk, Zone};

const ANN: PersonId = PersonId(1);
const BEN: PersonId = PersonId(2);
const CY: PersonId = PersonId(3);

fn block(apart: bool) -> Command {
    Command::Block(ANN, BEN, apart)
}

fn settle(room: &mut Room) {
    for _ in 0..30 {
        room.step([]);
    }
}

fn bubble(room: &Room, id: PersonId) -> Vec<PersonId> {
    let bubble = room.bubbles().of(id);
    bubble
        .map(|it| room.bubbles().members(it).to_vec())
        .unwrap_or_default()
}

#[test]
fn two_who_are_kept_apart_are_in_no_bubble_together() {
    let mut room = room_with(vec![]);
    room.step([enter(1, 100, 100), enter(2, 120, 100)]);
    settle(&mut room);
    assert_eq!(bubble(&room, ANN), [ANN, BEN]);
    let changes = room.step([block(true)]);
    assert_eq!(changes.apart, [ANN]);
    settle(&mut room);
    assert!(bubble(&room, ANN).is_empty() && bubble(&room, BEN).is_empty());
    // Who comes to both talks with one of them.
    room.step([enter(3, 110, 110)]);
    settle(&mut room);
    let with_cy = bubble(&room, CY);
    assert_eq!(with_cy.len(), 2, "{with_cy:?}");
    room.step([block(false)]);
    settle(&mut room);
    assert_eq!(bubble(&room, CY).len(), 3);
    // The one who is not wanted goes, the others talk on.
    room.step([block(true)]);
    settle(&mut room);
    assert_eq!(bubble(&room, BEN), []);
    assert!(bubble(&room, ANN).contains(&CY));
}

#[test]
fn in_a_circle_they_neither_hear_nor_read_nor_see_one_another() {
    let circle = Zone {
        talk: Some(Talk::Circle {
            name: "all".to_owned(),
            most: None,
        }),
        ..zone("Hall", false, rectangle(0, 0, 640, 640))
    };
    let mut room = room_with(vec![circle]);
    room.step([enter(1, 100, 100), enter(2, 300, 100), enter(3, 500, 100)]);
    room.step([]);
    assert_eq!(room.hears(ANN), [BEN, CY]);
    let shares = Sending {
        screen: true,
        ..Sending::default()
    };
    let changes = room.step([block(true), Command::Sending(BEN, shares)]);
    assert!(changes.talks);
    assert_eq!(room.hears(ANN), [CY]);
    assert_eq!(room.hears(BEN), [CY]);
    assert_eq!((room.screen(ANN), room.screen(CY)), (None, Some(BEN)));
    let changes = room.step([Command::Chat(BEN, "hi".to_owned())]);
    assert_eq!(changes.chat[0].0, [BEN, CY]);
}

#[test]
fn nobody_knocks_where_they_are_not_wanted() {
    let mut room = room_with(vec![]);
    room.step([enter(1, 100, 100), enter(3, 120, 100)]);
    settle(&mut room);
    let bubble = room.bubbles().of(ANN).unwrap();
    room.step([Command::Lock(ANN, true), enter(2, 110, 140)]);
    room.step([block(true)]);
    let changes = room.step([Command::Knock(BEN, bubble)]);
    assert_eq!(changes.knocks, [(BEN, Knock::NotNow)]);
    assert_eq!(changes.knocked, []);
}

#[test]
fn one_is_kept_apart_from_somebody_who_is_there_and_not_from_oneself() {
    let mut room = room_with(vec![]);
    room.step([enter(1, 100, 100), enter(2, 120, 100)]);
    let changes = room.step([
        Command::Block(ANN, ANN, true),
        Command::Block(ANN, PersonId(99), true),
        block(false),
    ]);
    assert_eq!(changes.apart, []);
    room.step([block(true)]);
    assert_eq!(room.blocked_by(ANN).collect::<Vec<_>>(), [BEN]);
    assert_eq!(room.blocked_by(BEN).count(), 0);
    room.step([Command::Leave(BEN)]);
    assert_eq!(room.blocked_by(ANN).count(), 0);
}
