//! Maps damaged at random: loading one may fail, but it ends, and what comes out is sound.

use proptest::prelude::*;
use serde_json::Value;

use super::pieces::PIECES;
use super::*;
use crate::movement::can_stand;
use crate::scene::TILE_MASK;

/// A map with something of everything.
const XML: &str = r##"<?xml version="1.0"?>
<map version="1.10" orientation="orthogonal" renderorder="right-up" width="4" height="3" tilewidth="32" tileheight="16" backgroundcolor="#10203040" infinite="0">
 <properties><property name="mapName" value="Hall"/><property name="c" type="class" propertytype="T"><properties><property name="x" type="int" value="3"/></properties></property></properties>
 <tileset firstgid="1" name="t" tilewidth="32" tileheight="32" tilecount="8" columns="4" margin="1" spacing="1" objectalignment="top"><tileoffset x="2" y="-3"/><image source="tiles.png" trans="ff00ff" width="128" height="64"/>
  <tile id="1" type="wall"><properties><property name="collides" type="bool" value="true"/></properties></tile>
  <tile id="2"><objectgroup draworder="index"><object x="1" y="2" width="9" height="9" rotation="30"/><object x="5" y="5" width="8" height="4"><ellipse/></object><object x="0" y="0"><polygon points="0,0 9,0 4,9"/></object></objectgroup></tile>
  <tile id="3"><properties><property name="start" value="S1"/><property name="silent" type="bool" value="true"/></properties><animation><frame tileid="3" duration="100"/><frame tileid="4" duration="50"/></animation></tile>
 </tileset>
 <tileset firstgid="9" source="more.tsx"/>
 <group id="9" name="g" opacity="0.5" offsetx="4" tintcolor="#80ff8000" parallaxx="0.9">
  <layer id="1" name="start" width="4" height="3"><data encoding="csv">1,2,3,4,0,2147483650,3221225475,536870915,9,10,0,0</data></layer>
 </group>
 <layer id="2" name="jitsiRoom1" width="4" height="3" visible="0" x="1" y="1"><properties><property name="jitsiRoom" value="A &amp; B"/><property name="collides" value="True"/></properties><data encoding="base64" compression="zlib">eJxjZEAAJijNjCTGgsTmBGIAAWAAFA==</data></layer>
 <imagelayer id="3" name="sky" repeatx="1" offsety="3.5"><image source="tiles.png"/></imagelayer>
 <objectgroup id="4" name="floorLayer" draworder="index">
  <object id="1" name="north" class="start" x="1" y="1" width="60" height="40"/>
  <object id="2" name="lounge" type="area" x="33.5" y="1" width="60" height="40"><properties><property name="openWebsite" value="https://example.org"/></properties><ellipse/></object>
  <object id="3" gid="2147483651" x="20" y="40" width="40" height="20" rotation="-45"/>
  <object id="4" template="tree.tx" x="9" y="9"/>
  <object id="5" name="block" x="9" y="9"><properties><property name="collides" type="bool" value="true"/></properties><polygon points="0,0 30,0 30,10"/></object>
 </objectgroup>
</map>"##;

const TSX: &str = r#"<tileset name="more" tilewidth="20" tileheight="20" tilecount="2" columns="0" tilerendersize="grid" fillmode="preserve-aspect-fit"><tile id="0"><image source="tiles.png" width="20" height="20"/></tile><tile id="1" x="1" y="1" width="5" height="5"><image source="tiles.png"/></tile></tileset>"#;

const TEMPLATE: &str = r#"<template><tileset firstgid="1" source="more.tsx"/><object name="tree" gid="2" width="20" height="20"/></template>"#;

const JSON: &str = r##"{"type":"map","version":1.6,"orientation":"orthogonal","width":4,"height":3,"tilewidth":32,"tileheight":16,"infinite":true,
"properties":[{"name":"silent","type":"bool","value":true}],
"tilesets":[{"firstgid":1,"name":"t","tilewidth":32,"tileheight":32,"tilecount":8,"columns":4,"image":"tiles.png","imagewidth":128,"imageheight":64,"tileoffset":{"x":1,"y":2},
 "tiles":[{"id":1,"properties":[{"name":"collides","type":"bool","value":true}],"animation":[{"tileid":1,"duration":10}]},{"id":2,"objectgroup":{"objects":[{"x":0,"y":0,"width":8,"height":8},{"x":1,"y":1,"polygon":[{"x":0,"y":0},{"x":5,"y":0},{"x":0,"y":5}]}]}}]},
 {"firstgid":9,"source":"more.tsx"}],
"layers":[{"type":"tilelayer","name":"start","chunks":[{"x":-2,"y":0,"width":2,"height":2,"data":[1,2,3,2147483650]},{"x":0,"y":0,"width":2,"height":2,"data":[0,0,9,10]}],"properties":[{"name":"startLayer","type":"bool","value":true}]},
 {"type":"group","name":"g","opacity":0.5,"layers":[{"type":"imagelayer","name":"i","image":"tiles.png","repeatx":true}]},
 {"type":"objectgroup","name":"floorLayer","objects":[{"id":1,"name":"a","type":"area","x":0,"y":0,"width":40,"height":20,"properties":[{"name":"jitsiRoom","type":"string","value":"r"}]},{"id":2,"gid":3,"x":1,"y":1},{"id":3,"ellipse":true,"x":5,"y":5,"width":9,"height":9,"class":"start"},{"id":4,"template":"tree.tx","x":3,"y":3}]}]}"##;

fn folder() -> Files {
    Files::new().with("more.tsx", TSX).with("tree.tx", TEMPLATE)
}

/// Loads, with limits that keep one try short, and checks what all of the program relies on.
fn sound(files: &Files) {
    let limits = Limits {
        max_cells: 20_000,
        max_objects: 200,
        max_tiles: 5_000,
        ..Limits::default()
    };
    let Ok(venue) = load(files, "map", &limits) else {
        return;
    };
    let scene = &venue.scene;
    assert!(scene.columns > 0 && scene.rows > 0 && scene.tile_width > 0 && scene.tile_height > 0);
    assert_eq!(scene.images.len(), venue.image_files.len());
    let known = |number: u32| scene.sheet_of(number).is_some();
    for sheet in &scene.sheets {
        assert!(
            sheet.count > 0 && sheet.columns > 0 && (sheet.image as usize) < scene.images.len()
        );
        assert!(known(sheet.first) && known(sheet.first + sheet.count - 1));
    }
    for animation in &scene.animations {
        assert!(known(animation.tile) && !animation.frames.is_empty());
        assert!(
            animation
                .frames
                .iter()
                .all(|(tile, time)| known(*tile) && *time > 0)
        );
    }
    for layer in &scene.layers {
        assert!((0.0..=1.0).contains(&layer.opacity));
        assert!(layer.offset.0.is_finite() && layer.parallax.0.is_finite());
        let shown = |cell: u32| cell & TILE_MASK == 0 || known((cell & TILE_MASK) - 1);
        match &layer.content {
            Content::Tiles {
                x,
                y,
                columns,
                rows,
                cells,
            } => {
                assert_eq!(cells.len(), (columns * rows) as usize);
                assert!(x + columns <= scene.columns && y + rows <= scene.rows);
                assert!(cells.iter().all(|cell| shown(*cell)));
            }
            Content::Image { image, .. } => assert!((*image as usize) < scene.images.len()),
            Content::Objects(objects) => {
                assert!(
                    objects
                        .iter()
                        .all(|o| shown(o.cell) && o.x.is_finite() && o.y.is_finite())
                );
            }
        }
    }
    assert_eq!(
        venue.starts.is_empty(),
        !venue.starts.iter().any(|start| start.default)
    );
    for spot in venue.starts.iter().flat_map(|start| &start.spots) {
        assert!(can_stand(&scene.walls, *spot));
    }
    for place in &scene.places {
        assert!(!place.title.is_empty());
        assert!(can_stand(
            &scene.walls,
            hallway_protocol::Pos::from_px(place.x, place.y)
        ));
    }
    assert!(venue.zones.iter().all(|zone| !zone.title.is_empty()));
}

#[test]
fn undamaged_they_load_without_a_complaint() {
    for text in [XML, JSON] {
        let venue = loaded(&folder().with("map", text), "map");
        assert!(
            venue.scene.layers.len() >= 3 && !venue.starts.is_empty() && !venue.zones.is_empty()
        );
    }
}

/// Damage to a text: where, in thousandths, how much is cut, and what is put there.
fn damage() -> impl Strategy<Value = Vec<(usize, usize, Vec<u8>)>> {
    let odd = prop::sample::select(PIECES.to_vec());
    let text = prop_oneof![
        odd.prop_map(<[u8]>::to_vec),
        prop::collection::vec(any::<u8>(), 0..4)
    ];
    prop::collection::vec((0usize..1000, 0usize..12, text), 1..5)
}

fn damaged(text: &str, damage: &[(usize, usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (at, cut, put) in damage {
        let at = at * bytes.len() / 1000;
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, put.iter().copied());
    }
    bytes
}

/// Replaces the `index`th value of a document, in its own order.
fn replace(value: &mut Value, index: &mut usize, with: &Value) {
    if *index == 0 {
        *value = with.clone();
    }
    *index = index.wrapping_sub(1);
    match value {
        Value::Array(list) => list
            .iter_mut()
            .for_each(|inner| replace(inner, index, with)),
        Value::Object(map) => map
            .values_mut()
            .for_each(|inner| replace(inner, index, with)),
        _ => {}
    }
}

fn odd_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        (-300i32..300).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(Value::from(u64::MAX)),
        "[ -~]{0,12}".prop_map(Value::from),
        Just(Value::from("more.tsx")),
        Just(Value::from("tree.tx")),
        Just(serde_json::json!([])),
        Just(serde_json::json!({})),
        Just(serde_json::json!([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])),
        Just(serde_json::json!([{"x": 1e6, "y": -1e6}, {"x": 0, "y": 0}, {"x": 3, "y": 1e5}])),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn damaged_xml_is_harmless(damage in damage(), file in 0usize..3) {
        let (path, text) = [("map", XML), ("more.tsx", TSX), ("tree.tx", TEMPLATE)][file];
        sound(&folder().with("map", XML).with(path, damaged(text, &damage)));
    }

    #[test]
    fn damaged_json_is_harmless(damage in damage()) {
        sound(&folder().with("map", damaged(JSON, &damage)));
    }

    #[test]
    fn odd_values_are_harmless(changes in prop::collection::vec((0usize..180, odd_value()), 1..4)) {
        let mut value: Value = serde_json::from_str(JSON).unwrap();
        for (index, with) in changes {
            replace(&mut value, &mut index.clone(), &with);
        }
        sound(&folder().with("map", value.to_string()));
    }

    #[test]
    fn anything_at_all_is_harmless(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        sound(&Files::default().with("map", bytes));
    }
}
