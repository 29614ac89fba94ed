//! Small maps drawn by a test: areas on open ground, nothing else.

use std::fmt::Write as _;
use std::path::Path;

use tempfile::TempDir;

/// Cells of a map in a row and in a column; a cell is 32 pixels.
const CELLS: u32 = 30;

/// An area: its name, left and top edge, width and height in cells, and its properties. Those with
/// the value `true` are yes-or-no, all others text.
pub type Area<'a> = (&'a str, [u32; 4], &'a [(&'a str, &'a str)]);

/// A folder of maps.
pub fn folder(maps: &[(&str, &[Area<'_>])]) -> TempDir {
    let folder = TempDir::new().expect("a folder for maps");
    for (name, areas) in maps {
        draw(folder.path(), name, areas);
    }
    folder
}

/// Draws a map into a folder, or anew.
pub fn draw(folder: &Path, name: &str, areas: &[Area<'_>]) {
    let objects = objects("area", areas);
    let map = format!(
        r#"<map version="1.10" orientation="orthogonal" renderorder="right-down" width="{CELLS}"
            height="{CELLS}" tilewidth="32" tileheight="32" infinite="0">
            <properties><property name="mapName" value="{name}"/></properties>
            <objectgroup id="1" name="areas">{objects}</objectgroup>
            <objectgroup id="2" name="floorLayer"/></map>"#
    );
    std::fs::write(folder.join(format!("{name}.tmx")), map).expect("the map is written");
}

/// Objects of a class, as a map has them.
pub fn objects(class: &str, areas: &[Area<'_>]) -> String {
    let mut objects = String::new();
    for (area, [x, y, width, height], properties) in areas {
        let mut list = String::new();
        for (key, value) in *properties {
            let kind = if *value == "true" { "bool" } else { "string" };
            let value = value.replace('&', "&amp;").replace('"', "&quot;");
            // As it stands, XML would read a line's end as a blank.
            let value = value.replace('\n', "&#10;");
            let _ = write!(
                list,
                r#"<property name="{key}" type="{kind}" value="{value}"/>"#
            );
        }
        let _ = write!(
            objects,
            r#"<object name="{area}" type="{class}" x="{}" y="{}" width="{}" height="{}"><properties>{list}</properties></object>"#,
            x * 32,
            y * 32,
            width * 32,
            height * 32,
        );
    }
    objects
}
