//! The token by which a Jitsi server knows that somebody was sent by this venue, and as what.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use hallway_protocol::session::SessionEnd;
use jsonwebtoken::{EncodingKey, Header, encode};
use serde::Serialize;
use url::Url;

use super::super::Ask;
use crate::config::{Algorithm, JitsiConfig};

/// Clocks of two servers differ by less.
const LEEWAY: Duration = Duration::from_secs(60);

/// Signs tokens.
pub(super) struct Signer {
    header: Header,
    key: EncodingKey,
    app_id: String,
    audience: String,
    good_for: Duration,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: &'a str,
    /// The server's name, as its `sub` is checked against that.
    sub: &'a str,
    room: &'a str,
    iat: u64,
    nbf: u64,
    exp: u64,
    /// For servers that read it here; others read it in the context.
    moderator: bool,
    context: Situation<'a>,
}

#[derive(Serialize)]
struct Situation<'a> {
    user: User<'a>,
}

#[derive(Serialize)]
struct User<'a> {
    id: &'a str,
    name: &'a str,
    moderator: bool,
    affiliation: &'static str,
}

impl Signer {
    /// The signer of these settings; `None` when they have no key.
    ///
    /// # Errors
    /// When the key can't be read or is none.
    pub(super) fn open(config: &JitsiConfig) -> anyhow::Result<Option<Self>> {
        let (algorithm, key) = match config.algorithm {
            Algorithm::HS256 if config.secret.is_empty() => return Ok(None),
            Algorithm::HS256 => {
                let key = EncodingKey::from_secret(config.secret.as_bytes());
                (jsonwebtoken::Algorithm::HS256, key)
            }
            Algorithm::RS256 => {
                let key = read_key(&config.private_key).with_context(|| {
                    format!("jitsi.private_key {}", config.private_key.display())
                })?;
                (jsonwebtoken::Algorithm::RS256, key)
            }
        };
        let mut header = Header::new(algorithm);
        header.kid = (!config.key_id.is_empty()).then(|| config.key_id.clone());
        Ok(Some(Self {
            header,
            key,
            app_id: config.app_id.clone(),
            audience: config.audience.clone(),
            good_for: Duration::from_secs(config.token_minutes.saturating_mul(60)),
        }))
    }

    /// A token that lets somebody into one room of one server.
    ///
    /// # Errors
    /// When it can't be signed, for which the log has the reason.
    pub(super) fn token(
        &self,
        server: &str,
        room: &str,
        ask: &Ask,
        moderator: bool,
        now: SystemTime,
    ) -> Result<String, SessionEnd> {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let url = Url::parse(server).map_err(|_| SessionEnd::NotConfigured)?;
        let claims = Claims {
            aud: &self.audience,
            iss: &self.app_id,
            sub: url.host_str().unwrap_or("*"),
            room,
            iat: now.as_secs(),
            nbf: now.saturating_sub(LEEWAY).as_secs(),
            exp: now.saturating_add(self.good_for).as_secs(),
            moderator,
            context: Situation {
                user: User {
                    id: &ask.visitor,
                    name: &ask.name,
                    moderator,
                    affiliation: if moderator { "owner" } else { "member" },
                },
            },
        };
        encode(&self.header, &claims, &self.key).map_err(|error| {
            tracing::error!(%error, "a token for Jitsi can't be signed");
            SessionEnd::NotConfigured
        })
    }
}

fn read_key(file: &Path) -> anyhow::Result<EncodingKey> {
    let pem = std::fs::read(file)?;
    match EncodingKey::from_rsa_pem(&pem) {
        Ok(key) => Ok(key),
        Err(_) => bail!("it is no RSA private key in PEM"),
    }
}
