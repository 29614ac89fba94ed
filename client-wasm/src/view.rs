//! What is seen of the map: where the camera stands and how large it shows. Follows one's avatar,
//! stays on the map. Pure; the picture itself is the renderer's.

use hallway_protocol::session::Focus;

use crate::render::Camera;

/// Smallest and largest number of CSS pixels per map pixel.
pub const ZOOM: (f32, f32) = (0.5, 4.0);

/// What the zoom keys step through.
const STEPS: [f32; 8] = [0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0];

/// Time constant in milliseconds by which zoom and jumps are glided over.
const GLIDE_MS: f64 = 90.0;

/// Map pixels further than anybody walks between two frames.
const TIED: f32 = 48.0;

/// Smallest zoom at which a focus is shown: below what one may choose, since it must fit.
const LEAST_FOCUS: f32 = 0.2;

/// Highest in CSS pixels of what may lie over the lower edge without moving the middle: the bar.
const LOW: f32 = 100.0;

/// Most of the width and of the height that counts as covered.
const MOST_COVERED: f32 = 0.75;

/// The view of the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Width and height of the map in map pixels.
    map: (f32, f32),
    /// Width and height of the canvas in CSS pixels.
    size: (f32, f32),
    pixel_ratio: f32,
    /// As it is drawn, on its way to `zoom`.
    shown_zoom: f32,
    zoom: f32,
    centre: Option<(f32, f32)>,
    /// CSS pixels at the right and at the lower edge that something lies over.
    covered: (f32, f32),
    /// What is to be seen as a whole, and whether it is: who zooms by hand sees what they like.
    focus: Option<Focus>,
    focused: bool,
    last: f64,
}

impl View {
    /// A view of a map of this size in map pixels.
    pub fn new(width: u32, height: u32, zoom: f32) -> Self {
        let zoom = zoom.clamp(ZOOM.0, ZOOM.1);
        Self {
            map: (width as f32, height as f32),
            size: (1.0, 1.0),
            pixel_ratio: 1.0,
            shown_zoom: zoom,
            zoom,
            centre: None,
            covered: (0.0, 0.0),
            focus: None,
            focused: false,
            last: 0.0,
        }
    }

    /// Shows another map of this size in map pixels, as large as the one before.
    pub fn set_map(&mut self, width: u32, height: u32) {
        self.map = (width as f32, height as f32);
    }

    /// The canvas' size in CSS pixels, how dense the screen is, and how much of the right and of
    /// the lower edge is covered.
    pub fn resize(&mut self, width: f32, height: f32, pixel_ratio: f32, covered: (f32, f32)) {
        self.size = (width.max(1.0), height.max(1.0));
        self.pixel_ratio = pixel_ratio;
        let part = |covered: f32, all: f32| covered.clamp(0.0, all * MOST_COVERED);
        self.covered = (part(covered.0, self.size.0), part(covered.1, self.size.1));
    }

    /// How large the map is meant to be shown.
    pub fn zoom(&self) -> f32 {
        self.zoom
    }

    /// Shows the map as large as told, within the limits.
    pub fn set_zoom(&mut self, zoom: f32) {
        if zoom.is_finite() {
            self.zoom = zoom.clamp(ZOOM.0, ZOOM.1);
            self.focused = false;
        }
    }

    /// Shows a part of the map as a whole from now on, or oneself again. Told the same twice, it
    /// changes nothing.
    pub fn set_focus(&mut self, focus: Option<Focus>) {
        if self.focus != focus {
            self.focus = focus;
            self.focused = focus.is_some();
        }
    }

    /// The centre and the zoom at which the focus is seen as a whole beside what is covered.
    fn on_focus(&self) -> Option<(f32, f32, f32)> {
        let focus = self.focus.filter(|_| self.focused)?;
        let free = 1.0 - focus.margin.clamp(0.0, 0.9);
        let fits = |size: f32, covered: f32, part: f32| (size - covered) * free / part.max(1.0);
        let zoom = fits(self.size.0, self.covered.0, focus.width)
            .min(fits(self.size.1, self.covered.1, focus.height))
            .clamp(LEAST_FOCUS, ZOOM.1);
        let centre = (focus.x + focus.width / 2.0, focus.y + focus.height / 2.0);
        let at_rest = zoom.is_finite() && centre.0.is_finite() && centre.1.is_finite();
        at_rest.then_some((centre.0, centre.1, zoom))
    }

    /// Shows the map larger or smaller by a factor.
    pub fn zoom_by(&mut self, factor: f32) {
        self.set_zoom(self.zoom * factor);
    }

    /// Shows the map one step larger or smaller.
    pub fn zoom_step(&mut self, larger: bool) {
        let now = self.zoom;
        let next = if larger {
            STEPS.iter().find(|step| **step > now + 0.01)
        } else {
            STEPS.iter().rev().find(|step| **step < now - 0.01)
        };
        self.set_zoom(next.copied().unwrap_or(now));
    }

    /// The camera for a frame, with oneself at these map pixels. `glide` is false for people who
    /// want less motion.
    pub fn follow(&mut self, x: f32, y: f32, now: f64, glide: bool) -> Camera {
        let passed = (now - self.last).max(0.0);
        self.last = now;
        let part = if glide {
            1.0 - (-passed / GLIDE_MS).exp() as f32
        } else {
            1.0
        };
        let focus = self.on_focus();
        let (x, y, zoom) = focus.unwrap_or((x, y, self.zoom));
        self.shown_zoom += (zoom - self.shown_zoom) * part;
        if (zoom - self.shown_zoom).abs() < 0.002 {
            self.shown_zoom = zoom;
        }
        // One stands, and a focus is seen, in the middle of what nothing lies over.
        let counts = focus.is_some() || self.covered.1 > LOW;
        let below = if counts { self.covered.1 } else { 0.0 };
        let wanted = self.clamped(x, y + below / self.shown_zoom / 2.0);
        // While one walks the camera is tied to the avatar: what glides after it trembles.
        let tied = focus.map_or(TIED, |_| 0.5);
        let (x, y) = match self.centre {
            Some(from) if glide && far(from, wanted, tied) => (
                from.0 + (wanted.0 - from.0) * part,
                from.1 + (wanted.1 - from.1) * part,
            ),
            _ => wanted,
        };
        self.centre = Some((x, y));
        Camera {
            x,
            y,
            zoom: self.shown_zoom,
            width: self.size.0,
            height: self.size.1,
            pixel_ratio: self.pixel_ratio,
        }
    }

    /// The centre nearest to a spot at which no more than the map is seen.
    fn clamped(&self, x: f32, y: f32) -> (f32, f32) {
        let within = |at: f32, map: f32, seen: f32, extra: f32| {
            if seen >= map + extra {
                // All of it fits.
                (map + extra) / 2.0
            } else {
                at.clamp(seen / 2.0, map + extra - seen / 2.0)
            }
        };
        let zoom = self.shown_zoom;
        let (right, below) = (self.covered.0 / zoom, self.covered.1 / zoom);
        (
            // What lies over the right edge stays there for long: one stands in the middle of the
            // rest.
            within(x + right / 2.0, self.map.0, self.size.0 / zoom, right),
            within(y, self.map.1, self.size.1 / zoom, below),
        )
    }
}

fn far(a: (f32, f32), b: (f32, f32), reach: f32) -> bool {
    (a.0 - b.0).abs().max((a.1 - b.1).abs()) > reach
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(map: (u32, u32)) -> View {
        let mut view = View::new(map.0, map.1, 2.0);
        view.resize(800.0, 600.0, 1.0, (0.0, 0.0));
        view
    }

    #[test]
    fn the_camera_stays_on_the_map() {
        let mut view = view((1000, 1000));
        for ((x, y), expected) in [
            ((500.0, 500.0), (500.0, 500.0)),
            ((0.0, 0.0), (200.0, 150.0)),
            ((1000.0, 990.0), (800.0, 850.0)),
        ] {
            let camera = view.follow(x, y, 0.0, false);
            assert_eq!((camera.x, camera.y), expected);
        }
    }

    #[test]
    fn a_small_map_stands_in_the_middle() {
        let camera = view((100, 100)).follow(10.0, 90.0, 0.0, false);
        assert_eq!((camera.x, camera.y), (50.0, 50.0));
    }

    #[test]
    fn what_is_covered_can_be_brought_into_sight() {
        let mut view = view((1000, 1000));
        view.resize(800.0, 600.0, 1.0, (0.0, 80.0));
        let camera = view.follow(500.0, 1000.0, 0.0, false);
        let (_, y) = camera.to_screen(500.0, 1000.0);
        assert!((y - 520.0).abs() < 1.0, "{y}");
    }

    #[test]
    fn beside_a_panel_one_stands_in_the_middle_of_the_rest() {
        let mut view = view((1000, 1000));
        view.resize(800.0, 600.0, 1.0, (200.0, 0.0));
        for x in [500.0, 850.0] {
            let camera = view.follow(x, 500.0, 0.0, false);
            let (x, _) = camera.to_screen(x, 500.0);
            assert!((x - 300.0).abs() < 1.0, "{x}");
        }
    }

    const FOCUS: Focus = Focus {
        x: 200.0,
        y: 300.0,
        width: 400.0,
        height: 100.0,
        margin: 0.2,
    };

    #[test]
    fn a_focus_is_seen_as_a_whole_beside_what_is_covered() {
        let mut view = view((1000, 1000));
        view.resize(800.0, 600.0, 1.0, (300.0, 80.0));
        view.set_focus(Some(FOCUS));
        let camera = view.follow(900.0, 900.0, 0.0, false);
        assert!((camera.zoom - 500.0 * 0.8 / 400.0).abs() < 0.001);
        let (left, top) = camera.to_screen(FOCUS.x, FOCUS.y);
        let (right, bottom) = camera.to_screen(FOCUS.x + FOCUS.width, FOCUS.y + FOCUS.height);
        assert!((left - 50.0).abs() < 1.0 && (right - 450.0).abs() < 1.0);
        assert!(top > 0.0 && bottom < 520.0, "{top} {bottom}");
        view.set_focus(None);
        let camera = view.follow(500.0, 500.0, 1.0, false);
        assert_eq!(camera.zoom, 2.0);
    }

    #[test]
    fn who_zooms_by_hand_is_not_held_by_a_focus() {
        let mut view = view((1000, 1000));
        view.set_focus(Some(FOCUS));
        view.zoom_by(1.5);
        view.set_focus(Some(FOCUS));
        assert_eq!(view.follow(500.0, 500.0, 0.0, false).zoom, 3.0);
        // Coming again counts anew.
        view.set_focus(None);
        view.set_focus(Some(FOCUS));
        assert!(view.follow(500.0, 500.0, 1.0, false).zoom < 3.0);
    }

    #[test]
    fn a_senseless_focus_is_none() {
        let mut view = view((1000, 1000));
        for (x, width) in [
            (f32::NAN, 1.0),
            (0.0, f32::NAN),
            (0.0, 0.0),
            (f32::INFINITY, 1.0),
        ] {
            view.set_focus(Some(Focus { x, width, ..FOCUS }));
            let camera = view.follow(500.0, 500.0, 0.0, false);
            assert!(
                camera.zoom.is_finite() && camera.x.is_finite(),
                "{x} {width}"
            );
        }
    }

    #[test]
    fn above_a_panel_one_stands_in_the_middle_of_the_rest() {
        let mut view = view((1000, 1000));
        view.resize(400.0, 800.0, 1.0, (0.0, 400.0));
        for y in [500.0, 900.0] {
            let camera = view.follow(500.0, y, 0.0, false);
            let (_, y) = camera.to_screen(500.0, y);
            assert!((y - 200.0).abs() < 1.0, "{y}");
        }
        // A bar is too low to move the middle.
        view.resize(400.0, 800.0, 1.0, (0.0, 92.0));
        let camera = view.follow(500.0, 500.0, 0.0, false);
        assert_eq!(camera.to_screen(500.0, 500.0).1, 400.0);
    }

    #[test]
    fn zoom_has_limits_and_steps() {
        let mut view = view((1000, 1000));
        view.zoom_step(true);
        assert_eq!(view.zoom(), 2.5);
        view.zoom_by(100.0);
        view.zoom_step(true);
        assert_eq!(view.zoom(), 4.0);
        view.zoom_by(0.0001);
        view.zoom_step(false);
        assert_eq!(view.zoom(), 0.5);
        view.set_zoom(f32::NAN);
        assert_eq!(view.zoom(), 0.5);
    }

    #[test]
    fn zoom_glides_and_arrives() {
        let mut view = view((1000, 1000));
        view.follow(500.0, 500.0, 0.0, true);
        view.set_zoom(4.0);
        let first = view.follow(500.0, 500.0, 16.0, true).zoom;
        assert!(first > 2.0 && first < 3.0, "{first}");
        for frame in 2..120 {
            view.follow(500.0, 500.0, f64::from(frame) * 16.0, true);
        }
        assert_eq!(view.follow(500.0, 500.0, 2000.0, true).zoom, 4.0);
        view.set_zoom(1.0);
        assert_eq!(view.follow(500.0, 500.0, 2001.0, false).zoom, 1.0);
    }
}
