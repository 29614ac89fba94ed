//! The avatar sheet: blocks of three poses by four directions, laid over each other by
//! `client-wasm/src/avatar.rs`, whose lists give each block its meaning.

mod body;
mod clothes;
mod pose;

use std::io::Result;
use std::path::Path;

use self::clothes::Layer;
use self::pose::{Pose, View};
use super::canvas::Canvas;
use super::text::Sprites;

/// Side of a frame in pixels.
const FRAME: i32 = 32;
/// Blocks in a row of the sheet.
const BLOCKS: i32 = 8;
/// Rows of blocks.
const ROWS: i32 = 5;

/// Blocks from text sources, by number: file and name.
const DRAWN: &[(i32, &str, &str)] = &[
    (1, "heads", "face"),
    (16, "hair", "short"),
    (17, "hair", "long"),
    (18, "hair", "bun"),
    (19, "hair", "curly"),
    (20, "hair", "afro"),
    (21, "hair", "bob"),
    (22, "hair", "ponytail"),
    (23, "hair", "buzz"),
    (24, "hair", "hijab"),
    (25, "hair", "turban"),
    (26, "hair", "cap"),
    (27, "hair", "beanie"),
    (28, "hair", "braids"),
    (32, "extras", "glasses"),
    (33, "extras", "round-glasses"),
    (34, "extras", "sunglasses"),
    (35, "extras", "headphones"),
    (36, "extras", "beard"),
    (37, "extras", "scarf"),
];

/// Draws the sheet.
///
/// # Errors
/// When a text source can't be read or has a mistake.
pub fn sheet(sources: &Path) -> Result<Canvas> {
    let heads = Sprites::read(&sources.join("heads.txt"))?;
    let hair = Sprites::read(&sources.join("hair.txt"))?;
    let extras = Sprites::read(&sources.join("extras.txt"))?;
    let mut sheet = Canvas::new(BLOCKS * FRAME * 3, ROWS * FRAME * 4);
    block(&mut sheet, 0, |pose| body::body(pose, &heads));
    for (style, outfit) in clothes::OUTFITS.iter().enumerate() {
        let number = 2 + 2 * style as i32;
        block(&mut sheet, number, |pose| outfit.draw(pose, Layer::Fixed));
        block(&mut sheet, number + 1, |pose| {
            outfit.draw(pose, Layer::Tinted)
        });
    }
    for (number, file, name) in DRAWN {
        let sprites = match *file {
            "heads" => &heads,
            "hair" => &hair,
            _ => &extras,
        };
        block(&mut sheet, *number, |pose| {
            let mut frame = Canvas::new(FRAME, FRAME);
            sprites.draw(
                &format!("{name}.{}", pose.view.name()),
                &mut frame,
                0,
                pose.bob,
            );
            frame
        });
    }
    Ok(sheet)
}

/// Draws the twelve frames of a block. The right side is the left side in a mirror.
fn block(sheet: &mut Canvas, number: i32, draw: impl Fn(&Pose) -> Canvas) {
    let left = number % BLOCKS * FRAME * 3;
    let top = number / BLOCKS * FRAME * 4;
    let rows = [
        (View::Down, false),
        (View::Left, false),
        (View::Left, true),
        (View::Up, false),
    ];
    for (row, (view, mirrored)) in rows.into_iter().enumerate() {
        for column in 0..3 {
            let mut frame = draw(&Pose::new(view, column));
            if mirrored {
                frame = frame.mirrored();
            }
            sheet.draw(&frame, left + column * FRAME, top + row as i32 * FRAME);
        }
    }
}
