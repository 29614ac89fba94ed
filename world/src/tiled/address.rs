//! Addresses as authors of maps write them: URLs, paths beside the map, and what is neither.
//! Judged by their text alone.

use std::fmt;

use super::files::{PathError, resolve};
use super::limits::MAX_URL_BYTES;

/// What an address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// An absolute `http(s)` URL.
    Web(String),
    /// A `mailto:` URL.
    Mail(String),
    /// A file of the maps folder.
    File {
        /// Its path, relative to the folder.
        path: String,
        /// What stands behind it, with `?` or `#` in front, or empty.
        rest: String,
    },
}

/// Why an address is not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Empty,
    TooLong,
    Garbled,
    /// A template that was never filled in.
    Placeholder,
    /// It starts with something else than `http`, `https` or `mailto`.
    Scheme(String),
    NoHost,
    /// It starts at the root of the server that the map was once on.
    OtherRoot,
    Path(PathError),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::TooLong => write!(f, "it is longer than {MAX_URL_BYTES} bytes"),
            Self::Garbled => f.write_str("it holds characters that no address has"),
            Self::Placeholder => f.write_str("it is a placeholder that was never filled in"),
            Self::Scheme(scheme) => write!(f, "addresses that begin with “{scheme}:” are not opened"),
            Self::NoHost => f.write_str("it names no server"),
            Self::OtherRoot => f.write_str(
                "it begins with “/”, at the root of the server that the map was made for; write the \
                 whole address, or a path relative to the map",
            ),
            Self::Path(error) => error.fmt(f),
        }
    }
}

impl Address {
    /// What `text` means in the file `file` of the maps folder.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub(super) fn read(text: &str, file: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Refusal::Empty);
        }
        if text.len() > MAX_URL_BYTES {
            return Err(Refusal::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(Refusal::Garbled);
        }
        if is_placeholder(text) {
            return Err(Refusal::Placeholder);
        }
        let address = match scheme(text) {
            Some((scheme, rest)) if ["http", "https"].contains(&scheme.as_str()) => {
                Self::Web(web(&scheme, rest)?)
            }
            Some((scheme, rest)) if scheme == "mailto" => {
                Self::Mail(format!("mailto:{}", tidy(rest)))
            }
            Some((scheme, _)) => return Err(Refusal::Scheme(scheme)),
            None if text.starts_with("//") || text.starts_with("www.") => {
                Self::Web(web("https", text)?)
            }
            None => local(text, file)?,
        };
        if address.url().len() > MAX_URL_BYTES {
            return Err(Refusal::TooLong);
        }
        Ok(address)
    }

    /// It as a URL: absolute, or a path below `/maps/` of this server.
    pub(super) fn url(&self) -> String {
        match self {
            Self::Web(url) | Self::Mail(url) => url.clone(),
            Self::File { path, rest } => format!("/maps/{}{}", encoded(path), tidy(rest)),
        }
    }
}

/// The server of an absolute URL with its port, and what stands behind.
pub(super) fn host_and_rest(url: &str) -> Option<(&str, &str)> {
    let (_, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at_checked(end)?;
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    Some((host, rest))
}

/// Whether a text is a template that was never filled in.
fn is_placeholder(text: &str) -> bool {
    ["{{", "{<", "<%", "${"]
        .iter()
        .any(|open| text.contains(open))
}

/// The scheme in small letters, and what stands behind it. A single letter is a drive of Windows.
fn scheme(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let letters = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
    let fits = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(letters);
    fits.then(|| (scheme.to_ascii_lowercase(), rest))
}

/// As browsers do: any slashes in front of the server, and `\` for `/`.
fn web(scheme: &str, rest: &str) -> Result<String, Refusal> {
    let rest = rest.trim_start_matches(['/', '\\']);
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let (server, rest) = rest.split_at_checked(end).ok_or(Refusal::Garbled)?;
    let host = server.rsplit_once('@').map_or(server, |(_, host)| host);
    if host.is_empty() || host.starts_with(':') {
        return Err(Refusal::NoHost);
    }
    let odd = |c: char| c.is_whitespace() || "\"<>`{}|^%".contains(c);
    if server.chars().any(odd) {
        return Err(Refusal::Garbled);
    }
    Ok(format!("{scheme}://{server}{}", tidy(rest)))
}

fn local(text: &str, file: &str) -> Result<Address, Refusal> {
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let (path, rest) = text.split_at_checked(end).ok_or(Refusal::Garbled)?;
    let path = decoded(path).ok_or(Refusal::Garbled)?;
    let path = match path.strip_prefix("/maps/") {
        Some(path) => resolve("", path),
        None if path.starts_with('/') => return Err(Refusal::OtherRoot),
        None => resolve(file, &path),
    };
    Ok(Address::File {
        path: path.map_err(Refusal::Path)?,
        rest: rest.to_owned(),
    })
}

/// What no URL may hold, as its bytes in hexadecimal.
fn tidy(text: &str) -> String {
    escaped(text, |byte| byte > b' ' && !b"\"<>\\`{}".contains(&byte))
}

/// A path of the maps folder as one of a URL.
pub(super) fn encoded(path: &str) -> String {
    escaped(path, |byte| {
        byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte)
    })
}

fn escaped(text: &str, stays: impl Fn(u8) -> bool) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let mut bytes = [0; 4];
        let bytes = c.encode_utf8(&mut bytes).bytes();
        for byte in bytes {
            if byte.is_ascii() && stays(byte) {
                out.push(char::from(byte));
            } else {
                // Writing into a string has no way to fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// A text with `%` and two digits turned back into bytes; `None` when these are no text.
pub(super) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'%');
        let byte = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = match byte {
            Some(_) => after.get(2..).unwrap_or_default(),
            None => after,
        };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_urls() {
        for (text, expected) in [
            (
                " https://example.org/a b?c#d\n",
                "https://example.org/a%20b?c#d",
            ),
            ("HTTP://Example.org", "http://Example.org"),
            ("https:\\//example.org/x", "https://example.org/x"),
            ("//example.org/x", "https://example.org/x"),
            ("www.example.org", "https://www.example.org"),
            ("mailto:a@example.org", "mailto:a@example.org"),
            (
                "pages/how to.html?x=1#y",
                "/maps/v/pages/how%20to.html?x=1#y",
            ),
            ("../a%20b.html", "/maps/a%20b.html"),
            ("/maps/x/../y.html", "/maps/y.html"),
            ("ä+[1].html", "/maps/v/%C3%A4%2B%5B1%5D.html"),
        ] {
            let url = Address::read(text, "v/map.json").map(|address| address.url());
            assert_eq!(url.as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn all_else_is_refused() {
        let long = format!("https://example.org/{}", "x".repeat(3000));
        let grows = format!("https://example.org/{}", " x".repeat(800));
        for (text, expected) in [
            ("", Refusal::Empty),
            (" \n", Refusal::Empty),
            (
                "javascript:alert(1)",
                Refusal::Scheme("javascript".to_owned()),
            ),
            ("JavaScript://x", Refusal::Scheme("javascript".to_owned())),
            ("data:text/html,x", Refusal::Scheme("data".to_owned())),
            ("file:///etc/passwd", Refusal::Scheme("file".to_owned())),
            ("irc://x/y", Refusal::Scheme("irc".to_owned())),
            ("{{{ websiteURL }}}", Refusal::Placeholder),
            ("{<chaoszone>/main.json}", Refusal::Placeholder),
            ("https://{{host}}/", Refusal::Placeholder),
            ("https://", Refusal::NoHost),
            ("https://a b/", Refusal::Garbled),
            ("java\nscript:alert(1)", Refusal::Garbled),
            ("/etc/passwd", Refusal::OtherRoot),
            ("../../x.html", Refusal::Path(PathError::Outside)),
            ("%2e%2e/%2e%2e/x.html", Refusal::Path(PathError::Outside)),
            ("%ff.html", Refusal::Garbled),
            ("a%00.html", Refusal::Path(PathError::Garbled)),
            ("C:\\x.html", Refusal::Path(PathError::Absolute)),
            (&long, Refusal::TooLong),
            (&grows, Refusal::TooLong),
        ] {
            assert_eq!(Address::read(text, "v/map.json"), Err(expected), "{text}");
        }
    }
}
