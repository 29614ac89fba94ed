//! Cloth in the colour that was chosen or in its own, and the two layers that come of it.

use super::super::super::canvas::Canvas;
use super::super::super::palette::{
    CREAM1, CREAM3, GREY1, GREY2, GREY3, INK, INK2, OAK3, OAK4, OAK5, ROSE2, ROSE4, Rgba, SKY3,
    SKY4, SLATE2, SLATE3, SLATE4, TINT1, TINT2, TINT3, TINT5, WHITE,
};
use super::super::pose::{Limb, fill};

/// Light, base and shade.
pub type Ramp = [Rgba; 3];

/// What the chosen colour is multiplied with.
pub const TINT: Ramp = [TINT1, TINT2, TINT3];
/// Jeans.
pub const DENIM: Ramp = [SKY3, SKY4, SLATE4];
/// Dark trousers.
pub const SLATE: Ramp = [SLATE2, SLATE3, SLATE4];
/// Leather.
pub const BROWN: Ramp = [OAK3, OAK4, OAK5];
/// A white shirt.
pub const SHIRT: Ramp = [WHITE, GREY1, GREY2];
/// A blouse.
pub const CREAM: Ramp = [CREAM1, CREAM1, CREAM3];
/// Red cloth.
pub const ROSE: Ramp = [ROSE2, ROSE2, ROSE4];
/// White shoes.
pub const LIGHT: Ramp = [WHITE, GREY1, GREY3];
/// Black shoes.
pub const DARK: Ramp = [SLATE4, INK2, INK2];

/// Which of an outfit's two layers is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// In its own colours.
    Fixed,
    /// In greys, to be multiplied with the chosen colour.
    Tinted,
}

/// Cloth of the chosen colour, or of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cloth {
    /// Takes the chosen colour.
    Chosen,
    /// Has its own.
    Own(Ramp),
}

impl Cloth {
    /// Its shades, and the colour of its outline.
    pub fn colors(self) -> (Ramp, Rgba) {
        match self {
            Self::Chosen => (TINT, TINT5),
            Self::Own(ramp) => (ramp, INK),
        }
    }
}

/// Both layers of an outfit, and which pixel belongs to which.
pub struct Both {
    picture: Canvas,
    chosen: Canvas,
}

impl Both {
    /// Nothing yet.
    pub fn new() -> Self {
        let empty = Canvas::new(super::super::FRAME, super::super::FRAME);
        Self {
            picture: empty.clone(),
            chosen: empty,
        }
    }

    /// Cloth around a limb.
    pub fn limb(&mut self, limb: Limb, cloth: Cloth) {
        let (ramp, line) = cloth.colors();
        let mut part = Canvas::new(super::super::FRAME, super::super::FRAME);
        fill(&mut part, limb, ramp, line);
        self.add(&part, cloth);
    }

    /// A detail of one colour.
    pub fn mark(&mut self, x: i32, y: i32, width: i32, height: i32, color: Rgba, cloth: Cloth) {
        let mut part = Canvas::new(super::super::FRAME, super::super::FRAME);
        part.rect(x, y, width, height, color);
        self.add(&part, cloth);
    }

    /// Nothing: the skin of a limb shows, its outline included.
    pub fn bare(&mut self, limb: Limb) {
        for canvas in [&mut self.picture, &mut self.chosen] {
            canvas.erase(limb.x - 1, limb.y, limb.width + 2, limb.height + 1);
        }
    }

    /// Paints a picture of one cloth over all that is there.
    pub fn add(&mut self, part: &Canvas, cloth: Cloth) {
        for y in 0..part.height() {
            for x in 0..part.width() {
                if part.get(x, y)[3] > 0 {
                    self.picture.set(x, y, part.get(x, y));
                    let mark = if cloth == Cloth::Chosen { WHITE } else { INK };
                    self.chosen.set(x, y, mark);
                }
            }
        }
    }

    /// One of the two layers, the other taken out.
    pub fn layer(&self, layer: Layer) -> Canvas {
        let wanted = if layer == Layer::Tinted { WHITE } else { INK };
        let mut out = Canvas::new(super::super::FRAME, super::super::FRAME);
        for y in 0..out.height() {
            for x in 0..out.width() {
                if self.chosen.get(x, y) == wanted {
                    out.set(x, y, self.picture.get(x, y));
                }
            }
        }
        out
    }
}
