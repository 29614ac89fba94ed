//! `.wam` files made up at random: areas and furniture with every kind of typed property.

use serde_json::{Map, Value, json};

use crate::folder::Folder;
use crate::random::Random;

/// The path of the file.
pub const FILE: &str = "office.wam";

const KINDS: [&str; 20] = [
    "start",
    "exit",
    "focusable",
    "silent",
    "jitsiRoomProperty",
    "livekitRoomProperty",
    "playAudio",
    "openWebsite",
    "openFile",
    "speakerMegaphone",
    "listenerMegaphone",
    "areaDescriptionProperties",
    "entityDescriptionProperties",
    "restrictedRightsPropertyData",
    "maxUsersInAreaPropertyData",
    "tooltipPropertyData",
    "highlight",
    "lockableAreaPropertyData",
    "personalAreaPropertyData",
    "fromTheFuture",
];
const FIELDS: [&str; 18] = [
    "isDefault",
    "url",
    "areaName",
    "zoom_margin",
    "roomName",
    "jitsiRoomConfig",
    "livekitRoomConfig",
    "audioLink",
    "volume",
    "link",
    "newTab",
    "trigger",
    "width",
    "name",
    "speakerZoneName",
    "readTags",
    "maxUsers",
    "searchable",
];

/// Adds to a folder with a map a `.wam` file that names it, and a collection of furniture.
pub fn add(folder: &mut Folder, map: &str, values: &[&str], random: &mut Random) {
    let areas: Vec<Value> = (0..random.below(6))
        .map(|number| {
            let mut area = thing(values, random);
            area["id"] = json!(format!("a{number}"));
            area["width"] = json!(random.below(200));
            area["height"] = json!(random.below(200));
            area
        })
        .collect();
    let mut entities = Map::new();
    for number in 0..random.below(6) {
        let mut entity = thing(values, random);
        let id = if random.below(4) == 0 { "lost" } else { "desk" };
        entity["prefabRef"] = json!({"collectionName": "ours", "id": id});
        entities.insert(format!("e{number}"), entity);
    }
    let wam = json!({
        "version": "2.1.0",
        "mapUrl": map,
        "areas": areas,
        "entities": entities,
        "entityCollections": [{"url": "furniture.json"}],
    });
    let furniture = json!({
        "collectionName": "ours",
        "collection": [{"id": "desk", "imagePath": "tiles.png", "collisionGrid": [[0, 1], [1, 0]], "depthOffset": 9}],
    });
    for (file, content) in [(FILE, wam), ("furniture.json", furniture)] {
        folder
            .0
            .insert(file.to_owned(), content.to_string().into_bytes());
    }
}

/// What areas and furniture have in common.
fn thing(values: &[&str], random: &mut Random) -> Value {
    let properties: Vec<Value> = (0..random.below(5))
        .map(|_| property(values, random))
        .collect();
    let name = random.pick(values).copied().unwrap_or_default();
    json!({"name": name, "x": random.below(200), "y": random.below(200), "properties": properties})
}

fn property(values: &[&str], random: &mut Random) -> Value {
    let mut out = Map::new();
    let kind = random.pick(&KINDS).copied().unwrap_or_default();
    out.insert("type".to_owned(), json!(kind));
    for _ in 0..random.below(6) {
        let field = random.pick(&FIELDS).copied().unwrap_or_default();
        let text = random.pick(values).copied().unwrap_or_default();
        // As whatever it is in JSON, or else as text.
        let value = serde_json::from_str(text).unwrap_or_else(|_| json!(text));
        out.insert(field.to_owned(), value);
    }
    Value::Object(out)
}
