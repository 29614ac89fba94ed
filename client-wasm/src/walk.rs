//! Walking by itself: to a place, to a person, or after a person. Pure; the way comes from the
//! world's path search, each step is one a key could have asked for.

use std::collections::VecDeque;

use hallway_protocol::geom::SUBPX;
use hallway_protocol::{PersonId, Pos};
use hallway_world::movement::{step, wish_towards};
use hallway_world::path;
use hallway_world::walls::Walls;

use crate::doors::Ground;

/// As near as one walks to a person, in subpixels: within the distance at which a talk begins.
const BESIDE: i64 = 36 * SUBPX as i64;

/// A person followed is walked after once they are further than this, in subpixels.
const FOLLOW_FROM: i64 = 52 * SUBPX as i64;

/// Steps that lead nowhere before giving up.
const STUCK_STEPS: u32 = 6;

/// Steps that lead nowhere before the way is looked for anew: on a bad line the server puts one beside the
/// way that was found.
const ASTRAY_STEPS: u32 = 2;

/// Ticks between two searches while the one walked to moves.
const SEARCH_EVERY: u32 = 8;

/// Ticks of patience when there is no way to the one followed: a search in vain is a long one.
const NO_WAY_TICKS: u32 = 40;

/// Where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A place on the map.
    Place(Pos),
    /// Beside a person, wherever they go meanwhile.
    Beside(PersonId),
    /// After a person until told otherwise.
    After(PersonId),
}

/// What is known of where somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// There.
    At(Pos),
    /// In the room, and one will be told where.
    Unknown,
    /// No longer in the room.
    Gone,
}

/// What to do in a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// A step, as for [`step`].
    Step(i16, i16),
    /// Nothing now, more later.
    Wait,
    /// Arrived, or there is no getting nearer.
    Done,
}

/// A walk under way.
#[derive(Clone, Debug)]
pub struct Walk {
    goal: Goal,
    run: bool,
    corners: VecDeque<Pos>,
    /// What the corners lead to.
    searched_for: Option<Pos>,
    since_search: u32,
    stuck: u32,
    patience: u32,
}

impl Walk {
    /// Sets out.
    pub fn to(goal: Goal, run: bool) -> Self {
        Self {
            goal,
            run,
            corners: VecDeque::new(),
            searched_for: None,
            since_search: 0,
            stuck: 0,
            patience: 0,
        }
    }

    /// Where to.
    pub fn goal(&self) -> Goal {
        self.goal
    }

    /// Looks for the way anew: what blocks is something else by now.
    pub fn search_again(&mut self) {
        self.look_anew();
        self.stuck = 0;
        self.patience = 0;
    }

    fn look_anew(&mut self) {
        self.searched_for = None;
        self.since_search = SEARCH_EVERY;
    }

    /// One tick of the walk, from where one is. `person` tells where the person of the goal
    /// stands.
    pub fn next(&mut self, ground: &Ground, from: Pos, person: Whereabouts) -> Next {
        let walls = &ground.walls;
        let (to, near) = match (self.goal, person) {
            (Goal::Place(to), _) => (to, 0),
            (_, Whereabouts::Gone) => return Next::Done,
            (_, Whereabouts::Unknown) => return Next::Wait,
            (Goal::After(_), Whereabouts::At(to)) if self.corners.is_empty() => (to, FOLLOW_FROM),
            (_, Whereabouts::At(to)) => (to, BESIDE),
        };
        if near > 0 && from.distance2(to) <= near * near && path::clear(walls, from, to) {
            return self.arrived();
        }
        if self.patience > 0 {
            self.patience -= 1;
            return Next::Wait;
        }
        if !self.search(&ground.ways, from, to) {
            self.patience = NO_WAY_TICKS;
            return self.arrived();
        }
        while self.corners.front() == Some(&from) {
            self.corners.pop_front();
        }
        let Some(corner) = self.corners.front() else {
            return self.arrived();
        };
        let (dx, dy) = wish_towards(from, *corner, self.run);
        if step(walls, from, dx, dy) == from {
            self.stuck += 1;
            match self.stuck {
                STUCK_STEPS.. => return self.arrived(),
                ASTRAY_STEPS => self.look_anew(),
                _ => {}
            }
        } else {
            self.stuck = 0;
        }
        Next::Step(dx, dy)
    }

    fn arrived(&mut self) -> Next {
        self.corners.clear();
        self.searched_for = None;
        self.stuck = 0;
        match self.goal {
            Goal::After(_) => Next::Wait,
            Goal::Place(_) | Goal::Beside(_) => Next::Done,
        }
    }

    /// Makes sure that the corners lead to a place; false when there is no way.
    fn search(&mut self, walls: &Walls, from: Pos, to: Pos) -> bool {
        self.since_search = self.since_search.saturating_add(1);
        if self.searched_for == Some(to)
            || (!self.corners.is_empty() && self.since_search < SEARCH_EVERY)
        {
            return true;
        }
        self.since_search = 0;
        self.searched_for = Some(to);
        match path::find(walls, from, to) {
            Some(way) => {
                self.corners = way.into();
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use hallway_world::walls::SOLID;

    use super::*;

    const BEN: PersonId = PersonId(2);

    fn there(person: Option<Pos>) -> Whereabouts {
        person.map_or(Whereabouts::Gone, Whereabouts::At)
    }

    fn wall_with_gap() -> Ground {
        plain(walls_with_gap())
    }

    /// Ground without doors.
    fn plain(walls: Walls) -> Ground {
        Ground {
            ways: walls.clone(),
            walls,
        }
    }

    fn walls_with_gap() -> Walls {
        let mut walls = Walls::free(20, 20, 32, 32);
        for row in 0..20 {
            if row != 17 {
                walls.block(10, row, SOLID);
            }
        }
        walls
    }

    /// Walks until it ends or waits, at most 2,000 ticks.
    fn walked(walk: &mut Walk, ground: &Ground, mut at: Pos, person: Option<Pos>) -> (Pos, Next) {
        for _ in 0..2000 {
            match walk.next(ground, at, there(person)) {
                Next::Step(dx, dy) => at = step(&ground.walls, at, dx, dy),
                end => return (at, end),
            }
        }
        panic!("walks for ever");
    }

    #[test]
    fn a_place_behind_a_wall_is_reached() {
        let ground = wall_with_gap();
        let (from, to) = (Pos::from_px(100, 100), Pos::from_px(500, 100));
        let mut walk = Walk::to(Goal::Place(to), false);
        assert_eq!(walked(&mut walk, &ground, from, None), (to, Next::Done));
    }

    #[test]
    fn who_is_put_beside_the_way_finds_another() {
        let ground = wall_with_gap();
        let (from, to) = (Pos::from_px(300, 560), Pos::from_px(500, 100));
        let mut walk = Walk::to(Goal::Place(to), false);
        let Next::Step(dx, dy) = walk.next(&ground, from, there(None)) else {
            panic!("it is far");
        };
        assert!(dx > 0, "towards the gap: {dx} {dy}");
        // Steps were lost on the way to the server: one stands before the wall.
        let astray = Pos::from_px(310, 300);
        assert_eq!(walked(&mut walk, &ground, astray, None), (to, Next::Done));
    }

    #[test]
    fn one_stops_beside_a_person_and_not_behind_a_wall() {
        let ground = wall_with_gap();
        let ben = Pos::from_px(365, 100);
        let from = Pos::from_px(307, 100);
        let mut walk = Walk::to(Goal::Beside(BEN), false);
        let (at, end) = walked(&mut walk, &ground, from, Some(ben));
        assert_eq!(end, Next::Done);
        assert!(at.x > 352 * SUBPX, "on Ben's side of the wall: {at:?}");
        assert!(at.distance2(ben) <= BESIDE * BESIDE);
    }

    #[test]
    fn one_follows_again_when_they_go_on() {
        let ground = wall_with_gap();
        let mut walk = Walk::to(Goal::After(BEN), false);
        let near = Pos::from_px(200, 100);
        let (at, end) = walked(&mut walk, &ground, Pos::from_px(60, 60), Some(near));
        assert_eq!(end, Next::Wait);
        // A small step aside is not followed, a long one is.
        let aside = Pos {
            x: near.x + 100,
            ..near
        };
        assert_eq!(walk.next(&ground, at, there(Some(aside))), Next::Wait);
        let away = Pos::from_px(200, 400);
        let (at, end) = walked(&mut walk, &ground, at, Some(away));
        assert_eq!(end, Next::Wait);
        assert!(at.distance2(away) <= BESIDE * BESIDE);
    }

    #[test]
    fn who_keeps_moving_is_followed_around() {
        let ground = wall_with_gap();
        let mut walk = Walk::to(Goal::After(BEN), false);
        let mut at = Pos::from_px(60, 60);
        let mut ben = Pos::from_px(100, 60);
        for tick in 0..400 {
            let (dx, dy) = match tick / 40 % 4 {
                0 => (100, 0),
                1 => (0, 100),
                2 => (-100, 0),
                _ => (0, -100),
            };
            ben = step(&ground.walls, ben, dx, dy);
            if let Next::Step(dx, dy) = walk.next(&ground, at, there(Some(ben))) {
                at = step(&ground.walls, at, dx, dy);
            }
            let apart = at.distance2(ben);
            assert!(
                apart < (2 * FOLLOW_FROM).pow(2),
                "tick {tick}: {at:?} {ben:?}"
            );
        }
    }

    #[test]
    fn who_is_gone_is_not_followed() {
        let ground = wall_with_gap();
        let mut walk = Walk::to(Goal::After(BEN), false);
        let here = Pos::from_px(60, 60);
        assert_eq!(walk.next(&ground, here, Whereabouts::Unknown), Next::Wait);
        assert_eq!(walk.next(&ground, here, Whereabouts::Gone), Next::Done);
    }

    #[test]
    fn where_nobody_gets_one_stops() {
        let mut walls = walls_with_gap();
        walls.block(10, 17, SOLID);
        let ground = plain(walls);
        let mut walk = Walk::to(Goal::Place(Pos::from_px(500, 100)), true);
        let (at, end) = walked(&mut walk, &ground, Pos::from_px(100, 100), None);
        assert_eq!(end, Next::Done);
        assert!(at.x < 320 * SUBPX);
    }

    #[test]
    fn one_is_followed_through_a_door_that_opens_itself() {
        let mut closed = walls_with_gap();
        closed.block(10, 17, SOLID);
        let mut ground = Ground {
            walls: closed,
            ways: walls_with_gap(),
        };
        let ben = Pos::from_px(500, 100);
        let mut walk = Walk::to(Goal::After(BEN), false);
        let mut at = Pos::from_px(200, 400);
        // As far as the door, which opens for who stands there; and on to whom one follows.
        for tick in 0..400 {
            if tick == 60 {
                assert!(at.x < 320 * SUBPX && at.y > 520 * SUBPX, "{at:?}");
                ground = plain(walls_with_gap());
                walk.search_again();
            }
            if let Next::Step(dx, dy) = walk.next(&ground, at, there(Some(ben))) {
                at = step(&ground.walls, at, dx, dy);
            }
        }
        assert!(at.distance2(ben) <= BESIDE * BESIDE, "{at:?}");
        assert_eq!(walk.next(&ground, at, there(Some(ben))), Next::Wait);
    }

    #[test]
    fn one_waits_at_a_door_that_opens_itself_and_goes_on_when_it_is_open() {
        let mut closed = walls_with_gap();
        closed.block(10, 17, SOLID);
        let mut ground = Ground {
            walls: closed,
            ways: walls_with_gap(),
        };
        let (from, to) = (Pos::from_px(200, 560), Pos::from_px(500, 560));
        let mut walk = Walk::to(Goal::Place(to), false);
        let mut at = from;
        for _ in 0..24 {
            if let Next::Step(dx, dy) = walk.next(&ground, at, there(None)) {
                at = step(&ground.walls, at, dx, dy);
            }
        }
        assert!(at.x > 300 * SUBPX && at.x < 320 * SUBPX, "{at:?}");
        ground = plain(walls_with_gap());
        walk.search_again();
        for _ in 0..6 {
            if let Next::Step(dx, dy) = walk.next(&ground, at, there(None)) {
                at = step(&ground.walls, at, dx, dy);
            }
        }
        assert!(at.x > 330 * SUBPX, "{at:?}");
        let (end, next) = walked(&mut walk, &ground, at, None);
        assert_eq!((end, next), (to, Next::Done));
    }
}
