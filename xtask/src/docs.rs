//! `cargo xtask docs`: writes those parts of the documentation that are made from tables of the code.
//! The program that writes them is the test that compares them, so that nothing here can differ.

use anyhow::Result;

use crate::workspace::{Workspace, finish};

/// Writes docs/maps.md anew.
///
/// # Errors
/// When cargo fails.
pub fn write(workspace: &Workspace) -> Result<()> {
    let args = [
        "test",
        "--quiet",
        "--package",
        "hallway-world",
        "--test",
        "maps_doc",
    ];
    finish(workspace.cargo(args).env("HALLWAY_WRITE_DOCS", "1"))
}
