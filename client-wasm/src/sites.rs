//! Pages that lie on the map: frames over the canvas, moved with the camera all at once. A page is
//! fetched only by those who come near it and, when it is another's, agreed to its host; it sees of
//! the venue no more than any page that is linked to.

use std::rc::Rc;

use hallway_world::scene::{Scene, Site};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

use crate::consent::Consent;
use crate::dom::{Listener, hostname, listen, property, report};
use crate::hosts;
use crate::render::Camera;
use crate::site::{Range, range};

/// What a page may do in its frame. Its own origin is a stranger's, or it has none at all: on this
/// server's own it could take away the sandbox.
const SANDBOX: &str = "allow-scripts allow-forms allow-popups";

/// So many map pixels are measured to know how many CSS pixels one takes.
const FAR_PX: f32 = 1024.0;

/// What the pages ask of the visit.
pub trait Host {
    /// Whether a URL may be contacted.
    fn consent(&self, url: &str) -> Consent;
    /// The visitor agreed to a host.
    fn agree(&self, host: &str);
    /// The words for "show this host", and for what it means.
    fn words(&self, host: &str) -> (String, String);
}

/// The pages of a map.
pub struct Sites {
    plane: Option<HtmlElement>,
    pages: Vec<Page>,
    host: Rc<dyn Host>,
    camera: Option<Camera>,
    /// CSS pixels per map pixel, as last told.
    scale: f32,
}

/// A page in its place.
struct Page {
    site: Site,
    frame: HtmlElement,
    shown: Shown,
    _listener: Option<Listener>,
}

/// What is in the place of a page.
#[derive(PartialEq)]
enum Shown {
    Nothing,
    Question(String),
    Page,
}

impl Sites {
    /// Puts the places of a scene's pages into this element, which lies over the canvas.
    pub fn new(parent: &Element, scene: &Scene, host: Rc<dyn Host>) -> Self {
        let plane = match scene.sites.is_empty() {
            true => None,
            false => make("div", "site-plane"),
        };
        if let Some(plane) = &plane {
            report(parent.append_child(plane));
        }
        let pages = scene.sites.iter().filter_map(|site| {
            let frame = make("div", "site")?;
            report(plane.as_ref()?.append_child(&frame));
            let px = |length: f32| format!("{length}px");
            for (name, value) in [
                ("left", px(site.x)),
                ("top", px(site.y)),
                ("width", px(site.width)),
                ("height", px(site.height)),
            ] {
                report(frame.style().set_property(name, &value));
            }
            Some(Page {
                site: site.clone(),
                frame,
                shown: Shown::Nothing,
                _listener: None,
            })
        });
        Self {
            pages: pages.collect(),
            plane,
            host,
            camera: None,
            scale: 0.0,
        }
    }

    /// Brings all to where the camera shows them; fetches those that came near, and lets go of
    /// those that are far away.
    pub fn update(&mut self, camera: &Camera) {
        let Some(plane) = &self.plane else { return };
        if self.camera == Some(*camera) {
            return;
        }
        self.camera = Some(*camera);
        let ((left, top), (right, _)) = (camera.to_screen(0.0, 0.0), camera.to_screen(FAR_PX, 0.0));
        let scale = (right - left) / FAR_PX;
        let value = format!("translate({left}px,{top}px) scale({scale})");
        report(plane.style().set_property("transform", &value));
        if self.scale != scale {
            self.scale = scale;
            // Questions are as large as the rest of the interface, however large the map is shown.
            let value = scale.to_string();
            report(plane.style().set_property("--map-scale", &value));
        }
        for page in &mut self.pages {
            page.look(camera, &self.host);
        }
    }

    /// Looks at all of them anew: the visitor agreed to a host, or speaks another language.
    pub fn refresh(&mut self) {
        for page in &mut self.pages {
            if let Shown::Question(_) = page.shown {
                page.keep_focus();
                page.clear();
            }
        }
        self.camera = None;
    }
}

impl Drop for Sites {
    fn drop(&mut self) {
        if let Some(plane) = &self.plane {
            plane.remove();
        }
    }
}

impl Page {
    fn look(&mut self, camera: &Camera, host: &Rc<dyn Host>) {
        match range(camera, &self.site) {
            Range::Near if self.shown == Shown::Nothing => self.show(host),
            Range::Far if self.shown != Shown::Nothing => self.clear(),
            Range::Near | Range::Between | Range::Far => {}
        }
    }

    fn show(&mut self, host: &Rc<dyn Host>) {
        match host.consent(&self.site.url) {
            Consent::Own => self.open(SANDBOX),
            Consent::Agreed => self.open(&format!("{SANDBOX} allow-same-origin")),
            Consent::Ask(name) => self.ask(name, host),
            Consent::Never => {}
        }
    }

    fn open(&mut self, sandbox: &str) {
        let Some(page) = make("iframe", "") else {
            return;
        };
        for (name, value) in [
            ("sandbox", sandbox),
            ("allow", &self.site.policy),
            ("referrerpolicy", hosts::referrer_policy(&self.site.url)),
            ("title", self.name()),
            ("src", &hosts::named_parent(&self.site.url, &hostname())),
        ] {
            report(page.set_attribute(name, value));
        }
        self.clear();
        report(self.frame.append_child(&page));
        self.shown = Shown::Page;
    }

    /// In place of the page the question whether to contact its host.
    fn ask(&mut self, name: String, host: &Rc<dyn Host>) {
        let (Some(title), Some(text), Some(button)) = (
            make("p", "site-title"),
            make("p", "site-note"),
            make("button", "secondary"),
        ) else {
            return;
        };
        let (show, note) = host.words(&name);
        title.set_text_content(Some(self.name()));
        text.set_text_content(Some(&note));
        button.set_text_content(Some(&show));
        report(button.set_attribute("type", "button"));
        self.clear();
        for element in [&title, &button, &text] {
            report(self.frame.append_child(element));
        }
        let (host, agreed) = (host.clone(), name.clone());
        self._listener = Some(listen(&button, "click", move |_: Event| {
            host.agree(&agreed)
        }));
        self.shown = Shown::Question(name);
    }

    /// Whoever answered the question by keyboard goes on from here: with Tab into the page, with
    /// the arrow keys over the map.
    fn keep_focus(&self) {
        let focus = document().active_element();
        if focus.is_some_and(|focus| self.frame.contains(Some(&focus))) {
            self.frame.set_tab_index(-1);
            report(self.frame.focus());
        }
    }

    fn clear(&mut self) {
        self.frame.set_text_content(None);
        self._listener = None;
        self.shown = Shown::Nothing;
    }

    fn name(&self) -> &str {
        match self.site.title.is_empty() {
            true => &self.site.url,
            false => &self.site.title,
        }
    }
}

/// The origin of this page.
pub fn own_origin() -> String {
    let origin = property(&property(&window(), "location"), "origin");
    origin.as_string().unwrap_or_default()
}

fn make(tag: &str, class: &str) -> Option<HtmlElement> {
    let element = report(document().create_element(tag))?;
    element.set_class_name(class);
    Some(element.unchecked_into())
}
