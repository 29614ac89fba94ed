//! `cargo xtask soak`: clients come, walk, talk, lose their lines, come back and go for as long as one
//! likes; then the server must be back at nothing. A check that can fail: each thing that is not as it
//! must be is a sentence.

mod calls;
mod client;
mod crowd;
mod legs;
mod life;
mod memory;
mod options;
mod porter;
mod remnants;
mod sample;
mod table;
mod tally;
mod verdict;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use hallway::bots::connect::Place;

use crate::server::Server;
use calls::Totals;
use crowd::Crowd;
use options::Options;
use sample::Sample;
use tally::Tally;
use verdict::Findings;

/// The room in which most are.
const HALL: &str = "hall";

/// Rooms beside it. One after the other is where newcomers go for a minute, so that each is empty for
/// long enough to end, and begins again.
const SIDES: u64 = 4;

/// For how long places are kept.
const KEPT: Duration = Duration::from_secs(15);

/// Time for a server that was just started to come to rest: twice what its pool of threads keeps one for
/// that has nothing to do.
const REST: Duration = Duration::from_secs(20);

/// Time between two samples.
const EVERY: Duration = Duration::from_secs(2);

/// Time for all to be back at nothing: rooms end after half a minute, places after a quarter, threads of
/// the pool ten seconds after their last work. Several times that, for a slow machine.
const SETTLING: Duration = Duration::from_secs(180);

/// Samples in the order in which they were taken, each with the time since the first client.
type Samples = Vec<(Duration, Sample)>;

/// The room beside the hall that newcomers go to in this minute.
fn side(minute: u64) -> String {
    format!("side-{}", minute % SIDES)
}

/// Soaks the server, prints a table and the verdict.
///
/// # Errors
/// When what is asked for makes no sense, or the server can't be started or no longer answers.
pub fn run(words: &[&str]) -> Result<ExitCode> {
    let options = Options::read(words, u64::from(rand::random::<u32>()))?;
    let binary = std::env::var_os("HALLWAY_BIN").context("HALLWAY_BIN names no server")?;
    println!(
        "soak: {} minutes, {} clients, --seed {}",
        options.minutes, options.bots, options.seed
    );
    let server = Arc::new(start(&PathBuf::from(binary), options.bots)?);
    let place = Place::of(&server.url(), HALL)?;
    std::thread::sleep(REST);
    let before = Sample::take(&server)?;
    println!("{}", table::at_rest("before the first client", &before));
    let (tally, totals, samples) = soak(&server, &place, options)?;
    let after = settled(&server, &before)?;
    println!("{}", table::at_rest("after the last client", &after));
    let memory: Vec<(Duration, u64)> = samples.iter().map(|(at, it)| (*at, it.memory)).collect();
    let peak = memory.iter().map(|(_, bytes)| *bytes).max();
    let lived: Vec<(Duration, u64)> = memory
        .iter()
        .copied()
        .filter(|(at, _)| *at < options.time())
        .collect();
    let trend = memory::trend(&memory::medians(&lived));
    let packets = totals.packets;
    let wrong = verdict::judge(&Findings {
        before: &before,
        after: &after,
        peak: peak.unwrap_or_default(),
        trend,
        faults: &tally.faults,
        too_slow: tally.too_slow,
        calls: (totals.connected, packets.sent, packets.arrived),
    });
    let rows = table::rows(options, &samples, [&before, &after], &tally, &totals, trend);
    println!("\n{}", table::shown(&rows));
    match wrong.as_slice() {
        [] => println!("verdict: back at nothing"),
        wrong => wrong
            .iter()
            .for_each(|what| println!("verdict: WRONG: {what}")),
    }
    Ok(match wrong.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// The server, with the venue that comes with it in each room.
fn start(binary: &Path, bots: usize) -> Result<Server> {
    let settings = format!(
        "[server]\nmax_connections = {most}\n[rooms]\nmax_people = {most}\nresume_seconds = {}\n",
        KEPT.as_secs(),
        most = bots * 4 + 200,
    );
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../maps");
    Server::start(binary, &settings, |maps| {
        let tiles = maps.join("tiles");
        fs::create_dir(&tiles)?;
        for file in fs::read_dir(shipped.join("tiles"))? {
            let file = file?;
            fs::copy(file.path(), tiles.join(file.file_name()))?;
        }
        for room in (0..SIDES).map(side).chain([HALL.to_owned()]) {
            fs::copy(
                shipped.join("conference.tmx"),
                maps.join(format!("{room}.tmx")),
            )?;
        }
        Ok(())
    })
}

/// All live, and go.
fn soak(server: &Arc<Server>, place: &Place, options: Options) -> Result<(Tally, Totals, Samples)> {
    let samples = Arc::new(Mutex::new(Samples::new()));
    let ends = Arc::new(AtomicBool::new(false));
    let sampler = {
        let (server, samples, ends) = (Arc::clone(server), Arc::clone(&samples), Arc::clone(&ends));
        std::thread::spawn(move || sample_on(&server, &samples, &ends))
    };
    let mut crowd = Crowd::new(place, options.seed, options.bots)?;
    let lived = crowd.live(options.time(), &ends, |there, tally, totals| {
        let samples = samples.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, sample)) = samples.last() {
            println!("{}", table::minute(*at, sample, there, tally, &totals));
        }
    });
    let gone = crowd.go();
    ends.store(true, Ordering::Relaxed);
    let sampled = sampler.join();
    sampled.map_err(|_| anyhow::anyhow!("the samples were not taken to the end"))??;
    lived?;
    let (tally, totals) = gone?;
    let samples = std::mem::take(&mut *samples.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((tally, totals, samples))
}

fn sample_on(server: &Server, samples: &Mutex<Samples>, ends: &AtomicBool) -> Result<()> {
    let began = Instant::now();
    while !ends.load(Ordering::Relaxed) {
        // A server that does not answer is nothing to live with.
        let sample = Sample::take(server).inspect_err(|_| ends.store(true, Ordering::Relaxed))?;
        let mut samples = samples.lock().unwrap_or_else(PoisonError::into_inner);
        samples.push((began.elapsed(), sample));
        drop(samples);
        std::thread::sleep(EVERY);
    }
    Ok(())
}

/// What the server holds once it is back at nothing, or should have been for long.
fn settled(server: &Server, before: &Sample) -> Result<Sample> {
    let began = Instant::now();
    loop {
        let sample = Sample::take(server)?;
        if verdict::left(before, &sample).is_empty() || began.elapsed() > SETTLING {
            return Ok(sample);
        }
        std::thread::sleep(EVERY);
    }
}
