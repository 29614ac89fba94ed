//! What can be joined in a zone: meetings, pages and stages, out of its properties.

mod jitsi;
mod stage;

use hallway_protocol::SessionId;
use hallway_protocol::session::Trigger;

use super::names::{cut, cut_to};
use super::words::Words;
use crate::tiled::address::Address;
use crate::tiled::error::Notes;
use crate::tiled::limits::{MAX_POLICY_CHARS, MAX_SENTENCE_CHARS};
use crate::zone::{BigBlueButton, Embed, Session, SessionSpec};

/// Parameters that are passed on to a BigBlueButton meeting.
const MAX_USERDATA: usize = 50;

/// The sessions of a map; equal ones are kept once.
#[derive(Default)]
pub(super) struct Sessions(Vec<Session>);

impl Sessions {
    /// The number of a session, new or known.
    fn add(&mut self, session: Session) -> SessionId {
        // Neighbours are often equal, so it is looked for from the end.
        let known = self.0.iter().rposition(|known| *known == session);
        let index = known.unwrap_or_else(|| {
            self.0.push(session);
            self.0.len() - 1
        });
        SessionId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    pub(super) fn into_list(self) -> Vec<Session> {
        self.0
    }
}

/// Properties of a place, and where they stand.
pub(super) struct Said<'s> {
    pub(super) words: &'s Words<'s>,
    /// The properties of the map itself: what they say of Jitsi holds for all rooms.
    pub(super) map: &'s Words<'s>,
    /// The map's path; what is relative is so to it.
    pub(super) file: &'s str,
    /// Layer and object, for messages.
    pub(super) place: &'s str,
    pub(super) notes: &'s mut Notes,
}

impl Said<'_> {
    pub(super) fn warn(&mut self, code: &'static str, message: String) {
        self.notes.warn(code, self.place, message);
    }

    /// The address in a property; warns and is `None` when it can't be followed.
    pub(super) fn address(&mut self, name: &str, text: &str) -> Option<Address> {
        match Address::read(text, self.file) {
            Ok(address) => Some(address),
            Err(refusal) => {
                let message = format!("the {name} “{}” is not opened: {refusal}", cut(text));
                self.warn("bad-url", message);
                None
            }
        }
    }

    /// The URL of a page in a property; `mailto:` is none.
    pub(super) fn page(&mut self, name: &str, text: &str) -> Option<String> {
        match self.address(name, text)? {
            Address::Mail(_) => {
                let message = format!("the {name} “{}” is no page", cut(text));
                self.warn("bad-url", message);
                None
            }
            address => Some(address.url()),
        }
    }

    /// What the place says of Jitsi or, when it says nothing, the map.
    fn setting(&self, name: &str) -> Option<String> {
        self.words.text(name).or_else(|| self.map.text(name))
    }

    fn trigger(&mut self, name: &str) -> Trigger {
        let Some(text) = self.words.text(&name.to_ascii_lowercase()) else {
            return Trigger::Enter;
        };
        match text.to_ascii_lowercase().as_str() {
            "onenter" => Trigger::Enter,
            "onicon" => Trigger::Icon,
            "onaction" => Trigger::Action,
            // A slip that several public maps share.
            "oanction" | "on_action" | "action" => {
                let message = format!("the {name} “{}” is taken as “onaction”", cut(&text));
                self.warn("bad-trigger", message);
                Trigger::Action
            }
            _ => {
                let message = format!(
                    "the {name} “{}” means nothing; “onaction” and “onicon” do",
                    cut(&text)
                );
                self.warn("bad-trigger", message);
                Trigger::Enter
            }
        }
    }

    fn width(&mut self, name: &str) -> u8 {
        let Some(number) = self.words.number(&name.to_ascii_lowercase()) else {
            return 0;
        };
        if !(0.0..=100.0).contains(&number) {
            let message = format!("the {name} {number} is no part of the window from 1 to 100");
            self.warn("bad-number", message);
        }
        number.clamp(0.0, 100.0).round() as u8
    }

    /// A session whose modifiers are `PREFIXTrigger` and so on.
    fn session(&mut self, title: &str, prefix: &str, spec: SessionSpec) -> Session {
        let name = |end: &str| format!("{}{end}", prefix.to_ascii_lowercase());
        let message = self.words.text(&name("triggermessage"));
        Session {
            title: title.to_owned(),
            trigger: self.trigger(&format!("{prefix}Trigger")),
            message: cut_to(&message.unwrap_or_default(), MAX_SENTENCE_CHARS),
            width: self.width(&format!("{prefix}Width")),
            closable: self.words.flag(&name("closable")) != Some(false),
            spec,
        }
    }
}

/// Reads one kind of session: what its modifiers begin with, and what it is.
type Reader = fn(&mut Said<'_>) -> Option<(&'static str, SessionSpec)>;

/// All that can be joined where these properties stand, by a title that people know.
pub(super) fn read(said: &mut Said<'_>, title: &str, sessions: &mut Sessions) -> Vec<SessionId> {
    let kinds: [Reader; 5] = [stage::read, jitsi::read, big_blue_button, website, tab];
    let mut ids = Vec::new();
    for kind in kinds {
        if let Some((prefix, spec)) = kind(said) {
            let session = said.session(title, prefix, spec);
            ids.push(sessions.add(session));
        }
    }
    ids
}

fn big_blue_button(said: &mut Said<'_>) -> Option<(&'static str, SessionSpec)> {
    let room = said.words.first_text(&["bbbmeeting", "bbbroom"])?;
    if room.starts_with("http://") || room.starts_with("https://") {
        // The page of a meeting and not its name: all that can be done is to open it.
        let url = said.page("bbbMeeting", &room)?;
        return Some(("bbb", SessionSpec::Tab(url)));
    }
    let text = |name: &str| cut(&said.words.text(name).unwrap_or_default());
    let userdata = said.words.starting_with("userdata-").take(MAX_USERDATA);
    Some((
        "bbb",
        SessionSpec::BigBlueButton(BigBlueButton {
            meeting: cut(room.strip_prefix("bbb://").unwrap_or(&room)),
            name: text("meetingname"),
            admin_tag: text("bbbmeetingadmintag"),
            userdata: userdata
                .map(|(name, value)| (cut(name), cut_to(&value, MAX_SENTENCE_CHARS)))
                .collect(),
        }),
    ))
}

fn website(said: &mut Said<'_>) -> Option<(&'static str, SessionSpec)> {
    let text = said.words.text("openwebsite")?;
    let spec = match said.address("openWebsite", &text)? {
        // There is nothing to show beside the map.
        Address::Mail(url) => SessionSpec::Tab(url),
        address => SessionSpec::Website(Embed {
            url: address.url(),
            policy: policy(said.words.text("openwebsitepolicy")),
            api: said.words.is("openwebsiteallowapi"),
        }),
    };
    Some(("openWebsite", spec))
}

fn tab(said: &mut Said<'_>) -> Option<(&'static str, SessionSpec)> {
    let text = said.words.text("opentab")?;
    let url = said.address("openTab", &text)?.url();
    Some(("openWebsite", SessionSpec::Tab(url)))
}

/// Permissions as they may stand in an iframe's `allow`.
pub(super) fn policy(text: Option<String>) -> String {
    cut_to(&text.unwrap_or_default(), MAX_POLICY_CHARS)
}
