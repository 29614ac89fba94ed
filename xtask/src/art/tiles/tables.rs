//! Tables and desks, and what lies on them.

use super::super::canvas::Canvas;
use super::super::palette::{
    CREAM1, CREAM3, GREY1, GREY2, GREY3, GREY4, INK, OAK3, OAK4, OAK5, ROSE2, SKY1, SKY2, SKY3,
    SLATE2, SLATE3, SLATE4, SUN2, TEAL2, WHITE,
};
use super::shapes::{LACQUER, OAK, Ramp, boxy, finish, grain, stand, tiles};

/// A table of so many tiles.
pub fn table(columns: i32, rows: i32, wood: Ramp) -> Canvas {
    let mut c = tiles(columns, rows);
    let (width, height) = (c.width(), c.height());
    let top = height - 12;
    for x in [5, width - 8] {
        c.rect(x, top + 4, 3, 7, wood[3]);
        c.rect(x, top + 4, 1, 7, wood[2]);
    }
    boxy(&mut c, (2, 2, width - 4), (top - 1, 5), wood);
    grain(&mut c, (4, 4, width - 8, top - 4), wood[2]);
    finish(c)
}

/// A round table of two by two tiles.
pub fn round_table([light, base, shade, dark]: Ramp) -> Canvas {
    let mut c = tiles(2, 2);
    c.ellipse(22, 46, 20, 12, dark);
    c.rect(29, 40, 6, 14, dark);
    c.ellipse(4, 8, 56, 42, shade);
    c.ellipse(4, 4, 56, 42, base);
    c.ellipse(6, 5, 50, 36, light);
    c.ellipse(8, 7, 50, 37, base);
    grain(&mut c, (17, 11, 32, 14), shade);
    finish(c)
}

/// A round table on which somebody works over a coffee.
pub fn round_table_set(wood: Ramp) -> Canvas {
    let mut c = round_table(wood);
    c.draw(&papers(), 14, 8);
    c.draw(&mugs(), 28, 18);
    c
}

/// A desk with a screen, its user facing away from the viewer.
pub fn desk() -> Canvas {
    let mut c = tiles(2, 2);
    for x in [4, 56] {
        c.rect(x, 52, 4, 10, SLATE3);
        c.rect(x, 52, 1, 10, SLATE2);
    }
    boxy(&mut c, (2, 28, 60), (22, 5), OAK);
    grain(&mut c, (4, 30, 56, 18), OAK3);
    boxy(&mut c, (42, 55, 13), (1, 6), OAK);
    c.rect(47, 58, 3, 1, OAK5);
    let mut screen = tiles(2, 2);
    screen.rect(28, 28, 8, 5, SLATE3);
    screen.ellipse(22, 31, 20, 6, SLATE2);
    screen.soft_rect((12, 6, 40, 24), 1, SLATE4);
    screen.rect(14, 8, 36, 19, SKY3);
    screen.rect(14, 8, 36, 3, SKY2);
    for (y, length, color) in [
        (13, 14, SKY1),
        (16, 9, SUN2),
        (19, 17, SKY1),
        (22, 11, ROSE2),
    ] {
        screen.rect(17, y, length, 1, color);
    }
    screen.rect(38, 14, 9, 9, TEAL2);
    screen.rect(38, 14, 9, 1, WHITE);
    screen.ink();
    stand(&mut screen, 1);
    c.draw(&screen, 0, 0);
    c.rect(21, 40, 22, 6, GREY3);
    c.rect(21, 40, 22, 5, GREY1);
    for x in (22..42).step_by(2) {
        c.rect(x, 41, 1, 3, GREY3);
    }
    c.rect(46, 41, 3, 5, GREY1);
    c.rect(46, 45, 3, 1, GREY3);
    mug(&mut c, 8, 36);
    finish(c)
}

/// A mug of coffee.
pub fn mug(c: &mut Canvas, x: i32, y: i32) {
    c.rect(x, y, 6, 7, INK);
    c.rect(x + 6, y + 2, 2, 4, INK);
    c.rect(x + 6, y + 3, 1, 2, GREY2);
    c.rect(x + 1, y + 1, 4, 5, ROSE2);
    c.rect(x + 1, y + 1, 4, 1, OAK5);
    c.rect(x + 1, y + 2, 1, 4, CREAM1);
}

/// A laptop, its user facing away from the viewer.
pub fn laptop() -> Canvas {
    let mut c = tiles(1, 1);
    c.soft_rect((7, 1, 18, 13), 1, SLATE4);
    c.rect(9, 3, 14, 9, SKY2);
    c.rect(9, 3, 14, 2, SKY1);
    c.rect(11, 7, 7, 1, WHITE);
    c.rect(11, 9, 5, 1, WHITE);
    c.rect(5, 14, 22, 6, GREY2);
    c.rect(5, 19, 22, 1, GREY4);
    for row in [15, 17] {
        for x in (7..25).step_by(2) {
            c.rect(x, row, 1, 1, GREY4);
        }
    }
    c.ink();
    c
}

/// Sheets of paper and a pencil.
pub fn papers() -> Canvas {
    let mut c = tiles(1, 1);
    c.rect(6, 4, 12, 13, WHITE);
    c.rect(14, 6, 12, 12, CREAM1);
    for y in [6, 9, 12] {
        c.rect(8, y, 5, 1, GREY3);
        c.rect(17, y + 2, 7, 1, CREAM3);
    }
    c.rect(14, 17, 12, 1, CREAM3);
    c.outline(OAK4);
    c.rect(20, 3, 7, 2, SUN2);
    c.rect(19, 3, 1, 2, INK);
    c.rect(27, 3, 1, 2, ROSE2);
    c
}

/// Two mugs and a plate.
pub fn mugs() -> Canvas {
    let mut c = tiles(1, 1);
    c.ellipse(15, 9, 13, 9, GREY3);
    c.ellipse(15, 8, 13, 9, LACQUER[0]);
    c.ellipse(17, 9, 9, 6, GREY1);
    c.ellipse(19, 8, 5, 5, SUN2);
    c.ellipse(21, 9, 2, 2, CREAM1);
    c.outline(OAK4);
    mug(&mut c, 5, 9);
    mug(&mut c, 12, 3);
    c
}
