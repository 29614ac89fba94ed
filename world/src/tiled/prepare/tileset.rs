//! Tilesets, templates and pictures: found, counted, and given the numbers they leave out.

use super::clean::Scope;
use super::{Preparation, at, spend};
use crate::tiled::element::Element;
use crate::tiled::error::{LoadError, Problem};
use crate::tiled::files::{FileError, resolve};

/// As much of a picture as is read to learn its size. JPEG keeps it behind previews of the camera.
const HEADER_BYTES: u64 = 256 << 10;

/// Bit of a tile number that only hexagonal maps use.
pub(super) const ROTATED_HEXAGONAL: u32 = 1 << 28;

/// What is known of a picture's file.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum ImageFile {
    Missing,
    /// It is there, but no picture: a text that stands for a large file, or damage.
    Unreadable,
    /// A picture without a size of its own, as SVG.
    Unsized,
    Sized(u32, u32),
}

impl Preparation<'_> {
    /// Resolves the path of a picture, and compares the declared size with the file's.
    pub(super) fn image(&mut self, image: &mut Element, scope: Scope<'_>) {
        let source = image.take("source").unwrap_or_default();
        let file = match resolve(scope.file, &source) {
            Ok(file) => file,
            Err(error) => {
                self.notes.warn(
                    "bad-path",
                    scope.place,
                    format!("the picture “{source}”: {error}"),
                );
                image.set("source", "/");
                return sized(image, 0, 0);
            }
        };
        let found = self.image_file(&file);
        let problem = match found {
            ImageFile::Missing => Some(("missing-image", "does not exist")),
            ImageFile::Unreadable => Some(("unreadable-image", "is not a picture")),
            ImageFile::Unsized | ImageFile::Sized(..) => None,
        };
        if let Some((code, what)) = problem {
            self.notes
                .warn(code, scope.place, format!("the picture “{file}” {what}"));
            image.set("source", "/");
            return sized(image, 0, 0);
        }
        image.set("source", format!("/{file}"));
        let ImageFile::Sized(width, height) = found else {
            return sized(image, 0, 0);
        };
        let declared = (
            image.number("width").filter(|n| *n > 0).unwrap_or(width),
            image.number("height").filter(|n| *n > 0).unwrap_or(height),
        );
        if declared != (width, height) {
            let message = format!(
                "the picture “{file}” is {width} × {height} pixels, the map says {} × {}",
                declared.0, declared.1
            );
            self.notes.warn("image-size", scope.place, message);
        }
        sized(image, width, height);
    }

    /// What is known of a picture's file.
    pub(super) fn image_file(&mut self, file: &str) -> ImageFile {
        if let Some(known) = self.images.get(file) {
            return *known;
        }
        let found = match self.files.read(file, HEADER_BYTES) {
            Err(FileError::Missing) => ImageFile::Missing,
            Err(FileError::Unreadable(_)) => ImageFile::Unreadable,
            Ok(bytes) => match imagesize::blob_size(&bytes) {
                Ok(size) => match (u32::try_from(size.width), u32::try_from(size.height)) {
                    (Ok(width @ 1..), Ok(height @ 1..)) => ImageFile::Sized(width, height),
                    _ => ImageFile::Unreadable,
                },
                Err(_) if bytes.windows(4).any(|four| four == b"<svg") => ImageFile::Unsized,
                Err(_) => ImageFile::Unreadable,
            },
        };
        self.images.insert(file.to_owned(), found);
        found
    }

    /// Completes a tileset, or prepares the file that it is in.
    pub(super) fn tileset(
        &mut self,
        tileset: &mut Element,
        scope: Scope<'_>,
    ) -> Result<(), LoadError> {
        let Some(source) = tileset.take("source") else {
            return self.tileset_itself(tileset, scope);
        };
        let first = tileset.number::<u32>("firstgid").unwrap_or(1);
        match resolve(scope.file, &source) {
            Ok(file) => {
                self.tileset_file(&file, scope)?;
                *tileset = Element::new("tileset");
                tileset.set("source", key_of(&file));
            }
            Err(error) => {
                let message = format!("the tileset “{source}” is left out: {error}");
                self.notes.warn("bad-path", scope.place, message);
                *tileset = empty_tileset(&source);
            }
        }
        tileset.set("firstgid", first);
        Ok(())
    }

    fn tileset_file(&mut self, file: &str, scope: Scope<'_>) -> Result<(), LoadError> {
        let key = key_of(file);
        if self.documents.contains_key(&key) {
            return Ok(());
        }
        let read = self.read(file).and_then(|root| match root.name.as_str() {
            "tileset" => Ok(root),
            _ => Err(Problem::Invalid("it is not a tileset".to_owned())),
        });
        let root = match read {
            Ok(mut root) => {
                root.take("source");
                let inside = Scope {
                    file,
                    place: file,
                    groups: 0,
                    in_map: false,
                };
                self.clean(&mut root, inside)?;
                root
            }
            Err(problem @ Problem::Limit { .. }) => return Err(at(file)(problem)),
            Err(problem) => {
                let message = format!("the tileset “{file}” is left out: {problem}");
                self.notes.warn("missing-tileset", scope.place, message);
                empty_tileset(file)
            }
        };
        self.documents.insert(key, root.to_xml());
        Ok(())
    }

    fn tileset_itself(&mut self, tileset: &mut Element, scope: Scope<'_>) -> Result<(), LoadError> {
        let number = |key: &str| tileset.number::<u32>(key).unwrap_or(0);
        let (width, height) = (number("tilewidth"), number("tileheight"));
        let (margin, spacing) = (number("margin"), number("spacing"));
        let (mut columns, mut count) = (number("columns"), number("tilecount"));
        let first = number("firstgid");
        if let Some(image) = tileset.child("image") {
            if width == 0 || height == 0 {
                let message = "its tiles have no size; the tileset is left out";
                self.notes.warn("bad-tileset", scope.place, message);
                *tileset = empty_tileset(tileset.get("name").unwrap_or_default());
                tileset.set("firstgid", first);
                return Ok(());
            }
            let fit = |side: u32, tile: u32| {
                (side.saturating_add(spacing)).saturating_sub(margin)
                    / (tile.saturating_add(spacing))
            };
            let image_width = image.number("width").unwrap_or(0);
            let image_height = image.number("height").unwrap_or(0);
            if columns == 0 {
                columns = fit(image_width, width).max(1);
            }
            if count == 0 {
                count = columns.saturating_mul(fit(image_height, height));
            }
            tileset.children.retain(|child| {
                child.name != "tile" || child.number::<u32>("id").is_some_and(|id| id < count)
            });
        } else {
            count = tileset
                .children
                .iter()
                .filter(|child| child.name == "tile")
                .count() as u32;
        }
        let allowed = self.limits.max_tiles;
        spend(&mut self.used.tiles, u64::from(count), "max_tiles", allowed)
            .map_err(at(scope.place))?;
        for (key, value) in [
            ("firstgid", first),
            ("tilewidth", width),
            ("tileheight", height),
            ("columns", columns),
            ("tilecount", count),
        ] {
            tileset.set(key, value);
        }
        Ok(())
    }

    /// Prepares the template that an object is made from, and its tile number.
    pub(super) fn object(
        &mut self,
        object: &mut Element,
        scope: Scope<'_>,
    ) -> Result<(), LoadError> {
        if let Some(gid) = object.number::<u32>("gid") {
            object.set("gid", gid & !ROTATED_HEXAGONAL);
        }
        let Some(source) = object.take("template").filter(|_| scope.in_map) else {
            return Ok(());
        };
        let file = match resolve(scope.file, &source) {
            Ok(file) => file,
            Err(error) => {
                let message = format!("the template “{source}” is left out: {error}");
                self.notes.warn("bad-path", scope.place, message);
                return Ok(());
            }
        };
        let key = format!("/template/{file}");
        if !self.documents.contains_key(&key) {
            let read = self.read(&file).and_then(|root| {
                let usable = root.name == "template" && root.child("object").is_some();
                usable
                    .then_some(root)
                    .ok_or_else(|| Problem::Invalid("it is not a template".to_owned()))
            });
            let mut root = match read {
                Ok(root) => root,
                Err(problem @ Problem::Limit { .. }) => return Err(at(&file)(problem)),
                Err(problem) => {
                    let message = format!("the template “{file}” is left out: {problem}");
                    self.notes.warn("missing-template", scope.place, message);
                    return Ok(());
                }
            };
            // The parser needs the tileset first, and one object.
            let (tileset, single) = (root.take_child("tileset"), root.take_child("object"));
            root.children = tileset.into_iter().chain(single).collect();
            self.clean(
                &mut root,
                Scope {
                    file: &file,
                    place: &file,
                    groups: 0,
                    in_map: false,
                },
            )?;
            self.documents.insert(key.clone(), root.to_xml());
        }
        object.set("template", key);
        Ok(())
    }
}

/// Gives a picture the size it lacks.
fn sized(image: &mut Element, width: u32, height: u32) {
    for (key, value) in [("width", width), ("height", height)] {
        if image.number::<u32>(key).unwrap_or(0) == 0 {
            image.set(key, value);
        }
    }
}

/// The name under which a tileset's document is kept.
fn key_of(file: &str) -> String {
    format!("/tileset/{file}")
}

/// Stands for a tileset that can't be used: it has no tiles.
fn empty_tileset(name: &str) -> Element {
    let mut tileset = Element::new("tileset");
    tileset.set("name", name);
    for key in ["tilewidth", "tileheight"] {
        tileset.set(key, 1);
    }
    for key in ["tilecount", "columns"] {
        tileset.set(key, 0);
    }
    tileset
}
