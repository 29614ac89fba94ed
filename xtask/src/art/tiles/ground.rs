//! The tileset `ground`: floors, grass, paths, water.

use super::super::palette::{
    LILAC1, LILAC2, LILAC3, ROSE2, ROSE3, ROSE4, SLATE3, TEAL1, TEAL2, TEAL3, TEAL4,
};
use super::super::sheet::{Sheet, TILE};
use super::{floors, outdoors};

/// Milliseconds that each picture of moving water stands.
const WATER_MS: u32 = 300;

/// Draws the tileset.
pub fn sheet() -> Sheet {
    let mut sheet = Sheet::new("ground", 16, 8);
    for seed in 0..4 {
        sheet.put(
            (seed, 0),
            &format!("wood-{}", seed + 1),
            &floors::wood(seed),
            &[],
        );
    }
    for seed in 0..2 {
        sheet.put(
            (4 + seed, 0),
            &format!("stage-{}", seed + 1),
            &floors::stage(seed),
            &[],
        );
    }
    for seed in 0..3 {
        sheet.put(
            (6 + seed, 0),
            &format!("stone-{}", seed + 1),
            &floors::stone(seed),
            &[],
        );
    }
    sheet.put((9, 0), "checks", &floors::checks(), &[]);
    for variant in 0..3 {
        let name = format!("grass-{}", variant + 1);
        sheet.put((10 + variant, 0), &name, &outdoors::grass(variant), &[]);
    }
    for variant in 0..2 {
        let name = format!("meadow-{}", variant + 1);
        sheet.put((13 + variant, 0), &name, &outdoors::meadow(variant), &[]);
    }
    sheet.put(
        (15, 0),
        "stage-edge",
        &floors::stage_edge(),
        &[(0, 4, TILE, 20)],
    );
    let carpets = [
        ("carpet-teal", [TEAL1, TEAL2, TEAL3, TEAL4]),
        ("carpet-rose", [ROSE2, ROSE3, ROSE4, ROSE4]),
        ("carpet-lilac", [LILAC1, LILAC2, LILAC3, SLATE3]),
    ];
    for (index, (name, colors)) in carpets.into_iter().enumerate() {
        sheet.put((3 * index as i32, 1), name, &floors::carpet(colors), &[]);
    }
    for piece in 0..outdoors::PIECES {
        let at = match piece {
            0..9 => (9 + piece % 3, 1 + piece / 3),
            _ => (12 + piece - 9, 1),
        };
        sheet.put(at, &format!("path-{piece}"), &outdoors::path(piece), &[]);
    }
    // Left halves, for the cells of walls that run up and down between two kinds of floor.
    let halves = [
        ("wood-half", floors::wood(0)),
        ("stone-half", floors::stone(0)),
        ("checks-half", floors::checks()),
        ("grass-half", outdoors::grass(0)),
    ];
    for (index, (name, picture)) in halves.into_iter().enumerate() {
        let half = picture.part(0, 0, TILE / 2, TILE);
        sheet.put((12 + index as i32, 2), name, &half, &[]);
    }
    for piece in 0..outdoors::PIECES {
        let blocks = [(0, 0, TILE, TILE)];
        for moment in 0..4 {
            let name = match moment {
                0 => format!("water-{piece}"),
                _ => format!("water-{piece}-{moment}"),
            };
            sheet.put(
                (piece, 4 + moment),
                &name,
                &outdoors::water(piece, moment),
                &blocks,
            );
        }
        let frames: Vec<_> = (0..4).map(|moment| (piece, 4 + moment)).collect();
        sheet.animate((piece, 4), &frames, WATER_MS);
    }
    sheet
}
