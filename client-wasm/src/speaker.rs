//! Where sound comes out: everything that plays is led to the speaker that the visitor chose, in
//! browsers that let pages choose. In the others nothing here does anything.

use std::cell::RefCell;

use js_sys::{Array, Function, Promise, Uint8Array};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, HtmlAudioElement, Url};

use crate::dom::{property, report};
use crate::{audio, tone};

thread_local! {
    static CHOSEN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Whether this browser lets pages choose.
pub fn can_choose() -> bool {
    HtmlAudioElement::new().is_ok_and(|player| sink_setter(&player).is_some())
}

/// Whether the mixer plays where players do.
pub fn leads_mixer() -> bool {
    CHOSEN.with_borrow(String::is_empty)
        || audio::existing().is_some_and(|context| sink_setter(&context).is_some())
}

/// Everything of the page plays there from now on; empty for the browser's choice. `others` are
/// players that are not part of the page.
pub fn choose(id: &str) {
    CHOSEN.set(id.to_owned());
    if let Some(players) = report(document().query_selector_all("audio")) {
        for index in 0..players.length() {
            if let Some(player) = players.item(index) {
                route(&player);
            }
        }
    }
    if let Some(context) = audio::existing() {
        route(&context);
    }
}

/// Leads a player, or the mixer, to the speaker chosen.
pub fn route(player: &JsValue) {
    let id = CHOSEN.with_borrow(Clone::clone);
    let current = property(player, "sinkId").as_string().unwrap_or_default();
    let Some(setter) = sink_setter(player).filter(|_| current != id) else {
        return;
    };
    let setting = report(setter.call1(player, &id.as_str().into()));
    if let Some(setting) = setting.and_then(|setting| setting.dyn_into::<Promise>().ok()) {
        // A speaker that was just unplugged: the browser plays somewhere else.
        spawn_local(async move {
            report(JsFuture::from(setting).await);
        });
    }
}

/// Plays a sound by which one knows that one hears.
pub fn test() {
    let wav = Uint8Array::from(tone::wav().as_slice());
    let options = BlobPropertyBag::new();
    options.set_type("audio/wav");
    let parts = Array::of1(&wav);
    let blob = report(Blob::new_with_u8_array_sequence_and_options(
        &parts, &options,
    ));
    let url = blob.and_then(|blob| report(Url::create_object_url_with_blob(&blob)));
    let Some(url) = url else { return };
    if let Some(player) = report(HtmlAudioElement::new_with_src(&url)) {
        route(&player);
        if let Some(playing) = report(player.play()) {
            spawn_local(async move {
                report(JsFuture::from(playing).await);
                // Loaded by now, and it plays on.
                report(Url::revoke_object_url(&url));
            });
        }
    }
}

fn sink_setter(player: &JsValue) -> Option<Function> {
    property(player, "setSinkId").dyn_into().ok()
}
