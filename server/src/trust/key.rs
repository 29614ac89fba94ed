//! Secrets in the data folder, and what is sealed with them: texts that this server gives out and knows
//! again as its own, unchanged.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Bytes of a key: as many as the hash gives out.
const KEY_BYTES: usize = 32;

/// Bytes of a seal.
const SEAL_BYTES: usize = 32;

/// A key of which this server alone knows.
#[derive(Clone)]
pub struct Key([u8; KEY_BYTES]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A secret must not end up in a log by way of a derived `Debug`.
        f.write_str("Key(…)")
    }
}

impl Key {
    /// The key in a file of the data folder, which is made when there is none yet; then the second value is
    /// true.
    ///
    /// # Errors
    /// When the key can't be read or written, or is none.
    pub fn open(folder: &Path, name: &str) -> io::Result<(Self, bool)> {
        let file = folder.join(name);
        match read(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            key => return Ok((Self(key?), false)),
        }
        fs::create_dir_all(folder)?;
        let made = make(folder, name)?;
        // Whoever made it: what is in the file counts.
        Ok((Self(read(&file)?), made))
    }

    /// A key for tests.
    #[cfg(any(test, feature = "fuzzing"))]
    pub fn of(byte: u8) -> Self {
        Self([byte; KEY_BYTES])
    }

    /// These bytes and their seal, in base64url.
    pub fn seal(&self, bytes: &[u8]) -> String {
        let mut sealed = bytes.to_vec();
        sealed.extend(self.mac(bytes).finalize().into_bytes());
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// The bytes of a text that was sealed with this key; `None` for all others.
    pub fn unseal(&self, text: &str) -> Option<Vec<u8>> {
        let mut bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let at = bytes.len().checked_sub(SEAL_BYTES)?;
        let (sealed, seal) = bytes.split_at_checked(at)?;
        // Compares in constant time.
        self.mac(sealed).verify_slice(seal).ok()?;
        bytes.truncate(at);
        Some(bytes)
    }

    /// A hash by which the same bytes are known again, and from which nobody without the key finds them.
    pub fn hash(&self, purpose: &str, bytes: &[u8]) -> [u8; 16] {
        let mut mac = self.mac(purpose.as_bytes());
        // No purpose holds a zero, so that none is the beginning of another's.
        mac.update(&[0]);
        mac.update(bytes);
        let mut hash = [0; 16];
        for (to, from) in hash.iter_mut().zip(mac.finalize().into_bytes()) {
            *to = from;
        }
        hash
    }

    fn mac(&self, bytes: &[u8]) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length");
        mac.update(bytes);
        mac
    }
}

fn read(file: &Path) -> io::Result<[u8; KEY_BYTES]> {
    let bytes = fs::read(file)?;
    let garbled = |_| {
        let problem = format!(
            "{} holds no key; take it away for a new one",
            file.display()
        );
        io::Error::new(io::ErrorKind::InvalidData, problem)
    };
    bytes.try_into().map_err(garbled)
}

/// Makes a key, whole or not at all. False when somebody else has made one in the meantime.
fn make(folder: &Path, name: &str) -> io::Result<bool> {
    let new = folder.join(format!("{name}.{:016x}", rand::random::<u64>()));
    let key: [u8; KEY_BYTES] = rand::random();
    let written = create_private(&new).and_then(|mut new| {
        new.write_all(&key)?;
        new.sync_all()
    });
    // A link, unlike a renaming, never replaces what is there.
    let linked = written.and_then(|()| fs::hard_link(&new, folder.join(name)));
    let removed = fs::remove_file(&new);
    match linked {
        Ok(()) => removed.map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// A new file that nobody else can read.
pub fn create_private(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let (first, made) = Key::open(&data, "a.key").unwrap();
        assert!(made);
        let (again, made) = Key::open(&data, "a.key").unwrap();
        assert!(!made);
        assert_eq!(again.unseal(&first.seal(b"text")).unwrap(), b"text");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(data.join("a.key"))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
        fs::write(data.join("a.key"), "short").unwrap();
        let again = Key::open(&data, "a.key");
        assert!(again.is_err(), "a cut key is not replaced");
    }

    #[test]
    fn what_was_changed_or_comes_from_elsewhere_is_not_ours() {
        let key = Key::of(7);
        let sealed = URL_SAFE_NO_PAD.decode(key.seal(b"some text")).unwrap();
        for index in 0..sealed.len() {
            let mut bad = sealed.clone();
            bad[index] ^= 2;
            assert_eq!(key.unseal(&URL_SAFE_NO_PAD.encode(&bad)), None);
            assert_eq!(key.unseal(&URL_SAFE_NO_PAD.encode(&sealed[..index])), None);
        }
        assert_eq!(key.unseal(&Key::of(8).seal(b"some text")), None);
        for garbage in ["", "=", "ä", "AAAA", &"A".repeat(500)] {
            assert_eq!(key.unseal(garbage), None, "{garbage}");
        }
    }

    #[test]
    fn hashes_of_two_purposes_are_two() {
        let key = Key::of(7);
        assert_eq!(key.hash("a", b"b"), key.hash("a", b"b"));
        assert_ne!(key.hash("a", b"b"), key.hash("ab", b""));
        assert_ne!(key.hash("a", b"b"), Key::of(8).hash("a", b"b"));
    }
}
