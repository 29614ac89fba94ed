//! Builds the server with the client inside, and runs or packs it.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::workspace::{Workspace, finish};
use crate::{client, setup};

/// Builds client and server in release.
///
/// # Errors
/// When something can't be installed or built.
pub fn build(workspace: &Workspace) -> Result<()> {
    setup::wasm_target()?;
    client::build(workspace)?;
    finish(&mut workspace.cargo(["build", "--release", "--package", "hallway"]))
}

/// Builds all and serves.
///
/// # Errors
/// When something can't be built or the server can't be started. Otherwise the result is the
/// server's.
pub fn run(workspace: &Workspace, args: &[&str]) -> Result<ExitCode> {
    build(workspace)?;
    let mut serve = Command::new(workspace.server_binary());
    serve.arg("serve").args(args);
    become_command(serve)
}

/// Builds `target/dist/hallway`.
///
/// # Errors
/// When something can't be built or copied.
pub fn dist(workspace: &Workspace) -> Result<ExitCode> {
    build(workspace)?;
    let binary = workspace.server_binary();
    let folder = workspace.target.join("dist");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let packed = folder.join(binary.file_name().context("the binary has no name")?);
    fs::copy(&binary, &packed).with_context(|| format!("copying {}", binary.display()))?;
    strip(&packed);
    let size = fs::metadata(&packed)?.len();
    println!("{}: {:.1} MB", packed.display(), size as f64 / 1e6);
    Ok(ExitCode::SUCCESS)
}

/// Takes the symbols out. Asking rustc for that instead would compile everything once more. The
/// binary works with them too, so a machine without `strip` gets a larger one and is told.
fn strip(binary: &Path) {
    if let Err(error) = finish(Command::new("strip").arg(binary)) {
        eprintln!("warning: symbols stay in, the file is larger than need be: {error:#}");
    }
}

/// Turns this process into the command, so that signals and the exit status need no forwarding.
#[cfg(unix)]
fn become_command(mut command: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(error).with_context(|| format!("starting {}", command.get_program().to_string_lossy()))
}

/// Runs the command to its end; the console sends Ctrl-C to it as well as to us.
#[cfg(not(unix))]
fn become_command(mut command: Command) -> Result<ExitCode> {
    let status = command
        .status()
        .with_context(|| format!("starting {}", command.get_program().to_string_lossy()))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
