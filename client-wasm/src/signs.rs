//! What is written on the map: real text over the canvas, sharp at any size and there for screen
//! readers. Each text is put in its place in map pixels once; per frame only what holds them all is
//! moved, and only when the camera was.

use std::rc::Rc;

use hallway_world::scene::{Across, Down, Scene, Text};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::dom::report;
use crate::render::Camera;

/// Kinds of fonts, which style sheets name without quotation marks.
const KINDS: [&str; 6] = [
    "serif",
    "sans-serif",
    "monospace",
    "cursive",
    "fantasy",
    "system-ui",
];

/// The texts of a map.
pub struct Signs {
    parent: Element,
    scene: Rc<Scene>,
    /// Nearly always one: texts that move with the camera in the same way share a plane.
    planes: Vec<Plane>,
    camera: Option<Camera>,
}

/// Holds texts of one parallax; a CSS pixel in it is a map pixel.
struct Plane {
    element: HtmlElement,
    parallax: (f32, f32),
}

impl Signs {
    /// Puts the texts of a scene into this element, which lies over the canvas.
    pub fn new(parent: Element, scene: Rc<Scene>) -> Self {
        let mut signs = Self {
            parent,
            scene: scene.clone(),
            planes: Vec::new(),
            camera: None,
        };
        for text in &scene.texts {
            if let (Some(sign), Some(plane)) = (sign(text), signs.plane(text.parallax)) {
                report(plane.append_child(&sign));
            }
        }
        signs
    }

    /// Brings all to where the camera shows them.
    pub fn update(&mut self, camera: &Camera) {
        if self.camera == Some(*camera) {
            return;
        }
        self.camera = Some(*camera);
        for plane in &self.planes {
            let (x, y, scale) = camera.plane(plane.parallax, self.scene.parallax_origin);
            let value = format!("translate({x}px,{y}px) scale({scale})");
            report(plane.element.style().set_property("transform", &value));
        }
    }

    /// The plane for a parallax. Texts over one another on different planes lie in the order in
    /// which the planes came up, which no map was found to care about.
    fn plane(&mut self, parallax: (f32, f32)) -> Option<HtmlElement> {
        let known = self.planes.iter().find(|plane| plane.parallax == parallax);
        if let Some(plane) = known {
            return Some(plane.element.clone());
        }
        let element = make("div", "plane")?;
        report(self.parent.append_child(&element));
        self.planes.push(Plane {
            element: element.clone(),
            parallax,
        });
        Some(element)
    }
}

impl Drop for Signs {
    fn drop(&mut self) {
        self.parent.set_text_content(None);
    }
}

/// A text in its place.
fn sign(text: &Text) -> Option<HtmlElement> {
    let element = make("p", "sign")?;
    element.set_text_content(Some(&text.text));
    // The words' own direction, whatever the interface's is.
    report(element.set_attribute("dir", "auto"));
    let [red, green, blue, alpha] = text.color;
    let alpha = f32::from(alpha) / 255.0;
    let mut lines = Vec::new();
    lines.extend(text.underline.then_some("underline"));
    lines.extend(text.strikeout.then_some("line-through"));
    let px = |length: f32| format!("{length}px");
    let properties = [
        ("left", px(text.x)),
        ("top", px(text.y)),
        ("width", px(text.width)),
        ("height", px(text.height)),
        ("transform", format!("rotate({}deg)", text.rotation)),
        ("opacity", text.opacity.to_string()),
        ("color", format!("rgb({red} {green} {blue} / {alpha})")),
        ("font-family", family(&text.font)),
        ("font-size", px(f32::from(text.pixel_size))),
        ("font-weight", choose(text.bold, "bold", "normal")),
        ("font-style", choose(text.italic, "italic", "normal")),
        ("font-kerning", choose(text.kerning, "normal", "none")),
        ("text-decoration-line", lines.join(" ")),
        ("white-space", choose(text.wrap, "pre-wrap", "pre")),
        ("text-align", across(text.across).to_owned()),
        ("justify-content", down(text.down).to_owned()),
    ];
    for (name, value) in properties {
        report(element.style().set_property(name, &value));
    }
    Some(element)
}

fn make(tag: &str, class: &str) -> Option<HtmlElement> {
    let element = report(document().create_element(tag))?;
    element.set_class_name(class);
    Some(element.unchecked_into())
}

/// A font by name where the visitor's system has it, and the system's own otherwise: none is
/// fetched from anywhere.
fn family(font: &str) -> String {
    match font {
        "" => "sans-serif".to_owned(),
        kind if KINDS.contains(&kind) => kind.to_owned(),
        name => format!("\"{name}\", sans-serif"),
    }
}

fn choose(which: bool, yes: &str, no: &str) -> String {
    if which { yes } else { no }.to_owned()
}

fn across(across: Across) -> &'static str {
    match across {
        Across::Left => "left",
        Across::Center => "center",
        Across::Right => "right",
        Across::Justify => "justify",
    }
}

fn down(down: Down) -> &'static str {
    match down {
        Down::Top => "flex-start",
        Down::Center => "center",
        Down::Bottom => "flex-end",
    }
}
