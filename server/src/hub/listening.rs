//! What came from those who are here since the last tick, of each a little at a time.

use std::time::{Duration, Instant, SystemTime};

use hallway_protocol::{ClientMsg, PersonId, ServerMsg};
use hallway_world::room::Command;

use super::Hub;
use super::letters::Letters;
use super::members::Member;
use crate::inbox::{Inbox, Wish};
use crate::line::{End, Heard};
use crate::media::{MediaCommand, MediaEvent};

/// Bytes of a person's frame that are kept from tick to tick.
const KEPT_FRAME: usize = 16 * 1024;

/// Lines looked at in one go.
pub(super) const MOST_EVENTS: usize = 1024;

/// Frames taken of one person in one tick: a browser says one at a time. What is beyond waits for the
/// next.
const MOST_FRAMES: usize = 16;

impl Hub {
    /// Reads all lines, and what the forwarding unit reports.
    pub(super) fn listen(
        &mut self,
        now: Instant,
        commands: &mut Vec<Command>,
        letters: &mut Letters,
    ) {
        self.notice();
        let mut wishes = std::mem::take(&mut self.wishes);
        let mut ends = Vec::new();
        for (id, member) in self.members.iter_mut() {
            if let Err(end) = member.listen(now, |wish| wishes.push((*id, wish))) {
                ends.push((*id, end));
            }
            while let Ok(event) = member.events.try_recv() {
                if let Some(message) = told(event) {
                    letters.add(*id, &message);
                }
            }
        }
        for (id, wish) in wishes.drain(..) {
            match self.may_want(id, &wish, letters, now) {
                Ok(true) => self.grant(id, wish, commands, letters),
                Ok(false) => {}
                Err(end) => ends.push((id, end)),
            }
        }
        self.wishes = wishes;
        for (id, end) in ends {
            self.part(id, end, commands);
        }
    }

    /// Finds out which lines there may be something to read of.
    fn notice(&mut self) {
        loop {
            let looked = self.poll.poll(&mut self.events, Some(Duration::ZERO));
            if let Err(error) = looked {
                // A signal came in between; the next tick looks again.
                tracing::debug!(%error, "lines were not looked at");
                return;
            }
            let mut count = 0;
            for event in &self.events {
                count += 1;
                let id = u32::try_from(event.token().0).map(PersonId);
                if let Some(member) = id.ok().and_then(|id| self.members.get_mut(id)) {
                    member.line.happened(event);
                }
            }
            if count < MOST_EVENTS {
                return;
            }
        }
    }

    /// Somebody's connection ends, and how they go depends on why.
    pub(super) fn part(&mut self, id: PersonId, end: End, commands: &mut Vec<Command>) {
        let Some(member) = self.go(id, commands) else {
            return;
        };
        match end {
            End::Left => self.services.places.forget(member.token),
            End::Refused(_) | End::Gone => {
                let now = SystemTime::now();
                self.services.places.lost(member.token, now);
            }
        }
        member.line.end(end);
    }

    pub(super) fn grant(
        &mut self,
        id: PersonId,
        wish: Wish,
        commands: &mut Vec<Command>,
        letters: &mut Letters,
    ) {
        match wish {
            Wish::Input(input) => commands.push(Command::Input(id, input)),
            Wish::Sending(sending) => self.sends(id, sending, commands),
            Wish::Watching(watching) => {
                self.services.media.send(MediaCommand::Watch(id, watching));
            }
            Wish::Chat(text) => commands.push(Command::Chat(id, text)),
            Wish::Offer(sdp) => self.offer(id, sdp),
            Wish::Open(session) => commands.push(Command::Open(id, session)),
            Wish::Close(session) => commands.push(Command::Close(id, session)),
            Wish::Question(session, act) => self.question(id, session, act),
            Wish::Door(door, code) => commands.push(Command::Door(id, door, code)),
            Wish::Presence(presence) => self.is_present(id, presence, commands),
            Wish::Lock(locked) => commands.push(Command::Lock(id, locked)),
            Wish::Knock(bubble) => commands.push(Command::Knock(id, bubble)),
            Wish::View(width, height) => {
                if let Some(member) = self.members.get_mut(id) {
                    member.view.resize((width, height));
                }
            }
            Wish::Heed(people) => {
                if let Some(member) = self.members.get_mut(id) {
                    member.view.heed(&people);
                }
            }
            Wish::AnswerKnock(person, let_in) => commands.push(Command::AnswerKnock {
                by: id,
                person,
                let_in,
            }),
            Wish::Hand(up) => commands.push(Command::Hand(id, up)),
            Wish::Order(order) => commands.push(Command::Order(id, order)),
            Wish::Quiet(zone, mutes) => commands.push(Command::Quiet(id, zone, mutes)),
            Wish::Freeze(frozen) => commands.push(Command::Freeze(id, frozen)),
            Wish::Lift(sanction) => self.lift(id, sanction, letters),
            Wish::Admission(admission) => self.admit(id, &admission, letters),
            Wish::ZoneDoor(zone, door) => commands.push(Command::ZoneDoor(id, zone, door)),
            Wish::HideLine(line, hidden) => commands.push(Command::HideLine(id, line, hidden)),
            Wish::Block(person, blocked) => self.block(id, person, blocked, commands),
            Wish::Report(person, text) => self.report(id, person, text, letters),
            Wish::AnswerReport(report, text) => self.answer_report(id, report, text, letters),
            Wish::Announce(text) => self.announce(id, text, letters),
        }
    }
}

impl Member {
    /// Gives what this person wants since the last time.
    fn listen(&mut self, now: Instant, mut wants: impl FnMut(Wish)) -> Result<(), End> {
        let ended = std::mem::replace(&mut self.ended, Ok(()));
        ended?;
        let mut take = |inbox: &mut Inbox, messages: Vec<ClientMsg>| {
            for message in messages {
                if let Some(wish) = inbox.judge(message, now)? {
                    wants(wish);
                }
            }
            Ok::<_, End>(())
        };
        take(&mut self.inbox, std::mem::take(&mut self.first))?;
        for _ in 0..MOST_FRAMES {
            let messages = match self.line.hear(now)? {
                Heard::Frame(frame) => Inbox::read(&frame)?,
                // Counts as a message, so that a flood of pings is one.
                Heard::Sign => vec![ClientMsg::Alive],
                Heard::Nothing => break,
            };
            take(&mut self.inbox, messages)?;
        }
        self.line.mind(now)
    }

    /// Says what they are to be told; should that end the connection, they go with the next tick.
    pub(super) fn say(&mut self, now: Instant) {
        if self.ended.is_ok() && !self.frame.is_empty() {
            self.ended = self.line.say(&mut self.frame, now);
        }
        // A snapshot is told once; the room that it took is given back.
        self.frame.clear(KEPT_FRAME);
    }
}

/// What a client must know of a report of the forwarding unit.
fn told(event: MediaEvent) -> Option<ServerMsg> {
    match event {
        MediaEvent::Answer { sdp } => Some(ServerMsg::MediaAnswer { sdp }),
        // Browsers notice by themselves.
        MediaEvent::Connected => None,
        MediaEvent::Line(line) => Some(ServerMsg::Line(line)),
        MediaEvent::Silent => {
            tracing::debug!("a media connection fell silent");
            Some(ServerMsg::MediaFailed)
        }
        MediaEvent::Failed { reason } => {
            tracing::debug!(reason, "a media connection failed");
            Some(ServerMsg::MediaFailed)
        }
    }
}
