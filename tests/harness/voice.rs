//! A voice for a browser's microphone: a tone that never ends, as a file that the browser plays in
//! a loop. What browsers pretend by themselves is a short beep now and then.

use std::path::{Path, PathBuf};

const RATE: u32 = 48_000;

/// Writes the file into a folder; gives the browser's flag for it.
pub fn voice_in(folder: &Path) -> String {
    let path: PathBuf = folder.join("voice.wav");
    std::fs::write(&path, wav()).expect("the voice can be written");
    format!("--use-file-for-fake-audio-capture={}", path.display())
}

/// Two seconds of a low, changing tone, which no noise suppression takes for a hum.
fn wav() -> Vec<u8> {
    let samples = (0..2 * RATE).map(|index| {
        let at = f64::from(index) / f64::from(RATE);
        let syllable = (at * std::f64::consts::TAU * 4.0).sin() * 0.5 + 0.5;
        let pitch = 160.0 + 40.0 * (at * std::f64::consts::TAU).sin();
        let wave: f64 = (1..=6)
            .map(|n| (at * pitch * f64::from(n) * std::f64::consts::TAU).sin() / f64::from(n))
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
