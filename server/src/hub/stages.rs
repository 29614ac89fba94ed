//! The questions of the room's stages: who may say what about them, and who is told when.

use std::collections::{BTreeMap, BTreeSet};

use hallway_protocol::session::{QuestionAct, SessionKind};
use hallway_protocol::{PersonId, ServerMsg, SessionId, TICK_HZ};

use hallway_world::venue::{Session, Venue};

use super::Hub;
use super::letters::Letters;
use crate::sessions::is_facilitator;
use crate::sessions::questions::{Actor, Questions};

/// Ticks between two tellings of one stage at least: half a second.
const PACE: u32 = TICK_HZ / 2;

/// Bytes of questions told in one tick, to all together. What is beyond is told in the next ticks,
/// so that a full stage before a full house delays nobody's step.
const BYTES_PER_TICK: usize = 1 << 19;

/// Bytes of a question besides its texts, about.
const QUESTION_BYTES: usize = 24;

/// The stages on which somebody asked something.
#[derive(Default)]
pub(super) struct Stages {
    all: BTreeMap<SessionId, Stage>,
    /// Whose questions were not taken since the last telling.
    refused: BTreeSet<(PersonId, SessionId)>,
}

#[derive(Default)]
struct Stage {
    questions: Questions,
    /// Something changed that not everybody has been told.
    changed: bool,
    /// The tick in which everybody was last put into `waiting`.
    told: u32,
    /// Who is to be told.
    waiting: BTreeSet<PersonId>,
}

impl Stages {
    /// On another map, keeps the questions of those stages that are the same there, under whatever
    /// id.
    pub(super) fn move_to(&mut self, before: &Venue, after: &Venue) {
        let stages = std::mem::take(&mut self.all);
        for (id, stage) in stages {
            let same = |session: &Session| before.session(id) == Some(session);
            if let Some(index) = after.sessions.iter().position(same)
                && let Ok(index) = u32::try_from(index)
            {
                self.all.insert(SessionId(index), stage);
            }
        }
    }
}

impl Hub {
    /// Does something about the questions of a stage, for one who has joined it.
    pub(super) fn question(&mut self, id: PersonId, session: SessionId, act: QuestionAct) {
        let is_stage = self
            .room
            .venue()
            .session(session)
            .is_some_and(|session| session.spec.kind() == SessionKind::Stage);
        if !is_stage || !self.grants.has(id, session) {
            return;
        }
        let (Some(member), Some(avatar)) = (self.members.get(id), self.room.person(id)) else {
            return;
        };
        let actor = Actor {
            token: member.token,
            name: &avatar.person.name,
            facilitator: is_facilitator(self.room.role_at(id)),
        };
        let asks = matches!(act, QuestionAct::Ask(_));
        if asks && avatar.kept.chat {
            return;
        }
        let stage = self.stages.all.entry(session).or_default();
        let changed = stage.questions.act(actor, act);
        stage.changed |= changed;
        if asks && !changed {
            self.stages.refused.insert((id, session));
        }
    }

    /// Somebody has joined; they are told what was asked so far.
    pub(super) fn welcome_to_stage(&mut self, id: PersonId, session: SessionId) {
        if let Some(stage) = self.stages.all.get_mut(&session)
            && !stage.questions.is_empty()
        {
            stage.waiting.insert(id);
        }
    }

    /// Tells those who are to be told, as many as fit into a tick.
    pub(super) fn tell_questions(&mut self, letters: &mut Letters) {
        for (id, session) in std::mem::take(&mut self.stages.refused) {
            letters.add(id, &ServerMsg::QuestionRefused(session));
        }
        let tick = self.room.tick();
        let mut left = BYTES_PER_TICK;
        for (session, stage) in &mut self.stages.all {
            let is_due = tick.wrapping_sub(stage.told) >= PACE;
            if stage.changed && is_due && stage.waiting.is_empty() {
                stage.waiting = self.grants.holders(*session).collect();
                stage.changed = false;
                stage.told = tick;
            }
            let bytes = stage.questions.bytes() + stage.questions.len() * QUESTION_BYTES;
            while left > 0
                && let Some(id) = stage.waiting.pop_first()
            {
                let Some(member) = self.members.get(id) else {
                    continue;
                };
                if !self.grants.has(id, *session) {
                    continue;
                }
                let facilitator = is_facilitator(self.room.role_at(id));
                let seen = stage.questions.seen_by(member.token, facilitator);
                letters.add(id, &ServerMsg::Questions(*session, seen));
                left = left.saturating_sub(bytes.max(1));
            }
        }
    }
}
