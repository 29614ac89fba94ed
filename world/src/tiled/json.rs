//! Tiled's JSON to the [`Element`]s of its XML format. Translates names and shapes only; what the
//! values mean is checked afterwards, the same way for both formats.

use serde_json::{Map, Value};

use super::element::Element;

type Object = Map<String, Value>;

/// Reads a JSON map, tileset or template.
///
/// # Errors
/// Line, column and reason when the text is not JSON, which includes nesting deeper than 128.
/// `Ok(None)` when it is JSON but none of the three.
pub(super) fn parse(text: &str) -> Result<Option<Element>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let Value::Object(object) = value else {
        return Ok(None);
    };
    let kind = object.get("type").and_then(Value::as_str);
    let has = |key: &str| object.contains_key(key);
    Ok(match kind {
        Some("map") => Some(map(&object)),
        Some("tileset") => Some(tileset(&object)),
        Some("template") => Some(template(&object)),
        // Files of old name no type.
        _ if has("layers") && has("tilewidth") => Some(map(&object)),
        _ if has("tilewidth") && has("image") | has("tiles") => Some(tileset(&object)),
        _ => None,
    })
}

fn map(object: &Object) -> Element {
    let mut map = element("map", object);
    map.children.extend(list(object, "tilesets").map(tileset));
    map.children
        .extend(list(object, "layers").filter_map(layer));
    map
}

fn template(object: &Object) -> Element {
    let mut template = Element::new("template");
    let part = |key: &str| object.get(key).and_then(Value::as_object);
    template.children.extend(part("tileset").map(tileset));
    template.children.extend(part("object").map(map_object));
    template
}

fn layer(object: &Object) -> Option<Element> {
    let name = match object.get("type").and_then(Value::as_str)? {
        "tilelayer" => "layer",
        "objectgroup" => "objectgroup",
        "imagelayer" => "imagelayer",
        "group" => "group",
        _ => return None,
    };
    let mut layer = element(name, object);
    // In JSON this is the kind of layer, in XML it would be the author's class.
    layer.take("type");
    match name {
        "layer" => layer.children.extend(data(object)),
        "objectgroup" => layer
            .children
            .extend(list(object, "objects").map(map_object)),
        "imagelayer" => layer.children.extend(image(object)),
        _ => layer
            .children
            .extend(list(object, "layers").filter_map(self::layer)),
    }
    Some(layer)
}

fn data(object: &Object) -> Option<Element> {
    let mut data = match object.get("data") {
        Some(value) => cells("data", value),
        None => Element::new("data"),
    };
    for chunk in list(object, "chunks") {
        let mut out = chunk
            .get("data")
            .map_or_else(Element::default, |value| cells("chunk", value));
        let size = element("chunk", chunk);
        for key in ["x", "y", "width", "height"] {
            if let Some(value) = size.get(key) {
                out.set(key, value);
            }
        }
        out.name = "chunk".to_owned();
        // In JSON numbers and text are told apart by themselves, so chunks may differ.
        if let Some(encoding) = out.take("encoding") {
            data.set("encoding", encoding);
        }
        data.children.push(out);
    }
    for key in ["encoding", "compression"] {
        let value = object.get(key).and_then(Value::as_str);
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let is_text = |v: Option<&Value>| v.is_some_and(Value::is_string);
            let text = is_text(object.get("data"))
                || list(object, "chunks").any(|chunk| is_text(chunk.get("data")));
            if text {
                data.set(key, value);
            }
        }
    }
    (object.contains_key("data") || object.contains_key("chunks")).then_some(data)
}

/// The cells of a layer or chunk: numbers become CSV.
fn cells(name: &str, value: &Value) -> Element {
    let mut out = Element::new(name);
    match value {
        Value::Array(numbers) => {
            out.set("encoding", "csv");
            let mut text = String::with_capacity(numbers.len() * 4);
            for number in numbers {
                if !text.is_empty() {
                    text.push(',');
                }
                text.push_str(&scalar(number).unwrap_or_else(|| "?".to_owned()));
            }
            out.text = text;
        }
        Value::String(text) => {
            let csv = text
                .bytes()
                .all(|b| b.is_ascii_digit() || b",\r\n \t".contains(&b));
            // Long digits alone are base64 too, but then the layer says so.
            out.set("encoding", if csv { "csv" } else { "base64" });
            out.text.clone_from(text);
        }
        _ => {}
    }
    out
}

fn tileset(object: &Object) -> Element {
    let mut tileset = element("tileset", object);
    tileset.children.extend(image(object));
    if let Some(offset) = object.get("tileoffset").and_then(Value::as_object) {
        tileset.children.push(element("tileoffset", offset));
    }
    match object.get("tiles") {
        // Before Tiled 1.2 tiles, and their properties, were objects by tile number.
        Some(Value::Object(tiles)) => {
            for (id, tile_) in tiles {
                let mut out = tile_.as_object().map_or_else(|| Element::new("tile"), tile);
                out.set("id", id);
                tileset.children.push(out);
            }
        }
        _ => tileset.children.extend(list(object, "tiles").map(tile)),
    }
    let types = object.get("tilepropertytypes").and_then(Value::as_object);
    if let Some(by_tile) = object.get("tileproperties").and_then(Value::as_object) {
        for (id, values) in by_tile {
            let of_tile = types.and_then(|types| types.get(id));
            let known = tileset
                .children
                .iter_mut()
                .find(|c| c.name == "tile" && c.get("id") == Some(id));
            let properties = properties(values, of_tile);
            if let Some(tile) = known {
                tile.children.extend(properties);
            } else {
                let mut tile = Element::new("tile");
                tile.set("id", id);
                tile.children.extend(properties);
                tileset.children.push(tile);
            }
        }
    }
    tileset
}

fn tile(object: &Object) -> Element {
    let mut tile = element("tile", object);
    tile.children.extend(image(object));
    if let Some(group) = object.get("objectgroup").and_then(Value::as_object) {
        let mut out = element("objectgroup", group);
        out.take("type");
        out.children.extend(list(group, "objects").map(map_object));
        tile.children.push(out);
    }
    if object.contains_key("animation") {
        let mut animation = Element::new("animation");
        animation.children = list(object, "animation")
            .map(|frame| element("frame", frame))
            .collect();
        tile.children.push(animation);
    }
    tile
}

fn map_object(object: &Object) -> Element {
    let mut out = element("object", object);
    for shape in ["ellipse", "point", "capsule"] {
        if object.get(shape).and_then(Value::as_bool) == Some(true) {
            out.children.push(Element::new(shape));
        }
    }
    for shape in ["polygon", "polyline"] {
        if object.contains_key(shape) {
            let mut corners = Element::new(shape);
            let coordinate = |point: &Object, key: &str| {
                point
                    .get(key)
                    .and_then(scalar)
                    .unwrap_or_else(|| "0".to_owned())
            };
            let points: Vec<String> = list(object, shape)
                .map(|point| format!("{},{}", coordinate(point, "x"), coordinate(point, "y")))
                .collect();
            corners.set("points", points.join(" "));
            out.children.push(corners);
        }
    }
    if let Some(value) = object.get("text") {
        out.children.push(text(value));
    }
    out
}

/// A text, whose words JSON keeps beside how they are written.
fn text(value: &Value) -> Element {
    let mut text = value
        .as_object()
        .map_or_else(|| Element::new("text"), |object| element("text", object));
    text.text = text.take("text").unwrap_or_default();
    text
}

/// The picture of a tileset, tile or image layer, whose parts JSON keeps beside other things.
fn image(object: &Object) -> Option<Element> {
    let source = object
        .get("image")?
        .as_str()
        .filter(|source| !source.is_empty())?;
    let mut image = Element::new("image");
    image.set("source", source);
    for (from, to) in [
        ("imagewidth", "width"),
        ("imageheight", "height"),
        ("transparentcolor", "trans"),
    ] {
        if let Some(value) = object.get(from).and_then(scalar) {
            image.set(to, value);
        }
    }
    Some(image)
}

/// An element with the object's plain values as attributes, and its properties.
fn element(name: &str, object: &Object) -> Element {
    let mut out = Element::new(name);
    for (key, value) in object {
        if let Some(value) = scalar(value) {
            out.attributes.push((key.clone(), value));
        }
    }
    if let Some(values) = object.get("properties") {
        out.children
            .extend(properties(values, object.get("propertytypes")));
    }
    out
}

/// Custom properties: a list of names, types and values, or, before Tiled 1.2, an object of values
/// with another one of types.
fn properties(values: &Value, types: Option<&Value>) -> Option<Element> {
    let mut out = Element::new("properties");
    match values {
        Value::Array(_) => {
            for entry in objects(values) {
                let kind = entry.get("type").and_then(Value::as_str);
                let value = entry.get("value").unwrap_or(&Value::Null);
                let mut property = property(value, kind);
                for key in ["name", "propertytype"] {
                    if let Some(text) = entry.get(key).and_then(scalar) {
                        property.set(key, text);
                    }
                }
                out.children.push(property);
            }
        }
        Value::Object(entries) => {
            for (name, value) in entries {
                let kind = types
                    .and_then(|types| types.get(name))
                    .and_then(Value::as_str);
                let mut property = property(value, kind);
                property.set("name", name);
                out.children.push(property);
            }
        }
        _ => return None,
    }
    Some(out)
}

fn property(value: &Value, kind: Option<&str>) -> Element {
    let mut out = Element::new("property");
    match value {
        Value::Object(_) => {
            out.set("type", "class");
            out.children.extend(properties(value, None));
        }
        Value::Array(_) => {
            out.set("type", "list");
            for entry in objects(value) {
                let kind = entry.get("type").and_then(Value::as_str);
                let mut item = property(entry.get("value").unwrap_or(&Value::Null), kind);
                item.name = "item".to_owned();
                out.children.push(item);
            }
        }
        _ => {
            let guess = match value {
                Value::Bool(_) => "bool",
                Value::Number(number) if number.is_f64() => "float",
                Value::Number(_) => "int",
                _ => "string",
            };
            out.set("type", kind.unwrap_or(guess));
            let text = match value {
                Value::Bool(flag) => flag.to_string(),
                other => scalar(other).unwrap_or_default(),
            };
            out.set("value", text);
        }
    }
    out
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(if *flag { "1" } else { "0" }.to_owned()),
        _ => None,
    }
}

fn list<'a>(object: &'a Object, key: &str) -> impl Iterator<Item = &'a Object> + use<'a> {
    object.get(key).into_iter().flat_map(objects)
}

fn objects(value: &Value) -> impl Iterator<Item = &Object> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
}
