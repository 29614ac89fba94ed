//! Coloured cells that mark an area on a layer of its own, each with a sign.

use super::super::canvas::Canvas;
use super::super::palette::{INK, LEAF2, LILAC2, Rgba, SKY3, SUN2, WHITE};
use super::shapes::tiles;

/// Name, colour, and the letter as rows of five pixels.
pub const MARKERS: &[(&str, Rgba, [&str; 7])] = &[
    (
        "start",
        LEAF2,
        [
            "..#..", "..#..", "..#..", "..#..", "#.#.#", ".###.", "..#..",
        ],
    ),
    (
        "silent",
        LILAC2,
        [
            ".####", "#....", "#....", ".###.", "....#", "....#", "####.",
        ],
    ),
    (
        "exit",
        SUN2,
        [
            "#####", "#....", "#....", "####.", "#....", "#....", "#####",
        ],
    ),
    (
        "zone",
        SKY3,
        [
            "#####", "....#", "...#.", "..#..", ".#...", "#....", "#####",
        ],
    ),
];

/// A marked cell.
pub fn marker(color: Rgba, letter: &[&str; 7]) -> Canvas {
    let mut c = tiles(1, 1);
    c.rect(0, 0, 32, 32, color);
    c.rect(0, 0, 32, 1, INK);
    c.rect(0, 0, 1, 32, INK);
    for (row, line) in letter.iter().enumerate() {
        for (column, dot) in line.chars().enumerate() {
            if dot == '#' {
                c.rect(8 + 3 * column as i32, 6 + 3 * row as i32, 3, 3, WHITE);
            }
        }
    }
    c
}
