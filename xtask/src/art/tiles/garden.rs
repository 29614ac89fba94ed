//! The tileset `garden`: what grows and stands outdoors. And `markers`, for layers that mark areas.

use super::super::palette::{LILAC1, LILAC3, ROSE1, ROSE2, ROSE3, SUN1, SUN3};
use super::super::sheet::{Sheet, TILE};
use super::{flowers, markers, park, trees, walls};

/// Draws the tileset.
pub fn sheet() -> Sheet {
    let mut sheet = Sheet::new("garden", 16, 7);
    let trunk = [(20, 80, 24, 12)];
    sheet.put((0, 0), "tree", &trees::tree(trees::GREEN, 1), &trunk);
    sheet.put((2, 0), "pine", &trees::pine(), &trunk);
    sheet.put(
        (4, 0),
        "cherry-tree",
        &trees::tree(trees::BLOSSOM, 7),
        &trunk,
    );
    sheet.put((6, 0), "bush", &trees::bush(None), &[(4, 12, 24, 16)]);
    sheet.put(
        (7, 0),
        "bush-berries",
        &trees::bush(Some(ROSE2)),
        &[(4, 12, 24, 16)],
    );
    sheet.put((8, 0), "flowers-rose", &flowers::flowers(ROSE1, ROSE3), &[]);
    sheet.put((9, 0), "flowers-sun", &flowers::flowers(SUN1, SUN3), &[]);
    sheet.put(
        (10, 0),
        "flowers-lilac",
        &flowers::flowers(LILAC1, LILAC3),
        &[],
    );
    sheet.put((11, 0), "stones", &park::stones(), &[(4, 16, 24, 12)]);
    sheet.put((12, 0), "lilies", &flowers::lilies(), &[]);
    sheet.put((13, 0), "reeds", &flowers::reeds(), &[]);
    sheet.put((14, 0), "step-stone", &park::step_stone(), &[]);
    sheet.put((15, 0), "signpost", &park::signpost(), &[(12, 20, 8, 8)]);
    sheet.put((6, 1), "bench", &park::bench(), &[(0, 4, 64, 8)]);
    sheet.put((8, 1), "hedge", &trees::hedge(), &[(0, 0, 32, 32)]);
    sheet.put((9, 1), "lantern", &park::lantern(), &[(12, 52, 8, 8)]);
    sheet.put((10, 1), "picnic-table", &park::picnic(), &[(0, 8, 64, 52)]);
    sheet.put((0, 3), "fountain", &park::fountain(), &[(4, 36, 88, 52)]);
    for mask in 0..16 {
        let blocks: Vec<_> = walls::top_blocks(mask).into_iter().map(narrow).collect();
        sheet.put(
            (mask, 6),
            &format!("fence-{mask}"),
            &park::fence(mask),
            &blocks,
        );
    }
    sheet
}

/// What marks zones on layers below the ground, where it is seen in Tiled only.
pub fn marker_set() -> Sheet {
    let mut sheet = Sheet::new("markers", 4, 1);
    for (column, (name, color, letter)) in markers::MARKERS.iter().enumerate() {
        let picture = markers::marker(*color, letter);
        sheet.put((column as i32, 0), &format!("marker-{name}"), &picture, &[]);
    }
    sheet
}

/// A fence stands where a wall would, but its foot is lower and narrower.
fn narrow((x, y, width, height): (i32, i32, i32, i32)) -> (i32, i32, i32, i32) {
    match (x, y) {
        (8, 0) => (12, 0, 8, 12),
        _ => (
            if x == 8 { 12 } else { x },
            12,
            if width == TILE { TILE } else { width - 4 },
            height - 4,
        ),
    }
}
