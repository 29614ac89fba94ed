//! Where one can't walk: per cell of the map an 8 by 8 mask, so that a tile's collision shape
//! blocks where it is drawn and not the whole cell.

use std::collections::HashMap;

use hallway_protocol::geom::SUBPX;
use serde::{Deserialize, Serialize};

/// Parts that a cell's side is divided into.
pub const PARTS: i32 = 8;

/// A mask with every part blocked.
pub const SOLID: u64 = u64::MAX;

/// What blocks on a map. Everything beyond the map's edge blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walls {
    columns: u32,
    rows: u32,
    tile_width: u32,
    tile_height: u32,
    /// The different masks in use; index 0 is always "free". Bit `y * 8 + x` is the part in
    /// column x of row y.
    masks: Vec<u64>,
    /// Index into `masks` for each cell, row by row.
    cells: Vec<u16>,
}

impl Walls {
    /// A map without obstacles.
    pub fn free(columns: u32, rows: u32, tile_width: u32, tile_height: u32) -> Self {
        Self {
            columns,
            rows,
            tile_width: tile_width.max(1),
            tile_height: tile_height.max(1),
            masks: vec![0],
            cells: vec![0; columns as usize * rows as usize],
        }
    }

    /// A map on which these parts block: a mask for each cell, row by row. Equal to
    /// [`Walls::block`] for each of them, in time that does not grow with the number of different
    /// masks.
    pub fn from_masks(
        columns: u32,
        rows: u32,
        tile_width: u32,
        tile_height: u32,
        blocked: &[u64],
    ) -> Self {
        let mut walls = Self::free(columns, rows, tile_width, tile_height);
        let mut known: HashMap<u64, u16> = HashMap::from([(0, 0)]);
        for (slot, mask) in walls.cells.iter_mut().zip(blocked) {
            // The last index is kept for whole cells, which serve when there are too many shapes.
            let full = known.len() >= usize::from(u16::MAX) && !known.contains_key(mask);
            let mask = if full { SOLID } else { *mask };
            let index = *known.entry(mask).or_insert_with(|| {
                walls.masks.push(mask);
                u16::try_from(walls.masks.len() - 1).unwrap_or(u16::MAX)
            });
            *slot = index;
        }
        walls
    }

    /// Blocks parts of a cell in addition to what is blocked already; cells outside are ignored.
    pub fn block(&mut self, column: u32, row: u32, mask: u64) {
        if column >= self.columns || row >= self.rows {
            return;
        }
        let cell = row as usize * self.columns as usize + column as usize;
        let Some(old) = self.cells.get(cell).copied() else {
            return;
        };
        let wanted = self.masks.get(usize::from(old)).copied().unwrap_or(0) | mask;
        let index = self.masks.iter().position(|m| *m == wanted).or_else(|| {
            // A map with more than 65,535 different shapes gets plain blocks for the rest.
            (self.masks.len() < usize::from(u16::MAX)).then(|| {
                self.masks.push(wanted);
                self.masks.len() - 1
            })
        });
        let index =
            index.unwrap_or_else(|| self.masks.iter().position(|m| *m == SOLID).unwrap_or(0));
        if let Some(slot) = self.cells.get_mut(cell) {
            *slot = u16::try_from(index).unwrap_or(0);
        }
    }

    /// Width in cells.
    pub fn columns(&self) -> u32 {
        self.columns
    }

    /// Height in cells.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// Size of a cell in map pixels.
    pub fn tile_size(&self) -> (u32, u32) {
        (self.tile_width, self.tile_height)
    }

    /// Width and height of the map in subpixels.
    pub fn size(&self) -> (i32, i32) {
        let side = |cells: u32, px: u32| {
            i32::try_from(u64::from(cells) * u64::from(px) * SUBPX as u64).unwrap_or(i32::MAX)
        };
        (
            side(self.columns, self.tile_width),
            side(self.rows, self.tile_height),
        )
    }

    /// Width and height of one part of a cell in subpixels.
    pub fn part_size(&self) -> (i32, i32) {
        // SUBPX is a multiple of PARTS, so this is exact for every tile size.
        (
            self.tile_width.max(1) as i32 * SUBPX / PARTS,
            self.tile_height.max(1) as i32 * SUBPX / PARTS,
        )
    }

    /// The mask of a cell; solid outside of the map.
    pub fn mask(&self, column: i32, row: i32) -> u64 {
        if column < 0 || row < 0 || column >= self.columns as i32 || row >= self.rows as i32 {
            return SOLID;
        }
        let cell = row as usize * self.columns as usize + column as usize;
        self.cells
            .get(cell)
            .and_then(|index| self.masks.get(usize::from(*index)))
            .copied()
            .unwrap_or(SOLID)
    }

    /// Whether the part that is the `x`th from the left and the `y`th from the top blocks.
    pub fn blocks_part(&self, x: i32, y: i32) -> bool {
        let mask = self.mask(x.div_euclid(PARTS), y.div_euclid(PARTS));
        mask >> (y.rem_euclid(PARTS) * PARTS + x.rem_euclid(PARTS)) & 1 == 1
    }

    /// Whether anything blocks in the box from (left, top) up to but without (right, bottom), in
    /// subpixels.
    pub fn blocks_box(&self, left: i32, top: i32, right: i32, bottom: i32) -> bool {
        let (w, h) = self.part_size();
        (top.div_euclid(h)..=(bottom - 1).div_euclid(h)).any(|y| {
            (left.div_euclid(w)..=(right - 1).div_euclid(w)).any(|x| self.blocks_part(x, y))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_edge_is_wall() {
        let walls = Walls::free(2, 2, 32, 32);
        let (w, h) = walls.size();
        assert!(!walls.blocks_box(0, 0, w, h));
        assert!(walls.blocks_box(-1, 0, 10, 10));
        assert!(walls.blocks_box(0, 0, w + 1, h));
    }

    #[test]
    fn walls_from_masks_block_the_same() {
        let masks = [0, 5, SOLID, 5, 0, 1 << 63];
        let mut walls = Walls::free(3, 2, 32, 16);
        for (cell, mask) in (0u32..).zip(masks) {
            walls.block(cell % 3, cell / 3, mask);
        }
        assert_eq!(Walls::from_masks(3, 2, 32, 16, &masks), walls);
        // More different masks than there are numbers for: the rest is solid.
        let many: Vec<u64> = (1..=70_000).collect();
        let walls = Walls::from_masks(700, 100, 32, 32, &many);
        assert_eq!((walls.mask(0, 0), walls.mask(699, 99)), (1, SOLID));
    }

    #[test]
    fn a_partial_mask_blocks_only_its_part() {
        let mut walls = Walls::free(2, 2, 32, 32);
        walls.block(1, 0, 1); // top left part of the second cell: 4 by 4 pixels
        let px = |v: i32| v * SUBPX;
        assert!(walls.blocks_box(px(32), 0, px(33), px(1)));
        assert!(!walls.blocks_box(px(36), 0, px(64), px(32)));
        assert!(!walls.blocks_box(0, 0, px(32), px(32)));
        walls.block(1, 0, SOLID);
        assert!(walls.blocks_box(px(60), px(28), px(61), px(29)));
    }
}
