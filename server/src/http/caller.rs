//! Who asks the API for what only some may: by an invitation in a header, which no other site's page can send, or
//! by the account they have logged in with, whose cookie no other site's page can send but by leading here.
//! What they may do is asked of `hallway_world::permit`, as everywhere.

use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use hallway_protocol::limits::{INVITATION_BYTES, clean_name};
use hallway_protocol::order::OrderRefused;
use hallway_protocol::{Role, Standing};
use hallway_world::permit::{Act, permit};
use percent_encoding::percent_decode_str;

use super::origin;
use super::problem::Problem;
use crate::app::App;
use crate::port::Remote;
use crate::rate::Buckets;
use crate::store::Audit;
use crate::trust::address::Prefix;
use crate::trust::invite::Invitation;

/// The header with the invitation, as it stands in a link after `invite=`.
const INVITATION: &str = "x-hallway-invitation";

/// The header with the caller's name, percent-encoded, for the log.
const NAME: &str = "x-hallway-name";

/// Requests of one network: so many at once, and so many a second after that.
const BURST: u32 = 100;
const A_SECOND: f64 = 10.0;

/// Networks of which requests are counted at most; beyond that all are forgotten.
const MOST_NETWORKS: usize = 10_000;

/// How often which network asks.
#[derive(Debug)]
pub struct Callers(Mutex<Buckets<Prefix>>);

impl Default for Callers {
    fn default() -> Self {
        Self(Mutex::new(Buckets::new(A_SECOND, BURST, MOST_NETWORKS)))
    }
}

impl Callers {
    /// Whether a network may ask once more.
    pub fn may_ask(&self, from: Prefix, now: Instant) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.draw(from, now)
    }
}

/// Who asks.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What they may do.
    pub standing: Standing,
    /// The name they give.
    pub name: String,
    /// How they are known, for the log.
    by: String,
}

impl Caller {
    /// Whether they may do this, perhaps to somebody.
    ///
    /// # Errors
    /// Why not, as an answer.
    pub fn may(&self, act: Act, to: Option<&Standing>) -> Result<(), Problem> {
        permit(&self.standing, act, [], to).map_err(|why| {
            let (name, text) = match why {
                OrderRefused::TooHigh => (
                    "too-high",
                    "this can't be done to somebody of an equal or higher role",
                ),
                _ => ("not-allowed", "this is not for you to do"),
            };
            Problem::new(StatusCode::FORBIDDEN, name, text)
        })
    }

    /// That they did something, for the log.
    pub fn did(&self, act: &str) -> Audit {
        Audit {
            act: act.to_owned(),
            by_identity: self.by.clone(),
            by_name: self.name.clone(),
            ..Audit::default()
        }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let headers = &parts.headers;
        let remote = parts.extensions.get::<ConnectInfo<Remote>>();
        let Some(ConnectInfo(remote)) = remote else {
            return Err(Problem::internal());
        };
        let from = app.network(*remote, headers);
        if !app.callers.may_ask(from, Instant::now()) {
            let text = "too many requests from this network; wait a moment";
            return Err(Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too-fast",
                text,
            ));
        }
        origin::refuse_others(headers)?;
        let now = SystemTime::now();
        let known = app.identities.of(headers, now);
        let (standing, by) = match invitation(app, headers, now) {
            Some(invitation) => {
                let by = format!("invitation {}", invitation.number);
                (invitation.standing(), by)
            }
            None => {
                let account = known.as_ref().and_then(|it| Some((it, it.account?)));
                let (known, account) = account.ok_or_else(refused)?;
                (Standing::everywhere(account.role), known.identity.text())
            }
        };
        if standing.role < Role::Facilitator {
            return Err(refused());
        }
        let said = headers.get(NAME).and_then(|it| it.to_str().ok());
        let said = said.map(|name| percent_decode_str(name).decode_utf8_lossy());
        let said = said.and_then(|name| clean_name(&name));
        Ok(Self {
            name: said.unwrap_or_else(|| standing.role.name().to_owned()),
            standing,
            by,
        })
    }
}

fn invitation(app: &App, headers: &HeaderMap, now: SystemTime) -> Option<Invitation> {
    let said = headers.get(INVITATION).and_then(|it| it.to_str().ok());
    let token = said.filter(|token| !token.is_empty() && token.len() <= INVITATION_BYTES);
    app.invites.accept(token?, "", now).ok()
}

fn refused() -> Problem {
    let text = "an invitation of an organizer or a facilitator for all rooms is needed, in the header \
                x-hallway-invitation, or an account of one, logged in";
    Problem::new(StatusCode::UNAUTHORIZED, "invitation-needed", text)
}
