//! Areas with a meaning: tile layers, tiles and objects whose properties say what happens there.

use std::collections::BTreeMap;

use hallway_protocol::door::ZoneDoor;
use tiled::{FiniteTileLayer, LayerType, Object, Properties, TileLayer};

use super::doors::{self, Beside};
use super::facts::TileZone;
use super::flat::Flat;
use super::layers::tiles;
use super::names::{cut, is_technology, readable};
use super::outline::{self, Frame, Point};
use super::sessions::{Said, Sessions};
use super::sheets::Sheets;
use super::words::{Meaning, ROOMS, Words, label, site};
use super::{Plan, behaviour, objects};
use crate::hours::Hours;
use crate::scene::TILE_MASK;
use crate::tiled::error::Notes;
use crate::tiled::limits::{MAX_ZONE_CELLS, MAX_ZONES};
use crate::venue::{Area, Session, Zone};

/// A zone, and what else is known of it.
pub(super) struct Found {
    pub(super) zone: Zone,
    /// It is one to walk to.
    pub(super) place: bool,
    /// The door that one can open there.
    pub(super) beside: Option<Beside>,
}

/// All zones in map order, and what can be joined in them.
pub(super) fn zones(
    plan: &Plan<'_>,
    sheets: &mut Sheets,
    notes: &mut Notes,
) -> (Vec<Found>, Vec<Session>) {
    let mut zones = Zones {
        plan,
        notes,
        map: Words::of(&plan.map.properties),
        sessions: Sessions::default(),
        found: Vec::new(),
        by_tile: BTreeMap::new(),
        cells: 0,
    };
    zones.map();
    for flat in &plan.layers {
        match flat.layer.layer_type() {
            LayerType::Tiles(TileLayer::Finite(layer)) => zones.layer(&layer, flat),
            LayerType::Objects(layer) => {
                for object in layer.objects() {
                    zones.object(&object, flat, sheets);
                }
            }
            LayerType::Tiles(TileLayer::Infinite(_))
            | LayerType::Image(_)
            | LayerType::Group(_) => {}
        }
    }
    (zones.found, zones.sessions.into_list())
}

struct Zones<'z> {
    plan: &'z Plan<'z>,
    notes: &'z mut Notes,
    /// The properties of the map.
    map: Words<'z>,
    sessions: Sessions,
    found: Vec<Found>,
    /// Where in `found` the zones made of tiles are; `None` for those left out.
    by_tile: BTreeMap<&'z TileZone, Option<usize>>,
    /// Cells of the map that zones are kept for.
    cells: u64,
}

impl<'z> Zones<'z> {
    /// Adds a zone, of which these are the properties, and tells its index, unless there are too
    /// many.
    fn add(&mut self, zone: Zone, words: &Words<'_>, place: bool, at: &str) -> Option<usize> {
        if let Area::Cells { .. } = zone.area {
            self.cells = self.cells.saturating_add(self.plan.grid.cells() as u64);
        }
        if self.found.len() >= MAX_ZONES || self.cells > MAX_ZONE_CELLS {
            let message = "the map has too many zones; this one and some after it are left out";
            self.notes.warn("too-many-zones", at, message);
            return None;
        }
        let mut said = Said {
            words,
            map: &self.map,
            file: self.plan.file,
            place: at,
            notes: self.notes,
        };
        let mut zone = zone;
        behaviour::fill(&mut zone, &mut said, &mut self.sessions);
        let beside = doors::beside(&said);
        self.found.push(Found {
            zone,
            place,
            beside,
        });
        Some(self.found.len() - 1)
    }

    /// No cells yet.
    fn no_cells(&self) -> Area {
        Area::Cells {
            columns: self.plan.grid.columns,
            bits: vec![0; self.plan.grid.cells().div_ceil(64)],
        }
    }

    /// What the map itself says holds everywhere on it.
    fn map(&mut self) {
        let words = Words::of(&self.plan.map.properties);
        let meaning = Meaning::of(&words);
        if meaning.exit {
            let message = "an exit of the whole map would let nobody in; it is ignored";
            self.notes.warn("exit-everywhere", self.plan.file, message);
        }
        if !(meaning.silent || meaning.opens || words.has_sound()) {
            return;
        }
        let (width, height) = self.plan.grid.cell();
        let right = width * f64::from(self.plan.grid.columns);
        let bottom = height * f64::from(self.plan.grid.rows);
        let corners = [(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)];
        let title = words.text("mapname").map(|name| cut(&name));
        let zone = Zone {
            name: String::new(),
            title: title.unwrap_or_else(|| meaning.kind().to_owned()),
            area: Area::Polygon(outline::positions(&corners)),
            ..Zone::default()
        };
        if let Some(index) = self.add(zone, &words, false, self.plan.file)
            && let Some(found) = self.found.get_mut(index)
        {
            found.zone.exit = None;
            found.zone.talk = None;
            found.zone.capacity = None;
            found.zone.door = ZoneDoor::Open;
            found.zone.hours = Hours::default();
            found.zone.requires.clear();
        }
    }

    fn layer(&mut self, layer: &FiniteTileLayer<'_>, flat: &'z Flat<'z>) {
        let plan = self.plan;
        let words = Words::of(&flat.layer.properties);
        let meaning = Meaning::of(&words);
        let shift = flat.shift(&plan.grid);
        let at = |column: u32, row: u32| {
            let (column, row) = (i64::from(column) + shift.0, i64::from(row) + shift.1);
            plan.grid.index(column, row)
        };
        let mut covered = tiles(layer, &plan.grid).filter_map(|(column, row, _)| at(column, row));
        let mut own = None;
        if meaning.is_zone() && covered.next().is_none() {
            let message = "the layer has the properties of a zone but no cells";
            self.notes.warn("empty-zone", &flat.place, message);
        } else if meaning.is_zone() {
            let zone = Zone {
                name: cut(&flat.layer.name),
                title: title(&words, &flat.layer.name, meaning),
                area: self.no_cells(),
                ..Zone::default()
            };
            own = self.add(zone, &words, meaning.is_place(), &flat.place);
        }
        for (column, row, tile) in tiles(layer, &plan.grid) {
            let Some(cell) = at(column, row) else {
                continue;
            };
            if let Some(own) = own {
                self.cover(own, cell);
            }
            let tileset = plan.map.tilesets().get(tile.tileset_index());
            let fact = tileset.and_then(|tileset| plan.facts.get(tileset, tile.id()));
            if let Some(zone) = fact.and_then(|fact| fact.zone.as_ref())
                && let Some(laid) = tileset.and_then(|tileset| tileset.get_tile(tile.id()))
                && let Some(index) = self.of_tile(zone, &laid.properties, flat)
            {
                self.cover(index, cell);
            }
        }
    }

    /// The zone that tiles with this meaning make together.
    fn of_tile(
        &mut self,
        tile: &'z TileZone,
        properties: &Properties,
        flat: &Flat<'_>,
    ) -> Option<usize> {
        if let Some(known) = self.by_tile.get(tile) {
            return *known;
        }
        let zone = Zone {
            name: tile.name.clone(),
            title: tile.title.clone(),
            area: self.no_cells(),
            ..Zone::default()
        };
        let place = format!("{}, its tiles", flat.place);
        let index = self.add(zone, &Words::of(properties), tile.place, &place);
        self.by_tile.insert(tile, index);
        index
    }

    fn cover(&mut self, zone: usize, cell: usize) {
        if let Some(Area::Cells { bits, .. }) =
            self.found.get_mut(zone).map(|found| &mut found.zone.area)
            && let Some(word) = bits.get_mut(cell / 64)
        {
            *word |= 1 << (cell % 64);
        }
    }

    fn object(&mut self, object: &Object<'_>, flat: &Flat<'_>, sheets: &mut Sheets) {
        let words = Words::of(&object.properties);
        let meaning = Meaning::of(&words);
        let class = object.user_type.trim();
        let is_area = ["area", "zone"]
            .iter()
            .any(|area| class.eq_ignore_ascii_case(area));
        let name = cut(&object.name);
        // An area that has only a name is one to walk to, unless it is there to start or to block.
        let helper = words.flag("start").is_some() || words.flag("collides").is_some();
        let named = is_area && !name.is_empty() && !helper;
        if !meaning.is_zone() && !named {
            return;
        }
        let place = format!("{}, object “{name}”", flat.place);
        let Some(corners) = corners(object, flat, sheets) else {
            let message = "it has the properties of a zone but no area";
            self.notes.warn("empty-zone", &place, message);
            return;
        };
        let zone = Zone {
            title: title(&words, &name, meaning),
            name,
            area: Area::Polygon(outline::positions(&corners)),
            ..Zone::default()
        };
        let walked_to = meaning.is_place() || (named && !meaning.is_zone());
        self.add(zone, &words, walked_to, &place);
    }
}

/// What an object covers on the map.
pub(super) fn corners(
    object: &Object<'_>,
    flat: &Flat<'_>,
    sheets: &mut Sheets,
) -> Option<Vec<Point>> {
    let corners = match object.get_tile() {
        Some(_) => {
            let placed = objects::place(object, sheets)?;
            let sheet = sheets.sheet((placed.cell & TILE_MASK).checked_sub(1)?)?;
            Frame::of_object(sheet, &placed).outline()
        }
        None => outline::of(object)?,
    };
    Some(outline::moved(corners, flat.offset))
}

/// What people call a zone.
fn title(words: &Words<'_>, name: &str, meaning: Meaning) -> String {
    // Rooms named by a URL have no name in it that people know.
    let room = || {
        let room = words
            .first_text(&ROOMS)
            .filter(|room| !room.contains("://"))?;
        readable(&room)
    };
    label(words)
        .map(|label| cut(&label))
        .or_else(|| if is_technology(name) { room() } else { None })
        .or_else(|| readable(name))
        .or_else(room)
        .or_else(|| readable(&words.text("zone")?))
        .or_else(|| site(words).map(|site| cut(&site)))
        .unwrap_or_else(|| meaning.kind().to_owned())
}
