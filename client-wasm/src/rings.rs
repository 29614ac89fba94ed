//! The discs on the floor around people who talk, from where they stand.

use crate::render::Ring;

/// From the outermost feet to the ring, in map pixels.
const MARGIN: f32 = 26.0;

/// One's own bubble.
const OWN: [u8; 4] = [46, 196, 182, 230];

/// Others' bubbles.
const OTHER: [u8; 4] = [255, 255, 255, 170];

/// One who talks: the ring, and the darker one around it.
const TALKING: [u8; 4] = [255, 226, 120, 255];
const TALKING_EDGE: [u8; 4] = [74, 38, 0, 255];

/// From the feet to the middle of an avatar, and from there to the ring, in map pixels.
const ABOVE_FEET: f32 = 12.0;
const AROUND: f32 = 20.0;

/// From the ring to the darker one, in map pixels.
const EDGE: f32 = 1.2;

/// The ring around these feet (map pixels); `None` around fewer than two.
pub fn ring(feet: impl Iterator<Item = (f32, f32)> + Clone, own: bool) -> Option<Ring> {
    let count = feet.clone().count();
    if count < 2 {
        return None;
    }
    let (sum_x, sum_y) = feet
        .clone()
        .fold((0.0, 0.0), |(x, y), at| (x + at.0, y + at.1));
    let (x, y) = (sum_x / count as f32, sum_y / count as f32);
    let reach = feet
        .map(|at| (at.0 - x).hypot(at.1 - y))
        .fold(0.0, f32::max);
    Some(Ring {
        x,
        y,
        radius: reach + MARGIN,
        color: if own { OWN } else { OTHER },
    })
}

/// The rings around one who talks, standing at these feet (map pixels): a light one in a dark one,
/// so that they are seen on every ground.
pub fn around(feet: (f32, f32)) -> [Ring; 2] {
    [(AROUND + EDGE, TALKING_EDGE), (AROUND, TALKING)].map(|(radius, color)| Ring {
        x: feet.0,
        // The middle of the avatar, which stands above its feet.
        y: feet.1 - ABOVE_FEET,
        radius,
        color,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_members_stand_inside() {
        let feet = [(0.0, 0.0), (60.0, 0.0), (30.0, 50.0)];
        let ring = ring(feet.iter().copied(), true).unwrap();
        for at in feet {
            let distance = (at.0 - ring.x).hypot(at.1 - ring.y);
            assert!(distance + MARGIN <= ring.radius + 1e-3);
        }
        assert_eq!(ring.color, OWN);
    }

    #[test]
    fn who_talks_is_inside_of_a_ring_of_their_own() {
        let [edge, ring] = around((10.0, 50.0));
        assert!(edge.radius > ring.radius);
        assert_eq!((ring.x, ring.color), (10.0, TALKING));
        // From the feet to the top of the head.
        assert!(ring.y + ring.radius > 50.0 && ring.y - ring.radius < 50.0 - 28.0);
    }

    #[test]
    fn nobody_talks_alone() {
        assert_eq!(ring([(1.0, 1.0)].iter().copied(), false), None);
        assert_eq!(ring([].iter().copied(), false), None);
    }
}
