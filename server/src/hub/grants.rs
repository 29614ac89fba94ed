//! What joining takes is found out beside the tick: a task asks, and what it hears comes back in a
//! later tick. By then somebody may have left the session; then it is nobody's to know.
//!
//! When a meeting goes to another server, everybody in one is asked for again: nobody stays behind.

use std::collections::BTreeMap;
use std::time::Instant;

use hallway_protocol::session::{Grant, SessionEnd};
use hallway_protocol::{PersonId, ServerMsg, SessionId};
use hallway_world::room::{Changes, Command};
use hallway_world::zone::SessionSpec;
use tokio::sync::mpsc;

use super::Hub;
use super::letters::Letters;
use crate::rate::Bucket;
use crate::sessions::Ask;

/// Answers that may wait for the next tick. When it is full, tasks wait.
const ANSWERS: usize = 1024;

/// Answers taken in one tick: all people of a large room at once.
const TAKEN: usize = 1024;

/// Sessions that one person may ask to join: one who strolls through a hall of booths, and room.
const ASKS_PER_SECOND: f64 = 1.0;
const ASKS_AT_ONCE: u32 = 20;

/// An answer on its way back.
struct Answer {
    to: PersonId,
    session: SessionId,
    /// Which ask it is for; one that was asked anew since is told nothing.
    number: u64,
    answer: Result<Grant, SessionEnd>,
}

/// What was asked and not yet told.
pub(super) struct Grants {
    /// The latest ask of somebody about a session, and whether it was answered with a grant.
    asked: BTreeMap<(PersonId, SessionId), Asked>,
    rates: BTreeMap<PersonId, Bucket>,
    last: u64,
    /// Moves of meetings that all have been told of.
    moves: u64,
    sender: mpsc::Sender<Answer>,
    answers: mpsc::Receiver<Answer>,
}

#[derive(Clone, Copy)]
struct Asked {
    number: u64,
    granted: bool,
    /// It came to nothing, and its asker knows; the room hears of it in the next tick.
    failed: bool,
}

impl Default for Grants {
    fn default() -> Self {
        let (sender, answers) = mpsc::channel(ANSWERS);
        Self {
            asked: BTreeMap::new(),
            rates: BTreeMap::new(),
            last: 0,
            moves: 0,
            sender,
            answers,
        }
    }
}

impl Grants {
    /// Whether somebody has what it takes to be in a session.
    pub(super) fn has(&self, id: PersonId, session: SessionId) -> bool {
        let asked = self.asked.get(&(id, session));
        asked.is_some_and(|asked| asked.granted)
    }

    /// Everybody who has.
    pub(super) fn holders(&self, session: SessionId) -> impl Iterator<Item = PersonId> {
        let asked = self.asked.iter();
        asked.filter_map(move |((id, of), asked)| (*of == session && asked.granted).then_some(*id))
    }

    fn may_ask(&mut self, id: PersonId, now: Instant) -> bool {
        let full = || Bucket::new(ASKS_PER_SECOND, ASKS_AT_ONCE, now);
        self.rates.entry(id).or_insert_with(full).draw(now)
    }

    /// Another ask in place of the last one; who has what it takes keeps it meanwhile.
    fn ask_anew(&mut self, id: PersonId, session: SessionId) -> u64 {
        let had = self.has(id, session);
        let (number, _) = self.note_ask(id, session);
        if let Some(asked) = self.asked.get_mut(&(id, session)) {
            asked.granted = had;
        }
        number
    }

    fn note_ask(&mut self, id: PersonId, session: SessionId) -> (u64, bool) {
        self.last = self.last.wrapping_add(1);
        let asked = Asked {
            number: self.last,
            granted: false,
            failed: false,
        };
        let before = self.asked.insert((id, session), asked);
        (asked.number, before.is_some_and(|before| before.granted))
    }
}

impl Hub {
    /// Asks for those who joined, tells those who left and those whose answer has come.
    pub(super) fn tell_sessions(&mut self, changes: &Changes, letters: &mut Letters) {
        for (id, session) in &changes.ended {
            let asked = self.grants.asked.remove(&(*id, *session));
            if asked.is_some_and(|asked| asked.failed) {
                continue;
            }
            letters.add(*id, &ServerMsg::Ended(*session, SessionEnd::Left));
        }
        let members = &self.members;
        if !changes.delta.left.is_empty() {
            self.grants.rates.retain(|id, _| members.has(*id));
        }
        for (id, session) in &changes.joined {
            self.ask(*id, *session, letters);
        }
        self.follow_moves();
        for _ in 0..TAKEN {
            let Ok(answer) = self.grants.answers.try_recv() else {
                break;
            };
            self.hear(answer, letters);
        }
    }

    fn ask(&mut self, id: PersonId, session: SessionId, letters: &mut Letters) {
        if self.members.get(id).is_none() || self.room.person(id).is_none() {
            return;
        }
        if self.room.venue().session(session).is_none() {
            self.fail(id, session, SessionEnd::Broken, letters);
            return;
        }
        if !self.grants.may_ask(id, Instant::now()) {
            self.fail(id, session, SessionEnd::Unreachable, letters);
            return;
        }
        let (number, again) = self.grants.note_ask(id, session);
        self.find_out(id, session, number, again);
    }

    /// Asks anew for all who are in a meeting that can move, or on their way into one.
    fn follow_moves(&mut self) {
        let moves = self.services.sessions.moves();
        if moves == self.grants.moves {
            return;
        }
        self.grants.moves = moves;
        let venue = self.room.venue();
        let can_move = |session: SessionId| {
            let described = venue.session(session);
            described.is_some_and(|it| matches!(it.spec, SessionSpec::Jitsi(_)))
        };
        let asked = self.grants.asked.iter();
        let asked = asked.filter(|((_, session), asked)| !asked.failed && can_move(*session));
        let all: Vec<(PersonId, SessionId)> = asked.map(|(key, _)| *key).collect();
        for (id, session) in all {
            let number = self.grants.ask_anew(id, session);
            self.find_out(id, session, number, false);
        }
    }

    fn find_out(&self, id: PersonId, session: SessionId, number: u64, again: bool) {
        let (Some(member), Some(avatar), Some(description)) = (
            self.members.get(id),
            self.room.person(id),
            self.room.venue().session(session),
        ) else {
            return;
        };
        let sessions = std::sync::Arc::clone(&self.services.sessions);
        let ask = Ask {
            room: self.name.clone(),
            name: avatar.person.name.clone(),
            visitor: sessions.visitor(member.token),
            role: self.room.role_at(id),
            again,
            session: description.clone(),
        };
        let sender = self.grants.sender.clone();
        tokio::spawn(async move {
            let answer = sessions.grant(&ask).await;
            let answer = Answer {
                to: id,
                session,
                number,
                answer,
            };
            // A room that has ended needs no answer.
            let _ = sender.send(answer).await;
        });
    }

    fn hear(&mut self, answer: Answer, letters: &mut Letters) {
        let Answer {
            to,
            session,
            number,
            answer,
        } = answer;
        let Some(asked) = self.grants.asked.get_mut(&(to, session)) else {
            return;
        };
        if asked.number != number {
            return;
        }
        match answer {
            Ok(grant) => {
                asked.granted = true;
                letters.add(to, &ServerMsg::Joined(session, grant));
                self.welcome_to_stage(to, session);
            }
            Err(end) => {
                self.fail(to, session, end, letters);
            }
        }
    }

    /// Joining came to nothing: they are told why, and are not in the session. They may ask again.
    fn fail(&mut self, id: PersonId, session: SessionId, end: SessionEnd, letters: &mut Letters) {
        let (number, _) = self.grants.note_ask(id, session);
        if let Some(asked) = self.grants.asked.get_mut(&(id, session)) {
            *asked = Asked {
                number,
                granted: false,
                failed: true,
            };
        }
        letters.add(id, &ServerMsg::Ended(session, end));
        self.own_wishes.push(Command::Close(id, session));
    }
}
