//! What is sent of one's camera: two sizes of it at once, of which the server passes on to each
//! person what fits their line and their screen.

use js_sys::Array;
use web_sys::RtcRtpEncodingParameters;

/// Name, how many times smaller than the camera's picture, and most bits per second. Best first,
/// as the protocol wants it.
const LAYERS: [(&str, f32, u32); 2] = [("h", 1.0, 900_000), ("l", 2.0, 150_000)];

/// The encodings of the camera.
pub fn encodings() -> Array {
    let encodings = LAYERS.map(|(name, smaller, bitrate)| {
        let encoding = RtcRtpEncodingParameters::new();
        encoding.set_rid(name);
        encoding.set_scale_resolution_down_by(smaller);
        encoding.set_max_bitrate(bitrate);
        encoding
    });
    encodings.iter().collect()
}
