//! Devices that are plugged in and out while one is there: another one serves meanwhile, what was
//! chosen comes back by itself, and each is announced.

use std::rc::Rc;

use leptos::prelude::{GetUntracked, Set};
use wasm_bindgen_futures::spawn_local;

use super::{Devices, Kind, ask};
use crate::announce::Announcement;
use crate::plugged::{Chosen, Step, meant, step};
use crate::speaker;

impl Devices {
    /// Uses another speaker from now on.
    pub fn switch_speaker(&self, chosen: Chosen) {
        *self.speaker.borrow_mut() = chosen;
        self.speaker_used.take();
        self.lead_sound();
    }

    /// The list of devices changed.
    pub(super) async fn plugged(self: Rc<Self>) {
        self.list().await;
        for kind in [Kind::Microphone, Kind::Camera] {
            let next = self.next_step(kind);
            // Somebody is being asked already, or something else has them.
            if self.asking.get() || self.is_held() {
                continue;
            }
            match next {
                Step::Keep => {}
                Step::Replace => self.gone(kind),
                Step::Return => {
                    self.reopen(kind).await;
                    self.announce_back(kind);
                }
                Step::Start => {
                    self.device(kind).on.set(true);
                    self.open(&[kind]).await;
                    self.announce_back(kind);
                }
            }
        }
    }

    /// Browsers that give devices new ids with every visit name them only now: those that were
    /// chosen by another id are taken by their name.
    pub(super) fn find_by_name(self: &Rc<Self>) {
        if !self.unnamed.replace(false) {
            return;
        }
        for kind in [Kind::Microphone, Kind::Camera] {
            if self.next_step(kind) == Step::Return {
                let devices = self.clone();
                spawn_local(async move { devices.reopen(kind).await });
            }
        }
    }

    fn next_step(&self, kind: Kind) -> Step {
        let chosen = self.chosen.borrow().get(kind as usize).cloned();
        let running = self.cell(kind).borrow().as_ref().map(|t| t.id.clone());
        let missing = self.missing.get().get(kind as usize) == Some(&true);
        step(
            &chosen.unwrap_or_default(),
            running.as_deref(),
            missing,
            self.listed.borrow().of(kind),
        )
    }

    /// The device in use is gone: another one has to do, if it was in use.
    pub(super) fn gone(self: &Rc<Self>, kind: Kind) {
        let Some(gone) = self.cell(kind).take() else {
            return;
        };
        let gone = gone.track.label();
        let was_on = self.device(kind).on.get_untracked();
        self.device(kind).live.set(false);
        if !self.is_kept(kind) {
            return;
        }
        let devices = self.clone();
        spawn_local(async move {
            devices.open(&[kind]).await;
            let announcement = match devices.label(kind) {
                Some(name) => Announcement {
                    key: "device-replaced",
                    values: vec![("gone", gone), ("name", name)],
                },
                None if was_on => Announcement::naming("device-gone", &gone),
                None => return,
            };
            devices.ui.announce(&announcement);
        });
    }

    fn announce_back(&self, kind: Kind) {
        if let Some(name) = self.label(kind) {
            let announcement = Announcement::naming("device-back", &name);
            self.ui.announce(&announcement);
        }
    }

    /// The name of the device in use.
    fn label(&self, kind: Kind) -> Option<String> {
        let track = self.cell(kind).borrow();
        track.as_ref().map(|track| track.track.label())
    }

    /// Looks what there is to choose from.
    pub(super) async fn list(&self) {
        let listed = ask::choices().await;
        for kind in [Kind::Microphone, Kind::Camera] {
            self.device(kind).choices.set(listed.of(kind).to_vec());
        }
        if speaker::can_choose() {
            self.ui.call.speakers.set(listed.speakers.clone());
        }
        *self.listed.borrow_mut() = listed;
        self.lead_sound();
    }

    /// Leads sound to the speaker that was chosen, as long as it is plugged in.
    fn lead_sound(&self) {
        let listed = self.listed.borrow();
        if listed.speakers.is_empty() {
            return;
        }
        let chosen = self.speaker.borrow().clone();
        let found = meant(&chosen, &listed.speakers).cloned();
        let id = found.as_ref().map(|(id, _)| id.clone()).unwrap_or_default();
        let before = self.speaker_used.replace(Some(id.clone()));
        if before.as_ref() == Some(&id) {
            return;
        }
        speaker::choose(&id);
        self.ui
            .tell(|client| client.with_visit(|visit| visit.sound_changed()));
        // What the visitor has just chosen is no news.
        if before.is_some() && !chosen.id.is_empty() {
            let announcement = match found {
                Some((_, name)) => Announcement::naming("device-back", &name),
                None => Announcement::naming("speaker-gone", &chosen.label),
            };
            self.ui.announce(&announcement);
        }
    }
}
