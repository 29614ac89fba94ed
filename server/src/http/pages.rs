//! The page: the same for every room; the client reads from the URL where to go.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::assets;
use crate::app::App;

/// The page of the default room.
pub async fn default_room(headers: HeaderMap) -> Response {
    page(StatusCode::OK, &headers)
}

/// The page of a room; for one that does not exist, it says so.
pub async fn room(
    State(app): State<App>,
    Path(room): Path<String>,
    headers: HeaderMap,
) -> Response {
    let exists = app
        .maps
        .room_of(room.trim_matches('/'))
        .is_some_and(|room| app.maps.exists(&room));
    let status = if exists {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    page(status, &headers)
}

fn page(status: StatusCode, headers: &HeaderMap) -> Response {
    let Some(mut response) = assets::file("index.html", headers) else {
        let text = "This server was built without its client. Build it with: cargo xtask run\n";
        return (StatusCode::SERVICE_UNAVAILABLE, text).into_response();
    };
    if status != StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}
