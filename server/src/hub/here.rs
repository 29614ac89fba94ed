//! What one is told of the zones one stands in.

use hallway_protocol::session::Here;
use hallway_world::venue::Venue;

/// The zones of these indices, each title once: one room may be drawn as several areas.
pub(super) fn here(venue: &Venue, zones: &[usize]) -> Vec<Here> {
    let mut told: Vec<Here> = Vec::new();
    for zone in zones.iter().filter_map(|zone| venue.zones.get(*zone)) {
        if zone.title.is_empty() || told.iter().any(|here| here.title == zone.title) {
            continue;
        }
        told.push(Here {
            title: zone.title.clone(),
            silent: zone.silent,
            hint: zone.hint.clone(),
            ..Here::default()
        });
    }
    told
}
