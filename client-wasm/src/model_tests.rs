//! Tests of [`super`]: messages in, knowledge and changes out.

use hallway_protocol::motion::{
    Come, Motion, Records, Spot, Talks, write_come, write_gone, write_talks,
};
use hallway_protocol::server::{Call, Welcome};
use hallway_protocol::{Dir, Look, Pos, Standing, Token};

use super::*;

pub(crate) fn person(id: u32, name: &str) -> Person {
    Person {
        id: PersonId(id),
        name: name.to_owned(),
        look: Look::default(),
        sending: Sending::default(),
        standing: Standing::default(),
        presence: Presence::default(),
        alike: false,
        muted: Mutes::default(),
        hand: false,
        may_speak: false,
        waits: String::new(),
    }
}

fn welcome(you: u32) -> ServerMsg {
    ServerMsg::Welcome(Welcome {
        you: PersonId(you),
        token: Token([0; 16]),
        room: "room".to_owned(),
        scene: "/scene".to_owned(),
        pos: Pos::default(),
        resumed: false,
        standing: Standing::default(),
        invitation_refused: false,
        chat_days: 0,
        turn: None,
    })
}

/// Ada, who is oneself, and Ben and Cleo, who talk.
pub(crate) fn room() -> Model {
    let mut model = Model::default();
    model.apply(&welcome(1));
    model.apply(&ServerMsg::Snapshot(Snapshot {
        tick: 1,
        people: vec![person(1, "Ada"), person(2, "Ben"), person(3, "Cleo")],
        open_doors: Vec::new(),
        ..Snapshot::default()
    }));
    model.apply(&motion(true, |out| {
        write_come(out, &[come(1, None), come(2, Some(7)), come(3, Some(7))]);
    }));
    model
}

fn motion(fresh: bool, write: impl FnOnce(&mut Vec<u8>)) -> ServerMsg {
    let mut written = Vec::new();
    write(&mut written);
    ServerMsg::Motion(Motion {
        tick: 2,
        ticks: 1,
        fresh,
        records: Records::of_written(written),
    })
}

fn come(id: u32, bubble: Option<u32>) -> Come {
    Come {
        id: PersonId(id),
        at: Spot::of(Pos::from_px(100, 100)),
        dir: Dir::Down,
        talks: bubble.map(|id| Talks {
            bubble: BubbleId(id),
            locked: false,
        }),
    }
}

fn call(slots: [u32; SLOTS]) -> ServerMsg {
    ServerMsg::Call(Call {
        slots: slots.map(|id| (id > 0).then_some(PersonId(id))),
        ..Call::default()
    })
}

fn keys(changes: &[Change]) -> Vec<&'static str> {
    let keys = changes.iter().filter_map(|change| match change {
        Change::Announce(a) => Some(a.key),
        _ => None,
    });
    keys.collect()
}

#[test]
fn deltas_bring_and_take_people() {
    let mut model = room();
    let on = Sending {
        microphone: true,
        ..Sending::default()
    };
    let changes = model.apply(&ServerMsg::Delta(Delta {
        tick: 2,
        entered: vec![person(4, "Dan")],
        left: vec![PersonId(3)],
        sending: vec![(PersonId(2), on)],
        ..Delta::default()
    }));
    assert_eq!(changes, [Change::People, Change::Sending]);
    assert_eq!(model.name(PersonId(3)), None);
    assert_eq!(model.name(PersonId(4)), Some("Dan"));
    assert!(model.sending(PersonId(2)).microphone);
}

#[test]
fn bubbles_are_those_of_people_in_view() {
    let mut model = room();
    assert_eq!(model.bubbles[&BubbleId(7)], [PersonId(2), PersonId(3)]);
    let gone = motion(false, |out| write_gone(out, &[PersonId(3)]));
    assert_eq!(model.apply(&gone), []);
    assert_eq!(model.bubbles[&BubbleId(7)], [PersonId(2)]);
    let back = motion(false, |out| write_come(out, &[come(3, Some(8))]));
    model.apply(&back);
    assert_eq!(model.bubbles[&BubbleId(8)], [PersonId(3)]);
    assert_eq!(model.apply(&motion(true, |_| {})), []);
    assert!(model.bubbles.is_empty());
}

#[test]
fn a_snapshot_replaces_everything_known_of_others() {
    let mut model = room();
    model.apply(&ServerMsg::Snapshot(Snapshot {
        tick: 9,
        people: vec![person(1, "Ada")],
        open_doors: Vec::new(),
        ..Snapshot::default()
    }));
    assert_eq!(model.people.len(), 1);
}

#[test]
fn calls_are_told_by_name_also_of_those_who_are_gone() {
    let mut model = room();
    let changes = model.apply(&call([2, 0, 3]));
    assert_eq!(keys(&changes), ["talking-with-two"]);
    assert!(model.in_call());
    let gone = Delta {
        left: vec![PersonId(3)],
        ..Delta::default()
    };
    model.apply(&ServerMsg::Delta(gone));
    assert_eq!(keys(&model.apply(&call([2, 0, 0]))), ["call-left"]);
    assert_eq!(model.slots[0].as_ref().map(|m| m.id), Some(PersonId(2)));
    assert_eq!(keys(&model.apply(&call([0, 0, 0]))), ["call-left"]);
    assert!(!model.in_call());
}

#[test]
fn a_new_connection_does_not_enter_zones_again() {
    let mut model = room();
    let zones = ServerMsg::Zones(vec![Here {
        title: "Hall".to_owned(),
        ..Here::default()
    }]);
    assert_eq!(keys(&model.apply(&zones)), ["zone-entered"]);
    model.apply(&call([2, 0, 0]));
    assert_eq!(keys(&model.apply(&welcome(9))), Vec::<&str>::new());
    assert!(!model.in_call(), "the call is told of anew");
    assert_eq!(model.apply(&zones), [Change::Zones]);
}

#[test]
fn words_come_with_the_name_of_their_author() {
    let mut model = room();
    let line = |from| ChatLine {
        line: 1,
        from: PersonId(from),
        in_call: false,
        text: "hi".to_owned(),
    };
    let changes = model.apply(&ServerMsg::Chat(line(2)));
    assert_eq!(changes, [Change::Said(line(2), "Ben".to_owned())]);
    assert_eq!(model.apply(&ServerMsg::Chat(line(77))), []);
}

#[test]
fn strangers_in_messages_do_no_harm() {
    let mut model = room();
    let odd = Delta {
        left: vec![PersonId(99)],
        sending: vec![(PersonId(97), Sending::default())],
        ..Delta::default()
    };
    model.apply(&ServerMsg::Delta(odd));
    assert_eq!(model.people.len(), 3);
    assert_eq!(keys(&model.apply(&call([99, 0, 0]))), Vec::<&str>::new());
}

#[test]
fn who_enters_after_their_call_was_told_is_in_it() {
    let mut model = room();
    assert_eq!(keys(&model.apply(&call([2, 5, 0]))), ["talking-with-one"]);
    let entered = Delta {
        entered: vec![person(5, "Eve")],
        ..Delta::default()
    };
    let changes = model.apply(&ServerMsg::Delta(entered));
    assert_eq!(keys(&changes), ["call-joined", "talking-with-two"]);
}

#[test]
fn who_changes_places_in_a_large_talk_is_neither_come_nor_gone() {
    let mut model = room();
    let told = |slots: [u32; SLOTS], others: &[u32]| {
        ServerMsg::Call(Call {
            slots: slots.map(|id| (id > 0).then_some(PersonId(id))),
            others: others.iter().map(|id| PersonId(*id)).collect(),
            screen: None,
        })
    };
    let first = model.apply(&told([2, 0, 0], &[3]));
    assert_eq!(keys(&first), ["talking-with-two"]);
    assert!(model.talks_with(PersonId(3)) && model.in_call());
    let swapped = model.apply(&told([3, 0, 0], &[2]));
    assert_eq!(swapped, [Change::Call]);
    let names: Vec<&str> = model.others.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names, ["Ben"]);
    // Somebody whose name comes later joins when it is known.
    assert_eq!(keys(&model.apply(&told([3, 0, 0], &[2, 4]))), [""; 0]);
    let delta = ServerMsg::Delta(Delta {
        tick: 2,
        entered: vec![person(4, "Dan")],
        ..Delta::default()
    });
    assert_eq!(
        keys(&model.apply(&delta)),
        ["call-joined", "talking-with-many"]
    );
}

#[test]
fn doors_open_and_close_and_are_forgotten_with_the_map() {
    let mut model = room();
    let delta = |doors| {
        ServerMsg::Delta(Delta {
            tick: 2,
            doors,
            ..Delta::default()
        })
    };
    let changes = model.apply(&delta(vec![(3, true), (5, true), (3, false)]));
    assert_eq!(
        changes,
        [
            Change::Doors,
            Change::DoorMoved(3, true),
            Change::DoorMoved(5, true),
            Change::DoorMoved(3, false)
        ]
    );
    assert_eq!(model.open_doors, BTreeSet::from([5]));
    model.apply(&ServerMsg::Doors(vec![5, 6]));
    assert_eq!(model.doors_here, [5, 6]);
    let changes = model.apply(&ServerMsg::Scene {
        scene: "/other".to_owned(),
        pos: Pos::default(),
    });
    assert_eq!(changes, [Change::DoorsHere]);
    assert!(model.open_doors.is_empty() && model.doors_here.is_empty());
}

/// These are in a bubble, of those in view nobody else is.
pub(crate) fn bubble(members: &[u32], locked: bool) -> ServerMsg {
    let bubble = BubbleId(7);
    let all = (1..=4).map(|id| {
        let talks = members.contains(&id).then_some(Talks { bubble, locked });
        (PersonId(id), talks)
    });
    motion(false, |out| write_talks(out, &all.collect::<Vec<_>>()))
}

#[test]
fn one_is_told_of_ones_own_bubble_s_lock_and_of_no_other() {
    let mut model = room();
    assert_eq!(model.apply(&bubble(&[2, 3], true)), [Change::Presence]);
    assert!(model.locked.contains(&BubbleId(7)));
    let joined = model.apply(&bubble(&[2, 3, 1], true));
    assert_eq!(keys(&joined), ["bubble-is-locked"]);
    assert_eq!(model.own_lock(), Some(true));
    assert_eq!(
        keys(&model.apply(&bubble(&[2, 3, 1], false))),
        ["bubble-opened"]
    );
    assert_eq!(
        keys(&model.apply(&bubble(&[2, 1], true))),
        ["bubble-locked"]
    );
    let left = model.apply(&bubble(&[], false));
    assert_eq!(left, [Change::Bubble]);
    assert_eq!((model.own_lock(), model.locked.len()), (None, 0));
}

#[test]
fn who_knocks_is_told_until_it_is_over() {
    let mut model = room();
    model.apply(&bubble(&[1, 2], true));
    let knocked = model.apply(&ServerMsg::Knocked(PersonId(3)));
    assert_eq!(keys(&knocked), ["knocks"]);
    assert_eq!(model.knocking.len(), 1);
    assert_eq!(model.apply(&ServerMsg::Knocked(PersonId(77))), []);
    model.apply(&ServerMsg::KnockOver(PersonId(3)));
    assert!(model.knocking.is_empty());
    // Who leaves hears no more of it.
    model.apply(&ServerMsg::Knocked(PersonId(3)));
    let left = model.apply(&bubble(&[], false));
    assert_eq!(left, [Change::Bubble, Change::Knocking]);
    let let_in = model.apply(&ServerMsg::Knock(Knock::LetIn(PersonId(2))));
    assert_eq!(keys(&let_in), ["knock-let-in"]);
    assert_eq!(let_in.last(), Some(&Change::LetIn(PersonId(2))));
}

#[test]
fn screens_are_told_when_they_begin_and_end() {
    let mut model = room();
    let told = |slots: [u32; SLOTS], screen: u32| {
        ServerMsg::Call(Call {
            slots: slots.map(|id| (id > 0).then_some(PersonId(id))),
            screen: (screen > 0).then_some(PersonId(screen)),
            ..Call::default()
        })
    };
    let met = model.apply(&told([2, 3, 0], 2));
    assert_eq!(keys(&met), ["talking-with-two", "screen-shared"]);
    assert!(met.contains(&Change::Screen));
    assert_eq!(model.apply(&told([2, 3, 0], 2)), [Change::Call]);
    let other = model.apply(&told([2, 3, 0], 3));
    assert_eq!(keys(&other), ["screen-ended", "screen-shared"]);
    // Who goes takes it along; one's own is told by the button.
    assert_eq!(keys(&model.apply(&told([2, 0, 0], 0))), ["call-left"]);
    assert_eq!(keys(&model.apply(&told([2, 0, 0], 1))), [""; 0]);
    assert_eq!(model.screen.as_ref().map(|it| it.id), Some(PersonId(1)));
    let refused = model.apply(&ServerMsg::ScreenRefused(Some(PersonId(2))));
    assert_eq!(keys(&refused), ["screen-taken"]);
    let refused = model.apply(&ServerMsg::ScreenRefused(None));
    assert_eq!(keys(&refused), ["screen-not-here"]);
}

#[test]
fn who_is_blocked_and_what_is_hidden_is_known() {
    let mut model = room();
    let blocked = ServerMsg::Blocked(vec![PersonId(2)]);
    assert_eq!(model.apply(&blocked), [Change::People]);
    assert!(model.blocked.contains(&PersonId(2)));
    let hidden = ServerMsg::LineHidden {
        line: 4,
        hidden: true,
    };
    assert_eq!(model.apply(&hidden), [Change::LineHidden(4, true)]);
    model.apply(&ServerMsg::Blocked(Vec::new()));
    assert!(model.blocked.is_empty());
}

#[test]
fn nobody_is_taken_for_one_who_keeps_order() {
    let mut model = room();
    model.alike = format!("{NAME} (guest)");
    let (ben, cleo) = (PersonId(2), PersonId(3));
    let name = model.name(ben).unwrap().to_owned();
    let found_out = OrderChange {
        alike: vec![ben],
        ..OrderChange::default()
    };
    let comes = Person {
        alike: true,
        ..person(3, "Fay")
    };
    let changes = model.apply(&ServerMsg::Delta(Delta {
        entered: vec![comes],
        order: found_out,
        ..Delta::default()
    }));
    assert!(changes.contains(&Change::People));
    assert_eq!(model.name(ben), Some(format!("{name} (guest)").as_str()));
    assert_eq!(model.name(cleo), Some("Fay (guest)"));
}

#[test]
fn what_those_who_keep_order_change_is_known() {
    let mut model = room();
    let ben = PersonId(2);
    let order = OrderChange {
        alike: Vec::new(),
        muted: vec![(ben, Mutes::MICROPHONE), (PersonId(99), Mutes::ALL)],
        hands: vec![(ben, true)],
        may_speak: vec![(ben, true)],
        waits: vec![(ben, "Surgery".to_owned())],
        quiet: vec![("Hall".to_owned(), Mutes::MICROPHONE)],
        zone_doors: vec![("Surgery".to_owned(), ZoneDoor::WaitingRoom)],
        frozen: Some(true),
    };
    let told = |order| {
        ServerMsg::Delta(Delta {
            order,
            ..Delta::default()
        })
    };
    assert_eq!(model.apply(&told(order)), [Change::Order]);
    let person = &model.people[&ben];
    assert_eq!(person.muted, Mutes::MICROPHONE);
    assert!(person.hand && person.may_speak && model.frozen);
    assert_eq!(person.waits, "Surgery");
    assert!(model.quiet.contains_key("Hall") && model.zone_doors.contains_key("Surgery"));
    let over = OrderChange {
        waits: vec![(ben, String::new())],
        quiet: vec![("Hall".to_owned(), Mutes::default())],
        zone_doors: vec![("Surgery".to_owned(), ZoneDoor::Open)],
        frozen: Some(false),
        ..OrderChange::default()
    };
    model.apply(&told(over));
    assert!(model.quiet.is_empty() && model.zone_doors.is_empty() && !model.frozen);
    assert_eq!(model.people[&ben].waits, "");
}
