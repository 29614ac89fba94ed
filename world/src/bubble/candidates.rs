//! Who is near enough to whom to talk: an R-tree over the free people, asked once per bubble and
//! once per free person. Decides nothing.

use std::collections::BTreeMap;

use hallway_protocol::{BubbleId, PersonId, Pos};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::{Body, BubbleRules, Bubbles, centre, is_resting};

/// What a free person could join. Bubbles are less, so that of two equally near things one joins
/// the bubble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Candidate {
    /// A bubble with room, and not locked for them.
    Bubble(BubbleId),
    /// Another free person.
    Person(PersonId),
}

/// Somebody who is in no bubble and may be in one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Free {
    pub(super) person: PersonId,
    pub(super) rests: bool,
    pos: Pos,
    /// Squared distance to the nearest of what they could join, and that.
    pub(super) nearest: Option<(i64, Candidate)>,
}

/// Somebody and what they could join.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    /// Squared.
    pub(super) distance: i64,
    pub(super) candidate: Candidate,
    /// Places among the free people: theirs, and that of the other one, if it is a person.
    pub(super) one: usize,
    pub(super) other: Option<usize>,
}

/// Everything near enough.
pub(super) struct Found {
    /// By id.
    pub(super) free: Vec<Free>,
    /// In no order.
    pub(super) pairs: Vec<Pair>,
}

/// Where a free person is, their place among the free people, and who they are.
type Point = GeomWithData<[i64; 2], (usize, PersonId)>;

/// Looks around everybody who is free.
pub(super) fn find(
    bubbles: &Bubbles,
    rules: &BubbleRules,
    tick: u32,
    bodies: &BTreeMap<PersonId, Body>,
) -> Found {
    let mut free = free(bubbles, rules, tick, bodies);
    let points = free.iter().enumerate();
    let points = points.map(|(place, free)| Point::new(point(free.pos), (place, free.person)));
    let tree = RTree::bulk_load(points.collect());
    let mut pairs = Vec::new();
    let mut pair = |pair: Pair| {
        if let Some(free) = free.get_mut(pair.one) {
            let found = (pair.distance, pair.candidate);
            free.nearest = Some(free.nearest.map_or(found, |nearest| nearest.min(found)));
        }
        pairs.push(pair);
    };
    for point in &tree {
        let (one, _) = point.data;
        for (distance, (other, person)) in around(&tree, *point.geom(), rules.start) {
            if other != one && !bubbles.apart.are(point.data.1, person) {
                pair(Pair {
                    distance,
                    candidate: Candidate::Person(person),
                    one,
                    other: Some(other),
                });
            }
        }
    }
    let limit = rules.most_members();
    let all = bubbles.all().iter();
    for (id, members) in all.filter(|(_, members)| members.len() < limit) {
        let middle = point(centre(bodies, members));
        for (distance, (one, person)) in around(&tree, middle, rules.join) {
            if bubbles.is_open_to(*id, person) {
                pair(Pair {
                    distance,
                    candidate: Candidate::Bubble(*id),
                    one,
                    other: None,
                });
            }
        }
    }
    Found { free, pairs }
}

/// All who are free, by id.
fn free(
    bubbles: &Bubbles,
    rules: &BubbleRules,
    tick: u32,
    bodies: &BTreeMap<PersonId, Body>,
) -> Vec<Free> {
    // Both are in the order of ids.
    let mut talking = bubbles.of.keys().copied().peekable();
    let mut free = Vec::with_capacity(bodies.len());
    for (person, body) in bodies {
        while talking.next_if(|talks| talks < person).is_some() {}
        if body.may_talk && talking.peek() != Some(person) {
            free.push(Free {
                person: *person,
                rests: is_resting(rules, tick, body),
                pos: body.pos,
                nearest: None,
            });
        }
    }
    free
}

/// Those within the reach of a point, with squared distances.
fn around(
    tree: &RTree<Point>,
    [x, y]: [i64; 2],
    reach: i32,
) -> impl Iterator<Item = (i64, (usize, PersonId))> {
    let reach = i64::from(reach);
    let square = AABB::from_corners([x - reach, y - reach], [x + reach, y + reach]);
    tree.locate_in_envelope(&square).filter_map(move |found| {
        let [dx, dy] = [found.geom()[0] - x, found.geom()[1] - y];
        let distance = dx * dx + dy * dy;
        (distance <= reach * reach).then_some((distance, found.data))
    })
}

fn point(pos: Pos) -> [i64; 2] {
    [pos.x.into(), pos.y.into()]
}
