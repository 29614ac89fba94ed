//! Files beside a map that its places open or play, and that are not there.

use std::collections::BTreeSet;

use super::{Findings, Subject};
use crate::tiled::properties;
use crate::tiled::source::{Thing, ThingKind, file_meant};
use crate::tiled::{MapFiles, is_shown};

const PAGES: [&str; 5] = ["openWebsite", "openTab", "url", "stage", "stageCaptions"];
const SOUNDS: [&str; 5] = [
    "playAudio",
    "playAudioLoop",
    "openSound",
    "closeSound",
    "bellSound",
];

pub(super) fn look(
    subject: &Subject<'_>,
    files: &dyn MapFiles,
    names: &BTreeSet<String>,
    found: &mut Findings,
) {
    for thing in &subject.source.things {
        // What stands on a tileset means nothing.
        if thing.kind == ThingKind::Tileset {
            continue;
        }
        for property in &thing.properties {
            let Some(known) = properties::known(&property.name) else {
                continue;
            };
            let Some(code) = code(thing, known.name) else {
                continue;
            };
            for text in values(known.name, &property.value) {
                let Some(path) = file_meant(text, &subject.source.file) else {
                    continue;
                };
                if let Some(why) = amiss(&path, files, names) {
                    let message = format!("the {} “{path}” {why}", known.name);
                    found.add_at(code, &thing.place, thing.tile, message);
                }
            }
        }
    }
}

fn code(thing: &Thing, name: &str) -> Option<&'static str> {
    if name == "url" && !thing.class.trim().eq_ignore_ascii_case("website") {
        return None;
    }
    if PAGES.contains(&name) {
        Some("missing-page")
    } else if SOUNDS.contains(&name) {
        Some("missing-sound")
    } else {
        None
    }
}

/// The addresses in a value: one, but of a stage several, with a language before captions.
fn values<'v>(name: &str, value: &'v str) -> Vec<&'v str> {
    match name {
        "stage" => value.split(['\n', ',']).collect(),
        "stageCaptions" => {
            let entries = value.split(['\n', ',']);
            entries
                .filter_map(|entry| entry.split_once('='))
                .map(|(_, address)| address)
                .collect()
        }
        // Old maps switch on by it that another sound is repeated.
        "playAudioLoop" if ["true", "false"].contains(&value.trim()) => Vec::new(),
        _ => vec![value],
    }
}

/// Why visitors can't be shown a file.
fn amiss(path: &str, files: &dyn MapFiles, names: &BTreeSet<String>) -> Option<String> {
    if files.read(path, 1).is_ok() {
        let hidden = !is_shown(path);
        return hidden.then(|| "is of a kind that visitors are not shown".to_owned());
    }
    let lower = path.to_lowercase();
    match names.iter().find(|name| name.to_lowercase() == lower) {
        Some(there) => Some(format!("does not exist, but “{there}” does")),
        None => Some("does not exist".to_owned()),
    }
}
