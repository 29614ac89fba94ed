//! Names over the avatars: real text in a few HTML elements that are used over and over. Only for
//! the eye; the list of people says the same to everybody.

use std::collections::HashMap;
use std::fmt::Write;

use hallway_protocol::PersonId;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{CssStyleDeclaration, Element, HtmlElement};

use crate::dom::report;
use crate::nearest::{Nearest, Place};
use crate::render::Camera;

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
}

/// The names.
pub struct Labels {
    parent: Element,
    shown: HashMap<PersonId, Label>,
    free: Vec<HtmlElement>,
    nearest: Nearest,
    /// Where the words for the browser are written, each after the other.
    words: String,
}

struct Label {
    element: HtmlElement,
    style: CssStyleDeclaration,
    sign: &'static str,
    name: String,
    place: Place,
    fresh: bool,
}

impl Labels {
    /// Shows names inside this element.
    pub fn new(parent: Element) -> Self {
        Self {
            parent,
            shown: HashMap::new(),
            free: Vec::new(),
            nearest: Nearest::default(),
            words: String::new(),
        }
    }

    /// Names those in view, where the camera shows them. `sign_of` tells the class of the sign at
    /// somebody's name; empty for none.
    pub fn update<'a>(
        &mut self,
        camera: &Camera,
        people: impl Iterator<Item = Named<'a>> + Clone,
        sign_of: impl Fn(PersonId) -> &'static str,
    ) {
        for label in self.shown.values_mut() {
            label.fresh = false;
        }
        // Taken out and put back, as others are shown meanwhile.
        let mut nearest = std::mem::take(&mut self.nearest);
        nearest.look(camera, people.clone().map(|person| person.place));
        for (person, place) in people.zip(nearest.places()) {
            if let Some(place) = place {
                self.show(&person, sign_of(person.id), place);
            }
        }
        self.nearest = nearest;
        let free = &mut self.free;
        self.shown.retain(|_, label| {
            if !label.fresh {
                report(label.style.set_property("display", "none"));
                free.push(label.element.clone());
            }
            label.fresh
        });
    }

    fn show(&mut self, person: &Named<'_>, sign: &'static str, place: Place) {
        if !self.shown.contains_key(&person.id) {
            let Some(element) = self.free.pop().or_else(|| self.make()) else {
                return;
            };
            element.set_class_name(&class_of(person, sign));
            let label = Label {
                style: element.style(),
                element,
                sign,
                name: String::new(),
                place: (i32::MIN, 0),
                fresh: true,
            };
            report(label.style.remove_property("display"));
            self.shown.insert(person.id, label);
        }
        let Some(label) = self.shown.get_mut(&person.id) else {
            return;
        };
        label.fresh = true;
        if label.sign != sign {
            label.sign = sign;
            label.element.set_class_name(&class_of(person, sign));
        }
        if label.name != person.name {
            label.name = person.name.to_owned();
            label.element.set_text_content(Some(person.name));
        }
        if label.place != place {
            label.place = place;
            let (x, y) = place;
            // In this form browsers read it the quickest; the style sheet does the rest.
            self.words.clear();
            // A string takes all.
            write!(self.words, "translate({x}px,{y}px)").ok();
            report(label.style.set_property("transform", &self.words));
        }
    }

    fn make(&self) -> Option<HtmlElement> {
        let element = report(document().create_element("div"))?;
        report(self.parent.append_child(&element));
        Some(element.unchecked_into())
    }
}

fn class_of(person: &Named<'_>, sign: &str) -> String {
    let own = if person.own { "own " } else { "" };
    format!("label {own}{sign}")
}

impl Drop for Labels {
    fn drop(&mut self) {
        self.parent.set_text_content(None);
    }
}
