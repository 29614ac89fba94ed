//! Draws the project's pictures anew from their editable sources: text grids in `assets/art/` and
//! the drawing code beneath this module. It touches pictures and tilesets only; maps are made in
//! Tiled and are their own source.

mod avatar;
mod canvas;
mod palette;
mod png;
mod sheet;
mod text;
mod tiles;

use std::io::{Error, Result};
use std::path::Path;

/// Writes all sheets below the repository's root.
///
/// # Errors
/// When a source has a mistake (file and line are named) or a file can't be read or written.
pub fn build(root: &Path) -> Result<()> {
    for (name, content) in drawn(root)? {
        let path = root.join(&name);
        std::fs::write(path, content).map_err(|error| Error::other(format!("{name}: {error}")))?;
    }
    Ok(())
}

/// All files that are drawn, by their path below the root.
fn drawn(root: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let avatars = avatar::sheet(&root.join("assets/art"))?;
    let mut files = vec![(
        "assets/avatars/avatars.png".to_owned(),
        png::encode(&avatars)?,
    )];
    for sheet in tiles::sheets() {
        for (name, content) in sheet.files()? {
            files.push((format!("maps/tiles/{name}"), content));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever changes a source and forgets to draw anew hears of it here. Pixels are compared and
    /// not files, as another version of the packer may pack them otherwise.
    #[test]
    fn what_is_committed_is_what_the_sources_give() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for (name, content) in drawn(&root).unwrap() {
            let committed = std::fs::read(root.join(&name)).unwrap();
            let same = if name.ends_with(".png") {
                png::pixels(&committed) == png::pixels(&content)
            } else {
                committed == content
            };
            assert!(same, "{name} is out of date: run `cargo xtask art`");
        }
    }
}
