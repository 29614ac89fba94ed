//! Shapes to the parts of cells that they cover.

use std::collections::HashMap;

use super::grid::{Budget, Grid};
use super::outline::{Point, spans};
use crate::walls::PARTS;

/// Samples along the side of a part. At 32 pixels a cell each stands for one pixel.
const SAMPLES: i64 = 4;

/// Samples of a part, of 16, that a shape must cover to block it: a line of one pixel does.
const ENOUGH: u8 = 4;

/// Cells from the left and from the top, and the parts that are covered in each.
pub(super) type Stamp = Vec<(i64, i64, u64)>;

/// A rectangle of cells: left, top, right, bottom, the last two excluded.
pub(super) type Cells = (i64, i64, i64, i64);

/// The parts of cells that polygons, each by itself, cover. `None` when that is too much work.
pub(super) fn stamp(
    polygons: impl Iterator<Item = Vec<Point>>,
    grid: &Grid,
    within: Cells,
    work: &mut Budget,
) -> Option<Stamp> {
    let mut masks: HashMap<(i64, i64), u64> = HashMap::new();
    for polygon in polygons {
        cover(&polygon, grid, within, work, &mut masks)?;
    }
    let mut stamp: Stamp = masks
        .into_iter()
        .map(|((x, y), mask)| (x, y, mask))
        .collect();
    stamp.sort_unstable();
    Some(stamp)
}

fn cover(
    polygon: &[Point],
    grid: &Grid,
    within: Cells,
    work: &mut Budget,
    masks: &mut HashMap<(i64, i64), u64>,
) -> Option<()> {
    if !work.take(polygon.len() as u64) {
        return None;
    }
    let parts = i64::from(PARTS);
    let (cell_width, cell_height) = grid.cell();
    let per_cell = (SAMPLES * parts) as f64;
    let corners: Vec<Point> = polygon
        .iter()
        .map(|(x, y)| (x / cell_width * per_cell, y / cell_height * per_cell))
        .collect();
    let range = |values: &dyn Fn(&Point) -> f64, low: i64, high: i64| {
        let least = corners.iter().map(values).fold(f64::INFINITY, f64::min);
        let most = corners.iter().map(values).fold(f64::NEG_INFINITY, f64::max);
        let part = |at: f64| at.clamp((low * parts) as f64, (high * parts) as f64) as i64;
        (
            part((least / SAMPLES as f64).floor()),
            part((most / SAMPLES as f64).ceil()),
        )
    };
    let (left, right) = range(&|corner| corner.0, within.0, within.2);
    let (top, bottom) = range(&|corner| corner.1, within.1, within.3);
    if left >= right || top >= bottom {
        return Some(());
    }
    // Whole cells, so that each has its parts of a row side by side.
    let (first, end) = (left.div_euclid(parts), (right - 1).div_euclid(parts) + 1);
    let origin = first * parts * SAMPLES;
    let mut counts = vec![[0u8; PARTS as usize]; usize::try_from(end - first).ok()?];
    let samples = (end * parts * SAMPLES - origin) as f64;
    let mut inside = Vec::new();
    for row in top..bottom {
        if !work.take((right - left) as u64 + corners.len() as u64) {
            return None;
        }
        counts.fill([0; PARTS as usize]);
        for line in 0..SAMPLES {
            spans(&corners, (row * SAMPLES + line) as f64 + 0.5, &mut inside);
            for (from, to) in &inside {
                // Samples lie in the middle of their squares.
                let limit = |at: f64| (at - origin as f64 - 0.5).ceil().clamp(0.0, samples) as i64;
                count(counts.as_flattened_mut(), limit(*from), limit(*to));
            }
        }
        for (column, counts) in (first..end).zip(&counts) {
            let bits = (0u64..).zip(counts).filter(|(_, count)| **count >= ENOUGH);
            let covered = bits.fold(0, |mask, (bit, _)| mask | 1 << bit);
            if covered != 0 {
                let shift = row.rem_euclid(parts) * parts;
                *masks.entry((column, row.div_euclid(parts))).or_insert(0) |= covered << shift;
            }
        }
    }
    Some(())
}

/// Counts samples from `from` up to but without `to` at the parts that they are in.
fn count(counts: &mut [u8], from: i64, to: i64) {
    let mut at = from;
    while at < to {
        let part = at / SAMPLES;
        let end = ((part + 1) * SAMPLES).min(to);
        if let Some(count) = usize::try_from(part)
            .ok()
            .and_then(|part| counts.get_mut(part))
        {
            *count += (end - at) as u8;
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::walls::SOLID;

    const GRID: Grid = Grid {
        columns: 4,
        rows: 4,
        tile_width: 32,
        tile_height: 32,
    };

    fn rect(left: f64, top: f64, right: f64, bottom: f64) -> Vec<Point> {
        vec![(left, top), (right, top), (right, bottom), (left, bottom)]
    }

    #[track_caller]
    fn check(polygon: Vec<Point>, expected: &[(i64, i64, u64)]) {
        let stamp = stamp(
            std::iter::once(polygon),
            &GRID,
            (0, 0, 4, 4),
            &mut Budget(10_000),
        );
        assert_eq!(stamp.as_deref(), Some(expected));
    }

    #[test]
    fn rectangles_cover_whole_parts() {
        check(rect(32.0, 32.0, 64.0, 64.0), &[(1, 1, SOLID)]);
        check(rect(0.0, 0.0, 8.0, 4.0), &[(0, 0, 0b11)]);
        check(rect(28.0, 0.0, 36.0, 4.0), &[(0, 0, 0x80), (1, 0, 1)]);
        // A pixel in each direction is a quarter and blocks, less does not.
        check(rect(0.0, 0.0, 1.0, 4.0), &[(0, 0, 1)]);
        check(rect(0.0, 0.0, 1.0, 1.0), &[]);
    }

    #[test]
    fn slopes_cover_what_lies_under_them() {
        let triangle = vec![(0.0, 0.0), (32.0, 32.0), (0.0, 32.0)];
        let mut expected = 0u64;
        for row in 0..8u64 {
            for column in 0..=row {
                expected |= 1 << (row * 8 + column);
            }
        }
        check(triangle, &[(0, 0, expected)]);
    }

    #[test]
    fn what_lies_outside_is_left_out() {
        check(rect(-1e9, -1e9, 4.0, 4.0), &[(0, 0, 1)]);
        check(rect(500.0, 500.0, 600.0, 600.0), &[]);
        check(vec![], &[]);
        let small = &mut Budget(10);
        let none = stamp(
            std::iter::once(rect(0.0, 0.0, 32.0, 32.0)),
            &GRID,
            (0, 0, 4, 4),
            small,
        );
        assert_eq!(none, None);
    }
}
