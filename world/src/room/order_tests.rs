//! Keeping order, by example and by chance.

use hallway_protocol::Role;
use hallway_protocol::order::OrderAct;
use hallway_protocol::order::OrderRefused::{self, NotAllowed, TooHigh};
use hallway_protocol::server::Person;
use hallway_protocol::session::Barrier;

use super::simulation::Chance;
use super::tests::{enter, input, rectangle, room_with, zone};
use super::*;
use crate::permit::Act;

const GUEST: PersonId = PersonId(1);
const OTHER: PersonId = PersonId(2);
const KEEPER: PersonId = PersonId(3);
const HOST: PersonId = PersonId(4);

const ON: Sending = Sending {
    microphone: true,
    camera: true,
    screen: true,
    screen_sound: true,
};

pub(super) fn of(standing: Standing, command: Command) -> Command {
    let Command::Enter(entering) = command else {
        unreachable!("it is an entering");
    };
    Command::Enter(Entering {
        standing,
        ..entering
    })
}

/// A kitchen at the left, a garden at the right. Two guests in the kitchen, who keeps it in the garden, an
/// organizer between the two.
fn room() -> Room {
    let mut room = room_with(vec![
        zone("Kitchen", false, rectangle(0, 0, 200, 640)),
        zone("Garden", false, rectangle(440, 0, 640, 640)),
    ]);
    room.step([
        enter(1, 40, 40),
        enter(2, 150, 600),
        of(
            Standing::in_zone("kitchen", Role::Facilitator),
            enter(3, 600, 40),
        ),
        of(Standing::everywhere(Role::Organizer), enter(4, 320, 600)),
    ]);
    room.step([Command::Sending(GUEST, ON), Command::Sending(OTHER, ON)]);
    room
}

fn order(by: PersonId, person: PersonId, act: OrderAct) -> Command {
    let reason = "noise".to_owned();
    Command::Order(
        by,
        Order {
            person,
            act,
            reason,
        },
    )
}

fn mute(by: PersonId, person: PersonId, mutes: Mutes) -> Command {
    order(by, person, OrderAct::Mute(mutes))
}

fn sends(room: &Room, id: PersonId) -> Sending {
    room.person(id).unwrap().person.sending
}

#[test]
fn nothing_is_taken_of_what_somebody_is_muted_for() {
    let mut room = room();
    let changes = room.step([mute(HOST, GUEST, Mutes::MICROPHONE)]);
    assert_eq!(changes.kept, [(GUEST, Mutes::MICROPHONE)]);
    assert_eq!(changes.delta.order.muted, [(GUEST, Mutes::MICROPHONE)]);
    let left = Mutes::MICROPHONE.leaves(ON);
    assert_eq!(changes.delta.sending, [(GUEST, left)]);
    let [done] = &changes.orders[..] else {
        panic!("{:?}", changes.orders);
    };
    assert_eq!(
        (done.by, &done.zones[..]),
        (HOST, &["Kitchen".to_owned()][..])
    );
    // Whatever their page says.
    room.step([Command::Sending(GUEST, ON)]);
    assert_eq!(sends(&room, GUEST), left);
    // Let go, nothing begins by itself.
    let changes = room.step([mute(HOST, GUEST, Mutes::default())]);
    assert_eq!(changes.kept, [(GUEST, Mutes::default())]);
    assert_eq!(sends(&room, GUEST), left);
    room.step([Command::Sending(GUEST, ON)]);
    assert_eq!(sends(&room, GUEST), ON);
}

#[test]
fn who_is_muted_in_chat_is_read_by_nobody() {
    let mut room = room();
    let chat = Mutes {
        chat: true,
        ..Mutes::default()
    };
    room.step([mute(HOST, GUEST, chat)]);
    let say = |id| Command::Chat(id, "buy!".to_owned());
    let changes = room.step([say(GUEST), say(OTHER)]);
    let authors: Vec<PersonId> = changes.chat.iter().map(|(_, line)| line.from).collect();
    assert_eq!(authors, [OTHER]);
}

#[test]
fn a_mute_waits_for_who_comes_again() {
    let mut room = room();
    room.step([Command::Leave(GUEST)]);
    let Command::Enter(entering) = enter(9, 40, 40) else {
        unreachable!("it is an entering");
    };
    let changes = room.step([Command::Enter(Entering {
        muted: Mutes::MICROPHONE,
        sending: ON,
        ..entering
    })]);
    let id = PersonId(9);
    assert_eq!(changes.kept, [(id, Mutes::MICROPHONE)]);
    assert_eq!(sends(&room, id), Mutes::MICROPHONE.leaves(ON));
    room.step([Command::Sending(id, ON)]);
    assert_eq!(sends(&room, id), Mutes::MICROPHONE.leaves(ON));
}

#[test]
fn who_may_not_does_nothing_and_is_told_so() {
    let mut room = room();
    let mutes = Mutes::ALL;
    for (by, person, why) in [
        (GUEST, OTHER, NotAllowed),
        (GUEST, HOST, NotAllowed),
        (OTHER, GUEST, NotAllowed),
        (KEEPER, HOST, NotAllowed),
        (HOST, HOST, TooHigh),
        (HOST, PersonId(77), OrderRefused::Gone),
        (PersonId(77), HOST, OrderRefused::Gone),
    ] {
        let acts = [
            OrderAct::Mute(mutes),
            OrderAct::MoveOut,
            OrderAct::Remove,
            OrderAct::Ban(None),
        ];
        for act in acts {
            let changes = room.step([order(by, person, act.clone())]);
            assert_eq!(
                changes.orders_refused,
                [(by, why)],
                "{by:?} {person:?} {act:?}"
            );
            assert_eq!((changes.orders, changes.kept), (vec![], vec![]));
            assert!(changes.delta.is_empty());
        }
    }
    let changes = room.step([
        Command::Freeze(GUEST, true),
        Command::Freeze(KEEPER, true),
        Command::Quiet(GUEST, "Kitchen".to_owned(), mutes),
        Command::Quiet(KEEPER, "Garden".to_owned(), mutes),
        Command::Quiet(HOST, String::new(), mutes),
    ]);
    let refused = [(GUEST, NotAllowed), (KEEPER, NotAllowed)];
    let expected = [&refused[..], &refused[..], &[(HOST, OrderRefused::Gone)]].concat();
    assert_eq!(changes.orders_refused, expected);
    assert!(changes.delta.is_empty());
}

#[test]
fn who_keeps_a_zone_acts_on_those_who_stand_there() {
    let mut room = room();
    let changes = room.step([mute(KEEPER, GUEST, Mutes::MICROPHONE)]);
    assert_eq!(changes.orders.len(), 1);
    let changes = room.step([order(KEEPER, GUEST, OrderAct::Remove)]);
    assert_eq!(changes.orders_refused, [(KEEPER, NotAllowed)]);
    // In the garden they are nobody.
    room.step([Command::Leave(GUEST), enter(5, 620, 620)]);
    let changes = room.step([mute(KEEPER, PersonId(5), Mutes::MICROPHONE)]);
    assert_eq!(changes.orders_refused, [(KEEPER, NotAllowed)]);
}

#[test]
fn where_all_are_quiet_speaks_who_is_let() {
    let mut room = room();
    let changes = room.step([Command::Quiet(
        KEEPER,
        "Kitchen".to_owned(),
        Mutes::MICROPHONE,
    )]);
    assert_eq!(
        changes.delta.order.quiet,
        [("Kitchen".to_owned(), Mutes::MICROPHONE)]
    );
    assert_eq!(changes.quieted.len(), 1);
    let quiet = [(GUEST, Mutes::MICROPHONE), (OTHER, Mutes::MICROPHONE)];
    assert_eq!(changes.kept, quiet, "nobody beyond the kitchen");
    let changes = room.step([Command::Hand(GUEST, true)]);
    assert_eq!(changes.delta.order.hands, [(GUEST, true)]);
    let changes = room.step([order(KEEPER, GUEST, OrderAct::LetSpeak(true))]);
    assert_eq!(changes.kept, [(GUEST, Mutes::default())]);
    assert_eq!(changes.delta.order.hands, [(GUEST, false)]);
    room.step([Command::Sending(GUEST, ON), Command::Sending(OTHER, ON)]);
    assert!(sends(&room, GUEST).microphone && !sends(&room, OTHER).microphone);
    // Out of the kitchen one may speak anyway, and back in it no longer.
    for seq in 1..=20 {
        room.step([input(1, seq, 16, 0)]);
    }
    assert!(!room.person(GUEST).unwrap().person.may_speak);
    let changes: Vec<_> = (21..=30)
        .map(|seq| room.step([input(1, seq, -16, 0)]))
        .collect();
    assert!(
        changes
            .iter()
            .any(|it| it.kept == [(GUEST, Mutes::MICROPHONE)])
    );
    assert!(!sends(&room, GUEST).microphone);
    // The keeper comes by, and is heard.
    room.step([Command::Leave(KEEPER)]);
    let keeper = Standing::in_zone("Kitchen", Role::Facilitator);
    room.step([of(keeper, enter(3, 100, 300)), Command::Sending(KEEPER, ON)]);
    assert!(sends(&room, KEEPER).microphone);
    let changes = room.step([Command::Quiet(
        KEEPER,
        "Kitchen".to_owned(),
        Mutes::default(),
    )]);
    assert_eq!(changes.kept.len(), 2);
}

#[test]
fn who_is_put_out_stays_out() {
    let mut room = room();
    let is_in = |room: &Room| room.person(GUEST).unwrap().zones.contains(&0);
    assert!(is_in(&room));
    let changes = room.step([order(KEEPER, GUEST, OrderAct::MoveOut)]);
    assert_eq!(changes.orders.len(), 1);
    assert!(!is_in(&room));
    let mut barred = Vec::new();
    for seq in 1..=60 {
        barred.extend(room.step([input(1, seq, -16, 0)]).barred);
    }
    assert!(!is_in(&room));
    assert_eq!(barred[0], (GUEST, "Kitchen".to_owned(), Barrier::PutOut));
    // Others come and go.
    for seq in 1..=20 {
        room.step([input(2, seq, 16, 0)]);
    }
    for seq in 21..=40 {
        room.step([input(2, seq, -16, 0)]);
    }
    assert!(room.person(OTHER).unwrap().zones.contains(&0));
    // Not through an exit or an entry either.
    room.step([Command::Place(GUEST, String::new())]);
    assert!(!is_in(&room));
    // Nobody is put out of no zone.
    let changes = room.step([order(HOST, GUEST, OrderAct::MoveOut)]);
    assert_eq!(changes.orders_refused, [(HOST, OrderRefused::Gone)]);
    // Whoever keeps the kitchen does not reach them any more, but who keeps all.
    room.step([order(KEEPER, GUEST, OrderAct::LetBack)]);
    assert!(!is_in(&room));
    for _ in 0..12_001 {
        room.step([]);
    }
    for seq in 61..=80 {
        room.step([input(1, seq, -16, 0)]);
    }
    assert!(is_in(&room));
}

#[test]
fn in_a_frozen_room_only_those_walk_and_speak_who_keep_order() {
    let mut room = room();
    let before = room.person(GUEST).unwrap().pos;
    let changes = room.step([Command::Freeze(HOST, true)]);
    assert_eq!(
        (changes.delta.order.frozen, changes.froze),
        (Some(true), Some(HOST))
    );
    room.step([
        Command::Sending(GUEST, ON),
        Command::Chat(GUEST, "hi".to_owned()),
    ]);
    let changes = room.step([input(1, 1, 16, 0), input(4, 1, 16, 0)]);
    assert_eq!(room.person(GUEST).unwrap().pos, before);
    assert_eq!(changes.acks.len(), 2, "their page is told where they stand");
    assert_ne!(room.person(HOST).unwrap().pos, Pos::from_px(320, 600));
    assert_eq!(sends(&room, GUEST), Sending::default());
    assert!(room.snapshot().frozen);
    room.step([Command::Freeze(HOST, false)]);
    room.step([Command::Sending(GUEST, ON), input(1, 2, 16, 0)]);
    assert_eq!(sends(&room, GUEST), ON);
    assert_ne!(room.person(GUEST).unwrap().pos, before);
}

/// What one knows who was told of every change.
#[derive(Debug, Default, PartialEq)]
struct Told {
    people: BTreeMap<PersonId, Person>,
    quiet: BTreeMap<String, Mutes>,
    zone_doors: BTreeMap<String, ZoneDoor>,
    frozen: bool,
}

impl Told {
    fn of(snapshot: Snapshot) -> Self {
        let people = snapshot.people.into_iter();
        Self {
            people: people.map(|person| (person.id, person)).collect(),
            quiet: snapshot.quiet.into_iter().collect(),
            zone_doors: snapshot.zone_doors.into_iter().collect(),
            frozen: snapshot.frozen,
        }
    }

    fn take(&mut self, delta: Delta) {
        self.people.retain(|id, _| !delta.left.contains(id));
        let came = delta.entered.into_iter();
        self.people.extend(came.map(|person| (person.id, person)));
        let mut change = |id: PersonId, change: &dyn Fn(&mut Person)| {
            change(self.people.get_mut(&id).expect("they are here"));
        };
        for (id, sending) in delta.sending {
            change(id, &|it| it.sending = sending);
        }
        for (id, mutes) in delta.order.muted {
            change(id, &|it| it.muted = mutes);
        }
        for (id, up) in delta.order.hands {
            change(id, &|it| it.hand = up);
        }
        for (id, may) in delta.order.may_speak {
            change(id, &|it| it.may_speak = may);
        }
        for (id, zone) in delta.order.waits {
            change(id, &|it| it.waits.clone_from(&zone));
        }
        self.zone_doors.extend(delta.order.zone_doors);
        self.zone_doors.retain(|_, door| *door != ZoneDoor::Open);
        for (zone, mutes) in delta.order.quiet {
            self.quiet.insert(zone, mutes);
            self.quiet.retain(|_, mutes| !mutes.is_none());
        }
        self.frozen = delta.order.frozen.unwrap_or(self.frozen);
    }
}

#[test]
fn whatever_is_done_what_is_kept_is_not_taken_and_all_know_the_same() {
    let mut room = room_with(vec![
        zone("Kitchen", false, rectangle(0, 0, 300, 640)),
        zone("Table", false, rectangle(100, 100, 200, 300)),
        zone("Garden", false, rectangle(440, 0, 640, 640)),
    ]);
    let mut chance = Chance(0x5DEE_CE66_D1CE_5EED);
    let mut told = Told::default();
    let (mut done, mut admitted) = (0, 0);
    for tick in 0..6000_u32 {
        let who = PersonId(chance.below(12));
        let to = PersonId(chance.below(12));
        let bit = |chance: &mut Chance| chance.below(2) == 1;
        let mutes = Mutes {
            microphone: bit(&mut chance),
            camera: bit(&mut chance),
            screen: bit(&mut chance),
            chat: bit(&mut chance),
        };
        let flag = bit(&mut chance);
        // Few wait at a time.
        let waiting = room.people().find(|it| !it.person.waits.is_empty());
        let waiting = waiting.map(|it| it.person.id);
        let seq = tick + 1;
        let (dx, dy) = (chance.below(33) as i32 - 16, chance.below(33) as i32 - 16);
        let command = match chance.below(17) {
            0 => {
                let zones = ["Kitchen", "Table", "Garden"];
                let zone = zones[chance.below(3) as usize];
                let role = Role::ALL[chance.below(4) as usize];
                let standing = match flag {
                    true => Standing::in_zone(zone, role),
                    false => Standing::everywhere(role),
                };
                let (x, y) = (chance.below(640) as i32, chance.below(640) as i32);
                of(standing, enter(who.0, x, y))
            }
            1 if chance.below(4) == 0 => Command::Leave(who),
            2 => Command::Freeze(who, flag && chance.below(4) == 0),
            3 => {
                let zones = ["Kitchen", "Table", "Garden", ""];
                let zone = zones[chance.below(4) as usize];
                Command::Quiet(who, zone.to_owned(), mutes)
            }
            4 => Command::Hand(who, flag),
            5 => mute(who, to, mutes),
            6 => order(who, to, OrderAct::LetSpeak(flag)),
            7 => order(who, to, OrderAct::MoveOut),
            8 => order(who, to, OrderAct::Remove),
            9 => Command::Sending(who, ON),
            10 => Command::Chat(who, "hi".to_owned()),
            11 => {
                let zones = ["Kitchen", "Table", "Garden", ""];
                let zone = zones[chance.below(4) as usize].to_owned();
                let doors = [ZoneDoor::Open, ZoneDoor::Locked, ZoneDoor::WaitingRoom];
                Command::ZoneDoor(who, zone, doors[chance.below(3) as usize])
            }
            12 => order(who, waiting.unwrap_or(to), OrderAct::Admit),
            13 if flag => order(who, waiting.unwrap_or(to), OrderAct::TurnAway),
            _ => input(who.0, seq, dx, dy),
        };
        let may = match &command {
            Command::Order(by, order) if Act::of_order(&order.act) == Act::Admit => {
                let waits = room.person(order.person).map(|it| &it.person.waits);
                room.permits_at(*by, Act::Admit, waits.unwrap_or(&String::new()))
            }
            Command::Order(by, order) => {
                room.permits(*by, Act::of_order(&order.act), Some(order.person))
            }
            _ => Ok(()),
        };
        let silent = match &command {
            Command::Chat(id, _) => room.person(*id).is_none_or(|it| it.kept.chat),
            _ => false,
        };
        let frozen = room.is_frozen();
        let stood: BTreeMap<PersonId, Pos> =
            room.people().map(|it| (it.person.id, it.pos)).collect();
        let is_order = matches!(command, Command::Order(..));
        let walks = matches!(command, Command::Input(..));
        let changes = room.step([command]);
        done += changes.orders.len();
        let admissions = changes.orders.iter();
        admitted += admissions
            .filter(|it| it.order.act == OrderAct::Admit)
            .count();
        assert!(
            !is_order
                || may.is_ok() != changes.orders.is_empty()
                || !changes.orders_refused.is_empty()
        );
        assert!(may.is_ok() || changes.orders.is_empty());
        assert!(!silent || changes.chat.is_empty());
        for avatar in room.people() {
            let id = avatar.person.id;
            let sending = avatar.person.sending;
            assert_eq!(avatar.kept.leaves(sending), sending, "{id:?} at {tick}");
            let titles = avatar
                .zones
                .iter()
                .map(|zone| &room.venue().zones[*zone].title);
            let titles: Vec<&String> = titles.collect();
            let quiet = room
                .quiet()
                .filter(|(zone, _)| titles.iter().any(|it| it == zone));
            let all = quiet.fold(Mutes::default(), |all, (_, mutes)| all.and(mutes));
            let speaks =
                avatar.person.may_speak || room.permits(id, Act::SpeakAmongQuiet, None).is_ok();
            let stands = room.is_frozen() && room.permits(id, Act::WalkFrozen, None).is_err();
            let expected = match (stands, speaks) {
                (true, _) => Mutes::ALL,
                (false, true) => avatar.person.muted,
                (false, false) => avatar.person.muted.and(all),
            };
            assert_eq!(avatar.kept, expected, "{id:?} at {tick}");
            if frozen && stands && walks {
                assert_eq!(stood.get(&id), Some(&avatar.pos), "{id:?} at {tick}");
            }
        }
        told.take(changes.delta);
        assert_eq!(told, Told::of(room.snapshot()), "at {tick}");
    }
    assert!(done > 200, "only {done} orders were obeyed");
    assert!(admitted > 5, "only {admitted} were let in");
}
