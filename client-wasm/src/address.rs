//! Where the page's URL leads: which room, which start area, and where to walk from there. Pure;
//! reads no browser.

use hallway_protocol::limits::PATH_BYTES;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Folder under which every room has its page.
const ROOMS: &str = "/v/";

/// What stays as it is in a URL written here: what RFC 3986 calls unreserved, and `/`.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// A room and the place in it to appear at, as the URL names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The room's path; empty for the default room.
    pub room: String,
    /// Name of the start area; empty for the map's default.
    pub entry: String,
    /// Where to walk after entering.
    pub move_to: Option<MoveTo>,
}

/// A place to walk to, as the URL names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoveTo {
    /// A spot in map pixels.
    Spot(i32, i32),
    /// A place by its title, or a start, an area or a layer by its author's name for it.
    Named(String),
}

impl Address {
    /// Reads the path (`/v/ROOM`) and the fragment (`#NAME`, `#moveTo=PLACE`, both joined by `&`) of
    /// a URL. Anything that is too long to be a name counts as none, and so do parameters of
    /// another name; the server judges the rest.
    pub fn of(path: &str, fragment: &str) -> Self {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let mut entry = String::new();
        let mut move_to = None;
        for part in fragment.split('&') {
            match part.split_once('=') {
                Some(("moveTo", place)) => move_to = place_of(place),
                Some(_) => {}
                None if entry.is_empty() => entry = decoded(part),
                None => {}
            }
        }
        Self {
            room: decoded(path.strip_prefix(ROOMS).unwrap_or_default()),
            entry,
            move_to,
        }
    }

    /// Path and fragment of the URL that leads there.
    pub fn url(&self) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, KEPT).to_string();
        let path = match self.room.is_empty() {
            true => "/".to_owned(),
            false => format!("{ROOMS}{}", encoded(&self.room)),
        };
        match self.entry.is_empty() {
            true => path,
            false => format!("{path}#{}", encoded(&self.entry)),
        }
    }
}

fn place_of(text: &str) -> Option<MoveTo> {
    let name = decoded(text);
    let spot = name.split_once(',').and_then(|(x, y)| {
        let side = |text: &str| {
            let side: f32 = text.trim().parse().ok()?;
            // Further than any map reaches.
            (side.abs() < 1e6).then_some(side.round() as i32)
        };
        Some(MoveTo::Spot(side(x)?, side(y)?))
    });
    spot.or_else(|| (!name.is_empty()).then_some(MoveTo::Named(name)))
}

fn decoded(text: &str) -> String {
    let text = percent_decode_str(text).decode_utf8_lossy();
    let text = text.trim_matches('/');
    if text.len() > PATH_BYTES {
        String::new()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, fragment: &str, room: &str, entry: &str) {
        let expected = Address {
            room: room.to_owned(),
            entry: entry.to_owned(),
            move_to: None,
        };
        assert_eq!(Address::of(path, fragment), expected);
    }

    #[track_caller]
    fn check_walk(fragment: &str, entry: &str, move_to: Option<MoveTo>) {
        let address = Address::of("/v/room", fragment);
        assert_eq!((address.entry.as_str(), address.move_to), (entry, move_to));
    }

    #[test]
    fn urls_name_room_and_entry() {
        check("/", "", "", "");
        check("/v/conference", "", "conference", "");
        check("/v/a%20b/map/", "#north%20door", "a b/map", "north door");
        check("/elsewhere", "#x", "", "x");
        check("/v/%FF", "#", "\u{FFFD}", "");
    }

    #[test]
    fn what_is_too_long_is_no_name() {
        check(&format!("/v/{}", "x".repeat(300)), "", "", "");
    }

    #[test]
    fn urls_name_where_to_walk() {
        let named = |name: &str| Some(MoveTo::Named(name.to_owned()));
        check_walk(
            "#door&moveTo=100,-20.4",
            "door",
            Some(MoveTo::Spot(100, -20)),
        );
        check_walk("#moveTo=The%20Bar&door", "door", named("The Bar"));
        check_walk("#door&x=1&&moveTo=Bar,%20big", "door", named("Bar, big"));
        check_walk("#door&moveTo=", "door", None);
        check_walk("#moveTo=nan,1", "", named("nan,1"));
        check_walk("#moveTo=1e9,1", "", named("1e9,1"));
    }

    #[test]
    fn what_is_written_is_read_again() {
        for (room, entry) in [
            ("", ""),
            ("a b/ü", "nörth & d=o#or"),
            ("", "x"),
            ("a%2Fb", ""),
        ] {
            let address = Address {
                room: room.to_owned(),
                entry: entry.to_owned(),
                move_to: None,
            };
            let url = address.url();
            let (path, fragment) = url.split_once('#').unwrap_or((&url, ""));
            assert_eq!(Address::of(path, fragment), address, "{url}");
        }
    }
}
