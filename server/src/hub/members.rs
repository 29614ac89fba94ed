//! Who is connected to a room: coming, coming back, going.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Instant, SystemTime};

use hallway_protocol::client::Sending;
use hallway_protocol::order::Mutes;
use hallway_protocol::server::{Ack, Call, Welcome};
use hallway_protocol::session::Exit;
use hallway_protocol::{ClientMsg, PersonId, Pos, Presence, Refusal, ServerMsg, Token, encode};
use hallway_world::interest::View;
use hallway_world::room::{Changes, Command, Entering};
use tokio::sync::{mpsc, oneshot};

use super::letters::Letters;
use super::order::refusal;
use super::{Hub, Newcomer, encoded_snapshot};
use crate::inbox::Inbox;
use crate::line::{End, Frame, Line};
use crate::media::{MediaCommand, MediaEvent};
use crate::trust::capacity::Place;
use crate::trust::identity::{Identity, Visitor};

/// Reports of the forwarding unit that may wait; it makes a few per offer, and drops what has no
/// room.
const MEDIA_EVENTS: usize = 16;

/// Somebody who is connected.
pub(super) struct Member {
    pub(super) token: Token,
    /// Who they are from visit to visit.
    pub(super) visitor: Visitor,
    pub(super) line: Line,
    pub(super) inbox: Inbox,
    /// What came with the greeting.
    pub(super) first: Vec<ClientMsg>,
    /// How saying something came to an end.
    pub(super) ended: Result<(), End>,
    /// They lack something that all were told; they need a snapshot.
    pub(super) missed: bool,
    /// What they watch.
    pub(super) view: View,
    /// Word of their own steps, for the next frame.
    pub(super) ack: Option<Ack>,
    /// How many more ticks go into one frame, by how much there is to tell of each.
    pub(super) crowded: usize,
    /// What they are told next.
    pub(super) frame: Frame,
    /// What the forwarding unit reports goes there, and comes out here.
    pub(super) media: mpsc::Sender<MediaEvent>,
    pub(super) events: mpsc::Receiver<MediaEvent>,
    /// What they send, as they say it.
    pub(super) sending: Sending,
    /// Whether they want to be talked to.
    pub(super) presence: Presence,
    /// What the order book says that they are kept from, as of the last look.
    pub(super) booked: Mutes,
    /// What they are kept from where they stand.
    pub(super) kept: Mutes,
    /// Whose audio and video they should get.
    pub(super) hears: Vec<PersonId>,
    /// What they were last told of their call.
    pub(super) call: Call,
    /// Brings word where the exit leads that they walked into last.
    pub(super) exit: Option<oneshot::Receiver<Exit>>,
    /// Their place in the venue, which is somebody else's when they are gone.
    _place: Place,
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

    /// Of somebody all windows.
    pub(super) fn of(&self, identity: Identity) -> impl Iterator<Item = PersonId> {
        let own = self.all.iter();
        own.filter(move |(_, member)| member.visitor.identity == identity)
            .map(|(id, _)| *id)
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

impl Member {
    /// Remembers how far their steps have been taken. Only the last word counts, but for one that puts them
    /// somewhere else: that is told before what follows.
    pub(super) fn acknowledge(&mut self, ack: Ack) {
        if let Some(before) = self.ack.replace(ack).filter(|before| before.placed) {
            encode(&ServerMsg::Ack(before), self.frame.messages_mut());
        }
    }
}

impl Hub {
    /// Lets somebody in, to the place they had if they can prove it.
    pub(super) fn enter(&mut self, newcomer: Newcomer, commands: &mut Vec<Command>) {
        let Newcomer {
            id,
            hello,
            visitor,
            standing,
            place: held,
            invitation_refused,
            token,
            mut line,
            first,
        } = newcomer;
        // They may have been banned on their way here.
        let kept_out = self
            .services
            .order_book
            .keeps_out(&visitor, SystemTime::now());
        if let Some(sanction) = kept_out {
            line.end(refusal(&sanction).into());
            return;
        }
        let back = hello
            .resume
            .and_then(|old| Some((old, self.place_of(old, commands)?)));
        if self.members.all.len() >= self.services.max_people {
            line.end(Refusal::Full.into());
            return;
        }
        let registry = self.poll.registry();
        if let Err(end) = line.watch(registry, mio::Token(id.0 as usize)) {
            line.end(end);
            return;
        }
        let (token, place) = match back {
            Some((old, place)) => (old, Some(place)),
            None => (token, None),
        };
        let muted = self.services.order_book.muted(&visitor, SystemTime::now());
        let sending = muted.leaves(hello.sending);
        self.services
            .media
            .send(MediaCommand::Take(id, sending.taken(hello.presence)));
        let (media, events) = mpsc::channel(MEDIA_EVENTS);
        self.members.insert(
            id,
            Member {
                token,
                visitor,
                line,
                inbox: Inbox::new(Instant::now()),
                first,
                ended: Ok(()),
                missed: false,
                view: View::new(id),
                ack: None,
                crowded: 0,
                frame: Frame::default(),
                media,
                events,
                sending,
                presence: hello.presence,
                booked: muted,
                kept: muted,
                hears: Vec::new(),
                call: Call::default(),
                exit: None,
                resumed: place.is_some(),
                _place: held,
                invitation_refused,
            },
        );
        let mark = self.mark(id, &hello.name, &standing);
        commands.push(Command::Enter(Entering {
            id,
            name: hello.name,
            look: hello.look,
            sending: hello.sending,
            presence: hello.presence,
            standing,
            muted,
            entry: hello.entry,
            place,
        }));
        commands.extend(mark);
        self.keep_apart(id, commands);
    }

    /// The place that a token gives back. Whoever still stands there by an earlier connection goes.
    fn place_of(&mut self, token: Token, commands: &mut Vec<Command>) -> Option<Pos> {
        if let Some(id) = self.members.by_token.get(&token).copied()
            && let Some(member) = self.go(id, commands)
        {
            member.line.end(Refusal::Replaced.into());
        }
        self.services
            .places
            .claim(token, &self.name, SystemTime::now())
    }

    /// Takes somebody out of the room.
    pub(super) fn go(&mut self, id: PersonId, commands: &mut Vec<Command>) -> Option<Member> {
        self.note_place(id);
        let member = self.members.remove(id)?;
        self.services.media.send(MediaCommand::Leave(id));
        commands.push(Command::Leave(id));
        Some(member)
    }

    /// What newcomers must know first.
    pub(super) fn welcome(&self, changes: &Changes, letters: &mut Letters) {
        if changes.entered.is_empty() {
            return;
        }
        let snapshot = encoded_snapshot(&self.room);
        let past = self.past();
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
                pos: avatar.pos,
                resumed: member.resumed,
                standing: avatar.person.standing.clone(),
                invitation_refused: member.invitation_refused,
                chat_days: self.chat_days(),
                turn: self.services.turn.issue(SystemTime::now()),
            };
            letters.add(*id, &ServerMsg::Welcome(welcome));
            letters.add_encoded(*id, &snapshot);
            if !member.resumed
                && let Some(past) = &past
            {
                letters.add_encoded(*id, past);
            }
        }
    }
}
