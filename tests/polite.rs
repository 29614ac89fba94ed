//! Being polite: locked bubbles and who knocks there, not being disturbed, being away, following.

use hallway_protocol::Presence;
use hallway_protocol::client::Sending;
use thirtyfour::Key;

use crate::harness::meeting::{Meeting, hears_and_sees};
use crate::harness::scene::{clearing, distance_px};
use crate::harness::{Browser, Devices, Driver, Server, Venue, until};

/// Below the middle, in map pixels: as near as those who talk stand to each other.
const AT_THE_DOOR: i32 = 24;

/// Keeps what the browser gives of microphones and cameras.
const KEEP_TRACKS: &str = "const devices = navigator.mediaDevices;
    const ask = devices.getUserMedia.bind(devices);
    window.given = [];
    devices.getUserMedia = async (wish) => {
        const stream = await ask(wish);
        window.given.push(...stream.getTracks());
        return stream;
    };
    // A copy of a track keeps the device running as well.
    const copy = MediaStreamTrack.prototype.clone;
    MediaStreamTrack.prototype.clone = function () {
        const track = copy.call(this);
        window.given.push(track);
        return track;
    };";

/// How many of them run.
const RUNNING: &str = "return window.given.filter((track) => track.readyState === 'live').length";

#[tokio::test]
async fn a_locked_bubble_is_joined_by_knocking() {
    let server = Server::start(Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    let driver = Driver::start().await;
    let names = ["Ada", "Ben"];
    let pair = meeting.gather(&driver, &server, &names).await;
    let [ada, ben] = &pair;
    hears_and_sees(ada, &names).await;
    ada.press("Lock the bubble").await;
    ben.hears("The bubble is locked.").await;
    for browser in &pair {
        let button = browser.role("button", "Lock the bubble").await;
        let pressed = button.attr("aria-pressed").await.expect("the button");
        assert_eq!(pressed.as_deref(), Some("true"), "{}", browser.name);
    }

    let cleo = Browser::enter(&driver, &server, "Cleo").await;
    cleo.stroll_to(meeting.beside(0, AT_THE_DOOR)).await;
    let knock = "Press Space to knock at the locked bubble of Ada, Ben";
    cleo.role("button", knock).await;
    cleo.resize(1280, 800).await;
    cleo.screenshot("bubble-locked").await;
    assert!(meeting.observer.view().bubble_of("Cleo").is_empty());

    // First no, then yes.
    cleo.look_at_map().await;
    cleo.types(" ").await;
    cleo.hears("You knocked.").await;
    ada.hears("Cleo knocks.").await;
    ben.hears("Cleo knocks.").await;
    ben.press("Not now").await;
    cleo.hears("Not now: those inside").await;
    until("the notice is gone", async || {
        let button = ada.find_role("button", "Let Cleo in").await;
        button.is_none().then_some(())
    })
    .await;
    cleo.press(knock).await;
    ada.role("button", "Let Cleo in").await;
    ada.resize(1280, 800).await;
    ada.screenshot("knocked").await;
    ada.view_port(390, 800).await;
    ada.screenshot("knocked-narrow").await;
    ada.look_at_map().await;
    ada.types("l").await;
    cleo.hears("Ada lets you in.").await;
    let all = ["Ada", "Ben", "Cleo"];
    hears_and_sees(&cleo, &all).await;
    meeting
        .observer
        .sees("the three in a locked bubble", |view| {
            view.bubble_of("Cleo") == all && view.locked.len() == 1
        })
        .await;
    // Any member opens it.
    cleo.press("Lock the bubble").await;
    ada.hears("The bubble is open again.").await;
}

#[tokio::test]
async fn who_is_away_is_really_off_and_comes_back_by_a_button() {
    let server = Server::start(Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    let driver = Driver::start().await;
    let ada = Browser::open(&driver, "Ada", Devices::Fake).await;
    ada.goto(&server.url(&server.venue.page())).await;
    ada.run(KEEP_TRACKS).await;
    ada.fill_in_and_enter().await;
    ada.stroll_to(meeting.beside(-16, 0)).await;
    let ben = Browser::enter(&driver, &server, "Ben").await;
    ben.stroll_to(meeting.beside(16, 0)).await;
    let names = ["Ada", "Ben"];
    hears_and_sees(&ben, &names).await;

    // What the entry page was given before is kept nowhere but there; new devices tell.
    ada.press("Camera").await;
    ada.press("Camera").await;
    until("the camera runs again", async || {
        (ada.ask::<u32>(RUNNING).await > 0).then_some(())
    })
    .await;
    ada.look_at_map().await;
    ada.types("b").await;
    ada.hears("You are away. Microphone and camera are off.")
        .await;
    ben.hears("Ada left the call.").await;
    meeting
        .observer
        .sees("that Ada is away and sends nothing", |view| {
            view.named("Ada").is_some_and(|ada| {
                ada.presence == Presence::Away && ada.sending == Sending::default()
            })
        })
        .await;
    assert_eq!(ada.ask::<u32>(RUNNING).await, 0);
    let sent = ada.stats().await;
    // The devices' buttons turn nothing on.
    ada.press("Microphone").await;
    ada.hears("You are away: microphone and camera are off")
        .await;
    assert_eq!(ada.ask::<u32>(RUNNING).await, 0);
    ben.press("People and places").await;
    ben.resize(1280, 800).await;
    ben.screenshot("somebody-away").await;
    let list: String = ben.ask("return document.body.innerText").await;
    assert!(list.contains("Away"), "{list}");
    assert_eq!(
        ada.stats().await.sent_audio_packets,
        sent.sent_audio_packets
    );
    ada.screenshot("away").await;

    ada.press("I’m back").await;
    ada.hears("You are back.").await;
    hears_and_sees(&ben, &names).await;
    assert!(ada.ask::<u32>(RUNNING).await > 0);
    assert_eq!(ada.stats().await.negotiations, 1);
}

#[tokio::test]
async fn who_is_not_to_be_disturbed_is_left_alone() {
    let server = Server::start(Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    let driver = Driver::start().await;
    let names = ["Ada", "Ben"];
    let pair = meeting.gather(&driver, &server, &names).await;
    let [ada, ben] = &pair;
    hears_and_sees(ada, &names).await;
    ada.press("People and places").await;
    ada.press("Do not disturb").await;
    ada.hears("You are not disturbed").await;
    ben.hears("Ada left the call.").await;
    let alone = |view: &crate::harness::view::View| {
        let ada = view.named("Ada");
        view.bubble_of("Ada").is_empty()
            && ada.is_some_and(|ada| ada.presence == Presence::DoNotDisturb)
    };
    meeting.observer.sees("that Ada is left alone", alone).await;
    ada.resize(1280, 800).await;
    ada.screenshot("not-disturbed").await;
    ben.press("People and places").await;
    ben.view_port(390, 800).await;
    ben.screenshot("not-disturbed-list-narrow").await;
    ada.press("May be disturbed").await;
    ada.hears("You may be talked to again.").await;
    hears_and_sees(ada, &names).await;
}

/// Of those who are here the observer is listed alone while the field says so, and nobody while it names
/// somebody else.
async fn finds_somebody(ada: &Browser) {
    let field = ada.role("searchbox", "Find somebody").await;
    field.send_keys("obsx").await.expect("typing works");
    until("nobody is found", async || {
        let page: String = ada.ask("return document.body.innerText").await;
        let nobody = page.contains("Nobody here has such a name.");
        (nobody && ada.find_role("button", "Follow Observer").await.is_none()).then_some(())
    })
    .await;
    field.send_keys(Key::Backspace).await.expect("typing works");
    ada.role("button", "Follow Observer").await;
    ada.screenshot("somebody-found").await;
}

#[tokio::test]
async fn one_follows_somebody_until_a_key_ends_it() {
    let server = Server::start(Venue::any()).await;
    let mut meeting = Meeting::prepare(&server).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    ada.press("People and places").await;
    finds_somebody(&ada).await;
    ada.press("Follow Observer").await;
    ada.hears("You follow Observer. Escape ends it.").await;
    let near = async |meeting: &Meeting| {
        until("Ada has come after the observer", async || {
            let at = meeting.observer.place();
            let ada = ada.place().await?;
            (distance_px(ada, at) < 80.0).then_some(())
        })
        .await;
    };
    near(&meeting).await;
    let places: Vec<_> = [300, 160]
        .map(|away| clearing(&meeting.scene, meeting.middle, away, 16))
        .to_vec();
    for place in places {
        meeting.observer.walk_to(&meeting.scene.walls, place).await;
        near(&meeting).await;
    }
    ada.press("People and places").await;
    ada.look_at_map().await;
    ada.types("\u{e00c}").await;
    ada.hears("You no longer follow Observer.").await;
    let here = ada.rests().await;
    let away = clearing(&meeting.scene, here, 300, 16);
    meeting.observer.walk_to(&meeting.scene.walls, away).await;
    assert_eq!(ada.rests().await, here);
}
