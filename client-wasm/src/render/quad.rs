//! The unit of drawing: a rectangle of a picture on a rectangle of the map, and its bytes for the
//! vertex buffer.

use hallway_world::scene::{FLIP_DIAGONAL, FLIP_HORIZONTAL, FLIP_VERTICAL};

/// Bytes of a quad in the vertex buffer: place, source, flips.
pub const PLAIN_BYTES: usize = 16 + 8 + 4;

/// Bytes of a quad that is turned or animated: the same, angle, time.
pub const RICH_BYTES: usize = PLAIN_BYTES + 4 + 12;

/// A part of the map in map pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Left edge.
    pub left: f32,
    /// Top edge.
    pub top: f32,
    /// Right edge.
    pub right: f32,
    /// Bottom edge.
    pub bottom: f32,
}

impl Bounds {
    /// Whether the two have any area in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Grows to contain the other as well.
    pub fn include(&mut self, other: &Self) {
        self.left = self.left.min(other.left);
        self.top = self.top.min(other.top);
        self.right = self.right.max(other.right);
        self.bottom = self.bottom.max(other.bottom);
    }
}

/// When an animated tile's picture is shown: from `start` up to `end` of every `total`
/// milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First millisecond in which it is seen.
    pub start: u32,
    /// First millisecond in which it is not seen any more.
    pub end: u32,
    /// Length of the whole sequence.
    pub total: u32,
}

/// A rectangle of a picture, drawn on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quad {
    /// Left edge on the map before it is turned.
    pub x: f32,
    /// Top edge on the map before it is turned.
    pub y: f32,
    /// Width on the map.
    pub width: f32,
    /// Height on the map.
    pub height: f32,
    /// Clockwise angle around its middle, in radians.
    pub turn: f32,
    /// Left, top, width and height on the picture, in its pixels.
    pub source: [u16; 4],
    /// The flip bits of its cell.
    pub flips: u32,
    /// When it is shown; `None` is always.
    pub span: Option<Span>,
}

impl Quad {
    /// Whether it needs the longer form in the vertex buffer.
    pub fn is_rich(&self) -> bool {
        self.turn != 0.0 || self.span.is_some()
    }

    /// The part of the map that it may cover.
    pub fn bounds(&self) -> Bounds {
        let (mut half_width, mut half_height) = (self.width / 2.0, self.height / 2.0);
        let (x, y) = (self.x + half_width, self.y + half_height);
        if self.turn != 0.0 {
            // A circle around it holds it at any angle.
            let radius = half_width.hypot(half_height);
            (half_width, half_height) = (radius, radius);
        }
        Bounds {
            left: x - half_width,
            top: y - half_height,
            right: x + half_width,
            bottom: y + half_height,
        }
    }

    /// Appends it to a vertex buffer, in the longer form if `rich`.
    pub fn write(&self, rich: bool, out: &mut Vec<u8>) {
        for value in [self.x, self.y, self.width, self.height] {
            out.extend_from_slice(&value.to_le_bytes());
        }
        for value in self.source {
            out.extend_from_slice(&value.to_le_bytes());
        }
        out.extend_from_slice(&shader_flips(self.flips).to_le_bytes());
        if rich {
            out.extend_from_slice(&self.turn.to_le_bytes());
            let span = self.span.map_or([0; 3], |s| [s.start, s.end, s.total]);
            for value in span {
                out.extend_from_slice(&value.to_le_bytes());
            }
        }
    }
}

/// The flips as `tile.vert.glsl` reads them: 1 horizontal, 2 vertical, 4 diagonal.
fn shader_flips(cell: u32) -> u32 {
    let bit = |flag: u32, value: u32| if cell & flag == 0 { 0 } else { value };
    bit(FLIP_HORIZONTAL, 1) | bit(FLIP_VERTICAL, 2) | bit(FLIP_DIAGONAL, 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUAD: Quad = Quad {
        x: 10.0,
        y: 20.0,
        width: 30.0,
        height: 40.0,
        turn: 0.0,
        source: [1, 2, 3, 4],
        flips: FLIP_VERTICAL | FLIP_DIAGONAL,
        span: None,
    };

    #[test]
    fn both_forms_have_the_size_that_the_buffer_expects() {
        let (mut plain, mut rich) = (Vec::new(), Vec::new());
        QUAD.write(false, &mut plain);
        QUAD.write(true, &mut rich);
        assert_eq!((plain.len(), rich.len()), (PLAIN_BYTES, RICH_BYTES));
        assert_eq!(&plain[16..], [1, 0, 2, 0, 3, 0, 4, 0, 6, 0, 0, 0]);
        assert_eq!(plain[..], rich[..PLAIN_BYTES]);
    }

    #[test]
    fn a_turned_quad_is_held_by_its_bounds() {
        let turned = Quad { turn: 1.0, ..QUAD };
        assert_eq!(
            turned.bounds(),
            Bounds {
                left: 0.0,
                top: 15.0,
                right: 50.0,
                bottom: 65.0
            }
        );
    }

    #[test]
    fn touching_is_not_overlapping() {
        let a = QUAD.bounds();
        let b = Quad { x: 40.0, ..QUAD }.bounds();
        let c = Quad { x: 39.0, ..QUAD }.bounds();
        assert!(!a.overlaps(&b) && a.overlaps(&c));
    }
}
