//! What we use of others: under which licences, whence it comes, and whether a fault of it is known. `cargo deny`
//! looks, by `deny.toml`.

use anyhow::Result;

use crate::setup;
use crate::workspace::{Workspace, finish};

/// Where faults are told.
const ADVISORIES: &str = "https://github.com/rustsec/advisory-db";

/// Looks at all of it. Where faults are told can't be reached from everywhere; then it is said that they were not
/// looked at.
///
/// # Errors
/// When something must not be used, or `cargo deny` can't be installed.
pub fn check(workspace: &Workspace) -> Result<()> {
    let tools = setup::cargo_deny(workspace)?;
    let deny = |what: &[&str]| {
        let mut command = std::process::Command::new(tools.join("cargo-deny"));
        command
            .current_dir(&workspace.root)
            .args([
                "--all-features",
                "--locked",
                "check",
                "--hide-inclusion-graph",
            ])
            .args(what)
            // Standard output belongs to the summary.
            .stdout(std::io::stderr());
        finish(&mut command)
    };
    deny(&["bans", "licenses", "sources"])?;
    if !is_reachable(ADVISORIES) {
        println!("{ADVISORIES} can't be reached: known faults were not looked at");
        return Ok(());
    }
    deny(&["advisories"])
}

fn is_reachable(repository: &str) -> bool {
    let mut git = std::process::Command::new("git");
    git.args(["ls-remote", "--exit-code", repository, "HEAD"])
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    git.status().is_ok_and(|status| status.success())
}
