//! What browsers need to draw a map: the scene, and the pictures of the maps folder.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::assets::{accepts, content_type};
use crate::app::App;

/// The URL changes when the content does.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A picture is drawn and nothing else, should a visitor open it by itself: an SVG may hold scripts.
const ONLY_A_PICTURE: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// A scene.
pub async fn scene(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(map) = app.maps.scene(&name) else {
        return (StatusCode::NOT_FOUND, "there is no such scene\n").into_response();
    };
    let kept = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::VARY, "accept-encoding"),
    ];
    if accepts(&headers, "gzip") && !map.scene_gzip.is_empty() {
        let packed = [(header::CONTENT_ENCODING, "gzip")];
        (kept, packed, map.scene_gzip.clone()).into_response()
    } else {
        (kept, map.scene.clone()).into_response()
    }
}

/// A picture.
pub async fn image(State(app): State<App>, Path(path): Path<String>) -> Response {
    let kind = content_type(&path);
    if !kind.starts_with("image/") {
        return (StatusCode::NOT_FOUND, "there is no such picture\n").into_response();
    }
    let maps = app.maps.clone();
    let read = tokio::task::spawn_blocking(move || maps.image(&path)).await;
    match read {
        Ok(Ok(bytes)) => {
            let headers = [
                (header::CONTENT_TYPE, kind),
                (header::CACHE_CONTROL, FOR_EVER),
                (header::CONTENT_SECURITY_POLICY, ONLY_A_PICTURE),
            ];
            (headers, bytes).into_response()
        }
        _ => (StatusCode::NOT_FOUND, "there is no such picture\n").into_response(),
    }
}
