//! The files of the client, packed as the browser likes it best.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::digest::short_hex;
use crate::embed::ClientFiles;

/// How files may be packed, best first: name of the encoding, ending of the packed file.
const PACKED: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// A file of the client.
pub async fn client(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let is_packed = PACKED.iter().any(|(_, ending)| path.ends_with(ending));
    let found = if is_packed {
        None
    } else {
        file(&path, &headers)
    };
    found.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// A file as an answer to a request with these headers.
pub fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let accepted = PACKED
        .iter()
        .filter(|(encoding, _)| accepts(headers, encoding));
    let packed = accepted
        .filter_map(|(encoding, ending)| {
            Some((
                Some(*encoding),
                ClientFiles::get(&format!("{path}{ending}"))?,
            ))
        })
        .next();
    let (encoding, file) = match packed {
        Some(packed) => packed,
        None => (None, ClientFiles::get(path)?),
    };
    let mut answer = HeaderMap::new();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            answer.insert(name, value);
        }
    };
    let tag = format!("\"{}\"", short_hex(&file.metadata.sha256_hash()));
    set(header::CONTENT_TYPE, content_type(path));
    set(header::ETAG, &tag);
    set(header::VARY, "accept-encoding");
    // Kept, but asked for again each time: after an update nobody has half of the old client.
    set(header::CACHE_CONTROL, "no-cache");
    if let Some(encoding) = encoding {
        set(header::CONTENT_ENCODING, encoding);
    }
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|known| known.trim() == tag)) {
        return Some((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    Some((answer, file.data.into_owned()).into_response())
}

/// Whether the browser can unpack this.
pub(super) fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    accepted.unwrap_or_default().split(',').any(|part| {
        let (name, quality) = part.split_once(';').unwrap_or((part, ""));
        name.trim() == encoding && quality.replace(' ', "") != "q=0"
    })
}

/// What a file is, by its ending.
pub(super) fn content_type(path: &str) -> &'static str {
    match path
        .rsplit_once('.')
        .map_or("", |(_, ending)| ending)
        .to_ascii_lowercase()
        .as_str()
    {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "bmp" => "image/bmp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "pdf" => "application/pdf",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "aac" => "audio/aac",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "flac" => "audio/flac",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "ogv" => "video/ogg",
        "ts" => "video/mp2t",
        "m3u8" => "application/vnd.apple.mpegurl",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_accepts() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ACCEPT_ENCODING,
            "gzip, br; q=0, zstd".parse().unwrap(),
        );
        assert!(accepts(&headers, "gzip"));
        assert!(!accepts(&headers, "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }
}
