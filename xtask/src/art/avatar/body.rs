//! The bare body: what the skin's colour is multiplied with. Clothes always lie over it.

use super::super::canvas::Canvas;
use super::super::palette::{TINT1, TINT2, TINT3};
use super::super::text::Sprites;
use super::pose::{Pose, fill_tinted};

/// Draws legs, trunk, arms and head of a pose.
pub fn body(pose: &Pose, heads: &Sprites) -> Canvas {
    let mut frame = Canvas::new(super::FRAME, super::FRAME);
    for limb in pose.legs.iter().chain([&pose.torso]).chain(&pose.arms) {
        fill_tinted(&mut frame, *limb, [TINT1, TINT2, TINT3]);
    }
    heads.draw(
        &format!("head.{}", pose.view.name()),
        &mut frame,
        0,
        pose.bob,
    );
    frame
}
