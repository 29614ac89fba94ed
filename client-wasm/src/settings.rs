//! What a browser remembers of its visitor between visits. Nothing of it is told to anybody; the
//! name and the look are told when entering.

use hallway_protocol::Look;
use serde::{Deserialize, Serialize};

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
    /// The browser's id of the microphone to use; empty for its own choice.
    pub microphone_id: String,
    /// The browser's id of the camera to use; empty for its own choice.
    pub camera_id: String,
    /// Language; empty for the browser's own.
    pub locale: String,
    /// URL of the privacy policy accepted last; empty when none was.
    pub accepted_policy: String,
    /// CSS pixels per map pixel; `None` for what fits the screen.
    pub zoom: Option<f32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: String::new(),
            look: None,
            microphone: true,
            camera: true,
            microphone_id: String::new(),
            camera_id: String::new(),
            locale: String::new(),
            accepted_policy: String::new(),
            zoom: None,
        }
    }
}

impl Settings {
    /// Reads what [`Self::to_text`] wrote. What can't be read, by age or by accident, counts as
    /// never chosen.
    pub fn of_text(text: &str) -> Self {
        let mut settings: Self = serde_json::from_str(text).unwrap_or_default();
        settings.zoom = settings.zoom.filter(|z| (ZOOM.0..=ZOOM.1).contains(z));
        settings
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
            ..Settings::default()
        };
        assert_eq!(Settings::of_text(&settings.to_text()), settings);
    }

    #[test]
    fn what_cannot_be_read_is_forgotten() {
        for text in ["", "nonsense", "[]", r#"{"camera":"maybe"}"#] {
            assert_eq!(Settings::of_text(text), Settings::default(), "{text}");
        }
        let some = Settings::of_text(r#"{"name":"Ada","unknown":1,"zoom":1e9}"#);
        assert_eq!((some.name.as_str(), some.zoom), ("Ada", None));
    }
}
