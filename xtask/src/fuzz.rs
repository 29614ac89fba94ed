//! `cargo xtask fuzz`: damages at random what is read of others, maps and calls, and has it read, for as
//! long as one likes. Needs nothing but stable Rust; with `--coverage` libFuzzer finds its way by what
//! the code did (`fuzz/`), which takes a C++ compiler too.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, finish};

/// Minutes without a word about them.
const MINUTES: u32 = 1;

/// Folders with maps to begin with; the second lies beside the project, or is not there.
const MAPS: [&str; 2] = ["maps", "../shared/maps"];

/// The target that loads maps, and what libFuzzer begins with there besides maps.
const LOAD: &str = "load";
const SEEDS: &str = "fuzz/seeds/load";

/// What can be tried, in this order, each with the bytes of the longest input that libFuzzer tries, which
/// is best with small ones: maps; offers of browsers; datagrams of a call; the handshake before it;
/// frames over TCP; messages of clients and of the server; cookies; invitations; what proxies say.
const TARGETS: [(&str, u64); 9] = [
    (LOAD, 20_000),
    ("offer", 40_000),
    ("datagram", 4_000),
    ("handshake", 1_000),
    ("frames", 5_000),
    ("messages", 2_000),
    ("cookies", 1_000),
    ("invitations", 700),
    ("forwarded", 200),
];

/// Where targets write down what they begin with.
const SEEDS_TO: &str = "HALLWAY_FUZZ_SEEDS";

/// What makes the compiler count for libFuzzer which parts of the code ran. These are options of
/// LLVM that stable Rust passes on; no sanitizer is needed where no code is unsafe.
const COUNTED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions -Coverflow-checks \
    -Ccodegen-units=1 --cfg=fuzzing";

/// Bounds of one input that libFuzzer keeps: memory in MiB, in all and at once, and seconds.
const BOUNDS: [&str; 3] = ["-rss_limit_mb=1024", "-malloc_limit_mb=256", "-timeout=60"];

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Wish {
    /// All, when none is named.
    targets: Vec<(&'static str, u64)>,
    /// For each.
    minutes: u32,
    coverage: bool,
}

/// Runs for the time that the arguments say.
///
/// # Errors
/// When the arguments make no sense, or an input was found that does harm.
pub fn run(workspace: &Workspace, args: &[&str]) -> Result<()> {
    let wish = wish(args)?;
    for (target, most_bytes) in wish.targets {
        if wish.coverage {
            by_coverage(workspace, target, most_bytes, wish.minutes)?;
        } else if target == LOAD {
            maps_at_random(workspace, wish.minutes)?;
        } else {
            calls_at_random(workspace, target, wish.minutes)?;
        }
    }
    Ok(())
}

fn maps_at_random(workspace: &Workspace, minutes: u32) -> Result<()> {
    let minutes = minutes.to_string();
    let mut command = workspace.cargo([
        "run",
        "--release",
        "--quiet",
        "--package",
        "hallway-world",
        "--example",
        "soak",
        "--",
        "--minutes",
        &minutes,
    ]);
    command
        .arg("--crashes")
        .arg(folder(workspace).join("crashes"));
    command.args(maps(workspace));
    finish(&mut command)
}

fn calls_at_random(workspace: &Workspace, target: &str, minutes: u32) -> Result<()> {
    let (minutes, crashes) = (minutes.to_string(), folder(workspace).join("crashes"));
    let mut command = cargo(workspace, &["run", "--quiet", "--bin", "random"])?;
    command.args(["--", target, "--minutes", &minutes, "--crashes"]);
    finish(command.arg(crashes))
}

fn by_coverage(workspace: &Workspace, target: &str, most_bytes: u64, minutes: u32) -> Result<()> {
    let host = host()?;
    let build = [
        "build",
        "--features",
        "link",
        "--target",
        &host,
        "--bin",
        target,
    ];
    finish(cargo(workspace, &build)?.env("RUSTFLAGS", COUNTED))?;
    let (corpus, crashes) = (
        folder(workspace).join("corpus").join(target),
        folder(workspace).join("crashes"),
    );
    for folder in [&corpus, &crashes] {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("could not make {}", folder.display()))?;
    }
    if target == LOAD {
        let seeds = workspace.root.join(SEEDS);
        for folder in maps(workspace).iter().chain([&seeds]) {
            begin_with(folder, &corpus, most_bytes)?;
        }
    }
    let program = folder(workspace).join(host).join("fuzz").join(target);
    let mut command = Command::new(program);
    command
        .env(SEEDS_TO, &corpus)
        .args(BOUNDS)
        .arg(format!("-max_total_time={}", u64::from(minutes) * 60))
        .arg(format!("-max_len={most_bytes}"))
        .arg(format!("-artifact_prefix={}/{target}-", crashes.display()))
        .arg("-print_final_stats=1")
        .arg(corpus);
    finish(&mut command)
}

/// Cargo for `fuzz/`, with a folder of its own to build into: its flags would have everything else built
/// anew. The server in there has no client to serve.
fn cargo(workspace: &Workspace, what: &[&str]) -> Result<Command> {
    let client = folder(workspace).join("client");
    std::fs::create_dir_all(&client)
        .with_context(|| format!("could not make {}", client.display()))?;
    let mut command = workspace.cargo(what.iter().copied());
    command
        .args(["--locked", "--package", "hallway-fuzz", "--profile", "fuzz"])
        .env("CARGO_TARGET_DIR", folder(workspace))
        .env("HALLWAY_CLIENT_DIR", client);
    Ok(command)
}

/// Where all of this is kept.
fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("fuzz")
}

fn maps(workspace: &Workspace) -> Vec<PathBuf> {
    let all = MAPS.iter().map(|folder| workspace.root.join(folder));
    all.filter(|folder| folder.is_dir()).collect()
}

/// Copies the small files of maps below a folder into another one, under names without folders.
fn begin_with(maps: &Path, corpus: &Path, most_bytes: u64) -> Result<()> {
    let entries = std::fs::read_dir(maps)
        .with_context(|| format!("could not look into {}", maps.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            begin_with(&path, corpus, most_bytes)?;
            continue;
        }
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        let fits = ["tmx", "tmj", "json", "tsx", "tx", "wam"].contains(&extension);
        let small = std::fs::metadata(&path).is_ok_and(|file| file.len() <= most_bytes);
        if let Some(name) = path.file_name().filter(|_| fits && small) {
            std::fs::copy(&path, corpus.join(name))
                .with_context(|| format!("could not copy {}", path.display()))?;
        }
    }
    Ok(())
}

/// The target that this machine is. Named so that flags for the target leave build scripts alone.
fn host() -> Result<String> {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .context("could not start `rustc`")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .context("`rustc -vV` does not say what the host is")
}

fn wish(args: &[&str]) -> Result<Wish> {
    let mut wish = Wish {
        targets: Vec::new(),
        minutes: MINUTES,
        coverage: false,
    };
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match (*word, words.as_slice().first()) {
            ("--coverage", _) => wish.coverage = true,
            ("--minutes", Some(number)) => {
                wish.minutes = number
                    .parse()
                    .with_context(|| format!("`--minutes {number}` is no number of minutes"))?;
                words.next();
            }
            (word, _) => {
                let target = TARGETS.iter().find(|(name, _)| *name == word);
                let Some(target) = target else {
                    let names = TARGETS.map(|(name, _)| name).join(" | ");
                    bail!("usage: cargo xtask fuzz [{names}] [--minutes N] [--coverage]");
                };
                wish.targets.push(*target);
            }
        }
    }
    if wish.targets.is_empty() {
        wish.targets = TARGETS.to_vec();
    }
    Ok(wish)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_a_number() {
        let of = |args: &[&str]| wish(args).map(|wish| (wish.minutes, wish.coverage)).ok();
        assert_eq!(of(&[]), Some((MINUTES, false)));
        assert_eq!(of(&["--minutes", "10"]), Some((10, false)));
        assert_eq!(of(&["--coverage", "--minutes", "3"]), Some((3, true)));
        assert_eq!(of(&["--coverage"]), Some((MINUTES, true)));
        for wrong in [
            &["--minutes", "long"][..],
            &["--minutes"],
            &["10"],
            &["maps"],
        ] {
            assert_eq!(of(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn targets_are_named_or_all_of_them() {
        let of = |args: &[&str]| {
            let targets = wish(args).map(|wish| wish.targets).unwrap_or_default();
            targets.iter().map(|(name, _)| *name).collect::<Vec<_>>()
        };
        assert_eq!(of(&["offer", "--coverage"]), ["offer"]);
        assert_eq!(
            of(&["--minutes", "3", "frames", "load"]),
            ["frames", "load"]
        );
        assert_eq!(of(&["--minutes", "3"]), TARGETS.map(|(name, _)| name));
    }

    #[test]
    fn small_maps_are_where_it_begins() {
        let maps = tempfile::tempdir().unwrap();
        std::fs::create_dir(maps.path().join("inner")).unwrap();
        for (name, length) in [
            ("inner/a.tmx", 10),
            ("b.tsx", 10),
            ("c.png", 10),
            ("d.tmx", 30_000),
        ] {
            std::fs::write(maps.path().join(name), vec![b' '; length]).unwrap();
        }
        let corpus = tempfile::tempdir().unwrap();
        begin_with(maps.path(), corpus.path(), 20_000).unwrap();
        let mut names: Vec<_> = std::fs::read_dir(corpus.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["a.tmx", "b.tsx"]);
    }
}
