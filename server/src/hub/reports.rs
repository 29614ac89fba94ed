//! Reports to those who keep order, and blocks: what visitors do about one another.

use std::time::{Instant, SystemTime};

use hallway_protocol::order::OrderRefused;
use hallway_protocol::report::{Report, Reported};
use hallway_protocol::{PersonId, Role, ServerMsg};
use hallway_world::permit::Act;
use hallway_world::room::{Changes, Command};

use super::Hub;
use super::letters::Letters;
use crate::clock::seconds;
use crate::store::{Audit, ReportRow};
use crate::trust::identity::Identity;

/// Stands between the titles of zones that lie over one another.
const PLACES: &str = ", ";

/// Lines that a report shows of what the one concerned wrote.
const LINES: usize = 10;

impl Hub {
    /// Tells those who may answer what was reported, those who reported what became of it, and those who block
    /// others whom.
    pub(super) fn tell_reports(&mut self, changes: &Changes, letters: &mut Letters) {
        self.tell_blocks(changes, letters);
        let version = self.services.reports.version();
        let news = version != self.order.reports_told;
        if !news && changes.entered.is_empty() {
            return;
        }
        self.order.reports_told = version;
        let came = match news {
            true => self.members.ids(),
            false => changes.entered.clone(),
        };
        self.tell_answers(&came, letters);
        let on_duty = came.into_iter().filter(|id| self.is_on_duty(*id));
        let on_duty: Vec<PersonId> = on_duty.collect();
        if on_duty.is_empty() {
            return;
        }
        let open = self.services.reports.open();
        if open.is_empty() && !news {
            return;
        }
        // Whom a report is about is looked for among all who are here: once, not for each who is told.
        let shown: Vec<Report> = open.iter().map(|row| self.shown(row.clone())).collect();
        for id in on_duty {
            let theirs = open.iter().zip(&shown);
            let theirs = theirs.filter(|(row, _)| self.may_answer(id, row));
            let theirs = theirs.map(|(_, report)| report.clone()).collect();
            letters.add(id, &ServerMsg::Reports(theirs));
        }
    }

    /// Whether there are reports for somebody to answer, wherever.
    fn is_on_duty(&self, id: PersonId) -> bool {
        let person = self.room.person(id).map(|avatar| &avatar.person);
        person.is_some_and(|it| it.standing.highest() >= Role::Facilitator)
    }

    /// Whether a report is for somebody to answer: all are, or it is about somebody in a zone where they keep order.
    fn may_answer(&self, id: PersonId, row: &ReportRow) -> bool {
        let zones = match row.room == self.name {
            true => row.place.split(PLACES).collect(),
            false => Vec::new(),
        };
        self.room.permits_among(id, Act::AnswerReports, zones)
    }

    fn tell_answers(&self, people: &[PersonId], letters: &mut Letters) {
        for id in people {
            let Some(member) = self.members.get(*id) else {
                continue;
            };
            for answer in self.services.reports.take_answers(member.visitor.identity) {
                letters.add(*id, &ServerMsg::Reported(answer));
            }
        }
    }

    /// Takes a report.
    pub(super) fn report(
        &mut self,
        id: PersonId,
        about: PersonId,
        text: String,
        letters: &mut Letters,
    ) {
        let (Some(by), Some(concerned)) = (self.members.get(id), self.members.get(about)) else {
            letters.add(id, &ServerMsg::OrderRefused(OrderRefused::Gone));
            return;
        };
        let said = self.room.said_to(about, id).take(LINES);
        let said: Vec<&str> = said.map(|it| it.text.as_str()).collect();
        let row = ReportRow {
            at: seconds(SystemTime::now()),
            room: self.name.clone(),
            place: self.room.titles_at(about).join(PLACES),
            by_identity: by.visitor.identity.text(),
            by_name: self.name_of(id),
            identity: concerned.visitor.identity.text(),
            name: self.name_of(about),
            body: text,
            // Lines of the chat hold no line break.
            context: said.join("\n"),
            ..ReportRow::default()
        };
        let reports = &self.services.reports;
        match reports.add(by.visitor.identity, row, Instant::now()) {
            Some(kept) => {
                let told = |reported| ServerMsg::Reported(reported);
                let (taken, lost) = (told(Reported::Taken), told(Reported::NotKept));
                self.order.keeping.tell(id, Some(taken), lost, vec![kept]);
            }
            None => letters.add(id, &ServerMsg::Reported(Reported::TooMany)),
        }
    }

    /// Answers a report, if that is this one's to do.
    pub(super) fn answer_report(
        &mut self,
        id: PersonId,
        report: u64,
        text: String,
        letters: &mut Letters,
    ) {
        let open = self.services.reports.open();
        let row = open.iter().find(|row| row.id == report.cast_signed());
        let refused = match row {
            Some(row) if self.may_answer(id, row) => None,
            None if self.is_on_duty(id) => Some(OrderRefused::Gone),
            _ => Some(OrderRefused::NotAllowed),
        };
        if let Some(why) = refused {
            letters.add(id, &ServerMsg::OrderRefused(why));
            return;
        }
        let by = self.name_of(id);
        let at = seconds(SystemTime::now());
        let reports = &self.services.reports;
        let Some(row) = reports.answer(report.cast_signed(), &by, &text, at) else {
            letters.add(id, &ServerMsg::OrderRefused(OrderRefused::Gone));
            return;
        };
        let audit = Audit {
            act: "answer report".to_owned(),
            identity: Some(row.identity),
            name: Some(row.name),
            reason: text,
            ..self.by(id)
        };
        self.keep(id, audit);
    }

    /// Keeps somebody apart from another, here and wherever they meet, or no longer.
    pub(super) fn block(
        &mut self,
        id: PersonId,
        person: PersonId,
        blocked: bool,
        commands: &mut Vec<Command>,
    ) {
        let (Some(by), Some(from)) = (self.members.get(id), self.members.get(person)) else {
            return;
        };
        let (by, from) = (by.visitor.identity, from.visitor.identity);
        if self.services.blocks.set(by, from, blocked) {
            // The same person may be here by several windows.
            for one in self.members.of(by) {
                let others = self.members.of(from);
                commands.extend(others.map(|other| Command::Block(one, other, blocked)));
            }
        }
    }

    /// Keeps a newcomer apart from those who want it, and those from them whom they blocked before.
    pub(super) fn keep_apart(&self, id: PersonId, commands: &mut Vec<Command>) {
        let Some(member) = self.members.get(id) else {
            return;
        };
        let others = self.members.iter().filter(|(other, _)| **other != id);
        let others = others.map(|(other, it)| (*other, it.visitor.identity));
        let pairs = self
            .services
            .blocks
            .between((id, member.visitor.identity), others);
        commands.extend(
            pairs
                .into_iter()
                .map(|(by, from)| Command::Block(by, from, true)),
        );
    }

    fn tell_blocks(&self, changes: &Changes, letters: &mut Letters) {
        for id in &changes.apart {
            let blocked = self.room.blocked_by(*id).collect();
            letters.add(*id, &ServerMsg::Blocked(blocked));
        }
    }

    /// A report as those see it who are here.
    fn shown(&self, row: ReportRow) -> Report {
        let person = Identity::read(&row.identity).and_then(|it| self.members.of(it).next());
        let lines = row.context.lines();
        Report {
            id: row.id.cast_unsigned(),
            at: row.at,
            by: row.by_name,
            about: row.name,
            person,
            room: row.room,
            place: row.place,
            text: row.body,
            said: lines.map(str::to_owned).collect(),
        }
    }
}
