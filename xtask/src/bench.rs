//! `cargo xtask bench`: builds what is measured in release, measures it, and prints all figures as one
//! table or as JSON.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::workspace::{Workspace, finish, shown};
use crate::{client, server, setup};

/// The benchmarks, in the order in which they run when none is named.
const NAMES: [&str; 5] = ["fanout", "index", "media", "meet", "client"];

/// What stands before each figure in the output of what measures.
const ROW: &str = "row: ";

/// Runs one benchmark, or all.
///
/// # Errors
/// When there is none of that name, or it can't be built or run.
pub fn run(workspace: &Workspace, args: &[&str]) -> Result<ExitCode> {
    let (flags, names): (Vec<&str>, Vec<&str>) = args
        .iter()
        .copied()
        .partition(|word| word.starts_with("--"));
    if let Some(odd) = flags.iter().find(|it| !["--json", "--quick"].contains(it)) {
        bail!("there is no flag “{odd}”; there is --json and --quick");
    }
    if let Some(odd) = names.iter().find(|name| !NAMES.contains(name)) {
        bail!(
            "there is no benchmark “{odd}”; there is {}",
            NAMES.join(", ")
        );
    }
    let names = if names.is_empty() { &NAMES[..] } else { &names };
    let (json, quick) = (flags.contains(&"--json"), flags.contains(&"--quick"));
    // The server's build embeds the client, in every profile.
    setup::wasm_target()?;
    client::build(workspace)?;
    let mut rows = Vec::new();
    for name in names {
        rows.extend(match *name {
            "meet" => browsers(workspace, &["meet::"], quick)?,
            "client" => browsers(workspace, &["arrive::", "paint::"], quick)?,
            "fanout" => {
                server::build(workspace)?;
                let peer = setup::colyseus(workspace);
                // The figures of ours are worth something alone.
                let peer = peer.inspect_err(|error| eprintln!("{error:#}")).ok();
                native(workspace, name, quick, peer.as_deref())?
            }
            "index" => native(workspace, name, quick, None)?,
            _ => {
                if let Err(error) = setup::janus() {
                    // As above.
                    eprintln!("{error:#}");
                }
                native(workspace, name, quick, None)?
            }
        });
    }
    print(workspace, &rows, json)?;
    Ok(ExitCode::SUCCESS)
}

/// In a program of its own, which is told where Colyseus is, if it is.
fn native(
    workspace: &Workspace,
    name: &str,
    quick: bool,
    colyseus: Option<&Path>,
) -> Result<Vec<Value>> {
    finish(&mut workspace.cargo(["build", "--release", "--package", "bench"]))?;
    let mut command = Command::new(workspace.target.join("release").join("bench"));
    command.arg(name);
    command.env("HALLWAY_BIN", workspace.server_binary());
    if let Some(folder) = colyseus {
        command.env("HALLWAY_COLYSEUS", folder);
    }
    if quick {
        command.arg("--quick");
    }
    gather(command)
}

/// In browsers: tests that are ones only when they are asked for by name.
fn browsers(workspace: &Workspace, tests: &[&str], quick: bool) -> Result<Vec<Value>> {
    server::build(workspace)?;
    let tools = setup::test_programs(workspace)?;
    let mut command = workspace.cargo([
        "test",
        "--package",
        "e2e",
        "--",
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ]);
    command.args(tests);
    command.env("HALLWAY_BIN", workspace.server_binary());
    command.env("PATH", setup::path_with(&tools));
    if quick {
        command.env("HALLWAY_BENCH_QUICK", "1");
    }
    gather(command)
}

/// The figures that a command prints. What else it says goes where our own words go.
fn gather(mut command: Command) -> Result<Vec<Value>> {
    let name = shown(&command);
    let started = command.stdout(Stdio::piped()).spawn();
    let mut child = started.with_context(|| format!("could not start `{name}`"))?;
    let output = child.stdout.take().context("the output was not captured")?;
    let mut rows = Vec::new();
    for line in BufReader::new(output).lines() {
        let line = line?;
        match line.split_once(ROW) {
            Some((_, row)) => rows.push(serde_json::from_str(row)?),
            None => eprintln!("{line}"),
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{name}` failed: {status}");
    }
    Ok(rows)
}

fn print(workspace: &Workspace, rows: &[Value], json: bool) -> Result<()> {
    let git = Command::new("git")
        .args(["rev-parse", "HEAD"])
        .current_dir(&workspace.root)
        .output();
    let commit = git.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned());
    let commit = commit.unwrap_or_default();
    let machine = machine();
    if json {
        println!(
            "{}",
            json!({"machine": machine, "commit": commit, "rows": rows})
        );
        return Ok(());
    }
    println!("Machine: {machine}\nCommit: {commit}\n");
    println!("| bench | workload | system | metric | value | goal | unit |");
    println!("| --- | --- | --- | --- | ---: | ---: | --- |");
    for row in rows {
        let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
        let value = row
            .get("value")
            .and_then(Value::as_f64)
            .context("no value")?;
        let goal = row.get("goal").and_then(Value::as_f64);
        let goal = goal.map(|goal| format!("≤ {goal}")).unwrap_or_default();
        println!(
            "| {} | {} | {} | {} | {value:.2} | {goal} | {} |",
            text("bench"),
            text("workload"),
            text("system"),
            text("metric"),
            text("unit"),
        );
    }
    Ok(())
}

fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let names = info
        .lines()
        .filter_map(|line| line.strip_prefix("model name"));
    let names: Vec<&str> = names
        .filter_map(|line| line.split_once(": "))
        .map(|(_, name)| name)
        .collect();
    let name = names.first().copied().unwrap_or("unknown processor");
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{} x {name}, Linux {}", names.len().max(1), kernel.trim())
}
