//! Maps made up at random, with every property that there is, so that the rare ones are tried too.

use std::fmt::Write;

use hallway_world::tiled::properties::{self, Property};

use crate::folder::Folder;
use crate::random::Random;

/// What properties say.
pub const VALUES: [&str; 22] = [
    "true",
    "false",
    "",
    "0",
    "1",
    "-3",
    "0.5",
    "1e9",
    "onaction",
    "onicon",
    "a",
    "door",
    "start",
    "map.tmx#start",
    "other.tmx",
    "https://example.org/a?b#c",
    "http://example.org",
    "//x",
    "{\"a\":1}",
    "stream:x",
    "a,b",
    "wall one",
];
const NAMES: [&str; 8] = [
    "start",
    "floorLayer",
    "door",
    "a",
    "wall",
    "wall one",
    "",
    "zone ü",
];
const CLASSES: [&str; 6] = ["", "area", "start", "variable", "website", "zone"];

/// The path of the map in a folder that is made up.
pub const MAP: &str = "map.tmx";

/// A folder with a map that most likely can be used.
pub fn folder(random: &mut Random) -> Folder {
    let known: Vec<&Property> = properties::all().collect();
    let (width, height) = (1 + random.below(12), 1 + random.below(12));
    let mut map = format!(
        "<map orientation='orthogonal' width='{width}' height='{height}' tilewidth='32' tileheight='32'>{}<tileset firstgid='1' name='t' tilewidth='32' tileheight='32' tilecount='8' columns='4'><image source='tiles.png' width='128' height='64'/>",
        some_properties(&known, random)
    );
    for tile in 0..random.below(8) {
        let _ = write!(
            map,
            "<tile id='{tile}'>{}</tile>",
            some_properties(&known, random)
        );
    }
    map.push_str("</tileset>");
    for _ in 0..random.below(7) {
        layer(&mut map, &known, (width, height), random);
    }
    map.push_str("</map>");
    let mut folder = Folder::default();
    folder.0.insert(MAP.to_owned(), map.into_bytes());
    folder.0.insert("tiles.png".to_owned(), picture());
    folder
}

fn layer(
    map: &mut String,
    known: &[&Property],
    (width, height): (usize, usize),
    random: &mut Random,
) {
    let name = random.pick(&NAMES).copied().unwrap_or_default();
    let own = some_properties(known, random);
    if random.below(2) == 0 {
        let cells: Vec<String> = (0..width * height)
            .map(|_| random.below(10).to_string())
            .collect();
        let _ = write!(
            map,
            "<layer name='{name}' width='{width}' height='{height}'>{own}<data encoding='csv'>{}</data></layer>",
            cells.join(",")
        );
        return;
    }
    let _ = write!(map, "<objectgroup name='{name}'>{own}");
    for id in 0..random.below(6) {
        let class = random.pick(&CLASSES).copied().unwrap_or_default();
        let name = random.pick(&NAMES).copied().unwrap_or_default();
        let mut side = || random.below(200);
        let (x, y, w, h) = (side(), side(), side(), side());
        let _ = write!(
            map,
            "<object id='{id}' name='{name}' class='{class}' x='{x}' y='{y}' width='{w}' height='{h}'>{}</object>",
            some_properties(known, random)
        );
    }
    map.push_str("</objectgroup>");
}

fn some_properties(known: &[&Property], random: &mut Random) -> String {
    let count = random.below(5);
    if count == 0 {
        return String::new();
    }
    let mut out = String::from("<properties>");
    for _ in 0..count {
        let name = random.pick(known).map_or("", |property| property.name);
        let value = random.pick(&VALUES).copied().unwrap_or_default();
        let kind = if matches!(value, "true" | "false") && random.below(2) == 0 {
            "bool"
        } else {
            "string"
        };
        let value = value.replace('"', "&quot;");
        let _ = write!(
            out,
            "<property name=\"{name}\" type=\"{kind}\" value=\"{value}\"/>"
        );
    }
    out.push_str("</properties>");
    out
}

/// The beginning of a PNG file of 128 by 64 pixels, which is all that is read of it.
pub fn picture() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(128u32.to_be_bytes());
    bytes.extend(64u32.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    bytes
}
