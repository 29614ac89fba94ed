//! Names over the avatars: real text in a few HTML elements that are used over and over. Only for
//! the eye; the list of people says the same to everybody.

use std::collections::HashMap;

use hallway_protocol::PersonId;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::dom::report;
use crate::render::Camera;

/// Most names shown at once; the nearest to the middle of the view.
const MOST: usize = 80;

/// From the feet to the name, in map pixels: the height of an avatar.
const ABOVE_PX: f32 = 31.0;

/// How far outside of the view a name is still shown, in CSS pixels.
const MARGIN: f32 = 60.0;

/// Somebody to be named.
pub struct Named<'a> {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: &'a str,
    /// Feet, map pixels.
    pub place: (f32, f32),
    /// Whether it is oneself.
    pub own: bool,
    /// The class of the sign at the name; empty for none.
    pub sign: &'static str,
}

/// The names.
pub struct Labels {
    parent: Element,
    shown: HashMap<PersonId, Label>,
    free: Vec<HtmlElement>,
    distances: Vec<f32>,
}

struct Label {
    element: HtmlElement,
    sign: &'static str,
    name: String,
    place: (i32, i32),
    fresh: bool,
}

impl Labels {
    /// Shows names inside this element.
    pub fn new(parent: Element) -> Self {
        Self {
            parent,
            shown: HashMap::new(),
            free: Vec::new(),
            distances: Vec::new(),
        }
    }

    /// Names those in view, where the camera shows them.
    pub fn update<'a>(&mut self, camera: &Camera, people: impl Iterator<Item = Named<'a>> + Clone) {
        self.distances.clear();
        let seen = people
            .clone()
            .filter_map(|person| place_in(camera, &person));
        self.distances.extend(seen.map(|(_, distance)| distance));
        let farthest = if self.distances.len() > MOST {
            let (_, farthest, _) = self.distances.select_nth_unstable_by(MOST, f32::total_cmp);
            *farthest
        } else {
            f32::INFINITY
        };
        for label in self.shown.values_mut() {
            label.fresh = false;
        }
        for person in people {
            match place_in(camera, &person) {
                Some((place, distance)) if distance < farthest => self.show(&person, place),
                _ => {}
            }
        }
        let free = &mut self.free;
        self.shown.retain(|_, label| {
            if !label.fresh {
                report(label.element.style().set_property("display", "none"));
                free.push(label.element.clone());
            }
            label.fresh
        });
    }

    fn show(&mut self, person: &Named<'_>, place: (i32, i32)) {
        if !self.shown.contains_key(&person.id) {
            let Some(element) = self.free.pop().or_else(|| self.make()) else {
                return;
            };
            element.set_class_name(&class_of(person));
            let label = Label {
                element,
                sign: person.sign,
                name: String::new(),
                place: (i32::MIN, 0),
                fresh: true,
            };
            report(label.element.style().remove_property("display"));
            self.shown.insert(person.id, label);
        }
        let Some(label) = self.shown.get_mut(&person.id) else {
            return;
        };
        label.fresh = true;
        if label.sign != person.sign {
            label.sign = person.sign;
            label.element.set_class_name(&class_of(person));
        }
        if label.name != person.name {
            label.name = person.name.to_owned();
            label.element.set_text_content(Some(person.name));
        }
        if label.place != place {
            label.place = place;
            let (x, y) = place;
            let value = format!("translate({x}px,{y}px) translate(-50%,-100%)");
            report(label.element.style().set_property("transform", &value));
        }
    }

    fn make(&self) -> Option<HtmlElement> {
        let element = report(document().create_element("div"))?;
        report(self.parent.append_child(&element));
        Some(element.unchecked_into())
    }
}

fn class_of(person: &Named<'_>) -> String {
    let own = if person.own { "own " } else { "" };
    format!("label {own}{}", person.sign)
}

/// Where a name is shown, in CSS pixels, and how far from the middle of the view; `None` when it is
/// out of sight.
fn place_in(camera: &Camera, person: &Named<'_>) -> Option<((i32, i32), f32)> {
    let (x, y) = camera.to_screen(person.place.0, person.place.1 - ABOVE_PX);
    let (width, height) = (camera.width, camera.height);
    let seen = (-MARGIN..width + MARGIN).contains(&x) && (-MARGIN..height + MARGIN).contains(&y);
    seen.then(|| {
        let distance = (x - width / 2.0).hypot(y - height / 2.0);
        ((x.round() as i32, y.round() as i32), distance)
    })
}

impl Drop for Labels {
    fn drop(&mut self) {
        self.parent.set_text_content(None);
    }
}
