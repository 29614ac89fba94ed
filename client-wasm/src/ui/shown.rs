//! What there is to show, as plain data.

use hallway_protocol::order::Mutes;
use hallway_protocol::{Look, PersonId, Presence, Refusal, Role};
use leptos::prelude::RwSignal;

use crate::doors::Act;
use crate::keeping::May;

/// Where the visitor is on their way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Before the door.
    Entry,
    /// On the way in.
    Connecting,
    /// Before the door, until one is let in or there is a place.
    Waiting,
    /// Inside.
    Venue,
    /// Inside, but the line is down.
    Reconnecting,
    /// Not let in, or sent away.
    Refused(Reason),
}

/// Why there is no visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The server said so.
    Server(Refusal),
    /// The map could not be fetched.
    NoMap,
    /// The browser can't draw it.
    NoPicture,
}

impl State {
    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Connecting => "connecting",
            Self::Waiting => "waiting",
            Self::Venue => "venue",
            Self::Reconnecting => "reconnecting",
            Self::Refused(_) => "refused",
        }
    }
}

/// What lies over the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// People and places.
    People,
    /// The program.
    Program,
    /// Chat.
    Chat,
    /// Settings.
    Settings,
    /// The keys.
    Help,
    /// The question before a door leads to another site.
    Exit,
    /// A door's code.
    Code,
}

impl Panel {
    /// Whether it lies in the middle for a moment, and not beside the map.
    pub fn is_dialog(self) -> bool {
        matches!(self, Self::Help | Self::Exit | Self::Code)
    }
}

/// A door that asks for its code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeAsked {
    /// Its index in the scene.
    pub door: u32,
    /// What people call it; may be empty.
    pub title: String,
    /// What is to be done to it.
    pub act: Act,
    /// Whether another code was tried before.
    pub wrong: bool,
}

/// Somebody in the list of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their avatar.
    pub look: Look,
    /// Whether it is oneself.
    pub own: bool,
    /// Whether they are in one's call.
    pub in_call: bool,
    /// What they may do.
    pub role: Role,
    /// Whether they may be talked to.
    pub presence: Presence,
    /// Whether they are in a locked bubble.
    pub locked: bool,
    /// What they are kept from, by a word to them alone.
    pub muted: Mutes,
    /// Whether they have a hand up.
    pub hand: bool,
    /// Whether they may speak where all others are to be quiet.
    pub may_speak: bool,
    /// What one may do about them.
    pub may: May,
    /// Whether one wants to have nothing to do with them.
    pub blocked: bool,
}

/// The sentence that names a role; visitors have none to be named.
pub fn role_key(role: Role) -> Option<&'static str> {
    match role {
        Role::Visitor => None,
        Role::Speaker => Some("role-speaker"),
        Role::Facilitator => Some("role-facilitator"),
        Role::Organizer => Some("role-organizer"),
    }
}

/// Somebody in the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their avatar, shown while their camera is off.
    pub look: Look,
    /// Whether they can be heard.
    pub microphone: bool,
    /// Whether they can be seen.
    pub camera: bool,
}

/// A line of the chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Counts up.
    pub number: usize,
    /// Its number in the room.
    pub line: u32,
    /// When it was written, in seconds since 1970, if that was before one came.
    pub at: Option<i64>,
    /// Whether it is hidden.
    pub hidden: bool,
    /// Whether one may hide it.
    pub may_hide: bool,
    /// The author's name.
    pub name: String,
    /// Whether it is one's own.
    pub own: bool,
    /// Whether it went to the call only.
    pub in_call: bool,
    /// The text.
    pub text: String,
}

/// An announcement that can be seen and is read out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Counts up.
    pub number: usize,
    /// The sentence.
    pub text: String,
}

/// Why a device can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The visitor or the browser said no.
    Denied,
    /// There is none.
    Missing,
    /// Something else has it, or it does not work.
    Busy,
    /// The browser gives none to this page.
    Unsupported,
}

/// A microphone or a camera as the interface shows it.
#[derive(Clone, Copy)]
pub struct Device {
    /// Whether the visitor wants it on.
    pub on: RwSignal<bool>,
    /// Whether it is running.
    pub live: RwSignal<bool>,
    /// Why it is not.
    pub problem: RwSignal<Option<Problem>>,
    /// Those there are: id and name.
    pub choices: RwSignal<Vec<(String, String)>>,
}

/// The venue as the entry page tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct About {
    /// The venue's title.
    pub title: String,
    /// The room's title.
    pub room_title: String,
    /// Why the room can't be entered; the name of a refusal.
    pub error: Option<String>,
    /// Whom the venue's door lets in: `open`, `account`, `password`, `waiting-room` or `invitation`.
    pub entry: String,
    /// Whether the venue is open at this time.
    pub open: bool,
    /// When it opens next, in seconds since 1970.
    pub opens: Option<i64>,
    /// URL of the privacy policy that visitors must accept; empty when there is none.
    pub privacy_policy: String,
    /// Its version.
    pub policy_version: String,
    /// Where one can log in, and who has.
    pub login: Login,
}

/// Where one can log in, and who has.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Login {
    /// What people call the provider; empty where one can't log in.
    pub provider: String,
    /// Whether this visitor has logged in.
    pub logged_in: bool,
    /// The name of their account; empty for none.
    pub name: String,
    /// What their account makes them, by its name.
    pub role: String,
}

impl Login {
    /// What the account makes of this visitor.
    pub fn role(&self) -> Role {
        Role::named(&self.role).unwrap_or_default()
    }
}

impl About {
    /// The privacy policy's URL, when there is one that a link may lead to.
    pub fn policy(&self) -> Option<String> {
        let begins = |start| self.privacy_policy.starts_with(start);
        (begins("https://") || begins("http://") || begins("/"))
            .then(|| self.privacy_policy.clone())
    }

    /// What is remembered of a policy that was accepted: which one, and in which version.
    pub fn policy_mark(&self) -> Option<String> {
        let url = self.policy()?;
        Some(format!("{} {url}", self.policy_version))
    }
}

impl Device {
    /// A device that is off so far.
    pub fn new(on: bool) -> Self {
        Self {
            on: RwSignal::new(on),
            live: RwSignal::new(false),
            problem: RwSignal::new(None),
            choices: RwSignal::new(Vec::new()),
        }
    }
}
