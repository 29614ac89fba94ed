//! Where the page's URL leads: which room, which start area. Pure; reads no browser.

use hallway_protocol::limits::PATH_BYTES;
use percent_encoding::percent_decode_str;

/// Folder under which every room has its page.
const ROOMS: &str = "/v/";

/// A room and the place in it to appear at, as the URL names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The room's path; empty for the default room.
    pub room: String,
    /// Name of the start area; empty for the map's default.
    pub entry: String,
}

impl Address {
    /// Reads the path (`/v/ROOM`) and the fragment (`#NAME`) of a URL. Anything that is too long
    /// to be a name counts as none; the server judges the rest.
    pub fn of(path: &str, fragment: &str) -> Self {
        Self {
            room: decoded(path.strip_prefix(ROOMS).unwrap_or_default()),
            entry: decoded(fragment.strip_prefix('#').unwrap_or(fragment)),
        }
    }
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
        };
        assert_eq!(Address::of(path, fragment), expected);
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
}
