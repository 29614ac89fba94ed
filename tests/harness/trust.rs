//! A server with a name of its own and TLS, and who vouches for it. Nobody else does: what gets through got
//! through by that certificate.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::ParsedCertificate;
use rustls::{ClientConfig, RootCertStore};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// The name, which no name server knows.
pub const NAME: &str = "venue.test";

/// Those who are believed.
#[derive(Clone)]
pub struct Trust {
    roots: Vec<CertificateDer<'static>>,
    /// For browsers: hashes of keys that a chain may hold.
    known: Vec<String>,
}

impl Trust {
    /// Believes what leads to these certificates, in PEM. Browsers believe chains in which one of `shown` is.
    pub fn in_roots(roots: &str, shown: &str) -> Self {
        let read = |pem: &str| -> Vec<CertificateDer<'static>> {
            let read = CertificateDer::pem_slice_iter(pem.as_bytes());
            read.collect::<Result<_, _>>().expect("certificates")
        };
        let hash = |certificate: &CertificateDer<'_>| {
            let parsed = ParsedCertificate::try_from(certificate).expect("a certificate");
            STANDARD.encode(Sha256::digest(parsed.subject_public_key_info()))
        };
        Self {
            roots: read(roots),
            known: read(shown).iter().map(hash).collect(),
        }
    }

    /// What a browser is started with to find the server by its name and believe it.
    pub fn flags(&self) -> [String; 2] {
        [
            format!("--host-resolver-rules=MAP {NAME} 127.0.0.1"),
            format!(
                "--ignore-certificate-errors-spki-list={}",
                self.known.join(",")
            ),
        ]
    }

    /// A client for requests, which follows no redirection.
    pub fn client(&self, port: u16) -> reqwest::Client {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let roots = self
            .roots
            .iter()
            .map(|root| reqwest::Certificate::from_der(root));
        let roots: Result<Vec<_>, _> = roots.collect();
        reqwest::Client::builder()
            .tls_certs_only(roots.expect("certificates"))
            .resolve(NAME, SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
            .redirect(reqwest::redirect::Policy::none())
            // A new handshake each time, to see what is shown now.
            .pool_max_idle_per_host(0)
            .build()
            .expect("a client")
    }

    /// Shakes hands on a connection.
    pub async fn secure(&self, stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut roots = RootCertStore::empty();
        for root in &self.roots {
            roots.add(root.clone()).expect("a certificate");
        }
        let config = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = NAME.try_into().expect("a name");
        TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
    }
}

/// An authority of the test's own, with a certificate for one server in files.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    /// One with nothing in its files yet.
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self {
            issuer: CertifiedIssuer::self_signed(params, key).expect("a certificate"),
            folder: TempDir::new().expect("a folder"),
        }
    }

    /// Puts a fresh certificate for a name or an address into the files.
    pub fn certify(&self, name: &str) {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new([name.to_owned()]).expect("parameters");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        let chain = [certificate.pem(), self.issuer.pem()].concat();
        std::fs::write(self.chain(), chain).expect("a file");
        std::fs::write(self.key(), key.serialize_pem()).expect("a file");
        std::fs::write(self.root(), self.issuer.pem()).expect("a file");
    }

    /// The file with the chain.
    pub fn chain(&self) -> PathBuf {
        self.folder.path().join("chain.pem")
    }

    /// The file with the key.
    pub fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    /// The file with the authority's own certificate.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("root.pem")
    }

    /// Who believes it.
    pub fn trust(&self) -> Trust {
        let root = self.issuer.pem();
        Trust::in_roots(&root, &root)
    }
}
