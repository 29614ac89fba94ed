//! Brotli and gzip siblings of what the browser downloads, made once at build time at the highest
//! level, so that the server compresses nothing while people wait.

use std::io::Write;

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::files::Files;

/// Kinds of files that shrink; pictures are compressed already.
const EXTENSIONS: [&str; 6] = ["html", "js", "wasm", "css", "svg", "json"];

/// Adds `NAME.br` and `NAME.gz` beside every file that shrinks. `old` is an earlier result, from
/// which the siblings of unchanged files are taken.
///
/// # Errors
/// When a compressor fails, which writing to memory gives it no reason for.
pub fn add_siblings(files: &mut Files, old: &Files) -> Result<()> {
    let mut siblings = Files::new();
    for (path, content) in files.iter() {
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        if !EXTENSIONS.contains(&extension) {
            continue;
        }
        let unchanged = old.get(path) == Some(content);
        for (suffix, compress) in [("br", brotli as Compress), ("gz", gzip as Compress)] {
            let name = format!("{path}.{suffix}");
            let packed = match old.get(&name) {
                Some(packed) if unchanged => packed.clone(),
                _ => compress(content).with_context(|| format!("compressing {path}"))?,
            };
            siblings.insert(name, packed);
        }
    }
    files.extend(siblings);
    Ok(())
}

type Compress = fn(&[u8]) -> std::io::Result<Vec<u8>>;

fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..BrotliEncoderParams::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut packed, &params)?;
    Ok(packed)
}

fn gzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn siblings_unpack_to_the_original() {
        let text = b"the same words, the same words, the same words".to_vec();
        let mut files = Files::from([
            ("page.html".to_owned(), text.clone()),
            ("picture.png".to_owned(), text.clone()),
        ]);
        add_siblings(&mut files, &Files::new()).unwrap();
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["page.html", "page.html.br", "page.html.gz", "picture.png"]
        );
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&*files["page.html.gz"])
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text);
        unpacked.clear();
        brotli::Decompressor::new(&*files["page.html.br"], 4096)
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text);
    }
}
