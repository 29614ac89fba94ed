//! Unencrypted addresses. An event's page is encrypted, and there browsers refuse to embed what is
//! not.

use super::{Findings, Subject};
use crate::tiled::properties::{self, Support};
use crate::tiled::source::{Property, Thing, ThingKind};

/// Properties whose address is opened by itself; all others are embedded.
const OPENED: [&str; 3] = ["openTab", "exitUrl", "exitSceneUrl"];

/// Properties whose address is fetched into the page.
const EMBEDDED: [&str; 12] = [
    "openWebsite",
    "jitsiUrl",
    "jitsiRoom",
    "bbbRoom",
    "playAudio",
    "playAudioLoop",
    "stage",
    "stageCaptions",
    "openSound",
    "closeSound",
    "bellSound",
    "url",
];

pub(super) fn look(subject: &Subject<'_>, found: &mut Findings) {
    for thing in &subject.source.things {
        for property in &thing.properties {
            let Some(url) = plain(&property.value) else {
                continue;
            };
            let Some(code) = code(thing, property) else {
                continue;
            };
            let message = format!("“{}” is not encrypted: {url}", property.name.trim());
            found.add_at(code, &thing.place, thing.tile, message);
        }
    }
}

/// The first unencrypted address in a value that may list several.
fn plain(value: &str) -> Option<&str> {
    let words = value.split([' ', '\t', '\n', '\r', ',', '=', '"']);
    let url = words.into_iter().find(|word| {
        word.get(..7)
            .is_some_and(|start| start.eq_ignore_ascii_case("http://"))
    })?;
    // The visitor's own machine is as good as encrypted to browsers.
    let host = url.get(7..)?.split(['/', ':', '?', '#']).next()?;
    (!matches!(host, "localhost" | "127.0.0.1")).then_some(url)
}

fn code(thing: &Thing, property: &Property) -> Option<&'static str> {
    let known = properties::known(&property.name)?;
    if matches!(known.support, Support::Ignored(_)) {
        return None;
    }
    if OPENED.contains(&known.name) {
        return Some("http-link");
    }
    let website = thing.class.trim().eq_ignore_ascii_case("website");
    if !EMBEDDED.contains(&known.name) || (known.name == "url" && !website) {
        return None;
    }
    (thing.kind != ThingKind::Tileset).then_some("http-embed")
}
