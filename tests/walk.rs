//! Walking in the browser: by keys and by clicks, seen by others where the server says one is.

use std::time::Duration;

use hallway_protocol::Pos;
use thirtyfour::Key;

use crate::harness::scene::{clearing, distance_px, fetch, shifted};
use crate::harness::{Browser, Driver, Server, Venue, Walker, until};

/// One cell of the hackathon's map.
const TILE_PX: f64 = 32.0;

/// Beyond all distances at which bubbles form, in map pixels.
const OUT_OF_EARSHOT_PX: i32 = 250;

#[tokio::test]
async fn two_people_see_each_other_walk() {
    let Some(venue) = Venue::hackathon() else {
        return;
    };
    let server = Server::start(venue).await;
    let observer = Walker::enter(&server, "Observer").await;
    let scene = fetch(&server, &observer).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    let ben = Browser::enter(&driver, &server, "Ben").await;
    let here = clearing(&scene, observer.place(), 0, 80);

    ada.walk_to(&scene.walls, shifted(here, -60, 0)).await;
    ben.walk_to(&scene.walls, shifted(here, 60, 0)).await;
    for (browser, key, sign) in [(&ada, Key::Right, 1), (&ben, Key::Left, -1)] {
        let before = browser.rests().await;
        browser.look_at_map().await;
        browser.hold(key, Duration::from_millis(500)).await;
        let after = browser.rests().await;
        assert!((after.x - before.x) * sign > 0, "{before:?} to {after:?}");
        assert_eq!(after.y, before.y, "only sideways");
    }
    for browser in [&ada, &ben] {
        agrees(&observer, browser).await;
    }
    for (browser, other) in [(&ada, "Ben"), (&ben, "Ada")] {
        browser.press("People and places").await;
        browser.role("button", &format!("Walk to {other}")).await;
        browser.role("button", &format!("Follow {other}")).await;
    }
}

#[tokio::test]
async fn a_click_on_the_ground_walks_there() {
    let Some(venue) = Venue::hackathon() else {
        return;
    };
    let server = Server::start(venue).await;
    let mut observer = Walker::enter(&server, "Observer").await;
    // Out of earshot: a call's tiles would lie over the ground to click on.
    let scene = fetch(&server, &observer).await;
    let aside = clearing(&scene, observer.place(), OUT_OF_EARSHOT_PX, 0);
    observer.walk_to(&scene.walls, aside).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    let map = ada.role("application", "Venue map").await;
    let rect = map.rect().await.unwrap();
    // Two clicks on the same side of the picture's middle lead to two places on that side; where
    // the camera stands at the map's edge, the first click brings it away from there.
    let mut ends = Vec::new();
    for (right, down) in [(0, -100), (120, 0), (-120, 0)] {
        let before = ada.rests().await;
        let clicked = ada
            .web
            .action_chain()
            .move_to_element_with_offset(&map, right, down)
            .click()
            .perform()
            .await;
        clicked.unwrap();
        let what = format!("a click {right} right and {down} down of the middle makes Ada walk");
        until(&what, async || (ada.place().await? != before).then_some(())).await;
        ends.push((before, ada.rests().await));
        agrees(&observer, &ada).await;
    }
    println!("canvas {} x {}: {ends:?}", rect.width, rect.height);
    let [_, (start_right, end_right), (start_left, end_left)] = ends[..] else {
        unreachable!("three clicks");
    };
    assert!(end_right.x > start_right.x);
    assert!(end_left.x < start_left.x);
}

/// Once at rest, page and server tell the same place.
async fn agrees(observer: &Walker, browser: &Browser) {
    let at = browser.rests().await;
    let what = format!("the server has {} where the page has", browser.name);
    let place: Pos = until(&what, async || {
        let place = observer.view().place(&browser.name)?;
        (distance_px(place, at) <= TILE_PX).then_some(place)
    })
    .await;
    let apart = distance_px(place, at);
    println!("{}: {apart:.2} px between page and server", browser.name);
}
