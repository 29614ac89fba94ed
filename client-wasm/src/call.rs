//! The peer connection to the server: one for the whole visit, offered once. Who is heard and seen
//! through its slots is the server's to say and changes nothing here.

use std::cell::Cell;
use std::rc::Rc;

use hallway_protocol::SLOTS;
use hallway_protocol::server::Turn;
use js_sys::{Array, Object};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    HtmlAudioElement, HtmlVideoElement, MediaStream, RtcBundlePolicy, RtcConfiguration,
    RtcPeerConnection, RtcRtpEncodingParameters, RtcRtpReceiver, RtcRtpSender,
    RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcSdpType, RtcSessionDescriptionInit,
};

use crate::devices::{Devices, Kind};
use crate::dom::{Listener, listen, property, report, set_property};

/// Most bits per second of one's own video: what a tile can show.
const VIDEO_BITRATE: u32 = 600_000;

/// The peer connection.
pub struct Call {
    pc: RtcPeerConnection,
    microphone: RtcRtpSender,
    camera: RtcRtpSender,
    slots: Vec<Slot>,
    negotiations: Cell<u32>,
    _state: Listener,
}

/// A place for one remote person.
struct Slot {
    audio: RtcRtpReceiver,
    video: RtcRtpReceiver,
    /// Plays for the whole visit, so that a newcomer is heard with their first word.
    player: HtmlAudioElement,
}

impl Drop for Call {
    fn drop(&mut self) {
        self.pc.close();
        for slot in &self.slots {
            slot.player.set_src_object(None);
            slot.player.remove();
        }
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
        let line = |kind: &str, direction| {
            let init = RtcRtpTransceiverInit::new();
            init.set_direction(direction);
            if kind == "video" && direction == RtcRtpTransceiverDirection::Sendonly {
                let encoding = RtcRtpEncodingParameters::new();
                encoding.set_max_bitrate(VIDEO_BITRATE);
                init.set_send_encodings(&Array::of1(&encoding));
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
            let player = player(&audio)?;
            slots.push(Slot {
                audio,
                video,
                player,
            });
        }
        let connection = pc.clone();
        let state = listen(&pc, "connectionstatechange", move |_: web_sys::Event| {
            changed(&state_of(&connection));
        });
        Ok(Rc::new(Self {
            pc,
            microphone,
            camera,
            slots,
            negotiations: Cell::new(0),
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

    /// Shows what comes through a slot.
    pub fn show(&self, slot: usize, video: &HtmlVideoElement) {
        if let Some(slot) = self.slots.get(slot) {
            // The sound comes from the slot's player.
            video.set_muted(true);
            video.set_src_object(stream(&slot.video).as_ref());
        }
    }

    /// Starts all players; `blocked` is called when the browser waits for a click first.
    pub fn play(&self, blocked: impl Fn() + Clone + 'static) {
        for slot in &self.slots {
            let Some(playing) = report(slot.player.play()) else {
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

fn player(audio: &RtcRtpReceiver) -> Result<HtmlAudioElement, JsValue> {
    let player = HtmlAudioElement::new()?;
    player.set_autoplay(true);
    player.set_src_object(stream(audio).as_ref());
    // Some browsers only play what is part of the page.
    if let Some(body) = document().body() {
        body.append_child(&player)?;
    }
    Ok(player)
}

fn stream(receiver: &RtcRtpReceiver) -> Option<MediaStream> {
    report(MediaStream::new_with_tracks(&Array::of1(&receiver.track())))
}
