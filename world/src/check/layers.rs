//! Layers that can never be seen and do nothing else.

use super::{Findings, Subject};
use crate::tiled::properties;
use crate::tiled::source::{Thing, ThingKind};

/// Layers whose name alone gives them a meaning.
const NAMED: [&str; 2] = ["start", "floorlayer"];

pub(super) fn look(subject: &Subject<'_>, found: &mut Findings) {
    let doors = door_layers(&subject.source.things);
    for thing in &subject.source.things {
        let name = thing.name.trim().to_lowercase();
        if NAMED.contains(&name.as_str()) || doors.contains(&thing.name.trim()) || means(thing) {
            continue;
        }
        let message = match thing.kind {
            ThingKind::TileLayer if thing.content == 0 => "it holds no tiles",
            // Hidden tile layers still block, and tiles in them may be zones and starts.
            ThingKind::TileLayer if !thing.shown && !blocks(subject) => {
                "it is hidden or transparent"
            }
            ThingKind::PictureLayer if !thing.picture => "it holds no picture",
            ThingKind::PictureLayer if !thing.shown => "it is hidden or transparent",
            ThingKind::ObjectLayer if thing.content == 0 => "it holds no objects",
            _ => continue,
        };
        found.add("unseen-layer", &thing.place, message);
    }
}

/// Whether a property gives the layer a meaning.
fn means(layer: &Thing) -> bool {
    layer
        .properties
        .iter()
        .any(|property| properties::known(&property.name).is_some())
}

/// Whether tiles of this map mean something besides their picture.
fn blocks(subject: &Subject<'_>) -> bool {
    let things = &subject.source.things;
    let tiles = things.iter().any(|thing| thing.kind == ThingKind::Tile);
    tiles || {
        let (columns, rows) = (subject.venue.scene.columns, subject.venue.scene.rows);
        let walls = &subject.venue.scene.walls;
        (0..rows as i32).any(|row| (0..columns as i32).any(|column| walls.mask(column, row) != 0))
    }
}

/// Names of the layers that doors show and hide.
fn door_layers(things: &[Thing]) -> Vec<&str> {
    let named = things.iter().flat_map(|thing| {
        ["openLayer", "closeLayer"]
            .into_iter()
            .filter_map(|name| thing.text(name))
    });
    // One in each line, or with blanks between.
    let lines = named.flat_map(|names| names.split(['\n', ',']));
    lines
        .flat_map(|line| std::iter::once(line).chain(line.split_whitespace()))
        .map(str::trim)
        .collect()
}
