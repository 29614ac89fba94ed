//! A loaded map: what is drawn, what blocks, where one enters, which zones there are. It never
//! changes after loading.

use hallway_protocol::Pos;
use hallway_protocol::geom::SUBPX;

use crate::bubble::BubbleOverrides;
use crate::movement;
use crate::scene::Scene;

/// A map, ready for a room.
#[derive(Clone, Debug, Default)]
pub struct Venue {
    /// What clients draw and walk on. The URLs of its images are empty until the server that
    /// offers them fills them in.
    pub scene: Scene,
    /// For each of [`Scene::images`] the file it comes from, relative to the maps folder with `/`
    /// between names; `None` when the map names no usable file.
    pub image_files: Vec<Option<String>>,
    /// Where one can appear. May be empty: then the middle of the map serves.
    pub starts: Vec<Start>,
    /// Areas with a meaning, in map order: a later one lies over an earlier one.
    pub zones: Vec<Zone>,
    /// What the map sets of the rules of bubbles.
    pub bubble: BubbleOverrides,
    /// What the author should know. The map works all the same.
    pub warnings: Vec<Finding>,
}

impl Venue {
    /// Width and height of a cell in subpixels.
    pub fn cell_size(&self) -> (i32, i32) {
        let (width, height) = self.scene.walls.tile_size();
        (width as i32 * SUBPX, height as i32 * SUBPX)
    }

    /// Indices of the zones at a place, in map order.
    pub fn zones_at(&self, at: Pos) -> Vec<usize> {
        let (width, height) = self.cell_size();
        let zones = self.zones.iter().enumerate();
        let here = zones.filter(|(_, zone)| zone.area.contains(at, width, height));
        here.map(|(index, _)| index).collect()
    }

    /// Where the `number`th newcomer appears who names the start area `entry`, or none when that
    /// is empty or unknown. Newcomers are spread over the spots.
    pub fn start_for(&self, entry: &str, number: u32) -> Pos {
        let named = self
            .starts
            .iter()
            .find(|start| !entry.is_empty() && start.name == entry);
        let default = || {
            self.starts
                .iter()
                .find(|start| start.default)
                .or(self.starts.first())
        };
        let spots = named.or_else(default).map_or(&[][..], |start| &start.spots);
        // A step that shares no factor with most numbers of spots: neighbours in time are no
        // neighbours on the map.
        let index = (number as usize)
            .wrapping_mul(7919)
            .checked_rem(spots.len());
        let walls = &self.scene.walls;
        match index.and_then(|index| spots.get(index)) {
            Some(spot) => movement::nearest_free(walls, *spot),
            None => {
                let (width, height) = walls.size();
                movement::nearest_free(
                    walls,
                    Pos {
                        x: width / 2,
                        y: height / 2,
                    },
                )
            }
        }
    }
}

/// Something about a map that its author should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable name of the kind of finding, in kebab-case.
    pub code: &'static str,
    /// What is wrong, in a sentence.
    pub message: String,
    /// File, layer, object or tile that it is about.
    pub place: String,
}

/// An area in which newcomers appear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// Name by which a URL's `#NAME` picks it.
    pub name: String,
    /// Whether it serves those who name none.
    pub default: bool,
    /// Spots to appear at, each free to stand on.
    pub spots: Vec<Pos>,
}

/// An area with a meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// The author's name of the layer or object.
    pub name: String,
    /// What people call it; what is announced on entering.
    pub title: String,
    /// Nobody gets into a bubble here.
    pub silent: bool,
    /// Which part of the map it covers.
    pub area: Area,
}

/// A part of the map.
#[derive(Clone, Debug, PartialEq)]
pub enum Area {
    /// Whole cells.
    Cells {
        /// Cells in a row of the map.
        columns: u32,
        /// One bit per cell, row by row, lowest bit first.
        bits: Vec<u64>,
    },
    /// A polygon of at least three corners in subpixels; rectangles and ellipses come as one too.
    Polygon(Vec<Pos>),
}

impl Area {
    /// Whether a place lies inside, given the size of the map's cells in subpixels.
    pub fn contains(&self, at: Pos, cell_width: i32, cell_height: i32) -> bool {
        match self {
            Self::Cells { columns, bits } => {
                let column = at.x.div_euclid(cell_width.max(1));
                let row = at.y.div_euclid(cell_height.max(1));
                if column < 0 || row < 0 || column >= *columns as i32 {
                    return false;
                }
                let cell = row as usize * *columns as usize + column as usize;
                bits.get(cell / 64)
                    .is_some_and(|word| word >> (cell % 64) & 1 == 1)
            }
            Self::Polygon(corners) => inside(corners, at),
        }
    }
}

/// Even-odd rule, in whole numbers.
fn inside(corners: &[Pos], at: Pos) -> bool {
    let mut inside = false;
    let mut last = match corners.last() {
        Some(last) => *last,
        None => return false,
    };
    for corner in corners {
        if (corner.y > at.y) != (last.y > at.y) {
            let (dx, dy) = (i64::from(last.x - corner.x), i64::from(last.y - corner.y));
            let left = i64::from(at.x - corner.x) * dy;
            let right = dx * i64::from(at.y - corner.y);
            if (left < right) == (dy > 0) {
                inside = !inside;
            }
        }
        last = *corner;
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polygon_contains_what_it_surrounds() {
        let p = Pos::from_px;
        let triangle = Area::Polygon(vec![p(0, 0), p(100, 0), p(0, 100)]);
        for (x, y, expected) in [
            (10, 10, true),
            (60, 60, false),
            (-1, 10, false),
            (49, 49, true),
        ] {
            assert_eq!(triangle.contains(p(x, y), 512, 512), expected, "{x},{y}");
        }
    }

    #[test]
    fn cells_are_looked_up_by_row() {
        let area = Area::Cells {
            columns: 3,
            bits: vec![0b100_000],
        };
        assert!(area.contains(Pos::from_px(70, 40), 512, 512));
        assert!(!area.contains(Pos::from_px(40, 40), 512, 512));
        assert!(!area.contains(Pos::from_px(100, 0), 512, 512));
    }
}
