//! Doors, bells, and pages that lie on the map.

use super::*;
use crate::scene::DoorSound;
use crate::walls::SOLID;

/// A map with a door whose leaf is a wall, and a place beside it.
fn with_door(object: &[&str], beside: &[&str]) -> Venue {
    let tiles = format!("<tile id='1'>{}</tile>", properties(&["collides=true"]));
    let variable = format!(
        "<objectgroup name='floorLayer'><object name='myDoor' class='variable' x='3' y='4'>{}<point/></object></objectgroup>",
        properties(object)
    );
    let layers = [
        layer("name='walls'", "", &[(0, 2, 2)]),
        format!(
            "<group name='doors'>{}{}</group>",
            layer("name='leaf' visible='0'", "", &[(1, 2, 2), (2, 2, 2)]),
            layer("name='leaf open'", "", &[(1, 2, 1), (2, 1, 2)]),
        ),
        layer("name='mat'", &properties(beside), &[(1, 3, 1), (2, 3, 1)]),
        variable,
    ];
    venue(&map_with(&tiles, &layers.concat()))
}

#[test]
fn a_door_opens_and_closes_layers_and_walls() {
    let venue = with_door(
        &[
            "door=true",
            "openLayer=doors/leaf open",
            "closeLayer=leaf",
            "openSound=sounds/open.mp3",
            "closeSound=https://a.example/close.mp3",
            "soundRadius=160",
        ],
        &[
            "zone=myDoor",
            "doorVariable=myDoor",
            "autoClose=true",
            "code=4223",
            "tag=admin, speaker",
            "openTriggerMessage=Open it",
            "closeTriggerMessage=Close it",
        ],
    );
    assert_eq!(warnings(&venue), [""; 0]);
    let [door] = venue.scene.doors.as_slice() else {
        panic!("{:?}", venue.scene.doors);
    };
    assert_eq!(
        (door.title.as_str(), door.open, door.bell),
        ("My Door", false, false)
    );
    assert_eq!(door.blocks_closed, [(9, SOLID), (10, SOLID)]);
    assert_eq!(door.blocks_open, [(6, SOLID)]);
    let sound = |url: &str| {
        Some(DoorSound {
            url: url.to_owned(),
            radius: 160,
        })
    };
    assert_eq!(door.open_sound, sound("/maps/sounds/open.mp3"));
    assert_eq!(door.close_sound, sound("https://a.example/close.mp3"));
    assert_eq!(
        (door.open_message.as_str(), door.close_message.as_str()),
        ("Open it", "Close it")
    );
    assert!(door.has_code && !door.opens_itself);
    // The middle of all its cells: columns 1 and 2, rows 1 and 2.
    assert_eq!((door.x, door.y), (64, 64));

    let [rule] = venue.doors.as_slice() else {
        panic!("{:?}", venue.doors);
    };
    assert_eq!((rule.code.as_str(), rule.closes_itself), ("4223", true));
    assert_eq!(rule.requires, ["admin", "speaker"]);
    assert_eq!(rule.beside, [venue.zones[0].area.clone()]);

    let marks: Vec<_> = venue
        .scene
        .layers
        .iter()
        .map(|l| (l.name.as_str(), l.door))
        .collect();
    assert_eq!(
        marks,
        [
            ("walls", None),
            ("leaf", Some((0, false))),
            ("leaf open", Some((0, true))),
            ("mat", None)
        ]
    );
    // The leaf is no part of the walls themselves.
    let blocks =
        |walls: &crate::walls::Walls| [(0, 2), (1, 2), (2, 1)].map(|(x, y)| walls.mask(x, y) != 0);
    assert_eq!(blocks(&venue.scene.walls), [true, false, false]);
    assert_eq!(
        blocks(&venue.scene.walls_with(|_| false)),
        [true, true, false]
    );
    assert_eq!(
        blocks(&venue.scene.walls_with(|_| true)),
        [true, false, true]
    );
}

#[test]
fn names_of_layers_stand_in_lines_or_with_blanks_between() {
    for (names, expected) in [
        ("leaf&#10;walls", 2),
        ("leaf walls", 2),
        ("leaf open", 1),
        ("leaf open&#10; leaf ", 2),
        ("doors", 2),
    ] {
        let venue = with_door(
            &["door=true", &format!("openLayer={names}"), "default=true"],
            &["doorVariable=myDoor"],
        );
        let marked = venue
            .scene
            .layers
            .iter()
            .filter(|layer| layer.door == Some((0, true)));
        assert_eq!(marked.count(), expected, "{names}");
        assert!(venue.scene.doors[0].open);
        assert_eq!(warnings(&venue), [""; 0], "{names}");
    }
}

#[test]
fn what_is_missing_of_a_door_is_told() {
    let venue = with_door(
        &["door=true", "openLayer=nowhere"],
        &["doorVariable=another"],
    );
    assert_eq!(
        warnings(&venue),
        [
            "unknown-layer",
            "empty-door",
            "unknown-door",
            "door-without-place"
        ]
    );
    assert_eq!((venue.scene.doors.len(), venue.doors.len()), (1, 1));
    assert_eq!((venue.scene.doors[0].x, venue.scene.doors[0].y), (3, 4));
}

#[test]
fn areas_lie_beside_doors_too() {
    let objects = format!(
        "<objectgroup name='floorLayer'><object name='d' type='variable'>{}<point/></object>
        <object name='front' class='area' width='32' height='32'>{}</object>
        <object name='back' x='64' width='32' height='32'>{}</object></objectgroup>",
        properties(&["door=true", "closeLayer=leaf"]),
        properties(&["doorVariable=d", "autoOpen=true", "autoClose=true"]),
        properties(&["doorVariable=d", "code=12"]),
    );
    let venue = venue(&map(&(layer("name='leaf'", "", &[(1, 2, 2)]) + &objects)));
    let rule = &venue.doors[0];
    let areas: Vec<_> = venue.zones.iter().map(|zone| zone.area.clone()).collect();
    assert_eq!(rule.beside, areas);
    assert_eq!(areas.len(), 2);
    assert!(rule.opens_itself && rule.closes_itself && rule.code == "12");
    assert!(venue.scene.doors[0].opens_itself && venue.scene.doors[0].has_code);
}

#[test]
fn nobody_appears_in_a_closed_door() {
    for (open, spots) in [("false", 1), ("true", 2)] {
        let tiles = format!("<tile id='1'>{}</tile>", properties(&["collides=true"]));
        let door = format!(
            "<objectgroup name='floorLayer'><object name='d' class='variable'>{}<point/></object></objectgroup>",
            properties(&["door=true", "closeLayer=leaf", &format!("default={open}")])
        );
        let layers = [
            layer("name='start'", "", &[(1, 2, 1), (3, 3, 1)]),
            layer("name='leaf'", "", &[(1, 2, 2)]),
            door,
        ];
        let venue = venue(&map_with(&tiles, &layers.concat()));
        assert_eq!(venue.starts[0].spots.len(), spots, "{open}");
    }
}

#[test]
fn bells_ring() {
    let bell = format!(
        "<objectgroup name='floorLayer' offsetx='10'><object name='frontBell' type='variable' x='32' y='64'>{}<point/></object></objectgroup>",
        properties(&["bell=true", "bellSound=ding.mp3", "soundRadius=320"])
    );
    let mat = layer(
        "name='mat'",
        &properties(&[
            "bellVariable=frontBell",
            "bellButtonText=Ring",
            "bellPopup=x",
        ]),
        &[(1, 1, 1)],
    );
    let venue = venue(&map(&(mat + &bell)));
    let [door] = venue.scene.doors.as_slice() else {
        panic!("{:?}", venue.scene.doors);
    };
    assert!(door.bell && !door.open && door.close_sound.is_none());
    assert_eq!(
        (door.title.as_str(), door.open_message.as_str()),
        ("Front Bell", "Ring")
    );
    assert_eq!((door.x, door.y), (42, 64));
    let sound = door
        .open_sound
        .as_ref()
        .map(|sound| (sound.url.as_str(), sound.radius));
    assert_eq!(sound, Some(("/maps/ding.mp3", 320)));
    assert_eq!(venue.doors[0].beside.len(), 1);
    assert_eq!(warnings(&venue), [""; 0]);
}

#[test]
fn pages_lie_on_the_map() {
    let object = |attributes: &str, list: &[&str]| {
        format!(
            "<object x='32' y='16' width='64' height='48' {attributes}>{}</object>",
            properties(list)
        )
    };
    let venue = venue(&map(&format!(
        "<objectgroup name='floorLayer' offsetx='4' offsety='-4'>{}{}{}{}{}</objectgroup>",
        object(
            "name='welcomePage' class='website'",
            &[
                "url=https://example.org/x",
                "policy=fullscreen",
                "allowApi=true"
            ]
        ),
        object("", &["url=pages/a.html"]),
        object("name='bad' type='website'", &["url=javascript:alert(1)"]),
        object("name='none' type='website'", &["policy=x"]),
        object("name='other' class='area'", &["url=https://example.org"]),
    )));
    let sites: Vec<_> = venue
        .scene
        .sites
        .iter()
        .map(|site| (site.title.as_str(), site.url.as_str(), site.policy.as_str()))
        .collect();
    assert_eq!(
        sites,
        [
            ("Welcome Page", "https://example.org/x", "fullscreen"),
            ("Page", "/maps/pages/a.html", "")
        ]
    );
    let site = &venue.scene.sites[0];
    assert_eq!(
        (site.x, site.y, site.width, site.height),
        (36.0, 12.0, 64.0, 48.0)
    );
    assert_eq!(warnings(&venue), ["bad-url", "empty-site"]);
}

#[test]
fn too_many_doors_are_cut_short() {
    let one = format!(
        "<object name='d' class='variable'>{}<point/></object>",
        properties(&["door=true"])
    );
    let venue = venue(&map(&format!(
        "<objectgroup name='floorLayer'>{}</objectgroup>",
        one.repeat(400)
    )));
    assert_eq!((venue.scene.doors.len(), venue.doors.len()), (300, 300));
}
