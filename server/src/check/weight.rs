//! What a visitor downloads before a map is complete, and how long that takes on a phone.

use hallway_world::check::{Finding, find};
use hallway_world::tiled::MapFiles;
use hallway_world::venue::Venue;

use crate::maps::packed_scene;

/// Bits per second of the slow phone line that browsers' tools call fast 3G.
const FAST_3G: f64 = 1_600_000.0;

/// Seconds on such a line that a map may take without a word about it.
const PATIENCE: f64 = 20.0;

/// Bytes of one picture that are looked at; more is not served either.
const MOST_BYTES: u64 = 64 << 20;

/// What a visitor downloads.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weight {
    /// Bytes of the packed scene.
    pub scene: u64,
    /// Bytes of all pictures.
    pub images: u64,
}

impl Weight {
    /// The weight of a map whose pictures are in this folder.
    pub fn of(venue: &Venue, files: &dyn MapFiles) -> Self {
        let mut names: Vec<&String> = venue.image_files.iter().flatten().collect();
        names.sort_unstable();
        names.dedup();
        let sizes = names.iter().map(|name| files.read(name, MOST_BYTES));
        Self {
            scene: packed_scene(&venue.scene).len() as u64,
            images: sizes.flatten().map(|bytes| bytes.len() as u64).sum(),
        }
    }

    /// All of it in bytes.
    pub fn bytes(self) -> u64 {
        self.scene.saturating_add(self.images)
    }

    /// How long it takes on a phone line.
    pub fn seconds(self) -> f64 {
        self.bytes() as f64 * 8.0 / FAST_3G
    }

    /// For people: `2.3 MB, 12 s on fast 3G`.
    pub fn in_words(self) -> String {
        format!(
            "{:.1} MB, {:.0} s on fast 3G",
            self.bytes() as f64 / 1e6,
            self.seconds()
        )
    }

    /// A word about it, when it is much.
    pub fn finding(self, file: &str) -> Option<Finding> {
        (self.seconds() > PATIENCE).then(|| Finding {
            code: find("large-download"),
            message: format!("every visitor downloads {}", self.in_words()),
            place: file.to_owned(),
            tile: None,
        })
    }
}
