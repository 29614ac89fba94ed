//! Which pictures of others are wanted, and how large: the visitor's choice, cut down to what is
//! shown. And whether another choice is worth suggesting, since the line is bad. No page, no clock.

use hallway_protocol::{LineState, PictureSize, SLOTS, Watching};
use serde::{Deserialize, Serialize};

/// Widest picture, in pixels of the screen, for which the smaller size that cameras are sent in does:
/// 320 pixels, which may be stretched a little.
const SMALL_WIDTH: f32 = 360.0;

/// How long a line must be bad before anything is suggested, and good before that is taken back, in
/// milliseconds.
const BAD_MS: f64 = 4_000.0;
const GOOD_MS: f64 = 10_000.0;

/// How long one who wants no suggestion gets none, in milliseconds.
const PEACE_MS: f64 = 300_000.0;

/// The visitor's choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pictures {
    /// As large as they are shown, where the line has room.
    #[default]
    Fitting,
    /// Small ones, and one's own sent small only.
    Small,
    /// None at all: sound only.
    None,
}

impl Pictures {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Fitting, Self::Small, Self::None];

    /// The key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fitting => "pictures-fitting",
            Self::Small => "pictures-small",
            Self::None => "pictures-none",
        }
    }

    /// What is worth suggesting to one who has chosen this.
    fn next(self) -> Option<Self> {
        match self {
            Self::Fitting => Some(Self::Small),
            Self::Small => Some(Self::None),
            Self::None => None,
        }
    }
}

/// What is shown of the pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shown {
    /// Width of each slot's picture, in pixels of the screen; 0 where none is.
    pub widths: [f32; SLOTS],
    /// The page is in the background.
    pub hidden: bool,
}

/// What the server is to send.
pub fn watching(chosen: Pictures, shown: Shown) -> Watching {
    let people = shown.widths.map(|width| match chosen {
        Pictures::None => PictureSize::None,
        Pictures::Fitting if width > SMALL_WIDTH && !shown.hidden => PictureSize::Large,
        Pictures::Fitting | Pictures::Small => PictureSize::Small,
    });
    let screen = match chosen {
        Pictures::None => PictureSize::None,
        Pictures::Fitting | Pictures::Small => PictureSize::Large,
    };
    Watching { people, screen }
}

/// Finds out when to suggest something. A line that is bad again and again is a bad line, too: more is
/// tried of it time and again, and looks good for a moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Adviser {
    bad: bool,
    /// How bad the line has been, from 0, which it is when it was good for [`GOOD_MS`], to 1, when
    /// it was bad for [`BAD_MS`].
    trouble: f64,
    /// When that was found out.
    since: f64,
    /// Until when nothing is to be suggested.
    peace: f64,
    suggested: bool,
}

impl Adviser {
    /// The server tells how the line is.
    pub fn hears(&mut self, line: LineState, now: f64) {
        self.passes(now);
        self.bad = line.is_bad();
    }

    fn passes(&mut self, now: f64) {
        let time = now - std::mem::replace(&mut self.since, now);
        let change = match self.bad {
            true => time / BAD_MS,
            false => -time / GOOD_MS,
        };
        self.trouble = (self.trouble + change).clamp(0.0, 1.0);
    }

    /// The visitor wants no suggestion, or has followed one.
    pub fn rest(&mut self, now: f64) {
        self.suggested = false;
        self.trouble = 0.0;
        self.since = now;
        self.peace = now;
    }

    /// The visitor wants none for a while.
    pub fn refused(&mut self, now: f64) {
        self.rest(now);
        self.peace = now + PEACE_MS;
    }

    /// What to suggest now to one who has chosen this.
    pub fn suggests(&mut self, chosen: Pictures, now: f64) -> Option<Pictures> {
        self.passes(now);
        if self.trouble >= 1.0 && now >= self.peace {
            self.suggested = true;
        } else if self.trouble <= 0.0 {
            self.suggested = false;
        }
        chosen.next().filter(|_| self.suggested)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: Shown = Shown {
        widths: [240.0, 640.0, 0.0],
        hidden: false,
    };

    #[test]
    fn what_is_asked_for_is_what_is_shown() {
        use PictureSize::{Large, None, Small};
        let hidden = Shown {
            hidden: true,
            ..SHOWN
        };
        for (chosen, shown, people, screen) in [
            (Pictures::Fitting, SHOWN, [Small, Large, Small], Large),
            (Pictures::Fitting, hidden, [Small; 3], Large),
            (Pictures::Small, SHOWN, [Small; 3], Large),
            (Pictures::None, SHOWN, [None; 3], None),
        ] {
            assert_eq!(watching(chosen, shown), Watching { people, screen });
        }
    }

    #[test]
    fn a_bad_line_leads_to_a_suggestion_and_a_good_one_ends_it() {
        let bad = LineState {
            lossy: true,
            ..LineState::default()
        };
        let good = LineState::default();
        let mut adviser = Adviser::default();
        let chosen = Pictures::Fitting;
        assert_eq!(adviser.suggests(chosen, 60_000.0), None);
        adviser.hears(bad, 61_000.0);
        assert_eq!(adviser.suggests(chosen, 64_000.0), None);
        assert_eq!(adviser.suggests(chosen, 65_000.0), Some(Pictures::Small));
        // A moment of calm takes nothing back.
        adviser.hears(good, 66_000.0);
        assert_eq!(adviser.suggests(chosen, 70_000.0), Some(Pictures::Small));
        adviser.hears(bad, 71_000.0);
        adviser.hears(good, 72_000.0);
        assert_eq!(adviser.suggests(chosen, 82_000.0), None);
    }

    #[test]
    fn a_line_that_is_bad_again_and_again_is_bad() {
        let bad = LineState {
            lossy: true,
            ..LineState::default()
        };
        let mut adviser = Adviser::default();
        let told = (0..10).map(f64::from).find(|round| {
            let start = round * 3_000.0;
            adviser.hears(bad, start);
            adviser.hears(LineState::default(), start + 2_000.0);
            adviser
                .suggests(Pictures::Fitting, start + 2_000.0)
                .is_some()
        });
        assert_eq!(told, Some(2.0));
    }

    #[test]
    fn who_followed_it_is_asked_again_later_and_who_refused_much_later() {
        let bad = LineState {
            screen_withheld: true,
            ..LineState::default()
        };
        let mut adviser = Adviser::default();
        adviser.hears(bad, 0.0);
        assert_eq!(
            adviser.suggests(Pictures::Fitting, 4_000.0),
            Some(Pictures::Small)
        );
        adviser.rest(5_000.0);
        assert_eq!(adviser.suggests(Pictures::Small, 8_000.0), None);
        assert_eq!(
            adviser.suggests(Pictures::Small, 9_000.0),
            Some(Pictures::None)
        );
        assert_eq!(adviser.suggests(Pictures::None, 9_000.0), None);
        adviser.refused(10_000.0);
        assert_eq!(adviser.suggests(Pictures::Small, 300_000.0), None);
        assert_eq!(
            adviser.suggests(Pictures::Small, 310_000.0),
            Some(Pictures::None)
        );
    }
}
