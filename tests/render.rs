//! The map looks as Tiled draws it, pixel by pixel.

use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::harness::{Browser, Driver, Server, Venue};

/// Part of the pixels that may differ.
const MAX_DIFFERENT: f64 = 0.001;

/// Difference per channel that blending with rounded numbers makes.
const ROUNDING: u8 = 2;

/// Rows fetched at once: what fits well into one answer of the browser.
const STRIP: u32 = 64;

/// Red, green and blue of a picture, row by row.
struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<[u8; 3]>,
}

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

    let mut different = 0;
    for top in (0..expected.height).step_by(STRIP as usize) {
        let rows = STRIP.min(expected.height - top);
        let drawn = region(&ada, expected.width, top, rows).await;
        let from = (top * expected.width) as usize;
        let wanted = &expected.rgb[from..from + drawn.len()];
        different += drawn
            .iter()
            .zip(wanted)
            .filter(|(a, b)| differ(a, b))
            .count();
    }
    let share = different as f64 / expected.rgb.len() as f64;
    println!(
        "{different} of {} pixels differ: {:.4} %",
        expected.rgb.len(),
        share * 100.0
    );
    assert!(share <= MAX_DIFFERENT);
}

fn differ(a: &[u8; 3], b: &[u8; 3]) -> bool {
    a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > ROUNDING)
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
