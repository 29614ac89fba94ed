//! One file in every place where a map may name one: as the map, as a tileset and as a template.
//! `cargo xtask fuzz --coverage` runs it, on a stable compiler; without `--coverage` maps are damaged at
//! random.
#![no_main]

#[path = "../../world/examples/soak/folder.rs"]
mod folder;

use folder::{Folder, try_map};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut all = Folder::default();
    for path in ["map.tmx", "more.tsx", "tree.tx", "tiles.png"] {
        all.0.insert(path.to_owned(), data.to_vec());
    }
    try_map(&all, "map.tmx");
});
