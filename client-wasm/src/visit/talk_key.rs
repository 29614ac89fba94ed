//! Listens for the key that is held to talk: while map or call have the keyboard, and never while
//! one types.

use std::rc::Rc;

use leptos::prelude::{GetUntracked, WithUntracked, document, window};
use web_sys::{Element, Event, KeyboardEvent};

use super::Visit;
use crate::client::Client;
use crate::dom::{Listener, listen};
use crate::input::takes_keys;

/// Where the key counts, besides the page itself: the map, those one talks with, and the buttons
/// below.
const PLACES: &str = "#map, .call, .bar";

/// The listeners; they end with it.
pub struct TalkKeyInput {
    _listeners: [Listener; 3],
}

impl TalkKeyInput {
    /// Starts listening.
    pub fn new(visit: &Rc<Visit>) -> Self {
        let (pressed, released, lost) = (
            Rc::downgrade(visit),
            Rc::downgrade(visit),
            Rc::downgrade(visit),
        );
        let press = listen(&window(), "keydown", move |event: KeyboardEvent| {
            let chord = event.ctrl_key() || event.meta_key() || event.alt_key();
            if chord || event.is_composing() || !may_talk() {
                return;
            }
            let visit = pressed.upgrade();
            if visit.is_some_and(|visit| visit.talk_key_moved(&event.code(), true)) {
                event.prevent_default();
            }
        });
        // Wherever the focus has gone meanwhile: who lets go is not heard any more.
        let release = listen(&window(), "keyup", move |event: KeyboardEvent| {
            if let Some(visit) = released.upgrade() {
                visit.talk_key_moved(&event.code(), false);
            }
        });
        let blur = listen(&window(), "blur", move |_: Event| {
            if let Some(client) = lost.upgrade().and_then(|visit| visit.client.upgrade()) {
                client.devices.talk_key(false);
            }
        });
        Self {
            _listeners: [press, release, blur],
        }
    }
}

impl Visit {
    /// A key went down or up. Whether it was the one to talk by.
    fn talk_key_moved(&self, code: &str, down: bool) -> bool {
        let call = self.ui.call;
        let is_it = call.talk_key.with_untracked(|key| key.code == code);
        if !is_it || !call.push_to_talk.get_untracked() {
            return false;
        }
        let client: Option<Rc<Client>> = self.client.upgrade();
        if let Some(client) = client {
            client.devices.talk_key(down);
        }
        true
    }
}

/// Whether the keyboard is where the key counts.
fn may_talk() -> bool {
    let focus: Option<Element> = document().active_element();
    focus.is_none_or(|focus| {
        let is_page = focus.tag_name().eq_ignore_ascii_case("body");
        let in_place = focus.closest(PLACES).is_ok_and(|place| place.is_some());
        (is_page || in_place) && !takes_keys(&focus)
    })
}
