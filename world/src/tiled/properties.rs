//! Every custom property that means something on a map: one table from which the loader, the
//! linter and the page for map authors are made.

mod hallway;
mod legacy;
mod scripting;
mod spelling;
mod workadventure;

use std::collections::HashMap;
use std::sync::LazyLock;

/// A custom property, as authors of maps write it in Tiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property {
    /// The usual spelling. Letter case and blanks around it do not matter. A `*` at the end stands
    /// for anything.
    pub name: &'static str,
    /// Other spellings that are read as the same.
    pub variants: &'static [&'static str],
    /// Where it may stand.
    pub on: &'static [On],
    /// What its value is.
    pub kind: Kind,
    /// What it does, in a sentence.
    pub meaning: &'static str,
    /// Where the convention comes from.
    pub since: Since,
    /// Whether Hallway does it.
    pub support: Support,
}

/// What can carry a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum On {
    /// The map itself.
    Map,
    /// A layer: what stands on its tiles.
    Layer,
    /// An object that covers an area, of class `area` or any other.
    Area,
    /// A tile of a tileset: wherever it is laid.
    Tile,
    /// A tileset as a whole.
    Tileset,
    /// An object of class `website`.
    Website,
    /// An object of class `variable`: doors and bells.
    Variable,
    /// A text object.
    Text,
}

impl On {
    /// What it is called, in English.
    pub fn title(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Layer => "layer",
            Self::Area => "area",
            Self::Tile => "tile",
            Self::Tileset => "tileset",
            Self::Website => "website object",
            Self::Variable => "door or bell object",
            Self::Text => "text object",
        }
    }
}

/// What a property's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `true` or `false`.
    Flag,
    /// Any text.
    Text,
    /// A number.
    Number,
    /// An `http(s)` URL, or a path relative to the map.
    Url,
    /// The path of a file, relative to the map, or an `http(s)` URL of one.
    File,
    /// A JSON object.
    Json,
    /// Words, separated by line breaks or commas.
    List,
    /// One of these words.
    Word(&'static [&'static str]),
}

impl Kind {
    /// What it is called, in English.
    pub fn title(self) -> &'static str {
        match self {
            Self::Flag => "bool",
            Self::Text => "text",
            Self::Number => "number",
            Self::Url => "URL",
            Self::File => "file",
            Self::Json => "JSON object",
            Self::List => "list",
            Self::Word(_) => "word",
        }
    }
}

/// Where a convention comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Since {
    /// WorkAdventure's own maps.
    WorkAdventure,
    /// The library of scripts that WorkAdventure's maps use for doors and bells.
    ScriptingLibrary,
    /// The worlds of the remote Chaos Communication Congress, 2020 and 2021.
    Rc3,
    /// Hallway, from this version on.
    Hallway(&'static str),
}

impl Since {
    /// What it is called, in English.
    pub fn title(self) -> String {
        match self {
            Self::WorkAdventure => "WorkAdventure".to_owned(),
            Self::ScriptingLibrary => "scripting library".to_owned(),
            Self::Rc3 => "rC3".to_owned(),
            Self::Hallway(version) => format!("Hallway {version}"),
        }
    }
}

/// Whether Hallway does what a property says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Support {
    /// It does.
    Works,
    /// It does not; why, in a sentence.
    Ignored(&'static str),
}

/// All properties, those of one subject together.
pub fn all() -> impl Iterator<Item = &'static Property> {
    [
        workadventure::PROPERTIES,
        hallway::PROPERTIES,
        scripting::PROPERTIES,
        legacy::PROPERTIES,
    ]
    .into_iter()
    .flatten()
}

/// The property of that name in any letter case and with blanks around it, or of one of its other
/// spellings.
pub fn known(name: &str) -> Option<&'static Property> {
    let name = name.trim().to_lowercase();
    let exact = BY_NAME.get(&name).copied();
    exact.or_else(|| {
        let mut open =
            all().filter_map(|property| Some((property, property.name.strip_suffix('*')?)));
        open.find(|(_, start)| name.len() > start.len() && name.starts_with(&start.to_lowercase()))
            .map(|(property, _)| property)
    })
}

/// The property that was probably meant by a name that is none; `None` when it is one, or is not
/// near to any.
pub fn nearest(name: &str) -> Option<&'static Property> {
    let name = name.trim().to_lowercase();
    if known(&name).is_some() {
        return None;
    }
    match spelling::meant(&name) {
        Some(right) => known(right),
        None => spelling::closest(&name, all()),
    }
}

/// By every spelling, in small letters.
static BY_NAME: LazyLock<HashMap<String, &'static Property>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for property in all() {
        for name in property.variants.iter().chain([&property.name]) {
            names.entry(name.to_lowercase()).or_insert(property);
        }
    }
    names
});

/// Where what happens in a place is written.
const PLACE: &[On] = &[On::Layer, On::Area, On::Tile];
/// Where what happens in a place, or everywhere on a map, is written.
const ANY_PLACE: &[On] = &[On::Layer, On::Area, On::Tile, On::Map];

/// A property that works.
const fn works(
    name: &'static str,
    on: &'static [On],
    kind: Kind,
    since: Since,
    meaning: &'static str,
) -> Property {
    Property {
        name,
        variants: &[],
        on,
        kind,
        meaning,
        since,
        support: Support::Works,
    }
}

impl Property {
    /// The same with other spellings.
    const fn or(self, variants: &'static [&'static str]) -> Self {
        Self { variants, ..self }
    }

    /// The same, but without effect.
    const fn ignored(self, why: &'static str) -> Self {
        Self {
            support: Support::Ignored(why),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_spelling_means_one_property() {
        let mut seen = HashSet::new();
        for property in all() {
            for name in property.variants.iter().chain([&property.name]) {
                assert!(seen.insert(name.to_lowercase()), "{name} stands for two");
                assert_eq!(known(name), Some(property), "{name}");
            }
            assert!(!property.on.is_empty(), "{}", property.name);
            assert!(
                property.meaning.ends_with('.') && property.meaning.len() > 10,
                "{}",
                property.name
            );
        }
    }

    #[test]
    fn names_are_read_with_patience() {
        for (name, expected) in [
            ("exitURL", Some("exitUrl")),
            ("openWebsite\n", Some("openWebsite")),
            (" JitsiRoom", Some("jitsiRoom")),
            ("zoomMargin", Some("zoom_margin")),
            ("userdata-bbb_skip_check_audio", Some("userdata-*")),
            ("getBadge_x", Some("getBadge*")),
            ("depth2", None),
            ("", None),
            ("userdata-", None),
        ] {
            assert_eq!(
                known(name).map(|property| property.name),
                expected,
                "{name}"
            );
        }
    }

    #[test]
    fn slips_are_led_back_to_what_was_meant() {
        for (name, expected) in [
            ("collide", Some("collides")),
            ("collison", Some("collides")),
            ("Collieds", Some("collides")),
            ("colidible", Some("collides")),
            ("scilent", Some("silent")),
            ("start_layer", Some("startLayer")),
            ("jitsi", Some("jitsiRoom")),
            ("openWebsiteTriger", Some("openWebsiteTrigger")),
            ("opnWebsite", Some("openWebsite")),
            ("tilessetCopyright", Some("tilesetCopyright")),
            // Names that authors made up, or put out of use.
            ("silent", None),
            ("XjitsiTrigger", None),
            ("zone2", None),
            ("todo", None),
            ("willkommen", None),
            ("", None),
            ("colour", None),
            ("exit_from", None),
            ("😀😀😀😀😀😀", None),
        ] {
            assert_eq!(
                nearest(name).map(|property| property.name),
                expected,
                "{name}"
            );
        }
    }
}
