//! Exits that lead nowhere.

use super::{Checker, Findings, Subject, place_of};
use crate::zone::{ExitTo, Zone};

/// Endings of map files, in the order in which a room's map is looked for.
const EXTENSIONS: [&str; 4] = ["wam", "tmx", "tmj", "json"];

pub(super) fn look(subject: &Subject<'_>, checker: &mut Checker<'_>, found: &mut Findings) {
    let file = &subject.source.file;
    for zone in &subject.venue.zones {
        if let Some(ExitTo::Room { room, entry }) = &zone.exit {
            let place = place_of(zone, file);
            look_at(subject, checker, zone, (room, entry), &place, found);
        }
    }
}

fn look_at(
    subject: &Subject<'_>,
    checker: &mut Checker<'_>,
    zone: &Zone,
    (room, entry): (&str, &str),
    place: &str,
    found: &mut Findings,
) {
    let tile = first_cell(subject, zone);
    let starts = if room.is_empty() {
        let starts = &subject.venue.starts;
        Some(starts.iter().map(|start| start.name.clone()).collect())
    } else {
        let mut candidates = EXTENSIONS.iter().map(|ext| format!("{room}.{ext}"));
        let Some(file) = candidates.find(|file| checker.names.contains(file)) else {
            let message = format!(
                "the exit “{}” leads to “{room}”, which is not there",
                zone.title
            );
            found.add_at("exit-nowhere", place, tile, message);
            return;
        };
        checker.starts_of(room, &file)
    };
    let Some(starts) = starts else {
        let message = format!(
            "the exit “{}” leads to “{room}”, which can't be used",
            zone.title
        );
        found.add_at("exit-nowhere", place, tile, message);
        return;
    };
    if !entry.is_empty() && !starts.iter().any(|name| name == entry) {
        let there = if room.is_empty() { "this map" } else { room };
        let message = format!(
            "the exit “{}” leads to the start “{entry}”, which {there} does not have",
            zone.title
        );
        found.add_at("exit-unknown-start", place, tile, message);
    }
}

fn first_cell(subject: &Subject<'_>, zone: &Zone) -> Option<(i64, i64)> {
    let (width, height) = subject.venue.cell_size();
    let (from, _) = zone.area.bounds(width, height)?;
    Some((
        i64::from(from.x.div_euclid(width.max(1))),
        i64::from(from.y.div_euclid(height.max(1))),
    ))
}
