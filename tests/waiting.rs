//! Waiting rooms: of the venue, and of a zone; and the queue before a full venue.

use hallway_protocol::door::{Admission, TurnedAway, Waiting, ZoneDoor};
use hallway_protocol::order::OrderRefused;
use hallway_protocol::session::Barrier;
use hallway_protocol::{ClientMsg, PersonId, Refusal, Role};
use thirtyfour::Key;

use crate::harness::guests::{comes, comes_in_browser, invitation};
use crate::harness::view::Closed;
use crate::harness::village::{Area, folder};
use crate::harness::walker::hello;
use crate::harness::{Browser, Devices, Driver, Server, Venue, Walker};

async fn waits(server: &Server, name: &str) -> Walker {
    let walker = Walker::connect(server).await;
    let hello = hello(server.venue.room, name);
    walker.say(ClientMsg::Hello(hello)).await;
    walker
        .sees("what it waits for", |view| view.waiting.is_some())
        .await;
    assert!(walker.view().welcome.is_none(), "{name} is in");
    walker
}

async fn is_in(walker: &Walker) {
    walker
        .sees("the venue", |view| view.welcome.is_some())
        .await;
}

fn id_of(keeper: &Walker, name: &str) -> PersonId {
    let view = keeper.view();
    let waiter = view.waiters.iter().find(|it| it.name == name);
    waiter.map(|it| it.id).expect("they wait")
}

#[tokio::test]
async fn whoever_comes_waits_until_somebody_lets_them_in() {
    let settings = [("HALLWAY_DOORS__ENTRY", "waiting-room")];
    let server = Server::start_with(Venue::any(), &settings).await;
    let driver = Driver::start().await;
    let fay = comes_in_browser((&driver, Devices::Denied), &server, "Fay", "facilitator").await;
    let ada = Browser::open(&driver, "Ada", Devices::Denied).await;
    ada.goto(&server.url(&server.venue.page())).await;
    ada.fill_in().await;
    ada.is_in_state("waiting").await;
    ada.role("heading", "Waiting room").await;
    for (browser, width) in [(&ada, 390), (&fay, 390), (&fay, 1280)] {
        browser.resize(width, 800).await;
        browser.role("heading", "Waiting room").await;
        let picture = format!("waiting-{}-{width}", browser.name);
        browser.screenshot(&picture).await;
    }
    fay.press("Admit Ada").await;
    ada.is_in_state("venue").await;
    // Who was let in comes back without asking again.
    ada.web.refresh().await.expect("the page loads again");
    ada.is_in_state("entry").await;
    ada.fill_in().await;
    ada.is_in_state("venue").await;

    let bo = Browser::open(&driver, "Bo", Devices::Denied).await;
    bo.goto(&server.url(&server.venue.page())).await;
    bo.fill_in().await;
    bo.is_in_state("waiting").await;
    fay.press("People and places").await;
    let reason = fay
        .role("textbox", "Reason, shown to the one concerned")
        .await;
    reason.send_keys("wrong event").await.expect("typing works");
    fay.press("Turn away Bo").await;
    bo.is_in_state("refused").await;
    bo.shows("Fay does not let you in: wrong event").await;
    bo.screenshot("waiting-turned-away").await;
    bo.press("Try again").await;
    bo.is_in_state("refused").await;
}

#[tokio::test]
async fn nobody_lets_themselves_in() {
    let settings = [("HALLWAY_DOORS__ENTRY", "waiting-room")];
    let server = Server::start_with(Venue::any(), &settings).await;
    let mallory = waits(&server, "Mallory").await;
    // Whatever one says who waits is not heard.
    mallory.say(ClientMsg::Admission(Admission::AdmitAll)).await;
    mallory.say(ClientMsg::Chat("let me in".to_owned())).await;
    let keeper = invitation(&server, Role::Facilitator).await;
    let keeper = comes(&server, "Keeper", &keeper).await;
    keeper.sees("Mallory", |view| view.waiters.len() == 1).await;
    assert!(mallory.view().welcome.is_none());
    // Speakers come in by their link, and let nobody in.
    let speaker = invitation(&server, Role::Speaker).await;
    let speaker = comes(&server, "Speaker", &speaker).await;
    speaker.say(ClientMsg::Admission(Admission::AdmitAll)).await;
    speaker
        .sees("that it may not", |view| {
            view.orders_refused == [OrderRefused::NotAllowed]
        })
        .await;
    assert_eq!(speaker.view().waiters, []);
    let id = id_of(&keeper, "Mallory");
    let no = Admission::TurnAway(id, "not you".to_owned());
    keeper.say(ClientMsg::Admission(no)).await;
    let closed = mallory.closed().await;
    let refusal = Refusal::TurnedAway;
    let expected = Closed::Frame(refusal.close_code(), refusal.name().to_owned());
    assert_eq!(closed, expected);
    let turned_away = TurnedAway {
        by: "Keeper".to_owned(),
        reason: "not you".to_owned(),
    };
    assert_eq!(mallory.view().turned_away, Some(turned_away));
    // Of many all come in at once; who has gone meanwhile is waited for no longer.
    let (one, two) = (waits(&server, "One").await, waits(&server, "Two").await);
    let three = waits(&server, "Three").await;
    three.say(ClientMsg::Leave).await;
    keeper
        .sees("who waits", |view| view.waiters.len() == 2)
        .await;
    keeper.say(ClientMsg::Admission(Admission::AdmitAll)).await;
    is_in(&one).await;
    is_in(&two).await;
    keeper.sees("nobody", |view| view.waiters.is_empty()).await;
}

#[tokio::test]
async fn a_full_venue_lets_in_who_waits_longest() {
    let settings = [("HALLWAY_DOORS__MAX_PEOPLE", "2")];
    let server = Server::start_with(Venue::any(), &settings).await;
    let ada = Walker::enter(&server, "Ada").await;
    let _ben = Walker::enter(&server, "Ben").await;
    let first = waits(&server, "First").await;
    let second = waits(&server, "Second").await;
    let place = |ahead| Some(Waiting::Place { ahead });
    assert_eq!(first.view().waiting, place(0));
    assert_eq!(second.view().waiting, place(1));
    // Who works here does not wait.
    let keeper = invitation(&server, Role::Facilitator).await;
    let keeper = comes(&server, "Keeper", &keeper).await;
    keeper.say(ClientMsg::Leave).await;
    ada.say(ClientMsg::Leave).await;
    is_in(&first).await;
    second
        .sees("that it is next", |view| view.waiting == place(0))
        .await;
    assert!(second.view().welcome.is_none());
}

#[tokio::test]
async fn a_closed_venue_says_when_it_opens() {
    let settings = [(
        "HALLWAY_DOORS__HOURS",
        "[\"2999-12-05T09:00+01:00/2999-12-05T18:00+01:00\"]",
    )];
    let server = Server::start_with(Venue::any(), &settings).await;
    let walker = Walker::connect(&server).await;
    let hello = hello(server.venue.room, "Early");
    walker.say(ClientMsg::Hello(hello)).await;
    walker
        .sees("that it is closed", |view| {
            view.refused == Some(Refusal::Closed)
        })
        .await;
    let driver = Driver::start().await;
    let ada = Browser::open(&driver, "Ada", Devices::Denied).await;
    ada.goto(&server.url(&server.venue.page())).await;
    ada.shows("The venue is closed. It opens on").await;
    ada.shows("2999").await;
    ada.screenshot("door-closed").await;
    // The link of those who prepare it opens it.
    let speaker = invitation(&server, Role::Speaker).await;
    is_in(&comes(&server, "Speaker", &speaker).await).await;
}

#[rustfmt::skip]
const AREAS: [Area<'static>; 2] = [
    ("lawn", [6, 3, 2, 2], &[("start", "true"), ("isDefault", "true")]),
    ("Surgery", [10, 2, 16, 4], &[("zoneLabel", "Surgery"), ("waitingRoom", "true")]),
];

#[tokio::test]
async fn a_zone_has_a_waiting_room_and_a_door_that_is_kept() {
    let maps = folder(&[("yard", &AREAS)]);
    let venue = Venue {
        maps: Some(maps.path().to_owned()),
        room: "yard",
    };
    let server = Server::start(venue).await;
    let driver = Driver::start().await;
    let fay = comes_in_browser((&driver, Devices::Denied), &server, "Fay", "facilitator").await;
    let mut guest = Walker::enter(&server, "Gus").await;
    let push = async |guest: &mut Walker| {
        for _ in 0..40 {
            guest.input(128, 0).await;
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    push(&mut guest).await;
    let told = ("Surgery".to_owned(), Barrier::WaitingRoom);
    guest
        .sees("that it waits", |view| view.barred.last() == Some(&told))
        .await;
    fay.hears("Gus waits to come into Surgery.").await;
    fay.press("Admit Gus").await;
    guest
        .sees("that it may come in", |view| !view.ordered.is_empty())
        .await;
    push(&mut guest).await;
    guest
        .sees("the zone", |view| {
            view.here.iter().any(|here| here.title == "Surgery")
        })
        .await;
    // The keyboard opens the door for all.
    fay.press("People and places").await;
    let door = fay.role("combobox", "Door of Surgery").await;
    fay.screenshot("zone-door").await;
    door.send_keys(Key::Up + Key::Up).await.expect("keys work");
    guest
        .sees("an open door", |view| {
            view.zone_doors.get("Surgery") == Some(&ZoneDoor::Open)
        })
        .await;
    let mut other = Walker::enter(&server, "Olga").await;
    push(&mut other).await;
    other
        .sees("the zone", |view| {
            view.here.iter().any(|here| here.title == "Surgery")
        })
        .await;
    // A door is for those to keep who keep order.
    let locked = ClientMsg::ZoneDoor {
        zone: "Surgery".to_owned(),
        door: ZoneDoor::Locked,
    };
    other.say(locked).await;
    other
        .sees("that it may not", |view| {
            view.orders_refused == [OrderRefused::NotAllowed]
        })
        .await;
}
