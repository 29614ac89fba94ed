//! Who is connected to a room: coming, coming back, going.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::SystemTime;

use hallway_protocol::client::Sending;
use hallway_protocol::server::{Call, Welcome};
use hallway_protocol::{PersonId, Pos, Presence, Refusal, ServerMsg, Token};
use hallway_world::room::{Changes, Command, Entering};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::letters::Letters;
use super::{Hub, Newcomer};
use crate::media::{MediaCommand, MediaEvent};
use crate::outbox::Outbox;

/// Somebody who is connected.
pub(super) struct Member {
    pub(super) token: Token,
    pub(super) outbox: Arc<Outbox>,
    pub(super) media: mpsc::Sender<MediaEvent>,
    /// What they send, as they say it.
    pub(super) sending: Sending,
    /// Whether they want to be talked to.
    pub(super) presence: Presence,
    /// Whose audio and video they should get.
    pub(super) hears: Vec<PersonId>,
    /// What they were last told of their call.
    pub(super) call: Call,
    /// Finds out where the exit leads that they walked into last.
    pub(super) exit: Option<JoinHandle<()>>,
    /// They came back to an earlier place.
    resumed: bool,
    /// They came with an invitation that counts for nothing here.
    invitation_refused: bool,
}

/// Everybody who is connected.
#[derive(Default)]
pub(super) struct Members {
    all: BTreeMap<PersonId, Member>,
    by_token: HashMap<Token, PersonId>,
    stepped: BTreeSet<PersonId>,
}

impl Members {
    pub(super) fn has(&self, id: PersonId) -> bool {
        self.all.contains_key(&id)
    }

    pub(super) fn get(&self, id: PersonId) -> Option<&Member> {
        self.all.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: PersonId) -> Option<&mut Member> {
        self.all.get_mut(&id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&PersonId, &Member)> {
        self.all.iter()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&PersonId, &mut Member)> {
        self.all.iter_mut()
    }

    pub(super) fn ids(&self) -> Vec<PersonId> {
        self.all.keys().copied().collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn remove(&mut self, id: PersonId) -> Option<Member> {
        let member = self.all.remove(&id)?;
        self.by_token.remove(&member.token);
        self.stepped.remove(&id);
        Some(member)
    }

    /// Remembers who has to be noted at another place.
    pub(super) fn stepped(&mut self, ids: impl Iterator<Item = PersonId>) {
        self.stepped.extend(ids);
    }

    pub(super) fn take_stepped(&mut self) -> BTreeSet<PersonId> {
        std::mem::take(&mut self.stepped)
    }

    fn insert(&mut self, id: PersonId, member: Member) {
        self.by_token.insert(member.token, id);
        self.all.insert(id, member);
    }
}

impl Hub {
    /// Lets somebody in, to the place they had if they can prove it.
    pub(super) fn enter(&mut self, newcomer: Newcomer, commands: &mut Vec<Command>) {
        let Newcomer {
            id,
            hello,
            role,
            invitation_refused,
            token,
            outbox,
            media,
        } = newcomer;
        let back = hello
            .resume
            .and_then(|old| Some((old, self.place_of(old, commands)?)));
        if self.members.all.len() >= self.services.max_people {
            outbox.end(Refusal::Full);
            return;
        }
        let (token, place) = match back {
            Some((old, place)) => (old, Some(place)),
            None => (token, None),
        };
        self.services
            .media
            .send(MediaCommand::Take(id, hello.sending.taken(hello.presence)));
        self.members.insert(
            id,
            Member {
                token,
                outbox,
                media,
                sending: hello.sending,
                presence: hello.presence,
                hears: Vec::new(),
                call: Call::default(),
                exit: None,
                resumed: place.is_some(),
                invitation_refused,
            },
        );
        commands.push(Command::Enter(Entering {
            id,
            name: hello.name,
            look: hello.look,
            sending: hello.sending,
            presence: hello.presence,
            role,
            entry: hello.entry,
            place,
        }));
    }

    /// The place that a token gives back. Whoever still stands there by an earlier connection goes.
    fn place_of(&mut self, token: Token, commands: &mut Vec<Command>) -> Option<Pos> {
        if let Some(id) = self.members.by_token.get(&token).copied() {
            let member = self.members.get(id);
            if let Some(member) = member {
                member.outbox.end(Refusal::Replaced);
            }
            self.go(id, commands);
        }
        self.services
            .places
            .claim(token, &self.name, SystemTime::now())
    }

    /// Takes somebody out of the room; gives their token.
    pub(super) fn go(&mut self, id: PersonId, commands: &mut Vec<Command>) -> Option<Token> {
        self.note_place(id);
        let member = self.members.remove(id)?;
        self.services.media.send(MediaCommand::Leave(id));
        commands.push(Command::Leave(id));
        Some(member.token)
    }

    /// What newcomers must know first.
    pub(super) fn welcome(&self, changes: &Changes, letters: &mut Letters) {
        if changes.entered.is_empty() {
            return;
        }
        let snapshot = self.snapshot();
        for id in &changes.entered {
            let (Some(member), Some(avatar)) = (self.members.get(*id), self.room.person(*id))
            else {
                continue;
            };
            let welcome = Welcome {
                you: *id,
                token: member.token,
                room: self.name.clone(),
                scene: self.map.scene_url(),
                pos: avatar.person.pos,
                resumed: member.resumed,
                role: avatar.person.role,
                invitation_refused: member.invitation_refused,
                turn: self.services.turn.issue(SystemTime::now()),
            };
            letters.add(*id, &ServerMsg::Welcome(welcome));
            letters.add_encoded(*id, &snapshot);
        }
    }
}
