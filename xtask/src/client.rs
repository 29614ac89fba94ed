//! Builds what the browser downloads into `target/client`: the wasm, its glue, page and style,
//! pictures, and the compressed siblings of all that. The server's build embeds that folder.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::compress;
use crate::files::{self, Files};
use crate::workspace::{Workspace, finish};

/// What the files of the organizers' page are called.
const ORGANIZE: &str = "organize";

/// What starts that page.
const BOOT_ORGANIZE: &str = "boot-organize.js";

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
    let mut files = glue(workspace, "hallway-client", "hallway")?;
    files.extend(glue(workspace, "hallway-organize", ORGANIZE)?);
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
    for (from, to) in [("index.html", "organize.html"), ("boot.js", BOOT_ORGANIZE)] {
        let content = files
            .get(from)
            .with_context(|| format!("there is no {from}"))?;
        files.insert(to.to_owned(), for_organizers(content)?);
    }
    let folder = workspace.client_dir();
    compress::add_siblings(&mut files, &files::read(&folder)?)?;
    files::write(&folder, &files)?;
    let first_visit: usize = files
        .iter()
        .filter(|(name, _)| name.ends_with(".br") && !name.contains(ORGANIZE))
        .map(|(_, content)| content.len())
        .sum();
    println!(
        "Client in {}: {} kB compressed",
        folder.display(),
        first_visit.div_ceil(1000)
    );
    Ok(())
}

/// The page of visitors, or what starts it, as that of organizers: it loads other files, and is the same for the rest.
fn for_organizers(page: &[u8]) -> Result<Vec<u8>> {
    let page = str::from_utf8(page)?;
    let page = page.replace("hallway.js", &format!("{ORGANIZE}.js"));
    let page = page.replace("hallway_bg", &format!("{ORGANIZE}_bg"));
    Ok(page.replace("boot.js", BOOT_ORGANIZE).into_bytes())
}

/// The wasm of a program as the browser wants it, and the JavaScript that loads it; both called `name`.
fn glue(workspace: &Workspace, program: &str, name: &str) -> Result<Files> {
    let wasm = workspace
        .target
        .join(format!("wasm32-unknown-unknown/wasm/{program}.wasm"));
    let out = workspace.target.join("bindgen").join(name);
    clear(&out)?;
    Bindgen::new()
        .input_path(&wasm)
        .out_name(name)
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
