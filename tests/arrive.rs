//! A benchmark, run by `cargo xtask bench client`: what a first visit loads, and how long it takes
//! on a slow line until one can take a step. Prints figures, and fails only when one never gets
//! there.

use serde::Deserialize;

use crate::harness::devtools::NetworkLine;
use crate::harness::figures::{Figure, percentile, print, quick};
use crate::harness::{Browser, Devices, Driver, Server, Venue, until};

/// What telephones have at the edge of a town ("fast 3G").
const SLOW: NetworkLine = NetworkLine {
    round_trip_ms: 150,
    down: 1_600_000,
    up: 768_000,
};

/// In words.
const SLOW_WORDS: &str = "1.6 Mbit/s down, 768 kbit/s up, 150 ms round trip";

/// Most that a first visit shall load, map art aside, in bytes.
const BYTES_GOAL: f64 = 600_000.0;

/// Longest time from the click on "Enter" to a step, with the map in the cache, in milliseconds.
const STEP_GOAL_MS: f64 = 2000.0;

/// Goes in as soon as it can be done, and takes a step as soon as that can be. `window.arrived` has
/// the moments, in milliseconds since the navigation began. In the page itself, so that nothing
/// waits for the questions of a driver.
const GO_IN: &str = r"if (location.protocol.startsWith('http')) {
    const arrived = window.arrived = {};
    performance.setResourceTimingBufferSize(10000);
    const Real = window.WebSocket;
    window.WebSocket = class extends Real {
        constructor(...how) {
            super(...how);
            const from = performance.now();
            this.addEventListener('open', () => {
                arrived.socket ??= performance.now() - from;
            });
            this.addEventListener('message', () => { arrived.told ??= performance.now(); });
        }
    };
    const KEYS = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'];
    const key = (type, code) => document.body.dispatchEvent(
        new KeyboardEvent(type, { code, key: code, bubbles: true, cancelable: true }));
    const walk = (turn = 0) => {
        if (arrived.stepped !== undefined) return;
        const code = KEYS[turn % KEYS.length];
        key('keydown', code);
        // There may be a wall.
        setTimeout(() => { key('keyup', code); walk(turn + 1); }, 500);
    };
    const place = () => {
        const told = document.documentElement.dataset;
        return `${told.hallwayX} ${told.hallwayY}`;
    };
    let from = null;
    const look = () => {
        const state = document.documentElement?.dataset.hallwayState;
        if (state === 'entry' && arrived.usable === undefined) {
            const field = document.querySelector('main.entry input#name');
            const enter = document.querySelector('main.entry button[type=submit]');
            if (!field || !enter || enter.disabled) {
                requestAnimationFrame(look);
                return;
            }
            arrived.usable = performance.now();
            field.value = 'Ada';
            field.dispatchEvent(new Event('input', { bubbles: true }));
            arrived.clicked = performance.now();
            enter.click();
        }
        if (state !== 'venue') return;
        if (from === null) {
            from = place();
            arrived.inside = performance.now();
            setTimeout(walk);
        } else if (place() !== from) {
            arrived.stepped ??= performance.now();
        }
    };
    new MutationObserver(look).observe(document, { subtree: true, attributes: true,
        attributeFilter: ['data-hallway-state', 'data-hallway-x', 'data-hallway-y'] });
}";

/// Everything that was loaded, by path and bytes on the line.
const LOADED: &str = "const all = ['navigation', 'resource'].flatMap(
        kind => performance.getEntriesByType(kind));
    return all.map(it => ({ path: new URL(it.name).pathname, bytes: it.transferSize }));";

/// Moments of a visit, in milliseconds since the navigation began.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Arrived {
    /// The entry form is there.
    usable: f64,
    /// "Enter" was clicked.
    clicked: f64,
    /// How long it took to open the WebSocket.
    socket: f64,
    /// The server's first word has come.
    told: f64,
    /// One stands in the venue.
    inside: f64,
    /// One has taken a step.
    stepped: f64,
}

impl Arrived {
    /// From the click on "Enter" to the step.
    fn click_to_step(&self) -> f64 {
        self.stepped - self.clicked
    }
}

/// Something that was loaded.
#[derive(Clone, Debug, Deserialize)]
struct Loaded {
    path: String,
    bytes: f64,
}

impl Loaded {
    /// Of which kind it is. Translations are in the program.
    fn kind(&self) -> Kind {
        let path = self.path.as_str();
        let ends = |end: &str| path.ends_with(end);
        match path {
            "/" => Kind::Page,
            "/client/avatars.png" => Kind::Avatars,
            _ if path.starts_with("/v/") => Kind::Page,
            _ if path.starts_with("/maps/") => Kind::MapArt,
            _ if path.starts_with("/scene/") => Kind::Scene,
            _ if ends(".wasm") => Kind::Wasm,
            _ if ends(".js") => Kind::Script,
            _ if ends(".css") => Kind::Styles,
            _ => Kind::Other,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Page,
    Script,
    Wasm,
    Styles,
    Avatars,
    Scene,
    Other,
    MapArt,
}

impl Kind {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Page, "page_bytes"),
        (Self::Script, "script_bytes"),
        (Self::Wasm, "wasm_and_translations_bytes"),
        (Self::Styles, "styles_bytes"),
        (Self::Avatars, "avatar_art_bytes"),
        (Self::Scene, "scene_bytes"),
        (Self::Other, "other_bytes"),
        (Self::MapArt, "map_art_bytes"),
    ];
}

#[tokio::test]
#[ignore = "a benchmark: cargo xtask bench client"]
async fn how_soon_one_is_there() {
    let server = Server::start(Venue::shipped()).await;
    how_much(&server).await;
    let rounds = if quick() { 3 } else { 9 };
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        // A browser of its own each time: nothing is in its cache.
        let driver = Driver::start().await;
        let browser = open(&driver).await;
        browser.on_line(SLOW).await;
        first.push(visit(&browser, &server).await);
        // Whoever left for good is asked anew.
        browser.run("sessionStorage.clear()").await;
        browser.web.goto("about:blank").await.expect("another page");
        second.push(visit(&browser, &server).await);
    }
    let free = {
        let driver = Driver::start().await;
        visit(&open(&driver).await, &server).await
    };
    let workload = format!("first visit, nothing in the cache, {SLOW_WORDS}, {rounds} times");
    told(&workload, &first, None);
    let workload = format!("second visit, all in the cache, {SLOW_WORDS}, {rounds} times");
    told(&workload, &second, Some(STEP_GOAL_MS));
    told("first visit, loopback, once", &[free], None);
}

/// Shows what a first visit loads.
async fn how_much(server: &Server) {
    let driver = Driver::start().await;
    let browser = open(&driver).await;
    visit(&browser, server).await;
    let loaded = all_loaded(&browser).await;
    let of = |wanted: Kind| {
        let of_kind = loaded.iter().filter(|it| it.kind() == wanted);
        of_kind.map(|it| it.bytes).sum::<f64>()
    };
    let all: f64 = loaded.iter().map(|it| it.bytes).sum();
    let row = |metric: &str, unit: &str, value: f64, goal| {
        let figure = Figure {
            metric,
            unit,
            value,
            goal,
        };
        print("client", "first visit of the shipped venue", figure);
    };
    let without_art = all - of(Kind::MapArt);
    row("first_visit_bytes", "B", without_art, Some(BYTES_GOAL));
    for (kind, metric) in Kind::ALL {
        row(metric, "B", of(kind), None);
    }
    row("responses", "1", loaded.len() as f64, None);
}

async fn open(driver: &Driver) -> Browser {
    let browser = Browser::open(driver, "Ada", Devices::Fake).await;
    browser.before_scripts(GO_IN).await;
    browser
}

/// Goes in and takes a step.
async fn visit(browser: &Browser, server: &Server) -> Arrived {
    let page = server.url(&server.venue.page());
    browser.web.goto(&page).await.expect("the page loads");
    until("Ada has taken a step", async || {
        let arrived: serde_json::Value = browser.ask("return window.arrived").await;
        serde_json::from_value(arrived).ok()
    })
    .await
}

/// All that has come once nothing more does.
async fn all_loaded(browser: &Browser) -> Vec<Loaded> {
    let mut last = None;
    let mut same = 0;
    until("nothing more is loaded", async || {
        let loaded: Vec<Loaded> = browser.ask(LOADED).await;
        same = if last == Some(loaded.len()) {
            same + 1
        } else {
            0
        };
        last = Some(loaded.len());
        (same >= 20).then_some(loaded)
    })
    .await
}

/// Prints the middle of all visits, and the longest.
fn told(workload: &str, visits: &[Arrived], goal: Option<f64>) {
    let row = |metric: &str, of: fn(&Arrived) -> f64, part: f64, goal: Option<f64>| {
        let values: Vec<f64> = visits.iter().map(of).collect();
        let value = percentile(&values, part);
        let unit = "ms";
        let figure = Figure {
            metric,
            unit,
            value,
            goal,
        };
        print("client", workload, figure);
    };
    row("entry_usable_ms", |it| it.usable, 0.5, None);
    row("first_step_ms", |it| it.stepped, 0.5, None);
    row("first_step_most_ms", |it| it.stepped, 1.0, None);
    let click_to_step = Arrived::click_to_step;
    row("click_to_step_ms", click_to_step, 0.5, goal);
    row("click_to_step_most_ms", click_to_step, 1.0, goal);
    row("click_to_inside_ms", |it| it.inside - it.clicked, 0.5, None);
    row("click_to_told_ms", |it| it.told - it.clicked, 0.5, None);
    row("socket_open_ms", |it| it.socket, 0.5, None);
}
