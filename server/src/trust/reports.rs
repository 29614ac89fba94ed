//! What visitors reported, known to all rooms at once and kept beside them, and the answers that have not yet
//! reached those who reported. Told the time; reads no clock.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use hallway_protocol::report::Reported;
use tokio::sync::oneshot;

use super::identity::Identity;
use crate::rate::Buckets;
use crate::store::{Entry, Journal, ReportRow, new_id};

/// Reports that nobody has answered, at most. Whoever reports beyond that is told so.
const MOST_OPEN: usize = 200;

/// Reports of one person: so many at once, and so many a second after that (six an hour).
const BURST: u32 = 5;
const A_SECOND: f64 = 6.0 / 3600.0;

/// People of whom it is known how much they reported; beyond that all are forgotten.
const MOST_PEOPLE: usize = 10_000;

/// All reports that are not done with.
#[derive(Debug)]
pub struct Reports {
    /// A lock of the standard library: nothing is awaited while it is held.
    inside: Mutex<Inside>,
    version: AtomicU64,
    journal: Journal,
}

#[derive(Debug)]
struct Inside {
    open: BTreeMap<i64, ReportRow>,
    /// Answers, with the number of the report, for those who have not heard them yet.
    answers: HashMap<String, Vec<(i64, Reported)>>,
    rates: Buckets<Identity>,
}

impl Reports {
    /// Those that were kept: open ones, and ones whose answer was not heard.
    pub fn new(kept: impl IntoIterator<Item = ReportRow>, journal: Journal) -> Self {
        let mut inside = Inside {
            open: BTreeMap::new(),
            answers: HashMap::new(),
            rates: Buckets::new(A_SECOND, BURST, MOST_PEOPLE),
        };
        for row in kept {
            match row.answered_by {
                None => drop(inside.open.insert(row.id, row)),
                Some(_) => inside.add_answer(row),
            }
        }
        Self {
            inside: Mutex::new(inside),
            version: AtomicU64::new(1),
            journal,
        }
    }

    /// Changes with every report and answer.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// Takes a report; the number is set here. Gives word once it is kept; `None` when it is too much.
    pub fn add(
        &self,
        by: Identity,
        report: ReportRow,
        now: Instant,
    ) -> Option<oneshot::Receiver<bool>> {
        let mut inside = self.lock();
        if inside.open.len() >= MOST_OPEN || !inside.rates.draw(by, now) {
            return None;
        }
        let row = ReportRow {
            id: new_id(),
            ..report
        };
        inside.open.insert(row.id, row.clone());
        drop(inside);
        self.changed();
        Some(self.journal.keep(Entry::Report(row)))
    }

    /// Those that nobody has answered, the oldest first.
    pub fn open(&self) -> Vec<ReportRow> {
        let mut open: Vec<ReportRow> = self.lock().open.values().cloned().collect();
        open.sort_by_key(|row| (row.at, row.id));
        open
    }

    /// Answers one. Gives it; `None` when it is done with already.
    pub fn answer(&self, id: i64, by: &str, text: &str, at: i64) -> Option<ReportRow> {
        let mut inside = self.lock();
        let row = inside.open.remove(&id)?;
        let answered = ReportRow {
            answered_by: Some(by.to_owned()),
            answer: text.to_owned(),
            answered_at: Some(at),
            ..row
        };
        inside.add_answer(answered.clone());
        drop(inside);
        self.changed();
        drop(self.journal.keep(Entry::ReportAnswered(answered.clone())));
        Some(answered)
    }

    /// The answers for somebody that they have not heard yet. They count as heard now.
    pub fn take_answers(&self, by: Identity) -> Vec<Reported> {
        let mut inside = self.lock();
        if inside.answers.is_empty() {
            return Vec::new();
        }
        let answers = inside.answers.remove(&by.text()).unwrap_or_default();
        drop(inside);
        let heard = answers.into_iter().map(|(id, answer)| {
            drop(self.journal.keep(Entry::ReportHeard(id)));
            answer
        });
        heard.collect()
    }

    /// Of reports of somebody it is known no longer whose they are.
    pub fn forget(&self, by: Identity) {
        let by = by.text();
        let mut inside = self.lock();
        inside.answers.remove(&by);
        for row in inside.open.values_mut().filter(|row| row.by_identity == by) {
            row.by_identity.clear();
            row.by_name.clear();
        }
        drop(inside);
        self.changed();
    }

    fn changed(&self) {
        self.version.fetch_add(1, Ordering::Release);
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn add_answer(&mut self, row: ReportRow) {
        let answer = Reported::Answered {
            about: row.name,
            by: row.answered_by.unwrap_or_default(),
            text: row.answer,
        };
        let own = self.answers.entry(row.by_identity).or_default();
        own.push((row.id, answer));
    }
}

#[cfg(test)]
mod tests {
    use super::super::identity::Visitor;
    use super::*;

    fn who(number: u32) -> Identity {
        Visitor::for_tests(number).identity
    }

    fn report(by: u32, at: i64) -> ReportRow {
        ReportRow {
            at,
            by_identity: who(by).text(),
            by_name: "Ann".to_owned(),
            name: "Mallory".to_owned(),
            body: "noise".to_owned(),
            ..ReportRow::default()
        }
    }

    #[tokio::test]
    async fn a_report_is_open_until_it_is_answered_and_its_answer_is_heard_once() {
        let reports = Reports::new([], Journal::for_tests());
        let now = Instant::now();
        reports.add(who(1), report(1, 20), now).unwrap();
        reports.add(who(2), report(2, 10), now).unwrap();
        let before = reports.version();
        let open = reports.open();
        assert_eq!([open[0].at, open[1].at], [10, 20]);
        assert!(reports.answer(open[1].id, "Fay", "done", 30).is_some());
        assert!(reports.answer(open[1].id, "Fay", "done", 30).is_none());
        assert_ne!(reports.version(), before);
        assert_eq!(reports.open().len(), 1);
        assert_eq!(reports.take_answers(who(2)), []);
        let answered = Reported::Answered {
            about: "Mallory".to_owned(),
            by: "Fay".to_owned(),
            text: "done".to_owned(),
        };
        assert_eq!(reports.take_answers(who(1)), [answered]);
        assert_eq!(reports.take_answers(who(1)), []);
    }

    #[tokio::test]
    async fn reports_are_bounded_per_person_and_in_all() {
        let reports = Reports::new([], Journal::for_tests());
        let now = Instant::now();
        let taken = (0..20).filter(|_| reports.add(who(1), report(1, 0), now).is_some());
        assert_eq!(taken.count(), BURST as usize);
        let later = now + std::time::Duration::from_secs(601);
        assert!(reports.add(who(1), report(1, 0), later).is_some());
        let all = (2..1000).filter(|it| reports.add(who(*it), report(*it, 0), now).is_some());
        assert_eq!(all.count(), MOST_OPEN - BURST as usize - 1);
    }

    #[tokio::test]
    async fn what_was_kept_is_known_again() {
        let answered = ReportRow {
            id: 7,
            answered_by: Some("Fay".to_owned()),
            ..report(1, 0)
        };
        let open = ReportRow {
            id: 8,
            ..report(2, 0)
        };
        let reports = Reports::new([answered, open], Journal::for_tests());
        assert_eq!(reports.open()[0].id, 8);
        assert_eq!(reports.take_answers(who(1)).len(), 1);
    }
}
