//! Exits lead to other rooms, to starts of the same one, or nowhere, and nobody sees the entry page
//! again on the way.

use std::time::Duration;

use hallway_protocol::Pos;
use hallway_protocol::session::Exit;
use thirtyfour::Key;

use crate::harness::scene::fetch;
use crate::harness::village::{Area, folder};
use crate::harness::{Browser, Driver, Server, Venue, Walker, until};

const START: Area<'static> = ("start", [2, 10, 2, 2], &[("start", "true")]);

#[tokio::test]
async fn exits_lead_where_their_author_wrote() {
    let maps = folder(&[
        (
            "hall",
            &[
                START,
                ("gate", [20, 2, 2, 2], &[("start", "true")]),
                (
                    "to garden",
                    [2, 20, 2, 2],
                    &[("exitUrl", "garden.tmx#pond")],
                ),
                ("to gate", [10, 10, 2, 2], &[("exitUrl", "#gate")]),
                ("to nothing", [10, 20, 2, 2], &[("exitUrl", "gone.json")]),
                (
                    "away",
                    [20, 20, 2, 2],
                    &[("exitUrl", "https://example.org/x")],
                ),
            ],
        ),
        ("garden", &[("pond", [5, 5, 2, 2], &[("start", "true")])]),
    ]);
    let server = Server::start(Venue {
        maps: Some(maps.path().to_owned()),
        room: "hall",
    })
    .await;
    let mut walker = Walker::enter(&server, "Ada").await;
    let scene = fetch(&server, &walker).await;
    let middle = |x: i32, y: i32| Pos::from_px(x * 32 + 32, y * 32 + 32);

    let room = |room: &str, entry: &str| Exit::Room {
        room: room.to_owned(),
        entry: entry.to_owned(),
    };
    let site = Exit::Site {
        url: "https://example.org/x".to_owned(),
    };
    for (x, y, expected) in [
        (2, 20, room("garden", "pond")),
        (10, 20, Exit::Nowhere),
        (20, 20, site),
    ] {
        walker.view().exits.clear();
        walker.walk_to(&scene.walls, middle(x, y)).await;
        walker
            .sees("where the exit leads", |view| {
                view.exits == [expected.clone()]
            })
            .await;
        // They are still here: going is up to the client.
        server.keeps_ticking().await;
    }
    // Within the room the server itself puts one to the start.
    let gate = (20 * 32, 2 * 32, 22 * 32, 4 * 32);
    for corner in [middle(14, 14), middle(10, 10)] {
        walker.walk_to(&scene.walls, corner).await;
    }
    until("one stands at the gate", async || {
        let at = walker.place();
        let (x, y) = (at.x / 16, at.y / 16);
        let (left, top, right, bottom) = gate;
        (left..right).contains(&x).then_some(())?;
        (top..bottom).contains(&y).then_some(())
    })
    .await;
}

#[tokio::test]
async fn one_goes_through_an_exit_and_back_without_the_entry_page() {
    let maps = folder(&[
        (
            "hall",
            &[
                START,
                ("door", [6, 8, 2, 6], &[("exitUrl", "garden.tmx#pond")]),
            ],
        ),
        (
            "garden",
            &[
                ("pond", [5, 5, 2, 2], &[("start", "true")]),
                ("lawn", [0, 0, 30, 30], &[("zoneLabel", "Lawn")]),
            ],
        ),
    ]);
    let server = Server::start(Venue {
        maps: Some(maps.path().to_owned()),
        room: "hall",
    })
    .await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    ada.look_at_map().await;
    ada.hold(Key::Right, Duration::from_millis(1500)).await;
    until("she is in the garden", async || {
        let path: String = ada.ask("return location.pathname + location.hash").await;
        (path == "/v/garden#pond").then_some(())
    })
    .await;
    ada.is_in_state("venue").await;
    ada.hears("You are in Lawn.").await;
    ada.screenshot("exit").await;
    ada.run("history.back()").await;
    until("she is back in the hall", async || {
        let zone = ada.told("zone").await?;
        let path: String = ada.ask("return location.pathname").await;
        (path == "/v/hall" && zone.is_empty()).then_some(())
    })
    .await;
    ada.is_in_state("venue").await;
}
