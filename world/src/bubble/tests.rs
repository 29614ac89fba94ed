//! Grouping by example and by property. People stand on a line or a plane of map pixels; the
//! clock is a tick that goes up by one per regrouping.

use proptest::prelude::*;

use super::*;

/// A plane with people on it.
#[derive(Default)]
struct Plane {
    tick: u32,
    bodies: BTreeMap<PersonId, Body>,
    bubbles: Bubbles,
}

impl Plane {
    fn with(places: &[(i32, i32)]) -> Self {
        let mut plane = Self::default();
        for (index, (x, y)) in places.iter().enumerate() {
            plane.put(index as u32 + 1, *x, *y);
        }
        plane
    }

    /// Puts somebody somewhere, at rest.
    fn put(&mut self, id: u32, x: i32, y: i32) {
        let body = Body {
            pos: Pos::from_px(x, y),
            may_talk: true,
            stepped: 0,
        };
        self.bodies.insert(PersonId(id), body);
    }

    /// Regroups after one more tick, in which some steps are made.
    fn tick(&mut self, steps: &[(u32, i32, i32)]) -> Vec<BubbleId> {
        self.tick += 1;
        for (id, dx, dy) in steps {
            let body = self.bodies.get_mut(&PersonId(*id)).unwrap();
            body.pos.x += dx * SUBPX;
            body.pos.y += dy * SUBPX;
            body.stepped = self.tick;
        }
        let changed = self
            .bubbles
            .regroup(&BubbleRules::default(), self.tick, &self.bodies);
        self.is_sound();
        changed
    }

    fn ticks(&mut self, count: u32) {
        for _ in 0..count {
            self.tick(&[]);
        }
    }

    /// Walks somebody at 8 pixels a tick.
    fn walk(&mut self, id: u32, dx: i32, dy: i32, ticks: u32) {
        for _ in 0..ticks {
            self.tick(&[(id, dx * 8, dy * 8)]);
        }
    }

    fn groups(&self) -> Vec<Vec<u32>> {
        let all = self.bubbles.all().values();
        all.map(|members| members.iter().map(|id| id.0).collect())
            .collect()
    }

    /// What holds of every grouping.
    fn is_sound(&self) {
        let mut seen = Vec::new();
        for (id, members) in self.bubbles.all() {
            assert!((2..=MOST_MEMBERS).contains(&members.len()), "{members:?}");
            for person in members {
                assert!(!seen.contains(person), "{person:?} is in two bubbles");
                assert_eq!(self.bubbles.of(*person), Some(*id));
                assert!(self.bodies[person].may_talk, "{person:?} may not talk");
                seen.push(*person);
            }
        }
        assert_eq!(seen.len(), self.bubbles.of.len());
        let all = self.bubbles.all();
        assert!(self.bubbles.locked.iter().all(|id| all.contains_key(id)));
        for (person, (id, _)) in &self.bubbles.guests {
            assert!(all.contains_key(id) && !self.bubbles.of.contains_key(person));
        }
    }
}

#[test]
fn two_who_stand_near_each_other_talk() {
    for (apart, expected) in [(63, vec![vec![1, 2]]), (65, vec![])] {
        let mut plane = Plane::with(&[(0, 0), (apart, 0)]);
        plane.tick(&[]);
        assert_eq!(plane.groups(), expected, "{apart} pixels");
    }
}

#[test]
fn a_third_and_a_fourth_join_and_a_fifth_disturbs_nobody() {
    let mut plane = Plane::with(&[(0, 0), (32, 0), (0, 32), (32, 32)]);
    plane.ticks(3);
    assert_eq!(plane.groups().len(), 1);
    assert_eq!(plane.groups()[0].len(), 4);
    let four = plane.groups();
    plane.put(5, 16, 16);
    plane.ticks(40);
    assert_eq!(plane.groups(), four);
}

#[test]
fn passing_by_is_not_joining() {
    let mut plane = Plane::with(&[(0, 0), (30, 0), (-200, 20)]);
    plane.walk(3, 1, 0, 50);
    assert_eq!(plane.groups(), [vec![1, 2]]);
    plane.walk(3, -1, 0, 24);
    assert_eq!(plane.groups(), [vec![1, 2]], "still walking");
    plane.ticks(3);
    assert_eq!(plane.groups(), [vec![1, 2, 3]], "at rest beside them");
}

#[test]
fn who_keeps_moving_nearby_joins_after_a_second() {
    let mut plane = Plane::with(&[(0, 0), (30, 0), (15, 20)]);
    plane.bodies.get_mut(&PersonId(3)).unwrap().stepped = 1;
    for tick in 0..21 {
        assert!(plane.groups().first().map_or(0, Vec::len) < 3, "{tick}");
        plane.tick(&[(3, if tick % 2 == 0 { 4 } else { -4 }, 0)]);
    }
    plane.tick(&[(3, 4, 0)]);
    assert_eq!(plane.groups(), [vec![1, 2, 3]]);
}

#[test]
fn two_who_walk_together_talk_and_keep_talking() {
    let mut plane = Plane::with(&[(0, 0), (32, 0)]);
    for _ in 0..200 {
        plane.tick(&[(1, 8, 0), (2, 8, 0)]);
    }
    assert_eq!(plane.groups(), [vec![1, 2]]);
}

#[test]
fn one_leaves_by_walking_off_and_the_others_stay() {
    let mut plane = Plane::with(&[(0, 0), (32, 0), (0, 32), (32, 32)]);
    plane.ticks(3);
    plane.walk(4, 1, 1, 12);
    assert_eq!(plane.groups(), [vec![1, 2, 3]]);
    assert_eq!(plane.bubbles.of(PersonId(4)), None);
}

#[test]
fn a_bubble_of_one_ends() {
    let mut plane = Plane::with(&[(0, 0), (32, 0)]);
    plane.tick(&[]);
    let id = plane.bubbles.of(PersonId(1)).unwrap();
    plane.walk(2, 1, 0, 20);
    assert_eq!(plane.groups(), Vec::<Vec<u32>>::new());
    assert!(plane.bubbles.members(id).is_empty());
    plane.walk(2, -1, 0, 20);
    plane.ticks(3);
    assert_ne!(
        plane.bubbles.of(PersonId(1)),
        Some(id),
        "an id is never used again"
    );
}

#[test]
fn steps_of_others_throw_out_nobody_who_stands() {
    let mut plane = Plane::with(&[(0, 0), (36, 0), (60, 0)]);
    plane.ticks(5);
    assert_eq!(plane.groups(), [vec![2, 3, 1]]);
    // The centre goes from 32 to 69 pixels; who walks would be out at 65.
    for step in [(2, 32, 0), (3, 32, 0), (2, 32, 0), (3, 16, 0)] {
        plane.tick(&[step]);
    }
    assert_eq!(plane.groups(), [vec![2, 3, 1]]);
}

#[test]
fn two_pairs_that_come_together_become_one_bubble() {
    let mut plane = Plane::with(&[(0, 0), (30, 0), (200, 0), (230, 0)]);
    plane.tick(&[]);
    assert_eq!(plane.groups(), [vec![1, 2], vec![3, 4]]);
    for _ in 0..21 {
        plane.tick(&[(3, -8, 0), (4, -8, 0)]);
    }
    assert_eq!(plane.groups().len(), 2, "while they walk");
    plane.ticks(4);
    assert_eq!(plane.groups(), [vec![1, 2, 3, 4]]);
}

#[test]
fn four_who_come_in_the_same_moment_are_one_bubble() {
    let mut plane = Plane::with(&[(0, 0), (31, 0), (0, 33), (31, 33)]);
    plane.ticks(3);
    assert_eq!(plane.groups().len(), 1);
}

#[test]
fn who_stays_behind_is_left() {
    let mut plane = Plane::with(&[(0, 0), (20, 0), (40, 0)]);
    plane.ticks(5);
    for _ in 0..40 {
        plane.tick(&[(2, 8, 0), (3, 8, 0)]);
    }
    assert_eq!(plane.groups(), [vec![2, 3]]);
}

#[test]
fn nobody_in_a_silent_zone_is_in_a_bubble() {
    let mut plane = Plane::with(&[(0, 0), (32, 0), (16, 30)]);
    plane.ticks(2);
    plane.bodies.get_mut(&PersonId(2)).unwrap().may_talk = false;
    plane.tick(&[]);
    assert_eq!(plane.groups(), [vec![1, 3]]);
}

#[test]
fn who_is_gone_is_in_no_bubble() {
    let mut plane = Plane::with(&[(0, 0), (32, 0)]);
    plane.tick(&[]);
    plane.bodies.remove(&PersonId(1));
    let changed = plane.tick(&[]);
    assert_eq!(changed.len(), 1);
    assert_eq!(plane.groups(), Vec::<Vec<u32>>::new());
}

#[test]
fn only_changed_bubbles_are_told() {
    let mut plane = Plane::with(&[(0, 0), (32, 0), (500, 0), (532, 0)]);
    assert_eq!(plane.tick(&[]).len(), 2);
    assert_eq!(plane.tick(&[]), []);
    plane.put(5, 16, 16);
    assert_eq!(plane.tick(&[]).len(), 1);
}

#[test]
fn nobody_joins_a_locked_bubble_who_was_not_let_in() {
    let mut plane = Plane::with(&[(0, 0), (32, 0)]);
    plane.tick(&[]);
    let id = plane.bubbles.of(PersonId(1)).unwrap();
    assert!(plane.bubbles.lock(id, true));
    assert!(!plane.bubbles.lock(id, true), "it is locked already");
    plane.put(3, 16, 20);
    plane.ticks(40);
    assert_eq!(plane.groups(), [vec![1, 2]]);
    // Those outside may talk with each other.
    plane.put(4, 16, 40);
    plane.ticks(5);
    assert_eq!(plane.groups(), [vec![1, 2], vec![3, 4]]);
    plane.bodies.remove(&PersonId(4));
    plane.tick(&[]);
    plane.bubbles.let_in(PersonId(3), id, plane.tick + 10);
    plane.ticks(5);
    assert_eq!(plane.groups(), [vec![1, 2, 3]]);
    // It ends with the bubble.
    for person in [1, 2] {
        plane.bodies.remove(&PersonId(person));
    }
    plane.tick(&[]);
    assert!(!plane.bubbles.is_locked(id));
    assert!(!plane.bubbles.lock(id, true), "there is no such bubble");
}

#[test]
fn who_is_let_in_and_does_not_come_is_forgotten() {
    let mut plane = Plane::with(&[(0, 0), (32, 0), (200, 0)]);
    plane.tick(&[]);
    let id = plane.bubbles.of(PersonId(1)).unwrap();
    plane.bubbles.lock(id, true);
    plane.bubbles.let_in(PersonId(3), id, plane.tick + 10);
    plane.ticks(11);
    plane.walk(3, -1, 0, 22);
    plane.ticks(10);
    assert_eq!(plane.groups(), [vec![1, 2]]);
}

#[test]
fn a_locked_bubble_merges_with_none() {
    let mut plane = Plane::with(&[(0, 0), (30, 0), (200, 0), (230, 0)]);
    plane.tick(&[]);
    let id = plane.bubbles.of(PersonId(3)).unwrap();
    plane.bubbles.lock(id, true);
    for _ in 0..21 {
        plane.tick(&[(3, -8, 0), (4, -8, 0)]);
    }
    plane.ticks(40);
    assert_eq!(plane.groups(), [vec![1, 2], vec![3, 4]]);
    plane.bubbles.lock(id, false);
    plane.ticks(1);
    assert_eq!(plane.groups(), [vec![1, 2, 3, 4]]);
}

#[derive(Clone, Debug)]
struct Move {
    id: u32,
    dx: i32,
    dy: i32,
}

fn moves() -> impl Strategy<Value = Vec<Vec<Move>>> {
    let one = (1..=14u32, -16..=16i32, -16..=16i32).prop_map(|(id, dx, dy)| Move { id, dx, dy });
    prop::collection::vec(prop::collection::vec(one, 0..8), 1..80)
}

fn plane_of(places: &[(i32, i32, bool)]) -> Plane {
    let mut plane = Plane::default();
    for (index, (x, y, may_talk)) in places.iter().enumerate() {
        let id = index as u32 + 1;
        plane.put(id, *x, *y);
        plane.bodies.get_mut(&PersonId(id)).unwrap().may_talk = *may_talk;
    }
    plane
}

fn run(plane: &mut Plane, ticks: &[Vec<Move>]) {
    for moves in ticks {
        let mut steps: Vec<(u32, i32, i32)> = moves.iter().map(|m| (m.id, m.dx, m.dy)).collect();
        steps.sort_unstable();
        steps.dedup_by_key(|step| step.0);
        plane.tick(&steps);
    }
}

/// What people do besides walking.
#[derive(Clone, Debug)]
enum Manner {
    Lock(u32, bool),
    LetIn(u32, u32),
    Disturb(u32, bool),
}

fn manners() -> impl Strategy<Value = Vec<Manner>> {
    let one = prop_oneof![
        (1..=14u32, any::<bool>()).prop_map(|(id, it)| Manner::Lock(id, it)),
        (1..=14u32, 1..=14u32).prop_map(|(id, by)| Manner::LetIn(id, by)),
        (1..=14u32, any::<bool>()).prop_map(|(id, it)| Manner::Disturb(id, it)),
    ];
    prop::collection::vec(one, 0..3)
}

/// Who is in a locked bubble, and who may come into which.
fn behind_locks(plane: &Plane) -> BTreeMap<BubbleId, Vec<PersonId>> {
    let bubbles = &plane.bubbles;
    let mut behind = BTreeMap::new();
    for id in &bubbles.locked {
        let guests = bubbles.guests.iter().filter(|(_, (at, _))| at == id);
        let mut people = bubbles.members(*id).to_vec();
        people.extend(guests.map(|(person, _)| *person));
        behind.insert(*id, people);
    }
    behind
}

proptest! {
    #[test]
    fn locks_keep_out_whoever_was_not_let_in(
        places in prop::collection::vec((0..300i32, 0..200i32, prop::bool::weighted(0.8)), 14),
        ticks in moves(),
        script in prop::collection::vec(manners(), 80),
    ) {
        let mut plane = plane_of(&places);
        for (moves, manners) in ticks.iter().zip(script) {
            for manner in manners {
                match manner {
                    Manner::Lock(id, locked) => {
                        if let Some(bubble) = plane.bubbles.of(PersonId(id)) {
                            plane.bubbles.lock(bubble, locked);
                        }
                    }
                    Manner::LetIn(id, by) => {
                        let bubble = plane.bubbles.of(PersonId(by));
                        let free = plane.bubbles.of(PersonId(id)).is_none();
                        if let Some(bubble) = bubble.filter(|_| free) {
                            plane.bubbles.let_in(PersonId(id), bubble, plane.tick + 20);
                        }
                    }
                    Manner::Disturb(id, may_talk) => {
                        plane.bodies.get_mut(&PersonId(id)).unwrap().may_talk = may_talk;
                    }
                }
            }
            let allowed = behind_locks(&plane);
            // Whether every grouping is sound is looked at with every tick.
            run(&mut plane, std::slice::from_ref(moves));
            for (id, people) in allowed {
                let members = plane.bubbles.members(id);
                prop_assert!(members.iter().all(|it| people.contains(it)), "{members:?} {people:?}");
            }
        }
        plane.ticks(30);
        let settled = plane.groups();
        prop_assert!(!plane.bubbles.is_pending());
        for _ in 0..60 {
            prop_assert_eq!(plane.tick(&[]), []);
        }
        prop_assert_eq!(plane.groups(), settled);
    }

    #[test]
    fn every_grouping_is_sound_and_a_standing_crowd_settles(
        places in prop::collection::vec((0..300i32, 0..200i32, prop::bool::weighted(0.8)), 14),
        ticks in moves(),
    ) {
        let mut plane = plane_of(&places);
        run(&mut plane, &ticks);
        // At most everybody joins somewhere, one per tick.
        plane.ticks(30);
        let settled = plane.groups();
        prop_assert!(!plane.bubbles.is_pending());
        for _ in 0..60 {
            prop_assert_eq!(plane.tick(&[]), []);
        }
        prop_assert_eq!(plane.groups(), settled);
    }

    #[test]
    fn the_same_steps_make_the_same_grouping(
        places in prop::collection::vec((0..300i32, 0..200i32, prop::bool::weighted(0.8)), 14),
        ticks in moves(),
    ) {
        let (mut one, mut other) = (plane_of(&places), plane_of(&places));
        run(&mut one, &ticks);
        run(&mut other, &ticks);
        prop_assert_eq!(one.bubbles, other.bubbles);
    }

    #[test]
    fn a_newcomer_never_puts_anybody_out(
        places in prop::collection::vec((0..200i32, 0..200i32, Just(true)), 2..8),
        (x, y) in (0..200i32, 0..200i32),
    ) {
        let mut plane = plane_of(&places);
        plane.ticks(30);
        let before = plane.bubbles.clone();
        plane.put(99, x, y);
        plane.ticks(30);
        for members in before.all().values() {
            let now = plane.bubbles.of(members[0]).map(|id| plane.bubbles.members(id));
            let still = |person: &PersonId| now.is_some_and(|now| now.contains(person));
            prop_assert!(members.iter().all(still), "{:?} became {:?}", members, now);
        }
    }
}
