//! Where one is oneself: ahead of the server's word, and put right by it.
//!
//! Every tick's input is applied here at once by the server's own movement step and kept until the
//! server acknowledges it; then what is left is replayed from the server's place. On an honest
//! line both come to the same place and nothing is seen of it.

use std::collections::VecDeque;

use hallway_protocol::client::Input;
use hallway_protocol::server::Ack;
use hallway_protocol::{Dir, Pos, TICK_HZ};
use hallway_world::movement::step;
use hallway_world::walls::Walls;

/// Milliseconds per tick.
pub const TICK_MS: f64 = 1000.0 / TICK_HZ as f64;

/// Most ticks made up for at once after a delay; what is beyond was not walked.
const MOST_TICKS: u32 = 3;

/// Inputs kept without the server's word, about ten seconds of walking. Beyond that the line is
/// as good as dead and the oldest are forgotten.
const MOST_PENDING: usize = 200;

/// A correction further than this (subpixels) is shown as a jump: it is one.
const JUMP: i64 = 64 * 16;

/// Time constant in milliseconds by which smaller corrections are glided over.
const GLIDE_MS: f64 = 80.0;

/// One's own place.
#[derive(Clone, Debug, Default)]
pub struct Predictor {
    pos: Pos,
    previous: Pos,
    dir: Dir,
    seq: u32,
    /// The last input that the server has spoken of.
    acknowledged: u32,
    pending: VecDeque<Input>,
    last_tick: f64,
    walking: bool,
    /// What is still shown of the last corrections, in subpixels.
    offset: (f64, f64),
    offset_at: f64,
}

impl Predictor {
    /// Starts at a place with a new connection: sequence numbers begin anew.
    pub fn start(&mut self, pos: Pos) {
        *self = Self {
            pos,
            previous: pos,
            dir: self.dir,
            last_tick: self.last_tick,
            ..Self::default()
        };
    }

    /// Puts one somewhere else at once. Sequence numbers go on, and what was walked before counts
    /// for nothing.
    pub fn put(&mut self, pos: Pos) {
        *self = Self {
            seq: self.seq,
            acknowledged: self.acknowledged,
            pos,
            previous: pos,
            dir: self.dir,
            last_tick: self.last_tick,
            ..Self::default()
        };
    }

    /// Where one is, by own reckoning.
    pub fn pos(&self) -> Pos {
        self.pos
    }

    /// Where one looks.
    pub fn dir(&self) -> Dir {
        self.dir
    }

    /// Turns towards somewhere, as far as the server is concerned without a step.
    pub fn set_dir(&mut self, dir: Dir) {
        self.dir = dir;
    }

    /// Whether the last tick was a step.
    pub fn is_walking(&self) -> bool {
        self.walking
    }

    /// How many ticks are due for somebody who wants to walk. The first step after a rest comes
    /// at once; after a delay at most a few are made up for.
    pub fn due(&mut self, now: f64) -> u32 {
        let behind = (now - self.last_tick) / TICK_MS;
        if behind < 1.0 {
            return 0;
        }
        let ticks = behind as u32;
        if !self.walking || ticks > MOST_TICKS {
            self.last_tick = now;
            return if self.walking { MOST_TICKS } else { 1 };
        }
        self.last_tick += f64::from(ticks) * TICK_MS;
        ticks
    }

    /// Walks one tick; what to tell the server. `None` when the step leads nowhere.
    pub fn walk(&mut self, walls: &Walls, dx: i16, dy: i16) -> Option<Input> {
        self.previous = self.pos;
        if let Some(dir) = Dir::of_step(dx.into(), dy.into()) {
            self.dir = dir;
        }
        self.pos = step(walls, self.pos, dx, dy);
        self.walking = self.pos != self.previous;
        if !self.walking {
            return None;
        }
        self.seq = self.seq.wrapping_add(1);
        let input = Input {
            seq: self.seq,
            dx,
            dy,
        };
        if self.pending.len() == MOST_PENDING {
            self.pending.pop_front();
        }
        self.pending.push_back(input);
        Some(input)
    }

    /// Stands still.
    pub fn rest(&mut self, now: f64) {
        // The way to the last step's end is still shown until its tick is over.
        if now - self.last_tick >= TICK_MS {
            self.walking = false;
            self.previous = self.pos;
        }
    }

    /// Takes the server's word on an input, and replays those it has not seen yet.
    pub fn acknowledge(&mut self, walls: &Walls, ack: Ack, now: f64) {
        if (ack.seq.wrapping_sub(self.acknowledged) as i32) < 0 {
            // Overtaken by a later word, which has been taken in already.
            return;
        }
        self.acknowledged = ack.seq;
        let unseen = |input: &Input| input.seq.wrapping_sub(ack.seq) as i32 > 0;
        self.pending.retain(unseen);
        let believed = self.pos;
        let replayed = self
            .pending
            .iter()
            .fold(ack.pos, |at, input| step(walls, at, input.dx, input.dy));
        if replayed == believed {
            return;
        }
        let (dx, dy) = (believed.x - replayed.x, believed.y - replayed.y);
        self.pos = replayed;
        self.previous = Pos {
            x: self.previous.x - dx,
            y: self.previous.y - dy,
        };
        let (x, y) = self.offset_now(now);
        self.offset = if believed.distance2(replayed) > JUMP * JUMP {
            (0.0, 0.0)
        } else {
            (x + f64::from(dx), y + f64::from(dy))
        };
        self.offset_at = now;
    }

    /// Where to draw oneself, in map pixels: between the last two ticks.
    pub fn drawn(&self, now: f64) -> (f32, f32) {
        let part = ((now - self.last_tick) / TICK_MS).clamp(0.0, 1.0);
        let (x, y) = self.offset_now(now);
        let between =
            |from: i32, to: i32| f64::from(from) + (f64::from(to) - f64::from(from)) * part;
        let subpx = f64::from(hallway_protocol::geom::SUBPX);
        (
            ((between(self.previous.x, self.pos.x) + x) / subpx) as f32,
            ((between(self.previous.y, self.pos.y) + y) / subpx) as f32,
        )
    }

    fn offset_now(&self, now: f64) -> (f64, f64) {
        let left = (-(now - self.offset_at).max(0.0) / GLIDE_MS).exp();
        (self.offset.0 * left, self.offset.1 * left)
    }
}

#[cfg(test)]
mod tests {
    use hallway_world::movement::wish;
    use hallway_world::walls::SOLID;

    use super::*;

    fn walls() -> Walls {
        let mut walls = Walls::free(20, 20, 32, 32);
        walls.block(10, 5, SOLID);
        walls
    }

    fn at(x: i32, y: i32) -> Predictor {
        let mut me = Predictor::default();
        me.start(Pos::from_px(x, y));
        me
    }

    #[test]
    fn an_agreeing_server_changes_nothing() {
        let walls = walls();
        let mut me = at(100, 100);
        let (dx, dy) = wish(1, 0, false);
        let mut server = me.pos();
        let mut sent = Vec::new();
        for _ in 0..10 {
            sent.extend(me.walk(&walls, dx, dy));
        }
        let end = me.pos();
        for input in sent {
            server = step(&walls, server, input.dx, input.dy);
            let ack = Ack {
                seq: input.seq,
                pos: server,
                placed: false,
            };
            me.acknowledge(&walls, ack, 0.0);
            assert_eq!(me.pos(), end);
        }
        assert!(me.pending.is_empty());
    }

    #[test]
    fn what_the_server_has_not_seen_is_replayed_from_its_place() {
        let walls = walls();
        let mut me = at(100, 100);
        let (dx, dy) = wish(1, 0, false);
        for _ in 0..5 {
            me.walk(&walls, dx, dy);
        }
        let pushed_back = Pos::from_px(90, 90);
        let ack = Ack {
            seq: 3,
            pos: pushed_back,
            placed: false,
        };
        let before = me.drawn(1000.0);
        me.acknowledge(&walls, ack, 1000.0);
        assert_eq!(me.pos(), Pos::from_px(90 + 16, 90));
        // A short correction is glided over, not jumped.
        let shown = me.drawn(1000.0);
        assert!((shown.0 - before.0).abs() < 0.1 && (shown.1 - before.1).abs() < 0.1);
        let later = me.drawn(3000.0);
        assert!((later.0 - 106.0).abs() < 0.1 && (later.1 - 90.0).abs() < 0.1);
    }

    #[test]
    fn an_old_word_is_not_taken_for_news_and_a_repeated_one_is() {
        let walls = walls();
        let mut me = at(100, 100);
        let (dx, dy) = wish(1, 0, false);
        for _ in 0..5 {
            me.walk(&walls, dx, dy);
        }
        let said = |seq, x| Ack {
            seq,
            pos: Pos::from_px(x, 100),
            placed: false,
        };
        me.acknowledge(&walls, said(5, 140), 0.0);
        me.acknowledge(&walls, said(2, 116), 0.0);
        assert_eq!(me.pos(), Pos::from_px(140, 100));
        // The server may move one without being asked.
        me.acknowledge(&walls, said(5, 50), 0.0);
        assert_eq!(me.pos(), Pos::from_px(50, 100));
    }

    #[test]
    fn walking_against_a_wall_says_nothing() {
        let walls = walls();
        let mut me = at(320 - 8, 176);
        let (dx, dy) = wish(1, 0, false);
        assert_eq!(me.walk(&walls, dx, dy), None);
        assert_eq!(me.dir(), Dir::Right);
        let (dx, dy) = wish(-1, 0, false);
        assert_eq!(me.walk(&walls, dx, dy).map(|input| input.seq), Some(1));
    }

    #[test]
    fn the_first_step_comes_at_once_and_none_too_early() {
        let walls = walls();
        let mut me = at(100, 100);
        assert_eq!(me.due(1000.0), 1);
        me.walk(&walls, 10, 0);
        assert_eq!(me.due(1049.0), 0);
        assert_eq!(me.due(1055.0), 1);
        // On the beat of 50 ms, not 50 ms after the late one.
        assert_eq!(me.due(1101.0), 1);
        me.walk(&walls, 10, 0);
        me.rest(1160.0);
        assert_eq!(me.due(1170.0), 1);
    }

    #[test]
    fn a_long_delay_is_no_burst() {
        let walls = walls();
        let mut me = at(100, 100);
        me.due(1000.0);
        me.walk(&walls, 10, 0);
        assert_eq!(me.due(1151.0), 3);
        assert_eq!(me.due(60_000.0), MOST_TICKS);
        assert_eq!(me.due(60_010.0), 0);
    }

    #[test]
    fn a_new_connection_counts_from_one() {
        let walls = walls();
        let mut me = at(100, 100);
        me.walk(&walls, 10, 0);
        me.start(me.pos());
        assert_eq!(me.walk(&walls, 10, 0).map(|input| input.seq), Some(1));
    }

    #[test]
    fn who_is_put_elsewhere_stands_there_and_counts_on() {
        let walls = walls();
        let mut me = at(100, 100);
        me.walk(&walls, 10, 0);
        me.put(Pos::from_px(400, 300));
        assert_eq!(me.drawn(0.0), (400.0, 300.0));
        assert!(me.pending.is_empty());
        assert_eq!(me.walk(&walls, 10, 0).map(|input| input.seq), Some(2));
    }

    #[test]
    fn one_is_drawn_between_two_ticks() {
        let walls = walls();
        let mut me = at(100, 100);
        me.due(1000.0);
        me.walk(&walls, 128, 0);
        assert_eq!(me.drawn(1000.0), (100.0, 100.0));
        assert_eq!(me.drawn(1025.0), (104.0, 100.0));
        assert_eq!(me.drawn(1200.0), (108.0, 100.0));
    }
}
