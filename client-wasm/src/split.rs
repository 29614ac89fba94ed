//! How the window is shared between the map and what is open beside it. Pure: sizes in, sizes out,
//! all in CSS pixels.

/// Widest window on which panels come from below: as in the style sheet.
pub const NARROW: f32 = 760.0;

/// Part of the window for a session where neither author nor visitor said otherwise: of the width
/// beside the map, of the height below it.
const USUAL: (f32, f32) = (0.42, 0.46);

/// What a session needs at least: width beside the map, height below it.
const LEAST: (f32, f32) = (280.0, 180.0);

/// What the map needs at least: width, and height with the bar of buttons.
const MAP: (f32, f32) = (360.0, 260.0);

/// By how much of the window an arrow key moves the edge.
pub const STEP: f32 = 0.04;

/// The sizes that the visitor chose, as parts of the window; `None` for never.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Chosen {
    /// Width beside the map.
    pub width: Option<f32>,
    /// Height below it.
    pub height: Option<f32>,
}

/// How the window is shared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// The session is below the map and not beside it.
    pub below: bool,
    /// Its part of the window, 0 to 1.
    pub part: f32,
    /// The smallest part that can be chosen.
    pub least: f32,
    /// The largest.
    pub most: f32,
    /// Its width or height.
    pub size: f32,
}

/// Shares a window of this width and height. `author` is the author's wish for the width in
/// percent, 0 for none; the visitor's own goes before it.
pub fn split(window: (f32, f32), chosen: Chosen, author: u8) -> Split {
    let below = window.0 <= NARROW;
    let author = (author > 0).then_some(f32::from(author) / 100.0);
    let (all, wish, least, map) = if below {
        (window.1, chosen.height.unwrap_or(USUAL.1), LEAST.1, MAP.1)
    } else {
        let wish = chosen.width.or(author).unwrap_or(USUAL.0);
        (window.0, wish, LEAST.0, MAP.0)
    };
    let all = all.max(1.0);
    let least = (least / all).min(0.9);
    let most = ((all - map) / all).max(least);
    let part = if wish.is_finite() { wish } else { USUAL.0 };
    let part = part.clamp(least, most);
    Split {
        below,
        part,
        least,
        most,
        size: (part * all).round(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESKTOP: (f32, f32) = (1280.0, 800.0);
    const PHONE: (f32, f32) = (390.0, 844.0);

    #[test]
    fn wide_windows_are_shared_side_by_side_and_narrow_ones_one_above_the_other() {
        assert!(!split(DESKTOP, Chosen::default(), 0).below);
        assert!(split(PHONE, Chosen::default(), 0).below);
    }

    #[test]
    fn the_visitor_goes_before_the_author() {
        let chosen = Chosen {
            width: Some(0.3),
            height: None,
        };
        assert_eq!(split(DESKTOP, Chosen::default(), 60).part, 0.6);
        assert_eq!(split(DESKTOP, chosen, 60).part, 0.3);
        // The author speaks of the width.
        let usual = split(PHONE, Chosen::default(), 0);
        assert_eq!(split(PHONE, chosen, 60), usual);
    }

    #[test]
    fn the_map_stays_in_sight() {
        for window in [DESKTOP, PHONE, (761.0, 300.0), (320.0, 200.0), (0.0, 0.0)] {
            for wish in [0.0, 1.0, f32::NAN] {
                let chosen = Chosen {
                    width: Some(wish),
                    height: Some(wish),
                };
                let split = split(window, chosen, 100);
                assert!(split.least <= split.part && split.part <= split.most);
                assert!(split.part <= 0.9, "{window:?} {split:?}");
            }
        }
        let most = split(DESKTOP, Chosen::default(), 100);
        assert!((DESKTOP.0 - most.size - MAP.0).abs() <= 1.0);
    }
}
