//! Who somebody is from visit to visit: a number that this server made up and sealed into a cookie. It says
//! nothing about the person, and nobody else can make one. Who has logged in has the number of their account
//! for some hours, wherever they log in from.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use hallway_protocol::Role;

use super::address::Prefix;
use super::key::Key;

/// The file in the data folder that holds the key. Taking it away makes strangers of all.
const FILE: &str = "identity.key";

/// Name of the cookie.
const COOKIE: &str = "hallway";

/// First byte of a guest's cookie. What else is sealed with the same key begins with another one.
const GUEST: u8 = 1;

/// First byte of the cookie of one who has logged in.
const ACCOUNT: u8 = 2;

/// How long browsers keep it.
const KEPT: Duration = Duration::from_secs(180 * 24 * 60 * 60);

/// Longest cookie that is looked at, in bytes: the one of an account with the longest name has less.
const MOST_BYTES: usize = 512;

/// Somebody's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity(pub [u8; 16]);

impl Identity {
    /// As a text, as it is kept.
    pub fn text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What [`Identity::text`] gave.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }
}

/// What is known of one who has logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who they were before they logged in: what was done about that guest goes on.
    pub guest: Identity,
    /// What their account makes them in all of the venue.
    pub role: Role,
    /// Until when they are logged in.
    pub until: SystemTime,
}

/// Who a cookie says that somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Their number.
    pub identity: Identity,
    /// When they were given it.
    pub since: SystemTime,
    /// What is known of their account, if they have logged in.
    pub account: Option<Account>,
    /// The name of the account; empty for guests.
    pub name: String,
}

/// Who comes, as far as can be told without a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// Their number.
    pub identity: Identity,
    /// When they were given it.
    pub since: SystemTime,
    /// Whence they come, hashed.
    pub prefix: Prefix,
    /// The invitation they came with.
    pub invitation: Option<u64>,
    /// What is known of their account, if they have logged in.
    pub account: Option<Account>,
}

impl Visitor {
    /// Their number, and the one they had before they logged in.
    pub fn identities(&self) -> impl Iterator<Item = Identity> {
        let guest = self.account.map(|account| account.guest);
        std::iter::once(self.identity).chain(guest)
    }
}

#[cfg(test)]
impl Visitor {
    /// Somebody for tests, from a network of their own.
    pub fn for_tests(number: u32) -> Self {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        Self {
            identity: Identity(bytes),
            since: UNIX_EPOCH,
            prefix: Prefix(bytes),
            invitation: None,
            account: None,
        }
    }
}

/// Makes identities and knows them again.
#[derive(Clone, Debug)]
pub struct Identities {
    key: Key,
}

impl Identities {
    /// With the key in a data folder, which is made when there is none yet.
    ///
    /// # Errors
    /// When the key can't be read or written, or is none.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let (key, _) = Key::open(folder, FILE)?;
        Ok(Self { key })
    }

    /// With a key for tests.
    #[cfg(any(test, feature = "fuzzing"))]
    pub fn of_key(key: Key) -> Self {
        Self { key }
    }

    /// The key, for what else has to be hashed with it.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Somebody new, who was never seen before.
    pub fn fresh(&self, now: SystemTime) -> Known {
        Known {
            identity: Identity(rand::random()),
            since: now,
            account: None,
            name: String::new(),
        }
    }

    /// The number of an account, the same each time it is used here; nobody else finds out whose it is.
    pub fn of_account(&self, issuer: &str, subject: &str) -> Identity {
        // No issuer, which is a URL, holds a line break.
        let account = format!("{issuer}\n{subject}");
        Identity(self.key.hash("account", account.as_bytes()))
    }

    /// Who a request's cookie says that it comes from; `None` without one that this server made, and when what
    /// they logged in for is over.
    pub fn of(&self, headers: &HeaderMap, now: SystemTime) -> Option<Known> {
        // Another application on the same host may have set one of this name.
        values(headers, COOKIE).find_map(|value| self.read(value, now))
    }

    /// The cookie for somebody, as the header `Set-Cookie` says it; `secure` where browsers come by TLS.
    pub fn cookie(&self, known: &Known, secure: bool) -> String {
        let mut bytes = vec![match known.account {
            None => GUEST,
            Some(_) => ACCOUNT,
        }];
        bytes.extend(known.identity.0);
        bytes.extend(seconds(known.since));
        if let Some(account) = known.account {
            bytes.extend(account.guest.0);
            bytes.push(account.role as u8);
            bytes.extend(seconds(account.until));
            bytes.extend(known.name.as_bytes());
        }
        let sealed = self.key.seal(&bytes);
        set_cookie(COOKIE, &sealed, "/", KEPT, secure)
    }

    /// What takes the cookie away, as the header `Set-Cookie` says it.
    pub fn no_cookie() -> String {
        set_cookie(COOKIE, "", "/", Duration::ZERO, false)
    }

    fn read(&self, value: &str, now: SystemTime) -> Option<Known> {
        if value.len() > MOST_BYTES {
            return None;
        }
        let bytes = self.key.unseal(value)?;
        let (format, rest) = bytes.split_first()?;
        let (identity, rest) = rest.split_first_chunk()?;
        let (since, rest) = rest.split_first_chunk()?;
        let guest = Known {
            identity: Identity(*identity),
            since: moment(*since)?,
            account: None,
            name: String::new(),
        };
        match (*format, rest) {
            (GUEST, []) => Some(guest),
            (ACCOUNT, rest) => {
                let (before, rest) = rest.split_first_chunk()?;
                let (role, rest) = rest.split_first()?;
                let (until, name) = rest.split_first_chunk()?;
                let account = Account {
                    guest: Identity(*before),
                    role: Role::ALL.into_iter().find(|it| *it as u8 == *role)?,
                    until: moment(*until)?,
                };
                let known = Known {
                    account: Some(account),
                    name: str::from_utf8(name).ok()?.to_owned(),
                    ..guest
                };
                (now < account.until).then_some(known)
            }
            _ => None,
        }
    }
}

/// The values of all cookies of a name.
pub fn values<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    let lists = headers.get_all(header::COOKIE).iter();
    let cookies = lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(';'));
    cookies.filter_map(move |cookie| {
        let (found, value) = cookie.trim().split_once('=')?;
        (found == name).then_some(value)
    })
}

/// A cookie that no script can read and no other site's page can send but by leading here, as the header
/// `Set-Cookie` says it. Kept for no time it is taken away.
pub fn set_cookie(name: &str, value: &str, path: &str, kept: Duration, secure: bool) -> String {
    let seconds = kept.as_secs();
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

fn seconds(moment: SystemTime) -> [u8; 8] {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs().to_be_bytes()
}

fn moment(seconds: [u8; 8]) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_secs(u64::from_be_bytes(seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookie.parse().unwrap());
        headers
    }

    fn identities() -> Identities {
        Identities::of_key(Key::of(7))
    }

    #[test]
    fn who_comes_again_is_known_again() {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let somebody = identities().fresh(now);
        let set = identities().cookie(&somebody, true);
        assert!(set.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=15552000; Secure"));
        let value = set.split(';').next().unwrap();
        for sent in [
            value.to_owned(),
            format!("theme=dark; {value}"),
            format!("hallway=of-another; {value}; x"),
        ] {
            let known = identities().of(&headers(&sent), now);
            assert_eq!(known.as_ref(), Some(&somebody), "{sent}");
        }
        assert_ne!(identities().fresh(now).identity, somebody.identity);
        let text = somebody.identity.text();
        assert_eq!(Identity::read(&text), Some(somebody.identity));
    }

    #[test]
    fn who_has_logged_in_is_known_by_their_account_for_some_hours() {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let hour = Duration::from_secs(60 * 60);
        let identities = identities();
        for role in Role::ALL {
            let somebody = Known {
                identity: identities.of_account("https://login.example", "42"),
                since: now - hour,
                account: Some(Account {
                    guest: Identity([9; 16]),
                    role,
                    until: now + hour,
                }),
                name: "Zoë ".repeat(30),
            };
            let set = identities.cookie(&somebody, false);
            let sent = headers(set.split(';').next().unwrap());
            assert_eq!(identities.of(&sent, now), Some(somebody));
            assert_eq!(identities.of(&sent, now + hour), None);
        }
        let same = |issuer: &str, subject: &str| {
            let first = identities.of_account("https://login.example", "42");
            first == identities.of_account(issuer, subject)
        };
        assert!(same("https://login.example", "42"));
        assert!(!same("https://login.example", "43"));
        assert!(!same("https://other.example", "42"));
    }

    #[test]
    fn nobody_makes_a_cookie_but_this_server() {
        let now = UNIX_EPOCH;
        let foreign = Identities::of_key(Key::of(8));
        let set = foreign.cookie(&foreign.fresh(now), false);
        let value = set.split(';').next().unwrap();
        let long = format!("hallway={}", "A".repeat(4000));
        for sent in [
            value,
            "",
            "hallway",
            "hallway=",
            "hallway=AAAA",
            "a=b;;;=",
            &long,
        ] {
            assert_eq!(identities().of(&headers(sent), now), None, "{sent}");
        }
        let strange_role = [&[ACCOUNT; 41][..], &[200], &[0xff; 8]].concat();
        for bytes in [
            &b""[..],
            &[GUEST],
            &[GUEST; 24],
            &[GUEST; 26],
            &[ACCOUNT; 25],
            &[ACCOUNT; 49],
            &[3; 25],
            &strange_role,
        ] {
            let sent = format!("hallway={}", Key::of(7).seal(bytes));
            assert_eq!(identities().of(&headers(&sent), now), None, "{bytes:?}");
        }
    }
}
