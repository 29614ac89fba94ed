//! What an author wrote, by name and place: layers, objects, tilesets and tiles with their classes
//! and properties, and the files that a map names. What it means is the loader's business; this is
//! for telling authors about it.

use super::address::Address;
use super::element::Element;
use super::files::{MapFiles, PathError, resolve};
use super::limits::Limits;
use super::prepare::{Documents, MAP_DOCUMENT};
use super::{json, xml};

/// Files that name others which are followed: the map names tilesets, these name pictures.
const MAX_DOCUMENTS: usize = 1000;

/// A map as its author wrote it.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The map's path.
    pub file: String,
    /// Everything that has a name or properties, in document order.
    pub things: Vec<Thing>,
    /// Files that the map, its tilesets and its templates name.
    pub references: Vec<Reference>,
}

/// Something that a map is made of.
#[derive(Clone, Debug)]
pub struct Thing {
    /// What it is.
    pub kind: ThingKind,
    /// The author's name for it; may be empty.
    pub name: String,
    /// Its class (or type, as it was called before); may be empty.
    pub class: String,
    /// File, layer and object, for messages.
    pub place: String,
    /// The cell that an object stands on, column and row.
    pub tile: Option<(i64, i64)>,
    /// It and all groups around it are shown, and not wholly transparent.
    pub shown: bool,
    /// Cells of a tile layer that hold a tile, objects of an object layer.
    pub content: usize,
    /// It has a picture of its own.
    pub picture: bool,
    /// Its custom properties.
    pub properties: Vec<Property>,
}

/// What a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThingKind {
    /// The map itself.
    Map,
    /// A layer of tiles.
    TileLayer,
    /// A layer of objects.
    ObjectLayer,
    /// A layer that is one picture.
    PictureLayer,
    /// A group of layers.
    Group,
    /// An object.
    Object,
    /// A tileset.
    Tileset,
    /// A tile of a tileset.
    Tile,
}

/// A custom property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name as written.
    pub name: String,
    /// Tiled's name of its type.
    pub kind: String,
    /// Its value as text; empty for classes and lists.
    pub value: String,
}

/// A file that a map names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What it is named as.
    pub kind: ReferenceKind,
    /// The path as written.
    pub written: String,
    /// The file that names it.
    pub by: String,
    /// The path that is meant, relative to the maps folder.
    pub to: Result<String, PathError>,
}

/// What a file is named as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceKind {
    /// A picture.
    Picture,
    /// A tileset.
    Tileset,
    /// A template of objects.
    Template,
}

impl Thing {
    /// The first property of that name, in any letter case and with blanks around it.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name.trim().eq_ignore_ascii_case(name))
    }

    /// A property's text without blanks around it; `None` when there is none.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.property(name)
            .map(|property| property.value.trim())
            .filter(|text| !text.is_empty())
    }

    /// Whether a property is there and says yes.
    pub fn is(&self, name: &str) -> bool {
        self.text(name)
            .is_some_and(|text| text.eq_ignore_ascii_case("true") || text == "1")
    }
}

/// The files that the map at `path` names, and those that its tilesets and templates name, without
/// looking whether they are there. Empty when it can't be read as a map.
pub fn references(files: &dyn MapFiles, path: &str, limits: &Limits) -> Vec<Reference> {
    let mut found = Vec::new();
    let Ok(file) = resolve("", path) else {
        return found;
    };
    let mut documents = vec![file];
    let mut next = 0;
    while let Some(file) = documents.get(next).cloned() {
        next += 1;
        let Some(root) = read(files, &file, limits) else {
            continue;
        };
        let before = found.len();
        refer(&root, &file, &mut found);
        for reference in found.iter().skip(before) {
            if reference.kind != ReferenceKind::Picture
                && let Ok(to) = &reference.to
                && documents.len() < MAX_DOCUMENTS
                && !documents.contains(to)
            {
                documents.push(to.clone());
            }
        }
    }
    found
}

/// The file of the maps folder that an address in the map `file` means; `None` when it leads elsewhere,
/// or can't be followed.
pub fn file_meant(address: &str, file: &str) -> Option<String> {
    match Address::read(address, file) {
        Ok(Address::File { path, .. }) => Some(path),
        Ok(Address::Web(_) | Address::Mail(_)) | Err(_) => None,
    }
}

/// What stands in the prepared documents of a map.
pub(super) fn things(documents: &Documents, file: &str) -> Vec<Thing> {
    let parsed = |name: &str| documents.get(name).and_then(|text| xml::parse(text).ok());
    let Some(map) = parsed(MAP_DOCUMENT) else {
        return Vec::new();
    };
    let side = |key: &str| map.number::<f64>(key).filter(|n| *n > 0.0).unwrap_or(1.0);
    let mut out = Things {
        cell: (side("tilewidth"), side("tileheight")),
        list: Vec::new(),
    };
    out.add(&map, ThingKind::Map, file.to_owned(), true);
    for tileset in map.children.iter().filter(|child| child.name == "tileset") {
        let outside = tileset.get("source").and_then(parsed);
        out.tileset(outside.as_ref().unwrap_or(tileset), file);
    }
    out.layers(&map.children, &format!("{file}, layer “"), true);
    out.list
}

struct Things {
    /// Size of a cell in map pixels.
    cell: (f64, f64),
    list: Vec<Thing>,
}

impl Things {
    fn add(&mut self, element: &Element, kind: ThingKind, place: String, shown: bool) {
        let text = |key: &str| element.get(key).unwrap_or_default().to_owned();
        let class = match element.get("class") {
            Some(class) if !class.is_empty() => class.to_owned(),
            _ => text("type"),
        };
        let at = |key: &str, size: f64| {
            let value = element.number::<f64>(key)?;
            Some((value / size).floor() as i64)
        };
        let tile = match kind {
            ThingKind::Object => at("x", self.cell.0).zip(at("y", self.cell.1)),
            _ => None,
        };
        self.list.push(Thing {
            kind,
            name: text("name"),
            class,
            place,
            tile,
            shown,
            content: content(element),
            picture: element.child("image").is_some(),
            properties: properties(element),
        });
    }

    fn tileset(&mut self, tileset: &Element, file: &str) {
        let name: String = tileset
            .get("name")
            .unwrap_or_default()
            .chars()
            .take(60)
            .collect();
        let place = format!("{file}, tileset “{name}”");
        self.add(tileset, ThingKind::Tileset, place.clone(), true);
        let tiles = tileset.children.iter().filter(|child| child.name == "tile");
        for tile in tiles.filter(|tile| tile.child("properties").is_some()) {
            self.add(tile, ThingKind::Tile, place.clone(), true);
        }
    }

    fn layers(&mut self, elements: &[Element], place: &str, shown: bool) {
        for element in elements {
            let kind = match element.name.as_str() {
                "layer" => ThingKind::TileLayer,
                "objectgroup" => ThingKind::ObjectLayer,
                "imagelayer" => ThingKind::PictureLayer,
                "group" => ThingKind::Group,
                _ => continue,
            };
            let visible = element.get("visible") != Some("0");
            let opaque = element.number::<f64>("opacity").unwrap_or(1.0) > 0.0;
            let shown = shown && visible && opaque;
            let name = element.get("name").unwrap_or_default();
            let here = format!("{place}{name}");
            self.add(element, kind, format!("{here}”"), shown);
            match kind {
                ThingKind::Group => self.layers(&element.children, &format!("{here}/"), shown),
                ThingKind::ObjectLayer => {
                    let objects = element.children.iter().filter(|c| c.name == "object");
                    for object in objects {
                        let name: String = object
                            .get("name")
                            .unwrap_or_default()
                            .chars()
                            .take(60)
                            .collect();
                        let what = match (name.is_empty(), object.get("id")) {
                            (true, Some(id)) => format!("object {id}"),
                            _ => format!("object “{name}”"),
                        };
                        self.add(object, ThingKind::Object, format!("{here}”, {what}"), shown);
                    }
                }
                _ => {}
            }
        }
    }
}

/// How much a layer holds.
fn content(element: &Element) -> usize {
    match element.name.as_str() {
        "layer" => {
            let cells = element.child("data").map_or("", |data| data.text.as_str());
            cells
                .split(',')
                .filter(|cell| !matches!(cell.trim(), "" | "0"))
                .count()
        }
        "objectgroup" => element
            .children
            .iter()
            .filter(|child| child.name == "object")
            .count(),
        _ => 0,
    }
}

fn properties(element: &Element) -> Vec<Property> {
    let list = element.child("properties");
    let all = list.iter().flat_map(|list| &list.children);
    all.map(|property| {
        let text = |key: &str| property.get(key).unwrap_or_default().to_owned();
        Property {
            name: text("name"),
            kind: text("type"),
            value: text("value"),
        }
    })
    .collect()
}

/// A file of either format as it is; `None` when it can't be read, which the loader tells of.
fn read(files: &dyn MapFiles, file: &str, limits: &Limits) -> Option<Element> {
    let bytes = files.read(file, limits.max_file_bytes).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?;
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    if text.starts_with('<') {
        xml::parse(text).ok()
    } else {
        json::parse(text).ok().flatten()
    }
}

fn refer(element: &Element, file: &str, found: &mut Vec<Reference>) {
    let named = match element.name.as_str() {
        "image" => element
            .get("source")
            .map(|path| (path, ReferenceKind::Picture)),
        "tileset" => element
            .get("source")
            .map(|path| (path, ReferenceKind::Tileset)),
        "object" => element
            .get("template")
            .map(|path| (path, ReferenceKind::Template)),
        _ => None,
    };
    if let Some((written, kind)) = named {
        let reference = Reference {
            kind,
            written: written.to_owned(),
            by: file.to_owned(),
            to: resolve(file, written),
        };
        if !found.contains(&reference) {
            found.push(reference);
        }
    }
    for child in &element.children {
        refer(child, file, found);
    }
}
