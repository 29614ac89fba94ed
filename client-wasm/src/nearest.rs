//! Who is named: those in view, at most so many, the nearest to its middle. Pure; works each frame
//! anew in the same memory.

use crate::render::Camera;

/// Most names shown at once.
const MOST: usize = 80;

/// From the feet to the name, in map pixels: the height of an avatar.
const ABOVE_PX: f32 = 31.0;

/// How far outside of the view a name is still shown, in CSS pixels.
const MARGIN: f32 = 60.0;

/// Where a name is shown, in CSS pixels from the canvas' top left corner.
pub type Place = (i32, i32);

/// Where names are shown.
#[derive(Debug, Default)]
pub struct Nearest {
    /// For each person in turn the place, and how far it is from the middle of the view.
    seen: Vec<Option<(Place, f32)>>,
    distances: Vec<f32>,
    /// Who is as far away as this, or further, is not named.
    too_far: f32,
}

impl Nearest {
    /// Looks at people who stand at these feet (map pixels).
    pub fn look(&mut self, camera: &Camera, feet: impl Iterator<Item = (f32, f32)>) {
        let lens = camera.lens();
        let (width, height) = (camera.width, camera.height);
        let across = -MARGIN..width + MARGIN;
        let down = -MARGIN..height + MARGIN;
        self.seen.clear();
        self.seen.extend(feet.map(|(x, y)| {
            let (x, y) = lens.to_screen(x, y - ABOVE_PX);
            (across.contains(&x) && down.contains(&y)).then(|| {
                let distance = (x - width / 2.0).hypot(y - height / 2.0);
                ((x.round() as i32, y.round() as i32), distance)
            })
        }));
        self.distances.clear();
        let in_view = self.seen.iter().flatten();
        self.distances
            .extend(in_view.map(|(_, distance)| *distance));
        self.too_far = if self.distances.len() > MOST {
            let (_, nearest_without, _) =
                self.distances.select_nth_unstable_by(MOST, f32::total_cmp);
            *nearest_without
        } else {
            f32::INFINITY
        };
    }

    /// For each of them, in the same order, where they are named; `None` for who is not.
    pub fn places(&self) -> impl Iterator<Item = Option<Place>> {
        self.seen.iter().map(|seen| {
            let (place, distance) = (*seen)?;
            (distance < self.too_far).then_some(place)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAMERA: Camera = Camera {
        x: 500.0,
        y: 500.0,
        zoom: 2.0,
        width: 800.0,
        height: 600.0,
        pixel_ratio: 1.0,
    };

    fn places(nearest: &mut Nearest, feet: &[(f32, f32)]) -> Vec<Option<Place>> {
        nearest.look(&CAMERA, feet.iter().copied());
        nearest.places().collect()
    }

    #[test]
    fn a_name_is_above_its_avatar() {
        let found = places(&mut Nearest::default(), &[(500.0, 531.0), (510.0, 551.0)]);
        assert_eq!(found, [Some((400, 300)), Some((420, 340))]);
    }

    #[test]
    fn who_is_out_of_view_is_not_named() {
        // The right edge is at 700, and a name reaches beyond its middle.
        let feet = [(729.0, 500.0), (731.0, 500.0), (500.0, 1000.0)];
        let found = places(&mut Nearest::default(), &feet);
        let named: Vec<bool> = found.iter().map(Option::is_some).collect();
        assert_eq!(named, [true, false, false]);
    }

    #[test]
    fn of_a_crowd_the_nearest_are_named() {
        let mut nearest = Nearest::default();
        // One after another away from the middle, the last the nearest.
        let feet: Vec<_> = (0..100).rev().map(|i| (500.0 + i as f32, 531.0)).collect();
        let found = places(&mut nearest, &feet);
        assert!(found[..20].iter().all(Option::is_none));
        assert!(found[20..].iter().all(Option::is_some));
        let few = places(&mut nearest, &feet[..30]);
        assert!(few.iter().all(Option::is_some), "all when there is room");
    }

    #[test]
    fn a_frame_reuses_the_memory_of_the_last() {
        let mut nearest = Nearest::default();
        let feet: Vec<_> = (0..300).map(|i| (500.0 + i as f32, 500.0)).collect();
        places(&mut nearest, &feet);
        let before = (nearest.seen.as_ptr(), nearest.distances.as_ptr());
        places(&mut nearest, &feet);
        assert_eq!(before, (nearest.seen.as_ptr(), nearest.distances.as_ptr()));
    }
}
