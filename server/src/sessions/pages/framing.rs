//! Whether a page lets itself be shown in a frame, by its headers, as browsers judge it:
//! `frame-ancestors` of its content security policies and, only without that, `X-Frame-Options`.

use reqwest::header::{CONTENT_SECURITY_POLICY, HeaderMap, X_FRAME_OPTIONS};
use url::Url;

/// Whether `page`, which came with these headers, may be shown by the venue at this origin; empty
/// for one that is not known.
pub(super) fn allows(headers: &HeaderMap, page: &Url, venue: &str) -> bool {
    let policies = values(headers, &CONTENT_SECURITY_POLICY);
    let mut ancestors = policies
        .iter()
        .filter_map(|policy| frame_ancestors(policy))
        .peekable();
    if ancestors.peek().is_some() {
        return ancestors.all(|sources| {
            sources
                .split_whitespace()
                .any(|source| is_source_of(source, page, venue))
        });
    }
    let options = values(headers, &X_FRAME_OPTIONS);
    let mut known = options
        .iter()
        .map(|option| option.to_ascii_lowercase())
        .filter(|option| matches!(option.as_str(), "deny" | "sameorigin" | "allowall"));
    match known.next() {
        None => true,
        // Two that differ are refused, too.
        Some(first) if known.any(|other| other != first) => false,
        Some(first) => match first.as_str() {
            "allowall" => true,
            "sameorigin" => is_same(page, venue),
            _ => false,
        },
    }
}

/// All values of a header, those in one line apart.
fn values(headers: &HeaderMap, name: &reqwest::header::HeaderName) -> Vec<String> {
    let lines = headers.get_all(name).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(','))
        .map(|value| value.trim().to_owned())
        .collect()
}

/// The sources of a policy's first `frame-ancestors`; browsers ignore a second.
fn frame_ancestors(policy: &str) -> Option<&str> {
    policy.split(';').find_map(|directive| {
        let directive = directive.trim();
        let (name, sources) = directive
            .split_once(|c: char| c.is_ascii_whitespace())
            .unwrap_or((directive, ""));
        name.eq_ignore_ascii_case("frame-ancestors")
            .then_some(sources)
    })
}

fn is_source_of(source: &str, page: &Url, venue: &str) -> bool {
    let source = source.to_ascii_lowercase();
    match source.as_str() {
        "*" => true,
        "'self'" => is_same(page, venue),
        "'none'" => false,
        // Of a venue that is not known, no more than that it is on the web.
        "https:" => venue.is_empty() || venue.starts_with("https:"),
        "http:" => true,
        source => is_host_of(source, page, venue),
    }
}

fn is_same(page: &Url, venue: &str) -> bool {
    page.origin().ascii_serialization() == venue
}

/// Whether `[scheme://]host[:port]`, in which host and port may be `*`, is for the venue.
fn is_host_of(source: &str, page: &Url, venue: &str) -> bool {
    let Ok(venue) = Url::parse(venue) else {
        return false;
    };
    let (scheme, rest) = match source.split_once("://") {
        Some((scheme, rest)) => (scheme, rest),
        None => (page.scheme(), source),
    };
    // A scheme is for its secure kin, too.
    if venue.scheme() != scheme && (scheme, venue.scheme()) != ("http", "https") {
        return false;
    }
    let authority = rest.split('/').next().unwrap_or(rest);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let of_venue = venue.host_str().unwrap_or_default();
    let is_host = match host.strip_prefix("*.") {
        Some(domain) => of_venue
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.')),
        None => host == "*" || host == of_venue,
    };
    let is_port = match port {
        Some("*") => true,
        Some(port) => port.parse().ok() == venue.port_or_known_default(),
        None => venue.port().is_none(),
    };
    is_host && is_port
}

#[cfg(test)]
mod tests {
    use super::*;

    const VENUE: &str = "https://venue.test";

    #[track_caller]
    fn check(headers: &[(&'static str, &str)], venue: &str, expected: bool) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let page = Url::parse("https://page.test/x").unwrap();
        assert_eq!(allows(&map, &page, venue), expected, "{headers:?}");
    }

    #[test]
    fn x_frame_options() {
        for (value, expected) in [
            ("DENY", false),
            ("SAMEORIGIN", false),
            ("sameorigin, SAMEORIGIN", false),
            ("ALLOWALL", true),
            ("ALLOWALL, DENY", false),
            // Browsers no longer know it, and so ignore it.
            ("ALLOW-FROM https://other.test/", true),
            ("nonsense", true),
            ("", true),
        ] {
            check(&[("x-frame-options", value)], VENUE, expected);
        }
        check(&[], VENUE, true);
        let twice = [("x-frame-options", "allowall"), ("x-frame-options", "deny")];
        check(&twice, VENUE, false);
        check(
            &[("x-frame-options", "sameorigin")],
            "https://page.test",
            true,
        );
    }

    #[test]
    fn frame_ancestors_of_policies() {
        for (policy, expected) in [
            ("frame-ancestors 'none'", false),
            ("frame-ancestors 'self'", false),
            ("frame-ancestors", false),
            ("frame-ancestors *", true),
            ("frame-ancestors https:", true),
            ("Frame-Ancestors 'self' https://venue.test", true),
            ("frame-ancestors venue.test", true),
            ("frame-ancestors http://venue.test", true),
            ("frame-ancestors https://venue.test:8443", false),
            ("frame-ancestors https://venue.test:443", true),
            ("frame-ancestors https://venue.test:*", true),
            ("frame-ancestors *.test", true),
            ("frame-ancestors *.venue.test", false),
            ("frame-ancestors https://other.test", false),
            ("default-src 'none'; frame-ancestors *", true),
            ("default-src 'none'", true),
            ("frame-ancestors *, frame-ancestors 'none'", false),
            ("frame-ancestors 'none'; frame-ancestors *", false),
        ] {
            check(&[("content-security-policy", policy)], VENUE, expected);
        }
        let of_hosts = [(
            "content-security-policy",
            "frame-ancestors https://venue.test",
        )];
        check(&of_hosts, "", false);
        let of_scheme = [("content-security-policy", "frame-ancestors https:")];
        check(&of_scheme, "", true);
        check(&of_scheme, "http://venue.test", false);
    }

    #[test]
    fn a_policy_goes_before_x_frame_options() {
        let both = |policy| {
            [
                ("x-frame-options", "DENY"),
                ("content-security-policy", policy),
            ]
        };
        check(&both("frame-ancestors *"), VENUE, true);
        check(&both("default-src *"), VENUE, false);
        let only_reported = [(
            "content-security-policy-report-only",
            "frame-ancestors 'none'",
        )];
        check(&only_reported, VENUE, true);
    }
}
