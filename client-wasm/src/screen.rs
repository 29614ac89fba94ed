//! The screen that the visitor shares: asked for by a click, given up by another, or by the browser's
//! own bar. A browser that gives none is no obstacle to anything.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use hallway_protocol::client::Sending;
use js_sys::{Function, Object, Promise};
use leptos::prelude::{GetUntracked, Set, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Event, MediaStream, MediaStreamTrack};

use crate::announce::Announcement;
use crate::call::layers::set_parameters;
use crate::dom::{Listener, listen, property, set_property};
use crate::ui::Ui;

/// Largest picture asked for: text stays legible, and it is what most projectors show.
const SIZE: (f64, f64) = (1920.0, 1080.0);

/// Pictures a second that are wished for, and most: slides and code need few, and sharp ones.
const RATE: (f64, f64) = (10.0, 15.0);

/// The visitor's shared screen.
pub struct Screen {
    ui: Ui,
    shared: RefCell<Option<Shared>>,
    asking: Cell<bool>,
    changed: RefCell<Option<Rc<dyn Fn()>>>,
}

/// What the browser gave; dropping it gives it back.
struct Shared {
    picture: MediaStreamTrack,
    sound: Option<MediaStreamTrack>,
    _ended: Listener,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.picture.stop();
        if let Some(sound) = &self.sound {
            sound.stop();
        }
    }
}

/// Whether the browser has screens to give; those of phones have none.
pub fn is_supported() -> bool {
    asker().is_some()
}

fn asker() -> Option<(JsValue, Function)> {
    let devices = property(&window().navigator(), "mediaDevices");
    if devices.is_undefined() {
        // No secure page.
        return None;
    }
    let ask = property(&devices, "getDisplayMedia").dyn_into().ok()?;
    Some((devices, ask))
}

impl Screen {
    /// Nothing is shared yet.
    pub fn new(ui: Ui) -> Rc<Self> {
        Rc::new(Self {
            ui,
            shared: RefCell::new(None),
            asking: Cell::new(false),
            changed: RefCell::new(None),
        })
    }

    /// Whom to tell when the screen is shared or no longer.
    pub fn on_change(&self, f: Option<Rc<dyn Fn()>>) {
        *self.changed.borrow_mut() = f;
    }

    /// Begins to share, or ends it. While somebody else shares, one is told who it is before one has
    /// chosen a window for nothing.
    pub fn toggle(self: &Rc<Self>) {
        let other = self.ui.manners.screen.get_untracked();
        if self.shared.borrow().is_some() {
            self.stop();
            self.ui.say("screen-own-over");
        } else if let Some((_, name)) = other {
            self.ui
                .announce(&Announcement::naming("screen-taken", &name));
        } else if !self.asking.replace(true) {
            let screen = self.clone();
            spawn_local(async move {
                screen.start().await;
                screen.asking.set(false);
            });
        }
    }

    /// Shares nothing any more.
    pub fn stop(&self) {
        if self.shared.take().is_some() {
            self.ui.manners.sharing.set(false);
            self.tell();
        }
    }

    /// Picture and sound to be sent.
    pub fn tracks(&self) -> (Option<MediaStreamTrack>, Option<MediaStreamTrack>) {
        let shared = self.shared.borrow();
        let Some(shared) = shared.as_ref() else {
            return (None, None);
        };
        // References: see `Devices::track`.
        (Some(Clone::clone(&shared.picture)), shared.sound.clone())
    }

    /// What is sent besides microphone and camera.
    pub fn sending(&self, devices: Sending) -> Sending {
        let shared = self.shared.borrow();
        let sound = shared.as_ref().is_some_and(|it| it.sound.is_some());
        Sending {
            screen: shared.is_some(),
            screen_sound: sound,
            ..devices
        }
    }

    async fn start(self: &Rc<Self>) {
        match ask().await {
            Ok(stream) => self.take(&stream),
            Err(error) => {
                let name = property(&error, "name").as_string();
                // Who changed their mind in the browser's own dialog needs no explanation, but
                // whether the system or they said no can't be told apart.
                self.ui.say(match name.as_deref() {
                    Some("NotAllowedError" | "AbortError") => "screen-denied",
                    _ => "screen-unavailable",
                });
            }
        }
    }

    fn take(self: &Rc<Self>, stream: &MediaStream) {
        let mut tracks = (None, None);
        for track in stream.get_tracks().iter() {
            let track: MediaStreamTrack = track.unchecked_into();
            match track.kind().as_str() {
                "video" => tracks.0 = Some(track),
                _ => tracks.1 = Some(track),
            }
        }
        let (Some(picture), sound) = tracks else {
            self.ui.say("screen-unavailable");
            return;
        };
        // Sharp rather than smooth.
        set_property(&picture, "contentHint", &"detail".into());
        let weak = Rc::downgrade(self);
        let ended = listen(&picture, "ended", move |_: Event| {
            let weak = weak.clone();
            // Later, since the listener goes with it.
            spawn_local(async move {
                if let Some(screen) = weak.upgrade() {
                    screen.stop();
                    screen.ui.say("screen-own-over");
                }
            });
        });
        *self.shared.borrow_mut() = Some(Shared {
            picture,
            sound,
            _ended: ended,
        });
        if self.ui.state.get_untracked() != crate::ui::State::Venue {
            // One has left while the browser was asking.
            self.shared.take();
            return;
        }
        self.ui.manners.sharing.set(true);
        self.ui.say("screen-own-shared");
        self.tell();
    }

    fn tell(&self) {
        let changed = self.changed.borrow().clone();
        if let Some(changed) = changed {
            changed();
        }
    }
}

/// Asks the browser for a screen, a window or a tab, with sound where there is any.
async fn ask() -> Result<MediaStream, JsValue> {
    let (devices, ask) = asker().ok_or(JsValue::UNDEFINED)?;
    let picture = wishes(&[
        ("width", wishes(&[("max", SIZE.0.into())])),
        ("height", wishes(&[("max", SIZE.1.into())])),
        (
            "frameRate",
            wishes(&[("ideal", RATE.0.into()), ("max", RATE.1.into())]),
        ),
    ]);
    // As it is, not as speech.
    let sound = wishes(&[
        ("echoCancellation", JsValue::FALSE),
        ("noiseSuppression", JsValue::FALSE),
        ("autoGainControl", JsValue::FALSE),
    ]);
    let wish = wishes(&[
        ("video", picture),
        ("audio", sound),
        // With the sound of the whole machine, the others would hear themselves.
        ("systemAudio", "exclude".into()),
        ("selfBrowserSurface", "exclude".into()),
        ("surfaceSwitching", "include".into()),
    ]);
    let asking: Promise = ask.call1(&devices, &wish)?.dyn_into()?;
    JsFuture::from(asking).await.map(JsCast::unchecked_into)
}

fn wishes(all: &[(&str, JsValue)]) -> JsValue {
    let wishes = Object::new();
    for (name, value) in all {
        set_property(&wishes, name, value);
    }
    wishes.into()
}

/// Asks the browser to keep what a sender sends sharp when the line is bad. A wish only.
pub fn keep_sharp(sender: &web_sys::RtcRtpSender) {
    let parameters = sender.get_parameters();
    set_property(
        &parameters,
        "degradationPreference",
        &"maintain-resolution".into(),
    );
    set_parameters(sender, &parameters);
}
