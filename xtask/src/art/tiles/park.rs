//! What people put outdoors: benches, lamps, fences, the fountain.

use super::super::canvas::Canvas;
use super::super::palette::{
    INK, OAK1, OAK2, OAK3, OAK4, OAK5, SLATE2, SLATE3, SLATE4, STONE1, STONE2, STONE3, STONE4,
    SUN1, SUN2, WATER1, WATER2, WATER3, WATER4, WHITE,
};
use super::shapes::{OAK, boxy, finish, stand, tiles};

/// A garden bench of two tiles.
pub fn bench() -> Canvas {
    let mut c = tiles(2, 1);
    for x in [6, 54] {
        c.rect(x, 8, 3, 21, SLATE3);
        c.rect(x, 8, 1, 21, SLATE2);
    }
    for (y, height) in [(4, 4), (9, 4), (16, 3), (20, 4)] {
        c.rect(3, y, 58, height, OAK2);
        c.rect(3, y, 58, 1, OAK1);
        c.rect(3, y + height - 1, 58, 1, OAK4);
    }
    finish(c)
}

/// A table with benches, two by two tiles.
pub fn picnic() -> Canvas {
    let mut c = tiles(2, 2);
    boxy(&mut c, (4, 6, 56), (8, 4), OAK);
    for x in [10, 50] {
        c.rect(x, 18, 4, 38, OAK5);
    }
    boxy(&mut c, (2, 20, 60), (20, 5), OAK);
    for y in [26, 33] {
        c.rect(3, y, 58, 1, OAK4);
    }
    boxy(&mut c, (4, 48, 56), (7, 4), OAK);
    finish(c)
}

/// A street lamp.
pub fn lantern() -> Canvas {
    let mut c = tiles(1, 2);
    c.rect(15, 22, 3, 34, SLATE3);
    c.rect(15, 22, 1, 34, SLATE2);
    c.rect(11, 55, 11, 4, SLATE4);
    c.rect(12, 54, 9, 1, SLATE2);
    c.rect(11, 8, 11, 13, SUN1);
    c.rect(11, 16, 11, 5, SUN2);
    c.rect(13, 10, 3, 6, WHITE);
    c.rect(10, 20, 13, 2, SLATE3);
    c.rect(9, 6, 15, 3, SLATE4);
    c.rect(13, 3, 7, 3, SLATE3);
    finish(c)
}

/// A post with boards that point both ways.
pub fn signpost() -> Canvas {
    let mut c = tiles(1, 1);
    c.rect(15, 2, 3, 28, OAK4);
    c.rect(15, 2, 1, 28, OAK3);
    c.rect(5, 5, 20, 7, OAK2);
    c.rect(3, 7, 2, 3, OAK2);
    c.rect(5, 5, 20, 1, OAK1);
    c.rect(8, 14, 19, 7, OAK2);
    c.rect(27, 16, 2, 3, OAK2);
    c.rect(8, 14, 19, 1, OAK1);
    c.rect(8, 8, 12, 1, OAK5);
    c.rect(12, 17, 10, 1, OAK5);
    finish(c)
}

/// Stones.
pub fn stones() -> Canvas {
    let mut c = tiles(1, 1);
    for (x, y, w, h) in [(4, 12, 16, 14), (17, 17, 12, 10), (9, 22, 8, 6)] {
        c.ellipse(x, y, w, h, STONE4);
        c.ellipse(x, y, w - 1, h - 2, STONE3);
        c.ellipse(x + 1, y, w - 5, h - 5, STONE2);
        c.ellipse(x + 3, y + 1, w / 3, h / 4, STONE1);
    }
    finish(c)
}

/// A flat stone to step on.
pub fn step_stone() -> Canvas {
    let mut c = tiles(1, 1);
    c.ellipse(4, 8, 24, 18, STONE4);
    c.ellipse(4, 7, 24, 17, STONE2);
    c.ellipse(6, 8, 17, 10, STONE1);
    c.rect(12, 15, 7, 1, STONE3);
    c.rect(17, 18, 5, 1, STONE3);
    c
}

/// A fence that goes on in the directions of a mask, as walls do.
pub fn fence(mask: i32) -> Canvas {
    use super::walls::{EAST, NORTH, SOUTH, WEST};
    let mut c = tiles(1, 1);
    let bar = |c: &mut Canvas, x: i32, y: i32, w: i32| {
        c.rect(x, y - 1, w, 6, INK);
        c.rect(x, y, w, 4, OAK2);
        c.rect(x, y, w, 1, OAK1);
        c.rect(x, y + 3, w, 1, OAK4);
    };
    for y in [10, 19] {
        if mask & WEST > 0 {
            bar(&mut c, 0, y, 16);
        }
        if mask & EAST > 0 {
            bar(&mut c, 16, y, 16);
        }
    }
    if mask & NORTH > 0 {
        c.rect(13, 0, 6, 12, INK);
        c.rect(14, 0, 4, 12, OAK3);
        c.rect(14, 0, 1, 12, OAK1);
    }
    if mask & SOUTH > 0 {
        c.rect(13, 20, 6, 12, INK);
        c.rect(14, 20, 4, 12, OAK3);
        c.rect(14, 20, 1, 12, OAK1);
    }
    c.rect(12, 5, 8, 24, INK);
    c.rect(13, 6, 6, 22, OAK2);
    c.rect(13, 6, 2, 22, OAK1);
    c.rect(18, 6, 1, 22, OAK4);
    c.rect(13, 6, 6, 2, OAK1);
    if mask & SOUTH == 0 {
        stand(&mut c, 2);
    }
    c
}

/// The garden's fountain, three by three tiles.
pub fn fountain() -> Canvas {
    let mut c = tiles(3, 3);
    c.ellipse(4, 34, 88, 58, STONE4);
    c.ellipse(4, 28, 88, 58, STONE3);
    c.ellipse(5, 28, 86, 54, STONE1);
    c.ellipse(11, 34, 74, 44, STONE4);
    c.ellipse(12, 38, 72, 40, WATER3);
    c.ellipse(16, 41, 62, 33, WATER2);
    c.ellipse(18, 44, 60, 31, WATER3);
    for (x, y, w) in [
        (24, 66, 9),
        (60, 68, 10),
        (20, 55, 6),
        (68, 57, 7),
        (42, 73, 12),
    ] {
        c.rect(x, y, w, 1, WATER1);
        c.rect(x + 1, y + 1, w - 2, 1, WATER4);
    }
    c.rect(43, 34, 10, 28, STONE3);
    c.rect(44, 34, 3, 28, STONE1);
    c.rect(51, 34, 2, 28, STONE4);
    c.ellipse(38, 56, 20, 9, STONE3);
    c.ellipse(38, 55, 20, 8, STONE2);
    c.ellipse(27, 22, 42, 20, STONE4);
    c.ellipse(27, 20, 42, 19, STONE2);
    c.ellipse(30, 22, 36, 13, WATER3);
    c.ellipse(33, 23, 28, 8, WATER2);
    c.rect(46, 10, 4, 18, STONE2);
    c.ellipse(43, 6, 10, 8, STONE1);
    c.ink();
    for (x, top, bottom) in [(33, 18, 28), (38, 10, 27), (57, 10, 27), (62, 18, 28)] {
        c.rect(x, top, 1, bottom - top, WATER1);
        c.rect(x + 1, top + 2, 1, bottom - top - 2, WATER2);
    }
    for (x, y) in [(40, 6), (42, 4), (45, 3), (50, 3), (53, 4), (55, 6)] {
        c.rect(x, y, 2, 2, WATER1);
    }
    for (x, top) in [(29, 36), (36, 39), (59, 39), (66, 36)] {
        c.rect(x, top, 1, 20, WATER1);
        c.rect(x + 1, top, 1, 19, WATER2);
        c.rect(x - 2, top + 20, 6, 2, WHITE);
    }
    stand(&mut c, 3);
    c
}
