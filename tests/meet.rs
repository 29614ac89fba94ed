//! A benchmark, run by `cargo xtask bench meet`: how long it takes from meeting somebody to hearing
//! and seeing them, and what those who talk already notice of it. Prints figures, and fails only when
//! nothing is heard or seen at all.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hallway_protocol::Pos;
use tempfile::TempDir;

use crate::harness::caller::Caller;
use crate::harness::figures::{Figure, percentile, print, quick};
use crate::harness::meeting::Meeting;
use crate::harness::scene::clearing;
use crate::harness::voice::{Voice, voice_in};
use crate::harness::{Browser, Devices, Driver, Server, Venue, Walker, until};

/// Reads all that comes through the page's peer connection, in workers, where drawing does not hold
/// it up. `window.came` lists for each track when sound or a picture came, in milliseconds since
/// 1970. Sound counts when it is louder than what a jitter buffer makes up.
const READ: &str = r"window.came = [];
    const work = () => {
        const LOUD = 0.02;
        const loud = data => {
            const samples = new Float32Array(data.numberOfFrames);
            data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
            return samples.some(sample => Math.abs(sample) > LOUD);
        };
        onmessage = async ({ data: { kind, readable } }) => {
            const reader = readable.getReader();
            for (;;) {
                const { done, value } = await reader.read();
                if (done) return;
                const now = performance.timeOrigin + performance.now();
                if (kind === 'video' || loud(value)) postMessage(now);
                value.close();
            }
        };
    };
    const url = URL.createObjectURL(new Blob([`(${work})()`], { type: 'text/javascript' }));
    const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
        constructor(...settings) {
            super(...settings);
            this.addEventListener('track', ({ track }) => {
                const came = { kind: track.kind, times: [] };
                window.came.push(came);
                const { readable } = new MediaStreamTrackProcessor({ track });
                const worker = new Worker(url);
                worker.onmessage = ({ data }) => came.times.push(data);
                worker.postMessage({ kind: track.kind, readable }, [readable]);
            });
        }
    };";

/// As many pictures a second as the browser's own camera gives, so that nobody waits for the next longer than
/// people do.
const FULL_PICTURES: &str = "--use-fake-device-for-media-stream=fps=20";

/// Begins to list anew.
const FORGET: &str = "window.came.forEach(came => { came.times = []; })";

/// How far away the one who comes and goes waits, in map pixels: nearer than the observer, and not
/// near.
const APART: i32 = 150;

/// Where nobody is, in map pixels from where people meet.
const ASIDE: i32 = 480;

/// How long the three talk, and the two without the third, in each round.
const TALK: Duration = Duration::from_secs(4);

/// How long before the server's word reaches the observer it may reach a browser, in milliseconds.
const AHEAD_MS: f64 = 5.0;

/// Nothing for longer than this is silence, or a picture that stands still, in milliseconds.
const QUIET_MS: f64 = 300.0;

/// What came through one track, see [`READ`].
#[derive(Clone, serde::Deserialize)]
struct Came {
    kind: String,
    times: Vec<f64>,
}

impl Came {
    /// The longest time between one picture and the next, in milliseconds.
    fn longest(&self) -> f64 {
        let pairs = self.times.iter().zip(self.times.iter().skip(1));
        let gaps = pairs.map(|(before, now)| now - before);
        gaps.max_by(f64::total_cmp).unwrap_or(f64::INFINITY)
    }

    /// When it began after having been quiet, from a moment on.
    fn began(&self, from: f64) -> Option<f64> {
        let before = std::iter::once(f64::NEG_INFINITY).chain(self.times.iter().copied());
        let mut pairs = before.zip(&self.times);
        let starts = |(before, now): &(f64, &f64)| **now > from && *now - before > QUIET_MS;
        pairs.find(starts).map(|(_, now)| *now)
    }
}

/// How long after a meeting one heard and saw the other, in milliseconds.
#[derive(Clone, Copy)]
struct Met {
    sound: f64,
    picture: f64,
}

/// What one who talks noticed of the other, at most: how long a picture stood still, and how much of the
/// sound the browser had to make up, in milliseconds. How loud it was says nothing: browsers take
/// some of an artificial voice for noise before they send it.
#[derive(Clone, Copy, Debug, Default)]
struct Noticed {
    picture: f64,
    made_up: f64,
}

/// A stream of sound that comes.
#[derive(Clone, Debug, serde::Deserialize)]
struct Stream {
    id: String,
    packets: u64,
    made_up: u64,
}

/// All streams of sound that come through the newest peer connection.
const STREAMS: &str = "const done = arguments[arguments.length - 1];
    window.calls.at(-1).getStats().then(stats => {
        const streams = [];
        stats.forEach(it => {
            if (it.type !== 'inbound-rtp' || it.kind !== 'audio') return;
            const made_up = (it.concealedSamples ?? 0) - (it.silentConcealedSamples ?? 0);
            streams.push({ id: it.id, packets: it.packetsReceived ?? 0, made_up });
        });
        done(JSON.stringify(streams));
    }, error => done(String(error)));";

async fn streams(browser: &Browser) -> Vec<Stream> {
    let answer = browser.web.execute_async(STREAMS, Vec::new()).await;
    let text: String = answer
        .and_then(|answer| answer.convert())
        .expect("the page answers");
    serde_json::from_str(&text).expect("streams")
}

/// Milliseconds of the sound of whom one heard most that had to be made up between the two.
fn made_up(before: &[Stream], after: &[Stream]) -> f64 {
    let of = |stream: &Stream| before.iter().find(|it| it.id == stream.id).cloned();
    let pairs = after.iter().filter_map(|now| Some((of(now)?, now)));
    let most = pairs.max_by_key(|(before, now)| now.packets.saturating_sub(before.packets));
    let (before, now) = most.expect("somebody is heard");
    now.made_up.saturating_sub(before.made_up) as f64 / 48.0
}

/// Where people meet, and what it takes to let them in.
struct Visitors {
    meeting: Meeting,
    server: Server,
    driver: Driver,
    folder: TempDir,
}

impl Visitors {
    async fn prepare() -> Self {
        let server = Server::start(Venue::any()).await;
        Self {
            meeting: Meeting::prepare(&server).await,
            driver: Driver::start().await,
            folder: TempDir::new().expect("a folder for the voices"),
            server,
        }
    }

    /// One with a voice of their own, in a browser that is watched.
    async fn enter(&self, name: &str, voice: Voice) -> Browser {
        let voice = voice_in(self.folder.path(), voice);
        let flags = [voice.as_str(), FULL_PICTURES];
        let browser = Browser::open_with_flags(&self.driver, name, Devices::Fake, &flags).await;
        browser.allow_own_scripts().await;
        browser
            .goto(&self.server.url(&self.server.venue.page()))
            .await;
        browser.watch_calls("{}").await;
        browser.run(READ).await;
        browser.fill_in_and_enter().await;
        browser
    }

    /// A place so far from where people meet.
    fn away(&self, distance: i32) -> Pos {
        clearing(&self.meeting.scene, self.meeting.middle, distance, 16)
    }

    /// Until so many talk with each other.
    async fn talk(&self, people: usize) {
        let what = format!("{people} talk");
        let talk = self.meeting.observer.sees(&what, |view| {
            let in_bubbles = view.bubbles.values().map(Vec::len);
            in_bubbles.sum::<usize>() == people
        });
        talk.await;
    }
}

/// Who comes and goes while others talk.
enum Third {
    /// With sound and pictures, which cost the machine as much as those of the two.
    Browser(Browser),
    /// With sound alone, at no cost that counts: what is noticed then is the server's doing.
    Native(Caller),
}

impl Third {
    async fn walk_to(&mut self, meeting: &Meeting, to: Pos) {
        match self {
            Self::Browser(browser) => browser.stroll_to(to).await,
            Self::Native(caller) => caller.walker.walk_to(&meeting.scene.walls, to).await,
        };
    }
}

impl std::fmt::Display for Third {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Browser(_) => "in Chromium",
            Self::Native(_) => "without a browser",
        })
    }
}

#[tokio::test]
#[ignore = "a benchmark: cargo xtask bench meet"]
async fn how_soon_one_hears_and_sees() {
    let (meetings, visits) = if quick() { (5, 2) } else { (25, 6) };
    let visitors = Visitors::prepare().await;
    let [low, high, deep] = Voice::ALL;
    let pair = [
        visitors.enter("Ada", low).await,
        visitors.enter("Ben", high).await,
    ];
    how_soon(&visitors, &pair, meetings).await;
    pair[1].stroll_to(visitors.meeting.beside(16, 0)).await;
    let native = Caller::enter_at(&visitors.server, "Dan", "").await;
    native.speak(true);
    let native = how_calm(&visitors, &pair, Third::Native(native), visits).await;
    drop(native);
    let browser = visitors.enter("Cleo", deep).await;
    how_calm(&visitors, &pair, Third::Browser(browser), visits).await;
}

/// One comes and goes, another stays.
async fn how_soon(visitors: &Visitors, [stays, comes]: &[Browser; 2], rounds: usize) {
    let meeting = &visitors.meeting;
    let apart = visitors.away(APART);
    stays.stroll_to(meeting.beside(-16, 0)).await;
    let mut all: Vec<Met> = Vec::new();
    for _ in 0..rounds {
        comes.stroll_to(apart).await;
        visitors.talk(0).await;
        for browser in [stays, comes] {
            browser.run(FORGET).await;
        }
        let (met, _) = tokio::join!(
            meets(&meeting.observer),
            comes.stroll_to(meeting.beside(16, 0)),
        );
        for browser in [stays, comes] {
            let met = until("both hear and see", async || {
                let all = came(browser).await;
                let first = |kind: &str| {
                    let of_kind = all.iter().filter(|came| came.kind == kind);
                    let began = of_kind.filter_map(|came| came.began(met - AHEAD_MS));
                    began.min_by(f64::total_cmp).map(|began| began - met)
                };
                Some(Met {
                    sound: first("audio")?,
                    picture: first("video")?,
                })
            });
            all.push(met.await);
        }
    }
    let workload = format!("{rounds} meetings of two in Chromium, loopback");
    let row = |metric: &str, values: Vec<f64>, part: f64, goal: Option<f64>| {
        row_of(&workload, metric, percentile(&values, part), goal);
    };
    let sounds = || all.iter().map(|met| met.sound).collect();
    let pictures = || all.iter().map(|met| met.picture).collect();
    row("first_audio_p50_ms", sounds(), 0.5, None);
    row("first_audio_p95_ms", sounds(), 0.95, Some(200.0));
    row("first_video_p50_ms", pictures(), 0.5, None);
    row("first_video_p95_ms", pictures(), 0.95, Some(400.0));
}

/// Two talk; a third passes by, which they should notice nothing of, and then comes and goes, of
/// which they should notice no more.
async fn how_calm(
    visitors: &Visitors,
    [ada, ben]: &[Browser; 2],
    mut third: Third,
    rounds: usize,
) -> Third {
    let meeting = &visitors.meeting;
    let aside = visitors.away(ASIDE);
    third.walk_to(meeting, aside).await;
    visitors.talk(2).await;
    for (what, to, people) in [
        ("passes by", visitors.away(APART), 2),
        ("comes and goes", meeting.beside(0, 32), 3),
    ] {
        let mut noticed = Noticed::default();
        for _ in 0..rounds {
            for browser in [ada, ben] {
                browser.run(FORGET).await;
            }
            let before = [streams(ada).await, streams(ben).await];
            third.walk_to(meeting, to).await;
            visitors.talk(people).await;
            tokio::time::sleep(TALK).await;
            third.walk_to(meeting, aside).await;
            visitors.talk(2).await;
            tokio::time::sleep(TALK).await;
            for (browser, before) in [ada, ben].into_iter().zip(&before) {
                let all = came(browser).await;
                let pictures = all.iter().filter(|came| came.kind == "video");
                // The other one's came all the time, the third one's did not.
                let most = pictures.max_by_key(|came| came.times.len());
                let picture = most.map_or(f64::INFINITY, Came::longest);
                let made_up = made_up(before, &streams(browser).await);
                noticed.picture = noticed.picture.max(picture);
                noticed.made_up = noticed.made_up.max(made_up);
            }
        }
        let workload = format!("two talk, a third {third} {what} {rounds} times, loopback");
        let row = |metric: &str, value| row_of(&workload, metric, value, None);
        row("longest_without_picture_ms", noticed.picture);
        row("sound_made_up_ms", noticed.made_up);
    }
    third
}

/// What came to a browser.
async fn came(browser: &Browser) -> Vec<Came> {
    browser.ask("return window.came").await
}

fn row_of(workload: &str, metric: &str, value: f64, goal: Option<f64>) {
    let figure = Figure {
        metric,
        unit: "ms",
        value,
        goal,
    };
    print("meet", workload, figure);
}

/// Milliseconds since 1970.
fn now_ms() -> f64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.expect("it is after 1970").as_secs_f64() * 1000.0
}

/// Waits for the word that two people talk with each other, which the server tells everybody in the
/// tick in which they do. Milliseconds since 1970.
async fn meets(observer: &Walker) -> f64 {
    while observer.view().bubbles.is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    now_ms()
}
