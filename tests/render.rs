//! The map looks as Tiled draws it, pixel by pixel, the texts on it excepted.

use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use hallway_world::scene::Text;

use crate::harness::scene::fetch;
use crate::harness::{Browser, Driver, Server, Venue, Walker};

/// Part of the pixels that may differ, all of them in the boxes of texts.
const MAX_DIFFERENT: f64 = 0.001;

/// Difference per channel that blending with rounded numbers makes.
const ROUNDING: u8 = 2;

/// Map pixels around the box of a text that its letters' soft edges may touch.
const SOFT_EDGE: f32 = 1.0;

/// Rows fetched at once: what fits well into one answer of the browser.
const STRIP: u32 = 64;

/// Red, green and blue of a picture, row by row.
struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<[u8; 3]>,
}

/// Every pixel is as Tiled draws it, outside of texts without any exception. Texts are HTML over the
/// canvas, set by the browser's own font engine, while `window.hallway.region` gives the canvas
/// alone: so within their boxes Tiled's picture has letters where the canvas has the floor.
/// `tests/signs.rs` looks at them.
#[tokio::test]
async fn the_hackathon_map_looks_as_tiled_draws_it() {
    let Some(venue) = Venue::hackathon() else {
        return;
    };
    let maps = venue.maps.clone().expect("the corpus is a folder");
    let folder = tempfile::tempdir().unwrap();
    let expected = rasterize(
        &maps.join("wikimedia-hackathon-2021/map.json"),
        &folder.path().join("expected.png"),
    );
    let server = Server::start(venue).await;
    let driver = Driver::start().await;
    let ada = Browser::enter(&driver, &server, "Ada").await;
    let observer = Walker::enter(&server, "Observer").await;
    let texts = fetch(&server, &observer).await.texts;

    let mut different = 0;
    let mut unexplained = Vec::new();
    for top in (0..expected.height).step_by(STRIP as usize) {
        let rows = STRIP.min(expected.height - top);
        let drawn = region(&ada, expected.width, top, rows).await;
        let from = (top * expected.width) as usize;
        let wanted = &expected.rgb[from..from + drawn.len()];
        for (at, _) in (from..)
            .zip(drawn.iter().zip(wanted))
            .filter(|(_, (a, b))| differ(a, b))
        {
            different += 1;
            let (x, y) = (at as u32 % expected.width, at as u32 / expected.width);
            if !texts.iter().any(|text| is_around(text, x, y)) {
                unexplained.push((x, y));
            }
        }
    }
    let share = different as f64 / expected.rgb.len() as f64;
    println!(
        "{different} of {} pixels differ: {:.4} %; {} outside of the {} texts",
        expected.rgb.len(),
        share * 100.0,
        unexplained.len(),
        texts.len()
    );
    assert!(different > 0, "Tiled draws the texts");
    assert!(share <= MAX_DIFFERENT);
    let first = unexplained.get(..10).unwrap_or(&unexplained);
    assert!(unexplained.is_empty(), "differ outside of texts: {first:?}");
}

fn differ(a: &[u8; 3], b: &[u8; 3]) -> bool {
    a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > ROUNDING)
}

/// Whether a pixel of the map lies in the box of a text, or just around it.
fn is_around(text: &Text, x: u32, y: u32) -> bool {
    assert_eq!(text.rotation, 0.0, "no text of this map is turned");
    let within = |at: u32, from: f32, length: f32| {
        let at = at as f32;
        (from - SOFT_EDGE..from + length + SOFT_EDGE).contains(&(at + 0.5))
    };
    within(x, text.x, text.width) && within(y, text.y, text.height)
}

/// Draws the map by Tiled's own code.
fn rasterize(map: &Path, picture: &Path) -> Picture {
    let output = Command::new("tmxrasterizer")
        .env("QT_QPA_PLATFORM", "offscreen")
        .args(["--scale", "1", "--no-smoothing"])
        .args([map, picture])
        .output()
        .expect("tmxrasterizer is installed, as `cargo xtask test` makes sure");
    assert!(output.status.success(), "{output:?}");
    let file = std::fs::File::open(picture).expect("the picture");
    let mut decoder = png::Decoder::new(std::io::BufReader::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().expect("a picture");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("its pixels");
    let samples = info.color_type.samples();
    assert!(samples >= 3, "{:?}", info.color_type);
    Picture {
        width: info.width,
        height: info.height,
        rgb: pixels[..info.buffer_size()]
            .chunks_exact(samples)
            .map(|pixel| [pixel[0], pixel[1], pixel[2]])
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
