//! What is kept about the one who asks, known by the cookie: given to them, and erased when they wish.

use std::time::SystemTime;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::headers::make_private;
use super::origin;
use super::problem::Problem;
use crate::app::App;
use crate::store::Own;
use crate::trust::identity::{Identities, Identity};

/// The answer.
#[derive(Debug, Serialize)]
pub struct Me {
    /// The number in the cookie.
    identity: String,
    #[serde(flatten)]
    own: Own,
}

/// Gives all that is kept about the one who asks.
pub async fn export(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let identity = who(&app, &headers)?;
    let me = Me {
        identity: identity.text(),
        own: app.store.own(identity).await?,
    };
    let mut response = Json(me).into_response();
    make_private(&mut response);
    Ok(response)
}

/// Erases what is kept about the one who asks, but for what was done to keep order, and makes a stranger of
/// them: the cookie goes.
pub async fn erase(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let identity = who(&app, &headers)?;
    app.store.erase(identity).await?;
    app.blocks.forget(identity);
    app.reports.forget(identity);
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Ok(gone) = HeaderValue::from_str(&Identities::no_cookie()) {
        response.headers_mut().insert(header::SET_COOKIE, gone);
    }
    Ok(response)
}

fn who(app: &App, headers: &HeaderMap) -> Result<Identity, Problem> {
    origin::refuse_others(headers)?;
    let known = app.identities.of(headers, SystemTime::now());
    known.map(|known| known.identity).ok_or_else(|| {
        let text = "nobody is known by this request's cookie";
        Problem::new(StatusCode::UNAUTHORIZED, "no-cookie", text)
    })
}
