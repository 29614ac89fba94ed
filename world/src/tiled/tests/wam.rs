//! What WorkAdventure's editor keeps beside a map.

use hallway_protocol::session::Trigger;

use hallway_protocol::door::ZoneDoor;

use super::*;
use crate::scene::Content;
use crate::zone::{ExitTo, SessionSpec, SoundFrom, Talk};

/// A map in a folder of its own, and a `.wam` file that names it, with these areas and entities.
fn files(areas: &str, entities: &str) -> Files {
    let layers = [
        layer("name='floor'", "", &[(0, 0, 1)]),
        "<objectgroup name='floorLayer'/>".to_owned(),
        layer("name='roof'", "", &[(1, 0, 1)]),
    ];
    let map = map(&layers.concat()).replace("tiles.png", "../../tiles.png");
    let wam = format!(
        r#"{{"version":"2.1.0","mapUrl":"tiled/office.tmx?v=1","metadata":{{"name":"The office"}},
        "areas":[{areas}],"entities":{{{entities}}},
        "entityCollections":[{{"url":"furniture.json","type":"file"}},{{"url":"https://a.example/c.json","type":"file"}}]}}"#
    );
    let furniture = r#"{"collectionName":"ours","version":"1.0","collection":[
        {"id":"desk","name":"Desk","imagePath":"images/desk top.png","direction":"Down","color":"red",
         "collisionGrid":[[0,0],[1,1]],"depthOffset":-40},
        {"name":"Plant","imagePath":"images/plant.png","direction":"Down","color":"green","tags":[]},
        {"id":"lost","name":"Lost","imagePath":"images/lost.png"}]}"#;
    Files::new()
        .with("v/office.wam", wam)
        .with("v/furniture.json", furniture)
        .with("v/tiled/office.tmx", map)
        .with("v/images/desk top.png", png(64, 64))
        .with("v/images/plant.png", png(32, 48))
}

fn area(name: &str, properties: &str) -> String {
    format!(
        r#"{{"id":"{name}-id","name":"{name}","x":32,"y":0,"width":64,"height":64.5,"visible":true,
        "properties":[{properties}]}}"#
    )
}

/// The venue of a `.wam` file with one area, and its warnings.
#[track_caller]
fn one(properties: &str) -> (Venue, Vec<&'static str>) {
    let venue = loaded(&files(&area("Kitchen", properties), ""), "v/office.wam");
    let warnings = warnings(&venue);
    (venue, warnings)
}

#[test]
fn a_wam_file_is_its_map_and_more() {
    let (venue, warnings) = one(r#"{"type":"silent"}"#);
    assert_eq!(warnings, [""; 0]);
    assert_eq!(venue.scene.title, "The office");
    assert_eq!(venue.image_files, [Some("tiles.png".to_owned())]);
    let layers: Vec<_> = venue
        .scene
        .layers
        .iter()
        .map(|l| (l.name.as_str(), l.above_avatars))
        .collect();
    assert_eq!(layers, [("floor", false), ("roof", true)]);
    let zone = &venue.zones[0];
    assert_eq!(
        (zone.name.as_str(), zone.title.as_str(), zone.silent),
        ("Kitchen", "Kitchen", true)
    );
    let bounds = zone.area.bounds(512, 512).unwrap();
    assert_eq!(
        (bounds.0.x, bounds.0.y, bounds.1.x, bounds.1.y),
        (512, 0, 96 * 16, 1032)
    );
}

#[test]
fn areas_open_what_they_say() {
    let (venue, warnings) = one(
        r#"{"type":"jitsiRoomProperty","roomName":"talk","jitsiUrl":"meet.example.org","closable":false,
            "trigger":"onaction","triggerMessage":"Join","noPrefix":true,"width":30,"jitsiRoomAdminTag":"admin",
            "jitsiRoomConfig":{"startWithAudioMuted":true}},
           {"type":"openWebsite","link":"../pages/a b.html","newTab":false,"trigger":"onicon","width":40,"policy":"fullscreen"},
           {"type":"openWebsite","link":"https://example.org/","newTab":true},
           {"type":"openFile","link":"https://example.org/x.pdf"},
           {"type":"openPdf","link":"https://example.org/y.pdf"},
           {"type":"playAudio","audioLink":"sounds/x.mp3","volume":0.5}"#,
    );
    assert_eq!(warnings, [""; 0]);
    let found: Vec<_> = venue
        .sessions
        .iter()
        .map(|s| (&s.spec, s.trigger, s.width, s.closable))
        .collect();
    let [jitsi, page, tab, file, old_file] = found.as_slice() else {
        panic!("{found:?}");
    };
    let SessionSpec::Jitsi(room) = jitsi.0 else {
        panic!("{jitsi:?}");
    };
    assert_eq!(
        (room.room.as_str(), room.server.as_str(), room.no_prefix),
        ("talk", "https://meet.example.org", true)
    );
    assert_eq!(
        (room.config.as_str(), room.admin_tag.as_str()),
        (r#"{"startWithAudioMuted":true}"#, "admin")
    );
    assert_eq!((jitsi.1, jitsi.2, jitsi.3), (Trigger::Action, 30, false));
    // Relative to the `.wam` file, though the map lies deeper.
    assert!(
        matches!(page.0, SessionSpec::Website(page) if page.url == "/maps/pages/a%20b.html" && page.policy == "fullscreen")
    );
    assert_eq!((page.1, page.2, page.3), (Trigger::Icon, 40, true));
    assert_eq!(tab.0, &SessionSpec::Tab("https://example.org/".to_owned()));
    assert!(
        matches!(file.0, SessionSpec::Website(page) if page.url == "https://example.org/x.pdf")
    );
    assert!(
        matches!(old_file.0, SessionSpec::Website(page) if page.url == "https://example.org/y.pdf")
    );
    let sounds: Vec<_> = venue
        .zones
        .iter()
        .filter_map(|zone| zone.sound.as_ref())
        .collect();
    assert_eq!(sounds.len(), 1);
    assert_eq!(sounds[0].from, SoundFrom::File("v/sounds/x.mp3".to_owned()));
    assert_eq!((sounds[0].repeat, sounds[0].volume), (false, 0.5));
}

#[test]
fn areas_say_who_comes_in_and_who_talks() {
    let (venue, warnings) = one(r#"{"type":"maxUsersInAreaPropertyData","maxUsers":4},
           {"type":"restrictedRightsPropertyData","readTags":["crew","speaker"],"writeTags":["x"]},
           {"type":"tooltipPropertyData","content":"Mind the step","duration":5000},
           {"type":"focusable","zoom_margin":1},
           {"type":"livekitRoomProperty","roomName":""},
           {"type":"areaDescriptionProperties","description":"x","searchable":true}"#);
    assert_eq!(warnings, [""; 0]);
    let zone = &venue.zones[0];
    assert_eq!(
        (zone.capacity, zone.hint.as_str(), zone.focus),
        (Some(4), "Mind the step", Some(0.5))
    );
    assert_eq!(zone.requires, ["crew", "speaker"]);
    let circle = Talk::Circle {
        name: "Kitchen".to_owned(),
        most: None,
    };
    assert_eq!(zone.talk, Some(circle));

    let areas = [
        area("Podium", r#"{"type":"speakerMegaphone","name":"main"}"#),
        area(
            "Seats",
            r#"{"type":"listenerMegaphone","speakerZoneName":"Podium-id"}"#,
        ),
    ];
    let venue = loaded(&files(&areas.join(","), ""), "v/office.wam");
    let talks: Vec<_> = venue
        .zones
        .iter()
        .map(|zone| zone.talk.clone().unwrap())
        .collect();
    assert_eq!(
        talks,
        [
            Talk::Podium("main".to_owned()),
            Talk::Audience("main".to_owned())
        ]
    );
}

#[test]
fn areas_are_starts_and_exits() {
    let areas = [
        area("lobby", r#"{"type":"start","isDefault":true}"#),
        area("side", r#"{"type":"start","isDefault":false}"#),
        area(
            "out",
            r#"{"type":"exit","url":"other.wam","areaName":"door"}"#,
        ),
        area("in", r#"{"type":"exit","url":"","areaName":"side"}"#),
        area(
            "plain",
            r#"{"type":"areaDescriptionProperties","searchable":true}"#,
        ),
        area("nothing", ""),
    ];
    let venue = loaded(&files(&areas.join(","), ""), "v/office.wam");
    let starts: Vec<_> = venue
        .starts
        .iter()
        .map(|s| (s.name.as_str(), s.default))
        .collect();
    assert_eq!(starts, [("lobby", true), ("side", false)]);
    let room = |room: &str, entry: &str| {
        Some(ExitTo::Room {
            room: room.to_owned(),
            entry: entry.to_owned(),
        })
    };
    let exits: Vec<_> = venue
        .zones
        .iter()
        .map(|zone| (zone.name.as_str(), zone.exit.clone()))
        .collect();
    assert_eq!(
        exits,
        [
            ("out", room("v/other", "door")),
            ("in", room("", "side")),
            ("plain", None)
        ]
    );
    let places: Vec<_> = venue
        .scene
        .places
        .iter()
        .map(|p| p.title.as_str())
        .collect();
    assert_eq!(places, ["Plain"]);
}

#[test]
fn what_is_not_understood_is_named() {
    for kind in [
        r#""lockableAreaPropertyData","allowedTags":["crew"]"#,
        r#""personalAreaPropertyData","ownerId":"x""#,
        r#""matrixRoomPropertyData""#,
        r#""highlight","opacity":0.6"#,
        r#""extensionModule","subtype":"teams""#,
        r#""livekitRoomProperty","livekitRoomConfig":{"startWithAudioMuted":true,"disableChat":false}"#,
        r#""livekitRoomProperty","livekitRoomAdminTag":"admin""#,
        r#""listenerMegaphone","speakerZoneName":"x","waitingLink":"https://example.org""#,
        r#""fromTheFuture""#,
    ] {
        let (venue, warnings) = one(&format!(r#"{{"type":{kind}}}"#));
        assert_eq!(warnings, ["wam-property"], "{kind}");
        // Nobody is kept out of what visitors could lock.
        assert!(
            !venue.zones.iter().any(|zone| zone.door != ZoneDoor::Open),
            "{kind}"
        );
    }
    let (venue, _) = one(r#"{"type":"fromTheFuture"}"#);
    let warning = venue
        .warnings
        .iter()
        .find(|w| w.code == "wam-property")
        .unwrap();
    assert!(
        warning.message.contains("fromTheFuture") && warning.place.contains("Kitchen"),
        "{warning:?}"
    );
}

#[test]
fn a_megaphone_for_the_whole_room_is_named() {
    let all = files("", "");
    for (enabled, expected) in [("true", &["wam-property"][..]), ("false", &[])] {
        let wam = format!(
            r#"{{"mapUrl":"tiled/office.tmx","settings":{{"megaphone":{{"enabled":{enabled},"scope":"ROOM"}}}}}}"#
        );
        let venue = loaded(&all.clone().with("v/office.wam", wam), "v/office.wam");
        assert_eq!(warnings(&venue), expected, "{enabled}");
    }
}

#[test]
fn furniture_that_can_be_searched_for_is_a_place() {
    let lamp = |searchable: bool| {
        format!(
            r#"{{"x":32,"y":32,"name":"The lamp","prefabRef":{{"collectionName":"ours","id":"desk"}},
            "properties":[{{"type":"entityDescriptionProperties","description":"d","searchable":{searchable}}}]}}"#
        )
    };
    for (searchable, expected) in [(true, &["The lamp"][..]), (false, &[])] {
        let venue = loaded(
            &files("", &format!(r#""a":{}"#, lamp(searchable))),
            "v/office.wam",
        );
        let places: Vec<&str> = venue
            .scene
            .places
            .iter()
            .map(|p| p.title.as_str())
            .collect();
        assert_eq!(places, expected);
    }
    // The first version kept furniture in a list.
    let wam = format!(
        r#"{{"version":"1.0.0","mapUrl":"tiled/office.tmx","entities":[{}],"entityCollections":[{{"url":"furniture.json"}}]}}"#,
        lamp(true)
    );
    let venue = loaded(&files("", "").with("v/office.wam", wam), "v/office.wam");
    assert_eq!(venue.scene.places.len(), 1);
}

#[test]
fn furniture_stands_and_blocks() {
    let entity = |id: &str, x: i32, y: i32, prefab: &str, properties: &str| {
        format!(
            r#""{id}":{{"x":{x},"y":{y},"name":"{id}","prefabRef":{{"collectionName":"ours","id":"{prefab}"}},"properties":[{properties}]}}"#
        )
    };
    let entities = [
        entity(
            "a",
            32,
            64,
            "desk",
            r#"{"type":"openWebsite","link":"https://example.org"}"#,
        ),
        entity("b", 0, 0, "Plant:green:Down", ""),
        entity("c", 0, 0, "lost", ""),
        entity("d", 0, 0, "unknown", ""),
    ];
    let venue = loaded(&files("", &entities.join(",")), "v/office.wam");
    assert_eq!(
        warnings(&venue),
        [
            "missing-collection",
            "missing-furniture",
            "missing-furniture"
        ]
    );
    let layers: Vec<_> = venue
        .scene
        .layers
        .iter()
        .map(|l| (l.name.as_str(), l.above_avatars))
        .collect();
    assert_eq!(
        layers,
        [
            ("floor", false),
            ("office.wam entities", false),
            ("roof", true)
        ]
    );
    let Content::Objects(objects) = &venue.scene.layers[1].content else {
        panic!("{:?}", venue.scene.layers[1]);
    };
    let boxes: Vec<_> = objects
        .iter()
        .map(|o| (o.x, o.y, o.width, o.height))
        .collect();
    // The desk reaches lower, but is drawn as if it stood 40 pixels higher: 88 against 48.
    assert_eq!(boxes, [(0.0, 0.0, 32.0, 48.0), (32.0, 64.0, 64.0, 64.0)]);
    let files: Vec<_> = venue
        .image_files
        .iter()
        .flatten()
        .map(String::as_str)
        .collect();
    assert_eq!(
        files,
        ["tiles.png", "v/images/desk top.png", "v/images/plant.png"]
    );
    let blocked: Vec<_> = (0..16)
        .filter(|cell| venue.scene.walls.mask(cell % 4, cell / 4) != 0)
        .collect();
    assert_eq!(blocked, [13, 14]);
    let [zone] = venue.zones.as_slice() else {
        panic!("{:?}", venue.zones);
    };
    assert_eq!(venue.sessions[0].trigger, Trigger::Action);
    let (from, _) = zone.area.bounds(512, 512).unwrap();
    assert_eq!((from.x, from.y), (0, 512));
}

#[test]
fn a_wam_file_without_its_map_takes_the_one_beside_it() {
    let wam =
        r#"{"version":"2.1.0","mapUrl":"https://a.example/office.tmj","areas":[],"entities":{}}"#;
    let files = Files::new()
        .with("office.wam", wam)
        .with("office.tmx", map(""));
    assert_eq!(warnings(&loaded(&files, "office.wam")), ["wam-map"]);
    let alone = Files::new().with("office.wam", wam);
    refused(&alone, "office.wam", "invalid-map");
}

#[test]
fn hostile_wam_files_are_harmless() {
    for (wam, code) in [
        ("", "bad-syntax"),
        ("[]", "not-a-map"),
        ("{}", "invalid-map"),
        (r#"{"mapUrl":"../../etc/passwd"}"#, "invalid-map"),
        (r#"{"mapUrl":"office.wam"}"#, "invalid-map"),
        (r#"{"mapUrl":"%ff"}"#, "invalid-map"),
        (r#"{"mapUrl":"tiles.png"}"#, "bad-syntax"),
    ] {
        refused(&Files::new().with("office.wam", wam), "office.wam", code);
    }
    for wam in [
        r#"{"mapUrl":"m.tmx","areas":7,"entities":[],"entityCollections":{}}"#,
        r#"{"mapUrl":"m.tmx","areas":[7,{},{"properties":[{},7,{"type":9}]}],"entities":{"a":7,"b":{}}}"#,
        r#"{"mapUrl":"m.tmx","areas":[{"x":1e300,"y":"x","width":-5,"height":1e999999,"properties":[{"type":"silent"}]}]}"#,
        r#"{"mapUrl":"m.tmx","entities":{"a":{"x":1e300,"prefabRef":{"id":"x"},"properties":[{"type":"exit","url":"javascript:x"}]}},
            "entityCollections":[{"url":"m.tmx"},{"url":"../../x"},{"url":"%ff"}]}"#,
    ] {
        let files = Files::new().with("office.wam", wam).with("m.tmx", map(""));
        // Whether it is refused or not: nothing panics.
        let _ = files.load("office.wam");
    }
    let many = vec![r#"{"properties":[{"type":"silent"}]}"#; 60_000].join(",");
    let files = Files::new()
        .with(
            "office.wam",
            format!(r#"{{"mapUrl":"m.tmx","areas":[{many}]}}"#),
        )
        .with("m.tmx", map(""));
    refused(&files, "office.wam", "over-limit");
    let twice = vec![r#"{"type":"openWebsite","link":"https://a.example"}"#; 50_000].join(",");
    let files = Files::new()
        .with(
            "office.wam",
            format!(
                r#"{{"mapUrl":"m.tmx","areas":[{{"width":9,"height":9,"properties":[{twice}]}}]}}"#
            ),
        )
        .with("m.tmx", map(""));
    assert_eq!(loaded(&files, "office.wam").zones.len(), 100);
}
