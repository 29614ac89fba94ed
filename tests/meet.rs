//! A benchmark, run by `cargo xtask bench meet`: how long it takes from meeting somebody to hearing
//! and seeing them. Prints figures, and fails only when nothing is heard or seen at all.

use crate::harness::meeting::Meeting;
use crate::harness::scene::clearing;
use crate::harness::{Browser, Driver, Server, Venue, until};

/// Keeps hold of the peer connection that the page will make.
const HOLD: &str = "const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
        constructor(...settings) { super(...settings); window.held = this; }
    };";

/// Waits for the call to be shown, which is what the server tells in the very tick in which it begins
/// to forward; then for the first sound that left the jitter buffer and the first decoded picture.
/// Milliseconds of each, since then.
const WATCH: &str = "window.met = null;
    const count = async () => {
        const counts = { sound: 0, pictures: 0 };
        for (const receiver of window.held.getReceivers()) {
            for (const report of (await receiver.getStats()).values()) {
                if (report.type === 'inbound-rtp') {
                    counts.sound += report.jitterBufferEmittedCount && report.kind === 'audio'
                        ? report.jitterBufferEmittedCount : 0;
                    counts.pictures += report.framesDecoded || 0;
                }
            }
        }
        return counts;
    };
    const turn = () => new Promise(done => {
        const channel = new MessageChannel();
        channel.port1.onmessage = done;
        channel.port2.postMessage(0);
    });
    (async () => {
        let before = await count();
        const shown = () => document.querySelector('section.call');
        while (!shown()) {
            before = await count();
            await turn();
        }
        const began = performance.now();
        const met = { sound: null, pictures: null };
        while (met.sound === null || met.pictures === null) {
            const now = await count();
            for (const what of ['sound', 'pictures']) {
                if (met[what] === null && now[what] > before[what]) {
                    met[what] = performance.now() - began;
                }
            }
            await turn();
        }
        window.met = met;
    })();";

/// How far away the one who comes and goes waits, in map pixels.
const APART: i32 = 150;

#[derive(Clone, Copy, serde::Deserialize)]
struct Met {
    sound: f64,
    pictures: f64,
}

#[tokio::test]
#[ignore = "a benchmark: cargo xtask bench meet"]
async fn how_soon_one_hears_and_sees() {
    let rounds = match std::env::var_os("HALLWAY_BENCH_QUICK") {
        Some(_) => 5,
        None => 25,
    };
    let server = Server::start(Venue::any()).await;
    let meeting = Meeting::prepare(&server).await;
    let driver = Driver::start().await;
    let enter = async |name: &str| {
        let browser = Browser::open(&driver, name, crate::harness::browser::Devices::Fake).await;
        browser.goto(&server.url(&server.venue.page())).await;
        browser.run(HOLD).await;
        browser.fill_in_and_enter().await;
        browser
    };
    let stays = enter("Ada").await;
    let comes = enter("Ben").await;
    let walls = &meeting.scene.walls;
    let apart = clearing(&meeting.scene, meeting.middle, APART, 16);
    stays.walk_to(walls, meeting.beside(-16, 0)).await;
    let mut all: Vec<Met> = Vec::new();
    for _ in 0..rounds {
        comes.walk_to(walls, apart).await;
        until("both are alone", async || {
            let stats = stays.stats().await;
            stats.names().is_empty().then_some(())
        })
        .await;
        for browser in [&stays, &comes] {
            browser.run(WATCH).await;
        }
        comes.walk_to(walls, meeting.beside(16, 0)).await;
        for browser in [&stays, &comes] {
            let met = until("both hear and see", async || {
                browser.ask::<Option<Met>>("return window.met").await
            });
            all.push(met.await);
        }
    }
    let row = |metric: &str, values: Vec<f64>, part: f64| {
        let value = percentile(values, part);
        let row = serde_json::json!({
            "bench": "meet",
            "workload": format!("{} meetings of two in Chromium, loopback", all.len() / 2),
            "system": "hallway",
            "metric": metric,
            "unit": "ms",
            "value": value,
        });
        println!("row: {row}");
    };
    let sounds = || all.iter().map(|met| met.sound).collect();
    let pictures = || all.iter().map(|met| met.pictures).collect();
    row("first_audio_p50_ms", sounds(), 0.5);
    row("first_audio_p95_ms", sounds(), 0.95);
    row("first_video_p50_ms", pictures(), 0.5);
    row("first_video_p95_ms", pictures(), 0.95);
}

fn percentile(mut values: Vec<f64>, part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = (values.len() as f64 * part).ceil() as usize;
    values[at.clamp(1, values.len()) - 1]
}
