//! Settings of what sessions need from other servers. Secrets are in no `Debug`, so that they end up
//! in no log.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use super::ConfigError;

/// A TURN server that the operator runs elsewhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TurnConfig {
    /// Its URLs, one per transport; empty for none.
    pub urls: Vec<String>,
    /// Secret that it shares with us.
    pub secret: String,
    /// Minutes for which credentials are good.
    pub minutes: u64,
}

impl Default for TurnConfig {
    fn default() -> Self {
        Self {
            urls: Vec::new(),
            secret: String::new(),
            // An event's day: a visitor who loses the call late in it must be able to come back.
            minutes: 24 * 60,
        }
    }
}

impl fmt::Debug for TurnConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TurnConfig(…)")
    }
}

impl TurnConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        for url in &self.urls {
            let rest = url
                .strip_prefix("turn:")
                .or_else(|| url.strip_prefix("turns:"));
            let is_good = rest.is_some_and(|rest| {
                let (host, query) = rest.split_once('?').unwrap_or((rest, "transport=udp"));
                let letters = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
                let known = ["transport=udp", "transport=tcp"].contains(&query);
                known && !host.is_empty() && host.chars().all(letters)
            });
            if !is_good {
                let problem = format!(
                    "“{url}” is no URL such as turn:turn.example.org:3478 or \
                     turns:turn.example.org:443?transport=tcp"
                );
                return Err(ConfigError::new("turn.urls", problem));
            }
        }
        if !self.urls.is_empty() && self.secret.is_empty() {
            let problem = "turn.urls needs it; coturn's static-auth-secret";
            return Err(ConfigError::new("turn.secret", problem));
        }
        if self.minutes == 0 {
            return Err(ConfigError::new("turn.minutes", "must not be 0"));
        }
        Ok(())
    }
}

/// Jitsi servers, and how their tokens are signed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct JitsiConfig {
    /// Their origins; the first that is healthy is used.
    pub servers: Vec<String>,
    /// Secret that they share, for tokens signed with HS256.
    pub secret: String,
    /// File with the private key (PEM), for tokens signed with RS256.
    pub private_key: PathBuf,
    /// How tokens are signed.
    pub algorithm: Algorithm,
    /// Issuer of the tokens.
    pub app_id: String,
    /// Audience of the tokens.
    pub audience: String,
    /// Name of the key (`kid`); empty for none.
    pub key_id: String,
    /// Minutes for which a token is good to come in with.
    pub token_minutes: u64,
}

impl Default for JitsiConfig {
    fn default() -> Self {
        Self {
            servers: Vec::new(),
            secret: String::new(),
            private_key: PathBuf::new(),
            algorithm: Algorithm::default(),
            app_id: "hallway".to_owned(),
            audience: "jitsi".to_owned(),
            key_id: String::new(),
            token_minutes: 60,
        }
    }
}

impl fmt::Debug for JitsiConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JitsiConfig(…)")
    }
}

/// How a Jitsi token is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// HMAC with SHA-256 and a shared secret.
    #[default]
    HS256,
    /// RSA (PKCS#1 v1.5) with SHA-256 and a private key.
    RS256,
}

/// A BigBlueButton server.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BbbConfig {
    /// Its URL as `bbb-conf --secret` prints it; empty for none.
    pub url: String,
    /// Its secret, likewise.
    pub secret: String,
    /// How requests are signed.
    pub checksum: Checksum,
    /// Where people are led when a meeting ends; empty for a page of ours, or for the server's own
    /// where [`super::VenueConfig::public_url`] does not say where ours are.
    pub logout_url: String,
}

impl fmt::Debug for BbbConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BbbConfig(…)")
    }
}

/// The hash by which requests to BigBlueButton are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Checksum {
    /// SHA-1, which every version takes.
    #[default]
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// Pages that zones open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebsitesConfig {
    /// Hosts of which maps may bring in pages, streams, sounds and Jitsi rooms; empty for all.
    pub allow: Vec<String>,
    /// Pages at private addresses are asked, too, whether they can be shown in a frame.
    pub allow_private: bool,
}

impl JitsiConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        for server in &self.servers {
            origin("jitsi.servers", server)?;
        }
        if self.token_minutes == 0 {
            return Err(ConfigError::new("jitsi.token_minutes", "must not be 0"));
        }
        let has_key = !self.private_key.as_os_str().is_empty();
        match self.algorithm {
            Algorithm::RS256 if !has_key => {
                let problem = "RS256 needs jitsi.private_key";
                Err(ConfigError::new("jitsi.algorithm", problem))
            }
            Algorithm::HS256 if has_key => {
                let problem = "jitsi.private_key is for RS256; HS256 takes jitsi.secret";
                Err(ConfigError::new("jitsi.algorithm", problem))
            }
            _ => Ok(()),
        }
    }
}

impl BbbConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.url.is_empty() {
            return Ok(());
        }
        web_url("bbb.url", &self.url)?;
        if self.secret.is_empty() {
            let problem = "bbb.url needs it; `bbb-conf --secret` prints both";
            return Err(ConfigError::new("bbb.secret", problem));
        }
        if !self.logout_url.is_empty() {
            web_url("bbb.logout_url", &self.logout_url)?;
        }
        Ok(())
    }
}

impl WebsitesConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        for host in &self.allow {
            let name = host.strip_prefix("*.").unwrap_or(host);
            let url = Url::parse(&format!("http://{name}/"));
            let read = url.as_ref().ok().and_then(Url::host_str);
            let is_host = read.is_some_and(|read| read.eq_ignore_ascii_case(name));
            if !is_host || name.contains('*') {
                let problem = format!("“{host}” is no host such as example.org or *.example.org");
                return Err(ConfigError::new("websites.allow", problem));
            }
        }
        Ok(())
    }
}

fn origin(key: &str, text: &str) -> Result<(), ConfigError> {
    let url = web_url(key, text)?;
    if url.origin().ascii_serialization() == text.trim_end_matches('/').to_ascii_lowercase() {
        return Ok(());
    }
    let problem = format!("“{text}” is no origin such as https://meet.example.org");
    Err(ConfigError::new(key, problem))
}

fn web_url(key: &str, text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).ok();
    url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| ConfigError::new(key, format!("“{text}” is no http or https URL")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jitsi(server: &str) -> JitsiConfig {
        JitsiConfig {
            servers: vec![server.to_owned()],
            ..JitsiConfig::default()
        }
    }

    #[test]
    fn turn_servers_are_told_from_other_urls() {
        for (url, secret, is_good) in [
            ("turn:turn.example.org", "x", true),
            ("turn:192.0.2.1:3478?transport=udp", "x", true),
            ("turns:[2001:db8::1]:443?transport=tcp", "x", true),
            ("turn:turn.example.org", "", false),
            ("turn:", "x", false),
            ("turn:turn.example.org?transport=quic", "x", false),
            ("turn:turn.example.org/room", "x", false),
            ("stun:turn.example.org", "x", false),
            ("https://turn.example.org", "x", false),
        ] {
            let config = TurnConfig {
                urls: vec![url.to_owned()],
                secret: secret.to_owned(),
                ..TurnConfig::default()
            };
            assert_eq!(config.check().is_ok(), is_good, "{url}");
        }
    }

    #[test]
    fn origins_are_told_from_other_urls() {
        for (server, is_good) in [
            ("https://meet.example.org", true),
            ("https://meet.example.org/", true),
            ("http://localhost:8000", true),
            ("https://meet.example.org/room", false),
            ("https://me@meet.example.org", false),
            ("meet.example.org", false),
            ("ftp://meet.example.org", false),
        ] {
            assert_eq!(jitsi(server).check().is_ok(), is_good, "{server}");
        }
    }

    #[test]
    fn an_algorithm_needs_its_own_key() {
        let with = |algorithm, key: &str| JitsiConfig {
            algorithm,
            private_key: key.into(),
            ..JitsiConfig::default()
        };
        for (config, is_good) in [
            (with(Algorithm::HS256, ""), true),
            (with(Algorithm::HS256, "key.pem"), false),
            (with(Algorithm::RS256, ""), false),
            (with(Algorithm::RS256, "key.pem"), true),
        ] {
            assert_eq!(config.check().is_ok(), is_good, "{:?}", config.algorithm);
        }
    }

    #[test]
    fn hosts_of_the_list_are_hosts() {
        for (host, is_good) in [
            ("example.org", true),
            ("*.example.org", true),
            ("192.0.2.1", true),
            ("https://example.org", false),
            ("example.org/page", false),
            ("example.*", false),
            ("", false),
        ] {
            let config = WebsitesConfig {
                allow: vec![host.to_owned()],
                ..WebsitesConfig::default()
            };
            assert_eq!(config.check().is_ok(), is_good, "{host}");
        }
    }

    #[test]
    fn no_secret_is_in_a_debug() {
        let jitsi = JitsiConfig {
            secret: "hush".to_owned(),
            ..JitsiConfig::default()
        };
        let bbb = BbbConfig {
            secret: "hush".to_owned(),
            ..BbbConfig::default()
        };
        assert!(!format!("{jitsi:?} {bbb:?}").contains("hush"));
    }
}
