//! What blocks: cells of tiles that collide, shapes drawn on tiles, whole layers, and objects.
//!
//! Hidden layers block as visible ones do. Authors paint a layer of red squares over their walls
//! and hide it, and in WorkAdventure that works.

use std::collections::HashMap;
use std::rc::Rc;

use tiled::{FiniteTileLayer, LayerTileData, LayerType, ObjectLayer, TileLayer};

use super::doors::Blocks;
use super::facts::Fact;
use super::flat::Flat;
use super::grid::{Budget, Grid};
use super::layers::{flips, tiles};
use super::mask::{Stamp, stamp};
use super::outline::{self, Frame, Point};
use super::sheets::Sheets;
use super::words::Words;
use super::{Plan, objects};
use crate::tiled::error::Notes;
use crate::tiled::limits::MAX_SHAPE_WORK;
use crate::walls::{SOLID, Walls};

/// The walls of a map, and what blocks at its doors. What belongs to a door is no wall.
pub(super) fn walls(
    plan: &Plan<'_>,
    doors: usize,
    sheets: &mut Sheets,
    notes: &mut Notes,
) -> (Walls, Vec<Blocks>) {
    let mut blocked = Blocked {
        grid: plan.grid,
        masks: vec![0; plan.grid.cells()],
        work: Budget(MAX_SHAPE_WORK),
        tired: false,
        door: None,
        doors: vec![Blocks::default(); doors],
    };
    for flat in &plan.layers {
        blocked.door = flat.door;
        match flat.layer.layer_type() {
            LayerType::Tiles(TileLayer::Finite(tiles)) => blocked.tiles(plan, &tiles, flat, sheets),
            LayerType::Objects(objects) => blocked.objects(plan, &objects, flat, sheets),
            LayerType::Tiles(TileLayer::Infinite(_))
            | LayerType::Image(_)
            | LayerType::Group(_) => {}
        }
    }
    if blocked.tired {
        let message = "its collision shapes are too many or too large: of the last ones, those of \
                       tiles block whole cells and those of objects nothing";
        notes.warn("too-many-shapes", plan.file, message);
    }
    let grid = plan.grid;
    let walls = Walls::from_masks(
        grid.columns,
        grid.rows,
        grid.tile_width,
        grid.tile_height,
        &blocked.masks,
    );
    (walls, blocked.doors)
}

/// What blocks so far.
struct Blocked {
    grid: Grid,
    /// Blocked parts of each cell, row by row.
    masks: Vec<u64>,
    work: Budget,
    /// The work that may be done did not suffice.
    tired: bool,
    /// The door that the layer at hand belongs to, and whether it shows it open.
    door: Option<(u32, bool)>,
    /// What blocks at each door.
    doors: Vec<Blocks>,
}

/// Tileset, tile and flip bits.
type Laid = (usize, u32, u32);

impl Blocked {
    fn block(&mut self, column: i64, row: i64, mask: u64) {
        let Some(index) = self.grid.index(column, row) else {
            return;
        };
        let slot = match self.door {
            None => self.masks.get_mut(index),
            Some((door, open)) => {
                let blocks = self.doors.get_mut(door as usize);
                let state = blocks.and_then(|blocks| blocks.get_mut(usize::from(open)));
                let cell = u32::try_from(index).unwrap_or(u32::MAX);
                state.map(|state| state.entry(cell).or_insert(0))
            }
        };
        if let Some(slot) = slot {
            *slot |= mask;
        }
    }

    fn tiles(
        &mut self,
        plan: &Plan<'_>,
        layer: &FiniteTileLayer<'_>,
        flat: &Flat<'_>,
        sheets: &Sheets,
    ) {
        let all = Words::of(&flat.layer.properties).is("collides");
        let whole = self.whole_cell(flat);
        let mut shapes: HashMap<Laid, Rc<Stamp>> = HashMap::new();
        for (column, row, tile) in tiles(layer, &plan.grid) {
            let tileset = plan.map.tilesets().get(tile.tileset_index());
            let fact = tileset.and_then(|tileset| plan.facts.get(tileset, tile.id()));
            let collides = fact.and_then(|fact| fact.collides);
            let laid = if all || collides == Some(true) {
                Rc::clone(&whole)
            } else if let Some(fact) = fact.filter(|f| f.collides.is_none() && !f.shapes.is_empty())
            {
                let turned = flips(tile.flip_h, tile.flip_v, tile.flip_d);
                let key = (tile.tileset_index(), tile.id(), turned);
                if let Some(known) = shapes.get(&key) {
                    Rc::clone(known)
                } else {
                    let new = Rc::new(self.shapes(plan, tile, fact, flat, sheets));
                    shapes.insert(key, Rc::clone(&new));
                    new
                }
            } else {
                continue;
            };
            if !self.work.take(laid.len() as u64) {
                self.tired = true;
                self.block(i64::from(column), i64::from(row), SOLID);
                continue;
            }
            for (x, y, mask) in laid.iter() {
                self.block(i64::from(column) + x, i64::from(row) + y, *mask);
            }
        }
    }

    /// A whole cell of a layer, where its offset moves it.
    fn whole_cell(&mut self, flat: &Flat<'_>) -> Rc<Stamp> {
        let plain = vec![(0, 0, SOLID)];
        if flat.offset == (0.0, 0.0) {
            return Rc::new(plain);
        }
        let (w, h) = self.grid.cell();
        let corners = vec![(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)];
        let moved = outline::moved(corners, flat.offset);
        Rc::new(self.stamp(std::iter::once(moved)).unwrap_or(plain))
    }

    /// The shapes of a tile, as seen from its cell.
    fn shapes(
        &mut self,
        plan: &Plan<'_>,
        tile: &LayerTileData,
        fact: &Fact,
        flat: &Flat<'_>,
        sheets: &Sheets,
    ) -> Stamp {
        let tileset = plan.map.tilesets().get(tile.tileset_index());
        let number = tileset.and_then(|tileset| sheets.number(tileset, tile.id()));
        let Some(sheet) = number.and_then(|number| sheets.sheet(number)) else {
            return Stamp::new();
        };
        let cell = self.grid.cell();
        let corner = (f64::from(flat.offset.0), f64::from(flat.offset.1) + cell.1);
        let frame = Frame::in_cell(
            sheet,
            flips(tile.flip_h, tile.flip_v, tile.flip_d),
            corner,
            cell,
        );
        self.stamp(on_map(&fact.shapes, &frame))
            .unwrap_or_else(|| vec![(0, 0, SOLID)])
    }

    fn objects(
        &mut self,
        plan: &Plan<'_>,
        layer: &ObjectLayer<'_>,
        flat: &Flat<'_>,
        sheets: &mut Sheets,
    ) {
        let all = Words::of(&flat.layer.properties).flag("collides");
        for object in layer.objects() {
            let own = Words::of(&object.properties).flag("collides");
            let Some(tile) = object.get_tile() else {
                if own.or(all) == Some(true) {
                    let outline =
                        outline::of(&object).map(|corners| outline::moved(corners, flat.offset));
                    self.object(outline.into_iter());
                }
                continue;
            };
            let fact = plan.facts.get(tile.get_tileset(), tile.id());
            let collides = own.or(fact.and_then(|fact| fact.collides)).or(all);
            if collides == Some(false) {
                continue;
            }
            let Some(mut placed) = objects::place(&object, sheets) else {
                continue;
            };
            placed.x += flat.offset.0;
            placed.y += flat.offset.1;
            let number = (placed.cell & crate::scene::TILE_MASK).saturating_sub(1);
            let Some(frame) = sheets
                .sheet(number)
                .map(|sheet| Frame::of_object(sheet, &placed))
            else {
                continue;
            };
            match (collides, fact) {
                (Some(true), _) => self.object(std::iter::once(frame.outline())),
                (_, Some(fact)) => self.object(on_map(&fact.shapes, &frame)),
                _ => {}
            }
        }
    }

    fn object(&mut self, outlines: impl Iterator<Item = Vec<Point>>) {
        for (x, y, mask) in self.stamp(outlines).unwrap_or_default() {
            self.block(x, y, mask);
        }
    }

    fn stamp(&mut self, outlines: impl Iterator<Item = Vec<Point>>) -> Option<Stamp> {
        let (columns, rows) = (i64::from(self.grid.columns), i64::from(self.grid.rows));
        let within = (-columns, -rows, columns, rows);
        let stamp = stamp(outlines, &self.grid, within, &mut self.work);
        self.tired |= stamp.is_none();
        stamp
    }
}

fn on_map(shapes: &[Vec<Point>], frame: &Frame) -> impl Iterator<Item = Vec<Point>> {
    shapes
        .iter()
        .map(|corners| corners.iter().map(|corner| frame.on_map(*corner)).collect())
}
