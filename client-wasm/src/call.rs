//! The peer connection to the server: one for the whole visit, offered once. Who is heard and seen
//! through its slots is the server's to say and changes nothing here.

use std::cell::Cell;
use std::rc::Rc;

use hallway_protocol::SLOTS;
use hallway_protocol::server::Turn;
use js_sys::{Array, Object};
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    HtmlVideoElement, MediaStream, RtcBundlePolicy, RtcConfiguration, RtcPeerConnection,
    RtcRtpReceiver, RtcRtpSender, RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcSdpType,
    RtcSessionDescriptionInit,
};

use crate::devices::{Devices, Kind};
use crate::dom::{Listener, listen, property, report, set_property};
use crate::screen::{Screen, keep_sharp};

pub mod layers;
mod player;
mod voices;

use player::Player;
use voices::Voices;

/// The peer connection.
pub struct Call {
    pc: RtcPeerConnection,
    microphone: RtcRtpSender,
    camera: RtcRtpSender,
    screen: RtcRtpSender,
    screen_sound: RtcRtpSender,
    slots: Vec<Slot>,
    /// For somebody else's screen.
    screen_slot: Slot,
    voices: Voices,
    negotiations: Cell<u32>,
    /// Whether of the camera only the small picture is sent.
    small: Cell<bool>,
    _state: Listener,
}

/// A place for one remote person, or for a screen.
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
    /// Makes a peer connection with all its lines, by way of a TURN server if need be. `changed` is
    /// called with each state that it comes into, as the browser names it.
    ///
    /// # Errors
    /// What the browser said when it has no peer connections to give.
    pub fn new(turn: Option<&Turn>, changed: impl Fn(&str) + 'static) -> Result<Rc<Self>, JsValue> {
        let configuration = RtcConfiguration::new();
        configuration.set_bundle_policy(RtcBundlePolicy::MaxBundle);
        if let Some(turn) = turn {
            set_property(&configuration, "iceServers", &Array::of1(&ice_server(turn)));
        }
        let pc = RtcPeerConnection::new_with_configuration(&configuration)?;
        let line = |kind: &str, direction, encodings: Option<Array>| {
            let init = RtcRtpTransceiverInit::new();
            init.set_direction(direction);
            if let Some(encodings) = encodings {
                init.set_send_encodings(&encodings);
            }
            pc.add_transceiver_with_str_and_init(kind, &init)
        };
        // The order is the protocol's: see `MediaOffer`.
        let send = RtcRtpTransceiverDirection::Sendonly;
        let receive = RtcRtpTransceiverDirection::Recvonly;
        let microphone = line("audio", send, None).sender();
        let camera = line("video", send, Some(layers::camera())).sender();
        let screen = line("video", send, Some(layers::screen())).sender();
        let screen_sound = line("audio", send, None).sender();
        let audio = [(); SLOTS].map(|()| line("audio", receive, None).receiver());
        let video = [(); SLOTS].map(|()| line("video", receive, None).receiver());
        let video_of_screen = line("video", receive, None).receiver();
        let audio_of_screen = line("audio", receive, None).receiver();
        let mut slots = Vec::with_capacity(SLOTS);
        for (audio, video) in audio.into_iter().zip(video) {
            let player = Player::new(&audio)?;
            slots.push(Slot {
                audio,
                video,
                player,
            });
        }
        let screen_slot = Slot {
            player: Player::new(&audio_of_screen)?,
            audio: audio_of_screen,
            video: video_of_screen,
        };
        let connection = pc.clone();
        let state = listen(&pc, "connectionstatechange", move |_: web_sys::Event| {
            changed(&state_of(&connection));
        });
        Ok(Rc::new(Self {
            pc,
            microphone,
            camera,
            screen,
            screen_sound,
            slots,
            screen_slot,
            voices: Voices::default(),
            negotiations: Cell::new(0),
            small: Cell::new(false),
            _state: state,
        }))
    }

    /// Whether packets can flow.
    pub fn is_connected(&self) -> bool {
        state_of(&self.pc) == "connected"
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

    /// Sends what is on, and nothing of what is off; `small`: of the camera the small picture only.
    pub fn send(&self, devices: &Devices, screen: &Screen, small: bool) {
        let (picture, sound) = screen.tracks();
        if picture.is_some() && self.screen.track().is_none() {
            keep_sharp(&self.screen);
        }
        if self.small.replace(small) != small {
            layers::send_small(&self.camera, small);
        }
        for (sender, track) in [
            (&self.microphone, devices.track(Kind::Microphone)),
            (&self.camera, devices.track(Kind::Camera)),
            (&self.screen, picture),
            (&self.screen_sound, sound),
        ] {
            if sender.track().as_ref() != track.as_ref() {
                let replacing = sender.replace_track(track.as_ref());
                spawn_local(async move {
                    report(JsFuture::from(replacing).await);
                });
            }
        }
    }

    /// Shows the screen that comes.
    pub fn show_screen(&self, video: &HtmlVideoElement) {
        video.set_muted(true);
        video.set_src_object(stream(&self.screen_slot.video).as_ref());
    }

    /// All that plays.
    fn players(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().chain([&self.screen_slot])
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
        for slot in self.players() {
            slot.player.apply();
        }
    }

    /// Starts all players; `blocked` is called when the browser waits for a click first.
    pub fn play(&self, blocked: impl Fn() + Clone + 'static) {
        for slot in self.players() {
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

    /// The same of the screen: sound and picture.
    pub fn screen_receivers(&self) -> (RtcRtpReceiver, RtcRtpReceiver) {
        let slot = &self.screen_slot;
        (slot.audio.clone(), slot.video.clone())
    }

    /// That by which one's own screen is sent.
    pub fn screen_sender(&self) -> RtcRtpSender {
        self.screen.clone()
    }

    /// Those by which microphone and camera are sent.
    pub fn senders(&self) -> (RtcRtpSender, RtcRtpSender) {
        (self.microphone.clone(), self.camera.clone())
    }
}

fn state_of(pc: &RtcPeerConnection) -> String {
    let state = property(pc, "connectionState").as_string();
    state.unwrap_or_default()
}

/// What browsers call an `RTCIceServer`.
fn ice_server(turn: &Turn) -> Object {
    let server = Object::new();
    let urls: Array = turn
        .urls
        .iter()
        .map(|url| JsValue::from(url.as_str()))
        .collect();
    set_property(&server, "urls", &urls);
    set_property(&server, "username", &turn.username.as_str().into());
    set_property(&server, "credential", &turn.credential.as_str().into());
    server
}

fn stream(receiver: &RtcRtpReceiver) -> Option<MediaStream> {
    report(MediaStream::new_with_tracks(&Array::of1(&receiver.track())))
}
