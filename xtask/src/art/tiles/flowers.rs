//! Flowers, water plants, and plants in pots.

use super::super::canvas::Canvas;
use super::super::palette::{
    CREAM1, GREY1, GREY2, LEAF1, LEAF2, LEAF3, LEAF4, OAK3, OAK4, OAK5, ROSE1, ROSE2, ROSE3, ROSE4,
    Rgba, SUN1, SUN2, SUN3, WATER4, WHITE,
};
use super::shapes::{Ramp, foliage, stand, tiles};
use super::trees::GREEN;

/// Flowers in a bed.
pub fn flowers(light: Rgba, dark: Rgba) -> Canvas {
    let mut c = tiles(1, 1);
    for (x, y) in [
        (5, 10),
        (14, 6),
        (23, 11),
        (9, 19),
        (19, 18),
        (26, 22),
        (4, 25),
        (15, 26),
    ] {
        c.rect(x, y + 2, 1, 4, LEAF3);
        c.set(x - 1, y + 4, LEAF2);
        c.set(x + 1, y + 3, LEAF2);
        c.set(x + 2, y + 4, LEAF3);
        for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
            c.rect(
                x + dx - i32::from(dx < 0),
                y + dy - i32::from(dy < 0),
                2,
                2,
                light,
            );
        }
        c.rect(x - 1, y + 2, 3, 1, dark);
        c.rect(x, y, 1, 1, SUN1);
    }
    c
}

fn pot(c: &mut Canvas, x: i32, y: i32, width: i32, [light, base, _, dark]: Ramp) {
    c.rect(x - 1, y, width + 2, 3, base);
    c.rect(x - 1, y, width + 2, 1, light);
    for row in 3..11 {
        let inset = row / 5;
        c.rect(x + inset, y + row, width - 2 * inset, 1, base);
        c.rect(x + inset, y + row, 2, 1, light);
        c.rect(x + width - inset - 3, y + row, 3, 1, dark);
    }
}

/// Leaves and a blossom on water.
pub fn lilies() -> Canvas {
    let mut c = tiles(1, 1);
    for (x, y, w, h) in [(3, 5, 13, 8), (15, 16, 14, 9), (5, 20, 9, 6)] {
        c.ellipse(x, y + 1, w, h, WATER4);
        c.ellipse(x, y, w, h, LEAF2);
        c.ellipse(x + 1, y, w - 4, h - 3, LEAF1);
        c.rect(x + w / 2, y + h / 2, w / 2, 1, LEAF3);
    }
    c.ellipse(18, 14, 7, 6, ROSE1);
    c.ellipse(20, 15, 3, 3, SUN1);
    c
}

/// Reeds at a bank.
pub fn reeds() -> Canvas {
    let mut c = tiles(1, 1);
    for (x, top) in [(7, 10), (11, 5), (16, 8), (20, 4), (24, 11)] {
        c.rect(x, top, 1, 30 - top, LEAF3);
        c.rect(x + 1, top + 6, 1, 24 - top, LEAF2);
        c.rect(x - 1, top, 3, 7, OAK4);
        c.rect(x - 1, top, 1, 7, OAK3);
    }
    c.outline(LEAF4);
    c
}

/// A plant in a small pot.
pub fn plant_small() -> Canvas {
    let mut c = tiles(1, 1);
    foliage(
        &mut c,
        &[(5, 8, 13, 12), (14, 8, 13, 12), (9, 2, 14, 14)],
        2,
        GREEN,
    );
    c.outline(LEAF4);
    let mut bottom = tiles(1, 1);
    pot(&mut bottom, 10, 18, 12, [SUN2, SUN3, SUN3, OAK4]);
    bottom.ink();
    c.draw(&bottom, 0, 0);
    stand(&mut c, 2);
    c
}

/// A tall plant with broad leaves.
pub fn plant_tall() -> Canvas {
    let mut c = tiles(1, 2);
    let leaves = [
        (3, 22, 13, 9),
        (16, 20, 14, 9),
        (4, 12, 12, 9),
        (17, 9, 12, 9),
        (10, 3, 12, 11),
        (8, 28, 9, 9),
        (17, 29, 9, 8),
    ];
    c.rect(15, 14, 2, 30, LEAF4);
    for (index, (x, y, w, h)) in leaves.into_iter().enumerate() {
        let mut leaf = tiles(1, 2);
        leaf.ellipse(x, y, w, h, LEAF2);
        leaf.ellipse(x, y, w - 3, h - 3, LEAF1);
        leaf.ellipse(x + 1, y + 2, w - 3, h - 3, LEAF2);
        leaf.rect(
            x + 2,
            y + h / 2,
            w - 4,
            1,
            if index % 2 == 0 { LEAF3 } else { LEAF1 },
        );
        leaf.outline(LEAF4);
        c.draw(&leaf, 0, 0);
    }
    let mut bottom = tiles(1, 2);
    bottom.rect(8, 42, 16, 18, GREY1);
    bottom.rect(8, 42, 16, 2, WHITE);
    bottom.rect(20, 44, 4, 16, GREY2);
    bottom.rect(10, 43, 12, 2, OAK5);
    bottom.ink();
    c.draw(&bottom, 0, 0);
    stand(&mut c, 2);
    c
}

/// A cactus in bloom.
pub fn cactus() -> Canvas {
    let mut c = tiles(1, 2);
    c.soft_rect((12, 16, 9, 32), 3, LEAF2);
    c.soft_rect((5, 24, 6, 12), 2, LEAF2);
    c.rect(8, 32, 6, 4, LEAF2);
    c.soft_rect((22, 20, 6, 13), 2, LEAF2);
    c.rect(19, 29, 6, 4, LEAF2);
    c.rect(13, 19, 2, 27, LEAF1);
    c.rect(6, 26, 1, 8, LEAF1);
    c.rect(18, 18, 2, 28, LEAF3);
    for y in (20..46).step_by(4) {
        c.set(16, y, CREAM1);
        c.set(18, y + 2, CREAM1);
    }
    c.ellipse(13, 12, 7, 6, ROSE2);
    c.ellipse(15, 13, 3, 3, ROSE1);
    c.outline(LEAF4);
    let mut bottom = tiles(1, 2);
    pot(&mut bottom, 9, 48, 14, [ROSE2, ROSE3, ROSE3, ROSE4]);
    bottom.ink();
    c.draw(&bottom, 0, 0);
    stand(&mut c, 2);
    c
}
