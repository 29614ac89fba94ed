//! Where one appears, by WorkAdventure's conventions: tile layers named `start` or with
//! `startLayer`, tiles with `start`, areas of class `start` or with `start`.

use std::collections::HashMap;

use hallway_protocol::Pos;
use tiled::{FiniteTileLayer, LayerType, Object, ObjectShape, TileLayer};

use super::Plan;
use super::flat::Flat;
use super::grid::Budget;
use super::layers::tiles;
use super::names::cut;
use super::outline::{self, Point};
use super::words::Words;
use crate::movement::can_stand;
use crate::tiled::error::Notes;
use crate::tiled::limits::{MAX_PLACE_WORK, MAX_SPOTS, MAX_ZONES};
use crate::venue::Start;
use crate::walls::Walls;

/// The name of the start that serves those who name none.
const DEFAULT: &str = "start";

/// All starts that have a free spot. One of them is the default, when there is any.
pub(super) fn starts(plan: &Plan<'_>, walls: &Walls, notes: &mut Notes) -> Vec<Start> {
    let mut found = Found {
        walls,
        notes,
        starts: Vec::new(),
        by_name: HashMap::new(),
        work: Budget(MAX_PLACE_WORK),
    };
    for flat in &plan.layers {
        match flat.layer.layer_type() {
            LayerType::Tiles(TileLayer::Finite(layer)) => found.layer(plan, &layer, flat),
            LayerType::Objects(layer) => {
                for object in layer.objects() {
                    found.object(plan, &object, flat);
                }
            }
            LayerType::Tiles(TileLayer::Infinite(_))
            | LayerType::Image(_)
            | LayerType::Group(_) => {}
        }
    }
    let mut starts = found.starts;
    for start in &mut starts {
        thin(&mut start.spots);
    }
    match starts.first_mut() {
        None => {
            let message = "there is no layer named “start” and no start area with a free spot; people \
                           appear in the middle of the map";
            notes.warn("no-start", plan.file, message);
        }
        Some(first) if !first.default => {
            let name = first.name.clone();
            if !starts.iter().any(|start| start.default) {
                let message = format!("no layer is named “start”; people appear at “{name}”");
                notes.warn("no-default-start", plan.file, message);
                if let Some(first) = starts.first_mut() {
                    first.default = true;
                }
            }
        }
        Some(_) => {}
    }
    starts
}

/// Keeps no more spots than are of use, evenly spread.
fn thin(spots: &mut Vec<Pos>) {
    let step = spots.len().div_ceil(MAX_SPOTS);
    if step > 1 {
        *spots = spots.iter().step_by(step).copied().collect();
    }
}

struct Found<'f> {
    walls: &'f Walls,
    notes: &'f mut Notes,
    starts: Vec<Start>,
    by_name: HashMap<String, usize>,
    work: Budget,
}

impl Found<'_> {
    /// Adds spots to the start of that name.
    fn add(&mut self, name: &str, default: bool, candidates: &[Pos], place: &str) {
        let free = candidates
            .iter()
            .copied()
            .filter(|at| can_stand(self.walls, *at));
        let spots: Vec<Pos> = free.collect();
        if spots.is_empty() {
            let message = if candidates.is_empty() {
                "this start covers nothing and is left out"
            } else {
                "nobody can stand anywhere in this start; it is left out"
            };
            self.notes.warn("blocked-start", place, message);
            return;
        }
        let name = cut(name);
        let name = if name.is_empty() {
            DEFAULT.to_owned()
        } else {
            name
        };
        let default = default || name == DEFAULT;
        if let Some(start) = self
            .by_name
            .get(&name)
            .and_then(|index| self.starts.get_mut(*index))
        {
            start.spots.extend(spots);
            start.default |= default;
        } else if self.starts.len() < MAX_ZONES {
            self.by_name.insert(name.clone(), self.starts.len());
            self.starts.push(Start {
                name,
                default,
                spots,
            });
        } else {
            let message = format!("there are more than {MAX_ZONES} starts; this one is left out");
            self.notes.warn("too-many-starts", place, message);
        }
    }

    fn layer(&mut self, plan: &Plan<'_>, layer: &FiniteTileLayer<'_>, flat: &Flat<'_>) {
        let words = Words::of(&flat.layer.properties);
        let name = flat.layer.name.trim();
        let named = name.eq_ignore_ascii_case(DEFAULT);
        let own = start_name(&words);
        let is_start = named || words.is("startlayer") || own.is_some();
        let shift = flat.shift(&plan.grid);
        let mut all = Vec::new();
        // In the order in which the names come up.
        let mut by_tile: Vec<(&str, Vec<Pos>)> = Vec::new();
        let mut tile_names: HashMap<&str, usize> = HashMap::new();
        for (column, row, tile) in tiles(layer, &plan.grid) {
            let cell = plan
                .grid
                .index(i64::from(column) + shift.0, i64::from(row) + shift.1);
            let Some(middle) = cell.map(|cell| plan.grid.middle(cell)) else {
                continue;
            };
            if is_start {
                all.push(middle);
            }
            let tileset = plan.map.tilesets().get(tile.tileset_index());
            let fact = tileset.and_then(|tileset| plan.facts.get(tileset, tile.id()));
            let Some(start) = fact.and_then(|fact| fact.start.as_deref()) else {
                continue;
            };
            if start.is_empty() && is_start {
                continue;
            }
            let start = if start.is_empty() { name } else { start };
            let index = *tile_names.entry(start).or_insert(by_tile.len());
            if index == by_tile.len() {
                by_tile.push((start, Vec::new()));
            }
            if let Some((_, spots)) = by_tile.get_mut(index) {
                spots.push(middle);
            }
        }
        if is_start {
            let own = own.filter(|own| !own.is_empty());
            let own = own.unwrap_or_else(|| if named { DEFAULT } else { name }.to_owned());
            self.add(&own, named || is_default(&words), &all, &flat.place);
        }
        for (start, spots) in by_tile {
            self.add(start, false, &spots, &flat.place);
        }
    }

    fn object(&mut self, plan: &Plan<'_>, object: &Object<'_>, flat: &Flat<'_>) {
        let words = Words::of(&object.properties);
        let own = start_name(&words);
        if !object.user_type.trim().eq_ignore_ascii_case(DEFAULT) && own.is_none() {
            return;
        }
        let name = own
            .filter(|own| !own.is_empty())
            .unwrap_or_else(|| object.name.trim().to_owned());
        let place = format!("{}, object “{}”", flat.place, cut(&object.name));
        let candidates = self.inside(plan, object, flat);
        self.add(&name, is_default(&words), &candidates, &place);
    }

    /// The middles of the cells in an object or, when it is smaller than that, its own middle.
    fn inside(&mut self, plan: &Plan<'_>, object: &Object<'_>, flat: &Flat<'_>) -> Vec<Pos> {
        let point = |corners: Vec<Point>| outline::positions(&outline::moved(corners, flat.offset));
        if matches!(object.shape, ObjectShape::Point(..)) {
            return point(vec![(f64::from(object.x), f64::from(object.y))]);
        }
        let Some(corners) = outline::of(object) else {
            return Vec::new();
        };
        let corners = outline::moved(corners, flat.offset);
        let (width, height) = plan.grid.cell();
        let mut spots = Vec::new();
        let mut spans = Vec::new();
        for row in 0..i64::from(plan.grid.rows) {
            if !self.work.take(corners.len() as u64) {
                break;
            }
            outline::spans(&corners, (row as f64 + 0.5) * height, &mut spans);
            for (left, right) in &spans {
                let limit = |at: f64| {
                    (at / width - 0.5)
                        .ceil()
                        .clamp(0.0, f64::from(plan.grid.columns)) as i64
                };
                let (first, end) = (limit(*left), limit(*right));
                if !self.work.take(u64::try_from(end - first).unwrap_or(0)) {
                    break;
                }
                let cells = (first..end).filter_map(|column| plan.grid.index(column, row));
                spots.extend(cells.map(|cell| plan.grid.middle(cell)));
            }
        }
        thin(&mut spots);
        if spots.is_empty() {
            let count = corners.len().max(1) as f64;
            let (x, y) = corners
                .iter()
                .fold((0.0, 0.0), |sum, c| (sum.0 + c.0, sum.1 + c.1));
            spots = outline::positions(&[(x / count, y / count)]);
        }
        spots
    }
}

/// The name in a `start` property, empty when it only says yes; `None` when it says no.
fn start_name(words: &Words<'_>) -> Option<String> {
    match (words.flag("start")?, words.text("start")) {
        (true, _) => Some(String::new()),
        (false, Some(name)) if !name.eq_ignore_ascii_case("false") => Some(name),
        (false, _) => None,
    }
}

fn is_default(words: &Words<'_>) -> bool {
    words.is("isdefault") || words.is("default")
}
