//! What WorkAdventure's editor keeps beside a map, in `.wam` files: areas with typed properties
//! become objects with the custom properties that mean the same, so that there is one way from
//! properties to what happens. Furniture is in [`super::prepare`], as it has pictures.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::element::Element;

/// Properties of one area or piece of furniture that are looked at.
const MAX_PROPERTIES: usize = 100;

/// Properties that describe and do nothing.
const DESCRIPTIONS: [&str; 2] = ["areaDescriptionProperties", "entityDescriptionProperties"];

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
            if DESCRIPTIONS.contains(&kind.as_str()) {
                out.searchable |= flag(property, "searchable") == Some(true);
            }
            match self.one(&kind, property, owner) {
                Ok(set) => add(&mut out.sets, set),
                Err(reason) => out.left_out.push(reason),
            }
            out.left_out.extend(details_left_out(&kind, property));
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
            }
            // `openPdf` is what `openFile` was called at first.
            "openWebsite" | "openFile" | "openPdf" => return Ok(self.website(property)),
            "speakerMegaphone" => put("speakerMegaphone", get("name")),
            "listenerMegaphone" => {
                let name = get("speakerZoneName");
                put(
                    "listenerMegaphone",
                    self.podiums.get(&name).cloned().unwrap_or(name),
                );
            }
            kind if DESCRIPTIONS.contains(&kind) => put("description", get("description")),
            "restrictedRightsPropertyData" => put("requiredRole", words(property, "readTags")),
            "maxUsersInAreaPropertyData" => put("maxUsersInArea", get("maxUsers")),
            "tooltipPropertyData" => put("hint", get("content")),
            "highlight" => return Err("places are not highlighted".to_owned()),
            // Not `locked`: that one is closed from the start, and this one is open until somebody
            // who is in it locks it.
            "lockableAreaPropertyData" => {
                return Err(
                    "visitors can't lock an area, which stays open; they can lock their bubble, and \
                     `requiredRole` or `maxUsersInArea` keep people out"
                        .to_owned(),
                );
            }
            "personalAreaPropertyData" => {
                return Err("a personal area is one for everybody".to_owned());
            }
            "matrixRoomPropertyData" => {
                return Err("there are no Matrix rooms; the room's chat is everywhere".to_owned());
            }
            "extensionModule" => {
                return Err("extension modules are WorkAdventure's own".to_owned());
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

/// What a property says besides what is taken of it.
fn details_left_out(kind: &str, property: &Json) -> Vec<String> {
    let mut out = Vec::new();
    if kind == "livekitRoomProperty" {
        let config = property
            .get("livekitRoomConfig")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        let wished = config.filter(|(_, value)| value.as_bool() == Some(true));
        let names: Vec<&str> = wished.map(|(name, _)| name.as_str()).collect();
        if !names.is_empty() {
            let names: String = names.join(", ").chars().take(100).collect();
            out.push(format!("a meeting room has no settings ({names})"));
        }
        if !text(property, "livekitRoomAdminTag").is_empty() {
            out.push("a meeting room has no moderators but facilitators".to_owned());
        }
    }
    if kind == "listenerMegaphone" && !text(property, "waitingLink").is_empty() {
        out.push("no page is shown while an audience waits".to_owned());
    }
    out
}

/// What the file sets for the whole room and Hallway does not do.
pub(super) fn settings_left_out(wam: &Json) -> Option<String> {
    let settings = wam.get("settings").and_then(Value::as_object);
    let megaphone = settings.and_then(|settings| settings.get("megaphone"));
    let enabled = megaphone
        .and_then(Value::as_object)
        .is_some_and(|megaphone| flag(megaphone, "enabled") == Some(true));
    enabled.then(|| {
        "there is no megaphone for the whole room; a podium with its audience is one for a part of it"
            .to_owned()
    })
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
