//! Who comes in at the venue's door: all, those who know its password, or only those who were invited. An
//! invitation opens each of them. Told the time; reads no clock.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use hallway_protocol::Refusal;
use serde::{Deserialize, Serialize};

use super::address::Prefix;
use crate::digest::is_secret;
use crate::rate::Bucket;

/// Wrong passwords from one network: so many at once, and so many a second after that.
const TRIES: u32 = 10;
const TRIES_A_SECOND: f64 = 0.1;

/// Networks of which tries are remembered at most; beyond that all are forgotten, which gives each of them
/// their first tries again.
const MOST_NETWORKS: usize = 10_000;

/// Whom the door lets in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// All.
    #[default]
    Open,
    /// Those who know the password, or were invited.
    Password,
    /// Those who were invited.
    Invitation,
}

/// The venue's door.
pub struct Entrance {
    entry: Entry,
    password: String,
    /// A lock of the standard library: nothing is awaited while it is held.
    tries: Mutex<HashMap<Prefix, Bucket>>,
}

impl fmt::Debug for Entrance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A secret must not end up in a log by way of a derived `Debug`.
        write!(f, "Entrance({:?})", self.entry)
    }
}

impl Entrance {
    /// A door of this kind.
    pub fn new(entry: Entry, password: &str) -> Self {
        Self {
            entry,
            password: password.to_owned(),
            tries: Mutex::default(),
        }
    }

    /// Whom it lets in.
    pub fn entry(&self) -> Entry {
        self.entry
    }

    /// Whether somebody comes in, who was invited or not, with what they say for the password.
    ///
    /// # Errors
    /// Why not.
    pub fn judge(
        &self,
        invited: bool,
        password: &str,
        from: Prefix,
        now: Instant,
    ) -> Result<(), Refusal> {
        match self.entry {
            _ if invited => Ok(()),
            Entry::Open => Ok(()),
            Entry::Invitation => Err(Refusal::InvitationNeeded),
            // Not a try at all: the page asks for it then.
            Entry::Password if password.is_empty() => Err(Refusal::PasswordNeeded),
            Entry::Password if !self.may_try(from, now) => Err(Refusal::TooFast),
            Entry::Password if is_secret(password, &self.password) => Ok(()),
            Entry::Password => Err(Refusal::PasswordNeeded),
        }
    }

    fn may_try(&self, from: Prefix, now: Instant) -> bool {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= MOST_NETWORKS && !tries.contains_key(&from) {
            tries.clear();
        }
        let bucket = tries.entry(from);
        let bucket = bucket.or_insert_with(|| Bucket::new(TRIES_A_SECOND, TRIES, now));
        bucket.draw(now)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const HOME: Prefix = Prefix([1; 16]);
    const OFFICE: Prefix = Prefix([2; 16]);

    #[test]
    fn each_door_lets_in_whom_it_is_for() {
        let now = Instant::now();
        use Entry::{Invitation, Open, Password};
        use Refusal::{InvitationNeeded, PasswordNeeded};
        for (entry, invited, password, expected) in [
            (Open, false, "", Ok(())),
            (Open, false, "whatever", Ok(())),
            (Password, false, "", Err(PasswordNeeded)),
            (Password, false, "wrong", Err(PasswordNeeded)),
            (Password, false, "sesame", Ok(())),
            (Password, true, "", Ok(())),
            (Password, true, "wrong", Ok(())),
            (Invitation, false, "sesame", Err(InvitationNeeded)),
            (Invitation, true, "", Ok(())),
        ] {
            let door = Entrance::new(entry, "sesame");
            let verdict = door.judge(invited, password, HOME, now);
            assert_eq!(verdict, expected, "{entry:?} {invited} {password}");
        }
    }

    #[test]
    fn who_guesses_is_slowed_down_and_nobody_else() {
        let door = Entrance::new(Entry::Password, "sesame");
        let now = Instant::now();
        for _ in 0..TRIES {
            let guess = door.judge(false, "open", HOME, now);
            assert_eq!(guess, Err(Refusal::PasswordNeeded));
        }
        let right = door.judge(false, "sesame", HOME, now);
        assert_eq!(right, Err(Refusal::TooFast));
        assert_eq!(door.judge(false, "sesame", OFFICE, now), Ok(()));
        // Whoever was invited does not have to wait.
        assert_eq!(door.judge(true, "", HOME, now), Ok(()));
        let later = now + Duration::from_secs(11);
        assert_eq!(door.judge(false, "sesame", HOME, later), Ok(()));
    }
}
