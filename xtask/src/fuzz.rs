//! `cargo xtask fuzz`: damages maps at random and loads them, for as long as one likes. Needs nothing
//! but stable Rust; `fuzz/` has the same for cargo-fuzz, which finds its way by coverage.

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, finish};

/// Minutes without a word about them.
const MINUTES: u32 = 1;

/// Runs for the time that the arguments say.
///
/// # Errors
/// When the arguments make no sense, or an input was found that the loader can't bear.
pub fn run(workspace: &Workspace, args: &[&str]) -> Result<()> {
    let minutes = minutes(args)?.to_string();
    let crashes = workspace.target.join("fuzz");
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
    command.arg("--crashes").arg(crashes);
    for folder in ["maps", "../shared/maps"] {
        let folder = workspace.root.join(folder);
        if folder.is_dir() {
            command.arg(folder);
        }
    }
    finish(&mut command)
}

fn minutes(args: &[&str]) -> Result<u32> {
    match args {
        [] => Ok(MINUTES),
        ["--minutes", number] => number
            .parse()
            .with_context(|| format!("`--minutes {number}` is no number of minutes")),
        _ => bail!("usage: cargo xtask fuzz [--minutes N]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_a_number() {
        assert_eq!(minutes(&[]).unwrap(), MINUTES);
        assert_eq!(minutes(&["--minutes", "10"]).unwrap(), 10);
        assert!(minutes(&["--minutes", "long"]).is_err());
        assert!(minutes(&["--minutes"]).is_err());
        assert!(minutes(&["10"]).is_err());
    }
}
