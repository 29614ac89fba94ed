//! What maps say as URLs, told apart: a path below `/maps/` of this server, or a page of others.

use url::Url;

/// Where a URL of a map leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file of the maps folder: a path that begins with `/maps/`.
    Own(String),
    /// An `http(s)` URL of another server.
    Web(Url),
    /// An address to write to.
    Mail(Url),
}

impl Target {
    /// What a map says. `None` for what can't be opened, such as `javascript:`.
    pub fn of(said: &str) -> Option<Self> {
        let said = said.trim();
        if said.starts_with('/') {
            // Taken apart as browsers do it, who see another host in `//` and `/\`.
            let base = Url::parse("http://own.invalid").ok()?;
            let url = base.join(said).ok()?;
            let is_own = url.host_str() == Some("own.invalid") && url.path().starts_with("/maps/");
            return is_own.then(|| {
                let whole = url.as_str();
                let path = whole.strip_prefix("http://own.invalid").unwrap_or(whole);
                Self::Own(path.to_owned())
            });
        }
        let url = Url::parse(said).ok()?;
        match url.scheme() {
            "http" | "https" if url.has_host() => Some(Self::Web(url)),
            "mailto" => Some(Self::Mail(url)),
            _ => None,
        }
    }

    /// The host that is contacted, if it is not this server's.
    pub fn host(&self) -> Option<String> {
        match self {
            Self::Web(url) => host_of(url),
            Self::Own(_) | Self::Mail(_) => None,
        }
    }

    /// It as a text.
    pub fn into_url(self) -> String {
        match self {
            Self::Own(path) => path,
            Self::Web(url) | Self::Mail(url) => url.into(),
        }
    }
}

/// The host of a URL, with its port where that is not the usual one.
pub fn host_of(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// The origin of an `http(s)` URL, such as `https://meet.example.org`.
pub fn origin_of(said: &str) -> Option<String> {
    match Target::of(said)? {
        Target::Web(url) => Some(url.origin().ascii_serialization()),
        Target::Own(_) | Target::Mail(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_opened_is_a_target() {
        for (said, expected) in [
            ("/maps/a/page.html", Some("/maps/a/page.html")),
            ("/maps/a b.html?x#y", Some("/maps/a%20b.html?x#y")),
            ("/maps/../metrics", None),
            ("/metrics", None),
            ("//evil.example/maps/", None),
            ("/\\evil.example/maps/", None),
            ("https://example.org", Some("https://example.org/")),
            (
                " http://example.org:8080/x ",
                Some("http://example.org:8080/x"),
            ),
            ("mailto:a@example.org", Some("mailto:a@example.org")),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("file:///etc/passwd", None),
            ("page.html", None),
            ("", None),
        ] {
            let found = Target::of(said).map(Target::into_url);
            assert_eq!(found.as_deref(), expected, "{said}");
        }
        let host = |said| Target::of(said).and_then(|target| target.host());
        assert_eq!(
            host("https://example.org:443/"),
            Some("example.org".to_owned())
        );
        assert_eq!(
            host("http://example.org:81/"),
            Some("example.org:81".to_owned())
        );
        assert_eq!(host("/maps/a.html"), None);
    }
}
