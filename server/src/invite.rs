//! Invitations: links that grant a role. Whoever has the link has the role until it expires; nothing
//! is kept of it but the key by which this server knows its own links again.
//!
//! The token in a link is a format's number, the role, the second at which it expires, and the room
//! that it is for; signed with HMAC-SHA256, the whole in base64url.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hallway_protocol::Role;
use hmac::{Hmac, Mac};
use percent_encoding::utf8_percent_encode;
use sha2::Sha256;

use crate::maps::URL_PATH;

/// The file in the data folder that holds the key. Taking it away ends all invitations.
const FILE: &str = "invite.key";

/// Bytes of the key: as many as the hash gives out.
const KEY_BYTES: usize = 32;

/// Bytes of the signature.
const MAC_BYTES: usize = 32;

/// Number of the tokens' format.
const FORMAT: u8 = 1;

/// Who is invited to be what, until when, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// What they may do.
    pub role: Role,
    /// When it counts no more.
    pub expires: SystemTime,
    /// The room that it is for; empty for all.
    pub room: String,
}

/// Why an invitation counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is none of this server's.
    Forged,
    /// It has expired.
    Expired,
    /// It is for another room.
    OtherRoom,
}

/// Makes and knows invitations.
pub struct Invites {
    key: [u8; KEY_BYTES],
}

impl fmt::Debug for Invites {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A secret must not end up in a log by way of a derived `Debug`.
        f.write_str("Invites(…)")
    }
}

impl Invites {
    /// With the key in a data folder, which is made when there is none yet; then the second value is
    /// true.
    ///
    /// # Errors
    /// When the key can't be read or written, or is none.
    pub fn open(folder: &Path) -> io::Result<(Self, bool)> {
        let file = folder.join(FILE);
        match read_key(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            read => return Ok((Self { key: read? }, false)),
        }
        fs::create_dir_all(folder)?;
        let made = make_key(folder, &file)?;
        // Whoever made it: what is in the file counts.
        let key = read_key(&file)?;
        Ok((Self { key }, made))
    }

    /// The token of an invitation.
    pub fn token(&self, invitation: &Invitation) -> String {
        let mut bytes = vec![FORMAT, role_number(invitation.role)];
        let expires = invitation.expires.duration_since(UNIX_EPOCH);
        bytes.extend(expires.unwrap_or_default().as_secs().to_be_bytes());
        bytes.extend(invitation.room.as_bytes());
        let signature = self.signature(&bytes).finalize().into_bytes();
        bytes.extend(signature);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What a token grants to one who goes into a room now.
    ///
    /// # Errors
    /// See [`Refused`].
    pub fn role(&self, token: &str, room: &str, now: SystemTime) -> Result<Role, Refused> {
        let invitation = self.read(token).ok_or(Refused::Forged)?;
        if invitation.expires <= now {
            Err(Refused::Expired)
        } else if !invitation.room.is_empty() && invitation.room != room {
            Err(Refused::OtherRoom)
        } else {
            Ok(invitation.role)
        }
    }

    fn read(&self, token: &str) -> Option<Invitation> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (signed, signature) = bytes.split_at_checked(bytes.len().checked_sub(MAC_BYTES)?)?;
        // Compares in constant time.
        self.signature(signed).verify_slice(signature).ok()?;
        let (format, rest) = signed.split_first()?;
        let (role, rest) = rest.split_first()?;
        let (expires, room) = rest.split_first_chunk()?;
        let expires = Duration::from_secs(u64::from_be_bytes(*expires));
        (*format == FORMAT).then_some(())?;
        Some(Invitation {
            role: Role::ALL.into_iter().find(|r| role_number(*r) == *role)?,
            expires: UNIX_EPOCH.checked_add(expires)?,
            room: str::from_utf8(room).ok()?.to_owned(),
        })
    }

    fn signature(&self, bytes: &[u8]) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("a key of any length");
        mac.update(bytes);
        mac
    }
}

/// The link of an invitation on a server that browsers reach at `public_url`.
pub fn link(public_url: &str, room: &str, token: &str) -> String {
    let base = public_url.trim_end_matches('/');
    match room {
        "" => format!("{base}/?invite={token}"),
        room => format!(
            "{base}/v/{}?invite={token}",
            utf8_percent_encode(room, URL_PATH)
        ),
    }
}

fn role_number(role: Role) -> u8 {
    match role {
        Role::Visitor => 0,
        Role::Speaker => 1,
        Role::Facilitator => 2,
        Role::Organizer => 3,
    }
}

fn read_key(file: &Path) -> io::Result<[u8; KEY_BYTES]> {
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
fn make_key(folder: &Path, file: &Path) -> io::Result<bool> {
    let new = folder.join(format!("{FILE}.{:016x}", rand::random::<u64>()));
    let key: [u8; KEY_BYTES] = rand::random();
    let written = create_private(&new).and_then(|mut new| {
        new.write_all(&key)?;
        new.sync_all()
    });
    // A link, unlike a renaming, never replaces what is there.
    let linked = written.and_then(|()| fs::hard_link(&new, file));
    let removed = fs::remove_file(&new);
    match linked {
        Ok(()) => removed.map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// A new file that nobody else can read.
fn create_private(file: &Path) -> io::Result<File> {
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
    use hallway_protocol::limits::{INVITATION_BYTES, PATH_BYTES};

    use super::*;

    fn invitation(role: Role, room: &str) -> (Invitation, SystemTime) {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let invitation = Invitation {
            role,
            expires: now + Duration::from_secs(60),
            room: room.to_owned(),
        };
        (invitation, now)
    }

    #[test]
    fn a_token_grants_its_role_in_its_room_until_it_expires() {
        let invites = Invites { key: [7; 32] };
        for role in Role::ALL {
            let (all, now) = invitation(role, "");
            let token = invites.token(&all);
            assert_eq!(invites.role(&token, "hall", now), Ok(role));
            let later = all.expires;
            assert_eq!(invites.role(&token, "hall", later), Err(Refused::Expired));
        }
        let (one, now) = invitation(Role::Speaker, "green/room");
        let token = invites.token(&one);
        assert_eq!(invites.role(&token, "green/room", now), Ok(Role::Speaker));
        assert_eq!(invites.role(&token, "green", now), Err(Refused::OtherRoom));
        let (long, _) = invitation(Role::Speaker, &"x".repeat(PATH_BYTES));
        assert!(invites.token(&long).len() <= INVITATION_BYTES);
    }

    #[test]
    fn changed_and_foreign_tokens_are_forged() {
        let invites = Invites { key: [7; 32] };
        let (speaker, now) = invitation(Role::Speaker, "a");
        let good = URL_SAFE_NO_PAD.decode(invites.token(&speaker)).unwrap();
        let check = |token: &str| assert_eq!(invites.role(token, "a", now), Err(Refused::Forged));
        for index in 0..good.len() {
            let mut bad = good.clone();
            bad[index] ^= 2;
            check(&URL_SAFE_NO_PAD.encode(&bad));
            check(&URL_SAFE_NO_PAD.encode(&good[..index]));
        }
        check(&Invites { key: [8; 32] }.token(&speaker));
        for garbage in ["", "=", "ä", "AAAA", &"A".repeat(500)] {
            check(garbage);
        }
    }

    #[test]
    fn the_key_is_made_once_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let (first, made) = Invites::open(&data).unwrap();
        assert!(made);
        let (again, made) = Invites::open(&data).unwrap();
        assert!(!made);
        let (organizer, now) = invitation(Role::Organizer, "");
        let token = first.token(&organizer);
        assert_eq!(again.role(&token, "", now), Ok(Role::Organizer));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(data.join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
        fs::write(data.join(FILE), "short").unwrap();
        assert!(Invites::open(&data).is_err(), "a cut key is not replaced");
    }

    #[test]
    fn a_link_leads_to_its_room() {
        let url = "https://venue.example/";
        assert_eq!(link(url, "", "T"), "https://venue.example/?invite=T");
        let room = link(url, "a b/c?", "T");
        assert_eq!(room, "https://venue.example/v/a%20b/c%3F?invite=T");
    }
}
