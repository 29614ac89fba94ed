//! How an avatar moves: one step per tick, cut by the speed limit and by walls.
//!
//! The server runs this to decide and the browser to predict. Whole numbers only, so both come to
//! the same place.

use hallway_protocol::Pos;
use hallway_protocol::geom::SUBPX;

use crate::walls::Walls;

/// Subpixels per tick when walking: 160 map pixels, five tiles of 32, a second.
pub const WALK_STEP: i32 = 8 * SUBPX;

/// Subpixels per tick when running, and the limit for every step.
pub const RUN_STEP: i32 = 16 * SUBPX;

/// The step wished for by keys: each direction -1, 0 or 1. Diagonals are as fast as straights.
pub fn wish(direction_x: i32, direction_y: i32, run: bool) -> (i16, i16) {
    let pace = if run { RUN_STEP } else { WALK_STEP };
    let (x, y) = (direction_x.signum(), direction_y.signum());
    let (dx, dy) = limited(x * pace, y * pace, pace);
    (small(dx), small(dy))
}

/// The step wished for to come nearer to a place, without going beyond it.
pub fn wish_towards(from: Pos, to: Pos, run: bool) -> (i16, i16) {
    let pace = if run { RUN_STEP } else { WALK_STEP };
    let (dx, dy) = limited(
        to.x.saturating_sub(from.x),
        to.y.saturating_sub(from.y),
        pace,
    );
    (small(dx), small(dy))
}

/// Half the width and half the height of the feet, the part of an avatar that walls stop: half a
/// cell wide and high, so that one fits through every gap of one cell.
pub fn feet(walls: &Walls) -> (i32, i32) {
    let (w, h) = walls.tile_size();
    (w as i32 * SUBPX / 4, h as i32 * SUBPX / 4)
}

/// Whether an avatar can stand here.
pub fn can_stand(walls: &Walls, at: Pos) -> bool {
    let (half_w, half_h) = feet(walls);
    let (width, height) = walls.size();
    at.x >= half_w
        && at.y >= half_h
        && at.x <= width - half_w
        && at.y <= height - half_h
        && !walls.blocks_box(at.x - half_w, at.y - half_h, at.x + half_w, at.y + half_h)
}

/// Whether one can stand at both ends and everywhere between; exact along an axis, too strict
/// elsewhere.
pub fn can_walk(walls: &Walls, from: Pos, to: Pos) -> bool {
    let (half_w, half_h) = feet(walls);
    let (width, height) = walls.size();
    let (left, right) = (from.x.min(to.x) - half_w, from.x.max(to.x) + half_w);
    let (top, bottom) = (from.y.min(to.y) - half_h, from.y.max(to.y) + half_h);
    left >= 0
        && top >= 0
        && right <= width
        && bottom <= height
        && !walls.blocks_box(left, top, right, bottom)
}

/// Where a step leads: cut to [`RUN_STEP`] in length, stopped by walls on each axis for itself,
/// so that one slides along them. The feet are as wide as they are, so nobody squeezes between
/// two blocks that touch at their corners.
pub fn step(walls: &Walls, from: Pos, dx: i16, dy: i16) -> Pos {
    let (dx, dy) = limited(i32::from(dx), i32::from(dy), RUN_STEP);
    let mut at = from;
    at.x = along(dx, walls.part_size().0, at.x, feet(walls).0, |x| {
        can_stand(walls, Pos { x, y: from.y })
    });
    at.y = along(dy, walls.part_size().1, at.y, feet(walls).1, |y| {
        can_stand(walls, Pos { x: at.x, y })
    });
    at
}

/// Places looked at in search of a free one: all within 250 parts of a cell, some thirty cells. A
/// map that has none so near is not made for walking there, and must not hold up the room.
const MOST_RINGS: i32 = 250;

/// The free place nearest to this one; the place itself when none is near.
pub fn nearest_free(walls: &Walls, to: Pos) -> Pos {
    nearest_free_where(walls, to, |_| true)
}

/// The nearest free place of those that serve; the place itself when none is near.
pub fn nearest_free_where(walls: &Walls, to: Pos, serves: impl Fn(Pos) -> bool) -> Pos {
    let (width, height) = walls.size();
    let (half_w, half_h) = feet(walls);
    let to = Pos {
        x: to.x.clamp(half_w, (width - half_w).max(half_w)),
        y: to.y.clamp(half_h, (height - half_h).max(half_h)),
    };
    let is_free = |at: &Pos| can_stand(walls, *at) && serves(*at);
    if is_free(&to) {
        return to;
    }
    // Squares growing around the place; the nearest of a square's free places is good enough.
    let (part_w, part_h) = walls.part_size();
    let rings = (width / part_w.max(1))
        .max(height / part_h.max(1))
        .min(MOST_RINGS);
    for ring in 1..=rings {
        let edge = (-ring..=ring).flat_map(|i| [(i, -ring), (i, ring), (-ring, i), (ring, i)]);
        let free = edge
            .map(|(x, y)| Pos {
                x: to.x + x * part_w,
                y: to.y + y * part_h,
            })
            .filter(is_free)
            .min_by_key(|at| at.distance2(to));
        if let Some(at) = free {
            return at;
        }
    }
    to
}

/// Moves one coordinate by `delta` in strides no longer than a part of a cell, and stops at the
/// edge of the first part that blocks. `half` is the reach of the feet.
fn along(delta: i32, part: i32, from: i32, half: i32, free: impl Fn(i32) -> bool) -> i32 {
    let mut at = from;
    let mut left = delta;
    while left != 0 {
        let stride = left.clamp(-part, part);
        let next = at + stride;
        if free(next) {
            at = next;
            left -= stride;
            continue;
        }
        // The stride reaches into one more part at most: stop where that part begins.
        let touching = if stride > 0 {
            (next + half - 1).div_euclid(part) * part - half
        } else {
            ((next - half).div_euclid(part) + 1) * part + half
        };
        let forward = (touching - at).signum() == stride.signum();
        return if forward && free(touching) {
            touching
        } else {
            at
        };
    }
    at
}

/// Shortens a vector to `limit`, keeping its direction; never longer than `limit` per axis.
fn limited(dx: i32, dy: i32, limit: i32) -> (i32, i32) {
    let (x, y) = (i64::from(dx), i64::from(dy));
    let length2 = x * x + y * y;
    let limit = i64::from(limit);
    if length2 <= limit * limit {
        return (dx, dy);
    }
    // Rounded up, so that the result is never too long.
    let length = (length2 - 1).isqrt() + 1;
    ((x * limit / length) as i32, (y * limit / length) as i32)
}

fn small(step: i32) -> i16 {
    step.clamp(-RUN_STEP, RUN_STEP) as i16
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::walls::SOLID;

    fn room_with_pillar() -> Walls {
        let mut walls = Walls::free(10, 10, 32, 32);
        walls.block(5, 5, SOLID);
        walls
    }

    #[test]
    fn a_wall_stops_at_its_face() {
        let walls = room_with_pillar();
        let mut at = Pos::from_px(100, 176);
        for _ in 0..40 {
            at = step(&walls, at, WALK_STEP as i16, 0);
        }
        assert_eq!(at, Pos::from_px(160 - 8, 176));
        for _ in 0..40 {
            at = step(&walls, at, 0, -WALK_STEP as i16);
        }
        assert_eq!(at, Pos::from_px(152, 8), "the map's edge stops too");
    }

    #[test]
    fn one_slides_along_a_wall() {
        let walls = room_with_pillar();
        let at = Pos::from_px(152, 170);
        let moved = step(&walls, at, 90, 90);
        assert_eq!((moved.x, moved.y), (at.x, at.y + 90));
    }

    #[test]
    fn nobody_squeezes_between_corners() {
        let mut walls = Walls::free(10, 10, 32, 32);
        walls.block(4, 5, SOLID);
        walls.block(5, 4, SOLID);
        let mut at = Pos::from_px(144, 144); // the cell left above of the gap
        for _ in 0..100 {
            at = step(&walls, at, 100, 100);
        }
        assert!(at.x < 160 * SUBPX && at.y < 160 * SUBPX, "{at:?}");
    }

    #[test]
    fn diagonals_are_no_faster() {
        let (dx, dy) = wish(1, 1, false);
        let length = f64::from(dx).hypot(f64::from(dy));
        assert!((length - f64::from(WALK_STEP)).abs() < 2.0, "{length}");
        assert_eq!(wish(1, 0, true), (RUN_STEP as i16, 0));
        assert_eq!(wish(0, 0, true), (0, 0));
    }

    #[test]
    fn the_nearest_free_place_is_beside_the_wall() {
        let walls = room_with_pillar();
        let at = nearest_free(&walls, Pos::from_px(170, 176));
        assert!(can_stand(&walls, at));
        assert!(
            at.distance2(Pos::from_px(170, 176)) < i64::from(24 * SUBPX).pow(2),
            "{at:?}"
        );
    }

    proptest! {
        #[test]
        fn a_step_is_bounded_and_ends_free(
            blocks in prop::collection::vec((0u32..12, 0u32..12, any::<u64>()), 0..40),
            (x, y) in (0i32..384 * SUBPX, 0i32..384 * SUBPX),
            steps in prop::collection::vec((any::<i16>(), any::<i16>()), 1..30),
        ) {
            let mut walls = Walls::free(12, 12, 32, 32);
            for (column, row, mask) in blocks {
                walls.block(column, row, mask);
            }
            let mut at = Pos { x, y };
            prop_assume!(can_stand(&walls, at));
            for (dx, dy) in steps {
                let next = step(&walls, at, dx, dy);
                prop_assert!(can_stand(&walls, next));
                prop_assert!(at.distance2(next) <= i64::from(RUN_STEP).pow(2));
                at = next;
            }
        }
    }
}
