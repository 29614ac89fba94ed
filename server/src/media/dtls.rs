//! The handshake (DTLS, RFC 5764) in which a browser proves to be the one whose offer came through
//! the websocket, and from which the keys for media follow. We are always the server.

#[cfg(any(test, feature = "fuzzing"))]
pub mod client;
mod records;

use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use bytes::BytesMut;
use rtc::crypto::{HashAlgorithm, RTCCryptoProvider};
use rtc::dtls::config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType};
use rtc::dtls::crypto::Certificate;
use rtc::dtls::endpoint::{Endpoint, EndpointEvent};
use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::shared::TransportProtocol;
use rtc::shared::error::{Error, Result};

use super::srtp::{self, Profile};
use records::Gate;

/// Label of the exported keys (RFC 5764, section 4.2).
const EXPORT_LABEL: &str = "EXTRACTOR-dtls_srtp";
/// Where the library believes the browser to be. Which way the datagrams really take, and that it
/// may change, is none of its business.
const SOMEWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 9);

/// Which ciphers a connection may use for media.
///
/// The library lets the browser's order decide, and Chromium puts AES-CM with SHA-1 first, which
/// costs a third more CPU for each packet. So it is not on offer at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ciphers {
    /// Only AES-GCM, which every current browser has.
    Fast,
    /// Everything that is safe, for a browser that failed to connect before.
    All,
}

impl Ciphers {
    fn profiles(self) -> Vec<SrtpProtectionProfile> {
        let mut profiles = vec![
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
            SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm,
        ];
        if self == Self::All {
            profiles.push(SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80);
        }
        profiles
    }
}

/// Our certificate, the same for all, made anew at each start.
#[derive(Clone)]
pub struct Identity {
    crypto: Arc<dyn RTCCryptoProvider>,
    certificate: Certificate,
    /// Its SHA-256 as SDP writes it.
    pub fingerprint: String,
}

impl Identity {
    /// A new one.
    ///
    /// # Errors
    /// When the library can't make a certificate.
    pub fn generate(crypto: Arc<dyn RTCCryptoProvider>) -> Result<Self> {
        let names = ["hallway".to_owned()];
        let certificate = Certificate::generate_self_signed(names, crypto.crypto())?;
        let der = certificate.certificate.first();
        let der = der.ok_or(Error::ErrNonCertificate)?;
        let fingerprint = fingerprint(crypto.as_ref(), der)?;
        Ok(Self {
            crypto,
            certificate,
            fingerprint,
        })
    }

    /// The cryptography of all connections.
    pub fn crypto(&self) -> &Arc<dyn RTCCryptoProvider> {
        &self.crypto
    }
}

/// What a datagram brought.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing that matters.
    None,
    /// Packets can flow, with these keys.
    Connected(Profile, Vec<u8>),
    /// The browser said goodbye.
    Closed,
}

/// One browser's handshake.
pub struct Handshake {
    endpoint: Endpoint,
    gate: Gate,
    done: bool,
}

impl Handshake {
    /// Waits for a browser whose certificate has this SHA-256.
    ///
    /// # Errors
    /// The library's.
    pub fn new(identity: &Identity, ciphers: Ciphers, expected: &str) -> Result<Self> {
        let crypto = Arc::clone(&identity.crypto);
        let expected = expected.to_ascii_uppercase();
        let verify = move |certificates: &[Vec<u8>], _: &[_]| {
            let certificate = certificates.first().ok_or(Error::ErrNonCertificate)?;
            if fingerprint(crypto.as_ref(), certificate)? == expected {
                Ok(())
            } else {
                Err(Error::ErrNoMatchingCertificateFingerprint)
            }
        };
        let config = ConfigBuilder::default()
            .with_crypto_provider(Arc::clone(&identity.crypto))
            .with_certificates(vec![identity.certificate.clone()])
            .with_srtp_protection_profiles(ciphers.profiles())
            .with_client_auth(ClientAuthType::RequireAnyClientCert)
            // No authority vouches for it; the fingerprint does.
            .with_insecure_skip_verify(true)
            .with_verify_peer_certificate(Some(Arc::new(verify)))
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .build(false, None)?;
        let config = Some(Arc::new(config));
        Ok(Self {
            endpoint: Endpoint::new(SOMEWHERE, TransportProtocol::UDP, config),
            gate: Gate::default(),
            done: false,
        })
    }

    /// Takes a datagram. What is malformed is dropped.
    pub fn read(&mut self, datagram: &[u8], now: Instant) -> Progress {
        if !self.gate.admits(datagram) {
            return Progress::None;
        }
        let data = BytesMut::from(datagram);
        let Ok(events) = self.endpoint.read(now, SOMEWHERE, None, data) else {
            return Progress::None;
        };
        let mut progress = Progress::None;
        for event in events {
            match event {
                EndpointEvent::HandshakeComplete if !self.done => {
                    self.done = true;
                    progress = self.keys().unwrap_or(Progress::Closed);
                }
                EndpointEvent::PeerClosed => return Progress::Closed,
                _ => {}
            }
        }
        progress
    }

    fn keys(&self) -> Option<Progress> {
        let state = self.endpoint.get_connection_state(SOMEWHERE)?;
        let profile = Profile::of(state.srtp_protection_profile())?;
        let bytes = srtp::material_bytes(profile);
        let material = state
            .export_keying_material(EXPORT_LABEL, &[], bytes)
            .ok()?;
        Some(Progress::Connected(profile, material.as_ref().to_vec()))
    }

    /// Lets time pass: what was lost is sent again.
    ///
    /// # Errors
    /// When it was sent too often.
    pub fn tick(&mut self, now: Instant) -> Result<()> {
        match self.endpoint.poll_timeout(&SOMEWHERE) {
            Some(due) if due <= now => self.endpoint.handle_timeout(SOMEWHERE, now),
            _ => Ok(()),
        }
    }

    /// When [`Self::tick`] has something to do.
    pub fn deadline(&self) -> Option<Instant> {
        self.endpoint.poll_timeout(&SOMEWHERE)
    }

    /// What is to be sent.
    pub fn poll(&mut self) -> Option<BytesMut> {
        self.endpoint.poll_transmit().map(|sent| sent.message)
    }

    /// Says goodbye; what is to be sent follows from [`Self::poll`].
    pub fn close(&mut self, now: Instant) {
        let _ = self.endpoint.close(now);
    }
}

/// A certificate's SHA-256 as SDP writes it.
fn fingerprint(crypto: &dyn RTCCryptoProvider, certificate: &[u8]) -> Result<String> {
    let hash = crypto.crypto().hash(HashAlgorithm::Sha256, certificate);
    let hash = hash.map_err(|error| Error::Crypto(error.to_string()))?;
    let mut text = String::with_capacity(hash.len() * 3);
    for byte in hash {
        let colon = if text.is_empty() { "" } else { ":" };
        let _ = write!(text, "{colon}{byte:02X}");
    }
    Ok(text)
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::client::Client;
    use super::*;

    fn identity() -> Identity {
        Identity::generate(rtc::crypto::default_provider().unwrap()).unwrap()
    }

    /// Lets both talk; what the server made of it, and what the client's keys are.
    fn shake(handshake: &mut Handshake, client: &mut Client, now: Instant) -> Vec<Progress> {
        let mut made = Vec::new();
        for _ in 0..10 {
            while let Some(sent) = client.endpoint.poll_transmit() {
                match handshake.read(&sent.message, now) {
                    Progress::None => {}
                    other => made.push(other),
                }
            }
            while let Some(sent) = handshake.poll() {
                let _ = client.endpoint.read(now, SOMEWHERE, None, sent);
            }
        }
        made
    }

    #[test]
    fn both_sides_come_to_the_same_keys() {
        let now = Instant::now();
        let server = identity();
        let mut client = Client::new(identity(), now).unwrap();
        let expected = client.identity.fingerprint.to_ascii_lowercase();
        let mut handshake = Handshake::new(&server, Ciphers::Fast, &expected).unwrap();
        let made = shake(&mut handshake, &mut client, now);
        let state = client.endpoint.get_connection_state(SOMEWHERE).unwrap();
        let bytes = srtp::material_bytes(Profile::Gcm128);
        let theirs = state.export_keying_material(EXPORT_LABEL, &[], bytes);
        let theirs = theirs.unwrap().as_ref().to_vec();
        assert_eq!(made, [Progress::Connected(Profile::Gcm128, theirs)]);
        client.endpoint.close(now).unwrap();
        assert_eq!(shake(&mut handshake, &mut client, now), [Progress::Closed]);
    }

    #[test]
    fn another_certificate_is_refused() {
        let now = Instant::now();
        let server = identity();
        let mut client = Client::new(identity(), now).unwrap();
        let mut handshake = Handshake::new(&server, Ciphers::All, &server.fingerprint).unwrap();
        let made = shake(&mut handshake, &mut client, now);
        assert!(!made.iter().any(|it| matches!(it, Progress::Connected(..))));
    }

    /// Each part leads to the next one: put together by a function that calls itself, as many as fit
    /// into what one connection may send would take more than a thread's stack.
    #[test]
    fn a_message_in_very_many_parts_is_no_message() {
        let now = Instant::now();
        let mut handshake = Handshake::new(&identity(), Ciphers::Fast, "00").unwrap();
        let mut offset = 0u32;
        for number in 0..512u16 {
            let mut parts = Vec::new();
            for _ in 0..160 {
                let [_, at @ ..] = offset.to_be_bytes();
                parts.extend([1, 0, 0, 0, 0, 0]);
                parts.extend(at);
                parts.extend([0, 0, 1]);
                offset += 1;
            }
            let mut record = vec![22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0];
            record.extend(number.to_be_bytes());
            record.extend((parts.len() as u16).to_be_bytes());
            record.extend(parts);
            assert_eq!(handshake.read(&record, now), Progress::None);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn any_bytes_are_taken(records in prop::collection::vec(
            prop::collection::vec(any::<u8>(), 0..80), 0..8
        )) {
            let now = Instant::now();
            let mut handshake = Handshake::new(&identity(), Ciphers::Fast, "00").unwrap();
            for mut record in records {
                if let Some(first) = record.first_mut() {
                    *first = 20 + *first % 6;
                }
                prop_assert_eq!(handshake.read(&record, now), Progress::None);
            }
        }
    }
}
