//! Who somebody is from visit to visit: a number that this server made up and sealed into a cookie. It says
//! nothing about the person, and nobody else can make one.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::address::Prefix;
use super::key::Key;

/// The file in the data folder that holds the key. Taking it away makes strangers of all.
const FILE: &str = "identity.key";

/// Name of the cookie.
const COOKIE: &str = "hallway";

/// Number of the cookie's format.
const FORMAT: u8 = 1;

/// How long browsers keep it.
const KEPT: Duration = Duration::from_secs(180 * 24 * 60 * 60);

/// Longest cookie that is looked at, in bytes.
const MOST_BYTES: usize = 128;

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

/// Who comes, as far as can be told without a name or an account.
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
    /// They have logged in with an account.
    pub account: bool,
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
            account: false,
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

    /// The key, for what else has to be hashed with it.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Somebody new, who was never seen before.
    pub fn fresh(&self, now: SystemTime) -> (Identity, SystemTime) {
        (Identity(rand::random()), now)
    }

    /// Who a request's cookie says that it comes from, and since when they are known; `None` without one that
    /// this server made.
    pub fn of(&self, headers: &HeaderMap) -> Option<(Identity, SystemTime)> {
        let lists = headers.get_all(header::COOKIE).iter();
        let cookies = lists
            .filter_map(|list| list.to_str().ok())
            .flat_map(|list| list.split(';'));
        let mut values = cookies.filter_map(|cookie| {
            let (name, value) = cookie.trim().split_once('=')?;
            (name == COOKIE && value.len() <= MOST_BYTES).then_some(value)
        });
        // Another application on the same host may have set one of this name.
        values.find_map(|value| self.read(value))
    }

    /// The cookie for somebody, as the header `Set-Cookie` says it; `secure` where browsers come by TLS.
    pub fn cookie(&self, (identity, since): (Identity, SystemTime), secure: bool) -> String {
        let mut bytes = vec![FORMAT];
        bytes.extend(identity.0);
        let since = since.duration_since(UNIX_EPOCH).unwrap_or_default();
        bytes.extend(since.as_secs().to_be_bytes());
        let sealed = self.key.seal(&bytes);
        let secure = if secure { "; Secure" } else { "" };
        let seconds = KEPT.as_secs();
        format!("{COOKIE}={sealed}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
    }

    /// What takes the cookie away, as the header `Set-Cookie` says it.
    pub fn no_cookie() -> String {
        format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
    }

    fn read(&self, value: &str) -> Option<(Identity, SystemTime)> {
        let bytes = self.key.unseal(value)?;
        let (format, rest) = bytes.split_first()?;
        let (identity, since) = rest.split_first_chunk()?;
        let since = u64::from_be_bytes(since.try_into().ok()?);
        (*format == FORMAT).then_some(())?;
        let since = UNIX_EPOCH.checked_add(Duration::from_secs(since))?;
        Some((Identity(*identity), since))
    }
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
        Identities { key: Key::of(7) }
    }

    #[test]
    fn who_comes_again_is_known_again() {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let somebody = identities().fresh(now);
        let set = identities().cookie(somebody, true);
        assert!(set.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=15552000; Secure"));
        let value = set.split(';').next().unwrap();
        for sent in [
            value.to_owned(),
            format!("theme=dark; {value}"),
            format!("hallway=of-another; {value}; x"),
        ] {
            assert_eq!(identities().of(&headers(&sent)), Some(somebody), "{sent}");
        }
        assert_ne!(identities().fresh(now).0, somebody.0);
        assert_eq!(Identity::read(&somebody.0.text()), Some(somebody.0));
    }

    #[test]
    fn nobody_makes_a_cookie_but_this_server() {
        let now = UNIX_EPOCH;
        let foreign = Identities { key: Key::of(8) };
        let set = foreign.cookie(foreign.fresh(now), false);
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
            assert_eq!(identities().of(&headers(sent)), None, "{sent}");
        }
        for bytes in [&b""[..], &[FORMAT], &[FORMAT; 24], &[FORMAT; 26], &[2; 25]] {
            let sent = format!("hallway={}", Key::of(7).seal(bytes));
            assert_eq!(identities().of(&headers(&sent)), None, "{bytes:?}");
        }
    }
}
