//! What browsers need to draw a map: the scene. Its pictures are files of the maps folder.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::assets::accepts;
use crate::app::App;

/// The URL changes when the content does.
pub(super) const FOR_EVER: &str = "public, max-age=31536000, immutable";

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
