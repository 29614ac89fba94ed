//! Names of properties that mean nothing but look like ones that do.

use std::collections::HashMap;

use tiled::{LayerType, Map, Properties};

use super::flat::Flat;
use super::names::cut;
use crate::tiled::error::Notes;
use crate::tiled::properties::{self, Property};

/// Different names that are looked at; a map has some dozens.
const MAX_NAMES: usize = 2000;

/// Warns of all slips in the names of properties.
pub(super) fn point_out(map: &Map, layers: &[Flat<'_>], file: &str, notes: &mut Notes) {
    let mut slips = Slips {
        known: HashMap::new(),
        notes,
    };
    slips.look_at(&map.properties, file, "");
    for tileset in map.tilesets() {
        let place = format!("{file}, tileset “{}”", cut(&tileset.name));
        slips.look_at(&tileset.properties, &place, "");
        let mut tiles: Vec<_> = tileset.tiles().collect();
        tiles.sort_unstable_by_key(|(id, _)| *id);
        for (_, tile) in tiles {
            slips.look_at(&tile.properties, &place, " of a tile");
        }
    }
    for flat in layers {
        slips.look_at(&flat.layer.properties, &flat.place, "");
        if let LayerType::Objects(objects) = flat.layer.layer_type() {
            for object in objects.objects().filter(|o| !o.properties.is_empty()) {
                let place = format!("{}, object “{}”", flat.place, cut(&object.name));
                slips.look_at(&object.properties, &place, "");
            }
        }
    }
}

struct Slips<'s> {
    /// What was meant by the names seen so far.
    known: HashMap<String, Option<&'static Property>>,
    notes: &'s mut Notes,
}

impl Slips<'_> {
    fn look_at(&mut self, properties: &Properties, place: &str, whose: &str) {
        let mut names: Vec<&String> = properties.keys().collect();
        names.sort_unstable();
        for name in names {
            let Some(right) = self.meant(name) else {
                continue;
            };
            let message = format!(
                "the property “{}”{whose} means nothing; “{}” does",
                cut(name),
                right.name
            );
            self.notes.warn("misspelt-property", place, message);
        }
    }

    fn meant(&mut self, name: &str) -> Option<&'static Property> {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        if self.known.len() >= MAX_NAMES {
            return None;
        }
        let meant = properties::nearest(name);
        self.known.insert(name.to_owned(), meant);
        meant
    }
}
