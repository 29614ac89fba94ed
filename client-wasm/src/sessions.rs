//! The sessions that can be joined where one stands, and how far each has come: offered, asked
//! about, opened, ended. Pure: told of zones, clicks and messages, it says what is to be done.
//! Whether a host may be contacted is decided here and nowhere else.

use hallway_protocol::session::{
    Grant, Here, Offer, Question, QuestionAct, SessionEnd, SessionKind, Trigger,
};
use hallway_protocol::{ClientMsg, SessionId};

use crate::announce::Announcement;

/// Longest question in characters: as a chat line, see [`hallway_protocol::limits`].
pub const QUESTION_CHARS: usize = hallway_protocol::limits::CHAT_CHARS;

/// How far a session has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// It waits to be opened.
    Offered,
    /// The visitor is asked whether its hosts may be contacted.
    Asking,
    /// The visitor said no to that.
    Declined,
    /// The server has been asked for it.
    Opening,
    /// One is in.
    Open(Grant),
    /// One could not get in, or was put out.
    Ended(SessionEnd),
    /// The visitor closed it.
    Closed,
}

/// A session where one stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// What it is.
    pub offer: Offer,
    /// How far it has come.
    pub phase: Phase,
    /// The questions of a stage.
    pub questions: Vec<Question>,
    /// Another server was asked for already, since the first one failed.
    retried: bool,
    /// The line broke meanwhile: the server is to be asked again.
    rejoin: bool,
}

/// What is to be done about a change.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Tell the server.
    Tell(ClientMsg),
    /// Bring a session to the front.
    Front(SessionId),
    /// Announce something.
    Announce(Announcement),
}

impl Session {
    /// Whether it has a place in the panel beside the map.
    pub fn is_listed(&self) -> bool {
        match self.phase {
            Phase::Offered => self.offer.trigger == Trigger::Icon,
            Phase::Asking | Phase::Opening | Phase::Open(_) | Phase::Ended(_) => true,
            Phase::Declined | Phase::Closed => false,
        }
    }

    /// Whether a button at the lower edge opens it.
    pub fn is_prompted(&self) -> bool {
        !self.is_listed()
    }

    /// Whether one talks in it: then the talk beside the map must be still.
    pub fn is_meeting(&self) -> bool {
        let grant = match &self.phase {
            Phase::Open(grant) => grant,
            _ => return false,
        };
        matches!(grant, Grant::Jitsi(_) | Grant::BigBlueButton { .. })
    }

    /// Its hosts that have not been agreed to.
    pub fn strangers(&self, agreed: &[String]) -> Vec<String> {
        let hosts = self.offer.hosts.iter();
        hosts.filter(|h| !agreed.contains(h)).cloned().collect()
    }
}

/// The sessions where one stands, outermost zone first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sessions {
    list: Vec<Session>,
}

impl Sessions {
    /// All of them.
    pub fn list(&self) -> &[Session] {
        &self.list
    }

    /// Whether it is one of them.
    pub fn knows(&self, id: SessionId) -> bool {
        self.list.iter().any(|session| session.offer.id == id)
    }

    /// Whether one is in a meeting.
    pub fn in_meeting(&self) -> bool {
        self.list.iter().any(Session::is_meeting)
    }

    /// What the action key opens here.
    pub fn for_action_key(&self) -> Option<SessionId> {
        let mut prompted = self.list.iter().rev().filter(|s| s.is_prompted());
        prompted.next().map(|session| session.offer.id)
    }

    /// The zones one stands in have changed. `agreed` are the hosts that may be contacted.
    pub fn here(&mut self, here: &[Here], agreed: &[String]) -> Vec<Effect> {
        let mut list: Vec<Session> = Vec::new();
        let mut new = Vec::new();
        for offer in here.iter().flat_map(|here| &here.offers) {
            if list.iter().any(|known| known.offer.id == offer.id) {
                continue;
            }
            let known = self.list.iter().position(|s| s.offer.id == offer.id);
            let session = match known.map(|index| self.list.swap_remove(index)) {
                Some(session) => Session {
                    offer: offer.clone(),
                    ..session
                },
                None => {
                    new.push(offer.id);
                    Session {
                        offer: offer.clone(),
                        phase: Phase::Offered,
                        questions: Vec::new(),
                        retried: false,
                        rejoin: false,
                    }
                }
            };
            list.push(session);
        }
        self.list = list;
        let mut effects = self.rejoin();
        for id in new {
            let looked_at = effects.iter().any(|e| matches!(e, Effect::Front(_)));
            // Of what opens together, the first is looked at; what is called alike is said once.
            for effect in self.offered(id, agreed) {
                let again = match &effect {
                    Effect::Front(_) => looked_at,
                    said @ Effect::Announce(_) => effects.contains(said),
                    Effect::Tell(_) => false,
                };
                if !again {
                    effects.push(effect);
                }
            }
        }
        effects
    }

    /// The line broke and is there again: what was open is asked for anew with the next zones.
    pub fn welcomed(&mut self) {
        for session in &mut self.list {
            session.rejoin = matches!(session.phase, Phase::Opening | Phase::Open(_));
        }
    }

    fn rejoin(&mut self) -> Vec<Effect> {
        let again = self.list.iter_mut().filter(|session| session.rejoin);
        again
            .map(|session| {
                session.rejoin = false;
                Effect::Tell(ClientMsg::Open(session.offer.id))
            })
            .collect()
    }

    fn offered(&mut self, id: SessionId, agreed: &[String]) -> Vec<Effect> {
        let Some(session) = self.get(id) else {
            return Vec::new();
        };
        match session.offer.trigger {
            Trigger::Enter => self.open(id, agreed),
            Trigger::Icon => vec![Effect::Announce(Announcement::naming(
                "session-waits",
                &session.offer.title,
            ))],
            Trigger::Action if session.offer.message.is_empty() => {
                let title = &session.offer.title;
                vec![Effect::Announce(Announcement::naming("session-key", title))]
            }
            Trigger::Action => vec![Effect::Announce(Announcement {
                key: "session-message",
                values: vec![("text", session.offer.message.clone())],
            })],
        }
    }

    /// The visitor wants a session, by coming or by a click.
    pub fn open(&mut self, id: SessionId, agreed: &[String]) -> Vec<Effect> {
        let Some(session) = self.get(id) else {
            return Vec::new();
        };
        if matches!(session.phase, Phase::Opening | Phase::Open(_)) {
            return vec![Effect::Front(id)];
        }
        session.retried = false;
        if !session.strangers(agreed).is_empty() {
            session.phase = Phase::Asking;
            let title = &session.offer.title;
            let asks = Announcement::naming("session-asks", title);
            return vec![Effect::Front(id), Effect::Announce(asks)];
        }
        session.phase = Phase::Opening;
        vec![Effect::Front(id), Effect::Tell(ClientMsg::Open(id))]
    }

    /// The visitor agreed to hosts, here or elsewhere: what asked for no others opens.
    pub fn agreed(&mut self, agreed: &[String]) -> Vec<Effect> {
        let asking = self.list.iter_mut().filter(|session| {
            session.phase == Phase::Asking && session.strangers(agreed).is_empty()
        });
        asking
            .map(|session| {
                session.phase = Phase::Opening;
                Effect::Tell(ClientMsg::Open(session.offer.id))
            })
            .collect()
    }

    /// The visitor does not want the hosts to be contacted.
    pub fn decline(&mut self, id: SessionId) {
        if let Some(session) = self.get(id) {
            session.phase = Phase::Declined;
        }
    }

    /// The visitor closes a session, or a question or a message in its place.
    pub fn close(&mut self, id: SessionId) -> Vec<Effect> {
        let Some(session) = self.get(id) else {
            return Vec::new();
        };
        let was = std::mem::replace(&mut session.phase, Phase::Closed);
        session.questions.clear();
        match was {
            Phase::Opening | Phase::Open(_) => {
                vec![Effect::Tell(ClientMsg::Close(id))]
            }
            _ => Vec::new(),
        }
    }

    /// A meeting says by itself that it is over: that stays to be read, with a way back in.
    pub fn over(&mut self, id: SessionId) -> Vec<Effect> {
        let Some(session) = self.get(id) else {
            return Vec::new();
        };
        if !matches!(session.phase, Phase::Open(_)) {
            return Vec::new();
        }
        session.phase = Phase::Ended(SessionEnd::Left);
        vec![
            Effect::Tell(ClientMsg::Close(id)),
            Effect::Announce(Announcement::plain(reason_key(SessionEnd::Left))),
        ]
    }

    /// The server let one in. Without the visitor's wish nothing is shown of it: they have left or
    /// closed it, or have not agreed.
    pub fn joined(&mut self, id: SessionId, grant: &Grant) -> Vec<Effect> {
        let Some(session) = self.get(id) else {
            return Vec::new();
        };
        match &session.phase {
            Phase::Open(before) if same_place(before, grant) => Vec::new(),
            Phase::Opening | Phase::Open(_) => {
                session.phase = Phase::Open(grant.clone());
                let title = &session.offer.title;
                vec![Effect::Announce(Announcement::naming(
                    "session-opened",
                    title,
                ))]
            }
            _ => Vec::new(),
        }
    }

    /// The server did not let one in, or put one out.
    pub fn ended(&mut self, id: SessionId, reason: SessionEnd) -> Vec<Effect> {
        let Some(session) = self.get(id) else {
            return Vec::new();
        };
        if !matches!(session.phase, Phase::Opening | Phase::Open(_)) {
            return Vec::new();
        }
        session.questions.clear();
        if reason == SessionEnd::Left {
            session.phase = Phase::Closed;
            return Vec::new();
        }
        session.phase = Phase::Ended(reason);
        vec![Effect::Announce(Announcement::plain(reason_key(reason)))]
    }

    /// What was opened does not work here: another server is asked for once.
    pub fn failed(&mut self, id: SessionId) -> Vec<Effect> {
        let Some(session) = self.get(id) else {
            return Vec::new();
        };
        if !matches!(session.phase, Phase::Open(_)) {
            return Vec::new();
        }
        if session.retried {
            session.phase = Phase::Ended(SessionEnd::Unreachable);
            let key = reason_key(SessionEnd::Unreachable);
            return vec![
                Effect::Tell(ClientMsg::Close(id)),
                Effect::Announce(Announcement::plain(key)),
            ];
        }
        session.retried = true;
        session.phase = Phase::Opening;
        vec![Effect::Tell(ClientMsg::Open(id))]
    }

    /// The questions of a stage; how many of them are new.
    pub fn questions(&mut self, id: SessionId, questions: &[Question]) -> usize {
        let Some(session) = self.get(id) else {
            return 0;
        };
        let last = session.questions.iter().map(|q| q.number).max();
        let new = questions.iter().filter(|q| Some(q.number) > last).count();
        session.questions = questions.to_vec();
        new
    }

    fn get(&mut self, id: SessionId) -> Option<&mut Session> {
        self.list.iter_mut().find(|s| s.offer.id == id)
    }
}

/// Whether a grant leads to where an earlier one led. A token may be a newer one: it was needed at
/// the door only, and what is open is not opened again for it.
fn same_place(a: &Grant, b: &Grant) -> bool {
    match (a, b) {
        (Grant::Jitsi(a), Grant::Jitsi(b)) => a.server == b.server && a.room == b.room,
        (Grant::BigBlueButton { .. }, Grant::BigBlueButton { .. }) => true,
        _ => a == b,
    }
}

/// A question as it may be sent; nothing when it is empty or too long.
pub fn clean_question(text: &str) -> Option<QuestionAct> {
    hallway_protocol::limits::clean_chat(text).map(QuestionAct::Ask)
}

/// The sentence for the end of a session.
pub fn reason_key(reason: SessionEnd) -> &'static str {
    match reason {
        SessionEnd::Left => "session-left",
        SessionEnd::NotConfigured => "session-not-configured",
        SessionEnd::Unreachable => "session-unreachable",
        SessionEnd::NotRunning => "session-not-running",
        SessionEnd::NotAllowed => "session-not-allowed",
        SessionEnd::Full => "session-full",
        SessionEnd::Broken => "session-broken",
        SessionEnd::NotListed => "session-not-listed",
    }
}

/// The word for a kind of session.
pub fn name_key(kind: SessionKind) -> &'static str {
    match kind {
        SessionKind::Jitsi | SessionKind::BigBlueButton => "session-meeting",
        SessionKind::Website | SessionKind::Tab => "session-page",
        SessionKind::Stage => "session-stage",
    }
}

/// The sentence that says what a kind of session is.
pub fn kind_key(kind: SessionKind) -> &'static str {
    match kind {
        SessionKind::Jitsi | SessionKind::BigBlueButton => "session-is-meeting",
        SessionKind::Website | SessionKind::Tab => "session-is-page",
        SessionKind::Stage => "session-is-stage",
    }
}

#[cfg(test)]
#[path = "sessions_tests.rs"]
mod tests;
