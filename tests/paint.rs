//! A benchmark, run by `cargo xtask bench client`: how evenly frames come while 300 people walk in
//! view, and how much of the time is ours. Everything is drawn by the CPU here, so frames come as
//! slowly as that allows. So the same is measured once more with all drawing on the map left out,
//! as if a graphics card did it in no time: what is slow then is the page's own doing. Prints
//! figures, and fails only when there are no frames.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde::Deserialize;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::harness::figures::{Figure, percentile, print, quick};
use crate::harness::server::binary;
use crate::harness::{Browser, Devices, Driver, Server, Venue, house};

/// How many walk, and how often each in a second.
const WALKERS: usize = 300;
const MOVES: usize = 10;

/// Columns and rows of the map: at double size as large as the window, but for the bar below.
const CELLS: (usize, usize) = (20, 11);

/// The window's size in CSS pixels.
const WINDOW: (u32, u32) = (1280, 800);

/// What the bots say once all are in and walk, see `hallway::bots`.
const COUNTING: &str = "counting";

/// A frame that takes longer than this is not one of sixty in a second, in milliseconds.
const FRAME_GOAL_MS: f64 = 1000.0 / 60.0;

/// What keeps the page's thread for longer than this is a long task, in milliseconds.
const LONG_MS: f64 = 50.0;

/// Measures from the page's first script on; `seen.begin()`, and `seen.end()` for what was
/// measured. Its own memory is taken beforehand: what is allocated meanwhile is the page's.
const WATCH: &str = r"if (location.protocol.startsWith('http')) {
    const MOST = 50000;
    const seen = window.seen = { on: false, draws: true, wasm: null };
    const list = () => ({ values: new Float64Array(MOST), count: 0 });
    const lists = { frames: list(), callbacks: list(), messages: list(), timers: list(),
        long: list() };
    let allocated = 0, cost = 0, sum = 0, last = null;
    const add = (to, value) => {
        if (seen.on && to.count < MOST) to.values[to.count++] = value;
    };
    const heap = () => performance.memory.usedJSHeapSize;
    const timed = (f, done) => function (...given) {
        const from = performance.now();
        try { return f.apply(this, given); } finally { done(performance.now() - from); }
    };
    const frame = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = f => frame(time => {
        const before = heap(), from = performance.now();
        f(time);
        sum += performance.now() - from;
        const more = heap() - before;
        // Less than before: garbage was collected meanwhile.
        if (seen.on && more > 0) allocated += more;
    });
    const probe = time => {
        if (last !== null) {
            add(lists.frames, time - last);
            add(lists.callbacks, sum);
        }
        last = time;
        sum = 0;
        // Asking for the memory takes some.
        const before = heap(), more = heap() - before;
        if (seen.on && more > 0) cost += more;
        if (seen.on) frame(probe);
    };
    const every = window.setInterval.bind(window);
    window.setInterval = (f, ...how) => every(timed(f, took => add(lists.timers, took)), ...how);
    const Real = window.WebSocket;
    window.WebSocket = class extends Real {
        addEventListener(type, f, ...how) {
            const heard = took => add(lists.messages, took);
            super.addEventListener(type, type === 'message' ? timed(f, heard) : f, ...how);
        }
    };
    const gl = WebGL2RenderingContext.prototype;
    const draw = gl.drawArraysInstanced;
    gl.drawArraysInstanced = function (...what) {
        if (seen.draws) draw.apply(this, what);
    };
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const real = WebAssembly[name];
        WebAssembly[name] = async (...given) => {
            const made = await real.apply(WebAssembly, given);
            seen.wasm ??= (made.instance ?? made).exports.memory;
            return made;
        };
    }
    new PerformanceObserver(tasks => {
        for (const task of tasks.getEntries()) add(lists.long, task.duration);
    }).observe({ type: 'longtask' });
    seen.memory = () => [heap(), seen.wasm?.buffer.byteLength ?? 0];
    seen.begin = () => {
        for (const list of Object.values(lists)) list.count = 0;
        [allocated, cost, sum, last] = [0, 0, 0, null];
        seen.on = true;
        frame(probe);
    };
    seen.end = () => {
        seen.on = false;
        const told = { allocated, cost };
        for (const [name, { values, count }] of Object.entries(lists)) {
            told[name] = Array.from(values.subarray(0, count));
        }
        return told;
    };
}";

/// What was measured, see [`WATCH`]; times in milliseconds.
#[derive(Clone, Debug, Deserialize)]
struct Seen {
    /// From one frame to the next.
    frames: Vec<f64>,
    /// What the page did in each.
    callbacks: Vec<f64>,
    /// What it did about each message.
    messages: Vec<f64>,
    /// What it did at each call of a timer.
    timers: Vec<f64>,
    /// The browser's long tasks.
    long: Vec<f64>,
    /// Bytes of JavaScript's memory that were taken in frames.
    allocated: f64,
    /// How many of them were taken by looking at it.
    cost: f64,
}

/// Bytes that the page holds.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Memory(f64, f64);

#[tokio::test]
#[ignore = "a benchmark: cargo xtask bench client"]
async fn how_evenly_frames_come() {
    let time = Duration::from_secs(if quick() { 5 } else { 20 });
    let folder = TempDir::new().expect("a folder for the map");
    draw_floor(folder.path());
    let venue = Venue {
        maps: Some(folder.path().to_owned()),
        room: "floor",
    };
    let server = Server::start(venue).await;
    let driver = Driver::start().await;
    // As in any browser, but for steps of memory that tell of every frame.
    let precise = ["--enable-precise-memory-info"];
    let browser = Browser::open_with_flags(&driver, "Ada", Devices::Denied, &precise).await;
    browser.before_scripts(WATCH).await;
    browser.view_port(WINDOW.0, WINDOW.1).await;
    browser.goto(&server.url(&server.venue.page())).await;
    browser.fill_in_and_enter().await;
    measure(&browser, "nobody else there, drawn by the CPU", time).await;
    let crowd = Crowd::walks(&server, time).await;
    let crowded = format!("{WALKERS} walk in view, {MOVES} steps a second each");
    measure(&browser, &format!("{crowded}, drawn by the CPU"), time).await;
    browser.screenshot("client-crowd").await;
    browser.run("seen.draws = false").await;
    measure(&browser, &format!("{crowded}, not drawn"), time).await;
    drop(crowd);
}

/// A floor without walls; people appear everywhere on it.
fn draw_floor(folder: &Path) {
    let row = "_".repeat(CELLS.0);
    let rows = vec![row.as_str(); CELLS.1];
    let all = [0, 0, CELLS.0 as u32, CELLS.1 as u32];
    let start = ("start", all, &[("start", "true")][..]);
    house::build(folder, "floor", &[("floor", &rows)], &[start], &[]);
}

/// People who walk, without browsers; they go with the value.
struct Crowd {
    _process: Child,
}

impl Crowd {
    /// Waits until all walk.
    async fn walks(server: &Server, time: Duration) -> Self {
        // Longer than it takes to look at them.
        let seconds = time.as_secs() * 4 + 60;
        let mut process = Command::new(binary())
            .args(["bots", "--room", server.venue.room])
            .args(["--url", &server.url("")])
            .args(["--spread", "crowd", "--count", &WALKERS.to_string()])
            .args(["--moves-per-second", &MOVES.to_string()])
            .args(["--seconds", &seconds.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("those who walk are let in");
        let said = process.stderr.take().expect("their words");
        let mut lines = BufReader::new(said).lines();
        let mut all = String::new();
        while let Ok(Some(line)) = lines.next_line().await {
            if line.trim() == COUNTING {
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Self { _process: process };
            }
            all.push_str(&line);
        }
        panic!("those who walk ended: {all}");
    }
}

async fn measure(browser: &Browser, workload: &str, time: Duration) {
    let memory = async || {
        browser.collect_garbage().await;
        let memory: Memory = browser.ask("return seen.memory()").await;
        memory
    };
    let before = memory().await;
    browser.run("seen.begin()").await;
    tokio::time::sleep(time).await;
    let seen: Seen = browser.ask("return seen.end()").await;
    let after = memory().await;
    assert!(!seen.frames.is_empty(), "there are no frames");
    let workload = format!("{workload}, {} x {}", WINDOW.0, WINDOW.1);
    let row = |metric: &str, unit: &str, value: f64, goal: Option<f64>| {
        let figure = Figure {
            metric,
            unit,
            value,
            goal,
        };
        print("client", &workload, figure);
    };
    let ms = |metric: &str, values: &[f64], part: f64, goal: Option<f64>| {
        row(metric, "ms", percentile(values, part), goal);
    };
    let long = |values: &[f64]| values.iter().filter(|it| **it > LONG_MS).count() as f64;
    let frames = seen.frames.len() as f64;
    row(
        "frames_per_second",
        "1/s",
        frames * 1000.0 / seen.frames.iter().sum::<f64>(),
        None,
    );
    ms("frame_p50_ms", &seen.frames, 0.5, None);
    ms("frame_p99_ms", &seen.frames, 0.99, Some(FRAME_GOAL_MS));
    let callbacks = &seen.callbacks;
    ms("frame_callback_p50_ms", callbacks, 0.5, None);
    ms(
        "frame_callback_p99_ms",
        callbacks,
        0.99,
        Some(FRAME_GOAL_MS),
    );
    ms("frame_callback_most_ms", callbacks, 1.0, Some(LONG_MS));
    row(
        "messages_per_second",
        "1/s",
        seen.messages.len() as f64 / time.as_secs_f64(),
        None,
    );
    ms("message_p99_ms", &seen.messages, 0.99, None);
    ms("message_most_ms", &seen.messages, 1.0, Some(LONG_MS));
    ms("timer_most_ms", &seen.timers, 1.0, Some(LONG_MS));
    row("long_tasks", "1", seen.long.len() as f64, Some(0.0));
    ms("longest_task_ms", &seen.long, 1.0, Some(LONG_MS));
    let ours = long(callbacks) + long(&seen.messages) + long(&seen.timers);
    row("long_tasks_of_scripts", "1", ours, Some(0.0));
    row(
        "js_bytes_per_frame",
        "B",
        (seen.allocated - seen.cost).max(0.0) / frames,
        None,
    );
    row("js_heap_growth", "kB", (after.0 - before.0) / 1000.0, None);
    row(
        "wasm_memory_growth",
        "kB",
        (after.1 - before.1) / 1000.0,
        None,
    );
}
