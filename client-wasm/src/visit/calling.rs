//! The call of a visit: one peer connection per line, and another one only when it comes to nothing.

use std::rc::Rc;

use hallway_protocol::ClientMsg;
use hallway_protocol::client::MediaOffer;
use leptos::prelude::{GetUntracked, Set, Update};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlVideoElement;

use super::{Visit, with};
use crate::audio;
use crate::call::Call;
use crate::dom::{report, sleep};
use crate::pictures::Pictures;

/// Tries to set up the call before the visitor is told that there is none.
const CALL_TRIES: u32 = 6;

/// Time between two tries after that, in milliseconds.
const LATER_MS: f64 = 15_000.0;

/// How long a call that lost its line may take to find it again, in milliseconds. Browsers notice a loss
/// after some five seconds, and give up after half a minute only.
const PATIENCE_MS: f64 = 1000.0;

impl Visit {
    pub(super) fn open_call(self: &Rc<Self>) {
        self.call.take();
        let weak = Rc::downgrade(self);
        let turn = self.turn.borrow().clone();
        let changed = move |state: &str| with(&weak, |visit| visit.call_changed(state));
        let Some(call) = report(Call::new(turn.as_ref(), changed)) else {
            return;
        };
        *self.call.borrow_mut() = Some(call.clone());
        self.ui.call_number.update(|number| *number += 1);
        self.devices_changed();
        let ui = self.ui;
        call.play(move || ui.sound_blocked.set(true));
        self.tune();
        let visit = self.clone();
        spawn_local(async move {
            match call.offer().await {
                Ok(sdp) if visit.is_current(&call) => {
                    visit.tell(&[ClientMsg::Media(MediaOffer { sdp })]);
                }
                Ok(_) => {}
                Err(error) => {
                    report::<()>(Err(error));
                    visit.call_failed();
                }
            }
        });
    }

    pub(super) fn is_current(&self, call: &Rc<Call>) -> bool {
        let current = self.call.borrow();
        current.as_ref().is_some_and(|c| Rc::ptr_eq(c, call))
    }

    pub(super) fn call_answered(self: &Rc<Self>, sdp: String) {
        let (visit, call) = (self.clone(), self.call.borrow().clone());
        spawn_local(async move {
            let Some(call) = call else { return };
            if report(call.answer(&sdp).await).is_none() && visit.is_current(&call) {
                visit.call_failed();
            }
        });
    }

    /// The peer connection came into a state.
    fn call_changed(self: &Rc<Self>, state: &str) {
        match state {
            "connected" => {
                self.call_backoff.take();
            }
            "failed" => self.call_failed(),
            "disconnected" => {
                let (visit, call) = (self.clone(), self.call.borrow().clone());
                spawn_local(async move {
                    sleep(PATIENCE_MS).await;
                    if let Some(call) = call
                        && visit.is_current(&call)
                        && !call.is_connected()
                    {
                        // The address or the way has changed: another offer is the shortest one.
                        visit.call_failed();
                    }
                });
            }
            _ => {}
        }
    }

    /// The peer connection came to nothing: another one after a pause.
    pub(super) fn call_failed(self: &Rc<Self>) {
        self.call.take();
        let mut backoff = self.call_backoff.get();
        if backoff.tries() == CALL_TRIES {
            self.ui.say("call-unavailable");
        }
        let pause = match backoff.tries() < CALL_TRIES {
            true => backoff.next(js_sys::Math::random()),
            false => LATER_MS.max(backoff.next(js_sys::Math::random())),
        };
        self.call_backoff.set(backoff);
        let visit = self.clone();
        spawn_local(async move {
            sleep(pause).await;
            if visit.online.get() && !visit.ended.get() && visit.call.borrow().is_none() {
                visit.open_call();
            }
        });
    }

    pub(super) fn devices_changed(&self) {
        let Some(client) = self.client.upgrade() else {
            return;
        };
        if let Some(call) = self.call.borrow().as_ref() {
            let small = self.ui.call.pictures.get_untracked() != Pictures::Fitting;
            call.send(&client.devices, &client.screen, small);
        }
        let sending = client.screen.sending(client.devices.sending());
        if self.online.get() && self.sending_told.replace(Some(sending)) != Some(sending) {
            self.tell(&[ClientMsg::Sending(sending)]);
        }
    }

    /// Shows what comes through a slot.
    pub fn show_video(&self, slot: usize, video: &HtmlVideoElement) {
        let wanted = self.ui.call.pictures.get_untracked() != Pictures::None;
        if let Some(call) = self.call.borrow().as_ref() {
            call.show(slot, video, wanted);
        }
    }

    /// The visitor clicked: now sound may play.
    pub fn unblock_sound(&self) {
        let ui = self.ui;
        ui.sound_blocked.set(false);
        if let Some(call) = self.call.borrow().as_ref() {
            call.play(move || ui.sound_blocked.set(true));
        }
        audio::resume();
        self.sound_changed();
        self.sounds.resume(move || ui.sound_blocked.set(true));
    }
}
