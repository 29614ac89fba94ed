//! Colyseus, a framework for games in rooms, with a room such as others write: started from the folder
//! where `cargo xtask bench` installed it, and walked in by a load of our own.

mod connect;
mod crowd;
mod schema;
mod walker;

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::Workload;
use super::figures::Figures;
use crate::process::{cpu_time, memory};
use crate::running::Running;
use crowd::Crowd;

/// The variable that says where it is installed.
const FOLDER: &str = "HALLWAY_COLYSEUS";

/// Walking before anything is counted, as ours.
const WARM_UP: Duration = Duration::from_secs(3);

/// Measures it under this workload. It is started anew: nobody pays for those who walked before.
///
/// # Errors
/// When it is not installed, can't be started, or tells what can't be read.
pub(super) fn measure(workload: &Workload) -> Result<Figures> {
    let folder = std::env::var_os(FOLDER).context("it is not installed")?;
    let mut node = Command::new("node");
    node.arg("server.js").current_dir(folder);
    let server = Running::start(node.env("NODE_ENV", "production"))?;
    let mut crowd = Crowd::enter(server.address, workload.count)?;
    crowd.walk(WARM_UP)?;
    crowd.begin_to_count();
    let pid = server.pid();
    let (before, began) = (cpu_time(pid)?, Instant::now());
    crowd.walk(workload.time)?;
    let (used, took) = (cpu_time(pid)? - before, began.elapsed());
    let counted = crowd.counted();
    Ok(Figures {
        system: "colyseus",
        seconds: took.as_secs_f64(),
        updates: counted.updates,
        frames: counted.frames,
        bytes: counted.bytes,
        used,
        took,
        memory: memory(pid)?,
        latency_ms: counted.latency_ms,
        overruns: None,
    })
}
