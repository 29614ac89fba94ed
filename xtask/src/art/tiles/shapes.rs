//! Shapes that furniture is put together from, all seen from the same height and lit from the
//! upper left.

use super::super::canvas::{Canvas, chance};
use super::super::palette::{
    CREAM1, CREAM2, CREAM3, CREAM4, GREY1, GREY2, GREY3, GREY4, INK, OAK1, OAK2, OAK3, OAK4, OAK5,
    ROSE1, ROSE2, ROSE3, ROSE4, Rgba, SHADOW, SLATE1, SLATE2, SLATE3, SLATE4, TEAL1, TEAL2, TEAL3,
    TEAL4, WHITE,
};
use super::super::sheet::TILE;

/// Light, base, shade and dark of a material.
pub type Ramp = [Rgba; 4];

/// Light wood.
pub const OAK: Ramp = [OAK1, OAK2, OAK3, OAK4];
/// Dark wood.
pub const WALNUT: Ramp = [OAK3, OAK4, OAK5, INK];
/// Green-blue cloth.
pub const TEAL: Ramp = [TEAL1, TEAL2, TEAL3, TEAL4];
/// Red cloth.
pub const ROSE: Ramp = [ROSE1, ROSE2, ROSE3, ROSE4];
/// White lacquer and porcelain.
pub const LACQUER: Ramp = [WHITE, GREY1, GREY2, GREY3];
/// Steel.
pub const STEEL: Ramp = [GREY1, GREY2, GREY3, GREY4];
/// Dark metal and plastic.
pub const DARK: Ramp = [SLATE1, SLATE2, SLATE3, SLATE4];
/// Painted wood.
pub const CREAM: Ramp = [CREAM1, CREAM2, CREAM3, CREAM4];

/// An empty picture of so many tiles.
pub fn tiles(columns: i32, rows: i32) -> Canvas {
    Canvas::new(columns * TILE, rows * TILE)
}

/// A box: `top` pixels of its upper side, below it `front` pixels of its front.
pub fn boxy(
    canvas: &mut Canvas,
    (x, y, width): (i32, i32, i32),
    (top, front): (i32, i32),
    [light, base, shade, dark]: Ramp,
) {
    canvas.rect(x, y, width, top, base);
    canvas.rect(x, y, width, 1, light);
    canvas.rect(x, y, 1, top, light);
    canvas.rect(x, y + top, width, front, shade);
    if front > 2 {
        canvas.rect(x, y + top, width, 1, light);
        canvas.rect(x, y + top + front - 1, width, 1, dark);
        canvas.rect(x + width - 1, y + top + 1, 1, front - 1, dark);
    }
}

/// A board with grain along it: a table's top.
pub fn grain(canvas: &mut Canvas, (x, y, width, height): (i32, i32, i32, i32), color: Rgba) {
    for row in (3..height - 1).step_by(4) {
        for column in (2..width - 6).step_by(9) {
            let at = chance(x + column, y + row, 8);
            if at & 3 == 0 {
                let length = 3 + (at >> 4) as i32 % 5;
                canvas.rect(x + column + (at >> 8) as i32 % 4, y + row, length, 1, color);
            }
        }
    }
}

/// Puts a shadow of some pixels under everything that stands in the picture.
pub fn stand(canvas: &mut Canvas, depth: i32) {
    let before = canvas.clone();
    for y in 0..before.height() {
        for x in 0..before.width() {
            let covered = (1..=depth).any(|up| before.get(x, y - up)[3] == 255);
            if before.get(x, y)[3] == 0 && covered {
                canvas.set(x, y, SHADOW);
            }
        }
    }
}

/// Outline and shadow of a thing that stands on the floor.
pub fn finish(mut canvas: Canvas) -> Canvas {
    canvas.ink();
    stand(&mut canvas, 2);
    canvas
}

/// Leaves: ellipses (left, top, width, height) lit from the upper left, with a ragged edge.
pub fn foliage(
    canvas: &mut Canvas,
    blobs: &[(i32, i32, i32, i32)],
    seed: i32,
    [light, base, shade, dark]: Ramp,
) {
    for (x, y, width, height) in blobs {
        for row in -1..=*height {
            for column in -1..=*width {
                let u = f64::from(2 * column + 1 - width) / f64::from(*width);
                let v = f64::from(2 * row + 1 - height) / f64::from(*height);
                let at = chance((x + column) / 2, (y + row) / 2, seed);
                let ragged = f64::from(at % 16) / 80.0;
                if u.hypot(v) > 1.06 - ragged {
                    continue;
                }
                let leaf = f64::from(at >> 5 & 15) / 15.0 - 0.5;
                let lit = -0.55 * u - 0.8 * v + 0.55 * leaf;
                let color = match lit {
                    lit if lit > 0.55 => light,
                    lit if lit > -0.1 => base,
                    lit if lit > -0.72 => shade,
                    _ => dark,
                };
                canvas.set(x + column, y + row, color);
            }
        }
    }
}
