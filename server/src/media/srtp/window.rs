//! Which packet numbers of a stream were seen: tells the full number of a packet that carries only
//! its lower bits, and refuses what was there before (RFC 3711, section 3.3.1 and 3.3.2). Numbers
//! only.

/// How far behind the newest packet one may come in late.
const WINDOW: u64 = 128;

/// The numbers of one stream that came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    newest: u64,
    /// Bit `n` is the number `n` before the newest.
    seen: u128,
}

impl Window {
    /// The full number that a packet with these lower 16 bits most likely has: the one nearest to
    /// the newest. `None` when it would lie before the first.
    pub fn index_of(&self, seq: u16) -> Option<u64> {
        if self.seen == 0 {
            return Some(seq.into());
        }
        let ahead = seq.wrapping_sub(self.newest as u16) as i16;
        self.newest.checked_add_signed(ahead.into())
    }

    /// Whether a number is new.
    pub fn is_new(&self, index: u64) -> bool {
        match self.newest.checked_sub(index) {
            None => true,
            Some(_) if self.seen == 0 => true,
            Some(behind) => behind < WINDOW && self.seen >> behind & 1 == 0,
        }
    }

    /// Notes a number. To be called for authentic packets alone: others could push the window.
    pub fn note(&mut self, index: u64) {
        if self.seen == 0 || index > self.newest {
            let ahead = index.saturating_sub(self.newest);
            let shifted = u32::try_from(ahead).ok();
            let shifted = shifted.and_then(|ahead| self.seen.checked_shl(ahead));
            self.seen = shifted.unwrap_or(0) | 1;
            self.newest = index;
        } else {
            let behind = u32::try_from(self.newest - index).ok();
            let bit = behind.and_then(|behind| 1u128.checked_shl(behind));
            self.seen |= bit.unwrap_or(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_go_on_after_they_wrap() {
        let mut window = Window::default();
        for (seq, expected) in [
            (65_534, Some(65_534)),
            (65_535, Some(65_535)),
            (1, Some(65_537)),
            (0, Some(65_536)),
            (65_533, Some(65_533)),
            (30_000, Some(95_536)),
        ] {
            assert_eq!(window.index_of(seq), expected, "{seq}");
            window.note(expected.unwrap());
        }
        assert_eq!(Window { newest: 5, seen: 1 }.index_of(65_000), None);
    }

    #[test]
    fn what_was_there_or_is_too_old_is_not_new() {
        let mut window = Window::default();
        assert!(window.is_new(0));
        window.note(0);
        assert!(!window.is_new(0));
        window.note(1000);
        assert!(!window.is_new(1000) && window.is_new(999) && window.is_new(873));
        assert!(!window.is_new(872) && !window.is_new(0));
        window.note(999);
        assert!(!window.is_new(999));
    }

    proptest! {
        #[test]
        fn nothing_is_new_twice(steps in prop::collection::vec((0u64..300, any::<bool>()), 1..200)) {
            let mut window = Window::default();
            let mut seen = std::collections::HashSet::new();
            let mut at = 1000u64;
            for (step, forth) in steps {
                at = if forth { at + step } else { at.saturating_sub(step) };
                if window.is_new(at) {
                    prop_assert!(seen.insert(at));
                    window.note(at);
                }
            }
        }
    }
}
