//! What all of the venue is told.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use hallway_protocol::limits::{ANNOUNCEMENT_CHARS, clean_text};
use hallway_world::permit::Act;
use serde::Deserialize;

use super::MOST;
use crate::app::App;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::hub::Announcement;
use crate::store::{AnnouncementRow, Audit, Entry};

/// What to tell.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    text: String,
}

/// What was told, the last first.
pub async fn announcements(
    caller: Caller,
    State(app): State<App>,
) -> Result<Json<Vec<AnnouncementRow>>, Problem> {
    caller.may(Act::Announce, None)?;
    Ok(Json(app.store.announcements(MOST).await?))
}

/// Tells all of the venue something.
pub async fn announce(
    caller: Caller,
    State(app): State<App>,
    Body(words): Body<Words>,
) -> Result<StatusCode, Problem> {
    caller.may(Act::Announce, None)?;
    let Some(text) = clean_text(&words.text, ANNOUNCEMENT_CHARS) else {
        let problem = format!("`text` must have 1 to {ANNOUNCEMENT_CHARS} characters");
        return Err(Problem::bad(problem));
    };
    let by = caller.name.clone();
    let entry = Entry::Announcement {
        by: by.clone(),
        text: text.clone(),
    };
    let kept = app.journal.keep(entry);
    let audit = Audit {
        reason: text.clone(),
        ..caller.did("announce")
    };
    super::people::note(&app, audit).await?;
    // Nobody may be there to hear it.
    let _ = app.announcements.send(Announcement { by, text });
    super::people::is_kept(kept).await?;
    Ok(StatusCode::NO_CONTENT)
}
