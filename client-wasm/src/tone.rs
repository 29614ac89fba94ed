//! The sound by which one tests a speaker: two notes, as a WAV file made here. Plays nothing.

/// Samples per second.
const RATE: u32 = 24_000;

/// The notes: hertz and seconds.
const NOTES: [(f32, f32); 2] = [(523.25, 0.22), (783.99, 0.38)];

/// How loud, 0 to 1: as a voice, not as an alarm.
const LOUDNESS: f32 = 0.25;

/// Seconds over which a note begins and ends, so that it does not crack.
const EDGE: f32 = 0.02;

/// The file.
pub fn wav() -> Vec<u8> {
    let samples = samples();
    let bytes = samples.len() as u32 * 2;
    let mut wav = Vec::with_capacity(44 + samples.len() * 2);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + bytes).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16_u32.to_le_bytes());
    // Uncompressed, one channel.
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&RATE.to_le_bytes());
    wav.extend_from_slice(&(RATE * 2).to_le_bytes());
    wav.extend_from_slice(&2_u16.to_le_bytes());
    wav.extend_from_slice(&16_u16.to_le_bytes());
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&bytes.to_le_bytes());
    for sample in samples {
        wav.extend_from_slice(&sample.to_le_bytes());
    }
    wav
}

fn samples() -> Vec<i16> {
    let mut samples = Vec::new();
    for (pitch, seconds) in NOTES {
        let count = (RATE as f32 * seconds) as u32;
        samples.extend((0..count).map(|index| {
            let at = index as f32 / RATE as f32;
            let edge = (at / EDGE).min((seconds - at) / EDGE).clamp(0.0, 1.0);
            let wave = (std::f32::consts::TAU * pitch * at).sin();
            (wave * edge * LOUDNESS * f32::from(i16::MAX)) as i16
        }));
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_tells_its_own_length() {
        let wav = wav();
        let number = |at: usize| u32::from_le_bytes(wav[at..at + 4].try_into().unwrap());
        assert_eq!(&wav[..4], b"RIFF");
        assert_eq!(number(4) as usize, wav.len() - 8);
        assert_eq!(number(40) as usize, wav.len() - 44);
        assert_eq!(number(24), RATE);
    }

    #[test]
    fn it_can_be_heard_and_begins_and_ends_softly() {
        let samples = samples();
        let peak = samples.iter().map(|s| s.unsigned_abs()).max().unwrap();
        assert!((7_000..9_000).contains(&peak), "{peak}");
        assert_eq!(samples.first(), Some(&0));
        assert!(samples.last().unwrap().unsigned_abs() < 200);
    }
}
