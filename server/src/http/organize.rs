//! The organizers' part of the API, and their page. Each answer asks first whether the caller may.

pub mod attendance;
pub mod audit;
pub mod doors;
pub mod invitations;
pub mod overview;
pub mod people;
mod words;

pub use words::announce;
pub use words::announcements;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post};

use crate::app::App;

/// Bytes of a request's body at most.
const MOST_BYTES: usize = 16 * 1024;

/// Entries of a list at most.
const MOST: u32 = 1000;

/// All that is below `/api/v1/organize`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/overview", get(overview::overview))
        .route("/people/{id}/remove", post(people::remove))
        .route("/people/{id}/ban", post(people::ban))
        .route("/people/{id}/mute", post(people::mute))
        .route("/sanctions", get(people::sanctions))
        .route("/sanctions/{id}", delete(people::lift))
        .route("/audit", get(audit::audit))
        .route(
            "/invitations",
            get(invitations::list).post(invitations::make),
        )
        .route("/doors", get(doors::get).put(doors::set))
        .route("/announcements", get(announcements).post(announce))
        .route("/attendance", get(attendance::attendance))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
}
