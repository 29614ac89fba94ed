//! Small things that make a room a home.

use super::super::canvas::Canvas;
use super::super::palette::{
    CREAM1, GREY2, GREY4, HAZE, LILAC1, LILAC2, LILAC3, OAK4, OAK5, ROSE2, SUN1, SUN2, SUN3, WHITE,
};
use super::shapes::{finish, tiles};

/// A floor lamp of a living room.
pub fn lamp() -> Canvas {
    let mut c = tiles(1, 2);
    c.rect(15, 22, 2, 35, OAK5);
    c.ellipse(9, 54, 14, 6, OAK4);
    for row in 0..16 {
        let half = 6 + row / 3;
        c.rect(16 - half, 8 + row, 2 * half, 1, SUN1);
        c.rect(16 - half, 8 + row, 3, 1, CREAM1);
        c.rect(12 + half, 8 + row, 4, 1, SUN2);
    }
    c.rect(5, 23, 22, 1, SUN3);
    finish(c)
}

/// A round rug of two by two tiles.
pub fn rug() -> Canvas {
    let mut c = tiles(2, 2);
    c.ellipse(1, 3, 62, 60, HAZE);
    for (inset, color) in [
        (2, LILAC3),
        (4, LILAC1),
        (8, LILAC2),
        (15, CREAM1),
        (18, LILAC2),
        (25, ROSE2),
    ] {
        c.ellipse(inset, inset, 64 - 2 * inset, 64 - 2 * inset, color);
    }
    c
}

/// A paper basket.
pub fn basket() -> Canvas {
    let mut c = tiles(1, 1);
    c.rect(10, 12, 12, 16, GREY2);
    c.rect(10, 12, 12, 3, GREY4);
    c.rect(13, 9, 5, 5, WHITE);
    for x in [12, 15, 18] {
        c.rect(x, 16, 1, 11, GREY4);
    }
    finish(c)
}
