//! How large a map may be. Everything that costs memory or time is counted before it is built.

/// Bounds on a map. The defaults hold every one of two thousand public venue maps surveyed, the
/// largest of which has 300 × 300 cells, 106 layers, 137 tilesets and 4.2 MB of JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one map, tileset or template file. Default 8 MiB.
    pub max_file_bytes: u64,
    /// Bytes of a map with all its tilesets and templates. Default 64 MiB.
    pub max_total_bytes: u64,
    /// Width in cells. Default 2048.
    pub max_width: u32,
    /// Height in cells. Default 2048.
    pub max_height: u32,
    /// Cells of all tile layers together. Default 4,000,000.
    pub max_cells: u64,
    /// Layers, groups included. Default 500.
    pub max_layers: u64,
    /// Groups inside one another. Default 16.
    pub max_group_depth: u64,
    /// Tilesets. Default 300.
    pub max_tilesets: u64,
    /// Tiles of all tilesets together. Default 500,000.
    pub max_tiles: u64,
    /// Objects, collision shapes of tiles included. Default 50,000.
    pub max_objects: u64,
    /// Corners of one polygon. Default 1000.
    pub max_corners: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file_bytes: 8 << 20,
            max_total_bytes: 64 << 20,
            max_width: 2048,
            max_height: 2048,
            max_cells: 4_000_000,
            max_layers: 500,
            max_group_depth: 16,
            max_tilesets: 300,
            max_tiles: 500_000,
            max_objects: 50_000,
            max_corners: 1000,
        }
    }
}

/// Width and height in pixels that a map's cell may have.
pub(super) const MAX_TILE_PX: u32 = 1024;

/// Warnings kept for one map; what comes after is only counted.
pub(super) const MAX_WARNINGS: usize = 200;

/// Parts of cells that may be looked at while collision shapes are turned into walls: seconds of
/// work. A map of 300 × 300 cells where each holds a shape needs about six million.
pub(super) const MAX_SHAPE_WORK: u64 = 50_000_000;

/// Cells that may be looked at in search of the places of all zones.
pub(super) const MAX_PLACE_WORK: u64 = 50_000_000;

/// Characters of a zone's name or title; longer ones are cut.
pub(super) const MAX_TITLE_CHARS: usize = 100;

/// Bytes of a URL; a longer one is not followed.
pub(super) const MAX_URL_BYTES: usize = 2048;

/// Characters of a sentence of the author's to visitors.
pub(super) const MAX_SENTENCE_CHARS: usize = 500;

/// Characters of the permissions that a page asks for.
pub(super) const MAX_POLICY_CHARS: usize = 500;

/// Bytes of settings in JSON; longer ones are ignored.
pub(super) const MAX_JSON_BYTES: usize = 8192;

/// Words in a list, such as roles.
pub(super) const MAX_LIST: usize = 50;

/// Doors and bells, and pages on the map, of one map.
pub(super) const MAX_FIXTURES: usize = 300;

/// Zones, and named start areas, of one map; what comes after is left out.
pub(super) const MAX_ZONES: usize = 2000;

/// Cells of the map that all zones made of cells may be kept for together: 16 MB.
pub(super) const MAX_ZONE_CELLS: u64 = 128_000_000;

/// Spots kept of one start area; more are thinned out evenly.
pub(super) const MAX_SPOTS: usize = 1000;

/// Characters of one text object; longer ones are cut.
pub(super) const MAX_TEXT_CHARS: usize = 2000;

/// Text objects of one map; what comes after is left out.
pub(super) const MAX_TEXTS: usize = 1000;

/// Names of one map that a link can lead to besides those of its places; what comes after is left out.
pub(super) const MAX_TARGETS: usize = 1000;
