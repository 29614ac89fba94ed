//! `cargo xtask bench`: builds what is measured in release, and measures it.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::workspace::{Workspace, finish};
use crate::{client, setup};

/// The benchmarks, in the order in which they run when none is named.
const NAMES: [&str; 1] = ["media"];

/// Runs one benchmark, or all.
///
/// # Errors
/// When there is none of that name, or it can't be built or run.
pub fn run(workspace: &Workspace, args: &[&str]) -> Result<ExitCode> {
    let (flags, names): (Vec<&str>, Vec<&str>) = args
        .iter()
        .copied()
        .partition(|word| word.starts_with("--"));
    let names = match names.as_slice() {
        [] => NAMES.to_vec(),
        names => names.to_vec(),
    };
    if let Some(odd) = names.iter().find(|name| !NAMES.contains(name)) {
        bail!(
            "there is no benchmark “{odd}”; there is {}",
            NAMES.join(", ")
        );
    }
    // The server's build embeds the client, in every profile.
    setup::wasm_target()?;
    client::build(workspace)?;
    for name in names {
        let build = [
            "run",
            "--quiet",
            "--release",
            "--package",
            "bench",
            "--",
            name,
        ];
        finish(workspace.cargo(build).args(&flags))?;
    }
    Ok(ExitCode::SUCCESS)
}
