//! Where the exits of a map lead: rooms of this server, other sites, or nowhere.

use super::address::{Address, Refusal, decoded, host_and_rest};
use super::limits::MAX_TITLE_CHARS;
use crate::zone::ExitTo;

/// Endings of map files that an exit may name.
const EXTENSIONS: [&str; 4] = ["json", "tmj", "tmx", "wam"];

/// Where an exit leads that is written as `value` in the map `file` (its path in the maps folder).
/// Whether there is such a room is not looked up.
///
/// # Errors
/// Why it leads nowhere, in words.
pub fn exit_to(value: &str, file: &str) -> Result<ExitTo, String> {
    let value = value.trim();
    if let Some(fragment) = value.strip_prefix('#') {
        return Ok(ExitTo::Room {
            room: String::new(),
            entry: entry(fragment),
        });
    }
    match Address::read(value, file) {
        Ok(Address::Web(url)) => {
            let path = host_and_rest(&url).map_or("", |(_, rest)| rest);
            match elsewhere(path, file) {
                Some(room) => room,
                None => Ok(ExitTo::Site(url)),
            }
        }
        Ok(Address::Mail(_)) => Err("one can't walk into a mailbox".to_owned()),
        Ok(Address::File { path, rest }) => room(&path, &rest, file),
        Err(Refusal::OtherRoot) => {
            elsewhere(value, file).unwrap_or_else(|| Err(Refusal::OtherRoot.to_string()))
        }
        Err(Refusal::Scheme(scheme)) if scheme == "world" => {
            let message = "“world://” led to another map of the rC3 world, which is gone";
            Err(message.to_owned())
        }
        Err(refusal) => Err(refusal.to_string()),
    }
}

fn room(path: &str, rest: &str, file: &str) -> Result<ExitTo, String> {
    let room = without_extension(path);
    if room.is_empty() || room.ends_with('/') {
        return Err("it names no map".to_owned());
    }
    let here = without_extension(file) == room;
    let fragment = rest.split_once('#').map_or("", |(_, fragment)| fragment);
    Ok(ExitTo::Room {
        room: if here { String::new() } else { room.to_owned() },
        entry: entry(fragment),
    })
}

fn without_extension(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((room, end)) if EXTENSIONS.iter().any(|e| e.eq_ignore_ascii_case(end)) => room,
        _ => path,
    }
}

/// The start area in what stands behind `#`: `entry&moveTo=1,2`.
fn entry(fragment: &str) -> String {
    let first = fragment.split('&').next().unwrap_or_default();
    if first.contains('=') {
        return String::new();
    }
    let name = decoded(first).unwrap_or_else(|| first.to_owned());
    let printable = name.chars().filter(|c| !c.is_control());
    let name: String = printable.take(MAX_TITLE_CHARS).collect();
    name.trim().to_owned()
}

/// Paths as WorkAdventure's servers have them. `None` when it is not one of these.
fn elsewhere(path: &str, file: &str) -> Option<Result<ExitTo, String>> {
    let end = path.find('#').unwrap_or(path.len());
    let (path, fragment) = path.split_at_checked(end)?;
    let path = path.split('?').next().unwrap_or_default();
    let path = decoded(path)?;
    // `/_/instance/host/path`, `/~/path`, and Hallway's own `/v/room`.
    let room_path = if let Some(rest) = path.strip_prefix("/_/") {
        let mut names = rest.splitn(3, '/');
        names.next();
        names.next();
        sibling(names.next().unwrap_or_default(), file)
    } else if let Some(rest) = path.strip_prefix("/~/") {
        sibling(rest, file)
    } else if let Some(rest) = path.strip_prefix("/v/") {
        rest.to_owned()
    } else if path.starts_with("/@/") {
        let message = "it leads to a room of WorkAdventure's own service, which only that has";
        return Some(Err(message.to_owned()));
    } else {
        return None;
    };
    let resolved = match super::files::resolve("", &room_path) {
        Ok(resolved) => resolved,
        Err(error) => return Some(Err(error.to_string())),
    };
    Some(room(&resolved, fragment, file))
}

/// A map of another server is looked for here: beside this map, when the folder that it is in has
/// the name of this map's folder or this map is in none, else by its whole path.
fn sibling(path: &str, file: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let Some((own, _)) = file.rsplit_once('/') else {
        return name.to_owned();
    };
    let last = |folder: &str| folder.rsplit('/').next().unwrap_or_default().to_owned();
    if !folder.is_empty() && last(folder) == last(own) {
        format!("{own}/{name}")
    } else {
        path.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, file: &str, expected: Option<(&str, &str)>) {
        let found = exit_to(value, file).ok();
        let expected = expected.map(|(room, entry)| ExitTo::Room {
            room: room.to_owned(),
            entry: entry.to_owned(),
        });
        assert_eq!(found, expected, "{value} in {file}");
    }

    #[test]
    fn exits_lead_to_rooms_beside_the_map() {
        for (value, room, entry) in [
            ("#kitchen", "", "kitchen"),
            ("#kitchen&moveTo=3,4", "", "kitchen"),
            ("#moveTo=3,4", "", ""),
            ("other.json", "v/other", ""),
            (" other.tmj#b%20c\n", "v/other", "b c"),
            ("other.TMX?x=1#y", "v/other", "y"),
            ("../w//main.json#in", "w/main", "in"),
            ("../v/map.json#in", "", "in"),
            ("other", "v/other", ""),
            ("sub.v2/other", "v/sub.v2/other", ""),
            ("x.wam", "v/x", ""),
            ("a%20b.json", "v/a b", ""),
            ("/v/w/main#in", "w/main", "in"),
            ("/maps/w/main.json", "w/main", ""),
            ("/_/global/host.example/v/other.json#a", "v/other", "a"),
            ("/_/global/host.example/w/other.json", "w/other", ""),
            (
                "https://play.example/_/global/x.github.io/v/other.json#a",
                "v/other",
                "a",
            ),
            ("/~/w/x.wam", "w/x", ""),
        ] {
            check(value, "v/map.json", Some((room, entry)));
        }
        check(
            "/_/global/x.example/far/away/b.json",
            "a.json",
            Some(("b", "")),
        );
    }

    #[test]
    fn exits_lead_to_other_sites() {
        assert_eq!(
            exit_to("https://example.org/x", "map.json"),
            Ok(ExitTo::Site("https://example.org/x".to_owned()))
        );
    }

    #[test]
    fn exits_into_a_world_that_is_gone_say_so() {
        let reason = exit_to("world://A/x/y.json#e", "v/map.json").unwrap_err();
        assert!(reason.contains("rC3"), "{reason}");
    }

    #[test]
    fn what_can_not_be_followed_leads_nowhere() {
        for value in [
            "",
            "\t",
            "../../x.json",
            "/_/global",
            "/_/",
            "/_/a/b/../../../../c.json",
            "/@/org/world/room",
            "/index.html",
            "world://A/x/y.json#e",
            "{<chaoszone>/main.json}",
            "{{exit}}",
            "javascript:alert(1)",
            "mailto:a@example.org",
            ".json",
            &"x".repeat(5000),
        ] {
            check(value, "v/map.json", None);
        }
    }
}
