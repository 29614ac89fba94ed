//! What keys mean. Pure: told of keys by the page, asked for a direction by the tick.

/// What a key press asks for beyond walking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Do something with what is in front.
    Act,
    /// Be away, or back.
    Away,
    /// Let in who knocks.
    LetIn,
    /// Close the front panel.
    Close,
    /// Show the keys.
    Help,
    /// See less, larger.
    ZoomIn,
    /// See more, smaller.
    ZoomOut,
}

impl Action {
    /// What a key does by what it writes (`KeyboardEvent.key`).
    pub fn of_key(key: &str) -> Option<Self> {
        match key {
            "Enter" | " " => Some(Self::Act),
            "b" | "B" => Some(Self::Away),
            "l" | "L" => Some(Self::LetIn),
            "Escape" => Some(Self::Close),
            "?" => Some(Self::Help),
            "+" | "=" => Some(Self::ZoomIn),
            "-" | "_" => Some(Self::ZoomOut),
            _ => None,
        }
    }
}

/// Direction of each walking key by its place on the keyboard (`KeyboardEvent.code`), so that the
/// four beside each other work on every layout.
const WALKING: [(&str, i32, i32); 8] = [
    ("ArrowLeft", -1, 0),
    ("ArrowRight", 1, 0),
    ("ArrowUp", 0, -1),
    ("ArrowDown", 0, 1),
    ("KeyA", -1, 0),
    ("KeyD", 1, 0),
    ("KeyW", 0, -1),
    ("KeyS", 0, 1),
];

/// The walking keys that are down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    held: [bool; WALKING.len()],
    /// Pressed since the last tick: a tap shorter than a tick counts as one step.
    tapped: [bool; WALKING.len()],
    run: bool,
}

impl Keys {
    /// A key went down. Whether it is one for walking.
    pub fn press(&mut self, code: &str) -> bool {
        let Some(index) = index_of(code) else {
            return false;
        };
        if let (Some(held), Some(tapped)) = (self.held.get_mut(index), self.tapped.get_mut(index)) {
            *tapped |= !*held;
            *held = true;
        }
        true
    }

    /// A key went up. Whether it is one for walking.
    pub fn release(&mut self, code: &str) -> bool {
        let held = index_of(code).and_then(|index| self.held.get_mut(index));
        held.map(|held| *held = false).is_some()
    }

    /// Shift went down or up.
    pub fn set_run(&mut self, run: bool) {
        self.run = run;
    }

    /// Whether Shift is down.
    pub fn run(&self) -> bool {
        self.run
    }

    /// Nothing is held any more: the page lost the keyboard.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Right and down, each -1, 0 or 1: where the keys lead now.
    pub fn direction(&self) -> (i32, i32) {
        let down = WALKING
            .iter()
            .zip(self.held.iter().zip(&self.tapped))
            .filter(|(_, (held, tapped))| **held || **tapped);
        let (x, y) = down.fold((0, 0), |(x, y), ((_, dx, dy), _)| (x + dx, y + dy));
        (x.signum(), y.signum())
    }

    /// The direction for one tick; taps are used up by it.
    pub fn take_direction(&mut self) -> (i32, i32) {
        let direction = self.direction();
        self.tapped = Default::default();
        direction
    }
}

fn index_of(code: &str) -> Option<usize> {
    WALKING.iter().position(|(name, ..)| *name == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(codes: &[&str]) -> Keys {
        let mut keys = Keys::default();
        for code in codes {
            assert!(keys.press(code), "{code}");
        }
        keys
    }

    #[test]
    fn keys_add_up_to_a_direction() {
        for (codes, expected) in [
            (&["ArrowUp"][..], (0, -1)),
            (&["KeyW", "KeyD"], (1, -1)),
            (&["ArrowLeft", "ArrowRight"], (0, 0)),
            (&["ArrowLeft", "KeyA"], (-1, 0)),
            (&[], (0, 0)),
        ] {
            assert_eq!(pressed(codes).direction(), expected, "{codes:?}");
        }
    }

    #[test]
    fn a_tap_between_two_ticks_is_one_step() {
        let mut keys = pressed(&["ArrowDown"]);
        assert!(keys.release("ArrowDown"));
        assert_eq!(keys.take_direction(), (0, 1));
        assert_eq!(keys.take_direction(), (0, 0));
        keys.press("ArrowDown");
        assert_eq!(keys.take_direction(), (0, 1));
        // Repeats of a key that is held are no new taps.
        keys.press("ArrowDown");
        keys.release("ArrowDown");
        assert_eq!(keys.take_direction(), (0, 0));
    }

    #[test]
    fn other_keys_do_not_walk() {
        let mut keys = Keys::default();
        assert!(!keys.press("KeyQ") && !keys.release("KeyQ"));
        assert_eq!(keys.direction(), (0, 0));
    }

    #[test]
    fn losing_the_keyboard_stops() {
        let mut keys = pressed(&["KeyS"]);
        keys.set_run(true);
        keys.clear();
        assert_eq!((keys.direction(), keys.run()), ((0, 0), false));
    }

    #[test]
    fn actions_go_by_what_the_key_writes() {
        assert_eq!(Action::of_key("?"), Some(Action::Help));
        assert_eq!(Action::of_key(" "), Some(Action::Act));
        assert_eq!(Action::of_key("b"), Some(Action::Away));
        assert_eq!(Action::of_key("L"), Some(Action::LetIn));
        assert_eq!(Action::of_key("x"), None);
    }
}
