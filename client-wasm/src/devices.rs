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

use crate::dom::{Listener, listen, property, report};
use crate::level::MutedTalk;
use crate::plugged::{Chosen, meant};
use crate::settings::{Processing, Settings};
use crate::talk_key::HeldToTalk;
use crate::ui::{Device, Problem, Ui};

mod ask;
mod meter;
mod plugging;
mod voice;

use ask::Choices;
use meter::Meter;

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
    /// What the visitor chose of each kind, as [`Kind`] numbers them.
    chosen: RefCell<[Chosen; 2]>,
    speaker: RefCell<Chosen>,
    /// The speaker in use, by its id; `None` before anything was listed.
    speaker_used: RefCell<Option<String>>,
    processing: Cell<Processing>,
    listed: RefCell<Choices>,
    /// Wanted, and not there: turned on when one is plugged in.
    missing: Cell<[bool; 2]>,
    held_to_talk: Cell<HeldToTalk>,
    muted_talk: Cell<MutedTalk>,
    /// Whether devices had no names when they were asked for last.
    unnamed: Cell<bool>,
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
    /// The browser's id of the device, where it tells.
    id: String,
    _ended: Listener,
    _meter: Option<Meter>,
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
            chosen: RefCell::default(),
            speaker: RefCell::default(),
            speaker_used: RefCell::default(),
            processing: Cell::default(),
            listed: RefCell::default(),
            missing: Cell::default(),
            held_to_talk: Cell::default(),
            muted_talk: Cell::default(),
            unnamed: Cell::new(false),
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
        self.know(&settings);
        let Some(media) = ask::media_devices() else {
            for kind in [Kind::Microphone, Kind::Camera] {
                self.fail(kind, Problem::Unsupported);
            }
            return;
        };
        let devices = self.clone();
        *self.plugged.borrow_mut() = Some(listen(&media, "devicechange", move |_: Event| {
            spawn_local(devices.clone().plugged());
        }));
        spawn_local(async move {
            let mut granted = Vec::new();
            for kind in [Kind::Microphone, Kind::Camera] {
                let wanted = self.device(kind).on.get_untracked();
                match ask::permission(kind).await {
                    PermissionState::Denied if wanted => self.fail(kind, Problem::Denied),
                    PermissionState::Granted if self.is_kept(kind) => granted.push(kind),
                    _ => {}
                }
            }
            self.open(&granted).await;
        });
    }

    /// Starts what the visitor wants, asking for it.
    pub fn start(self: &Rc<Self>, settings: &Settings) {
        self.know(settings);
        let devices = self.clone();
        spawn_local(async move { devices.open(&devices.kept()).await });
    }

    fn know(&self, settings: &Settings) {
        let chosen = [&settings.microphone_choice, &settings.camera_choice];
        *self.chosen.borrow_mut() = chosen.map(Clone::clone);
        *self.speaker.borrow_mut() = settings.speaker_choice.clone();
        self.processing.set(settings.processing);
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
        if kind == Kind::Microphone {
            self.forget_talk_key();
        }
        let on = !self.device(kind).on.get_untracked();
        if on && self.is_kept_from(kind) {
            self.ui.say("kept-quiet");
            return;
        }
        self.turn(kind, on);
    }

    /// Turns a device off that those who keep order do not allow now.
    pub fn forbid(self: &Rc<Self>, kind: Kind) {
        if self.device(kind).on.get_untracked() {
            self.turn(kind, false);
        }
    }

    fn is_kept_from(&self, kind: Kind) -> bool {
        let kept = self.ui.order.kept.get_untracked();
        match kind {
            Kind::Microphone => kept.microphone,
            Kind::Camera => kept.camera,
        }
    }

    fn turn(self: &Rc<Self>, kind: Kind, on: bool) {
        let device = self.device(kind);
        device.on.set(on);
        device.problem.set(None);
        self.set_missing(kind, false);
        if !on {
            self.turn_off(kind);
        } else if self.cell(kind).borrow().is_some() {
            device.live.set(true);
        } else {
            let devices = self.clone();
            spawn_local(async move { devices.open(&[kind]).await });
        }
        self.tell();
    }

    /// Uses another device of a kind from now on.
    pub fn switch(self: &Rc<Self>, kind: Kind, chosen: Chosen) {
        if let Some(slot) = self.chosen.borrow_mut().get_mut(kind as usize) {
            *slot = chosen;
        }
        let devices = self.clone();
        spawn_local(async move { devices.reopen(kind).await });
    }

    /// Has the browser do this to one's voice from now on. By a new track: of one that runs, some
    /// browsers change nothing and say that they did.
    pub fn process(self: &Rc<Self>, processing: Processing) {
        if self.processing.replace(processing) == processing {
            return;
        }
        let devices = self.clone();
        spawn_local(async move { devices.reopen(Kind::Microphone).await });
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
            let devices = self.clone();
            spawn_local(async move { devices.open(&devices.kept()).await });
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
        // Another reference: the browser’s own `clone` would be a track that nobody stops.
        track
            .as_ref()
            .filter(|_| on)
            .map(|t| Clone::clone(&t.track))
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

    /// Whether a device of this kind is to run: also a microphone that waits for its key.
    fn is_kept(&self, kind: Kind) -> bool {
        let waits = kind == Kind::Microphone && self.ui.call.push_to_talk.get_untracked();
        waits || self.device(kind).on.get_untracked()
    }

    fn kept(&self) -> Vec<Kind> {
        let kinds = [Kind::Microphone, Kind::Camera].into_iter();
        kinds.filter(|kind| self.is_kept(*kind)).collect()
    }

    fn set_missing(&self, kind: Kind, is: bool) {
        let mut missing = self.missing.get();
        if let Some(slot) = missing.get_mut(kind as usize) {
            *slot = is;
        }
        self.missing.set(missing);
    }

    /// A microphone stays at hand while muted, so that one is heard at once again, and told when
    /// one talks all the same: it is measured then, and sent to nobody. A camera's light goes out.
    fn turn_off(&self, kind: Kind) {
        if kind == Kind::Camera {
            self.camera.take();
        }
        self.device(kind).live.set(false);
    }

    fn fail(&self, kind: Kind, problem: Problem) {
        self.cell(kind).take();
        let device = self.device(kind);
        device.on.set(false);
        device.live.set(false);
        device.problem.set(Some(problem));
        self.set_missing(kind, problem == Problem::Missing);
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
        self.list().await;
        self.find_by_name();
    }

    /// Lets go of a device and takes the one that is meant now.
    async fn reopen(self: &Rc<Self>, kind: Kind) {
        self.cell(kind).take();
        if self.is_kept(kind) {
            self.open(&[kind]).await;
        }
    }

    /// The ids to ask for: of what is meant among what is there now.
    async fn ids(&self) -> [String; 2] {
        let listed = ask::choices().await;
        self.unnamed
            .set(listed.microphones.is_empty() && listed.cameras.is_empty());
        let chosen = self.chosen.borrow();
        [Kind::Microphone, Kind::Camera].map(|kind| {
            let chosen = chosen.get(kind as usize).cloned().unwrap_or_default();
            let listed = listed.of(kind);
            match meant(&chosen, listed) {
                Some((id, _)) => id.clone(),
                // Before access was granted nothing is listed.
                None if listed.is_empty() => chosen.id,
                None => String::new(),
            }
        })
    }

    /// In one question; when that fails, each by itself.
    async fn open_together(self: &Rc<Self>, kinds: &[Kind]) {
        let ids = self.ids().await;
        let processing = self.processing.get();
        let error = match ask::stream(kinds, &ids, processing).await {
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
            match ask::stream(&[*kind], &ids, processing).await {
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
                    devices.gone(kind);
                }
            });
            let meter = match kind {
                Kind::Microphone => self.measure(&track),
                Kind::Camera => None,
            };
            let running = Track {
                id: device_id(&track),
                track,
                _ended: ended,
                _meter: meter,
            };
            // Turned off again while the browser was asking.
            if !self.is_kept(kind) || self.is_held() {
                drop(running);
                continue;
            }
            *self.cell(kind).borrow_mut() = Some(running);
            self.set_missing(kind, false);
            device.problem.set(None);
            device.live.set(false);
            device.live.set(device.on.get_untracked());
        }
    }
}

fn device_id(track: &MediaStreamTrack) -> String {
    let settings: Option<js_sys::Function> = property(track, "getSettings").dyn_into().ok();
    let settings = settings.and_then(|settings| report(settings.call0(track)));
    let id = settings.map(|settings| property(&settings, "deviceId"));
    id.and_then(|id| id.as_string()).unwrap_or_default()
}
