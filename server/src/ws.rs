//! A WebSocket from its handshake to the room: who says whence they come and who they are is handed over
//! to the room, line and all, once the venue's door lets them in.

mod door;
mod enter;
mod upgrade;

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hallway_protocol::{Refusal, SUBPROTOCOL};

use crate::app::App;
use crate::http::origin;
use crate::line::{Line, Permit};
use crate::port::Remote;
use crate::trust::flow::TooMuch;
use crate::trust::identity::Visitor;

/// Upgrades a request to a connection.
pub async fn connect(
    State(app): State<App>,
    ConnectInfo(remote): ConnectInfo<Remote>,
    request: Request,
) -> Response {
    if !origin::is_own(request.headers()) {
        return (
            StatusCode::FORBIDDEN,
            "another site's page may not connect\n",
        )
            .into_response();
    }
    if !speaks_it(request.headers()) {
        let text = format!("the subprotocol {SUBPROTOCOL} is spoken here\n");
        return (StatusCode::BAD_REQUEST, text).into_response();
    }
    let Ok(of_all) = Arc::clone(&app.connections).try_acquire_owned() else {
        app.metrics.refused(Refusal::Full);
        return (StatusCode::SERVICE_UNAVAILABLE, "too many connections\n").into_response();
    };
    let visitor = visitor(&app, remote, request.headers());
    let held = match app.flows.connect(&visitor, Instant::now()) {
        Ok(held) => held,
        Err(why) => {
            app.metrics.refused(Refusal::TooFast);
            let text = match why {
                TooMuch::OfPerson => "too many connections of this browser\n",
                TooMuch::OfNetwork => "too many connections of this network; wait a moment\n",
            };
            return (StatusCode::TOO_MANY_REQUESTS, text).into_response();
        }
    };
    let permit = Permit { of_all, held };
    upgrade::upgrade(request, move |wire, read| {
        let line = Line::new(wire, read, &app.metrics, Some(permit));
        enter::serve(line, visitor, app)
    })
}

/// Who connects, as far as their cookie and their network tell. Who has no cookie is somebody new each time.
fn visitor(app: &App, remote: Remote, headers: &HeaderMap) -> Visitor {
    let now = SystemTime::now();
    let known = app.identities.of(headers, now);
    let known = known.unwrap_or_else(|| app.identities.fresh(now));
    Visitor {
        identity: known.identity,
        since: known.since,
        prefix: app.network(remote, headers),
        invitation: None,
        account: known.account,
    }
}

/// Whether our subprotocol is among those that the client speaks.
fn speaks_it(headers: &HeaderMap) -> bool {
    let lists = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    let mut spoken = lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','));
    spoken.any(|name| name.trim() == SUBPROTOCOL)
}
