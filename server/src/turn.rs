//! Time-limited credentials for a TURN server that the operator runs elsewhere, for networks that let
//! neither UDP nor our port through (draft-uberti-behave-turn-rest-00: coturn's `use-auth-secret`).
//! Speaks with no server: the secret that both know is enough.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hallway_protocol::server::Turn;
use hmac::{Hmac, Mac};
use sha1::Sha1;

use crate::config::TurnConfig;

/// Makes credentials.
#[derive(Clone, Default)]
pub struct TurnIssuer {
    urls: Vec<String>,
    secret: String,
    good_for: Duration,
}

impl std::fmt::Debug for TurnIssuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A secret must not end up in a log by way of a derived `Debug`.
        f.write_str("TurnIssuer(…)")
    }
}

impl TurnIssuer {
    /// For the configured server, if there is one.
    pub fn new(config: &TurnConfig) -> Self {
        Self {
            urls: config.urls.clone(),
            secret: config.secret.clone(),
            good_for: Duration::from_secs(config.minutes.saturating_mul(60)),
        }
    }

    /// Credentials for one visitor, good from now on for the configured time. They name nobody.
    pub fn issue(&self, now: SystemTime) -> Option<Turn> {
        if self.urls.is_empty() {
            return None;
        }
        let until = now.checked_add(self.good_for)?;
        let until = until.duration_since(UNIX_EPOCH).ok()?.as_secs();
        let mut username = format!("{until}:");
        for byte in rand::random::<[u8; 8]>() {
            // Writing into a string has no way to fail.
            let _ = write!(username, "{byte:02x}");
        }
        let credential = sign(&self.secret, &username)?;
        Some(Turn {
            urls: self.urls.clone(),
            username,
            credential,
        })
    }
}

fn sign(secret: &str, username: &str) -> Option<String> {
    let mut code = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).ok()?;
    code.update(username.as_bytes());
    Some(STANDARD.encode(code.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_those_that_servers_expect() {
        // printf 1764028800:x | openssl dgst -sha1 -hmac north -binary | base64
        let expected = "jA6X6M9Pu5QfIoSLmSusBpNNqOo=";
        assert_eq!(sign("north", "1764028800:x").as_deref(), Some(expected));
    }

    #[test]
    fn they_are_good_for_a_time_and_differ() {
        let issuer = TurnIssuer::new(&TurnConfig {
            urls: vec!["turn:turn.example.org".to_owned()],
            secret: "north".to_owned(),
            minutes: 10,
        });
        let now = UNIX_EPOCH + Duration::from_secs(1000);
        let (one, other) = (issuer.issue(now).unwrap(), issuer.issue(now).unwrap());
        assert!(one.username.starts_with("1600:"), "{}", one.username);
        assert_ne!(one, other);
        assert_eq!(sign("north", &one.username), Some(one.credential));
        assert_eq!(TurnIssuer::default().issue(now), None);
    }
}
