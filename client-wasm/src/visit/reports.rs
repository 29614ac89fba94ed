//! What visitors do about one another: hiding lines, blocks and reports.

use hallway_protocol::chat::PastLine;
use hallway_protocol::report::{Report, Reported};
use hallway_protocol::{ClientMsg, PersonId, Standing};
use hallway_world::permit::Act;
use leptos::prelude::Set;

use super::Visit;
use super::show::row_of;
use crate::announce::Announcement;
use crate::keeping;
use crate::ui::Line;

impl Visit {
    /// Hides a line of the chat, or shows it again.
    pub fn hide_line(&self, line: u32, hidden: bool) {
        self.tell(&[ClientMsg::HideLine { line, hidden }]);
    }

    /// Shows what was written to the room before one came.
    pub(super) fn show_past(&self, past: Vec<PastLine>) {
        // Its authors are not here any more, or count as such: anybody may be told so who keeps order.
        let nobody = Standing::default();
        let may_hide = self
            .model
            .borrow()
            .own()
            .is_some_and(|own| keeping::may(&own.standing, Act::HideMessage, Some(&nobody)));
        let lines = past.into_iter().map(|line| Line {
            number: 0,
            line: line.line,
            at: Some(line.at),
            hidden: false,
            may_hide,
            name: line.name,
            own: false,
            in_call: false,
            text: line.text,
        });
        self.ui.begin_lines(lines.collect());
    }

    /// Has nothing to do with somebody from now on, or no longer minds.
    pub fn block(&self, person: PersonId, blocked: bool) {
        self.tell(&[ClientMsg::Block { person, blocked }]);
        if let Some(name) = self.model.borrow().name(person) {
            let key = match blocked {
                true => "you-block",
                false => "you-block-no-longer",
            };
            self.ui.announce(&Announcement::naming(key, name));
        }
    }

    /// Reports somebody.
    pub fn report(&self, person: PersonId, text: &str) {
        let text = text.to_owned();
        self.tell(&[ClientMsg::Report { person, text }]);
    }

    /// Answers a report.
    pub fn answer_report(&self, report: u64, text: &str) {
        let text = text.to_owned();
        self.tell(&[ClientMsg::AnswerReport { report, text }]);
    }

    /// What becomes of one's own report.
    pub(super) fn reported(&self, reported: &Reported) {
        let told = keeping::reported(reported);
        if let Reported::Answered { by, .. } = reported {
            let text = self.ui.sentence(&told);
            self.ui.order.add_announcement(by.clone(), text);
        }
        self.ui.announce(&told);
    }

    /// Others' reports, which one may answer.
    pub(super) fn others_report(&self, reports: &[Report]) {
        let mut before = self.reports.borrow_mut();
        let new = reports
            .iter()
            .find(|it| before.iter().all(|old| old.id != it.id));
        if let Some(new) = new {
            let values = vec![("by", new.by.clone()), ("about", new.about.clone())];
            let key = "report-of";
            self.ui.announce(&Announcement { key, values });
        }
        *before = reports.to_vec();
        drop(before);
        self.show_reports();
    }

    /// Shows them, with what one may do about those who are here.
    pub(super) fn show_reports(&self) {
        let model = self.model.borrow();
        let reports = self.reports.borrow();
        let shown = reports.iter().map(|report| {
            let person = report.person.and_then(|id| model.people.get(&id));
            (report.clone(), person.map(|person| row_of(&model, person)))
        });
        self.ui.order.reports.set(shown.collect());
    }
}
