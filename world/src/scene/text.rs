//! Words written on the map: signs over doors, directions, rooms' names.

use serde::{Deserialize, Serialize};

/// A text of the map. Lies over the picture: clients show it as text of the page, which is sharp at
/// any size and can be read aloud.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// What is written; lines are parted by `\n`. Never blank.
    pub text: String,
    /// Left edge of the box before rotation, map pixels, the layer's offset included.
    pub x: f32,
    /// Top edge of the box before rotation, map pixels, the layer's offset included.
    pub y: f32,
    /// Width of the box, map pixels; more than 0.
    pub width: f32,
    /// Height of the box, map pixels; more than 0.
    pub height: f32,
    /// Clockwise degrees around the top left corner, 0 to 360.
    pub rotation: f32,
    /// Name of the wished-for font, or of a kind of font such as `sans-serif`: letters, digits,
    /// blanks and hyphens. Empty for any.
    pub font: String,
    /// Height of the font in map pixels; at least 1.
    pub pixel_size: u16,
    /// Red green blue alpha.
    pub color: [u8; 4],
    /// 0 to 1, of the layer with its groups.
    pub opacity: f32,
    /// How much it moves with the camera, as [`super::Layer::parallax`].
    pub parallax: (f32, f32),
    /// Lines too long for the box go on in the next one.
    pub wrap: bool,
    /// Letters with more weight.
    pub bold: bool,
    /// Slanted letters.
    pub italic: bool,
    /// A line under the letters.
    pub underline: bool,
    /// A line through the letters.
    pub strikeout: bool,
    /// Pairs of letters may move together where that looks better.
    pub kerning: bool,
    /// Where lines begin and end.
    pub across: Across,
    /// Where the lines stand in the box.
    pub down: Down,
}

/// How lines are aligned between the left and the right edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Across {
    /// To the left edge.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// To the right edge.
    Right,
    /// From edge to edge.
    Justify,
}

/// How lines are aligned between the upper and the lower edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Down {
    /// To the upper edge.
    #[default]
    Top,
    /// In the middle.
    Center,
    /// To the lower edge.
    Bottom,
}
