//! Small maps, each written out in a string, and what becomes of them. The helpers here are the
//! only place that knows how a test map is put together.

mod bubbles;
mod doors;
mod encodings;
mod hostile;
mod limits;
mod mutated;
mod objects;
mod oddities;
mod pieces;
mod scene;
mod sessions;
mod starts;
mod targets;
mod texts;
mod values;
mod walls;
mod wam;
mod zones;

use std::collections::BTreeMap;

use super::{FileError, Limits, LoadError, MapFiles, load};
use crate::scene::{Content, Layer};
use crate::venue::Venue;

/// A maps folder in memory.
#[derive(Clone, Default)]
struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    /// A folder with `tiles.png`, 4 by 2 tiles of 32 pixels.
    fn new() -> Self {
        Self::default().with("tiles.png", png(128, 64))
    }

    fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.to_owned(), content.into());
        self
    }

    fn load(&self, path: &str) -> Result<Venue, LoadError> {
        load(self, path, &Limits::default())
    }
}

impl MapFiles for Files {
    fn read(&self, path: &str, at_most: u64) -> Result<Vec<u8>, FileError> {
        let file = self.0.get(path).ok_or(FileError::Missing)?;
        Ok(file.iter().take(at_most as usize).copied().collect())
    }
}

/// The beginning of a PNG file of that size, which is all that is read of it.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    bytes
}

/// A map of 4 by 4 cells of 32 pixels with one tileset of 8 tiles, in which `tiles` stands, and
/// with these layers.
fn map_with(tiles: &str, layers: &str) -> String {
    format!(
        r#"<map version="1.10" orientation="orthogonal" width="4" height="4" tilewidth="32" tileheight="32">
        <tileset firstgid="1" name="t" tilewidth="32" tileheight="32" tilecount="8" columns="4">
        <image source="tiles.png" width="128" height="64"/>{tiles}</tileset>{layers}</map>"#
    )
}

fn map(layers: &str) -> String {
    map_with("", layers)
}

/// A tile layer with tiles (with flip bits) at some cells; `inner` is put into it.
fn layer(attributes: &str, inner: &str, cells: &[(usize, usize, u32)]) -> String {
    let mut all = [0u32; 16];
    for (column, row, tile) in cells {
        all[row * 4 + column] = *tile;
    }
    let csv = all.map(|cell| cell.to_string()).join(",");
    format!(
        r#"<layer {attributes} width="4" height="4">{inner}<data encoding="csv">{csv}</data></layer>"#
    )
}

/// Properties without a type, `name=value`.
fn properties(list: &[&str]) -> String {
    let one = |text: &&str| {
        let (name, value) = text.split_once('=').unwrap();
        let kind = if matches!(value, "true" | "false") {
            "bool"
        } else {
            "string"
        };
        format!(r#"<property name="{name}" type="{kind}" value="{value}"/>"#)
    };
    format!(
        "<properties>{}</properties>",
        list.iter().map(one).collect::<String>()
    )
}

/// Loads a map that must be usable.
#[track_caller]
fn venue(map: &str) -> Venue {
    loaded(&Files::new().with("map.tmx", map), "map.tmx")
}

#[track_caller]
fn loaded(files: &Files, path: &str) -> Venue {
    match files.load(path) {
        Ok(venue) => venue,
        Err(error) => panic!("{error}"),
    }
}

/// Loads a map that must be refused, for that reason.
#[track_caller]
fn refused(files: &Files, path: &str, code: &str) -> LoadError {
    match files.load(path) {
        Ok(_) => panic!("it is accepted"),
        Err(error) => {
            assert_eq!(error.code(), code, "{error}");
            error
        }
    }
}

/// Codes of all warnings but those that nearly every map here gives.
fn warnings(venue: &Venue) -> Vec<&'static str> {
    let usual = ["no-start", "no-floor-layer"];
    let codes = venue.warnings.iter().map(|finding| finding.code);
    codes.filter(|code| !usual.contains(code)).collect()
}

/// The cells of a layer.
#[track_caller]
fn cells(layer: &Layer) -> &[u32] {
    match &layer.content {
        Content::Tiles { cells, .. } => cells,
        other => panic!("no tile layer: {other:?}"),
    }
}
