//! Our own pages that show something of others in the client's frame. Each may contact only what it
//! is for, and only the client may put it into a frame.

use std::io::Write;
use std::sync::LazyLock;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Deserialize;

use super::assets::{accepts, content_type};
use crate::app::App;
use crate::sessions::urls::origin_of;

const JITSI: &str = include_str!("../../../assets/embed/jitsi.html");
const STAGE: &str = include_str!("../../../assets/embed/stage.html");
const HLS: &str = include_str!("../../../assets/vendor/hls.min.js");

/// What the pages are made of.
const PARTS: [(&str, &str); 3] = [
    ("jitsi.js", include_str!("../../../assets/embed/jitsi.js")),
    ("stage.js", include_str!("../../../assets/embed/stage.js")),
    ("style.css", include_str!("../../../assets/embed/style.css")),
];

/// The library is large enough to be packed, once.
static HLS_GZIP: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing into memory has no way to fail; should it, browsers get it unpacked.
    let packed = encoder.write_all(HLS.as_bytes());
    packed.and_then(|()| encoder.finish()).unwrap_or_default()
});

/// Kept, but asked for again each time, as the client is.
const ASKED_AGAIN: &str = "no-cache";

/// For the library, which changes with a version of the server at most.
const A_DAY: &str = "public, max-age=86400";

/// What holds for each of the pages, whatever they show.
const COMMON: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'self'";

/// For which server a page is wanted.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    /// The origin of a Jitsi server; left out by one that does not know it yet.
    server: Option<String>,
}

/// The page with a Jitsi room. It may contact one server, which must be a configured one or one that
/// a loaded map names; only from a configured one does it run scripts.
pub async fn jitsi(State(app): State<App>, Query(wanted): Query<Wanted>) -> Response {
    let Some(said) = wanted.server else {
        return page(JITSI.to_owned(), &jitsi_policy(None, false));
    };
    let origin = origin_of(&said).filter(|origin| *origin == said);
    let Some(origin) = origin else {
        return unknown();
    };
    let is_configured = app.sessions.is_configured_jitsi(&origin);
    if !is_configured && !app.maps.names_jitsi(&origin) {
        return unknown();
    }
    let way = if is_configured { "library" } else { "frame" };
    let policy = jitsi_policy(Some(&origin), is_configured);
    page(JITSI.replace("WAY", way), &policy)
}

/// The page that plays a stage.
pub async fn stage() -> Response {
    page(STAGE.to_owned(), &stage_policy())
}

/// A script or style of the pages.
pub async fn part(Path(file): Path<String>, headers: HeaderMap) -> Response {
    if file == "hls.js" {
        return hls(&headers);
    }
    let found = PARTS.iter().find(|(name, _)| *name == file);
    let Some((name, content)) = found else {
        return (StatusCode::NOT_FOUND, "there is no such file\n").into_response();
    };
    let kept = [
        (header::CONTENT_TYPE, content_type(name)),
        (header::CACHE_CONTROL, ASKED_AGAIN),
    ];
    (kept, *content).into_response()
}

fn hls(headers: &HeaderMap) -> Response {
    let kept = [
        (header::CONTENT_TYPE, content_type("hls.js")),
        (header::CACHE_CONTROL, A_DAY),
        (header::VARY, "accept-encoding"),
    ];
    if accepts(headers, "gzip") && !HLS_GZIP.is_empty() {
        let packed = [(header::CONTENT_ENCODING, "gzip")];
        (kept, packed, HLS_GZIP.as_slice()).into_response()
    } else {
        (kept, HLS).into_response()
    }
}

fn unknown() -> Response {
    let text = "no such Jitsi server is configured, or named by a map\n";
    (StatusCode::BAD_REQUEST, text).into_response()
}

/// `origin` is made of a parsed URL, so it holds nothing that could end a directive.
fn jitsi_policy(origin: Option<&str>, runs_scripts: bool) -> String {
    let scripts = match origin {
        Some(origin) if runs_scripts => format!("'self' {origin}"),
        _ => "'self'".to_owned(),
    };
    let frames = origin.unwrap_or("'none'");
    format!("{COMMON}; script-src {scripts}; frame-src {frames}")
}

fn stage_policy() -> String {
    format!(
        "{COMMON}; script-src 'self'; connect-src 'self' https: http:; \
         media-src 'self' blob: https: http:; frame-src 'self' https: http:"
    )
}

fn page(content: String, policy: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type("page.html")),
        (header::CACHE_CONTROL, ASKED_AGAIN),
    ];
    let mut response = (headers, content).into_response();
    match HeaderValue::from_str(policy) {
        Ok(policy) => {
            response
                .headers_mut()
                .insert(header::CONTENT_SECURITY_POLICY, policy);
            response
        }
        // A page without its policy is none.
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_run_of_configured_servers_only() {
        let server = "https://meet.test";
        for (origin, configured, scripts, frames) in [
            (None, false, "script-src 'self';", "frame-src 'none'"),
            (
                Some(server),
                false,
                "script-src 'self';",
                "frame-src https://meet.test",
            ),
            (
                Some(server),
                true,
                "script-src 'self' https://meet.test;",
                "frame-src https://meet.test",
            ),
        ] {
            let policy = jitsi_policy(origin, configured);
            assert!(policy.contains(scripts), "{policy}");
            assert!(policy.ends_with(frames), "{policy}");
            assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
        }
    }

    #[test]
    fn the_pages_load_what_there_is() {
        for page in [JITSI, STAGE] {
            let named = page
                .split('"')
                .filter_map(|text| text.strip_prefix("/embed/"));
            let named: Vec<&str> = named.collect();
            assert_eq!(named.len(), 2, "{page}");
            for name in named {
                assert!(PARTS.iter().any(|(part, _)| *part == name), "{name}");
            }
            assert!(
                !page.contains("<script>"),
                "no script may stand in the page"
            );
        }
        assert_eq!(JITSI.matches("WAY").count(), 1);
        assert!(HLS_GZIP.len() < HLS.len() / 2);
    }
}
