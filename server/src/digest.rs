//! Short names for contents: for tags and URLs that change when what they stand for does.

use std::fmt::Write;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_cut_and_written_in_full_bytes() {
        let hash: Vec<u8> = (0..32).collect();
        assert_eq!(short_hex(&hash), "000102030405060708090a0b0c0d0e0f");
        assert_eq!(short_hex(&[0xab, 1]), "ab01");
    }
}
