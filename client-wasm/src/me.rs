//! Oneself: what keys and clicks ask for becomes one input per tick, predicted at once.

use hallway_protocol::client::Input;
use hallway_protocol::{Dir, PersonId, Pos};
use hallway_world::movement::wish;

use crate::doors::Ground;
use crate::intent::Keys;
use crate::predict::Predictor;
use crate::walk::{Goal, Next, Walk, Whereabouts};

/// Oneself on the map.
#[derive(Default)]
pub struct Me {
    /// Where one is.
    pub predictor: Predictor,
    /// What is pressed.
    pub keys: Keys,
    walk: Option<Walk>,
}

impl Me {
    /// Sets out for somewhere.
    pub fn set_out(&mut self, goal: Goal) {
        self.walk = Some(Walk::to(goal, self.keys.run()));
    }

    /// Stays where one is.
    pub fn stop(&mut self) {
        self.walk = None;
    }

    /// What blocks is something else by now.
    pub fn ground_changed(&mut self) {
        if let Some(walk) = self.walk.as_mut() {
            walk.search_again();
        }
    }

    /// Whom one follows.
    pub fn following(&self) -> Option<PersonId> {
        match self.walk.as_ref()?.goal() {
            Goal::After(person) => Some(person),
            Goal::Place(_) | Goal::Beside(_) => None,
        }
    }

    /// To whom one walks, also when only once.
    pub fn goes_to(&self) -> Option<PersonId> {
        match self.walk.as_ref()?.goal() {
            Goal::After(person) | Goal::Beside(person) => Some(person),
            Goal::Place(_) => None,
        }
    }

    /// Walks all ticks that are due; what to tell the server. `place_of` tells where somebody is.
    pub fn advance(
        &mut self,
        ground: &Ground,
        now: f64,
        place_of: impl Fn(PersonId) -> Whereabouts,
    ) -> Vec<Input> {
        let mut inputs = Vec::new();
        if self.keys.direction() == (0, 0) && self.walk.is_none() {
            self.predictor.rest(now);
            return inputs;
        }
        for _ in 0..self.predictor.due(now) {
            let (x, y) = self.keys.take_direction();
            let step = if (x, y) == (0, 0) {
                self.walk_step(ground, &place_of)
            } else {
                // Keys take over from wherever a click or a person led.
                self.walk = None;
                Some(wish(x, y, self.keys.run()))
            };
            match step {
                Some((dx, dy)) => inputs.extend(self.predictor.walk(&ground.walls, dx, dy)),
                None => {
                    self.predictor.rest(now);
                    break;
                }
            }
        }
        inputs
    }

    fn walk_step(
        &mut self,
        ground: &Ground,
        place_of: impl Fn(PersonId) -> Whereabouts,
    ) -> Option<(i16, i16)> {
        let walk = self.walk.as_mut()?;
        let person = match walk.goal() {
            Goal::Beside(person) | Goal::After(person) => place_of(person),
            Goal::Place(_) => Whereabouts::Unknown,
        };
        let here = self.predictor.pos();
        match walk.next(ground, here, person) {
            Next::Step(dx, dy) => return Some((dx, dy)),
            Next::Wait => {}
            Next::Done => {
                self.walk = None;
                // One looks at whom one has come to.
                if let Whereabouts::At(to) = person
                    && let Some(dir) = Dir::of_step(to.x - here.x, to.y - here.y)
                {
                    self.predictor.set_dir(dir);
                }
            }
        }
        None
    }
}

/// Who is in front of one at a place who looks in a direction: the nearest within `reach`
/// subpixels, not behind one.
pub fn in_front(
    at: Pos,
    dir: Dir,
    reach: i64,
    people: impl Iterator<Item = (PersonId, Pos)>,
) -> Option<PersonId> {
    let ahead = |to: Pos| {
        let (dx, dy) = (to.x - at.x, to.y - at.y);
        match dir {
            Dir::Down => dy >= dx.abs(),
            Dir::Up => -dy >= dx.abs(),
            Dir::Right => dx >= dy.abs(),
            Dir::Left => -dx >= dy.abs(),
        }
    };
    people
        .filter(|(_, to)| at.distance2(*to) <= reach * reach && ahead(*to))
        .min_by_key(|(_, to)| at.distance2(*to))
        .map(|(id, _)| id)
}

#[cfg(test)]
mod tests {
    use hallway_world::walls::Walls;

    use super::*;

    const BEN: PersonId = PersonId(2);

    fn at(x: i32, y: i32) -> Me {
        let mut me = Me::default();
        me.predictor.start(Pos::from_px(x, y));
        me
    }

    /// Advances frame by frame; all inputs made.
    fn run(me: &mut Me, from: f64, ms: f64, ben: Option<Pos>) -> Vec<Input> {
        let walls = Walls::free(20, 20, 32, 32);
        let ground = Ground {
            ways: walls.clone(),
            walls,
        };
        let mut inputs = Vec::new();
        let mut now = from;
        while now < from + ms {
            let ben = ben.map_or(Whereabouts::Gone, Whereabouts::At);
            inputs.extend(me.advance(&ground, now, |_| ben));
            now += 16.0;
        }
        inputs
    }

    #[test]
    fn a_held_key_is_one_input_per_tick() {
        let mut me = at(100, 100);
        me.keys.press("ArrowRight");
        let inputs = run(&mut me, 1000.0, 1000.0, None);
        assert!((19..=21).contains(&inputs.len()), "{}", inputs.len());
        let seqs: Vec<u32> = inputs.iter().map(|input| input.seq).collect();
        assert_eq!(seqs, (1..=seqs.len() as u32).collect::<Vec<_>>());
    }

    #[test]
    fn keys_end_a_walk() {
        let mut me = at(100, 100);
        me.set_out(Goal::After(BEN));
        assert_eq!(me.following(), Some(BEN));
        me.keys.press("ArrowUp");
        run(&mut me, 1000.0, 100.0, Some(Pos::from_px(400, 400)));
        assert_eq!(me.following(), None);
    }

    #[test]
    fn one_walks_up_to_a_person_and_looks_at_them() {
        let mut me = at(100, 100);
        let ben = Pos::from_px(100, 300);
        me.set_out(Goal::Beside(BEN));
        run(&mut me, 1000.0, 4000.0, Some(ben));
        assert!(me.predictor.pos().distance2(ben) <= 40 * 16 * 40 * 16);
        assert_eq!(me.predictor.dir(), Dir::Down);
        assert!(run(&mut me, 5000.0, 500.0, Some(ben)).is_empty());
    }

    #[test]
    fn in_front_is_who_one_looks_at() {
        let here = Pos::from_px(100, 100);
        let people = [
            (PersonId(1), Pos::from_px(100, 60)),
            (BEN, Pos::from_px(150, 110)),
            (PersonId(3), Pos::from_px(140, 400)),
        ];
        for (dir, expected) in [
            (Dir::Right, Some(BEN)),
            (Dir::Up, Some(PersonId(1))),
            (Dir::Left, None),
            (Dir::Down, None),
        ] {
            let found = in_front(here, dir, 100 * 16, people.into_iter());
            assert_eq!(found, expected, "{dir:?}");
        }
    }
}
