//! Each limit, exceeded: the map is refused, and the message says which limit and where.

use super::*;
use crate::tiled::Problem;

/// Refuses `map` with `limit` at its lowered value, and takes it with the default.
#[track_caller]
fn check(files: &Files, lower: impl Fn(&mut Limits), limit: &str, place: &str) {
    if let Err(error) = files.load("map.tmx") {
        panic!("within the defaults: {error}");
    }
    let mut limits = Limits::default();
    lower(&mut limits);
    let error = match load(files, "map.tmx", &limits) {
        Ok(_) => panic!("over {limit} and accepted"),
        Err(error) => error,
    };
    assert_eq!(error.code(), "over-limit", "{error}");
    assert!(
        matches!(error.problem, Problem::Limit { limit: l, .. } if l == limit),
        "{error}"
    );
    assert_eq!(error.place, place);
    assert!(
        error.to_string().contains(limit) && error.to_string().contains("map.tmx"),
        "{error}"
    );
}

fn file(text: &str) -> Files {
    Files::new().with("map.tmx", text)
}

#[test]
fn every_limit_is_enforced() {
    let plain = file(&map(&layer("name='l'", "", &[(0, 0, 1)])));
    check(
        &plain,
        |l| l.max_file_bytes = 100,
        "max_file_bytes",
        "map.tmx",
    );
    check(
        &plain,
        |l| l.max_total_bytes = 100,
        "max_total_bytes",
        "map.tmx",
    );
    check(&plain, |l| l.max_width = 3, "max_width", "map.tmx");
    check(&plain, |l| l.max_height = 3, "max_height", "map.tmx");
    check(&plain, |l| l.max_cells = 15, "max_cells", "map.tmx");
    check(
        &plain,
        |l| l.max_layers = 0,
        "max_layers",
        "map.tmx, layer “l”",
    );
    check(
        &plain,
        |l| l.max_tilesets = 0,
        "max_tilesets",
        "map.tmx, tileset “t”",
    );
    check(
        &plain,
        |l| l.max_tiles = 7,
        "max_tiles",
        "map.tmx, tileset “t”",
    );

    let two = file(&map(&layer("name='l'", "", &[]).repeat(2)));
    check(
        &two,
        |l| l.max_cells = 31,
        "max_cells",
        "map.tmx, layer “l”",
    );

    let groups = file(&map("<group name='a'><group name='b'/></group>"));
    check(
        &groups,
        |l| l.max_group_depth = 1,
        "max_group_depth",
        "map.tmx, layer “a”, layer “b”",
    );

    let objects = file(&map(
        "<objectgroup name='o'><object name='x'/><object name='y'/></objectgroup>",
    ));
    check(
        &objects,
        |l| l.max_objects = 1,
        "max_objects",
        "map.tmx, layer “o”, object “y”",
    );

    let polygon = file(&map(
        "<objectgroup name='o'><object name='x'><polygon points='0,0 1,1 2,2 3,3'/></object></objectgroup>",
    ));
    check(
        &polygon,
        |l| l.max_corners = 3,
        "max_corners",
        "map.tmx, layer “o”, object “x”",
    );

    let shapes = file(&map_with(
        "<tile id='0'><objectgroup><object/><object/></objectgroup></tile>",
        "",
    ));
    check(
        &shapes,
        |l| l.max_objects = 1,
        "max_objects",
        "map.tmx, tileset “t”, tile 0, a layer without name, a object without name",
    );
}

#[test]
fn files_beside_the_map_count_too() {
    let tsx = format!(
        "<tileset name='u' tilewidth='1' tileheight='1' tilecount='1' columns='1'>{}</tileset>",
        " ".repeat(3000)
    );
    let files = file(&map("<tileset firstgid='50' source='u.tsx'/>")).with("u.tsx", tsx);
    let limits = Limits {
        max_file_bytes: 2000,
        ..Limits::default()
    };
    let error = load(&files, "map.tmx", &limits).unwrap_err();
    assert_eq!(
        (error.code(), error.place.as_str()),
        ("over-limit", "u.tsx")
    );
    let limits = Limits {
        max_total_bytes: 3000,
        ..Limits::default()
    };
    let error = load(&files, "map.tmx", &limits).unwrap_err();
    assert_eq!(
        (error.code(), error.place.as_str()),
        ("over-limit", "u.tsx")
    );
}

#[test]
fn sizes_beyond_sense_are_refused() {
    for (from, to, code) in [
        ("width=\"4\"", "width=\"4294967295\"", "over-limit"),
        ("height=\"4\"", "height=\"1000000\"", "over-limit"),
        ("width=\"4\"", "width=\"0\"", "invalid-map"),
        ("width=\"4\"", "width=\"-4\"", "over-limit"),
        ("width=\"4\"", "", "invalid-map"),
        ("tilewidth=\"32\"", "tilewidth=\"0\"", "invalid-map"),
        ("tileheight=\"32\"", "tileheight=\"2000\"", "invalid-map"),
        ("tilecount=\"8\"", "tilecount=\"4294967295\"", "over-limit"),
    ] {
        let files = file(&map("").replacen(from, to, 1));
        refused(&files, "map.tmx", code);
    }
}
