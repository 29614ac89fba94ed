//! Maps written anew in the words of Tiled 1.8, whose rasterizer Debian has. It shows no difference
//! whether a template in XML is there or not, but follows the same template in JSON; and it takes the
//! whole picture for a tile that is only a part of one, which is new in Tiled 1.9. Both were tried out
//! with it; what it draws of a map written anew is what later versions draw of the map itself.

use std::fs;
use std::path::{Path, PathBuf};

use super::raster::{self, Picture};

/// Writes a map and the files beside it into a folder, and tells where the map is.
pub fn rewritten(map: &Path, folder: &Path) -> PathBuf {
    let files = fs::read_dir(map.parent().expect("a folder")).expect("its files");
    for file in files {
        let path = file.expect("a file").path();
        let name = path.file_name().expect("a name");
        let to = folder.join(name);
        let text = || fs::read_to_string(&path).expect("text");
        match path.extension().and_then(|extension| extension.to_str()) {
            _ if path.is_dir() => {}
            Some("tx") => fs::write(to.with_extension("tj"), template(&text())).expect("written"),
            Some("tmx") => fs::write(to, text().replace(".tx\"", ".tj\"")).expect("written"),
            Some("tsx") => fs::write(to, tileset(&text(), &path, folder)).expect("written"),
            _ => drop(fs::copy(&path, to).expect("copied")),
        }
    }
    folder.join(map.file_name().expect("a name"))
}

/// A template of a tile in JSON.
fn template(xml: &str) -> String {
    let (_, tileset) = xml.split_once("<tileset").expect("a tileset");
    let (_, object) = xml.split_once("<object").expect("an object");
    let object = |name| attribute(object, name).expect("of a tile");
    format!(
        r#"{{"type": "template", "tileset": {{"firstgid": {}, "source": "{}"}},
        "object": {{"id": 1, "gid": {}, "width": {}, "height": {}, "visible": true}}}}"#,
        attribute(tileset, "firstgid").expect("a number"),
        attribute(tileset, "source").expect("a file"),
        object("gid"),
        object("width"),
        object("height"),
    )
}

/// A tileset in which each tile that is a part of a picture has a picture of its own.
fn tileset(xml: &str, file: &Path, folder: &Path) -> String {
    let mut tiles = xml.split("<tile ");
    let mut out = tiles.next().unwrap_or_default().to_owned();
    for tile in tiles {
        let (head, inside) = tile.split_once('>').expect("a whole element");
        // Names are looked for with a blank in front.
        let head = format!(" {head}");
        let number = |name| attribute(&head, name).and_then(|text| text.parse::<u32>().ok());
        let part = [number("x"), number("y"), number("width"), number("height")];
        let [Some(x), Some(y), Some(width), Some(height)] = part else {
            out.push_str("<tile ");
            out.push_str(tile);
            continue;
        };
        let id = number("id").expect("a number");
        let (before, image) = inside.split_once("<image").expect("a picture");
        let (image, after) = image.split_once("/>").expect("a whole element");
        let source = attribute(image, "source").expect("a file");
        let cut = Picture::read(&file.with_file_name(source)).part((x, y), (width, height));
        raster::write(&cut, &folder.join(format!("{id}.png")));
        out.push_str(&format!(
            "<tile id=\"{id}\">{before}<image width=\"{width}\" height=\"{height}\" source=\"{id}.png\"/>{after}"
        ));
    }
    out
}

/// The value of an attribute, the first of that name.
fn attribute<'t>(element: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = element.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}
