//! One person's avatar in a room: where it is, the inputs that wait to be applied, and how many
//! steps it may still make.

use std::collections::VecDeque;

use hallway_protocol::client::{Input, Sending};
use hallway_protocol::motion::Talks;
use hallway_protocol::order::Mutes;
use hallway_protocol::server::Person;
use hallway_protocol::{Dir, Look, PersonId, Pos, Presence, Standing};

use crate::movement;
use crate::walls::Walls;

/// Inputs that wait at most: half a second. Beyond that the oldest are not walked.
const MOST_INPUTS: usize = 10;

/// Steps that may be made at once when inputs came late: one for every tick since the last step, up
/// to this many. So between any two sights of somebody they walked no faster than one step per tick,
/// and a late packet delays its sender no longer than it was late.
const MOST_STEPS: u32 = 4;

/// A person in the room.
#[derive(Clone, Debug)]
pub struct Avatar {
    /// What others know.
    pub person: Person,
    /// Where they stand.
    pub pos: Pos,
    /// Where they look.
    pub dir: Dir,
    /// The bubble others were told they are in.
    pub(crate) talks: Option<Talks>,
    /// Titles of the zones it stands in, in map order.
    pub zones: Vec<usize>,
    /// False in a silent zone.
    pub may_talk: bool,
    /// The tick of the last step; 0 for none.
    pub stepped: u32,
    inputs: VecDeque<Input>,
    /// Highest sequence number heard.
    heard: u32,
    /// Highest sequence number applied.
    applied: u32,
    /// The tick of the last input applied, or of the coming.
    walked: u32,
    /// The zone that last kept it out, and the tick of its last try.
    pub(crate) barred: Option<(usize, u32)>,
    /// What it is kept from where it stands.
    pub kept: Mutes,
}

/// What the inputs of one tick led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Walked {
    /// The last input applied.
    pub seq: u32,
    /// Whole step in subpixels; may be (0, 0).
    pub dx: i32,
    /// Whole step in subpixels.
    pub dy: i32,
}

impl Avatar {
    /// An avatar that just came.
    pub fn new(
        id: PersonId,
        name: String,
        look: Look,
        sending: Sending,
        pos: Pos,
        tick: u32,
    ) -> Self {
        Self {
            person: Person {
                id,
                name,
                look,
                sending,
                standing: Standing::default(),
                presence: Presence::default(),
                alike: false,
                muted: Mutes::default(),
                hand: false,
                may_speak: false,
                waits: String::new(),
            },
            pos,
            dir: Dir::Down,
            talks: None,
            zones: Vec::new(),
            may_talk: true,
            stepped: 0,
            inputs: VecDeque::new(),
            heard: 0,
            applied: 0,
            walked: tick,
            barred: None,
            kept: Mutes::default(),
        }
    }

    /// The last input applied; 0 for none.
    pub fn applied(&self) -> u32 {
        self.applied
    }

    /// Queues an input. One that is not newer than all before is ignored.
    pub fn input(&mut self, input: Input) {
        if input.seq <= self.heard {
            return;
        }
        self.heard = input.seq;
        if self.inputs.len() == MOST_INPUTS {
            self.inputs.pop_front();
        }
        self.inputs.push_back(input);
    }

    /// Whether inputs wait.
    pub fn has_inputs(&self) -> bool {
        !self.inputs.is_empty()
    }

    /// Applies as many waiting inputs as steps may be made. `may` is asked before each step that
    /// leads elsewhere, from where and to where; one that it forbids is not made. `None` when there
    /// was no input to apply.
    pub fn walk(
        &mut self,
        walls: &Walls,
        tick: u32,
        mut may: impl FnMut(Pos, Pos) -> bool,
    ) -> Option<Walked> {
        let steps = tick.saturating_sub(self.walked).min(MOST_STEPS) as usize;
        let count = steps.min(self.inputs.len());
        let from = self.pos;
        for input in self.inputs.drain(..count) {
            self.applied = input.seq;
            let before = self.pos;
            let after = movement::step(walls, before, input.dx, input.dy);
            if after != before && may(before, after) {
                self.pos = after;
            }
            let (dx, dy) = (self.pos.x - before.x, self.pos.y - before.y);
            // One who pushes against a wall looks at it.
            let wished = Dir::of_step(input.dx.into(), input.dy.into());
            if let Some(dir) = Dir::of_step(dx, dy).or(wished) {
                self.dir = dir;
            }
        }
        if count == 0 {
            return None;
        }
        self.walked = tick;
        Some(Walked {
            seq: self.applied,
            dx: self.pos.x - from.x,
            dy: self.pos.y - from.y,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn avatar() -> Avatar {
        let (id, look, sending) = (PersonId(1), Look::default(), Sending::default());
        Avatar::new(
            id,
            "Ada".to_owned(),
            look,
            sending,
            Pos::from_px(500, 500),
            100,
        )
    }

    fn input(seq: u32) -> Input {
        Input {
            seq,
            dx: 256,
            dy: 0,
        }
    }

    #[test]
    fn one_step_per_tick_and_late_ones_are_made_up_for() {
        let walls = Walls::free(100, 100, 32, 32);
        let mut ada = avatar();
        for seq in 1..=9 {
            ada.input(input(seq));
        }
        let steps: Vec<_> = (101..=103)
            .map(|tick| ada.walk(&walls, tick, |_, _| true).unwrap().dx)
            .collect();
        assert_eq!(steps, [256, 256, 256]);
        // Three ticks without a look, as when nothing had come.
        let late = ada.walk(&walls, 107, |_, _| true).unwrap();
        assert_eq!((late.seq, late.dx), (7, 4 * 256));
    }

    #[test]
    fn rest_is_not_saved_up_beyond_a_few_steps() {
        let walls = Walls::free(100, 100, 32, 32);
        let mut ada = avatar();
        for seq in 1..=50 {
            ada.input(input(seq));
        }
        assert_eq!(
            ada.walk(&walls, 5000, |_, _| true).unwrap().dx,
            MOST_STEPS as i32 * 256
        );
        assert_eq!(
            ada.walk(&walls, 5000, |_, _| true),
            None,
            "twice in the same tick"
        );
        assert_eq!(ada.walk(&walls, 5001, |_, _| true).unwrap().dx, 256);
    }

    #[test]
    fn a_flood_leaves_the_newest_and_all_are_acknowledged() {
        let walls = Walls::free(100, 100, 32, 32);
        let mut ada = avatar();
        for seq in 1..=1000 {
            ada.input(input(seq));
        }
        let mut last = 0;
        for tick in 101..=200 {
            last = ada
                .walk(&walls, tick, |_, _| true)
                .map_or(last, |walked| walked.seq);
        }
        assert_eq!(last, 1000);
        assert_eq!(ada.pos, Pos::from_px(500 + 16 * MOST_INPUTS as i32, 500));
    }

    #[test]
    fn old_numbers_are_ignored() {
        let mut ada = avatar();
        for seq in [5, 5, 1, 0] {
            ada.input(input(seq));
        }
        assert_eq!(ada.inputs.len(), 1);
        ada.input(input(u32::MAX));
        ada.input(input(0));
        assert_eq!(ada.inputs.len(), 2);
    }
}
