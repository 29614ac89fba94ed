//! Microphone and camera: asked for when wanted, really off when off. A device that is refused or
//! missing is told of and is no obstacle to anything.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use hallway_protocol::client::Sending;
use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlVideoElement, MediaStream, MediaStreamTrack, PermissionState};

use crate::dom::{Listener, listen, report};
use crate::settings::Settings;
use crate::ui::{Device, Problem, Ui};

mod ask;

/// What there is two of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Is heard.
    Microphone,
    /// Is seen.
    Camera,
}

/// The visitor's devices.
pub struct Devices {
    ui: Ui,
    microphone: RefCell<Option<Track>>,
    camera: RefCell<Option<Track>>,
    ids: RefCell<[String; 2]>,
    asking: Cell<bool>,
    /// Asked for while the browser was still asking for something else.
    pending: RefCell<Vec<Kind>>,
    changed: RefCell<Option<Rc<dyn Fn()>>>,
    plugged: RefCell<Option<Listener>>,
    /// Something else has the devices for now, such as a meeting beside the map.
    held: Cell<bool>,
    /// The visitor is away: nothing is turned on.
    away: Cell<bool>,
}

/// A running device; dropping it turns it off.
struct Track {
    track: MediaStreamTrack,
    _ended: Listener,
}

impl Drop for Track {
    fn drop(&mut self) {
        self.track.stop();
    }
}

impl Devices {
    /// Nothing is asked for yet.
    pub fn new(ui: Ui) -> Rc<Self> {
        Rc::new(Self {
            ui,
            microphone: RefCell::new(None),
            camera: RefCell::new(None),
            ids: RefCell::default(),
            asking: Cell::new(false),
            pending: RefCell::default(),
            changed: RefCell::new(None),
            plugged: RefCell::new(None),
            held: Cell::new(false),
            away: Cell::new(false),
        })
    }

    /// Whom to tell when something was turned on or off.
    pub fn on_change(&self, f: Option<Rc<dyn Fn()>>) {
        *self.changed.borrow_mut() = f;
    }

    /// Looks what may be used without asking, and starts that.
    pub fn prepare(self: Rc<Self>, settings: Settings) {
        *self.ids.borrow_mut() = [settings.microphone_id, settings.camera_id];
        let Some(media) = ask::media_devices() else {
            for kind in [Kind::Microphone, Kind::Camera] {
                self.fail(kind, Problem::Unsupported);
            }
            return;
        };
        let devices = self.clone();
        *self.plugged.borrow_mut() = Some(listen(&media, "devicechange", move |_: Event| {
            spawn_local(devices.clone().list());
        }));
        spawn_local(async move {
            let mut granted = Vec::new();
            for kind in [Kind::Microphone, Kind::Camera] {
                let wanted = self.device(kind).on.get_untracked();
                match ask::permission(kind).await {
                    PermissionState::Denied if wanted => self.fail(kind, Problem::Denied),
                    PermissionState::Granted if wanted => granted.push(kind),
                    _ => {}
                }
            }
            self.open(&granted).await;
        });
    }

    /// Starts what the visitor wants, asking for it.
    pub fn start(self: &Rc<Self>, settings: &Settings) {
        *self.ids.borrow_mut() = [settings.microphone_id.clone(), settings.camera_id.clone()];
        let kinds = [Kind::Microphone, Kind::Camera];
        let wanted = kinds.into_iter().filter(|kind| {
            let device = self.device(*kind);
            device.on.get_untracked() && !device.live.get_untracked()
        });
        let wanted: Vec<Kind> = wanted.collect();
        let devices = self.clone();
        spawn_local(async move { devices.open(&wanted).await });
    }

    /// Turns a device on or off.
    pub fn toggle(self: &Rc<Self>, kind: Kind) {
        if self.held.get() {
            self.ui.say("devices-held");
            return;
        }
        if self.away.get() {
            self.ui.say("away-note");
            return;
        }
        let device = self.device(kind);
        let on = !device.on.get_untracked();
        device.on.set(on);
        device.problem.set(None);
        if !on {
            self.turn_off(kind);
        } else if let Some(track) = self.cell(kind).borrow().as_ref() {
            track.track.set_enabled(true);
            device.live.set(true);
        } else {
            let devices = self.clone();
            spawn_local(async move { devices.open(&[kind]).await });
        }
        self.tell();
    }

    /// Uses another device of a kind from now on.
    pub fn switch(self: &Rc<Self>, kind: Kind, id: String) {
        if let Some(slot) = self.ids.borrow_mut().get_mut(kind as usize) {
            *slot = id;
        }
        if self.device(kind).on.get_untracked() {
            self.cell(kind).take();
            let devices = self.clone();
            spawn_local(async move { devices.open(&[kind]).await });
        }
    }

    /// Turns everything off; what the visitor wants stays as it is.
    pub fn stop(&self) {
        for kind in [Kind::Microphone, Kind::Camera] {
            self.cell(kind).take();
            self.device(kind).live.set(false);
        }
    }

    /// Leaves the devices to something else, really off here; or takes them back as the visitor
    /// wants them.
    pub fn hold(self: &Rc<Self>, held: bool) {
        if self.held.replace(held) == held {
            return;
        }
        self.ui.held.set(held);
        self.held_changed();
    }

    /// The visitor goes away, and microphone and camera are really off; or comes back.
    pub fn step_away(self: &Rc<Self>, away: bool) {
        if self.away.replace(away) != away {
            self.held_changed();
        }
    }

    /// The visit is over, and with it being away; nothing is turned on by that.
    pub fn forget_away(&self) {
        self.away.set(false);
    }

    fn is_held(&self) -> bool {
        self.held.get() || self.away.get()
    }

    fn held_changed(self: &Rc<Self>) {
        if self.is_held() {
            self.stop();
        } else {
            let kinds = [Kind::Microphone, Kind::Camera];
            let wanted = kinds
                .into_iter()
                .filter(|k| self.device(*k).on.get_untracked());
            let wanted: Vec<Kind> = wanted.collect();
            let devices = self.clone();
            spawn_local(async move { devices.open(&wanted).await });
        }
        self.tell();
    }

    /// Nothing else has the devices any more, and nothing is turned on by that.
    pub fn let_go(&self) {
        self.held.set(false);
        self.ui.held.set(false);
    }

    /// What is being sent.
    pub fn sending(&self) -> Sending {
        Sending {
            microphone: self.track(Kind::Microphone).is_some(),
            camera: self.track(Kind::Camera).is_some(),
            ..Sending::default()
        }
    }

    /// What to send of a kind; nothing while it is off.
    pub fn track(&self, kind: Kind) -> Option<MediaStreamTrack> {
        let on = self.device(kind).on.get_untracked();
        let track = self.cell(kind).borrow();
        track.as_ref().filter(|_| on).map(|t| t.track.clone())
    }

    /// Shows oneself.
    pub fn preview(&self, video: &HtmlVideoElement) {
        let stream = self.track(Kind::Camera).and_then(|track| {
            let tracks = Array::of1(&track);
            report(MediaStream::new_with_tracks(&tracks))
        });
        video.set_muted(true);
        video.set_src_object(stream.as_ref());
    }

    fn device(&self, kind: Kind) -> Device {
        match kind {
            Kind::Microphone => self.ui.microphone,
            Kind::Camera => self.ui.camera,
        }
    }

    fn cell(&self, kind: Kind) -> &RefCell<Option<Track>> {
        match kind {
            Kind::Microphone => &self.microphone,
            Kind::Camera => &self.camera,
        }
    }

    /// A microphone stays at hand while muted, so that one is heard at once again; a camera's
    /// light goes out.
    fn turn_off(&self, kind: Kind) {
        match kind {
            Kind::Microphone => {
                if let Some(track) = self.microphone.borrow().as_ref() {
                    track.track.set_enabled(false);
                }
            }
            Kind::Camera => drop(self.camera.take()),
        }
        self.device(kind).live.set(false);
    }

    fn fail(&self, kind: Kind, problem: Problem) {
        self.cell(kind).take();
        let device = self.device(kind);
        device.on.set(false);
        device.live.set(false);
        device.problem.set(Some(problem));
        self.tell();
    }

    fn tell(&self) {
        let changed = self.changed.borrow().clone();
        if let Some(changed) = changed {
            changed();
        }
    }

    /// Asks for devices; one question after another, as browsers show one at a time.
    async fn open(self: &Rc<Self>, kinds: &[Kind]) {
        self.pending.borrow_mut().extend(kinds);
        if self.asking.replace(true) {
            return;
        }
        loop {
            let mut kinds = self.pending.take();
            if kinds.is_empty() {
                break;
            }
            // Asked for twice: on entering while the entry page was still asking.
            kinds.sort_unstable_by_key(|kind| *kind as u8);
            kinds.dedup();
            kinds.retain(|kind| !self.is_held() && self.cell(*kind).borrow().is_none());
            if kinds.is_empty() {
                continue;
            }
            self.open_together(&kinds).await;
            self.tell();
        }
        self.asking.set(false);
        self.clone().list().await;
    }

    /// In one question; when that fails, each by itself.
    async fn open_together(self: &Rc<Self>, kinds: &[Kind]) {
        let ids = self.ids.borrow().clone();
        let error = match ask::stream(kinds, &ids).await {
            Ok(stream) => return self.take(&stream),
            Err(error) => error,
        };
        for kind in kinds {
            // Who has just said no is not asked again.
            let asked_alone = kinds.len() == 1;
            let refused = ask::problem(&error) == Problem::Denied
                && ask::permission(*kind).await != PermissionState::Granted;
            if asked_alone || refused {
                self.fail(*kind, ask::problem(&error));
                continue;
            }
            match ask::stream(&[*kind], &ids).await {
                Ok(stream) => self.take(&stream),
                Err(error) => self.fail(*kind, ask::problem(&error)),
            }
        }
    }

    fn take(self: &Rc<Self>, stream: &MediaStream) {
        for track in stream.get_tracks().iter() {
            let track: MediaStreamTrack = track.unchecked_into();
            let kind = match track.kind().as_str() {
                "audio" => Kind::Microphone,
                _ => Kind::Camera,
            };
            let device = self.device(kind);
            let weak = Rc::downgrade(self);
            let ended = listen(&track, "ended", move |_: Event| {
                if let Some(devices) = weak.upgrade() {
                    devices.fail(kind, Problem::Missing);
                }
            });
            let running = Track {
                track,
                _ended: ended,
            };
            // Turned off again while the browser was asking.
            if !device.on.get_untracked() || self.is_held() {
                drop(running);
                continue;
            }
            *self.cell(kind).borrow_mut() = Some(running);
            device.problem.set(None);
            device.live.set(false);
            device.live.set(true);
        }
    }

    async fn list(self: Rc<Self>) {
        for (kind, choices) in ask::choices().await {
            self.device(kind).choices.set(choices);
        }
    }
}
