//! From map pixels to the screen and back, with everything snapped to the screen's own pixels.
//!
//! Snapping is what keeps pixel art crisp and tiles without gaps: the map's origin always lies on
//! a whole device pixel, and so does each layer's.

use hallway_world::scene::Layer;

use super::quad::Bounds;

/// Widest and highest drawing surface in device pixels; more than any screen has.
const LARGEST_SIDE: f32 = 16384.0;

/// What [`Camera::around`] rounds up to, in map pixels: the width of an area of interest.
const ROUND: f32 = 128.0;

/// Smallest and largest number of device pixels per map pixel.
const SCALES: (f32, f32) = (1.0 / 64.0, 64.0);

/// What is seen: a spot of the map, how large, on how large a canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Map pixels at the middle of the view.
    pub x: f32,
    /// Map pixels at the middle of the view.
    pub y: f32,
    /// CSS pixels per map pixel.
    pub zoom: f32,
    /// Width of the canvas in CSS pixels.
    pub width: f32,
    /// Height of the canvas in CSS pixels.
    pub height: f32,
    /// Device pixels per CSS pixel (`devicePixelRatio`).
    pub pixel_ratio: f32,
}

impl Camera {
    /// Where a spot of the map (map pixels) is drawn: CSS pixels from the canvas' top left
    /// corner. Exactly where the renderer puts it, so that HTML labels stay with their avatars.
    pub fn to_screen(&self, x: f32, y: f32) -> (f32, f32) {
        self.lens().to_screen(x, y)
    }

    /// For many spots of the same frame.
    pub fn lens(&self) -> Lens {
        Lens {
            view: self.view(),
            ratio: self.ratio(),
        }
    }

    /// Where the origin of what has this parallax factor is drawn, in CSS pixels from the canvas'
    /// top left corner, and how many CSS pixels a map pixel takes.
    pub fn plane(&self, parallax: (f32, f32), parallax_origin: (f32, f32)) -> (f32, f32, f32) {
        let (view, ratio) = (self.view(), self.ratio());
        let (x, y) = view.shift((0.0, 0.0), parallax, parallax_origin);
        (x / ratio, y / ratio, view.scale / ratio)
    }

    /// Which spot of the map (map pixels) lies at these CSS pixels from the canvas' top left.
    pub fn to_map(&self, x: f32, y: f32) -> (f32, f32) {
        let (view, ratio) = (self.view(), self.ratio());
        (
            (x * ratio + view.left) / view.scale,
            (y * ratio + view.top) / view.scale,
        )
    }

    /// Width and height in map pixels of what would be seen with a spot in the middle, so that all that
    /// is seen is in it. Rounded up: the spot is somebody who walks.
    pub fn around(&self, x: f32, y: f32) -> (u16, u16) {
        let side = |centre: f32, size: f32, spot: f32| {
            let half = size / self.zoom / 2.0 + (centre - spot).abs();
            // A number too large becomes the largest of its kind, and one that is none becomes 0.
            ((2.0 * half / ROUND).ceil() * ROUND) as u16
        };
        (side(self.x, self.width, x), side(self.y, self.height, y))
    }

    /// The same in device pixels. Numbers that make no sense are replaced, not passed on.
    pub fn view(&self) -> View {
        let ratio = self.ratio();
        let side = |css: f32| finite(css * ratio, 1.0).round().clamp(1.0, LARGEST_SIDE);
        let (width, height) = (side(self.width), side(self.height));
        let scale = finite(self.zoom * ratio, 1.0).clamp(SCALES.0, SCALES.1);
        let centre = (finite(self.x, 0.0), finite(self.y, 0.0));
        View {
            width: width as u32,
            height: height as u32,
            scale,
            // Half the size is rounded by itself: then an avatar that the camera follows stays on
            // the same pixel while both move.
            left: (centre.0 * scale).round() - (width / 2.0).floor(),
            top: (centre.1 * scale).round() - (height / 2.0).floor(),
            centre: Some(centre),
        }
    }

    fn ratio(&self) -> f32 {
        finite(self.pixel_ratio, 1.0).clamp(0.1, 16.0)
    }
}

/// What a camera makes of spots, worked out once.
#[derive(Clone, Copy, Debug)]
pub struct Lens {
    view: View,
    ratio: f32,
}

impl Lens {
    /// As [`Camera::to_screen`].
    pub fn to_screen(&self, x: f32, y: f32) -> (f32, f32) {
        let view = &self.view;
        (
            (x * view.scale - view.left) / self.ratio,
            (y * view.scale - view.top) / self.ratio,
        )
    }
}

/// A camera in device pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Width of the drawing surface in device pixels.
    pub width: u32,
    /// Height of the drawing surface in device pixels.
    pub height: u32,
    /// Device pixels per map pixel.
    pub scale: f32,
    /// The map's left edge lies this many device pixels left of the surface's; whole.
    pub left: f32,
    /// The map's top edge lies this many device pixels above the surface's; whole.
    pub top: f32,
    /// Map pixels that parallax is reckoned from; `None` draws without parallax.
    pub centre: Option<(f32, f32)>,
}

impl View {
    /// A rectangle of the map, one device pixel per map pixel, without parallax.
    pub fn of_region(x: i32, y: i32, width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            scale: 1.0,
            left: x as f32,
            top: y as f32,
            centre: None,
        }
    }

    /// Whether each map pixel becomes the same whole number of device pixels.
    pub fn is_crisp(&self) -> bool {
        (self.scale - self.scale.round()).abs() < 1e-4 && self.scale > 0.5
    }

    /// Where a layer's origin lies on the surface, in whole device pixels.
    pub fn layer_shift(&self, layer: &Layer, parallax_origin: (f32, f32)) -> (f32, f32) {
        self.shift(layer.offset, layer.parallax, parallax_origin)
    }

    /// The same for anything with an offset and a parallax factor. What has a factor is moved by
    /// what the factor lacks to 1, times the way from the parallax origin to the middle of the
    /// view, as Tiled defines it.
    fn shift(
        &self,
        offset: (f32, f32),
        parallax: (f32, f32),
        parallax_origin: (f32, f32),
    ) -> (f32, f32) {
        let centre = self.centre.unwrap_or(parallax_origin);
        let along = |offset: f32, factor: f32, centre: f32, origin: f32, edge: f32| {
            let moved = finite(offset + (1.0 - factor) * (centre - origin), 0.0);
            (moved * self.scale).round() - edge
        };
        (
            along(offset.0, parallax.0, centre.0, parallax_origin.0, self.left),
            along(offset.1, parallax.1, centre.1, parallax_origin.1, self.top),
        )
    }

    /// What of a layer with this shift is on the surface, in the layer's own map pixels.
    pub fn visible(&self, shift: (f32, f32)) -> Bounds {
        Bounds {
            left: -shift.0 / self.scale,
            top: -shift.1 / self.scale,
            right: (self.width as f32 - shift.0) / self.scale,
            bottom: (self.height as f32 - shift.1) / self.scale,
        }
    }
}

/// The first copy and the number of copies of something that repeats every `step` pixels from
/// `start` on in both directions, so that `from` to `to` is covered. One copy when it does not
/// repeat (or has no size to repeat by).
pub fn copies(start: f32, step: f32, from: f32, to: f32, repeat: bool) -> (f32, f32) {
    if !repeat || step < 1.0 || to <= from {
        return (start, 1.0);
    }
    let first = start + ((from - start) / step).floor() * step;
    (first, ((to - first) / step).ceil().max(1.0))
}

fn finite(value: f32, otherwise: f32) -> f32 {
    if value.is_finite() { value } else { otherwise }
}

#[cfg(test)]
mod tests {
    use hallway_world::scene::Content;

    use super::*;

    fn camera(x: f32, y: f32, zoom: f32, pixel_ratio: f32) -> Camera {
        Camera {
            x,
            y,
            zoom,
            width: 801.0,
            height: 600.0,
            pixel_ratio,
        }
    }

    #[test]
    fn what_is_seen_is_around_somebody() {
        let camera = camera(400.0, 300.0, 2.0, 1.0);
        assert_eq!(camera.around(400.0, 300.0), (512, 384));
        assert_eq!(camera.around(410.0, 300.0), (512, 384));
        // At the edge of the map, which the camera does not leave.
        assert_eq!(camera.around(200.0, 150.0), (896, 640));
        let odd = camera_of_no_zoom().around(f32::NAN, 0.0);
        assert_eq!(odd, (0, u16::MAX));
    }

    fn camera_of_no_zoom() -> Camera {
        camera(0.0, 0.0, 0.0, 1.0)
    }

    fn layer(offset: (f32, f32), parallax: (f32, f32)) -> Layer {
        Layer {
            name: String::new(),
            content: Content::Objects(Vec::new()),
            opacity: 1.0,
            tint: None,
            offset,
            parallax,
            above_avatars: false,
            door: None,
        }
    }

    #[test]
    fn screen_and_map_are_each_others_inverse() {
        for (zoom, ratio) in [(1.0, 1.0), (1.5, 2.0), (0.7, 1.25)] {
            let camera = camera(1234.3, 77.7, zoom, ratio);
            let (x, y) = camera.to_screen(1000.0, 50.0);
            let (x, y) = camera.to_map(x, y);
            assert!((x - 1000.0).abs() < 0.01 && (y - 50.0).abs() < 0.01);
            let (x, y) = camera.to_screen(1234.3, 77.7);
            assert!((x - 400.5).abs() <= 1.0 && (y - 300.0).abs() <= 1.0);
        }
    }

    #[test]
    fn the_map_lies_on_whole_device_pixels() {
        for step in 0..50 {
            let view = camera(100.0 + step as f32 * 0.13, 33.3, 1.5, 1.1).view();
            assert_eq!((view.left.fract(), view.top.fract()), (0.0, 0.0));
            let (x, y) = view.layer_shift(&layer((0.3, 7.7), (0.5, 1.2)), (5.0, 5.0));
            assert_eq!((x.fract(), y.fract()), (0.0, 0.0));
        }
    }

    #[test]
    fn who_the_camera_follows_does_not_tremble() {
        let at = |x: f32| (x * 2.0).round() - camera(x, 0.0, 2.0, 1.0).view().left;
        for step in 0..100 {
            assert_eq!(at(50.0 + step as f32 * 0.07), at(50.0));
        }
    }

    #[test]
    fn parallax_is_reckoned_from_its_origin() {
        let view = camera(300.0, 200.0, 1.0, 1.0).view();
        let plain = view.layer_shift(&layer((0.0, 0.0), (1.0, 1.0)), (100.0, 50.0));
        let still = view.layer_shift(&layer((0.0, 0.0), (0.0, 0.5)), (100.0, 50.0));
        // A factor of 0 moves along with the camera all the way, one of a half by half of it.
        assert_eq!((still.0 - plain.0, still.1 - plain.1), (200.0, 75.0));
        let region = View::of_region(10, 20, 5, 5);
        assert_eq!(
            region.layer_shift(&layer((3.0, 4.0), (0.0, 0.5)), (100.0, 50.0)),
            (-7.0, -16.0)
        );
    }

    #[test]
    fn a_plane_lies_where_the_canvas_shows_its_map_pixels() {
        for (zoom, ratio) in [(1.0, 1.0), (1.5, 2.0), (0.7, 1.25)] {
            let camera = camera(1234.3, 77.7, zoom, ratio);
            let (left, top, scale) = camera.plane((1.0, 1.0), (0.0, 0.0));
            let (x, y) = camera.to_screen(1000.0, 50.0);
            assert!((left + 1000.0 * scale - x).abs() < 0.01, "{x}");
            assert!((top + 50.0 * scale - y).abs() < 0.01, "{y}");
            // A factor of 0 stands still on the screen.
            let (left, top, _) = camera.plane((0.0, 0.0), (0.0, 0.0));
            assert!((left - 400.0).abs() <= 1.0 && (top - 300.0).abs() <= 1.0);
        }
    }

    #[test]
    fn nonsense_makes_a_view_all_the_same() {
        let view = Camera {
            x: f32::NAN,
            y: f32::INFINITY,
            zoom: f32::NAN,
            width: -5.0,
            height: f32::INFINITY,
            pixel_ratio: 0.0,
        }
        .view();
        assert_eq!((view.width, view.height, view.scale), (1, 1, 1.0));
        assert!(view.left.is_finite() && view.top.is_finite());
    }

    #[test]
    fn only_whole_scales_are_crisp() {
        for (zoom, ratio, crisp) in [
            (1.0, 1.0, true),
            (2.0, 1.5, true),
            (1.5, 1.0, false),
            (0.25, 1.0, false),
        ] {
            assert_eq!(camera(0.0, 0.0, zoom, ratio).view().is_crisp(), crisp);
        }
    }

    #[test]
    fn repetitions_cover_what_is_seen() {
        for (start, step, from, to, expected) in [
            (0.0, 10.0, 0.0, 30.0, (0.0, 3.0)),
            (4.0, 10.0, 0.0, 30.0, (-6.0, 4.0)),
            (100.0, 10.0, -5.0, 1.0, (-10.0, 2.0)),
        ] {
            assert_eq!(copies(start, step, from, to, true), expected);
        }
        assert_eq!(copies(4.0, 10.0, 0.0, 30.0, false), (4.0, 1.0));
        assert_eq!(copies(4.0, 0.0, 0.0, 30.0, true), (4.0, 1.0));
    }
}
