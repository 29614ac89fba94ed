//! A tileset: pictures placed on a grid of 32 pixels, with what blocks and what moves, as a PNG
//! and a TSX that Tiled opens. Places are given by hand and never change: maps refer to
//! tiles by number.

use std::fmt::Write;
use std::io::Result;

use super::canvas::Canvas;
use super::png;

/// Side of a tile in pixels.
pub const TILE: i32 = 32;

/// Left, top, width and height in pixels of a part of an item that one can't walk through.
pub type Block = (i32, i32, i32, i32);

/// A tileset in the making.
pub struct Sheet {
    name: &'static str,
    columns: i32,
    picture: Canvas,
    tiles: Vec<Tile>,
    wang: String,
}

#[derive(Clone, Default)]
struct Tile {
    name: Option<String>,
    blocks: Vec<Block>,
    frames: Vec<(i32, u32)>,
}

impl Sheet {
    /// An empty tileset of so many tiles.
    pub fn new(name: &'static str, columns: i32, rows: i32) -> Self {
        Self {
            name,
            columns,
            picture: Canvas::new(columns * TILE, rows * TILE),
            tiles: vec![Tile::default(); (columns * rows).max(0) as usize],
            wang: String::new(),
        }
    }

    /// Places a picture of one or more tiles; its first tile carries its name as class.
    pub fn put(&mut self, (column, row): (i32, i32), name: &str, item: &Canvas, blocks: &[Block]) {
        self.picture.draw(item, column * TILE, row * TILE);
        for y in 0..(item.height() + TILE - 1) / TILE {
            for x in 0..(item.width() + TILE - 1) / TILE {
                let id = self.id(column + x, row + y);
                let Some(tile) = self.tiles.get_mut(id as usize) else {
                    continue;
                };
                if (x, y) == (0, 0) {
                    tile.name = Some(name.to_owned());
                }
                tile.blocks = blocks
                    .iter()
                    .filter_map(|block| cut(*block, x, y))
                    .collect();
            }
        }
    }

    /// Makes a tile show the pictures of others in turn, each for so many milliseconds.
    pub fn animate(&mut self, (column, row): (i32, i32), frames: &[(i32, i32)], duration: u32) {
        let ids: Vec<_> = frames
            .iter()
            .map(|(x, y)| (self.id(*x, *y), duration))
            .collect();
        let id = self.id(column, row);
        if let Some(tile) = self.tiles.get_mut(id as usize) {
            tile.frames = ids;
        }
    }

    /// Adds what Tiled's terrain brush needs, a `wangset` element.
    pub fn wang_set(&mut self, xml: &str) {
        self.wang.push_str(xml);
    }

    /// The files `NAME.png` and `NAME.tsx`, by name.
    ///
    /// # Errors
    /// When the picture has more than 256 colours.
    pub fn files(&self) -> Result<[(String, Vec<u8>); 2]> {
        Ok([
            (format!("{}.png", self.name), png::encode(&self.picture)?),
            (format!("{}.tsx", self.name), self.tsx().into_bytes()),
        ])
    }

    fn id(&self, column: i32, row: i32) -> i32 {
        row * self.columns + column
    }

    fn tsx(&self) -> String {
        let mut tiles = String::new();
        for (id, tile) in self.tiles.iter().enumerate() {
            tiles.push_str(&tile.tsx(id));
        }
        let wang = match self.wang.as_str() {
            "" => String::new(),
            sets => format!(" <wangsets>\n{sets} </wangsets>\n"),
        };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <tileset version=\"1.8\" tiledversion=\"1.8.0\" name=\"{name}\" tilewidth=\"{TILE}\" \
             tileheight=\"{TILE}\" tilecount=\"{count}\" columns=\"{columns}\">\n\
             \x20<properties>\n  <property name=\"tilesetCopyright\" value=\"Hallway project, \
             CC0-1.0\"/>\n </properties>\n\
             \x20<image source=\"{name}.png\" width=\"{width}\" height=\"{height}\"/>\n\
             {tiles}{wang}</tileset>\n",
            name = self.name,
            count = self.tiles.len(),
            columns = self.columns,
            width = self.picture.width(),
            height = self.picture.height(),
        )
    }
}

impl Tile {
    fn tsx(&self, id: usize) -> String {
        if self.name.is_none() && self.blocks.is_empty() && self.frames.is_empty() {
            return String::new();
        }
        let class = match &self.name {
            Some(name) => format!(" type=\"{name}\""),
            None => String::new(),
        };
        let mut inside = String::new();
        let whole = self.blocks.contains(&(0, 0, TILE, TILE));
        if whole {
            inside.push_str(
                "  <properties>\n   <property name=\"collides\" type=\"bool\" value=\"true\"/>\n  \
                 </properties>\n",
            );
        } else if !self.blocks.is_empty() {
            inside.push_str("  <objectgroup draworder=\"index\" id=\"2\">\n");
            for (index, (x, y, w, h)) in self.blocks.iter().enumerate() {
                // Writing into a string has no way to fail.
                let _ = writeln!(
                    inside,
                    "   <object id=\"{}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/>",
                    index + 1
                );
            }
            inside.push_str("  </objectgroup>\n");
        }
        if !self.frames.is_empty() {
            inside.push_str("  <animation>\n");
            for (frame, duration) in &self.frames {
                let _ = writeln!(
                    inside,
                    "   <frame tileid=\"{frame}\" duration=\"{duration}\"/>"
                );
            }
            inside.push_str("  </animation>\n");
        }
        match inside.as_str() {
            "" => format!(" <tile id=\"{id}\"{class}/>\n"),
            _ => format!(" <tile id=\"{id}\"{class}>\n{inside} </tile>\n"),
        }
    }
}

/// The part of a block that lies in the tile at column x and row y of an item.
fn cut((left, top, width, height): Block, x: i32, y: i32) -> Option<Block> {
    let (from_x, from_y) = ((left - x * TILE).max(0), (top - y * TILE).max(0));
    let to_x = (left + width - x * TILE).min(TILE);
    let to_y = (top + height - y * TILE).min(TILE);
    (to_x > from_x && to_y > from_y).then_some((from_x, from_y, to_x - from_x, to_y - from_y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_cut_at_tiles() {
        assert_eq!(cut((4, 40, 56, 24), 0, 0), None);
        assert_eq!(cut((4, 40, 56, 24), 0, 1), Some((4, 8, 28, 24)));
        assert_eq!(cut((4, 40, 56, 24), 1, 1), Some((0, 8, 28, 24)));
    }

    #[test]
    fn whole_tiles_collide_and_parts_have_shapes() {
        let mut sheet = Sheet::new("t", 2, 1);
        sheet.put((0, 0), "box", &Canvas::new(64, 32), &[(0, 0, 40, 32)]);
        let tsx = sheet.tsx();
        assert!(
            tsx.contains("<tile id=\"0\" type=\"box\">\n  <properties>"),
            "{tsx}"
        );
        assert!(
            tsx.contains("x=\"0\" y=\"0\" width=\"8\" height=\"32\""),
            "{tsx}"
        );
        assert_eq!(tsx.matches("collides").count(), 1);
    }
}
