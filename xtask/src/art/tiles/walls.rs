//! Walls: seen from above a rail of 16 pixels in the middle of the cell; below a rail that runs
//! sideways, the wall's face, 8 pixels in the same cell and the whole cell below.

use super::super::canvas::Canvas;
use super::super::palette::{
    CREAM1, CREAM2, CREAM3, CREAM4, HAZE, INK, OAK2, OAK3, OAK4, OAK5, SHADOW, SKY1, SKY2, SLATE1,
    SLATE2, SLATE3, SLATE4, WATER1, WHITE,
};
use super::super::sheet::TILE;

/// Where the rail begins and ends in its cell.
const RAIL: (i32, i32) = (8, 24);

/// A rail goes on to the cell above.
pub const NORTH: i32 = 1;
/// A rail goes on to the cell at the right.
pub const EAST: i32 = 2;
/// A rail goes on to the cell below.
pub const SOUTH: i32 = 4;
/// A rail goes on to the cell at the left.
pub const WEST: i32 = 8;

/// The top of a wall that goes on in the directions of `mask`, with the upper rim of its face.
pub fn top(mask: i32) -> Canvas {
    let mut tile = Canvas::new(TILE, TILE);
    let (from, to) = RAIL;
    let left = if mask & WEST > 0 { 0 } else { from };
    let right = if mask & EAST > 0 { TILE } else { to };
    tile.draw(&face_picture(left, right).part(0, 0, TILE, 8), 0, to);
    let mut rail = Canvas::new(TILE + 2, TILE + 2);
    // One pixel of margin, so that a rail that goes on has no outline across it.
    rail.rect(from + 1, from + 1, to - from, to - from, SLATE3);
    for (side, x, y, w, h) in [
        (NORTH, from + 1, 0, to - from, from + 1),
        (SOUTH, from + 1, to + 1, to - from, TILE + 1 - to),
        (WEST, 0, from + 1, from + 1, to - from),
        (EAST, to + 1, from + 1, TILE + 1 - to, to - from),
    ] {
        if mask & side > 0 {
            rail.rect(x, y, w, h, SLATE3);
        }
    }
    let flat = rail.clone();
    let solid = |x: i32, y: i32| flat.get(x, y)[3] > 0;
    for y in 0..TILE + 2 {
        for x in 0..TILE + 2 {
            if !solid(x, y) {
                continue;
            }
            let edge = |dx: i32, dy: i32| {
                let (x, y) = (x + dx, y + dy);
                (0..TILE + 2).contains(&x) && (0..TILE + 2).contains(&y) && !solid(x, y)
            };
            let rim =
                |reach: i32| edge(-reach, 0) || edge(reach, 0) || edge(0, -reach) || edge(0, reach);
            let corner = edge(-1, -1) || edge(1, -1) || edge(-1, 1) || edge(1, 1);
            if rim(1) || corner {
                rail.set(x, y, INK);
            } else if edge(0, -2) || edge(-2, 0) || edge(-2, -2) {
                rail.set(x, y, SLATE1);
            } else if edge(0, 2) || edge(2, 0) || edge(2, 2) {
                rail.set(x, y, SLATE4);
            } else if edge(0, -3) || edge(-3, 0) {
                rail.set(x, y, SLATE2);
            }
        }
    }
    tile.draw(&rail.part(1, 1, TILE, TILE), 0, 0);
    tile
}

/// What of a wall's top blocks.
pub fn top_blocks(mask: i32) -> Vec<(i32, i32, i32, i32)> {
    let (from, to) = RAIL;
    let left = if mask & WEST > 0 { 0 } else { from };
    let right = if mask & EAST > 0 { TILE } else { to };
    let mut blocks = vec![(left, from, right - left, TILE - from)];
    if mask & NORTH > 0 {
        blocks.push((from, 0, to - from, from));
    }
    blocks
}

/// The face below a wall that goes on to the west and the east, or not.
pub fn face(west: bool, east: bool) -> Canvas {
    let (left, right) = reach(west, east);
    face_picture(left, right).part(0, 8, TILE, TILE)
}

/// What of a face blocks.
pub fn face_blocks(west: bool, east: bool) -> Vec<(i32, i32, i32, i32)> {
    let (left, right) = reach(west, east);
    vec![(left, 0, right - left, TILE)]
}

fn reach(west: bool, east: bool) -> (i32, i32) {
    let (from, to) = RAIL;
    (if west { 0 } else { from }, if east { TILE } else { to })
}

/// A face of 40 pixels: what is in the rail's cell, then the cell below.
fn face_picture(left: i32, right: i32) -> Canvas {
    let mut face = Canvas::new(TILE, 40);
    face.rect(left, 0, right - left, 40, CREAM2);
    face.rect(left, 0, right - left, 2, CREAM4);
    face.rect(left, 2, right - left, 2, CREAM3);
    for x in [3, 19] {
        if x > left && x < right - 1 {
            face.rect(x, 4, 1, 22, CREAM1);
        }
    }
    face.rect(left, 25, right - left, 1, CREAM4);
    face.rect(left, 26, right - left, 1, OAK2);
    face.rect(left, 27, right - left, 8, OAK3);
    for x in [7, 15, 23, 31] {
        if x > left && x < right {
            face.rect(x, 27, 1, 8, OAK4);
        }
    }
    face.rect(left, 35, right - left, 1, OAK2);
    face.rect(left, 36, right - left, 3, OAK4);
    face.rect(left, 39, right - left, 1, OAK5);
    if left > 0 {
        face.rect(left, 0, 1, 40, INK);
        face.rect(left + 1, 2, 1, 23, CREAM1);
    }
    if right < TILE {
        face.rect(right - 1, 0, 1, 40, INK);
        face.rect(right - 3, 2, 2, 23, CREAM3);
    }
    face
}

/// What a face takes from the light of the floor below it.
pub fn shade() -> Canvas {
    let mut tile = Canvas::new(TILE, TILE);
    tile.rect(0, 0, TILE, 5, SHADOW);
    tile.rect(0, 5, TILE, 4, HAZE);
    tile
}

/// A window, to be laid over a face.
pub fn window() -> Canvas {
    let mut tile = Canvas::new(TILE, TILE);
    tile.soft_rect((4, 0, 24, 19), 1, INK);
    tile.rect(5, 1, 22, 17, WHITE);
    tile.rect(7, 2, 18, 14, SKY2);
    tile.rect(7, 2, 18, 6, SKY1);
    for step in 0..5 {
        tile.rect(9 + step, 6 - step, 2, 1, WATER1);
        tile.rect(18 + step, 13 - step, 3, 1, WATER1);
    }
    tile.rect(15, 2, 2, 14, WHITE);
    tile.rect(7, 8, 18, 1, WHITE);
    tile.rect(3, 17, 26, 3, INK);
    tile.rect(4, 17, 24, 2, OAK2);
    tile.rect(4, 18, 24, 1, OAK4);
    tile
}

/// The frame on the end of a wall beside a door, over its face: at the door's left or right.
pub fn door_post(at_left: bool) -> Canvas {
    let mut tile = Canvas::new(TILE, TILE);
    let x = if at_left { 19 } else { 8 };
    tile.rect(x, 0, 5, TILE, INK);
    tile.rect(x + 1, 0, 3, TILE - 1, OAK3);
    tile.rect(x + 1, 0, 1, TILE - 1, OAK2);
    tile.rect(x + 3, 0, 1, TILE - 1, OAK4);
    tile
}

/// The beam over a door, above the people: its left end, middle or right end.
pub fn lintel(end: i32) -> Canvas {
    let mut tile = Canvas::new(TILE, TILE);
    let (left, right) = match end {
        0 => (19, TILE),
        2 => (0, 13),
        _ => (0, TILE),
    };
    let width = right - left;
    tile.rect(left, 8, width, 16, INK);
    tile.rect(left, 9, width, 14, SLATE3);
    tile.rect(left, 9, width, 1, SLATE1);
    tile.rect(left, 10, width, 1, SLATE2);
    tile.rect(left, 22, width, 1, SLATE4);
    tile.rect(left, 24, width, 5, OAK3);
    tile.rect(left, 24, width, 1, OAK2);
    tile.rect(left, 28, width, 1, OAK5);
    tile.rect(left, 29, width, 1, INK);
    match end {
        0 => tile.rect(left, 24, 1, 6, INK),
        2 => tile.rect(right - 1, 24, 1, 6, INK),
        _ => {}
    }
    tile
}

/// What Tiled's terrain brush needs to lay wall tops: the sides on which each goes on.
pub fn wang_set() -> String {
    let mut xml = String::from(
        "  <wangset name=\"Walls\" type=\"edge\" tile=\"10\">\n   <wangcolor name=\"Wall\" \
         color=\"#525475\" tile=\"10\" probability=\"1\"/>\n",
    );
    for mask in 0..16 {
        let side = |bit: i32| i32::from(mask & bit > 0);
        xml.push_str(&format!(
            "   <wangtile tileid=\"{mask}\" wangid=\"{},0,{},0,{},0,{},0\"/>\n",
            side(NORTH),
            side(EAST),
            side(SOUTH),
            side(WEST)
        ));
    }
    xml.push_str("  </wangset>\n");
    xml
}
