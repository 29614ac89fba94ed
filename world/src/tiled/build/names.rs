//! Names as people read them, out of names as authors of maps write them.

use crate::tiled::limits::MAX_TITLE_CHARS;

/// Cuts a name to what can be shown, and drops what can't.
pub(super) fn cut(name: &str) -> String {
    cut_to(name, MAX_TITLE_CHARS)
}

/// Cuts a text of several words to what can be shown in one line of so many characters.
pub(super) fn cut_to(text: &str, most: usize) -> String {
    let clean = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let clean: String = clean.collect();
    let words: Vec<&str> = clean.split_whitespace().collect();
    words.join(" ").chars().take(most).collect()
}

/// A title out of the name of a layer or an object: `boardHow_to` becomes `Board How to`, and the
/// technology in front (`jitsiDocs`, `Jitsi: Docs`) goes. `None` when nothing of meaning is left.
pub(super) fn readable(name: &str) -> Option<String> {
    let name = cut(name);
    if is_default(&name) {
        return None;
    }
    let name = without_technology(&name);
    let one_word = !name.contains(char::is_whitespace);
    let kebab = one_word && !name.chars().any(char::is_uppercase);
    let mut title = String::new();
    // How many small letters came last: a single one stays with what follows, as in “uMap”.
    let mut small = 0;
    for c in name.chars() {
        if c == '_' || (c == '-' && kebab) {
            title.push(' ');
            small = 0;
            continue;
        }
        if one_word && c.is_uppercase() && small > 1 {
            title.push(' ');
        }
        small = if c.is_lowercase() { small + 1 } else { 0 };
        title.push(c);
    }
    let title = cut(&title);
    let mut letters = title.chars();
    let first = letters.next()?;
    Some(cut(&first
        .to_uppercase()
        .chain(letters)
        .collect::<String>()))
}

/// Whether a name is one that Tiled gives to new layers.
pub(super) fn is_default(name: &str) -> bool {
    let without_number = name
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end();
    [
        "",
        "Tile Layer",
        "Object Layer",
        "Kachelebene",
        "Objektebene",
        "Calque de Tuiles",
        "Calque d'Objets",
    ]
    .iter()
    .any(|known| known.eq_ignore_ascii_case(without_number))
}

/// Cuts off the technology behind a meeting room, when a name of the room follows it.
fn without_technology(name: &str) -> &str {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, ':' | '-' | '_' | '/');
    let mut rest = name;
    for word in ["jitsi", "room", "meeting"] {
        let Some(head) = rest
            .get(..word.len())
            .filter(|head| head.eq_ignore_ascii_case(word))
        else {
            continue;
        };
        // Without “jitsi” in front the words are the author's own: “Room 1”, “Meeting point”.
        if word != "jitsi" && rest.len() == name.len() {
            break;
        }
        let after = rest
            .get(head.len()..)
            .unwrap_or_default()
            .trim_start_matches(is_gap);
        if after.chars().any(char::is_alphabetic) {
            rest = after;
        }
    }
    rest
}

/// Whether a name says only which technology a room uses.
pub(super) fn is_technology(name: &str) -> bool {
    [
        "jitsi",
        "bbb",
        "bigbluebutton",
        "jitsiroom",
        "meeting",
        "website",
        "zone",
    ]
    .iter()
    .any(|word| name.trim().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_titles() {
        let cases = [
            ("boardPhabricator", Some("Board Phabricator")),
            ("jitsidocs", Some("Docs")),
            ("jitsiroomvolcano", Some("Volcano")),
            ("Jitsi: OSM", Some("OSM")),
            ("jitsi", Some("Jitsi")),
            ("jitsi_1", Some("Jitsi 1")),
            ("Room 1", Some("Room 1")),
            ("meetingPoint", Some("Meeting Point")),
            ("Link: uMap", Some("Link: uMap")),
            ("Link: FOSSGIS-Konferenz", Some("Link: FOSSGIS-Konferenz")),
            ("start-from-square", Some("Start from square")),
            ("web_support", Some("Web support")),
            ("UrlSledWASM", Some("Url Sled WASM")),
            ("uMap", Some("UMap")),
            ("  über_uns ", Some("Über uns")),
            ("Tile Layer 12", None),
            ("Kachelebene 3", None),
            ("", None),
            ("__", None),
        ];
        for (name, expected) in cases {
            assert_eq!(readable(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn titles_are_short_and_printable() {
        assert_eq!(cut("a\n\tb\u{7}c"), "a b c");
        assert_eq!(
            readable(&"ä".repeat(5000)).map(|t| t.chars().count()),
            Some(MAX_TITLE_CHARS)
        );
    }
}
