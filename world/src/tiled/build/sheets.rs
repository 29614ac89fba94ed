//! Tilesets to sheets: every tile of the map gets one number, whatever tileset it is in.

use std::collections::HashMap;

use tiled::{Color, FillMode, Map, Tile, TileRenderSize, Tileset};

use crate::scene::{Animation, DrawSize, Image, Sheet, TILE_MASK};

/// The pictures and tiles of a map.
#[derive(Default)]
pub(super) struct Sheets {
    images: Vec<Image>,
    files: Vec<Option<String>>,
    sheets: Vec<Sheet>,
    animations: Vec<Animation>,
    /// What is known of a tileset, by its place in memory: a map may name one tileset many times,
    /// and templates bring theirs along.
    known: HashMap<usize, Numbers>,
    image_numbers: HashMap<Picture, u32>,
    next: u32,
}

/// A picture's file, transparent colour, width and height.
type Picture = (Option<String>, Option<[u8; 3]>, u32, u32);

/// How the tiles of a tileset are numbered.
enum Numbers {
    /// One after the other.
    Row { first: u32, count: u32 },
    /// Each tile is a picture of its own; number by local number.
    Each(HashMap<u32, u32>),
}

impl Sheets {
    /// The sheets of a map's tilesets.
    pub(super) fn of(map: &Map) -> Self {
        let mut sheets = Self::default();
        for tileset in map.tilesets() {
            sheets.add(tileset);
        }
        sheets
    }

    /// The number of a tile; `None` when its tileset has no such tile.
    pub(super) fn number(&self, tileset: &Tileset, id: u32) -> Option<u32> {
        match self.known.get(&key(tileset))? {
            Numbers::Row { first, count } => (id < *count).then(|| first + id),
            Numbers::Each(numbers) => numbers.get(&id).copied(),
        }
    }

    /// The sheet that holds a tile.
    pub(super) fn sheet(&self, number: u32) -> Option<&Sheet> {
        let after = self.sheets.partition_point(|sheet| sheet.first <= number);
        self.sheets.get(after.checked_sub(1)?)
    }

    /// Images, their files, sheets and animations.
    pub(super) fn into_parts(
        self,
    ) -> (Vec<Image>, Vec<Option<String>>, Vec<Sheet>, Vec<Animation>) {
        (self.images, self.files, self.sheets, self.animations)
    }

    /// Makes sheets of a tileset, unless it has some.
    pub(super) fn add(&mut self, tileset: &Tileset) {
        if self.known.contains_key(&key(tileset)) {
            return;
        }
        let numbers = match &tileset.image {
            Some(image) => self.add_row(tileset, image),
            None => self.add_each(tileset),
        };
        self.known.insert(key(tileset), numbers);
        let mut animated: Vec<(u32, Tile<'_>)> = tileset
            .tiles()
            .filter(|(_, tile)| tile.animation.is_some())
            .collect();
        animated.sort_unstable_by_key(|(id, _)| *id);
        for (id, tile) in animated {
            let Some(number) = self.number(tileset, id) else {
                continue;
            };
            let frames = tile.animation.iter().flatten();
            let frames: Vec<(u32, u32)> = frames
                .filter_map(|frame| {
                    Some((self.number(tileset, frame.tile_id)?, frame.duration.max(1)))
                })
                .collect();
            if !frames.is_empty() {
                self.animations.push(Animation {
                    tile: number,
                    frames,
                });
            }
        }
    }

    fn add_row(&mut self, tileset: &Tileset, image: &tiled::Image) -> Numbers {
        let (first, count) = (self.next, tileset.tilecount);
        let none = Numbers::Row { first: 0, count: 0 };
        // One more than the last number must fit beside the flip bits of a cell.
        let Some(next) = first.checked_add(count).filter(|next| *next < TILE_MASK) else {
            return none;
        };
        if count == 0 {
            return none;
        }
        let image = self.image(image);
        self.next = next;
        self.sheets.push(Sheet {
            first,
            count,
            image,
            tile_width: tileset.tile_width,
            tile_height: tileset.tile_height,
            columns: tileset.columns.max(1),
            x: tileset.margin,
            y: tileset.margin,
            spacing: tileset.spacing,
            offset: (tileset.offset_x, tileset.offset_y),
            size: draw_size(tileset),
        });
        Numbers::Row { first, count }
    }

    fn add_each(&mut self, tileset: &Tileset) -> Numbers {
        let mut tiles: Vec<(u32, Tile<'_>)> = tileset.tiles().collect();
        tiles.sort_unstable_by_key(|(id, _)| *id);
        let mut numbers = HashMap::new();
        for (id, tile) in tiles {
            let (Some(image), Some(rect)) = (&tile.image, tile.image_rect) else {
                continue;
            };
            let first = self.next;
            let Some(next) = first.checked_add(1).filter(|next| *next < TILE_MASK) else {
                break;
            };
            let image = self.image(image);
            self.next = next;
            let side = |value: i32| u32::try_from(value).unwrap_or(0);
            self.sheets.push(Sheet {
                first,
                count: 1,
                image,
                tile_width: side(rect.width),
                tile_height: side(rect.height),
                columns: 1,
                x: side(rect.x),
                y: side(rect.y),
                spacing: 0,
                offset: (tileset.offset_x, tileset.offset_y),
                size: draw_size(tileset),
            });
            numbers.insert(id, first);
        }
        Numbers::Each(numbers)
    }

    /// The number of a picture.
    pub(super) fn image(&mut self, image: &tiled::Image) -> u32 {
        // The preparation wrote `/` and the path in the maps folder, or a bare `/` for none.
        let source = image
            .source
            .to_str()
            .unwrap_or_default()
            .trim_start_matches('/');
        let file = (!source.is_empty()).then(|| source.to_owned());
        let transparent = image.transparent_colour.map(|c| [c.red, c.green, c.blue]);
        let width = u32::try_from(image.width).unwrap_or(0);
        let height = u32::try_from(image.height).unwrap_or(0);
        let new = u32::try_from(self.images.len()).unwrap_or(u32::MAX);
        let number = self
            .image_numbers
            .entry((file.clone(), transparent, width, height))
            .or_insert(new);
        if *number == new {
            self.files.push(file);
            self.images.push(Image {
                url: String::new(),
                width,
                height,
                transparent,
            });
        }
        *number
    }
}

fn key(tileset: &Tileset) -> usize {
    std::ptr::from_ref(tileset).addr()
}

/// How large a tileset's tiles are drawn in cells.
fn draw_size(tileset: &Tileset) -> DrawSize {
    match (tileset.tile_render_size, tileset.fill_mode) {
        (TileRenderSize::Tile, _) => DrawSize::Own,
        (TileRenderSize::Grid, FillMode::Stretch) => DrawSize::Grid,
        (TileRenderSize::Grid, FillMode::PreserveAspectFit) => DrawSize::GridFit,
    }
}

/// Red, green, blue, alpha.
pub(super) fn rgba(color: Color) -> [u8; 4] {
    [color.red, color.green, color.blue, color.alpha]
}
