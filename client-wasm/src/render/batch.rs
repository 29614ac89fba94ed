//! Sorts quads into batches, each drawn by one call, without changing what is painted over what.
//!
//! A batch holds quads of one picture and of one neighbourhood of the map, so that what is out of
//! view costs nothing. A quad may join an earlier batch only if no batch in between has painted
//! where the quad lies; a coarse map of who painted last where answers that.

use std::collections::HashMap;

use super::quad::{Bounds, Quad};

/// Side of the neighbourhoods, in cells: about what a screen shows.
const CHUNK: u32 = 32;

/// Most cells in a row or column of the map of who painted last; a larger layer gets coarser ones.
const MOST_CELLS: f32 = 1024.0;

/// A quad over more cells than this is taken to lie everywhere, so that many huge objects take no
/// time to sort.
const MOST_COVERED: usize = 4096;

/// Quads of one picture, to be drawn at once.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Index of the picture.
    pub image: u32,
    /// Whether its quads are in the longer form.
    pub rich: bool,
    /// The part of the layer that it covers.
    pub bounds: Bounds,
    /// Its quads, as the vertex buffer wants them.
    pub bytes: Vec<u8>,
    /// How many quads.
    pub count: u32,
    /// Its pictures change at multiples of so many milliseconds only; 0 when they never do.
    pub beat: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    image: u32,
    rich: bool,
    chunk: (u32, u32),
}

/// Takes quads in the order of painting.
pub struct Batcher {
    area: Bounds,
    cell: (f32, f32),
    columns: u32,
    rows: u32,
    /// For each cell, one more than the number of the last batch that painted there.
    last: Vec<u32>,
    /// The same for quads that are taken to lie everywhere.
    last_everywhere: u32,
    /// The latest batch of each kind.
    open: HashMap<Key, u32>,
    batches: Vec<Batch>,
}

impl Batcher {
    /// A sorter for quads that lie mostly within `area`, on a grid with cells of this size.
    pub fn new(area: Bounds, cell: (f32, f32)) -> Self {
        let side = |length: f32, cell: f32| {
            let cell = cell.max(1.0).max(length / MOST_CELLS);
            (cell, (length / cell).ceil().clamp(1.0, MOST_CELLS) as u32)
        };
        let (cell_width, columns) = side(area.right - area.left, cell.0);
        let (cell_height, rows) = side(area.bottom - area.top, cell.1);
        Self {
            area,
            cell: (cell_width, cell_height),
            columns,
            rows,
            last: vec![0; columns as usize * rows as usize],
            last_everywhere: 0,
            open: HashMap::new(),
            batches: Vec::new(),
        }
    }

    /// Adds a quad that shows a part of the picture `image`, over all that came before.
    pub fn push(&mut self, image: u32, quad: &Quad) {
        let bounds = quad.bounds();
        let (left, right) = self.columns_of(bounds.left, bounds.right);
        let (top, bottom) = self.rows_of(bounds.top, bounds.bottom);
        let covered = (right - left + 1) as usize * (bottom - top + 1) as usize;
        let everywhere = covered > MOST_COVERED;
        let below = if everywhere {
            self.batches.len() as u32
        } else {
            self.cells(left, right, top, bottom)
                .map(|cell| self.last.get(cell).copied().unwrap_or(0))
                .fold(self.last_everywhere, u32::max)
        };
        let key = Key {
            image,
            rich: quad.is_rich(),
            chunk: (left / CHUNK, top / CHUNK),
        };
        let number = self.batch(key, below, bounds);
        if let Some(batch) = self.batches.get_mut(number as usize) {
            batch.bounds.include(&bounds);
            quad.write(batch.rich, &mut batch.bytes);
            batch.count += 1;
            if let Some(span) = quad.span {
                for moment in [span.start, span.end, span.total] {
                    batch.beat = common(batch.beat, moment);
                }
            }
        }
        if everywhere {
            self.last_everywhere = number + 1;
            return;
        }
        for row in top..=bottom {
            let start = row as usize * self.columns as usize;
            let range = start + left as usize..=start + right as usize;
            if let Some(cells) = self.last.get_mut(range) {
                cells.fill(number + 1);
            }
        }
    }

    /// The batches in the order of painting.
    pub fn finish(self) -> Vec<Batch> {
        self.batches
    }

    /// The number of a batch of this kind that is not painted before the first `below` ones are.
    fn batch(&mut self, key: Key, below: u32, bounds: Bounds) -> u32 {
        match self.open.get(&key) {
            Some(number) if number + 1 >= below => *number,
            _ => {
                let number = self.batches.len() as u32;
                self.open.insert(key, number);
                self.batches.push(Batch {
                    image: key.image,
                    rich: key.rich,
                    bounds,
                    bytes: Vec::new(),
                    count: 0,
                    beat: 0,
                });
                number
            }
        }
    }

    fn columns_of(&self, left: f32, right: f32) -> (u32, u32) {
        span(
            left - self.area.left,
            right - self.area.left,
            self.cell.0,
            self.columns,
        )
    }

    fn rows_of(&self, top: f32, bottom: f32) -> (u32, u32) {
        span(
            top - self.area.top,
            bottom - self.area.top,
            self.cell.1,
            self.rows,
        )
    }

    fn cells(
        &self,
        left: u32,
        right: u32,
        top: u32,
        bottom: u32,
    ) -> impl Iterator<Item = usize> + use<> {
        let columns = self.columns as usize;
        (top as usize..=bottom as usize).flat_map(move |row| {
            (left as usize..=right as usize).map(move |column| row * columns + column)
        })
    }
}

/// The greatest number that divides both; 0 counts as divided by all.
pub fn common(a: u32, b: u32) -> u32 {
    let (mut a, mut b) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// First and last cell that a stretch touches. What lies beyond the grid counts as its edge,
/// which keeps overlapping quads in overlapping cells.
fn span(from: f32, to: f32, cell: f32, count: u32) -> (u32, u32) {
    // `as` saturates, so that nothing here can overflow whatever a map says.
    let last = count.saturating_sub(1);
    let first = ((from / cell).floor().max(0.0) as u32).min(last);
    let end = (to / cell).ceil().max(1.0) as u32;
    (first, end.saturating_sub(1).clamp(first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quad(x: f32, y: f32, size: f32) -> Quad {
        Quad {
            x,
            y,
            width: size,
            height: size,
            turn: 0.0,
            source: [0, 0, 1, 1],
            flips: 0,
            span: None,
        }
    }

    /// Which picture each batch shows and how many quads it has, for (picture, x, y, size).
    #[track_caller]
    fn check(quads: &[(u32, f32, f32, f32)], expected: &[(u32, u32)]) {
        let area = Bounds {
            left: 0.0,
            top: 0.0,
            right: 320.0,
            bottom: 320.0,
        };
        let mut batcher = Batcher::new(area, (32.0, 32.0));
        for (image, x, y, size) in quads {
            batcher.push(*image, &quad(*x, *y, *size));
        }
        let batches = batcher.finish();
        let found: Vec<_> = batches.iter().map(|b| (b.image, b.count)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn tiles_side_by_side_need_one_batch_per_picture() {
        check(
            &[
                (0, 0.0, 0.0, 32.0),
                (1, 32.0, 0.0, 32.0),
                (0, 64.0, 0.0, 32.0),
                (1, 96.0, 0.0, 32.0),
            ],
            &[(0, 2), (1, 2)],
        );
    }

    #[test]
    fn overlap_keeps_the_order_of_painting() {
        check(
            &[
                (0, 0.0, 0.0, 32.0),
                (1, 16.0, 0.0, 32.0),
                (0, 32.0, 0.0, 32.0),
            ],
            &[(0, 1), (1, 1), (0, 1)],
        );
    }

    #[test]
    fn a_quad_joins_the_batch_that_lies_right_under_it() {
        check(&[(0, 0.0, 0.0, 32.0), (0, 0.0, 0.0, 32.0)], &[(0, 2)]);
    }

    #[test]
    fn what_lies_beyond_the_area_keeps_its_order_too() {
        check(
            &[
                (0, -500.0, 900.0, 32.0),
                (1, -490.0, 900.0, 32.0),
                (0, -480.0, 900.0, 32.0),
            ],
            &[(0, 1), (1, 1), (0, 1)],
        );
    }

    #[test]
    fn a_huge_quad_lies_over_and_under_everything() {
        let area = Bounds {
            left: 0.0,
            top: 0.0,
            right: 32_000.0,
            bottom: 32_000.0,
        };
        let mut batcher = Batcher::new(area, (32.0, 32.0));
        batcher.push(0, &quad(0.0, 0.0, 32.0));
        batcher.push(1, &quad(0.0, 0.0, 32_000.0));
        batcher.push(0, &quad(640.0, 0.0, 32.0));
        let images: Vec<_> = batcher.finish().iter().map(|b| b.image).collect();
        assert_eq!(images, [0, 1, 0]);
    }

    #[test]
    fn far_apart_means_two_batches() {
        let area = Bounds {
            left: 0.0,
            top: 0.0,
            right: 3200.0,
            bottom: 320.0,
        };
        let mut batcher = Batcher::new(area, (32.0, 32.0));
        for column in 0..100 {
            batcher.push(0, &quad(column as f32 * 32.0, 0.0, 32.0));
        }
        let counts: Vec<_> = batcher.finish().iter().map(|b| b.count).collect();
        assert_eq!(counts, [32, 32, 32, 4]);
    }
}
