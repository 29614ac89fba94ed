//! Pages that zones open, beside the map or in a tab of their own.

mod framing;
mod guard;

use std::collections::BTreeSet;
use std::time::Duration;

use hallway_protocol::session::{Grant, SessionEnd};
use hallway_world::zone::Embed;
use url::Url;

use super::kept::Kept;
use super::urls::Target;
use crate::config::WebsitesConfig;
use guard::Guarded;

/// What a page said of frames is good for this long.
const ASKED_AGAIN: Duration = Duration::from_secs(600);

/// Permissions that an author may ask for, for a page in a frame.
const PERMISSIONS: [&str; 8] = [
    "fullscreen",
    "autoplay",
    "clipboard-write",
    "encrypted-media",
    "picture-in-picture",
    "display-capture",
    "camera",
    "microphone",
];

/// What the operator says of pages, and what pages say of frames.
pub struct Pages {
    allow: Vec<String>,
    venue_origin: String,
    guarded: Guarded,
    framing: Kept<String, bool>,
}

impl Pages {
    /// By these settings.
    ///
    /// # Errors
    /// When no client for HTTP can be made.
    pub fn open(config: &WebsitesConfig) -> reqwest::Result<Self> {
        Ok(Self {
            allow: config
                .allow
                .iter()
                .map(|host| host.to_ascii_lowercase())
                .collect(),
            venue_origin: config
                .venue_origin
                .trim_end_matches('/')
                .to_ascii_lowercase(),
            guarded: Guarded::new(config.allow_private)?,
            framing: Kept::new(ASKED_AGAIN),
        })
    }

    /// A page beside the map.
    ///
    /// # Errors
    /// Why it is not opened.
    pub async fn website(&self, spec: &Embed) -> Result<Grant, SessionEnd> {
        let target = Target::of(&spec.url).ok_or(SessionEnd::Broken)?;
        let framing = match &target {
            Target::Own(_) => true,
            Target::Web(url) => {
                self.check(url)?;
                self.may_be_framed(url).await
            }
            Target::Mail(_) => return Err(SessionEnd::Broken),
        };
        Ok(Grant::Website {
            url: target.into_url(),
            policy: cut(&spec.policy),
            framing,
        })
    }

    /// A page in a tab of its own.
    ///
    /// # Errors
    /// Why it is not opened.
    pub fn tab(&self, said: &str) -> Result<Grant, SessionEnd> {
        let target = Target::of(said).ok_or(SessionEnd::Broken)?;
        if let Target::Web(url) = &target {
            self.check(url)?;
        }
        let url = target.into_url();
        Ok(Grant::Tab { url })
    }

    /// The host that is contacted by one who opens this page; none where it is not opened at all.
    pub fn host(&self, said: &str) -> Option<String> {
        let target = Target::of(said)?;
        match &target {
            Target::Web(url) if self.check(url).is_err() => None,
            target => target.host(),
        }
    }

    fn check(&self, url: &Url) -> Result<(), SessionEnd> {
        let host = url.host_str().unwrap_or_default();
        if self.allow.is_empty() || self.allow.iter().any(|rule| matches(rule, host)) {
            Ok(())
        } else {
            Err(SessionEnd::NotListed)
        }
    }

    /// Whether a page may be shown in a frame. What can't be found out is left to the browser.
    async fn may_be_framed(&self, url: &Url) -> bool {
        let ask =
            async {
                let answer = self.guarded.headers(url).await;
                Ok::<_, ()>(answer.is_none_or(|(page, headers)| {
                    framing::allows(&headers, &page, &self.venue_origin)
                }))
            };
        // The part after `#` never leaves the browser.
        let mut key = url.clone();
        key.set_fragment(None);
        let answer = self.framing.get(key.into(), Duration::MAX, ask).await;
        answer.unwrap_or(true)
    }
}

/// Whether a rule of the operator's is for a host. `*.example.org` is for all below, and itself.
fn matches(rule: &str, host: &str) -> bool {
    match rule.strip_prefix("*.") {
        Some(domain) => host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.')),
        None => host == rule,
    }
}

/// The permissions that are allowed of those that an author asks for, each for the page itself.
fn cut(policy: &str) -> String {
    let asked = policy.split([';', ',']);
    let names = asked.filter_map(|directive| directive.split_whitespace().next());
    let names: BTreeSet<&str> = names.filter(|name| PERMISSIONS.contains(name)).collect();
    names.into_iter().collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::header;
    use axum::routing::get;

    use super::*;

    fn pages(allow: &[&str], allow_private: bool) -> Pages {
        super::super::tests::http();
        let allow = allow.iter().map(|host| (*host).to_owned()).collect();
        let config = WebsitesConfig {
            allow,
            allow_private,
            ..WebsitesConfig::default()
        };
        Pages::open(&config).unwrap()
    }

    #[test]
    fn the_list_says_which_hosts_are_opened() {
        let some = ["Example.org", "*.wiki.test"];
        for (allow, url, is_allowed) in [
            (&[][..], "https://any.test/", true),
            (&some[..], "https://example.org/x", true),
            (&some[..], "https://EXAMPLE.org:8443/x", true),
            (&some[..], "https://www.example.org/", false),
            (&some[..], "https://example.org.evil.test/", false),
            (&some[..], "https://wiki.test/", true),
            (&some[..], "https://de.wiki.test/", true),
            (&some[..], "https://notwiki.test/", false),
            (&some[..], "https://example.org@evil.test/", false),
            (&some[..], "/maps/page.html", true),
            (&some[..], "mailto:a@evil.test", true),
        ] {
            let expected = if is_allowed {
                None
            } else {
                Some(SessionEnd::NotListed)
            };
            let pages = pages(allow, false);
            assert_eq!(pages.tab(url).err(), expected, "{url}");
            // Nobody is asked about a host that is not contacted.
            let is_web = url.starts_with("http");
            assert_eq!(pages.host(url).is_some(), is_allowed && is_web, "{url}");
        }
        let end = pages(&[], false).tab("javascript:alert(1)").err();
        assert_eq!(end, Some(SessionEnd::Broken));
    }

    #[test]
    fn permissions_are_cut_to_what_is_harmless() {
        for (asked, expected) in [
            ("", ""),
            ("camera; microphone *; geolocation", "camera; microphone"),
            ("fullscreen 'src' https://evil.test, payment", "fullscreen"),
            ("autoplay;autoplay ;; usb", "autoplay"),
            ("Camera\"><script>", ""),
        ] {
            assert_eq!(cut(asked), expected, "{asked}");
        }
    }

    async fn site() -> String {
        let refuses = || async { ([(header::X_FRAME_OPTIONS, "DENY")], "no") };
        let router = Router::new()
            .route("/open", get(|| async { "yes" }))
            .route("/shut", get(refuses))
            .route(
                "/moved",
                get(|| async { axum::response::Redirect::to("/shut") }),
            )
            .route(
                "/round",
                get(|| async { axum::response::Redirect::to("/round") }),
            );
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        origin
    }

    #[tokio::test]
    async fn what_a_page_says_of_frames_is_found_out() {
        let origin = site().await;
        let (inside, outside) = (pages(&[], true), pages(&[], false));
        for (path, framing) in [
            ("/open", true),
            ("/shut", false),
            ("/moved", false),
            ("/round", true),
        ] {
            let spec = Embed {
                url: format!("{origin}{path}"),
                ..Embed::default()
            };
            // A guarded server does not even ask, so it can't know.
            for (pages, expected) in [(&inside, framing), (&outside, true)] {
                let Ok(Grant::Website { framing, .. }) = pages.website(&spec).await else {
                    unreachable!("{path} can be opened");
                };
                assert_eq!(framing, expected, "{path}");
            }
        }
    }

    #[tokio::test]
    async fn pages_of_this_server_are_opened_as_they_are() {
        let spec = |url: &str| Embed {
            url: url.to_owned(),
            ..Embed::default()
        };
        let pages = pages(&["example.org"], false);
        let grant = Grant::Website {
            url: "/maps/a/page.html".to_owned(),
            policy: String::new(),
            framing: true,
        };
        assert!(pages.website(&spec("/maps/a/page.html")).await == Ok(grant));
        for url in ["/metrics", "mailto:a@example.org", "data:text/html,x"] {
            let end = pages.website(&spec(url)).await.err();
            assert_eq!(end, Some(SessionEnd::Broken), "{url}");
        }
    }
}
