//! Settings of the server's own encryption: for which names, with which certificate, from whom.

use std::net::{Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use super::source::ConfigError;
use super::{Config, ServerConfig};

/// Let's Encrypt, which gives certificates to everybody.
const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";

/// The port of `https://`, and where an ACME server looks for a proof.
const HTTPS: u16 = 443;

/// The port of `http://`.
const HTTP: u16 = 80;

/// Most names of one certificate, as Let's Encrypt has it.
const MOST_NAMES: usize = 100;

/// Longest name, and longest part of one, in bytes (RFC 1035).
const NAME_BYTES: usize = 253;
const PART_BYTES: usize = 63;

/// Who gives certificates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AcmeConfig {
    /// URL of the server's directory.
    pub directory: String,
    /// Mail address that it may write to; empty for none.
    pub contact: String,
    /// Certificate, in PEM, by which a private one is known; empty for those the system trusts.
    pub ca_file: PathBuf,
}

impl Default for AcmeConfig {
    fn default() -> Self {
        Self {
            directory: LETS_ENCRYPT.to_owned(),
            contact: String::new(),
            ca_file: PathBuf::new(),
        }
    }
}

impl AcmeConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let url = Url::parse(&self.directory);
        if !url.is_ok_and(|url| url.scheme() == "https" && url.has_host()) {
            let problem = format!("“{}” is no URL that begins with https://", self.directory);
            return Err(ConfigError::new("acme.directory", problem));
        }
        let is_address = self.contact.split_once('@').is_some_and(|(who, host)| {
            !who.is_empty() && host.contains('.') && !host.contains('@')
        });
        let strange = |c: char| c.is_whitespace() || c.is_control() || ",<>?".contains(c);
        if !self.contact.is_empty() && (!is_address || self.contact.contains(strange)) {
            let problem = format!("“{}” is no mail address", self.contact);
            return Err(ConfigError::new("acme.contact", problem));
        }
        Ok(())
    }
}

impl Config {
    /// The defaults of a server that has a name: it is on the internet, by the ports that browsers ask.
    pub(super) fn of_a_domain() -> Self {
        let mut config = Self::default();
        // IPv4 comes there too.
        config.server.listen = SocketAddr::from((Ipv6Addr::UNSPECIFIED, HTTPS));
        config.server.listen_http = format!("[::]:{HTTP}");
        config
    }

    /// Where browsers reach a server that has a name.
    pub(super) fn url_of_domain(&self) -> Option<String> {
        let name = self.server.domain.first()?;
        Some(match self.server.listen.port() {
            HTTPS => format!("https://{name}"),
            port => format!("https://{name}:{port}"),
        })
    }

    /// Whether browsers come by `https://`, whoever encrypts.
    pub fn is_https(&self) -> bool {
        self.server.is_tls() || self.venue.public_url.starts_with("https://")
    }
}

impl ServerConfig {
    /// Whether this server itself encrypts.
    pub fn is_tls(&self) -> bool {
        !self.domain.is_empty() || !self.certificate.as_os_str().is_empty()
    }

    /// Where `http://` is led to `https://`.
    ///
    /// # Errors
    /// For what is no address with a port.
    pub fn http(&self) -> Result<Option<SocketAddr>, ConfigError> {
        let text = self.listen_http.as_str();
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| {
            let problem = format!("“{text}” is no address and port such as [::]:80");
            ConfigError::new("server.listen_http", problem)
        })
    }

    pub(super) fn check_tls(&self) -> Result<(), ConfigError> {
        if let Some(name) = self.domain.iter().find(|name| !is_name(name)) {
            let problem = format!("“{name}” is no name such as venue.example.org, in lower case");
            return Err(ConfigError::new("server.domain", problem));
        }
        if self.domain.len() > MOST_NAMES {
            let problem = format!("must have at most {MOST_NAMES} names");
            return Err(ConfigError::new("server.domain", problem));
        }
        let none = |file: &PathBuf| file.as_os_str().is_empty();
        if none(&self.certificate) != none(&self.key) {
            let problem = "server.certificate and server.key are set both or neither";
            return Err(ConfigError::new("server.key", problem));
        }
        if !none(&self.certificate) && !self.domain.is_empty() {
            let problem = "the certificate for server.domain comes from an ACME server; \
                with a certificate of your own, leave server.domain empty";
            return Err(ConfigError::new("server.certificate", problem));
        }
        if self.http()?.is_some() && !self.is_tls() {
            let problem = "leads to https://, which needs server.domain or server.certificate";
            return Err(ConfigError::new("server.listen_http", problem));
        }
        Ok(())
    }
}

/// Whether this can be the name of a host in a certificate: written as in a browser's address, in lower case.
fn is_name(name: &str) -> bool {
    let is_part = |part: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        (1..=PART_BYTES).contains(&part.len())
            && part.chars().all(plain)
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    // What ends with a number is an address.
    let is_address = name
        .rsplit('.')
        .next()
        .is_some_and(|last| last.chars().all(|c| c.is_ascii_digit()));
    name.len() <= NAME_BYTES && !is_address && name.split('.').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::ServeArgs;
    use crate::config::load;

    type Variables<'a> = &'a [(&'a str, &'a str)];

    fn with(domain: &[&str], variables: Variables<'_>) -> Result<Config, ConfigError> {
        let args = ServeArgs {
            domain: domain.iter().map(|name| (*name).to_owned()).collect(),
            ..ServeArgs::default()
        };
        let variables = variables.iter();
        let variables = variables.map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        load(&args, variables)
    }

    #[test]
    fn a_name_brings_its_ports_unless_others_are_wanted() {
        let config = with(&["venue.example"], &[]).unwrap();
        assert_eq!(config.server.listen.to_string(), "[::]:443");
        assert_eq!(config.server.http().unwrap().unwrap().port(), 80);
        assert_eq!(config.venue.public_url, "https://venue.example");
        assert!(config.server.is_tls());
        let variables = [
            ("HALLWAY_SERVER__DOMAIN", "a.example, www.a.example"),
            ("HALLWAY_SERVER__LISTEN", "127.0.0.1:8443"),
            ("HALLWAY_SERVER__LISTEN_HTTP", ""),
        ];
        let config = with(&[], &variables).unwrap();
        assert_eq!(config.server.domain, ["a.example", "www.a.example"]);
        assert_eq!(config.server.listen.to_string(), "127.0.0.1:8443");
        assert_eq!(config.server.http(), Ok(None));
        assert_eq!(config.venue.public_url, "https://a.example:8443");
        let variables = [("HALLWAY_VENUE__PUBLIC_URL", "https://other.example")];
        let config = with(&["venue.example"], &variables).unwrap();
        assert_eq!(config.venue.public_url, "https://other.example");
        let config = with(&[], &[]).unwrap();
        assert_eq!(config, Config::default());
        assert!(!config.server.is_tls());
    }

    #[test]
    fn what_does_not_go_is_named() {
        let cases: [(&[&str], Variables<'_>, &str); 10] = [
            (
                &["venue"],
                &[("HALLWAY_SERVER__CERTIFICATE", "a")],
                "server.key",
            ),
            (&["a b"], &[], "a b"),
            (&["*.venue.example"], &[], "server.domain"),
            (&["192.0.2.1"], &[], "192.0.2.1"),
            (&["-a.example"], &[], "-a.example"),
            (&["a..example"], &[], "a..example"),
            (&[], &[("HALLWAY_SERVER__LISTEN_HTTP", "80")], "listen_http"),
            (&[], &[("HALLWAY_SERVER__LISTEN_HTTP", "[::]:80")], "https"),
            (
                &["a.example"],
                &[("HALLWAY_ACME__DIRECTORY", "http://a")],
                "acme.directory",
            ),
            (
                &["a.example"],
                &[("HALLWAY_ACME__CONTACT", "nobody")],
                "acme.contact",
            ),
        ];
        for (domain, variables, part) in cases {
            let error = with(domain, variables).unwrap_err().to_string();
            assert!(error.contains(part), "{error} does not name {part}");
        }
        let both = [
            ("HALLWAY_SERVER__CERTIFICATE", "a.pem"),
            ("HALLWAY_SERVER__KEY", "a.key"),
        ];
        assert!(with(&[], &both).unwrap().server.is_tls());
        assert!(with(&["a.example"], &both).is_err());
    }
}
