//! What opens when: by coming, by a key, by a look at a tab, in a tab of its own; after a lost line;
//! and sound that the browser holds back until a click.

use std::time::Duration;

use tempfile::TempDir;
use thirtyfour::prelude::*;

use crate::harness::jitsi::{Health, Jitsi};
use crate::harness::site::Site;
use crate::harness::village::{Area, folder};
use crate::harness::{Browser, Devices, Driver, Server, Venue, until};

const START: Area<'static> = ("start", [2, 2, 2, 2], &[("start", "true")]);

async fn start(maps: &TempDir, jitsi: &[&Jitsi]) -> Server {
    let venue = Venue {
        maps: Some(maps.path().to_owned()),
        room: "hall",
    };
    let origins: Vec<&str> = jitsi.iter().map(|it| it.origin.as_str()).collect();
    Server::start_with(venue, &[("HALLWAY_JITSI__SERVERS", &origins.join(","))]).await
}

/// Presses a key with the map before one.
async fn key(browser: &Browser, key: Key) {
    browser.look_at_map().await;
    browser.hold(key, Duration::from_millis(60)).await;
}

async fn frames(browser: &Browser) -> u64 {
    browser
        .ask("return document.querySelectorAll('iframe').length")
        .await
}

#[tokio::test]
async fn pages_and_rooms_open_when_their_author_says() {
    let (site, jitsi) = (Site::start().await, Jitsi::start().await);
    let (board, note) = (site.url("/board"), site.url("/note"));
    let maps = folder(&[(
        "hall",
        &[
            START,
            (
                "Board",
                [6, 0, 4, 4],
                &[
                    ("openWebsite", &board),
                    ("openWebsiteTrigger", "onaction"),
                    ("openWebsiteTriggerMessage", "Have a look at the board"),
                ],
            ),
            (
                "Note",
                [6, 8, 4, 4],
                &[("openWebsite", &note), ("openWebsiteTrigger", "onicon")],
            ),
            (
                "Lounge",
                [12, 0, 4, 4],
                &[("jitsiRoom", "lounge"), ("jitsiTrigger", "onaction")],
            ),
        ],
    )]);
    let server = start(&maps, &[&jitsi]).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;

    // By a key, with the author's words.
    ada.go_to("Board").await;
    ada.hears("Have a look at the board").await;
    ada.role("button", "Have a look at the board").await;
    ada.screenshot("trigger-message").await;
    server.keeps_ticking().await;
    ada.has_no_panel().await;
    assert_eq!(site.hits(), [], "nothing opens before the key");
    key(&ada, Key::Space).await;
    ada.press("Agree and open").await;
    ada.is_given(1, "page=/board").await;
    ada.press("Close session").await;
    ada.has_no_panel().await;
    assert_eq!(frames(&ada).await, 0);
    ada.role("button", "Open Board").await;
    key(&ada, Key::Enter).await;
    ada.is_given(1, "page=/board").await;

    // In a tab of the panel that waits to be looked at.
    ada.go_to("Note").await;
    ada.hears("Note is waiting in a tab beside the map.").await;
    ada.role("region", "Note").await;
    ada.screenshot("trigger-icon").await;
    server.keeps_ticking().await;
    assert_eq!((frames(&ada).await, site.hits_of("/note")), (0, 0));
    ada.press("Open").await;
    ada.is_given(1, "page=/note").await;

    // A meeting by a button, which is the key for those who have none.
    ada.go_to("Lounge").await;
    ada.hears("Press Space to open Lounge.").await;
    server.keeps_ticking().await;
    ada.has_no_panel().await;
    ada.press("Press Space to open Lounge").await;
    ada.press("Agree and open").await;
    ada.is_given(2, "room=lounge-").await;
    ada.press("Close session").await;
    ada.has_no_panel().await;
    assert_eq!(frames(&ada).await, 0);
}

#[tokio::test]
async fn a_page_for_a_tab_is_not_lost_when_the_browser_opens_none() {
    let site = Site::start().await;
    let (far, near) = (site.url("/far"), site.url("/near"));
    let maps = folder(&[(
        "hall",
        &[
            START,
            // A browser forgets a click after five seconds; the way there takes longer.
            ("Far", [26, 26, 4, 4], &[("openTab", &far)]),
            (
                "Near",
                [24, 20, 4, 4],
                &[("openTab", &near), ("openWebsiteTrigger", "onaction")],
            ),
        ],
    )]);
    let server = start(&maps, &[]).await;
    let driver = Driver::start().await;
    let ada = Browser::open_guarded(&driver, "Ada").await;
    ada.goto(&server.url(&server.venue.page())).await;
    ada.fill_in_and_enter().await;
    // Agreed to before, so that no click is needed there.
    ada.go_to("Near").await;
    key(&ada, Key::Space).await;
    ada.press("Agree and open").await;
    // A click that counts: the browser opens it.
    tab_closed(&ada, &site, "/near").await;
    ada.role("link", "Open in a new tab").await;

    ada.goto(&server.url(&server.venue.page())).await;
    ada.run("sessionStorage.clear()").await;
    ada.goto(&server.url(&server.venue.page())).await;
    ada.fill_in_and_enter().await;
    ada.run("window.asked = 0; window.open = () => { window.asked += 1; return null; }")
        .await;
    ada.go_to("Far").await;
    ada.panel_says(&site.host()).await;
    let link = ada.role("link", "Open in a new tab").await;
    let asked: u64 = ada.ask("return window.asked").await;
    assert_eq!(
        asked, 0,
        "the browser is not even asked for what it would refuse"
    );
    assert_eq!(site.hits_of("/far"), 0);
    ada.screenshot("trigger-tab").await;
    link.click().await.expect("a link");
    tab_closed(&ada, &site, "/far").await;
}

/// Waits for a page in a tab of its own, and closes that.
async fn tab_closed(browser: &Browser, site: &Site, path: &str) {
    let what = format!("{path} is open in a tab");
    until(&what, async || (site.hits_of(path) > 0).then_some(())).await;
    let tabs = browser.web.windows().await.expect("the tabs");
    assert_eq!(tabs.len(), 2, "one tab of its own");
    let (ours, other) = (tabs[0].clone(), tabs[1].clone());
    browser.web.switch_to_window(other).await.expect("the tab");
    browser.web.close_window().await.expect("it closes");
    browser.web.switch_to_window(ours).await.expect("our tab");
}

#[tokio::test]
async fn a_meeting_goes_on_after_the_line_was_lost() {
    let (one, two) = (Jitsi::start().await, Jitsi::start().await);
    let maps = folder(&[(
        "hall",
        &[
            ("start", [2, 2, 2, 2], &[("start", "true")]),
            ("Lounge", [0, 0, 12, 12], &[("jitsiRoom", "lounge")]),
            ("Garden", [20, 20, 4, 4], &[("zoneLabel", "Garden")]),
        ],
    )]);
    let mut server = start(&maps, &[&one, &two]).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    ada.press("Agree and open").await;
    ada.is_given(2, &format!("server={}\n", one.host)).await;
    ada.run("document.querySelector('iframe').dataset.seen = 'before'")
        .await;

    server.kill().await;
    ada.is_in_state("reconnecting").await;
    ada.screenshot("trigger-reconnecting").await;
    server.restart().await;
    ada.is_in_state("venue").await;
    ada.hears("Reconnected.").await;
    server.keeps_ticking().await;
    // The talk was never interrupted: it is the same frame.
    let same: Option<String> = ada
        .ask("return document.querySelector('iframe')?.dataset.seen ?? null")
        .await;
    assert_eq!(same.as_deref(), Some("before"));

    // The server knows that she is in it: she is sent to another server, and put out at the door.
    one.set(Health::Fails);
    ada.is_given(2, &format!("server={}\n", two.host)).await;
    ada.go_to("Garden").await;
    ada.has_no_panel().await;
    assert_eq!(frames(&ada).await, 0);
}

#[tokio::test]
async fn sound_that_the_browser_holds_back_is_offered_by_a_button() {
    // A browser forgets a click after five seconds; the ways take longer.
    let maps = folder(&[(
        "hall",
        &[
            ("start", [14, 1, 2, 2], &[("start", "true")]),
            (
                "Fountain",
                [0, 27, 3, 3],
                &[
                    ("zoneLabel", "Fountain"),
                    ("playAudio", "tone.wav"),
                    ("playAudioLoop", "true"),
                ],
            ),
            ("Stage", [27, 0, 3, 3], &[("stage", "talk.mp4")]),
        ],
    )]);
    // Browsers look into a file and not at its name.
    for name in ["tone.wav", "talk.mp4"] {
        std::fs::write(maps.path().join(name), tone()).expect("a sound");
    }
    let server = start(&maps, &[]).await;
    let driver = Driver::start().await;
    let strict = ["--autoplay-policy=user-gesture-required"];
    let ada = Browser::open_with_flags(&driver, "Ada", Devices::Fake, &strict).await;
    ada.goto(&server.url(&server.venue.page())).await;
    ada.run(COUNT_PLAYS).await;
    ada.fill_in_and_enter().await;

    ada.go_to("Fountain").await;
    ada.role("button", "Turn on sound").await;
    ada.screenshot("trigger-sound").await;
    let plays: (u64, u64) = ada.ask("return [window.plays, window.refusals]").await;
    assert_eq!(plays.0, 0, "nothing plays by itself");
    assert!(plays.1 > 0, "the browser said no");
    ada.press("Turn on sound").await;
    until("it plays", async || {
        let plays: u64 = ada.ask("return window.plays").await;
        (plays > 0).then_some(())
    })
    .await;
    assert!(ada.find_role("button", "Turn on sound").await.is_none());

    ada.go_to("Stage").await;
    until("the film runs without its sound", async || {
        (film(&ada).await? == (true, false, true)).then_some(())
    })
    .await;
    ada.screenshot("trigger-stage-sound").await;
    in_stage(&ada, async |web| {
        web.find(By::Css("button")).await?.click().await
    })
    .await
    .expect("a button");
    until("it is heard, and the button is gone", async || {
        (film(&ada).await? == (false, false, false)).then_some(())
    })
    .await;
}

/// Counts sounds that play, and those that the browser refused.
const COUNT_PLAYS: &str = "window.plays = 0; window.refusals = 0;
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
        const done = play.call(this);
        if (this instanceof HTMLAudioElement && this.src.includes('tone.wav')) {
            done.then(() => window.plays += 1, () => window.refusals += 1);
        }
        return done;
    };";

/// Whether the film is muted, whether it is paused, and whether a button for its sound is there.
async fn film(browser: &Browser) -> Option<(bool, bool, bool)> {
    in_stage(browser, async |web| {
        const SCRIPT: &str = "const film = document.querySelector('video');
            const button = document.querySelector('button');
            if (!film || film.readyState < 2) return null;
            return [film.muted, film.paused, button?.innerText === 'Turn on sound'];";
        web.execute(SCRIPT, Vec::new()).await?.convert()
    })
    .await
    .ok()?
}

async fn in_stage<T>(
    browser: &Browser,
    act: impl AsyncFnOnce(&WebDriver) -> WebDriverResult<T>,
) -> WebDriverResult<T> {
    let web = &browser.web;
    let done = async {
        web.find(By::Css("iframe")).await?.enter_frame().await?;
        act(web).await
    };
    let done = done.await;
    web.enter_default_frame().await.expect("back to the page");
    done
}

/// Ten seconds of a tone, as a WAV file.
fn tone() -> Vec<u8> {
    const RATE: u32 = 8000;
    const SAMPLES: u32 = RATE * 10;
    let mut file = Vec::new();
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + SAMPLES).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16_u32.to_le_bytes());
    // Plain samples, one channel, a byte each.
    for half in [1_u16, 1] {
        file.extend_from_slice(&half.to_le_bytes());
    }
    for word in [RATE, RATE] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    for half in [1_u16, 8] {
        file.extend_from_slice(&half.to_le_bytes());
    }
    file.extend_from_slice(b"data");
    file.extend_from_slice(&SAMPLES.to_le_bytes());
    file.extend((0..SAMPLES).map(|at| if at / 10 % 2 == 0 { 118 } else { 138 }));
    file
}
