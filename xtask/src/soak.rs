//! `cargo xtask soak`: builds the server and the clients in release, and lets those live with it.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::server;
use crate::workspace::{Workspace, finish, shown};

/// Runs with the arguments that `bench soak` takes. The result is its own.
///
/// # Errors
/// When something can't be built or started.
pub fn run(workspace: &Workspace, args: &[&str]) -> Result<ExitCode> {
    server::build(workspace)?;
    finish(&mut workspace.cargo(["build", "--release", "--package", "bench"]))?;
    let mut command = Command::new(workspace.target.join("release").join("bench"));
    command.arg("soak").args(args);
    command.env("HALLWAY_BIN", workspace.server_binary());
    let name = shown(&command);
    let status = command
        .status()
        .with_context(|| format!("could not start `{name}`"))?;
    Ok(match status.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
