//! What a browser remembers of its visitor between visits. Nothing of it is told to anybody; the
//! name and the look are told when entering.

use hallway_protocol::Look;
use serde::{Deserialize, Serialize};

use crate::pictures::Pictures;
use crate::plugged::Chosen as ChosenDevice;
use crate::split::Chosen;
use crate::talk_key::TalkKey;
use crate::view::ZOOM;

/// The visitor's choices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Name as last entered with.
    pub name: String,
    /// Avatar; `None` before the first choice.
    pub look: Option<Look>,
    /// Whether one wants to be heard.
    pub microphone: bool,
    /// Whether one wants to be seen.
    pub camera: bool,
    /// The microphone to use.
    pub microphone_choice: ChosenDevice,
    /// The camera to use.
    pub camera_choice: ChosenDevice,
    /// Where sound comes out.
    pub speaker_choice: ChosenDevice,
    /// What the browser does to the sound of the microphone.
    pub processing: Processing,
    /// Whether one sees oneself as in a mirror.
    pub mirror: bool,
    /// Which pictures of others are wanted.
    pub pictures: Pictures,
    /// Whether the microphone is on only while a key is held.
    pub push_to_talk: bool,
    /// Which key.
    pub talk_key: TalkKey,
    /// Language; empty for the browser's own.
    pub locale: String,
    /// Version and URL of the privacy policy accepted last; empty when none was.
    pub accepted_policy: String,
    /// CSS pixels per map pixel; `None` for what fits the screen.
    pub zoom: Option<f32>,
    /// Hosts of others that may be contacted, in the order they were agreed to.
    pub agreed_hosts: Vec<String>,
    /// Whether the sounds of the venue play.
    pub sounds: bool,
    /// How loud they play, 0 to 1, besides what their author says.
    pub sound_volume: f32,
    /// Part of the window's width for what is open beside the map; `None` for the author's choice.
    pub session_width: Option<f32>,
    /// Part of the window's height for what is open below the map.
    pub session_height: Option<f32>,
}

/// What the browser does to the sound of the microphone before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Processing {
    /// Takes steady noise away.
    pub noise_suppression: bool,
    /// Takes away what the speaker plays.
    pub echo_cancellation: bool,
    /// Makes quiet voices louder and loud ones quieter.
    pub auto_gain: bool,
}

impl Default for Processing {
    fn default() -> Self {
        Self {
            noise_suppression: true,
            echo_cancellation: true,
            auto_gain: true,
        }
    }
}

/// Most hosts remembered. More than a venue has; the oldest are asked about again.
const MOST_HOSTS: usize = 200;

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: String::new(),
            look: None,
            microphone: true,
            camera: true,
            microphone_choice: ChosenDevice::default(),
            camera_choice: ChosenDevice::default(),
            speaker_choice: ChosenDevice::default(),
            processing: Processing::default(),
            mirror: true,
            pictures: Pictures::default(),
            push_to_talk: false,
            talk_key: TalkKey::default(),
            locale: String::new(),
            accepted_policy: String::new(),
            zoom: None,
            agreed_hosts: Vec::new(),
            sounds: true,
            sound_volume: 1.0,
            session_width: None,
            session_height: None,
        }
    }
}

impl Settings {
    /// Reads what [`Self::to_text`] wrote. What can't be read, by age or by accident, counts as
    /// never chosen.
    pub fn of_text(text: &str) -> Self {
        let mut settings: Self = serde_json::from_str(text).unwrap_or_default();
        settings.zoom = settings.zoom.filter(|z| (ZOOM.0..=ZOOM.1).contains(z));
        settings.sound_volume = match settings.sound_volume.is_finite() {
            true => settings.sound_volume.clamp(0.0, 1.0),
            false => 1.0,
        };
        settings.talk_key = settings.talk_key.checked();
        settings
    }

    /// The hosts may be contacted from now on.
    pub fn agree(&mut self, hosts: &[String]) {
        for host in hosts {
            if !self.agreed_hosts.contains(host) {
                self.agreed_hosts.push(host.clone());
            }
        }
        let extra = self.agreed_hosts.len().saturating_sub(MOST_HOSTS);
        self.agreed_hosts.drain(..extra);
    }

    /// The visitor is to be asked about a host again.
    pub fn forget_host(&mut self, host: &str) {
        self.agreed_hosts.retain(|agreed| agreed != host);
    }

    /// The sizes chosen for what is open beside the map.
    pub fn session_size(&self) -> Chosen {
        Chosen {
            width: self.session_width,
            height: self.session_height,
        }
    }

    /// Whether the microphone is to be on when one comes in.
    pub fn begins_heard(&self) -> bool {
        self.microphone && !self.push_to_talk
    }

    /// To be kept by the browser.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_come_back_as_they_were() {
        let settings = Settings {
            name: "Ada".to_owned(),
            look: Some(Look {
                hair: 3,
                ..Look::default()
            }),
            microphone: false,
            zoom: Some(1.5),
            camera_choice: ChosenDevice {
                id: "c4".to_owned(),
                label: "Camera".to_owned(),
            },
            processing: Processing {
                auto_gain: false,
                ..Processing::default()
            },
            push_to_talk: true,
            pictures: Pictures::Small,
            ..Settings::default()
        };
        assert_eq!(Settings::of_text(&settings.to_text()), settings);
    }

    #[test]
    fn who_talks_by_a_key_comes_in_muted() {
        let mut settings = Settings::default();
        assert!(settings.begins_heard());
        settings.push_to_talk = true;
        assert!(!settings.begins_heard());
    }

    #[test]
    fn hosts_are_agreed_to_once_and_forgotten_by_name() {
        let mut settings = Settings::default();
        let host = |n: usize| format!("{n}.example");
        settings.agree(&[host(1), host(2), host(1)]);
        settings.forget_host(&host(1));
        assert_eq!(settings.agreed_hosts, [host(2)]);
        settings.agree(&(0..MOST_HOSTS + 1).map(host).collect::<Vec<_>>());
        assert_eq!(settings.agreed_hosts.len(), MOST_HOSTS);
        assert!(!settings.agreed_hosts.contains(&host(2)));
    }

    #[test]
    fn what_cannot_be_read_is_forgotten() {
        for text in ["", "nonsense", "[]", r#"{"camera":"maybe"}"#] {
            assert_eq!(Settings::of_text(text), Settings::default(), "{text}");
        }
        let some = r#"{"name":"Ada","unknown":1,"zoom":1e9,"talk_key":{"code":"KeyW","name":"W"}}"#;
        let some = Settings::of_text(some);
        assert_eq!(some.talk_key, TalkKey::default());
        assert_eq!((some.name.as_str(), some.zoom), ("Ada", None));
    }
}
