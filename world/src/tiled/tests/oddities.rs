//! What two thousand public venue maps were found to hold that a reader of Tiled's documentation
//! does not expect, numbered as in that survey. Each loads, and is told about where an author should
//! know.

use super::*;
use crate::scene::{FLIP_DIAGONAL, FLIP_HORIZONTAL, FLIP_VERTICAL, RenderOrder, TILE_MASK};
use crate::walls::SOLID;

/// A JSON map of 2 by 1 cells with one tileset of `tiles.png`, these further members and layers.
fn json(members: &str, layers: &str) -> String {
    format!(
        r#"{{"type":"map","orientation":"orthogonal","width":2,"height":1,"tilewidth":32,"tileheight":32,{members}
        "tilesets":[{{"firstgid":1,"name":"t","tilewidth":32,"tileheight":32,"tilecount":8,"columns":4,
        "image":"tiles.png","imagewidth":128,"imageheight":64}}],"layers":[{layers}]}}"#
    )
}

const JSON_LAYER: &str = r#"{"type":"tilelayer","name":"a","width":2,"height":1,"data":[1,2]}"#;

/// The codes of warnings about a map in this folder.
#[track_caller]
fn said(files: &Files, map: &str) -> Vec<&'static str> {
    warnings(&loaded(&files.clone().with("map.tmx", map), "map.tmx"))
}

#[test]
fn n01_flipped_and_rotated_tiles() {
    let numbers = [
        0x8000_0001u32,
        0x4000_0001,
        0x2000_0001,
        0xE000_0001,
        0x1000_0001,
    ];
    let at: Vec<(usize, usize, u32)> = numbers
        .iter()
        .enumerate()
        .map(|(i, n)| (i % 4, i / 4, *n))
        .collect();
    let venue = venue(&map(&layer("name='a'", "", &at)));
    let found: Vec<u32> = cells(&venue.scene.layers[0])
        .iter()
        .copied()
        .filter(|cell| *cell != 0)
        .collect();
    let all = FLIP_HORIZONTAL | FLIP_VERTICAL | FLIP_DIAGONAL;
    let expected = [
        FLIP_HORIZONTAL | 1,
        FLIP_VERTICAL | 1,
        FLIP_DIAGONAL | 1,
        all | 1,
        1,
    ];
    assert_eq!(found, expected);
    let layer = JSON_LAYER.replace("[1,2]", "[2147483649,3758096386]");
    let venue = super::venue(&json("", &layer));
    assert_eq!(
        cells(&venue.scene.layers[0]),
        [FLIP_HORIZONTAL | 1, all | 2]
    );
}

#[test]
fn n02_versions_of_any_kind() {
    for members in [
        r#""version":1,"#,
        r#""version":1.4,"tiledversion":"2021.03.23","#,
        r#""version":"1.10","tiledversion":"git","#,
        "",
    ] {
        assert!(
            warnings(&venue(&json(members, JSON_LAYER))).is_empty(),
            "{members}"
        );
    }
}

#[test]
fn n03_animated_tiles() {
    let tile = "<tile id='2'><animation><frame tileid='2' duration='100'/><frame tileid='3' duration='0'/></animation></tile>";
    let venue = venue(&map_with(tile, ""));
    assert_eq!(venue.scene.animations.len(), 1);
    assert_eq!(venue.scene.animations[0].frames, [(2, 100), (3, 1)]);
}

#[test]
fn n04_pictures_with_odd_paths() {
    for path in [
        "../tiles/x.png",
        "../with space.png",
        "[Base]BaseChip_pipo+.png",
        "tables_&amp;_stools-(white)#2.png",
        "Wände_Türen_Fußboden.png",
    ] {
        let file = path.replace("&amp;", "&");
        let at = file
            .strip_prefix("../")
            .map_or(format!("rooms/{file}"), str::to_owned);
        let text = map("").replace("tiles.png", path);
        let files = Files::default()
            .with("rooms/map.tmx", text)
            .with(&at, png(128, 64));
        let venue = loaded(&files, "rooms/map.tmx");
        assert_eq!(venue.image_files, [Some(at)]);
        assert!(warnings(&venue).is_empty(), "{path}");
    }
    let desktop = map("").replace(
        "tiles.png",
        "../../../../Desktop/Bildschirmfoto um 01.51.38.png",
    );
    let venue = venue(&desktop);
    assert_eq!(
        (warnings(&venue), venue.image_files),
        (vec!["bad-path"], vec![None])
    );
}

#[test]
fn n05_wrong_capitals() {
    // Capitals count, as they do on a server's disk; the linter names the file that is there.
    let text = map("<layer name='a'/>").replace(
        "<layer",
        "<tileset firstgid='9' source='Tiles/walls.tsx'/><layer",
    );
    let files = Files::new().with("tiles/walls.tsx", "<tileset name='w'/>");
    assert_eq!(said(&files, &text), ["missing-tileset"]);
}

#[test]
fn n06_missing_tilesets_leave_a_usable_map() {
    let cells = layer("name='a'", "", &[(0, 0, 1), (1, 0, 9)]);
    let text = map(&cells).replacen(
        "<layer",
        "<tileset firstgid='9' source='gone.tsx'/><layer",
        1,
    );
    let venue = venue(&text);
    assert_eq!(warnings(&venue), ["missing-tileset", "unknown-tile"]);
    assert_eq!(super::cells(&venue.scene.layers[0]), [1]);
    // A text that stands for a large file in git.
    let pointer = Files::default().with(
        "tiles.png",
        "version https://git-lfs.github.com/spec/v1\noid sha256:00\n",
    );
    let files = pointer.with("map.tmx", map(&layer("name='a'", "", &[(0, 0, 1)])));
    let venue = loaded(&files, "map.tmx");
    assert_eq!(warnings(&venue), ["unreadable-image"]);
    assert_eq!(venue.image_files, [None]);
    assert_eq!(venue.scene.layers.len(), 1, "a placeholder is drawn");
}

#[test]
fn n07_pictures_of_another_size() {
    let files = Files::default()
        .with("tiles.png", png(256, 64))
        .with("map.tmx", map(""));
    let venue = loaded(&files, "map.tmx");
    assert_eq!(warnings(&venue), ["image-size"]);
    assert_eq!(venue.scene.sheets[0].columns, 4, "as the map says");
    // What is no multiple of a tile is cut.
    let odd = Files::default().with("tiles.png", png(140, 70)).with(
        "map.tmx",
        map("")
            .replace("tilecount=\"8\" columns=\"4\"", "")
            .replace("width=\"128\" height=\"64\"", ""),
    );
    let sheet = &loaded(&odd, "map.tmx").scene.sheets[0];
    assert_eq!((sheet.columns, sheet.count), (4, 8));
}

#[test]
fn n08_numbers_of_no_tileset_and_tilesets_twice() {
    let text = map(&layer("name='a'", "", &[(0, 0, 1), (1, 1, 500)]));
    assert_eq!(warnings(&venue(&text)), ["unknown-tile"]);
    let again = "<tileset firstgid='5' name='over' tilewidth='32' tileheight='32' tilecount='8' columns='4'><image source='tiles.png' width='128' height='64'/></tileset>";
    let text = map(&format!(
        "{again}{}",
        layer("name='a'", "", &[(0, 0, 1), (1, 1, 6)])
    ));
    let venue = venue(&text);
    assert_eq!(
        venue.scene.images.len(),
        1,
        "the same picture is downloaded once"
    );
    assert_eq!(venue.scene.sheets.len(), 2);
    assert!(
        cells(&venue.scene.layers[0])
            .iter()
            .filter(|cell| **cell != 0)
            .count()
            == 2
    );
}

#[test]
fn n09_other_kinds_of_pictures() {
    let gif = b"GIF89a\x80\0\x40\0\0\0\0".to_vec();
    let jpeg =
        b"\xff\xd8\xff\xc0\0\x11\x08\0\x40\0\x80\x03\x01\x22\0\x02\x11\x01\x03\x11\x01".to_vec();
    let svg =
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='128' height='64'/>"
            .to_vec();
    for (name, content) in [("a.gif", gif), ("a.jpg", jpeg), ("a.svg", svg)] {
        let files = Files::default()
            .with(name, content)
            .with("map.tmx", map("").replace("tiles.png", name));
        let venue = loaded(&files, "map.tmx");
        assert!(warnings(&venue).is_empty(), "{name}: {:?}", venue.warnings);
        assert_eq!(venue.image_files, [Some(name.to_owned())]);
    }
}

#[test]
fn n10_collides_in_many_places() {
    let tile = |value: &str| format!("<tile id='0'>{}</tile>", properties(&[value]));
    let typed =
        "<tile id='0'><properties><property name='collides' value='True'/></properties></tile>";
    let one = layer("name='a'", "", &[(1, 1, 1)]);
    for (tiles, expected) in [
        (tile("collides=true"), SOLID),
        (tile("collides=false"), 0),
        (typed.to_owned(), SOLID),
        (tile("Collides=true"), SOLID),
        (tile("colides=true"), 0),
    ] {
        let venue = venue(&map_with(&tiles, &one));
        assert_eq!(venue.scene.walls.mask(1, 1), expected, "{tiles}");
        let misspelt = tiles.contains("colides");
        assert_eq!(
            warnings(&venue).contains(&"misspelt-property"),
            misspelt,
            "{tiles}"
        );
    }
    let whole = layer("name='a'", &properties(&["collides=true"]), &[(1, 1, 1)]);
    assert_eq!(venue(&map(&whole)).scene.walls.mask(1, 1), SOLID);
    let tileset = map(&one).replace(
        "<image",
        &format!("{}<image", properties(&["collides=true"])),
    );
    let venue = venue(&tileset);
    assert_eq!(warnings(&venue), ["collides-on-tileset"]);
    assert_eq!(venue.scene.walls.mask(1, 1), 0);
}

#[test]
fn n11_names_and_types_that_are_not_quite_right() {
    for (property, zone) in [
        ("<property name='exitURL' value='x.json'/>", true),
        ("<property name='JitsiRoom' value='x'/>", true),
        (
            "<property name='openWebsite&#10;' value='https://example.org'/>",
            true,
        ),
        (
            "<property name='openWebsite' type='file' value='page.html'/>",
            true,
        ),
        ("<property name='XjitsiRoom' value='x'/>", false),
    ] {
        let inner = format!("<properties>{property}</properties>");
        let venue = venue(&map(&layer("name='a'", &inner, &[(1, 1, 1)])));
        assert_eq!(venue.zones.len(), usize::from(zone), "{property}");
        assert!(
            !warnings(&venue).contains(&"misspelt-property"),
            "{property}"
        );
    }
}

#[test]
fn n12_starts_of_all_kinds_and_none() {
    let none = venue(&map(""));
    assert!(none.starts.is_empty());
    assert!(none.warnings.iter().any(|w| w.code == "no-start"));
    let start = layer("name='start'", "", &[(1, 1, 1)]);
    let property = layer(
        "name='door'",
        &properties(&["startLayer=true"]),
        &[(1, 1, 1)],
    );
    let off = layer("name='door'", &properties(&["startLayer="]), &[(1, 1, 1)]);
    for (layers, names) in [
        (start.clone(), vec!["start"]),
        (format!("<group name='g'>{start}</group>"), vec!["start"]),
        (property.clone(), vec!["door"]),
        (format!("{start}{property}"), vec!["start", "door"]),
        (off, vec![]),
    ] {
        let venue = venue(&map(&layers));
        let found: Vec<&str> = venue
            .starts
            .iter()
            .map(|start| start.name.as_str())
            .collect();
        assert_eq!(found, names, "{layers}");
    }
}

#[test]
fn n13_no_floor_layer_and_names_twice() {
    let two = format!(
        "{}{}",
        layer("name='a'", &properties(&["depth=3"]), &[(0, 0, 1)]),
        layer("name='a'", "", &[(1, 0, 2)])
    );
    let venue = venue(&map(&two));
    assert!(venue.warnings.iter().any(|w| w.code == "no-floor-layer"));
    assert_eq!(venue.scene.layers.len(), 2);
    let floor = super::venue(&map(&format!("{two}<objectgroup name='floorLayer'/>")));
    assert!(floor.warnings.iter().all(|w| w.code != "no-floor-layer"));
}

#[test]
fn n14_exits_as_people_write_them() {
    for (value, zones) in [
        ("x.json#entry", 1),
        ("../x.json", 1),
        ("https://example.org/map", 1),
        ("/_/global/example.org/maps/x.json", 1),
        ("world://A/x/y.json#e", 1),
        (" x.json&#10;", 1),
        ("a//x.json", 1),
        ("{&lt;chaoszone&gt;/main.json}", 1),
        ("", 0),
        (" &#9;", 0),
    ] {
        for name in ["exitUrl", "exitSceneUrl"] {
            let inner =
                format!("<properties><property name='{name}' value='{value}'/></properties>");
            let venue = venue(&map(&layer("name='a'", &inner, &[(1, 1, 1)])));
            assert_eq!(venue.zones.len(), zones, "{name} {value}");
        }
    }
}

#[test]
fn n15_addresses_as_people_write_them() {
    for (name, value) in [
        ("openWebsite", "page.html"),
        ("openWebsite", "mailto:a@example.org"),
        ("openWebsite", "irc://example.org/x"),
        ("openWebsite", "https:\\//example.org"),
        ("openWebsite", "{{{ websiteURL }}}"),
        ("playAudio", "stream:radio"),
        ("playAudio", "/mp3/x.mp3"),
        ("playAudio", "./a%20b.mp3"),
        ("jitsiRoom", "room#config.x=1"),
        ("jitsiRoom", "https://meet.example.org/Room"),
    ] {
        let inner = properties(&[&format!("{name}={value}")]);
        let venue = venue(&map(&layer("name='a'", &inner, &[(1, 1, 1)])));
        assert_eq!(venue.scene.layers.len(), 1, "{value}");
        assert!(
            venue.zones.iter().all(|zone| !zone.title.is_empty()),
            "{value}"
        );
    }
}

#[test]
fn n16_scripts_are_left_alone() {
    for script in [
        "script.js",
        "../scripts/index.js?url=./a.js,./b.js",
        "https://example.org/x.js",
    ] {
        let text = map("").replacen(
            "<tileset",
            &format!("<properties><property name='script' value='{script}'/></properties><tileset"),
            1,
        );
        assert!(warnings(&venue(&text)).is_empty(), "{script}");
    }
}

#[test]
fn n17_objects_of_all_kinds() {
    for class in ["type='area'", "class='area'"] {
        let text = map(&format!(
            "<objectgroup name='o'><object id='1' name='Lounge' {class} x='1.5' y='2.25' width='60.5' height='40'/>
            <object id='2' x='1' y='1'><point/></object><object id='3' x='1' y='1' width='9' height='9'><ellipse/></object>
            <object id='4' x='1' y='1' width='9' height='9'><text>Hi</text></object><object id='5' gid='1' x='0' y='32' width='32' height='32'/>
            <object id='6' x='1' y='1'><polygon points='0,0 5.5,0 0,5.5'/></object></objectgroup>"
        ));
        let venue = venue(&text);
        let names: Vec<&str> = venue.zones.iter().map(|zone| zone.name.as_str()).collect();
        assert_eq!(names, ["Lounge"], "{class}");
        assert!(warnings(&venue).is_empty(), "{class}: {:?}", venue.warnings);
    }
}

#[test]
fn n18_other_grids() {
    for side in [16, 50] {
        let text = map(&layer("name='a'", "", &[(0, 0, 1)])).replacen(
            "tilewidth=\"32\" tileheight=\"32\"",
            &format!("tilewidth=\"{side}\" tileheight=\"{side}\""),
            1,
        );
        assert_eq!(venue(&text).scene.width_px(), side * 4);
    }
    for orientation in ["isometric", "hexagonal", "staggered"] {
        let text = map("").replace("orthogonal", orientation);
        refused(
            &Files::new().with("map.tmx", text),
            "map.tmx",
            "not-orthogonal",
        );
    }
    let small =
        "<layer name='a' x='1' y='2' width='2' height='1'><data encoding='csv'>1,2</data></layer>";
    let short = small.replace("1,2", "1");
    assert!(warnings(&venue(&map(small))).is_empty());
    assert_eq!(warnings(&venue(&map(&short))), ["layer-size"]);
    let chunks = r#"{"type":"tilelayer","name":"a","chunks":[{"x":-32,"y":0,"width":2,"height":1,"data":[1,2]}]}"#;
    let venue = venue(&json(r#""infinite":true,"#, chunks));
    assert_eq!((venue.scene.columns, venue.scene.rows), (16, 16));
}

#[test]
fn n19_layers_and_tilesets_with_everything() {
    let tile = layer(
        "name='a' opacity='0.5' offsetx='3' tintcolor='#ff0000' parallaxx='0.5'",
        "",
        &[(0, 0, 1)],
    );
    let text = map(&format!(
        "<group name='g' opacity='0.5'><group name='h' offsety='-2'>{tile}</group></group>"
    ))
    .replacen("<map", "<map backgroundcolor='#102030'", 1)
    .replace(
        "<image",
        "<wangsets><wangset name='w' tile='-1'/></wangsets><terraintypes/><image trans='ff00ff'",
    );
    let venue = venue(&text);
    assert!(warnings(&venue).is_empty(), "{:?}", venue.warnings);
    let layer = &venue.scene.layers[0];
    assert_eq!((layer.opacity, layer.offset), (0.25, (3.0, -2.0)));
    assert_eq!(
        (layer.tint, layer.parallax),
        (Some([255, 0, 0, 255]), (0.5, 1.0))
    );
    assert_eq!(venue.scene.background, Some([16, 32, 48, 255]));
    assert_eq!(venue.scene.images[0].transparent, Some([255, 0, 255]));
    let collection = "<tileset firstgid='9' name='c' tilewidth='20' tileheight='20' tilecount='1' columns='0'><tile id='7'><image source='tiles.png' width='128' height='64'/></tile></tileset>";
    let text = map(&format!(
        "{collection}{}",
        super::layer("name='a'", "", &[(0, 0, 16)])
    ));
    assert!(warnings(&super::venue(&text)).is_empty());
}

#[test]
fn n20_tilesets_that_nothing_uses() {
    let unused = "<tileset firstgid='9' name='u' tilewidth='32' tileheight='32' tilecount='1' columns='1'><image source='gone.png' width='32' height='32'/></tileset>";
    let text = map(&format!("{unused}{}", layer("name='a'", "", &[(0, 0, 1)])));
    let venue = venue(&text);
    assert_eq!(warnings(&venue), ["missing-image"]);
    assert_eq!(cells(&venue.scene.layers[0]), [1]);
}

#[test]
fn n21_files_that_only_look_like_maps() {
    for junk in [
        &b"\0\x05\x16\x07\0\x02\0\0Mac OS X"[..],
        b"",
        b"{\"a\":1}",
        b"[]",
    ] {
        let files = Files::new().with("._x.tmx", junk);
        let error = files.load("._x.tmx").unwrap_err();
        assert!(
            ["not-a-map", "bad-syntax"].contains(&error.code()),
            "{error}"
        );
    }
}

#[test]
fn n22_peculiarities_of_tmx() {
    let tsx = "<tileset name='big' tilewidth='48' tileheight='64' tilecount='2' columns='2'><image source='big.png'/></tileset>";
    let files = Files::new()
        .with("tiles/big.tsx", tsx)
        .with("tiles/big.png", png(96, 64));
    let xml = "<layer name='a' width='4' height='4'><data><tile gid='1'/><tile/><tile gid='9'/></data></layer>";
    let text = map(xml)
        .replacen(
            "<layer",
            "<tileset firstgid='9' source='../tiles/big.tsx'/><layer",
            1,
        )
        .replacen("<map", "<map renderorder='left-up'", 1)
        .replace("tiles.png", "../tiles.png");
    let venue = loaded(&files.with("maps/map.tmx", text), "maps/map.tmx");
    assert_eq!(warnings(&venue), ["layer-size"]);
    assert_eq!(venue.scene.render_order, RenderOrder::LeftUp);
    let shown: Vec<u32> = cells(&venue.scene.layers[0])
        .iter()
        .filter(|cell| **cell != 0)
        .map(|cell| cell & TILE_MASK)
        .collect();
    assert_eq!(shown, [1, 9]);
    let sheet = venue.scene.sheet_of(8).unwrap();
    assert_eq!(
        (sheet.tile_width, sheet.tile_height, sheet.columns),
        (48, 64, 2)
    );
}

#[test]
fn n23_credits_do_no_harm() {
    let text = map("").replacen(
        "<tileset",
        &format!("{}<tileset", properties(&["mapCopyright=©\nme"])),
        1,
    );
    assert!(warnings(&venue(&text)).is_empty());
}
