//! The browser's mixer, one for the page: measures one's own voice and makes quiet people louder.
//! Made when it is first needed; a browser without it is no obstacle.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AudioContext, AudioContextState};

use crate::dom::report;
use crate::speaker;

thread_local! {
    static CONTEXT: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// The mixer, once somebody needs it.
pub fn context() -> Option<AudioContext> {
    CONTEXT.with_borrow_mut(|known| {
        if known.is_none() {
            *known = report(AudioContext::new());
            if let Some(context) = known {
                speaker::route(context.unchecked_ref());
            }
        }
        known.clone()
    })
}

/// The mixer, if there is one already.
pub fn existing() -> Option<AudioContext> {
    CONTEXT.with_borrow(Clone::clone)
}

/// Whether sound flows through it. Browsers hold it until the visitor has clicked somewhere, and
/// phones while they ring.
pub fn is_running(context: &AudioContext) -> bool {
    context.state() == AudioContextState::Running
}

/// Lets it run, if the browser does: after a click.
pub fn resume() {
    let Some(context) = existing().filter(|context| !is_running(context)) else {
        return;
    };
    if let Some(resuming) = report(context.resume()) {
        // Without a click it stays as it is until the next time.
        spawn_local(async move { drop(JsFuture::from(resuming).await) });
    }
}
