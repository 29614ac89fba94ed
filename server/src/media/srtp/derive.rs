//! Session keys out of the keys that the handshake exported (RFC 3711, section 4.3.1; RFC 7714).

use rtc::crypto::{BlockCipherAlgorithm, CryptoError, RTCCrypto};

/// What a session key is for; the numbers are those of the RFC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Encryption of media.
    Media = 0,
    /// Authentication of media.
    MediaCode = 1,
    /// Salt of media.
    MediaSalt = 2,
    /// Encryption of reports.
    Reports = 3,
    /// Authentication of reports.
    ReportsCode = 4,
    /// Salt of reports.
    ReportsSalt = 5,
}

const BLOCK: usize = 16;
/// Where the label stands in the block that is encrypted.
const LABEL_AT: usize = 7;

/// A session key of this many bytes. The key is never derived anew, so the index is 0.
///
/// # Errors
/// When the master key has a length that AES has not.
pub fn derive(
    crypto: &dyn RTCCrypto,
    master_key: &[u8],
    master_salt: &[u8],
    label: Label,
    bytes: usize,
) -> Result<Vec<u8>, CryptoError> {
    let algorithm = match master_key.len() {
        32 => BlockCipherAlgorithm::Aes256,
        _ => BlockCipherAlgorithm::Aes128,
    };
    let mut input = [0; BLOCK];
    for (byte, salt) in input.iter_mut().zip(master_salt) {
        *byte = *salt;
    }
    if let Some(byte) = input.get_mut(LABEL_AT) {
        *byte ^= label as u8;
    }
    let mut key = Vec::with_capacity(bytes.next_multiple_of(BLOCK));
    let mut number: u16 = 0;
    while key.len() < bytes {
        let mut block = input;
        for (byte, counter) in block.iter_mut().skip(BLOCK - 2).zip(number.to_be_bytes()) {
            *byte = counter;
        }
        crypto.block_encrypt(algorithm, master_key, &mut block)?;
        key.extend(block);
        number = number.wrapping_add(1);
    }
    key.truncate(bytes);
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits = text.as_bytes().chunks(2);
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16);
        digits.map(|pair| byte(pair).unwrap()).collect()
    }

    #[test]
    fn keys_are_those_of_the_rfc() {
        // RFC 3711, appendix B.3.
        let provider = rtc::crypto::default_provider().unwrap();
        let key = hex("E1F97A0D3E018BE0D64FA32C06DE4139");
        let salt = hex("0EC675AD498AFEEBB6960B3AABE6");
        for (label, expected) in [
            (Label::Media, "C61E7A93744F39EE10734AFE3FF7A087"),
            (Label::MediaSalt, "30CBBC08863D8C85D49DB34A9AE1"),
            (Label::MediaCode, "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"),
        ] {
            let expected = hex(expected);
            let found = derive(provider.crypto(), &key, &salt, label, expected.len());
            assert_eq!(found.unwrap(), expected, "{label:?}");
        }
    }
}
