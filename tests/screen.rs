//! Sharing a screen: seen large by those one talks with, one at a time in a talk, ended by a button
//! or by the browser's own bar; and nobody's connection is negotiated again.

use crate::harness::meeting::{Meeting, hears_and_sees};
use crate::harness::village::{Area, folder};
use crate::harness::{Browser, Devices, Driver, Server, Venue, until};

/// Keeps the stream that the browser gives, for what its own bar does to it.
const KEEP_STREAM: &str = "const devices = navigator.mediaDevices;
    const ask = devices.getDisplayMedia.bind(devices);
    devices.getDisplayMedia = async (wish) => {
        window.wished = wish;
        window.shared = await ask(wish);
        return window.shared;
    };";

/// Least width of a picture on which a page can be read, in pixels.
const READABLE: u64 = 640;

#[tokio::test]
async fn a_screen_is_shared_with_those_one_talks_with() {
    let server = Server::start(Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    let driver = Driver::start().await;
    let names = ["Ada", "Ben"];
    let pair = meeting.gather(&driver, &server, &names).await;
    let [ada, ben] = &pair;
    hears_and_sees(ben, &names).await;
    ada.run(KEEP_STREAM).await;
    is_pressed(ada, false).await;
    ada.press("Share screen").await;
    ada.hears("You are sharing your screen.").await;
    is_pressed(ada, true).await;
    ben.hears("Ada is sharing a screen.").await;
    ben.role("region", "Screen of Ada").await;
    sees_screen(ben).await;
    let hint: String = ada
        .ask("return window.shared.getVideoTracks()[0].contentHint")
        .await;
    assert_eq!(hint, "detail");
    ben.resize(1280, 800).await;
    ben.screenshot("screen-shared-wide").await;
    ada.screenshot("screen-own").await;
    ben.press("Show small").await;
    ben.screenshot("screen-shared-small").await;
    ben.press("Show small").await;
    ben.view_port(390, 800).await;
    ben.screenshot("screen-shared-narrow").await;

    // A second one is told who it is, and shows nothing.
    ben.press("Share screen").await;
    ben.hears("Ada is sharing a screen here.").await;
    is_pressed(ben, false).await;
    assert!(ada.find_role("region", "Screen of Ben").await.is_none());
    sees_screen(ben).await;

    // Whoever stops by the browser's own bar is told so, as are the others.
    ada.forget_announcements().await;
    ada.run(
        "const track = window.shared.getVideoTracks()[0];
         track.stop();
         track.dispatchEvent(new Event('ended'));",
    )
    .await;
    ada.hears("You no longer share your screen.").await;
    is_pressed(ada, false).await;
    ben.hears("Ada no longer shares a screen.").await;
    until("Ben's page shows no screen", async || {
        let shown = ben.find_role("region", "Screen of Ada").await;
        shown.is_none().then_some(())
    })
    .await;

    // Now the other may, by the same connection.
    ben.press("Share screen").await;
    ada.hears("Ben is sharing a screen.").await;
    sees_screen(ada).await;
    ben.press("Share screen").await;
    ada.hears("Ben no longer shares a screen.").await;
    for browser in &pair {
        let stats = browser.stats().await;
        assert_eq!(stats.negotiations, 1, "{}", browser.name);
    }
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
}

#[tokio::test]
async fn where_there_is_no_screen_to_share_one_is_told_or_not_offered_it() {
    let server = Server::start(Venue::any()).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    for (error, words) in [
        ("NotAllowedError", "Your browser did not share the screen."),
        ("NotReadableError", "The screen can’t be shared."),
    ] {
        ada.run(&format!(
            "navigator.mediaDevices.getDisplayMedia =
                 () => Promise.reject(new DOMException('no', '{error}'));"
        ))
        .await;
        ada.press("Share screen").await;
        ada.hears(words).await;
        is_pressed(&ada, false).await;
    }
    // As on telephones.
    let phone = Browser::open(&driver, "Phone", Devices::Fake).await;
    phone.goto(&server.url(&server.venue.page())).await;
    phone
        .run("delete MediaDevices.prototype.getDisplayMedia")
        .await;
    phone.fill_in_and_enter().await;
    phone.role("button", "Camera").await;
    assert!(phone.find_role("button", "Share screen").await.is_none());
}

#[tokio::test]
async fn a_podium_shows_its_screen_to_the_audience_and_a_circle_to_its_members() {
    let areas: [Area<'_>; 4] = [
        (
            "gate",
            [2, 20, 2, 2],
            &[("start", "true"), ("isDefault", "true")],
        ),
        (
            "Podium",
            [2, 2, 4, 2],
            &[("zoneLabel", "Podium"), ("speakerMegaphone", "keynote")],
        ),
        (
            "Hall",
            [2, 6, 6, 4],
            &[("zoneLabel", "Hall"), ("listenerMegaphone", "keynote")],
        ),
        (
            "Table",
            [14, 2, 6, 6],
            &[
                ("zoneLabel", "Table"),
                ("talk", "table"),
                ("maxTalkers", "6"),
            ],
        ),
    ];
    let maps = folder(&[("house", &areas)]);
    let venue = Venue {
        maps: Some(maps.path().to_owned()),
        room: "house",
    };
    let server = Server::start(venue).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    let ben = Browser::enter(&driver, &server, "Ben").await;
    ada.go_to("Podium").await;
    ben.go_to("Hall").await;
    ben.hears("You are talking with Ada.").await;
    ada.press("Share screen").await;
    ben.role("region", "Screen of Ada").await;
    sees_screen(&ben).await;
    ben.screenshot("screen-of-a-podium").await;
    ben.press("Share screen").await;
    ben.hears("Ada is sharing a screen here.").await;
    is_pressed(&ben, false).await;
    sees_screen(&ben).await;

    // It goes with its owner, into another talk.
    ada.go_to("Table").await;
    until("the hall sees no screen", async || {
        let shown = ben.find_role("region", "Screen of Ada").await;
        shown.is_none().then_some(())
    })
    .await;
    // Listeners have nobody to show theirs to.
    ben.press("Share screen").await;
    ben.hears("Here only those on the podium can share a screen.")
        .await;
    is_pressed(&ben, false).await;
    ben.go_to("Table").await;
    ben.role("region", "Screen of Ada").await;
    sees_screen(&ben).await;
    for browser in [&ada, &ben] {
        assert_eq!(browser.stats().await.negotiations, 1, "{}", browser.name);
    }
}

/// Whether the button says that one shares.
async fn is_pressed(browser: &Browser, pressed: bool) {
    let what = format!("{}'s button says {pressed}", browser.name);
    until(&what, async || {
        let button = browser.find_role("button", "Share screen").await?;
        let told = button.attr("aria-pressed").await.ok()??;
        (told == pressed.to_string()).then_some(())
    })
    .await;
}

/// Waits until new pictures of a screen have come that can be read.
async fn sees_screen(browser: &Browser) {
    let before = browser.stats().await.screen.frames;
    let what = format!("{} sees the screen", browser.name);
    let screen = until(&what, async || {
        let screen = browser.stats().await.screen;
        (screen.frames >= before + 5).then_some(screen)
    })
    .await;
    assert!(screen.width >= READABLE, "{screen:?}");
}
