//! What must be installed on the machine, and installing it where we may.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::{finish, shown};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Programs that the end-to-end tests start, and the Debian package each is in.
const TEST_PROGRAMS: [(&str, &str); 4] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("tmxrasterizer", "tiled"),
    ("ffmpeg", "ffmpeg"),
];

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

/// Makes sure that browser, driver, map rasterizer and film maker are there.
///
/// # Errors
/// When some are missing and can't be installed; the message says what to install.
pub fn test_programs() -> Result<()> {
    let missing = missing_packages();
    if missing.is_empty() {
        return Ok(());
    }
    let advice = format!(
        "the end-to-end tests need {}; on Debian: sudo apt-get install {}",
        TEST_PROGRAMS.map(|(program, _)| program).join(", "),
        missing.join(" ")
    );
    if !Path::new("/etc/debian_version").exists() || !is_root() {
        bail!(advice);
    }
    println!("Installing {}", missing.join(", "));
    apt_get(&["update"]).context(advice.clone())?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(&missing);
    apt_get(&install).context(advice.clone())?;
    if missing_packages().is_empty() {
        Ok(())
    } else {
        bail!(advice)
    }
}

fn missing_packages() -> Vec<&'static str> {
    TEST_PROGRAMS
        .iter()
        .filter(|(program, _)| !on_path(program))
        .map(|(_, package)| *package)
        .collect()
}

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    })
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
