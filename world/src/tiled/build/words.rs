//! Custom properties, read with patience: maps spell them in any case and with stray blanks, and
//! write `true` as text.

use std::collections::BTreeMap;

use tiled::{Properties, PropertyValue};

use crate::tiled::limits::MAX_LIST;
use crate::tiled::properties::{self, On};

/// The properties of one thing by their names in small letters.
pub(super) struct Words<'p>(BTreeMap<String, &'p PropertyValue>);

impl<'p> Words<'p> {
    pub(super) fn of(properties: &'p Properties) -> Self {
        let mut names: Vec<&String> = properties.keys().collect();
        // Capitals come first, so that the usual spelling has the last word.
        names.sort_unstable();
        let entry = |name: &String| {
            let value = properties.get(name)?;
            Some((name.trim().to_ascii_lowercase(), value))
        };
        Self(names.into_iter().filter_map(entry).collect())
    }

    /// A property's value as it is, by its name in small letters.
    pub(super) fn value(&self, name: &str) -> Option<&'p PropertyValue> {
        self.0.get(name).copied()
    }

    /// Whether a property is there and says yes; `None` when it is not there.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name).map(|value| is_yes(value))
    }

    /// Whether a property is there and says yes.
    pub(super) fn is(&self, name: &str) -> bool {
        self.flag(name) == Some(true)
    }

    /// A property's text, without blanks around it; `None` when there is none.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).and_then(|value| written(value))
    }

    /// A property's number, also when it is written as text; `None` when there is none.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        let number = match self.0.get(name)? {
            PropertyValue::IntValue(number) => f64::from(*number),
            PropertyValue::FloatValue(number) => f64::from(*number),
            PropertyValue::StringValue(text) => text.trim().replace(',', ".").parse().ok()?,
            _ => return None,
        };
        number.is_finite().then_some(number)
    }

    /// Whether a sound plays.
    pub(super) fn has_sound(&self) -> bool {
        self.first_text(&["playaudio", "playaudioloop"]).is_some()
    }

    /// The entries of a list: Tiled's own, or text with one in each line or commas between. A comma
    /// inside of a URL is part of it.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let mut entries = Vec::new();
        match self.0.get(name) {
            Some(PropertyValue::ListValue(values)) => {
                entries.extend(values.iter().filter_map(written));
            }
            Some(value) => {
                for line in written(value).unwrap_or_default().lines() {
                    split_line(line, &mut entries);
                }
            }
            None => {}
        }
        entries.truncate(MAX_LIST);
        entries
    }

    /// What is said of the place: names and values of the properties that mean something on a tile.
    pub(super) fn of_tile(&self) -> Vec<(String, String)> {
        let not_place = ["collides", "start", "name"];
        let means = |name: &str| {
            let known = properties::known(name);
            known.is_some_and(|known| known.on.contains(&On::Tile)) && !not_place.contains(&name)
        };
        self.starting_with("")
            .filter(|(name, _)| means(name))
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    /// Properties whose names begin so, with what they say.
    pub(super) fn starting_with(&self, start: &str) -> impl Iterator<Item = (&str, String)> {
        let from = self.0.range(start.to_owned()..);
        let of_kind = from.take_while(move |(name, _)| name.starts_with(start));
        of_kind.filter_map(|(name, value)| match value {
            PropertyValue::BoolValue(flag) => Some((name.as_str(), flag.to_string())),
            value => Some((name.as_str(), written(value)?)),
        })
    }

    /// The first of these properties that has text.
    pub(super) fn first_text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.text(name))
    }
}

/// A text without blanks around it, or a number as text.
fn written(value: &PropertyValue) -> Option<String> {
    let text = match value {
        PropertyValue::StringValue(text) | PropertyValue::FileValue(text) => text.trim().to_owned(),
        PropertyValue::IntValue(number) => number.to_string(),
        PropertyValue::FloatValue(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn split_line(line: &str, entries: &mut Vec<String>) {
    let mut open: Option<String> = None;
    for part in line.split(',') {
        let begins = part.contains("://") || part.starts_with(' ');
        match &mut open {
            Some(text) if text.contains("://") && !begins => {
                text.push(',');
                text.push_str(part);
            }
            _ => entries.extend(open.replace(part.to_owned()).and_then(trimmed)),
        }
    }
    entries.extend(open.and_then(trimmed));
}

fn trimmed(text: String) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn is_yes(value: &PropertyValue) -> bool {
    match value {
        PropertyValue::BoolValue(flag) => *flag,
        PropertyValue::IntValue(number) => *number != 0,
        PropertyValue::FloatValue(number) => *number != 0.0,
        PropertyValue::StringValue(text) | PropertyValue::FileValue(text) => {
            ["true", "1", "yes", "on"].contains(&text.trim().to_ascii_lowercase().as_str())
        }
        _ => false,
    }
}

/// What the properties of a layer, an object or a tile make of its area.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    /// No bubbles.
    pub(super) silent: bool,
    /// People meet, or something to look at opens.
    pub(super) opens: bool,
    /// The camera shows it as a whole.
    pub(super) focus: bool,
    /// The author gave it a name for people to read.
    pub(super) named: bool,
    /// It leads away.
    pub(super) exit: bool,
    /// Sound plays, a door is beside it, not everybody may come in, or a script hears of it.
    pub(super) other: bool,
}

/// Properties that give a room its name, best first.
pub(super) const ROOMS: [&str; 7] = [
    "talk",
    "jitsiroom",
    "bbbmeeting",
    "bbbroom",
    "livekitroom",
    "speakermegaphone",
    "listenermegaphone",
];
const SITES: [&str; 2] = ["openwebsite", "opentab"];
const LABELS: [&str; 5] = [
    "zonelabel",
    "display_name",
    "displayname",
    "meetingroomlabel",
    "meetingname",
];
const EXITS: [&str; 2] = ["exiturl", "exitsceneurl"];
const OTHERS: [&str; 11] = [
    "playaudio",
    "playaudioloop",
    "zone",
    "doorvariable",
    "bellvariable",
    "hint",
    "requiredrole",
    "readtags",
    "maxusersinarea",
    "maxusers",
    "openhours",
];

impl Meaning {
    pub(super) fn of(words: &Words<'_>) -> Self {
        let any = |names: &[&str]| words.first_text(names).is_some();
        Self {
            silent: words.is("silent"),
            opens: any(&ROOMS) || any(&SITES) || any(&["meetingroomlabel", "stage"]),
            focus: words.is("focusable"),
            named: any(&["zonelabel"]),
            exit: any(&EXITS),
            other: any(&OTHERS) || words.is("locked") || words.is("waitingroom"),
        }
    }

    /// Whether it makes the area a zone.
    pub(super) fn is_zone(self) -> bool {
        self != Self::default()
    }

    /// What to call an area that has no name at all.
    pub(super) fn kind(self) -> &'static str {
        if self.exit {
            "Exit"
        } else if self.silent && !self.opens {
            "Silent area"
        } else {
            "Area"
        }
    }

    /// Whether people walk there for its own sake.
    pub(super) fn is_place(self) -> bool {
        (self.opens || self.focus || self.named) && !self.exit
    }
}

/// The name that the author gave for people to read.
pub(super) fn label(words: &Words<'_>) -> Option<String> {
    words.first_text(&LABELS)
}

/// The host of the website that opens.
pub(super) fn site(words: &Words<'_>) -> Option<String> {
    let url = words.first_text(&SITES)?;
    let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    (!host.is_empty()).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn properties(list: &[(&str, PropertyValue)]) -> Properties {
        list.iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect()
    }

    fn text(value: &str) -> PropertyValue {
        PropertyValue::StringValue(value.to_owned())
    }

    #[test]
    fn a_named_silent_area_is_a_place_and_a_nameless_one_is_not() {
        for (name, expected) in [("zoneLabel", true), ("note", false)] {
            let all = properties(&[
                ("silent", PropertyValue::BoolValue(true)),
                (name, text("Library")),
            ]);
            let words = Words::of(&all);
            assert_eq!(Meaning::of(&words).is_place(), expected, "{name}");
            assert_eq!(label(&words).is_some(), expected, "{name}");
        }
    }

    #[test]
    fn yes_is_written_in_many_ways() {
        let all = properties(&[
            ("a", PropertyValue::BoolValue(true)),
            ("b", text(" True ")),
            ("c", text("false")),
            ("d", text("")),
            ("E\n", PropertyValue::IntValue(1)),
            ("f", PropertyValue::BoolValue(false)),
        ]);
        let words = Words::of(&all);
        for (name, expected) in [
            ("a", Some(true)),
            ("b", Some(true)),
            ("c", Some(false)),
            ("d", Some(false)),
            ("e", Some(true)),
            ("f", Some(false)),
            ("g", None),
        ] {
            assert_eq!(words.flag(name), expected, "{name}");
        }
    }

    #[test]
    fn empty_texts_mean_nothing() {
        let all = properties(&[
            ("exitUrl", text(" \n")),
            ("jitsiRoom", PropertyValue::BoolValue(true)),
        ]);
        assert!(!Meaning::of(&Words::of(&all)).is_zone());
        let all = properties(&[("openWebsite\n", text("https://example.org/x?y"))]);
        let words = Words::of(&all);
        assert!(Meaning::of(&words).is_place());
        assert_eq!(site(&words).as_deref(), Some("example.org"));
    }
}
