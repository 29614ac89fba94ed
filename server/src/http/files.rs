//! Files of the maps folder that browsers are shown: pictures, sounds, films, pages. The maps
//! themselves are not among them, as they hold what visitors must not know.

use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use hallway_world::tiled::is_shown;

use super::assets::content_type;
use super::maps::FOR_EVER;
use super::range::{Part, part};
use crate::app::App;

/// Bytes that are read and sent at a time.
const PIECE: usize = 256 * 1024;

/// For files whose URL says nothing of what is in them.
const A_MINUTE: &str = "public, max-age=60";

/// A picture, a sound or a film is shown and nothing else, should a visitor open it by itself: an SVG
/// may hold scripts.
const ONLY_SHOWN: &str = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox";

/// A page may do what it likes, but not in our name: to the browser it is of no origin, so it reaches
/// neither what we keep there nor the page around it.
const STRANGER: &str = "sandbox allow-scripts allow-forms allow-popups; frame-ancestors 'self'";

/// A file, or the part of it that is asked for.
pub async fn file(
    State(app): State<App>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if !is_shown(&path) {
        return missing();
    }
    let kind = content_type(&path);
    let length = {
        let (maps, path) = (app.maps.clone(), path.clone());
        let is_image = kind.starts_with("image/");
        tokio::task::spawn_blocking(move || maps.length(&path, is_image)).await
    };
    let Ok(Ok(length)) = length else {
        return missing();
    };
    let has_version = query.is_some_and(|query| query.starts_with("v="));
    let kept = if has_version { FOR_EVER } else { A_MINUTE };
    let common = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, kept),
        (header::ACCEPT_RANGES, "bytes"),
        (header::CONTENT_SECURITY_POLICY, policy(kind)),
        // Public, and pages of no origin ask for their own scripts and fonts as strangers.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        // In a tab of its own, browsers refuse a sandboxed page that also wants to be apart.
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "unsafe-none",
        ),
    ];
    let range = headers
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok());
    let (status, from, to) = match part(range, length) {
        Part::Whole => (StatusCode::OK, 0, length),
        Part::Bytes(from, last) => (StatusCode::PARTIAL_CONTENT, from, last + 1),
        Part::Beyond => {
            let all = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, all).into_response();
        }
    };
    let mut response = (status, common, body(app, path, from, to)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(to - from));
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {from}-{}/{length}", to - 1);
        if let Ok(range) = HeaderValue::from_str(&range) {
            headers.insert(header::CONTENT_RANGE, range);
        }
    }
    response
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, "there is no such file\n").into_response()
}

fn policy(kind: &str) -> &'static str {
    if kind.starts_with("text/html") {
        STRANGER
    } else if kind == "application/pdf" {
        // Browsers show it by a part of themselves that a sandbox would not let run.
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    } else {
        ONLY_SHOWN
    }
}

/// The bytes from one place up to another, read piece by piece as they are taken.
fn body(app: App, path: String, from: u64, to: u64) -> Body {
    let pieces = stream::unfold(from, move |at| {
        let (maps, path) = (app.maps.clone(), path.clone());
        async move {
            let left = usize::try_from(to.saturating_sub(at)).unwrap_or(PIECE);
            if left == 0 {
                return None;
            }
            let size = left.min(PIECE);
            let read = tokio::task::spawn_blocking(move || maps.read_part(&path, at, size)).await;
            let piece = match read {
                Ok(Ok(piece)) if !piece.is_empty() => piece,
                // It has been changed meanwhile; the connection ends, so that it is noticed.
                _ => return Some((Err(std::io::Error::other("the file has changed")), to)),
            };
            let next = at + piece.len() as u64;
            Some((Ok(Bytes::from(piece)), next))
        }
    });
    Body::from_stream(pieces)
}

#[cfg(test)]
mod tests {
    use hallway_world::tiled::SHOWN;

    use super::*;

    #[test]
    fn every_file_that_is_shown_has_a_kind_and_no_map_is() {
        for ending in SHOWN {
            let kind = content_type(&format!("a.{ending}"));
            assert_ne!(kind, "application/octet-stream", "{ending}");
        }
        for ending in ["tmx", "tmj", "json", "tsx", "tx", "tj", "world", ""] {
            assert!(!SHOWN.contains(&ending), "{ending}");
        }
    }

    #[test]
    fn pages_are_strangers_to_us() {
        for (file, sandboxed) in [
            ("a.html", true),
            ("a.svg", true),
            ("a.mp4", true),
            ("a.pdf", false),
        ] {
            let policy = policy(content_type(file));
            assert_eq!(policy.contains("sandbox"), sandboxed, "{file}");
            assert!(!policy.contains("allow-same-origin"), "{file}");
        }
    }
}
