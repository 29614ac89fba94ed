//! Bookshelves and counters.

use super::super::canvas::{Canvas, chance};
use super::super::palette::{
    CREAM1, CREAM2, INK, LEAF3, LILAC2, OAK2, OAK3, OAK4, OAK5, ROSE2, ROSE4, SHADOW, SKY3, SLATE3,
    SUN2, SUN3, TEAL2, WHITE,
};
use super::shapes::{OAK, Ramp, boxy, finish, stand, tiles};

/// A shelf of books, two by two tiles.
pub fn bookshelf(seed: i32) -> Canvas {
    let mut c = tiles(2, 2);
    c.rect(2, 4, 60, 56, OAK4);
    boxy(&mut c, (2, 2, 60), (5, 0), OAK);
    c.rect(2, 7, 60, 1, OAK5);
    let spines = [
        ROSE2, TEAL2, SKY3, SUN2, LILAC2, LEAF3, CREAM2, ROSE4, SLATE3, SUN3,
    ];
    for shelf in 0..3 {
        let top = 9 + shelf * 17;
        c.rect(5, top, 54, 14, OAK5);
        c.rect(4, top + 14, 56, 2, OAK2);
        c.rect(4, top + 16, 56, 1, OAK5);
        let mut x = 6;
        while x < 56 {
            let at = chance(x, shelf, seed);
            let width = 3 + (at % 3) as i32;
            let height = 9 + (at >> 4) as i32 % 4;
            if at >> 9 & 15 == 0 {
                x += 4;
                continue;
            }
            let color = spines[(at >> 13) as usize % spines.len()];
            let width = width.min(58 - x);
            c.rect(x, top + 14 - height, width, height, color);
            c.rect(x + width - 1, top + 14 - height, 1, height, SHADOW);
            if width > 3 {
                c.rect(x + 1, top + 16 - height, width - 2, 1, CREAM1);
            }
            x += width;
        }
    }
    c.rect(2, 7, 2, 53, OAK3);
    c.rect(60, 7, 2, 53, OAK4);
    finish(c)
}

/// A piece of a counter: its left end, middle or right end.
pub fn counter(end: i32, wood: Ramp) -> Canvas {
    let mut c = tiles(1, 1);
    let (left, right) = match end {
        0 => (2, 32),
        2 => (0, 30),
        _ => (0, 32),
    };
    let width = right - left;
    c.rect(left, 3, width, 16, wood[1]);
    c.rect(left, 3, width, 2, wood[0]);
    c.rect(left, 18, width, 2, wood[3]);
    c.rect(left, 20, width, 9, wood[2]);
    c.rect(left, 28, width, 1, wood[3]);
    for x in [7, 15, 23] {
        c.rect(x, 21, 1, 7, wood[3]);
        c.rect(x + 1, 21, 1, 7, wood[1]);
    }
    c.rect(left, 2, width, 1, INK);
    c.rect(left, 29, width, 1, INK);
    if end == 0 {
        c.rect(1, 3, 1, 26, INK);
    }
    if end == 2 {
        c.rect(30, 3, 1, 26, INK);
    }
    stand(&mut c, 2);
    c
}

/// The piece of the help desk's counter that says so.
pub fn counter_info(wood: Ramp) -> Canvas {
    let mut c = counter(1, wood);
    c.ellipse(9, 10, 14, 14, INK);
    c.ellipse(10, 11, 12, 12, SKY3);
    c.rect(15, 13, 2, 2, WHITE);
    c.rect(14, 16, 3, 1, WHITE);
    c.rect(15, 16, 2, 4, WHITE);
    c.rect(14, 20, 4, 1, WHITE);
    c
}
