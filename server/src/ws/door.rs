//! The venue's door, passed by one who comes: perhaps they wait there, to be let in or for a place, and their line
//! is kept and told what it waits for.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use hallway_protocol::client::Hello;
use hallway_protocol::door::{TurnedAway, Waiting};
use hallway_protocol::{ClientMsg, PersonId, Refusal, Role, ServerMsg, Standing, encode};
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;
use crate::inbox::Inbox;
use crate::line::{End, Frame, Line};
use crate::rate::Bucket;
use crate::trust::capacity::Place;
use crate::trust::entrance::Opening;
use crate::trust::identity::Visitor;
use crate::trust::waiting::Seated;

/// Time between two looks at what one who waits should be told.
const LOOK: Duration = Duration::from_secs(1);

/// Time after which they are told the same again, so that their browser knows that the line lives.
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);

/// Frames of one who waits: they have nothing to say but that they are there, or leave.
const FRAMES_A_SECOND: f64 = 5.0;
const MOST_FRAMES: u32 = 50;

/// Who comes to the door.
pub(super) struct Comer<'a> {
    pub(super) id: PersonId,
    pub(super) hello: &'a Hello,
    pub(super) visitor: &'a Visitor,
    pub(super) standing: Standing,
    /// The room they want to.
    pub(super) room: &'a str,
}

impl Comer<'_> {
    /// Passes the door, as soon as it lets them; gives their place.
    ///
    /// # Errors
    /// Why they do not come in.
    pub(super) async fn pass(&self, line: &mut Line, app: &App) -> Result<Place, End> {
        let (now, date) = (Instant::now(), SystemTime::now());
        let comes_back = self.hello.resume.is_some_and(|token| {
            let place = app.rooms.places().claim(token, self.room, date);
            place.is_some()
        });
        // What an account grants is as good as an invitation.
        let invited = self.visitor.invitation.is_some() || self.standing.highest() > Role::Visitor;
        let logged_in = self.visitor.account.is_some();
        let said = self.hello.password.as_str();
        // Who has a place in the room was let in before.
        if !comes_back {
            let moment = (now, date);
            match app
                .entrance
                .judge((invited, logged_in), said, self.visitor.prefix, moment)?
            {
                Opening::In => {}
                Opening::Wait => self.wait_to_be_let_in(line, app).await?,
            }
        }
        let identity = self.visitor.identity;
        if comes_back || self.standing.highest() > Role::Visitor {
            return Ok(app.capacity.take(identity));
        }
        let mut turn = app.capacity.queue(identity, Instant::now());
        let (capacity, number) = (Arc::clone(&app.capacity), turn.number());
        let ahead = move || Waiting::Place {
            ahead: u32::try_from(capacity.ahead(number)).unwrap_or(u32::MAX),
        };
        wait(line, turn.come(), ahead).await
    }

    async fn wait_to_be_let_in(&self, line: &mut Line, app: &App) -> Result<(), End> {
        let now = Instant::now();
        let seated = app
            .waiting_room
            .sit(self.id, &self.hello.name, self.visitor, now);
        let verdict = match seated {
            Seated::Said(verdict) => verdict,
            Seated::Full => return Err(Refusal::Full.into()),
            Seated::Waits(mut seat) => wait(line, seat.verdict(), || Waiting::Admission).await?,
        };
        verdict.map_err(|turned_away| tell(line, turned_away))
    }
}

/// Tells somebody why they do not come in.
fn tell(line: &mut Line, turned_away: TurnedAway) -> End {
    let mut frame = Frame::default();
    encode(&ServerMsg::TurnedAway(turned_away), frame.messages_mut());
    // Who has gone meanwhile need not know.
    let _ = line.say(&mut frame, Instant::now());
    Refusal::TurnedAway.into()
}

/// Keeps a line until something comes, and tells it what it waits for.
///
/// # Errors
/// When the connection has ended, or has to.
async fn wait<T>(
    line: &mut Line,
    until: impl Future<Output = T>,
    what: impl Fn() -> Waiting,
) -> Result<T, End> {
    let mut until = pin!(until);
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut told: Option<(Waiting, Instant)> = None;
    let mut frames = Bucket::new(FRAMES_A_SECOND, MOST_FRAMES, Instant::now());
    loop {
        tokio::select! {
            biased;
            come = &mut until => return Ok(come),
            frame = line.next_frame() => {
                if !frames.draw(Instant::now()) {
                    return Err(Refusal::TooFast.into());
                }
                if Inbox::read(&frame?)?.contains(&ClientMsg::Leave) {
                    return Err(End::Left);
                }
            }
            _ = looks.tick() => {
                let now = Instant::now();
                line.mind(now)?;
                let what = what();
                let is_due = |(before, at): (Waiting, Instant)| {
                    before != what || now.saturating_duration_since(at) >= SIGN_OF_LIFE
                };
                if told.is_none_or(is_due) {
                    let mut frame = Frame::default();
                    encode(&ServerMsg::Waiting(what), frame.messages_mut());
                    line.say(&mut frame, now)?;
                    told = Some((what, now));
                }
            }
        }
    }
}
