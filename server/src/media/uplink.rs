//! The streams a visitor sends: which is the microphone's, which the camera's, and which of the
//! camera's simulcast layers is passed on. Holds no packets.

use std::time::Instant;

use super::metrics::Kind;
use super::routing::best_layer;
use super::sdp::{CAMERA, LAYERS, MICROPHONE};

/// What is known of a visitor's streams.
#[derive(Debug, Default)]
pub struct Uplink {
    /// Names of the camera's layers, best first.
    names: Vec<String>,
    microphone: Option<u32>,
    layers: [Option<Layer>; LAYERS],
}

#[derive(Clone, Copy, Debug)]
struct Layer {
    ssrc: u32,
    seen: Instant,
}

impl Uplink {
    /// No streams yet; the camera may send these layers, best first, or one stream without a name.
    pub fn new(names: Vec<String>) -> Self {
        Self {
            names,
            ..Self::default()
        }
    }

    /// A stream of a media line began.
    pub fn open(&mut self, line: usize, ssrc: u32, layer: Option<&str>, now: Instant) {
        if line == MICROPHONE {
            self.microphone = Some(ssrc);
        } else if line == CAMERA {
            let rank = match layer {
                Some(layer) => self.names.iter().position(|name| name == layer),
                None => Some(0),
            };
            if let Some(layer) = rank.and_then(|rank| self.layers.get_mut(rank)) {
                *layer = Some(Layer { ssrc, seen: now });
            }
        }
    }

    /// A packet of a stream arrived. What it carries, when it is to be passed on.
    pub fn accept(&mut self, ssrc: u32, now: Instant) -> Option<Kind> {
        if self.microphone == Some(ssrc) {
            return Some(Kind::Audio);
        }
        let mut layers = self.layers.iter_mut().flatten();
        let layer = layers.find(|layer| layer.ssrc == ssrc)?;
        layer.seen = now;
        (self.camera(now) == Some(ssrc)).then_some(Kind::Video)
    }

    /// The camera's stream that is passed on now.
    pub fn camera(&self, now: Instant) -> Option<u32> {
        let layers = self.layers.iter();
        let best = best_layer(layers.map(|layer| layer.map(|layer| layer.seen)), now);
        let layer = best.and_then(|best| self.layers.get(best).copied().flatten());
        layer
            .or(self.layers.iter().flatten().next().copied())
            .map(|layer| layer.ssrc)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn streams_are_told_apart_by_their_line() {
        let now = Instant::now();
        let mut uplink = Uplink::new(Vec::new());
        assert_eq!(uplink.accept(1, now), None);
        uplink.open(MICROPHONE, 1, None, now);
        uplink.open(CAMERA, 2, None, now);
        uplink.open(5, 3, None, now);
        assert_eq!(uplink.accept(1, now), Some(Kind::Audio));
        assert_eq!(uplink.accept(2, now), Some(Kind::Video));
        assert_eq!(uplink.accept(3, now), None);
    }

    #[test]
    fn the_lower_layer_steps_in_while_the_better_one_is_paused() {
        let start = Instant::now();
        let mut uplink = Uplink::new(vec!["h".to_owned(), "l".to_owned()]);
        uplink.open(CAMERA, 20, Some("l"), start);
        assert_eq!(uplink.accept(20, start), Some(Kind::Video));
        uplink.open(CAMERA, 10, Some("h"), start);
        uplink.open(CAMERA, 30, Some("other"), start);
        assert_eq!(uplink.accept(10, start), Some(Kind::Video));
        assert_eq!(uplink.accept(20, start), None);
        assert_eq!(uplink.accept(30, start), None);
        let later = start + Duration::from_secs(2);
        assert_eq!(uplink.accept(20, later), Some(Kind::Video));
        assert_eq!(uplink.camera(later), Some(20));
        assert_eq!(uplink.accept(10, later), Some(Kind::Video));
        assert_eq!(uplink.camera(later), Some(10));
    }
}
