//! Sessions on the wire: what a zone offers to one who stands in it, and what one gets who joins.
//! What must stay secret (room names, tokens, links) is in a [`Grant`] only, and that is told to
//! nobody but one who stands in the zone.

use serde::{Deserialize, Serialize};

/// A session of a map: the place of its description in the map, the same for all visitors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SessionId(pub u32);

/// A zone that one stands in, as one is told of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Here {
    /// What people call it; empty for a zone that has no name to be told.
    pub title: String,
    /// Nobody gets into a bubble here.
    pub silent: bool,
    /// A text of the author's to be shown while one is here, or empty.
    pub hint: String,
    /// What plays while one is here.
    pub sound: Option<Sound>,
    /// What the camera shows while one is here.
    pub focus: Option<Focus>,
    /// What can be joined here.
    pub offers: Vec<Offer>,
}

/// A sound that plays in a zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sound {
    /// Where to fetch it: a path on this server, or an `http(s)` URL of another.
    pub url: String,
    /// Over and over.
    pub repeat: bool,
    /// 0 to 1.
    pub volume: f32,
}

/// A part of the map that the camera shows as a whole. Map pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Focus {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
    /// Part of the view that stays free around it, 0 to 1.
    pub margin: f32,
}

/// A session that can be joined where one stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Which.
    pub id: SessionId,
    /// What people call it.
    pub title: String,
    /// What it is.
    pub kind: SessionKind,
    /// What opens it.
    pub trigger: Trigger,
    /// The author's words for one who may open it; empty for the client's own.
    pub message: String,
    /// Part of the window for its panel in percent, 1 to 100; 0 for the visitor's choice.
    pub width: u8,
    /// Whether the panel has a button to close it.
    pub closable: bool,
    /// The hosts of others that are contacted when it opens, to be agreed to once each; with their
    /// ports where these are not the usual ones.
    pub hosts: Vec<String>,
}

/// What a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SessionKind {
    /// A Jitsi room.
    Jitsi,
    /// A BigBlueButton meeting.
    BigBlueButton,
    /// A page beside the map.
    Website,
    /// A page in a tab of its own.
    Tab,
    /// A livestream or a recording, with questions beside it.
    Stage,
}

/// What opens a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Trigger {
    /// Coming into the zone.
    #[default]
    Enter,
    /// The action key, or the button with the author's message.
    Action,
    /// Coming into the zone, but only as a tab that waits to be looked at.
    Icon,
}

/// What one gets who joins a session.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub enum Grant {
    /// A Jitsi room.
    Jitsi(JitsiGrant),
    /// A BigBlueButton meeting: the link that joins it.
    BigBlueButton {
        /// The link, good for this visitor only.
        url: String,
    },
    /// A page beside the map.
    Website {
        /// The page.
        url: String,
        /// Permissions for it, as in an iframe's `allow`; already cut to what is allowed here.
        policy: String,
        /// Whether it may be shown in a frame. `false` when it is known to refuse that: then it can
        /// be opened in a tab of its own only.
        framing: bool,
    },
    /// A page in a tab of its own.
    Tab {
        /// The page.
        url: String,
    },
    /// A livestream or a recording.
    Stage {
        /// Where it comes from, best first.
        sources: Vec<Source>,
        /// Subtitles.
        captions: Vec<Caption>,
        /// Whether one may answer, hide and clear questions.
        facilitator: bool,
    },
}

impl std::fmt::Debug for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Secrets must not end up in a log by way of a derived `Debug`.
        f.write_str("Grant(…)")
    }
}

/// What one needs to join a Jitsi room.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JitsiGrant {
    /// Origin of the server, such as `https://meet.example.org`: the first that answered.
    pub server: String,
    /// The room's name.
    pub room: String,
    /// The title to be shown.
    pub subject: String,
    /// A signed token for the server; empty when it asks for none.
    pub token: String,
    /// The author's settings, a JSON object (`configOverwrite`).
    pub config: String,
    /// The author's settings of its looks, a JSON object (`interfaceConfigOverwrite`).
    pub interface_config: String,
}

impl std::fmt::Debug for JitsiGrant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JitsiGrant(…)")
    }
}

/// Where a stage's picture comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// How it is played.
    pub kind: SourceKind,
    /// Its URL; for an embedded player that of the player's page.
    pub url: String,
}

/// How a stage's picture is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SourceKind {
    /// An HLS playlist.
    Hls,
    /// A file that browsers play by themselves.
    Video,
    /// A PeerTube player's page.
    PeerTube,
    /// YouTube's player that sets no cookies.
    YouTube,
    /// Any other player's page.
    Page,
}

/// Subtitles of a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption {
    /// A WebVTT file.
    pub url: String,
    /// BCP 47 language tag, or empty.
    pub language: String,
    /// What people call it; empty for the language's own name.
    pub label: String,
}

/// Why a session could not be joined, or ended though one still stands in the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SessionEnd {
    /// One left the zone, or closed it.
    Left,
    /// The service that it needs is not set up on this server.
    NotConfigured,
    /// The service does not answer.
    Unreachable,
    /// The meeting has not begun or is over.
    NotRunning,
    /// One may not, by one's role.
    NotAllowed,
    /// There are as many as fit.
    Full,
    /// The map says something that can't be used, such as a URL of no kind that can be opened.
    Broken,
    /// The organizer's list of allowed hosts does not have it.
    NotListed,
}

/// A question to those on a stage. Whoever asked is not told to others by more than their name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Counts up in a stage.
    pub number: u32,
    /// Name of who asked.
    pub by: String,
    /// The question, to be shown as text.
    pub text: String,
    /// How many want it answered.
    pub votes: u32,
    /// Whether oneself is among them.
    pub voted: bool,
    /// Whether it has been answered.
    pub answered: bool,
    /// Whether it is hidden from visitors; facilitators still see it.
    pub hidden: bool,
}

/// What one does about the questions of a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuestionAct {
    /// Asks.
    Ask(String),
    /// Votes for a question, or takes the vote back.
    Vote(u32, bool),
    /// Marks it as answered or not. Facilitators only.
    Answer(u32, bool),
    /// Hides it or shows it again. Facilitators only.
    Hide(u32, bool),
    /// Takes all away. Facilitators only.
    Clear,
}

/// Where an exit leads. One that leads to another start area of the same room is not told: who
/// walks into it is put there, see [`crate::server::Ack::placed`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exit {
    /// Into another room of this server, which is there and can be entered; go there by a new
    /// connection.
    Room {
        /// The room's path.
        room: String,
        /// Name of the start area; empty for the default.
        entry: String,
    },
    /// To another site; the visitor is asked first.
    Site {
        /// Its URL.
        url: String,
    },
    /// Nowhere: there is no such map, or it can't be used.
    Nowhere,
}

/// Why one can't go on into a zone, or can't talk in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Barrier {
    /// It is locked.
    Locked,
    /// There are as many inside as fit.
    Full,
    /// It is for people of a certain role.
    Role,
    /// One is in, but as many talk there as may; one gets into the talk when somebody leaves it.
    Talk,
    /// One was put out of it by those who keep order, or turned away, not long ago.
    PutOut,
    /// One comes in as soon as somebody who keeps order lets one in; they know that one waits.
    WaitingRoom,
    /// It is not open at this time.
    Closed,
}
