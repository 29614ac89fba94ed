//! Voices: who talks is seen, who talks while muted is told, a key may be held to talk, and one
//! hears each person as loud as one likes.

use std::time::Duration;

use tempfile::TempDir;
use thirtyfour::prelude::*;

use crate::harness::meeting::{Meeting, hears_and_sees};
use crate::harness::voice::{Voice, voice_in};
use crate::harness::{Browser, Devices, Driver, Server, Venue, until};

/// Where the two stand, in map pixels beside the middle.
const PLACES: [i32; 2] = [-16, 16];

const PICTURES: &str = "Pictures of others";

const MUTED: &str = "You are muted: nobody hears you.";

/// Two people in a call, of whom the first talks all the time.
struct Pair {
    server: Server,
    meeting: Meeting,
    _driver: Driver,
    _folder: TempDir,
    ada: Browser,
    ben: Browser,
}

async fn pair() -> Pair {
    let server = Server::start(Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    let driver = Driver::start().await;
    let folder = TempDir::new().expect("a folder for the voice");
    let voice = voice_in(folder.path(), Voice::ALL[0]);
    let ada = Browser::open_with_flags(&driver, "Ada", Devices::Fake, &[&voice]).await;
    let ben = Browser::open(&driver, "Ben", Devices::Fake).await;
    for (browser, right) in [&ada, &ben].into_iter().zip(PLACES) {
        browser.goto(&server.url(&server.venue.page())).await;
        browser.control_devices().await;
        browser.fill_in_and_enter().await;
        let place = meeting.beside(right, 0);
        browser.stroll_to(place).await;
    }
    for browser in [&ada, &ben] {
        hears_and_sees(browser, &["Ada", "Ben"]).await;
    }
    Pair {
        server,
        meeting,
        _driver: driver,
        _folder: folder,
        ada,
        ben,
    }
}

#[tokio::test]
async fn who_talks_is_seen_and_who_talks_while_muted_is_told() {
    let pair = pair().await;
    let (ada, ben) = (&pair.ada, &pair.ben);
    is_talking(ben, "Ada", true).await;
    ben.resize(1280, 800).await;
    ben.screenshot("voices-talking").await;
    ben.resize(390, 800).await;
    ben.screenshot("voices-talking-narrow").await;
    ben.resize(720, 600).await;

    ada.press("Microphone").await;
    ada.hears(MUTED).await;
    is_talking(ben, "Ada", false).await;
    // What is measured is not sent.
    assert_eq!(ada.sent_from(0).await, None);
    let told = ada.announcements().await;
    let told = told.iter().filter(|line| line.contains(MUTED)).count();
    assert_eq!(told, 1);
    ada.press("Microphone").await;
    is_talking(ben, "Ada", true).await;
}

#[tokio::test]
async fn each_person_is_heard_as_loud_as_one_likes() {
    let pair = pair().await;
    let ben = &pair.ben;
    ben.press("Sound of Ada").await;
    ben.resize(390, 800).await;
    ben.screenshot("voices-volume-narrow").await;
    ben.resize(1280, 800).await;
    ben.screenshot("voices-volume").await;
    let slider = ben.role("slider", "Volume of Ada").await;
    slider.focus().await.unwrap();
    // By keyboard alone: ten steps of five down.
    for _ in 0..10 {
        slider.send_keys(Key::Left + "").await.unwrap();
    }
    is_played(ben, 0.5, false).await;
    slider.send_keys(Key::End + "").await.unwrap();
    let said = slider.attr("aria-valuetext").await.unwrap();
    assert_eq!(said.as_deref(), Some("200 %"));
    // Twice as loud is more than a player can: the mixer plays instead.
    is_played(ben, 1.0, true).await;
    ben.press("Mute Ada for me").await;
    is_played(ben, 0.0, true).await;
    let button = ben.role("button", "Mute Ada for me").await;
    let pressed = button.attr("aria-pressed").await.unwrap();
    assert_eq!(pressed.as_deref(), Some("true"));
    ben.press("Mute Ada for me").await;
    slider.send_keys(Key::Home + "").await.unwrap();
    is_played(ben, 0.0, true).await;

    // Remembered while Ada is away.
    let ada = &pair.ada;
    ada.press("Leave").await;
    ada.is_in_state("entry").await;
    until("the call is over", async || {
        ben.find_role("group", "Ada").await.is_none().then_some(())
    })
    .await;
    is_played(ben, 1.0, false).await;
    ada.goto(&pair.server.url(&pair.server.venue.page())).await;
    ada.fill_in_and_enter().await;
    ada.stroll_to(pair.meeting.beside(PLACES[0], 0)).await;
    ben.role("group", "Ada").await;
    assert_eq!(ben.stats().await.negotiations, 1);
}

#[tokio::test]
async fn a_key_is_held_to_talk() {
    let pair = pair().await;
    let ada = &pair.ada;
    ada.press("Settings").await;
    ada.tick("Push to talk: hold a key to be heard").await;
    ada.press("Key to hold: T").await;
    // A key that walks is not taken.
    ada.types("w").await;
    ada.role("button", "That key has another use. Press another one…")
        .await;
    ada.types("g").await;
    ada.role("button", "Key to hold: G").await;
    ada.press("Close").await;
    is_heard(&pair, false).await;

    ada.look_at_map().await;
    let down = ada.web.action_chain().key_down('g');
    down.perform().await.expect("keys work");
    is_heard(&pair, true).await;
    is_talking(&pair.ben, "Ada", true).await;
    let up = ada.web.action_chain().key_up('g');
    up.perform().await.expect("keys work");
    is_heard(&pair, false).await;

    // Typed, it is a letter.
    ada.press("Chat").await;
    let field = ada.role("textbox", "Message").await;
    field.focus().await.unwrap();
    ada.hold('g', Duration::from_millis(600)).await;
    let typed: String = ada.ask("return document.activeElement.value").await;
    assert!(typed.starts_with('g'), "{typed}");
    let button = ada.role("button", "Microphone").await;
    assert_eq!(
        button.attr("aria-pressed").await.unwrap().as_deref(),
        Some("false")
    );
    ada.press("Chat").await;
    ada.look_at_map().await;
    ada.types("?").await;
    let help: String = ada
        .ask("return document.querySelector('.keys').innerText")
        .await;
    assert!(
        help.contains('G') && help.contains("Hold to talk"),
        "{help}"
    );
}

#[tokio::test]
async fn the_camera_is_sent_in_two_sizes_and_seen_as_large_as_one_likes() {
    let pair = pair().await;
    let (ada, ben) = (&pair.ada, &pair.ben);
    let before = until("both sizes are sent", async || {
        let layers = ada.layers().await;
        let sent = layers.len() == 2 && layers.iter().all(|layer| layer.frames > 0);
        sent.then_some(layers)
    })
    .await;
    let width = |rid: &str| {
        before
            .iter()
            .find(|layer| layer.rid == rid)
            .map(|l| l.width)
    };
    assert!(width("h") > width("l"), "{before:?}");
    until("both go on", async || {
        let now = ada.layers().await;
        let more = now
            .iter()
            .zip(&before)
            .all(|(now, before)| now.frames > before.frames + 10);
        more.then_some(())
    })
    .await;

    // A tile is narrow: the small picture is enough for it. Both know how wide they are.
    has_width(ben, width("l")).await;
    ben.resize(1280, 800).await;
    ben.press("Sound of Ada").await;
    ben.press("Show Ada large").await;
    has_width(ben, width("h")).await;
    ben.screenshot("a-large-tile").await;
    ben.press("Show Ada large").await;
    has_width(ben, width("l")).await;

    ben.press("Settings").await;
    ben.select(PICTURES, "None: sound only").await;
    ben.hears("Sound only from now on.").await;
    has_video(ben, false).await;
    has_pictures(ben, false).await;
    // And of one's own the small picture alone is sent.
    sends_large(ben, false).await;
    ben.select(PICTURES, "As large as shown").await;
    has_video(ben, true).await;
    has_pictures(ben, true).await;
    sends_large(ben, true).await;
    // One's own picture is a mirror, if one likes.
    let mirrored = "return document.querySelectorAll('video.mirror').length";
    let mirrors: usize = ben.ask(mirrored).await;
    assert!(mirrors > 0);
    ben.tick("Mirror my own view").await;
    let mirrors: usize = ben.ask(mirrored).await;
    assert_eq!(mirrors, 0);
    assert_eq!(ben.stats().await.negotiations, 1);
}

/// Waits until a tile shows that somebody talks, or no longer.
async fn is_talking(browser: &Browser, name: &str, talks: bool) {
    let what = format!("{} sees whether {name} talks: {talks}", browser.name);
    until(&what, async || {
        let tile = browser.find_role("group", name).await?;
        let signs = tile.find_all(By::Css("[role=img].talks")).await.ok()?;
        let class = tile.class_name().await.ok()??;
        let shown = class.split(' ').any(|one| one == "talking");
        (shown == talks && signs.is_empty() != talks).then_some(())
    })
    .await;
}

/// Waits until the first person in the call is played by a player of this volume.
async fn is_played(browser: &Browser, volume: f64, muted: bool) {
    let script = "const player = document.querySelector('audio');
        return [player.volume, player.muted];";
    let what = format!("{} plays at {volume}, muted: {muted}", browser.name);
    until(&what, async || {
        let now: (f64, bool) = browser.ask(script).await;
        ((now.0 - volume).abs() < 0.01 && now.1 == muted).then_some(())
    })
    .await;
}

/// Waits until the server tells everybody whether Ada can be heard.
async fn is_heard(pair: &Pair, heard: bool) {
    let what = format!("Ada can be heard: {heard}");
    pair.meeting
        .observer
        .sees(&what, |view| {
            let ada = view.named("Ada");
            ada.is_some_and(|ada| ada.sending.microphone == heard)
        })
        .await;
}

/// Waits until the picture of the first person in the call is so many pixels wide.
async fn has_width(browser: &Browser, width: Option<u64>) {
    let script = "return document.querySelector('.tile:not(.self) video').videoWidth";
    let what = format!("{} sees a picture {width:?} pixels wide", browser.name);
    until(&what, async || {
        let now: u64 = browser.ask(script).await;
        (Some(now) == width).then_some(())
    })
    .await;
}

/// Waits until pictures come from the server for half a second, or none do.
async fn has_pictures(browser: &Browser, come: bool) {
    let frames = async || {
        let slots = browser.stats().await.slots;
        slots.iter().map(|slot| slot.frames).sum::<u64>()
    };
    let what = format!("pictures come to {}: {come}", browser.name);
    until(&what, async || {
        let before = frames().await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        ((frames().await > before) == come).then_some(())
    })
    .await;
}

/// Waits until somebody's large picture goes on being sent, or no longer.
async fn sends_large(browser: &Browser, sends: bool) {
    let frames = async || {
        let layers = browser.layers().await;
        let sent = |rid: &str| layers.iter().find(|it| it.rid == rid).map(|it| it.frames);
        (sent("h"), sent("l"))
    };
    let what = format!("{} sends the large picture: {sends}", browser.name);
    until(&what, async || {
        let before = frames().await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let after = frames().await;
        (after.1 > before.1 && (after.0 > before.0) == sends).then_some(())
    })
    .await;
}

/// Waits until others' video is shown or not.
async fn has_video(browser: &Browser, shown: bool) {
    let script = "const tile = document.querySelector('.tile:not(.self)');
        return [tile.classList.contains('seen'), tile.querySelector('video').srcObject !== null];";
    let what = format!("{} sees video: {shown}", browser.name);
    until(&what, async || {
        let now: (bool, bool) = browser.ask(script).await;
        (now == (shown, shown)).then_some(())
    })
    .await;
}
