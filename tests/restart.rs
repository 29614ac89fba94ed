//! The server dies without a word and comes back: everybody returns by themselves, to where they
//! stood and to whom they talked with.

use crate::harness::meeting::{Meeting, hears_and_sees};
use crate::harness::scene::distance_px;
use crate::harness::{Driver, Server, Venue, Walker};

/// One may have been mid-step.
const TILE_PX: f64 = 32.0;

#[tokio::test]
async fn people_return_to_place_and_call_after_the_server_was_killed() {
    let mut server = Server::start(Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    let driver = Driver::start().await;
    let names = ["Ada", "Ben"];
    let pair = meeting.gather(&driver, &server, &names).await;
    let mut places = Vec::new();
    for browser in &pair {
        hears_and_sees(browser, &names).await;
        browser.forget_announcements().await;
        places.push(browser.rests().await);
    }

    server.kill().await;
    for browser in &pair {
        browser.is_in_state("reconnecting").await;
        browser.hears("Connection lost. Reconnecting…").await;
    }
    server.restart().await;
    for browser in &pair {
        browser.is_in_state("venue").await;
        browser.hears("Reconnected.").await;
    }
    let observer = Walker::enter(&server, "Observer").await;
    for (browser, before) in pair.iter().zip(places) {
        let after = browser.rests().await;
        let moved = distance_px(before, after);
        assert!(
            moved <= TILE_PX,
            "{} came back {moved} px off",
            browser.name
        );
        let name = browser.name.clone();
        observer
            .sees("both are where they were", |view| {
                view.place(&name)
                    .is_some_and(|place| distance_px(place, before) <= TILE_PX)
            })
            .await;
        hears_and_sees(browser, &names).await;
    }
    assert_eq!(observer.view().bubble_of("Ada"), names);
}
