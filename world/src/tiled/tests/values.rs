//! Whatever stands in properties: nothing panics, and what comes out is bounded and refers to what
//! there is.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::tiled::properties;
use crate::zone::{ExitTo, SessionSpec, SoundFrom};

/// A map with these properties on the map, a layer, a tile and objects of several kinds.
fn map_of(list: &[(String, Value)]) -> String {
    let list: Vec<Value> = list
        .iter()
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    let object = |name: &str, class: &str| json!({"name": name, "class": class, "x": 9, "y": 9, "width": 40, "height": 40, "properties": list});
    json!({
        "type": "map", "orientation": "orthogonal", "width": 4, "height": 4, "tilewidth": 32,
        "tileheight": 32, "properties": list,
        "tilesets": [{"firstgid": 1, "name": "t", "tilewidth": 32, "tileheight": 32, "tilecount": 8,
            "columns": 4, "image": "tiles.png", "tiles": [{"id": 0, "properties": list}]}],
        "layers": [
            {"type": "tilelayer", "name": "a", "width": 4, "height": 4, "properties": list,
             "data": [1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]},
            {"type": "tilelayer", "name": "b", "width": 4, "height": 4, "visible": false,
             "data": [0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]},
            {"type": "objectgroup", "name": "floorLayer", "objects": [
                object("a", "area"), object("b", "variable"), object("c", "website"), object("d", "")]}]
    })
    .to_string()
}

fn is_url(url: &str) -> bool {
    let opens = ["https://", "http://", "/maps/"]
        .iter()
        .any(|start| url.starts_with(start));
    let clean = !url
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || "\"<>".contains(c));
    // What stands behind a path is not followed.
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let climbs = url.starts_with("/maps/") && path.split('/').any(|name| name == "..");
    opens && clean && url.len() <= 2048 && !climbs
}

#[track_caller]
fn check_bounded(venue: &Venue) {
    for zone in &venue.zones {
        assert!(zone.sessions.iter().all(|id| venue.session(*id).is_some()));
        assert!(zone.hint.chars().count() <= 500 && zone.title.chars().count() <= 100);
        assert!(
            zone.focus
                .is_none_or(|margin| (0.0..=1.0).contains(&margin))
        );
        match &zone.exit {
            Some(ExitTo::Site(url)) => assert!(is_url(url), "{url}"),
            Some(ExitTo::Room { room, entry }) => {
                assert!(room.len() <= 2048 && entry.chars().count() <= 100);
                assert!(
                    !room.starts_with('/') && !room.split('/').any(|name| name == ".."),
                    "{room}"
                );
            }
            Some(ExitTo::Nowhere) | None => {}
        }
        if let Some(sound) = &zone.sound {
            assert!((0.0..=1.0).contains(&sound.volume));
            match &sound.from {
                SoundFrom::Url(url) => assert!(is_url(url), "{url}"),
                SoundFrom::File(path) => {
                    assert!(!path.split('/').any(|name| name == ".."), "{path}")
                }
            }
        }
    }
    for session in &venue.sessions {
        assert!(session.width <= 100 && session.message.chars().count() <= 500);
        match &session.spec {
            SessionSpec::Jitsi(jitsi) => {
                assert!(!jitsi.room.is_empty() && jitsi.room.chars().count() <= 100);
                let server = &jitsi.server;
                assert!(server.is_empty() || is_url(server), "{server}");
                assert_eq!(
                    server.matches('/').count(),
                    if server.is_empty() { 0 } else { 2 }
                );
                for json in [&jitsi.config, &jitsi.interface_config] {
                    let object = serde_json::from_str::<serde_json::Map<String, Value>>(json);
                    assert!(json.is_empty() || object.is_ok(), "{json}");
                }
            }
            SessionSpec::BigBlueButton(meeting) => assert!(meeting.meeting.chars().count() <= 100),
            SessionSpec::Website(page) => assert!(is_url(&page.url), "{page:?}"),
            SessionSpec::Tab(url) => assert!(is_url(url) || url.starts_with("mailto:"), "{url}"),
            SessionSpec::Stage(stage) => {
                assert!(!stage.sources.is_empty());
                assert!(
                    stage.sources.iter().all(|source| is_url(&source.url)),
                    "{stage:?}"
                );
                assert!(
                    stage.captions.iter().all(|caption| is_url(&caption.url)),
                    "{stage:?}"
                );
            }
        }
    }
    let scene = &venue.scene;
    assert_eq!(scene.doors.len(), venue.doors.len());
    for door in &scene.doors {
        let cells = scene.columns * scene.rows;
        let blocks = door.blocks_open.iter().chain(&door.blocks_closed);
        assert!(
            blocks
                .into_iter()
                .all(|(cell, mask)| *cell < cells && *mask != 0)
        );
        let sounds = [&door.open_sound, &door.close_sound];
        assert!(sounds.into_iter().flatten().all(|sound| is_url(&sound.url)));
    }
    let doors = scene.doors.len();
    let marks = scene.layers.iter().filter_map(|layer| layer.door);
    assert!(marks.into_iter().all(|(door, _)| (door as usize) < doors));
    assert!(
        scene
            .sites
            .iter()
            .all(|site| is_url(&site.url) && site.width > 0.0)
    );
}

/// Texts that are made of what the readers look for.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        prop::sample::select(vec![
            "http://",
            "https://",
            "//",
            "/",
            "\\",
            "..",
            "../",
            "#",
            "?",
            "&",
            "=",
            ",",
            "\n",
            " ",
            ":",
            "%",
            "%2e",
            "%00",
            "%ff",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "@",
            "mailto:",
            "javascript:",
            "/_/",
            "/~/",
            "/@/",
            "/v/",
            "/maps/",
            ".json",
            ".wam",
            ".m3u8",
            "config.",
            "a.b=1",
            "true",
            "false",
            "1",
            "-1",
            "1e999",
            "a",
            "b",
            "w/p/x",
            "youtu.be/",
            "www.",
            "bbb://",
            "en=",
            "moveTo=",
            "😀",
            "ä",
            "\u{0}",
        ])
        .prop_map(str::to_owned),
        "[a-z]{1,8}",
        any::<String>(),
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => text().prop_map(Value::String),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => any::<i32>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => prop::collection::vec(text(), 0..4)
            .prop_map(|list| list.iter().map(|text| json!({"type": "string", "value": text})).collect()),
        1 => Just(json!({"a": "b"})),
    ]
}

fn one() -> impl Strategy<Value = (String, Value)> {
    let names: Vec<&str> = properties::all().map(|property| property.name).collect();
    (prop::sample::select(names), value()).prop_map(|(name, value)| (name.replace('*', "x"), value))
}

proptest! {
    #[test]
    fn whatever_properties_say_is_bounded(list in prop::collection::vec(one(), 1..12)) {
        let files = Files::new().with("v/map.json", map_of(&list).replace("tiles.png", "../tiles.png"));
        if let Ok(venue) = files.load("v/map.json") {
            check_bounded(&venue);
        }
    }

    #[test]
    fn doors_are_sound_whatever_they_name(open in text(), close in text(), name in "[abd]", default in value()) {
        let list = [
            ("door".to_owned(), Value::Bool(true)),
            ("openLayer".to_owned(), Value::String(open)),
            ("closeLayer".to_owned(), Value::String(format!("b\n{close}"))),
            ("doorVariable".to_owned(), Value::String(name)),
            ("default".to_owned(), default),
            ("collides".to_owned(), Value::Bool(true)),
        ];
        let venue = loaded(&Files::new().with("map.json", map_of(&list)), "map.json");
        prop_assert_eq!(venue.scene.doors.len(), 4);
        check_bounded(&venue);
    }

    #[test]
    fn any_text_is_an_address_or_none(text in text()) {
        if let Ok(address) = crate::tiled::address::Address::read(&text, "v/map.json") {
            let url = address.url();
            prop_assert!(is_url(&url) || url.starts_with("mailto:"), "{}", url);
        }
        let _ = crate::tiled::exit_to(&text, "v/map.json");
        let _ = properties::nearest(&text);
    }
}
