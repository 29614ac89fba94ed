//! Measures how loud a microphone is, as long as it lives. Sends nothing anywhere.

use std::cell::RefCell;

use js_sys::Array;
use web_sys::{AnalyserNode, AudioNode, MediaStream, MediaStreamAudioSourceNode, MediaStreamTrack};

use crate::dom::{Timer, every, report};
use crate::{audio, level};

/// How often it is looked at, in milliseconds.
const LOOK_MS: i32 = 100;

/// Samples of one look: most of the time between two looks, at 48,000 a second.
const SAMPLES: u32 = 4096;

/// A running meter.
pub struct Meter {
    source: MediaStreamAudioSourceNode,
    analyser: AnalyserNode,
    _timer: Timer,
}

impl Drop for Meter {
    fn drop(&mut self) {
        let (source, analyser): (&AudioNode, &AudioNode) = (&self.source, &self.analyser);
        report(source.disconnect());
        report(analyser.disconnect());
    }
}

impl Meter {
    /// Tells of the level of a track, 0 to 1, again and again. `None` where the browser can't
    /// measure.
    pub fn new(track: &MediaStreamTrack, hears: impl Fn(f32) + 'static) -> Option<Self> {
        let context = audio::context()?;
        let stream = report(MediaStream::new_with_tracks(&Array::of1(track)))?;
        let source = report(context.create_media_stream_source(&stream))?;
        let analyser = report(context.create_analyser())?;
        analyser.set_fft_size(SAMPLES);
        report(source.connect_with_audio_node(&analyser))?;
        let samples = RefCell::new(vec![0.0; SAMPLES as usize]);
        let measured = analyser.clone();
        let timer = every(LOOK_MS, move || {
            if !audio::is_running(&context) {
                audio::resume();
            }
            let mut samples = samples.borrow_mut();
            measured.get_float_time_domain_data(&mut samples);
            hears(level::level(&samples));
        });
        Some(Self {
            source,
            analyser,
            _timer: timer,
        })
    }
}
