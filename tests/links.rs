//! Links to places: `#moveTo=NAME` leads there, and nowhere else.

use std::time::Duration;

use thirtyfour::Key;

use crate::harness::village::folder;
use crate::harness::{Browser, Devices, Driver, Server, Venue, until};

async fn is_in(browser: &Browser, zone: &str) {
    until(&format!("{} is in {zone}", browser.name), async || {
        (browser.told("zone").await.as_deref() == Some(zone)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_link_to_a_place_leads_there_and_a_reload_does_not() {
    let maps = folder(&[(
        "hall",
        &[
            ("start", [2, 2, 2, 2], &[("start", "true")]),
            ("Stage", [12, 2, 3, 3], &[("zoneLabel", "Main stage")]),
            ("Desk", [2, 12, 3, 3], &[("zoneLabel", "Help desk")]),
        ],
    )]);
    let venue = Venue {
        maps: Some(maps.path().to_owned()),
        room: "hall",
    };
    let server = Server::start(venue).await;
    let driver = Driver::start().await;
    let ada = Browser::open(&driver, "Ada", Devices::Fake).await;
    let link = |place: &str| server.url(&format!("/v/hall#moveTo={place}"));

    // By the title that visitors read, in a new tab.
    ada.goto(&link("Main%20stage")).await;
    ada.fill_in_and_enter().await;
    is_in(&ada, "Main stage").await;

    // By the author's own name, and in the venue already.
    ada.run("location.hash = '#moveTo=Desk'").await;
    is_in(&ada, "Help desk").await;

    // Loaded anew one stays where one was, whatever the URL says.
    ada.look_at_map().await;
    ada.hold(Key::Up, Duration::from_millis(1500)).await;
    is_in(&ada, "").await;
    ada.web.refresh().await.expect("the page loads again");
    ada.is_in_state("entry").await;
    ada.fill_in_and_enter().await;
    ada.rests().await;
    assert_eq!(ada.told("zone").await.as_deref(), Some(""));

    // From a page elsewhere, in the same tab: the place is kept, and left for the link's.
    ada.web.goto("about:blank").await.expect("an empty page");
    ada.goto(&link("Stage")).await;
    ada.fill_in_and_enter().await;
    is_in(&ada, "Main stage").await;

    ada.run("window.heard = []; location.hash = '#moveTo=Moon'")
        .await;
    ada.hears("There is no such place").await;
    is_in(&ada, "Main stage").await;
}
