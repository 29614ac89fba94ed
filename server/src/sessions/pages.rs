//! Pages that zones open, beside the map or in a tab of their own.

mod framing;
mod guard;

use std::collections::BTreeSet;
use std::time::Duration;

use hallway_protocol::session::{Grant, SessionEnd};
use hallway_world::zone::Embed;
use url::Url;

use super::allowed::AllowList;
use super::kept::Kept;
use super::players;
use super::urls::{self, Target};
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
    allowed: AllowList,
    venue_origin: String,
    guarded: Guarded,
    framing: Kept<String, bool>,
}

impl Pages {
    /// By these settings. `public_url` is where browsers reach this venue, or empty.
    ///
    /// # Errors
    /// When no client for HTTP can be made.
    pub fn open(config: &WebsitesConfig, public_url: &str) -> reqwest::Result<Self> {
        Ok(Self {
            allowed: AllowList::new(&config.allow),
            venue_origin: urls::origin_of(public_url).unwrap_or_default(),
            guarded: Guarded::new(config.allow_private)?,
            framing: Kept::new(ASKED_AGAIN),
        })
    }

    /// A page beside the map.
    ///
    /// # Errors
    /// Why it is not opened.
    pub async fn website(&self, spec: &Embed) -> Result<Grant, SessionEnd> {
        let target = Self::target(&spec.url).ok_or(SessionEnd::Broken)?;
        let framing = match &target {
            Target::Own(_) => true,
            Target::Web(url) => {
                self.check(&target)?;
                players::is_framed_by_name(url) || self.may_be_framed(url).await
            }
            Target::Mail(_) => return Err(SessionEnd::Broken),
        };
        Ok(Grant::Website {
            url: target.into_url(),
            policy: cut(&spec.policy),
            framing,
        })
    }

    /// What is shown beside the map for what a map says.
    pub fn target(said: &str) -> Option<Target> {
        Some(match Target::of(said)? {
            Target::Web(url) => Target::Web(players::framed(url)),
            other => other,
        })
    }

    /// A page in a tab of its own.
    ///
    /// # Errors
    /// Why it is not opened.
    pub fn tab(&self, said: &str) -> Result<Grant, SessionEnd> {
        let target = Target::of(said).ok_or(SessionEnd::Broken)?;
        self.check(&target)?;
        let url = target.into_url();
        Ok(Grant::Tab { url })
    }

    /// The host that is contacted by one who opens this page in a tab; none where it is not opened
    /// at all.
    pub fn host(&self, said: &str) -> Option<String> {
        self.allowed_host(Target::of(said)?)
    }

    /// The same of one who opens it beside the map.
    pub fn framed_host(&self, said: &str) -> Option<String> {
        self.allowed_host(Self::target(said)?)
    }

    fn allowed_host(&self, target: Target) -> Option<String> {
        self.check(&target).ok()?;
        target.host()
    }

    fn check(&self, target: &Target) -> Result<(), SessionEnd> {
        match self.allowed.has_target(target) {
            true => Ok(()),
            false => Err(SessionEnd::NotListed),
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
        };
        Pages::open(&config, "").unwrap()
    }

    #[test]
    fn what_is_not_on_the_list_is_not_opened() {
        for (url, expected) in [
            ("https://example.org/", None),
            ("/maps/page.html", None),
            ("https://other.test/", Some(SessionEnd::NotListed)),
            ("javascript:alert(1)", Some(SessionEnd::Broken)),
        ] {
            let pages = pages(&["example.org"], false);
            assert_eq!(pages.tab(url).err(), expected, "{url}");
            // Nobody is asked about a host that is not contacted.
            let is_asked = expected.is_none() && url.starts_with("http");
            assert_eq!(pages.host(url).is_some(), is_asked, "{url}");
        }
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
