//! The venue's door: who comes in, how many, and when.

use std::sync::{MutexGuard, PoisonError};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use hallway_world::permit::Act;
use serde::{Deserialize, Serialize};

use super::people::note;
use crate::DOORS;
use crate::app::App;
use crate::config::DoorsConfig;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::store::Audit;
use crate::trust::entrance::Entry;

/// How the door stands, as it is shown.
#[derive(Debug, Serialize)]
pub struct Shown {
    entry: Entry,
    /// Whether there is a password; itself it is not told.
    has_password: bool,
    max_people: usize,
    hours: Vec<String>,
}

/// How the door shall stand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    entry: Entry,
    /// Another password; the one before without.
    #[serde(default)]
    password: Option<String>,
    max_people: usize,
    hours: Vec<String>,
}

/// Tells how the door stands.
pub async fn get(caller: Caller, State(app): State<App>) -> Result<Json<Shown>, Problem> {
    caller.may(Act::SetDoors, None)?;
    let doors = doors(&app);
    Ok(Json(Shown {
        entry: doors.entry,
        has_password: !doors.password.is_empty(),
        max_people: doors.max_people,
        hours: doors.hours.clone(),
    }))
}

/// Lets the door stand in another way, now and when the server starts again.
pub async fn set(
    caller: Caller,
    State(app): State<App>,
    Body(wanted): Body<Wanted>,
) -> Result<StatusCode, Problem> {
    caller.may(Act::SetDoors, None)?;
    let before = doors(&app).password.clone();
    let password = match wanted.entry {
        Entry::Password => wanted.password.unwrap_or(before),
        Entry::Open | Entry::Account | Entry::Invitation | Entry::WaitingRoom => String::new(),
    };
    if u32::try_from(wanted.max_people).is_err() {
        return Err(Problem::bad("`max_people` must be at most 4294967295"));
    }
    if wanted.entry == Entry::Account && app.provider.is_none() {
        let text = "`entry` can't be \"account\": the server's settings name nowhere to log in";
        return Err(Problem::bad(text));
    }
    let wanted = DoorsConfig {
        entry: wanted.entry,
        password,
        max_people: wanted.max_people,
        hours: wanted.hours,
    };
    let rules = wanted
        .rules()
        .map_err(|error| Problem::bad(error.to_string()))?;
    let kept = serde_json::to_string(&wanted).map_err(|_| Problem::internal())?;
    app.store.set_setting(DOORS, &kept).await?;
    app.entrance.set(rules);
    app.capacity.set(wanted.max_people);
    let entry = serde_json::to_value(wanted.entry).unwrap_or_default();
    let audit = Audit {
        reason: entry.as_str().unwrap_or_default().to_owned(),
        ..caller.did("set doors")
    };
    *doors(&app) = wanted;
    note(&app, audit).await?;
    Ok(StatusCode::NO_CONTENT)
}

// Nothing is awaited while it is held.
fn doors(app: &App) -> MutexGuard<'_, DoorsConfig> {
    app.doors.lock().unwrap_or_else(PoisonError::into_inner)
}
