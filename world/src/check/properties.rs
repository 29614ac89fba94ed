//! Properties that do nothing, stand where they mean nothing, or have values that they can't have.
//! Misspelt ones are found by the loader.

use std::collections::BTreeMap;

use super::{Findings, Subject};
use crate::tiled::properties::{self, Kind, On, Support};
use crate::tiled::source::{Property, Thing, ThingKind};

/// Letters of names and values that messages quote.
const QUOTED: usize = 60;

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
    for ((code, message), note) in notes {
        let more = match note.count {
            1 => String::new(),
            2 => "; so at one more place".to_owned(),
            count => format!("; so at {} more places", count - 1),
        };
        let Note { thing, .. } = note;
        found.add_at(code, &thing.place, thing.tile, format!("{message}{more}"));
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
    let shown = quoted(value);
    let bad = |what: &str| {
        let message = format!("“{}” is “{shown}”; {what}", known.name);
        Some(("bad-value", message))
    };
    match known.kind {
        Kind::Flag => {
            let yes_or_no = ["true", "false", "1", "0", "yes", "no", "on", "off"];
            if yes_or_no.contains(&value.to_ascii_lowercase().as_str()) {
                let message = format!("“{}” is the text “{shown}” and not a bool", known.name);
                return Some(("text-for-bool", message));
            }
            bad("it can be true or false")
        }
        Kind::Number if value.parse::<f64>().is_err() => bad("it can be a number"),
        Kind::Word(words) if !words.iter().any(|word| word.eq_ignore_ascii_case(value)) => {
            bad(&format!("it can be {}", words.join(", ")))
        }
        Kind::Json
            if !serde_json::from_str::<serde_json::Value>(value)
                .is_ok_and(|value| value.is_object()) =>
        {
            bad("it can be a JSON object")
        }
        _ => None,
    }
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
