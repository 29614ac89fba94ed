//! What is drawn, bottom up.

use tiled::{FiniteTileLayer, LayerTileData, LayerType, TileLayer};

use super::flat::Flat;
use super::grid::Grid;
use super::sheets::Sheets;
use super::{Plan, objects};
use crate::scene::{Content, FLIP_DIAGONAL, FLIP_HORIZONTAL, FLIP_VERTICAL, Layer};
use crate::tiled::error::{Counted, Notes};

/// All layers that show something.
pub(super) fn drawn(plan: &Plan<'_>, sheets: &mut Sheets, notes: &mut Notes) -> Vec<Layer> {
    let mut out = Vec::new();
    for flat in plan
        .layers
        .iter()
        .filter(|flat| (flat.visible || flat.door.is_some()) && flat.opacity > 0.0)
    {
        let contents = match flat.layer.layer_type() {
            LayerType::Tiles(TileLayer::Finite(tiles)) => {
                let cells = cells(plan, &tiles, sheets, flat, notes);
                cells.map(|cells| (1.0, cells)).into_iter().collect()
            }
            LayerType::Image(layer) => {
                let image = layer.image.as_ref().map(|image| Content::Image {
                    image: sheets.image(image),
                    repeat_x: layer.repeat_x,
                    repeat_y: layer.repeat_y,
                });
                image.map(|image| (1.0, image)).into_iter().collect()
            }
            LayerType::Objects(layer) => objects::drawn(&layer, sheets, flat, notes),
            // Groups are dissolved, and the preparation makes infinite layers finite.
            LayerType::Group(_) | LayerType::Tiles(TileLayer::Infinite(_)) => Vec::new(),
        };
        out.extend(contents.into_iter().map(|(opacity, content)| Layer {
            name: super::names::cut(&flat.layer.name),
            content,
            opacity: flat.opacity * opacity,
            tint: flat.tint,
            offset: flat.offset,
            parallax: flat.parallax,
            above_avatars: flat.above,
            door: flat.door,
        }));
    }
    out
}

/// The tiles of a layer with their column and row, row by row.
pub(super) fn tiles<'l>(
    layer: &'l FiniteTileLayer<'_>,
    grid: &Grid,
) -> impl Iterator<Item = (u32, u32, &'l LayerTileData)> + use<'l> {
    let (columns, rows) = (grid.columns, grid.rows);
    (0..rows).flat_map(move |row| {
        (0..columns).filter_map(move |column| {
            let tile = layer.get_tile_data(column as i32, row as i32)?;
            Some((column, row, tile))
        })
    })
}

/// The flip bits of a cell.
pub(super) fn flips(horizontal: bool, vertical: bool, diagonal: bool) -> u32 {
    let bit = |set: bool, bit: u32| if set { bit } else { 0 };
    bit(horizontal, FLIP_HORIZONTAL) | bit(vertical, FLIP_VERTICAL) | bit(diagonal, FLIP_DIAGONAL)
}

/// A tile layer, cut to the rectangle that is in use.
fn cells(
    plan: &Plan<'_>,
    layer: &FiniteTileLayer<'_>,
    sheets: &Sheets,
    flat: &Flat<'_>,
    notes: &mut Notes,
) -> Option<Content> {
    let number = |tile: &LayerTileData| {
        let tileset = plan.map.tilesets().get(tile.tileset_index())?;
        sheets.number(tileset, tile.id())
    };
    let mut unknown = Counted::default();
    let mut bounds: Option<(u32, u32, u32, u32)> = None;
    for (column, row, tile) in tiles(layer, &plan.grid) {
        if number(tile).is_none() {
            unknown.add(i64::from(column), i64::from(row));
            continue;
        }
        let (left, top, right, _) = bounds.unwrap_or((column, row, column, row));
        bounds = Some((left.min(column), top, right.max(column), row));
    }
    notes.unknown_tiles(unknown, &flat.place);
    let (left, top, right, bottom) = bounds?;
    let (columns, rows) = (right - left + 1, bottom - top + 1);
    let mut cells = Vec::with_capacity(columns as usize * rows as usize);
    for row in top..=bottom {
        for column in left..=right {
            let tile = layer.get_tile_data(column as i32, row as i32);
            let cell = tile.and_then(|tile| {
                Some((number(tile)? + 1) | flips(tile.flip_h, tile.flip_v, tile.flip_d))
            });
            cells.push(cell.unwrap_or(0));
        }
    }
    Some(Content::Tiles {
        x: left,
        y: top,
        columns,
        rows,
        cells,
    })
}
