//! Spots all over a map, half a cell apart, and which of them one can walk to. With them a free spot
//! that can be reached is found for any area.

use std::collections::VecDeque;

use hallway_protocol::Pos;
use hallway_protocol::geom::SUBPX;

use super::grid::{Budget, Grid};
use super::outline::{Point, spans};
use crate::movement::{can_stand, can_walk};
use crate::tiled::limits::MAX_PLACE_WORK;
use crate::venue::{Area, Start};
use crate::walls::Walls;

/// The corners, middles and mid-edges of all cells, which lie half a cell apart.
pub(super) struct Nodes {
    columns: usize,
    rows: usize,
    /// Half the width and height of a cell in subpixels.
    step: (i32, i32),
    /// Cells in a row of the map.
    map_columns: usize,
    reached: Vec<bool>,
}

impl Nodes {
    /// Those of a map, with all marked that one can walk to from where one appears.
    pub(super) fn of(grid: &Grid, walls: &Walls, starts: &[Start]) -> Self {
        let (columns, rows) = (grid.columns as usize * 2 + 1, grid.rows as usize * 2 + 1);
        let mut nodes = Self {
            columns,
            rows,
            step: (
                grid.tile_width as i32 * SUBPX / 2,
                grid.tile_height as i32 * SUBPX / 2,
            ),
            map_columns: (grid.columns as usize).max(1),
            reached: vec![false; columns * rows],
        };
        nodes.reach(walls, starts, grid, &mut Budget(MAX_PLACE_WORK));
        nodes
    }

    fn pos(&self, node: usize) -> Pos {
        Pos {
            x: (node % self.columns) as i32 * self.step.0,
            y: (node / self.columns) as i32 * self.step.1,
        }
    }

    /// The node at the middle of a cell.
    fn of_cell(&self, cell: usize) -> usize {
        (cell / self.map_columns * 2 + 1) * self.columns + cell % self.map_columns * 2 + 1
    }

    /// Marks all nodes that one can walk to from where one appears.
    fn reach(&mut self, walls: &Walls, starts: &[Start], grid: &Grid, work: &mut Budget) {
        let default = starts.iter().filter(|start| start.default);
        let mut spots: Vec<Pos> = default
            .flat_map(|start| start.spots.iter().copied())
            .collect();
        if spots.is_empty() {
            let (width, height) = walls.size();
            let middle = Pos {
                x: width / 2,
                y: height / 2,
            };
            let free = (0..grid.cells())
                .map(|cell| grid.middle(cell))
                .filter(|at| can_stand(walls, *at));
            spots.extend(free.min_by_key(|at| at.distance2(middle)));
        }
        let mut open = VecDeque::new();
        for spot in &spots {
            // One does not always appear on a node: take those around.
            for node in self.around(*spot) {
                if can_walk(walls, *spot, self.pos(node)) {
                    self.open(node, &mut open);
                }
            }
        }
        while let Some(node) = open.pop_front() {
            let (x, y) = (node % self.columns, node / self.columns);
            let next = [
                (x > 0).then(|| node - 1),
                (x + 1 < self.columns).then(|| node + 1),
                (y > 0).then(|| node - self.columns),
                (y + 1 < self.rows).then(|| node + self.columns),
            ];
            for next in next.into_iter().flatten() {
                if self.is_reached(next) {
                    continue;
                }
                if !work.take(1) {
                    return;
                }
                if can_walk(walls, self.pos(node), self.pos(next)) {
                    self.open(next, &mut open);
                }
            }
        }
    }

    fn is_reached(&self, node: usize) -> bool {
        self.reached.get(node).copied().unwrap_or(false)
    }

    fn open(&mut self, node: usize, open: &mut VecDeque<usize>) {
        if let Some(slot) = self.reached.get_mut(node).filter(|slot| !**slot) {
            *slot = true;
            open.push_back(node);
        }
    }

    /// The free spot of an area that is nearest to its middle, and whether one can walk there;
    /// one that can't be reached serves only when none can.
    pub(super) fn best(
        &self,
        walls: &Walls,
        area: &Area,
        work: &mut Budget,
    ) -> Option<(bool, Pos)> {
        let (mut x, mut y, mut count) = (0i64, 0i64, 0i64);
        self.each(area, work, &mut |node| {
            let at = self.pos(node);
            x += i64::from(at.x);
            y += i64::from(at.y);
            count += 1;
        });
        if count == 0 {
            return self.middle(walls, area);
        }
        let middle = Pos {
            x: i32::try_from(x.checked_div(count)?).unwrap_or(0),
            y: i32::try_from(y.checked_div(count)?).unwrap_or(0),
        };
        let mut best: Option<(bool, i64, Pos)> = None;
        self.each(area, work, &mut |node| {
            let at = self.pos(node);
            let (far, distance) = (!self.is_reached(node), at.distance2(middle));
            let better = best.is_none_or(|known| (far, distance) < (known.0, known.1));
            if better && (!far || can_stand(walls, at)) {
                best = Some((far, distance, at));
            }
        });
        best.map(|(far, _, at)| (!far, at))
    }

    /// The middle of an area that is so small that no node lies in it.
    fn middle(&self, walls: &Walls, area: &Area) -> Option<(bool, Pos)> {
        let Area::Polygon(corners) = area else {
            return None;
        };
        let count = i64::try_from(corners.len()).unwrap_or(0);
        let mean = |side: fn(&Pos) -> i32| {
            let sum: i64 = corners.iter().map(|corner| i64::from(side(corner))).sum();
            sum.checked_div(count)
                .and_then(|mean| i32::try_from(mean).ok())
        };
        let at = Pos {
            x: mean(|corner| corner.x)?,
            y: mean(|corner| corner.y)?,
        };
        let reached = self
            .around(at)
            .any(|node| self.is_reached(node) && can_walk(walls, at, self.pos(node)));
        can_stand(walls, at).then_some((reached, at))
    }

    /// The four nodes around a place, as far as there are.
    fn around(&self, at: Pos) -> impl Iterator<Item = usize> + use<> {
        let (columns, rows) = (self.columns, self.rows);
        let column = usize::try_from(at.x / self.step.0.max(1)).unwrap_or(0);
        let row = usize::try_from(at.y / self.step.1.max(1)).unwrap_or(0);
        [(0, 0), (1, 0), (0, 1), (1, 1)]
            .into_iter()
            .map(move |(x, y)| (column + x, row + y))
            .filter(move |(x, y)| *x < columns && *y < rows)
            .map(move |(x, y)| y * columns + x)
    }

    /// Calls for each node of an area that may be a spot: of cells the middles, of a polygon all.
    fn each(&self, area: &Area, work: &mut Budget, call: &mut dyn FnMut(usize)) {
        match area {
            Area::Cells { bits, .. } => {
                for (index, word) in bits.iter().enumerate() {
                    if !work.take(1 + u64::from(word.count_ones())) {
                        return;
                    }
                    let mut rest = *word;
                    while rest != 0 {
                        call(self.of_cell(index * 64 + rest.trailing_zeros() as usize));
                        rest &= rest - 1;
                    }
                }
            }
            Area::Polygon(corners) => self.each_inside(corners, work, call),
        }
    }

    fn each_inside(&self, corners: &[Pos], work: &mut Budget, call: &mut dyn FnMut(usize)) {
        // In nodes from the top left corner.
        let scale = |at: &Pos| {
            let (x, y) = (f64::from(at.x), f64::from(at.y));
            (
                x / f64::from(self.step.0.max(1)),
                y / f64::from(self.step.1.max(1)),
            )
        };
        let corners: Vec<Point> = corners.iter().map(scale).collect();
        // Nodes on the edge are out, on all sides alike.
        let after = |at: f64, most: usize| (at.floor() + 1.0).clamp(0.0, most as f64) as usize;
        let before = |at: f64, most: usize| at.ceil().clamp(0.0, most as f64) as usize;
        let top = corners.iter().map(|c| c.1).fold(f64::INFINITY, f64::min);
        let bottom = corners
            .iter()
            .map(|c| c.1)
            .fold(f64::NEG_INFINITY, f64::max);
        let mut inside = Vec::new();
        for row in after(top, self.rows)..before(bottom, self.rows) {
            spans(&corners, row as f64, &mut inside);
            for (left, right) in &inside {
                let (first, end) = (after(*left, self.columns), before(*right, self.columns));
                if !work.take(end.saturating_sub(first) as u64) {
                    return;
                }
                (first..end).for_each(|column| call(row * self.columns + column));
            }
            if !work.take(corners.len() as u64) {
                return;
            }
        }
    }
}
