//! A loaded map with what browsers are told of it: the scene in bytes, and URLs that change when
//! the content does, so that browsers may keep for ever what they have.

use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use hallway_protocol::encode;
use hallway_world::scene::{SCENE_VERSION, Scene};
use hallway_world::tiled::{self, Limits, LoadError, MapFiles};
use hallway_world::venue::Venue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};

use super::Stamps;
use super::listed::keep_listed;
use crate::digest::short_hex;
use crate::sessions::AllowList;

/// What stands for itself in a URL's path.
pub const URL_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.');

/// A map, ready for rooms and browsers.
#[derive(Debug)]
pub struct LoadedMap {
    /// The map.
    pub venue: Arc<Venue>,
    /// What the room is called: the map's own title, or else its path.
    pub title: String,
    /// Name of the scene, made of its content.
    pub scene_name: String,
    /// The scene, encoded.
    pub scene: Bytes,
    /// The same, packed with gzip.
    pub scene_gzip: Bytes,
    /// The files it was read from, as they were.
    pub files: Stamps,
}

impl LoadedMap {
    /// Reads a map with all that belongs to it and may be contacted. Takes up to seconds.
    ///
    /// # Errors
    /// As [`tiled::load`].
    pub fn load(
        source: &dyn MapFiles,
        room: &str,
        file: &str,
        limits: &Limits,
        image_bytes: u64,
        allowed: &AllowList,
    ) -> Result<Self, LoadError> {
        let mut venue = tiled::load(source, file, limits)?;
        keep_listed(&mut venue, allowed);
        for finding in &venue.warnings {
            tracing::debug!(
                code = finding.code,
                place = finding.place,
                "{}",
                finding.message
            );
        }
        tracing::info!(file, warnings = venue.warnings.len(), "map loaded");
        let files = &venue.image_files;
        for (image, file) in venue.scene.images.iter_mut().zip(files) {
            let content = file
                .as_ref()
                .map(|file| (file, source.read(file, image_bytes)));
            if let Some((file, Ok(content))) = content {
                image.url = format!("{}?v={}", url_of(file), digest(&content));
            }
        }
        let mut scene = Vec::new();
        encode(&venue.scene, &mut scene);
        let title = match venue.scene.title.trim() {
            "" => readable(room),
            title => title.to_owned(),
        };
        Ok(Self {
            venue: Arc::new(venue),
            title,
            scene_name: format!("{SCENE_VERSION}-{}", digest(&scene)),
            scene_gzip: gzip(&scene).into(),
            scene: scene.into(),
            files: Stamps::new(),
        })
    }

    /// URL path of the scene.
    pub fn scene_url(&self) -> String {
        format!("/scene/{}", self.scene_name)
    }
}

/// URL path of a file of the maps folder.
pub fn url_of(file: &str) -> String {
    format!("/maps/{}", utf8_percent_encode(file, URL_PATH))
}

/// A scene as visitors download it.
pub fn packed_scene(scene: &Scene) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode(scene, &mut bytes);
    gzip(&bytes)
}

/// A title for a room whose map has none: the map's name, or its folder's when the name says only
/// that it is a map.
fn readable(room: &str) -> String {
    let mut names = room.rsplit('/');
    let name = names.next().unwrap_or(room);
    let name = match name {
        "map" | "main" | "index" => names.next().unwrap_or(name),
        name => name,
    };
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

fn digest(content: &[u8]) -> String {
    short_hex(&Sha256::digest(content))
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing into memory has no way to fail; should it, browsers get the unpacked scene.
    let packed = encoder.write_all(content).and_then(|()| encoder.finish());
    packed.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_without_a_title_is_called_after_its_path() {
        for (room, expected) in [
            ("wikimedia-hackathon-2021/map", "Wikimedia hackathon 2021"),
            ("a/garden_party", "Garden party"),
            ("map", "Map"),
        ] {
            assert_eq!(readable(room), expected);
        }
    }
}
