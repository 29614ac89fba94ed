//! Builds what the browser downloads into `target/client`: the wasm, its glue, page and style,
//! pictures, and the compressed siblings of all that. The server's build embeds that folder.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::compress;
use crate::files::{self, Files};
use crate::workspace::{Workspace, finish};

/// Builds the client.
///
/// # Errors
/// When the compiler, the glue writer or the file system refuses.
pub fn build(workspace: &Workspace) -> Result<()> {
    finish(&mut workspace.cargo([
        "build",
        "--package",
        "hallway-client",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        "wasm",
    ]))?;
    let mut files = glue(workspace)?;
    for (from, to) in [
        ("client-wasm/index.html", "index.html"),
        ("assets/avatars/avatars.png", "avatars.png"),
    ] {
        let path = workspace.root.join(from);
        let content = fs::read(&path).with_context(|| format!("reading {from}"))?;
        files.insert(to.to_owned(), content);
    }
    for (from, to) in [("client-wasm/static", ""), ("assets/icons", "icons/")] {
        for (name, content) in files::read(&workspace.root.join(from))? {
            files.insert(format!("{to}{name}"), content);
        }
    }
    let folder = workspace.client_dir();
    compress::add_siblings(&mut files, &files::read(&folder)?)?;
    files::write(&folder, &files)?;
    let first_visit: usize = files
        .iter()
        .filter(|(name, _)| name.ends_with(".br"))
        .map(|(_, content)| content.len())
        .sum();
    println!(
        "Client in {}: {} kB compressed",
        folder.display(),
        first_visit.div_ceil(1000)
    );
    Ok(())
}

/// The wasm as the browser wants it, and the JavaScript that loads it.
fn glue(workspace: &Workspace) -> Result<Files> {
    let wasm = workspace
        .target
        .join("wasm32-unknown-unknown/wasm/hallway-client.wasm");
    let out = workspace.target.join("bindgen");
    clear(&out)?;
    Bindgen::new()
        .input_path(&wasm)
        .out_name("hallway")
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                .remove_name_section(true)
                .remove_producers_section(true)
                .generate(&out)
        })
        .with_context(|| format!("writing the glue for {}", wasm.display()))?;
    files::read(&out)
}

fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))
}
