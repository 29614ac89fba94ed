//! What hangs on walls: boards, screens, pictures, signs.

use super::super::canvas::{Canvas, chance};
use super::super::palette::{
    CREAM1, GREY3, INK, LEAF2, LEAF3, LILAC2, OAK1, OAK2, OAK3, OAK4, ROSE1, ROSE2, ROSE3, SKY1,
    SKY2, SKY3, SLATE2, SLATE4, SUN1, SUN2, SUN3, TEAL1, TEAL2, TEAL3, WHITE,
};
use super::shapes::{OAK, Ramp, STEEL, finish, tiles};

/// A board on a wall, so many tiles wide: its frame and its ground.
fn board(columns: i32, frame: Ramp, ground: [u8; 4]) -> Canvas {
    let mut c = tiles(columns, 1);
    let width = c.width();
    c.rect(2, 1, width - 4, 24, frame[1]);
    c.rect(2, 1, width - 4, 1, frame[0]);
    c.rect(2, 23, width - 4, 2, frame[2]);
    c.rect(5, 4, width - 10, 18, ground);
    c.rect(5, 4, width - 10, 1, frame[3]);
    c
}

/// A whiteboard on a wall.
pub fn whiteboard() -> Canvas {
    let mut c = board(2, STEEL, WHITE);
    for (x, y, length, color) in [(9, 8, 14, SKY3), (9, 11, 9, SKY3), (9, 14, 12, SKY3)] {
        c.rect(x, y, length, 1, color);
    }
    for (x, y) in [(32, 9), (44, 7), (44, 15)] {
        c.rect(x, y, 8, 5, ROSE2);
        c.rect(x + 1, y + 1, 6, 3, WHITE);
    }
    c.rect(40, 11, 4, 1, ROSE2);
    c.rect(41, 9, 1, 8, ROSE2);
    c.rect(41, 17, 3, 1, ROSE2);
    c.rect(12, 17, 6, 1, LEAF2);
    c.rect(40, 23, 6, 1, ROSE3);
    c.rect(48, 23, 5, 1, SKY3);
    finish(c)
}

/// A board of cork with notes, so many tiles wide.
pub fn notice_board(columns: i32) -> Canvas {
    let mut c = board(columns, OAK, OAK2);
    let notes = [WHITE, SUN1, ROSE1, SKY1, CREAM1, TEAL1];
    let mut x = 7;
    while x < c.width() - 15 {
        let at = chance(x, columns, 3);
        let (width, height) = (7 + (at % 4) as i32, 7 + (at >> 3) as i32 % 5);
        let y = 6 + (at >> 6) as i32 % 4;
        let color = notes[(at >> 9) as usize % notes.len()];
        c.rect(x + 1, y + 1, width, height, OAK4);
        c.rect(x, y, width, height, color);
        for line in (3..height - 1).step_by(2) {
            c.rect(x + 1, y + line, width - 3, 1, GREY3);
        }
        c.rect(x + width / 2, y, 1, 1, ROSE3);
        x += width + 2;
    }
    finish(c)
}

/// A screen on a wall, two tiles wide.
pub fn wall_screen() -> Canvas {
    let mut c = tiles(2, 1);
    c.soft_rect((4, 2, 56, 24), 1, SLATE4);
    c.rect(6, 4, 52, 19, SKY3);
    c.rect(6, 4, 52, 7, SKY2);
    for step in 0..8 {
        c.rect(8 + step, 20 - step, 3, 1, SKY2);
        c.rect(40 + step, 21 - step, 5, 1, SKY1);
    }
    c.rect(12, 8, 20, 2, WHITE);
    c.rect(12, 12, 14, 1, SKY1);
    c.rect(12, 15, 17, 1, SKY1);
    finish(c)
}

/// A framed picture: hills, or a sun over the sea.
pub fn picture(kind: i32) -> Canvas {
    let mut c = tiles(1, 1);
    c.rect(5, 3, 22, 20, OAK3);
    c.rect(5, 3, 22, 1, OAK1);
    c.rect(7, 5, 18, 16, if kind == 0 { SKY1 } else { ROSE1 });
    if kind == 0 {
        c.ellipse(5, 13, 14, 14, LEAF2);
        c.ellipse(14, 11, 16, 16, LEAF3);
        c.rect(5, 21, 22, 2, OAK3);
        c.rect(25, 5, 2, 16, OAK3);
        c.rect(5, 5, 2, 16, OAK3);
        c.erase(0, 23, 32, 9);
        c.erase(27, 0, 5, 32);
        c.ellipse(10, 7, 4, 4, SUN2);
    } else {
        c.ellipse(11, 8, 10, 10, SUN1);
        c.rect(7, 14, 18, 7, TEAL3);
        c.rect(12, 15, 8, 1, SUN1);
        c.rect(14, 17, 5, 1, SUN1);
    }
    finish(c)
}

/// A clock on a wall.
pub fn clock() -> Canvas {
    let mut c = tiles(1, 1);
    c.ellipse(7, 4, 18, 18, SLATE2);
    c.ellipse(9, 6, 14, 14, WHITE);
    for (x, y) in [(15, 7), (21, 12), (15, 18), (10, 12)] {
        c.rect(x, y, 1, 1, INK);
    }
    c.rect(15, 9, 1, 5, INK);
    c.rect(15, 13, 5, 1, ROSE3);
    finish(c)
}

/// A sign to hang beside a door, with a picture of what is behind it.
pub fn sign(kind: i32) -> Canvas {
    let mut c = tiles(1, 1);
    let color = [SKY3, ROSE3, TEAL2, LILAC2, LEAF3, SUN3][kind as usize % 6];
    c.soft_rect((6, 5, 20, 18), 2, color);
    c.rect(8, 5, 16, 1, WHITE);
    match kind {
        0 => {
            c.rect(10, 9, 12, 8, WHITE);
            c.rect(15, 17, 2, 3, WHITE);
            c.rect(12, 19, 8, 1, WHITE);
        }
        1 => {
            c.rect(10, 11, 8, 8, WHITE);
            c.rect(18, 13, 3, 4, WHITE);
            c.rect(18, 14, 2, 2, color);
            c.rect(12, 8, 1, 2, WHITE);
            c.rect(15, 8, 1, 2, WHITE);
        }
        2 => {
            c.rect(9, 10, 6, 8, WHITE);
            c.rect(17, 10, 6, 8, WHITE);
            c.rect(15, 11, 2, 8, WHITE);
            c.rect(10, 12, 4, 1, color);
            c.rect(18, 12, 4, 1, color);
            c.rect(10, 14, 4, 1, color);
            c.rect(18, 14, 4, 1, color);
        }
        3 => {
            c.ellipse(10, 9, 6, 6, WHITE);
            c.ellipse(17, 9, 6, 6, WHITE);
            c.rect(9, 16, 7, 4, WHITE);
            c.rect(17, 16, 7, 4, WHITE);
        }
        4 => {
            c.ellipse(10, 8, 12, 9, WHITE);
            c.rect(15, 15, 2, 5, WHITE);
        }
        _ => {
            c.rect(15, 8, 3, 3, WHITE);
            c.rect(14, 12, 4, 1, WHITE);
            c.rect(15, 12, 3, 6, WHITE);
            c.rect(13, 18, 7, 1, WHITE);
        }
    }
    finish(c)
}
