//! Asks the browser for microphones and cameras, and what stands in the way.

use js_sys::{Array, Object};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaDeviceInfo, MediaDevices, MediaStream, MediaStreamConstraints, PermissionState,
    PermissionStatus,
};

use super::Kind;
use crate::dom::{property, report, set_property};
use crate::plugged::Listed;
use crate::settings::Processing;
use crate::ui::Problem;

/// Picture size and rate asked for: enough for a tile, little for the line.
const VIDEO: [(&str, f64); 3] = [("width", 640.0), ("height", 360.0), ("frameRate", 24.0)];

/// All that is plugged in and has a name.
#[derive(Default)]
pub struct Choices {
    /// What can be heard with.
    pub microphones: Vec<Listed>,
    /// What can be seen with.
    pub cameras: Vec<Listed>,
    /// Where sound can come out.
    pub speakers: Vec<Listed>,
}

impl Choices {
    /// Those of a kind.
    pub fn of(&self, kind: Kind) -> &[Listed] {
        match kind {
            Kind::Microphone => &self.microphones,
            Kind::Camera => &self.cameras,
        }
    }
}

/// A stream with a track of each kind; `ids` are the devices chosen, as [`Kind`] numbers them.
///
/// # Errors
/// What the browser said; [`problem`] makes sense of it.
pub async fn stream(
    kinds: &[Kind],
    ids: &[String; 2],
    processing: Processing,
) -> Result<MediaStream, JsValue> {
    // Only asked for, browsers may give another device although this one is there.
    match stream_of(kinds, ids, "exact", processing).await {
        Err(error) if is_overconstrained(&error) => {
            stream_of(kinds, ids, "ideal", processing).await
        }
        answer => answer,
    }
}

fn is_overconstrained(error: &JsValue) -> bool {
    property(error, "name").as_string().as_deref() == Some("OverconstrainedError")
}

/// The same, with these devices or, as `strength` says, rather these.
async fn stream_of(
    kinds: &[Kind],
    ids: &[String; 2],
    strength: &str,
    processing: Processing,
) -> Result<MediaStream, JsValue> {
    let media = media_devices().ok_or(JsValue::UNDEFINED)?;
    let constraints = MediaStreamConstraints::new();
    for kind in kinds {
        match kind {
            Kind::Microphone => constraints.set_audio(&wish(*kind, ids, strength, processing)),
            Kind::Camera => constraints.set_video(&wish(*kind, ids, strength, processing)),
        }
    }
    let asking = media.get_user_media_with_constraints(&constraints)?;
    JsFuture::from(asking).await.map(JsCast::unchecked_into)
}

/// What a device should be like. The one chosen may be unplugged: then another serves.
fn wish(kind: Kind, ids: &[String; 2], strength: &str, processing: Processing) -> Object {
    let wish = Object::new();
    if let Some(id) = ids.get(kind as usize).filter(|id| !id.is_empty()) {
        let device = Object::new();
        set_property(&device, strength, &id.as_str().into());
        set_property(&wish, "deviceId", &device);
    }
    match kind {
        Kind::Microphone => {
            for (name, on) in [
                ("echoCancellation", processing.echo_cancellation),
                ("noiseSuppression", processing.noise_suppression),
                ("autoGainControl", processing.auto_gain),
            ] {
                set_property(&wish, name, &on.into());
            }
        }
        Kind::Camera => {
            for (name, value) in VIDEO {
                set_property(&wish, name, &ideal(&value.into()));
            }
        }
    }
    wish
}

/// What can be chosen from: id and name. Browsers tell names only once access was granted.
pub async fn choices() -> Choices {
    let Some(listing) = media_devices().and_then(|media| report(media.enumerate_devices())) else {
        return Choices::default();
    };
    let Some(all) = report(JsFuture::from(listing).await) else {
        return Choices::default();
    };
    let all = Array::from(&all);
    let all: Vec<MediaDeviceInfo> = all.iter().map(JsCast::unchecked_into).collect();
    let of_kind = |name: &str| {
        let found = all.iter().filter(|info| {
            let is_kind = property(info, "kind").as_string().as_deref() == Some(name);
            is_kind && !info.label().is_empty()
        });
        found.map(|info| (info.device_id(), info.label())).collect()
    };
    Choices {
        microphones: of_kind("audioinput"),
        cameras: of_kind("videoinput"),
        speakers: of_kind("audiooutput"),
    }
}

/// Where devices are asked for; `None` on pages that get none.
pub fn media_devices() -> Option<MediaDevices> {
    // Missing on pages that are not secure, whatever its type says.
    let media = property(&window().navigator(), "mediaDevices");
    (!media.is_undefined()).then(|| media.unchecked_into())
}

fn ideal(value: &JsValue) -> Object {
    let object = Object::new();
    set_property(&object, "ideal", value);
    object
}

/// What an error of the browser means.
pub fn problem(error: &JsValue) -> Problem {
    match property(error, "name").as_string().as_deref() {
        Some("NotAllowedError" | "SecurityError") => Problem::Denied,
        Some("NotFoundError" | "OverconstrainedError") => Problem::Missing,
        Some(_) => Problem::Busy,
        None => Problem::Unsupported,
    }
}

/// Whether the page may use a device; "prompt" where the browser does not tell.
pub async fn permission(kind: Kind) -> PermissionState {
    let description = Object::new();
    let name = match kind {
        Kind::Microphone => "microphone",
        Kind::Camera => "camera",
    };
    set_property(&description, "name", &name.into());
    let asking = window()
        .navigator()
        .permissions()
        .and_then(|permissions| permissions.query(&description));
    let Ok(asking) = asking else {
        return PermissionState::Prompt;
    };
    match JsFuture::from(asking).await {
        Ok(status) => status.unchecked_into::<PermissionStatus>().state(),
        Err(_) => PermissionState::Prompt,
    }
}
