//! Answers of the API that say what is wrong.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// What is wrong: a status, a stable name for programs, and a sentence for people.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    name: &'static str,
    text: String,
}

impl Problem {
    /// One that the caller can do something about.
    pub fn new(status: StatusCode, name: &'static str, text: impl Into<String>) -> Self {
        Self {
            status,
            name,
            text: text.into(),
        }
    }

    /// What was asked for makes no sense.
    pub fn bad(text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request", text)
    }

    /// There is no such thing, or no longer.
    pub fn gone() -> Self {
        Self::new(StatusCode::NOT_FOUND, "gone", "that is not there any more")
    }

    /// Something that is ours to mend; the log says what.
    pub fn internal() -> Self {
        let text = "the server could not do it; its log says why";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", text)
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the database can't be asked");
        Self::internal()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.name, "message": self.text });
        (self.status, Json(body)).into_response()
    }
}
