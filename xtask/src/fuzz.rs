//! `cargo xtask fuzz`: damages maps at random and loads them, for as long as one likes. Needs nothing
//! but stable Rust; with `--coverage` libFuzzer finds its way by what the loader did (`fuzz/`), which
//! takes a C++ compiler too.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, finish};

/// Minutes without a word about them.
const MINUTES: u32 = 1;

/// Folders with maps to begin with; the second lies beside the project, or is not there.
const MAPS: [&str; 2] = ["maps", "../shared/maps"];

/// What libFuzzer begins with besides.
const SEEDS: &str = "fuzz/seeds";

/// Larger files are no good beginning for libFuzzer, which is best with small ones.
const MOST_BYTES: u64 = 20_000;

/// What makes the compiler count for libFuzzer which parts of the loader ran. These are options of
/// LLVM that stable Rust passes on; no sanitizer is needed where no code is unsafe.
const COUNTED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions -Coverflow-checks \
    -Ccodegen-units=1 --cfg=fuzzing";

/// Bounds of one input that libFuzzer keeps: memory in MiB, and seconds.
const BOUNDS: [&str; 2] = ["-rss_limit_mb=1024", "-timeout=60"];

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Wish {
    minutes: u32,
    coverage: bool,
}

/// Runs for the time that the arguments say.
///
/// # Errors
/// When the arguments make no sense, or an input was found that the loader can't bear.
pub fn run(workspace: &Workspace, args: &[&str]) -> Result<()> {
    let wish = wish(args)?;
    if wish.coverage {
        by_coverage(workspace, wish.minutes)
    } else {
        at_random(workspace, wish.minutes)
    }
}

/// Looks whether `fuzz/` would compile, without libFuzzer itself and so without C++.
///
/// # Errors
/// When it would not, or needs other versions than its lock file names.
pub fn check(workspace: &Workspace) -> Result<()> {
    finish(&mut cargo(
        workspace,
        &["clippy", "--no-default-features"],
        &["--", "--deny", "warnings"],
    ))
}

fn at_random(workspace: &Workspace, minutes: u32) -> Result<()> {
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

fn by_coverage(workspace: &Workspace, minutes: u32) -> Result<()> {
    let host = host()?;
    let mut build = cargo(workspace, &["build", "--release", "--target", &host], &[]);
    finish(build.env("RUSTFLAGS", COUNTED))?;
    let (corpus, crashes) = (
        folder(workspace).join("corpus"),
        folder(workspace).join("crashes"),
    );
    for folder in [&corpus, &crashes] {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("could not make {}", folder.display()))?;
    }
    let seeds = workspace.root.join(SEEDS);
    for folder in maps(workspace).iter().chain([&seeds]) {
        begin_with(folder, &corpus)?;
    }
    let program = folder(workspace).join(host).join("release/load");
    let mut command = Command::new(program);
    command
        .args(BOUNDS)
        .arg(format!("-max_total_time={}", u64::from(minutes) * 60))
        .arg(format!("-max_len={MOST_BYTES}"))
        .arg(format!("-artifact_prefix={}/", crashes.display()))
        .arg("-print_final_stats=1")
        .arg(corpus);
    finish(&mut command)
}

/// Cargo for `fuzz/`, which is a workspace of its own, with a folder of its own to build into: its
/// flags would have everything else built anew.
fn cargo(workspace: &Workspace, what: &[&str], end: &[&str]) -> Command {
    let manifest = workspace.root.join("fuzz/Cargo.toml");
    let mut command = workspace.cargo(what.iter().copied());
    command
        .arg("--locked")
        .arg("--manifest-path")
        .arg(manifest)
        .args(end)
        .env("CARGO_TARGET_DIR", folder(workspace));
    command
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
fn begin_with(maps: &Path, corpus: &Path) -> Result<()> {
    let entries = std::fs::read_dir(maps)
        .with_context(|| format!("could not look into {}", maps.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            begin_with(&path, corpus)?;
            continue;
        }
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        let fits = ["tmx", "tmj", "json", "tsx", "tx", "wam"].contains(&extension);
        let small = std::fs::metadata(&path).is_ok_and(|file| file.len() <= MOST_BYTES);
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
            _ => bail!("usage: cargo xtask fuzz [--minutes N] [--coverage]"),
        }
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
        for wrong in [&["--minutes", "long"][..], &["--minutes"], &["10"]] {
            assert_eq!(of(wrong), None, "{wrong:?}");
        }
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
        begin_with(maps.path(), corpus.path()).unwrap();
        let mut names: Vec<_> = std::fs::read_dir(corpus.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["a.tmx", "b.tsx"]);
    }
}
