//! The tilesets `walls` and `furniture`.

use super::super::sheet::Sheet;
use super::shapes::{CREAM, OAK, ROSE, TEAL, WALNUT};
use super::{flowers, hangings, home, kitchen, seats, shelves, stage, tables, walls};

/// Draws the tileset of walls, windows and doors.
pub fn wall_set() -> Sheet {
    let mut sheet = Sheet::new("walls", 16, 2);
    for mask in 0..16 {
        let name = format!("wall-{mask}");
        sheet.put(
            (mask, 0),
            &name,
            &walls::top(mask),
            &walls::top_blocks(mask),
        );
    }
    let faces = [
        ("face", true, true),
        ("face-w", true, false),
        ("face-e", false, true),
        ("face-pillar", false, false),
    ];
    for (index, (name, west, east)) in faces.into_iter().enumerate() {
        let blocks = walls::face_blocks(west, east);
        sheet.put((index as i32, 1), name, &walls::face(west, east), &blocks);
    }
    sheet.put((4, 1), "shade", &walls::shade(), &[]);
    sheet.put((5, 1), "window", &walls::window(), &[]);
    sheet.put((6, 1), "door-post-left", &walls::door_post(true), &[]);
    sheet.put((7, 1), "door-post-right", &walls::door_post(false), &[]);
    for end in 0..3 {
        let name = ["lintel-left", "lintel", "lintel-right"][end as usize];
        sheet.put((8 + end, 1), name, &walls::lintel(end), &[]);
    }
    sheet.wang_set(&walls::wang_set());
    sheet
}

/// Draws the tileset of what stands and hangs in rooms.
pub fn furniture() -> Sheet {
    let mut sheet = Sheet::new("furniture", 16, 8);
    // Only the backs of chairs block, so that one can sit down and rows stay open.
    sheet.put(
        (0, 0),
        "chair-down",
        &seats::chair_down(TEAL),
        &[(8, 4, 16, 8)],
    );
    sheet.put(
        (1, 0),
        "chair-up",
        &seats::chair_up(TEAL),
        &[(8, 24, 16, 4)],
    );
    let chair = seats::chair_right(TEAL);
    sheet.put((2, 0), "chair-left", &chair.mirrored(), &[(20, 8, 8, 16)]);
    sheet.put((3, 0), "chair-right", &chair, &[(4, 8, 8, 16)]);
    sheet.put((4, 0), "seat-up", &seats::seat_up(ROSE), &[(8, 24, 16, 4)]);
    sheet.put((5, 0), "stool", &seats::stool(), &[]);
    sheet.put((6, 0), "armchair", &seats::sofa(1, ROSE), &[(4, 4, 24, 8)]);
    sheet.put((7, 0), "sofa", &seats::sofa(2, TEAL), &[(4, 4, 56, 8)]);
    sheet.put(
        (9, 0),
        "table-2x1",
        &tables::table(2, 1, OAK),
        &[(0, 4, 64, 24)],
    );
    for end in 0..3 {
        let name = ["counter-left", "counter", "counter-right"][end as usize];
        sheet.put(
            (11 + end, 0),
            name,
            &shelves::counter(end, OAK),
            &[(0, 0, 32, 32)],
        );
    }
    sheet.put(
        (14, 0),
        "counter-info",
        &shelves::counter_info(OAK),
        &[(0, 0, 32, 32)],
    );
    sheet.put(
        (15, 0),
        "plant-small",
        &flowers::plant_small(),
        &[(8, 16, 16, 12)],
    );

    sheet.put(
        (0, 1),
        "table-2x2",
        &tables::table(2, 2, OAK),
        &[(0, 4, 64, 56)],
    );
    sheet.put(
        (2, 1),
        "round-table",
        &tables::round_table(OAK),
        &[(4, 8, 56, 44)],
    );
    sheet.put((4, 1), "desk", &tables::desk(), &[(0, 8, 64, 52)]);
    for seed in 0..2 {
        let name = format!("bookshelf-{}", seed + 1);
        let column = 6 + 2 * seed;
        sheet.put(
            (column, 1),
            &name,
            &shelves::bookshelf(seed),
            &[(0, 32, 64, 32)],
        );
    }
    let kitchen = [
        ("fridge", kitchen::fridge()),
        ("coffee-machine", kitchen::coffee()),
        ("sink", kitchen::sink()),
        ("stove", kitchen::stove()),
        ("kitchen-unit", kitchen::unit()),
    ];
    for (index, (name, picture)) in kitchen.into_iter().enumerate() {
        sheet.put((10 + index as i32, 1), name, &picture, &[(0, 32, 32, 32)]);
    }
    sheet.put((15, 1), "banner", &stage::banner(), &[(8, 48, 16, 12)]);

    sheet.put((0, 3), "lectern", &stage::lectern(), &[(4, 36, 24, 24)]);
    sheet.put((1, 3), "lamp", &home::lamp(), &[(8, 52, 16, 8)]);
    sheet.put(
        (2, 3),
        "plant-tall",
        &flowers::plant_tall(),
        &[(8, 44, 16, 16)],
    );
    sheet.put((3, 3), "cactus", &flowers::cactus(), &[(8, 48, 16, 12)]);
    sheet.put((4, 3), "speaker", &stage::speaker(), &[(4, 40, 24, 20)]);
    sheet.put((5, 3), "rug", &home::rug(), &[]);
    sheet.put((7, 3), "notice-board-2", &hangings::notice_board(2), &[]);
    sheet.put((9, 3), "notice-board-3", &hangings::notice_board(3), &[]);
    sheet.put((12, 3), "whiteboard", &hangings::whiteboard(), &[]);
    sheet.put((14, 3), "wall-screen", &hangings::wall_screen(), &[]);
    sheet.put((7, 4), "picture-hills", &hangings::picture(0), &[]);
    sheet.put((8, 4), "picture-sea", &hangings::picture(1), &[]);
    sheet.put((9, 4), "clock", &hangings::clock(), &[]);
    let signs = ["stage", "kitchen", "library", "project", "garden", "help"];
    for (kind, name) in signs.into_iter().enumerate() {
        let column = 10 + kind as i32;
        sheet.put(
            (column, 4),
            &format!("sign-{name}"),
            &hangings::sign(kind as i32),
            &[],
        );
    }

    sheet.put((0, 5), "screen", &stage::screen(), &[]);
    sheet.put((6, 5), "laptop", &tables::laptop(), &[]);
    sheet.put((7, 5), "papers", &tables::papers(), &[]);
    sheet.put((8, 5), "mugs", &tables::mugs(), &[]);
    sheet.put((9, 5), "basket", &home::basket(), &[(8, 16, 16, 12)]);
    sheet.put(
        (10, 5),
        "armchair-teal",
        &seats::sofa(1, TEAL),
        &[(4, 4, 24, 8)],
    );
    sheet.put(
        (11, 5),
        "sofa-rose",
        &seats::sofa(2, ROSE),
        &[(4, 4, 56, 8)],
    );
    sheet.put(
        (13, 5),
        "table-2x1-dark",
        &tables::table(2, 1, WALNUT),
        &[(0, 4, 64, 24)],
    );
    sheet.put(
        (9, 6),
        "round-table-set",
        &tables::round_table_set(OAK),
        &[(4, 8, 56, 44)],
    );
    for end in 0..3 {
        let name = ["bar-left", "bar", "bar-right"][end as usize];
        sheet.put(
            (6 + end, 6),
            name,
            &shelves::counter(end, CREAM),
            &[(0, 0, 32, 32)],
        );
    }
    sheet
}
