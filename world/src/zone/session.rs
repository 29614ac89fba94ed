//! What a map says of a session. Known to the server alone: visitors get an offer of it where they
//! stand, and what they need to join when they join.

use hallway_protocol::session::{SessionKind, SourceKind, Trigger};

/// A session as its map describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What people call it.
    pub title: String,
    /// What opens it.
    pub trigger: Trigger,
    /// The author's words for one who may open it, or empty.
    pub message: String,
    /// Part of the window for its panel in percent, 1 to 100; 0 for the visitor's choice.
    pub width: u8,
    /// Whether one may close it while standing in the zone.
    pub closable: bool,
    /// What it is.
    pub spec: SessionSpec,
}

/// What a session is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionSpec {
    /// A Jitsi room.
    Jitsi(Jitsi),
    /// A BigBlueButton meeting.
    BigBlueButton(BigBlueButton),
    /// A page beside the map.
    Website(Embed),
    /// A page in a tab of its own: an absolute `http(s)` or `mailto:` URL, or a path below `/maps/`.
    Tab(String),
    /// A livestream or a recording.
    Stage(Stage),
}

impl SessionSpec {
    /// Its kind, as visitors are told.
    pub fn kind(&self) -> SessionKind {
        match self {
            Self::Jitsi(_) => SessionKind::Jitsi,
            Self::BigBlueButton(_) => SessionKind::BigBlueButton,
            Self::Website(_) => SessionKind::Website,
            Self::Tab(_) => SessionKind::Tab,
            Self::Stage(_) => SessionKind::Stage,
        }
    }
}

/// A Jitsi room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Jitsi {
    /// The author's name of the room.
    pub room: String,
    /// The server that the author names, as an origin such as `https://meet.example.org`; empty for
    /// this server's configured ones. Tokens are made for configured ones only.
    pub server: String,
    /// The room is called as the author says and not by a derived name.
    pub no_prefix: bool,
    /// Settings, a JSON object or empty.
    pub config: String,
    /// Settings of its looks, a JSON object or empty.
    pub interface_config: String,
    /// A tag whose holders are moderators; empty for facilitators and organizers only.
    pub admin_tag: String,
}

/// A BigBlueButton meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BigBlueButton {
    /// The author's name of the meeting; the meeting's id is derived from it.
    pub meeting: String,
    /// Its title there, or empty.
    pub name: String,
    /// A tag whose holders are moderators; empty for facilitators and organizers only.
    pub admin_tag: String,
    /// Parameters `userdata-…` that are passed on when joining.
    pub userdata: Vec<(String, String)>,
}

/// A page beside the map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Embed {
    /// An absolute `http(s)` URL, or a path below `/maps/` of this server.
    pub url: String,
    /// Permissions that the author asks for, as in an iframe's `allow`.
    pub policy: String,
    /// The author wants it to call scripts of the map; Hallway runs none, and the linter says so.
    pub api: bool,
}

/// A livestream or a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// Where it comes from, best first.
    pub sources: Vec<StageSource>,
    /// Subtitles.
    pub captions: Vec<StageCaption>,
}

/// Where a stage's picture comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageSource {
    /// How it is played.
    pub kind: SourceKind,
    /// An absolute `http(s)` URL, or a path below `/maps/` of this server.
    pub url: String,
}

/// Subtitles of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageCaption {
    /// A WebVTT file: an absolute URL, or a path below `/maps/` of this server.
    pub url: String,
    /// BCP 47 language tag, or empty.
    pub language: String,
}
