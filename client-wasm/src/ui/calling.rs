//! What is shown of the call besides its people: one's own voice, who talks, how loud each is, and
//! the choices that go with it.

use std::collections::BTreeSet;

use hallway_protocol::{LineState, PersonId, SLOTS};
use leptos::prelude::*;

use crate::pictures::Pictures;
use crate::plugged::Listed;
use crate::settings::Settings;
use crate::talk_key::TalkKey;
use crate::volumes::Volumes;

/// The signals of it.
#[derive(Clone, Copy)]
pub struct CallUi {
    /// How loud one's microphone is, in percent of its meter.
    pub level: RwSignal<u8>,
    /// Whether one is heard to talk.
    pub own_talking: RwSignal<bool>,
    /// Who talks, of those in the call.
    pub talking: RwSignal<BTreeSet<PersonId>>,
    /// How loud one hears each.
    pub volumes: RwSignal<Volumes>,
    /// Whose sound is being set.
    pub menu: RwSignal<Option<PersonId>>,
    /// The speakers there are to choose from; none where the browser does not let one choose.
    pub speakers: RwSignal<Vec<Listed>>,
    /// Whether one sees oneself as in a mirror.
    pub mirror: RwSignal<bool>,
    /// Which pictures of others are wanted.
    pub pictures: RwSignal<Pictures>,
    /// How wide the picture in each slot is shown, in CSS pixels; 0 where none is.
    pub widths: RwSignal<[f32; SLOTS]>,
    /// Whose picture is shown large.
    pub enlarged: RwSignal<Option<PersonId>>,
    /// What the server makes of the line.
    pub line: RwSignal<LineState>,
    /// Which other choice of pictures is suggested.
    pub advice: RwSignal<Option<Pictures>>,
    /// Whether the microphone is on only while a key is held.
    pub push_to_talk: RwSignal<bool>,
    /// Which key.
    pub talk_key: RwSignal<TalkKey>,
}

impl CallUi {
    /// As the visitor chose before.
    pub fn new(settings: &Settings) -> Self {
        Self {
            level: RwSignal::new(0),
            own_talking: RwSignal::new(false),
            talking: RwSignal::new(BTreeSet::new()),
            volumes: RwSignal::new(Volumes::default()),
            menu: RwSignal::new(None),
            speakers: RwSignal::new(Vec::new()),
            mirror: RwSignal::new(settings.mirror),
            pictures: RwSignal::new(settings.pictures),
            widths: RwSignal::new([0.0; SLOTS]),
            enlarged: RwSignal::new(None),
            line: RwSignal::new(LineState::default()),
            advice: RwSignal::new(None),
            push_to_talk: RwSignal::new(settings.push_to_talk),
            talk_key: RwSignal::new(settings.talk_key.clone()),
        }
    }

    /// Forgets all that belongs to a visit.
    pub fn clear_visit(self) {
        self.talking.set(BTreeSet::new());
        self.volumes.set(Volumes::default());
        self.menu.set(None);
        self.enlarged.set(None);
        self.line.set(LineState::default());
        self.advice.set(None);
    }
}
