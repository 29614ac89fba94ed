//! The key that is held to talk: which keys may be it, and what it does to the microphone. Pure.

use serde::{Deserialize, Serialize};

use crate::intent::Action;

/// The key to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TalkKey {
    /// Its place on the keyboard (`KeyboardEvent.code`).
    pub code: String,
    /// What is written on it, as the visitor's keyboard has it.
    pub name: String,
}

impl Default for TalkKey {
    fn default() -> Self {
        Self {
            code: "KeyT".to_owned(),
            name: "T".to_owned(),
        }
    }
}

/// Longest name of a key that is kept, in characters.
const NAME_CHARS: usize = 12;

/// Letters by their place that mean something else: walking, and the keys that pages beside the
/// map use for sound and captions.
const TAKEN: [&str; 6] = ["KeyW", "KeyA", "KeyS", "KeyD", "KeyM", "KeyC"];

/// Other keys that write something, and are on most keyboards.
const OTHERS: [&str; 8] = [
    "Backquote",
    "IntlBackslash",
    "Comma",
    "Period",
    "Semicolon",
    "Quote",
    "BracketLeft",
    "BracketRight",
];

impl TalkKey {
    /// The key of a press, by place and by what it writes; `None` for one that has another meaning
    /// or belongs to browser and system.
    pub fn of_press(code: &str, written: &str) -> Option<Self> {
        let one_more = |prefix: &str| {
            let rest = code.strip_prefix(prefix);
            rest.is_some_and(|rest| rest.len() == 1)
        };
        let usable = one_more("Key") || one_more("Digit") || one_more("Numpad");
        let free = (usable || OTHERS.contains(&code)) && !TAKEN.contains(&code);
        let means_nothing = Action::of_key(written).is_none();
        (free && means_nothing).then(|| Self {
            code: code.to_owned(),
            name: written.to_uppercase().chars().take(NAME_CHARS).collect(),
        })
    }

    /// One that was kept; the usual one instead of one that can't be it.
    pub fn checked(self) -> Self {
        Self::of_press(&self.code, &self.name)
            .filter(|key| !key.name.trim().is_empty())
            .unwrap_or_default()
    }
}

/// Whether the microphone is on because the key is down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeldToTalk {
    by_key: bool,
}

impl HeldToTalk {
    /// The key went down (`true`) or up while the microphone was on or off. What the microphone is
    /// to be, when that is something else.
    pub fn key(&mut self, down: bool, on: bool) -> Option<bool> {
        let was = self.by_key;
        self.by_key = down && (was || !on);
        match (down, on) {
            (true, false) => Some(true),
            (false, true) if was => Some(false),
            _ => None,
        }
    }

    /// The microphone was turned on or off in another way, and stays so.
    pub fn forget(&mut self) {
        self.by_key = false;
    }

    /// Whether the key is what keeps it on.
    pub fn is_held(self) -> bool {
        self.by_key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_another_meaning_are_not_taken() {
        for (code, written) in [
            ("KeyW", "w"),
            ("KeyM", "m"),
            ("KeyC", "c"),
            ("Space", " "),
            ("Enter", "Enter"),
            ("Escape", "Escape"),
            ("ArrowUp", "ArrowUp"),
            ("Tab", "Tab"),
            ("F5", "F5"),
            ("ShiftLeft", "Shift"),
            ("Slash", "-"),
            ("BracketRight", "+"),
            ("Minus", "?"),
            ("", ""),
        ] {
            assert_eq!(TalkKey::of_press(code, written), None, "{code}");
        }
        let key = TalkKey::of_press("KeyQ", "a").unwrap();
        assert_eq!((key.code.as_str(), key.name.as_str()), ("KeyQ", "A"));
        assert!(TalkKey::of_press("Backquote", "^").is_some());
    }

    #[test]
    fn the_usual_key_may_be_it_and_stands_in_for_nonsense() {
        assert_eq!(TalkKey::default().checked(), TalkKey::default());
        let nonsense = TalkKey {
            code: "KeyW".to_owned(),
            name: "W".to_owned(),
        };
        assert_eq!(nonsense.checked(), TalkKey::default());
    }

    #[test]
    fn holding_turns_it_on_and_letting_go_off() {
        let mut held = HeldToTalk::default();
        assert_eq!(held.key(true, false), Some(true));
        // Repeats of the key.
        assert_eq!(held.key(true, true), None);
        assert!(held.is_held());
        assert_eq!(held.key(false, true), Some(false));
        assert_eq!(held.key(false, false), None);
    }

    #[test]
    fn a_microphone_that_is_on_anyway_stays_on() {
        let mut held = HeldToTalk::default();
        assert_eq!(held.key(true, true), None);
        assert_eq!(held.key(false, true), None);
        // Turned on for good while the key was down.
        assert_eq!(held.key(true, false), Some(true));
        held.forget();
        assert_eq!(held.key(false, true), None);
    }

    #[test]
    fn a_microphone_that_could_not_be_had_is_not_turned_off_again() {
        let mut held = HeldToTalk::default();
        assert_eq!(held.key(true, false), Some(true));
        assert_eq!(held.key(false, false), None);
        assert!(!held.is_held());
    }
}
