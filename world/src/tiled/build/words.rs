//! Custom properties, read with patience: maps spell them in any case and with stray blanks, and
//! write `true` as text.

use std::collections::BTreeMap;

use tiled::{Properties, PropertyValue};

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
        let (PropertyValue::StringValue(text) | PropertyValue::FileValue(text)) =
            self.0.get(name)?
        else {
            return None;
        };
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The first of these properties that has text.
    pub(super) fn first_text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.text(name))
    }
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
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
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
    /// Sound plays, or a script hears of it.
    pub(super) other: bool,
}

/// Properties that give a room its name, best first.
pub(super) const ROOMS: [&str; 6] = [
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
const OTHERS: [&str; 3] = ["playaudio", "playaudioloop", "zone"];

impl Meaning {
    pub(super) fn of(words: &Words<'_>) -> Self {
        let any = |names: &[&str]| words.first_text(names).is_some();
        Self {
            silent: words.is("silent"),
            opens: any(&ROOMS) || any(&SITES) || any(&["meetingroomlabel"]),
            focus: words.is("focusable"),
            named: any(&["zonelabel"]),
            exit: any(&EXITS),
            other: any(&OTHERS),
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
