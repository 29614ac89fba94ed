//! A certificate with its key, and for how long it is good.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::provider;

/// A certificate with its key.
#[derive(Clone)]
pub struct Certificate {
    /// What handshakes need.
    pub key: Arc<CertifiedKey>,
    /// Since when it is good.
    pub from: SystemTime,
    /// Until when it is good.
    pub until: SystemTime,
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A key must not end up in a log by way of a derived `Debug`.
        write!(f, "Certificate({:?} to {:?})", self.from, self.until)
    }
}

impl Certificate {
    /// Reads a chain, the server's own certificate first, and the key of that, both in PEM.
    ///
    /// # Errors
    /// When there is none, or when they do not belong together.
    pub fn read(chain: &[u8], key: &[u8]) -> Result<Self> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<_, _>>()
            .context("the certificate is no PEM")?;
        let first = chain.first().context("there is no certificate")?;
        let (_, parsed) = x509_parser::parse_x509_certificate(first)
            .map_err(|error| anyhow::anyhow!("the certificate can't be read: {error}"))?;
        let validity = parsed.validity();
        let (from, until) = (
            at(validity.not_before.timestamp()),
            at(validity.not_after.timestamp()),
        );
        let key = PrivateKeyDer::from_pem_slice(key).context("the key is no PEM")?;
        let key = CertifiedKey::from_der(chain, key, &provider());
        Ok(Self {
            key: Arc::new(key.context("certificate and key do not go together")?),
            from,
            until,
        })
    }

    /// When it is to be replaced: when a third of its time is left.
    pub fn due(&self) -> SystemTime {
        let whole = self.until.duration_since(self.from).unwrap_or_default();
        self.until.checked_sub(whole / 3).unwrap_or(self.from)
    }
}

/// Times before 1970 are so long ago that they may as well be then.
fn at(timestamp: i64) -> SystemTime {
    let seconds = u64::try_from(timestamp).unwrap_or_default();
    let time = UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
    time.unwrap_or(UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    fn made() -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(["venue.example".to_owned()]).unwrap();
        params.not_before = date_time_ymd(2026, 1, 1);
        params.not_after = date_time_ymd(2026, 4, 1);
        let certificate = params.self_signed(&key).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    #[test]
    fn it_is_due_when_a_third_is_left() {
        let (chain, key) = made();
        let certificate = Certificate::read(chain.as_bytes(), key.as_bytes()).unwrap();
        let day = Duration::from_secs(24 * 60 * 60);
        assert_eq!(certificate.until, certificate.from + 90 * day);
        assert_eq!(certificate.due(), certificate.from + 60 * day);
        assert!(!format!("{certificate:?}").contains("key"));
    }

    #[test]
    fn what_does_not_go_together_is_told() {
        let ((chain, key), (_, other)) = (made(), made());
        for (chain, key, part) in [
            ("", &*key, "no certificate"),
            (&*chain, "", "the key"),
            (&*key, &*key, "no certificate"),
            (&*chain, &*chain, "the key"),
            (&*chain, &*other, "go together"),
            (&chain.replace("MII", "AII"), &*key, "can't be read"),
        ] {
            let read = Certificate::read(chain.as_bytes(), key.as_bytes());
            let error = format!("{:#}", read.unwrap_err());
            assert!(error.contains(part), "{error} does not name {part}");
        }
    }
}
