//! Which of the pages on a map are near enough to be fetched. Pure; the frames are the browser's.

use hallway_world::scene::Site;

use crate::render::Camera;

/// How much of the view's size around it still counts as near.
const NEAR: f32 = 0.5;

/// Beyond this much of the view's size a page is let go of: it must not go on with sound and video
/// for somebody who has left.
const FAR: f32 = 1.5;

/// How far away a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// In view or nearly so.
    Near,
    /// Whatever it was before counts.
    Between,
    /// Away.
    Far,
}

/// How far a page is from what a camera sees.
pub fn range(camera: &Camera, site: &Site) -> Range {
    let (left, top) = camera.to_screen(site.x, site.y);
    let (right, bottom) = camera.to_screen(site.x + site.width, site.y + site.height);
    let within = |share: f32| {
        let (across, down) = (camera.width * share, camera.height * share);
        right >= -across
            && bottom >= -down
            && left <= camera.width + across
            && top <= camera.height + down
    };
    match (within(NEAR), within(FAR)) {
        (true, _) => Range::Near,
        (false, true) => Range::Between,
        (false, false) => Range::Far,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_near_around_the_view_and_far_beyond() {
        let camera = Camera {
            x: 1000.0,
            y: 1000.0,
            zoom: 2.0,
            width: 800.0,
            height: 600.0,
            pixel_ratio: 1.0,
        };
        // In map pixels the view is 400 by 300, from (800, 850) on.
        for (x, y, expected) in [
            (900.0, 900.0, Range::Near),
            (650.0, 900.0, Range::Near),
            (500.0, 900.0, Range::Between),
            (100.0, 900.0, Range::Far),
            (900.0, 1280.0, Range::Near),
            (900.0, 1400.0, Range::Between),
            (900.0, 1700.0, Range::Far),
        ] {
            let site = Site {
                x,
                y,
                width: 64.0,
                height: 64.0,
                ..Site::default()
            };
            assert_eq!(range(&camera, &site), expected, "{x}, {y}");
        }
    }
}
