//! The map's cells, and how much work may be spent on them.

use hallway_protocol::Pos;
use hallway_protocol::geom::SUBPX;
use tiled::Map;

/// Size of a map.
#[derive(Clone, Copy)]
pub(super) struct Grid {
    pub(super) columns: u32,
    pub(super) rows: u32,
    pub(super) tile_width: u32,
    pub(super) tile_height: u32,
}

impl Grid {
    pub(super) fn of(map: &Map) -> Self {
        Self {
            columns: map.width,
            rows: map.height,
            tile_width: map.tile_width.max(1),
            tile_height: map.tile_height.max(1),
        }
    }

    /// Size of a cell in map pixels.
    pub(super) fn cell(&self) -> (f64, f64) {
        (f64::from(self.tile_width), f64::from(self.tile_height))
    }

    /// The number of a cell, counted row by row; `None` outside of the map.
    pub(super) fn index(&self, column: i64, row: i64) -> Option<usize> {
        let inside = (0..i64::from(self.columns)).contains(&column)
            && (0..i64::from(self.rows)).contains(&row);
        inside.then(|| row as usize * self.columns as usize + column as usize)
    }

    /// How many cells there are.
    pub(super) fn cells(&self) -> usize {
        self.columns as usize * self.rows as usize
    }

    /// The middle of a cell of the map.
    pub(super) fn middle(&self, index: usize) -> Pos {
        let columns = (self.columns as usize).max(1);
        let half = |cell: usize, side: u32| (cell as i32 * 2 + 1) * (side as i32 * SUBPX / 2);
        Pos {
            x: half(index % columns, self.tile_width),
            y: half(index / columns, self.tile_height),
        }
    }
}

/// Work that may still be spent. What is large beyond use is left out instead of waited for.
pub(super) struct Budget(pub(super) u64);

impl Budget {
    /// Takes some of it; false, and then nothing is left, when it is not enough.
    pub(super) fn take(&mut self, work: u64) -> bool {
        let rest = self.0.checked_sub(work);
        self.0 = rest.unwrap_or(0);
        rest.is_some()
    }
}
