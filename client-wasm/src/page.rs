//! What the page tells about itself on its `<html>` element: the state, one's place, the zones, and
//! the language. For tests, bug reports, and style sheets.

use std::cell::RefCell;

use hallway_protocol::Pos;
use leptos::prelude::document;

use crate::dom::report;
use crate::text::Locale;

/// The attributes as last written, so that nothing is written twice.
#[derive(Default)]
pub struct Page {
    place: RefCell<Option<(i32, i32)>>,
    zones: RefCell<Option<String>>,
}

impl Page {
    /// One's own predicted place, with one decimal of a map pixel.
    pub fn set_place(&self, pos: Pos) {
        let tenths = |subpx: i32| (f64::from(subpx) * 10.0 / 16.0).round() as i32;
        let place = (tenths(pos.x), tenths(pos.y));
        if self.place.replace(Some(place)) != Some(place) {
            let (x, y) = pos.to_px();
            set("data-hallway-x", &format!("{x:.1}"));
            set("data-hallway-y", &format!("{y:.1}"));
        }
    }

    /// The zones one stands in.
    pub fn set_zones(&self, zones: &[String]) {
        let names = zones.join(",");
        if self.zones.borrow().as_ref() != Some(&names) {
            set("data-hallway-zone", &names);
            *self.zones.borrow_mut() = Some(names);
        }
    }

    /// One is in no venue any more.
    pub fn clear(&self) {
        for name in ["data-hallway-x", "data-hallway-y", "data-hallway-zone"] {
            if let Some(html) = document().document_element() {
                report(html.remove_attribute(name));
            }
        }
        self.place.replace(None);
        self.zones.replace(None);
    }
}

/// The state of the visit, by its name in the contract.
pub fn set_state(name: &str) {
    set("data-hallway-state", name);
}

/// The language of the page.
pub fn set_locale(locale: &Locale) {
    set("lang", locale.id);
    set("dir", locale.dir);
}

fn set(name: &str, value: &str) {
    if let Some(html) = document().document_element() {
        report(html.set_attribute(name, value));
    }
}
