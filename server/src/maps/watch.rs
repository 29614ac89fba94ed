//! Notices that files of loaded maps were changed, and loads those maps again.
//!
//! Files are looked at again and again, as notices of the system do not come from network disks.
//! A map whose files still change from one look to the next is being written, and left in peace.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use super::stamps::{self, Stamps};
use super::{LoadedMap, Maps};

/// What is known of the files of loaded maps, by room.
#[derive(Debug, Default)]
pub struct Watch(HashMap<String, Watched>);

#[derive(Debug)]
struct Watched {
    map: Weak<LoadedMap>,
    /// The files as they were when the map was loaded, or when it last could not be.
    known: Stamps,
    /// Other than known: how they were at the last look.
    changing: Option<Stamps>,
}

impl Watched {
    fn new(map: &Arc<LoadedMap>) -> Self {
        Self {
            map: Arc::downgrade(map),
            known: map.files.clone(),
            changing: None,
        }
    }

    /// Whether the files have changed and have rested since the last look.
    fn has_changed(&mut self, now: Stamps) -> bool {
        if now == self.known {
            self.changing = None;
            return false;
        }
        let rests = self.changing.as_ref() == Some(&now);
        self.changing = Some(now);
        rests
    }
}

impl Maps {
    /// Looks at the files of all loaded maps. Gives the maps that were changed and could be loaded;
    /// from now on they are in force. One that can't be loaded is told of in the log, and the map as
    /// it was stays in force until its files are changed again.
    pub async fn look_for_changes(&self, watch: &mut Watch) -> Vec<(String, Arc<LoadedMap>)> {
        let loaded: HashMap<String, Arc<LoadedMap>> = self.all_loaded();
        watch.0.retain(|room, _| loaded.contains_key(room));
        let mut changed = Vec::new();
        for (room, map) in loaded {
            let watched = watch
                .0
                .entry(room.clone())
                .or_insert_with(|| Watched::new(&map));
            if watched.map.as_ptr() != Arc::as_ptr(&map) {
                *watched = Watched::new(&map);
            }
            let (source, known) = (Arc::clone(&self.source), watched.known.clone());
            let look = move || stamps::now(source.as_ref(), &known);
            let Ok(now) = tokio::task::spawn_blocking(look).await else {
                continue;
            };
            if !watched.has_changed(now.clone()) {
                continue;
            }
            let (reloaded, stamps) = self.read_again(&room).await;
            match reloaded {
                Some(map) => {
                    *watched = Watched::new(&map);
                    self.replace(&room, &map);
                    changed.push((room, map));
                }
                None => {
                    tracing::warn!(
                        room,
                        "the map goes on as it was before its files were changed"
                    );
                    watched.known = now;
                    watched.known.extend(stamps);
                    watched.changing = None;
                }
            }
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::{Duration, SystemTime};

    use super::super::FolderMaps;
    use super::*;
    use crate::config::MapsConfig;

    const MAP: &str = r#"<map version="1.10" orientation="orthogonal" renderorder="right-down"
        width="4" height="4" tilewidth="32" tileheight="32" infinite="0">
        <properties><property name="mapName" value="TITLE"/></properties></map>"#;

    /// Writes a map as at another time, however quickly one write follows another.
    fn write(file: &std::path::Path, text: &str, seconds: u64) {
        fs::write(file, text).unwrap();
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let file = fs::File::options().write(true).open(file).unwrap();
        file.set_modified(at).unwrap();
    }

    #[tokio::test]
    async fn a_changed_map_is_loaded_again_once_it_rests() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.tmx");
        write(&file, &MAP.replace("TITLE", "One"), 1);
        let source = Arc::new(FolderMaps::open(folder.path()).unwrap());
        let allowed = crate::sessions::AllowList::default();
        let maps = Maps::new(source, &MapsConfig::default(), allowed, "");
        let mut watch = Watch::default();
        let first = maps.load("a").await.unwrap();
        assert!(maps.look_for_changes(&mut watch).await.is_empty());

        write(&file, &MAP.replace("TITLE", "Two"), 2);
        assert!(maps.look_for_changes(&mut watch).await.is_empty());
        let changed = maps.look_for_changes(&mut watch).await;
        assert_eq!(changed.len(), 1);
        assert_eq!(changed[0].1.title, "Two");
        assert_eq!(maps.load("a").await.unwrap().title, "Two");
        assert!(maps.scene(&first.scene_name).is_some(), "for latecomers");
        assert!(maps.look_for_changes(&mut watch).await.is_empty());

        write(&file, "<map", 3);
        for _ in 0..4 {
            assert!(maps.look_for_changes(&mut watch).await.is_empty());
        }
        assert_eq!(maps.load("a").await.unwrap().title, "Two", "it stays");
        write(&file, &MAP.replace("TITLE", "Three"), 4);
        maps.look_for_changes(&mut watch).await;
        assert_eq!(maps.look_for_changes(&mut watch).await.len(), 1);
        assert_eq!(maps.load("a").await.unwrap().title, "Three");
        maps.forget("a");
        assert!(maps.scene(&first.scene_name).is_none());
    }
}
