//! Places and directions.

use serde::{Deserialize, Serialize};

/// Subpixels per map pixel: the unit of all positions and steps.
///
/// Whole numbers make the browser's prediction and the server's verdict equal to the last bit,
/// which floating point does not promise across machines.
pub const SUBPX: i32 = 16;

/// A place on the map in subpixels, from the map's top left corner; x to the right, y down.
/// For an avatar it is the middle of its feet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pos {
    /// To the right, in subpixels.
    pub x: i32,
    /// Down, in subpixels.
    pub y: i32,
}

impl Pos {
    /// The place at these map pixels.
    pub const fn from_px(x: i32, y: i32) -> Self {
        Self {
            x: x.saturating_mul(SUBPX),
            y: y.saturating_mul(SUBPX),
        }
    }

    /// The same place in map pixels, with fractions.
    pub fn to_px(self) -> (f32, f32) {
        (self.x as f32 / SUBPX as f32, self.y as f32 / SUBPX as f32)
    }

    /// Squared distance in square subpixels; exact.
    pub fn distance2(self, other: Self) -> i64 {
        let dx = i64::from(self.x) - i64::from(other.x);
        let dy = i64::from(self.y) - i64::from(other.y);
        dx * dx + dy * dy
    }
}

/// Where an avatar looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Dir {
    /// Towards the viewer.
    #[default]
    Down,
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Away from the viewer.
    Up,
}

impl Dir {
    /// The direction that a step of (dx, dy) shows, or `None` for no step. Sideways wins a tie,
    /// as side views read better while walking diagonally.
    pub fn of_step(dx: i32, dy: i32) -> Option<Self> {
        if dx == 0 && dy == 0 {
            None
        } else if dx.abs() >= dy.abs() {
            Some(if dx < 0 { Self::Left } else { Self::Right })
        } else {
            Some(if dy < 0 { Self::Up } else { Self::Down })
        }
    }
}
