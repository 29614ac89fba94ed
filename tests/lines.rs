//! Bad networks: loss, jitter, swapped datagrams, little bandwidth, UDP blocked for a while, another
//! address. Sound stays, pictures give way and come back, and all recovers by itself.

use std::time::{Duration, Instant};

use crate::harness::calls::Counted;
use crate::harness::meeting::Meeting;
use crate::harness::relay::Line;
use crate::harness::village::folder;
use crate::harness::{Browser, Caller, Driver, Relay, Server, Venue, until};

/// Until when everything has recovered from whatever it was.
const RECOVERY: Duration = Duration::from_secs(10);

/// Samples of a second of sound.
const SECOND: u64 = 48_000;

/// Loss in each direction, the part of the sound that may be made up for it, and whether pictures go on.
/// What one hears and sees passes the line twice: of 20 %, 36 % are lost.
const LOSSES: [(f64, f64, bool); 3] = [(0.01, 0.06, true), (0.05, 0.15, true), (0.20, 0.40, false)];

/// A server that is reached through a relay alone.
async fn behind(relay: &Relay, venue: Venue) -> Server {
    let settings = [("HALLWAY_MEDIA__PUBLIC", &*relay.address())];
    let server = Server::start_with(venue, &settings).await;
    relay.lead_to(server.port());
    server
}

fn lossy(loss: f64) -> Line {
    Line {
        loss,
        delay: Duration::from_millis(20),
        jitter: Duration::from_millis(30),
        ..Line::default()
    }
}

const BLOCKED: Line = Line {
    loss: 0.0,
    delay: Duration::ZERO,
    jitter: Duration::ZERO,
    bits_per_second: None,
    blocked: true,
};

/// Two people beside one another, one of whom speaks.
async fn pair(server: &Server) -> (Caller, Caller) {
    let ada = Caller::enter_at(server, "Ada", "").await;
    let ben = Caller::enter_at(server, "Ben", "").await;
    ada.speak(true);
    ben.hears("Ada", ada.number).await;
    (ada, ben)
}

#[tokio::test]
async fn native_clients_hear_what_the_line_lets_through() {
    let relay = Relay::start().await;
    let maps = folder(&[("house", &[("gate", [2, 2, 1, 1], &[("start", "true")])])]);
    let venue = Venue {
        maps: Some(maps.path().to_owned()),
        room: "house",
    };
    let server = behind(&relay, venue).await;
    let (ada, ben) = pair(&server).await;
    for loss in [0.01, 0.05, 0.20] {
        relay.set(lossy(loss));
        ben.take_heard();
        let sent = ada.sent();
        until("five seconds of speech", async || {
            (ada.sent() >= sent + 250).then_some(())
        })
        .await;
        let heard = ben.take_heard().get(&ada.number).copied().unwrap_or(0) as f64;
        let passed = heard / (ada.sent() - sent) as f64;
        println!("loss {loss}: {passed:.3} of all packets arrive");
        // Each passes the line twice; and the dice are dice.
        assert!(passed > (1.0 - loss) * (1.0 - loss) * 0.9, "{passed}");
    }
    relay.set(Line::default());
    relay.move_house();
    let moved = Instant::now();
    ben.hears("Ada after the address changed", ada.number).await;
    println!("recovered {:?} after the address changed", moved.elapsed());
    assert!(moved.elapsed() < RECOVERY);

    relay.set(BLOCKED);
    let sent = ada.sent();
    until("three seconds without UDP", async || {
        (ada.sent() >= sent + 150).then_some(())
    })
    .await;
    relay.set(Line::default());
    let unblocked = Instant::now();
    ben.hears("Ada after the block", ada.number).await;
    assert!(unblocked.elapsed() < RECOVERY);
    assert!(relay.swallowed() > 100, "{}", relay.swallowed());
}

/// Two browsers in a call through a relay, watched.
async fn browsers(relay: &Relay) -> (Server, Driver, Meeting, [Browser; 2]) {
    let server = behind(relay, Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    let driver = Driver::start().await;
    let two = meeting.pair_watched(&driver, &server, "{}").await;
    (server, driver, meeting, two)
}

/// Waits until a browser hears again: of a second of sound, no more than a tenth is made up.
async fn hears_well(browser: &Browser) -> Counted {
    let what = format!("{} hears well", browser.name);
    until(&what, async || {
        let before = browser.counted().await;
        if before.state != "connected" {
            return None;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = browser.counted().await;
        let same = now.connections == before.connections;
        let plays = now.packets > before.packets && now.samples >= before.samples + SECOND / 2;
        (same && plays && now.concealed_since(&before) < 0.1).then_some(now)
    })
    .await
}

/// Waits until pictures come again.
async fn sees(browser: &Browser, frames: u64) -> Counted {
    let what = format!("{} sees {frames} more pictures", browser.name);
    let mut before = browser.counted().await;
    until(&what, async || {
        let now = browser.counted().await;
        if now.connections != before.connections {
            before = now;
            return None;
        }
        (now.frames >= before.frames + frames).then_some(now)
    })
    .await
}

/// Pictures that one has to see until one sees again: a second of them.
const AGAIN: u64 = 10;

/// Waits until all have recovered from what was so until `since`, and tells how long it took.
async fn recover(browsers: &[Browser; 2], from: &str, since: Instant) {
    let [ada, ben] = browsers;
    let recovers = async |browser: &Browser| {
        hears_well(browser).await;
        println!("{} hears again after {:?}", browser.name, since.elapsed());
        sees(browser, AGAIN).await;
        println!("{} sees again after {:?}", browser.name, since.elapsed());
    };
    tokio::join!(recovers(ada), recovers(ben));
    let took = since.elapsed();
    println!("recovered {took:?} after {from}");
    assert!(took < RECOVERY, "{took:?} after {from}");
}

#[tokio::test]
async fn sound_survives_loss_and_jitter_in_a_browser() {
    let relay = Relay::start().await;
    let (_server, _driver, _meeting, both) = browsers(&relay).await;
    let [ada, ben] = &both;
    for (loss, bound, shows) in LOSSES {
        relay.set(lossy(loss));
        // The jitter buffer learns how bad the line is.
        ada.plays(2 * SECOND).await;
        for browser in [ada, ben] {
            let before = browser.counted().await;
            let after = browser.plays(6 * SECOND).await;
            let concealed = after.concealed_since(&before);
            let frames = after.frames - before.frames;
            println!(
                "loss {loss}: {}: {concealed:.3} of the sound made up, {frames} pictures",
                browser.name
            );
            assert!(concealed < bound, "{concealed} at a loss of {loss}");
            if shows {
                sees(browser, AGAIN).await;
            }
            assert_eq!(after.connections, 1);
        }
    }
    relay.set(Line::default());
    recover(&both, "loss", Instant::now()).await;
}

#[tokio::test]
async fn pictures_give_way_to_sound_on_a_slow_line_and_come_back() {
    let relay = Relay::start().await;
    let (_server, _driver, _meeting, both) = browsers(&relay).await;
    let [ada, ben] = &both;
    relay.set(Line {
        bits_per_second: Some(150_000.0),
        delay: Duration::from_millis(20),
        ..Line::default()
    });
    // Until both ends have found out what the line carries.
    ada.plays(10 * SECOND).await;
    for browser in [ada, ben] {
        let before = browser.counted().await;
        let after = browser.plays(8 * SECOND).await;
        let concealed = after.concealed_since(&before);
        let bits = (after.video_bytes - before.video_bytes) * 8;
        let seconds = (after.samples - before.samples) as f64 / SECOND as f64;
        let rate = bits as f64 / seconds;
        println!(
            "150 kbit/s: {}: {concealed:.3} of the sound made up, {rate:.0} bit/s of pictures",
            browser.name
        );
        assert!(concealed < 0.15, "{concealed}");
        assert!(rate < 150_000.0, "{rate}");
        assert_eq!(after.connections, 1);
    }
    // Those who suffer from it are told, and what helps.
    let told = Instant::now();
    ada.role("button", "Small pictures").await;
    println!("told {:?} after that", told.elapsed());
    ada.screenshot("advice-on-a-bad-line").await;
    relay.set(Line::default());
    recover(&both, "the slow line", Instant::now()).await;
}

#[tokio::test]
async fn a_call_survives_another_address_and_a_block_of_udp() {
    let relay = Relay::start().await;
    let (server, _driver, _meeting, both) = browsers(&relay).await;
    relay.move_house();
    recover(&both, "the address changed", Instant::now()).await;

    // TCP goes on, so that nobody need wait for UDP: all move over to it.
    relay.set(BLOCKED);
    let blocked = Instant::now();
    for browser in &both {
        let what = format!("{} talks over TCP", browser.name);
        until(&what, async || {
            let now = browser.counted().await;
            (now.state == "connected" && now.protocol == "tcp").then_some(())
        })
        .await;
    }
    recover(&both, "UDP was blocked", blocked).await;
    relay.set(Line::default());
    recover(&both, "the block", Instant::now()).await;
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
}
