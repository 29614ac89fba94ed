//! Keeping order, as those concerned are told of it.

use hallway_protocol::Role;
use hallway_protocol::order::{Mutes, Order as Said, OrderAct, OrderRefused, Ordered};

use super::*;

const FAY: u32 = 1;
const MALLORY: u32 = 2;
const ON: Sending = Sending {
    microphone: true,
    camera: true,
    screen: false,
    screen_sound: false,
};

/// Fay keeps order, Mallory does not.
fn stage() -> (Stage, Guest, Guest) {
    let mut stage = Stage::new(vec![right(Zone::default())], vec![]);
    let standing = Standing::everywhere(Role::Facilitator);
    let fay = stage.enter_as(FAY, Visitor::for_tests(FAY), standing, 1 << 20);
    let mallory = stage.enter(MALLORY);
    (stage, fay, mallory)
}

fn order(person: u32, act: OrderAct) -> Wish {
    Wish::Order(Said {
        person: PersonId(person),
        act,
        reason: "noise".to_owned(),
    })
}

fn sends(stage: &Stage, id: u32) -> Sending {
    stage.hub.room.person(PersonId(id)).unwrap().person.sending
}

impl Guest {
    async fn is_ordered(&mut self, stage: &mut Stage) -> Ordered {
        self.hears(stage, |message| match message {
            ServerMsg::Ordered(ordered) => Some(ordered.clone()),
            _ => None,
        })
        .await
    }

    async fn is_refused(&mut self, stage: &mut Stage) -> Refusal {
        self.hears(stage, |message| match message {
            ServerMsg::Refused(refusal) => Some(*refusal),
            _ => None,
        })
        .await
    }
}

#[tokio::test]
async fn who_is_muted_is_told_why_and_is_muted_when_they_come_again() {
    let (mut stage, _fay, mut mallory) = stage();
    stage.wish(mallory.id, Wish::Sending(ON));
    stage.tick();
    assert_eq!(sends(&stage, MALLORY), ON);
    let act = OrderAct::Mute(Mutes::MICROPHONE);
    stage.wish(PersonId(FAY), order(MALLORY, act.clone()));
    let ordered = mallory.is_ordered(&mut stage).await;
    let expected = Ordered {
        by: "P1".to_owned(),
        act,
        reason: "noise".to_owned(),
    };
    assert_eq!(ordered, expected);
    assert!(!sends(&stage, MALLORY).microphone);
    // By another connection, with the same cookie.
    let visitor = Visitor::for_tests(MALLORY);
    let _again = stage.enter_as(3, visitor, Standing::default(), 1 << 20);
    stage.wish(PersonId(3), Wish::Sending(ON));
    stage.tick();
    assert_eq!(sends(&stage, 3), Mutes::MICROPHONE.leaves(ON));
    // Let go once, let go everywhere.
    stage.wish(
        PersonId(FAY),
        order(MALLORY, OrderAct::Mute(Mutes::default())),
    );
    stage.tick();
    stage.tick();
    stage.wish(PersonId(3), Wish::Sending(ON));
    stage.tick();
    assert_eq!(sends(&stage, 3), ON);
}

#[tokio::test]
async fn who_is_sent_away_goes_with_a_word_and_all_their_windows() {
    for (act, refusal) in [
        (OrderAct::Remove, Refusal::Removed),
        (OrderAct::Ban(Some(60)), Refusal::Banned),
    ] {
        let (mut stage, mut fay, mut mallory) = stage();
        let visitor = Visitor::for_tests(MALLORY);
        let mut window = stage.enter_as(3, visitor, Standing::default(), 1 << 20);
        stage.wish(PersonId(FAY), order(MALLORY, act.clone()));
        assert_eq!(mallory.is_ordered(&mut stage).await.act, act);
        assert_eq!(mallory.is_refused(&mut stage).await, refusal);
        assert_eq!(window.is_refused(&mut stage).await, refusal);
        assert!(stage.hub.room.person(PersonId(MALLORY)).is_none());
        assert!(stage.hub.room.person(PersonId(FAY)).is_some());
        let book = &stage.hub.services.order_book;
        let now = SystemTime::now();
        assert!(book.keeps_out(&visitor, now).is_some());
        assert!(book.keeps_out(&Visitor::for_tests(9), now).is_none());
        let done = fay
            .hears(&mut stage, |message| match message {
                ServerMsg::OrderDone(done) => Some(done.clone()),
                _ => None,
            })
            .await;
        assert_eq!((done.name.as_str(), done.act), ("P2", act));
        let lift = Wish::Lift(done.sanction.unwrap());
        stage.wish(PersonId(FAY), lift);
        stage.tick();
        let book = &stage.hub.services.order_book;
        assert!(book.keeps_out(&visitor, now).is_none());
    }
}

#[tokio::test]
async fn who_may_not_is_told_so_and_nothing_happens() {
    let (mut stage, mut fay, mut mallory) = stage();
    stage.wish(PersonId(FAY), Wish::Sending(ON));
    for act in [
        OrderAct::Mute(Mutes::ALL),
        OrderAct::Remove,
        OrderAct::Ban(None),
        OrderAct::MoveOut,
    ] {
        stage.wish(mallory.id, order(FAY, act));
        let why = mallory
            .hears(&mut stage, |message| match message {
                ServerMsg::OrderRefused(why) => Some(*why),
                _ => None,
            })
            .await;
        assert_eq!(why, OrderRefused::NotAllowed);
    }
    stage.wish(mallory.id, Wish::Announce("Go home!".to_owned()));
    stage.wish(mallory.id, Wish::Freeze(true));
    stage.tick();
    assert!(!stage.hub.room.is_frozen());
    assert_eq!(sends(&stage, FAY), ON);
    assert_eq!(
        stage.hub.services.order_book.in_force(SystemTime::now()),
        []
    );
    // The next that Fay hears is her own word.
    stage.wish(PersonId(FAY), Wish::Announce("Lunch!".to_owned()));
    let heard = |message: &ServerMsg| match message {
        ServerMsg::Announcement { by, text } => Some((by.clone(), text.clone())),
        _ => None,
    };
    let expected = ("P1".to_owned(), "Lunch!".to_owned());
    assert_eq!(fay.hears(&mut stage, heard).await, expected);
    assert_eq!(mallory.hears(&mut stage, heard).await, expected);
}

#[tokio::test]
async fn a_sanction_from_elsewhere_holds_from_the_next_tick_on() {
    let (mut stage, _fay, mut mallory) = stage();
    let visitor = Visitor::for_tests(MALLORY);
    let word = crate::trust::order_book::Word {
        visitor: &visitor,
        name: "Mallory",
        by: "Olga",
        reason: "",
    };
    stage.wish(mallory.id, Wish::Sending(ON));
    stage.tick();
    let book = Arc::clone(&stage.hub.services.order_book);
    book.mute(word, Mutes::ALL, SystemTime::now());
    stage.tick();
    assert_eq!(sends(&stage, MALLORY), Sending::default());
    book.ban(word, None, SystemTime::now());
    assert_eq!(mallory.is_refused(&mut stage).await, Refusal::Banned);
}

#[tokio::test]
async fn who_keeps_a_zone_only_says_nothing_for_elsewhere() {
    let mut stage = Stage::new(
        vec![Zone {
            title: "Left".to_owned(),
            area: rectangle(0, 200),
            ..Zone::default()
        }],
        vec![],
    );
    let keeper = Standing::in_zone("Left", Role::Facilitator);
    let _fay = stage.enter_as(FAY, Visitor::for_tests(FAY), keeper, 1 << 20);
    let mut mallory = stage.enter(MALLORY);
    let act = OrderAct::Mute(Mutes::ALL);
    stage.wish(PersonId(FAY), order(MALLORY, act.clone()));
    assert_eq!(mallory.is_ordered(&mut stage).await.act, act);
    let now = SystemTime::now();
    assert_eq!(stage.hub.services.order_book.in_force(now), []);
    // Something else in the book does not end it.
    let visitor = Visitor::for_tests(9);
    let word = crate::trust::order_book::Word {
        visitor: &visitor,
        name: "Somebody",
        by: "Olga",
        reason: "",
    };
    stage.hub.services.order_book.ban(word, None, now);
    stage.tick();
    stage.wish(PersonId(MALLORY), Wish::Sending(ON));
    stage.tick();
    assert_eq!(sends(&stage, MALLORY), Sending::default());
}

#[tokio::test]
async fn who_is_banned_on_the_way_in_does_not_get_in() {
    let (mut stage, _fay, _mallory) = stage();
    let visitor = Visitor::for_tests(9);
    let word = crate::trust::order_book::Word {
        visitor: &visitor,
        name: "Mallory",
        by: "Olga",
        reason: "",
    };
    let book = Arc::clone(&stage.hub.services.order_book);
    book.ban(word, None, SystemTime::now());
    // The room has looked at the book by now.
    stage.tick();
    let mut late = stage.enter_as(9, visitor, Standing::default(), 1 << 20);
    assert!(stage.hub.room.person(PersonId(9)).is_none());
    assert_eq!(late.is_refused(&mut stage).await, Refusal::Banned);
}
