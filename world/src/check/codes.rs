//! Everything that can be said about a map, in one table: how bad it is, what it means and what
//! helps. The command line and the page for map authors are both made from it.

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The map can't be used, or visitors meet something broken.
    Error,
    /// It works, though not as its author will have meant.
    Warning,
    /// Good to know.
    Note,
}

impl Level {
    /// What it is called, in English.
    pub fn title(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Its stable name, in kebab-case.
    pub name: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// What helps, in a sentence.
    pub hint: &'static str,
}

/// Stands for a code that the table lacks, so that its finding is told all the same.
static UNLISTED: Code = Code {
    name: "unlisted",
    level: Warning,
    meaning: "Something that has no explanation.",
    hint: "The message is all there is to say.",
};

/// The row of a code.
pub fn find(name: &str) -> &'static Code {
    CODES
        .iter()
        .find(|code| code.name == name)
        .unwrap_or(&UNLISTED)
}

use Level::{Error, Note, Warning};

const fn code(level: Level, name: &'static str, meaning: &'static str, hint: &'static str) -> Code {
    Code {
        name,
        level,
        meaning,
        hint,
    }
}

/// All kinds of findings, errors first.
#[rustfmt::skip]
pub static CODES: &[Code] = &[
    // The file as a whole.
    code(Error, "unreadable-file", "The map's file can't be read.",
        "Check its name and its permissions."),
    code(Error, "not-a-map", "The file is not a Tiled map in XML or JSON.",
        "Save it in Tiled as TMX, or export it as JSON."),
    code(Error, "bad-syntax", "The file is damaged: its XML or JSON breaks off or is not well-formed.",
        "Open it in Tiled and save it anew; look for the marks of a merge conflict."),
    code(Error, "not-orthogonal", "The map is isometric, staggered, hexagonal or oblique.",
        "Choose the orientation “Orthogonal” under Map > Map Properties."),
    code(Error, "over-limit", "The map is larger than is allowed.",
        "Split it into several maps with exits between them, or have the operator raise the limit."),
    code(Error, "invalid-map", "Something in the map contradicts itself.",
        "Open it in Tiled and save it anew."),

    // Files that a map names.
    code(Error, "bad-path", "A picture, tileset or template is named by a path that leads out of the maps folder, to a disk or to another site.",
        "Copy the file into the maps folder and name it by a relative path; if it is in a folder above, check that folder."),
    code(Error, "wrong-letter-case", "A file is named in other capitals than it has; on most servers it will not be found.",
        "Rename the file, or choose it again in Tiled."),
    code(Error, "missing-image", "A picture is not there; visitors see a placeholder.",
        "Copy it to the place that the map names, or choose it again in Tiled."),
    code(Error, "unreadable-image", "A file named as a picture is none: damaged, or a text that stands for a large file in git.",
        "Fetch the real file (`git lfs pull`), or save it again as PNG."),
    code(Error, "missing-tileset", "A tileset is not there or can't be read; its tiles are not drawn.",
        "Copy it to the place that the map names, or embed it in the map (Tiled: Tilesets > Embed)."),
    code(Warning, "missing-template", "A template of objects is not there; its objects lack what it says.",
        "Copy it to the place that the map names, or detach the objects from it in Tiled."),
    code(Warning, "image-size", "A picture has another size than the map says; where its rows have grown longer, wrong tiles are shown.",
        "Open the map in Tiled and save it, which notes the new size; then look at the tiles."),
    code(Warning, "large-image", "A picture is wider or higher than 4096 pixels, which old phones can't show.",
        "Divide the tileset into several pictures."),
    code(Warning, "unused-image", "Every visitor downloads a picture of which nothing is shown.",
        "Remove the tileset (Tiled: Tilesets > Remove), or Map > Remove unused tilesets."),
    code(Warning, "large-download", "Visitors on a phone line wait long before the map is complete.",
        "Remove unused tilesets, cut what is unused off pictures, and pack them (`oxipng`, `pngquant`)."),

    // What WorkAdventure's editor keeps beside a map.
    code(Warning, "wam-map", "A `.wam` file names its map by an address that is not of this folder; the map beside it is taken.",
        "Set `mapUrl` to the map's path relative to the `.wam` file."),
    code(Warning, "wam-property", "Something that WorkAdventure's editor wrote does nothing in Hallway.",
        "See the message; draw what matters in Tiled."),
    code(Warning, "missing-collection", "A collection of furniture is not there; what is taken from it is not drawn.",
        "Copy the collection's JSON file and its pictures into the maps folder."),
    code(Warning, "missing-furniture", "A piece of furniture is in none of the collections, and is not drawn.",
        "Copy the collection that it is from into the maps folder."),

    // Tiles and layers.
    code(Warning, "unknown-tile", "Cells or objects show tiles that no tileset has; they stay empty.",
        "Paint these cells anew; a tileset was removed, or has fewer tiles than before."),
    code(Warning, "bad-tileset", "A tileset lacks a size or a first number; its tiles are not drawn.",
        "Remove it in Tiled and add it anew."),
    code(Warning, "long-text", "A text object says more than is shown; it is cut.",
        "Make it shorter than 2000 characters, or several texts of it."),
    code(Warning, "too-many-texts", "There are more text objects than are shown.",
        "Remove some; a map shows 1000."),
    code(Warning, "bad-text", "A text object has no size, and is not shown.",
        "Give it a box that the words fit into, or delete it."),
    code(Warning, "bad-bubble", "What the map sets of the rules of bubbles makes no sense, and is ignored.",
        "Give distances as `96`, `96 px` or `3 tiles`, join not above leave, and 2 to 4 members."),
    code(Warning, "layer-size", "A layer holds more or fewer cells than its size says.",
        "Open the map in Tiled and save it anew."),
    code(Warning, "cells-outside", "A layer reaches beyond the map; those cells are left out.",
        "Make the map larger, or erase them."),
    code(Warning, "bad-attribute", "A value can't be read, and is treated as not there.",
        "Set it anew in Tiled."),
    code(Warning, "incomplete-element", "Something lacks what it needs, and is treated as not there.",
        "Delete it in Tiled, or draw it anew."),
    code(Warning, "unseen-layer", "A layer can never be seen and does nothing else: it is hidden, transparent, empty or covered.",
        "Delete it, or show it."),
    code(Note, "no-floor-layer", "No object layer is named `floorLayer`, which says between which layers people walk.",
        "Add an object layer of that name below everything that people walk behind."),
    code(Warning, "too-many-shapes", "There are so many collision shapes that some are left out.",
        "Use the property `collides` on tiles that block as a whole."),

    // Starts and ways.
    code(Warning, "no-start", "The map does not say where people appear; it is the middle.",
        "Add a tile layer named `start` with tiles where people shall appear."),
    code(Warning, "no-default-start", "No start serves those whose link names none; the first one does.",
        "Name one start layer `start`."),
    code(Warning, "blocked-start", "A start is left out as nobody can stand in it.",
        "Move it to open ground, or clear `collides` there."),
    code(Warning, "too-many-starts", "There are so many starts that some are left out.",
        "Join starts of one name in one layer."),
    code(Warning, "start-apart", "From a start one can't walk to where everybody else appears.",
        "Open a way, or make sure that exits lead out of there."),
    code(Warning, "split-start", "Some spots of a start are cut off from the others: who appears there is locked in.",
        "Erase the start's tiles in closed places."),
    code(Warning, "blocked-zone", "Nobody can stand anywhere in a zone.",
        "Move it to open ground, or clear `collides` there."),
    code(Warning, "unreachable-zone", "One can't walk to a zone from any start.",
        "Open a way to it; look for a missing gap in the walls, half covered cells included."),

    // Zones.
    code(Warning, "empty-zone", "A layer or object has the properties of a zone but covers nothing.",
        "Paint the layer's cells, or give the object a size."),
    code(Warning, "too-many-zones", "There are so many zones that some are left out.",
        "Join tiles with equal properties in one layer."),
    code(Warning, "silent-talk", "A silent zone covers one that is there to talk in.",
        "Take `silent` off, or move one of the two."),
    code(Note, "silent-meeting", "A silent zone covers a Jitsi or BigBlueButton room: in it people talk in the meeting only.",
        "Nothing is to be done when that is what you want."),
    code(Warning, "two-exits", "Two exits that lead to different places overlap; the upper one counts.",
        "Erase one of them where they overlap."),
    code(Warning, "podium-audience", "A podium overlaps its own audience: who stands there is both.",
        "Draw them apart."),

    // Exits.
    code(Error, "exit-nowhere", "An exit leads to a room that is not there.",
        "Write the path of the other map relative to this one; mind capitals."),
    code(Error, "bad-exit", "An exit leads nowhere: its address can't be followed.",
        "Write the path of the other map relative to this one, or a whole `https://` URL."),
    code(Warning, "exit-everywhere", "The map as a whole is an exit, which would let nobody in; it is ignored.",
        "Set `exitUrl` on a layer or an area."),
    code(Warning, "exit-unknown-start", "An exit names a start area that the other map lacks; people appear at its usual start.",
        "Write the name of a start layer or area of the other map after `#`."),

    // Doors.
    code(Warning, "empty-door", "A door names no layer that is there; nothing is seen of it.",
        "Name layers of tiles in `openLayer` and `closeLayer`."),
    code(Warning, "unknown-layer", "A door names a layer that is not there.",
        "Write the layer's name as it is in Tiled."),
    code(Warning, "shared-door-layer", "Two doors show and hide the same layer; it belongs to the first.",
        "Give each door a layer of its own."),
    code(Warning, "unknown-door", "A place says that a door or bell is opened there, and there is none of that name.",
        "Write the name of the variable object that is the door."),
    code(Warning, "door-without-place", "Nobody can open a door or ring a bell: no place names it.",
        "Set `doorVariable` or `bellVariable` on a layer or area beside it."),
    code(Warning, "too-many-doors", "There are so many doors and bells that some are left out.",
        "Remove some."),

    // Properties.
    code(Warning, "misspelt-property", "A property is not known, but one much like it is.",
        "Rename it."),
    code(Warning, "unknown-property", "A property is not known; it does nothing.",
        "Remove it if you can spare it; the table of properties lists all that work."),
    code(Note, "ignored-property", "A property is known, but does nothing in Hallway.",
        "It does no harm; the table of properties says why."),
    code(Warning, "misplaced-property", "A property has no effect on a thing of this kind.",
        "Move it to a layer, object or tile, as the table of properties says."),
    code(Warning, "text-for-bool", "A yes or no is written as text; not all programs read that.",
        "Delete the property and add it again with the type bool."),
    code(Warning, "bad-value", "A property that is a yes or a no says neither.",
        "Delete the property and add it again with the type bool."),
    code(Warning, "bad-trigger", "A trigger is none of the words that triggers can be.",
        "Write `onaction` or `onicon`, or take it off to open at once."),
    code(Warning, "bad-number", "A property is no number, or one that is too small or too large.",
        "Write a number as the table of properties says."),
    code(Warning, "bad-hours", "The hours at which a place is open can't be read; it is open at all times.",
        "Write `2026-12-05T09:00+01:00/2026-12-05T18:00+01:00`, more of them with commas between."),
    code(Warning, "bad-json", "A property should hold a JSON object and does not.",
        "Check it with a JSON validator: names in double quotes, no comma at the end."),
    code(Warning, "collides-on-tileset", "“collides” stands on a tileset, where it means nothing.",
        "Set it on the tiles that shall block."),
    code(Warning, "script-not-run", "The map names a script. Hallway runs none; its doors, bells and zones work without.",
        "See what the script did; most of it has a property of its own."),

    // Links, pages and sounds.
    code(Error, "bad-url", "A page or meeting has an address that can't be opened.",
        "Write a whole `https://` URL, or a path relative to the map."),
    code(Error, "missing-page", "A page or film beside the map that a place opens is not there, or is no file that visitors are shown.",
        "Copy it to the place that the map names: a page ends in `.html`, and all its files lie in the maps folder."),
    code(Warning, "missing-sound", "A sound beside the map is not there, or is no file that visitors are shown.",
        "Copy it to the place that the map names, as `.mp3`, `.ogg` or `.wav`."),
    code(Warning, "bad-sound", "A sound can't be played.",
        "Name a file of the maps folder, or a whole `https://` URL."),
    code(Warning, "empty-site", "A website on the map has no address or no rectangle to be shown in.",
        "Set `url`, and draw the object as a rectangle."),
    code(Warning, "too-many-sites", "There are so many pages on the map that some are left out.",
        "Open some of them in a zone (`openWebsite`)."),
    code(Error, "http-embed", "Something embedded is fetched without encryption; browsers refuse that on an encrypted page.",
        "Write `https://`, or open it in a tab with `openTab`."),
    code(Warning, "http-link", "A link leads to an unencrypted page.",
        "Write `https://` if the site offers it."),

    // Credits.
    code(Warning, "no-map-copyright", "The map does not say who made it and under which licence.",
        "Add the property `mapCopyright` to the map."),
    code(Warning, "no-tileset-copyright", "Tilesets do not say who drew them and under which licence.",
        "Add the property `tilesetCopyright` to each."),

    code(Note, "more-warnings", "There are more warnings than are told.",
        "Mend some of these and check again."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_one_row_with_whole_sentences() {
        let names: BTreeSet<&str> = CODES.iter().map(|code| code.name).collect();
        assert_eq!(names.len(), CODES.len());
        for code in CODES {
            assert!(
                code.name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'-'),
                "{}",
                code.name
            );
            for text in [code.meaning, code.hint] {
                assert!(text.ends_with('.') && !text.contains('|'), "{text}");
            }
            assert_eq!(find(code.name), code);
        }
        assert_eq!(find("nonsense").level, Warning);
    }
}
