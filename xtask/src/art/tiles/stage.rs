//! What stands on and beside the stage.

use super::super::canvas::Canvas;
use super::super::palette::{
    CREAM1, GREY2, GREY3, GREY4, INK, OAK2, OAK3, OAK4, ROSE2, ROSE3, SKY1, SKY3, SKY4, SLATE2,
    SLATE3, SLATE4, SUN1, SUN2, SUN3, TEAL1, TEAL2, TEAL3, WHITE,
};
use super::shapes::{DARK, OAK, boxy, finish, stand, tiles};

/// The screen of the stage, six by two tiles.
pub fn screen() -> Canvas {
    let mut c = tiles(6, 2);
    c.rect(6, 0, 180, 5, SLATE3);
    c.rect(6, 0, 180, 1, SLATE2);
    c.rect(10, 5, 172, 52, SLATE4);
    c.rect(13, 6, 166, 48, SKY1);
    c.rect(13, 6, 166, 7, SKY3);
    c.rect(18, 8, 40, 3, WHITE);
    for (y, length) in [(20, 62), (27, 54), (34, 58), (41, 40)] {
        c.ellipse(22, y, 4, 4, ROSE2);
        c.rect(30, y + 1, length, 2, SKY4);
    }
    for (index, height) in [9, 15, 12, 22, 28].into_iter().enumerate() {
        let x = 112 + index as i32 * 12;
        let color = [TEAL2, TEAL3, SUN2, SUN3, ROSE2][index];
        c.rect(x, 48 - height, 8, height, color);
        c.rect(x, 48 - height, 1, height, WHITE);
    }
    c.rect(108, 48, 64, 1, SKY4);
    c.rect(10, 57, 172, 2, SLATE2);
    finish(c)
}

/// The stage's lectern.
pub fn lectern() -> Canvas {
    let mut c = tiles(1, 2);
    boxy(&mut c, (6, 22, 20), (9, 0), OAK);
    c.rect(6, 31, 20, 2, OAK4);
    c.rect(8, 33, 16, 24, OAK3);
    c.rect(8, 33, 2, 24, OAK2);
    c.rect(22, 33, 2, 24, OAK4);
    c.rect(6, 56, 20, 3, OAK4);
    c.ellipse(12, 38, 8, 8, SUN2);
    c.ellipse(14, 40, 4, 4, SUN1);
    c.rect(10, 24, 11, 6, WHITE);
    c.rect(11, 26, 8, 1, GREY3);
    c.rect(11, 28, 6, 1, GREY3);
    c.ink();
    c.rect(22, 14, 1, 11, INK);
    c.rect(20, 11, 3, 4, SLATE3);
    c.rect(20, 11, 2, 1, GREY2);
    stand(&mut c, 2);
    c
}

/// A loudspeaker.
pub fn speaker() -> Canvas {
    let mut c = tiles(1, 2);
    boxy(&mut c, (6, 10, 20), (5, 45), DARK);
    c.ellipse(11, 18, 10, 10, INK);
    c.ellipse(13, 20, 6, 6, SLATE2);
    c.ellipse(8, 32, 16, 18, INK);
    c.ellipse(10, 34, 12, 14, SLATE3);
    c.ellipse(13, 38, 6, 6, SLATE4);
    c.rect(12, 35, 4, 1, SLATE2);
    finish(c)
}

/// A banner on a stand with the project's mark.
pub fn banner() -> Canvas {
    let mut c = tiles(1, 2);
    c.rect(6, 4, 20, 48, TEAL3);
    c.rect(6, 4, 20, 2, TEAL1);
    c.rect(6, 40, 20, 12, ROSE3);
    c.ellipse(9, 12, 14, 14, CREAM1);
    c.rect(12, 15, 2, 8, TEAL3);
    c.rect(18, 15, 2, 8, TEAL3);
    c.rect(12, 18, 8, 2, TEAL3);
    c.rect(10, 30, 12, 1, CREAM1);
    c.rect(12, 33, 8, 1, CREAM1);
    c.rect(15, 52, 2, 6, GREY4);
    c.rect(8, 57, 16, 2, GREY3);
    finish(c)
}
