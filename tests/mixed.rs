//! Chromium and Firefox in one bubble.

use hallway_protocol::ClientMsg;

use crate::harness::meeting::{Meeting, hears_and_sees};
use crate::harness::scene::clearing;
use crate::harness::{Browser, Devices, Driver, Server, Venue, until};

/// Beyond the distance at which one leaves a bubble, in map pixels.
const AWAY: i32 = 140;

/// Samples of two seconds of sound.
const SAMPLES: u64 = 96_000;

#[tokio::test]
async fn chromium_and_firefox_hear_and_see_each_other() {
    let server = Server::start_everywhere(Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    let (chromedriver, geckodriver) = (Driver::start().await, Driver::start_firefox().await);
    let chromium = Browser::open(&chromedriver, "Ada", Devices::Fake).await;
    let firefox = Browser::open_firefox(&geckodriver, "Ben").await;
    let both = meeting.seat([chromium, firefox], &server, "{}").await;
    // Whoever walks away meets nobody else.
    meeting.observer.say(ClientMsg::Leave).await;
    let [ada, ben] = &both;
    meet(ada, ben).await;
    ben.screenshot("firefox-in-a-bubble").await;

    let away = clearing(&meeting.scene, meeting.middle, AWAY, 16);
    for leaver in [ben, ada] {
        let back = leaver.place().await.expect("a place");
        leaver.stroll_to(away).await;
        for browser in [ada, ben] {
            let what = format!("{} is alone", browser.name);
            until(&what, async || {
                browser.stats().await.names().is_empty().then_some(())
            })
            .await;
        }
        leaver.stroll_to(back).await;
        meet(ada, ben).await;
    }
    for browser in [ada, ben] {
        assert_eq!(browser.stats().await.negotiations, 1, "{}", browser.name);
        assert_eq!(browser.counted().await.connections, 1, "{}", browser.name);
    }
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
}

/// Both hear a sound, not just silence, and see pictures.
async fn meet(ada: &Browser, ben: &Browser) {
    for browser in [ada, ben] {
        hears_and_sees(browser, &["Ada", "Ben"]).await;
        let before = browser.counted().await;
        let after = browser.plays(SAMPLES).await;
        println!(
            "{}: {} pictures of {} pixels height, energy {:.5}, {:.3} made up, over {}",
            browser.name,
            after.frames - before.frames,
            after.height,
            after.energy - before.energy,
            after.concealed_since(&before),
            after.protocol,
        );
        assert!(after.frames > before.frames, "{}", browser.name);
        assert!(after.energy > before.energy, "{}", browser.name);
        assert!(after.concealed_since(&before) < 0.5, "{}", browser.name);
    }
}
