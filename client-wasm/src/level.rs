//! How loud something is, and what follows from it: a meter, who talks, whether one talks while
//! muted. Told of samples, levels and times; hears and shows nothing.

use std::collections::{BTreeMap, BTreeSet};

use hallway_protocol::PersonId;

/// What a meter shows as nothing and as full, in decibels below full scale: the noise of a quiet
/// room, and speech close to the microphone.
const SCALE_DB: (f32, f32) = (-60.0, -10.0);

/// From this level on (0 to 1, as [`level`] gives it) it is speech: 40 decibels below full scale.
/// Browsers take steady noise away before.
pub const SPEECH: f32 = 0.4;

/// The same as browsers tell it of received sound, linear.
const SPEECH_LINEAR: f64 = 0.01;

/// How long somebody still counts as talking after their last sound, in milliseconds: longer than
/// the pauses between words.
const HOLD_MS: f64 = 700.0;

/// Speech while muted before one is told, in milliseconds: longer than a cough or a key.
const MUTED_MS: f64 = 600.0;

/// Least milliseconds between two such warnings.
const WARN_EVERY_MS: f64 = 30_000.0;

/// Longest time one look stands for, in milliseconds: pages in the background look seldom.
const LOOK_MS: f64 = 250.0;

/// How loud samples (-1 to 1) are, from 0 (silence) to 1, as an ear would grade it.
pub fn level(samples: &[f32]) -> f32 {
    if samples.is_empty() {
        return 0.0;
    }
    let power = samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32;
    // Silence is minus infinity, which is clamped as everything else.
    let decibels = 10.0 * power.log10();
    let (low, high) = SCALE_DB;
    match decibels.is_nan() {
        true => 0.0,
        false => ((decibels - low) / (high - low)).clamp(0.0, 1.0),
    }
}

/// What a meter shows next: rises at once, falls slowly enough to be read.
pub fn smooth(shown: f32, level: f32) -> f32 {
    level.max(shown * 0.75)
}

/// In percent, in steps coarse enough that a page is not changed for nothing.
pub fn percent(level: f32) -> u8 {
    (level.clamp(0.0, 1.0) * 20.0).round() as u8 * 5
}

/// Notices that somebody talks although nobody hears them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MutedTalk {
    heard_ms: f64,
    last: Option<f64>,
    warned: Option<f64>,
}

impl MutedTalk {
    /// A look at the level of a muted microphone, at a time in milliseconds. Whether to warn now.
    pub fn hears(&mut self, level: f32, now: f64) -> bool {
        let passed = self
            .last
            .map_or(0.0, |last| (now - last).clamp(0.0, LOOK_MS));
        self.last = Some(now);
        self.heard_ms = match level >= SPEECH {
            true => self.heard_ms + passed,
            false => (self.heard_ms - passed / 2.0).max(0.0),
        };
        let lately = self.warned.is_some_and(|at| now - at < WARN_EVERY_MS);
        let warn = self.heard_ms >= MUTED_MS && !lately;
        if warn {
            self.warned = Some(now);
        }
        if warn || lately {
            self.heard_ms = 0.0;
        }
        warn
    }

    /// One can be heard again.
    pub fn rest(&mut self) {
        self.heard_ms = 0.0;
        self.last = None;
    }
}

/// Who talks, without flicker between words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Talkers {
    /// When each was heard last, in milliseconds.
    heard: BTreeMap<PersonId, f64>,
}

impl Talkers {
    /// How loud somebody is, linear from 0 to 1, at a time in milliseconds.
    pub fn hears(&mut self, who: PersonId, linear: f64, now: f64) {
        if linear >= SPEECH_LINEAR {
            self.heard.insert(who, now);
        }
    }

    /// Somebody talks now, by whatever is known of it.
    pub fn talks(&mut self, who: PersonId, now: f64) {
        self.heard.insert(who, now);
    }

    /// Those who talk at a time; only of these people.
    pub fn talking(&mut self, now: f64, of: &[PersonId]) -> BTreeSet<PersonId> {
        self.heard
            .retain(|who, heard| now - *heard < HOLD_MS && of.contains(who));
        self.heard.keys().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(peak: f32) -> Vec<f32> {
        (0..4800).map(|i| peak * (i as f32 * 0.1).sin()).collect()
    }

    #[test]
    fn levels_are_graded_as_the_ear_does() {
        assert_eq!(level(&[]), 0.0);
        assert_eq!(level(&[0.0; 100]), 0.0);
        assert_eq!(level(&[f32::NAN; 4]), 0.0);
        assert_eq!(level(&tone(1.0)), 1.0);
        let (quiet, loud) = (level(&tone(0.003)), level(&tone(0.1)));
        assert!(quiet < SPEECH && SPEECH < loud, "{quiet} {loud}");
        // Ten times the amplitude is 20 of the 50 decibels shown.
        let step = level(&tone(0.1)) - level(&tone(0.01));
        assert!((step - 0.4).abs() < 0.01, "{step}");
    }

    #[test]
    fn a_meter_rises_at_once_and_falls_slowly() {
        assert_eq!(smooth(0.2, 0.9), 0.9);
        assert!(smooth(0.8, 0.0) > 0.5);
        assert_eq!((percent(0.0), percent(0.52), percent(7.0)), (0, 50, 100));
    }

    /// Looks ten times a second; the tenths at which one is warned.
    fn warnings(levels: impl IntoIterator<Item = f32>) -> Vec<usize> {
        let mut talk = MutedTalk::default();
        let levels = levels.into_iter().enumerate();
        let warned = levels.filter(|(i, level)| talk.hears(*level, *i as f64 * 100.0));
        warned.map(|(i, _)| i).collect()
    }

    #[test]
    fn who_talks_while_muted_is_warned_once_in_half_a_minute() {
        assert_eq!(warnings([0.7; 290]), [6]);
        assert_eq!(warnings([0.7; 700]), [6, 311, 616]);
        assert_eq!(warnings([0.2; 700]), Vec::<usize>::new());
    }

    #[test]
    fn a_cough_or_keys_are_no_speech() {
        let cough = [0.0, 0.9, 0.9, 0.9, 0.0, 0.0, 0.0];
        assert_eq!(warnings(cough), Vec::<usize>::new());
        let keys = (0..200).map(|i| if i % 4 == 0 { 0.9 } else { 0.1 });
        assert_eq!(warnings(keys), Vec::<usize>::new());
    }

    #[test]
    fn what_was_said_before_one_was_unmuted_does_not_count() {
        let mut talk = MutedTalk::default();
        for i in 0..5 {
            assert!(!talk.hears(0.9, f64::from(i) * 100.0));
        }
        talk.rest();
        for i in 0..5 {
            assert!(!talk.hears(0.9, 60_000.0 + f64::from(i) * 100.0));
        }
    }

    #[test]
    fn who_talks_goes_on_talking_between_words_and_not_after_leaving() {
        let (ada, ben) = (PersonId(1), PersonId(2));
        let mut talkers = Talkers::default();
        talkers.hears(ada, 0.2, 0.0);
        talkers.hears(ben, 0.001, 0.0);
        assert_eq!(talkers.talking(0.0, &[ada, ben]), BTreeSet::from([ada]));
        assert_eq!(talkers.talking(600.0, &[ada, ben]), BTreeSet::from([ada]));
        assert!(talkers.talking(701.0, &[ada, ben]).is_empty());
        talkers.talks(ben, 800.0);
        assert!(talkers.talking(801.0, &[ada]).is_empty());
        assert!(talkers.talking(802.0, &[ada, ben]).is_empty());
    }
}
