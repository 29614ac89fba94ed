//! The worst afternoon, replayed: an intruder in a public call plays audio, throws out the hosts and the
//! speaker, and comes back whenever they are sent away. Every step fails, and what ends it is one click.

use std::net::Ipv4Addr;
use std::time::Duration;

use hallway_protocol::client::{Hello, Sending};
use hallway_protocol::order::{Mutes, Order, OrderAct, OrderRefused};
use hallway_protocol::{ClientMsg, PersonId, Refusal, Role};

use crate::harness::guests::{comes, comes_in_browser, invitation, walks_about};
use crate::harness::meeting::Meeting;
use crate::harness::scene::{clearing, shifted};
use crate::harness::walker::hello;
use crate::harness::{Caller, Devices, Driver, Server, Venue, Walker, until};

/// Whence the intruder comes: another address than all others have.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 66);

/// Others who walk about meanwhile.
const GUESTS: usize = 50;

/// How far from the guests it happens, in map pixels.
const FAR: i32 = 600;

const EVERYTHING: Sending = Sending {
    microphone: true,
    camera: true,
    screen: true,
    screen_sound: true,
};

/// All that the intruder says to throw somebody out, or to keep all from doing anything.
fn weapons(against: PersonId) -> Vec<ClientMsg> {
    let acts = [
        OrderAct::Mute(Mutes::ALL),
        OrderAct::MoveOut,
        OrderAct::Remove,
        OrderAct::Ban(None),
        OrderAct::LetSpeak(true),
    ];
    let orders = acts.map(|act| {
        ClientMsg::Order(Order {
            person: against,
            act,
            reason: "mine now".to_owned(),
        })
    });
    let others = [
        ClientMsg::Freeze(true),
        ClientMsg::Announce("mine now".to_owned()),
        ClientMsg::Lift(1),
    ];
    orders.into_iter().chain(others).collect()
}

/// The host and the speaker are there, and nobody was told or kept from anything.
fn nothing_happened(speaker: &Walker) {
    let view = speaker.view();
    assert!(view.named("Fay").is_some() && view.named("Sam").is_some() && !view.frozen);
    assert_eq!((view.ordered.len(), view.announced.len()), (0, 0));
    assert_eq!((view.kept, view.closed.clone()), (Mutes::default(), None));
}

#[tokio::test]
async fn an_intruder_throws_nobody_out_and_is_gone_with_one_click() {
    let server = Server::start(Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    // Out of the way of all who walk about.
    let far = clearing(&meeting.scene, meeting.middle, FAR, 64);
    let beside = |right| shifted(far, right, 0);
    let driver = Driver::start().await;
    let mut guests = Vec::new();
    for number in 0..GUESTS {
        let guest = Walker::enter(&server, &format!("Guest {number}")).await;
        guests.push(walks_about(guest));
    }
    let secret = invitation(&server, Role::Speaker).await;
    let speaker = comes(&server, "Sam", &secret).await;
    let host = comes_in_browser((&driver, Devices::Fake), &server, "Fay", "facilitator").await;

    // 1. The intruder comes with a modified client, plays audio, and is heard by whom it stands beside.
    let mut mallory = Caller::enter_from(&server, "Mallory", "", ELSEWHERE).await;
    let mut ada = Caller::enter_at(&server, "Ada", "").await;
    mallory
        .walker
        .walk_to(&meeting.scene.walls, beside(-16))
        .await;
    ada.walker.walk_to(&meeting.scene.walls, beside(16)).await;
    mallory.speak(true);
    ada.hears("Mallory", mallory.number).await;

    // 2. It tries to throw out the host and the speaker, and to take over the room.
    let fay = meeting
        .observer
        .view()
        .named("Fay")
        .expect("she is here")
        .id;
    let sam = speaker.welcome().you;
    let mut tries = 0;
    for against in [fay, sam, ada.walker.welcome().you] {
        for weapon in weapons(against) {
            mallory.walker.say(weapon).await;
            tries += 1;
        }
    }
    mallory
        .walker
        .sees("that nothing of it happens", |view| {
            view.orders_refused.len() == tries
        })
        .await;
    let refused = mallory.walker.view().orders_refused.clone();
    assert_eq!(refused, vec![OrderRefused::NotAllowed; tries]);
    // Nor by saying that it may.
    let forged = comes(&server, "Mallory too", "b3JnYW5pemVy").await;
    assert_eq!(forged.welcome().standing.role, Role::Visitor);
    assert!(forged.welcome().invitation_refused);
    nothing_happened(&speaker);

    // 3. One click, and nothing of what it plays reaches anybody, whatever its client says.
    host.press("People and places").await;
    host.press("Mute Mallory").await;
    mallory
        .walker
        .sees("that it is muted", |view| view.kept == Mutes::ALL)
        .await;
    ada.take_heard();
    let sent = mallory.sent();
    let mut chat = Vec::new();
    for turn in 0..10 {
        mallory.walker.say(ClientMsg::Sending(EVERYTHING)).await;
        let words = format!("listen to me {turn}");
        mallory.walker.say(ClientMsg::Chat(words)).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        chat.extend(ada.walker.view().chat.clone());
    }
    assert!(mallory.sent() > sent + 20, "it goes on playing");
    let heard = ada.take_heard();
    assert_eq!(heard.get(&mallory.number), None, "{heard:?}");
    assert!(chat.is_empty(), "{chat:?}");

    // 4. Another click, and it is gone; and does not come back.
    host.press("Remove Mallory").await;
    host.hears("You sent Mallory away for ten minutes.").await;
    mallory
        .walker
        .sees("that it is sent away", |view| {
            view.refused == Some(Refusal::Removed)
        })
        .await;
    let ordered = mallory.walker.view().ordered.last().cloned();
    assert_eq!(
        ordered.map(|it| (it.by, it.act)),
        Some(("Fay".to_owned(), OrderAct::Remove))
    );
    for name in ["Mallory", "Somebody else"] {
        let again = Walker::connect_from(&server, ELSEWHERE).await;
        let message = hello(server.venue.room, name);
        again.say(ClientMsg::Hello(message)).await;
        let what = "that it does not come in again";
        again
            .sees(what, |view| view.refused == Some(Refusal::Removed))
            .await;
    }
    // From there comes who was invited.
    let message = Hello {
        invitation: secret,
        ..hello(server.venue.room, "Neighbour")
    };
    let neighbour = Walker::enter_from(&server, message, ELSEWHERE).await;
    assert_eq!(neighbour.welcome().standing.role, Role::Speaker);

    // 5. Should it come from yet another network: everything stands still with one click.
    let elsewhere = Ipv4Addr::new(127, 0, 0, 67);
    let mut fresh = Caller::enter_from(&server, "Mallory", "", elsewhere).await;
    fresh
        .walker
        .walk_to(&meeting.scene.walls, beside(-16))
        .await;
    fresh.speak(true);
    ada.hears("Mallory", fresh.number).await;
    host.press("Freeze the room").await;
    fresh
        .walker
        .sees("that all stand still", |view| view.frozen)
        .await;
    let place = fresh.walker.settled().await;
    ada.take_heard();
    for _ in 0..10 {
        fresh.walker.input(100, 0).await;
        fresh.walker.say(ClientMsg::Sending(EVERYTHING)).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(fresh.walker.settled().await, place);
    assert_eq!(ada.take_heard().get(&fresh.number), None);
    host.press("Ban Mallory").await;
    fresh
        .walker
        .sees("that it is banned", |view| {
            view.refused == Some(Refusal::Banned)
        })
        .await;
    host.press("Freeze the room").await;
    speaker.sees("that all goes on", |view| !view.frozen).await;

    // 6. Nobody else went, the others walk on, and it is written down who did what.
    assert!(speaker.view().named("Mallory").is_none());
    for guest in &guests {
        assert!(!guest.is_finished(), "a guest was thrown out");
    }
    until("the others walk", async || {
        let before = meeting.observer.view().tick;
        tokio::time::sleep(Duration::from_millis(500)).await;
        (meeting.observer.view().tick > before).then_some(())
    })
    .await;
    server.keeps_ticking().await;
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
    for guest in guests {
        guest.abort();
    }
}

#[tokio::test]
async fn who_was_banned_stays_out_when_the_server_is_killed_and_starts_again() {
    let mut server = Server::start(Venue::any()).await;
    let secret = invitation(&server, Role::Facilitator).await;
    let fay = comes(&server, "Fay", &secret).await;
    let message = hello(server.venue.room, "Mallory");
    let mallory = Walker::enter_from(&server, message.clone(), ELSEWHERE).await;
    let order = Order {
        person: mallory.welcome().you,
        act: OrderAct::Ban(None),
        reason: "spam".to_owned(),
    };
    fay.say(ClientMsg::Order(order)).await;
    mallory
        .sees("that it is banned", |view| {
            view.refused == Some(Refusal::Banned)
        })
        .await;
    // What is done is kept with the next writing, at most.
    tokio::time::sleep(Duration::from_millis(500)).await;
    server.kill().await;
    server.restart().await;
    let again = Walker::connect_from(&server, ELSEWHERE).await;
    again.say(ClientMsg::Hello(message)).await;
    let what = "that it does not come in again";
    again
        .sees(what, |view| view.refused == Some(Refusal::Banned))
        .await;
    let ordered = again.view().ordered.last().cloned().expect("why");
    assert_eq!(
        (ordered.by.as_str(), ordered.reason.as_str()),
        ("Fay", "spam")
    );
}
