//! Maps as the server offers them: found by room, loaded once, with the URLs of their pictures.

mod folder;
mod listed;
mod loaded;
mod room_path;
mod shipped;
mod stamps;
mod watch;

use std::collections::HashMap;
use std::sync::Arc;

use dashmap::DashMap;
use hallway_world::tiled::{FileError, Limits, LoadError, MapFiles};
use hallway_world::zone::SessionSpec;
use tokio::sync::{OnceCell, Semaphore};

use crate::config::MapsConfig;
use crate::sessions::{AllowList, urls};

pub use folder::FolderMaps;
pub use loaded::{LoadedMap, URL_PATH, packed_scene, url_of};
pub use room_path::EXTENSIONS;
pub use shipped::ShippedFiles;
pub use stamps::{Stamp, Stamps};
pub use watch::Watch;

/// Maps kept loaded though no room uses them.
const KEPT: usize = 32;

/// Maps that are loaded at the same time; each takes a thread for up to seconds.
const LOADING: usize = 2;

/// Names that the default room is looked for by, best first.
const DEFAULT_ROOMS: [&str; 4] = ["conference", "index", "main", "map"];

/// A place with maps.
pub trait MapSource: MapFiles + Send + Sync {
    /// Paths of all files, sorted; at most a few thousand.
    fn list(&self) -> Vec<String>;

    /// What tells that a file has changed; `None` when it is not there, or never changes.
    fn stamp(&self, path: &str) -> Option<Stamp>;

    /// Bytes of a file.
    ///
    /// # Errors
    /// As [`MapFiles::read`].
    fn length(&self, path: &str) -> Result<u64, FileError>;

    /// A part of a file: at most so many bytes from a place on; none beyond its end.
    ///
    /// # Errors
    /// As [`MapFiles::read`].
    fn read_part(&self, path: &str, from: u64, at_most: usize) -> Result<Vec<u8>, FileError>;
}

/// Why a room has no map.
#[derive(Clone, Debug)]
pub enum NoMap {
    /// There is none of that name.
    Missing,
    /// There is one that can't be used; for the operator's log.
    Broken(Arc<LoadError>),
}

type Slot = Arc<OnceCell<Arc<LoadedMap>>>;

/// All maps.
pub struct Maps {
    source: Arc<dyn MapSource>,
    limits: Limits,
    image_bytes: u64,
    allowed: AllowList,
    default_room: String,
    loaded: DashMap<String, Slot>,
    /// Maps that were replaced: somebody may have been pointed to their scene a moment ago.
    replaced: DashMap<String, Arc<LoadedMap>>,
    loading: Semaphore,
}

impl Maps {
    /// The maps of a source, with what they bring in of these hosts. `default_room` is where `/`
    /// leads; empty for a choice by name.
    pub fn new(
        source: Arc<dyn MapSource>,
        config: &MapsConfig,
        allowed: AllowList,
        default_room: &str,
    ) -> Self {
        let default_room = if default_room.is_empty() {
            choose_default(&source.list())
        } else {
            default_room.to_owned()
        };
        Self {
            source,
            limits: config.limits(),
            image_bytes: config.max_image_bytes,
            allowed,
            default_room,
            loaded: DashMap::new(),
            replaced: DashMap::new(),
            loading: Semaphore::new(LOADING),
        }
    }

    /// The room that `/` leads to; empty when there is no map at all.
    pub fn default_room(&self) -> &str {
        &self.default_room
    }

    /// The room meant by what a URL or a client says; the default room for nothing. `None` for
    /// what can't be a room's name.
    pub fn room_of(&self, said: &str) -> Option<String> {
        if said.is_empty() {
            return (!self.default_room.is_empty()).then(|| self.default_room.clone());
        }
        room_path::is_valid(said).then(|| said.to_owned())
    }

    /// Whether a room has a map, usable or not.
    pub fn exists(&self, room: &str) -> bool {
        self.file_of(room).is_some()
    }

    /// The map of a room, loaded when it is not yet.
    ///
    /// # Errors
    /// See [`NoMap`].
    pub async fn load(&self, room: &str) -> Result<Arc<LoadedMap>, NoMap> {
        if !room_path::is_valid(room) {
            return Err(NoMap::Missing);
        }
        if let Some(loaded) = self.loaded.get(room).and_then(|slot| slot.get().cloned()) {
            return Ok(loaded);
        }
        let file = self.file_of(room).ok_or(NoMap::Missing)?;
        let slot: Slot = self.loaded.entry(room.to_owned()).or_default().clone();
        let loaded = slot
            .get_or_try_init(|| self.read(room, file))
            .await
            .cloned();
        if loaded.is_err() {
            // Mended on disk, it can be tried again.
            self.loaded.remove_if(room, |_, slot| !slot.initialized());
        }
        self.forget_unused();
        loaded
    }

    async fn read(&self, room: &str, file: String) -> Result<Arc<LoadedMap>, NoMap> {
        self.read_noted(room, file).await.0
    }

    /// Loads the map of a room whose files have changed; gives also the files that were read.
    async fn read_again(&self, room: &str) -> (Option<Arc<LoadedMap>>, Stamps) {
        let Some(file) = self.file_of(room) else {
            return (None, Stamps::new());
        };
        let (read, stamps) = self.read_noted(room, file).await;
        (read.ok(), stamps)
    }

    async fn read_noted(
        &self,
        room: &str,
        file: String,
    ) -> (Result<Arc<LoadedMap>, NoMap>, Stamps) {
        let _turn = self.loading.acquire().await;
        let source = Arc::clone(&self.source);
        let (limits, image_bytes) = (self.limits.clone(), self.image_bytes);
        let allowed = self.allowed.clone();
        let room = room.to_owned();
        let work = move || {
            let noted = stamps::Noted::new(source.as_ref());
            let loaded = LoadedMap::load(&noted, &room, &file, &limits, image_bytes, &allowed);
            (loaded, noted.into_stamps())
        };
        match tokio::task::spawn_blocking(work).await {
            Ok((Ok(mut loaded), files)) => {
                loaded.files.clone_from(&files);
                (Ok(Arc::new(loaded)), files)
            }
            Ok((Err(error), files)) => {
                tracing::warn!(%error, "a map can't be loaded");
                (Err(NoMap::Broken(Arc::new(error))), files)
            }
            Err(error) => {
                tracing::error!(%error, "loading a map broke off");
                (Err(NoMap::Missing), Stamps::new())
            }
        }
    }

    fn all_loaded(&self) -> HashMap<String, Arc<LoadedMap>> {
        let loaded = self.loaded.iter();
        loaded
            .filter_map(|entry| Some((entry.key().clone(), entry.value().get()?.clone())))
            .collect()
    }

    /// Puts a map in place of the one that was loaded before.
    fn replace(&self, room: &str, map: &Arc<LoadedMap>) {
        let slot = Arc::new(OnceCell::new_with(Some(Arc::clone(map))));
        let before = self.loaded.insert(room.to_owned(), slot);
        if let Some(before) = before.and_then(|slot| slot.get().cloned()) {
            self.replaced.insert(room.to_owned(), before);
        }
    }

    /// Forgets a map that no room uses any more; it is loaded anew when somebody comes.
    pub fn forget(&self, room: &str) {
        self.loaded.remove(room);
        self.replaced.remove(room);
    }

    /// Whether a map that is loaded has a Jitsi room on the server of this origin.
    pub fn names_jitsi(&self, origin: &str) -> bool {
        let loaded = self.loaded.iter();
        let mut maps = loaded.filter_map(|entry| entry.value().get().cloned());
        maps.any(|map| {
            map.venue
                .sessions
                .iter()
                .any(|session| match &session.spec {
                    SessionSpec::Jitsi(spec) => {
                        urls::origin_of(&spec.server).as_deref() == Some(origin)
                    }
                    _ => false,
                })
        })
    }

    /// A map that is loaded and whose scene has this name.
    pub fn scene(&self, name: &str) -> Option<Arc<LoadedMap>> {
        self.loaded
            .iter()
            .filter_map(|entry| entry.value().get().cloned())
            .chain(self.replaced.iter().map(|entry| Arc::clone(entry.value())))
            .find(|map| map.scene_name == name)
    }

    /// Bytes of a file of the maps folder that browsers are shown.
    ///
    /// # Errors
    /// When there is none, or it is a picture larger than allowed.
    pub fn length(&self, path: &str, is_image: bool) -> Result<u64, FileError> {
        if !room_path::is_relative(path) {
            return Err(FileError::Missing);
        }
        let length = self.source.length(path)?;
        if is_image && length > self.image_bytes {
            return Err(FileError::Unreadable(
                "it is larger than maps.max_image_bytes".to_owned(),
            ));
        }
        Ok(length)
    }

    /// A part of a file of the maps folder.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn read_part(&self, path: &str, from: u64, at_most: usize) -> Result<Vec<u8>, FileError> {
        if !room_path::is_relative(path) {
            return Err(FileError::Missing);
        }
        self.source.read_part(path, from, at_most)
    }

    fn file_of(&self, room: &str) -> Option<String> {
        if !room_path::is_valid(room) {
            return None;
        }
        let candidates = EXTENSIONS.iter().map(|ext| format!("{room}.{ext}"));
        candidates
            .into_iter()
            .find(|file| self.source.read(file, 1).is_ok())
    }

    fn forget_unused(&self) {
        if self.loaded.len() > KEPT {
            self.loaded
                .retain(|_, slot| slot.get().is_none_or(|map| Arc::strong_count(map) > 1));
        }
    }
}

/// The room that is called as default rooms are, nearest to the folder's root, else the first.
fn choose_default(files: &[String]) -> String {
    let rooms: Vec<&str> = files
        .iter()
        .filter_map(|file| room_path::room_of_file(file))
        .collect();
    let named = DEFAULT_ROOMS.iter().find_map(|wanted| {
        let of_that_name = rooms
            .iter()
            .filter(|room| room.rsplit('/').next() == Some(*wanted));
        of_that_name.min_by_key(|room| room.matches('/').count())
    });
    named
        .or(rooms.first())
        .copied()
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[&str], expected: &str) {
        let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
        assert_eq!(choose_default(&files), expected, "{files:?}");
    }

    #[test]
    fn the_default_room_is_chosen_by_name() {
        check(&["a.tmx", "b/conference.json", "main.tmx"], "b/conference");
        check(&["a.tmx", "b/map.json", "map.json", "t/x.png"], "map");
        check(&["x.tsx", "z.json", "y/z.tmx"], "z");
        check(&["x.png"], "");
    }

    #[tokio::test]
    async fn the_shipped_map_loads_and_others_are_missing() {
        let maps = Maps::new(
            Arc::new(ShippedFiles),
            &MapsConfig::default(),
            AllowList::default(),
            "",
        );
        assert_eq!(maps.default_room(), "conference");
        let map = maps.load("conference").await.unwrap();
        assert!(maps.scene(&map.scene_name).is_some());
        let walls = &map.venue.scene.walls;
        let start = map.venue.start_for("", 1);
        assert!(hallway_world::movement::can_stand(walls, start));
        for room in [
            "",
            "nowhere",
            "../conference",
            "conference.tmx",
            "tiles/walls",
            "/conference",
        ] {
            assert!(maps.load(room).await.is_err(), "{room}");
        }
        let whole = maps.length("tiles/walls.png", true).unwrap();
        let part = maps.read_part("tiles/walls.png", 1, 3).unwrap();
        assert_eq!(part, b"PNG");
        assert_eq!(maps.read_part("tiles/walls.png", whole, 3).unwrap(), b"");
        assert!(maps.length("../maps/tiles/walls.png", true).is_err());
        assert!(maps.read_part("../maps/tiles/walls.png", 0, 3).is_err());
    }
}
