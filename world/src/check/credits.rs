//! Who made a map and its tiles: whoever shows them to the public has to say so.

use super::{Findings, Subject};
use crate::tiled::source::ThingKind;

/// Tilesets that a message lists by name.
const NAMED: usize = 5;

pub(super) fn look(subject: &Subject<'_>, found: &mut Findings) {
    let things = &subject.source.things;
    let file = &subject.source.file;
    let said = |name: &str| {
        things
            .iter()
            .any(|thing| thing.kind == ThingKind::Map && thing.text(name).is_some())
    };
    if !said("mapCopyright") {
        let message = "the map says not who made it: the property “mapCopyright” is missing";
        found.add("no-map-copyright", file, message);
    }
    // One text on the map may speak for all tilesets.
    if said("tilesetCopyright") {
        return;
    }
    let silent: Vec<&str> = things
        .iter()
        .filter(|thing| thing.kind == ThingKind::Tileset && thing.picture)
        .filter(|thing| thing.text("tilesetCopyright").is_none())
        .map(|thing| thing.name.as_str())
        .collect();
    if silent.is_empty() {
        return;
    }
    let names: Vec<String> = silent
        .iter()
        .take(NAMED)
        .map(|name| format!("“{name}”"))
        .collect();
    let rest = match silent.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!(
        "{} tileset{} without “tilesetCopyright”: {}{rest}",
        silent.len(),
        if silent.len() == 1 { "" } else { "s" },
        names.join(", ")
    );
    found.add("no-tileset-copyright", file, message);
}
