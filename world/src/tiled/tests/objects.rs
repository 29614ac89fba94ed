//! Tiles placed freely, where Tiled draws them.

use super::*;
use crate::scene::{FLIP_HORIZONTAL, TileObject};

/// What becomes of objects in a map whose tiles are 32 pixels wide and high.
#[track_caller]
fn check(tileset: &str, objects: &str, expected: &[TileObject]) {
    let text = map(&format!("<objectgroup name='o'>{objects}</objectgroup>"));
    let venue = venue(&text.replace("name=\"t\"", &format!("name=\"t\" {tileset}")));
    let content = venue.scene.layers.first().map(|l| l.content.clone());
    assert_eq!(content, Some(Content::Objects(expected.to_vec())));
}

fn at(x: f32, y: f32) -> TileObject {
    TileObject {
        cell: 1,
        x,
        y,
        width: 32.0,
        height: 32.0,
        rotation: 0.0,
    }
}

#[test]
fn a_tile_stands_on_its_bottom_left_corner() {
    check("", r#"<object gid="1" x="10" y="50"/>"#, &[at(10.0, 18.0)]);
    let large = TileObject {
        width: 64.0,
        height: 16.0,
        y: 34.0,
        ..at(10.0, 0.0)
    };
    check(
        "",
        r#"<object gid="1" x="10" y="50" width="64" height="16"/>"#,
        &[large],
    );
    let flipped = TileObject {
        cell: 2 | FLIP_HORIZONTAL,
        ..at(10.0, 18.0)
    };
    check(
        "",
        r#"<object gid="2147483650" x="10" y="50" width="32" height="32"/>"#,
        &[flipped],
    );
}

#[test]
fn tilesets_may_align_their_objects_otherwise() {
    for (alignment, x, y) in [
        ("unspecified", 100.0, 68.0),
        ("bottomleft", 100.0, 68.0),
        ("bottom", 84.0, 68.0),
        ("bottomright", 68.0, 68.0),
        ("left", 100.0, 84.0),
        ("center", 84.0, 84.0),
        ("right", 68.0, 84.0),
        ("topleft", 100.0, 100.0),
        ("top", 84.0, 100.0),
        ("topright", 68.0, 100.0),
    ] {
        let tileset = format!("objectalignment=\"{alignment}\"");
        check(
            &tileset,
            r#"<object gid="1" x="100" y="100"/>"#,
            &[at(x, y)],
        );
    }
}

#[test]
fn objects_turn_around_their_own_point() {
    // Standing on its bottom left corner, that is the corner around which the scene turns too.
    let turned = TileObject {
        rotation: 90.0,
        ..at(100.0, 68.0)
    };
    check(
        "",
        r#"<object gid="1" x="100" y="100" rotation="90"/>"#,
        &[turned],
    );
    // Around its top left corner, a quarter to the right moves the bottom left corner to the left.
    let turned = TileObject {
        rotation: 90.0,
        ..at(68.0, 68.0)
    };
    check(
        "objectalignment=\"topleft\"",
        r#"<object gid="1" x="100" y="100" rotation="90"/>"#,
        &[turned],
    );
}

#[test]
fn what_fits_into_its_box_keeps_its_proportions() {
    let fitted = TileObject {
        width: 64.0,
        height: 64.0,
        ..at(42.0, 36.0)
    };
    let object = r#"<object gid="1" x="10" y="100" width="128" height="64"/>"#;
    check("fillmode=\"preserve-aspect-fit\"", object, &[fitted]);
    // Sheets that fit into cells do it by themselves.
    let whole = TileObject {
        width: 128.0,
        height: 64.0,
        ..at(10.0, 36.0)
    };
    check(
        "fillmode=\"preserve-aspect-fit\" tilerendersize=\"grid\"",
        object,
        &[whole],
    );
}

#[test]
fn objects_are_painted_downwards_or_in_their_order() {
    let objects = r#"<object gid="1" x="1" y="90"/><object gid="1" x="2" y="40"/>
        <object gid="1" x="3" y="40"/><object gid="1" x="4" y="10" visible="0"/><object x="5" y="5" width="9" height="9"/>"#;
    for (order, expected) in [
        ("", [2.0, 3.0, 1.0]),
        ("draworder='index'", [1.0, 2.0, 3.0]),
    ] {
        let venue = venue(&map(&format!(
            "<objectgroup name='o' {order}>{objects}</objectgroup>"
        )));
        let Content::Objects(tiles) = &venue.scene.layers[0].content else {
            panic!("no objects");
        };
        assert_eq!(tiles.iter().map(|t| t.x).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn templates_bring_their_tilesets_along() {
    let template = r#"<template><tileset firstgid="1" source="t.tsx"/>
        <object name="tree" gid="2" width="32" height="64"/></template>"#;
    let tileset = r#"<tileset name="u" tilewidth="32" tileheight="64" tilecount="2" columns="2">
        <image source="../tiles.png"/></tileset>"#;
    let files = Files::new()
        .with("x/tree.tx", template)
        .with("x/t.tsx", tileset)
        .with(
            "map.tmx",
            map("<objectgroup name='o'><object template='x/tree.tx' x='8' y='70'/></objectgroup>"),
        );
    let venue = loaded(&files, "map.tmx");
    let expected = TileObject {
        cell: 10,
        height: 64.0,
        ..at(8.0, 6.0)
    };
    assert_eq!(
        venue.scene.layers[0].content,
        Content::Objects(vec![expected])
    );
    assert_eq!(venue.scene.sheets.len(), 2);
    assert_eq!(warnings(&venue), Vec::<&str>::new());
}

#[test]
fn unknown_tiles_are_not_drawn() {
    let venue = venue(&map(
        "<objectgroup name='o'><object gid='77' x='1' y='1'/></objectgroup>",
    ));
    assert!(venue.scene.layers.is_empty());
    assert_eq!(warnings(&venue), ["unknown-tile"]);
}

#[test]
fn objects_that_are_as_opaque_as_their_neighbours_share_a_layer() {
    let object =
        |x: u32, opacity: &str| format!("<object gid='1' x='{x}' y='50' opacity='{opacity}'/>");
    let objects = [
        object(0, "1"),
        object(1, "1"),
        object(2, "0.5"),
        object(3, "0"),
        object(4, "3"),
    ];
    let layers = |objects: &str| {
        let text = map(&format!(
            "<objectgroup name='o' opacity='0.5'>{objects}</objectgroup>"
        ));
        let layers = venue(&text).scene.layers;
        let count = |layer: &Layer| match &layer.content {
            Content::Objects(objects) => objects.len(),
            other => panic!("{other:?}"),
        };
        let all: Vec<(f32, usize)> = layers.iter().map(|l| (l.opacity, count(l))).collect();
        all
    };
    assert_eq!(layers(&objects.concat()), [(0.5, 2), (0.25, 1), (0.5, 1)]);
    // A layer for each of very many would cost too much.
    let many: String = (0..500)
        .map(|n| object(n, if n % 2 == 0 { "1" } else { "0.5" }))
        .collect();
    assert_eq!(layers(&many).len(), 101);
}
