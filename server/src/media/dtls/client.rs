//! The browser's side of a handshake, for what tries ours.

use std::sync::Arc;
use std::time::Instant;

use rtc::dtls::config::{ConfigBuilder, ExtendedMasterSecretType};
use rtc::dtls::endpoint::Endpoint;
use rtc::shared::TransportProtocol;
use rtc::shared::error::Result;

use super::{Ciphers, Identity, SOMEWHERE};

/// A browser that knows its own certificate.
pub struct Client {
    /// The certificate.
    pub identity: Identity,
    /// Its end of the handshake.
    pub endpoint: Endpoint,
}

impl Client {
    /// One that is about to say hello.
    ///
    /// # Errors
    /// The library's.
    pub fn new(identity: Identity, now: Instant) -> Result<Self> {
        let config = ConfigBuilder::default()
            .with_crypto_provider(Arc::clone(identity.crypto()))
            .with_certificates(vec![identity.certificate.clone()])
            .with_srtp_protection_profiles(Ciphers::All.profiles())
            .with_insecure_skip_verify(true)
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .build(true, None)?;
        let mut endpoint = Endpoint::new(SOMEWHERE, TransportProtocol::UDP, None);
        endpoint.connect(now, SOMEWHERE, Arc::new(config), None)?;
        Ok(Self { identity, endpoint })
    }

    /// Takes what the server sent. What is malformed is dropped.
    pub fn read(&mut self, datagram: &[u8], now: Instant) {
        let datagram = datagram.into();
        let _ = self.endpoint.read(now, SOMEWHERE, None, datagram);
    }

    /// Lets time pass: what was lost is sent again.
    pub fn tick(&mut self, now: Instant) {
        let _ = self.endpoint.handle_timeout(SOMEWHERE, now);
    }
}
