//! Maps of many authors look as Tiled draws them: each shows something that the others do not. Maps
//! with parallax are not among them: the page is looked at strip by strip, and to each strip such
//! layers stand differently, while Tiled's picture is of the map as a whole. Neither are maps with
//! objects made from templates: the rasterizer shows those as bare rectangles instead of their tiles.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::harness::{Browser, Devices, Driver, Server, Venue};

/// A map of the corpus, and what part of its pixels may differ.
struct Case {
    /// Below the corpus, with its extension.
    map: &'static str,
    /// Thousandths of the pixels that may differ, and why more than none.
    most: f64,
}

const fn case(map: &'static str, most: f64) -> Case {
    Case { map, most }
}

/// Only blending with rounded numbers differs.
const SAME: f64 = 0.5;

const CASES: [Case; 13] = [
    // Flipped and turned tiles.
    case("rs-tiled/assets/tiled_flipped.tmx", SAME),
    // Groups with opacity and offsets.
    case("rs-tiled/assets/tiled_group_layers.tmx", SAME),
    // Written by another editor.
    case("rs-tiled/assets/ldk_tiled_export.tmx", SAME),
    // External tilesets in another folder.
    case("rs-tiled/assets/folder/tiled_relative_paths.tmx", SAME),
    // Terrains.
    case("rs-tiled/assets/tiled_csv_wangsets.tmx", SAME),
    // Tiles higher than a cell.
    case("tiled/examples/perspective_walls.tmx", SAME),
    // Margin and spacing.
    case("tiled/examples/desert.tmx", SAME),
    // Layers that are lights: opacity and tint.
    case("tiled/examples/sewers.tmx", SAME),
    // Cells of 16 pixels, many external tilesets.
    case("tuxemon/mods/tuxemon/maps/spyder_candy_scoop.tmx", SAME),
    case("tuxemon/mods/tuxemon/maps/gaming_hall.tmx", SAME),
    case("tuxemon/mods/tuxemon/maps/spyder_scoop2.tmx", SAME),
    // JSON, drawn for WorkAdventure.
    case("maps-for-workadventure/pixelflut.json", SAME),
    case("maps-for-workadventure/main.json", SAME),
];

/// Difference per channel that blending with rounded numbers makes.
const ROUNDING: u8 = 2;

/// Rows fetched at once.
const STRIP: u32 = 64;

/// Pictures of a map come one after the other: how often, and how long apart, it is looked at.
const LOOKS: u32 = 20;
const APART: Duration = Duration::from_millis(250);

/// Red, green, blue and opacity of a picture, row by row.
struct Picture {
    width: u32,
    height: u32,
    pixels: Vec<[u8; 4]>,
}

#[tokio::test]
async fn maps_of_many_authors_look_as_tiled_draws_them() {
    let Some(venue) = Venue::hackathon() else {
        return;
    };
    let maps = venue.maps.clone().expect("the corpus is a folder");
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(venue).await;
    let driver = Driver::start().await;
    let ada = Browser::open(&driver, "Ada", Devices::Denied).await;
    let mut wrong = Vec::new();
    for case in CASES {
        let expected = rasterize(&maps.join(case.map), &folder.path().join("expected.png"));
        let (room, _) = case.map.rsplit_once('.').expect("an extension");
        ada.goto(&server.url(&format!("/v/{room}"))).await;
        ada.fill_in_and_enter().await;
        let mut differing = f64::INFINITY;
        for look in 0..LOOKS {
            if look > 0 {
                tokio::time::sleep(APART).await;
            }
            differing = different(&ada, &expected).await;
            if differing <= case.most {
                break;
            }
        }
        println!("{}: {differing:.3} of a thousand pixels differ", case.map);
        if differing > case.most {
            wrong.push(format!("{}: {differing:.3}", case.map));
        }
    }
    assert!(wrong.is_empty(), "thousandths that differ: {wrong:#?}");
}

/// Thousandths of the pixels that differ. Where Tiled draws nothing at all, its pictures are
/// transparent, and what the page shows there is its own business.
async fn different(browser: &Browser, expected: &Picture) -> f64 {
    let mut different = 0;
    for top in (0..expected.height).step_by(STRIP as usize) {
        let rows = STRIP.min(expected.height - top);
        let drawn = region(browser, expected.width, top, rows).await;
        let from = (top * expected.width) as usize;
        let wanted = &expected.pixels[from..from + drawn.len()];
        different += drawn
            .iter()
            .zip(wanted)
            .filter(|(a, b)| differ(a, b))
            .count();
    }
    different as f64 / expected.pixels.len() as f64 * 1000.0
}

fn differ(drawn: &[u8; 3], wanted: &[u8; 4]) -> bool {
    let opaque = wanted[3] == u8::MAX;
    opaque
        && drawn
            .iter()
            .zip(wanted)
            .any(|(a, b)| a.abs_diff(*b) > ROUNDING)
}

/// Layers of areas, of which Tiled draws outlines for the author and the page draws nothing.
const AREAS: [&str; 4] = ["Collisions", "Events", "Pixel-stream", "visit_badge"];

/// Draws the map by Tiled's own code.
fn rasterize(map: &Path, picture: &Path) -> Picture {
    let output = Command::new("tmxrasterizer")
        .env("QT_QPA_PLATFORM", "offscreen")
        .args(["--scale", "1", "--no-smoothing"])
        .args(AREAS.iter().flat_map(|layer| ["--hide-layer", layer]))
        .args([map, picture])
        .output()
        .expect("tmxrasterizer is installed, as `cargo xtask test` makes sure");
    assert!(output.status.success(), "{output:?}");
    let file = std::fs::File::open(picture).expect("the picture");
    let mut decoder = png::Decoder::new(std::io::BufReader::new(file));
    decoder.set_transformations(
        png::Transformations::normalize_to_color8() | png::Transformations::ALPHA,
    );
    let mut reader = decoder.read_info().expect("a picture");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("its pixels");
    assert_eq!(info.color_type, png::ColorType::Rgba);
    Picture {
        width: info.width,
        height: info.height,
        pixels: pixels[..info.buffer_size()]
            .chunks_exact(4)
            .map(|pixel| [pixel[0], pixel[1], pixel[2], pixel[3]])
            .collect(),
    }
}

/// A strip as the page draws it, without people.
async fn region(browser: &Browser, width: u32, top: u32, rows: u32) -> Vec<[u8; 3]> {
    let script = format!(
        "const bytes = window.hallway.region(0, {top}, {width}, {rows});
        let text = '';
        for (let at = 0; at < bytes.length; at += 8192)
            text += String.fromCharCode(...bytes.subarray(at, at + 8192));
        return btoa(text);"
    );
    let text: String = browser.ask(&script).await;
    let bytes = BASE64_STANDARD.decode(text).expect("base64");
    assert_eq!(bytes.len(), (width * rows * 4) as usize);
    bytes
        .chunks_exact(4)
        .map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect()
}
