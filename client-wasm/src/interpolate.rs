//! Where others are: about 100 ms behind the server, so that there is always a next place to move
//! towards. Pure: told of ticks and asked for a moment.

use std::collections::VecDeque;

use hallway_protocol::{Dir, Pos};

use crate::predict::TICK_MS;

/// How far behind the server others are shown, in ticks.
const BEHIND_TICKS: f64 = 2.0;

/// How fast the clock forgets that messages once came quicker, in ticks per message. Slow, so
/// that a hiccup of the network does not slow everybody down.
const DRIFT: f64 = 0.002;

/// A delay of more than this many ticks is a new beginning (a suspended page, another server).
const LOST_TICKS: f64 = 20.0;

/// Places remembered of each person; older ones are never shown again.
const REMEMBERED: usize = 12;

/// A step longer than this many subpixels is a jump, not a walk.
const JUMP: i64 = 48 * 16;

/// Tells which tick the server is at, from when its messages arrive.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// Tick minus now (in ticks), as of the quickest message.
    ahead: Option<f64>,
}

impl Clock {
    /// A message of this tick has just arrived.
    pub fn heard(&mut self, tick: u32, now_ms: f64) {
        let ahead = f64::from(tick) - now_ms / TICK_MS;
        self.ahead = Some(match self.ahead {
            Some(known) if (known - ahead).abs() < LOST_TICKS => ahead.max(known - DRIFT),
            _ => ahead,
        });
    }

    /// The moment to show, in ticks with fractions.
    pub fn shown(&self, now_ms: f64) -> f64 {
        self.ahead.unwrap_or(0.0) + now_ms / TICK_MS - BEHIND_TICKS
    }
}

/// Somebody's last places.
#[derive(Clone, Debug)]
pub struct Track {
    places: VecDeque<(u32, Pos)>,
    dir: Dir,
}

/// Somebody at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Middle of the feet, map pixels.
    pub x: f32,
    /// Middle of the feet, map pixels.
    pub y: f32,
    /// Where they look.
    pub dir: Dir,
    /// Whether they are on their way.
    pub walking: bool,
}

impl Track {
    /// Somebody who stands at a place since a tick.
    pub fn new(tick: u32, pos: Pos, dir: Dir) -> Self {
        Self {
            places: VecDeque::from([(tick, pos)]),
            dir,
        }
    }

    /// The last place told of.
    pub fn last(&self) -> Pos {
        self.places.back().map(|place| place.1).unwrap_or_default()
    }

    /// They moved in a tick.
    pub fn moved(&mut self, tick: u32, dx: i16, dy: i16) {
        let from = self.last();
        let last_tick = self.places.back().map_or(0, |place| place.0);
        // Nobody tells of resting: until the tick before this one they stood there.
        let before = tick.saturating_sub(1);
        if before > last_tick {
            self.remember(before, from);
        }
        let to = Pos {
            x: from.x.saturating_add(dx.into()),
            y: from.y.saturating_add(dy.into()),
        };
        self.remember(tick, to);
    }

    /// Where they are at a moment. Keeps the direction of their last step.
    pub fn at(&mut self, moment: f64) -> Seen {
        // What lies behind the moment is not needed again, but for the last of it.
        while self
            .places
            .get(1)
            .is_some_and(|place| f64::from(place.0) <= moment)
        {
            let from = self.places.pop_front();
            if let (Some(from), Some(to)) = (from, self.places.front()) {
                self.dir = Dir::of_step(to.1.x - from.1.x, to.1.y - from.1.y).unwrap_or(self.dir);
            }
        }
        let Some(from) = self.places.front().copied() else {
            return seen(Pos::default(), Pos::default(), 0.0, self.dir);
        };
        let Some(to) = self.places.get(1).copied() else {
            return seen(from.1, from.1, 0.0, self.dir);
        };
        let span = f64::from(to.0.saturating_sub(from.0)).max(1.0);
        let part = ((moment - f64::from(from.0)) / span).clamp(0.0, 1.0);
        if part == 0.0 {
            return seen(from.1, from.1, 0.0, self.dir);
        }
        self.dir = Dir::of_step(to.1.x - from.1.x, to.1.y - from.1.y).unwrap_or(self.dir);
        if from.1.distance2(to.1) > JUMP * JUMP {
            return seen(to.1, to.1, 0.0, self.dir);
        }
        seen(from.1, to.1, part, self.dir)
    }

    fn remember(&mut self, tick: u32, pos: Pos) {
        if self.places.len() == REMEMBERED {
            self.places.pop_front();
        }
        self.places.push_back((tick, pos));
    }
}

fn seen(from: Pos, to: Pos, part: f64, dir: Dir) -> Seen {
    let (from_x, from_y) = from.to_px();
    let (to_x, to_y) = to.to_px();
    Seen {
        x: from_x + (to_x - from_x) * part as f32,
        y: from_y + (to_y - from_y) * part as f32,
        dir,
        walking: from != to,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: i32, y: i32) -> Track {
        Track::new(10, Pos::from_px(x, y), Dir::Down)
    }

    fn place(seen: Seen) -> (f32, f32, bool) {
        (seen.x, seen.y, seen.walking)
    }

    #[test]
    fn one_walks_from_place_to_place() {
        let mut track = at(100, 100);
        track.moved(11, 128, 0);
        track.moved(12, 128, 0);
        assert_eq!(place(track.at(9.0)), (100.0, 100.0, false));
        assert_eq!(place(track.at(10.5)), (104.0, 100.0, true));
        assert_eq!(place(track.at(11.25)), (110.0, 100.0, true));
        let end = track.at(13.0);
        assert_eq!(place(end), (116.0, 100.0, false));
        assert_eq!(end.dir, Dir::Right);
    }

    #[test]
    fn a_rest_is_not_a_slow_walk() {
        let mut track = at(100, 100);
        track.moved(50, 0, 128);
        assert_eq!(place(track.at(30.0)), (100.0, 100.0, false));
        assert_eq!(place(track.at(49.5)), (100.0, 104.0, true));
    }

    #[test]
    fn a_jump_is_not_walked() {
        let mut track = at(100, 100);
        track.moved(11, 16_000, 0);
        assert_eq!(place(track.at(10.5)), (1100.0, 100.0, false));
    }

    #[test]
    fn only_so_much_is_remembered() {
        let mut track = at(0, 0);
        for tick in 11..100 {
            track.moved(tick, 16, 0);
        }
        assert_eq!(track.places.len(), REMEMBERED);
        assert_eq!(track.last(), Pos::from_px(89, 0));
        assert_eq!(place(track.at(0.0)).0, 78.0, "the oldest that is known");
    }

    #[test]
    fn the_clock_goes_by_the_quickest_message() {
        let mut clock = Clock::default();
        clock.heard(100, 5000.0);
        assert_eq!(clock.shown(5000.0), 98.0);
        // 30 ms late: the clock hardly gives way.
        clock.heard(101, 5080.0);
        assert!((clock.shown(5100.0) - 100.0).abs() < 0.01);
        // Quicker than ever: the clock follows.
        clock.heard(104, 5150.0);
        assert_eq!(clock.shown(5150.0), 102.0);
    }

    #[test]
    fn the_clock_starts_over_after_a_loss() {
        let mut clock = Clock::default();
        clock.heard(100, 5000.0);
        clock.heard(3, 9000.0);
        assert_eq!(clock.shown(9000.0), 1.0);
    }
}
