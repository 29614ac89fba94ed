//! The HTTP API. `openapi.json` beside this crate describes it.

use std::time::SystemTime;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use hallway_protocol::Refusal;
use hallway_protocol::limits::PATH_BYTES;
use serde::{Deserialize, Serialize};

use super::body::InQuery;
use super::headers::make_private;
use super::login::Login;
use super::problem::Problem;
use crate::app::App;
use crate::maps::NoMap;
use crate::trust::entrance::Entry;

const DESCRIPTION: &str = include_str!("../../openapi.json");

/// Which room is asked about.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// Its path; empty for the default room.
    #[serde(default)]
    room: String,
}

/// What the entry page shows.
#[derive(Debug, Default, Serialize)]
pub struct Venue {
    /// The venue's title.
    title: String,
    /// The room's title.
    room_title: String,
    /// Why the room can't be entered, the name of a refusal; `null` when it can.
    error: Option<&'static str>,
    /// Whom the venue's door lets in.
    entry: Entry,
    /// Whether the venue is open at this time.
    open: bool,
    /// Where the privacy policy is that visitors accept; empty for none.
    privacy_policy: String,
    /// Its version.
    policy_version: String,
    /// Where one can log in, and who has.
    login: Login,
    /// When it opens next, in seconds since 1970; `null` while it is open, and when it does not open again.
    opens: Option<i64>,
}

/// Tells what a room is called, and whether it can be entered.
pub async fn venue(
    State(app): State<App>,
    InQuery(asked): InQuery<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if asked.room.len() > PATH_BYTES {
        let problem = format!("`room` must have at most {PATH_BYTES} bytes");
        return Err(Problem::bad(problem));
    }
    let configured = &app.config.venue.title;
    let map = match app.maps.room_of(asked.room.trim_matches('/')) {
        Some(room) => app.maps.load(&room).await,
        None => Err(NoMap::Missing),
    };
    let now = SystemTime::now();
    let venue = Venue {
        title: configured.clone(),
        entry: app.entrance.entry(),
        open: app.entrance.is_open(now),
        opens: app.entrance.next_opening(now),
        privacy_policy: app.config.privacy.policy.clone(),
        policy_version: app.config.privacy.version.clone(),
        login: Login::of(&app, &headers),
        ..Venue::default()
    };
    let venue = match map {
        Ok(map) => Venue {
            title: match configured.is_empty() {
                true => map.title.clone(),
                false => configured.clone(),
            },
            room_title: map.title.clone(),
            ..venue
        },
        // The question was answered, so the page can show why.
        Err(error) => {
            let refusal = match error {
                NoMap::Missing => Refusal::NoSuchRoom,
                NoMap::Broken(_) => Refusal::BrokenRoom,
            };
            Venue {
                error: Some(refusal.name()),
                ..venue
            }
        }
    };
    let mut response = Json(venue).into_response();
    // It says who asks.
    make_private(&mut response);
    Ok(response)
}

/// The API's description.
pub async fn description() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DESCRIPTION).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_names_what_organizers_may_ask() {
        let description: serde_json::Value = serde_json::from_str(DESCRIPTION).unwrap();
        let source = include_str!("organize.rs");
        let routes = source.split(".route(").skip(1);
        let mut count = 0;
        for route in routes {
            let path = route.split('"').nth(1).unwrap();
            let path = format!("/api/v1/organize{path}");
            let methods = ["get", "post", "put", "delete"].iter();
            let route = route.split("\n        .").next().unwrap();
            for method in methods.filter(|it| route.contains(&format!("{it}("))) {
                let described = &description["paths"][&path][method];
                assert!(described.is_object(), "{method} {path}");
                count += 1;
            }
        }
        assert_eq!(count, 14);
    }

    #[test]
    fn the_description_names_every_path() {
        let description: serde_json::Value = serde_json::from_str(DESCRIPTION).unwrap();
        for path in [
            "/api/v1/venue",
            "/api/v1/openapi.json",
            "/healthz",
            "/readyz",
            "/metrics",
        ] {
            assert!(description["paths"][path]["get"].is_object(), "{path}");
        }
    }
}
