//! What can be the path of a room or of a file in the maps folder. Judged by its text alone.

use hallway_protocol::limits::PATH_BYTES;

/// Endings of map files, in the order in which they are tried: a `.wam` file goes before the map
/// that it adds to.
pub const EXTENSIONS: [&str; 4] = ["wam", "tmx", "tmj", "json"];

/// Whether this may be a room's path.
pub fn is_valid(room: &str) -> bool {
    room.len() <= PATH_BYTES && is_relative(room)
}

/// Whether this is a path below a folder: names with `/` between them, none of them hidden, empty
/// or a step upwards.
pub fn is_relative(path: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && !name.starts_with('.');
    path.split('/').all(is_name)
        && !path
            .chars()
            .any(|c| c.is_control() || matches!(c, '\\' | ':'))
}

/// The room whose map a file may be.
pub fn room_of_file(file: &str) -> Option<&str> {
    let (room, extension) = file.rsplit_once('.')?;
    (EXTENSIONS.contains(&extension) && is_valid(room)).then_some(room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wam_file_goes_before_the_map_of_its_name() {
        assert_eq!(EXTENSIONS.first(), Some(&"wam"));
        for (file, room) in [
            ("a/office.wam", Some("a/office")),
            ("a/office.tmj", Some("a/office")),
            ("a/office.mp3", None),
            (".wam", None),
        ] {
            assert_eq!(room_of_file(file), room, "{file}");
        }
    }

    #[test]
    fn rooms_are_paths_below_the_folder() {
        for room in ["a", "a/b c/d+[1]", "wikimedia-hackathon-2021/map", "ü"] {
            assert!(is_valid(room), "{room}");
        }
        let long = "x".repeat(300);
        for room in [
            "", "/a", "a/", "a//b", "..", "a/../b", ".git/a", "a\\b", "c:a", "a\0", &long,
        ] {
            assert!(!is_valid(room), "{room}");
        }
    }
}
