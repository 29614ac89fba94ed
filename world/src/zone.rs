//! Areas of a map with a meaning: what happens where one stands. What is secret about it (room
//! names) stays on the server; of the rest one is told when one stands there.

mod session;

use hallway_protocol::door::ZoneDoor;
use hallway_protocol::{Pos, SessionId};

use crate::hours::Hours;

pub use session::{
    BigBlueButton, Embed, Jitsi, Session, SessionSpec, Stage, StageCaption, StageSource,
};

/// An area with a meaning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Zone {
    /// The author's name of the layer or object.
    pub name: String,
    /// What people call it; what is announced on entering.
    pub title: String,
    /// Which part of the map it covers.
    pub area: Area,
    /// Where the author wrote it, for messages: file, layer, object.
    pub place: String,
    /// Nobody gets into a bubble here.
    pub silent: bool,
    /// A text of the author's to be shown while one is here, or empty.
    pub hint: String,
    /// What can be joined here: indices into [`crate::venue::Venue::sessions`].
    pub sessions: Vec<SessionId>,
    /// Where one gets by walking into it.
    pub exit: Option<ExitTo>,
    /// What plays while one is here.
    pub sound: Option<ZoneSound>,
    /// The camera shows it as a whole, with this part of the view, 0 to 1, left free around it.
    pub focus: Option<f32>,
    /// How many may be in it at a time; `None` for any number.
    pub capacity: Option<u32>,
    /// Roles or tags of which one needs one to come in; empty for everybody.
    pub requires: Vec<String>,
    /// Who comes in at first, until those who keep order say otherwise.
    pub door: ZoneDoor,
    /// When it is open.
    pub hours: Hours,
    /// How people talk here; `None` for bubbles, as everywhere.
    pub talk: Option<Talk>,
}

/// How people talk in a zone, other than in bubbles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Talk {
    /// All who are in zones with this name talk with one another, up to so many.
    Circle {
        /// Zones of one name make one circle.
        name: String,
        /// People at most; `None` for the server's setting.
        most: Option<u32>,
    },
    /// Who stands here is heard and seen in the audience of this name.
    Podium(String),
    /// Who stands here hears and sees the podium of this name.
    Audience(String),
}

/// Where an exit leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExitTo {
    /// A room of this server: its path, or empty for the same room, and the start area there, or
    /// empty for the default. Whether there is such a room is found out at the door.
    Room {
        /// The room's path; empty for the same room.
        room: String,
        /// The start area; empty for the default.
        entry: String,
    },
    /// Another site.
    Site(String),
    /// What the author wrote can't be followed; the loader has warned.
    Nowhere,
}

/// A sound that plays in a zone.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneSound {
    /// Where it comes from.
    pub from: SoundFrom,
    /// Over and over.
    pub repeat: bool,
    /// 0 to 1.
    pub volume: f32,
}

/// Where a sound comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SoundFrom {
    /// A file of the maps folder, relative to it, with `/` between names.
    File(String),
    /// An `http(s)` URL of another server.
    Url(String),
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

impl Default for Area {
    /// Nothing.
    fn default() -> Self {
        Self::Polygon(Vec::new())
    }
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

    /// The smallest box around it in subpixels: top left and bottom right corner. `None` when it
    /// covers nothing.
    pub fn bounds(&self, cell_width: i32, cell_height: i32) -> Option<(Pos, Pos)> {
        match self {
            Self::Cells { columns, bits } => cell_bounds(*columns, bits, cell_width, cell_height),
            Self::Polygon(corners) => {
                let x = || corners.iter().map(|corner| corner.x);
                let y = || corners.iter().map(|corner| corner.y);
                let from = Pos {
                    x: x().min()?,
                    y: y().min()?,
                };
                let to = Pos {
                    x: x().max()?,
                    y: y().max()?,
                };
                Some((from, to))
            }
        }
    }
}

fn cell_bounds(columns: u32, bits: &[u64], width: i32, height: i32) -> Option<(Pos, Pos)> {
    let columns = columns.max(1) as usize;
    let mut found: Option<(usize, usize, usize, usize)> = None;
    for (index, word) in bits.iter().enumerate() {
        let mut rest = *word;
        while rest != 0 {
            let cell = index * 64 + rest.trailing_zeros() as usize;
            rest &= rest - 1;
            let (x, y) = (cell % columns, cell / columns);
            let (left, top, right, _) = found.unwrap_or((x, y, x, y));
            found = Some((left.min(x), top, right.max(x), y));
        }
    }
    let (left, top, right, bottom) = found?;
    let side = |cells: usize, size: i32| {
        i32::try_from(cells)
            .unwrap_or(i32::MAX)
            .saturating_mul(size)
    };
    let at = |x: usize, y: usize| Pos {
        x: side(x, width),
        y: side(y, height),
    };
    Some((at(left, top), at(right + 1, bottom + 1)))
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
        let around = area.bounds(512, 512);
        assert_eq!(around, Some((Pos::from_px(64, 32), Pos::from_px(96, 64))));
        assert_eq!(Area::default().bounds(512, 512), None);
    }
}
