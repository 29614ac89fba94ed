//! A request's body, or an answer that says what is wrong with it.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::app::App;

/// A JSON document.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let read: Result<Json<T>, JsonRejection> = Json::from_request(request, app).await;
        read.map(|Json(value)| Self(value)).map_err(|rejection| {
            Problem::new(rejection.status(), "bad-request", rejection.body_text())
        })
    }
}
