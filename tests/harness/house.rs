//! Maps with walls and doors: layers drawn as letters, and what stands on them.

use std::path::Path;

use super::village::{Area, objects};

/// Width and height of a tile in pixels.
const TILE: usize = 32;

/// What each letter of a layer lays; a blank and a dot lay nothing.
const LETTERS: [(char, [u8; 3]); 4] = [
    ('_', [196, 188, 170]),
    ('#', [92, 84, 96]),
    ('D', [150, 88, 40]),
    ('o', [214, 182, 120]),
];

/// The letters that block.
const BLOCKING: [char; 2] = ['#', 'D'];

/// A tile layer: its name, and its rows from the top.
pub type Rows<'a> = (&'a str, &'a [&'a str]);

/// Draws a map into a folder, as large as its first layer. `fixtures` are objects of the class
/// `variable`, as doors and bells are.
pub fn build(
    folder: &Path,
    name: &str,
    layers: &[Rows<'_>],
    areas: &[Area<'_>],
    fixtures: &[Area<'_>],
) {
    let rows = layers.first().map_or(&[][..], |(_, rows)| rows);
    let (width, height) = (rows.first().map_or(0, |row| row.len()), rows.len());
    let drawn: String = layers.iter().map(|layer| tiles(layer, width)).collect();
    let blocking: String = (0..)
        .zip(LETTERS)
        .filter(|(_, (letter, _))| BLOCKING.contains(letter))
        .map(|(id, _): (u32, _)| {
            format!(
                r#"<tile id="{id}"><properties><property name="collides" type="bool" value="true"/></properties></tile>"#
            )
        })
        .collect();
    let count = LETTERS.len();
    let map = format!(
        r#"<map version="1.10" orientation="orthogonal" renderorder="right-down" width="{width}"
            height="{height}" tilewidth="{TILE}" tileheight="{TILE}" infinite="0">
            <properties><property name="mapName" value="{name}"/></properties>
            <tileset firstgid="1" name="paint" tilewidth="{TILE}" tileheight="{TILE}"
            tilecount="{count}" columns="{count}"><image source="paint.png" width="{}"
            height="{TILE}"/>{blocking}</tileset>{drawn}
            <objectgroup id="100" name="areas">{}</objectgroup>
            <objectgroup id="101" name="fixtures">{}</objectgroup>
            <objectgroup id="102" name="floorLayer"/></map>"#,
        TILE * count,
        objects("area", areas),
        objects("variable", fixtures),
    );
    std::fs::write(folder.join(format!("{name}.tmx")), map).expect("the map is written");
    std::fs::write(folder.join("paint.png"), paint()).expect("its picture is written");
}

fn tiles((name, rows): &Rows<'_>, width: usize) -> String {
    let number = |letter: char| {
        let found = LETTERS.iter().position(|(known, _)| *known == letter);
        found.map_or(0, |index| index + 1).to_string()
    };
    let lines = rows.iter().map(|row| {
        assert_eq!(row.len(), width, "all rows are as long as the first: {row}");
        row.chars().map(number).collect::<Vec<_>>().join(",")
    });
    let lines: Vec<String> = lines.collect();
    format!(
        r#"<layer name="{name}" width="{width}" height="{}"><data encoding="csv">{}</data></layer>"#,
        rows.len(),
        lines.join(",\n")
    )
}

/// One tile of each colour, with a darker edge at the right and below.
fn paint() -> Vec<u8> {
    let mut pixels = Vec::new();
    for y in 0..TILE {
        for (_, colour) in LETTERS {
            for x in 0..TILE {
                let edge = x == TILE - 1 || y == TILE - 1;
                pixels.extend(colour.map(|part| part - if edge { part / 8 } else { 0 }));
            }
        }
    }
    let mut file = Vec::new();
    let (width, height) = (TILE * LETTERS.len(), TILE);
    let mut encoder = png::Encoder::new(&mut file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let writer = encoder.write_header();
    let mut writer = writer.expect("a picture can be written into memory");
    writer.write_image_data(&pixels).expect("all its pixels");
    writer.finish().expect("the picture's end");
    file
}
