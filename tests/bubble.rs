//! Meeting: four people who stand together hear and see each other, a fifth does not, and nobody's
//! connection is ever negotiated again.

use crate::harness::browser::Stats;
use crate::harness::meeting::{Meeting, hears_and_sees};
use crate::harness::metrics::Metrics;
use crate::harness::scene::{clearing, distance_px};
use crate::harness::{Browser, Driver, Server, Venue, until};

const NAMES: [&str; 4] = ["Ada", "Ben", "Cleo", "Dan"];

/// Beside the four, in map pixels below the middle: nearer to one of them than people need to be
/// to start a bubble, further from the middle than one who joins.
const BESIDE: i32 = 72;

/// Beyond the distance at which one leaves a bubble, in map pixels.
const AWAY: i32 = 140;

#[tokio::test]
async fn four_talk_a_fifth_does_not_and_one_walks_away() {
    let server = Server::start(Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    let observer = &meeting.observer;
    let driver = Driver::start().await;

    let four = meeting.gather(&driver, &server, &NAMES).await;
    for browser in &four {
        hears_and_sees(browser, &NAMES).await;
        browser.role("region", "Call").await;
        for other in NAMES.iter().filter(|name| **name != browser.name) {
            browser.role("group", other).await;
        }
    }
    let [ada, ben, cleo, dan] = &four;
    ada.hears("You are talking with Ben, Cleo and Dan.").await;
    ada.resize(900, 700).await;
    ada.screenshot("four-people-talking").await;
    ada.resize(720, 600).await;

    let eve = Browser::enter_among_many(&driver, &server, "Eve").await;
    eve.stroll_to(meeting.beside(0, BESIDE)).await;
    let before = eve.stats().await;
    // While as much as this flows among the four, nothing at all reaches the fifth.
    hears_and_sees(ada, &NAMES).await;
    receives_nothing_since(&eve, &before).await;
    observer
        .sees("the four in a bubble without the fifth", |view| {
            view.bubble_of("Ada") == NAMES && view.bubble_of("Eve").is_empty()
        })
        .await;

    let stay = ["Ada", "Ben", "Cleo"];
    for browser in [ada, ben, cleo] {
        browser.forget_announcements().await;
    }
    let away = clearing(&meeting.scene, meeting.middle, AWAY, 16);
    let end = dan.stroll_to(away).await;
    assert!(distance_px(end, meeting.middle) > 100.0);
    observer
        .sees("a bubble of the other three", |view| {
            view.bubble_of("Ada") == stay && view.bubble_of("Dan").is_empty()
        })
        .await;
    for browser in [ada, ben, cleo] {
        browser.hears("Dan left the call.").await;
        has_slots_for(browser, &stay).await;
        assert!(browser.find_role("group", "Dan").await.is_none());
    }
    has_slots_for(dan, &["Dan"]).await;
    let before = dan.stats().await;
    hears_and_sees(ada, &stay).await;
    receives_nothing_since(dan, &before).await;

    for browser in four.iter().chain([&eve]) {
        let stats = browser.stats().await;
        assert_eq!(stats.negotiations, 1, "{}", browser.name);
    }
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
}

#[tokio::test]
async fn nothing_of_a_muted_microphone_is_forwarded() {
    let server = Server::start(Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    let driver = Driver::start().await;
    let names = ["Ada", "Ben"];
    let pair = meeting.gather(&driver, &server, &names).await;
    for browser in &pair {
        hears_and_sees(browser, &names).await;
    }
    for browser in &pair {
        browser.press("Microphone").await;
        meeting
            .observer
            .sees("the microphone is off", |view| {
                view.named(&browser.name)
                    .is_some_and(|person| !person.sending.microphone)
            })
            .await;
        let button = browser.role("button", "Microphone").await;
        let pressed = button.attr("aria-pressed").await.expect("the button");
        assert_eq!(pressed.as_deref(), Some("false"));
    }
    // Pictures flow on while not one more packet of sound is forwarded.
    let before = server.metrics().await;
    until("a hundred packets of video are forwarded", async || {
        let now = server.metrics().await;
        (forwarded(&now, "video") >= forwarded(&before, "video") + 100.0).then_some(())
    })
    .await;
    let after = server.metrics().await;
    assert_eq!(forwarded(&after, "audio"), forwarded(&before, "audio"));

    pair[0].press("Microphone").await;
    until("sound is forwarded again", async || {
        let now = server.metrics().await;
        (forwarded(&now, "audio") >= forwarded(&before, "audio") + 25.0).then_some(())
    })
    .await;
}

fn forwarded(metrics: &Metrics, kind: &str) -> f64 {
    metrics.or_zero(&format!(
        "hallway_media_packets_forwarded_total{{kind=\"{kind}\"}}"
    ))
}

/// Waits until exactly these, without oneself, have slots.
async fn has_slots_for(browser: &Browser, names: &[&str]) {
    let others: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| *name != browser.name)
        .collect();
    let what = format!("{} has slots for {others:?}", browser.name);
    until(&what, async || {
        (browser.stats().await.names() == others).then_some(())
    })
    .await;
}

/// Nobody in any slot, and not one picture more than before.
async fn receives_nothing_since(browser: &Browser, before: &Stats) {
    let now = browser.stats().await;
    assert_eq!(now.names(), Vec::<&str>::new(), "{}", browser.name);
    assert_eq!(now.frames(), before.frames(), "{}", browser.name);
}
