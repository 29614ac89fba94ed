//! What one sits on: chairs, stools, sofas. All seen from slightly above.

use super::super::canvas::Canvas;
use super::super::palette::{OAK1, OAK3, OAK5, SLATE2, SLATE3, SLATE4};
use super::shapes::{OAK, Ramp, finish, tiles};

/// A chair whose sitter looks at the viewer.
pub fn chair_down([light, base, shade, dark]: Ramp) -> Canvas {
    let mut c = tiles(1, 1);
    c.rect(9, 26, 2, 4, OAK5);
    c.rect(21, 26, 2, 4, OAK5);
    c.soft_rect((8, 4, 16, 12), 2, shade);
    c.rect(10, 5, 12, 1, light);
    c.rect(9, 6, 14, 5, base);
    c.soft_rect((7, 14, 18, 12), 2, base);
    c.rect(9, 14, 14, 2, light);
    c.rect(8, 22, 16, 3, shade);
    c.rect(8, 25, 16, 1, dark);
    finish(c)
}

/// A chair seen from behind.
pub fn chair_up([light, base, shade, dark]: Ramp) -> Canvas {
    let mut c = tiles(1, 1);
    c.rect(9, 26, 2, 4, OAK5);
    c.rect(21, 26, 2, 4, OAK5);
    c.soft_rect((7, 8, 18, 12), 2, base);
    c.rect(9, 9, 14, 1, light);
    c.soft_rect((7, 15, 18, 12), 2, shade);
    c.rect(9, 15, 14, 2, light);
    c.rect(8, 17, 16, 2, base);
    c.rect(8, 25, 16, 1, dark);
    for x in [12, 16, 20] {
        c.rect(x, 19, 1, 5, dark);
    }
    finish(c)
}

/// A chair whose sitter looks to the right.
pub fn chair_right([light, base, shade, dark]: Ramp) -> Canvas {
    let mut c = tiles(1, 1);
    c.rect(8, 26, 2, 4, OAK5);
    c.rect(21, 26, 2, 4, OAK5);
    c.soft_rect((8, 13, 17, 10), 2, base);
    c.rect(10, 13, 13, 2, light);
    c.rect(9, 22, 15, 3, shade);
    c.rect(9, 25, 15, 1, dark);
    c.soft_rect((6, 5, 6, 18), 2, shade);
    c.rect(7, 7, 2, 14, light);
    c.rect(9, 7, 1, 14, base);
    finish(c)
}

/// A folding seat of an auditorium, from behind.
pub fn seat_up([light, base, shade, dark]: Ramp) -> Canvas {
    let mut c = tiles(1, 1);
    c.rect(4, 14, 3, 13, SLATE3);
    c.rect(25, 14, 3, 13, SLATE3);
    c.rect(4, 14, 3, 2, SLATE2);
    c.rect(25, 14, 3, 2, SLATE2);
    c.soft_rect((8, 7, 16, 12), 2, base);
    c.rect(10, 8, 12, 1, light);
    c.soft_rect((6, 13, 20, 14), 3, shade);
    c.soft_rect((6, 13, 20, 5), 3, base);
    c.rect(9, 13, 14, 1, light);
    c.rect(8, 26, 16, 1, dark);
    c.rect(15, 20, 2, 1, light);
    finish(c)
}

/// A round stool.
pub fn stool() -> Canvas {
    let mut c = tiles(1, 1);
    c.rect(11, 20, 2, 9, SLATE3);
    c.rect(19, 20, 2, 9, SLATE3);
    c.rect(15, 21, 2, 9, SLATE4);
    c.ellipse(8, 13, 16, 11, OAK3);
    c.ellipse(8, 11, 16, 10, OAK[1]);
    c.ellipse(10, 12, 9, 5, OAK1);
    finish(c)
}

/// A sofa of so many tiles, or an armchair of one, facing the viewer.
pub fn sofa(columns: i32, [light, base, shade, dark]: Ramp) -> Canvas {
    let mut c = tiles(columns, 1);
    let width = c.width();
    c.rect(5, 28, 3, 2, OAK5);
    c.rect(width - 8, 28, 3, 2, OAK5);
    c.soft_rect((3, 2, width - 6, 16), 3, base);
    c.rect(6, 2, width - 12, 2, light);
    c.rect(6, 12, width - 12, 4, shade);
    let seats = if columns == 1 { 1 } else { columns };
    let seat = (width - 14) / seats;
    for index in 0..seats {
        let x = 7 + index * seat;
        c.soft_rect((x, 14, seat, 10), 1, base);
        c.rect(x + 1, 14, seat - 2, 2, light);
        c.rect(x, 23, seat, 1, shade);
        if index > 0 {
            c.rect(x, 14, 1, 9, dark);
            c.rect(x, 5, 1, 8, shade);
        }
    }
    c.rect(4, 24, width - 8, 4, shade);
    c.rect(4, 27, width - 8, 1, dark);
    for x in [2, width - 8] {
        c.soft_rect((x, 10, 6, 18), 2, base);
        c.rect(x + 1, 11, 4, 2, light);
        c.rect(x + 1, 20, 4, 7, shade);
    }
    finish(c)
}
