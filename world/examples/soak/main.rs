//! Loads damaged maps for some minutes: `soak [--minutes N] [--seed N] [--crashes DIR] FOLDER...`.
//! Takes the maps of these folders, and some that it makes up, changes bytes of them, and loads them.
//! Ends at the first panic and leaves the folder that caused it behind. `cargo xtask fuzz` runs it.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "a command-line tool talks to its user")]

mod folder;
mod generate;
mod generate_wam;
mod mutate;
#[path = "../../src/tiled/tests/pieces.rs"]
mod pieces;
mod random;

use std::fs;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use folder::{Folder, try_map};
use hallway_world::tiled::Limits;
use hallway_world::tiled::source::references;
use random::Random;

/// Larger files are no seeds: one try would take too long.
const MOST_BYTES: u64 = 400_000;

/// A map with all the files that it names.
struct Seed {
    folder: Folder,
    map: String,
}

struct Args {
    minutes: u64,
    seed: u64,
    crashes: PathBuf,
    folders: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let Some(args) = args() else {
        eprintln!("usage: soak [--minutes N] [--seed N] [--crashes DIR] FOLDER...");
        return ExitCode::from(2);
    };
    let mut seeds = Vec::new();
    for folder in &args.folders {
        collect(folder, folder, &mut seeds);
    }
    println!(
        "{} maps of {} folders, seed {}",
        seeds.len(),
        args.folders.len(),
        args.seed
    );
    soak(&args, &seeds)
}

fn soak(args: &Args, seeds: &[Seed]) -> ExitCode {
    let mut random = Random(args.seed);
    let begin = Instant::now();
    let time = Duration::from_secs(args.minutes * 60);
    let (mut tried, mut usable, mut slowest) = (0u64, 0u64, Duration::ZERO);
    while begin.elapsed() < time {
        let (folder, map) = input(seeds, &mut random);
        let started = Instant::now();
        let Ok(used) = catch_unwind(AssertUnwindSafe(|| try_map(&folder, &map))) else {
            println!(
                "input {tried} makes it panic; it is in {}/panic",
                args.crashes.display()
            );
            keep(&args.crashes.join("panic"), &folder);
            return ExitCode::FAILURE;
        };
        let took = started.elapsed();
        if took > slowest {
            slowest = took;
            keep(&args.crashes.join("slowest"), &folder);
        }
        tried += 1;
        usable += u64::from(used);
    }
    println!(
        "{tried} inputs, {usable} of them usable maps, the slowest in {slowest:.1?} by the clock (kept in {}/slowest); no panic",
        args.crashes.display()
    );
    ExitCode::SUCCESS
}

/// A folder with damage in the map or in a file that it names.
fn input(seeds: &[Seed], random: &mut Random) -> (Folder, String) {
    let seed = match random.below(3) {
        0 => None,
        _ => random.pick(seeds),
    };
    let (mut folder, mut map) = match seed {
        Some(seed) => (seed.folder.clone(), seed.map.clone()),
        None => (generate::folder(random), generate::MAP.to_owned()),
    };
    if seed.is_none() && random.below(3) == 0 {
        generate_wam::add(&mut folder, &map, &generate::VALUES, random);
        generate_wam::FILE.clone_into(&mut map);
    }
    let other = random
        .pick(seeds)
        .and_then(|seed| seed.folder.0.get(&seed.map))
        .cloned()
        .unwrap_or_default();
    let names: Vec<String> = folder.0.keys().cloned().collect();
    let victim = match random.below(4) {
        0 => random.pick(&names).cloned().unwrap_or_else(|| map.clone()),
        _ => map.clone(),
    };
    if let Some(bytes) = folder.0.get_mut(&victim) {
        mutate::damage(bytes, &other, random);
    }
    (folder, map)
}

/// Takes all maps below a folder.
fn collect(root: &Path, folder: &Path, seeds: &mut Vec<Seed>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(root, &path, seeds);
            continue;
        }
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        let small = fs::metadata(&path).is_ok_and(|file| file.len() <= MOST_BYTES);
        let below = path.strip_prefix(root).ok().and_then(Path::to_str);
        if let Some(map) = below.filter(|_| small && ["tmx", "tmj", "json"].contains(&extension)) {
            seeds.extend(seed(root, map));
        }
    }
}

fn seed(root: &Path, map: &str) -> Option<Seed> {
    let mut folder = Folder::default();
    folder
        .0
        .insert(map.to_owned(), fs::read(root.join(map)).ok()?);
    // What its tilesets name comes with them: each round finds what the last one brought.
    for _ in 0..3 {
        for reference in references(&folder, map, &Limits::default()) {
            let Ok(path) = reference.to else { continue };
            if let Ok(mut bytes) = fs::read(root.join(&path)) {
                // Of pictures only the beginning is read.
                if !path.ends_with(".tsx") && !path.ends_with(".json") && !path.ends_with(".tx") {
                    bytes.truncate(4096);
                }
                folder.0.insert(path, bytes);
            }
        }
    }
    Some(Seed {
        folder,
        map: map.to_owned(),
    })
}

/// Writes a folder down, in place of what was kept there.
fn keep(to: &Path, folder: &Folder) {
    match fs::remove_dir_all(to) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            eprintln!("{}: {error}", to.display());
        }
        _ => {}
    }
    for (path, bytes) in &folder.0 {
        let file = to.join(path);
        let written = file
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&file, bytes));
        if let Err(error) = written {
            eprintln!("{}: {error}", file.display());
        }
    }
}

fn args() -> Option<Args> {
    let mut args = Args {
        minutes: 1,
        seed: 1,
        crashes: PathBuf::from("target/fuzz/crashes"),
        folders: Vec::new(),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--minutes" => args.minutes = words.next()?.parse().ok()?,
            "--seed" => args.seed = words.next()?.parse().ok()?,
            "--crashes" => args.crashes = words.next()?.into(),
            option if option.starts_with('-') => return None,
            folder => args.folders.push(folder.into()),
        }
    }
    Some(args)
}
