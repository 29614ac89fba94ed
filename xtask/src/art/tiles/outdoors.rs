//! Ground outdoors: grass, paths and water. Paths and water are patches over grass, each of 13
//! pieces: nine of a rounded rectangle and four inner corners.

use super::super::canvas::{Canvas, chance};
use super::super::palette::{
    CLEAR, GRASS1, GRASS2, GRASS3, GRASS4, LILAC1, ROSE1, Rgba, SAND1, SAND2, SAND3, STONE1,
    STONE3, STONE4, SUN1, WATER1, WATER2, WATER3, WATER4, WHITE,
};
use super::super::sheet::TILE;

/// Pieces of a patch: 0 to 8 row by row, then the inner corners whose missing neighbour is at
/// the lower right, lower left, upper right and upper left.
pub const PIECES: i32 = 13;

/// Grass; the higher the number, the more grows in it.
pub fn grass(variant: i32) -> Canvas {
    let mut tile = Canvas::new(TILE, TILE);
    tile.rect(0, 0, TILE, TILE, GRASS2);
    for blade in 0..6 + 3 * variant {
        let at = chance(blade, variant, 11);
        let (x, y) = ((at % 29) as i32 + 1, (at >> 8) as i32 % 27 + 2);
        match at >> 16 & 3 {
            0 => {
                tile.set(x, y, GRASS1);
                tile.set(x + 1, y + 1, GRASS1);
            }
            1 => {
                tile.set(x, y, GRASS3);
                tile.set(x, y + 1, GRASS3);
                tile.set(x - 1, y, GRASS3);
            }
            _ => {
                tile.set(x, y + 1, GRASS3);
                tile.set(x + 1, y, GRASS3);
                tile.set(x + 2, y + 1, GRASS3);
                tile.set(x + 1, y - 1, GRASS1);
            }
        }
    }
    tile
}

/// Grass with blossoms.
pub fn meadow(variant: i32) -> Canvas {
    let mut tile = grass(1 + variant);
    let blossom = [ROSE1, SUN1, LILAC1, WHITE];
    let places = [(6, 8), (21, 5), (13, 16), (26, 20), (5, 25), (18, 26)];
    for (index, (x, y)) in places.into_iter().enumerate() {
        // The second kind is the first turned, with every other flower left out.
        let (x, y) = if variant == 0 { (x, y) } else { (y + 1, x) };
        if variant > 0 && index % 2 == 1 {
            continue;
        }
        let color = blossom[(index + variant as usize) % blossom.len()];
        for (dx, dy) in [(0, -1), (-1, 0), (1, 0), (0, 1)] {
            tile.set(x + dx, y + dy, color);
        }
        tile.set(x, y, if color == SUN1 { WHITE } else { SUN1 });
        tile.set(x + 1, y + 2, GRASS4);
        tile.set(x, y + 2, GRASS3);
    }
    tile
}

/// A piece of a sandy path.
pub fn path(piece: i32) -> Canvas {
    patch(piece, |x, y, depth| match depth {
        ..0 => CLEAR,
        0 => GRASS3,
        1 => SAND3,
        2 => SAND2,
        _ => match chance(x, y, 21) % 41 {
            0 => SAND3,
            1 | 2 => SAND2,
            3 if chance(x, y, 4).is_multiple_of(3) => STONE3,
            _ => SAND1,
        },
    })
}

/// A piece of a pond with its bank, at one of four moments.
pub fn water(piece: i32, moment: i32) -> Canvas {
    patch(piece, |x, y, depth| match depth {
        ..0 => CLEAR,
        0 => GRASS4,
        1 => STONE3,
        2 => match chance(x / 3, y / 3, 2) % 2 {
            0 => STONE1,
            _ => STONE3,
        },
        3 => STONE4,
        4 => WATER4,
        5 if (x + y + moment) % 5 < 3 => WATER2,
        _ => surface(x, y, moment),
    })
}

/// Open water: short waves that rise, wander and sink.
fn surface(x: i32, y: i32, moment: i32) -> Rgba {
    let (column, row) = (x / 16, y / 8);
    let at = chance(column, row, 31);
    let phase = (at as i32 % 4 + moment) % 4;
    let (left, top) = ((at >> 4) as i32 % 6 + phase, (at >> 9) as i32 % 5 + 1);
    let (u, v) = (x % 16, y % 8);
    let length = [3, 6, 7, 4][phase as usize % 4];
    if v == top && u >= left && u < left + length {
        return if phase == 2 && u == left + 2 {
            WATER1
        } else {
            WATER2
        };
    }
    if v == top + 1 && u > left && u < left + length - 1 {
        return WATER4;
    }
    WATER3
}

/// Draws a piece from its colour at each pixel and the distance inwards from the patch's edge;
/// negative distances are outside.
fn patch(piece: i32, color: impl Fn(i32, i32, i32) -> Rgba) -> Canvas {
    let mut tile = Canvas::new(TILE, TILE);
    for y in 0..TILE {
        for x in 0..TILE {
            tile.set(x, y, color(x, y, depth(piece, x, y)));
        }
    }
    tile
}

/// How far inside of the patch a pixel of a piece lies.
fn depth(piece: i32, x: i32, y: i32) -> i32 {
    // How far the edge is inset, along the edge: the same at both ends, so pieces join.
    const EDGE: [i32; 8] = [4, 3, 3, 4, 5, 5, 4, 4];
    let edge = |along: i32| EDGE[(along / 4) as usize % EDGE.len()];
    let last = TILE - 1;
    let (column, row) = (piece % 3, piece / 3);
    if piece >= 9 {
        let far_x = if piece % 2 == 1 { last - x } else { x };
        let far_y = if piece < 11 { last - y } else { y };
        let (a, b) = (far_x - edge(y), far_y - edge(x));
        return if a > 3 || b > 3 {
            a.max(b)
        } else {
            a.max(b).min((a + b + 3) / 2)
        };
    }
    let from_x = match column {
        0 => x - edge(y),
        2 => last - x - edge(y),
        _ => TILE,
    };
    let from_y = match row {
        0 => y - edge(x),
        2 => last - y - edge(x),
        _ => TILE,
    };
    let nearest = from_x.min(from_y);
    const ROUND: i32 = 11;
    if from_x < ROUND && from_y < ROUND {
        let (dx, dy) = (f64::from(ROUND - from_x), f64::from(ROUND - from_y));
        return nearest.min(ROUND - dx.hypot(dy).round() as i32);
    }
    nearest
}
