//! What settings mean that are more than a number or a text: checked at the start, so that a
//! mistake is told then and not when somebody comes.

use std::net::{IpAddr, SocketAddr};

use hallway_world::bubble::MOST_MEMBERS;

use super::source::ConfigError;
use super::{Config, MediaSettings};

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
        self.media.addresses()?;
        self.turn.check()?;
        self.jitsi.check()?;
        self.bbb.check()?;
        self.websites.check()
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
