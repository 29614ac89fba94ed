//! A voice for a browser's microphone: a tone that never ends, as a file that the browser plays in
//! a loop. What browsers pretend by themselves is a short beep now and then.

use std::path::{Path, PathBuf};

const RATE: u32 = 48_000;

/// How somebody speaks. Two who speak alike are taken for each other's echo, and cancelled.
#[derive(Clone, Copy, Debug)]
pub struct Voice {
    /// How high, in hertz.
    pub pitch: f64,
    /// Syllables a second.
    pub pace: f64,
}

impl Voice {
    /// A low one and two others.
    pub const ALL: [Self; 3] = [
        Self {
            pitch: 160.0,
            pace: 4.0,
        },
        Self {
            pitch: 235.0,
            pace: 5.5,
        },
        Self {
            pitch: 110.0,
            pace: 3.0,
        },
    ];
}

/// Writes the file into a folder; gives the browser's flag for it.
pub fn voice_in(folder: &Path, voice: Voice) -> String {
    let path: PathBuf = folder.join(format!("voice-{}.wav", voice.pitch));
    std::fs::write(&path, wav(voice)).expect("the voice can be written");
    format!("--use-file-for-fake-audio-capture={}", path.display())
}

/// Two seconds of a changing tone, which no noise suppression takes for a hum. It is never silent.
fn wav(voice: Voice) -> Vec<u8> {
    let samples = (0..2 * RATE).map(|index| {
        let at = f64::from(index) / f64::from(RATE);
        let syllable = (at * std::f64::consts::TAU * voice.pace).sin() * 0.35 + 0.65;
        // The tone itself rises and falls by a quarter, once a second.
        let phase =
            voice.pitch * (at * std::f64::consts::TAU - 0.25 * (at * std::f64::consts::TAU).cos());
        let wave: f64 = (1..=6)
            .map(|n| (phase * f64::from(n)).sin() / f64::from(n))
            .sum();
        (wave * syllable * 9_000.0) as i16
    });
    let mut wav = Vec::new();
    let bytes = 2 * 2 * RATE;
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + bytes).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend_from_slice(&RATE.to_le_bytes());
    wav.extend_from_slice(&(2 * RATE).to_le_bytes());
    wav.extend_from_slice(b"\x02\0\x10\0data");
    wav.extend_from_slice(&bytes.to_le_bytes());
    wav.extend(samples.flat_map(i16::to_le_bytes));
    wav
}
