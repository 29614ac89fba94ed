//! What changes from frame to frame: camera, avatars, rings. Plain data, all lengths in map
//! pixels; the map itself is not part of it.

use hallway_protocol::Dir;

use super::camera::Camera;

/// Most parts that one avatar is made of.
pub const PARTS: usize = 6;

/// One picture of the venue.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Which part of the map is seen.
    pub camera: Camera,
    /// Milliseconds since any fixed moment; drives the map's animations.
    pub time_ms: f64,
    /// The people, in any order: those further down the map are painted over the others.
    pub sprites: &'a [Sprite],
    /// The bubbles.
    pub rings: &'a [Ring],
    /// False holds the map's animations on their first picture, for people who want less motion.
    pub animate: bool,
}

/// An avatar: parts painted over each other, all in the same pose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sprite {
    /// Middle of the feet.
    pub x: f32,
    /// Middle of the feet.
    pub y: f32,
    /// Where it looks.
    pub dir: Dir,
    /// Pose: 0 left foot ahead, 1 standing, 2 right foot ahead; anything above counts as 2.
    pub frame: u8,
    /// Its parts, from the lowest to the topmost; those from `part_count` on are not drawn.
    pub parts: [SpritePart; PARTS],
    /// How many of `parts` it has.
    pub part_count: usize,
}

/// A part of an avatar: body, clothes, hair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpritePart {
    /// Number of its block on the avatar sheet, row by row.
    pub block: u16,
    /// Red, green, blue, multiplied with the picture; white leaves it as drawn.
    pub tint: [u8; 3],
}

/// A disc on the floor around people who talk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ring {
    /// Middle.
    pub x: f32,
    /// Middle.
    pub y: f32,
    /// To the outer edge of its outline.
    pub radius: f32,
    /// Red, green, blue and alpha of the outline; the inside is a fainter tone of it.
    pub color: [u8; 4],
}
