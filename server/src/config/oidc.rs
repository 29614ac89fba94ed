//! Settings of logging in with OpenID Connect. The secret is in no `Debug`, so that it ends up in no log.

use std::fmt;

use hallway_protocol::Role;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::ConfigError;

/// Hours for which somebody stays logged in at most: a week.
const MOST_HOURS: u64 = 7 * 24;

/// A provider of OpenID Connect.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OidcConfig {
    /// Its URL; empty for no login.
    pub issuer: String,
    /// What people call it.
    pub name: String,
    /// As what we are registered there.
    pub client_id: String,
    /// What belongs to that; empty for a public client.
    pub client_secret: String,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// The claim whose values grant roles.
    pub roles_claim: String,
    /// Values of it that make an organizer.
    pub organizers: Vec<String>,
    /// Values of it that make a facilitator.
    pub facilitators: Vec<String>,
    /// Values of it that make a speaker.
    pub speakers: Vec<String>,
    /// Hours after which one logs in anew.
    pub hours: u64,
}

impl Default for OidcConfig {
    fn default() -> Self {
        Self {
            issuer: String::new(),
            name: String::new(),
            client_id: String::new(),
            client_secret: String::new(),
            scopes: vec!["profile".to_owned()],
            roles_claim: "groups".to_owned(),
            organizers: Vec::new(),
            facilitators: Vec::new(),
            speakers: Vec::new(),
            hours: 12,
        }
    }
}

impl fmt::Debug for OidcConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcConfig")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

impl OidcConfig {
    /// Whether one can log in at all.
    pub fn is_on(&self) -> bool {
        !self.issuer.is_empty()
    }

    /// The highest role that one of these values grants.
    pub fn role<'a>(&self, values: impl IntoIterator<Item = &'a str>) -> Role {
        let grants = |list: &[String], value: &str| list.iter().any(|it| it == value);
        let role = |value: &str| match value {
            _ if grants(&self.organizers, value) => Role::Organizer,
            _ if grants(&self.facilitators, value) => Role::Facilitator,
            _ if grants(&self.speakers, value) => Role::Speaker,
            _ => Role::Visitor,
        };
        values.into_iter().map(role).max().unwrap_or_default()
    }

    /// Whether a provider may be asked at this URL: by TLS, or on this machine.
    pub fn is_safe(url: &Url) -> bool {
        let is_here = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        };
        url.scheme() == "https" || (url.scheme() == "http" && is_here)
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if !self.is_on() {
            return Ok(());
        }
        let issuer = Url::parse(&self.issuer).ok();
        if !issuer.is_some_and(|url| Self::is_safe(&url) && url.query().is_none()) {
            let problem = format!(
                "“{}” is no URL such as https://login.example.org/realms/event",
                self.issuer
            );
            return Err(ConfigError::new("oidc.issuer", problem));
        }
        for (key, value) in [
            ("oidc.client_id", &self.client_id),
            ("oidc.name", &self.name),
        ] {
            if value.is_empty() {
                return Err(ConfigError::new(key, "must be set where oidc.issuer is"));
            }
        }
        match self.hours {
            1..=MOST_HOURS => Ok(()),
            hours => {
                let problem = format!("must be 1 to {MOST_HOURS}, it is {hours}");
                Err(ConfigError::new("oidc.hours", problem))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> OidcConfig {
        OidcConfig {
            issuer: "https://login.example.org".to_owned(),
            name: "Example".to_owned(),
            client_id: "hallway".to_owned(),
            organizers: vec!["team".to_owned()],
            speakers: vec!["speakers".to_owned(), "team".to_owned()],
            ..OidcConfig::default()
        }
    }

    #[test]
    fn the_highest_role_counts() {
        for (values, expected) in [
            (&[][..], Role::Visitor),
            (&["Team"], Role::Visitor),
            (&["speakers", "others"], Role::Speaker),
            (&["speakers", "team"], Role::Organizer),
        ] {
            assert_eq!(config().role(values.iter().copied()), expected);
        }
    }

    #[test]
    fn what_makes_no_sense_is_told_by_its_key() {
        assert!(config().check().is_ok());
        assert!(OidcConfig::default().check().is_ok());
        let issuer = |issuer: &str| OidcConfig {
            issuer: issuer.to_owned(),
            ..config()
        };
        assert!(issuer("http://127.0.0.1:4444").check().is_ok());
        for (config, key) in [
            (issuer("http://login.example.org"), "oidc.issuer"),
            (issuer("login.example.org"), "oidc.issuer"),
            (issuer("https://login.example.org/?a"), "oidc.issuer"),
            (
                OidcConfig {
                    client_id: String::new(),
                    ..config()
                },
                "oidc.client_id",
            ),
            (
                OidcConfig {
                    hours: 0,
                    ..config()
                },
                "oidc.hours",
            ),
        ] {
            let error = config.check().unwrap_err().to_string();
            assert!(error.contains(key), "{error}");
        }
    }

    #[test]
    fn the_secret_is_in_no_debug() {
        let config = OidcConfig {
            client_secret: "s3cret".to_owned(),
            ..config()
        };
        assert!(!format!("{config:?}").contains("s3cret"));
    }
}
