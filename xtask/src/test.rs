//! `cargo xtask test`: everything that is checked before a change is merged, the quick checks
//! first, the browsers last.

use std::io::{Stdout, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::steps::Steps;
use crate::workspace::{Workspace, finish};
use crate::{client, deny, server, setup, tidy};

/// Runs all checks. The last line printed is the count.
///
/// # Errors
/// None of its own: what fails is counted and named.
pub fn run(workspace: &Workspace) -> Result<ExitCode> {
    let mut steps = Steps::new(stdout());
    let cargo = |args: &[&str]| workspace.cargo(args.iter().copied());

    steps.check("Format", || {
        finish(&mut cargo(&["fmt", "--all", "--check"]))
    });
    steps.check("Rules of the tree", || tidy::check(&workspace.root));
    // Before the lints: the server's build embeds the client, in every profile.
    let client = steps.check("Build the client", || {
        setup::wasm_target()?;
        client::build(workspace)
    });
    steps.check("Lints", || {
        finish(&mut cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]))
    });
    steps.check("Lints in the browser", || {
        finish(&mut cargo(&[
            "clippy",
            "--package",
            "hallway-client",
            "--target",
            "wasm32-unknown-unknown",
            "--",
            "--deny",
            "warnings",
        ]))
    });
    steps.check("Licences, sources and known faults of what is used", || {
        deny::check(workspace)
    });
    steps.check("Documentation", || {
        finish(
            cargo(&[
                "doc",
                "--workspace",
                "--no-deps",
                "--document-private-items",
            ])
            .env("RUSTDOCFLAGS", "--deny warnings"),
        )
    });
    steps.check("What the unit tests start", setup::unit_test_programs);
    steps.tests(
        "Unit, simulation and corpus tests",
        &mut cargo(&["test", "--workspace", "--exclude", "e2e", "--no-fail-fast"]),
    );
    end_to_end(workspace, &mut steps, client);

    Ok(if steps.report() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Builds the release server and lets real browsers at it.
fn end_to_end(workspace: &Workspace, steps: &mut Steps<Stdout>, client_is_built: bool) {
    const NAME: &str = "End-to-end tests in browsers";
    if !client_is_built {
        return steps.impossible(NAME, "there is no client");
    }
    let built = steps.check("Build the server", || server::build(workspace));
    if !built {
        return steps.impossible(NAME, "there is no server");
    }
    let mut tools = PathBuf::new();
    let found = steps.check("Browsers and drivers", || {
        tools = setup::test_programs(workspace)?;
        Ok(())
    });
    if !found {
        return steps.impossible(NAME, "there is no browser");
    }
    // One at a time, as each takes several browsers; uncaptured, so that skipped ones say why.
    let args = ["--nocapture", "--test-threads=1"];
    let mut command = workspace.cargo(["test", "--package", "e2e", "--no-fail-fast", "--"]);
    command
        .args(args)
        .env("HALLWAY_BIN", workspace.server_binary())
        .env("PATH", setup::path_with(&tools));
    steps.tests(NAME, &mut command);
}
