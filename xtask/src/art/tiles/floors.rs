//! Floors of rooms: boards, carpets, stone. Every tile fits to itself on all sides.

use super::super::canvas::{Canvas, chance};
use super::super::palette::{
    CREAM1, CREAM2, CREAM3, OAK1, OAK2, OAK3, OAK4, OAK5, Rgba, STONE1, STONE2, STONE3, STONE4,
    TEAL1,
};
use super::super::sheet::TILE;

/// Boards of 8 pixels, laid with staggered joints. `colors` are light, base, grain and seam.
fn boards(seed: i32, [light, base, grain, seam]: [Rgba; 4]) -> Canvas {
    let mut tile = Canvas::new(TILE, TILE);
    for board in 0..4 {
        let y = board * 8;
        let joint = (board * 13 + seed * 7) % TILE;
        tile.rect(0, y, TILE, 8, base);
        tile.rect(0, y, TILE, 1, light);
        tile.rect(0, y + 7, TILE, 1, seam);
        for x in 0..TILE {
            let streak = chance(x / 5, board, seed) % 5;
            if streak == 0 && x % 5 < 4 {
                tile.set(
                    x,
                    y + 2 + (chance(x / 5, board, seed + 9) % 4) as i32,
                    grain,
                );
            }
        }
        tile.rect(joint, y, 1, 8, seam);
        tile.rect((joint + 1) % TILE, y + 1, 1, 6, light);
    }
    tile
}

/// The wooden floor of rooms.
pub fn wood(seed: i32) -> Canvas {
    boards(seed, [OAK1, OAK1, OAK2, OAK2])
}

/// The darker boards of the stage.
pub fn stage(seed: i32) -> Canvas {
    boards(seed, [OAK3, OAK3, OAK4, OAK4])
}

/// The front of the stage: its edge and what is seen below it.
pub fn stage_edge() -> Canvas {
    let mut tile = Canvas::new(TILE, TILE);
    tile.draw(&stage(1).part(0, 0, TILE, 10), 0, 0);
    tile.rect(0, 10, TILE, 2, OAK2);
    tile.rect(0, 12, TILE, 11, OAK5);
    for x in [0, 8, 16, 24] {
        tile.rect(x + 1, 13, 6, 9, OAK4);
        tile.rect(x + 1, 13, 6, 1, OAK3);
    }
    tile.rect(0, 23, TILE, 1, super::super::palette::INK);
    tile.rect(0, 24, TILE, 4, super::super::palette::SHADOW);
    tile.rect(0, 28, TILE, 2, super::super::palette::HAZE);
    tile
}

/// Slabs of stone, four to a tile.
pub fn stone(seed: i32) -> Canvas {
    let mut tile = Canvas::new(TILE, TILE);
    tile.rect(0, 0, TILE, TILE, STONE3);
    for (x, y) in [(0, 0), (16, 0), (0, 16), (16, 16)] {
        let base = if chance(x, y, seed).is_multiple_of(3) {
            STONE1
        } else {
            STONE2
        };
        tile.rect(x, y, 15, 15, base);
        tile.rect(x, y, 15, 1, STONE1);
        tile.rect(x, y, 1, 15, STONE1);
        for speck in 0..5 {
            let at = chance(x + speck, y, seed + 3);
            let color = if at & 1 == 0 { STONE1 } else { STONE3 };
            tile.set(
                x + 3 + (at >> 3) as i32 % 10,
                y + 3 + (at >> 9) as i32 % 10,
                color,
            );
        }
    }
    if seed == 2 {
        for (x, y) in [(5, 4), (6, 5), (6, 6), (7, 7), (8, 7), (9, 8)] {
            tile.set(x, y, STONE4);
        }
    }
    tile
}

/// The kitchen's checks.
pub fn checks() -> Canvas {
    let mut tile = Canvas::new(TILE, TILE);
    for (x, y) in [(0, 0), (16, 0), (0, 16), (16, 16)] {
        let odd = x != y;
        tile.rect(x, y, 16, 16, if odd { TEAL1 } else { CREAM1 });
        tile.rect(x, y + 15, 16, 1, if odd { TEAL1 } else { CREAM2 });
        tile.rect(x + 15, y, 1, 16, CREAM3);
        tile.rect(x, y + 15, 16, 1, CREAM3);
    }
    tile
}

/// Nine tiles of a carpet, corners, edges and middle, as one picture. `colors` are light, base,
/// shade and dark.
pub fn carpet([light, base, shade, dark]: [Rgba; 4]) -> Canvas {
    let size = 3 * TILE;
    let mut all = Canvas::new(size, size);
    all.soft_rect((2, 2, size - 4, size - 4), 2, dark);
    all.soft_rect((3, 3, size - 6, size - 6), 1, base);
    for y in 3..size - 3 {
        for x in 3..size - 3 {
            let (u, v) = (x % 8, y % 8);
            if (u, v) == (2, 2) || (u, v) == (6, 6) {
                all.set(x, y, shade);
            } else if (u, v) == (3, 2) || (u, v) == (7, 6) {
                all.set(x, y, light);
            }
        }
    }
    for inset in [7, 9] {
        let color = if inset == 7 { light } else { shade };
        all.rect(inset, inset, size - 2 * inset, 1, color);
        all.rect(inset, size - 1 - inset, size - 2 * inset, 1, color);
        all.rect(inset, inset, 1, size - 2 * inset, color);
        all.rect(size - 1 - inset, inset, 1, size - 2 * inset, color);
    }
    all.rect(3, size - 4, size - 6, 1, shade);
    all
}
