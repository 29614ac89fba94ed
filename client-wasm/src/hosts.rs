//! What a URL says about whom it contacts. Pure; for what a link may lead to and for the question
//! whether a third party may be contacted. Who is no stranger is told by the server; this is for
//! what comes as a bare URL.

/// The host of an absolute `http(s)` URL in lower case, with its port where that is not the usual
/// one. `None` for paths of this server and anything else.
pub fn host(url: &str) -> Option<String> {
    if url.contains(char::is_control) {
        // Browsers leave some of them out, and would read another host.
        return None;
    }
    let (scheme, rest) = url.split_once("://")?;
    let usual = match scheme.to_ascii_lowercase().as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.to_ascii_lowercase();
    let host = host.strip_suffix(usual).unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// Whether a link may lead there: to a page, or to a mail program.
pub fn may_link(url: &str) -> bool {
    let mail = url
        .get(..7)
        .is_some_and(|s| s.eq_ignore_ascii_case("mailto:"));
    mail || host(url).is_some() || is_own(url)
}

/// Whether it is a path of this server. `//host/` and `/\host/` are none.
pub fn is_own(url: &str) -> bool {
    let mut letters = url.chars();
    letters.next() == Some('/')
        && !matches!(letters.next(), Some('/' | '\\'))
        && !url.contains(char::is_control)
}

/// Whether a URL is served by this very server, by its path or by its full origin.
pub fn is_same_origin(url: &str, origin: &str) -> bool {
    is_own(url)
        || url
            .get(..origin.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(origin))
            && url
                .get(origin.len()..)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// How much a page in a frame is told of where it stands. Nothing, but for YouTube's player, which
/// plays nothing without knowing from which site; that site's name is all that it is told.
pub fn referrer_policy(url: &str) -> &'static str {
    match host(url).as_deref() {
        Some("www.youtube-nocookie.com" | "www.youtube.com") => "strict-origin",
        _ => "no-referrer",
    }
}

/// A page's URL as it is to be framed by the site of this name. Twitch's players refuse all sites
/// but the one that `parent` names, and authors wrote down the one they had.
pub fn named_parent(url: &str, hostname: &str) -> String {
    let is_twitch = matches!(
        host(url).as_deref(),
        Some("player.twitch.tv" | "clips.twitch.tv")
    );
    if !is_twitch {
        return url.to_owned();
    }
    let (url, fragment) = url.split_once('#').unwrap_or((url, ""));
    let (page, query) = url.split_once('?').unwrap_or((url, ""));
    let parts = query.split('&');
    let others = parts.filter(|part| !part.is_empty() && !part.starts_with("parent="));
    let parent = format!("parent={hostname}");
    let query: Vec<&str> = others.chain([parent.as_str()]).collect();
    let mark = if fragment.is_empty() { "" } else { "#" };
    format!("{page}?{}{mark}{fragment}", query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_as_browsers_do() {
        for (url, expected) in [
            ("https://Meet.Example.org/room", Some("meet.example.org")),
            ("https://a.example:8443?x", Some("a.example:8443")),
            ("https://a.example:443/", Some("a.example")),
            ("http://a.example:80", Some("a.example")),
            ("https://good.example@evil.example/", Some("evil.example")),
            ("https://evil.example\\@good.example/", Some("evil.example")),
            ("/maps/page.html", None),
            ("javascript:alert(1)//://x", None),
            ("ftp://a.example", None),
            ("https://", None),
            ("https://good.example\t.evil.example", None),
        ] {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn links_lead_to_pages_only() {
        for url in ["https://a.example", "/maps/a.html", "MAILTO:a@b.example"] {
            assert!(may_link(url), "{url}");
        }
        for url in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//a.example",
            "/\t/a.example",
            "",
        ] {
            assert!(!may_link(url), "{url}");
        }
    }

    #[test]
    fn players_are_told_what_they_need() {
        let url = "https://www.youtube-nocookie.com/embed/a";
        assert_eq!(referrer_policy(url), "strict-origin");
        assert_eq!(referrer_policy("https://pad.example/a"), "no-referrer");
        for (url, expected) in [
            (
                "https://player.twitch.tv/?channel=a&parent=other.example&muted=true#x",
                "https://player.twitch.tv/?channel=a&muted=true&parent=venue.example#x",
            ),
            (
                "https://player.twitch.tv",
                "https://player.twitch.tv?parent=venue.example",
            ),
            (
                "https://pad.example/?parent=other.example",
                "https://pad.example/?parent=other.example",
            ),
        ] {
            assert_eq!(named_parent(url, "venue.example"), expected, "{url}");
        }
    }

    #[test]
    fn the_own_origin_is_known_under_all_its_names() {
        let origin = "https://venue.example";
        for (url, expected) in [
            ("/maps/a.html", true),
            ("https://venue.example", true),
            ("https://VENUE.example/maps/a.html", true),
            ("https://venue.example.evil.example/", false),
            ("https://other.example/", false),
            ("//venue.example/", false),
        ] {
            assert_eq!(is_same_origin(url, origin), expected, "{url}");
        }
    }
}
