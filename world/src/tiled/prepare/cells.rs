//! The cells of a tile layer, out of any encoding. What comes out of a decompressor is cut at the
//! size that the map declares, so a small file can't unpack to a large one.

use std::io::Read;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::tiled::element::Element;
use crate::tiled::schema::bits;

/// Memory that a zstd frame may ask for, as a power of two: 32 MiB, more than any allowed layer.
const ZSTD_WINDOW_LOG: u32 = 25;

/// A rectangle of cells.
pub(super) struct Chunk {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Tile numbers with flip bits, row by row; at most `width * height`.
    pub(super) cells: Vec<u32>,
}

/// Reads at most `count` cells. The flag tells whether there were more.
///
/// # Errors
/// What is wrong with the data, in words.
pub(super) fn decode(
    data: &Element,
    encoding: &str,
    compression: &str,
    count: usize,
) -> Result<(Vec<u32>, bool), String> {
    let mut cells = match encoding {
        "csv" => csv(&data.text, count)?,
        "base64" => base64(&data.text, compression, count)?,
        "" => xml(data, count)?,
        other => return Err(format!("the encoding “{other}” of its cells is unknown")),
    };
    let more = cells.len() > count;
    cells.truncate(count);
    Ok((cells, more))
}

fn csv(text: &str, count: usize) -> Result<Vec<u32>, String> {
    text.split(',')
        .map(str::trim)
        .filter(|number| !number.is_empty())
        .take(count.saturating_add(1))
        .enumerate()
        .map(|(index, number)| {
            let shown = || number.chars().take(20).collect::<String>();
            bits(number).ok_or_else(|| format!("cell {index} is “{}”, not a tile number", shown()))
        })
        .collect()
}

fn xml(data: &Element, count: usize) -> Result<Vec<u32>, String> {
    data.children
        .iter()
        .filter(|child| child.name == "tile")
        .take(count.saturating_add(1))
        .enumerate()
        .map(|(index, tile)| {
            let gid = tile.get("gid").unwrap_or("0");
            bits(gid).ok_or_else(|| format!("cell {index} is not a tile number"))
        })
        .collect()
}

fn base64(text: &str, compression: &str, count: usize) -> Result<Vec<u32>, String> {
    let text: String = text.split_whitespace().collect();
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let packed = GeneralPurpose::new(&STANDARD, config)
        .decode(text)
        .map_err(|error| format!("its cells are not base64: {error}"))?;
    let wanted = (count as u64 + 1) * 4;
    let unpack = |stream: &mut dyn Read| {
        let mut bytes = Vec::new();
        match stream.take(wanted).read_to_end(&mut bytes) {
            // A stream that breaks off after all cells, or in a checksum, has still given them.
            Err(_) if bytes.len() as u64 >= wanted - 4 => Ok(bytes),
            Err(error) => Err(format!("its cells can't be unpacked: {error}")),
            Ok(_) => Ok(bytes),
        }
    };
    let bytes = match compression {
        "" => packed,
        "zlib" => unpack(&mut flate2::read::ZlibDecoder::new(packed.as_slice()))?,
        "gzip" => unpack(&mut flate2::read::GzDecoder::new(packed.as_slice()))?,
        "zstd" => {
            let fail = |error| format!("its cells can't be unpacked: {error}");
            let mut decoder = zstd::Decoder::with_buffer(packed.as_slice()).map_err(fail)?;
            decoder.window_log_max(ZSTD_WINDOW_LOG).map_err(fail)?;
            unpack(&mut decoder)?
        }
        other => return Err(format!("the compression “{other}” of its cells is unknown")),
    };
    let (cells, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(format!(
            "its cells are {} bytes, not a multiple of 4",
            bytes.len()
        ));
    }
    Ok(cells
        .iter()
        .take(count.saturating_add(1))
        .map(|b| u32::from_le_bytes(*b))
        .collect())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn data(text: &str) -> Element {
        let mut data = Element::new("data");
        data.text = text.to_owned();
        data
    }

    fn packed(bytes: &[u8]) -> Element {
        data(&base64::engine::general_purpose::STANDARD.encode(bytes))
    }

    #[test]
    fn every_encoding_gives_the_same_cells() {
        let cells = [1u32, 0, 0xE000_0007, 42];
        let bytes: Vec<u8> = cells.iter().flat_map(|c| c.to_le_bytes()).collect();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(&bytes).unwrap();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(&bytes).unwrap();
        let cases = [
            (data("\n1, 0,\n3758096391,42,\n"), "csv", ""),
            (packed(&bytes), "base64", ""),
            (packed(&zlib.finish().unwrap()), "base64", "zlib"),
            (packed(&gzip.finish().unwrap()), "base64", "gzip"),
            (
                packed(&zstd::encode_all(bytes.as_slice(), 3).unwrap()),
                "base64",
                "zstd",
            ),
        ];
        for (data, encoding, compression) in cases {
            let read = decode(&data, encoding, compression, 4);
            assert_eq!(
                read,
                Ok((cells.to_vec(), false)),
                "{encoding} {compression}"
            );
            let cut = decode(&data, encoding, compression, 3);
            assert_eq!(
                cut,
                Ok((cells[..3].to_vec(), true)),
                "{encoding} {compression}"
            );
        }
    }

    #[test]
    fn what_is_no_cell_is_named() {
        assert!(
            decode(&data("1,x"), "csv", "", 2)
                .unwrap_err()
                .contains("“x”")
        );
        assert!(
            decode(&data("1"), "rot13", "", 2)
                .unwrap_err()
                .contains("rot13")
        );
        assert!(
            decode(&data("AAAA"), "base64", "lzma", 2)
                .unwrap_err()
                .contains("lzma")
        );
        assert!(decode(&data("!!"), "base64", "", 2).is_err());
        assert!(
            decode(&data("AAAA"), "base64", "", 2)
                .unwrap_err()
                .contains("multiple")
        );
        for compression in ["zlib", "gzip", "zstd"] {
            assert!(decode(&packed(b"no such stream"), "base64", compression, 4).is_err());
        }
    }

    #[test]
    fn a_bomb_is_cut_at_the_declared_size() {
        let zeros = vec![0u8; 64 << 20];
        let bomb = packed(&zstd::encode_all(zeros.as_slice(), 3).unwrap());
        assert!(bomb.text.len() < 20_000);
        let (cells, more) = decode(&bomb, "base64", "zstd", 100).unwrap();
        assert_eq!(
            (cells.len(), cells.capacity() < 1000, more),
            (100, true, true)
        );
    }
}
