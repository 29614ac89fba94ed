//! Tests of [`super`]: layers to quads.

use hallway_world::scene::{FLIP_HORIZONTAL, Image};

use super::*;

fn sheet() -> Sheet {
    Sheet {
        first: 0,
        count: 100,
        image: 0,
        tile_width: 32,
        tile_height: 32,
        columns: 10,
        x: 0,
        y: 0,
        spacing: 0,
        offset: (0, 0),
        size: DrawSize::Own,
    }
}

fn scene(sheet: Sheet) -> Scene {
    Scene {
        columns: 4,
        rows: 4,
        tile_width: 32,
        tile_height: 32,
        images: vec![Image {
            url: String::new(),
            width: 320,
            height: 320,
            transparent: None,
        }],
        sheets: vec![sheet],
        ..Scene::default()
    }
}

/// Left, top, width and height of the quad of one cell at (1, 2).
fn placed(sheet: Sheet, flips: u32) -> [f32; 4] {
    let spot = Spot {
        x: 32.0,
        bottom: 96.0,
        size: match sheet.size {
            DrawSize::Own => (sheet.tile_width as f32, sheet.tile_height as f32),
            DrawSize::Grid | DrawSize::GridFit => (32.0, 32.0),
        },
        degrees: 0.0,
    };
    let source = source(&sheet, 0).unwrap();
    let quad = spot.place(1 | flips, &sheet, source);
    [quad.x, quad.y, quad.width, quad.height]
}

#[test]
fn tiles_stand_on_the_bottom_left_corner_of_their_cell() {
    assert_eq!(placed(sheet(), 0), [32.0, 64.0, 32.0, 32.0]);
    let tall = Sheet {
        tile_width: 48,
        tile_height: 64,
        ..sheet()
    };
    assert_eq!(placed(tall.clone(), 0), [32.0, 32.0, 48.0, 64.0]);
    // Lying down it is 64 wide and 48 high, on the same corner.
    assert_eq!(placed(tall, FLIP_DIAGONAL), [32.0, 48.0, 64.0, 48.0]);
}

#[test]
fn the_sheet_shifts_its_tiles() {
    let shifted = Sheet {
        offset: (5, -7),
        ..sheet()
    };
    assert_eq!(placed(shifted, FLIP_HORIZONTAL), [37.0, 57.0, 32.0, 32.0]);
}

#[test]
fn grid_sizes_fill_or_fit_the_cell() {
    let wide = |size| Sheet {
        tile_width: 64,
        tile_height: 32,
        size,
        ..sheet()
    };
    assert_eq!(placed(wide(DrawSize::Grid), 0), [32.0, 64.0, 32.0, 32.0]);
    assert_eq!(placed(wide(DrawSize::GridFit), 0), [32.0, 72.0, 32.0, 16.0]);
}

#[test]
fn objects_turn_around_their_bottom_left_corner() {
    let spot = Spot {
        x: 100.0,
        bottom: 200.0,
        size: (32.0, 32.0),
        degrees: 90.0,
    };
    let quad = spot.place(1, &sheet(), [0, 0, 32, 32]);
    // A quarter clockwise: what stood above the corner lies to the right of it, below the corner.
    assert!((quad.x - 100.0).abs() < 1e-3 && (quad.y - 200.0).abs() < 1e-3);
}

#[test]
fn margin_and_spacing_are_skipped_on_the_picture() {
    let spaced = Sheet {
        x: 2,
        y: 3,
        spacing: 1,
        ..sheet()
    };
    assert_eq!(source(&spaced, 12), Some([2 + 2 * 33, 3 + 33, 32, 32]));
    let beyond = Sheet {
        columns: u32::MAX,
        ..sheet()
    };
    assert_eq!(source(&beyond, 4000), None);
    let empty = Sheet {
        tile_width: 0,
        ..sheet()
    };
    assert_eq!(source(&empty, 0), None);
}

#[test]
fn cells_are_painted_in_the_order_of_the_map() {
    let order = |order| walk(order, 2, 2).collect::<Vec<_>>();
    assert_eq!(
        order(RenderOrder::RightDown),
        [(0, 0), (1, 0), (0, 1), (1, 1)]
    );
    assert_eq!(
        order(RenderOrder::RightUp),
        [(0, 1), (1, 1), (0, 0), (1, 0)]
    );
    assert_eq!(
        order(RenderOrder::LeftDown),
        [(1, 0), (0, 0), (1, 1), (0, 1)]
    );
    assert_eq!(order(RenderOrder::LeftUp), [(1, 1), (0, 1), (1, 0), (0, 0)]);
}

fn tile_layer(cells: Vec<u32>) -> Layer {
    Layer {
        name: String::new(),
        content: Content::Tiles {
            x: 0,
            y: 0,
            columns: 2,
            rows: 1,
            cells,
        },
        opacity: 1.0,
        tint: None,
        offset: (0.0, 0.0),
        parallax: (1.0, 1.0),
        above_avatars: false,
        door: None,
    }
}

#[test]
fn an_animated_tile_is_one_quad_per_picture() {
    let mut scene = scene(sheet());
    scene.animations = vec![Animation {
        tile: 4,
        frames: vec![(4, 100), (5, 50)],
    }];
    let batches = Builder::new(&scene).layer(&tile_layer(vec![5, 1]));
    let counts: Vec<_> = batches.iter().map(|b| (b.rich, b.count)).collect();
    assert_eq!(counts, [(true, 2), (false, 1)]);
    let beats: Vec<_> = batches.iter().map(|b| b.beat).collect();
    assert_eq!(beats, [50, 0]);
    let word = |at: usize| {
        let bytes = &batches[0].bytes[at..at + 4];
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
    };
    let second = super::super::quad::RICH_BYTES;
    assert_eq!([word(32), word(36), word(40)], [0, 100, 150]);
    assert_eq!([32, 36, 40].map(|at| word(second + at)), [100, 150, 150]);
}

#[test]
fn what_the_scene_does_not_hold_is_not_drawn() {
    let scene = scene(sheet());
    let mut builder = Builder::new(&scene);
    assert!(builder.layer(&tile_layer(vec![0, 101])).is_empty());
    assert!(builder.layer(&tile_layer(Vec::new())).is_empty());
    let object = TileObject {
        cell: 1,
        x: f32::NAN,
        y: 0.0,
        width: f32::INFINITY,
        height: 32.0,
        rotation: 0.0,
    };
    let layer = Layer {
        content: Content::Objects(vec![object]),
        ..tile_layer(Vec::new())
    };
    assert!(builder.layer(&layer).is_empty());
}
