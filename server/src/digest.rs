//! Hashes of contents: short names for tags and URLs that change when what they stand for does, and secrets
//! compared so that the time it takes tells nothing.

use std::fmt::Write;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Bytes of a hash that are enough to tell contents apart.
const BYTES: usize = 16;

/// The beginning of a hash, in hexadecimal.
pub fn short_hex(hash: &[u8]) -> String {
    let mut text = String::with_capacity(2 * BYTES);
    for byte in hash.iter().take(BYTES) {
        // Writing into a string has no way to fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Whether what somebody says is a secret, of whatever length each is.
pub fn is_secret(said: &str, secret: &str) -> bool {
    let (said, secret) = (Sha256::digest(said), Sha256::digest(secret));
    said.as_slice().ct_eq(secret.as_slice()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_secret_itself_is_it() {
        assert!(is_secret("sesame", "sesame") && is_secret("", ""));
        for said in ["", "sesam", "sesame ", "Sesame"] {
            assert!(!is_secret(said, "sesame"), "{said}");
        }
    }

    #[test]
    fn a_hash_is_cut_and_written_in_full_bytes() {
        let hash: Vec<u8> = (0..32).collect();
        assert_eq!(short_hex(&hash), "000102030405060708090a0b0c0d0e0f");
        assert_eq!(short_hex(&[0xab, 1]), "ab01");
    }
}
