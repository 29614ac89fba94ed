//! The operator's list of hosts whose pages, streams and sounds maps may bring in.

use super::urls::Target;

/// Hosts that may be contacted on a map's word; all of them when none is listed.
#[derive(Clone, Debug, Default)]
pub struct AllowList(Vec<String>);

impl AllowList {
    /// By `websites.allow`: hosts such as `example.org`, or `*.example.org` for it and all below.
    pub fn new(hosts: &[String]) -> Self {
        Self(hosts.iter().map(|host| host.to_ascii_lowercase()).collect())
    }

    /// Whether what a map says leads to this server, to a mail program, or to a host of the list.
    pub fn has(&self, said: &str) -> bool {
        Target::of(said).is_some_and(|target| self.has_target(&target))
    }

    /// The same for what was read already.
    pub fn has_target(&self, target: &Target) -> bool {
        let Target::Web(url) = target else {
            return true;
        };
        let host = url.host_str().unwrap_or_default();
        self.0.is_empty() || self.0.iter().any(|rule| matches(rule, host))
    }
}

/// Whether a rule is for a host.
fn matches(rule: &str, host: &str) -> bool {
    match rule.strip_prefix("*.") {
        Some(domain) => host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.')),
        None => host == rule,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_says_which_hosts_are_contacted() {
        let some = AllowList::new(&["Example.org".to_owned(), "*.wiki.test".to_owned()]);
        assert!(AllowList::default().has("https://any.test/"));
        for (url, expected) in [
            ("https://example.org/x", true),
            ("https://EXAMPLE.org:8443/x", true),
            ("https://www.example.org/", false),
            ("https://example.org.evil.test/", false),
            ("https://wiki.test/", true),
            ("https://de.wiki.test/", true),
            ("https://notwiki.test/", false),
            ("https://example.org@evil.test/", false),
            ("/maps/page.html", true),
            ("mailto:a@evil.test", true),
            ("javascript:alert(1)", false),
        ] {
            assert_eq!(some.has(url), expected, "{url}");
        }
    }
}
