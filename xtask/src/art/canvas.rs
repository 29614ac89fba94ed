//! A small picture and what is drawn into it: rectangles, ellipses, outlines, other pictures.
//! Whatever falls outside of the picture is left out. It knows no file format.

use super::palette::{CLEAR, INK, Rgba};

/// A picture in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canvas {
    width: i32,
    height: i32,
    pixels: Vec<Rgba>,
}

impl Canvas {
    /// An empty picture of this size in pixels.
    pub fn new(width: i32, height: i32) -> Self {
        let (width, height) = (width.max(0), height.max(0));
        Self {
            width,
            height,
            pixels: vec![CLEAR; width as usize * height as usize],
        }
    }

    /// Width in pixels.
    pub fn width(&self) -> i32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> i32 {
        self.height
    }

    /// All pixels, row by row.
    pub fn pixels(&self) -> &[Rgba] {
        &self.pixels
    }

    /// The colour at a place; nothing outside.
    pub fn get(&self, x: i32, y: i32) -> Rgba {
        self.index(x, y)
            .and_then(|index| self.pixels.get(index).copied())
            .unwrap_or(CLEAR)
    }

    /// Replaces the colour at a place.
    pub fn set(&mut self, x: i32, y: i32, color: Rgba) {
        if let Some(pixel) = self
            .index(x, y)
            .and_then(|index| self.pixels.get_mut(index))
        {
            *pixel = color;
        }
    }

    /// Paints over the colour at a place: a translucent colour lets it shine through.
    pub fn dot(&mut self, x: i32, y: i32, color: Rgba) {
        let over = mixed(self.get(x, y), color);
        self.set(x, y, over);
    }

    /// Fills a rectangle.
    pub fn rect(&mut self, x: i32, y: i32, width: i32, height: i32, color: Rgba) {
        for row in y..y + height {
            for column in x..x + width {
                self.dot(column, row, color);
            }
        }
    }

    /// Empties a rectangle.
    pub fn erase(&mut self, x: i32, y: i32, width: i32, height: i32) {
        for row in y..y + height {
            for column in x..x + width {
                self.set(column, row, CLEAR);
            }
        }
    }

    /// Fills a rectangle whose corner pixels are left out, `round` of them along each side.
    pub fn soft_rect(
        &mut self,
        (x, y, width, height): (i32, i32, i32, i32),
        round: i32,
        color: Rgba,
    ) {
        for row in 0..height {
            let from_edge = row.min(height - 1 - row);
            let inset = (round - from_edge).max(0);
            self.rect(x + inset, y + row, width - 2 * inset, 1, color);
        }
    }

    /// Fills the ellipse that just fits into a rectangle.
    pub fn ellipse(&mut self, x: i32, y: i32, width: i32, height: i32, color: Rgba) {
        let inside = |column: i32, row: i32| {
            let dx = f64::from(2 * column + 1 - width) / f64::from(width.max(1));
            let dy = f64::from(2 * row + 1 - height) / f64::from(height.max(1));
            dx * dx + dy * dy <= 1.0
        };
        for row in 0..height {
            for column in 0..width {
                if inside(column, row) {
                    self.dot(x + column, y + row, color);
                }
            }
        }
    }

    /// Paints another picture over this one.
    pub fn draw(&mut self, picture: &Self, x: i32, y: i32) {
        for row in 0..picture.height {
            for column in 0..picture.width {
                self.dot(x + column, y + row, picture.get(column, row));
            }
        }
    }

    /// Draws a line of one pixel around everything opaque, inside of the picture's bounds.
    pub fn outline(&mut self, color: Rgba) {
        let before = self.clone();
        let solid = |x: i32, y: i32| before.get(x, y)[3] == 255;
        for y in 0..self.height {
            for x in 0..self.width {
                let beside = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)];
                if !solid(x, y) && beside.into_iter().any(|(x, y)| solid(x, y)) {
                    self.set(x, y, color);
                }
            }
        }
    }

    /// [`Canvas::outline`] in the ink of all things.
    pub fn ink(&mut self) {
        self.outline(INK);
    }

    /// The same picture seen in a mirror at its side.
    pub fn mirrored(&self) -> Self {
        let mut out = Self::new(self.width, self.height);
        for y in 0..self.height {
            for x in 0..self.width {
                out.set(self.width - 1 - x, y, self.get(x, y));
            }
        }
        out
    }

    /// A part of the picture.
    pub fn part(&self, x: i32, y: i32, width: i32, height: i32) -> Self {
        let mut out = Self::new(width, height);
        for row in 0..height {
            for column in 0..width {
                out.set(column, row, self.get(x + column, y + row));
            }
        }
        out
    }

    /// Puts a shadow under the picture: an ellipse in a rectangle, behind all that is there.
    pub fn shadow(&mut self, x: i32, y: i32, width: i32, height: i32, color: Rgba) {
        let mut under = Self::new(self.width, self.height);
        under.ellipse(x, y, width, height, color);
        under.draw(self, 0, 0);
        *self = under;
    }

    fn index(&self, x: i32, y: i32) -> Option<usize> {
        let inside = x >= 0 && y >= 0 && x < self.width && y < self.height;
        inside.then(|| y as usize * self.width as usize + x as usize)
    }
}

/// One colour painted over another.
fn mixed(under: Rgba, over: Rgba) -> Rgba {
    let (alpha, below) = (u32::from(over[3]), u32::from(under[3]));
    match (alpha, below) {
        (255, _) | (_, 0) if alpha > 0 => return over,
        (0, _) => return under,
        _ => {}
    }
    let rest = below * (255 - alpha) / 255;
    let total = alpha + rest;
    let channel = |index: usize| {
        let sum = u32::from(over[index]) * alpha + u32::from(under[index]) * rest;
        (sum / total) as u8
    };
    [channel(0), channel(1), channel(2), total as u8]
}

/// Numbers that look like chance and are the same in every build: for grain, tufts and leaves.
pub fn chance(x: i32, y: i32, seed: i32) -> u32 {
    let mut bits = (x as u32)
        .wrapping_mul(0x9E37_79B1)
        .wrapping_add((y as u32).wrapping_mul(0x85EB_CA77))
        .wrapping_add((seed as u32).wrapping_mul(0xC2B2_AE3D));
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x2C1B_3C6D);
    bits = (bits ^ (bits >> 12)).wrapping_mul(0x297A_2D39);
    bits ^ (bits >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::art::palette::{SHADOW, WHITE};

    #[test]
    fn an_outline_surrounds() {
        let mut canvas = Canvas::new(5, 5);
        canvas.set(2, 2, WHITE);
        canvas.ink();
        assert_eq!(canvas.pixels().iter().filter(|p| **p == INK).count(), 4);
        assert_eq!(canvas.get(2, 2), WHITE);
        assert_eq!(canvas.get(1, 1), CLEAR);
    }

    #[test]
    fn what_lies_outside_is_left_out() {
        let mut canvas = Canvas::new(2, 2);
        canvas.rect(-5, -5, 20, 20, WHITE);
        assert_eq!(canvas.get(0, 0), WHITE);
        assert_eq!(canvas.get(2, 0), CLEAR);
    }

    #[test]
    fn shadows_darken_and_stay_under() {
        let mut canvas = Canvas::new(4, 4);
        canvas.set(1, 1, WHITE);
        canvas.shadow(0, 0, 4, 4, SHADOW);
        assert_eq!(canvas.get(1, 1), WHITE);
        assert_eq!(canvas.get(2, 2), SHADOW);
        let [red, _, _, alpha] = mixed(WHITE, SHADOW);
        assert!(red < 255 && alpha == 255);
    }
}
