//! Which files a map was read from, and how they were then: what tells that it has changed.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use hallway_world::tiled::{FileError, MapFiles};

use super::MapSource;

/// What changes when a file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When it was written.
    pub modified: SystemTime,
    /// How long it is.
    pub bytes: u64,
}

/// Files and how they were; `None` for one that was not there.
pub type Stamps = BTreeMap<String, Option<Stamp>>;

/// Files that are noted when they are read.
pub(super) struct Noted<'a> {
    source: &'a dyn MapSource,
    stamps: Mutex<Stamps>,
}

impl<'a> Noted<'a> {
    /// None has been read yet.
    pub(super) fn new(source: &'a dyn MapSource) -> Self {
        Self {
            source,
            stamps: Mutex::default(),
        }
    }

    /// Those that were read, or looked for in vain.
    pub(super) fn into_stamps(self) -> Stamps {
        self.stamps
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl MapFiles for Noted<'_> {
    fn read(&self, path: &str, at_most: u64) -> Result<Vec<u8>, FileError> {
        // Before it is read: a change in between is noticed then, and not missed.
        let stamp = self.source.stamp(path);
        let mut stamps = self.stamps.lock().unwrap_or_else(PoisonError::into_inner);
        stamps.entry(path.to_owned()).or_insert(stamp);
        drop(stamps);
        self.source.read(path, at_most)
    }
}

/// How these files are now.
pub(super) fn now(source: &dyn MapSource, files: &Stamps) -> Stamps {
    let paths = files.keys();
    paths
        .map(|path| (path.clone(), source.stamp(path)))
        .collect()
}
