//! What has to be the same when somebody comes back from the provider as when they were led there. It is sealed
//! into a cookie of its own, so that this server remembers nothing of those who never come back.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::HeaderMap;

use crate::digest::is_secret;
use crate::trust::identity;
use crate::trust::key::Key;

/// Name of the cookie.
const COOKIE: &str = "hallway_login";

/// The only path that browsers send it to.
const PATH: &str = "/login";

/// How long one may take at the provider.
const LASTS: Duration = Duration::from_secs(15 * 60);

/// First byte of what is sealed, another than those of `trust/identity.rs`.
const FORMAT: u8 = 3;

/// Longest cookie that is looked at, in bytes.
const MOST_BYTES: usize = 2048;

/// Longest path to come back to, in bytes.
const MOST_PATH_BYTES: usize = 512;

/// What is remembered while somebody is at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Comes back in the URL.
    pub state: String,
    /// Comes back in what the provider signs.
    pub nonce: String,
    /// Proves to the provider that the code is ours.
    pub verifier: String,
    /// Where they come back to.
    pub path: String,
}

impl Pending {
    /// The cookie, as the header `Set-Cookie` says it.
    pub fn cookie(&self, key: &Key, now: SystemTime, secure: bool) -> String {
        let until = now.checked_add(LASTS).unwrap_or(now);
        let until = until.duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut bytes = vec![FORMAT];
        bytes.extend(until.as_secs().to_be_bytes());
        let texts = [&self.state, &self.nonce, &self.verifier, &self.path];
        bytes.extend(texts.map(String::as_str).join("\n").into_bytes());
        identity::set_cookie(COOKIE, &key.seal(&bytes), PATH, LASTS, secure)
    }

    /// What takes the cookie away.
    pub fn no_cookie() -> String {
        identity::set_cookie(COOKIE, "", PATH, Duration::ZERO, false)
    }

    /// What a request's cookie says, if this server made it not long ago, and `state` is what it led them away
    /// with.
    pub fn of(headers: &HeaderMap, state: &str, key: &Key, now: SystemTime) -> Option<Self> {
        let pending = identity::values(headers, COOKIE).find_map(|it| Self::read(it, key, now))?;
        is_secret(state, &pending.state).then_some(pending)
    }

    fn read(value: &str, key: &Key, now: SystemTime) -> Option<Self> {
        if value.len() > MOST_BYTES {
            return None;
        }
        let bytes = key.unseal(value)?;
        let (format, rest) = bytes.split_first()?;
        let (until, texts) = rest.split_first_chunk()?;
        let until = UNIX_EPOCH.checked_add(Duration::from_secs(u64::from_be_bytes(*until)))?;
        (*format == FORMAT && now < until).then_some(())?;
        let mut texts = str::from_utf8(texts).ok()?.splitn(4, '\n');
        let mut next = || texts.next().map(str::to_owned);
        Some(Self {
            state: next()?,
            nonce: next()?,
            verifier: next()?,
            path: next()?,
        })
    }
}

/// A path of this server to come back to; the default room in place of what is none.
pub fn path_back(asked: &str) -> String {
    // Browsers read a backslash as a slash, and two slashes as another host.
    let is_own = asked.starts_with('/')
        && !asked.starts_with("//")
        && asked.len() <= MOST_PATH_BYTES
        && asked.bytes().all(|it| it.is_ascii_graphic() && it != b'\\');
    if is_own { asked } else { "/" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pending() -> Pending {
        Pending {
            state: "some-state".to_owned(),
            nonce: "some-nonce".to_owned(),
            verifier: "some-verifier".to_owned(),
            path: "/v/conference#garden".to_owned(),
        }
    }

    fn headers(set_cookie: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let cookie = set_cookie.split(';').next().unwrap();
        headers.insert("cookie", cookie.parse().unwrap());
        headers
    }

    #[test]
    fn who_comes_back_with_what_they_were_led_away_with_is_known() {
        let key = Key::of(7);
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let set = pending().cookie(&key, now, true);
        assert!(set.ends_with("; Path=/login; HttpOnly; SameSite=Lax; Max-Age=900; Secure"));
        let sent = headers(&set);
        let of = |state: &str, key: &Key, now| Pending::of(&sent, state, key, now);
        assert_eq!(of("some-state", &key, now), Some(pending()));
        assert_eq!(of("some-stat", &key, now), None);
        assert_eq!(of("", &key, now), None);
        assert_eq!(of("some-state", &Key::of(8), now), None);
        assert_eq!(of("some-state", &key, now + LASTS), None);
    }

    #[test]
    fn other_cookies_are_none_of_these() {
        let (key, now) = (Key::of(7), UNIX_EPOCH);
        for bytes in [&b""[..], &[FORMAT], &[FORMAT; 9], &[1; 40], &[0xff; 80]] {
            let sent = headers(&format!("{COOKIE}={}", key.seal(bytes)));
            assert_eq!(Pending::of(&sent, "", &key, now), None, "{bytes:?}");
        }
    }

    #[test]
    fn one_comes_back_to_this_server_only() {
        for (asked, expected) in [
            ("/", "/"),
            ("/v/conference?x=1#garden", "/v/conference?x=1#garden"),
            ("", "/"),
            ("v/conference", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example/", "/"),
            ("/v/a\r\nset-cookie: x", "/"),
            ("/v/ä", "/"),
            (&format!("/{}", "a".repeat(600)), "/"),
        ] {
            assert_eq!(path_back(asked), expected, "{asked}");
        }
    }
}
