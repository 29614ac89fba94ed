//! Tiles placed freely, exactly where Tiled draws them.

use tiled::{DrawOrder, FillMode, Object, ObjectAlignment, ObjectLayer, ObjectShape};

use super::flat::Flat;
use super::layers::flips;
use super::sheets::Sheets;
use crate::scene::{Content, DrawSize, TileObject};
use crate::tiled::error::Notes;

/// Times that the opacity may change from one object of a layer to the next; each takes a layer of
/// its own. Objects after that are as opaque as the last ones.
const MAX_CHANGES: usize = 100;

/// The tiles of an object layer in the order of painting: those that follow one another with the
/// same opacity of their own together.
pub(super) fn drawn(
    layer: &ObjectLayer<'_>,
    sheets: &mut Sheets,
    flat: &Flat<'_>,
    notes: &mut Notes,
) -> Vec<(f32, Content)> {
    let mut unknown: Vec<u32> = Vec::new();
    let mut out: Vec<(f32, Vec<TileObject>)> = Vec::new();
    for object in in_order(layer) {
        if object.get_tile().is_none() {
            continue;
        }
        let Some(tile) = place(&object, sheets) else {
            unknown.push(object.id());
            continue;
        };
        let opacity = opacity(&object);
        let full = out.len() > MAX_CHANGES;
        match out.last_mut() {
            Some((same, tiles)) if *same == opacity || full => tiles.push(tile),
            _ => out.push((opacity, vec![tile])),
        }
    }
    if let Some(first) = unknown.first() {
        let message = format!(
            "{} of its objects show tiles of no tileset and are not drawn, the first is object {first}",
            unknown.len()
        );
        notes.warn("unknown-tile", &flat.place, message);
    }
    let seen = out.into_iter().filter(|(opacity, _)| *opacity > 0.0);
    seen.map(|(opacity, tiles)| (opacity, Content::Objects(tiles)))
        .collect()
}

/// How opaque an object is by itself, 0 to 1.
pub(super) fn opacity(object: &Object<'_>) -> f32 {
    object.opacity.clamp(0.0, 1.0)
}

/// The objects of a layer that are not hidden, in the order of painting.
pub(super) fn in_order<'l>(layer: &ObjectLayer<'l>) -> Vec<Object<'l>> {
    let mut objects: Vec<Object<'l>> = layer.objects().filter(|object| object.visible).collect();
    if layer.draw_order == DrawOrder::TopDown {
        // Stable, as Tiled's order is.
        objects.sort_by(|a, b| a.y.total_cmp(&b.y));
    }
    objects
}

/// Where the tile of an object lies, layer offset apart. `None` when it shows no known tile.
pub(super) fn place(object: &Object<'_>, sheets: &mut Sheets) -> Option<TileObject> {
    let tile = object.get_tile()?;
    let tileset = tile.get_tileset();
    sheets.add(tileset);
    let number = sheets.number(tileset, tile.id())?;
    let sheet = sheets.sheet(number)?;
    let picture = (f64::from(sheet.tile_width), f64::from(sheet.tile_height));
    let (width, height) = size(&object.shape);
    // An object without a size is as large as its tile.
    let or = |side: f64, default: f64| if side > 0.0 { side } else { default };
    let (width, height) = (or(width, picture.0), or(height, picture.1));

    // Left edge and bottom edge as seen from the point that stands where the object is.
    let (anchor_x, anchor_y) = anchor(tileset.object_alignment);
    let (mut left, mut bottom) = (-width * anchor_x, height * (1.0 - anchor_y));
    let mut drawn = (width, height);
    // Sheets fit into a box by themselves only when they do in cells too.
    let fits = tileset.fill_mode == FillMode::PreserveAspectFit && sheet.size == DrawSize::Own;
    if fits && picture.0 > 0.0 && picture.1 > 0.0 {
        let scale = (width / picture.0).min(height / picture.1);
        drawn = (picture.0 * scale, picture.1 * scale);
        let (gap_x, gap_y) = ((width - drawn.0) / 2.0, (height - drawn.1) / 2.0);
        left += gap_x;
        bottom -= gap_y;
        if tile.flip_d {
            // The diagonal flip is made around the corner of the box, not of what fits into it.
            let shift = gap_y - gap_x;
            left += shift;
            bottom += shift;
        }
    }
    let (sin, cos) = f64::from(object.rotation).to_radians().sin_cos();
    let (left, bottom) = (left * cos - bottom * sin, left * sin + bottom * cos);
    Some(TileObject {
        cell: (number + 1) | flips(tile.flip_h, tile.flip_v, tile.flip_d),
        x: (f64::from(object.x) + left) as f32,
        y: (f64::from(object.y) + bottom - drawn.1) as f32,
        width: drawn.0 as f32,
        height: drawn.1 as f32,
        rotation: object.rotation,
    })
}

/// Width and height of an object.
pub(super) fn size(shape: &ObjectShape) -> (f64, f64) {
    match shape {
        ObjectShape::Rect { width, height }
        | ObjectShape::Ellipse { width, height }
        | ObjectShape::Capsule { width, height }
        | ObjectShape::Text { width, height, .. } => (f64::from(*width), f64::from(*height)),
        ObjectShape::Polyline { .. } | ObjectShape::Polygon { .. } | ObjectShape::Point(..) => {
            (0.0, 0.0)
        }
    }
}

/// Which point of a tile stands where its object is, in parts of its width and height.
fn anchor(alignment: ObjectAlignment) -> (f64, f64) {
    match alignment {
        ObjectAlignment::TopLeft => (0.0, 0.0),
        ObjectAlignment::Top => (0.5, 0.0),
        ObjectAlignment::TopRight => (1.0, 0.0),
        ObjectAlignment::Left => (0.0, 0.5),
        ObjectAlignment::Center => (0.5, 0.5),
        ObjectAlignment::Right => (1.0, 0.5),
        ObjectAlignment::Unspecified | ObjectAlignment::BottomLeft => (0.0, 1.0),
        ObjectAlignment::Bottom => (0.5, 1.0),
        ObjectAlignment::BottomRight => (1.0, 1.0),
    }
}
