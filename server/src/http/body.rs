//! What a request says, in its body, its path or its query, or an answer that says what is wrong with it.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::app::App;

/// Moments that may be asked about, in seconds since 1970: to the end of the year 9999.
pub const LAST_MOMENT: i64 = 253_402_300_799;

/// A JSON document.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// What stands in the path.
#[derive(Debug)]
pub struct InPath<T>(pub T);

/// What stands in the query.
#[derive(Debug)]
pub struct InQuery<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let read: Result<Json<T>, JsonRejection> = Json::from_request(request, app).await;
        read.map(|Json(value)| Self(value)).map_err(|rejection| {
            Problem::new(rejection.status(), "bad-request", rejection.body_text())
        })
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for InPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let read: Result<Path<T>, PathRejection> = Path::from_request_parts(parts, app).await;
        read.map(|Path(value)| Self(value))
            .map_err(|rejection| Problem::bad(rejection.body_text()))
    }
}

impl<T: DeserializeOwned> FromRequestParts<App> for InQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let read: Result<Query<T>, QueryRejection> = Query::from_request_parts(parts, app).await;
        read.map(|Query(value)| Self(value))
            .map_err(|rejection| Problem::bad(rejection.body_text()))
    }
}

/// A moment that may be asked about.
///
/// # Errors
/// For one before 1970 or after the year 9999, naming the parameter.
pub fn moment(name: &str, at: i64) -> Result<i64, Problem> {
    match at {
        0..=LAST_MOMENT => Ok(at),
        _ => Err(Problem::bad(format!("`{name}` must be 0 to {LAST_MOMENT}"))),
    }
}
