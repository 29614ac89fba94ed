//! A WebSocket from its handshake to the room: who says whence they come and who they are is handed over
//! to the room, line and all.

mod origin;
mod upgrade;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hallway_protocol::client::Hello;
use hallway_protocol::{ClientMsg, Refusal, Role, SUBPROTOCOL, Token};
use tokio::sync::mpsc::error::SendError;
use tokio::time::timeout;

use crate::app::App;
use crate::hub::{Newcomer, ToRoom};
use crate::inbox::{Inbox, greet};
use crate::line::Line;
use crate::rooms::RoomSender;

/// Time for the first message.
const GREETING: Duration = Duration::from_secs(10);

/// Upgrades a request to a connection.
pub async fn connect(State(app): State<App>, request: Request) -> Response {
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
    let Ok(permit) = Arc::clone(&app.connections).try_acquire_owned() else {
        app.metrics.refused(Refusal::Full);
        return (StatusCode::SERVICE_UNAVAILABLE, "too many connections\n").into_response();
    };
    upgrade::upgrade(request, move |wire, read| {
        let line = Line::new(wire, read, &app.metrics, Some(permit));
        serve(line, app)
    })
}

/// Whether our subprotocol is among those that the client speaks.
fn speaks_it(headers: &HeaderMap) -> bool {
    let lists = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    let mut spoken = lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','));
    spoken.any(|name| name.trim() == SUBPROTOCOL)
}

/// Hands the connection over to the room that it wants to, or ends it.
async fn serve(mut line: Line, app: App) {
    let first = match timeout(GREETING, line.first_frame()).await {
        Ok(first) => first,
        Err(_) => Err(Refusal::TimedOut.into()),
    };
    match first {
        Ok(frame) => {
            if let Err((line, refusal)) = enter(line, &frame, &app).await {
                line.part(refusal.into()).await;
            }
        }
        Err(end) => line.part(end).await,
    }
}

/// Brings somebody into a room by what their first frame says. Who is refused gets their line back.
async fn enter(line: Line, frame: &[u8], app: &App) -> Result<(), (Line, Refusal)> {
    let greeting = match Greeting::read(frame, app).await {
        Ok(greeting) => greeting,
        Err(refusal) => return Err((line, refusal)),
    };
    let (role, invitation_refused) = invited(app, &greeting.hello, &greeting.name);
    let newcomer = Newcomer {
        id: app.rooms.next_person(),
        hello: greeting.hello,
        role,
        invitation_refused,
        token: Token(rand::random()),
        line,
        first: greeting.more,
    };
    let sent = greeting.room.send(ToRoom::Enter(Box::new(newcomer))).await;
    match sent {
        // The room ended in this very moment; the next try finds a new one.
        Err(SendError(ToRoom::Enter(back))) => Err((back.line, Refusal::ShuttingDown)),
        _ => Ok(()),
    }
}

/// What the first frame says.
struct Greeting {
    hello: Hello,
    /// The room's name, and the way to it.
    name: String,
    room: RoomSender,
    /// What else the frame says.
    more: Vec<ClientMsg>,
}

impl Greeting {
    async fn read(frame: &[u8], app: &App) -> Result<Self, Refusal> {
        let mut messages = Inbox::read(frame)?.into_iter();
        let hello = greet(messages.next().ok_or(Refusal::BadMessage)?)?;
        let name = app.maps.room_of(&hello.room).ok_or(Refusal::NoSuchRoom)?;
        Ok(Self {
            room: app.rooms.room(&name).await?,
            hello,
            name,
            more: messages.collect(),
        })
    }
}

/// What somebody may do in a room by their invitation, and whether it counts for nothing.
fn invited(app: &App, hello: &Hello, room: &str) -> (Role, bool) {
    if hello.invitation.is_empty() {
        return (Role::default(), false);
    }
    let granted = app.invites.role(&hello.invitation, room, SystemTime::now());
    match granted {
        Ok(role) => (role, false),
        Err(refused) => {
            tracing::debug!(?refused, "an invitation counts for nothing");
            (Role::default(), true)
        }
    }
}
