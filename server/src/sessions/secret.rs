//! The server's own secret, from which names are derived that nobody can guess: it is made at the
//! first start, kept in the data folder, and known to no client.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The file in the data folder.
const FILE: &str = "sessions.key";

/// Bytes of the secret: as many as the hash has.
const BYTES: usize = 32;

/// Hexadecimal digits at the end of a derived name: 80 bits, more than can be tried out.
const DIGITS: usize = 20;

/// Letters of an author's name that are kept in a derived one.
const SLUG_CHARS: usize = 40;

/// A secret.
pub struct Secret([u8; BYTES]);

impl Secret {
    /// The secret of a data folder, made when there is none yet. Others on this machine can't read
    /// the file.
    ///
    /// # Errors
    /// When the file can't be read or written, or is no secret.
    pub fn open(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let file = folder.join(FILE);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&file) {
            Ok(mut file) => {
                let fresh: [u8; BYTES] = rand::random();
                file.write_all(&fresh)?;
                file.sync_all()?;
                Ok(Self(fresh))
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let mut kept = Vec::new();
                // One byte more tells a longer file.
                File::open(file)?
                    .take(BYTES as u64 + 1)
                    .read_to_end(&mut kept)?;
                let secret = kept.try_into().map_err(|_| {
                    let problem = format!("{FILE} is damaged; delete it to have a new one made");
                    io::Error::new(io::ErrorKind::InvalidData, problem)
                })?;
                Ok(Self(secret))
            }
            Err(error) => Err(error),
        }
    }

    /// A name made of all parts, in hexadecimal; the same for the same parts, and not to be told
    /// from chance without the secret.
    pub fn derive(&self, parts: &[&[u8]]) -> String {
        let hash = Hmac::<Sha256>::new_from_slice(&self.0).map(|mut hash| {
            for part in parts {
                // With their lengths, so that no two lists of parts make one text.
                hash.update(&(part.len() as u64).to_le_bytes());
                hash.update(part);
            }
            hash.finalize().into_bytes()
        });
        // A key of any length is taken; the type can't say so.
        let hash = hash.unwrap_or_default();
        let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        digits.chars().take(DIGITS).collect()
    }

    /// A name for what an author calls `name` in a room: readable, and known only to whom it is
    /// given.
    pub fn name(&self, kind: &str, room: &str, name: &str) -> String {
        let digits = self.derive(&[kind.as_bytes(), room.as_bytes(), name.as_bytes()]);
        match slug(name) {
            slug if slug.is_empty() => format!("{kind}-{digits}"),
            slug => format!("{slug}-{digits}"),
        }
    }
}

/// Small letters, digits and single dashes of a name.
fn slug(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { ' ' };
    let words: String = name.chars().map(plain).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join("-");
    let cut: String = words.chars().take(SLUG_CHARS).collect();
    cut.trim_end_matches('-').to_ascii_lowercase()
}

#[cfg(test)]
pub(super) fn secret_of_tests() -> Secret {
    Secret([7; BYTES])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_readable_stable_and_differ() {
        let secret = secret_of_tests();
        let name = secret.name("jitsi", "hall", "Room 1: Ünïcode");
        let (slug, digits) = name.rsplit_once('-').unwrap();
        assert_eq!(slug, "room-1-n-code");
        assert_eq!(digits.len(), DIGITS);
        assert_eq!(name, secret.name("jitsi", "hall", "Room 1: Ünïcode"));
        let other = Secret([8; BYTES]);
        for different in [
            secret.name("bbb", "hall", "Room 1: Ünïcode"),
            secret.name("jitsi", "hal", "lRoom 1: Ünïcode"),
            secret.name("jitsi", "hall", "room 1: Ünïcode"),
            other.name("jitsi", "hall", "Room 1: Ünïcode"),
        ] {
            assert_ne!(different, name);
        }
        assert!(secret.name("jitsi", "hall", "会议").starts_with("jitsi-"));
        assert!(secret.name("jitsi", "hall", &"x".repeat(500)).len() <= SLUG_CHARS + 1 + DIGITS);
    }

    #[test]
    fn it_is_made_once_and_for_the_server_only() {
        let folder = tempfile::tempdir().unwrap();
        let first = Secret::open(folder.path()).unwrap();
        assert_eq!(Secret::open(folder.path()).unwrap().0, first.0);
        let file = folder.path().join(FILE);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(&file, "short").unwrap();
        assert!(Secret::open(folder.path()).is_err());
    }
}
