//! What WorkAdventure's editor keeps beside a map, in `.wam` files: areas with typed properties
//! become objects with the custom properties that mean the same, so that there is one way from
//! properties to what happens. Furniture is in [`super::prepare`], as it has pictures.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::element::Element;

/// Properties of one area or piece of furniture that are looked at.
const MAX_PROPERTIES: usize = 100;

/// A JSON object.
pub(super) type Json = Map<String, Value>;

/// The entries of a list that are objects.
pub(super) fn list<'j>(json: &'j Json, key: &str) -> impl Iterator<Item = &'j Json> + use<'j> {
    let values = json.get(key).and_then(Value::as_array);
    values.into_iter().flatten().filter_map(Value::as_object)
}

/// A text, or a number as text; empty when there is none.
pub(super) fn text(json: &Json, key: &str) -> String {
    match json.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A finite number; 0 when there is none.
pub(super) fn number(json: &Json, key: &str) -> f64 {
    let number = json.get(key).and_then(Value::as_f64);
    number.filter(|number| number.is_finite()).unwrap_or(0.0)
}

fn flag(json: &Json, key: &str) -> Option<bool> {
    json.get(key).and_then(Value::as_bool)
}

fn words(json: &Json, key: &str) -> String {
    let values = json.get(key).and_then(Value::as_array);
    let words = values.into_iter().flatten().filter_map(Value::as_str);
    words.collect::<Vec<_>>().join("\n")
}

/// The podiums of all areas: their names by the areas' ids, by which audiences name them.
pub(super) fn podiums(wam: &Json) -> BTreeMap<String, String> {
    let mut podiums = BTreeMap::new();
    for area in list(wam, "areas") {
        let podium = list(area, "properties").find(|p| text(p, "type") == "speakerMegaphone");
        if let Some(podium) = podium {
            podiums.insert(text(area, "id"), text(podium, "name"));
        }
    }
    podiums
}

/// What typed properties come to.
pub(super) struct Translated {
    /// Custom properties, in as many sets as are needed for none to come twice: an area with two
    /// pages becomes two objects.
    pub(super) sets: Vec<BTreeMap<&'static str, String>>,
    /// Whether it is to be found by its name.
    pub(super) searchable: bool,
    /// What is left out, and why.
    pub(super) left_out: Vec<String>,
}

/// What is needed to understand properties.
pub(super) struct Translator<'t> {
    /// See [`podiums`].
    pub(super) podiums: &'t BTreeMap<String, String>,
    /// Makes a reference in the `.wam` file one in the map's file.
    pub(super) reference: &'t dyn Fn(&str) -> String,
    /// What opens things that say nothing of it.
    pub(super) trigger: &'static str,
}

type Set = BTreeMap<&'static str, String>;

impl Translator<'_> {
    /// The custom properties that mean the same as those of an area or a piece of furniture.
    pub(super) fn translate(&self, owner: &Json) -> Translated {
        let mut out = Translated {
            sets: vec![Set::new()],
            searchable: false,
            left_out: Vec::new(),
        };
        for property in list(owner, "properties").take(MAX_PROPERTIES) {
            let kind = text(property, "type");
            if kind == "areaDescriptionProperties" {
                out.searchable |= flag(property, "searchable") == Some(true);
            }
            match self.one(&kind, property, owner) {
                Ok(set) => add(&mut out.sets, set),
                Err(reason) => out.left_out.push(reason),
            }
        }
        out
    }

    fn one(&self, kind: &str, property: &Json, owner: &Json) -> Result<Set, String> {
        let mut set = Set::new();
        let mut put = |name, value: String| {
            if !value.trim().is_empty() {
                set.insert(name, value);
            }
        };
        let get = |key: &str| text(property, key);
        let yes = || "true".to_owned();
        match kind {
            "start" => {
                put("start", yes());
                put(
                    "isDefault",
                    flag(property, "isDefault").unwrap_or(false).to_string(),
                );
            }
            "exit" => put("exitUrl", self.exit(property)),
            "focusable" => {
                put("focusable", yes());
                put("zoom_margin", get("zoom_margin"));
            }
            "silent" => put("silent", yes()),
            "jitsiRoomProperty" => return Ok(self.jitsi(property)),
            "livekitRoomProperty" => {
                let name = [get("roomName"), text(owner, "name"), text(owner, "id")];
                let name = name.into_iter().find(|name| !name.trim().is_empty());
                put("talk", name.unwrap_or_else(|| "meeting".to_owned()));
            }
            "playAudio" => {
                put("playAudio", (self.reference)(&get("audioLink")));
                put("audioVolume", get("volume"));
                put("audioLoop", yes());
            }
            "openWebsite" | "openFile" => return Ok(self.website(property)),
            "speakerMegaphone" => put("speakerMegaphone", get("name")),
            "listenerMegaphone" => {
                let name = get("speakerZoneName");
                put(
                    "listenerMegaphone",
                    self.podiums.get(&name).cloned().unwrap_or(name),
                );
            }
            "areaDescriptionProperties" | "entityDescriptionProperties" => {
                put("description", get("description"));
            }
            "restrictedRightsPropertyData" => put("requiredRole", words(property, "readTags")),
            "maxUsersInAreaPropertyData" => put("maxUsersInArea", get("maxUsers")),
            "tooltipPropertyData" => put("hint", get("content")),
            // Looks only.
            "highlight" => {}
            "lockableAreaPropertyData" => {
                return Err(
                    "areas that visitors lock stay open; people lock their bubble".to_owned(),
                );
            }
            "personalAreaPropertyData" => {
                return Err("personal areas are areas for everybody".to_owned());
            }
            "matrixRoomPropertyData" => {
                return Err("there are no Matrix rooms".to_owned());
            }
            other => {
                let shown: String = other.chars().take(60).collect();
                return Err(format!("the property “{shown}” means nothing"));
            }
        }
        Ok(set)
    }

    fn exit(&self, property: &Json) -> String {
        let (url, area) = (text(property, "url"), text(property, "areaName"));
        let url = (self.reference)(&url);
        if area.is_empty() {
            return url;
        }
        let url = url.split('#').next().unwrap_or_default();
        format!("{url}#{area}")
    }

    fn jitsi(&self, property: &Json) -> Set {
        let config = property
            .get("jitsiRoomConfig")
            .filter(|config| config.is_object());
        let no_prefix = flag(property, "noPrefix").unwrap_or(false);
        let mut set = Set::from([
            ("jitsiRoom", text(property, "roomName")),
            ("jitsiUrl", text(property, "jitsiUrl")),
            ("jitsiRoomAdminTag", text(property, "jitsiRoomAdminTag")),
            ("jitsiNoPrefix", no_prefix.to_string()),
            (
                "jitsiConfig",
                config.map(ToString::to_string).unwrap_or_default(),
            ),
            ("jitsiTrigger", self.trigger(property)),
            ("jitsiTriggerMessage", text(property, "triggerMessage")),
            ("jitsiWidth", text(property, "width")),
            ("jitsiClosable", closable(property)),
        ]);
        set.retain(|_, value| !value.is_empty());
        set
    }

    fn website(&self, property: &Json) -> Set {
        let new_tab = ["newTab", "forceNewTab"]
            .iter()
            .any(|key| flag(property, key) == Some(true));
        let link = (self.reference)(&text(property, "link"));
        let allow_api = flag(property, "allowAPI").unwrap_or(false);
        let mut set = Set::from([
            (if new_tab { "openTab" } else { "openWebsite" }, link),
            ("openWebsiteTrigger", self.trigger(property)),
            (
                "openWebsiteTriggerMessage",
                text(property, "triggerMessage"),
            ),
            ("openWebsiteWidth", text(property, "width")),
            ("openWebsiteClosable", closable(property)),
            ("openWebsitePolicy", text(property, "policy")),
            ("openWebsiteAllowApi", allow_api.to_string()),
        ]);
        set.retain(|_, value| !value.is_empty());
        set
    }

    fn trigger(&self, property: &Json) -> String {
        let own = text(property, "trigger");
        if own.is_empty() {
            self.trigger.to_owned()
        } else {
            own
        }
    }
}

fn closable(property: &Json) -> String {
    flag(property, "closable")
        .map(|flag| flag.to_string())
        .unwrap_or_default()
}

/// Adds properties to the first set that has none of them.
fn add(sets: &mut Vec<Set>, set: Set) {
    let free = sets
        .iter_mut()
        .find(|known| !set.keys().any(|name| known.contains_key(name)));
    match free {
        Some(known) => known.extend(set),
        None => sets.push(set),
    }
}

/// An object with custom properties.
pub(super) fn object(name: &str, at: [f64; 4], set: &BTreeMap<&'static str, String>) -> Element {
    let mut object = Element::new("object");
    object.set("name", name);
    for (key, value) in ["x", "y", "width", "height"].into_iter().zip(at) {
        object.set(key, value);
    }
    let mut properties = Element::new("properties");
    for (name, value) in set {
        properties.children.push(property(name, value));
    }
    if !properties.children.is_empty() {
        object.children.push(properties);
    }
    object
}

/// A custom property of text. All that read properties read numbers and flags out of text too.
pub(super) fn property(name: &str, value: &str) -> Element {
    let mut property = Element::new("property");
    property.set("name", name);
    property.set("type", "string");
    property.set("value", value);
    property
}
