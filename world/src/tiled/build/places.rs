//! Places to find by name: for each zone that people walk to, a free spot that they can reach.

use std::collections::HashMap;

use hallway_protocol::geom::SUBPX;

use super::grid::Budget;
use super::nodes::Nodes;
use super::zones::Found;
use crate::scene::Place;
use crate::tiled::error::Notes;
use crate::tiled::limits::MAX_PLACE_WORK;
use crate::walls::Walls;

/// The places of a map, each title once.
pub(super) fn places(
    nodes: &Nodes,
    walls: &Walls,
    zones: &[Found],
    notes: &mut Notes,
    file: &str,
) -> Vec<Place> {
    let mut work = Budget(MAX_PLACE_WORK);
    let mut places: Vec<(bool, Place)> = Vec::new();
    let mut by_title: HashMap<&str, usize> = HashMap::new();
    for found in zones.iter().filter(|found| found.place) {
        let zone = &found.zone;
        let Some((reached, at)) = nodes.best(walls, &zone.area, &mut work) else {
            let message = "nobody can stand in it, so it is not listed among the places";
            notes.warn("blocked-zone", &format!("{file}, “{}”", zone.name), message);
            continue;
        };
        let place = Place {
            title: zone.title.clone(),
            x: at.x / SUBPX,
            y: at.y / SUBPX,
        };
        match by_title
            .get(zone.title.as_str())
            .and_then(|index| places.get_mut(*index))
        {
            Some(known) if reached && !known.0 => *known = (reached, place),
            Some(_) => {}
            None => {
                by_title.insert(&zone.title, places.len());
                places.push((reached, place));
            }
        }
    }
    places.into_iter().map(|(_, place)| place).collect()
}
