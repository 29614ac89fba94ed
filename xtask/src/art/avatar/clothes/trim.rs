//! What tells one top from another: hoods, belts, ties.

use super::super::super::palette::{
    CREAM3, INK2, OAK5, ROSE2, ROSE4, SUN1, TINT2, TINT3, TINT4, WHITE,
};
use super::super::pose::{Pose, View};
use super::cloth::{BROWN, Both, CREAM, Cloth, ROSE, SHIRT};

/// What is drawn on the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trim {
    /// A neckline.
    Plain,
    /// A hood, its strings, a pocket.
    Hood,
    /// A belt.
    Belt,
    /// A row of buttons.
    Buttons,
    /// Open over a shirt.
    Open,
    /// Lapels, shirt and tie.
    Tie,
    /// A bib and braces.
    Bib,
}

impl Trim {
    /// Draws it over a top.
    pub fn draw(self, pose: &Pose, both: &mut Both) {
        let (x, y, view) = (pose.torso.x, pose.torso.y, pose.view);
        match self {
            Self::Plain => plain(both, x, y, view),
            Self::Hood => hood(both, x, y, view),
            Self::Belt => belt(both, x, y),
            Self::Buttons => buttons(both, x, y, view),
            Self::Open => open(both, x, y, view),
            Self::Tie => tie(both, x, y, view),
            Self::Bib => bib(both, x, y, view),
        }
    }
}

fn plain(both: &mut Both, x: i32, y: i32, view: View) {
    if view == View::Down {
        both.mark(x + 2, y + 1, 4, 1, TINT4, Cloth::Chosen);
    }
}

fn hood(both: &mut Both, x: i32, y: i32, view: View) {
    if view == View::Down {
        both.mark(x, y + 1, 8, 1, TINT4, Cloth::Chosen);
        both.mark(x + 2, y + 2, 1, 2, WHITE, Cloth::Own(SHIRT));
        both.mark(x + 5, y + 2, 1, 2, WHITE, Cloth::Own(SHIRT));
        both.mark(x + 2, y + 5, 4, 1, TINT4, Cloth::Chosen);
    } else if view == View::Left {
        both.mark(x + 4, y + 1, 4, 2, TINT4, Cloth::Chosen);
    } else {
        both.mark(x, y + 1, 8, 1, TINT3, Cloth::Chosen);
        both.mark(x + 1, y + 2, 6, 1, TINT3, Cloth::Chosen);
        both.mark(x + 2, y + 3, 4, 1, TINT4, Cloth::Chosen);
    }
}

fn belt(both: &mut Both, x: i32, y: i32) {
    both.mark(x, y + 5, 8, 1, OAK5, Cloth::Own(BROWN));
}

fn buttons(both: &mut Both, x: i32, y: i32, view: View) {
    if view == View::Down {
        both.mark(x + 3, y + 1, 2, 4, CREAM3, Cloth::Own(CREAM));
        both.mark(x + 3, y + 2, 1, 1, INK2, Cloth::Own(CREAM));
        both.mark(x + 3, y + 4, 1, 1, INK2, Cloth::Own(CREAM));
    }
}

fn open(both: &mut Both, x: i32, y: i32, view: View) {
    if view == View::Down {
        both.mark(x + 3, y, 2, 7, WHITE, Cloth::Own(SHIRT));
        both.mark(x + 2, y, 1, 7, TINT4, Cloth::Chosen);
        both.mark(x + 5, y, 1, 7, TINT4, Cloth::Chosen);
    } else if view == View::Left {
        both.mark(x, y + 1, 1, 6, WHITE, Cloth::Own(SHIRT));
    }
}

fn tie(both: &mut Both, x: i32, y: i32, view: View) {
    if view == View::Down {
        both.mark(x + 2, y, 4, 2, WHITE, Cloth::Own(SHIRT));
        both.mark(x + 3, y + 2, 2, 2, WHITE, Cloth::Own(SHIRT));
        both.mark(x + 3, y + 1, 1, 4, ROSE2, Cloth::Own(ROSE));
        both.mark(x + 4, y + 1, 1, 4, ROSE4, Cloth::Own(ROSE));
        both.mark(x + 2, y + 2, 1, 2, TINT4, Cloth::Chosen);
        both.mark(x + 5, y + 2, 1, 2, TINT4, Cloth::Chosen);
    } else if view == View::Left {
        both.mark(x, y + 1, 1, 3, WHITE, Cloth::Own(SHIRT));
    }
}

fn bib(both: &mut Both, x: i32, y: i32, view: View) {
    let cloth = Cloth::Chosen;
    let bib = if view == View::Down { 3 } else { 4 };
    both.mark(x + 1, y + bib, 6, 7 - bib, TINT2, cloth);
    both.mark(x + 1, y, 1, bib, TINT3, cloth);
    both.mark(x + 6, y, 1, bib, TINT3, cloth);
    if view == View::Down {
        both.mark(x + 1, y + 3, 1, 1, SUN1, Cloth::Own(SHIRT));
        both.mark(x + 6, y + 3, 1, 1, SUN1, Cloth::Own(SHIRT));
        both.mark(x + 3, y + 5, 2, 1, TINT4, cloth);
    }
}
