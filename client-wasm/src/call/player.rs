//! What one person is heard by: plays for the whole visit, as loud as the visitor wants.

use std::cell::{Cell, RefCell};

use js_sys::Promise;
use leptos::prelude::document;
use wasm_bindgen::JsValue;
use web_sys::{
    AudioNode, GainNode, HtmlAudioElement, MediaStream, MediaStreamAudioSourceNode, RtcRtpReceiver,
};

use super::stream;
use crate::dom::report;
use crate::{audio, speaker};

/// A player of one slot's sound.
pub struct Player {
    element: HtmlAudioElement,
    stream: Option<MediaStream>,
    gain: Cell<f32>,
    mixed: RefCell<Option<Mixed>>,
}

/// The way through the mixer, for what the player can't do by itself.
struct Mixed {
    source: MediaStreamAudioSourceNode,
    gain: GainNode,
}

impl Drop for Mixed {
    fn drop(&mut self) {
        let (source, gain): (&AudioNode, &AudioNode) = (&self.source, &self.gain);
        report(source.disconnect());
        report(gain.disconnect());
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.mixed.take();
        self.element.set_src_object(None);
        self.element.remove();
    }
}

impl Player {
    /// Plays what a receiver receives.
    ///
    /// # Errors
    /// What the browser said when it has no players to give.
    pub fn new(audio: &RtcRtpReceiver) -> Result<Self, JsValue> {
        let element = HtmlAudioElement::new()?;
        element.set_autoplay(true);
        let stream = stream(audio);
        element.set_src_object(stream.as_ref());
        // Some browsers only play what is part of the page.
        if let Some(body) = document().body() {
            body.append_child(&element)?;
        }
        speaker::route(&element);
        Ok(Self {
            element,
            stream,
            gain: Cell::new(1.0),
            mixed: RefCell::new(None),
        })
    }

    /// Starts it; the promise fails when the browser waits for a click first.
    pub fn play(&self) -> Option<Promise> {
        report(self.element.play())
    }

    /// Multiplies what is heard by this, from 0.
    pub fn set_gain(&self, gain: f32) {
        if self.gain.replace(gain) != gain {
            self.apply();
        }
    }

    /// The same again: where sound comes out has changed, or the mixer runs by now.
    pub fn apply(&self) {
        let gain = self.gain.get();
        let plain = f64::from(gain.clamp(0.0, 1.0));
        self.element.set_volume(plain);
        // Phones leave their volume to the buttons on their side.
        let too_little = gain > 1.0 || (self.element.volume() - plain).abs() > 0.01;
        let mixed = too_little && gain > 0.0 && self.mix(gain);
        if !mixed {
            self.mixed.take();
        }
        self.element.set_muted(gain <= 0.0 || mixed);
    }

    /// Plays by the mixer instead. Whether that works; at most as sent is what remains.
    fn mix(&self, gain: f32) -> bool {
        let Some(context) = audio::context() else {
            return false;
        };
        if !audio::is_running(&context) || !speaker::leads_mixer() {
            audio::resume();
            return false;
        }
        let mut mixed = self.mixed.borrow_mut();
        if mixed.is_none() {
            let made = self.stream.as_ref().and_then(|stream| {
                let source = report(context.create_media_stream_source(stream))?;
                let gain = report(context.create_gain())?;
                report(source.connect_with_audio_node(&gain))?;
                report(gain.connect_with_audio_node(&context.destination()))?;
                Some(Mixed { source, gain })
            });
            *mixed = made;
        }
        if let Some(mixed) = mixed.as_ref() {
            mixed.gain.gain().set_value(gain);
        }
        mixed.is_some()
    }
}
