//! What lies around an area, nearest first: worked out once for all views of the same size.

use std::collections::BTreeMap;

use super::areas::AREA_PX;

/// Sizes of views that are remembered; of more all are forgotten. Most clients show one of a few.
const MOST_SIZES: usize = 64;

/// An area as it lies to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Neighbour {
    /// Columns to the right and rows down.
    pub(super) step: (i32, i32),
    /// Squared distance between the two areas, in map pixels; 0 for those that touch.
    pub(super) distance: i64,
    /// It begins to be watched; others are watched on when they were.
    pub(super) begins: bool,
    /// Its place, row by row, among all.
    pub(super) rank: usize,
}

/// How many columns and rows away an area may be: to begin to be watched, and to be watched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reach {
    begin: (i32, i32),
    end: (i32, i32),
}

impl Reach {
    /// Of a view of which half is so wide and so high, whose areas begin to be watched so far beyond its
    /// edge, and end to be so far; map pixels.
    pub(super) fn new((width, height): (i32, i32), begin: i32, end: i32) -> Self {
        // Wherever in its area one is.
        let areas = |pixels: i32| pixels / AREA_PX + 1;
        Self {
            begin: (areas(width + begin), areas(height + begin)),
            end: (areas(width + end), areas(height + end)),
        }
    }

    /// All neighbours within it, nearest first.
    fn neighbours(self) -> Vec<Neighbour> {
        let (columns, rows) = self.end;
        let mut all = Vec::new();
        for row in -rows..=rows {
            for column in -columns..=columns {
                let apart = |areas: i32| i64::from((areas.abs() - 1).max(0) * AREA_PX);
                let (dx, dy) = (apart(column), apart(row));
                all.push(Neighbour {
                    step: (column, row),
                    distance: dx * dx + dy * dy,
                    begins: column.abs() <= self.begin.0 && row.abs() <= self.begin.1,
                    rank: all.len(),
                });
            }
        }
        all.sort_by_key(|neighbour| neighbour.distance);
        all
    }
}

/// Neighbours by reach.
#[derive(Debug, Default)]
pub(super) struct Around(BTreeMap<Reach, Vec<Neighbour>>);

impl Around {
    /// All neighbours within a reach, nearest first.
    pub(super) fn of(&mut self, reach: Reach) -> &[Neighbour] {
        if self.0.len() >= MOST_SIZES && !self.0.contains_key(&reach) {
            self.0.clear();
        }
        self.0.entry(reach).or_insert_with(|| reach.neighbours())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first_and_ranks_go_row_by_row() {
        let mut around = Around::default();
        let all = around.of(Reach::new((AREA_PX, 0), 0, AREA_PX));
        assert_eq!(all.len(), 7 * 5);
        assert!(all.is_sorted_by_key(|neighbour| neighbour.distance));
        let touching = all.iter().take_while(|neighbour| neighbour.distance == 0);
        assert_eq!(touching.count(), 9);
        let begins = all.iter().filter(|neighbour| neighbour.begins);
        assert_eq!(begins.count(), 5 * 3);
        let mut by_rank = all.to_vec();
        by_rank.sort_by_key(|neighbour| neighbour.rank);
        let steps = by_rank.iter().map(|neighbour| neighbour.step);
        assert!(steps.map(|(column, row)| (row, column)).is_sorted());
    }

    #[test]
    fn few_sizes_are_remembered() {
        let mut around = Around::default();
        for size in 0..1000 {
            around.of(Reach::new((size * AREA_PX % 4096, size), 0, 0));
            assert!(around.0.len() <= MOST_SIZES);
        }
    }
}
