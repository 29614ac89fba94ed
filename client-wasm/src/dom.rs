//! The few things of the browser that everything needs: listening, waiting, knowing the time.
//! What is started here ends when its guard is dropped.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::window;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AddEventListenerOptions, Element, Event, EventTarget, ResizeObserver};

/// Milliseconds since the page began; goes on evenly whatever the wall clock does.
pub fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Listens until dropped.
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

/// Calls `f` for every event of a kind. `E` must be what the browser sends for it.
pub fn listen<E: JsCast + 'static>(
    target: &EventTarget,
    event: &'static str,
    mut f: impl FnMut(E) + 'static,
) -> Listener {
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| f(event.unchecked_into()));
    let options = AddEventListenerOptions::new();
    // Wheels and touches are passive by default, and could then not be kept from the page.
    options.set_passive(false);
    let function = closure.as_ref().unchecked_ref();
    let added = target
        .add_event_listener_with_callback_and_add_event_listener_options(event, function, &options);
    report(added);
    Listener {
        target: target.clone(),
        event,
        closure,
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let removed = self
            .target
            .remove_event_listener_with_callback(self.event, function);
        report(removed);
    }
}

/// Calls again and again until dropped.
pub struct Timer {
    handle: i32,
    _closure: Closure<dyn FnMut()>,
}

/// Calls `f` every so many milliseconds.
pub fn every(ms: i32, f: impl FnMut() + 'static) -> Timer {
    let closure = Closure::<dyn FnMut()>::new(f);
    let function = closure.as_ref().unchecked_ref();
    let handle = window().set_interval_with_callback_and_timeout_and_arguments_0(function, ms);
    Timer {
        handle: handle.unwrap_or_default(),
        _closure: closure,
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        window().clear_interval_with_handle(self.handle);
    }
}

/// Calls for every frame until dropped.
pub struct Frames {
    closure: FrameClosure,
    handle: Rc<RefCell<i32>>,
}

type FrameClosure = Rc<RefCell<Option<Closure<dyn FnMut(f64)>>>>;

/// Calls `f` before each frame that the browser paints.
pub fn frames(mut f: impl FnMut() + 'static) -> Frames {
    let closure: FrameClosure = Rc::default();
    let handle = Rc::new(RefCell::new(0));
    let (again, next) = (Rc::downgrade(&closure), handle.clone());
    *closure.borrow_mut() = Some(Closure::new(move |_| {
        f();
        // Gone when `f` ended the loop.
        if let Some(closure) = again.upgrade() {
            request(&closure, &next);
        }
    }));
    request(&closure, &handle);
    Frames { closure, handle }
}

fn request(closure: &FrameClosure, handle: &Rc<RefCell<i32>>) {
    if let Some(closure) = closure.borrow().as_ref() {
        let function = closure.as_ref().unchecked_ref();
        *handle.borrow_mut() = window()
            .request_animation_frame(function)
            .unwrap_or_default();
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        report(window().cancel_animation_frame(*self.handle.borrow()));
        // The closure may be the one that is running: it must outlive this call.
        if let Some(closure) = self.closure.borrow_mut().take() {
            wasm_bindgen_futures::spawn_local(async move { drop(closure) });
        }
    }
}

/// Waits so many milliseconds.
pub async fn sleep(ms: f64) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let set =
            window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms as i32);
        report(set);
    });
    report(JsFuture::from(promise).await);
}

/// Puts what should not have failed on the browser's console, for bug reports.
pub fn report<T>(result: Result<T, JsValue>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            web_sys::console::warn_1(&error);
            None
        }
    }
}

/// A property of any JavaScript object; undefined when it has none.
pub fn property(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Sets a property of any JavaScript object.
pub fn set_property(object: &JsValue, name: &str, value: &JsValue) {
    report(js_sys::Reflect::set(object, &name.into(), value));
}

/// The media query that matches for visitors who asked their system for less motion.
pub const LESS_MOTION: &str = "(prefers-reduced-motion: reduce)";

/// Whether the visitor asked the system for less motion.
pub fn less_motion() -> bool {
    let list = report(window().match_media(LESS_MOTION)).flatten();
    list.is_some_and(|list| list.matches())
}

/// Whether the visitor has nothing but their fingers, so that keys are of no use to them.
pub fn touch_only() -> bool {
    let list = report(window().match_media("(pointer: coarse) and (hover: none)")).flatten();
    list.is_some_and(|list| list.matches())
}

/// Tells of an element's size until dropped.
pub struct Resizing {
    observer: ResizeObserver,
    _closure: Closure<dyn FnMut()>,
}

/// Calls `f` with the width and height of an element in CSS pixels, now and whenever they change.
pub fn resizing(element: &Element, mut f: impl FnMut(f32, f32) + 'static) -> Option<Resizing> {
    let watched = element.clone();
    let closure = Closure::<dyn FnMut()>::new(move || {
        f(
            watched.client_width() as f32,
            watched.client_height() as f32,
        );
    });
    let observer = report(ResizeObserver::new(closure.as_ref().unchecked_ref()))?;
    observer.observe(element);
    Some(Resizing {
        observer,
        _closure: closure,
    })
}

impl Drop for Resizing {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// The name under which the visitor reached this server.
pub fn hostname() -> String {
    report(window().location().hostname()).unwrap_or_default()
}

/// Whether the page was loaded anew, and not come to.
pub fn was_reloaded() -> bool {
    let Some(clock) = window().performance() else {
        return false;
    };
    let navigation = clock.get_entries_by_type("navigation").get(0);
    property(&navigation, "type").as_string().as_deref() == Some("reload")
}

/// A moment, in seconds since 1970, as people of a language write it, in the visitor's own time zone.
pub fn local_time(seconds: i64, locale: &str) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(seconds as f64 * 1000.0));
    let styles = js_sys::Object::new();
    for (part, style) in [("dateStyle", "full"), ("timeStyle", "short")] {
        report(js_sys::Reflect::set(&styles, &part.into(), &style.into()));
    }
    date.to_locale_string(locale, &styles).into()
}

/// Has the browser keep a text as a file.
pub fn save(text: &str, kind: &str, file: &str) {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options);
    let url =
        report(blob).and_then(|blob| report(web_sys::Url::create_object_url_with_blob(&blob)));
    let Some(url) = url else {
        return;
    };
    if let Some(link) = report(leptos::prelude::document().create_element("a")) {
        report(link.set_attribute("href", &url));
        report(link.set_attribute("download", file));
        link.unchecked_into::<web_sys::HtmlElement>().click();
    }
    report(web_sys::Url::revoke_object_url(&url));
}
