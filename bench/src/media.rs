//! `cargo xtask bench media`: what passing a packet on costs, of audio and of video, and what memory
//! a peer takes; the floor beside it.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::child::{Measured, Order, Reply};
use crate::load::{Load, Sends};
use crate::peer::Peer;
use crate::process;
use crate::report::Row;

/// People in a bubble.
const BUBBLE: u32 = 4;
/// Time before a measurement in which all comes to its pace.
const WARM_UP: Duration = Duration::from_secs(2);

/// Measures; quickly with fewer people and for a shorter time.
///
/// # Errors
/// When what is measured does not run.
pub fn run(quick: bool) -> Result<Vec<Row>> {
    let (bubbles, time) = match quick {
        true => (8, Duration::from_secs(3)),
        false => (40, Duration::from_secs(10)),
    };
    let mut rows = Vec::new();
    for (system, argument) in [("floor", "--floor"), ("hallway", "--serve")] {
        rows.extend(measure(system, argument, bubbles, time)?);
    }
    Ok(rows)
}

fn measure(system: &'static str, argument: &str, bubbles: u32, time: Duration) -> Result<Vec<Row>> {
    let mut measured = Measured::start(argument)?;
    let empty = process::memory(measured.pid())?;
    let mut people = Vec::new();
    for person in 1..=bubbles * BUBBLE {
        people.push(match system {
            "floor" => Peer::bare(&mut measured, person)?,
            _ => Peer::join(&mut measured, person)?,
        });
    }
    for bubble in 0..bubbles {
        let first = bubble * BUBBLE + 1;
        measured.ask(&Order::Bubble((first..first + BUBBLE).collect()))?;
    }
    let mut load = Load::new(people)?;
    let mut rows = Vec::new();
    let count = bubbles * BUBBLE;
    let row = |workload: &str, metric, unit, value| Row {
        bench: "media",
        workload: format!("{count} people in bubbles of four, {workload}"),
        system,
        metric,
        unit,
        value,
    };
    for (workload, sends) in [
        (
            "audio",
            Sends {
                audio: true,
                video: false,
            },
        ),
        (
            "video",
            Sends {
                audio: false,
                video: true,
            },
        ),
        (
            "both",
            Sends {
                audio: true,
                video: true,
            },
        ),
    ] {
        load.run(sends, WARM_UP);
        let (before, cpu_before) = (
            forwarded(&mut measured)?,
            process::cpu_time(measured.pid())?,
        );
        let began = Instant::now();
        let received = load.run(sends, time);
        let cpu = process::cpu_time(measured.pid())?.saturating_sub(cpu_before);
        let wall = began.elapsed().as_secs_f64();
        let packets = (forwarded(&mut measured)? - before) as f64;
        let cpu = cpu.as_secs_f64();
        rows.push(row(
            workload,
            "cpu_us_per_packet",
            "µs",
            cpu * 1e6 / packets,
        ));
        rows.push(row(workload, "packets_per_second", "1/s", packets / wall));
        rows.push(row(
            workload,
            "cpu_percent",
            "% of a core",
            cpu * 100.0 / wall,
        ));
        rows.push(row(
            workload,
            "arrived",
            "%",
            received as f64 * 100.0 / packets,
        ));
    }
    let memory = process::memory(measured.pid())?.saturating_sub(empty);
    let per_peer = memory as f64 / f64::from(count) / 1e6;
    rows.push(row("both", "memory_per_peer", "MB", per_peer));
    Ok(rows)
}

fn forwarded(measured: &mut Measured) -> Result<u64> {
    match measured.ask(&Order::Count)? {
        Reply::Count(audio, video) => Ok(audio + video),
        other => bail!("no count but {other:?}"),
    }
}
