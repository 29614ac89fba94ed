//! Where people stood, so that one whose line broke comes back to the same place: kept by a hash of
//! their token, for a while after they were last heard of, and in a file that survives the server.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dashmap::DashMap;
use hallway_protocol::{Pos, Token};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The file in the data folder.
const FILE: &str = "places.json";

/// A server that was down for longer starts with nobody's place.
const LONGEST_OUTAGE: Duration = Duration::from_secs(600);

/// A hash of a token: who reads the file can't take anybody's place.
type Key = [u8; 16];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    room: String,
    pos: Pos,
    /// When the line broke; `None` while it holds.
    lost: Option<SystemTime>,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    /// Seconds since 1970.
    at: u64,
    places: Vec<(Key, String, Pos)>,
}

/// Everybody's place.
#[derive(Debug)]
pub struct Places {
    places: DashMap<Key, Place>,
    /// How long a place is kept after its line broke.
    keep: Duration,
    file: PathBuf,
}

impl Places {
    /// The places that an earlier server left in a data folder. Everybody's line broke now, then.
    ///
    /// # Errors
    /// When the folder can't be made. A file that can't be read is the same as none.
    pub fn open(folder: &Path, keep: Duration, now: SystemTime) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let file = folder.join(FILE);
        let places = DashMap::new();
        if let Some(saved) = read(&file) {
            let saved_at = UNIX_EPOCH + Duration::from_secs(saved.at);
            if now
                .duration_since(saved_at)
                .is_ok_and(|age| age < LONGEST_OUTAGE)
            {
                for (key, room, pos) in saved.places {
                    places.insert(
                        key,
                        Place {
                            room,
                            pos,
                            lost: Some(now),
                        },
                    );
                }
            }
        }
        Ok(Self { places, keep, file })
    }

    /// Somebody stands here now.
    pub fn stands(&self, token: Token, room: &str, pos: Pos) {
        let place = Place {
            room: room.to_owned(),
            pos,
            lost: None,
        };
        self.places.insert(key(token), place);
    }

    /// Somebody's line broke.
    pub fn lost(&self, token: Token, now: SystemTime) {
        if let Some(mut place) = self.places.get_mut(&key(token)) {
            place.lost = Some(now);
        }
    }

    /// Somebody left for good.
    pub fn forget(&self, token: Token) {
        self.places.remove(&key(token));
    }

    /// The place in this room that a token gives back.
    pub fn claim(&self, token: Token, room: &str, now: SystemTime) -> Option<Pos> {
        let place = self.places.get(&key(token))?;
        (place.room == room && self.is_kept(&place, now)).then_some(place.pos)
    }

    /// Forgets what is kept long enough, and writes the rest to the file.
    ///
    /// # Errors
    /// When the file can't be written. Then the old one is still whole.
    pub fn save(&self, now: SystemTime) -> io::Result<()> {
        self.places.retain(|_, place| self.is_kept(place, now));
        let places = self.places.iter();
        let saved = Saved {
            at: now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs(),
            places: places.map(|p| (*p.key(), p.room.clone(), p.pos)).collect(),
        };
        let text = serde_json::to_vec(&saved)?;
        let new = self.file.with_extension("new");
        std::fs::write(&new, text)?;
        std::fs::rename(&new, &self.file)
    }

    fn is_kept(&self, place: &Place, now: SystemTime) -> bool {
        let Some(lost) = place.lost else {
            return true;
        };
        now.duration_since(lost).unwrap_or_default() < self.keep
    }
}

fn read(file: &Path) -> Option<Saved> {
    let text = match std::fs::read(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => {
            tracing::warn!(%error, file = %file.display(), "places can't be read");
            return None;
        }
    };
    let saved = serde_json::from_slice(&text);
    saved
        .inspect_err(|error| tracing::warn!(%error, file = %file.display(), "places are garbled"))
        .ok()
}

fn key(token: Token) -> Key {
    let hash = Sha256::digest(token.0);
    let mut key = [0; 16];
    for (to, from) in key.iter_mut().zip(hash) {
        *to = from;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: Token = Token([1; 16]);
    const KEEP: Duration = Duration::from_secs(30);

    #[test]
    fn a_place_is_given_back_in_its_room_and_in_time() {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemTime::now();
        let places = Places::open(folder.path(), KEEP, now).unwrap();
        let pos = Pos::from_px(7, 8);
        places.stands(ADA, "hall", pos);
        let later = now + Duration::from_secs(3600);
        assert_eq!(
            places.claim(ADA, "hall", later),
            Some(pos),
            "the line holds"
        );
        places.lost(ADA, now);
        assert_eq!(places.claim(ADA, "hall", now + KEEP / 2), Some(pos));
        assert_eq!(places.claim(ADA, "garden", now), None);
        assert_eq!(places.claim(Token([2; 16]), "hall", now), None);
        assert_eq!(places.claim(ADA, "hall", now + KEEP), None);
        places.forget(ADA);
        assert_eq!(places.claim(ADA, "hall", now), None);
    }

    #[test]
    fn places_survive_the_server() {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemTime::now();
        let pos = Pos::from_px(7, 8);
        let places = Places::open(folder.path(), KEEP, now).unwrap();
        places.stands(ADA, "hall", pos);
        places.save(now).unwrap();
        let later = now + Duration::from_secs(60);
        let places = Places::open(folder.path(), KEEP, later).unwrap();
        assert_eq!(places.claim(ADA, "hall", later + KEEP / 2), Some(pos));
        assert_eq!(places.claim(ADA, "hall", later + KEEP), None);
        let places = Places::open(folder.path(), KEEP, now + LONGEST_OUTAGE * 2).unwrap();
        assert_eq!(places.claim(ADA, "hall", now + LONGEST_OUTAGE * 2), None);
    }

    #[test]
    fn a_garbled_file_is_none_and_holds_no_token() {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemTime::now();
        let file = folder.path().join(FILE);
        std::fs::write(&file, "{").unwrap();
        let places = Places::open(folder.path(), KEEP, now).unwrap();
        places.stands(ADA, "hall", Pos::default());
        places.save(now).unwrap();
        let text = std::fs::read_to_string(file).unwrap();
        assert!(!text.contains("1,1,1,1"), "{text}");
    }
}
