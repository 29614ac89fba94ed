//! The log of what was done to keep order, to be read, filtered, and taken along.

use std::time::SystemTime;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hallway_world::permit::Act;
use serde::Deserialize;

use super::MOST;
use crate::app::App;
use crate::clock::seconds;
use crate::http::body::{InQuery, moment};
use crate::http::caller::Caller;
use crate::http::csv;
use crate::http::problem::Problem;
use crate::store::AuditFilter;

/// Longest text that is looked for, in bytes.
const LOOKED_FOR: usize = 100;

/// Which entries, and how.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Asked {
    /// Up to this moment, in seconds since 1970; now without.
    before: Option<i64>,
    /// What was done.
    act: String,
    /// Part of a name.
    name: String,
    /// `csv`, or JSON without.
    format: String,
}

/// Tells what was done, the last first.
pub async fn audit(
    caller: Caller,
    State(app): State<App>,
    InQuery(asked): InQuery<Asked>,
) -> Result<Response, Problem> {
    caller.may(Act::ReadAudit, None)?;
    if asked.act.len() > LOOKED_FOR || asked.name.len() > LOOKED_FOR {
        return Err(Problem::bad("`act` and `name` must have at most 100 bytes"));
    }
    if !["", "csv"].contains(&asked.format.as_str()) {
        return Err(Problem::bad("`format` must be csv, or left out"));
    }
    let before = asked.before.unwrap_or_else(|| seconds(SystemTime::now()));
    let filter = AuditFilter {
        before: moment("before", before)?,
        act: asked.act,
        name: asked.name,
        most: MOST,
    };
    let entries = app.store.audit_of(&filter).await?;
    if asked.format.is_empty() {
        return Ok(Json(entries).into_response());
    }
    let head = ["time", "room", "place", "by", "act", "about", "reason"];
    let rows = entries.into_iter().map(|it| {
        let about = it.name.unwrap_or_default();
        [
            csv::time(it.at),
            it.room,
            it.place,
            it.by_name,
            it.act,
            about,
            it.reason,
        ]
    });
    Ok(csv::answer("audit.csv", head, rows))
}
