//! Zones that keep people out: who may go in, and what those are told who may not.

use std::time::Duration;

use hallway_protocol::client::Hello;
use hallway_protocol::session::Barrier;
use hallway_protocol::{Pos, Role};
use hallway_world::scene::Scene;
use thirtyfour::Key;

use crate::harness::guests::{comes, invitation};
use crate::harness::scene::fetch;
use crate::harness::village::{Area, folder};
use crate::harness::walker::hello;
use crate::harness::{Browser, Driver, Server, Venue, Walker, until};

/// All zones lie right of here, in map pixels.
const EDGE: i32 = 10 * 32;

#[rustfmt::skip]
const AREAS: [Area<'static>; 7] = [
    ("lawn", [6, 3, 2, 2], &[("start", "true"), ("isDefault", "true")]),
    ("Sauna", [10, 2, 16, 4], &[("zoneLabel", "Sauna"), ("maxUsersInArea", "2")]),
    ("Attic", [10, 10, 16, 4], &[("zoneLabel", "Attic"), ("locked", "true")]),
    ("Green room", [10, 18, 16, 4], &[("zoneLabel", "Green room"), ("requiredRole", "speaker")]),
    ("attic bed", [12, 11, 2, 2], &[("start", "true")]),
    ("attic stairs", [6, 11, 2, 2], &[("start", "true")]),
    ("backstage", [6, 19, 2, 2], &[("start", "true")]),
];

async fn start(maps: &tempfile::TempDir) -> Server {
    let venue = Venue {
        maps: Some(maps.path().to_owned()),
        room: "yard",
    };
    Server::start(venue).await
}

fn cell(x: i32, y: i32) -> Pos {
    Pos::from_px(x * 32, y * 32)
}

/// Walks right for two seconds, whatever is there. Gives how far one got, in map pixels.
async fn push(walker: &mut Walker) -> i32 {
    for _ in 0..40 {
        walker.input(128, 0).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    walker.settled().await.x / 16
}

/// Walks right against a zone, and stays out.
async fn stays_out(walker: &mut Walker, title: &str, barrier: Barrier) {
    let at = push(walker).await;
    assert!(at < EDGE, "{title} let one in to {at}");
    assert!(at > EDGE - 32, "one gets to the edge of {title}, not {at}");
    walker
        .sees("why", |view| {
            view.barred.last() == Some(&(title.to_owned(), barrier))
        })
        .await;
}

async fn goes_in(walker: &mut Walker, title: &str) {
    let at = push(walker).await;
    assert!(at > EDGE, "{title} is open to them, yet they are at {at}");
    walker
        .sees("the zone", |view| {
            view.here.iter().any(|here| here.title == title)
        })
        .await;
    assert_eq!(walker.view().barred, []);
}

#[tokio::test]
async fn one_too_many_waits_at_the_edge_until_somebody_leaves() {
    let maps = folder(&[("yard", &AREAS)]);
    let server = start(&maps).await;
    let mut inside = [
        Walker::enter(&server, "Ben").await,
        Walker::enter(&server, "Cleo").await,
    ];
    let scene: Scene = fetch(&server, &inside[0]).await;
    for (walker, y) in inside.iter_mut().zip([3, 5]) {
        walker.walk_to(&scene.walls, cell(13, y)).await;
    }
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    ada.look_at_map().await;
    ada.hold(Key::Right, Duration::from_millis(1500)).await;
    ada.hears("Sauna is full.").await;
    let at = ada.rests().await.x / 16;
    assert!((EDGE - 32..EDGE).contains(&at), "she is at {at}");
    for (width, height) in [(390, 800), (1280, 800)] {
        ada.resize(width, height).await;
        ada.look_at_map().await;
        ada.hold(Key::Right, Duration::from_millis(300)).await;
        ada.screenshot(&format!("barrier-full-{width}")).await;
    }
    let mut witness = Walker::enter(&server, "Dan").await;
    stays_out(&mut witness, "Sauna", Barrier::Full).await;

    let link = invitation(&server, Role::Facilitator).await;
    let mut keeper = comes(&server, "Keeper", &link).await;
    goes_in(&mut keeper, "Sauna").await;
    keeper.walk_to(&scene.walls, cell(13, 8)).await;

    // Nobody pushes now; one goes, and the next who comes has the place.
    let [ben, _] = &mut inside;
    ben.walk_to(&scene.walls, cell(13, 8)).await;
    ada.forget_announcements().await;
    ada.hold(Key::Right, Duration::from_millis(1500)).await;
    ada.hears("You are in Sauna.").await;
    let at = ada.rests().await.x / 16;
    assert!(at > EDGE, "she is at {at}");
    witness.view().barred.clear();
    stays_out(&mut witness, "Sauna", Barrier::Full).await;
    // Who closes the page leaves, too.
    let goodbye = hallway_protocol::ClientMsg::Leave;
    inside[1].say(goodbye).await;
    witness
        .sees("one fewer", |view| view.named("Cleo").is_none())
        .await;
    witness.view().barred.clear();
    goes_in(&mut witness, "Sauna").await;
}

#[tokio::test]
async fn locked_zones_and_zones_for_a_role_know_whom_they_let_in() {
    let maps = folder(&[("yard", &AREAS)]);
    let server = start(&maps).await;
    let speaker = invitation(&server, Role::Speaker).await;
    let keeper = invitation(&server, Role::Facilitator).await;
    let comes_to = async |entry: &str, name: &str, invitation: &str| {
        let message = Hello {
            entry: entry.to_owned(),
            invitation: invitation.to_owned(),
            ..hello("yard", name)
        };
        Walker::enter_as(&server, message).await
    };
    let (attic, green) = ("attic stairs", "backstage");
    let mut visitor = comes_to(attic, "Visitor", "").await;
    stays_out(&mut visitor, "Attic", Barrier::Locked).await;
    let mut guest = comes_to(attic, "Speaker", &speaker).await;
    stays_out(&mut guest, "Attic", Barrier::Locked).await;
    let mut one = comes_to(attic, "Keeper", &keeper).await;
    goes_in(&mut one, "Attic").await;
    let mut visitor = comes_to(green, "Visitor", "").await;
    stays_out(&mut visitor, "Green room", Barrier::Role).await;
    for (name, link) in [("Speaker", &speaker), ("Keeper", &keeper)] {
        let mut one = comes_to(green, name, link).await;
        goes_in(&mut one, "Green room").await;
    }
    // No link leads past a lock: one appears beside it.
    let sneaky = comes_to("attic bed", "Sneaky", "").await;
    assert!(sneaky.view().here.iter().all(|here| here.title != "Attic"));
    let at = sneaky.place();
    let (x, y) = (at.x / 16, at.y / 16);
    let inside = (10 * 32..26 * 32).contains(&x) && (10 * 32..14 * 32).contains(&y);
    assert!(!inside, "one appeared at {x}, {y}");

    let driver = Driver::start().await;
    for (entry, words) in [
        (attic, "Attic is locked."),
        (green, "Green room is for people with another role."),
    ] {
        let ada = Browser::open(&driver, "Ada", crate::harness::Devices::Fake).await;
        let entry = entry.replace(' ', "%20");
        ada.goto(&server.url(&format!("/v/yard#{entry}"))).await;
        ada.fill_in_and_enter().await;
        ada.look_at_map().await;
        ada.hold(Key::Right, Duration::from_millis(1500)).await;
        ada.hears(words).await;
        until("it is shown as well", async || {
            let seen: String = ada.ask("return document.body.innerText").await;
            seen.contains(words).then_some(())
        })
        .await;
    }
}
