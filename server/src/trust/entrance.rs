//! Who comes in at the venue's door, and when: all, those who know its password, those whom somebody lets in,
//! or only those who were invited. An invitation opens each of them. Told the time; reads no clock.

use std::fmt;
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Instant, SystemTime};

use hallway_protocol::Refusal;
use hallway_world::hours::Hours;
use serde::{Deserialize, Serialize};

use super::address::Prefix;
use crate::clock::seconds;
use crate::digest::is_secret;
use crate::rate::Buckets;

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
    /// Those who have logged in, or were invited.
    Account,
    /// Those who know the password, or were invited.
    Password,
    /// Those who were invited.
    Invitation,
    /// Those whom somebody lets in who keeps order, or were invited.
    WaitingRoom,
}

/// What the door says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// They come in.
    In,
    /// They wait to be let in.
    Wait,
}

/// How the door stands.
#[derive(Clone, Default)]
pub struct Rules {
    /// Whom it lets in.
    pub entry: Entry,
    /// The password, where one is asked for.
    pub password: String,
    /// When it is open.
    pub hours: Hours,
}

/// The venue's door.
pub struct Entrance {
    rules: RwLock<Rules>,
    /// A lock of the standard library: nothing is awaited while it is held.
    tries: Mutex<Buckets<Prefix>>,
}

impl fmt::Debug for Entrance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A secret must not end up in a log by way of a derived `Debug`.
        write!(f, "Entrance({:?})", self.entry())
    }
}

impl Entrance {
    /// A door that stands so.
    pub fn new(rules: Rules) -> Self {
        Self {
            rules: RwLock::new(rules),
            tries: Mutex::new(Buckets::new(TRIES_A_SECOND, TRIES, MOST_NETWORKS)),
        }
    }

    /// Lets it stand in another way.
    pub fn set(&self, rules: Rules) {
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = rules;
    }

    /// Whom it lets in.
    pub fn entry(&self) -> Entry {
        self.rules().entry
    }

    // Nothing is awaited while it is held.
    fn rules(&self) -> RwLockReadGuard<'_, Rules> {
        self.rules.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// When it opens next, in seconds since 1970; `None` while it is open, and when it does not open again.
    pub fn next_opening(&self, now: SystemTime) -> Option<i64> {
        self.rules().hours.next_opening(seconds(now))
    }

    /// Whether it is open at this time.
    pub fn is_open(&self, now: SystemTime) -> bool {
        self.rules().hours.is_open(seconds(now))
    }

    /// Whether somebody comes in, who was invited or not, has logged in or not, with what they say for the
    /// password.
    ///
    /// # Errors
    /// Why not.
    pub fn judge(
        &self,
        (invited, logged_in): (bool, bool),
        password: &str,
        from: Prefix,
        (now, date): (Instant, SystemTime),
    ) -> Result<Opening, Refusal> {
        let rules = self.rules();
        match rules.entry {
            _ if invited => Ok(Opening::In),
            _ if !rules.hours.is_open(seconds(date)) => Err(Refusal::Closed),
            Entry::Open => Ok(Opening::In),
            Entry::Account if logged_in => Ok(Opening::In),
            Entry::Account => Err(Refusal::LoginNeeded),
            Entry::WaitingRoom => Ok(Opening::Wait),
            Entry::Invitation => Err(Refusal::InvitationNeeded),
            // Not a try at all: the page asks for it then.
            Entry::Password if password.is_empty() => Err(Refusal::PasswordNeeded),
            Entry::Password if !self.may_try(from, now) => Err(Refusal::TooFast),
            Entry::Password if is_secret(password, &rules.password) => Ok(Opening::In),
            Entry::Password => Err(Refusal::PasswordNeeded),
        }
    }

    fn may_try(&self, from: Prefix, now: Instant) -> bool {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.draw(from, now)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    const HOME: Prefix = Prefix([1; 16]);
    const OFFICE: Prefix = Prefix([2; 16]);

    /// A moment on both clocks.
    fn moment(now: Instant) -> (Instant, SystemTime) {
        (now, UNIX_EPOCH)
    }

    fn door(entry: Entry) -> Entrance {
        Entrance::new(Rules {
            entry,
            password: "sesame".to_owned(),
            hours: Hours::default(),
        })
    }

    #[test]
    fn a_door_may_be_set_anew() {
        let door = door(Entry::Open);
        let judge = || door.judge((false, false), "", HOME, moment(Instant::now()));
        assert_eq!(judge(), Ok(Opening::In));
        door.set(Rules {
            entry: Entry::Invitation,
            ..Rules::default()
        });
        assert_eq!(judge(), Err(Refusal::InvitationNeeded));
    }

    #[test]
    fn each_door_lets_in_whom_it_is_for() {
        let now = moment(Instant::now());
        use Entry::{Account, Invitation, Open, Password, WaitingRoom};
        use Opening::{In, Wait};
        use Refusal::{InvitationNeeded, LoginNeeded, PasswordNeeded};
        for (entry, known, password, expected) in [
            (Open, (false, false), "", Ok(In)),
            (Open, (false, false), "whatever", Ok(In)),
            (Password, (false, false), "", Err(PasswordNeeded)),
            (Password, (false, false), "wrong", Err(PasswordNeeded)),
            (Password, (false, false), "sesame", Ok(In)),
            (Password, (true, false), "", Ok(In)),
            (Password, (true, false), "wrong", Ok(In)),
            (Invitation, (false, false), "sesame", Err(InvitationNeeded)),
            (Invitation, (true, false), "", Ok(In)),
            (WaitingRoom, (false, false), "sesame", Ok(Wait)),
            (WaitingRoom, (true, false), "", Ok(In)),
            (Open, (false, true), "", Ok(In)),
            (Account, (false, false), "sesame", Err(LoginNeeded)),
            (Account, (false, true), "", Ok(In)),
            (Account, (true, false), "", Ok(In)),
            (Password, (false, true), "", Err(PasswordNeeded)),
            (Invitation, (false, true), "", Err(InvitationNeeded)),
            (WaitingRoom, (false, true), "", Ok(Wait)),
        ] {
            let door = door(entry);
            let verdict = door.judge(known, password, HOME, now);
            assert_eq!(verdict, expected, "{entry:?} {known:?} {password}");
        }
    }

    #[test]
    fn out_of_its_hours_only_those_come_in_who_were_invited() {
        let hours = Hours::read(["1970-01-01T00:01Z/1970-01-01T00:02Z"]).unwrap();
        let door = Entrance::new(Rules {
            hours,
            ..Rules::default()
        });
        let judge = |invited, at| {
            let date = UNIX_EPOCH + Duration::from_secs(at);
            door.judge(invited, "", HOME, (Instant::now(), date))
        };
        assert_eq!(judge((false, false), 0), Err(Refusal::Closed));
        assert_eq!(judge((true, false), 0), Ok(Opening::In));
        assert_eq!(judge((false, false), 60), Ok(Opening::In));
        assert_eq!(judge((false, false), 120), Err(Refusal::Closed));
        assert_eq!(door.next_opening(UNIX_EPOCH), Some(60));
    }

    #[test]
    fn who_guesses_is_slowed_down_and_nobody_else() {
        let door = door(Entry::Password);
        let now = Instant::now();
        for _ in 0..TRIES {
            let guess = door.judge((false, false), "open", HOME, moment(now));
            assert_eq!(guess, Err(Refusal::PasswordNeeded));
        }
        let right = door.judge((false, false), "sesame", HOME, moment(now));
        assert_eq!(right, Err(Refusal::TooFast));
        let in_at = |from, at| door.judge((false, false), "sesame", from, moment(at));
        assert_eq!(in_at(OFFICE, now), Ok(Opening::In));
        // Whoever was invited does not have to wait.
        let invited = door.judge((true, false), "", HOME, moment(now));
        assert_eq!(invited, Ok(Opening::In));
        let later = now + Duration::from_secs(11);
        assert_eq!(in_at(HOME, later), Ok(Opening::In));
    }
}
