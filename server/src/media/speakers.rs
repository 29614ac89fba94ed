//! Who speaks: told from the loudness that browsers write into the header of every audio packet
//! (RFC 6464), so that no audio is decoded here. Rooms read it to give slots to those who speak.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hallway_protocol::PersonId;

/// Name of the header extension.
pub const LEVEL_URI: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

/// Loudness in decibels below full scale from which on a packet may be speech. Rooms are quieter,
/// speech is louder.
const LOUD: u8 = 50;

/// Loud packets in excess of quiet ones that make speech: a tenth of a second. A cough or a key is
/// shorter.
const SPEECH: u8 = 5;

/// Time between two notes of the same speech.
const NOTE: Duration = Duration::from_millis(200);

/// What a header extension says: decibels below full scale, 0 the loudest, 127 silence. The highest
/// bit is the browser's own guess at speech, which not all make.
pub fn level(extension: &[u8]) -> Option<u8> {
    extension.first().map(|byte| byte & 0x7f)
}

/// What is known of one sender's loudness.
#[derive(Clone, Copy, Debug, Default)]
pub struct Voice {
    loud: u8,
    noted: Option<Instant>,
}

impl Voice {
    /// Takes the loudness of a packet. True when it is to be noted that they speak.
    pub fn hear(&mut self, level: u8, now: Instant) -> bool {
        self.loud = match level <= LOUD {
            true => (self.loud + 1).min(2 * SPEECH),
            false => self.loud.saturating_sub(1),
        };
        let due = |noted: Instant| now.saturating_duration_since(noted) >= NOTE;
        let speaks = self.loud >= SPEECH && self.noted.is_none_or(due);
        if speaks {
            self.noted = Some(now);
        }
        speaks
    }
}

/// When everybody spoke last. The forwarding unit writes, rooms read.
#[derive(Debug, Default)]
pub struct Speakers(Mutex<HashMap<PersonId, Instant>>);

impl Speakers {
    /// Somebody speaks.
    pub fn spoke(&self, person: PersonId, now: Instant) {
        self.lock().insert(person, now);
    }

    /// Somebody is gone.
    pub fn forget(&self, person: PersonId) {
        self.lock().remove(&person);
    }

    /// When somebody spoke last, as far as is known.
    pub fn last(&self, person: PersonId) -> Option<Instant> {
        self.lock().get(&person).copied()
    }

    /// A std mutex, because it is held for single look-ups.
    fn lock(&self) -> MutexGuard<'_, HashMap<PersonId, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds at which speech is noted, of packets every 20 ms.
    fn noted(levels: impl IntoIterator<Item = u8>) -> Vec<u64> {
        let start = Instant::now();
        let mut voice = Voice::default();
        let packets = (0..).step_by(20).zip(levels);
        packets
            .filter(|(ms, level)| voice.hear(*level, start + Duration::from_millis(*ms)))
            .map(|(ms, _)| ms)
            .collect()
    }

    #[test]
    fn speech_is_noted_and_noise_is_not() {
        let quiet = || std::iter::repeat_n(90, 50);
        assert!(noted(quiet()).is_empty());
        let cough = std::iter::repeat_n(20, 4);
        assert!(noted(cough.chain(quiet())).is_empty());
        // Gaps between words do not end it.
        let words = (0..50).map(|n| if n % 5 == 4 { 80 } else { 25 });
        let times = noted(words);
        assert_eq!(times.first(), Some(&120));
        assert_eq!(times.len(), 5, "{times:?}");
    }

    #[test]
    fn the_guess_at_speech_is_no_part_of_the_level() {
        assert_eq!(level(&[0x80 | 33]), Some(33));
        assert_eq!(level(&[33, 0]), Some(33));
        assert_eq!(level(&[]), None);
    }
}
