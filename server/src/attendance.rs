//! How many came, without knowing who. Each minute it is noted how many are where. Different people are told
//! apart by a hash of the number in their cookie, with a key that is thrown away at the end of each day (UTC):
//! after that nobody can find out who it was, and nobody is known again on another day.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use std::{fs, io};

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokio::time::MissedTickBehavior;

use crate::census::{Census, RoomCensus};
use crate::clock::seconds;
use crate::store::{DAY, Minute, Seen, Store};
use crate::trust::key::Key;

/// Time between two counts.
const MINUTE: Duration = Duration::from_secs(60);

/// The key's file in the data folder begins so; the day's beginning follows.
pub(crate) const FILE: &str = "attendance-";

/// Counts who is there.
#[derive(Debug)]
pub struct Attendance {
    folder: PathBuf,
    store: Store,
    today: Today,
}

/// A day.
#[derive(Debug)]
struct Today {
    day: i64,
    key: Key,
    /// Who was seen already.
    seen: HashSet<Seen>,
}

impl Attendance {
    /// Goes on with the day that an earlier server began.
    ///
    /// # Errors
    /// When the key or the database can't be used.
    pub async fn open(folder: &Path, store: Store) -> anyhow::Result<Self> {
        let today = Today::open(folder, &store, SystemTime::now()).await?;
        Ok(Self {
            folder: folder.to_owned(),
            store,
            today,
        })
    }

    /// Counts each minute. Never ends.
    pub async fn run(mut self, census: Arc<Census>) {
        let mut minutes = tokio::time::interval(MINUTE);
        minutes.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            minutes.tick().await;
            if let Err(error) = self.count(&census, SystemTime::now()).await {
                tracing::error!(%error, "attendance was not counted");
            }
        }
    }

    async fn count(&mut self, census: &Census, now: SystemTime) -> anyhow::Result<()> {
        let at = seconds(now);
        if day_of(at) != self.today.day {
            self.today = Today::open(&self.folder, &self.store, now).await?;
        }
        let rooms = census.all();
        let (people, seen) = self.today.tally(&rooms);
        let minutes = people.into_iter().map(|((room, zone), people)| Minute {
            at: at - at.rem_euclid(60),
            room,
            zone,
            people,
        });
        let minutes: Vec<Minute> = minutes.collect();
        self.store.count(&minutes, self.today.day, &seen).await?;
        self.today.seen.extend(seen);
        Ok(())
    }
}

impl Today {
    async fn open(folder: &Path, store: &Store, now: SystemTime) -> anyhow::Result<Self> {
        let day = day_of(seconds(now));
        let name = format!("{FILE}{day}.key");
        let (key, _) = Key::open(folder, &name).with_context(|| name.clone())?;
        forget_keys(folder, &name).context("keys of days that are over")?;
        store.end_days(day).await?;
        let seen = store.seen(day).await?;
        Ok(Self {
            day,
            key,
            seen: seen.into_iter().collect(),
        })
    }

    /// How many are where, and who of them was not seen there today.
    fn tally(
        &self,
        rooms: &[(String, RoomCensus)],
    ) -> (BTreeMap<(String, String), i64>, Vec<Seen>) {
        let mut people: BTreeMap<(String, String), i64> = BTreeMap::new();
        let mut seen = HashSet::new();
        // Several windows of one person are one.
        let mut counted: HashSet<(String, String, [u8; 16])> = HashSet::new();
        for (name, room) in rooms {
            for present in &room.people {
                let hash = self.key.hash("attendance", &present.visitor.identity.0);
                let zones = room.titles(present).map(|zone| (name.as_str(), zone));
                for (room, zone) in [("", ""), (name.as_str(), "")].into_iter().chain(zones) {
                    let (room, zone) = (room.to_owned(), zone.to_owned());
                    if !counted.insert((room.clone(), zone.clone(), hash)) {
                        continue;
                    }
                    *people.entry((room.clone(), zone.clone())).or_default() += 1;
                    let hash = URL_SAFE_NO_PAD.encode(hash);
                    seen.insert(Seen { room, zone, hash });
                }
            }
        }
        let new = seen.into_iter().filter(|it| !self.seen.contains(it));
        (people, new.collect())
    }
}

/// The beginning of the day (UTC) of a moment, both in seconds since 1970.
fn day_of(at: i64) -> i64 {
    at - at.rem_euclid(DAY)
}

/// Throws the keys of all days away but this one.
fn forget_keys(folder: &Path, today: &str) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let Some(name) = name.to_str() else {
            continue;
        };
        if name.starts_with(FILE) && name != today {
            fs::remove_file(folder.join(name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use hallway_protocol::{PersonId, Standing};

    use super::*;
    use crate::census::Present;
    use crate::store::Place;
    use crate::trust::identity::Visitor;

    fn at(day: i64, minute: i64) -> SystemTime {
        let since = u64::try_from(20_000 * DAY + day * DAY + minute * 60).unwrap();
        UNIX_EPOCH + Duration::from_secs(since)
    }

    fn present(id: u32, who: u32, zones: &[usize]) -> Present {
        Present {
            id: PersonId(id),
            name: String::new(),
            visitor: Visitor::for_tests(who),
            standing: Standing::default(),
            zones: zones.to_vec(),
        }
    }

    fn census(people: Vec<Present>) -> Census {
        let census = Census::default();
        let zones = vec!["Stage".to_owned(), String::new()];
        census.put("hall", RoomCensus { people, zones });
        census
    }

    async fn open(folder: &Path, store: &Store, now: SystemTime) -> Attendance {
        Attendance {
            today: Today::open(folder, store, now).await.unwrap(),
            folder: folder.to_owned(),
            store: store.clone(),
        }
    }

    #[tokio::test]
    async fn people_are_counted_once_a_day_and_forgotten_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Place::Folder(folder.path())).await.unwrap();
        let mut attendance = open(folder.path(), &store, at(0, 0)).await;
        let both = census(vec![
            present(1, 1, &[0]),
            present(2, 2, &[1]),
            // The same person by another window.
            present(3, 2, &[0]),
        ]);
        attendance.count(&both, at(0, 1)).await.unwrap();
        let one = census(vec![present(4, 3, &[])]);
        attendance.count(&one, at(0, 2)).await.unwrap();
        // A server that starts again goes on with the day.
        let mut attendance = open(folder.path(), &store, at(0, 3)).await;
        attendance.count(&both, at(0, 3)).await.unwrap();
        let days = async || {
            let days = store.days(0, i64::MAX).await.unwrap().into_iter();
            days.map(|it| (it.room, it.zone, it.people, it.peak))
                .collect::<Vec<_>>()
        };
        let day =
            |room: &str, zone: &str, people, peak| (room.to_owned(), zone.to_owned(), people, peak);
        let expected = [
            day("", "", 3, 2),
            day("hall", "", 3, 2),
            day("hall", "Stage", 2, 2),
        ];
        assert_eq!(days().await, expected);
        let minutes = store.minutes((0, i64::MAX), false, 9).await.unwrap();
        let people: Vec<i64> = minutes.iter().map(|it| it.people).collect();
        assert_eq!(people, [2, 1, 2]);
        let before = attendance.today.key.hash("attendance", b"somebody");
        attendance.count(&one, at(1, 0)).await.unwrap();
        // The number is left of the day, and nothing by which anybody could be found.
        assert_eq!(days().await[2..], expected);
        assert_eq!(store.seen(20_000 * DAY).await.unwrap(), []);
        assert_ne!(attendance.today.key.hash("attendance", b"somebody"), before);
        let keys = fs::read_dir(folder.path()).unwrap();
        let keys = keys.filter(|it| {
            let name = it.as_ref().unwrap().file_name();
            name.to_str().unwrap().starts_with(FILE)
        });
        assert_eq!(keys.count(), 1);
    }
}
