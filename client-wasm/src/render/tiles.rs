//! From a layer to its quads: where each tile lies, how large, which part of which picture it
//! shows and when. Does not draw.

use std::collections::HashMap;

use hallway_world::scene::{
    Animation, Content, DrawSize, FLIP_DIAGONAL, Layer, RenderOrder, Scene, Sheet, TILE_MASK,
    TileObject,
};

use super::batch::{Batch, Batcher};
use super::quad::{Bounds, Quad, Span};

/// Most quads of one scene: a hundred megabytes of vertex buffer. What is beyond is not drawn.
pub const MOST_QUADS: u32 = 4_000_000;

/// Turns the layers of one scene into batches.
pub struct Builder<'a> {
    scene: &'a Scene,
    animations: HashMap<u32, &'a Animation>,
    left: u32,
    dropped: u32,
}

impl<'a> Builder<'a> {
    /// A builder for the layers of this scene.
    pub fn new(scene: &'a Scene) -> Self {
        Self {
            scene,
            animations: scene.animations.iter().map(|a| (a.tile, a)).collect(),
            left: MOST_QUADS,
            dropped: 0,
        }
    }

    /// The batches of a layer in the order of painting; none for an image layer.
    pub fn layer(&mut self, layer: &Layer) -> Vec<Batch> {
        match &layer.content {
            Content::Tiles {
                x,
                y,
                columns,
                rows,
                cells,
            } => self.cells((*x, *y), (*columns, *rows), cells),
            Content::Objects(objects) => self.objects(objects),
            Content::Image { .. } => Vec::new(),
        }
    }

    /// Quads left out so far because the scene has more than [`MOST_QUADS`].
    pub fn dropped(&self) -> u32 {
        self.dropped
    }

    fn cells(&mut self, at: (u32, u32), size: (u32, u32), cells: &[u32]) -> Vec<Batch> {
        let grid = (self.scene.tile_width as f32, self.scene.tile_height as f32);
        let mut batcher = Batcher::new(
            Bounds {
                left: at.0 as f32 * grid.0,
                top: at.1 as f32 * grid.1,
                right: (at.0 as f32 + size.0 as f32) * grid.0,
                bottom: (at.1 as f32 + size.1 as f32) * grid.1,
            },
            grid,
        );
        for (column, row) in walk(self.scene.render_order, size.0, size.1) {
            let index = row as usize * size.0 as usize + column as usize;
            let Some(cell) = cells.get(index).copied().filter(|c| c & TILE_MASK != 0) else {
                continue;
            };
            let x = (at.0 as f32 + column as f32) * grid.0;
            let bottom = (at.1 as f32 + row as f32 + 1.0) * grid.1;
            self.tile(cell, &mut batcher, |sheet| {
                let own = (sheet.tile_width as f32, sheet.tile_height as f32);
                let size = if sheet.size == DrawSize::Own {
                    own
                } else {
                    grid
                };
                Spot {
                    x,
                    bottom,
                    size,
                    degrees: 0.0,
                }
            });
        }
        batcher.finish()
    }

    fn objects(&mut self, objects: &[TileObject]) -> Vec<Batch> {
        let area = Bounds {
            left: 0.0,
            top: 0.0,
            right: self.scene.width_px() as f32,
            bottom: self.scene.height_px() as f32,
        };
        let grid = (self.scene.tile_width as f32, self.scene.tile_height as f32);
        let mut batcher = Batcher::new(area, grid);
        for object in objects {
            self.tile(object.cell, &mut batcher, |_| Spot {
                x: object.x,
                bottom: object.y + object.height,
                size: (object.width, object.height),
                degrees: object.rotation,
            });
        }
        batcher.finish()
    }

    /// Adds one tile, or each picture of an animated one.
    fn tile(&mut self, cell: u32, batcher: &mut Batcher, spot: impl Fn(&Sheet) -> Spot) {
        let Some(tile) = (cell & TILE_MASK).checked_sub(1) else {
            return;
        };
        let Some(sheet) = self.scene.sheet_of(tile) else {
            return;
        };
        // Size and shift are those of the animated tile; only the picture changes, as in Tiled.
        let spot = spot(sheet);
        let frames = self.animations.get(&tile).map_or(&[][..], |a| &a.frames);
        let total = frames.iter().fold(0u32, |sum, f| sum.saturating_add(f.1));
        if frames.len() < 2 || total == 0 {
            let shown = frames.first().map_or(tile, |f| f.0);
            self.quad(cell, shown, None, sheet, &spot, batcher);
            return;
        }
        let mut start = 0u32;
        for (shown, duration) in frames {
            let end = start.saturating_add(*duration);
            let span = Span { start, end, total };
            self.quad(cell, *shown, Some(span), sheet, &spot, batcher);
            start = end;
        }
    }

    fn quad(
        &mut self,
        cell: u32,
        shown: u32,
        span: Option<Span>,
        placed_by: &Sheet,
        spot: &Spot,
        batcher: &mut Batcher,
    ) {
        let Some(sheet) = self.scene.sheet_of(shown) else {
            return;
        };
        let Some(source) = source(sheet, shown) else {
            return;
        };
        let Some(left) = self.left.checked_sub(1) else {
            self.dropped = self.dropped.saturating_add(1);
            return;
        };
        self.left = left;
        let mut quad = spot.place(cell, placed_by, source);
        quad.span = span;
        if quad.bounds().left.is_finite() && quad.bounds().top.is_finite() {
            batcher.push(sheet.image, &quad);
        }
    }
}

/// Where a tile is to be drawn.
struct Spot {
    x: f32,
    /// Tiles stand on the bottom left corner.
    bottom: f32,
    size: (f32, f32),
    degrees: f32,
}

impl Spot {
    /// Follows Tiled: the picture is scaled, shifted, then turned around by the diagonal flip with
    /// its bottom left corner in place, and a free object is turned around that corner at last.
    fn place(&self, cell: u32, sheet: &Sheet, source: [u16; 4]) -> Quad {
        let picture = (f32::from(source[2]), f32::from(source[3]));
        let mut scale = (self.size.0 / picture.0, self.size.1 / picture.1);
        if sheet.size == DrawSize::GridFit {
            let least = scale.0.min(scale.1);
            scale = (least, least);
        }
        let mut middle = (
            self.x + self.size.0 / 2.0 + sheet.offset.0 as f32 * scale.0,
            self.bottom - self.size.1 / 2.0 + sheet.offset.1 as f32 * scale.1,
        );
        let mut drawn = (picture.0 * scale.0, picture.1 * scale.1);
        if cell & FLIP_DIAGONAL != 0 {
            let shift = (self.size.1 - self.size.0) / 2.0;
            middle = (middle.0 + shift, middle.1 + shift);
            drawn = (drawn.1, drawn.0);
        }
        let turn = self.degrees.rem_euclid(360.0).to_radians();
        if turn != 0.0 {
            let (x, y) = (middle.0 - self.x, middle.1 - self.bottom);
            let (sin, cos) = turn.sin_cos();
            middle = (self.x + x * cos - y * sin, self.bottom + x * sin + y * cos);
        }
        Quad {
            x: middle.0 - drawn.0 / 2.0,
            y: middle.1 - drawn.1 / 2.0,
            width: drawn.0,
            height: drawn.1,
            turn,
            source,
            flips: cell & !TILE_MASK,
            span: None,
        }
    }
}

/// Where a tile lies on its picture, in the picture's pixels. `None` when that is beyond what any
/// picture has.
fn source(sheet: &Sheet, tile: u32) -> Option<[u16; 4]> {
    let index = tile.checked_sub(sheet.first)?;
    let along = |start: u32, size: u32, number: u32| {
        let step = size.checked_add(sheet.spacing)?;
        u16::try_from(start.checked_add(number.checked_mul(step)?)?).ok()
    };
    let columns = sheet.columns.max(1);
    let size = |length: u32| u16::try_from(length).ok().filter(|l| *l > 0);
    Some([
        along(sheet.x, sheet.tile_width, index % columns)?,
        along(sheet.y, sheet.tile_height, index / columns)?,
        size(sheet.tile_width)?,
        size(sheet.tile_height)?,
    ])
}

/// The cells of a layer in the order of painting.
fn walk(order: RenderOrder, columns: u32, rows: u32) -> impl Iterator<Item = (u32, u32)> {
    let up = matches!(order, RenderOrder::RightUp | RenderOrder::LeftUp);
    let left = matches!(order, RenderOrder::LeftDown | RenderOrder::LeftUp);
    (0..rows).flat_map(move |row| {
        let row = if up { rows - 1 - row } else { row };
        (0..columns).map(move |column| (if left { columns - 1 - column } else { column }, row))
    })
}

#[cfg(test)]
#[path = "tiles_tests.rs"]
mod tests;
