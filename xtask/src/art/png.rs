//! Pictures to PNG files with a colour table: small, and the same bytes for the same picture.

use std::io::{Error, Result};

use super::canvas::Canvas;
use super::palette::Rgba;

/// The PNG file of a picture.
///
/// # Errors
/// When it has more than 256 colours.
pub fn encode(picture: &Canvas) -> Result<Vec<u8>> {
    let mut colors: Vec<Rgba> = Vec::new();
    let mut indices = Vec::with_capacity(picture.pixels().len());
    for pixel in picture.pixels() {
        let known = colors.iter().position(|color| color == pixel);
        let index = known.unwrap_or_else(|| {
            colors.push(*pixel);
            colors.len() - 1
        });
        let index = u8::try_from(index);
        indices.push(index.map_err(|_| Error::other("a picture with more than 256 colours"))?);
    }
    let rgb: Vec<u8> = colors
        .iter()
        .flat_map(|color| [color[0], color[1], color[2]])
        .collect();
    let alpha: Vec<u8> = colors.iter().map(|color| color[3]).collect();

    let mut file = Vec::new();
    let size = (picture.width() as u32, picture.height() as u32);
    let mut encoder = png::Encoder::new(&mut file, size.0, size.1);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(rgb);
    encoder.set_trns(alpha);
    encoder.set_compression(png::Compression::High);
    // Filters help photographs; a table's indices only get harder to pack by them.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().map_err(Error::other)?;
    writer.write_image_data(&indices).map_err(Error::other)?;
    writer.finish().map_err(Error::other)?;
    Ok(file)
}

/// The pixels of a PNG file, as [`Canvas::pixels`] gives them.
#[cfg(test)]
pub fn pixels(file: &[u8]) -> Vec<Rgba> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut bytes).unwrap();
    bytes
        .chunks_exact(4)
        .map(|pixel| [pixel[0], pixel[1], pixel[2], pixel[3]])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_comes_back_as_it_was() {
        let mut picture = Canvas::new(20, 10);
        picture.rect(2, 3, 5, 5, [200, 100, 50, 255]);
        picture.rect(4, 4, 9, 3, [0, 0, 0, 60]);
        assert_eq!(pixels(&encode(&picture).unwrap()), picture.pixels());
    }

    #[test]
    fn too_many_colours_are_refused() {
        let mut picture = Canvas::new(17, 16);
        for index in 0..17 * 16 {
            let color = [(index % 256) as u8, (index / 256) as u8, 0, 255];
            picture.set(index % 17, index / 17, color);
        }
        assert!(encode(&picture).is_err());
    }
}
