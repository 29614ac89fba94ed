//! What is done about people, and what is in force.

use std::time::{Duration, SystemTime};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use hallway_protocol::PersonId;
use hallway_protocol::limits::{REASON_CHARS, clean_text};
use hallway_protocol::order::Mutes;
use hallway_world::permit::Act;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use crate::app::App;
use crate::census::Present;
use crate::clock::seconds;
use crate::http::body::{Body, InPath};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::store::Audit;
use crate::trust::order_book::{Put, Word};
use crate::trust::sanctions::{Kind, Sanction};

/// Why something is done.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Why {
    reason: String,
    /// Of a ban: for so many minutes; for good without.
    minutes: Option<u32>,
}

/// What is in force, as it is shown.
#[derive(Debug, Serialize)]
pub struct Shown {
    id: String,
    kind: &'static str,
    name: String,
    by: String,
    reason: String,
    since: i64,
    until: Option<i64>,
}

/// Sends somebody away for some minutes.
pub async fn remove(
    caller: Caller,
    State(app): State<App>,
    InPath(id): InPath<u32>,
    Body(why): Body<Why>,
) -> Result<StatusCode, Problem> {
    act(
        &caller,
        &app,
        (id, Act::Remove, "remove"),
        &why,
        |word, now| app.order_book.remove(word, now),
    )
    .await
}

/// Keeps somebody from coming back.
pub async fn ban(
    caller: Caller,
    State(app): State<App>,
    InPath(id): InPath<u32>,
    Body(why): Body<Why>,
) -> Result<StatusCode, Problem> {
    if why.minutes == Some(0) {
        return Err(Problem::bad("`minutes` must be at least 1"));
    }
    let lasts = why
        .minutes
        .map(|minutes| Duration::from_secs(60 * u64::from(minutes)));
    act(&caller, &app, (id, Act::Ban, "ban"), &why, |word, now| {
        app.order_book.ban(word, lasts, now)
    })
    .await
}

/// Keeps somebody from being heard, seen and read.
pub async fn mute(
    caller: Caller,
    State(app): State<App>,
    InPath(id): InPath<u32>,
    Body(why): Body<Why>,
) -> Result<StatusCode, Problem> {
    act(&caller, &app, (id, Act::Mute, "mute"), &why, |word, now| {
        app.order_book.mute(word, Mutes::ALL, now)
    })
    .await
}

async fn act(
    caller: &Caller,
    app: &App,
    (id, what, named): (u32, Act, &str),
    why: &Why,
    put: impl FnOnce(Word<'_>, SystemTime) -> Put,
) -> Result<StatusCode, Problem> {
    let found = app.census.find(PersonId(id));
    let (room, present) = found.ok_or_else(Problem::gone)?;
    caller.may(what, Some(&present.standing))?;
    let reason = clean_text(&why.reason, REASON_CHARS).unwrap_or_default();
    let word = Word {
        visitor: &present.visitor,
        name: &present.name,
        by: &caller.name,
        reason: &reason,
    };
    let Put { kept, .. } = put(word, SystemTime::now());
    let audit = about(caller.did(named), &room, &present, reason);
    note(app, audit).await?;
    is_kept(kept).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn about(audit: Audit, room: &str, present: &Present, reason: String) -> Audit {
    Audit {
        room: room.to_owned(),
        identity: Some(present.visitor.identity.text()),
        name: Some(present.name.clone()),
        reason,
        ..audit
    }
}

/// What is in force against whom.
pub async fn sanctions(
    caller: Caller,
    State(app): State<App>,
) -> Result<Json<Vec<Shown>>, Problem> {
    caller.may(Act::Unban, None)?;
    let mut all = app.order_book.in_force(SystemTime::now());
    all.sort_by_key(|it| std::cmp::Reverse((it.since, it.id)));
    Ok(Json(all.into_iter().map(shown).collect()))
}

/// Ends a sanction.
pub async fn lift(
    caller: Caller,
    State(app): State<App>,
    InPath(id): InPath<u64>,
) -> Result<StatusCode, Problem> {
    caller.may(Act::Unban, None)?;
    let (lifted, kept) = app.order_book.lift(id).ok_or_else(Problem::gone)?;
    let audit = Audit {
        identity: Some(lifted.identity.text()),
        name: Some(lifted.name),
        ..caller.did("lift")
    };
    note(&app, audit).await?;
    is_kept(kept).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Notes what somebody did, and waits until it is kept.
pub(super) async fn note(app: &App, audit: Audit) -> Result<(), Problem> {
    is_kept(app.order_book.note(audit, SystemTime::now())).await
}

/// Waits for word that something is kept.
pub(super) async fn is_kept(kept: oneshot::Receiver<bool>) -> Result<(), Problem> {
    match kept.await {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => {
            let text = "it is in force, but could not be written down: it may be forgotten when the \
                        server stops";
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Err(Problem::new(status, "not-kept", text))
        }
    }
}

fn shown(sanction: Sanction) -> Shown {
    Shown {
        // A text: programs that know no whole numbers of that size would round it.
        id: sanction.id.to_string(),
        kind: match sanction.kind {
            Kind::Removed => "removed",
            Kind::Banned => "banned",
            Kind::Muted(mutes) if mutes.is_none() => "released",
            Kind::Muted(_) => "muted",
        },
        name: sanction.name,
        by: sanction.by,
        reason: sanction.reason,
        since: seconds(sanction.since),
        until: sanction.until.map(seconds),
    }
}
