//! One's own voice: shown while it is heard, warned of while it is not, and let through by a key.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::{GetUntracked, Set, WithUntracked};
use web_sys::MediaStreamTrack;

use super::meter::Meter;
use super::{Devices, Kind};
use crate::dom::now_ms;
use crate::level::{SPEECH, percent, smooth};

impl Devices {
    /// Starts to measure the microphone.
    pub(super) fn measure(self: &Rc<Self>, track: &MediaStreamTrack) -> Option<Meter> {
        let weak = Rc::downgrade(self);
        let shown = Cell::new(0.0);
        Meter::new(track, move |level| {
            if let Some(devices) = weak.upgrade() {
                shown.set(smooth(shown.get(), level));
                devices.hears(level, shown.get());
            }
        })
    }

    /// The microphone is so loud now; `shown` is the same for the eye.
    fn hears(&self, level: f32, shown: f32) {
        let on = self.ui.microphone.on.get_untracked();
        let call = self.ui.call;
        let percent = percent(shown);
        if call.level.get_untracked() != percent {
            call.level.set(percent);
        }
        let talks = on && shown >= SPEECH;
        if call.own_talking.get_untracked() != talks {
            call.own_talking.set(talks);
        }
        let mut muted = self.muted_talk.get();
        // Alone one may say what one likes, and who talks by a key knows that they are muted.
        if on || !self.is_in_call() || call.push_to_talk.get_untracked() {
            muted.rest();
        } else if muted.hears(level, now_ms()) {
            self.ui.say("talking-muted");
        }
        self.muted_talk.set(muted);
    }

    fn is_in_call(&self) -> bool {
        let has_tile = |tiles: &[Option<_>]| tiles.iter().any(Option::is_some);
        self.ui.tiles.with_untracked(|tiles| has_tile(tiles))
            || self.ui.others.with_untracked(|others| !others.is_empty())
    }

    /// The key to talk went down or up. Whether that changed anything.
    pub fn talk_key(self: &Rc<Self>, down: bool) -> bool {
        if self.is_held() {
            return false;
        }
        let mut held = self.held_to_talk.get();
        let on = self.ui.microphone.on.get_untracked();
        let turned = held.key(down, on);
        self.held_to_talk.set(held);
        if let Some(on) = turned {
            self.turn(Kind::Microphone, on);
        }
        turned.is_some()
    }

    /// The microphone is no longer the key's.
    pub(super) fn forget_talk_key(&self) {
        let mut held = self.held_to_talk.get();
        held.forget();
        self.held_to_talk.set(held);
    }

    /// Talks by a key from now on, or by the button alone.
    pub fn set_push_to_talk(self: &Rc<Self>, by_key: bool) {
        self.ui.call.push_to_talk.set(by_key);
        self.forget_talk_key();
        if by_key && self.ui.microphone.on.get_untracked() {
            self.turn(Kind::Microphone, false);
        }
    }
}
