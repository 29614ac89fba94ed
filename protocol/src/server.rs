//! What the server tells a client.

use serde::{Deserialize, Serialize};

use crate::chat::{ChatLine, PastLine};
use crate::client::Sending;
use crate::door::{TurnedAway, Waiter, Waiting, ZoneDoor};
use crate::motion::Motion;
use crate::order::{Mutes, OrderChange, OrderDone, OrderRefused, Ordered};
use crate::presence::Knock;
use crate::report::{Report, Reported};
use crate::session::{Barrier, Exit, Grant, Here, Question, SessionEnd};
use crate::{LineState, Look, PersonId, Pos, Presence, Refusal, SLOTS, SessionId, Standing, Token};

/// A message from the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ServerMsg {
    /// Answer to `Hello`: you are in.
    Welcome(Welcome),
    /// You are not in, or no longer.
    Refused(Refusal),
    /// The whole room as it is now. First after `Welcome`, and again for a client that missed
    /// deltas; it replaces everything known about others. A fresh [`Motion`] follows.
    Snapshot(Snapshot),
    /// What changed in one tick. The same bytes for everybody.
    Delta(Delta),
    /// What happened in one's view of the map in one tick: who is where, and in which bubble.
    Motion(Motion),
    /// Up to which input the server has moved you, and where that led. Only to the mover.
    Ack(Ack),
    /// The zones you stand in now, outermost first. Only to the one concerned.
    Zones(Vec<Here>),
    /// You have joined a session. Only to the one concerned.
    Joined(SessionId, Grant),
    /// You are not in a session, or no longer. Only to the one concerned.
    Ended(SessionId, SessionEnd),
    /// The questions of a stage that you have joined, as they are now.
    Questions(SessionId, Vec<Question>),
    /// You walked into an exit. Only to the one concerned.
    Exit(Exit),
    /// You can't go on into a zone, or not talk in it. Only to the one concerned.
    Barred {
        /// What people call the zone.
        title: String,
        /// Why.
        barrier: Barrier,
    },
    /// The doors and bells beside which you stand now, but for those that open for you by
    /// themselves: indices into the scene's doors. Only to the one concerned, whenever it changes;
    /// after `Welcome` and `Scene` one stands beside none.
    Doors(Vec<u32>),
    /// A door does not open for you: the code is wrong. Only to the one concerned.
    WrongCode {
        /// Index into the scene's doors.
        door: u32,
    },
    /// The map has changed: another scene is to be drawn and walked on. Followed by a snapshot.
    Scene {
        /// URL path of the scene.
        scene: String,
        /// Where you stand on it.
        pos: Pos,
    },
    /// Who you talk with. Only to the one concerned; sent whenever it changes.
    Call(Call),
    /// Answer to the media offer.
    MediaAnswer {
        /// The SDP answer.
        sdp: String,
    },
    /// The server could not set up or lost the media connection; offer again.
    MediaFailed,
    /// What the server makes of your line, whenever that changes; at first it is taken for good. Only
    /// to the one concerned.
    Line(LineState),
    /// Somebody said something.
    Chat(ChatLine),
    /// What was written to the room before you came. Once, after the first snapshot, where it is kept.
    Past(Vec<PastLine>),
    /// Too much comes of your network at the moment; what you just wanted was not taken. Only to the one concerned.
    TooMuch,
    /// Your screen is shown to nobody and no longer taken: this person shares theirs in the talk, or
    /// (`None`) it is not for you to show anything there. Only to the one concerned.
    ScreenRefused(Option<PersonId>),
    /// Somebody knocks at your locked bubble. To its members.
    Knocked(PersonId),
    /// They no longer do: somebody answered, nobody did for a while, or they are gone. To the
    /// members.
    KnockOver(PersonId),
    /// What becomes of your own knock. Only to the one concerned.
    Knock(Knock),
    /// What you asked on a stage was not taken: too many questions are open, of yours or of all.
    /// Only to the one concerned.
    QuestionRefused(SessionId),
    /// Somebody who keeps order did something about you. Only to the one concerned.
    Ordered(Ordered),
    /// What you are kept from where you stand now, by a word to you or to all there. What it names is off from
    /// now on, and is not taken. Only to the one concerned.
    Kept(Mutes),
    /// What you did to keep order was done. Only to the one who did it.
    OrderDone(OrderDone),
    /// What you did to keep order did not happen. Only to the one concerned.
    OrderRefused(OrderRefused),
    /// Those who run the venue tell all of it something.
    Announcement {
        /// The name of who says it.
        by: String,
        /// What.
        text: String,
    },
    /// A line of the chat is hidden (`true`), or shown again. To those who read it.
    LineHidden {
        /// Its number.
        line: u32,
        /// Whether it is hidden now.
        hidden: bool,
    },
    /// With whom you want to have nothing to do, of those who are here. Only to the one concerned.
    Blocked(Vec<PersonId>),
    /// What becomes of what you reported. Only to the one concerned.
    Reported(Reported),
    /// Reports that nobody has answered yet, the oldest first. To those who may answer, whenever it changes.
    Reports(Vec<Report>),
    /// You are not in yet, and what you wait for. Before `Welcome`, and again whenever it changes.
    Waiting(Waiting),
    /// You are not let in; a refusal follows.
    TurnedAway(TurnedAway),
    /// Who waits at the venue's door, who waits longest first. To those who may let them in, whenever it
    /// changes.
    Waiters(Vec<Waiter>),
}

/// What a newcomer must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// Your id.
    pub you: PersonId,
    /// Keeps your place should the connection break.
    pub token: Token,
    /// The room's path, also when the default room was asked for.
    pub room: String,
    /// URL path of the scene to draw, see `hallway_world::scene`.
    pub scene: String,
    /// Where you stand.
    pub pos: Pos,
    /// True when an earlier place was given back.
    pub resumed: bool,
    /// What you may do.
    pub standing: Standing,
    /// True when you came with an invitation that counts for nothing here: it is no link of this
    /// server, it has expired, or it is for another room. You are in as a visitor then.
    pub invitation_refused: bool,
    /// Days for which what is written to the room is kept; 0 for not at all.
    pub chat_days: u16,
    /// A TURN server for calls, when the operator has one.
    pub turn: Option<Turn>,
}

/// A TURN server, and credentials for it that are good for some hours.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Its URLs, for different transports.
    pub urls: Vec<String>,
    /// The user name.
    pub username: String,
    /// What belongs to it.
    pub credential: String,
}

impl std::fmt::Debug for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What opens a door must not end up in a log by way of a derived `Debug`.
        f.debug_struct("Turn")
            .field("urls", &self.urls)
            .finish_non_exhaustive()
    }
}

/// A person as all in the room know them. Where they are is told of those in view, see
/// [`ServerMsg::Motion`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Their name, already cleaned.
    pub name: String,
    /// Their avatar.
    pub look: Look,
    /// What they send into calls.
    pub sending: Sending,
    /// Whether they want to be talked to.
    pub presence: Presence,
    /// What they may do.
    pub standing: Standing,
    /// They may no more than all, and their name looks like that of one who may.
    pub alike: bool,
    /// What they are kept from, by a word to them alone.
    pub muted: Mutes,
    /// They have a hand up.
    pub hand: bool,
    /// They may speak where all others are to be quiet.
    pub may_speak: bool,
    /// The title of the zone into which they wait to be let; empty for none.
    pub waits: String,
}

/// Everything that all in a room know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The tick this shows.
    pub tick: u32,
    /// Everybody, you included.
    pub people: Vec<Person>,
    /// The doors of the scene that are open.
    pub open_doors: Vec<u32>,
    /// Zones, by their titles, in which all are to be quiet in this way.
    pub quiet: Vec<(String, Mutes)>,
    /// Zones, by their titles, whose doors do not stand open.
    pub zone_doors: Vec<(String, ZoneDoor)>,
    /// Nobody walks or says anything but those who keep order.
    pub frozen: bool,
}

/// What changed in one tick. Of empty ones every hundredth is sent, as a sign of life.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
    /// The tick that made the changes.
    pub tick: u32,
    /// Who came.
    pub entered: Vec<Person>,
    /// Who went.
    pub left: Vec<PersonId>,
    /// Whose microphone, camera or screen was turned on or off.
    pub sending: Vec<(PersonId, Sending)>,
    /// Who wants to be talked to, or no longer.
    pub presence: Vec<(PersonId, Presence)>,
    /// Doors that were opened (`true`) or closed. For a bell it is `true` each time it rings.
    pub doors: Vec<(u32, bool)>,
    /// What those who keep order changed for everybody.
    pub order: OrderChange,
}

impl Delta {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.entered.is_empty()
            && self.left.is_empty()
            && self.sending.is_empty()
            && self.presence.is_empty()
            && self.doors.is_empty()
            && self.order.is_empty()
    }
}

/// The server's word on one's own position. Also of one who was put somewhere without walking there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// Sequence number of the last input that was applied.
    pub seq: u32,
    /// Where it led.
    pub pos: Pos,
    /// One was put there: through an exit within the room, out of a door that closed.
    pub placed: bool,
}

/// Whom one talks with: for each slot of the peer connection the person heard and seen through it.
/// In a talk of more people than there are slots, these are the ones who spoke last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Slot by slot; a person keeps their slot as long as both stay in the call and nobody without
    /// one speaks up after them.
    pub slots: [Option<PersonId>; SLOTS],
    /// Who else is in the talk, without a slot for now.
    pub others: Vec<PersonId>,
    /// Who shares their screen in the talk; perhaps oneself.
    pub screen: Option<PersonId>,
}
