//! A room by example: a small venue, a few people, ticks by hand.

use hallway_protocol::Dir;
use hallway_protocol::geom::SUBPX;
use hallway_protocol::motion::Talks;
use hallway_protocol::server::Ack;

use super::*;
use crate::interest::Event;
use crate::scene::Scene;
use crate::venue::{Area, Start, Zone};
use crate::walls::Walls;

pub(super) fn rectangle(left: i32, top: i32, right: i32, bottom: i32) -> Area {
    let p = Pos::from_px;
    Area::Polygon(vec![
        p(left, top),
        p(right, top),
        p(right, bottom),
        p(left, bottom),
    ])
}

pub(super) fn zone(title: &str, silent: bool, area: Area) -> Zone {
    Zone {
        name: title.to_lowercase(),
        title: title.to_owned(),
        silent,
        area,
        ..Zone::default()
    }
}

/// 640 by 640 pixels; a library (silent) on the right, a hall with a stage in it at the bottom.
fn venue() -> Arc<Venue> {
    venue_with(vec![
        zone("Library", true, rectangle(320, 0, 640, 320)),
        zone("Hall", false, rectangle(0, 480, 640, 640)),
        zone("Stage", false, rectangle(0, 480, 100, 640)),
    ])
}

/// A room of that size with other zones.
pub(super) fn room_with(zones: Vec<Zone>) -> Room {
    Room::new(venue_with(zones), BubbleRules::default())
}

fn venue_with(zones: Vec<Zone>) -> Arc<Venue> {
    Arc::new(Venue {
        scene: Scene {
            columns: 20,
            rows: 20,
            tile_width: 32,
            tile_height: 32,
            walls: Walls::free(20, 20, 32, 32),
            ..Scene::default()
        },
        starts: vec![
            Start {
                name: "start".to_owned(),
                default: true,
                spots: vec![Pos::from_px(48, 48)],
            },
            Start {
                name: "back".to_owned(),
                default: false,
                spots: vec![Pos::from_px(48, 400)],
            },
        ],
        zones,
        ..Venue::default()
    })
}

fn room() -> Room {
    Room::new(venue(), BubbleRules::default())
}

fn enter_at(id: u32, place: Option<(i32, i32)>) -> Command {
    Command::Enter(Entering {
        id: PersonId(id),
        name: format!("P{id}"),
        look: Look::default(),
        sending: Sending::default(),
        presence: Presence::default(),
        standing: Standing::default(),
        muted: Mutes::default(),
        entry: String::new(),
        place: place.map(|(x, y)| Pos::from_px(x, y)),
    })
}

pub(super) fn enter(id: u32, x: i32, y: i32) -> Command {
    enter_at(id, Some((x, y)))
}

pub(super) fn input(id: u32, seq: u32, dx: i32, dy: i32) -> Command {
    let (dx, dy) = ((dx * SUBPX) as i16, (dy * SUBPX) as i16);
    Command::Input(PersonId(id), Input { seq, dx, dy })
}

#[test]
fn newcomers_appear_in_the_start_area_they_name() {
    for (entry, expected) in [("", (48, 48)), ("back", (48, 400)), ("nowhere", (48, 48))] {
        let mut room = room();
        let Command::Enter(mut entering) = enter_at(1, None) else {
            unreachable!("it is an entering");
        };
        entering.entry = entry.to_owned();
        let changes = room.step([Command::Enter(entering)]);
        let expected = Pos::from_px(expected.0, expected.1);
        let came = Event::Entered(PersonId(1), expected, Dir::Down);
        assert_eq!(changes.motion, [came], "{entry}");
    }
}

#[test]
fn steps_are_told_to_all_and_acknowledged_to_one() {
    let mut room = room();
    room.step([enter(1, 100, 100), enter(2, 300, 100)]);
    let changes = room.step([input(1, 1, 8, 0)]);
    let pos = Pos::from_px(108, 100);
    assert_eq!(changes.motion, [Event::Walked(PersonId(1), pos)]);
    let (seq, placed) = (1, false);
    let ack = Ack { seq, pos, placed };
    assert_eq!(changes.acks, [(PersonId(1), ack)]);
    let changes = room.step([]);
    assert!(changes.delta.is_empty() && changes.motion.is_empty());
}

#[test]
fn who_goes_is_gone_in_that_tick() {
    let mut room = room();
    let changes = room.step([enter(1, 100, 100), enter(2, 130, 100)]);
    let talks = changes.motion.iter();
    let talks =
        talks.filter(|event| matches!(event, Event::Talks(_, Some(Talks { locked: false, .. }))));
    assert_eq!(talks.count(), 2);
    room.step([]);
    let changes = room.step([input(2, 1, 8, 0), Command::Leave(PersonId(2))]);
    assert_eq!(changes.delta.left, [PersonId(2)]);
    let told = [Event::Left(PersonId(2)), Event::Talks(PersonId(1), None)];
    assert_eq!(changes.motion, told);
    assert_eq!(room.len(), 1);
}

#[test]
fn who_comes_and_goes_in_one_tick_was_never_there() {
    let mut room = room();
    let changes = room.step([enter(1, 100, 100), Command::Leave(PersonId(1))]);
    assert!(changes.delta.is_empty());
    assert_eq!(changes.entered, []);
}

#[test]
fn zones_are_told_when_they_change() {
    let mut room = room();
    let told = |changes: &Changes| changes.zones.clone();
    let changes = room.step([enter(1, 50, 470)]);
    assert_eq!(told(&changes), [(PersonId(1), Vec::new())]);
    let changes = room.step([input(1, 1, 0, 16)]);
    assert_eq!(told(&changes), [(PersonId(1), vec![1, 2])]);
    assert_eq!(told(&room.step([input(1, 2, 0, 8)])), []);
    assert_eq!(told(&room.step([])), []);
}

#[test]
fn in_the_silent_library_nobody_talks() {
    let mut room = room();
    room.step([enter(1, 310, 100), enter(2, 340, 100), enter(3, 370, 100)]);
    for _ in 0..30 {
        room.step([]);
    }
    assert!(room.bubbles().all().is_empty());
    for seq in 1..=4 {
        room.step([input(2, seq, -8, 0)]);
    }
    for _ in 0..5 {
        room.step([]);
    }
    assert_eq!(room.bubbles().all().len(), 1, "out of the library they do");
}

#[test]
fn talk_stays_in_the_bubble_and_the_lonely_speak_to_all() {
    let mut room = room();
    room.step([enter(1, 100, 100), enter(2, 130, 100), enter(3, 300, 300)]);
    room.step([]);
    let changes = room.step([
        Command::Chat(PersonId(1), "psst".to_owned()),
        Command::Chat(PersonId(3), "hello".to_owned()),
        Command::Chat(PersonId(9), "boo".to_owned()),
    ]);
    let to: Vec<(usize, bool)> = changes
        .chat
        .iter()
        .map(|(to, line)| (to.len(), line.in_call))
        .collect();
    assert_eq!(to, [(2, true), (3, false)]);
}

#[test]
fn what_one_sends_is_told_once() {
    let mut room = room();
    let on = Sending {
        microphone: true,
        ..Sending::default()
    };
    room.step([enter(1, 100, 100)]);
    let changes = room.step([
        Command::Sending(
            PersonId(1),
            Sending {
                microphone: true,
                camera: true,
                ..Sending::default()
            },
        ),
        Command::Sending(PersonId(1), on),
    ]);
    assert_eq!(changes.delta.sending, [(PersonId(1), on)]);
    assert!(
        room.step([Command::Sending(PersonId(1), on)])
            .delta
            .is_empty()
    );
}

/// What an onlooker knows who is told of every event.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Onlooker {
    places: BTreeMap<PersonId, Pos>,
    talks: BTreeMap<PersonId, BubbleId>,
}

impl Onlooker {
    pub(super) fn told(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            match event {
                Event::Entered(id, pos, _) => {
                    assert_eq!(self.places.insert(id, pos), None, "{id:?} was there");
                }
                Event::Left(id) => {
                    assert!(self.places.remove(&id).is_some(), "{id:?} was not there");
                    self.talks.remove(&id);
                }
                Event::Walked(id, pos) | Event::Placed(id, pos) => {
                    assert!(
                        self.places.insert(id, pos).is_some(),
                        "{id:?} was not there"
                    );
                }
                Event::Talks(id, Some(talks)) => {
                    assert!(self.places.contains_key(&id));
                    self.talks.insert(id, talks.bubble);
                }
                Event::Talks(id, None) => {
                    assert!(self.talks.remove(&id).is_some());
                }
            }
        }
    }

    /// All that is true of a room.
    pub(super) fn knows(&self, room: &Room) {
        let places = room.people().map(|avatar| (avatar.person.id, avatar.pos));
        assert_eq!(self.places, places.collect(), "where people are");
        let ids = room.people().map(|avatar| avatar.person.id);
        let talks = ids.filter_map(|id| Some((id, room.bubbles().of(id)?)));
        assert_eq!(self.talks, talks.collect(), "who talks with whom");
        let mut fresh = Self::default();
        fresh.told(room.everybody());
        assert_eq!(*self, fresh, "what a newcomer is told");
    }
}

#[test]
fn events_keep_an_onlooker_up_to_date() {
    let mut room = room();
    let mut onlooker = Onlooker::default();
    let script = [
        vec![enter(1, 100, 100), enter(2, 500, 500)],
        vec![input(1, 1, 8, 0), input(2, 1, -8, 3)],
        vec![enter(3, 200, 200), input(1, 2, 8, 0)],
        vec![
            enter(4, 220, 200),
            Command::Place(PersonId(1), String::new()),
        ],
        vec![Command::Leave(PersonId(2)), input(3, 1, 0, 8)],
        vec![Command::Leave(PersonId(4))],
        vec![],
    ];
    for commands in script {
        onlooker.told(room.step(commands).motion);
        onlooker.knows(&room);
    }
}
