//! A WebSocket connection: frames in, wishes out to the room; what the room says out as frames.

mod goodbye;
mod origin;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use hallway_protocol::client::Hello;
use hallway_protocol::limits::CLIENT_FRAME_BYTES;
use hallway_protocol::{ClientMsg, PersonId, Refusal, Role, SUBPROTOCOL, ServerMsg, Token, encode};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{sleep_until, timeout};

use crate::app::App;
use crate::hub::{Newcomer, ToRoom};
use crate::inbox::{Inbox, Wish, greet};
use crate::media::MediaEvent;
use crate::metrics::Metrics;
use crate::outbox::{Next, Outbox};
use crate::rooms::RoomSender;
use goodbye::End;

/// Time for the first message.
const GREETING: Duration = Duration::from_secs(10);

/// Silence after which a line counts as dead. Clients say something every five seconds, hidden
/// pages at least when they hear something.
const SILENCE: Duration = Duration::from_secs(20);

/// Time for one frame to be taken by the network.
const SENDING: Duration = Duration::from_secs(10);

/// Reports of the forwarding unit that may wait; it makes a few per offer, and drops what has no
/// room.
const MEDIA_EVENTS: usize = 16;

/// Upgrades a request to a connection.
pub async fn connect(
    State(app): State<App>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !origin::is_own(&headers) {
        return (
            StatusCode::FORBIDDEN,
            "another site's page may not connect\n",
        )
            .into_response();
    }
    let upgrade = upgrade
        .max_message_size(CLIENT_FRAME_BYTES)
        .max_frame_size(CLIENT_FRAME_BYTES)
        .protocols([SUBPROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        let text = format!("the subprotocol {SUBPROTOCOL} is spoken here\n");
        return (StatusCode::BAD_REQUEST, text).into_response();
    }
    let Ok(permit) = Arc::clone(&app.connections).try_acquire_owned() else {
        app.metrics.refused(Refusal::Full);
        return (StatusCode::SERVICE_UNAVAILABLE, "too many connections\n").into_response();
    };
    upgrade.on_upgrade(move |socket| serve(socket, app, permit))
}

/// Counts a connection as long as it lives.
struct Counted(Arc<Metrics>);

impl Counted {
    fn new(metrics: &Arc<Metrics>) -> Self {
        metrics.connections.inc();
        Self(Arc::clone(metrics))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.connections.dec();
    }
}

async fn serve(socket: WebSocket, app: App, _permit: OwnedSemaphorePermit) {
    let _counted = Counted::new(&app.metrics);
    let mut line = Line {
        socket,
        metrics: Arc::clone(&app.metrics),
    };
    let end = visit(&mut line, &app).await;
    line.end(end).await;
}

/// A connection to a client.
struct Line {
    socket: WebSocket,
    metrics: Arc<Metrics>,
}

impl Line {
    /// The next frame of messages. Says nothing of pings and the like, but that they came.
    async fn heard(&mut self) -> Result<Option<Bytes>, End> {
        match self.socket.recv().await {
            Some(Ok(Message::Binary(bytes))) => Ok(Some(bytes)),
            Some(Ok(Message::Text(_))) => Err(End::Refused(Refusal::BadMessage)),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
            Some(Ok(Message::Close(_))) | None => Err(End::Gone),
            Some(Err(error)) => Err(End::of_error(error)),
        }
    }

    async fn say(&mut self, frame: Bytes) -> Result<(), End> {
        self.metrics.bytes_sent.inc_by(frame.len() as u64);
        match timeout(SENDING, self.socket.send(Message::Binary(frame))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(End::Refused(Refusal::TooSlow)),
        }
    }
}

/// From the first word to the last.
async fn visit(line: &mut Line, app: &App) -> End {
    match enter(line, app).await {
        Ok((visitor, more)) => visitor.stay(line, more).await,
        Err(end) => end,
    }
}

/// Waits for the greeting and goes into the room. Gives what else the first frame said.
async fn enter(line: &mut Line, app: &App) -> Result<(Visitor, Vec<ClientMsg>), End> {
    let first = async {
        loop {
            if let Some(frame) = line.heard().await? {
                return Ok::<_, End>(frame);
            }
        }
    };
    let frame = timeout(GREETING, first)
        .await
        .map_err(|_| Refusal::TimedOut)??;
    let mut messages = Inbox::read(&frame)?.into_iter();
    let hello = greet(messages.next().ok_or(Refusal::BadMessage)?)?;
    let visitor = Visitor::enter(app, hello).await?;
    Ok((visitor, messages.collect()))
}

/// Somebody who is in a room, as their connection sees it.
struct Visitor {
    id: PersonId,
    room: RoomSender,
    outbox: Arc<Outbox>,
    media: mpsc::Receiver<MediaEvent>,
}

impl Visitor {
    async fn enter(app: &App, hello: Hello) -> Result<Self, Refusal> {
        let name = app.maps.room_of(&hello.room).ok_or(Refusal::NoSuchRoom)?;
        let room = app.rooms.room(&name).await?;
        let id = app.rooms.next_person();
        let (role, invitation_refused) = invited(app, &hello, &name);
        let outbox = Arc::new(Outbox::default());
        let (media, events) = mpsc::channel(MEDIA_EVENTS);
        let newcomer = Newcomer {
            id,
            hello,
            role,
            invitation_refused,
            token: Token(rand::random()),
            outbox: Arc::clone(&outbox),
            media,
        };
        let sent = room.send(ToRoom::Enter(Box::new(newcomer))).await;
        // The room ended in this very moment; the next try finds a new one.
        sent.map_err(|_| Refusal::ShuttingDown)?;
        Ok(Self {
            id,
            room,
            outbox,
            media: events,
        })
    }

    /// Carries messages both ways until the connection ends.
    async fn stay(mut self, line: &mut Line, first: Vec<ClientMsg>) -> End {
        let mut inbox = Inbox::new(Instant::now());
        let mut end = self.pass_on(first, &mut inbox).await;
        let mut silent_at = tokio::time::Instant::now() + SILENCE;
        while end.is_ok() {
            end = tokio::select! {
                heard = line.heard() => {
                    silent_at = tokio::time::Instant::now() + SILENCE;
                    match heard {
                        Ok(Some(frame)) => match Inbox::read(&frame) {
                            Ok(messages) => self.pass_on(messages, &mut inbox).await,
                            Err(refusal) => Err(refusal.into()),
                        },
                        // Counts as a message, so that a flood of pings is one.
                        Ok(None) => self.pass_on(vec![ClientMsg::Alive], &mut inbox).await,
                        Err(end) => Err(end),
                    }
                }
                next = self.outbox.next() => match next {
                    Next::Frame(frame) => line.say(frame).await,
                    Next::End(refusal) => Err(refusal.into()),
                },
                Some(event) = self.media.recv() => match told(event) {
                    Some(frame) => line.say(frame).await,
                    None => Ok(()),
                },
                () = sleep_until(silent_at) => Err(Refusal::TimedOut.into()),
            };
        }
        // Whatever the room knows already; of somebody who is gone it takes no notice.
        let _ = self.room.send(ToRoom::Lost(self.id)).await;
        end.err().unwrap_or(End::Gone)
    }

    async fn pass_on(&self, messages: Vec<ClientMsg>, inbox: &mut Inbox) -> Result<(), End> {
        for message in messages {
            let Some(wish) = inbox.judge(message, Instant::now())? else {
                continue;
            };
            let leaves = wish == Wish::Leave;
            let sent = self.room.send(ToRoom::Wish(self.id, wish)).await;
            if leaves {
                return Err(End::Left);
            }
            sent.map_err(|_| Refusal::ShuttingDown)?;
        }
        Ok(())
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

/// The frame that tells a client of a report of the forwarding unit, if it needs to know.
fn told(event: MediaEvent) -> Option<Bytes> {
    let message = match event {
        MediaEvent::Answer { sdp } => ServerMsg::MediaAnswer { sdp },
        // Browsers notice by themselves.
        MediaEvent::Connected => return None,
        MediaEvent::Line(line) => ServerMsg::Line(line),
        MediaEvent::Silent => {
            tracing::debug!("a media connection fell silent");
            ServerMsg::MediaFailed
        }
        MediaEvent::Failed { reason } => {
            tracing::debug!(reason, "a media connection failed");
            ServerMsg::MediaFailed
        }
    };
    let mut frame = Vec::new();
    encode(&message, &mut frame);
    Some(frame.into())
}
