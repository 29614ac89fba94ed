//! What must be installed on the machine, and installing it where we may.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, finish, shown};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Programs that the end-to-end tests start, and the Debian package each is in.
const TEST_PROGRAMS: [(&str, &str); 8] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("tmxrasterizer", "tiled"),
    ("ffmpeg", "ffmpeg"),
    ("firefox-esr", "firefox-esr"),
    ("Xvfb", "xvfb"),
    ("turnserver", "coturn"),
    ("pebble", "pebble"),
];

/// What unit tests start, with its package: the database that the store is tested with besides its own, and what
/// checks programs of events by others' description.
const UNIT_PROGRAMS: [(&str, &str); 2] = [
    ("pg_ctlcluster", "postgresql"),
    ("xmllint", "libxml2-utils"),
];

/// The driver of Firefox, which Debian has not, and the version that is built here.
const GECKODRIVER: (&str, &str) = ("geckodriver", "0.37.1");

/// What looks at what is used of others.
const CARGO_DENY: (&str, &str) = ("cargo-deny", "0.20.2");

/// What the media benchmark measures ours against, and its package.
const JANUS: (&str, &str) = ("janus", "janus");

/// The server that the fan-out benchmark measures ours against: what it is installed by, and itself.
const COLYSEUS: [&str; 3] = ["package.json", "package-lock.json", "server.js"];

/// What runs the provider at which the end-to-end tests log in, and the packages it is in.
const NODE: [(&str, &str); 2] = [("node", "nodejs"), ("npm", "npm")];

/// That provider: what it is installed by, and itself.
const OIDC: [&str; 3] = ["package.json", "package-lock.json", "provider.js"];

/// What asks all of the API, in the version that is taken.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

/// What npm writes when it has installed all.
const INSTALLED: &str = "node_modules/.package-lock.json";

/// Makes sure that rustc can build for the browser.
///
/// # Errors
/// When the target is missing and rustup can't add it.
pub fn wasm_target() -> Result<()> {
    let hint = format!("to install it: rustup target add {WASM_TARGET}");
    let mut list = Command::new("rustup");
    list.args(["target", "list", "--installed"]);
    let Ok(output) = list.output() else {
        // Rust without rustup, as distributions ship it: ask the compiler itself.
        return rustc_has_wasm().then_some(()).with_context(|| {
            format!("rustc can't build for {WASM_TARGET} and there is no rustup")
        });
    };
    let installed = String::from_utf8_lossy(&output.stdout);
    if installed.lines().any(|line| line == WASM_TARGET) {
        return Ok(());
    }
    println!("Installing the Rust target {WASM_TARGET}");
    finish(Command::new("rustup").args(["target", "add", WASM_TARGET])).context(hint)
}

/// Makes sure that browsers, drivers, map rasterizer, film maker, TURN server and ACME server are there. Gives the
/// folder of those that were built here, to be looked in before all others.
///
/// # Errors
/// When some are missing and can't be installed; the message says what to install.
pub fn test_programs(workspace: &Workspace) -> Result<PathBuf> {
    packages("the end-to-end tests need", &TEST_PROGRAMS)?;
    oidc(workspace)?;
    schemathesis(workspace)?;
    geckodriver(workspace)
}

/// Makes sure that what unit tests start is there. The store's start a PostgreSQL of their own.
///
/// # Errors
/// When it is missing and can't be installed.
pub fn unit_test_programs() -> Result<()> {
    packages("the unit tests need", &UNIT_PROGRAMS)
}

/// Makes sure that the media benchmark has something to measure ours against.
///
/// # Errors
/// When it is missing and can't be installed.
pub fn janus() -> Result<()> {
    packages("to measure Janus too, the benchmark needs", &[JANUS])
}

/// Makes sure that the fan-out benchmark has something to measure ours against. Gives the folder where it
/// is installed, unless it is already, in exactly the versions that are locked.
///
/// # Errors
/// When it can't be installed.
pub fn colyseus(workspace: &Workspace) -> Result<PathBuf> {
    npm(workspace, "bench/src/colyseus", &COLYSEUS)
        .context("to measure Colyseus too, the benchmark needs node and npm")
}

/// Makes sure that the end-to-end tests have somewhere to log in.
///
/// # Errors
/// When it can't be installed.
pub fn oidc(workspace: &Workspace) -> Result<PathBuf> {
    let need = "the end-to-end tests need node 18 or later and npm";
    packages(need, &NODE)?;
    npm(workspace, "tests/oidc", &OIDC).context(need)
}

/// Makes sure that the end-to-end tests can ask all of the API. It is written in Python, and comes from PyPI.
fn schemathesis(workspace: &Workspace) -> Result<()> {
    let need = "the end-to-end tests need Python's venv";
    let folder = workspace.target.join("schemathesis");
    let mark = folder.join(SCHEMATHESIS);
    if mark.is_file() {
        return Ok(());
    }
    if !on_path("python3") || !has_venv() {
        install(need, &["python3", "python3-venv"])?;
    }
    println!("Installing {SCHEMATHESIS}");
    let mut make = Command::new("python3");
    finish(make.args(["-m", "venv"]).arg(&folder)).context(need)?;
    let mut install = Command::new(folder.join("bin/pip"));
    install
        .args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            SCHEMATHESIS,
        ])
        // Standard output belongs to the summary.
        .stdout(std::io::stderr());
    finish(&mut install).with_context(|| format!("the end-to-end tests need {SCHEMATHESIS}"))?;
    std::fs::write(&mark, "").with_context(|| format!("writing {}", mark.display()))
}

/// Whether Python can make a folder of programs of its own; Debian has that in a package of its own.
fn has_venv() -> bool {
    let mut python = Command::new("python3");
    let found = python.args(["-c", "import venv, ensurepip"]).output();
    found.is_ok_and(|output| output.status.success())
}

/// Installs what the folder `source` of the repository names, unless it is already, in exactly the versions that
/// are locked. Gives the folder where it is, below `target`.
fn npm(workspace: &Workspace, source: &str, files: &[&str]) -> Result<PathBuf> {
    let source = workspace.root.join(source);
    let name = source.file_name().unwrap_or_default();
    let folder = workspace.target.join(name);
    let locked = |folder: &Path| std::fs::read(folder.join("package-lock.json")).ok();
    let is_there = folder.join(INSTALLED).is_file() && locked(&folder) == locked(&source);
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    for name in files {
        let copied = std::fs::copy(source.join(name), folder.join(name));
        copied.with_context(|| format!("copying {name} to {}", folder.display()))?;
    }
    if is_there {
        return Ok(folder);
    }
    eprintln!("Installing {}", source.display());
    // Of an installation that is cut short nothing says that it is whole.
    let _ = std::fs::remove_file(folder.join(INSTALLED));
    let mut install = Command::new("npm");
    install
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&folder)
        // Standard output belongs to figures and summaries.
        .stdout(std::io::stderr());
    finish(&mut install)?;
    Ok(folder)
}

/// Builds the driver of Firefox, unless there is one. Without optimization: it has little to do.
fn geckodriver(workspace: &Workspace) -> Result<PathBuf> {
    let built = build_tool(workspace, GECKODRIVER, &[]);
    built.context("the end-to-end tests need geckodriver")
}

/// Makes sure that what we use of others can be looked at. Gives the folder where `cargo-deny` is, which is built
/// unless there is one.
///
/// # Errors
/// When it can't be built.
pub fn cargo_deny(workspace: &Workspace) -> Result<PathBuf> {
    build_tool(workspace, CARGO_DENY, &["--no-default-features"])
        .context("to look at what is used of others takes cargo-deny")
}

/// Builds a program, unless it is there. Gives the folder to look for it in.
fn build_tool(
    workspace: &Workspace,
    (program, version): (&str, &str),
    options: &[&str],
) -> Result<PathBuf> {
    let tools = workspace.target.join("tools");
    let folder = tools.join("bin");
    if let Some(found) = folder_on_path(program) {
        return Ok(found);
    }
    if folder.join(program).is_file() {
        return Ok(folder);
    }
    println!("Building {program}");
    let mut install = workspace.cargo(["install", "--debug", "--locked", program]);
    install
        .args(options)
        .args(["--version", version])
        .arg("--root")
        .arg(&tools);
    install.env("CARGO_TARGET_DIR", tools.join("build"));
    finish(&mut install)?;
    Ok(folder)
}

fn packages(need: &str, programs: &[(&str, &str)]) -> Result<()> {
    let missing = missing_packages(programs);
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = programs.iter().map(|(program, _)| *program).collect();
    install(&format!("{need} {}", names.join(", ")), &missing)?;
    match missing_packages(programs).as_slice() {
        [] => Ok(()),
        left => bail!("{need} {}", left.join(" ")),
    }
}

/// Installs packages where we may, otherwise says which.
fn install(need: &str, missing: &[&str]) -> Result<()> {
    let advice = format!(
        "{need}; on Debian: sudo apt-get install {}",
        missing.join(" ")
    );
    if !Path::new("/etc/debian_version").exists() || !is_root() {
        bail!(advice);
    }
    println!("Installing {}", missing.join(", "));
    apt_get(&["update"]).context(advice.clone())?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(missing);
    apt_get(&install).context(advice)
}

fn missing_packages<'a>(programs: &[(&'a str, &'a str)]) -> Vec<&'a str> {
    programs
        .iter()
        .filter(|(program, _)| !on_path(program))
        .map(|(_, package)| *package)
        .collect()
}

/// Where programs are looked for: here first.
pub fn path_with(folder: &Path) -> OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = [folder.to_owned()]
        .into_iter()
        .chain(std::env::split_paths(&path));
    std::env::join_paths(folders).unwrap_or(path)
}

fn on_path(program: &str) -> bool {
    folder_on_path(program).is_some()
}

fn folder_on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|folder| folder.join(program).is_file())
}

fn apt_get(args: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    command
        .args(args)
        .env("DEBIAN_FRONTEND", "noninteractive")
        // The last line of standard output belongs to the summary; apt's chatter goes beside it.
        .stdout(std::io::stderr());
    finish(&mut command)
}

fn is_root() -> bool {
    let mut id = Command::new("id");
    id.arg("-u");
    match id.output() {
        Ok(output) => output.stdout.trim_ascii() == b"0",
        Err(error) => {
            eprintln!("could not run `{}`: {error}", shown(&id));
            false
        }
    }
}

fn rustc_has_wasm() -> bool {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", WASM_TARGET])
        .output();
    output.is_ok_and(|output| {
        let folder = String::from_utf8_lossy(&output.stdout);
        output.status.success() && Path::new(folder.trim()).is_dir()
    })
}
