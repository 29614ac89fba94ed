//! Listens to keyboard, pointer and wheel while one is in the venue, and says what they mean.
//! What is typed into fields is never listened to.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlCanvasElement, KeyboardEvent, PointerEvent, WheelEvent};

use crate::dom::{Listener, listen, now_ms, report};
use crate::intent::Action;

/// Longest press that is a tap, in milliseconds, and farthest it may slip, in CSS pixels.
const TAP: (f64, f32) = (600.0, 10.0);

/// What the visitor does.
pub enum Doing {
    /// A key went down; `KeyboardEvent.code`, and whether Shift is down.
    Press(String, bool),
    /// A key went up.
    Release(String, bool),
    /// A key with a meaning beyond walking; whether the map has the keyboard.
    Action(Action, bool),
    /// The page lost the keyboard.
    LoseKeys,
    /// A spot of the canvas was clicked or tapped, CSS pixels; whether Shift was down.
    Tap(f32, f32, bool),
    /// The map is to be shown larger by this factor.
    Zoom(f32),
}

/// Whether the one who is told keeps the event from the page.
pub type Taken = bool;

/// The listeners; they end with it.
pub struct Input {
    _listeners: Vec<Listener>,
}

/// Fingers and mouse buttons that are down.
#[derive(Default)]
struct Pointers {
    down: BTreeMap<i32, (f32, f32)>,
    /// Where and when a press began that may yet be a tap.
    tap: Option<(f32, f32, f64)>,
    /// Distance of two fingers.
    pinch: Option<f32>,
}

impl Input {
    /// Starts listening on behalf of a canvas.
    pub fn new(canvas: &HtmlCanvasElement, doing: impl Fn(Doing) -> Taken + 'static) -> Self {
        let doing: Rc<dyn Fn(Doing) -> Taken> = Rc::new(doing);
        let mut listeners = keyboard(canvas, &doing);
        listeners.extend(pointers(canvas, &doing));
        Self {
            _listeners: listeners,
        }
    }
}

fn keyboard(canvas: &HtmlCanvasElement, doing: &Rc<dyn Fn(Doing) -> Taken>) -> Vec<Listener> {
    let map: Element = canvas.clone().into();
    let tell = doing.clone();
    let press = listen(&window(), "keydown", move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
            return;
        }
        let focus = document().active_element();
        let on_map = focus
            .as_ref()
            .is_none_or(|e| *e == map || e.tag_name().eq_ignore_ascii_case("body"));
        let action = Action::of_key(&event.key());
        let typing = focus.as_ref().is_some_and(takes_keys);
        // One leaves a field by Escape; everything else belongs to the field.
        if typing && action != Some(Action::Close) {
            return;
        }
        let taken = tell(Doing::Press(event.code(), event.shift_key()))
            || action.is_some_and(|action| tell(Doing::Action(action, on_map)));
        if taken {
            event.prevent_default();
        }
    });
    let tell = doing.clone();
    let release = listen(&window(), "keyup", move |event: KeyboardEvent| {
        tell(Doing::Release(event.code(), event.shift_key()));
    });
    let tell = doing.clone();
    let blur = listen(&window(), "blur", move |_: Event| {
        tell(Doing::LoseKeys);
    });
    vec![press, release, blur]
}

/// Whether an element uses letters and arrows for itself.
pub fn takes_keys(element: &Element) -> bool {
    let tag = element.tag_name().to_ascii_lowercase();
    matches!(tag.as_str(), "input" | "textarea" | "select")
        || element.has_attribute("data-scrolls")
        || element
            .dyn_ref::<web_sys::HtmlElement>()
            .is_some_and(web_sys::HtmlElement::is_content_editable)
}

fn pointers(canvas: &HtmlCanvasElement, doing: &Rc<dyn Fn(Doing) -> Taken>) -> Vec<Listener> {
    let pointers = Rc::new(RefCell::new(Pointers::default()));
    let (state, target) = (pointers.clone(), canvas.clone());
    let down = listen(canvas, "pointerdown", move |event: PointerEvent| {
        if event.button() == 0 {
            report(target.set_pointer_capture(event.pointer_id()));
            state.borrow_mut().down(&event);
        }
    });
    let (state, tell) = (pointers.clone(), doing.clone());
    let moved = listen(canvas, "pointermove", move |event: PointerEvent| {
        let factor = state.borrow_mut().moved(&event);
        if let Some(factor) = factor {
            tell(Doing::Zoom(factor));
        }
    });
    let (state, tell) = (pointers.clone(), doing.clone());
    let up = listen(canvas, "pointerup", move |event: PointerEvent| {
        let tap = state.borrow_mut().up(&event);
        if let Some((x, y)) = tap {
            tell(Doing::Tap(x, y, event.shift_key()));
        }
    });
    let cancel = listen(canvas, "pointercancel", move |event: PointerEvent| {
        let mut state = pointers.borrow_mut();
        state.tap = None;
        state.up(&event);
    });
    let tell = doing.clone();
    let wheel = listen(canvas, "wheel", move |event: WheelEvent| {
        event.prevent_default();
        // Lines count as 16 pixels, pages as 400.
        let unit = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => 16.0,
            WheelEvent::DOM_DELTA_PAGE => 400.0,
            _ => 1.0,
        };
        let pixels = (event.delta_y() * unit).clamp(-400.0, 400.0);
        tell(Doing::Zoom((-pixels * 0.0015).exp() as f32));
    });
    vec![down, moved, up, cancel, wheel]
}

impl Pointers {
    fn down(&mut self, event: &PointerEvent) {
        let at = place(event);
        self.down.insert(event.pointer_id(), at);
        self.tap = (self.down.len() == 1).then(|| (at.0, at.1, now_ms()));
        self.pinch = self.spread();
    }

    /// The factor by which two fingers have moved apart.
    fn moved(&mut self, event: &PointerEvent) -> Option<f32> {
        *self.down.get_mut(&event.pointer_id())? = place(event);
        let (before, spread) = (self.pinch?, self.spread()?);
        self.pinch = Some(spread);
        (before > 1.0).then_some(spread / before)
    }

    /// Where a tap was.
    fn up(&mut self, event: &PointerEvent) -> Option<(f32, f32)> {
        self.down.remove(&event.pointer_id())?;
        self.pinch = self.spread();
        let (x, y, since) = self.tap.take()?;
        let at = place(event);
        let short = now_ms() - since <= TAP.0 && (at.0 - x).hypot(at.1 - y) <= TAP.1;
        short.then_some(at)
    }

    fn spread(&self) -> Option<f32> {
        let mut fingers = self.down.values();
        let (a, b) = (fingers.next()?, fingers.next()?);
        Some((a.0 - b.0).hypot(a.1 - b.1))
    }
}

/// On the canvas, which fills the window.
fn place(event: &PointerEvent) -> (f32, f32) {
    (event.offset_x() as f32, event.offset_y() as f32)
}
