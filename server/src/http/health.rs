//! Is the server alive, and ready for visitors?

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;

/// Answers as long as the server runs.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// Answers with 200 when the default room can be entered.
pub async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.maps.load(app.maps.default_room()).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the default room has no usable map\n",
        ),
    }
}
