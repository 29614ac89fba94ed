//! The kitchen: units of one pattern that join side by side, and the fridge.

use super::super::canvas::Canvas;
use super::super::palette::{
    CREAM1, CREAM2, CREAM3, GREY1, GREY2, GREY3, GREY4, INK, OAK4, ROSE1, ROSE2, ROSE3, SLATE2,
    SLATE3, SLATE4, SUN1, SUN2, SUN3, TEAL1, TEAL2, WATER2, WHITE,
};
use super::shapes::{CREAM, DARK, LACQUER, STEEL, boxy, finish, stand, tiles};
use super::tables::mug;

/// A kitchen unit of one by two tiles; what is on it is added by the others.
pub fn unit() -> Canvas {
    let mut c = tiles(1, 2);
    c.rect(0, 24, 32, 36, CREAM3);
    c.rect(0, 24, 32, 15, GREY1);
    c.rect(0, 24, 32, 2, WHITE);
    c.rect(0, 38, 32, 2, GREY3);
    for x in [2, 17] {
        c.rect(x, 42, 13, 15, CREAM2);
        c.rect(x, 42, 13, 1, CREAM1);
        c.rect(x, 42, 1, 15, CREAM1);
        c.rect(x + 12, 42, 1, 15, CREAM[3]);
    }
    c.rect(12, 44, 1, 4, OAK4);
    c.rect(19, 44, 1, 4, OAK4);
    c.rect(0, 58, 32, 2, SLATE3);
    c.rect(0, 23, 32, 1, INK);
    c.rect(0, 60, 32, 1, INK);
    stand(&mut c, 2);
    c
}

/// The coffee machine on its unit.
pub fn coffee() -> Canvas {
    let mut c = unit();
    let mut machine = tiles(1, 2);
    boxy(&mut machine, (5, 4, 22), (5, 25), DARK);
    machine.rect(8, 11, 16, 4, SLATE4);
    machine.rect(9, 12, 5, 2, TEAL1);
    machine.rect(20, 12, 2, 2, ROSE2);
    machine.rect(17, 12, 2, 2, SUN2);
    machine.rect(9, 17, 14, 12, INK);
    machine.rect(14, 17, 4, 3, GREY3);
    machine.rect(7, 29, 18, 4, STEEL[1]);
    machine.rect(7, 32, 18, 1, STEEL[3]);
    machine.ink();
    c.draw(&machine, 0, 0);
    mug(&mut c, 13, 23);
    c
}

/// A sink in its unit.
pub fn sink() -> Canvas {
    let mut c = unit();
    c.soft_rect((5, 26, 22, 11), 1, GREY4);
    c.soft_rect((6, 27, 20, 9), 1, GREY2);
    c.rect(7, 30, 18, 5, WATER2);
    c.rect(8, 30, 6, 1, WHITE);
    c.rect(14, 16, 4, 13, INK);
    c.rect(15, 17, 2, 11, GREY2);
    c.rect(15, 17, 7, 3, INK);
    c.rect(15, 17, 6, 2, GREY1);
    c.rect(19, 19, 2, 3, GREY3);
    c
}

/// A stove in its unit.
pub fn stove() -> Canvas {
    let mut c = unit();
    c.rect(2, 26, 28, 12, SLATE4);
    for (x, y) in [(4, 27), (17, 27)] {
        c.ellipse(x, y, 11, 9, SLATE2);
        c.ellipse(x + 2, y + 2, 7, 5, ROSE3);
        c.ellipse(x + 3, y + 3, 5, 3, SLATE4);
    }
    c.rect(2, 41, 28, 17, GREY2);
    c.rect(5, 45, 22, 10, SLATE4);
    c.rect(6, 46, 20, 4, SLATE3);
    c.rect(5, 43, 22, 1, GREY4);
    for x in [6, 12, 18, 24] {
        c.rect(x, 41, 2, 1, INK);
    }
    c
}

/// A fridge.
pub fn fridge() -> Canvas {
    let mut c = tiles(1, 2);
    boxy(&mut c, (2, 2, 28), (6, 53), LACQUER);
    c.rect(3, 26, 26, 2, GREY3);
    c.rect(5, 12, 2, 10, GREY4);
    c.rect(5, 32, 2, 14, GREY4);
    c.rect(17, 13, 7, 8, SUN1);
    c.rect(17, 13, 7, 1, SUN3);
    c.rect(19, 33, 6, 5, ROSE1);
    c.rect(13, 38, 4, 4, TEAL2);
    c.rect(4, 60, 24, 1, SLATE4);
    finish(c)
}
