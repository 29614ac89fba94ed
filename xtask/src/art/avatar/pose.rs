//! Where the limbs are in each frame of a walk. Bodies and clothes are drawn from the same pose,
//! so that sleeves stay on arms.

use super::super::canvas::Canvas;
use super::super::palette::{Rgba, TINT5};

/// Side from which an avatar is seen; the right one is a mirrored left one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// From the front.
    Down,
    /// From its left.
    Left,
    /// From behind.
    Up,
}

impl View {
    /// The name that the text sources use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Left => "left",
            Self::Up => "up",
        }
    }
}

/// A rectangle of flesh or cloth, without its outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limb {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl Limb {
    /// The same limb without its lowest rows.
    pub fn without_end(self, rows: i32) -> Self {
        Self {
            height: self.height - rows,
            ..self
        }
    }

    /// Only the lowest rows.
    pub fn end(self, rows: i32) -> Self {
        Self {
            y: self.y + self.height - rows,
            height: rows,
            ..self
        }
    }

    /// Only the topmost rows.
    pub fn start(self, rows: i32) -> Self {
        Self {
            height: rows,
            ..self
        }
    }
}

/// A frame of the walk.
#[derive(Clone, Debug)]
pub struct Pose {
    /// From where it is seen.
    pub view: View,
    /// How far all above the legs is lifted; negative is up.
    pub bob: i32,
    /// Trunk.
    pub torso: Limb,
    /// Arms, the far one first; from the side only the near one shows.
    pub arms: Vec<Limb>,
    /// Legs with their feet, the far one first.
    pub legs: Vec<Limb>,
}

impl Pose {
    /// The pose of a frame: 0 left foot ahead, 1 standing, 2 right foot ahead.
    pub fn new(view: View, frame: i32) -> Self {
        let step = frame - 1;
        let bob = -step.abs();
        let limb = |x, y, width, height| Limb {
            x,
            y,
            width,
            height,
        };
        if view == View::Left {
            let far = limb(14 + 3 * step.abs(), 24 + bob, 4, 4);
            let near = limb(14 - 3 * step.abs(), 24 + bob, 4, 5);
            // The near leg is the left one: ahead in frame 0, behind in frame 2.
            let legs = match step {
                0 => vec![limb(15, 24, 4, 5), limb(14, 24, 4, 5)],
                -1 => vec![far, near],
                _ => vec![near, far],
            };
            return Self {
                view,
                bob,
                torso: limb(12, 17 + bob, 8, 8),
                arms: vec![limb(15 + 2 * -step, 18 + bob, 3, 6)],
                legs,
            };
        }
        // The avatar's left is on the right side of the picture when it faces the viewer.
        let ahead_left = if view == View::Down { 1 } else { -1 };
        let lift = |side: i32| if side * step * ahead_left > 0 { 2 } else { 0 };
        let leg = |x: i32, side: i32| limb(x, 24 + bob, 3, 5 - bob - lift(side));
        let arm = |x: i32, side: i32| limb(x, 18 + bob, 2, 6 - lift(side) / 2);
        Self {
            view,
            bob,
            torso: limb(12, 17 + bob, 8, 8),
            arms: vec![arm(10, -1), arm(20, 1)],
            legs: vec![leg(12, -1), leg(17, 1)],
        }
    }
}

/// Fills a limb with a light left, a plain middle and a shaded right, and outlines it.
pub fn fill(canvas: &mut Canvas, limb: Limb, [light, base, shade]: [Rgba; 3], line: Rgba) {
    let mut part = Canvas::new(canvas.width(), canvas.height());
    part.rect(limb.x, limb.y, limb.width, limb.height, base);
    part.rect(limb.x, limb.y, 1, limb.height, light);
    part.rect(limb.x + limb.width - 1, limb.y, 1, limb.height, shade);
    part.outline(line);
    canvas.draw(&part, 0, 0);
}

/// [`fill`] with the outline of tinted things.
pub fn fill_tinted(canvas: &mut Canvas, limb: Limb, ramp: [Rgba; 3]) {
    fill(canvas, limb, ramp, TINT5);
}
