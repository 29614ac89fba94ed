//! Invitations: links that grant a role. Whoever has the link has the role until it expires; nothing
//! is kept of it but the key by which this server knows its own links again.
//!
//! The token in a link is a format's number, the role, a number of its own, the second at which it expires,
//! the length of the zone's name, that name, and the room that it is for; sealed, see `key.rs`.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hallway_protocol::{Role, Standing};
use percent_encoding::utf8_percent_encode;

use super::key::Key;
use crate::maps::URL_PATH;

/// The file in the data folder that holds the key. Taking it away ends all invitations.
const FILE: &str = "invite.key";

/// Number of the tokens' format.
const FORMAT: u8 = 2;

/// Longest name of a zone in an invitation, in bytes.
pub const ZONE_BYTES: usize = 100;

/// Who is invited to be what, until when, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// What they may do.
    pub role: Role,
    /// When it counts no more.
    pub expires: SystemTime,
    /// The room that it is for; empty for all.
    pub room: String,
    /// The zone that it is for; empty for all of the venue.
    pub zone: String,
    /// Its number, by which its uses are counted.
    pub number: u64,
}

impl Invitation {
    /// What one is who has it.
    pub fn standing(&self) -> Standing {
        match self.zone.as_str() {
            "" => Standing::everywhere(self.role),
            zone => Standing::in_zone(zone, self.role),
        }
    }
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
#[derive(Debug)]
pub struct Invites {
    key: Key,
}

impl Invites {
    /// With a key for tests.
    #[cfg(any(test, feature = "fuzzing"))]
    pub fn of_key(key: Key) -> Self {
        Self { key }
    }

    /// With the key in a data folder, which is made when there is none yet; then the second value is
    /// true.
    ///
    /// # Errors
    /// When the key can't be read or written, or is none.
    pub fn open(folder: &Path) -> io::Result<(Self, bool)> {
        let (key, made) = Key::open(folder, FILE)?;
        Ok((Self { key }, made))
    }

    /// The token of an invitation. Of a zone's name no more than [`ZONE_BYTES`] are kept.
    pub fn token(&self, invitation: &Invitation) -> String {
        let mut bytes = vec![FORMAT, role_number(invitation.role)];
        bytes.extend(invitation.number.to_be_bytes());
        let expires = invitation.expires.duration_since(UNIX_EPOCH);
        bytes.extend(expires.unwrap_or_default().as_secs().to_be_bytes());
        let zone = invitation.zone.as_str();
        let zone = zone
            .get(..zone.floor_char_boundary(ZONE_BYTES))
            .unwrap_or(zone);
        bytes.push(u8::try_from(zone.len()).unwrap_or_default());
        bytes.extend(zone.as_bytes());
        bytes.extend(invitation.room.as_bytes());
        self.key.seal(&bytes)
    }

    /// The invitation of a token, for one who goes into a room now.
    ///
    /// # Errors
    /// See [`Refused`].
    pub fn accept(&self, token: &str, room: &str, now: SystemTime) -> Result<Invitation, Refused> {
        let invitation = self.read(token).ok_or(Refused::Forged)?;
        if invitation.expires <= now {
            Err(Refused::Expired)
        } else if !invitation.room.is_empty() && invitation.room != room {
            Err(Refused::OtherRoom)
        } else {
            Ok(invitation)
        }
    }

    fn read(&self, token: &str) -> Option<Invitation> {
        let bytes = self.key.unseal(token)?;
        let (format, rest) = bytes.split_first()?;
        (*format == FORMAT).then_some(())?;
        let (role, rest) = rest.split_first()?;
        let (number, rest) = rest.split_first_chunk()?;
        let (expires, rest) = rest.split_first_chunk()?;
        let (zone, rest) = rest.split_first()?;
        let (zone, room) = rest.split_at_checked(usize::from(*zone))?;
        let expires = Duration::from_secs(u64::from_be_bytes(*expires));
        Some(Invitation {
            role: Role::ALL.into_iter().find(|r| role_number(*r) == *role)?,
            number: u64::from_be_bytes(*number),
            expires: UNIX_EPOCH.checked_add(expires)?,
            zone: str::from_utf8(zone).ok()?.to_owned(),
            room: str::from_utf8(room).ok()?.to_owned(),
        })
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
            zone: String::new(),
            number: 7,
        };
        (invitation, now)
    }

    fn invites() -> Invites {
        Invites::of_key(Key::of(7))
    }

    #[test]
    fn a_token_grants_its_role_in_its_room_until_it_expires() {
        let invites = invites();
        for role in Role::ALL {
            let (all, now) = invitation(role, "");
            let token = invites.token(&all);
            let accepted = invites.accept(&token, "hall", now).unwrap();
            assert_eq!(accepted.standing(), Standing::everywhere(role));
            assert_eq!(accepted, all);
            let later = invites.accept(&token, "hall", all.expires);
            assert_eq!(later, Err(Refused::Expired));
        }
        let (one, now) = invitation(Role::Speaker, "green/room");
        let token = invites.token(&one);
        assert_eq!(invites.accept(&token, "green/room", now), Ok(one));
        let other = invites.accept(&token, "green", now);
        assert_eq!(other, Err(Refused::OtherRoom));
    }

    #[test]
    fn a_token_for_a_zone_grants_its_role_there() {
        let invites = invites();
        let (mut one, now) = invitation(Role::Facilitator, "");
        one.zone = "Küche".to_owned();
        let accepted = invites.accept(&invites.token(&one), "hall", now).unwrap();
        assert_eq!(
            accepted.standing(),
            Standing::in_zone("Küche", Role::Facilitator)
        );
    }

    #[test]
    fn tokens_are_no_longer_than_the_protocol_allows() {
        let (mut long, now) = invitation(Role::Speaker, &"x".repeat(PATH_BYTES));
        long.zone = "ü".repeat(ZONE_BYTES);
        let token = invites().token(&long);
        assert!(token.len() <= INVITATION_BYTES, "{}", token.len());
        let cut = invites().accept(&token, &long.room, now).unwrap();
        assert_eq!(cut.zone, "ü".repeat(ZONE_BYTES / 2));
    }

    #[test]
    fn changed_and_foreign_tokens_are_forged() {
        let (speaker, now) = invitation(Role::Speaker, "a");
        let foreign = Invites::of_key(Key::of(8)).token(&speaker);
        let check = |token: &str| {
            let accepted = invites().accept(token, "a", now);
            assert_eq!(accepted, Err(Refused::Forged));
        };
        check(&foreign);
        check("");
        // Sealed with the right key, but no invitation.
        for bytes in [&b""[..], &[FORMAT], &[FORMAT, 9], &[FORMAT; 19], &[1; 40]] {
            check(&Key::of(7).seal(bytes));
        }
    }

    #[test]
    fn a_link_leads_to_its_room() {
        let url = "https://venue.example/";
        assert_eq!(link(url, "", "T"), "https://venue.example/?invite=T");
        let room = link(url, "a b/c?", "T");
        assert_eq!(room, "https://venue.example/v/a%20b/c%3F?invite=T");
    }
}
