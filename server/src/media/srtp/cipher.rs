//! Encryption of single packets, in place: AES-GCM (RFC 7714), and AES-CM with HMAC-SHA1 (RFC 3711)
//! for browsers that have no other. Keeps no numbers.

use rtc::crypto::{
    AeadAlgorithm, AeadCipher, CryptoError, HmacAlgorithm, Mac, RTCCrypto, StreamCipher,
    StreamCipherAlgorithm,
};
use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;

use super::derive::{Label, derive};

/// A way to encrypt that a handshake may settle on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// AES-GCM with 128 bits.
    Gcm128,
    /// AES-GCM with 256 bits.
    Gcm256,
    /// AES-CM with 128 bits, HMAC-SHA1 cut to 80.
    Cm128,
}

impl Profile {
    /// The handshake's word for it. `None` for one that is not offered.
    pub fn of(negotiated: SrtpProtectionProfile) -> Option<Self> {
        match negotiated {
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => Some(Self::Gcm128),
            SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm => Some(Self::Gcm256),
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => Some(Self::Cm128),
            _ => None,
        }
    }

    /// Bytes of a master key.
    pub fn key_bytes(self) -> usize {
        match self {
            Self::Gcm128 | Self::Cm128 => 16,
            Self::Gcm256 => 32,
        }
    }

    /// Bytes of a master salt.
    pub fn salt_bytes(self) -> usize {
        match self {
            Self::Gcm128 | Self::Gcm256 => GCM_SALT,
            Self::Cm128 => CM_SALT,
        }
    }
}

const GCM_SALT: usize = 12;
const CM_SALT: usize = 14;
const GCM_TAG: usize = 16;
const CM_TAG: usize = 10;
const SHA1: usize = 20;
/// Bytes of a report that stay readable: the first packet's head and its sender.
const REPORT_HEAD: usize = 8;
/// Marks a report as encrypted, in the number that follows it.
const ENCRYPTED: u32 = 1 << 31;

/// The keys of one direction.
pub struct Cipher {
    media: Keys,
    reports: Keys,
}

enum Keys {
    Gcm {
        aead: Box<dyn AeadCipher>,
        salt: [u8; GCM_SALT],
    },
    Cm {
        stream: Box<dyn StreamCipher>,
        mac: Box<dyn Mac>,
        salt: [u8; CM_SALT],
    },
}

impl Cipher {
    /// The keys that follow from a master key and salt.
    ///
    /// # Errors
    /// When they have not the profile's lengths.
    pub fn new(
        crypto: &dyn RTCCrypto,
        profile: Profile,
        key: &[u8],
        salt: &[u8],
    ) -> Result<Self, CryptoError> {
        let keys = |encryption, code, salting| {
            let derived = |label, bytes| derive(crypto, key, salt, label, bytes);
            let session = derived(encryption, profile.key_bytes())?;
            let session_salt = derived(salting, profile.salt_bytes())?;
            Ok::<_, CryptoError>(match profile {
                Profile::Gcm128 | Profile::Gcm256 => Keys::Gcm {
                    aead: crypto.new_aead(
                        match profile {
                            Profile::Gcm256 => AeadAlgorithm::Aes256Gcm,
                            Profile::Gcm128 | Profile::Cm128 => AeadAlgorithm::Aes128Gcm,
                        },
                        &session,
                    )?,
                    salt: fixed(&session_salt),
                },
                Profile::Cm128 => Keys::Cm {
                    stream: crypto.new_stream_cipher(StreamCipherAlgorithm::Aes128Ctr, &session)?,
                    mac: crypto.new_hmac(HmacAlgorithm::Sha1, &derived(code, SHA1)?)?,
                    salt: fixed(&session_salt),
                },
            })
        };
        Ok(Self {
            media: keys(Label::Media, Label::MediaCode, Label::MediaSalt)?,
            reports: keys(Label::Reports, Label::ReportsCode, Label::ReportsSalt)?,
        })
    }

    /// Encrypts an RTP packet with this many bytes of header, in place, and appends its code.
    /// `index` is its sequence number with the count of wraps above; each only once for a stream.
    ///
    /// # Errors
    /// When there is no such header.
    pub fn seal_media(
        &mut self,
        packet: &mut Vec<u8>,
        header: usize,
        ssrc: u32,
        index: u64,
    ) -> Result<(), CryptoError> {
        let (head, payload) = packet.split_at_mut_checked(header).ok_or(CUT)?;
        match &mut self.media {
            Keys::Gcm { aead, salt } => {
                let mut tag = [0; GCM_TAG];
                aead.seal_in_place(&gcm_media_iv(*salt, ssrc, index), head, payload, &mut tag)?;
                packet.extend(tag);
            }
            Keys::Cm { stream, mac, salt } => {
                stream.apply_keystream(&cm_iv(*salt, ssrc, index), payload)?;
                let tag = code(mac.as_mut(), &[packet, &wraps(index)])?;
                packet.extend(tag);
            }
        }
        Ok(())
    }

    /// Decrypts an RTP packet in place; gives its length without the code.
    ///
    /// # Errors
    /// When it is not authentic.
    pub fn open_media(
        &mut self,
        packet: &mut [u8],
        header: usize,
        ssrc: u32,
        index: u64,
    ) -> Result<usize, CryptoError> {
        match &mut self.media {
            Keys::Gcm { aead, salt } => {
                let length = packet.len().checked_sub(GCM_TAG).ok_or(CUT)?;
                let (packet, tag) = packet.split_at_mut(length);
                let (head, payload) = packet.split_at_mut_checked(header).ok_or(CUT)?;
                aead.open_in_place(&gcm_media_iv(*salt, ssrc, index), head, payload, tag)?;
                Ok(length)
            }
            Keys::Cm { stream, mac, salt } => {
                let length = packet.len().checked_sub(CM_TAG).ok_or(CUT)?;
                let (packet, tag) = packet.split_at_mut(length);
                let expected = code(mac.as_mut(), &[packet, &wraps(index)])?;
                same(&expected, tag)?;
                let payload = packet.get_mut(header..).ok_or(CUT)?;
                stream.apply_keystream(&cm_iv(*salt, ssrc, index), payload)?;
                Ok(length)
            }
        }
    }

    /// Encrypts a compound of reports in place, and appends their number and code.
    ///
    /// # Errors
    /// When it is shorter than one.
    pub fn seal_reports(
        &mut self,
        reports: &mut Vec<u8>,
        ssrc: u32,
        number: u32,
    ) -> Result<(), CryptoError> {
        let trailer = (number | ENCRYPTED).to_be_bytes();
        let (head, body) = reports.split_at_mut_checked(REPORT_HEAD).ok_or(CUT)?;
        match &mut self.reports {
            Keys::Gcm { aead, salt } => {
                let mut tag = [0; GCM_TAG];
                let covered = [&*head, &trailer].concat();
                aead.seal_in_place(
                    &gcm_report_iv(*salt, ssrc, number),
                    &covered,
                    body,
                    &mut tag,
                )?;
                reports.extend(tag);
                reports.extend(trailer);
            }
            Keys::Cm { stream, mac, salt } => {
                stream.apply_keystream(&cm_iv(*salt, ssrc, number.into()), body)?;
                reports.extend(trailer);
                let tag = code(mac.as_mut(), &[reports])?;
                reports.extend(tag);
            }
        }
        Ok(())
    }

    /// Decrypts a compound of reports in place; gives its length and its number.
    ///
    /// # Errors
    /// When it is not authentic.
    pub fn open_reports(&mut self, reports: &mut [u8]) -> Result<(usize, u32), CryptoError> {
        let sender = reports.get(4..REPORT_HEAD).and_then(|it| it.first_chunk());
        let ssrc = u32::from_be_bytes(*sender.ok_or(CUT)?);
        match &mut self.reports {
            Keys::Gcm { aead, salt } => {
                let (reports, trailer) = reports.split_last_chunk_mut().ok_or(CUT)?;
                let number = number_of(*trailer)?;
                let (reports, tag) = reports.split_last_chunk_mut::<GCM_TAG>().ok_or(CUT)?;
                let (head, body) = reports.split_at_mut_checked(REPORT_HEAD).ok_or(CUT)?;
                let covered = [&*head, &*trailer].concat();
                let iv = gcm_report_iv(*salt, ssrc, number);
                aead.open_in_place(&iv, &covered, body, tag)?;
                Ok((reports.len(), number))
            }
            Keys::Cm { stream, mac, salt } => {
                let (covered, tag) = reports.split_last_chunk_mut::<CM_TAG>().ok_or(CUT)?;
                same(&code(mac.as_mut(), &[covered])?, tag)?;
                let (reports, trailer) = covered.split_last_chunk_mut().ok_or(CUT)?;
                let number = number_of(*trailer)?;
                let body = reports.get_mut(REPORT_HEAD..).ok_or(CUT)?;
                stream.apply_keystream(&cm_iv(*salt, ssrc, number.into()), body)?;
                Ok((reports.len(), number))
            }
        }
    }
}

/// The error for what is too short to be what it should.
const CUT: CryptoError = CryptoError::AuthenticationFailed;

fn fixed<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    for (to, from) in array.iter_mut().zip(bytes) {
        *to = *from;
    }
    array
}

fn xor<const N: usize>(mut a: [u8; N], b: [u8; N]) -> [u8; N] {
    for (a, b) in a.iter_mut().zip(b) {
        *a ^= b;
    }
    a
}

/// RFC 7714, section 8.1: two zeros, stream, count of wraps and sequence number.
fn gcm_media_iv(salt: [u8; GCM_SALT], ssrc: u32, index: u64) -> [u8; GCM_SALT] {
    let value = u128::from(ssrc) << 48 | u128::from(index & 0xFFFF_FFFF_FFFF);
    xor(salt, last_bytes(value))
}

/// RFC 7714, section 9.1: two zeros, sender, two zeros and the report's number.
fn gcm_report_iv(salt: [u8; GCM_SALT], ssrc: u32, number: u32) -> [u8; GCM_SALT] {
    let value = u128::from(ssrc) << 48 | u128::from(number);
    xor(salt, last_bytes(value))
}

/// RFC 3711, section 4.1.1: the salt, the stream and the number, each in its place, and the count of
/// blocks, which starts at 0.
fn cm_iv(salt: [u8; CM_SALT], ssrc: u32, index: u64) -> [u8; 16] {
    let mut salted = [0; 16];
    for (to, from) in salted.iter_mut().zip(salt) {
        *to = from;
    }
    let value = u128::from(ssrc) << 64 | u128::from(index & 0xFFFF_FFFF_FFFF) << 16;
    xor(salted, value.to_be_bytes())
}

fn last_bytes(value: u128) -> [u8; GCM_SALT] {
    let [_, _, _, _, rest @ ..] = value.to_be_bytes();
    rest
}

fn wraps(index: u64) -> [u8; 4] {
    ((index >> 16) as u32).to_be_bytes()
}

fn code(mac: &mut dyn Mac, input: &[&[u8]]) -> Result<[u8; CM_TAG], CryptoError> {
    let mut whole = [0; SHA1];
    mac.sign(input, &mut whole)?;
    Ok(fixed(&whole))
}

/// Compares in constant time.
fn same(a: &[u8; CM_TAG], b: &[u8]) -> Result<(), CryptoError> {
    let difference = a.iter().zip(b).fold(0, |sum, (a, b)| sum | (a ^ b));
    if difference == 0 && b.len() == CM_TAG {
        Ok(())
    } else {
        Err(CryptoError::AuthenticationFailed)
    }
}

fn number_of(trailer: [u8; 4]) -> Result<u32, CryptoError> {
    let value = u32::from_be_bytes(trailer);
    // One that is not encrypted comes from nobody who speaks this profile.
    if value & ENCRYPTED == 0 {
        return Err(CUT);
    }
    Ok(value & !ENCRYPTED)
}
