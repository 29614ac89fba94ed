//! Short sounds of the map, such as a door's. Each plays once; one that can't be played is left out.

use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlAudioElement;

use crate::dom::report;
use crate::speaker;

/// Plays a sound once, 0 to 1 loud.
pub fn play(url: &str, loudness: f32) {
    let Some(audio) = report(HtmlAudioElement::new_with_src(url)) else {
        return;
    };
    speaker::route(&audio);
    audio.set_volume(f64::from(loudness.clamp(0.0, 1.0)));
    if let Some(playing) = report(audio.play()) {
        // The browser may forbid sound before the first click; then there is none.
        spawn_local(async move { drop(JsFuture::from(playing).await) });
    }
}
