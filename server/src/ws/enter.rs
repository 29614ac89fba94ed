//! From the first frame of a connection to the room: the greeting is read, the invitation is looked at, who is
//! kept out goes, and the rest pass the venue's door.

use std::time::{Duration, Instant, SystemTime};

use hallway_protocol::client::Hello;
use hallway_protocol::order::{OrderAct, Ordered};
use hallway_protocol::{ClientMsg, Refusal, ServerMsg, Standing, Token, encode};
use tokio::sync::mpsc::error::SendError;
use tokio::time::timeout;

use super::door::Comer;
use crate::app::App;
use crate::hub::{Newcomer, ToRoom, refusal};
use crate::inbox::{Inbox, greet};
use crate::line::{End, Frame, Line};
use crate::store::Entry;
use crate::trust::identity::Visitor;
use crate::trust::invite::Invitation;
use crate::trust::sanctions::{Kind, Sanction};

/// Time for the first message.
const GREETING: Duration = Duration::from_secs(10);

/// Hands the connection over to the room that it wants to, or ends it.
pub(super) async fn serve(mut line: Line, visitor: Visitor, app: App) {
    let first = match timeout(GREETING, line.next_frame()).await {
        Ok(first) => first,
        Err(_) => Err(Refusal::TimedOut.into()),
    };
    match first {
        Ok(frame) => {
            if let Err((line, end)) = enter(line, &frame, visitor, &app).await {
                line.part(end).await;
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
) -> Result<(), (Line, End)> {
    let greeting = match Greeting::read(frame, app).await {
        Ok(greeting) => greeting,
        Err(refusal) => return Err((line, refusal.into())),
    };
    let (invitation, invitation_refused) = invited(app, &greeting.hello, &greeting.name);
    visitor.invitation = invitation.as_ref().map(|it| it.number);
    let kept_out = app.order_book.keeps_out(&visitor, SystemTime::now());
    if let Some(sanction) = kept_out {
        tell_why(&mut line, &sanction);
        return Err((line, refusal(&sanction).into()));
    }
    let policy = greeting.hello.policy.as_str();
    if !app.config.privacy.is_accepted(policy) {
        return Err((line, Refusal::PolicyNeeded.into()));
    }
    let granted = invitation.as_ref().map(Invitation::standing);
    let mut standing = granted.unwrap_or_default();
    if let Some(account) = visitor.account {
        standing.add(Standing::everywhere(account.role));
    }
    let comer = Comer {
        id: app.rooms.next_person(),
        hello: &greeting.hello,
        visitor: &visitor,
        standing,
        room: &greeting.name,
    };
    let place = match comer.pass(&mut line, app).await {
        Ok(place) => place,
        Err(end) => return Err((line, end)),
    };
    let (id, standing) = (comer.id, comer.standing);
    if !app.config.privacy.policy.is_empty() {
        // They come in though it is not written down; the log says so then.
        drop(app.journal.keep(Entry::Consent {
            identity: visitor.identity,
            version: app.config.privacy.version.clone(),
        }));
    }
    if let Some(invitation) = invitation {
        count_use(app, invitation.number, &visitor);
    }
    // The one that was there when they came may have ended while they waited.
    let room = match app.rooms.room(&greeting.name).await {
        Ok(room) => room,
        Err(refusal) => return Err((line, refusal.into())),
    };
    let newcomer = Newcomer {
        id,
        hello: greeting.hello,
        visitor,
        standing,
        place,
        invitation_refused,
        token: Token(rand::random()),
        line,
        first: greeting.more,
    };
    match room.send(ToRoom::Enter(Box::new(newcomer))).await {
        // The room ended in this very moment; the next try finds a new one.
        Err(SendError(ToRoom::Enter(back))) => Err((back.line, Refusal::ShuttingDown.into())),
        _ => Ok(()),
    }
}

/// What the first frame says.
struct Greeting {
    hello: Hello,
    /// The room's name.
    name: String,
    /// What else the frame says.
    more: Vec<ClientMsg>,
}

impl Greeting {
    async fn read(frame: &[u8], app: &App) -> Result<Self, Refusal> {
        let mut messages = Inbox::read(frame)?.into_iter();
        let hello = greet(messages.next().ok_or(Refusal::BadMessage)?)?;
        let name = app.maps.room_of(&hello.room).ok_or(Refusal::NoSuchRoom)?;
        // Nobody shall wait for a room that they can't go to.
        app.rooms.room(&name).await?;
        Ok(Self {
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
