//! A maps folder in memory, and the one thing that is tried with it.

use std::collections::BTreeMap;

use hallway_world::check::Checker;
use hallway_world::tiled::{FileError, Limits, MapFiles};

/// Files by their paths below the maps folder.
#[derive(Clone, Default)]
pub struct Folder(pub BTreeMap<String, Vec<u8>>);

impl MapFiles for Folder {
    fn read(&self, path: &str, at_most: u64) -> Result<Vec<u8>, FileError> {
        let file = self.0.get(path).ok_or(FileError::Missing)?;
        let length = usize::try_from(at_most)
            .unwrap_or(usize::MAX)
            .min(file.len());
        Ok(file.get(..length).unwrap_or_default().to_vec())
    }
}

/// Loads a map and looks for everything that can be said about it. True when it can be used; what it
/// must never do is to panic, or to run without end.
pub fn try_map(folder: &Folder, path: &str) -> bool {
    // Small, so that one try is short.
    let limits = Limits {
        max_cells: 300_000,
        max_objects: 5_000,
        max_tiles: 200_000,
        ..Limits::default()
    };
    let names = folder.0.keys().cloned();
    Checker::new(folder, names, limits)
        .check(path)
        .venue
        .is_some()
}
