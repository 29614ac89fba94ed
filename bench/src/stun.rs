//! The little of STUN (RFC 5389, RFC 8445) that the load needs: checks of its own, for an end that never
//! asks, and answers to an end that does.

use std::net::{IpAddr, SocketAddr};

use anyhow::{Context, Result};
use rtc::crypto::{HmacAlgorithm, RTCCryptoProvider};

use crate::sdp::{PASSWORD, UFRAG};

/// What every message holds.
const COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];
/// Bytes of a message before its attributes.
const HEAD: usize = 20;
const USERNAME: u16 = 0x0006;
const INTEGRITY: u16 = 0x0008;
const MAPPED: u16 = 0x0020;
const PRIORITY: u16 = 0x0024;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;
const CONTROLLING: u16 = 0x802A;

/// A check of the way that also chooses it.
///
/// # Errors
/// When there is no cryptography for it.
pub fn check(provider: &dyn RTCCryptoProvider, ufrag: &str, password: &str) -> Result<Vec<u8>> {
    let mut message = head([0x00, 0x01], &[7; 12]);
    attribute(
        &mut message,
        USERNAME,
        format!("{ufrag}:{UFRAG}").as_bytes(),
    );
    attribute(&mut message, PRIORITY, &0x6E00_01FFu32.to_be_bytes());
    attribute(&mut message, CONTROLLING, &[7; 8]);
    attribute(&mut message, USE_CANDIDATE, &[]);
    seal(provider, message, password)
}

/// The answer to a question of the other end, that came from where it itself is for all that matters.
///
/// # Errors
/// When the question is cut short.
pub fn answer(
    provider: &dyn RTCCryptoProvider,
    question: &[u8],
    from: SocketAddr,
) -> Result<Vec<u8>> {
    let transaction = question.get(8..HEAD).context("a short question")?;
    let mut message = head([0x01, 0x01], transaction);
    let IpAddr::V4(ip) = from.ip() else {
        anyhow::bail!("only IPv4 is spoken here");
    };
    let mut mapped = vec![0, 1];
    let cookie = u32::from_be_bytes(COOKIE);
    mapped.extend((from.port() ^ (cookie >> 16) as u16).to_be_bytes());
    mapped.extend((u32::from(ip) ^ cookie).to_be_bytes());
    attribute(&mut message, MAPPED, &mapped);
    seal(provider, message, PASSWORD)
}

fn head(kind: [u8; 2], transaction: &[u8]) -> Vec<u8> {
    let mut message = Vec::from(kind);
    message.extend([0, 0]);
    message.extend(COOKIE);
    message.extend(transaction);
    message
}

/// Signs a message, and adds its fingerprint.
fn seal(provider: &dyn RTCCryptoProvider, mut message: Vec<u8>, key: &str) -> Result<Vec<u8>> {
    count(&mut message, 24);
    let mac = provider
        .crypto()
        .new_hmac(HmacAlgorithm::Sha1, key.as_bytes());
    let mut code = [0; 20];
    let signed = mac
        .map_err(anyhow::Error::msg)?
        .sign(&[&message], &mut code);
    signed.map_err(anyhow::Error::msg)?;
    attribute(&mut message, INTEGRITY, &code);
    count(&mut message, 8);
    let fingerprint = crc32fast::hash(&message) ^ 0x5354_554E;
    attribute(&mut message, FINGERPRINT, &fingerprint.to_be_bytes());
    Ok(message)
}

fn attribute(message: &mut Vec<u8>, kind: u16, value: &[u8]) {
    message.extend(kind.to_be_bytes());
    message.extend((value.len() as u16).to_be_bytes());
    message.extend(value);
    message.resize(message.len().next_multiple_of(4), 0);
}

/// Writes the length: of what is there after the head, and so many bytes that are yet to come.
fn count(message: &mut [u8], more: usize) {
    let length = (message.len() - HEAD + more) as u16;
    if let Some(place) = message.get_mut(2..4) {
        place.copy_from_slice(&length.to_be_bytes());
    }
}
