//! Who talks and how loud: looks a few times a second who of the call is heard, and hears each as
//! loud as the visitor wants.

use std::rc::Rc;

use hallway_protocol::{PersonId, SLOTS};
use leptos::prelude::{GetUntracked, Set, WithUntracked};
use wasm_bindgen_futures::spawn_local;

use super::Visit;
use crate::audio;
use crate::dom::now_ms;

/// How often it is looked who talks, in milliseconds.
pub(super) const LOOK_MS: i32 = 200;

impl Visit {
    /// Looks who talks now.
    pub(super) fn look_who_talks(self: &Rc<Self>) {
        let people = self.people_in_slots();
        let call = self.call.borrow().clone();
        let Some(call) = call.filter(|_| people.iter().any(Option::is_some)) else {
            // One's own voice reaches nobody.
            self.show_talking(&[]);
            return;
        };
        if self.looking.replace(true) {
            return;
        }
        let visit = self.clone();
        spawn_local(async move {
            for (slot, person) in people.iter().enumerate() {
                let Some(person) = person else { continue };
                let level = call.level(slot).await;
                // Whoever is muted is not heard, whatever the last packet said.
                if visit.model.borrow().sending(*person).microphone {
                    let mut talkers = visit.talkers.borrow_mut();
                    talkers.hears(*person, level, now_ms());
                }
            }
            visit.looking.set(false);
            let here: Vec<PersonId> = visit.people_in_slots().into_iter().flatten().collect();
            visit.show_talking(&here);
        });
    }

    fn show_talking(&self, others: &[PersonId]) {
        let now = now_ms();
        let mut of = others.to_vec();
        let mut talkers = self.talkers.borrow_mut();
        let you = self.model.borrow().you;
        if let Some(you) = you.filter(|_| !others.is_empty()) {
            of.push(you);
            if self.ui.call.own_talking.get_untracked() {
                talkers.talks(you, now);
            }
        }
        let talking = talkers.talking(now, &of);
        let mut crowd = self.crowd.borrow_mut();
        if crowd.talking != talking {
            crowd.talking.clone_from(&talking);
            self.ui.call.talking.set(talking);
        }
    }

    fn people_in_slots(&self) -> [Option<PersonId>; SLOTS] {
        let model = self.model.borrow();
        std::array::from_fn(|slot| {
            let member = model.slots.get(slot).and_then(Option::as_ref);
            member.map(|member| member.id)
        })
    }

    /// Hears everybody as loud as the visitor wants.
    pub fn tune(&self) {
        let people = self.people_in_slots();
        let Some(call) = self.call.borrow().clone() else {
            return;
        };
        audio::resume();
        for (slot, person) in people.into_iter().enumerate() {
            let volumes = self.ui.call.volumes;
            let gain = person.map_or(1.0, |who| volumes.with_untracked(|v| v.of(who).gain()));
            call.set_gain(slot, gain);
        }
    }

    /// Sound comes out somewhere else now.
    pub fn sound_changed(&self) {
        if let Some(call) = self.call.borrow().as_ref() {
            call.sound_changed();
        }
        self.sounds.route();
    }
}
