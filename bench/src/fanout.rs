//! `fanout`: what it costs to tell everybody where everybody is. Each server runs in a process of its
//! own; its CPU time is what the system charges to that process while those who walk count.
//!
//! Ours comes first: what it sent tells the floor how many frames of which size to send.

mod colyseus;
mod figures;
pub mod floor;
mod http;
mod ours;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::report::Row;

/// Steps of each in a second.
const MOVES: u32 = 10;

/// Those who walk on each ground.
const WALKERS: [(Ground, &[usize]); 2] = [
    (Ground::Crowd, &[100, 300, 1000]),
    (Ground::Venue, &[100, 300, 1000, 5000]),
];

/// More are not worth the time when it has to be quick.
const QUICK: usize = 1000;

/// Where they walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ground {
    /// On a small one, all in sight of all.
    Crowd,
    /// All over the map.
    Venue,
}

impl Ground {
    fn name(self) -> &'static str {
        match self {
            Self::Crowd => "crowd",
            Self::Venue => "venue",
        }
    }
}

/// So many walk, in one place.
#[derive(Clone, Copy, Debug)]
struct Workload {
    ground: Ground,
    count: usize,
    /// For how long is counted.
    time: Duration,
}

impl Workload {
    fn row(
        &self,
        system: &'static str,
        metric: &'static str,
        unit: &'static str,
        value: f64,
    ) -> Row {
        let (ground, count) = (self.ground.name(), self.count);
        Row {
            bench: "fanout",
            workload: format!("{ground}, {count} walk, {MOVES} steps a second each"),
            system,
            metric,
            unit,
            value,
            goal: None,
        }
    }
}

/// Measures all systems under each workload.
///
/// # Errors
/// When our server, those who walk there or the floor can't be started, or what they are told can't be.
pub fn run(quick: bool) -> Result<Vec<Row>> {
    let binary = std::env::var_os("HALLWAY_BIN").context("HALLWAY_BIN names no server")?;
    let binary = PathBuf::from(binary);
    hallway::process::raise_open_files();
    let time = Duration::from_secs(if quick { 3 } else { 10 });
    let mut rows = Vec::new();
    for (ground, counts) in WALKERS {
        for &count in counts.iter().filter(|count| !quick || **count <= QUICK) {
            let workload = Workload {
                ground,
                count,
                time,
            };
            rows.extend(measure(&binary, &workload)?);
        }
    }
    Ok(rows)
}

fn measure(binary: &std::path::Path, workload: &Workload) -> Result<Vec<Row>> {
    let ours = ours::measure(binary, workload)?;
    let floor = floor::measure(workload, &ours)?;
    let mut rows = ours.rows(workload);
    figures::set_goals(workload, floor.cpu_us_per_frame(), &mut rows);
    rows.extend(floor.rows(workload, &ours));
    if workload.ground == Ground::Crowd {
        match colyseus::measure(workload) {
            Ok(theirs) => rows.extend(theirs.rows(workload)),
            // The figures of ours are worth something alone.
            Err(error) => eprintln!("no figures of Colyseus: {error:#}"),
        }
    }
    Ok(rows)
}
