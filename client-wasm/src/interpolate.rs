//! Where others are: about 100 ms behind the server, so that there is always a next place to move
//! towards. Pure: told of ticks and asked for a moment.

use std::collections::VecDeque;

use hallway_protocol::{Dir, Pos};
use hallway_world::interest::FAR_TICKS;
use hallway_world::movement::RUN_STEP;

use crate::predict::TICK_MS;

/// How far behind the server others are shown, in ticks.
const BEHIND_TICKS: f64 = 2.0;

/// How fast the clock forgets that messages once came quicker, in ticks per message. Slow, so
/// that a hiccup of the network does not slow everybody down.
const DRIFT: f64 = 0.002;

/// Lateness that [`BEHIND_TICKS`] bears, in ticks, and the most that is made up for besides.
const BORNE: f64 = 0.8;
const MOST_DELAY: f64 = 4.0;

/// How fast the delay grows and is forgotten, in ticks per message: too slow to be seen.
const GROWS: f64 = 0.1;
const FORGETS: f64 = 0.01;

/// A delay of more than this many ticks is a new beginning (a suspended page, another server).
const LOST_TICKS: f64 = 20.0;

/// Places remembered of each person; older ones are never shown again.
const REMEMBERED: usize = 12;

/// A step longer than this many subpixels is a jump, not a walk: nobody runs as far in the time after
/// which those far off are told of.
const JUMP: i64 = 80 * 16;

/// Ticks by which the lag of one who is near again shrinks with each step.
const LAG_LOST: f64 = 0.25;

/// Tells which tick the server is at, from when its messages arrive.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// Tick minus now (in ticks), as of the quickest message.
    ahead: Option<f64>,
    /// By how much messages were later than that of late, in ticks: on a bad line, or in a crowd, where
    /// two come in one frame.
    late: f64,
    /// How much further behind others are shown for it.
    delay: f64,
}

impl Clock {
    /// A message of this tick has just arrived.
    pub fn heard(&mut self, tick: u32, now_ms: f64) {
        let ahead = f64::from(tick) - now_ms / TICK_MS;
        self.ahead = Some(match self.ahead {
            Some(known) if (known - ahead).abs() < LOST_TICKS => {
                let late = (known - ahead).min(BORNE + MOST_DELAY);
                self.late = late.max(self.late - FORGETS);
                ahead.max(known - DRIFT)
            }
            _ => ahead,
        });
        let wanted = (self.late - BORNE).max(0.0);
        self.delay += (wanted - self.delay).clamp(-GROWS, GROWS);
    }

    /// The moment to show, in ticks with fractions.
    pub fn shown(&self, now_ms: f64) -> f64 {
        self.ahead.unwrap_or(0.0) + now_ms / TICK_MS - BEHIND_TICKS - self.delay
    }
}

/// Somebody's last places.
#[derive(Clone, Debug)]
pub struct Track {
    places: VecDeque<(u32, Pos)>,
    dir: Dir,
    /// How much further behind they are shown than others, in ticks: of one far off one hears of less
    /// often.
    lag: f64,
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
            lag: 0.0,
        }
    }

    /// The last place told of.
    pub fn last(&self) -> Pos {
        self.places.back().map(|place| place.1).unwrap_or_default()
    }

    /// They walked to a place, up to this tick, in so many ticks if they are near.
    pub fn walked(&mut self, tick: u32, ticks: u32, to: Pos) {
        let from = self.last();
        let last_tick = self.places.back().map_or(0, |place| place.0);
        // Further than one runs in that time: they are far off, and this is what they did in more.
        let run = i64::from(RUN_STEP) * i64::from(ticks);
        let ticks = match from.distance2(to) > run * run {
            true => FAR_TICKS.max(ticks),
            false => ticks.max(1),
        };
        let lag = f64::from(ticks - 1);
        self.lag = match lag > self.lag {
            true => (self.lag + 1.0).min(lag),
            false => (self.lag - LAG_LOST).max(lag),
        };
        // Nobody tells of resting: until they set out they stood there.
        let before = tick.saturating_sub(ticks);
        if before > last_tick {
            self.remember(before, from);
        }
        self.remember(tick, to);
    }

    /// They are at a place as of this tick: they walked there if that is near, and jumped if not.
    pub fn is_at(&mut self, tick: u32, ticks: u32, to: Pos) {
        let last = self.last();
        if last == to {
            return;
        }
        if last.distance2(to) > JUMP * JUMP {
            *self = Self::new(tick, to, self.dir);
        } else {
            self.walked(tick, ticks, to);
        }
    }

    /// Where they are at a moment. Keeps the direction of their last step.
    pub fn at(&mut self, moment: f64) -> Seen {
        let moment = moment - self.lag;
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
        track.walked(11, 1, Pos::from_px(108, 100));
        track.walked(12, 1, Pos::from_px(116, 100));
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
        track.walked(50, 1, Pos::from_px(100, 108));
        assert_eq!(place(track.at(30.0)), (100.0, 100.0, false));
        assert_eq!(place(track.at(49.5)), (100.0, 104.0, true));
    }

    #[test]
    fn a_jump_is_not_walked() {
        let mut track = at(100, 100);
        track.is_at(11, 1, Pos::from_px(1100, 100));
        assert_eq!(place(track.at(10.5)), (1100.0, 100.0, false));
        track.is_at(12, 1, Pos::from_px(1110, 100));
        assert_eq!(place(track.at(11.5)), (1105.0, 100.0, true));
    }

    /// Of one who walks so many map pixels a tick, and of whom one is told every so many ticks, as of so many.
    fn walks_evenly(speed: i32, every: u32, ticks: u32) {
        let mut track = at(0, 100);
        for tick in (10 + every..100).step_by(every as usize) {
            track.walked(tick, ticks, Pos::from_px((tick as i32 - 10) * speed, 100));
        }
        // As late as the word of the next step comes.
        let seen: Vec<f32> = (0..2 * every)
            .map(|tick| track.at(90.0 + f64::from(tick)).x)
            .collect();
        for step in seen.windows(2).map(|pair| pair[1] - pair[0]) {
            assert!((step - speed as f32).abs() < 0.01, "{seen:?}");
        }
    }

    #[test]
    fn who_is_far_off_walks_evenly_though_told_of_rarely() {
        walks_evenly(8, FAR_TICKS, 1);
    }

    #[test]
    fn who_is_near_walks_evenly_in_a_room_that_is_told_of_every_second_tick() {
        walks_evenly(4, 2, 2);
    }

    #[test]
    fn only_so_much_is_remembered() {
        let mut track = at(0, 0);
        for tick in 11..100 {
            track.walked(tick, 1, Pos::from_px(tick as i32 - 10, 0));
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
    fn where_two_ticks_come_at_once_nobody_stops_in_between() {
        let mut clock = Clock::default();
        let mut newest = 0;
        for tick in (0..200).step_by(2) {
            // Both are sent with the second.
            let now = f64::from(tick + 1) * TICK_MS;
            let before = clock.shown(now - 1.0);
            if tick > 100 {
                assert!(
                    before < f64::from(newest),
                    "{before} is not known at {newest}"
                );
            }
            clock.heard(tick, now);
            clock.heard(tick + 1, now);
            newest = tick + 1;
        }
        assert!(clock.delay < 1.0, "no later than need be: {}", clock.delay);
    }

    #[test]
    fn the_clock_starts_over_after_a_loss() {
        let mut clock = Clock::default();
        clock.heard(100, 5000.0);
        clock.heard(3, 9000.0);
        assert_eq!(clock.shown(9000.0), 1.0);
    }
}
