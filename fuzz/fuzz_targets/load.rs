//! One file in every place where a map may name one: as the map, as a tileset and as a template; and as
//! what WorkAdventure's editor keeps beside a map, with furniture.
//! `cargo xtask fuzz load --coverage` runs it, on a stable compiler; without `--coverage` maps are damaged at
//! random.
#![no_main]

#[path = "../../world/examples/soak/folder.rs"]
mod folder;

use folder::{Folder, try_map};
use libfuzzer_sys::fuzz_target;

/// What stands in every such file.
const WAM: &[u8] = b"mapUrl";

/// A map for it, whatever address it names: one of its own name is looked for too.
const MAP: &str =
    "<map orientation='orthogonal' width='9' height='9' tilewidth='32' tileheight='32'/>";

fuzz_target!(|data: &[u8]| {
    let mut all = Folder::default();
    for path in ["map.tmx", "more.tsx", "tree.tx", "tiles.png"] {
        all.0.insert(path.to_owned(), data.to_vec());
    }
    try_map(&all, "map.tmx");
    if data.windows(WAM.len()).any(|part| part == WAM) {
        all.0.insert("map.tmx".to_owned(), MAP.as_bytes().to_vec());
        all.0.insert("map.wam".to_owned(), data.to_vec());
        try_map(&all, "map.wam");
    }
});
