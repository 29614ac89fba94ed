//! What is drawn: sheets, animations, layers and their order.

use super::*;
use crate::scene::{
    Animation, DrawSize, FLIP_DIAGONAL, FLIP_HORIZONTAL, FLIP_VERTICAL, Image, RenderOrder, Sheet,
};

#[test]
fn a_tileset_becomes_a_sheet() {
    let venue = venue(
        r##"<map version="1.10" orientation="orthogonal" renderorder="left-up" width="4" height="3"
        tilewidth="16" tileheight="32" backgroundcolor="#80112233" parallaxoriginx="7" parallaxoriginy="-2">
        <properties><property name="mapName" value=" The  hall "/></properties>
        <tileset firstgid="1" tilewidth="24" tileheight="20" spacing="2" margin="1" tilecount="8" columns="4"
          tilerendersize="grid" fillmode="preserve-aspect-fit">
          <tileoffset x="3" y="-4"/><image source="tiles.png" trans="ff00fe" width="128" height="64"/></tileset>
        </map>"##,
    );
    let scene = &venue.scene;
    assert_eq!(
        (
            scene.columns,
            scene.rows,
            scene.tile_width,
            scene.tile_height
        ),
        (4, 3, 16, 32)
    );
    assert_eq!(scene.title, "The hall");
    assert_eq!(scene.background, Some([0x11, 0x22, 0x33, 0x80]));
    assert_eq!(scene.parallax_origin, (7.0, -2.0));
    assert_eq!(scene.render_order, RenderOrder::LeftUp);
    let image = Image {
        url: String::new(),
        width: 128,
        height: 64,
        transparent: Some([0xff, 0, 0xfe]),
    };
    assert_eq!(scene.images, [image]);
    assert_eq!(venue.image_files, [Some("tiles.png".to_owned())]);
    let sheet = Sheet {
        first: 0,
        count: 8,
        image: 0,
        tile_width: 24,
        tile_height: 20,
        columns: 4,
        x: 1,
        y: 1,
        spacing: 2,
        offset: (3, -4),
        size: DrawSize::GridFit,
    };
    assert_eq!(scene.sheets, [sheet]);
}

#[test]
fn tiles_are_numbered_through_all_tilesets() {
    let files = Files::new().with("map.tmx", map(&format!(
        r#"<tileset firstgid="100" name="second" tilewidth="32" tileheight="32" tilecount="2" columns="2">
        <image source="tiles.png" width="64" height="32"/></tileset>{}"#,
        layer("name='l'", "", &[(0, 0, 1), (1, 0, 8), (2, 0, 9), (3, 0, 101)]),
    )));
    let venue = loaded(&files, "map.tmx");
    // Tile 9 is in the gap between the tilesets.
    assert_eq!(cells(&venue.scene.layers[0]), [1, 8, 0, 10]);
    assert_eq!(warnings(&venue), ["image-size", "unknown-tile"]);
    assert_eq!(
        venue
            .scene
            .sheets
            .iter()
            .map(|s| (s.first, s.count))
            .collect::<Vec<_>>(),
        [(0, 8), (8, 2)]
    );
}

#[test]
fn each_tile_of_a_collection_is_a_sheet() {
    let files = Files::default().with("a.png", png(40, 50)).with("b.png", png(10, 10)).with(
        "map.tmx",
        r#"<map version="1.10" orientation="orthogonal" width="2" height="1" tilewidth="32" tileheight="32">
        <tileset firstgid="1" tilewidth="40" tileheight="50" tilecount="2" columns="0">
        <tile id="7"><image source="b.png"/></tile>
        <tile id="3" x="2" y="4" width="20" height="30"><image source="a.png"/>
          <animation><frame tileid="7" duration="0"/><frame tileid="5" duration="9"/></animation></tile>
        </tileset><layer name="l" width="2" height="1"><data encoding="csv">4,8</data></layer></map>"#,
    );
    let venue = loaded(&files, "map.tmx");
    assert_eq!(cells(&venue.scene.layers[0]), [1, 2]);
    let place = |s: &Sheet| {
        (
            s.first,
            s.count,
            s.x,
            s.y,
            s.tile_width,
            s.tile_height,
            s.image,
        )
    };
    let sheets: Vec<_> = venue.scene.sheets.iter().map(place).collect();
    assert_eq!(sheets, [(0, 1, 2, 4, 20, 30, 0), (1, 1, 0, 0, 10, 10, 1)]);
    // A frame of a tile that does not exist is left out, and no frame lasts no time.
    assert_eq!(
        venue.scene.animations,
        [Animation {
            tile: 0,
            frames: vec![(1, 1)]
        }]
    );
}

#[test]
fn animations_name_scene_wide_tiles() {
    let animation = r#"<tile id="2"><animation><frame tileid="2" duration="100"/>
        <frame tileid="5" duration="250"/></animation></tile>"#;
    let venue = venue(&map_with(animation, ""));
    assert_eq!(
        venue.scene.animations,
        [Animation {
            tile: 2,
            frames: vec![(2, 100), (5, 250)]
        }]
    );
}

#[test]
fn flips_are_kept() {
    let bits = [0, 1 << 31, 1 << 30, 1 << 29];
    let list: Vec<_> = (0usize..)
        .zip(bits)
        .map(|(x, bit)| (x, 1, bit | 3))
        .collect();
    let venue = venue(&map(&layer("name='l'", "", &list)));
    let layer = &venue.scene.layers[0];
    assert_eq!(
        cells(layer),
        [3, 3 | FLIP_HORIZONTAL, 3 | FLIP_VERTICAL, 3 | FLIP_DIAGONAL]
    );
    assert!(matches!(
        layer.content,
        Content::Tiles {
            x: 0,
            y: 1,
            columns: 4,
            rows: 1,
            ..
        }
    ));
}

#[test]
fn groups_are_dissolved_into_their_layers() {
    let inner = layer(
        "name='inner' opacity='0.5' offsetx='3' offsety='4' parallaxx='0.5' parallaxy='2' tintcolor='#80ff0000'",
        "",
        &[(1, 1, 1)],
    );
    let plain = layer("name='plain'", "", &[(0, 0, 1)]);
    let hidden = layer("name='hidden' visible='0'", "", &[(0, 0, 1)]);
    let empty = layer("name='empty'", "", &[]);
    let venue = venue(&map(&format!(
        r##"<group name="g" opacity="0.5" offsetx="10" parallaxx="0.5" tintcolor="#80ffff">
        <group name="h" offsety="-1">{inner}</group>{hidden}</group>
        <group name="gone" visible="0">{plain}</group>{plain}{empty}"##
    )));
    let layers = &venue.scene.layers;
    assert_eq!(
        layers.iter().map(|l| l.name.as_str()).collect::<Vec<_>>(),
        ["inner", "plain"]
    );
    assert_eq!(layers[0].opacity, 0.25);
    assert_eq!(layers[0].offset, (13.0, 3.0));
    assert_eq!(layers[0].parallax, (0.25, 2.0));
    assert_eq!(layers[0].tint, Some([0x80, 0, 0, 0x80]));
    assert_eq!(
        (layers[1].opacity, layers[1].tint, layers[1].offset),
        (1.0, None, (0.0, 0.0))
    );
}

#[test]
fn image_layers_are_placed_and_repeated() {
    let venue = venue(&map(
        r#"<imagelayer name="a" offsetx="5" offsety="6" x="1" repeatx="1"><image source="tiles.png"/></imagelayer>
        <imagelayer name="old" x="-7" y="8"><image source="tiles.png" trans="00ff00"/></imagelayer>
        <imagelayer name="nothing"/>"#,
    ));
    let layers = &venue.scene.layers;
    assert_eq!(layers.len(), 2);
    assert_eq!(layers[0].offset, (5.0, 6.0));
    assert_eq!(
        layers[0].content,
        Content::Image {
            image: 0,
            repeat_x: true,
            repeat_y: false
        }
    );
    assert_eq!(layers[1].offset, (-7.0, 8.0));
    assert_eq!(
        layers[1].content,
        Content::Image {
            image: 1,
            repeat_x: false,
            repeat_y: false
        }
    );
    assert_eq!(
        venue
            .scene
            .images
            .iter()
            .map(|i| i.width)
            .collect::<Vec<_>>(),
        [128, 128]
    );
}

#[test]
fn what_lies_above_the_floor_is_drawn_over_avatars() {
    let tiles = |name: &str| layer(&format!("name='{name}'"), "", &[(0, 0, 1)]);
    let objects = |name: &str| format!("<objectgroup name='{name}'/>");
    let cases = [
        (
            tiles("a") + &objects("floorLayer") + &tiles("b"),
            [false, true],
        ),
        (tiles("a") + &objects("other") + &tiles("b"), [false, true]),
        (
            objects("other") + &tiles("a") + &objects("floorLayer") + &tiles("b"),
            [false, true],
        ),
        (
            objects("other") + &tiles("a") + &objects("x") + &tiles("b"),
            [true, true],
        ),
        (tiles("a") + &tiles("b"), [false, false]),
        (tiles("a") + &tiles("floorLayer"), [false, false]),
        (
            format!(
                "{}<group name='g'>{}{}</group>",
                tiles("a"),
                objects("floorLayer"),
                tiles("b")
            ),
            [false, true],
        ),
        (
            format!(
                "{}<objectgroup name='floorLayer' visible='0'/>{}",
                tiles("a"),
                tiles("b")
            ),
            [false, true],
        ),
    ];
    for (layers, expected) in cases {
        let venue = venue(&map(&layers));
        let above: Vec<bool> = venue.scene.layers.iter().map(|l| l.above_avatars).collect();
        assert_eq!(above, expected, "{layers}");
        let named = layers.contains("<objectgroup name='floorLayer'");
        let warned = venue.warnings.iter().any(|w| w.code == "no-floor-layer");
        assert_eq!(warned, !named, "{layers}");
    }
}

#[test]
fn missing_pictures_and_tilesets_leave_a_usable_map() {
    let files = Files::default().with(
        "map.tmx",
        map(&format!(
            r#"<tileset firstgid="9" source="gone.tsx"/>{}"#,
            layer("name='l'", "", &[(0, 0, 1), (1, 0, 9)]),
        )),
    );
    let venue = loaded(&files, "map.tmx");
    assert_eq!(venue.image_files, [None]);
    assert_eq!(
        (venue.scene.images[0].width, venue.scene.images[0].height),
        (128, 64)
    );
    assert_eq!(cells(&venue.scene.layers[0]), [1]);
    assert_eq!(
        warnings(&venue),
        ["missing-image", "missing-tileset", "unknown-tile"]
    );
    assert!(
        venue
            .warnings
            .iter()
            .any(|w| w.message.contains("“gone.tsx”")
                && w.place == "map.tmx, a tileset without name")
    );
}
