//! Names that look like those of people who keep order. Two names are alike when Unicode's table of confusable
//! letters, and then case, blanks and marks, make no difference between them: `Fay`, `FAY_`, and `Fаy` with a
//! Cyrillic letter. Who bears such a name and may no more than all is marked for everybody to see.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use unicode_security::confusable_detection::skeleton;

/// Names of people who keep order that are remembered at most; beyond that no new ones are.
const MOST: usize = 1000;

/// The names of those who keep order, as far as they have come since the server started.
#[derive(Debug, Default)]
pub struct Likeness {
    /// A lock of the standard library: nothing is awaited while it is held.
    names: RwLock<HashSet<String>>,
    version: AtomicU64,
}

impl Likeness {
    /// Remembers the name of somebody who keeps order.
    pub fn note(&self, name: &str) {
        let bare = bare(name);
        if bare.is_empty() || self.has(&bare) {
            return;
        }
        let mut names = self.names.write().unwrap_or_else(PoisonError::into_inner);
        if names.len() < MOST && names.insert(bare) {
            self.version.fetch_add(1, Ordering::Release);
        }
    }

    /// Whether a name looks like one of theirs.
    pub fn is_like(&self, name: &str) -> bool {
        self.has(&bare(name))
    }

    /// Changes with every new name.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    fn has(&self, bare: &str) -> bool {
        let names = self.names.read().unwrap_or_else(PoisonError::into_inner);
        names.contains(bare)
    }
}

/// What of a name the eye holds fast. Case is folded before and after: a small letter may look like another's
/// capital.
fn bare(name: &str) -> String {
    let shape: String = skeleton(&name.to_lowercase()).collect();
    let shape: String = skeleton(&shape.to_lowercase()).collect();
    shape.chars().filter(|it| it.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_looks_the_same_is_alike() {
        let likeness = Likeness::default();
        let before = likeness.version();
        likeness.note("Fay Lichter");
        likeness.note("Øyvind");
        likeness.note("李雷");
        assert_eq!(likeness.version(), before + 3);
        likeness.note("fay lichter");
        assert_eq!(likeness.version(), before + 3);
        for (name, expected) in [
            ("Fay Lichter", true),
            ("FAY LICHTER", true),
            ("fay.lichter", true),
            ("FayLichter ", true),
            // A Cyrillic а, a Greek ι, the number one.
            ("F\u{0430}y Lichter", true),
            ("Fay L\u{03B9}chter", true),
            ("Fay 1ichter", true),
            // Mathematical letters, and full width ones.
            ("\u{1D405}\u{1D41A}\u{1D432} Lichter", true),
            ("Ｆａｙ Ｌｉｃｈｔｅｒ", true),
            ("李雷", true),
            ("Fay", false),
            ("Fay Lichtner", false),
            ("Ada", false),
            ("🙂", false),
            ("", false),
        ] {
            assert_eq!(likeness.is_like(name), expected, "{name}");
        }
    }

    #[test]
    fn names_without_letters_are_like_nobody() {
        let likeness = Likeness::default();
        likeness.note("🙂");
        assert!(!likeness.is_like("🙃"));
    }

    proptest! {
        #[test]
        fn a_name_is_like_itself_in_any_case(name in "[a-zA-Zäöüßéèçñ0-9]{1,40}") {
            let likeness = Likeness::default();
            likeness.note(&name);
            prop_assert!(likeness.is_like(&name));
            prop_assert!(likeness.is_like(&[" ", &name, "."].concat()));
        }

        #[test]
        fn no_name_is_too_strange(name in "\\PC{0,60}") {
            let likeness = Likeness::default();
            likeness.note(&name);
            likeness.is_like(&name);
        }
    }
}
