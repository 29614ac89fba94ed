//! What is sent of one's camera: two sizes of it at once, of which the server passes on to each
//! person what fits their line and their screen. And of one's own screen: one, as it is.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{RtcRtpEncodingParameters, RtcRtpParameters, RtcRtpSender};

use crate::dom::{property, report, set_property};

/// Name, how many times smaller than the camera's picture, and most bits per second. Best first,
/// as the protocol wants it.
const LAYERS: [(&str, f32, u32); 2] = [("h", 1.0, 900_000), ("l", 2.0, 150_000)];

/// Most bits per second of one's own screen: what a page of text that is scrolled takes.
const SCREEN_BITRATE: u32 = 2_500_000;

/// The encoding of one's own screen.
pub fn screen() -> Array {
    let encoding = RtcRtpEncodingParameters::new();
    encoding.set_max_bitrate(SCREEN_BITRATE);
    Array::of1(&encoding)
}

/// The encodings of the camera.
pub fn camera() -> Array {
    let encodings = LAYERS.map(|(name, smaller, bitrate)| {
        let encoding = RtcRtpEncodingParameters::new();
        encoding.set_rid(name);
        encoding.set_scale_resolution_down_by(smaller);
        encoding.set_max_bitrate(bitrate);
        encoding
    });
    encodings.iter().collect()
}

/// Sends the smaller picture alone, or both again.
pub fn send_small(camera: &RtcRtpSender, small: bool) {
    let parameters = camera.get_parameters();
    let encodings = property(&parameters, "encodings");
    // Browsers without several sizes have one, which is needed.
    let encodings = encodings.dyn_ref::<Array>();
    if let Some(encodings) = encodings.filter(|all| all.length() > 1) {
        set_property(&encodings.get(0), "active", &(!small).into());
        set_parameters(camera, &parameters);
    }
}

/// Changes how something is sent, where the browser lets one.
pub fn set_parameters(sender: &RtcRtpSender, parameters: &RtcRtpParameters) {
    let Ok(set) = property(sender, "setParameters").dyn_into::<Function>() else {
        return;
    };
    if let Some(Ok(setting)) =
        report(set.call1(sender, parameters)).map(JsCast::dyn_into::<Promise>)
    {
        spawn_local(async move {
            report(JsFuture::from(setting).await);
        });
    }
}
