//! The page: the same for every room; the client reads from the URL where to go.

use std::time::SystemTime;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::assets;
use crate::app::App;

/// The files of the two pages.
const VISITORS: &str = "index.html";
const ORGANIZERS: &str = "organize.html";

/// The page of the default room.
pub async fn default_room(State(app): State<App>, headers: HeaderMap) -> Response {
    page(&app, VISITORS, StatusCode::OK, &headers)
}

/// The organizers' page.
pub async fn organize(State(app): State<App>, headers: HeaderMap) -> Response {
    page(&app, ORGANIZERS, StatusCode::OK, &headers)
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
    page(&app, VISITORS, status, &headers)
}

/// The page, and a cookie for those who have none. It is for one visitor then, and kept by nobody between.
fn page(app: &App, file: &str, status: StatusCode, headers: &HeaderMap) -> Response {
    let Some(mut response) = assets::file(file, headers) else {
        let text = "This server was built without its client. Build it with: cargo xtask run\n";
        return (StatusCode::SERVICE_UNAVAILABLE, text).into_response();
    };
    if status != StatusCode::OK {
        *response.status_mut() = status;
    }
    let now = SystemTime::now();
    if app.identities.of(headers, now).is_none() {
        let somebody = app.identities.fresh(now);
        let secure = app.config.is_https();
        let cookie = app.identities.cookie(&somebody, secure);
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            let answer = response.headers_mut();
            answer.insert(header::SET_COOKIE, cookie);
            let private = HeaderValue::from_static("private, no-cache");
            answer.insert(header::CACHE_CONTROL, private);
        }
    }
    response
}
