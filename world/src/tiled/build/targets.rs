//! What a link can lead to by name (`moveTo=NAME`) besides the places that are listed: whatever an
//! author gave a name, as in WorkAdventure: objects first, then layers. Zones made of tiles have none
//! but that of a meeting, which is not for everybody to know.

use std::collections::HashSet;

use hallway_protocol::Pos;
use hallway_protocol::geom::SUBPX;
use tiled::{LayerType, Object, TileLayer};

use super::flat::Flat;
use super::grid::Budget;
use super::layers::tiles;
use super::names::{cut, is_default};
use super::nodes::Nodes;
use super::sheets::Sheets;
use super::zones;
use super::{Plan, outline};
use crate::movement::can_stand;
use crate::scene::Place;
use crate::tiled::limits::{MAX_PLACE_WORK, MAX_TARGETS};
use crate::venue::{Area, Start};
use crate::walls::Walls;

/// Cells around a point in which a spot is looked for.
const BESIDE: f64 = 2.0;

/// What is known of the map by now.
pub(super) struct Known<'k> {
    pub(super) nodes: &'k Nodes,
    pub(super) walls: &'k Walls,
    pub(super) starts: &'k [Start],
    /// These have their names already.
    pub(super) places: &'k [Place],
}

/// All names that are no title of a place, each with a spot.
pub(super) fn targets(plan: &Plan<'_>, known: &Known<'_>, sheets: &mut Sheets) -> Vec<Place> {
    let mut out = Targets {
        known,
        work: Budget(MAX_PLACE_WORK),
        names: (known.places.iter())
            .map(|place| place.title.to_lowercase())
            .collect(),
        list: Vec::new(),
    };
    for flat in &plan.layers {
        if let LayerType::Objects(layer) = flat.layer.layer_type() {
            for object in layer.objects() {
                out.object(plan, &object, flat, sheets);
            }
        }
    }
    for start in known.starts {
        let spot = start.spots.first();
        out.add(&start.name, |_| spot.copied());
    }
    for flat in &plan.layers {
        if let LayerType::Tiles(TileLayer::Finite(layer)) = flat.layer.layer_type() {
            out.layer(plan, &layer, flat);
        }
    }
    out.list
}

struct Targets<'t> {
    known: &'t Known<'t>,
    work: Budget,
    /// In small letters.
    names: HashSet<String>,
    list: Vec<Place>,
}

impl Targets<'_> {
    /// Adds a name that is not there yet, if there is a spot for it.
    fn add(&mut self, name: &str, spot: impl FnOnce(&mut Self) -> Option<Pos>) {
        let title = cut(name);
        let full = self.list.len() >= MAX_TARGETS;
        if full || title.is_empty() || self.names.contains(&title.to_lowercase()) {
            return;
        }
        if let Some(at) = spot(self) {
            self.names.insert(title.to_lowercase());
            self.list.push(Place {
                title,
                x: at.x / SUBPX,
                y: at.y / SUBPX,
            });
        }
    }

    fn spot(&mut self, area: &Area) -> Option<Pos> {
        let best = self
            .known
            .nodes
            .best(self.known.walls, area, &mut self.work);
        best.map(|(_, at)| at)
    }

    /// A point or, where nobody can stand, a free spot beside it.
    fn near(&mut self, plan: &Plan<'_>, (x, y): (f32, f32), flat: &Flat<'_>) -> Option<Pos> {
        let (x, y) = (f64::from(x), f64::from(y));
        let on_map = |corners| outline::positions(&outline::moved(corners, flat.offset));
        let at = on_map(vec![(x, y)]);
        let free = at.first().filter(|at| can_stand(self.known.walls, **at));
        if let Some(at) = free {
            return Some(*at);
        }
        let (width, height) = plan.grid.cell();
        let (left, right) = (x - width * BESIDE, x + width * BESIDE);
        let (top, bottom) = (y - height * BESIDE, y + height * BESIDE);
        let around = vec![(left, top), (right, top), (right, bottom), (left, bottom)];
        self.spot(&Area::Polygon(on_map(around)))
    }

    fn object(
        &mut self,
        plan: &Plan<'_>,
        object: &Object<'_>,
        flat: &Flat<'_>,
        sheets: &mut Sheets,
    ) {
        self.add(&object.name, |out| {
            let inside = zones::corners(object, flat, sheets)
                .map(|corners| Area::Polygon(outline::positions(&corners)))
                .and_then(|area| out.spot(&area));
            inside.or_else(|| out.near(plan, (object.x, object.y), flat))
        });
    }

    fn layer(&mut self, plan: &Plan<'_>, layer: &tiled::FiniteTileLayer<'_>, flat: &Flat<'_>) {
        let name = flat.layer.name.trim();
        // What Tiled named is known to nobody.
        if is_default(name) {
            return;
        }
        let mut covered = None;
        for name in [name, &flat.path] {
            self.add(name, |out| {
                *covered.get_or_insert_with(|| out.spot(&cells(plan, layer, flat)))
            });
        }
    }
}

/// The cells of a layer that hold a tile.
fn cells(plan: &Plan<'_>, layer: &tiled::FiniteTileLayer<'_>, flat: &Flat<'_>) -> Area {
    let mut bits = vec![0u64; plan.grid.cells().div_ceil(64)];
    let shift = flat.shift(&plan.grid);
    for (column, row, _) in tiles(layer, &plan.grid) {
        let (column, row) = (i64::from(column) + shift.0, i64::from(row) + shift.1);
        if let Some(cell) = plan.grid.index(column, row)
            && let Some(word) = bits.get_mut(cell / 64)
        {
            *word |= 1 << (cell % 64);
        }
    }
    Area::Cells {
        columns: plan.grid.columns,
        bits,
    }
}
