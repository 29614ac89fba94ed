//! The page's drawing of a map beside Tiled's own.

use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::browser::Browser;

/// Difference per channel that blending with rounded numbers makes.
const ROUNDING: u8 = 2;

/// Rows fetched at once: what fits well into one answer of the browser.
const STRIP: u32 = 64;

/// A map as Tiled draws it: red, green, blue and opacity, row by row.
pub struct Picture {
    width: u32,
    height: u32,
    pixels: Vec<[u8; 4]>,
}

impl Picture {
    /// Draws a map by Tiled's own code, without these layers. `file` is where the picture may lie
    /// in between.
    pub fn of(map: &Path, hidden: &[&str], file: &Path) -> Self {
        let output = Command::new("tmxrasterizer")
            .env("QT_QPA_PLATFORM", "offscreen")
            .args(["--scale", "1", "--no-smoothing"])
            .args(hidden.iter().flat_map(|layer| ["--hide-layer", layer]))
            .args([map, file])
            .output()
            .expect("tmxrasterizer is installed, as `cargo xtask test` makes sure");
        assert!(output.status.success(), "{output:?}");
        Self::read(file)
    }

    /// Reads a PNG file.
    pub fn read(file: &Path) -> Self {
        let file = std::fs::File::open(file).expect("the picture");
        let mut decoder = png::Decoder::new(std::io::BufReader::new(file));
        decoder.set_transformations(
            png::Transformations::normalize_to_color8() | png::Transformations::ALPHA,
        );
        let mut reader = decoder.read_info().expect("a picture");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut pixels).expect("its pixels");
        assert_eq!(info.color_type, png::ColorType::Rgba);
        Self {
            width: info.width,
            height: info.height,
            pixels: pixels[..info.buffer_size()]
                .chunks_exact(4)
                .map(|pixel| [pixel[0], pixel[1], pixel[2], pixel[3]])
                .collect(),
        }
    }

    /// A rectangle of it: its corner, and its width and height.
    pub fn part(&self, (x, y): (u32, u32), (width, height): (u32, u32)) -> Self {
        let rows = self.pixels.chunks_exact(self.width as usize);
        let rows = rows.skip(y as usize).take(height as usize);
        let pixels = rows.flat_map(|row| &row[x as usize..(x + width) as usize]);
        Self {
            width,
            height,
            pixels: pixels.copied().collect(),
        }
    }

    /// How many pixels it has.
    pub fn count(&self) -> usize {
        self.pixels.len()
    }

    /// The pixels in which the page's drawing differs. Where Tiled draws nothing at all, its
    /// picture is transparent, and what the page shows there is its own business.
    pub async fn differing(&self, browser: &Browser) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        for top in (0..self.height).step_by(STRIP as usize) {
            let rows = STRIP.min(self.height - top);
            let drawn = region(browser, self.width, top, rows).await;
            let from = (top * self.width) as usize;
            let wanted = &self.pixels[from..from + drawn.len()];
            let pairs = (from..).zip(drawn.iter().zip(wanted));
            let differing = pairs.filter(|(_, (a, b))| differ(a, b));
            found.extend(differing.map(|(at, _)| (at as u32 % self.width, at as u32 / self.width)));
        }
        found
    }
}

/// Writes a PNG file.
pub fn write(picture: &Picture, file: &Path) {
    let file = std::fs::File::create(file).expect("a new file");
    let mut encoder = png::Encoder::new(file, picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().expect("a header");
    let bytes = picture.pixels.as_flattened();
    writer.write_image_data(bytes).expect("its pixels");
}

fn differ(drawn: &[u8; 3], wanted: &[u8; 4]) -> bool {
    let mut channels = drawn.iter().zip(wanted);
    wanted[3] == u8::MAX && channels.any(|(a, b)| a.abs_diff(*b) > ROUNDING)
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
