//! Clothes: for each outfit a layer in its own colours and one that takes the chosen colour.

mod cloth;
mod trim;

use self::cloth::{BROWN, Both, CREAM, Cloth, DARK, DENIM, LIGHT, ROSE, Ramp, SHIRT, SLATE};
use self::trim::Trim;
use super::super::canvas::Canvas;
use super::pose::{Pose, View};

pub use self::cloth::Layer;

/// How far a sleeve reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sleeve {
    Short,
    Long,
}

/// What covers the legs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bottom {
    Trousers(Cloth),
    Skirt(Cloth),
    Dress(Cloth),
}

/// A set of clothes.
#[derive(Clone, Copy, Debug)]
pub struct Outfit {
    top: Cloth,
    sleeves: Cloth,
    sleeve: Sleeve,
    bottom: Bottom,
    shoes: Ramp,
    trim: Trim,
}

/// The outfits in the order of their blocks.
pub const OUTFITS: &[Outfit] = &[
    outfit(
        Cloth::Chosen,
        Cloth::Chosen,
        Sleeve::Short,
        Bottom::Trousers(Cloth::Own(DENIM)),
        LIGHT,
        Trim::Plain,
    ),
    outfit(
        Cloth::Chosen,
        Cloth::Chosen,
        Sleeve::Long,
        Bottom::Trousers(Cloth::Own(SLATE)),
        LIGHT,
        Trim::Hood,
    ),
    outfit(
        Cloth::Chosen,
        Cloth::Chosen,
        Sleeve::Short,
        Bottom::Dress(Cloth::Chosen),
        BROWN,
        Trim::Belt,
    ),
    outfit(
        Cloth::Own(CREAM),
        Cloth::Own(CREAM),
        Sleeve::Long,
        Bottom::Skirt(Cloth::Chosen),
        ROSE,
        Trim::Buttons,
    ),
    outfit(
        Cloth::Chosen,
        Cloth::Chosen,
        Sleeve::Long,
        Bottom::Trousers(Cloth::Own(SLATE)),
        BROWN,
        Trim::Open,
    ),
    outfit(
        Cloth::Chosen,
        Cloth::Chosen,
        Sleeve::Long,
        Bottom::Trousers(Cloth::Chosen),
        DARK,
        Trim::Tie,
    ),
    outfit(
        Cloth::Own(SHIRT),
        Cloth::Own(SHIRT),
        Sleeve::Short,
        Bottom::Trousers(Cloth::Chosen),
        BROWN,
        Trim::Bib,
    ),
];

const fn outfit(
    top: Cloth,
    sleeves: Cloth,
    sleeve: Sleeve,
    bottom: Bottom,
    shoes: Ramp,
    trim: Trim,
) -> Outfit {
    Outfit {
        top,
        sleeves,
        sleeve,
        bottom,
        shoes,
        trim,
    }
}

impl Outfit {
    /// Draws one layer of the outfit in a pose.
    ///
    /// Both layers are drawn in full into one picture first, each pixel remembering its layer, so
    /// that what covers what is decided once; then the other layer is taken out.
    pub fn draw(&self, pose: &Pose, layer: Layer) -> Canvas {
        let mut both = Both::new();
        for leg in &pose.legs {
            if let Bottom::Trousers(cloth) = self.bottom {
                both.limb(leg.without_end(2), cloth);
            }
            both.limb(leg.end(2), Cloth::Own(self.shoes));
        }
        if let Bottom::Trousers(cloth) = self.bottom {
            both.limb(pose.torso.end(2), cloth);
        }
        both.limb(pose.torso.without_end(1), self.top);
        self.skirt(pose, &mut both);
        self.trim.draw(pose, &mut both);
        for arm in &pose.arms {
            let sleeve = match self.sleeve {
                Sleeve::Short => arm.start(3),
                Sleeve::Long => arm.without_end(2),
            };
            both.limb(sleeve, self.sleeves);
            both.bare(arm.end(arm.height - sleeve.height));
        }
        both.layer(layer)
    }

    fn skirt(&self, pose: &Pose, both: &mut Both) {
        let (cloth, length) = match self.bottom {
            Bottom::Trousers(_) => return,
            Bottom::Skirt(cloth) => (cloth, 5),
            Bottom::Dress(cloth) => (cloth, 6),
        };
        let (x, y) = (pose.torso.x, pose.torso.y + 5);
        let side = i32::from(pose.view == View::Left);
        let (ramp, line) = cloth.colors();
        let mut shape = Canvas::new(super::FRAME, super::FRAME);
        for row in 0..length {
            // Wider from row to row.
            let flare = (row + 1) / 2 - side * i32::from(row > 2);
            shape.rect(x - flare, y + row, 8 + 2 * flare, 1, ramp[1]);
            shape.rect(x - flare, y + row, 2, 1, ramp[0]);
            shape.rect(x + 7 + flare, y + row, 1, 1, ramp[2]);
        }
        shape.outline(line);
        both.add(&shape, cloth);
        let fold = ramp[2];
        for column in [x + 1, x + 5] {
            both.mark(column, y + 2, 1, length - 2, fold, cloth);
        }
    }
}
