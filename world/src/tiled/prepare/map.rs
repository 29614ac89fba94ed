//! The map as a whole: its size, its tilesets in order, its tile layers all made as large as the
//! map. Infinite maps become finite here: the rectangle around all cells in use, in blocks, is the
//! map, and everything moves so that its corner is (0, 0).

use super::cells::{Chunk, decode};
use super::clean::Scope;
use super::tileset::ROTATED_HEXAGONAL;
use super::{Preparation, at, spend};
use crate::tiled::element::Element;
use crate::tiled::error::{Counted, LoadError, Problem};
use crate::tiled::limits::MAX_TILE_PX;
use crate::tiled::schema::is_layer;

/// Tile number without flip bits.
const NUMBER: u32 = (1 << 28) - 1;

/// What tile layers are laid on: a rectangle of cells.
#[derive(Clone, Copy)]
struct Ground {
    x: i64,
    y: i64,
    width: u32,
    height: u32,
    /// The lowest number that any tileset gives to a tile.
    first_tile: u32,
}

impl Preparation<'_> {
    pub(super) fn map(&mut self, map: &mut Element, file: &str) -> Result<(), LoadError> {
        self.clean(
            map,
            Scope {
                file,
                place: file,
                groups: 0,
                in_map: true,
            },
        )?;
        let orientation = map
            .take("orientation")
            .unwrap_or_else(|| "orthogonal".to_owned());
        if orientation != "orthogonal" {
            return Err(at(file)(Problem::Orientation(orientation)));
        }
        let side = |key: &str, most: u32| {
            let value = map.number::<u32>(key).unwrap_or(0);
            let wrong = || format!("the map's {key} is {value}; it must be from 1 to {most}");
            ((1..=most).contains(&value))
                .then_some(value)
                .ok_or_else(|| at(file)(Problem::Invalid(wrong())))
        };
        let tile = (
            side("tilewidth", MAX_TILE_PX)?,
            side("tileheight", MAX_TILE_PX)?,
        );
        let infinite = map.take("infinite").as_deref() == Some("1");
        let mut ground = Ground {
            x: 0,
            y: 0,
            width: map.number("width").unwrap_or(0),
            height: map.number("height").unwrap_or(0),
            first_tile: 1,
        };
        if !infinite {
            self.check_size(
                i64::from(ground.width),
                i64::from(ground.height),
                tile,
                file,
            )?;
        }
        self.sort_tilesets(map, file);
        ground.first_tile = map
            .child("tileset")
            .and_then(|t| t.number("firstgid"))
            .unwrap_or(u32::MAX);

        let mut layers = Vec::new();
        self.decode_layers(&map.children, file, ground, &mut layers)?;
        if infinite {
            if let Some((left, top, right, bottom)) = bounds(layers.iter().flatten()) {
                self.check_size(right - left, bottom - top, tile, file)?;
                (ground.x, ground.y) = (left, top);
                (ground.width, ground.height) = ((right - left) as u32, (bottom - top) as u32);
            }
            self.check_size(
                i64::from(ground.width),
                i64::from(ground.height),
                tile,
                file,
            )?;
        }
        let mut layers = layers.into_iter();
        self.lay(&mut map.children, file, ground, &mut layers)?;

        let shift = (
            -(ground.x as f64) * f64::from(tile.0),
            -(ground.y as f64) * f64::from(tile.1),
        );
        if shift != (0.0, 0.0) {
            move_by(map, shift);
        }
        map.set("width", ground.width);
        map.set("height", ground.height);
        map.set("orientation", "orthogonal");
        map.set("version", "1.10");
        Ok(())
    }

    fn check_size(
        &mut self,
        width: i64,
        height: i64,
        tile: (u32, u32),
        file: &str,
    ) -> Result<(), LoadError> {
        let limits = self.limits;
        for (found, limit, allowed) in [
            (width, "max_width", limits.max_width),
            (height, "max_height", limits.max_height),
        ] {
            let found = u64::try_from(found).unwrap_or(0);
            if found == 0 {
                return Err(at(file)(Problem::Invalid(
                    "the map has no cells".to_owned(),
                )));
            }
            spend(&mut 0, found, limit, u64::from(allowed)).map_err(at(file))?;
        }
        // Positions are whole numbers of 32 bits, and sums of them must fit too.
        let far = i64::from(i32::MAX / 4 / hallway_protocol::geom::SUBPX);
        if width * i64::from(tile.0) > far || height * i64::from(tile.1) > far {
            let message = format!("the map is wider or higher than {far} pixels");
            return Err(at(file)(Problem::Invalid(message)));
        }
        spend(
            &mut 0,
            (width * height) as u64,
            "max_cells",
            limits.max_cells,
        )
        .map_err(at(file))
    }

    /// The parser looks for the last tileset whose first number is low enough.
    fn sort_tilesets(&mut self, map: &mut Element, file: &str) {
        let first = |tileset: &Element| tileset.number::<u32>("firstgid").unwrap_or(0);
        let before = map.children.len();
        map.children
            .retain(|child| child.name != "tileset" || first(child) > 0);
        if map.children.len() < before {
            let message = "a tileset says not where its numbers start and is left out";
            self.notes.warn("bad-tileset", file, message);
        }
        // Stable: properties first, tilesets by number, then layers in their order.
        map.children.sort_by_key(|child| match child.name.as_str() {
            "properties" => (0, 0),
            "tileset" => (1, first(child)),
            _ => (2, 0),
        });
    }

    /// Decodes all tile layers, in document order.
    fn decode_layers(
        &mut self,
        elements: &[Element],
        place: &str,
        ground: Ground,
        out: &mut Vec<Vec<Chunk>>,
    ) -> Result<(), LoadError> {
        for element in elements.iter().filter(|element| is_layer(&element.name)) {
            let name = element.get("name").unwrap_or_default();
            let place = format!("{place}, layer “{name}”");
            match element.name.as_str() {
                "group" => self.decode_layers(&element.children, &place, ground, out)?,
                "layer" => out.push(self.decode_layer(element, &place, ground)?),
                _ => {}
            }
        }
        Ok(())
    }

    fn decode_layer(
        &mut self,
        layer: &Element,
        place: &str,
        ground: Ground,
    ) -> Result<Vec<Chunk>, LoadError> {
        let Some(data) = layer.child("data") else {
            return Ok(Vec::new());
        };
        let encoding = data.get("encoding").unwrap_or_default();
        let compression = data.get("compression").unwrap_or_default();
        let whole = (!data.children.iter().any(|child| child.name == "chunk")).then_some(data);
        let mut chunks = Vec::new();
        let parts = data
            .children
            .iter()
            .filter(|child| child.name == "chunk")
            .chain(whole);
        for part in parts {
            let sized = if part.name == "chunk" { part } else { layer };
            let size = |key: &str, default: u32| sized.number::<u32>(key).unwrap_or(default);
            let (width, height) = (size("width", ground.width), size("height", ground.height));
            let corner = |key: &str| i64::from(sized.number::<i32>(key).unwrap_or(0));
            let wanted = u64::from(width) * u64::from(height);
            let allowed = self.limits.max_cells;
            spend(&mut self.used.cells, wanted, "max_cells", allowed).map_err(at(place))?;
            let (cells, more) = decode(part, encoding, compression, wanted as usize)
                .map_err(|reason| at(place)(Problem::Invalid(reason)))?;
            if more || (cells.len() as u64) < wanted {
                let less = if more { "more" } else { "fewer" };
                let message = format!("it has {less} cells than {width} × {height}");
                self.notes.warn("layer-size", place, message);
            }
            chunks.push(Chunk {
                x: corner("x"),
                y: corner("y"),
                width,
                height,
                cells,
            });
        }
        Ok(chunks)
    }

    /// Writes the decoded cells back, each layer as large as the map.
    fn lay(
        &mut self,
        elements: &mut [Element],
        place: &str,
        ground: Ground,
        layers: &mut impl Iterator<Item = Vec<Chunk>>,
    ) -> Result<(), LoadError> {
        for element in elements
            .iter_mut()
            .filter(|element| is_layer(&element.name))
        {
            let place = format!(
                "{place}, layer “{}”",
                element.get("name").unwrap_or_default()
            );
            if element.name == "group" {
                self.lay(&mut element.children, &place, ground, layers)?;
            }
            if element.name != "layer" {
                continue;
            }
            let cells = u64::from(ground.width) * u64::from(ground.height);
            let allowed = self.limits.max_cells;
            let mut sum = self.used.cells;
            let chunks = layers.next().unwrap_or_default();
            let own: u64 = chunks
                .iter()
                .map(|c| u64::from(c.width) * u64::from(c.height))
                .sum();
            spend(&mut sum, cells.saturating_sub(own), "max_cells", allowed).map_err(at(&place))?;
            self.used.cells = sum;
            let grid = self.grid(&chunks, &place, ground);
            drop(chunks);
            let mut data = Element::new("data");
            data.set("encoding", "csv");
            data.text = to_csv(&grid);
            element.children.retain(|child| child.name != "data");
            element.children.push(data);
            element.take("x");
            element.take("y");
            element.set("width", ground.width);
            element.set("height", ground.height);
        }
        Ok(())
    }

    fn grid(&mut self, chunks: &[Chunk], place: &str, ground: Ground) -> Vec<u32> {
        let mut grid = vec![0; ground.width as usize * ground.height as usize];
        let (mut outside, mut unknown) = (0u64, Counted::default());
        for chunk in chunks.iter().filter(|chunk| chunk.width > 0) {
            for (index, cell) in chunk.cells.iter().enumerate() {
                let cell = cell & !ROTATED_HEXAGONAL;
                if cell & NUMBER == 0 {
                    continue;
                }
                let width = chunk.width as usize;
                let x = chunk.x + (index % width) as i64 - ground.x;
                let y = chunk.y + (index / width) as i64 - ground.y;
                if cell & NUMBER < ground.first_tile {
                    unknown.add(x, y);
                    continue;
                }
                let inside = (0..i64::from(ground.width)).contains(&x)
                    && (0..i64::from(ground.height)).contains(&y);
                let slot = inside.then(|| y as usize * ground.width as usize + x as usize);
                match slot.and_then(|slot| grid.get_mut(slot)) {
                    Some(slot) => *slot = cell,
                    None => outside += 1,
                }
            }
        }
        if outside > 0 {
            let message = format!("{outside} of its cells lie outside of the map and are left out");
            self.notes.warn("cells-outside", place, message);
        }
        self.notes.unknown_tiles(unknown, place);
        grid
    }
}

/// Left, top, right and bottom of all blocks of cells in use, as Tiled keeps them in memory
/// whatever the size of the chunks in the file. So the map is as large as Tiled's pictures of it.
fn bounds<'c>(chunks: impl Iterator<Item = &'c Chunk>) -> Option<(i64, i64, i64, i64)> {
    const BLOCK: i64 = 16;
    let mut bounds: Option<(i64, i64, i64, i64)> = None;
    for chunk in chunks.filter(|chunk| chunk.width > 0) {
        let width = chunk.width as usize;
        let used = chunk.cells.iter().enumerate();
        for (index, _) in used.filter(|(_, cell)| **cell & NUMBER != 0) {
            let left = (chunk.x + (index % width) as i64).div_euclid(BLOCK) * BLOCK;
            let top = (chunk.y + (index / width) as i64).div_euclid(BLOCK) * BLOCK;
            let (l, t, r, b) = bounds.unwrap_or((left, top, left, top));
            bounds = Some((
                l.min(left),
                t.min(top),
                r.max(left + BLOCK),
                b.max(top + BLOCK),
            ));
        }
    }
    bounds
}

fn to_csv(cells: &[u32]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(cells.len() * 3);
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        // Writing into a string has no way to fail.
        let _ = write!(text, "{cell}");
    }
    text
}

/// Moves what stands at pixels: objects, pictures, the origin of parallax.
fn move_by(map: &mut Element, shift: (f64, f64)) {
    add(map, "parallaxoriginx", shift.0);
    add(map, "parallaxoriginy", shift.1);
    move_layers(&mut map.children, shift);
}

fn move_layers(elements: &mut [Element], shift: (f64, f64)) {
    for element in elements {
        match element.name.as_str() {
            "group" => move_layers(&mut element.children, shift),
            "imagelayer" => {
                add(element, "offsetx", shift.0);
                add(element, "offsety", shift.1);
            }
            "objectgroup" => {
                for object in element
                    .children
                    .iter_mut()
                    .filter(|child| child.name == "object")
                {
                    add(object, "x", shift.0);
                    add(object, "y", shift.1);
                }
            }
            _ => {}
        }
    }
}

fn add(element: &mut Element, key: &str, shift: f64) {
    let value = element.number::<f64>(key).unwrap_or(0.0);
    element.set(key, value + shift);
}
