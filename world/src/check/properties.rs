//! Properties that do nothing, stand where they mean nothing, or have values that they can't have.
//! Misspelt ones are found by the loader.

use std::collections::BTreeMap;

use super::{Findings, Subject};
use crate::tiled::properties::{self, Kind, On, Support};
use crate::tiled::source::{Property, Thing, ThingKind};

const UNKNOWN: &str = "unknown-property";

/// Letters of names and values that messages quote.
const QUOTED: usize = 60;

/// Unknown names of one map that are told one by one; games have hundreds.
const MAX_UNKNOWN: usize = 10;

/// Properties that describe a map for those who list or reuse it. That Hallway shows nothing of them
/// is no reason to complain.
const DESCRIBING: [&str; 6] = [
    "mapCopyright",
    "tilesetCopyright",
    "audioCopyright",
    "mapDescription",
    "mapLink",
    "mapImage",
];

pub(super) fn look(subject: &Subject<'_>, found: &mut Findings) {
    let mut notes = Notes::new();
    for thing in &subject.source.things {
        for property in &thing.properties {
            if let Some((code, message)) = judge(thing, property) {
                let note = notes
                    .entry((code, message))
                    .or_insert(Note { thing, count: 0 });
                note.count += 1;
            }
        }
    }
    let mut unknown = 0usize;
    for ((code, message), note) in notes {
        if code == UNKNOWN {
            unknown += 1;
            if unknown > MAX_UNKNOWN {
                continue;
            }
        }
        let more = match note.count {
            1 => String::new(),
            2 => "; so at one more place".to_owned(),
            count => format!("; so at {} more places", count - 1),
        };
        let Note { thing, .. } = note;
        found.add_at(code, &thing.place, thing.tile, format!("{message}{more}"));
    }
    if let Some(more @ 1..) = unknown.checked_sub(MAX_UNKNOWN) {
        let message = format!("{more} further names of properties are not known");
        found.add(UNKNOWN, &subject.source.file, message);
    }
}

/// Equal findings are told once: a property on a hundred tiles is one mistake.
type Notes<'s> = BTreeMap<(&'static str, String), Note<'s>>;

struct Note<'s> {
    /// Where it is found first.
    thing: &'s Thing,
    count: usize,
}

fn judge(thing: &Thing, property: &Property) -> Option<(&'static str, String)> {
    let name = quoted(&property.name);
    let Some(known) = properties::known(&property.name) else {
        if properties::nearest(&property.name).is_some() || put_out_of_use(&property.name) {
            return None;
        }
        return Some((
            "unknown-property",
            format!("the property “{name}” is not known"),
        ));
    };
    let value = property.value.trim();
    if known.name == "script" && thing.kind == ThingKind::Map {
        return (!value.is_empty()).then(|| {
            (
                "script-not-run",
                format!("the script “{}” is not run", quoted(value)),
            )
        });
    }
    if let Support::Ignored(why) = known.support {
        if DESCRIBING.contains(&known.name) {
            return None;
        }
        return Some((
            "ignored-property",
            format!("“{}” does nothing: {why}", known.name),
        ));
    }
    if !may_stand(thing, known.on) {
        // The loader tells of this one.
        if known.name == "collides" && thing.kind == ThingKind::Tileset {
            return None;
        }
        let places: Vec<&str> = known.on.iter().map(|on| on.title()).collect();
        let message = format!(
            "“{}” means nothing on a {}, only on: {}",
            known.name,
            title(thing.kind),
            places.join(", ")
        );
        return Some(("misplaced-property", message));
    }
    unfit(known, property, value)
}

/// What is wrong with a value.
fn unfit(
    known: &properties::Property,
    property: &Property,
    value: &str,
) -> Option<(&'static str, String)> {
    let text = property.kind == "string" || property.kind.is_empty();
    if value.is_empty() || !text {
        return None;
    }
    // Numbers, words and JSON are judged by the loader, where they take effect.
    if known.kind != Kind::Flag {
        return None;
    }
    let (name, shown) = (known.name, quoted(value));
    let yes_or_no = ["true", "false", "1", "0", "yes", "no", "on", "off"];
    Some(
        match yes_or_no.contains(&value.to_ascii_lowercase().as_str()) {
            true => (
                "text-for-bool",
                format!("“{name}” is the text “{shown}” and not a bool"),
            ),
            false => (
                "bad-value",
                format!("“{name}” is “{shown}”; it can be true or false"),
            ),
        },
    )
}

/// Authors put properties out of use by an X before their name.
fn put_out_of_use(name: &str) -> bool {
    name.trim()
        .strip_prefix(['x', 'X', '_'])
        .is_some_and(|rest| properties::known(rest).is_some())
}

fn may_stand(thing: &Thing, on: &[On]) -> bool {
    let any = |places: &[On]| places.iter().any(|place| on.contains(place));
    match thing.kind {
        ThingKind::Map => any(&[On::Map]),
        ThingKind::TileLayer
        | ThingKind::ObjectLayer
        | ThingKind::PictureLayer
        | ThingKind::Group => any(&[On::Layer]),
        ThingKind::Object => any(&[On::Area, On::Website, On::Variable, On::Text]),
        ThingKind::Tileset => any(&[On::Tileset]),
        ThingKind::Tile => any(&[On::Tile]),
    }
}

fn title(kind: ThingKind) -> &'static str {
    match kind {
        ThingKind::Map => "map",
        ThingKind::TileLayer
        | ThingKind::ObjectLayer
        | ThingKind::PictureLayer
        | ThingKind::Group => "layer",
        ThingKind::Object => "object",
        ThingKind::Tileset => "tileset",
        ThingKind::Tile => "tile",
    }
}

fn quoted(text: &str) -> String {
    text.trim().chars().take(QUOTED).collect()
}
