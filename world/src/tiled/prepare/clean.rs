//! Element by element: keeps what the schema knows, mends what it can, warns of what it drops.

use super::{Preparation, at, spend};
use crate::tiled::element::Element;
use crate::tiled::error::LoadError;
use crate::tiled::limits::MAX_TEXT_CHARS;
use crate::tiled::schema::{self, Kind};

/// Classes and lists inside one another that are kept of a custom property.
const MAX_PROPERTY_DEPTH: usize = 8;

/// Where an element stands.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    /// The file it is written in.
    pub(super) file: &'s str,
    /// File, layer and object, for messages.
    pub(super) place: &'s str,
    /// Groups around it.
    pub(super) groups: u64,
    /// Whether it is a part of a map and not of a tileset or template. Only a map's own objects
    /// follow templates, so that files can't name each other in a circle.
    pub(super) in_map: bool,
}

impl Preparation<'_> {
    /// Cleans an element and all in it.
    pub(super) fn clean(
        &mut self,
        element: &mut Element,
        scope: Scope<'_>,
    ) -> Result<(), LoadError> {
        let Some(rule) = schema::rule(&element.name) else {
            return Ok(());
        };
        let name = element.name.clone();
        element.attributes.retain_mut(|(key, value)| {
            let Some((_, kind)) = rule.attributes.iter().find(|(known, _)| known == key) else {
                return false;
            };
            if value.is_empty() && *kind != Kind::Text {
                return false;
            }
            let canonical = schema::canonical(*kind, value);
            if canonical.is_none() {
                let shown: String = value.chars().take(40).collect();
                let message =
                    format!("the {key} “{shown}” of the {name} is not usable and is ignored");
                self.notes.warn("bad-attribute", scope.place, message);
            }
            canonical.map(|text| *value = text).is_some()
        });
        if name == "data" {
            return Ok(());
        }
        element
            .children
            .retain(|child| rule.children.contains(&child.name.as_str()));
        match name.as_str() {
            "property" | "item" => {}
            "text" => self.cut_text(element, scope),
            _ => element.text.clear(),
        }
        self.count(element, scope)?;
        join_properties(element);
        let groups = scope.groups + u64::from(name == "group");
        let in_map = scope.in_map && name != "tileset";
        for child in &mut element.children {
            let place = place_of(child, scope.place);
            let place = place.as_deref().unwrap_or(scope.place);
            self.clean(
                child,
                Scope {
                    place,
                    groups,
                    in_map,
                    ..scope
                },
            )?;
        }
        element.children.retain_mut(|child| {
            let whole = complete(child);
            if !whole {
                let message = format!("a {} lacks what it needs and is ignored", child.name);
                self.notes.warn("incomplete-element", scope.place, message);
            }
            whole
        });
        match name.as_str() {
            "image" => self.image(element, scope),
            "tileset" => self.tileset(element, scope)?,
            "object" => self.object(element, scope)?,
            "imagelayer" => image_layer(element),
            "property" | "item" => property(element, MAX_PROPERTY_DEPTH),
            _ => {}
        }
        Ok(())
    }

    /// Cuts what a text object says to what fits on a sign.
    fn cut_text(&mut self, element: &mut Element, scope: Scope<'_>) {
        let Some((end, _)) = element.text.char_indices().nth(MAX_TEXT_CHARS) else {
            return;
        };
        element.text.truncate(end);
        let message = format!("its text is cut after {MAX_TEXT_CHARS} characters");
        self.notes.warn("long-text", scope.place, message);
    }

    fn count(&mut self, element: &Element, scope: Scope<'_>) -> Result<(), LoadError> {
        let (limits, used) = (self.limits, &mut self.used);
        let place = scope.place;
        match element.name.as_str() {
            name if schema::is_layer(name) && scope.in_map => {
                spend(&mut used.layers, 1, "max_layers", limits.max_layers).map_err(at(place))?;
            }
            "object" => {
                spend(&mut used.objects, 1, "max_objects", limits.max_objects)
                    .map_err(at(place))?;
            }
            "tileset" => {
                spend(&mut used.tilesets, 1, "max_tilesets", limits.max_tilesets)
                    .map_err(at(place))?;
            }
            "polygon" | "polyline" => {
                let corners = element
                    .get("points")
                    .map_or(0, |points| points.split(' ').count());
                let allowed = limits.max_corners;
                spend(&mut 0, corners as u64, "max_corners", allowed).map_err(at(place))?;
            }
            _ => {}
        }
        if element.name == "group" {
            let mut depth = scope.groups;
            let allowed = limits.max_group_depth;
            spend(&mut depth, 1, "max_group_depth", allowed).map_err(at(place))?;
        }
        Ok(())
    }
}

/// Old maps write the shift of an image layer as its place.
fn image_layer(layer: &mut Element) {
    let place = (layer.take("x"), layer.take("y"));
    if layer.get("offsetx").is_none() {
        for (key, value) in [("offsetx", place.0), ("offsety", place.1)] {
            if let Some(value) = value {
                layer.set(key, value);
            }
        }
    }
}

/// File, layer and object of an element, when it is one that has a name of its own.
fn place_of(element: &Element, inside: &str) -> Option<String> {
    let kind = match element.name.as_str() {
        name if schema::is_layer(name) => "layer",
        "object" => "object",
        "tileset" => "tileset",
        "tile" => "tile",
        _ => return None,
    };
    let name: String = element
        .get("name")
        .unwrap_or_default()
        .chars()
        .take(60)
        .collect();
    Some(match (name.is_empty(), element.get("id")) {
        (false, _) => format!("{inside}, {kind} “{name}”"),
        (true, Some(id)) => format!("{inside}, {kind} {id}"),
        (true, None) => format!("{inside}, a {kind} without name"),
    })
}

/// The parser looks at the last list of properties only.
fn join_properties(element: &mut Element) {
    let Some(first) = element
        .children
        .iter()
        .position(|child| child.name == "properties")
    else {
        return;
    };
    let mut joined = element.children.remove(first);
    while let Some(more) = element.take_child("properties") {
        joined.children.extend(more.children);
    }
    element.children.insert(0, joined);
}

/// Fills in what an element must have; false when that can't be made up.
fn complete(element: &mut Element) -> bool {
    match element.name.as_str() {
        "polygon" | "polyline" => element.get("points").is_some(),
        "image" => element.get("source").is_some(),
        "tile" => element.get("id").is_some(),
        "property" => element.get("name").is_some(),
        "frame" => {
            if element.get("duration").is_none() {
                element.set("duration", 1);
            }
            element.get("tileid").is_some()
        }
        "tileoffset" => {
            for key in ["x", "y"] {
                if element.get(key).is_none() {
                    element.set(key, 0);
                }
            }
            true
        }
        _ => true,
    }
}

/// Makes the value of a custom property fit its type; what does not fit stays as text.
fn property(element: &mut Element, depth: usize) {
    let kind = element.take("type").unwrap_or_default();
    if kind == "class" || kind == "list" {
        element.take("value");
        element.text.clear();
        if depth == 0 {
            element.children.clear();
        }
        let deeper = depth.saturating_sub(1);
        for child in &mut element.children {
            if child.name == "item" {
                property(child, deeper);
            } else {
                child
                    .children
                    .iter_mut()
                    .for_each(|inner| property(inner, deeper));
            }
        }
        element.set("type", kind);
        return;
    }
    element.children.clear();
    let text = std::mem::take(&mut element.text);
    let value = element.take("value").unwrap_or(text);
    let fits = match kind.as_str() {
        "bool" => matches!(value.as_str(), "true" | "false"),
        "int" => value.parse::<i32>().is_ok(),
        "float" => value.parse::<f32>().is_ok_and(f32::is_finite),
        "object" => value.parse::<u32>().is_ok(),
        "color" => schema::canonical(Kind::Color, &value).is_some(),
        "file" => true,
        _ => false,
    };
    element.set("type", if fits { kind.as_str() } else { "string" });
    element.set("value", value);
}
