//! Jitsi rooms: which server, what name, and a token that lets one in.

mod health;
mod token;

use std::time::SystemTime;

use hallway_protocol::session::{Grant, JitsiGrant, SessionEnd};
use hallway_world::zone::Jitsi as Spec;
use url::Url;

use super::secret::Secret;
use super::{Ask, is_moderator, urls};
use crate::config::JitsiConfig;
use health::Servers;
use token::Signer;

/// The configured Jitsi servers.
pub struct Jitsi {
    servers: Servers,
    signer: Option<Signer>,
}

impl Jitsi {
    /// The servers of these settings.
    ///
    /// # Errors
    /// When the key for tokens can't be read or is none.
    pub fn open(config: &JitsiConfig, http: reqwest::Client) -> anyhow::Result<Self> {
        let origins = config.servers.iter().filter_map(|it| urls::origin_of(it));
        Ok(Self {
            servers: Servers::new(origins.collect(), http),
            signer: Signer::open(config)?,
        })
    }

    /// Asks the servers again and again whether they work, for ever.
    pub async fn watch(&self) {
        self.servers.watch().await;
    }

    /// How often a meeting went from one server to another since the start.
    pub fn moves(&self) -> u64 {
        self.servers.moves()
    }

    /// Whether this is the origin of a configured server.
    pub fn is_configured(&self, origin: &str) -> bool {
        self.servers.origins().any(|known| known == origin)
    }

    /// Hosts that may be contacted by one who joins.
    pub fn hosts(&self, spec: &Spec) -> Vec<String> {
        let host = |origin: &str| Url::parse(origin).ok().and_then(|url| urls::host_of(&url));
        if spec.server.is_empty() {
            self.servers.origins().filter_map(host).collect()
        } else {
            host(&spec.server).into_iter().collect()
        }
    }

    /// What one needs to join.
    ///
    /// # Errors
    /// Why one can't.
    pub async fn grant(
        &self,
        ask: &Ask,
        spec: &Spec,
        secret: &Secret,
    ) -> Result<Grant, SessionEnd> {
        let room = room_name(ask, spec, secret).ok_or(SessionEnd::Broken)?;
        let (server, token) = if spec.server.is_empty() {
            let server = self.servers.choose(&room, ask.again).await?;
            let token = match &self.signer {
                Some(signer) => {
                    let moderator = is_moderator(ask.role, &spec.admin_tag);
                    signer.token(&server, &room, ask, moderator, SystemTime::now())?
                }
                None => String::new(),
            };
            (server, token)
        } else {
            // Whoever drew the map chose it, so this server vouches for nobody there.
            let server = urls::origin_of(&spec.server).ok_or(SessionEnd::Broken)?;
            (server, String::new())
        };
        Ok(Grant::Jitsi(JitsiGrant {
            server,
            room,
            subject: ask.session.title.clone(),
            token,
            config: spec.config.clone(),
            interface_config: spec.interface_config.clone(),
        }))
    }
}

fn room_name(ask: &Ask, spec: &Spec, secret: &Secret) -> Option<String> {
    if !spec.no_prefix {
        return Some(secret.name("jitsi", &ask.room, &spec.room));
    }
    // What Jitsi itself takes out of a name, as it would end the name in a URL or name another
    // thing.
    let is_kept =
        |c: &char| !c.is_control() && !c.is_whitespace() && !"?&:'\"%#./\\<>".contains(*c);
    let name: String = spec.room.chars().filter(is_kept).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests;
