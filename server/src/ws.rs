//! A WebSocket from its handshake to the room: who says whence they come and who they are is handed over
//! to the room, line and all.

mod origin;
mod upgrade;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hallway_protocol::client::Hello;
use hallway_protocol::order::{OrderAct, Ordered};
use hallway_protocol::{ClientMsg, Refusal, SUBPROTOCOL, ServerMsg, Token, encode};
use tokio::sync::mpsc::error::SendError;
use tokio::time::timeout;

use crate::app::App;
use crate::hub::{Newcomer, ToRoom, refusal};
use crate::inbox::{Inbox, greet};
use crate::line::{Frame, Line};
use crate::port::Remote;
use crate::rooms::RoomSender;
use crate::trust::address::{self, Prefix};
use crate::trust::identity::Visitor;
use crate::trust::invite::Invitation;
use crate::trust::sanctions::{Kind, Sanction};

/// Time for the first message.
const GREETING: Duration = Duration::from_secs(10);

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
    let Ok(permit) = Arc::clone(&app.connections).try_acquire_owned() else {
        app.metrics.refused(Refusal::Full);
        return (StatusCode::SERVICE_UNAVAILABLE, "too many connections\n").into_response();
    };
    let visitor = visitor(&app, remote, request.headers());
    upgrade::upgrade(request, move |wire, read| {
        let line = Line::new(wire, read, &app.metrics, Some(permit));
        serve(line, visitor, app)
    })
}

/// Who connects, as far as their cookie and their network tell. Who has no cookie is somebody new each time.
fn visitor(app: &App, Remote(remote): Remote, headers: &HeaderMap) -> Visitor {
    let now = SystemTime::now();
    let known = app.identities.of(headers);
    let (identity, since) = known.unwrap_or_else(|| app.identities.fresh(now));
    let address = address::client(remote, headers, &app.proxies);
    Visitor {
        identity,
        since,
        prefix: Prefix::of(address, app.identities.key()),
        invitation: None,
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

/// Hands the connection over to the room that it wants to, or ends it.
async fn serve(mut line: Line, visitor: Visitor, app: App) {
    let first = match timeout(GREETING, line.first_frame()).await {
        Ok(first) => first,
        Err(_) => Err(Refusal::TimedOut.into()),
    };
    match first {
        Ok(frame) => {
            if let Err((line, refusal)) = enter(line, &frame, visitor, &app).await {
                line.part(refusal.into()).await;
            }
        }
        Err(end) => line.part(end).await,
    }
}

/// Brings somebody into a room by what their first frame says. Who is refused gets their line back.
async fn enter(
    mut line: Line,
    frame: &[u8],
    mut visitor: Visitor,
    app: &App,
) -> Result<(), (Line, Refusal)> {
    let greeting = match Greeting::read(frame, app).await {
        Ok(greeting) => greeting,
        Err(refusal) => return Err((line, refusal)),
    };
    let (invitation, invitation_refused) = invited(app, &greeting.hello, &greeting.name);
    visitor.invitation = invitation.as_ref().map(|it| it.number);
    let kept_out = app.order_book.keeps_out(&visitor, SystemTime::now());
    if let Some(sanction) = kept_out {
        tell_why(&mut line, &sanction);
        return Err((line, refusal(&sanction)));
    }
    let said = greeting.hello.password.as_str();
    let invited = invitation.is_some();
    let judged = app
        .entrance
        .judge(invited, said, visitor.prefix, Instant::now());
    if let Err(refusal) = judged {
        return Err((line, refusal));
    }
    let standing = invitation.as_ref().map(Invitation::standing);
    let standing = standing.unwrap_or_default();
    if let Some(invitation) = invitation {
        count_use(app, invitation.number, &visitor);
    }
    let newcomer = Newcomer {
        id: app.rooms.next_person(),
        hello: greeting.hello,
        visitor,
        standing,
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

/// The invitation that somebody comes with, and whether what they come with counts for nothing.
fn invited(app: &App, hello: &Hello, room: &str) -> (Option<Invitation>, bool) {
    if hello.invitation.is_empty() {
        return (None, false);
    }
    let accepted = app
        .invites
        .accept(&hello.invitation, room, SystemTime::now());
    match accepted {
        Ok(invitation) => (Some(invitation), false),
        Err(refused) => {
            tracing::debug!(?refused, "an invitation counts for nothing");
            (None, true)
        }
    }
}

/// Counts who comes by an invitation; they don't wait for it.
fn count_use(app: &App, number: u64, visitor: &Visitor) {
    let (store, identity) = (app.store.clone(), visitor.identity.text());
    tokio::spawn(async move {
        let counted = store.use_invitation(number, &identity, SystemTime::now());
        if let Err(error) = counted.await {
            tracing::error!(%error, "the use of an invitation is not counted");
        }
    });
}

/// Tells who does not come in why.
fn tell_why(line: &mut Line, sanction: &Sanction) {
    let act = match sanction.kind {
        Kind::Banned => OrderAct::Ban(None),
        Kind::Removed | Kind::Muted(_) => OrderAct::Remove,
    };
    let ordered = Ordered {
        by: sanction.by.clone(),
        act,
        reason: sanction.reason.clone(),
    };
    let mut frame = Frame::default();
    encode(&ServerMsg::Ordered(ordered), frame.messages_mut());
    // Who has gone meanwhile need not know.
    let _ = line.say(&mut frame, Instant::now());
}
