//! Damages what browsers send, at random, and has it read: `random TARGET [--minutes N] [--seed N]
//! [--crashes DIR]`. Ends at the first panic and leaves the input that caused it behind, where
//! libFuzzer's target of the same name takes it. `cargo xtask fuzz` runs it.
#![forbid(unsafe_code)]
#![allow(
    clippy::print_stdout,
    reason = "it says on standard output what it tried"
)]

#[path = "../../world/examples/soak/random.rs"]
mod random;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use hallway::media::fuzzing::Target;
use hallway::{media, trust};
use random::Random;

/// Longest input; what is damaged must not grow without end.
const MOST_BYTES: usize = 64 * 1024;
/// Longest stretch that is cut, copied or moved at once.
const STRETCH: usize = 60;

struct Args {
    target: Target,
    minutes: u64,
    seed: u64,
    crashes: PathBuf,
}

fn main() -> ExitCode {
    let Some(args) = args() else {
        let names: Vec<&str> = targets().map(|target| target.name).collect();
        let names = names.join(" | ");
        eprintln!("usage: random {names} [--minutes N] [--seed N] [--crashes DIR]");
        return ExitCode::from(2);
    };
    let seeds = (args.target.seeds)();
    println!(
        "{}: {} inputs to begin with, seed {}",
        args.target.name,
        seeds.len(),
        args.seed
    );
    let mut random = Random(args.seed);
    let (begin, time) = (Instant::now(), Duration::from_secs(args.minutes * 60));
    let (mut tried, mut slowest) = (0u64, Duration::ZERO);
    while begin.elapsed() < time {
        let mut input = random.pick(&seeds).cloned().unwrap_or_default();
        let other = random.pick(&seeds).cloned().unwrap_or_default();
        damage(&mut input, &other, &mut random);
        let started = Instant::now();
        if catch_unwind(AssertUnwindSafe(|| (args.target.read)(&input))).is_err() {
            let file = keep(&args.crashes, args.target.name, "panic", &input);
            println!("input {tried} makes it panic; it is in {}", file.display());
            return ExitCode::FAILURE;
        }
        let took = started.elapsed();
        if took > slowest {
            slowest = took;
            keep(&args.crashes, args.target.name, "slowest", &input);
        }
        tried += 1;
    }
    println!("{tried} inputs, the slowest in {slowest:.1?} by the clock; no panic");
    ExitCode::SUCCESS
}

/// Damages one to eight places. `other` gives stretches of another input.
fn damage(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(STRETCH)).min(bytes.len());
        match random.below(7) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = random.next() as u8;
                }
            }
            2 => {
                // Numbers and lengths that are nothing, or all that there can be.
                let value = if random.below(2) == 0 { 0 } else { 0xFF };
                bytes
                    .iter_mut()
                    .skip(at)
                    .take(1 + random.below(4))
                    .for_each(|it| *it = value);
            }
            3 => {
                bytes.drain(at..end);
            }
            4 => {
                let copy = bytes.get(at..end).unwrap_or_default().to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            5 => {
                let from = random.below(other.len());
                let to = (from + random.below(STRETCH)).min(other.len());
                let piece = other.get(from..to).unwrap_or_default().to_vec();
                bytes.splice(at..at, piece);
            }
            _ => bytes.truncate(at.max(bytes.len() / 2)),
        }
    }
    bytes.truncate(MOST_BYTES);
}

/// Writes an input down, in place of the one that was kept there.
fn keep(folder: &Path, target: &str, what: &str, input: &[u8]) -> PathBuf {
    let file = folder.join(format!("{target}-{what}"));
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&file, input));
    if let Err(error) = written {
        eprintln!("{}: {error}", file.display());
    }
    file
}

/// All that can be tried.
fn targets() -> impl Iterator<Item = Target> {
    let media = media::fuzzing::TARGETS.into_iter();
    media.chain(trust::fuzzing::TARGETS)
}

fn args() -> Option<Args> {
    let mut words = std::env::args().skip(1);
    let name = words.next()?;
    let mut args = Args {
        target: targets().find(|target| target.name == name)?,
        minutes: 1,
        seed: 1,
        crashes: PathBuf::from("target/fuzz/crashes"),
    };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--minutes" => args.minutes = words.next()?.parse().ok()?,
            "--seed" => args.seed = words.next()?.parse().ok()?,
            "--crashes" => args.crashes = words.next()?.into(),
            _ => return None,
        }
    }
    Some(args)
}
