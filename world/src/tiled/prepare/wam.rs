//! Reads a `.wam` file, the map that it belongs to and the collections of furniture that it uses,
//! and puts its areas and furniture into the map as layers of objects.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::tileset::ImageFile;
use super::{Preparation, at, spend};
use crate::tiled::address::{decoded, encoded};
use crate::tiled::element::Element;
use crate::tiled::error::{LoadError, Problem};
use crate::tiled::files::{FileError, PathError, resolve};
use crate::tiled::schema::is_layer;
use crate::tiled::wam::{
    Json, Translator, list, number, object, podiums, property, settings_left_out, text,
};

/// Where the numbers of furniture begin: behind those of any real tileset.
const FIRST_TILE: u32 = 1 << 27;

/// Different pieces of furniture of one map.
const MAX_PREFABS: usize = 5000;

/// Cells in a row or column of the grid that says where a piece of furniture blocks.
const MAX_GRID: usize = 64;

/// How near to a piece of furniture one has to be for what it opens, in pixels.
const REACH: f64 = 32.0;

/// Pixels of a piece of furniture whose picture has no size.
const UNKNOWN_SIZE: (u32, u32) = (32, 32);

/// A kind of furniture.
struct Prefab {
    /// Its picture, relative to the maps folder.
    image: String,
    size: (u32, u32),
    /// By how much it stands lower than it is drawn.
    depth: f64,
    /// Which of its cells block, row by row.
    grid: Vec<Vec<bool>>,
}

impl Preparation<'_> {
    /// The map of a `.wam` file with all that the file adds, and the map's path.
    ///
    /// # Errors
    /// See [`Problem`].
    pub(super) fn wam(&mut self, file: &str) -> Result<(Element, String), LoadError> {
        let content = self.text(file).map_err(at(file))?;
        let wam: Value = serde_json::from_str(&content)
            .map_err(|error| at(file)(Problem::Syntax(error.to_string())))?;
        drop(content);
        let Value::Object(wam) = wam else {
            return Err(at(file)(Problem::NotAMap));
        };
        let (mut map, map_file) = self.map_of(&wam, file)?;
        if map.name != "map" {
            return Err(at(&map_file)(Problem::NotAMap));
        }
        name_map(&mut map, &wam);
        if let Some(reason) = settings_left_out(&wam) {
            self.notes.warn("wam-property", file, reason);
        }
        let podiums = podiums(&wam);
        let reference = |text: &str| moved(text, file, &map_file);
        let translator = |trigger| Translator {
            podiums: &podiums,
            reference: &reference,
            trigger,
        };
        let areas = self.areas(&wam, file, &translator("onenter"))?;
        let (furniture, around) =
            self.furniture(&wam, (file, &map_file), &translator("onaction"), &mut map)?;
        let filled = |layer: &Element| !layer.children.is_empty();
        if filled(&furniture) {
            // Avatars walk over furniture: it lies right under the layer that they walk at.
            map.children.insert(floor(&map), furniture);
        }
        map.children
            .extend([areas, around].into_iter().filter(filled));
        Ok((map, map_file))
    }

    /// The map that the file names or, when that is not here, the one beside it of the same name.
    fn map_of(&mut self, wam: &Json, file: &str) -> Result<(Element, String), LoadError> {
        let url = text(wam, "mapUrl");
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let named = decoded(path).ok_or(PathError::Garbled);
        let named = named.and_then(|path| resolve(file, &path));
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let beside = ["tmj", "json", "tmx"].map(|end| format!("{stem}.{end}"));
        let is_wam = |path: &String| path.to_ascii_lowercase().ends_with(".wam");
        for path in named
            .clone()
            .ok()
            .filter(|path| !is_wam(path))
            .into_iter()
            .chain(beside)
        {
            match self.read(&path) {
                Ok(map) => {
                    if named.as_ref() != Ok(&path) {
                        let message = format!(
                            "the map “{}” is not in the maps folder; “{path}” is taken",
                            shown(&url)
                        );
                        self.notes.warn("wam-map", file, message);
                    }
                    return Ok((map, path));
                }
                Err(Problem::File(FileError::Missing)) => {}
                Err(problem) => return Err(at(&path)(problem)),
            }
        }
        let message = format!(
            "the map “{}” that it belongs to is not in the maps folder",
            shown(&url)
        );
        Err(at(file)(Problem::Invalid(message)))
    }

    fn areas(
        &mut self,
        wam: &Json,
        file: &str,
        translator: &Translator<'_>,
    ) -> Result<Element, LoadError> {
        self.bound(list(wam, "areas").count(), file)?;
        let mut layer = layer(file, "areas");
        for area in list(wam, "areas") {
            let name = text(area, "name");
            let translated = translator.translate(area);
            let place = format!("{file}, area “{}”", shown(&name));
            for reason in translated.left_out {
                self.notes.warn("wam-property", &place, reason);
            }
            let at = ["x", "y", "width", "height"].map(|key| number(area, key));
            let searchable = translated.searchable;
            for set in (translated.sets.iter()).filter(|set| searchable || !set.is_empty()) {
                let mut object = object(&name, at, set);
                if searchable {
                    object.set("type", "area");
                }
                layer.children.push(object);
            }
        }
        Ok(layer)
    }

    /// Refuses what would be more objects than a map may have, before any is made.
    fn bound(&self, objects: usize, file: &str) -> Result<(), LoadError> {
        let allowed = self.limits.max_objects;
        spend(&mut 0, objects as u64, "max_objects", allowed).map_err(at(file))
    }

    /// The furniture, and the places around it where it can be used.
    fn furniture(
        &mut self,
        wam: &Json,
        (file, map_file): (&str, &str),
        translator: &Translator<'_>,
        map: &mut Element,
    ) -> Result<(Element, Element), LoadError> {
        let mut drawn = layer(file, "entities");
        // In the order in which they are written.
        drawn.set("draworder", "index");
        let mut around = layer(file, "entities in use");
        // By their ids; a list in files of the first version.
        let by_id = wam.get("entities").and_then(Value::as_object);
        let by_id = by_id.into_iter().flat_map(|entities| entities.values());
        let entities: Vec<&Json> = by_id
            .filter_map(Value::as_object)
            .chain(list(wam, "entities"))
            .collect();
        if entities.is_empty() {
            return Ok((drawn, around));
        }
        self.bound(entities.len(), file)?;
        let known = self.collections(wam, file);
        let mut prefabs: Vec<Prefab> = Vec::new();
        let mut numbers: HashMap<(String, String), Option<usize>> = HashMap::new();
        let mut placed: Vec<(f64, Element)> = Vec::new();
        for entity in entities {
            let of = entity.get("prefabRef").and_then(Value::as_object);
            let key = of.map_or_else(Default::default, |of| {
                (text(of, "collectionName"), text(of, "id"))
            });
            let number_of = match numbers.get(&key) {
                Some(known) => *known,
                None => {
                    let prefab = known.get(&key).filter(|_| prefabs.len() < MAX_PREFABS);
                    let prefab = prefab.and_then(|(json, from)| self.prefab(json, from));
                    if prefab.is_none() {
                        let message = format!(
                            "the furniture “{}” of “{}” is not here and is left out",
                            shown(&key.1),
                            shown(&key.0)
                        );
                        self.notes.warn("missing-furniture", file, message);
                    }
                    let new = prefab.map(|prefab| {
                        prefabs.push(prefab);
                        prefabs.len() - 1
                    });
                    numbers.insert(key, new);
                    new
                }
            };
            let (x, y) = (number(entity, "x"), number(entity, "y"));
            let prefab = number_of.and_then(|number| Some((number, prefabs.get(number)?)));
            let (width, height) = prefab.map_or(UNKNOWN_SIZE, |(_, prefab)| prefab.size);
            let (width, height) = (f64::from(width), f64::from(height));
            if let Some((number, prefab)) = prefab {
                let mut tile = Element::new("object");
                tile.set("gid", FIRST_TILE + u32::try_from(number).unwrap_or(0));
                for (key, value) in [("x", x), ("y", y), ("width", width), ("height", height)] {
                    tile.set(key, value);
                }
                placed.push((y + height + prefab.depth, tile));
            }
            let translated = translator.translate(entity);
            let name = text(entity, "name");
            for reason in translated.left_out {
                let place = format!("{file}, entity “{}”", shown(&name));
                self.notes.warn("wam-property", &place, reason);
            }
            let reach = [
                x - REACH,
                y - REACH,
                width + 2.0 * REACH,
                height + 2.0 * REACH,
            ];
            let means = |set: &&BTreeMap<_, _>| set.keys().any(|key| *key != "description");
            let searchable = translated.searchable;
            for set in (translated.sets.iter()).filter(|set| searchable || means(set)) {
                let mut object = object(&name, reach, set);
                if searchable {
                    object.set("type", "area");
                }
                around.children.push(object);
            }
        }
        placed.sort_by(|a, b| a.0.total_cmp(&b.0));
        drawn.children = placed.into_iter().map(|(_, tile)| tile).collect();
        if !prefabs.is_empty() {
            let walls = prefabs
                .iter()
                .flat_map(|prefab| prefab.grid.iter().flatten());
            self.bound(walls.filter(|blocks| **blocks).count(), file)?;
            map.children.push(tileset(&prefabs, file, map_file, map));
        }
        Ok((drawn, around))
    }

    /// All furniture of the collections that the file names, by collection and id, with the file
    /// that it is from.
    fn collections(&mut self, wam: &Json, file: &str) -> HashMap<(String, String), (Json, String)> {
        let mut all = HashMap::new();
        for collection in list(wam, "entityCollections") {
            let url = text(collection, "url");
            let path = decoded(&url)
                .ok_or(PathError::Garbled)
                .and_then(|path| resolve(file, &path));
            let read = match path {
                Ok(path) => self
                    .text(&path)
                    .map(|content| (path, content))
                    .map_err(|problem| problem.to_string()),
                Err(error) => Err(error.to_string()),
            };
            let read = read.and_then(|(path, content)| {
                let json = serde_json::from_str(&content).map_err(|error| error.to_string())?;
                match json {
                    Value::Object(json) => Ok((path, json)),
                    _ => Err("it is no collection of furniture".to_owned()),
                }
            });
            let (path, json) = match read {
                Ok(read) => read,
                Err(reason) => {
                    let message =
                        format!("the furniture of “{}” is left out: {reason}", shown(&url));
                    self.notes.warn("missing-collection", file, message);
                    continue;
                }
            };
            let name = text(&json, "collectionName");
            for prefab in list(&json, "collection") {
                let id = text(prefab, "id");
                let parts = ["name", "color", "direction"].map(|key| text(prefab, key));
                let id = if id.is_empty() { parts.join(":") } else { id };
                all.insert((name.clone(), id), (prefab.clone(), path.clone()));
            }
        }
        all
    }

    fn prefab(&mut self, json: &Json, from: &str) -> Option<Prefab> {
        let path = text(json, "imagePath");
        let image = resolve(from, &decoded(&path)?).ok()?;
        let size = match self.image_file(&image) {
            ImageFile::Sized(width, height) => (width, height),
            ImageFile::Unsized => UNKNOWN_SIZE,
            ImageFile::Missing | ImageFile::Unreadable => return None,
        };
        let rows = json.get("collisionGrid").and_then(Value::as_array);
        let blocks = |row: &Value| {
            let cells = row.as_array().into_iter().flatten();
            cells
                .take(MAX_GRID)
                .map(|cell| cell.as_f64().is_some_and(|n| n != 0.0))
                .collect()
        };
        Some(Prefab {
            image,
            size,
            depth: number(json, "depthOffset"),
            grid: rows
                .into_iter()
                .flatten()
                .take(MAX_GRID)
                .map(blocks)
                .collect(),
        })
    }
}

/// A tileset of furniture: each piece a picture of its own, with the cells of the map that block.
fn tileset(prefabs: &[Prefab], file: &str, map_file: &str, map: &Element) -> Element {
    let cell = |key: &str| map.number::<f64>(key).unwrap_or(32.0);
    let (cell_width, cell_height) = (cell("tilewidth"), cell("tileheight"));
    let mut tileset = Element::new("tileset");
    tileset.set("firstgid", FIRST_TILE);
    tileset.set("name", format!("{} entities", short(file)));
    tileset.set("objectalignment", "topleft");
    for (id, prefab) in prefabs.iter().enumerate() {
        let mut tile = Element::new("tile");
        tile.set("id", id);
        let mut image = Element::new("image");
        image.set("source", from_map(&prefab.image, map_file));
        image.set("width", prefab.size.0);
        image.set("height", prefab.size.1);
        tile.children.push(image);
        let mut shapes = Element::new("objectgroup");
        for (row, cells) in prefab.grid.iter().enumerate() {
            for (column, _) in cells.iter().enumerate().filter(|(_, blocks)| **blocks) {
                let corner = (column as f64 * cell_width, row as f64 * cell_height);
                shapes.children.push(object(
                    "",
                    [corner.0, corner.1, cell_width, cell_height],
                    &BTreeMap::new(),
                ));
            }
        }
        if !shapes.children.is_empty() {
            tile.children.push(shapes);
        }
        tileset.children.push(tile);
    }
    tileset
}

/// Gives the map the title of the `.wam` file, when it has none itself.
fn name_map(map: &mut Element, wam: &Json) {
    let metadata = wam.get("metadata").and_then(Value::as_object);
    let name = metadata
        .map(|metadata| text(metadata, "name"))
        .unwrap_or_default();
    let is_name = |property: &Element| {
        property
            .get("name")
            .is_some_and(|name| name.trim().eq_ignore_ascii_case("mapName"))
    };
    let mut own = map
        .children
        .iter()
        .filter(|child| child.name == "properties");
    if name.is_empty() || own.any(|properties| properties.children.iter().any(is_name)) {
        return;
    }
    let mut properties = Element::new("properties");
    properties.children.push(property("mapName", &name));
    map.children.push(properties);
}

/// The place, among the map's children, of the layer that avatars walk at: the object layer named
/// `floorLayer`, or the lowest one; behind all when there is none.
fn floor(map: &Element) -> usize {
    let is_floor = |layer: &Element| {
        layer.name == "objectgroup"
            && layer
                .get("name")
                .is_some_and(|name| name.trim().eq_ignore_ascii_case("floorLayer"))
    };
    let holds = |layer: &Element, test: &dyn Fn(&Element) -> bool| {
        is_layer(&layer.name) && any(layer, test)
    };
    let named = map
        .children
        .iter()
        .position(|layer| holds(layer, &is_floor));
    let lowest = || {
        map.children
            .iter()
            .position(|layer| holds(layer, &|l: &Element| l.name == "objectgroup"))
    };
    named.or_else(lowest).unwrap_or(map.children.len())
}

/// Whether a layer or one inside of it passes. Not deep: the readers bound how deep files nest.
fn any(layer: &Element, test: &dyn Fn(&Element) -> bool) -> bool {
    test(layer) || (layer.name == "group" && layer.children.iter().any(|inner| any(inner, test)))
}

fn layer(file: &str, what: &str) -> Element {
    let mut layer = Element::new("objectgroup");
    layer.set("name", format!("{} {what}", short(file)));
    layer
}

/// A file's name without its folder.
fn short(file: &str) -> &str {
    file.rsplit_once('/').map_or(file, |(_, name)| name)
}

/// The beginning of a text, for messages.
fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

/// A file of the maps folder as the map names it.
fn from_map(path: &str, map_file: &str) -> String {
    let up = "../".repeat(map_file.matches('/').count());
    format!("{up}{path}")
}

/// A reference in the `.wam` file as one in the map's file. What is not relative stays.
fn moved(text: &str, file: &str, map_file: &str) -> String {
    let text = text.trim();
    let folder = |file: &str| file.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let absolute = text.is_empty() || text.contains(':') || text.starts_with(['/', '#', '\\']);
    if absolute || folder(file) == folder(map_file) {
        return text.to_owned();
    }
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let (path, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    match decoded(path).map(|path| resolve(file, &path)) {
        Some(Ok(path)) => format!("{}{rest}", from_map(&encoded(&path), map_file)),
        _ => text.to_owned(),
    }
}
