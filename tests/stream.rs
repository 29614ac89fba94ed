//! A stage plays real films: HLS with subtitles, plain files, and the next source when one is dead.
//! Players of others are shown after consent, at addresses that set no cookies.

use serde::Deserialize;
use tempfile::TempDir;
use thirtyfour::prelude::*;

use crate::harness::film::{FilmServer, SUBTITLE};
use crate::harness::village::{Area, folder};
use crate::harness::{Browser, Devices, Driver, Server, Venue, until};

const START: Area<'static> = ("start", [14, 26, 2, 2], &[("start", "true")]);

/// What the page says of its film.
#[derive(Clone, Debug, Deserialize)]
struct Film {
    time: f64,
    width: u64,
    pictures: u64,
    /// Bytes of sound that were decoded.
    sound: u64,
    tracks: Vec<Track>,
}

#[derive(Clone, Debug, Deserialize)]
struct Track {
    kind: String,
    language: String,
    label: String,
    mode: String,
    /// What it says now.
    says: Vec<String>,
}

/// Runs a script in the stage's page.
async fn in_stage<T: serde::de::DeserializeOwned>(browser: &Browser, script: &str) -> Option<T> {
    let web = &browser.web;
    let answer = async {
        let frame = web.find(By::Css("iframe.session-frame")).await?;
        frame.enter_frame().await?;
        web.execute(script, Vec::new()).await?.convert()
    };
    let answer: WebDriverResult<T> = answer.await;
    web.enter_default_frame().await.expect("back to the page");
    answer.ok()
}

async fn film(browser: &Browser) -> Option<Film> {
    const SCRIPT: &str = "const video = document.querySelector('video');
        return {
            time: video.currentTime,
            width: video.videoWidth,
            pictures: video.getVideoPlaybackQuality().totalVideoFrames,
            sound: video.webkitAudioDecodedByteCount,
            tracks: [...video.textTracks].map(track => ({
                kind: track.kind, language: track.language, label: track.label, mode: track.mode,
                says: [...(track.activeCues ?? [])].map(cue => cue.text),
            })),
        };";
    in_stage(browser, SCRIPT).await
}

/// Waits until the film goes on: time, pictures and sound.
async fn plays(browser: &Browser) -> Film {
    let first = until("the film has begun", async || {
        film(browser).await.filter(|film| film.time > 0.0)
    })
    .await;
    until("the film goes on", async || {
        let now = film(browser).await?;
        let moves = now.time > first.time + 1.0;
        let seen = now.width == 320 && now.pictures > first.pictures;
        (moves && seen && now.sound > first.sound).then_some(now)
    })
    .await
}

/// Presses a key while the film has the focus.
async fn key(browser: &Browser, key: &str) {
    let web = &browser.web;
    let pressed = async {
        let frame = web.find(By::Css("iframe.session-frame")).await?;
        frame.enter_frame().await?;
        web.find(By::Css("video")).await?.send_keys(key).await
    };
    pressed.await.expect("keys reach the film");
    web.enter_default_frame().await.expect("back to the page");
}

async fn start(maps: &TempDir) -> Server {
    let venue = Venue {
        maps: Some(maps.path().to_owned()),
        room: "hall",
    };
    Server::start(venue).await
}

async fn go_to(browser: &Browser, stage: &str) {
    browser.press("People and places").await;
    browser.press(&format!("Walk to {stage}")).await;
    // On narrow windows the list makes way by itself.
    if let Some(close) = browser.find_role("button", "Close").await {
        close.click().await.expect("it can be closed");
    }
    browser.hears(&format!("You are in {stage}.")).await;
}

/// Two ways to die: without an answer, and with one that says no.
#[tokio::test]
async fn a_stage_plays_hls_with_subtitles_and_leaves_dead_sources() {
    let films = FilmServer::start().await;
    let url = |file| films.url(file);
    let dead = [url("stalls.m3u8"), url("live.m3u8")].join("\n");
    let missing = [url("gone.m3u8"), url("talk.mp4")].join("\n");
    let subtitles = format!("en={}", url("talk.vtt"));
    // Scripts may not read it, so that the library can't play it, but browsers by themselves may.
    let shut = url("shut/live.m3u8");
    let none = [url("gone.m3u8"), url("gone.mp4")].join("\n");
    let maps = folder(&[(
        "hall",
        &[
            START,
            ("Main stage", [2, 2, 6, 6], &[("stage", &url("live.m3u8"))]),
            (
                "Second stage",
                [12, 2, 6, 6],
                &[("stage", &missing), ("stageCaptions", &subtitles)],
            ),
            ("Third stage", [22, 2, 6, 6], &[("stage", &dead)]),
            ("Fourth stage", [2, 14, 6, 6], &[("stage", &none)]),
            ("Fifth stage", [22, 14, 6, 6], &[("stage", &shut)]),
        ],
    )]);
    let server = start(&maps).await;
    let driver = Driver::start().await;
    let ada = Browser::enter_with(&driver, &server, "Ada", Devices::Denied).await;
    ada.resize(1280, 800).await;

    go_to(&ada, "Main stage").await;
    assert!(
        !films.was_asked_for("live.m3u8"),
        "nobody is contacted unasked"
    );
    ada.press("Agree and open").await;
    let begun = plays(&ada).await;
    let [track] = begun.tracks.as_slice() else {
        panic!("one track of subtitles: {begun:?}");
    };
    assert_eq!(
        (track.kind.as_str(), track.language.as_str()),
        ("subtitles", "en")
    );
    assert_ne!(track.mode, "showing", "nobody asked for them");
    subtitles_on(&ada).await;
    for (width, height) in [(390, 800), (1280, 800)] {
        ada.resize(width, height).await;
        ada.screenshot(&format!("stream-hls-{width}")).await;
    }
    key(&ada, "c").await;
    until("the subtitles are off again", async || {
        let film = film(&ada).await?;
        film.tracks
            .iter()
            .all(|t| t.mode != "showing")
            .then_some(())
    })
    .await;
    let told = ada.announcements().await;
    assert!(
        !told.iter().any(|line| line.contains("another source")),
        "{told:?}"
    );

    go_to(&ada, "Second stage").await;
    ada.hears("Second stage plays from another source: the one before does not work.")
        .await;
    let begun = plays(&ada).await;
    let [track] = begun.tracks.as_slice() else {
        panic!("one track of subtitles: {begun:?}");
    };
    assert_eq!(
        (track.language.as_str(), track.label.as_str()),
        ("en", "English")
    );
    subtitles_on(&ada).await;
    ada.screenshot("stream-file-1280").await;

    go_to(&ada, "Third stage").await;
    ada.hears("Third stage plays from another source: the one before does not work.")
        .await;
    plays(&ada).await;

    go_to(&ada, "Fifth stage").await;
    plays(&ada).await;
    assert_eq!(player(&ada).await, "http", "the browser plays it by itself");
    let told = ada.announcements().await;
    let said = |line: &String| line.contains("Fifth stage plays from another");
    assert!(!told.iter().any(said), "{told:?}");

    go_to(&ada, "Fourth stage").await;
    until("one is told that nothing plays", async || {
        let text: String = ada
            .ask("return document.querySelector('.session-card')?.innerText ?? ''")
            .await;
        (!text.is_empty()).then_some(())
    })
    .await;
    ada.screenshot("stream-dead-1280").await;
}

/// How the film comes to its player: the beginning of its address.
async fn player(browser: &Browser) -> String {
    const SCRIPT: &str = "return document.querySelector('video').currentSrc.split(':')[0]";
    let found: Option<String> = in_stage(browser, SCRIPT).await;
    found.expect("there is a film")
}

/// Switches subtitles on by their key, and reads them.
async fn subtitles_on(browser: &Browser) {
    key(browser, "c").await;
    until("the subtitles are shown", async || {
        let film = film(browser).await?;
        let shown = film.tracks.iter().find(|track| track.mode == "showing")?;
        (shown.says == [SUBTITLE]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn players_of_others_are_shown_after_consent() {
    let maps = folder(&[(
        "hall",
        &[
            START,
            (
                "Tube stage",
                [2, 2, 6, 6],
                &[("stage", "https://www.youtube.com/watch?v=VujfdGnUnp0&t=42s")],
            ),
            (
                "Peer stage",
                [12, 2, 6, 6],
                &[("stage", "https://tube.invalid/w/kkGMgK9ZtnKfYAgnEtQxbv")],
            ),
        ],
    )]);
    let server = start(&maps).await;
    let driver = Driver::start().await;
    let ada = Browser::enter_with(&driver, &server, "Ada", Devices::Denied).await;
    for (stage, host, expected) in [
        (
            "Tube stage",
            "www.youtube-nocookie.com",
            "https://www.youtube-nocookie.com/embed/VujfdGnUnp0?start=42",
        ),
        (
            "Peer stage",
            "tube.invalid",
            "https://tube.invalid/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv",
        ),
    ] {
        go_to(&ada, stage).await;
        ada.role("button", "Agree and open").await;
        let asks: String = ada.ask("return document.body.innerText").await;
        assert!(asks.contains(host), "{asks}");
        let frames: u64 = ada
            .ask("return document.querySelectorAll('iframe').length")
            .await;
        assert_eq!(frames, 0, "nobody is contacted unasked");
        ada.press("Agree and open").await;
        let src = until("the player is framed", async || {
            in_stage::<String>(&ada, "return document.querySelector('iframe').src").await
        })
        .await;
        assert_eq!(src, expected);
    }
}
