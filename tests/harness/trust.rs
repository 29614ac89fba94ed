//! A server with a name of its own and TLS, and who vouches for it. Nobody else does: what gets through got
//! through by that certificate.

use std::io::Result;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
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
            read.collect::<std::result::Result<_, _>>()
                .expect("certificates")
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

    /// Asks a server of this machine for a path, on a connection of its own: with the certificate that is shown
    /// now. `name` is what the certificate must be for. `None` when there is no answer, or one of somebody who is
    /// not believed.
    pub async fn get(&self, name: &str, port: u16, path: &str) -> Option<reqwest::Response> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.ok()?;
        let stream = TokioIo::new(self.secure(name, stream).await.ok()?);
        let (mut sender, connection) = http1::handshake(stream).await.ok()?;
        tokio::spawn(connection);
        let request = Request::get(path).header(header::HOST, format!("{name}:{port}"));
        let request = request.body(Body::empty()).expect("a request");
        let (head, body) = sender.send_request(request).await.ok()?.into_parts();
        let body = to_bytes(Body::new(body), usize::MAX).await.ok()?;
        Some(Response::from_parts(head, body).into())
    }

    /// Shakes hands on a connection.
    pub async fn secure(&self, name: &str, stream: TcpStream) -> Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        for root in &self.roots {
            roots.add(root.clone()).expect("a certificate");
        }
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(name.to_owned()).expect("a name");
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
