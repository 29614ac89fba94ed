//! What settings mean that are more than a number or a text: checked at the start, so that a
//! mistake is told then and not when somebody comes.

use std::net::{IpAddr, SocketAddr};

use hallway_protocol::limits::{PASSWORD_BYTES, POLICY_BYTES};
use hallway_world::bubble::MOST_MEMBERS;
use ipnet::IpNet;

use super::source::ConfigError;
use super::{Config, DataConfig, DoorsConfig, MediaSettings, PrivacyConfig, ServerConfig};
use crate::trust::entrance::Entry;

impl Config {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let members = self.bubble.members;
        if !(2..=MOST_MEMBERS).contains(&members) {
            let problem = format!("must be 2 to {MOST_MEMBERS}, it is {members}");
            return Err(ConfigError::new("bubble.members", problem));
        }
        if self.bubble.leave_px < self.bubble.join_px {
            let problem = "must not be less than bubble.join_px, or people would come and go";
            return Err(ConfigError::new("bubble.leave_px", problem));
        }
        let url = &self.venue.public_url;
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        if !url.is_empty() && (!is_web || url.contains(['?', '#', ' '])) {
            let problem = format!("“{url}” is no URL such as https://venue.example.org");
            return Err(ConfigError::new("venue.public_url", problem));
        }
        self.server.proxies()?;
        self.server.check_tls()?;
        self.acme.check()?;
        self.data.check()?;
        self.doors.check()?;
        self.oidc.check()?;
        self.check_login()?;
        self.privacy.check()?;
        self.media.addresses()?;
        self.turn.check()?;
        self.jitsi.check()?;
        self.bbb.check()?;
        self.websites.check()
    }
}

impl Config {
    /// A door that asks for an account needs somewhere to log in.
    fn check_login(&self) -> Result<(), ConfigError> {
        if self.doors.entry == Entry::Account && !self.oidc.is_on() {
            let problem = "\"account\" needs [oidc], where visitors log in";
            return Err(ConfigError::new("doors.entry", problem));
        }
        Ok(())
    }
}

impl ServerConfig {
    /// The networks of trusted proxies.
    ///
    /// # Errors
    /// For what is no network.
    pub fn proxies(&self) -> Result<Vec<IpNet>, ConfigError> {
        let parse = |text: &String| {
            let one = text.parse::<IpAddr>().map(IpNet::from);
            one.or_else(|_| text.parse()).map_err(|_| {
                let problem = format!("“{text}” is no IP address or network such as 10.0.0.0/8");
                ConfigError::new("server.trusted_proxies", problem)
            })
        };
        self.trusted_proxies.iter().map(parse).collect()
    }
}

impl DataConfig {
    fn check(&self) -> Result<(), ConfigError> {
        let url = &self.database_url;
        let is_postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
        if !url.is_empty() && !is_postgres {
            // Not the text itself: a password may stand in it.
            let problem = "must begin with postgres://, or be empty for a database in data.dir";
            return Err(ConfigError::new("data.database_url", problem));
        }
        match self.keep_days {
            1..=3650 => Ok(()),
            days => {
                let problem = format!("must be 1 to 3650, it is {days}");
                Err(ConfigError::new("data.keep_days", problem))
            }
        }
    }
}

impl DoorsConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        self.hours()?;
        let problem = match (self.entry, self.password.len()) {
            (_, bytes) if bytes > PASSWORD_BYTES => {
                format!("must have at most {PASSWORD_BYTES} bytes")
            }
            (Entry::Password, 0) => "must be set when doors.entry is \"password\"".to_owned(),
            (Entry::Open | Entry::Account | Entry::Invitation | Entry::WaitingRoom, 1..) => {
                "is asked of nobody unless doors.entry is \"password\"".to_owned()
            }
            _ => return Ok(()),
        };
        Err(ConfigError::new("doors.password", problem))
    }
}

impl PrivacyConfig {
    fn check(&self) -> Result<(), ConfigError> {
        let url = self.policy.as_str();
        let begins = |start: &str| url.starts_with(start);
        let is_own = begins("/") && !begins("//");
        if !url.is_empty() && !is_own && !begins("https://") && !begins("http://") {
            let problem =
                format!("“{url}” is no URL, and no path on this server such as /maps/privacy.html");
            return Err(ConfigError::new("privacy.policy", problem));
        }
        match self.version.len() {
            1..=POLICY_BYTES => Ok(()),
            _ => {
                let problem = format!("must have 1 to {POLICY_BYTES} bytes");
                Err(ConfigError::new("privacy.version", problem))
            }
        }
    }
}

impl MediaSettings {
    /// The public addresses; port 0 where none is written.
    ///
    /// # Errors
    /// For what is no address.
    pub fn addresses(&self) -> Result<Vec<SocketAddr>, ConfigError> {
        let parse = |text: &String| {
            let with_port = text.parse::<SocketAddr>();
            with_port
                .or_else(|_| text.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, 0)))
                .map_err(|_| {
                    let problem = format!("“{text}” is no IP address, with or without a port");
                    ConfigError::new("media.public", problem)
                })
        };
        self.public.iter().map(parse).collect()
    }
}
