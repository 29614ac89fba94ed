//! The peer connection to the server: one for the whole visit, offered once. Who is heard and seen
//! through its slots is the server's to say and changes nothing here.

use std::cell::Cell;
use std::rc::Rc;

use hallway_protocol::SLOTS;
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    HtmlVideoElement, MediaStream, RtcBundlePolicy, RtcConfiguration, RtcPeerConnection,
    RtcRtpReceiver, RtcRtpSender, RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcSdpType,
    RtcSessionDescriptionInit,
};

use crate::devices::{Devices, Kind};
use crate::dom::{Listener, listen, property, report};

mod layers;
mod player;
mod voices;

use player::Player;
use voices::Voices;

/// The peer connection.
pub struct Call {
    pc: RtcPeerConnection,
    microphone: RtcRtpSender,
    camera: RtcRtpSender,
    slots: Vec<Slot>,
    voices: Voices,
    negotiations: Cell<u32>,
    _state: Listener,
}

/// A place for one remote person.
struct Slot {
    audio: RtcRtpReceiver,
    video: RtcRtpReceiver,
    /// Plays for the whole visit, so that a newcomer is heard with their first word.
    player: Player,
}

impl Drop for Call {
    fn drop(&mut self) {
        self.pc.close();
    }
}

impl Call {
    /// Makes a peer connection with all its lines. `broken` is called when it comes to nothing.
    ///
    /// # Errors
    /// What the browser said when it has no peer connections to give.
    pub fn new(broken: impl Fn() + 'static) -> Result<Rc<Self>, JsValue> {
        let configuration = RtcConfiguration::new();
        configuration.set_bundle_policy(RtcBundlePolicy::MaxBundle);
        let pc = RtcPeerConnection::new_with_configuration(&configuration)?;
        let line = |kind: &str, direction| {
            let init = RtcRtpTransceiverInit::new();
            init.set_direction(direction);
            if kind == "video" && direction == RtcRtpTransceiverDirection::Sendonly {
                init.set_send_encodings(&layers::encodings());
            }
            pc.add_transceiver_with_str_and_init(kind, &init)
        };
        // The order is the protocol's: see `MediaOffer`.
        let send = RtcRtpTransceiverDirection::Sendonly;
        let receive = RtcRtpTransceiverDirection::Recvonly;
        let microphone = line("audio", send).sender();
        let camera = line("video", send).sender();
        let audio = [(); SLOTS].map(|()| line("audio", receive).receiver());
        let video = [(); SLOTS].map(|()| line("video", receive).receiver());
        let mut slots = Vec::with_capacity(SLOTS);
        for (audio, video) in audio.into_iter().zip(video) {
            let player = Player::new(&audio)?;
            slots.push(Slot {
                audio,
                video,
                player,
            });
        }
        let connection = pc.clone();
        let state = listen(&pc, "connectionstatechange", move |_: web_sys::Event| {
            if property(&connection, "connectionState")
                .as_string()
                .as_deref()
                == Some("failed")
            {
                broken();
            }
        });
        Ok(Rc::new(Self {
            pc,
            microphone,
            camera,
            slots,
            voices: Voices::default(),
            negotiations: Cell::new(0),
            _state: state,
        }))
    }

    /// Makes the offer, for the server.
    ///
    /// # Errors
    /// What the browser said.
    pub async fn offer(&self) -> Result<String, JsValue> {
        let offer = JsFuture::from(self.pc.create_offer()).await?;
        let offer: RtcSessionDescriptionInit = offer.unchecked_into();
        JsFuture::from(self.pc.set_local_description(&offer)).await?;
        self.negotiations.set(self.negotiations.get() + 1);
        let description = self.pc.local_description().ok_or(JsValue::UNDEFINED)?;
        Ok(description.sdp())
    }

    /// Takes the server's answer.
    ///
    /// # Errors
    /// What the browser said.
    pub async fn answer(&self, sdp: &str) -> Result<(), JsValue> {
        let answer = RtcSessionDescriptionInit::new(RtcSdpType::Answer);
        answer.set_sdp(sdp);
        JsFuture::from(self.pc.set_remote_description(&answer)).await?;
        Ok(())
    }

    /// Sends what is on, and nothing of what is off.
    pub fn send(&self, devices: &Devices) {
        for (sender, kind) in [
            (&self.microphone, Kind::Microphone),
            (&self.camera, Kind::Camera),
        ] {
            let track = devices.track(kind);
            if sender.track().as_ref() != track.as_ref() {
                let replacing = sender.replace_track(track.as_ref());
                spawn_local(async move {
                    report(JsFuture::from(replacing).await);
                });
            }
        }
    }

    /// Shows what comes through a slot, or nothing of it when that is not wanted.
    pub fn show(&self, slot: usize, video: &HtmlVideoElement, wanted: bool) {
        if let Some(slot) = self.slots.get(slot) {
            let stream = if wanted { stream(&slot.video) } else { None };
            // The sound comes from the slot's player.
            video.set_muted(true);
            video.set_src_object(stream.as_ref());
        }
    }

    /// How loud a slot is to be heard: what its samples are multiplied by.
    pub fn set_gain(&self, slot: usize, gain: f32) {
        if let Some(slot) = self.slots.get(slot) {
            slot.player.set_gain(gain);
        }
    }

    /// How loud a slot is now, linear from 0 to 1.
    pub async fn level(&self, slot: usize) -> f64 {
        match self.slots.get(slot) {
            Some(found) => self.voices.level(slot, &found.audio).await,
            None => 0.0,
        }
    }

    /// Where sound comes out has changed, or the browser lets the mixer run.
    pub fn sound_changed(&self) {
        for slot in &self.slots {
            slot.player.apply();
        }
    }

    /// Starts all players; `blocked` is called when the browser waits for a click first.
    pub fn play(&self, blocked: impl Fn() + Clone + 'static) {
        for slot in &self.slots {
            let Some(playing) = slot.player.play() else {
                continue;
            };
            let blocked = blocked.clone();
            // Says yes only with the first sound, which may be long after.
            spawn_local(async move {
                if let Err(error) = JsFuture::from(playing).await
                    && property(&error, "name").as_string().as_deref() == Some("NotAllowedError")
                {
                    blocked();
                }
            });
        }
    }

    /// Offers made so far.
    pub fn negotiations(&self) -> u32 {
        self.negotiations.get()
    }

    /// What the browser counted of those who are received: audio and video, slot by slot.
    pub fn receivers(&self) -> Vec<(RtcRtpReceiver, RtcRtpReceiver)> {
        let slots = self.slots.iter();
        slots.map(|s| (s.audio.clone(), s.video.clone())).collect()
    }

    /// Those by which microphone and camera are sent.
    pub fn senders(&self) -> (RtcRtpSender, RtcRtpSender) {
        (self.microphone.clone(), self.camera.clone())
    }
}

fn stream(receiver: &RtcRtpReceiver) -> Option<MediaStream> {
    report(MediaStream::new_with_tracks(&Array::of1(&receiver.track())))
}
