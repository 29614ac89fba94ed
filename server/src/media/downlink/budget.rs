//! How much is sent to a receiver, and what of it: sound always, then a shared screen, then of the
//! faces as good a layer as the line carries. Pure numbers.
//!
//! What a line carries is not known before it is tried: as long as all that is wanted is sent, and
//! comes, nothing needs to be known. When less is sent than is wanted, more is tried after a calm time
//! (`probe.rs`), and after each failure the calm must last longer.

use std::time::{Duration, Instant};

use super::super::sdp::LAYERS;
use super::super::{PLACES, SCREEN_SLOT};
use super::estimate::Seen;
use super::lowest::Lowest;

/// Bits per second allowed at first, and at most: three people at their best and a screen.
const INITIAL: f64 = 5_000_000.0;
const MOST: f64 = 8_000_000.0;
/// What is always allowed: the sound of three people.
const LEAST: f64 = 120_000.0;
/// A line that does not carry this is bad, even while what is sent happens to fit: the next picture that
/// moves will not.
const NARROW: f64 = 2.0 * LEAST;
/// How often it is looked whether it still is, while nobody wants more of it.
const NARROW_CALM: Duration = Duration::from_secs(10);
/// How long packets wait in queues on a line that gets too much. Less than what is heard as a delay.
const FULL: Duration = Duration::from_millis(100);
/// Part that is lost by which a line is called bad, and by how much more than usual on one that gets too
/// much: many lines lose something however little is sent.
pub const LOSSY: f64 = 0.10;
/// More than this is not usual on any line.
const MOST_USUAL: f64 = 0.25;
/// What is usual is the least of this time.
const USUAL: (Duration, usize) = (Duration::from_millis(500), 12);
/// Part of what comes that is sent on, so that queues empty.
const DRAIN: f64 = 0.9;
/// Calm before more is tried: at first, and at most. Troubles that pass should be over for those who
/// talk within ten seconds.
const CALM: Duration = Duration::from_secs(1);
const LONGEST_CALM: Duration = Duration::from_secs(4);
const PATIENCE: f64 = 1.5;
/// A line that got too much no longer ago than this is tried with patience.
const MEMORY: Duration = Duration::from_secs(10);
/// How much more is tried.
const STEP: f64 = 2.0;
/// How much more than there is room for a screen may take: it does so for moments only.
const BURST: f64 = 2.0;
/// Part of the budget that a better layer must leave free, so that layers do not flicker.
const SPARE: f64 = 0.1;

/// How much may be sent to one receiver.
#[derive(Debug)]
pub struct Budget {
    allowed: f64,
    losses: Lowest<f64>,
    calm: Duration,
    /// Since when there is calm.
    since: Option<Instant>,
    /// When the line last got too much.
    full: Option<Instant>,
    /// The last try failed.
    failed: bool,
}

impl Default for Budget {
    fn default() -> Self {
        let (interval, intervals) = USUAL;
        Self {
            allowed: INITIAL,
            losses: Lowest::new(interval, intervals),
            calm: CALM,
            since: None,
            full: None,
            failed: false,
        }
    }
}

impl Budget {
    /// Takes how the line is now, and whether less is sent than is wanted. Gives how many bits per
    /// second are to be tried from now on; [`Self::tried`] is to be told of it.
    pub fn update(&mut self, seen: Seen, limited: bool, now: Instant) -> Option<f64> {
        self.losses.add(seen.loss, now);
        let usual = self.losses.lowest(now).unwrap_or(0.0).min(MOST_USUAL);
        if seen.queue > FULL || seen.loss > usual + LOSSY {
            self.allowed = (seen.comes * DRAIN).min(self.allowed).max(LEAST);
            // One trouble is one: it may last for several looks.
            if self.since.take().is_some() || self.full.is_none() {
                self.lose_patience(now);
            }
            self.full = Some(now);
            return None;
        }
        let since = *self.since.get_or_insert(now);
        let wait = match (limited, self.allowed < NARROW) {
            (true, _) => self.calm,
            (false, true) if self.failed => NARROW_CALM,
            (false, true) => self.calm,
            (false, false) => return None,
        };
        if now.saturating_duration_since(since) < wait || self.allowed >= MOST {
            return None;
        }
        self.since = Some(now);
        Some((self.allowed * STEP).min(MOST))
    }

    /// So many bits per second were tried, and come or not.
    pub fn tried(&mut self, rate: f64, carried: bool, now: Instant) {
        match carried {
            true => self.allowed = self.allowed.max(rate),
            false => self.lose_patience(now),
        }
        self.failed = !carried;
        self.since = Some(now);
    }

    /// Whether the line is known to carry little.
    pub fn is_narrow(&self) -> bool {
        self.failed && self.allowed < NARROW
    }

    fn lose_patience(&mut self, now: Instant) {
        let recent = |full: Instant| now.saturating_duration_since(full) < MEMORY;
        self.calm = match self.full.is_some_and(recent) {
            true => self.calm.mul_f64(PATIENCE).min(LONGEST_CALM),
            false => CALM,
        };
        self.full = Some(now);
    }

    /// What may be sent, in bits per second.
    pub fn allowed(&self) -> f64 {
        self.allowed
    }
}

/// Whether less is passed on than is wanted and sent.
pub fn is_limited(offered: &[Offered; PLACES], chosen: &[Option<usize>; PLACES]) -> bool {
    let mut slots = offered.iter().zip(chosen);
    slots.any(|(slot, chosen)| match (slot.best, *chosen) {
        (Some(best), Some(layer)) => (best..layer).any(|better| rate(slot, better) > 0.0),
        (Some(_), None) => true,
        (None, _) => false,
    })
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

    fn line(comes: f64, loss: f64, queue_ms: u64) -> Seen {
        Seen {
            comes,
            loss,
            queue: Duration::from_millis(queue_ms),
        }
    }

    /// A budget and a clock of half seconds.
    struct Trial {
        budget: Budget,
        now: Instant,
    }

    impl Trial {
        fn new() -> Self {
            Self {
                budget: Budget::default(),
                now: Instant::now(),
            }
        }

        fn look(&mut self, seen: Seen, limited: bool) -> Option<f64> {
            self.now += Duration::from_millis(500);
            self.budget.update(seen, limited, self.now)
        }

        /// How many half seconds pass until something is tried.
        fn waits(&mut self, seen: Seen) -> usize {
            let tried = (1..100).find(|_| self.look(seen, true).is_some());
            tried.unwrap()
        }
    }

    #[test]
    fn a_line_that_gets_too_much_gets_less_at_once() {
        let mut trial = Trial::new();
        assert_eq!(trial.look(line(1e6, 0.0, 0), false), None);
        assert_eq!(trial.budget.allowed(), INITIAL);
        trial.look(line(4e5, 0.0, 300), false);
        assert_eq!(trial.budget.allowed(), 3.6e5);
        trial.look(line(3e5, 0.3, 0), false);
        assert_eq!(trial.budget.allowed(), 2.7e5);
        trial.look(line(1e4, 0.0, 300), false);
        assert_eq!(trial.budget.allowed(), LEAST);
    }

    #[test]
    fn more_is_tried_when_more_is_wanted_and_with_growing_patience() {
        let mut trial = Trial::new();
        let calm = line(1e5, 0.0, 0);
        trial.look(line(1e5, 0.0, 300), true);
        assert_eq!(trial.waits(calm), 3);
        trial.budget.tried(2.0 * LEAST, true, trial.now);
        assert_eq!(trial.budget.allowed(), 2.0 * LEAST);
        for _ in 0..20 {
            assert_eq!(trial.look(calm, false), None);
        }
        let mut waits = Vec::new();
        for _ in 0..8 {
            trial.budget.tried(4.0 * LEAST, false, trial.now);
            waits.push(trial.waits(calm));
        }
        assert!(waits.is_sorted() && waits[0] <= 2, "{waits:?}");
        assert_eq!(waits.last(), Some(&8));
        assert_eq!(trial.budget.allowed(), 2.0 * LEAST);
    }

    #[test]
    fn a_narrow_line_is_known_to_be_after_a_try_and_looked_after() {
        let mut trial = Trial::new();
        let calm = line(6e4, 0.0, 0);
        trial.look(line(6e4, 0.0, 300), false);
        assert!(!trial.budget.is_narrow());
        let tries = |trial: &mut Trial| (1..100).find(|_| trial.look(calm, false).is_some());
        assert_eq!(tries(&mut trial), Some(3));
        trial.budget.tried(NARROW, false, trial.now);
        assert!(trial.budget.is_narrow());
        assert_eq!(tries(&mut trial), Some(20));
        trial.budget.tried(NARROW, true, trial.now);
        assert!(!trial.budget.is_narrow());
        assert_eq!(tries(&mut trial), None);
    }

    #[test]
    fn a_line_that_always_loses_something_has_room_all_the_same() {
        let mut trial = Trial::new();
        trial.look(line(1e5, 0.0, 0), true);
        trial.look(line(1e5, 0.2, 0), true);
        assert_eq!(trial.budget.allowed(), LEAST);
        let later = (1..).find(|_| trial.look(line(1e5, 0.2, 0), true).is_some());
        assert!(later.unwrap() < 20);
        // What loses half of everything gets no more.
        let mut trial = Trial::new();
        for _ in 0..100 {
            assert_eq!(trial.look(line(1e5, 0.5, 0), true), None);
        }
    }

    #[test]
    fn what_is_withheld_or_smaller_than_wanted_is_noticed() {
        let face = slot(600.0, 100.0, None);
        let mut offered = [Offered::default(); PLACES];
        assert!(!is_limited(&offered, &[Some(0); PLACES]));
        offered[1] = face;
        assert!(!is_limited(&offered, &[Some(0); PLACES]));
        assert!(is_limited(&offered, &[Some(0), Some(1), Some(0), Some(0)]));
        assert!(is_limited(&offered, &[Some(0), None, Some(0), Some(0)]));
        offered[1].best = Some(1);
        assert!(!is_limited(&offered, &[Some(0), Some(1), Some(0), Some(0)]));
        offered[1].best = None;
        assert!(!is_limited(&offered, &[Some(0), None, Some(0), Some(0)]));
    }
}
