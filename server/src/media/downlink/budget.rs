//! How much is sent to a receiver, and what of it: sound always, then a shared screen, then of the
//! faces as good a layer as the line carries. Pure numbers.
//!
//! What the line is believed to carry (`estimate.rs`) never rises far above what is sent, since
//! nothing more was ever tried. So after a calm time a little more is tried, and after each failure
//! the calm must last longer. What the line carried before it got worse is tried sooner: most
//! troubles pass.

use std::time::{Duration, Instant};

use super::super::sdp::LAYERS;
use super::super::{PLACES, SCREEN_SLOT};

/// Bits per second allowed at first, and at most: three people at their best and a screen.
const INITIAL: f64 = 5_000_000.0;
const MOST: f64 = 8_000_000.0;
/// What is always allowed: the sound of three people.
const LEAST: f64 = 120_000.0;
/// Part of what is sent below which the line is believed not to carry it.
const CONGESTED: f64 = 0.85;
/// Loss above which less is sent, and below which more may be tried.
pub const LOSSY: f64 = 0.10;
const CLEAN: f64 = 0.03;
/// Calm before more is tried: at first, and at most.
const CALM: Duration = Duration::from_secs(4);
const LONGEST_CALM: Duration = Duration::from_secs(40);
/// How much more is tried.
const STEP: f64 = 1.5;
/// Calm before more of what was carried before is tried, and how much more.
const QUICK: Duration = Duration::from_millis(1500);
const QUICK_STEP: f64 = 2.0;
/// A congestion so soon after a try is the try's fault.
const BLAME: Duration = Duration::from_secs(8);
/// How much more than there is room for a screen may take: it does so for moments only.
const BURST: f64 = 2.0;
/// Part of the budget that a better layer must leave free, so that layers do not flicker.
const SPARE: f64 = 0.1;

/// How much may be sent to one receiver.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    allowed: f64,
    /// What was allowed before the line got worse, unless it was tried since and failed.
    before: f64,
    calm: Duration,
    /// Since when there is calm, and when more was last tried.
    since: Option<Instant>,
    tried: Option<Instant>,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            allowed: INITIAL,
            before: INITIAL,
            calm: CALM,
            since: None,
            tried: None,
        }
    }
}

impl Budget {
    /// Takes what is known of the line now: what it is believed to carry and what is sent, in bits
    /// per second, and the part that is lost. Gives what may be sent.
    pub fn update(&mut self, carries: f64, sent: f64, loss: f64, now: Instant) -> f64 {
        let congested = carries < sent * CONGESTED || loss > LOSSY;
        if congested {
            let lossless = sent * (1.0 - loss.min(0.5));
            let allowed = self.allowed;
            self.allowed = carries.min(lossless).min(self.allowed).max(LEAST);
            let blamed = |tried: Instant| now.saturating_duration_since(tried) < BLAME;
            if self.tried.take().is_some_and(blamed) {
                self.calm = (self.calm * 2).min(LONGEST_CALM);
                self.before = self.allowed;
            } else if self.since.is_some() {
                self.before = self.before.max(allowed);
            }
            self.since = None;
        } else if loss > CLEAN {
            self.since = None;
        } else {
            let since = *self.since.get_or_insert(now);
            let (calm, more) = match self.allowed < self.before {
                true => (QUICK, (self.allowed * QUICK_STEP).min(self.before)),
                false => (self.calm, (self.allowed * STEP).min(MOST)),
            };
            if now.saturating_duration_since(since) >= calm && self.allowed < MOST {
                self.allowed = more;
                self.since = Some(now);
                self.tried = Some(now);
            }
        }
        self.allowed
    }

    /// What may be sent, in bits per second.
    pub fn allowed(&self) -> f64 {
        self.allowed
    }
}

/// What a slot's sender offers: bits per second of each layer, best first; 0 for one that is not
/// sent. And the best layer that is of use, by how large it is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offered {
    /// Bits per second by layer.
    pub rates: [f64; LAYERS],
    /// The best layer that is of use; `None` when the picture is not wanted.
    pub best: Option<usize>,
    /// The layer that is passed on now.
    pub now: Option<usize>,
}

impl Default for Offered {
    /// Nothing is known of it, and it is wanted large.
    fn default() -> Self {
        Self {
            rates: [0.0; LAYERS],
            best: Some(0),
            now: None,
        }
    }
}

/// Which layer of each slot of a receiver to pass on; `None` for one that there is no room for. A
/// shared screen, which is what all look at, gives way to nothing but sound: it may have all the rest,
/// and for the moment of a page's turning twice that.
pub fn choose(allowed: f64, sound: f64, offered: &[Offered; PLACES]) -> [Option<usize>; PLACES] {
    let mut by_rank = *offered;
    by_rank.rotate_right(PLACES - SCREEN_SLOT);
    let left = allowed - sound;
    if let Some(rate) = by_rank.first_mut().and_then(|it| it.rates.first_mut())
        && *rate <= left * BURST
    {
        *rate = rate.min(left);
    }
    let mut chosen = [None; PLACES];
    for (place, layer) in chosen.iter_mut().zip(layers(allowed, sound, &by_rank)) {
        *place = layer;
    }
    chosen.rotate_left(PLACES - SCREEN_SLOT);
    chosen
}

/// Which layer of each slot to pass on; `None` for one that there is no room for. Everybody is
/// shown before anybody is shown well, and slots that come first are favoured.
fn layers(allowed: f64, sound: f64, slots: &[Offered]) -> Vec<Option<usize>> {
    let mut left = allowed - sound;
    let mut chosen: Vec<Option<usize>> = Vec::with_capacity(slots.len());
    for slot in slots {
        let Some(best) = slot.best else {
            chosen.push(None);
            continue;
        };
        let worst = (0..LAYERS).rev().find(|layer| rate(slot, *layer) > 0.0);
        // What is not known to be sent yet costs nothing yet.
        let layer = worst.unwrap_or(best);
        let cost = rate(slot, layer);
        let fits = cost <= left;
        if fits {
            left -= cost;
        }
        chosen.push(fits.then_some(layer));
    }
    for better in (0..LAYERS).rev() {
        for (slot, chosen) in slots.iter().zip(&mut chosen) {
            let (Some(layer), Some(best)) = (*chosen, slot.best) else {
                continue;
            };
            if better >= layer || better < best || rate(slot, better) <= 0.0 {
                continue;
            }
            let more = rate(slot, better) - rate(slot, layer);
            // One who has it keeps it as long as it fits; to get it, there must be something over.
            let spare = match slot.now {
                Some(now) if now <= better => 0.0,
                _ => allowed * SPARE,
            };
            if more + spare <= left {
                left -= more;
                *chosen = Some(better);
            }
        }
    }
    chosen
}

fn rate(slot: &Offered, layer: usize) -> f64 {
    slot.rates.get(layer).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(good: f64, small: f64, now: Option<usize>) -> Offered {
        Offered {
            rates: [good, small, 0.0],
            best: Some(0),
            now,
        }
    }

    #[test]
    fn everybody_is_seen_before_anybody_is_seen_well() {
        let slots = [slot(600.0, 100.0, None); 3];
        for (allowed, expected) in [
            (2500.0, [Some(0), Some(0), Some(0)]),
            (1600.0, [Some(0), Some(0), Some(1)]),
            (1000.0, [Some(0), Some(1), Some(1)]),
            (500.0, [Some(1), Some(1), Some(1)]),
            (330.0, [Some(1), Some(1), None]),
            (100.0, [None, None, None]),
        ] {
            assert_eq!(layers(allowed, 100.0, &slots), expected, "{allowed}");
        }
    }

    #[test]
    fn a_screen_gives_way_to_sound_alone() {
        let face = slot(600.0, 100.0, None);
        let offered = [face, face, face, slot(1500.0, 0.0, None)];
        for (allowed, expected) in [
            (9000.0, [Some(0), Some(0), Some(0), Some(0)]),
            (1900.0, [Some(1), Some(1), Some(1), Some(0)]),
            (1700.0, [Some(1), None, None, Some(0)]),
            (1600.0, [None, None, None, Some(0)]),
            (1500.0, [None, None, None, Some(0)]),
            (900.0, [None, None, None, Some(0)]),
            (800.0, [Some(1), Some(1), Some(1), None]),
        ] {
            assert_eq!(choose(allowed, 100.0, &offered), expected, "{allowed}");
        }
        let alone = [Offered::default(), face, Offered::default(), face];
        assert_eq!(choose(9000.0, 0.0, &alone), [Some(0); PLACES]);
    }

    #[test]
    fn who_has_a_layer_keeps_it_while_it_fits() {
        for (now, expected) in [(Some(0), Some(0)), (Some(1), Some(1)), (None, Some(1))] {
            assert_eq!(layers(620.0, 0.0, &[slot(600.0, 100.0, now)]), [expected]);
        }
    }

    #[test]
    fn small_pictures_need_no_good_layer() {
        let small = Offered {
            best: Some(1),
            ..slot(600.0, 100.0, Some(0))
        };
        assert_eq!(layers(9000.0, 0.0, &[small]), [Some(1)]);
        let single = Offered {
            rates: [600.0, 0.0, 0.0],
            best: Some(1),
            now: None,
        };
        assert_eq!(layers(9000.0, 0.0, &[single]), [Some(0)]);
        assert_eq!(layers(9000.0, 0.0, &[Offered::default()]), [Some(0)]);
    }

    #[test]
    fn what_is_not_wanted_takes_no_room() {
        let face = slot(600.0, 100.0, None);
        let unwanted = Offered { best: None, ..face };
        let offered = [unwanted, face, unwanted, unwanted];
        assert_eq!(choose(600.0, 0.0, &offered), [None, Some(1), None, None]);
        assert_eq!(choose(700.0, 0.0, &offered), [None, Some(0), None, None]);
    }

    #[test]
    fn a_congested_line_gets_less_at_once_and_more_in_calm() {
        let start = Instant::now();
        let mut budget = Budget::default();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        assert_eq!(budget.update(3e6, 1e6, 0.0, at(0)), INITIAL);
        assert_eq!(budget.update(3e5, 1e6, 0.0, at(1)), 3e5);
        assert_eq!(budget.update(4e5, 3e5, 0.0, at(2)), 3e5);
        assert_eq!(budget.update(4e5, 3e5, 0.0, at(3)), 3e5);
        assert_eq!(budget.update(4e5, 3e5, 0.0, at(6)), 6e5);
        // The try fails: the next one waits twice as long.
        assert_eq!(budget.update(3e5, 4.5e5, 0.0, at(8)), 3e5);
        assert_eq!(budget.update(4e5, 3e5, 0.0, at(9)), 3e5);
        assert_eq!(budget.update(4e5, 3e5, 0.0, at(14)), 3e5);
        assert_eq!(budget.update(4e5, 3e5, 0.0, at(17)), 4.5e5);
        for second in 20..400 {
            budget.update(9e6, 3e5, 0.0, at(second));
        }
        assert_eq!(budget.allowed(), MOST);
    }

    #[test]
    fn what_was_carried_before_a_loss_is_soon_tried_again() {
        let start = Instant::now();
        let mut budget = Budget::default();
        let at = |tenth: u64| start + Duration::from_millis(100 * tenth);
        budget.update(3e6, 1e6, 0.0, at(0));
        for tenth in 5..200 {
            budget.update(1e5, 1e5, 0.2, at(tenth));
        }
        assert_eq!(budget.allowed(), LEAST);
        for tenth in (200..=290).step_by(5) {
            budget.update(2e5, 1e5, 0.0, at(tenth));
        }
        assert_eq!(budget.allowed(), INITIAL);
    }

    #[test]
    fn sound_is_always_allowed() {
        let now = Instant::now();
        let mut budget = Budget::default();
        assert_eq!(budget.update(1e4, 1e6, 0.4, now), LEAST);
    }
}
