//! Trees, shrubs and hedges.

use super::super::canvas::{Canvas, chance};
use super::super::palette::{
    CREAM1, INK, LEAF1, LEAF2, LEAF3, LEAF4, OAK3, OAK4, OAK5, ROSE1, ROSE2, ROSE3, ROSE4, Rgba,
    SHADOW,
};
use super::shapes::{Ramp, foliage, stand, tiles};

/// Green leaves.
pub const GREEN: Ramp = [LEAF1, LEAF2, LEAF3, LEAF4];
/// Blossom.
pub const BLOSSOM: Ramp = [ROSE1, ROSE2, ROSE3, ROSE4];

/// A broad tree of two by three tiles.
pub fn tree(leaves: Ramp, seed: i32) -> Canvas {
    let mut c = tiles(2, 3);
    c.rect(26, 60, 12, 30, OAK4);
    c.rect(27, 60, 3, 28, OAK3);
    c.rect(35, 60, 3, 29, OAK5);
    c.rect(23, 86, 18, 4, OAK4);
    c.rect(22, 89, 5, 2, OAK4);
    c.rect(37, 89, 6, 2, OAK5);
    c.rect(28, 70, 1, 9, OAK5);
    c.rect(32, 66, 1, 12, OAK5);
    let blobs = [
        (8, 34, 48, 36),
        (3, 20, 34, 34),
        (27, 20, 34, 34),
        (12, 4, 40, 38),
        (18, 26, 28, 26),
    ];
    foliage(&mut c, &blobs, seed, leaves);
    c.outline(leaves[3]);
    c.shadow(8, 80, 48, 15, SHADOW);
    c
}

/// A conifer of two by three tiles.
pub fn pine() -> Canvas {
    let mut c = tiles(2, 3);
    c.rect(28, 78, 8, 12, OAK5);
    c.rect(29, 78, 2, 11, OAK4);
    for (top, reach, height) in [(46, 27, 36), (28, 22, 32), (12, 17, 28), (2, 11, 22)] {
        for row in 0..height {
            let half = reach * (row + 3) / height.max(1);
            let ragged = (chance(row / 2, top, 6) % 3) as i32;
            for x in 32 - half + ragged..32 + half - ragged {
                let lit = (x - 32 + half) * 10 / (2 * half).max(1) + row * 5 / height;
                let at = chance(x / 2, (top + row) / 2, 9) % 4;
                let color = match lit + at as i32 - 1 {
                    ..3 => LEAF2,
                    3..8 => LEAF3,
                    _ => LEAF4,
                };
                c.set(x, top + row, color);
            }
        }
        for x in 32 - reach + 3..32 + reach - 3 {
            if !chance(x, top, 3).is_multiple_of(3) {
                c.set(x, top + height - 1, LEAF4);
            }
        }
    }
    c.outline(INK);
    c.shadow(10, 80, 44, 14, SHADOW);
    c
}

/// A shrub, with berries of a colour or without.
pub fn bush(berries: Option<Rgba>) -> Canvas {
    let mut c = tiles(1, 1);
    foliage(
        &mut c,
        &[(2, 12, 18, 17), (12, 11, 18, 18), (7, 5, 18, 18)],
        4,
        GREEN,
    );
    c.outline(LEAF4);
    if let Some(color) = berries {
        for (x, y) in [
            (8, 12),
            (15, 8),
            (21, 14),
            (12, 20),
            (24, 21),
            (6, 22),
            (18, 24),
        ] {
            c.rect(x, y, 2, 2, color);
            c.set(x, y, CREAM1);
        }
    }
    stand(&mut c, 2);
    c
}

/// A hedge piece that fits to its like at both sides.
pub fn hedge() -> Canvas {
    let mut c = tiles(1, 1);
    for y in 3..30 {
        for x in 0..32 {
            let at = chance(x / 2 % 16, y / 2, 14) % 5;
            let lit = y / 5 + at as i32;
            let color = match lit {
                ..3 => LEAF1,
                3..6 => LEAF2,
                6..9 => LEAF3,
                _ => LEAF4,
            };
            c.set(x, y, color);
        }
    }
    c.rect(0, 2, 32, 1, LEAF4);
    c.rect(0, 29, 32, 1, INK);
    stand(&mut c, 2);
    c
}
