//! What a client may say.

use serde::{Deserialize, Serialize};

use crate::door::{Admission, ZoneDoor};
use crate::order::{Mutes, Order};
use crate::session::QuestionAct;
use crate::{BubbleId, Look, PersonId, Presence, SessionId, Token, Watching};

/// A message from a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClientMsg {
    /// First message of every connection.
    Hello(Hello),
    /// A wish to move during one tick.
    Input(Input),
    /// The browser's offer for its one peer connection. Another one only after the server said that
    /// the one before came to nothing.
    Media(MediaOffer),
    /// Microphone, camera or screen were turned on or off. The server forwards nothing of what is
    /// off.
    Sending(Sending),
    /// Others' pictures are wanted larger, smaller or not at all. The server sends nothing of what is
    /// not wanted.
    Watching(Watching),
    /// Chat line to the people in one's bubble, or to the room when alone.
    Chat(String),
    /// Joins a session that is offered where one stands.
    Open(SessionId),
    /// Leaves a session; it is not joined again by itself before one has left its zone.
    Close(SessionId),
    /// Asks something on a stage that one has joined, or does something about a question.
    Question(SessionId, QuestionAct),
    /// Opens or closes a door beside which one stands, with its code where it asks for one.
    Door {
        /// Index into the scene's doors.
        door: u32,
        /// The code, or empty.
        code: String,
    },
    /// Wants to be talked to, or not.
    Presence(Presence),
    /// Locks the bubble that one is in (`true`), or opens it. Any member may.
    Lock(bool),
    /// Knocks at a locked bubble beside which one stands.
    Knock(BubbleId),
    /// Answers somebody who knocks at one's bubble.
    AnswerKnock {
        /// Who knocks.
        person: PersonId,
        /// Whether they may come in.
        let_in: bool,
    },
    /// Shows so much of the map around the avatar. Until told, a small laptop's screen is assumed.
    View {
        /// Width in map pixels.
        width: u16,
        /// Height in map pixels.
        height: u16,
    },
    /// Wants to be told of these wherever they are, and no longer of those named before.
    Heed(Vec<PersonId>),
    /// Raises a hand, or takes it down.
    Hand(bool),
    /// Keeps order: does something about somebody.
    Order(Order),
    /// Keeps order: has all in a zone be quiet in this way, or (`Mutes::default()`) no longer.
    Quiet {
        /// Title of the zone.
        zone: String,
        /// What all there are kept from.
        mutes: Mutes,
    },
    /// Keeps order: lifts what was done before, by its number.
    Lift(u64),
    /// Keeps order: stops everything in the room, or sets it going again.
    Freeze(bool),
    /// Keeps order: tells all of the venue something.
    Announce(String),
    /// Keeps order: says who of those at the venue's door comes in.
    Admission(Admission),
    /// Keeps order: says who comes into a zone.
    ZoneDoor {
        /// Title of the zone.
        zone: String,
        /// How its door stands from now on.
        door: ZoneDoor,
    },
    /// Hides a line of the chat (`true`) or shows it again: one's own, or, for those who keep order, another's.
    HideLine {
        /// Its number.
        line: u32,
        /// Whether it is hidden from now on.
        hidden: bool,
    },
    /// Wants to have nothing to do with somebody (`true`), or no longer minds: neither hears, sees or reads the
    /// other, and they meet in no bubble.
    Block {
        /// Whom.
        person: PersonId,
        /// Whether they are kept apart from now on.
        blocked: bool,
    },
    /// Tells those who keep order what somebody does.
    Report {
        /// Whom it is about.
        person: PersonId,
        /// What they do.
        text: String,
    },
    /// Keeps order: answers a report, which is done with then.
    AnswerReport {
        /// Its number.
        report: u64,
        /// The answer, for the one who reported.
        text: String,
    },
    /// Goes away for good; the place is not kept.
    Leave,
    /// Nothing to say, still there. Sent when idle, so that a dead line is noticed.
    Alive,
}

/// Who comes, and where to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`crate::VERSION`] of the client.
    pub version: u16,
    /// Room path as in the URL `/v/ROOM`; empty for the default room.
    pub room: String,
    /// Name of the start area to appear in; empty for the map's default.
    pub entry: String,
    /// Name to be shown to others.
    pub name: String,
    /// Avatar to be shown to others.
    pub look: Look,
    /// What this visitor sends at first.
    pub sending: Sending,
    /// Whether they want to be talked to.
    pub presence: Presence,
    /// Token of an earlier connection that broke, to come back to the same place.
    pub resume: Option<Token>,
    /// An invitation that grants a role, as it stands in the link; empty for none.
    pub invitation: String,
    /// What the visitor says for the venue's password; empty for nothing.
    pub password: String,
    /// The version of the privacy policy that the visitor has read and accepts; empty for none.
    pub policy: String,
}

/// One tick's step: how far the avatar would like to go, in subpixels.
///
/// The server applies one input per tick (late ones together, as soon as they come) with the same
/// movement code as the client's prediction, and cuts a step to what the speed limit and the walls
/// allow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Counts up by one per input, from 1 at each connection.
    pub seq: u32,
    /// Wished step to the right.
    pub dx: i16,
    /// Wished step down.
    pub dy: i16,
}

/// What a visitor sends into a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sending {
    /// The microphone is on.
    pub microphone: bool,
    /// The camera is on.
    pub camera: bool,
    /// The screen is shared. In a talk one person shares at a time, see
    /// [`crate::server::ServerMsg::ScreenRefused`].
    pub screen: bool,
    /// What the screen shows is heard, too.
    pub screen_sound: bool,
}

impl Sending {
    /// What the server takes of it, by the presence of who sends: of one who is away, nothing.
    pub fn taken(self, presence: Presence) -> Self {
        match presence {
            Presence::Away => Self::default(),
            Presence::Here | Presence::DoNotDisturb => self,
        }
    }
}

/// An SDP offer whose media lines stand in this order: microphone, camera, screen, the screen's
/// sound, then for each of the [`crate::SLOTS`] slots one audio line, then for each slot one video
/// line, then a video and an audio line for the screen that somebody else shares.
/// [`crate::MEDIA_LINES`] in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaOffer {
    /// The offer, as `RTCPeerConnection.localDescription.sdp` gives it.
    pub sdp: String,
}
