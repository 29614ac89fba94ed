//! What is shown in handshakes: the certificate, and to an ACME server the proof that a name leads here
//! (TLS-ALPN-01, RFC 8737). That comes through the same port as everything else.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::UNIX_EPOCH;

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::certificate::Certificate;
use crate::metrics::Metrics;

/// The protocol by which an ACME server asks for a proof, and nothing else.
pub const PROOF: &[u8] = b"acme-tls/1";

/// What is shown. Nothing is awaited while a lock is held.
pub struct Shown {
    certificate: RwLock<Option<Certificate>>,
    /// By name.
    proofs: RwLock<HashMap<String, Arc<CertifiedKey>>>,
    metrics: Arc<Metrics>,
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown(…)")
    }
}

impl Shown {
    /// Nothing, so far: handshakes fail.
    pub fn new(metrics: Arc<Metrics>) -> Self {
        Self {
            certificate: RwLock::default(),
            proofs: RwLock::default(),
            metrics,
        }
    }

    /// Shows a certificate from now on.
    pub fn show(&self, certificate: Certificate) {
        let until = certificate.until.duration_since(UNIX_EPOCH);
        let until = until.unwrap_or_default().as_secs();
        let until = i64::try_from(until).unwrap_or(i64::MAX);
        self.metrics.certificate_expires.set(until);
        let mut shown = self
            .certificate
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *shown = Some(certificate);
    }

    /// The certificate, if there is one.
    pub fn certificate(&self) -> Option<Certificate> {
        let shown = self
            .certificate
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        shown.clone()
    }

    /// Shows this to an ACME server that asks for a name.
    pub fn prove(&self, name: &str, proof: CertifiedKey) {
        let mut proofs = self.proofs.write().unwrap_or_else(PoisonError::into_inner);
        proofs.insert(name.to_owned(), Arc::new(proof));
    }

    /// Proves nothing any more.
    pub fn forget_proofs(&self) {
        let mut proofs = self.proofs.write().unwrap_or_else(PoisonError::into_inner);
        proofs.clear();
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let asks = hello
            .alpn()
            .is_some_and(|mut names| names.any(|name| name == PROOF));
        if !asks {
            return self.certificate().map(|certificate| certificate.key);
        }
        let proofs = self.proofs.read().unwrap_or_else(PoisonError::into_inner);
        proofs.get(hello.server_name()?).cloned()
    }
}
