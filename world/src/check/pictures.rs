//! Pictures that are too large for old phones, and those that are downloaded for nothing.

use super::{Findings, Subject};
use crate::scene::{Content, Scene, TILE_MASK};

/// Width and height in pixels that every device with WebGL 2 of the last ten years can hold.
const MAX_SIDE: u32 = 4096;

pub(super) fn look(subject: &Subject<'_>, found: &mut Findings) {
    let scene = &subject.venue.scene;
    let used = used(scene);
    let images = scene.images.iter().zip(&subject.venue.image_files);
    for (index, (image, file)) in images.enumerate() {
        let Some(file) = file else {
            continue;
        };
        if image.width > MAX_SIDE || image.height > MAX_SIDE {
            let message = format!(
                "“{file}” is {} × {} pixels; old phones show at most {MAX_SIDE} × {MAX_SIDE}",
                image.width, image.height
            );
            found.add("large-image", &subject.source.file, message);
        }
        if !used.get(index).copied().unwrap_or(false) {
            let message = format!("nothing of “{file}” is shown, and every visitor downloads it");
            found.add("unused-image", &subject.source.file, message);
        }
    }
}

/// For each image of a scene whether something of it can be seen.
fn used(scene: &Scene) -> Vec<bool> {
    let mut used = vec![false; scene.images.len()];
    let mark = |used: &mut Vec<bool>, image: u32| {
        if let Some(slot) = used.get_mut(image as usize) {
            *slot = true;
        }
    };
    let mut tiles: Vec<u32> = Vec::new();
    for layer in &scene.layers {
        match &layer.content {
            Content::Tiles { cells, .. } => tiles.extend(cells),
            Content::Objects(objects) => tiles.extend(objects.iter().map(|object| object.cell)),
            Content::Image { image, .. } => mark(&mut used, *image),
        }
    }
    let mut tiles: Vec<u32> = tiles
        .iter()
        .filter_map(|cell| (cell & TILE_MASK).checked_sub(1))
        .collect();
    tiles.sort_unstable();
    tiles.dedup();
    for animation in &scene.animations {
        if tiles.binary_search(&animation.tile).is_ok() {
            tiles.extend(animation.frames.iter().map(|(tile, _)| *tile));
            tiles.sort_unstable();
        }
    }
    for sheet in tiles.iter().filter_map(|tile| scene.sheet_of(*tile)) {
        mark(&mut used, sheet.image);
    }
    used
}
