//! Who is near enough to whom to talk: an R-tree over the free people, asked once per bubble and
//! once per free person. Decides nothing.

use std::collections::BTreeMap;

use hallway_protocol::{BubbleId, PersonId, Pos};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::{Body, BubbleRules, Bubbles, centre};

/// What a free person could join. Bubbles are less, so that of two equally near things one joins
/// the bubble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Candidate {
    /// A bubble with room, and not locked for them.
    Bubble(BubbleId),
    /// Another free person.
    Person(PersonId),
}

/// Everything near enough.
pub(super) struct Found {
    /// Squared distance, person, what they could join; nearest first, of equals the lowest ids.
    pub(super) by_distance: Vec<(i64, PersonId, Candidate)>,
    /// For each person the nearest of their candidates.
    pub(super) nearest: BTreeMap<PersonId, Candidate>,
}

type Free = GeomWithData<[i64; 2], PersonId>;

/// Looks around everybody who is free.
pub(super) fn find(
    bubbles: &Bubbles,
    rules: &BubbleRules,
    bodies: &BTreeMap<PersonId, Body>,
) -> Found {
    let is_free =
        |(person, body): &(&PersonId, &Body)| body.may_talk && bubbles.of(**person).is_none();
    let free: Vec<Free> = bodies
        .iter()
        .filter(is_free)
        .map(|(person, body)| Free::new(point(body.pos), *person))
        .collect();
    let tree = RTree::bulk_load(free);
    let mut by_distance = Vec::new();
    for one in &tree {
        for (distance, other) in around(&tree, *one.geom(), rules.start) {
            if other != one.data {
                by_distance.push((distance, one.data, Candidate::Person(other)));
            }
        }
    }
    let limit = rules.most_members();
    for (id, members) in bubbles
        .all()
        .iter()
        .filter(|(_, members)| members.len() < limit)
    {
        let middle = point(centre(bodies, members));
        for (distance, person) in around(&tree, middle, rules.join) {
            if bubbles.is_open_to(*id, person) {
                by_distance.push((distance, person, Candidate::Bubble(*id)));
            }
        }
    }
    by_distance
        .sort_unstable_by_key(|(distance, person, candidate)| (*distance, *candidate, *person));
    let mut nearest = BTreeMap::new();
    for (_, person, candidate) in &by_distance {
        nearest.entry(*person).or_insert(*candidate);
    }
    Found {
        by_distance,
        nearest,
    }
}

/// Those within the reach of a point, with squared distances.
fn around(
    tree: &RTree<Free>,
    [x, y]: [i64; 2],
    reach: i32,
) -> impl Iterator<Item = (i64, PersonId)> {
    let reach = i64::from(reach);
    let square = AABB::from_corners([x - reach, y - reach], [x + reach, y + reach]);
    tree.locate_in_envelope(&square).filter_map(move |free| {
        let [dx, dy] = [free.geom()[0] - x, free.geom()[1] - y];
        let distance = dx * dx + dy * dy;
        (distance <= reach * reach).then_some((distance, free.data))
    })
}

fn point(pos: Pos) -> [i64; 2] {
    [pos.x.into(), pos.y.into()]
}
