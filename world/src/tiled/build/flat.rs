//! Layers without groups: what a group does to the layers in it is worked into each of them.

use tiled::{Color, Layer, LayerType, Map};

use super::grid::Grid;
use crate::tiled::error::Notes;

/// The most that a factor of parallax can come to through groups.
const MAX_PARALLAX: f32 = 1_000_000.0;

/// A layer that is not a group.
pub(super) struct Flat<'m> {
    pub(super) layer: Layer<'m>,
    /// File, groups and layer, for messages.
    pub(super) place: String,
    /// Neither it nor a group around it is hidden.
    pub(super) visible: bool,
    /// 0 to 1.
    pub(super) opacity: f32,
    pub(super) tint: Option<[u8; 4]>,
    /// In map pixels.
    pub(super) offset: (f32, f32),
    pub(super) parallax: (f32, f32),
    /// It lies above the avatars.
    pub(super) above: bool,
    /// Names of the groups and its own, with `/` between.
    pub(super) path: String,
    /// The door whose state it shows, and whether open.
    pub(super) door: Option<(u32, bool)>,
}

impl Flat<'_> {
    /// By how many whole cells it is shifted. Half a cell does not count: authors shift furniture
    /// so, and mean the cell that they drew on.
    pub(super) fn shift(&self, grid: &Grid) -> (i64, i64) {
        let (width, height) = grid.cell();
        let whole = |offset: f32, cell: f64| {
            let cells = f64::from(offset) / cell;
            (cells.signum() * (cells.abs() - 0.5).ceil().max(0.0)) as i64
        };
        (whole(self.offset.0, width), whole(self.offset.1, height))
    }
}

/// All layers bottom up.
pub(super) fn layers<'m>(map: &'m Map, file: &str, notes: &mut Notes) -> Vec<Flat<'m>> {
    let mut out = Vec::new();
    let outside = Around {
        place: format!("{file}, layer “"),
        path: String::new(),
        visible: true,
        opacity: 1.0,
        tint: [1.0; 4],
        offset: (0.0, 0.0),
        parallax: (1.0, 1.0),
    };
    for layer in map.layers() {
        flatten(layer, &outside, &mut out);
    }
    mark_above(&mut out, file, notes);
    out
}

/// What surrounds a layer: the groups that it is in.
struct Around {
    place: String,
    path: String,
    visible: bool,
    opacity: f32,
    tint: [f32; 4],
    offset: (f32, f32),
    parallax: (f32, f32),
}

fn flatten<'m>(layer: Layer<'m>, around: &Around, out: &mut Vec<Flat<'m>>) {
    let parallax = |outer: f32, own: f32| (outer * own).clamp(-MAX_PARALLAX, MAX_PARALLAX);
    let here = Around {
        place: format!("{}{}", around.place, layer.name),
        path: format!("{}{}", around.path, layer.name.trim()),
        visible: around.visible && layer.visible,
        opacity: (around.opacity * layer.opacity).clamp(0.0, 1.0),
        tint: tinted(around.tint, layer.tint_color),
        offset: (
            around.offset.0 + layer.offset_x,
            around.offset.1 + layer.offset_y,
        ),
        parallax: (
            parallax(around.parallax.0, layer.parallax_x),
            parallax(around.parallax.1, layer.parallax_y),
        ),
    };
    if let LayerType::Group(group) = layer.layer_type() {
        let here = Around {
            place: format!("{}/", here.place),
            path: format!("{}/", here.path),
            ..here
        };
        for inner in group.layers() {
            flatten(inner, &here, out);
        }
        return;
    }
    let tint = here.tint.map(|part| (part * 255.0).round() as u8);
    out.push(Flat {
        layer,
        place: format!("{}”", here.place),
        visible: here.visible,
        opacity: here.opacity,
        tint: (tint != [255; 4]).then_some(tint),
        offset: here.offset,
        parallax: here.parallax,
        above: false,
        path: here.path,
        door: None,
    });
}

fn tinted(around: [f32; 4], own: Option<Color>) -> [f32; 4] {
    let Some(own) = own else {
        return around;
    };
    let own = [own.red, own.green, own.blue, own.alpha];
    let mut out = around;
    for (part, by) in out.iter_mut().zip(own) {
        *part *= f32::from(by) / 255.0;
    }
    out
}

/// Avatars walk at the object layer named `floorLayer` or, without one, at the lowest object layer.
fn mark_above(layers: &mut [Flat<'_>], file: &str, notes: &mut Notes) {
    let objects = |flat: &Flat<'_>| matches!(flat.layer.layer_type(), LayerType::Objects(_));
    let named = |flat: &Flat<'_>| flat.layer.name.trim().eq_ignore_ascii_case("floorLayer");
    let exact = layers
        .iter()
        .position(|flat| objects(flat) && flat.layer.name == "floorLayer");
    let floor = exact.or_else(|| layers.iter().position(|flat| objects(flat) && named(flat)));
    let floor = floor.or_else(|| {
        let lowest = layers.iter().position(objects);
        let message = if lowest.is_some() {
            "there is no object layer named “floorLayer”; all above the lowest object layer is drawn \
             over the avatars"
        } else {
            "there is no object layer named “floorLayer”; nothing is drawn over the avatars"
        };
        notes.warn("no-floor-layer", file, message);
        lowest
    });
    if let Some(floor) = floor {
        for flat in layers.iter_mut().skip(floor + 1) {
            flat.above = true;
        }
    }
}
