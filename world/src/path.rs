//! The way around obstacles: A* over half cells, then pulled straight.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use hallway_protocol::Pos;
use hallway_protocol::geom::SUBPX;

use crate::movement::{can_stand, nearest_free};
use crate::walls::Walls;

/// Nodes looked at before giving up and going as near as was found. Half cells of a 300 × 300 map.
const MAX_NODES: usize = 400_000;

/// A node: half cells to the right and down.
type Node = (i32, i32);

/// The corners of a walkable way from `from` to `to`, without `from`, ending at `to`, or beside it
/// when nobody can stand there, or, when that can't be reached, at the reachable place nearest to it. `None` when one can't get any
/// nearer than one is.
pub fn find(walls: &Walls, from: Pos, to: Pos) -> Option<Vec<Pos>> {
    let to = nearest_free(walls, to);
    if clear(walls, from, to) {
        return (from != to).then(|| vec![to]);
    }
    let grid = Grid::of(walls);
    let mut best: HashMap<Node, (u32, Option<Node>)> = HashMap::new();
    let mut open = BinaryHeap::new();
    for node in grid.around(from) {
        let at = grid.pos(node);
        if can_stand(walls, at) && clear(walls, from, at) {
            best.insert(node, (0, None));
            open.push(Reverse((grid.estimate(node, to), 0, node)));
        }
    }
    let mut nearest: Option<(i64, Node)> = None;
    let mut goal = None;
    while let Some(Reverse((_, cost, node))) = open.pop() {
        if best.get(&node).is_none_or(|known| cost > known.0) {
            continue;
        }
        let at = grid.pos(node);
        let distance = at.distance2(to);
        if nearest.is_none_or(|(least, _)| distance < least) {
            nearest = Some((distance, node));
        }
        if grid.beside(node, to) && can_stand(walls, to) && clear(walls, at, to) {
            goal = Some(node);
            break;
        }
        if best.len() > MAX_NODES {
            break;
        }
        for (next, weight) in grid.neighbours(node) {
            let place = grid.pos(next);
            let cost = cost + weight;
            if best.get(&next).is_some_and(|known| known.0 <= cost)
                || !can_stand(walls, place)
                || !clear(walls, at, place)
            {
                continue;
            }
            best.insert(next, (cost, Some(node)));
            open.push(Reverse((cost + grid.estimate(next, to), cost, next)));
        }
    }
    let mut way = Vec::new();
    let mut last = match (goal, nearest) {
        (Some(node), _) => {
            way.push(to);
            node
        }
        (None, Some((distance, node))) if distance < from.distance2(to) => node,
        _ => return None,
    };
    loop {
        way.push(grid.pos(last));
        match best.get(&last).and_then(|known| known.1) {
            Some(before) => last = before,
            None => break,
        }
    }
    way.reverse();
    Some(straightened(walls, from, &way))
}

/// Whether one can walk straight from one free place to another.
pub fn clear(walls: &Walls, from: Pos, to: Pos) -> bool {
    let (part_w, part_h) = walls.part_size();
    let (dx, dy) = (i64::from(to.x - from.x), i64::from(to.y - from.y));
    // Samples half a part apart: no part that blocks fits between two.
    let strides = (dx.abs() * 2 / i64::from(part_w.max(1)))
        .max(dy.abs() * 2 / i64::from(part_h.max(1)))
        .max(1);
    (1..=strides).all(|i| {
        let at = Pos {
            x: from.x + (dx * i / strides) as i32,
            y: from.y + (dy * i / strides) as i32,
        };
        can_stand(walls, at)
    })
}

/// Leaves out the corners that one can walk past.
fn straightened(walls: &Walls, from: Pos, way: &[Pos]) -> Vec<Pos> {
    let mut kept = Vec::new();
    let mut at = from;
    let mut rest = way;
    while let Some(first) = rest.first() {
        // Doubling, then stepping back, keeps long ways cheap.
        let mut reach = 1;
        while reach < rest.len() && rest.get(reach).is_some_and(|p| clear(walls, at, *p)) {
            reach += 1;
        }
        let corner = rest.get(reach - 1).copied().unwrap_or(*first);
        if corner != at {
            kept.push(corner);
        }
        at = corner;
        rest = rest.get(reach..).unwrap_or_default();
    }
    kept
}

/// Half cells: their corners are the nodes.
struct Grid {
    width: i32,
    height: i32,
}

impl Grid {
    fn of(walls: &Walls) -> Self {
        let (w, h) = walls.tile_size();
        Self {
            width: (w as i32 * SUBPX / 2).max(1),
            height: (h as i32 * SUBPX / 2).max(1),
        }
    }

    fn pos(&self, node: Node) -> Pos {
        Pos {
            x: node.0 * self.width,
            y: node.1 * self.height,
        }
    }

    fn around(&self, at: Pos) -> impl Iterator<Item = Node> {
        let (x, y) = (at.x.div_euclid(self.width), at.y.div_euclid(self.height));
        (-1..=2).flat_map(move |i| (-1..=2).map(move |j| (x + i, y + j)))
    }

    fn beside(&self, node: Node, to: Pos) -> bool {
        let at = self.pos(node);
        (at.x - to.x).abs() <= self.width && (at.y - to.y).abs() <= self.height
    }

    /// The eight neighbours with their cost: 5 for straight, 7 for diagonal.
    fn neighbours(&self, (x, y): Node) -> [(Node, u32); 8] {
        [
            ((x + 1, y), 5),
            ((x - 1, y), 5),
            ((x, y + 1), 5),
            ((x, y - 1), 5),
            ((x + 1, y + 1), 7),
            ((x + 1, y - 1), 7),
            ((x - 1, y + 1), 7),
            ((x - 1, y - 1), 7),
        ]
    }

    /// Never more than the cost of the rest of the way.
    fn estimate(&self, (x, y): Node, to: Pos) -> u32 {
        let dx = (x - to.x.div_euclid(self.width))
            .unsigned_abs()
            .saturating_sub(1);
        let dy = (y - to.y.div_euclid(self.height))
            .unsigned_abs()
            .saturating_sub(1);
        5 * dx.max(dy) + 2 * dx.min(dy)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::movement::{step, wish_towards};
    use crate::walls::SOLID;

    fn wall_with_gap() -> Walls {
        let mut walls = Walls::free(20, 20, 32, 32);
        for row in 0..20 {
            if row != 17 {
                walls.block(10, row, SOLID);
            }
        }
        walls
    }

    /// Walks a way as a client does; where it ends.
    fn walked(walls: &Walls, from: Pos, way: &[Pos]) -> Pos {
        let mut at = from;
        for corner in way {
            for _ in 0..2_000 {
                if at == *corner {
                    break;
                }
                let (dx, dy) = wish_towards(at, *corner, false);
                at = step(walls, at, dx, dy);
            }
        }
        at
    }

    #[test]
    fn a_way_leads_through_the_gap() {
        let walls = wall_with_gap();
        let (from, to) = (Pos::from_px(100, 100), Pos::from_px(500, 100));
        let way = find(&walls, from, to).unwrap();
        assert_eq!(walked(&walls, from, &way), to);
        assert!(way.len() < 8, "{} corners", way.len());
    }

    #[test]
    fn a_click_on_a_wall_leads_beside_it() {
        let walls = wall_with_gap();
        let from = Pos::from_px(100, 100);
        let way = find(&walls, from, Pos::from_px(336, 100)).unwrap();
        let end = walked(&walls, from, &way);
        assert!(
            end.distance2(Pos::from_px(336, 100)) <= i64::from(32 * SUBPX).pow(2),
            "{end:?}"
        );
    }

    #[test]
    fn nowhere_to_go_is_none() {
        let walls = wall_with_gap();
        assert_eq!(
            find(&walls, Pos::from_px(100, 100), Pos::from_px(100, 100)),
            None
        );
    }

    proptest! {
        #[test]
        fn a_way_can_be_walked(
            blocks in prop::collection::vec((0u32..12, 0u32..12), 0..50),
            (a, b, c, d) in (8i32..376, 8i32..376, 8i32..376, 8i32..376),
        ) {
            let mut walls = Walls::free(12, 12, 32, 32);
            for (column, row) in blocks {
                walls.block(column, row, SOLID);
            }
            let (from, to) = (Pos::from_px(a, b), Pos::from_px(c, d));
            prop_assume!(can_stand(&walls, from));
            if let Some(way) = find(&walls, from, to) {
                prop_assert_eq!(Some(&walked(&walls, from, &way)), way.last());
            }
        }
    }
}
