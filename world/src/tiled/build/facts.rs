//! What tiles mean wherever they are laid: found once for each tile of a tileset.

use std::collections::HashMap;

use tiled::{LayerType, Map, Tile, Tileset};

use super::flat::Flat;
use super::names::{cut, readable};
use super::outline::{self, Point};
use super::words::{Meaning, ROOMS, Words, label, site};
use crate::tiled::error::Notes;

/// What a tile means.
pub(super) struct Fact {
    /// Whether it blocks its whole cell, when it says so or denies it.
    pub(super) collides: Option<bool>,
    /// The parts of its picture that block when it says neither.
    pub(super) shapes: Vec<Vec<Point>>,
    /// The start area that it belongs to; empty when it names none.
    pub(super) start: Option<String>,
    /// The zone that it makes of its cell.
    pub(super) zone: Option<TileZone>,
}

/// A zone made of tiles. Tiles with equal ones make one zone together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TileZone {
    pub(super) name: String,
    pub(super) title: String,
    /// It has a name for people, and they walk there.
    pub(super) place: bool,
    /// What its properties say.
    said: Vec<(String, String)>,
}

/// The tiles that mean something, by the tileset's place in memory and their local number.
#[derive(Default)]
pub(super) struct Facts(HashMap<usize, HashMap<u32, Fact>>);

impl Facts {
    /// The facts about all tilesets that a map and its objects use.
    pub(super) fn of(map: &Map, layers: &[Flat<'_>], file: &str, notes: &mut Notes) -> Self {
        let mut facts = Self::default();
        for tileset in map.tilesets() {
            facts.add(tileset, file, notes);
        }
        for flat in layers {
            if let LayerType::Objects(objects) = flat.layer.layer_type() {
                for tile in objects.objects().filter_map(|object| object.get_tile()) {
                    facts.add(tile.get_tileset(), file, notes);
                }
            }
        }
        facts
    }

    /// What is known of a tile; `None` when it means nothing.
    pub(super) fn get(&self, tileset: &Tileset, id: u32) -> Option<&Fact> {
        self.0.get(&key(tileset))?.get(&id)
    }

    fn add(&mut self, tileset: &Tileset, file: &str, notes: &mut Notes) {
        if self.0.contains_key(&key(tileset)) {
            return;
        }
        let place = format!("{file}, tileset “{}”", cut(&tileset.name));
        if Words::of(&tileset.properties).is("collides") {
            let message = "“collides” on a tileset means nothing; set it on its tiles";
            notes.warn("collides-on-tileset", &place, message);
        }
        let mut tiles: Vec<(u32, Tile<'_>)> = tileset.tiles().collect();
        tiles.sort_unstable_by_key(|(id, _)| *id);
        let mut known = HashMap::new();
        for (id, tile) in tiles {
            if tile.properties.is_empty() && tile.collision.is_none() {
                continue;
            }
            let words = Words::of(&tile.properties);
            let fact = fact(&tile, &words);
            let empty = fact.shapes.is_empty() && fact.start.is_none() && fact.zone.is_none();
            if fact.collides.is_some() || !empty {
                known.insert(id, fact);
            }
        }
        self.0.insert(key(tileset), known);
    }
}

fn key(tileset: &Tileset) -> usize {
    std::ptr::from_ref(tileset).addr()
}

fn fact(tile: &Tile<'_>, words: &Words<'_>) -> Fact {
    let shapes = tile.collision.iter().flat_map(|group| group.object_data());
    let named = words
        .text("start")
        .filter(|_| words.flag("start") != Some(true));
    let named = named.filter(|name| !name.eq_ignore_ascii_case("false"));
    Fact {
        collides: words.flag("collides"),
        shapes: shapes.filter_map(outline::of).collect(),
        start: named.or_else(|| words.is("start").then(String::new)),
        zone: zone(words),
    }
}

fn zone(words: &Words<'_>) -> Option<TileZone> {
    let meaning = Meaning::of(words);
    if !meaning.is_zone() {
        return None;
    }
    let own = label(words).or_else(|| words.first_text(&ROOMS));
    let place = own.is_some() && meaning.is_place();
    let name = own
        .or_else(|| words.text("zone"))
        .or_else(|| site(words))
        .unwrap_or_else(|| meaning.kind().to_owned());
    Some(TileZone {
        title: readable(&name).unwrap_or_else(|| cut(&name)),
        name: cut(&name),
        place,
        said: words.of_tile(),
    })
}
