//! What a client needs to draw a map and to walk on it: the loaded map, made flat and compact.
//!
//! The server reads Tiled's files once ([`crate::tiled`]) and hands out this; so there is one
//! parser, hostile files never reach a browser, and a visitor downloads a tenth of the JSON.

mod text;

use serde::{Deserialize, Serialize};

pub use text::{Across, Down, Text};

use crate::walls::Walls;

mod door;
mod site;

pub use door::{Door, DoorSound};
pub use site::Site;

/// Version of this format, part of the scene's URL so that caches never mix two.
pub const SCENE_VERSION: u32 = 4;

/// Bit of a cell that mirrors the tile left to right (after [`FLIP_DIAGONAL`]).
pub const FLIP_HORIZONTAL: u32 = 1 << 31;
/// Bit of a cell that mirrors the tile top to bottom (after [`FLIP_DIAGONAL`]).
pub const FLIP_VERTICAL: u32 = 1 << 30;
/// Bit of a cell that swaps x and y within the tile, applied first.
pub const FLIP_DIAGONAL: u32 = 1 << 29;
/// The bits of a cell that hold the tile number plus one; 0 is an empty cell.
pub const TILE_MASK: u32 = FLIP_DIAGONAL - 1;

/// A map, ready to be drawn and walked on. All lengths are map pixels unless said otherwise; the
/// top left corner is (0, 0), also for infinite maps, which the loader moves there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// The map's own title (`mapName`), or empty.
    pub title: String,
    /// Width in cells.
    pub columns: u32,
    /// Height in cells.
    pub rows: u32,
    /// Width of a cell.
    pub tile_width: u32,
    /// Height of a cell.
    pub tile_height: u32,
    /// Painted first, red green blue alpha.
    pub background: Option<[u8; 4]>,
    /// The point of the map at which layers with parallax are where they were drawn in Tiled.
    pub parallax_origin: (f32, f32),
    /// In which order the cells of a layer are painted; matters where tiles overlap.
    pub render_order: RenderOrder,
    /// Pictures used by sheets and image layers.
    pub images: Vec<Image>,
    /// Where each tile's picture is found. Sorted by `first`, not overlapping.
    pub sheets: Vec<Sheet>,
    /// Tiles that change their picture over time.
    pub animations: Vec<Animation>,
    /// What to paint, bottom up. Groups are dissolved into their layers, hidden layers are gone.
    pub layers: Vec<Layer>,
    /// What is written on the map, over all layers, bottom up.
    pub texts: Vec<Text>,
    /// Where one can't walk.
    pub walls: Walls,
    /// Places to find by name.
    pub places: Vec<Place>,
    /// What else a link can lead to by name: starts, areas and layers as their author named them.
    pub targets: Vec<Place>,
    /// Doors, and whatever else opens and closes like one.
    pub doors: Vec<Door>,
    /// Pages that lie on the map.
    pub sites: Vec<Site>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// Where to fetch it, a URL path on this server; empty when the file is missing, and then a
    /// placeholder is drawn.
    pub url: String,
    /// Width as the map's author declared it or, if undeclared, as it is.
    pub width: u32,
    /// Height likewise.
    pub height: u32,
    /// A colour (red, green, blue) that counts as transparent.
    pub transparent: Option<[u8; 3]>,
}

/// A grid of equally large tiles on one image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Scene-wide number of its first tile.
    pub first: u32,
    /// How many tiles it has.
    pub count: u32,
    /// Index into [`Scene::images`].
    pub image: u32,
    /// Size of each tile on the image.
    pub tile_width: u32,
    /// Size of each tile on the image.
    pub tile_height: u32,
    /// Tiles in a row of the image; at least 1.
    pub columns: u32,
    /// Place of the first tile on the image (Tiled's margin).
    pub x: u32,
    /// Place of the first tile on the image (Tiled's margin).
    pub y: u32,
    /// Gap between tiles on the image.
    pub spacing: u32,
    /// Shift when drawn on the map (Tiled's tile offset).
    pub offset: (i32, i32),
    /// How large tiles are drawn on tile layers.
    pub size: DrawSize,
}

/// How large a tile is drawn on a tile layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DrawSize {
    /// As large as on its image, bottom left corner on the cell's.
    #[default]
    Own,
    /// Stretched to the map's cell.
    Grid,
    /// As large as fits into the map's cell with its proportions kept, in the middle.
    GridFit,
}

/// A tile that shows a sequence of other tiles' pictures, endlessly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Animation {
    /// Number of the animated tile.
    pub tile: u32,
    /// Tile number and milliseconds of each frame; every duration is at least 1.
    pub frames: Vec<(u32, u32)>,
}

/// Order of painting the cells of a layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RenderOrder {
    /// Rows downwards, each to the right.
    #[default]
    RightDown,
    /// Rows upwards, each to the right.
    RightUp,
    /// Rows downwards, each to the left.
    LeftDown,
    /// Rows upwards, each to the left.
    LeftUp,
}

/// Something to paint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// The author's name for it, for messages.
    pub name: String,
    /// What it shows.
    pub content: Content,
    /// 0 to 1, groups included.
    pub opacity: f32,
    /// Multiplied with each pixel, groups included; red green blue alpha.
    pub tint: Option<[u8; 4]>,
    /// Shift, groups included.
    pub offset: (f32, f32),
    /// How much it moves with the camera, groups included; (1, 1) is with the map.
    pub parallax: (f32, f32),
    /// Painted over the avatars.
    pub above_avatars: bool,
    /// Painted only while this door (index into [`Scene::doors`]) is open (`true`) or closed.
    pub door: Option<(u32, bool)>,
}

/// What a layer shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Content {
    /// A rectangle of cells.
    Tiles {
        /// Left edge in cells.
        x: u32,
        /// Top edge in cells.
        y: u32,
        /// Width in cells.
        columns: u32,
        /// Height in cells; there are `columns * rows` cells, row by row.
        rows: u32,
        /// Flip bits and tile number plus one; 0 is empty.
        cells: Vec<u32>,
    },
    /// One picture.
    Image {
        /// Index into [`Scene::images`].
        image: u32,
        /// Repeated endlessly sideways.
        repeat_x: bool,
        /// Repeated endlessly up and down.
        repeat_y: bool,
    },
    /// Tiles placed freely, in the order of painting.
    Objects(Vec<TileObject>),
}

/// A tile placed freely.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TileObject {
    /// Flip bits and tile number plus one.
    pub cell: u32,
    /// Left edge before rotation.
    pub x: f32,
    /// Top edge before rotation.
    pub y: f32,
    /// Drawn width.
    pub width: f32,
    /// Drawn height.
    pub height: f32,
    /// Clockwise degrees around the bottom left corner.
    pub rotation: f32,
}

/// A place that has a name, to be walked to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// What people call it.
    pub title: String,
    /// A free spot in it, map pixels.
    pub x: i32,
    /// A free spot in it, map pixels.
    pub y: i32,
}

impl Scene {
    /// Width in map pixels.
    pub fn width_px(&self) -> u32 {
        self.columns.saturating_mul(self.tile_width)
    }

    /// Height in map pixels.
    pub fn height_px(&self) -> u32 {
        self.rows.saturating_mul(self.tile_height)
    }

    /// Where a link leads that names a place by its title or, when none has it, anything else by its
    /// author's name. Letter case does not matter.
    pub fn place_named(&self, name: &str) -> Option<&Place> {
        let name = name.trim().to_lowercase();
        let mut all = self.places.iter().chain(&self.targets);
        all.find(|place| place.title.to_lowercase() == name)
    }

    /// The sheet that holds a tile.
    pub fn sheet_of(&self, tile: u32) -> Option<&Sheet> {
        let after = self.sheets.partition_point(|s| s.first <= tile);
        let sheet = self.sheets.get(after.checked_sub(1)?)?;
        (tile - sheet.first < sheet.count).then_some(sheet)
    }
}
