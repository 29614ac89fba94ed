//! What a parsed map means: what is drawn, what blocks, where one appears, which zones there are.

mod behaviour;
mod bubbles;
mod doors;
mod facts;
mod flat;
mod grid;
mod layers;
mod mask;
mod names;
mod nodes;
mod objects;
mod outline;
mod places;
mod sessions;
mod sheets;
mod sites;
mod slips;
mod starts;
mod targets;
mod texts;
mod walls;
mod words;
mod zones;

use tiled::Map;

use self::facts::Facts;
use self::flat::Flat;
use self::grid::Grid;
use self::nodes::Nodes;
use self::sheets::Sheets;
use self::words::Words;
use super::error::Notes;
use crate::scene::{RenderOrder, Scene};
use crate::venue::Venue;

/// A map and what is known of it so far.
struct Plan<'m> {
    map: &'m Map,
    /// The map's path, for messages.
    file: &'m str,
    grid: Grid,
    layers: Vec<Flat<'m>>,
    facts: Facts,
}

/// The venue that a map describes.
pub(super) fn build(map: &Map, file: &str, notes: &mut Notes) -> Venue {
    let mut sheets = Sheets::of(map);
    let mut layers = flat::layers(map, file, notes);
    let hung = doors::find(&mut layers, &Grid::of(map), file, notes);
    slips::point_out(map, &layers, file, notes);
    let plan = Plan {
        map,
        file,
        grid: Grid::of(map),
        facts: Facts::of(map, &layers, file, notes),
        layers,
    };
    let drawn = layers::drawn(&plan, &mut sheets, notes);
    let texts = texts::texts(&plan, notes);
    let (walls, blocks) = walls::walls(&plan, hung.len(), &mut sheets, notes);
    let at_first = doors::at_first(&walls, &hung, &blocks);
    let starts = starts::starts(&plan, &at_first, notes);
    let (found, sessions) = zones::zones(&plan, &mut sheets, notes);
    let nodes = Nodes::of(&plan.grid, &walls, &starts);
    let places = places::places(&nodes, &walls, &found, notes, file);
    let known = targets::Known {
        nodes: &nodes,
        walls: &walls,
        starts: &starts,
        places: &places,
    };
    let targets = targets::targets(&plan, &known, &mut sheets);
    let (doors, rules) = doors::finish(hung, blocks, &found, notes);
    let sites = sites::sites(&plan, notes);
    let (images, files, sheets, animations) = sheets.into_parts();
    Venue {
        scene: Scene {
            title: names::cut(
                &Words::of(&map.properties)
                    .text("mapname")
                    .unwrap_or_default(),
            ),
            columns: plan.grid.columns,
            rows: plan.grid.rows,
            tile_width: plan.grid.tile_width,
            tile_height: plan.grid.tile_height,
            background: map.background_color.map(sheets::rgba),
            parallax_origin: (map.parallax_origin_x, map.parallax_origin_y),
            render_order: match map.render_order {
                tiled::RenderOrder::RightDown => RenderOrder::RightDown,
                tiled::RenderOrder::RightUp => RenderOrder::RightUp,
                tiled::RenderOrder::LeftDown => RenderOrder::LeftDown,
                tiled::RenderOrder::LeftUp => RenderOrder::LeftUp,
            },
            images,
            sheets,
            animations,
            layers: drawn,
            texts,
            walls,
            places,
            targets,
            doors,
            sites,
        },
        image_files: files,
        starts,
        bubble: bubbles::bubbles(&plan, notes),
        zones: found.into_iter().map(|found| found.zone).collect(),
        sessions,
        doors: rules,
        warnings: Vec::new(),
    }
}
