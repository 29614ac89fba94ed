//! Encryption for browsers by the server itself: with certificates from an ACME server for `server.domain`, or
//! with those in the files of `server.certificate` and `server.key`. Behind a proxy that encrypts there is
//! neither.
//!
//! Which certificate is shown is looked up for each handshake, so that a new one needs no restart.

mod acme;
mod certificate;
mod files;
mod kept;
mod renewal;
mod shown;

use std::sync::Arc;

use anyhow::{Context, Result};
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::crypto::ring::{Ticketer, default_provider};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::config::Config;
use crate::metrics::Metrics;
use kept::Kept;
use shown::{PROOF, Shown};

/// What is spoken inside. Not HTTP/2: a browser would open its WebSocket inside that connection, where none
/// lies bare for a room to look at.
const HTTP: &[u8] = b"http/1.1";

/// Encryption that is switched on.
pub struct Tls {
    acceptor: TlsAcceptor,
    keeping: JoinHandle<()>,
}

impl Tls {
    /// What the settings say: `None` when browsers come unencrypted, or by a proxy.
    ///
    /// # Errors
    /// When files of certificates can't be used. A certificate that an ACME server does not give yet is none.
    pub fn open(config: &Config, metrics: &Arc<Metrics>) -> Result<Option<Self>> {
        if !config.server.is_tls() {
            return Ok(None);
        }
        // For those who ask for certificates; somebody else may have said so already.
        let _ = default_provider().install_default();
        let shown = Arc::new(Shown::new(Arc::clone(metrics)));
        let acceptor = TlsAcceptor::from(server_config(Arc::clone(&shown))?);
        let server = &config.server;
        let keeping = if server.domain.is_empty() {
            let (chain, key) = (&server.certificate, &server.key);
            let files = files::Files::read(chain, key, &shown)
                .with_context(|| format!("{} with {}", chain.display(), key.display()))?;
            tokio::spawn(files.watch(shown))
        } else {
            let kept = Kept::open(&config.data.dir, &config.acme.directory);
            tokio::spawn(renewal::keep(
                config.acme.clone(),
                server.domain.clone(),
                kept,
                shown,
            ))
        };
        Ok(Some(Self { acceptor, keeping }))
    }

    /// What opens connections.
    pub fn opener(&self) -> Opener {
        Opener(self.acceptor.clone())
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        self.keeping.abort();
    }
}

/// Opens connections. Clones are the same.
#[derive(Clone)]
pub struct Opener(TlsAcceptor);

impl Opener {
    /// Shakes hands. `None` for one that fails, and for an ACME server, which has seen then what it wanted.
    pub async fn open(&self, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        match self.0.accept(stream).await {
            Ok(opened) if opened.get_ref().1.alpn_protocol() == Some(PROOF) => None,
            Ok(opened) => Some(opened),
            Err(error) => {
                tracing::debug!(%error, "a handshake failed");
                None
            }
        }
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(default_provider())
}

fn server_config(shown: Arc<Shown>) -> Result<Arc<ServerConfig>, rustls::Error> {
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(shown);
    config.alpn_protocols = vec![HTTP.to_vec(), PROOF.to_vec()];
    // Those who come back shake hands at less cost, and nothing is remembered of them here.
    config.ticketer = Ticketer::new()?;
    Ok(Arc::new(config))
}

/// A certificate and who trusts it.
#[cfg(test)]
pub mod for_tests {
    use std::sync::Arc;

    use rustls::pki_types::CertificateDer;
    use rustls::{ClientConfig, RootCertStore, ServerConfig};

    use super::certificate::Certificate;
    use super::shown::Shown;
    use super::{provider, server_config as config_of};
    use crate::metrics::Metrics;

    /// A server for `venue.example`, and its certificate.
    pub fn server_config() -> (Arc<ServerConfig>, CertificateDer<'static>) {
        let made = rcgen::generate_simple_self_signed(["venue.example".to_owned()]).unwrap();
        let (chain, key) = (made.cert.pem(), made.signing_key.serialize_pem());
        let shown = Shown::new(Metrics::new().unwrap());
        shown.show(Certificate::read(chain.as_bytes(), key.as_bytes()).unwrap());
        let config = config_of(Arc::new(shown)).unwrap();
        (config, made.cert.der().clone())
    }

    /// A client that trusts this certificate and no other.
    pub fn client_config(certificate: &CertificateDer<'static>) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(certificate.clone()).unwrap();
        let config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Arc::new(config)
    }
}
