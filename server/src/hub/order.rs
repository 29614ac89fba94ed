//! What those who keep order did, carried out: told to the one concerned, kept, and enforced where it counts,
//! in the forwarding unit and at the door. Whether they may is the room's to say.

mod keeping;

use std::time::{Duration, SystemTime};

use hallway_protocol::client::Sending;
use hallway_protocol::door::ZoneDoor;
use hallway_protocol::order::{OrderAct, OrderDone, OrderRefused, Ordered};
use hallway_protocol::{PersonId, Refusal, ServerMsg};
use hallway_world::permit::Act;
use hallway_world::room::chat::Hid;
use hallway_world::room::order::Done;
use hallway_world::room::{Changes, Command};

use super::Hub;
use super::letters::Letters;
use super::members::Member;
use crate::media::MediaCommand;
use crate::store::{Audit, Entry, letters as letters_of};
use crate::trust::order_book::{Put, Word};
use crate::trust::sanctions::{Kind, Sanction};
use keeping::{Keeping, Kept};

/// What the room knows of what is in force, and whether what was done here is kept.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// The version of the order book that was looked at last.
    seen: u64,
    /// The version of the names of those who keep order that was looked at last.
    pub(super) names_seen: u64,
    /// The version of the waiting room that was told last.
    pub(super) waiters_told: u64,
    /// The version of the reports that was told last.
    pub(super) reports_told: u64,
    /// Of what is not known yet whether it is kept.
    pub(super) keeping: Keeping,
}

/// What of this all rooms have in common.
#[derive(Clone, Debug)]
pub struct Announcement {
    /// The name of who says it.
    pub by: String,
    /// What.
    pub text: String,
}

impl Hub {
    /// Carries out what was put in force or lifted since the last tick, wherever that was: who is kept out
    /// goes, who is muted is.
    pub(super) fn mind_order_book(&mut self, commands: &mut Vec<Command>) {
        let book = &self.services.order_book;
        let version = book.version();
        if self.order.seen == version {
            return;
        }
        self.order.seen = version;
        let now = SystemTime::now();
        let mut out = Vec::new();
        for (id, member) in self.members.iter_mut() {
            if let Some(sanction) = book.keeps_out(&member.visitor, now) {
                out.push((*id, refusal(&sanction)));
                continue;
            }
            let muted = book.muted(&member.visitor, now);
            // What was said here alone stays as it is.
            if member.booked != muted {
                member.booked = muted;
                commands.push(Command::Muted(*id, muted));
            }
        }
        for (id, refusal) in out {
            self.part(id, refusal.into(), commands);
        }
    }

    /// Carries out what was done in this tick.
    pub(super) fn carry_out_orders(&mut self, changes: &Changes, letters: &mut Letters) {
        // By whom and why comes before what it is.
        for done in &changes.orders {
            self.carry_out(done, letters);
        }
        for (id, kept) in &changes.kept {
            if let Some(member) = self.members.get_mut(*id) {
                member.kept = *kept;
                // What is off by this stays off until they turn it on again.
                member.sending = kept.leaves(member.sending);
                let taken = member.taken();
                self.services.media.send(MediaCommand::Take(*id, taken));
            }
            letters.add(*id, &ServerMsg::Kept(*kept));
        }
        for (by, zone, mutes) in &changes.quieted {
            let reason = letters_of(*mutes);
            self.note(*by, "quiet", zone.clone(), None, &reason);
        }
        if let Some(by) = changes.froze {
            let act = if self.room.is_frozen() {
                "freeze"
            } else {
                "thaw"
            };
            self.note(by, act, String::new(), None, "");
        }
        for (by, zone, door) in &changes.zone_doors {
            let act = match door {
                ZoneDoor::Open => "open zone",
                ZoneDoor::Locked => "lock zone",
                ZoneDoor::WaitingRoom => "zone waiting room",
            };
            self.note(*by, act, zone.clone(), None, "");
        }
        for hid in &changes.hid {
            let message = ServerMsg::LineHidden {
                line: hid.said.line,
                hidden: hid.hidden,
            };
            match hid.readers() {
                Some(readers) => readers.iter().for_each(|id| letters.add(*id, &message)),
                None => self
                    .members
                    .ids()
                    .into_iter()
                    .for_each(|id| letters.add(id, &message)),
            }
            if hid.by != hid.said.by {
                self.note_hidden(hid);
            }
        }
        for (id, why) in &changes.orders_refused {
            letters.add(*id, &ServerMsg::OrderRefused(*why));
        }
        for (id, word) in self.order.keeping.take_words() {
            letters.add(id, &word);
        }
    }

    fn carry_out(&mut self, done: &Done, letters: &mut Letters) {
        let id = done.order.person;
        let reason = &done.order.reason;
        let act = &done.order.act;
        let ordered = Ordered {
            by: self.name_of(done.by),
            act: act.clone(),
            reason: reason.clone(),
        };
        letters.add(id, &ServerMsg::Ordered(ordered));
        let put = self.put_in_force(done);
        let told = OrderDone {
            person: id,
            name: self.name_of(id),
            act: act.clone(),
            sanction: put.as_ref().map(|put| put.id),
        };
        let noted = self.noted(done.by, word(act), done.zones.join(", "), Some(id), reason);
        let waits = put.into_iter().map(|put| put.kept).chain([noted]);
        self.order.keeping.tell_then(done.by, told, waits.collect());
        if matches!(act, OrderAct::Remove | OrderAct::Ban(_)) {
            // They go with the next tick, which brings them word of it first; nothing more is taken of them.
            let nothing = Sending::default();
            self.services.media.send(MediaCommand::Take(id, nothing));
        }
    }

    /// What outlasts this visit is put in force everywhere.
    fn put_in_force(&self, done: &Done) -> Option<Put> {
        let by = self.name_of(done.by);
        let member = self.members.get(done.order.person)?;
        let name = self.name_of(done.order.person);
        let word = Word {
            visitor: &member.visitor,
            name: &name,
            by: &by,
            reason: &done.order.reason,
        };
        let book = &self.services.order_book;
        let now = SystemTime::now();
        match &done.order.act {
            // Who keeps a zone only has nothing to say elsewhere.
            OrderAct::Mute(_) if !self.room.permits_everywhere(done.by, Act::Mute) => None,
            OrderAct::Mute(mutes) => Some(book.mute(word, *mutes, now)),
            OrderAct::Remove => Some(book.remove(word, now)),
            OrderAct::Ban(minutes) => {
                let lasts = minutes.map(|minutes| Duration::from_secs(60 * u64::from(minutes)));
                Some(book.ban(word, lasts, now))
            }
            OrderAct::MoveOut
            | OrderAct::LetBack
            | OrderAct::LetSpeak(_)
            | OrderAct::Admit
            | OrderAct::TurnAway => None,
        }
    }

    /// Lifts what was done before, if they may.
    pub(super) fn lift(&mut self, id: PersonId, sanction: u64, letters: &mut Letters) {
        let lifted = match self.room.permits(id, Act::Unban, None) {
            Ok(()) => self.services.order_book.lift(sanction),
            Err(why) => {
                letters.add(id, &ServerMsg::OrderRefused(why));
                return;
            }
        };
        let Some((lifted, kept)) = lifted else {
            letters.add(id, &ServerMsg::OrderRefused(OrderRefused::Gone));
            return;
        };
        self.order.keeping.wait(id, kept);
        let audit = Audit {
            act: "lift".to_owned(),
            identity: Some(lifted.identity.text()),
            name: Some(lifted.name),
            ..self.by(id)
        };
        let noted = self.services.order_book.note(audit, SystemTime::now());
        self.order.keeping.wait(id, noted);
    }

    /// Tells all of the venue something, if they may.
    pub(super) fn announce(&mut self, id: PersonId, text: String, letters: &mut Letters) {
        if let Err(why) = self.room.permits(id, Act::Announce, None) {
            letters.add(id, &ServerMsg::OrderRefused(why));
            return;
        }
        self.note(id, "announce", String::new(), None, &text);
        let by = self.name_of(id);
        // Heard at once, kept or not: it may be what all have to know now.
        let entry = Entry::Announcement {
            by: by.clone(),
            text: text.clone(),
        };
        let kept = self.services.order_book.journal().keep(entry);
        self.order.keeping.wait(id, kept);
        // This room listens too.
        let _ = self.services.announcements.send(Announcement { by, text });
    }

    /// Tells people what was announced since the last tick.
    pub(super) fn tell_announcements(&mut self, letters: &mut Letters) {
        while let Ok(Announcement { by, text }) = self.announced.try_recv() {
            let message = ServerMsg::Announcement { by, text };
            for id in self.members.ids() {
                letters.add(id, &message);
            }
        }
    }

    /// Writes down what somebody did; they hear of it only when it is not kept.
    fn note(
        &mut self,
        by: PersonId,
        act: &str,
        place: String,
        about: Option<PersonId>,
        reason: &str,
    ) {
        let noted = self.noted(by, act, place, about, reason);
        self.order.keeping.wait(by, noted);
    }

    fn noted(
        &self,
        by: PersonId,
        act: &str,
        place: String,
        about: Option<PersonId>,
        reason: &str,
    ) -> Kept {
        let member = about.and_then(|id| self.members.get(id));
        let audit = Audit {
            place,
            act: act.to_owned(),
            identity: member.map(|member| member.visitor.identity.text()),
            name: about.map(|id| self.name_of(id)),
            reason: reason.to_owned(),
            ..self.by(by)
        };
        self.services.order_book.note(audit, SystemTime::now())
    }

    fn note_hidden(&mut self, hid: &Hid) {
        let member = self.members.get(hid.said.by);
        let act = match hid.hidden {
            true => "hide message",
            false => "show message",
        };
        let audit = Audit {
            act: act.to_owned(),
            identity: member.map(|member| member.visitor.identity.text()),
            name: Some(hid.said.name.clone()),
            reason: hid.said.text.clone(),
            ..self.by(hid.by)
        };
        self.keep(hid.by, audit);
    }

    /// That somebody did something here.
    pub(super) fn by(&self, id: PersonId) -> Audit {
        let member = self.members.get(id);
        let identity = member.map(|member| member.visitor.identity.text());
        Audit {
            room: self.name.clone(),
            by_identity: identity.unwrap_or_default(),
            by_name: self.name_of(id),
            ..Audit::default()
        }
    }

    /// Writes down what somebody did; they hear of it only when it is not kept.
    pub(super) fn keep(&mut self, by: PersonId, audit: Audit) {
        let noted = self.services.order_book.note(audit, SystemTime::now());
        self.order.keeping.wait(by, noted);
    }

    pub(super) fn name_of(&self, id: PersonId) -> String {
        let avatar = self.room.person(id);
        avatar
            .map(|avatar| avatar.person.name.clone())
            .unwrap_or_default()
    }
}

impl Member {
    /// What is taken of what they send.
    pub(super) fn taken(&self) -> Sending {
        self.kept.leaves(self.sending.taken(self.presence))
    }
}

/// Why somebody does not come in.
pub fn refusal(sanction: &Sanction) -> Refusal {
    match sanction.kind {
        Kind::Banned => Refusal::Banned,
        Kind::Removed | Kind::Muted(_) => Refusal::Removed,
    }
}

/// What was done, as the log says it.
fn word(act: &OrderAct) -> &'static str {
    match act {
        OrderAct::Mute(mutes) if mutes.is_none() => "unmute",
        OrderAct::Mute(_) => "mute",
        OrderAct::MoveOut => "move out",
        OrderAct::LetBack => "let back",
        OrderAct::Remove => "remove",
        OrderAct::Ban(_) => "ban",
        OrderAct::LetSpeak(true) => "let speak",
        OrderAct::LetSpeak(false) => "let speak no longer",
        OrderAct::Admit => "admit",
        OrderAct::TurnAway => "turn away",
    }
}
