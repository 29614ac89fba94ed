//! One map in many forms: XML and JSON, every encoding of cells, tilesets inside and outside.

use std::io::Write;

use base64::Engine;

use super::*;

const CELLS: [u32; 16] = [1, 2, 0, 0, 0, 0xE000_0003, 0, 0, 0, 0, 4, 0, 8, 0, 0, 7];

fn bytes() -> Vec<u8> {
    CELLS.iter().flat_map(|cell| cell.to_le_bytes()).collect()
}

fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Each way to write [`CELLS`]: encoding, compression, text.
fn ways() -> Vec<(&'static str, &'static str, String)> {
    let csv = CELLS.map(|cell| cell.to_string()).join(",\n");
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zlib.write_all(&bytes()).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&bytes()).unwrap();
    vec![
        ("csv", "", csv),
        ("base64", "", base64(&bytes())),
        ("base64", "zlib", base64(&zlib.finish().unwrap())),
        ("base64", "gzip", base64(&gzip.finish().unwrap())),
        (
            "base64",
            "zstd",
            base64(&zstd::encode_all(bytes().as_slice(), 3).unwrap()),
        ),
    ]
}

fn expected() -> Vec<u32> {
    let flipped =
        crate::scene::FLIP_HORIZONTAL | crate::scene::FLIP_VERTICAL | crate::scene::FLIP_DIAGONAL;
    let mut cells = CELLS.to_vec();
    cells[5] = 3 | flipped;
    cells
}

#[test]
fn every_encoding_is_read_in_xml() {
    for (encoding, compression, text) in ways() {
        let venue = venue(&map(&format!(
            "<layer name='l' width='4' height='4'><data encoding='{encoding}' compression='{compression}'>
            {text}</data></layer>"
        )));
        assert_eq!(
            cells(&venue.scene.layers[0]),
            expected(),
            "{encoding} {compression}"
        );
        assert_eq!(warnings(&venue), Vec::<&str>::new());
    }
    let tiles: String = CELLS
        .iter()
        .map(|cell| format!("<tile gid='{cell}'/>"))
        .collect();
    let venue = venue(&map(&format!(
        "<layer name='l' width='4' height='4'><data>{tiles}</data></layer>"
    )));
    assert_eq!(cells(&venue.scene.layers[0]), expected());
}

fn json(layers: &str) -> String {
    format!(
        r#"{{"type":"map","version":1.6,"orientation":"orthogonal","width":4,"height":4,"tilewidth":32,"tileheight":32,
        "tilesets":[{{"firstgid":1,"name":"t","tilewidth":32,"tileheight":32,"tilecount":8,"columns":4,
        "image":"tiles.png","imagewidth":128,"imageheight":64,
        "tiles":[{{"id":1,"properties":[{{"name":"collides","type":"bool","value":true}}]}},
          {{"id":2,"animation":[{{"tileid":2,"duration":100}},{{"tileid":3,"duration":50}}]}}]}}],
        "layers":[{layers}]}}"#
    )
}

#[test]
fn every_encoding_is_read_in_json() {
    for (encoding, compression, text) in ways() {
        let data = match encoding {
            "csv" => format!("[{text}]"),
            _ => format!(r#""{text}","encoding":"base64","compression":"{compression}""#),
        };
        let map = json(&format!(
            r#"{{"type":"tilelayer","name":"l","width":4,"height":4,"data":{data}}}"#
        ));
        let venue = loaded(&Files::new().with("map.json", map), "map.json");
        assert_eq!(
            cells(&venue.scene.layers[0]),
            expected(),
            "{encoding} {compression}"
        );
    }
}

#[test]
fn json_and_xml_give_the_same_venue() {
    let json = json(
        r##"{"type":"tilelayer","name":"start","width":4,"height":4,"opacity":0.5,"offsetx":3,"tintcolor":"#ff8000",
          "data":[1,0,0,0, 0,2,0,0, 0,0,3,0, 0,0,0,0],
          "properties":[{"name":"jitsiRoom","type":"string","value":"Room A"},{"name":"silent","type":"bool","value":true}]},
        {"type":"group","name":"g","layers":[{"type":"imagelayer","name":"i","image":"tiles.png","repeatx":true}]},
        {"type":"objectgroup","name":"floorLayer","draworder":"index","objects":[
          {"id":1,"name":"table","type":"area","x":32,"y":0,"width":64.5,"height":40,"rotation":10,"visible":true},
          {"id":2,"name":"round","class":"area","x":0,"y":64,"width":64,"height":64,"ellipse":true},
          {"id":3,"name":"hex","x":64,"y":64,"polygon":[{"x":0,"y":0},{"x":40,"y":5},{"x":20,"y":50}],
           "properties":[{"name":"openWebsite","type":"string","value":"https://example.org"}]},
          {"id":4,"gid":2147483652,"x":64,"y":64,"width":32,"height":32}]}"##,
    );
    let tiles = format!(
        "<tile id='1'>{}</tile><tile id='2'><animation><frame tileid='2' duration='100'/>
        <frame tileid='3' duration='50'/></animation></tile>",
        properties(&["collides=true"])
    );
    let layer = layer(
        "name='start' opacity='0.5' offsetx='3' tintcolor='#ff8000'",
        &properties(&["jitsiRoom=Room A", "silent=true"]),
        &[(0, 0, 1), (1, 1, 2), (2, 2, 3)],
    );
    let xml = map_with(
        &tiles,
        &format!(
            r#"{layer}<group name="g"><imagelayer name="i" repeatx="1"><image source="tiles.png" width="0" height="0"/></imagelayer></group>
        <objectgroup name="floorLayer" draworder="index">
        <object id="1" name="table" type="area" x="32" y="0" width="64.5" height="40" rotation="10"/>
        <object id="2" name="round" class="area" x="0" y="64" width="64" height="64"><ellipse/></object>
        <object id="3" name="hex" x="64" y="64">{}<polygon points="0,0 40,5 20,50"/></object>
        <object id="4" gid="2147483652" x="64" y="64" width="32" height="32"/></objectgroup>"#,
            properties(&["openWebsite=https://example.org"]),
        ),
    );
    let mut json = loaded(&Files::new().with("map.json", json), "map.json");
    let mut xml = venue(&xml);
    for zone in json.zones.iter_mut().chain(&mut xml.zones) {
        // Where it is written differs by the name of the file.
        zone.place = zone.place.replace("map.tmx", "map.json");
    }
    assert_eq!(json.scene, xml.scene);
    assert_eq!(
        (&json.starts, &json.zones, &json.image_files),
        (&xml.starts, &xml.zones, &xml.image_files)
    );
    assert_eq!(xml.zones.len(), 4);
    assert_eq!(xml.scene.layers.len(), 3);
}

#[test]
fn a_tileset_may_lie_in_a_file_of_its_own() {
    let layer = layer("name='l'", "", &[(1, 2, 3), (2, 2, 5)]);
    let inside = venue(&map(&layer)).scene;
    let tsx = r#"<?xml version="1.0"?><tileset name="t" tilewidth="32" tileheight="32" tilecount="8" columns="4">
        <image source="../tiles.png" width="128" height="64"/></tileset>"#;
    let tsj = r#"{"type":"tileset","name":"t","tilewidth":32,"tileheight":32,"tilecount":8,"columns":4,
        "image":"../tiles.png","imagewidth":128,"imageheight":64}"#;
    let map = |file: &str| {
        format!(
            "<map version='1.10' orientation='orthogonal' width='4' height='4' tilewidth='32' tileheight='32'>
            <tileset firstgid='1' source='../sets/{file}'/>{layer}</map>"
        )
    };
    for (file, content) in [("t.tsx", tsx), ("t.tsj", tsj)] {
        let files = Files::new()
            .with(&format!("sets/{file}"), content)
            .with("maps/map.tmx", map(file));
        let venue = loaded(&files, "maps/map.tmx");
        assert_eq!(venue.scene, inside, "{file}");
        assert_eq!(venue.image_files, [Some("tiles.png".to_owned())], "{file}");
    }
}

#[test]
fn one_tileset_named_often_is_kept_once() {
    let tsx = r#"<tileset name="t" tilewidth="32" tileheight="32" tilecount="8" columns="4">
        <image source="tiles.png" width="128" height="64"/></tileset>"#;
    let often: String = (0..50)
        .map(|n| format!("<tileset firstgid='{}' source='t.tsx'/>", n * 8 + 1))
        .collect();
    let layer = layer("name='l'", "", &[(0, 0, 2), (1, 0, 10), (2, 0, 400)]);
    let text = format!(
        "<map version='1.10' orientation='orthogonal' width='4' height='4' tilewidth='32' tileheight='32'>{often}{layer}</map>"
    );
    let venue = loaded(
        &Files::new().with("t.tsx", tsx).with("map.tmx", text),
        "map.tmx",
    );
    assert_eq!(venue.scene.sheets.len(), 1);
    assert_eq!(cells(&venue.scene.layers[0]), [2, 2, 8]);
}

#[test]
fn an_infinite_map_begins_at_its_first_block() {
    let infinite = |orientation: &str| {
        format!(
            "<map version='1.10' orientation='{orientation}' width='9' height='9' tilewidth='32' tileheight='32' infinite='1'
              parallaxoriginx='5'>
            <tileset firstgid='1' name='t' tilewidth='32' tileheight='32' tilecount='8' columns='4'>
            <image source='tiles.png' width='128' height='64'/></tileset>
            <layer name='l' width='9' height='9'><data encoding='csv'>
            <chunk x='-4' y='-2' width='2' height='2'>1,2,0,0</chunk><chunk x='2' y='0' width='2' height='2'>0,0,0,3</chunk>
            <chunk x='100' y='0' width='2' height='2'>0,0,0,0</chunk></data></layer>
            <imagelayer name='i' offsety='1'><image source='tiles.png'/></imagelayer>
            <objectgroup name='o'><object gid='1' x='-32' y='32'/></objectgroup></map>"
        )
    };
    let venue = venue(&infinite("orthogonal"));
    let scene = &venue.scene;
    // Blocks of 16 by 16 cells around all that is in use, as in Tiled.
    assert_eq!((scene.columns, scene.rows), (32, 32));
    assert!(matches!(
        scene.layers[0].content,
        Content::Tiles {
            x: 12,
            y: 14,
            columns: 8,
            rows: 4,
            ..
        }
    ));
    let at = |column: usize, row: usize| cells(&scene.layers[0])[row * 8 + column];
    assert_eq!((at(0, 0), at(1, 0), at(7, 3)), (1, 2, 3));
    assert_eq!(scene.parallax_origin, (517.0, 512.0));
    assert_eq!(scene.layers[1].offset, (512.0, 513.0));
    let Content::Objects(objects) = &scene.layers[2].content else {
        panic!("no objects");
    };
    assert_eq!((objects[0].x, objects[0].y), (480.0, 512.0));
    for orientation in ["isometric", "staggered", "hexagonal", "oblique"] {
        let files = Files::new().with("map.tmx", infinite(orientation));
        let error = refused(&files, "map.tmx", "not-orthogonal");
        assert!(error.to_string().contains(orientation));
    }
}
