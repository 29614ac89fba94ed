//! Areas with a meaning, and the places among them.

use hallway_protocol::Pos;

use super::*;
use crate::venue::Area;

/// Names, titles and silence of all zones.
#[track_caller]
fn check(venue: &Venue, expected: &[(&str, &str, bool)]) {
    let found: Vec<_> = venue
        .zones
        .iter()
        .map(|z| (z.name.as_str(), z.title.as_str(), z.silent))
        .collect();
    assert_eq!(found, expected);
}

fn titles(venue: &Venue) -> Vec<&str> {
    venue
        .scene
        .places
        .iter()
        .map(|place| place.title.as_str())
        .collect()
}

fn inside(area: &Area, x: i32, y: i32) -> bool {
    area.contains(Pos::from_px(x, y), 512, 512)
}

#[test]
fn layers_with_properties_are_zones() {
    let laid = |name: &str, property: &str| {
        layer(
            &format!("name='{name}'"),
            &properties(&[property]),
            &[(1, 2, 1)],
        )
    };
    let venue = venue(&map(&[
        laid("boardHowto", "openWebsite=https://example.org"),
        laid("jitsidocs", "jitsiRoom=docs"),
        laid("quiet", "silent=true"),
        laid("loud", "silent=false"),
        laid("out", "exitUrl=other.json"),
        laid("music", "playAudio=a.mp3"),
        laid("door", "zone=door1"),
        laid("jitsi", "jitsiRoom=big_hall"),
        laid("empty", "openWebsite="),
        laid("Tile Layer 3", "openTab=https://example.org/x"),
        laid("bbb", "bbbMeeting=Plenary"),
        laid("floor", "depth=3"),
    ]
    .concat()));
    check(
        &venue,
        &[
            ("boardHowto", "Board Howto", false),
            ("jitsidocs", "Docs", false),
            ("quiet", "Quiet", true),
            ("out", "Out", false),
            ("music", "Music", false),
            ("door", "Door", false),
            ("jitsi", "Big hall", false),
            ("Tile Layer 3", "example.org", false),
            ("bbb", "Plenary", false),
        ],
    );
    for zone in &venue.zones {
        assert!(
            inside(&zone.area, 40, 70) && !inside(&zone.area, 70, 70),
            "{}",
            zone.name
        );
    }
    assert_eq!(
        titles(&venue),
        ["Board Howto", "Docs", "Big hall", "example.org", "Plenary"]
    );
}

#[test]
fn hidden_layers_are_zones_too() {
    let laid = layer(
        "name='quiet' visible='0' opacity='0'",
        &properties(&["silent=True"]),
        &[(1, 2, 1)],
    );
    check(&venue(&map(&laid)), &[("quiet", "Quiet", true)]);
}

#[test]
fn a_zone_without_cells_is_pointed_out() {
    let venue = venue(&map(&layer("name='a'", &properties(&["jitsiRoom=a"]), &[])));
    check(&venue, &[]);
    assert_eq!(warnings(&venue), ["empty-zone"]);
}

#[test]
fn objects_are_zones_by_class_or_property() {
    let venue = venue(&map(&format!(
        "<objectgroup name='o' offsetx='32'>
        <object name='lounge' class='area' x='0' y='0' width='32' height='64'/>
        <object name='round' type='Area' x='0' y='64' width='64' height='64'>{}<ellipse/></object>
        <object name='info' x='64' y='0'>{}<polygon points='0,0 32,0 0,32'/></object>
        <object name='wall' class='area' x='0' y='0' width='32' height='32'>{}</object>
        <object name='' class='area' x='0' y='0' width='32' height='32'/>
        <object name='plain' x='0' y='0' width='32' height='32'/>
        <object name='page' class='website' x='0' y='0' width='32' height='32'>{}</object>
        <object name='lost' class='area' x='0' y='0'>{}<point/></object></objectgroup>",
        properties(&[
            "display_name=Brainstorm Zone!",
            "silent=true",
            "focusable=true"
        ]),
        properties(&["openWebsite=https://example.org"]),
        properties(&["collides=true"]),
        properties(&["url=https://example.org"]),
        properties(&["jitsiRoom=lost"]),
    )));
    check(
        &venue,
        &[
            ("lounge", "Lounge", false),
            ("round", "Brainstorm Zone!", true),
            ("info", "Info", false),
        ],
    );
    let (lounge, round) = (&venue.zones[0].area, &venue.zones[1].area);
    assert!(
        inside(lounge, 33, 1)
            && inside(lounge, 63, 63)
            && !inside(lounge, 31, 1)
            && !inside(lounge, 65, 1)
    );
    assert!(inside(round, 64, 96) && !inside(round, 34, 66));
    assert_eq!(warnings(&venue), ["empty-zone"]);
    // A wall covers the upper half of the lounge.
    let lounge = venue
        .scene
        .places
        .iter()
        .find(|p| p.title == "Lounge")
        .unwrap();
    assert_eq!((lounge.x, lounge.y), (48, 48));
}

#[test]
fn tiles_with_properties_make_zones() {
    let tiles = format!(
        "<tile id='0'>{}</tile><tile id='1'>{}</tile><tile id='2'>{}</tile>",
        properties(&["silent=true"]),
        properties(&["silent=true"]),
        properties(&["jitsiRoom=team_23"]),
    );
    let laid = layer("name='floor'", "", &[(0, 0, 1), (1, 0, 2), (2, 0, 3)]);
    let venue = venue(&map_with(
        &tiles,
        &(laid + &layer("name='more'", "", &[(3, 3, 1)])),
    ));
    check(
        &venue,
        &[
            ("Silent area", "Silent area", true),
            ("team_23", "Team 23", false),
        ],
    );
    let silent = &venue.zones[0].area;
    for (x, y, expected) in [
        (5, 5, true),
        (40, 5, true),
        (70, 5, false),
        (100, 100, true),
    ] {
        assert_eq!(inside(silent, x, y), expected, "{x} {y}");
    }
    assert_eq!(titles(&venue), ["Team 23"]);
}

#[test]
fn a_silent_map_is_silent_everywhere() {
    let text = map("").replacen(
        "<tileset",
        &format!("{}<tileset", properties(&["silent=true"])),
        1,
    );
    let venue = venue(&text);
    assert!(
        venue.zones[0].silent
            && inside(&venue.zones[0].area, 1, 1)
            && inside(&venue.zones[0].area, 127, 127)
    );
    assert!(venue.scene.places.is_empty());
}

#[test]
fn places_are_free_and_reachable() {
    // A wall in the second column parts the map; one appears on the left of it.
    let walls = format!("<tile id='1'>{}</tile>", properties(&["collides=true"]));
    let wall = layer(
        "name='w'",
        "",
        &[(1, 0, 2), (1, 1, 2), (1, 2, 2), (1, 3, 2), (0, 3, 2)],
    );
    let room = |name: &str, cells: &[(usize, usize, u32)]| {
        layer(
            &format!("name='{name}'"),
            &properties(&["jitsiRoom=x"]),
            cells,
        )
    };
    let venue = venue(&map_with(
        &walls,
        &[
            layer("name='start'", "", &[(0, 0, 1)]),
            wall,
            room("both", &[(0, 2, 1), (1, 2, 1), (2, 2, 1), (3, 2, 1)]),
            room("far", &[(3, 0, 1)]),
            room("solid", &[(1, 1, 1)]),
            room("far", &[(0, 1, 1)]),
            room("Both", &[(3, 3, 1)]),
        ]
        .concat(),
    ));
    let places: Vec<_> = venue
        .scene
        .places
        .iter()
        .map(|p| (p.title.as_str(), p.x, p.y))
        .collect();
    // One spot for each title, the one that can be reached.
    assert_eq!(places, [("Both", 16, 80), ("Far", 16, 48)]);
    assert_eq!(warnings(&venue), ["blocked-zone"]);
}

#[test]
fn the_smallest_area_has_a_place() {
    let area = "<objectgroup name='o'><object name='spot' class='area' x='50' y='50' width='6' height='6'/></objectgroup>";
    let venue = venue(&map(area));
    let places: Vec<_> = venue
        .scene
        .places
        .iter()
        .map(|p| (p.title.as_str(), p.x, p.y))
        .collect();
    assert_eq!(places, [("Spot", 53, 53)]);
}

#[test]
fn too_many_zones_are_cut_short() {
    let one = format!(
        "<object name='z' x='0' y='0' width='32' height='32'>{}</object>",
        properties(&["silent=true"])
    );
    let venue = venue(&map(&format!(
        "<objectgroup name='o'>{}</objectgroup>",
        one.repeat(2100)
    )));
    assert_eq!(venue.zones.len(), 2000);
    assert!(warnings(&venue).contains(&"too-many-zones"));
}
