//! What blocks.

use super::*;
use crate::walls::SOLID;

/// The cells that block in part or whole, with their masks.
#[track_caller]
fn check(venue: &Venue, expected: &[(i32, i32, u64)]) {
    let walls = &venue.scene.walls;
    assert_eq!(
        (walls.columns(), walls.rows(), walls.tile_size()),
        (4, 4, (32, 32))
    );
    let cells = (0..16).map(|cell| (cell % 4, cell / 4));
    let blocked: Vec<_> = cells
        .map(|(x, y)| (x, y, walls.mask(x, y)))
        .filter(|(_, _, mask)| *mask != 0)
        .collect();
    assert_eq!(blocked, expected);
}

/// A map on which tile 2 (number 1) has these properties and shapes.
fn with_tile(inner: &str, layers: &str) -> Venue {
    venue(&map_with(&format!("<tile id='1'>{inner}</tile>"), layers))
}

fn shapes(objects: &str) -> String {
    format!("<objectgroup>{objects}</objectgroup>")
}

/// A mask of the parts in these columns and rows.
fn parts(columns: std::ops::Range<u32>, rows: std::ops::Range<u32>) -> u64 {
    rows.flat_map(|row| {
        columns
            .clone()
            .map(move |column| 1u64 << (row * 8 + column))
    })
    .sum()
}

#[test]
fn a_tile_that_collides_blocks_its_cell() {
    let laid = layer("name='l'", "", &[(1, 2, 2), (3, 0, 1 << 31 | 2), (0, 0, 1)]);
    let expected = [(3, 0, SOLID), (1, 2, SOLID)];
    for yes in [
        "collides=true",
        "collides=True",
        "collides= TRUE ",
        "collides=1",
        "Collides=true",
        "collides=yes",
    ] {
        check(&with_tile(&properties(&[yes]), &laid), &expected);
    }
    for no in [
        "collides=false",
        "collides=False",
        "collides=",
        "collides=0",
        "solid=true",
    ] {
        check(&with_tile(&properties(&[no]), &laid), &[]);
    }
    let number = "<properties><property name='collides' type='int' value='1'/></properties>";
    check(&with_tile(number, &laid), &expected);
}

#[test]
fn misspelt_properties_are_pointed_out() {
    let venue = with_tile(
        &properties(&["collision=true"]),
        &layer("name='l'", "", &[(0, 0, 2)]),
    );
    check(&venue, &[]);
    assert_eq!(warnings(&venue), ["misspelt-property"]);
    let tileset = map_with(
        &properties(&["collides=true"]),
        &layer("name='l'", "", &[(0, 0, 2)]),
    );
    assert_eq!(warnings(&super::venue(&tileset)), ["collides-on-tileset"]);
}

#[test]
fn hidden_layers_block_too() {
    let laid = layer("name='collisions' visible='0'", "", &[(1, 1, 2)]);
    let venue = with_tile(
        &properties(&["collides=true"]),
        &format!("<group name='g' visible='0'>{laid}</group>"),
    );
    check(&venue, &[(1, 1, SOLID)]);
    assert!(venue.scene.layers.is_empty());
}

#[test]
fn a_layer_that_collides_blocks_where_it_has_tiles() {
    let laid = |value: &str| layer("name='l'", &properties(&[value]), &[(0, 0, 5), (2, 3, 2)]);
    check(
        &venue(&map(&laid("collides=true"))),
        &[(0, 0, SOLID), (2, 3, SOLID)],
    );
    check(&venue(&map(&laid("collides=false"))), &[]);
    // The layer's no does not open the walls of its tiles.
    let venue = with_tile(&properties(&["collides=true"]), &laid("collides=false"));
    check(&venue, &[(2, 3, SOLID)]);
}

#[test]
fn shapes_of_tiles_block_what_they_cover() {
    let rect = shapes("<object x='0' y='0' width='16' height='8'/>");
    let laid = |bits: u32| layer("name='l'", "", &[(1, 1, bits | 2)]);
    for (bits, expected) in [
        (0, parts(0..4, 0..2)),
        (1 << 31, parts(4..8, 0..2)),
        (1 << 30, parts(0..4, 6..8)),
        (3 << 30, parts(4..8, 6..8)),
        (1 << 29, parts(0..2, 0..4)),
        // A quarter turn to the right: diagonally, then left to right.
        (5 << 29, parts(6..8, 0..4)),
        (3 << 29, parts(0..2, 4..8)),
    ] {
        check(&with_tile(&rect, &laid(bits)), &[(1, 1, expected)]);
    }
    let polygon =
        shapes("<object x='32' y='32'><polygon points='0,0 -16,0 -16,-16 0,-16'/></object>");
    check(&with_tile(&polygon, &laid(0)), &[(1, 1, parts(4..8, 4..8))]);
    let turned = shapes("<object x='32' y='0' width='16' height='8' rotation='90'/>");
    check(&with_tile(&turned, &laid(0)), &[(1, 1, parts(6..8, 0..4))]);
    let nothing = shapes("<object x='1' y='1'><point/></object><object x='0' y='0'><polyline points='0,0 32,32'/></object>
        <object x='0' y='0' width='0' height='0'/>");
    check(&with_tile(&nothing, &laid(0)), &[]);
}

#[test]
fn ellipses_leave_their_corners_free() {
    let laid = layer("name='l'", "", &[(1, 1, 2)]);
    for round in ["ellipse", "capsule"] {
        let shape = shapes(&format!(
            "<object x='0' y='0' width='32' height='32'><{round}/></object>"
        ));
        let venue = with_tile(&shape, &laid);
        let mask = venue.scene.walls.mask(1, 1);
        assert_eq!(mask & parts(2..6, 0..8), parts(2..6, 0..8), "{round}");
        assert_eq!(mask & parts(0..8, 2..6), parts(0..8, 2..6), "{round}");
        for corner in [0, 7, 56, 63] {
            assert_eq!(mask >> corner & 1, 0, "{round} {corner}");
        }
    }
}

#[test]
fn the_own_word_of_a_tile_counts_more_than_its_shapes() {
    let rect = shapes("<object x='0' y='0' width='16' height='16'/>");
    let laid = layer("name='l'", "", &[(1, 1, 2)]);
    check(
        &with_tile(&(properties(&["collides=true"]) + &rect), &laid),
        &[(1, 1, SOLID)],
    );
    check(
        &with_tile(&(properties(&["collides=false"]) + &rect), &laid),
        &[],
    );
}

#[test]
fn walls_follow_the_offset_of_their_layer() {
    let laid = layer("name='l' offsetx='16' offsety='-8'", "", &[(1, 1, 2)]);
    let expected = [
        (1, 0, parts(4..8, 6..8)),
        (2, 0, parts(0..4, 6..8)),
        (1, 1, parts(4..8, 0..6)),
        (2, 1, parts(0..4, 0..6)),
    ];
    check(
        &with_tile(&properties(&["collides=true"]), &laid),
        &expected,
    );
    let whole = shapes("<object x='0' y='0' width='32' height='32'/>");
    check(&with_tile(&whole, &laid), &expected);
}

#[test]
fn large_tiles_block_where_they_are_drawn() {
    let tiles = "<tileset firstgid='50' name='tall' tilewidth='32' tileheight='64' tilecount='1' columns='1'>
        <tileoffset x='4' y='0'/><image source='tiles.png'/>
        <tile id='0'><objectgroup><object x='0' y='0' width='8' height='64'/></objectgroup></tile></tileset>";
    let venue = venue(&map(&format!(
        "{tiles}{}",
        layer("name='l'", "", &[(1, 1, 50)])
    )));
    check(
        &venue,
        &[(1, 0, parts(1..3, 0..8)), (1, 1, parts(1..3, 0..8))],
    );
}

#[test]
fn objects_that_collide_block_what_they_cover() {
    let group = |inner: &str, objects: &str| {
        venue(&map(&format!(
            "<objectgroup name='o' offsetx='32'>{inner}{objects}</objectgroup>"
        )))
    };
    let yes = properties(&["collides=true"]);
    let rect =
        format!("<object name='a' type='area' x='0' y='0' width='32' height='16'>{yes}</object>");
    check(&group("", &rect), &[(1, 0, parts(0..8, 0..4))]);
    let plain = "<object x='0' y='0' width='32' height='16'/>";
    check(&group("", plain), &[]);
    check(&group(&yes, plain), &[(1, 0, parts(0..8, 0..4))]);
    let no = format!(
        "<object x='0' y='0' width='32' height='16'>{}</object>",
        properties(&["collides=false"])
    );
    check(&group(&yes, &no), &[]);
    // Beyond the map's edges there is nothing to block.
    let huge =
        format!("<object x='-900000' y='64' width='1000000' height='1000000'>{yes}</object>");
    let all: Vec<_> = (0..8).map(|cell| (cell % 4, 2 + cell / 4, SOLID)).collect();
    check(&group("", &huge), &all);
}

#[test]
fn placed_tiles_block_as_their_tile_does() {
    let objects = "<objectgroup name='o'><object gid='2' x='32' y='64' width='64' height='32'/></objectgroup>";
    let rect = shapes("<object x='0' y='0' width='16' height='32'/>");
    check(&with_tile(&rect, objects), &[(1, 1, SOLID)]);
    check(
        &with_tile(&properties(&["collides=true"]), objects),
        &[(1, 1, SOLID), (2, 1, SOLID)],
    );
}

#[test]
fn too_many_shapes_are_cut_short() {
    // Each shape covers a million parts, and there are more of them than may be looked at.
    let shape = "<object x='0' y='0' width='30000' height='30000'/>".repeat(400);
    let cells = vec!["2"; 500 * 500].join(",");
    let files = Files::new().with("map.tmx", map_with(
        &format!("<tile id='1'><objectgroup>{shape}</objectgroup></tile>"),
        &format!("<layer name='l' width='500' height='500'><data encoding='csv'>{cells}</data></layer>"),
    ).replace("width=\"4\" height=\"4\"", "width=\"500\" height=\"500\""));
    let venue = loaded(&files, "map.tmx");
    assert_eq!(warnings(&venue), ["too-many-shapes"]);
    assert_eq!(venue.scene.walls.mask(499, 499), SOLID);
}
