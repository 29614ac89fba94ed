//! Whom the page may contact: this server, and the hosts of others that the visitor agreed to. Pure.

use crate::hosts;
use crate::settings::Settings;

/// What may be done with a URL that a map names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Consent {
    /// It is this server's own.
    Own,
    /// It is another's, and the visitor has agreed.
    Agreed,
    /// The visitor is to be asked about this host first.
    Ask(String),
    /// It is nothing that can be fetched.
    Never,
}

/// What may be done with a URL on a page of this origin.
pub fn of(settings: &Settings, url: &str, origin: &str) -> Consent {
    if hosts::is_same_origin(url, origin) {
        return Consent::Own;
    }
    match hosts::host(url) {
        Some(host) if settings.agreed_hosts.contains(&host) => Consent::Agreed,
        Some(host) => Consent::Ask(host),
        None => Consent::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_asked_about_once() {
        let mut settings = Settings::default();
        let ask = |settings: &Settings, url| of(settings, url, "https://venue.example");
        let page = "https://Pad.example/a";
        assert_eq!(ask(&settings, "/maps/a.html"), Consent::Own);
        assert_eq!(ask(&settings, "https://venue.example/x"), Consent::Own);
        assert_eq!(ask(&settings, page), Consent::Ask("pad.example".to_owned()));
        settings.agree(&["pad.example".to_owned()]);
        assert_eq!(ask(&settings, page), Consent::Agreed);
        assert_eq!(ask(&settings, "javascript:alert(1)"), Consent::Never);
        assert_eq!(ask(&settings, "//pad.example/"), Consent::Never);
    }
}
