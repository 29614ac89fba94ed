//! Our server, and `hallway bots` who walk there.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{ChildStderr, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use hallway::bots::{COUNTED, COUNTING, Tally};

use super::figures::{Figures, OURS};
use super::{Ground, MOVES, Workload, http};
use crate::process::{cpu_time, memory};
use crate::server::Server;

/// Cells of a side of the map, of 32 pixels each; and those of the crowd's ground in its middle.
const CELLS: u32 = 200;
const CROWDED: u32 = 20;

/// What our server counts of ticks that took too long.
const OVERRUNS: &str = "hallway_tick_overruns_total";

/// A map with a ground for a crowd, and with room for all.
fn map() -> String {
    let area = |id: u32, name: &str, from: u32, cells: u32| {
        let (from, side) = (from * 32, cells * 32);
        format!(
            r#"<object id="{id}" name="{name}" type="area" x="{from}" y="{from}" width="{side}"
                height="{side}"><properties><property name="start" type="bool" value="true"/>
                </properties></object>"#
        )
    };
    let crowd = area(1, "crowd", (CELLS - CROWDED) / 2, CROWDED);
    let venue = area(2, "venue", 2, CELLS - 4);
    format!(
        r#"<map version="1.10" orientation="orthogonal" renderorder="right-down" width="{CELLS}"
            height="{CELLS}" tilewidth="32" tileheight="32" infinite="0">
            <objectgroup id="1" name="areas">{crowd}{venue}</objectgroup>
            <objectgroup id="2" name="floorLayer"/></map>"#
    )
}

/// More people than a server takes by default.
const VENUE_SETTINGS: &str = "[rooms]
max_people = 6000
[server]
max_connections = 7000
";

/// The same, and everybody is told of everybody.
const CROWD_SETTINGS: &str = "[rooms]
max_people = 6000
most_seen = 6000
[server]
max_connections = 7000
";

fn settings(ground: Ground) -> &'static str {
    match ground {
        Ground::Crowd => CROWD_SETTINGS,
        Ground::Venue => VENUE_SETTINGS,
    }
}

/// Measures our server under this workload. It is started anew: nobody pays for those who walked before.
///
/// # Errors
/// When the server or those who walk can't be started, or what they are told can't be.
pub(super) fn measure(binary: &Path, workload: &Workload) -> Result<Figures> {
    let server = Server::start(binary, settings(workload.ground), |maps| {
        Ok(fs::write(maps.join("field.tmx"), map())?)
    })?;
    let url = server.url();
    let (count, moves) = (workload.count.to_string(), MOVES.to_string());
    let seconds = workload.time.as_secs().to_string();
    let mut walkers = Command::new(binary)
        .args(["bots", "--json", "--room", "field", "--url", &url])
        .args(["--count", &count, "--moves-per-second", &moves])
        .args(["--spread", workload.ground.name(), "--seconds", &seconds])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut progress = BufReader::new(walkers.stderr.take().context("no progress")?);
    let pid = server.pid();
    wait_for(&mut progress, COUNTING)?;
    let late_before = overruns(&server)?;
    let (before, began) = (cpu_time(pid)?, Instant::now());
    wait_for(&mut progress, COUNTED)?;
    let (used, took) = (cpu_time(pid)? - before, began.elapsed());
    let overruns = overruns(&server)? - late_before;
    let memory = memory(pid)?;
    let mut output = String::new();
    let mut stdout = walkers.stdout.take().context("no figures")?;
    stdout.read_to_string(&mut output)?;
    let ended = walkers.wait()?;
    if !ended.success() {
        let mut why = String::new();
        progress.read_to_string(&mut why)?;
        bail!("those who walk: {ended}: {why}");
    }
    let tally: Tally = serde_json::from_str(&output)?;
    Ok(Figures {
        system: OURS,
        seconds: tally.seconds,
        updates: tally.updates as f64,
        frames: tally.frames,
        bytes: tally.bytes,
        used,
        took,
        memory,
        latency_ms: (tally.latency_p50_ms, tally.latency_p99_ms),
        overruns: Some(overruns),
    })
}

/// Ticks that took too long so far.
fn overruns(server: &Server) -> Result<u64> {
    let metrics = http::ask(server.address(), "GET", "/metrics", "")?;
    let mut lines = metrics.lines();
    let value = lines.find_map(|line| line.strip_prefix(OVERRUNS));
    let value = value.with_context(|| format!("{OVERRUNS} is not counted"))?;
    Ok(value.trim().parse()?)
}

fn wait_for(progress: &mut BufReader<ChildStderr>, word: &str) -> Result<()> {
    let mut said = String::new();
    loop {
        let mut line = String::new();
        if progress.read_line(&mut line)? == 0 {
            bail!("those who walk ended: {said}");
        }
        if line.trim() == word {
            return Ok(());
        }
        said.push_str(&line);
    }
}
