//! Links that grant roles: made here, and how many used them.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use axum::Json;
use axum::extract::State;
use hallway_protocol::limits::PATH_BYTES;
use hallway_protocol::{Role, Standing};
use hallway_world::permit::Act;
use serde::{Deserialize, Serialize};

use super::MOST;
use super::people::note;
use crate::app::App;
use crate::clock::seconds;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::store::{Audit, InvitationRow, new_id};
use crate::trust::invite::{Invitation, ZONE_BYTES, link};

/// Days for which a link counts at most.
const MOST_DAYS: u32 = 3650;

/// A link to be made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    role: String,
    #[serde(default)]
    room: String,
    #[serde(default)]
    zone: String,
    days: u32,
}

/// A link that was made.
#[derive(Debug, Serialize)]
pub struct Made {
    /// Its path on this server.
    path: String,
}

/// A link, and how many used it.
#[derive(Debug, Serialize)]
pub struct Listed {
    #[serde(flatten)]
    row: InvitationRow,
    uses: u64,
}

/// The links that were made here, the last first. Those that `hallway invite` printed have a number only.
pub async fn list(caller: Caller, State(app): State<App>) -> Result<Json<Vec<Listed>>, Problem> {
    caller.may(Act::GiveRoles, None)?;
    let uses = app.store.invitation_uses().await?;
    let mut uses: HashMap<u64, u64> = uses.into_iter().collect();
    let rows = app.store.invitations(MOST).await?.into_iter();
    let made = rows.map(|row| Listed {
        uses: uses.remove(&row.number.cast_unsigned()).unwrap_or_default(),
        row,
    });
    let mut all: Vec<Listed> = made.collect();
    let mut others: Vec<(u64, u64)> = uses.into_iter().collect();
    others.sort_unstable();
    all.extend(others.into_iter().map(|(number, uses)| Listed {
        row: InvitationRow {
            number: number.cast_signed(),
            ..InvitationRow::default()
        },
        uses,
    }));
    Ok(Json(all))
}

/// Makes a link, for a role below the caller's own.
pub async fn make(
    caller: Caller,
    State(app): State<App>,
    Body(wanted): Body<Wanted>,
) -> Result<Json<Made>, Problem> {
    let role = Role::named(&wanted.role).filter(|role| *role > Role::Visitor);
    let role = role.ok_or_else(|| {
        Problem::bad("`role` must be \"speaker\", \"facilitator\" or \"organizer\"")
    })?;
    caller.may(Act::GiveRoles, Some(&Standing::everywhere(role)))?;
    if wanted.zone.len() > ZONE_BYTES || wanted.room.len() > PATH_BYTES {
        return Err(Problem::bad("`room` or `zone` is too long"));
    }
    if !wanted.room.is_empty() && !app.maps.exists(&wanted.room) {
        return Err(Problem::bad("there is no such `room`"));
    }
    if !(1..=MOST_DAYS).contains(&wanted.days) {
        return Err(Problem::bad(format!("`days` must be 1 to {MOST_DAYS}")));
    }
    let now = SystemTime::now();
    let lasts = Duration::from_secs(u64::from(wanted.days) * 24 * 60 * 60);
    let invitation = Invitation {
        role,
        expires: now + lasts,
        room: wanted.room,
        zone: wanted.zone,
        number: new_id().unsigned_abs(),
    };
    let row = InvitationRow {
        number: invitation.number.cast_signed(),
        role: role.name().to_owned(),
        room: invitation.room.clone(),
        zone: invitation.zone.clone(),
        by_name: caller.name.clone(),
        at: seconds(now),
        expires: seconds(invitation.expires),
    };
    app.store.add_invitation(&row).await?;
    let audit = Audit {
        room: row.room,
        place: row.zone,
        reason: row.role,
        ..caller.did("invite")
    };
    note(&app, audit).await?;
    let token = app.invites.token(&invitation);
    Ok(Json(Made {
        path: link("", &invitation.room, &token),
    }))
}
