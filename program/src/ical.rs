//! iCalendar (RFC 5545), as calendars and many other tools export a program. Each event is a talk; its place is the
//! room. What repeats is written out, as far as rules are simple; what is cancelled is left out.

mod event;
mod lines;
mod rule;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

use crate::limits::{DAYS, FILE_BYTES, LINE_CHARS, ROOMS, TALKS};
use crate::model::{Day, Program, Talk, TalkId};
use crate::report::{Report, Unreadable};
use crate::text;
use event::{Event, Start};
use lines::{Line, lines};

/// Hours past midnight up to which what begins belongs to the day before, when nobody says how days run.
const NIGHT: i64 = 4;

/// Reads a program, and what of it had to be left out. `default_zone` is the clock of times that name none.
///
/// # Errors
/// When it is no such document, is too large, or no event of it can be read.
pub fn read(bytes: &[u8], default_zone: &str) -> Result<(Program, Report), Unreadable> {
    if bytes.len() > FILE_BYTES {
        let problem = format!("it has more than {FILE_BYTES} bytes");
        return Err(Unreadable::new(problem));
    }
    let text = str::from_utf8(bytes)
        .map_err(|error| Unreadable::new(format!("it is no iCalendar: {error}")))?;
    let mut lines = lines(text.trim_start_matches('\u{feff}'));
    let first = lines.next().filter(|line| line.is("BEGIN", "VCALENDAR"));
    if first.is_none() {
        return Err(Unreadable::new("it does not begin with BEGIN:VCALENDAR"));
    }
    let mut reader = Reader::new(default_zone);
    reader.read(lines);
    reader.finish()
}

struct Reader {
    program: Program,
    report: Report,
    zone: TimeZone,
    /// Talks by their id; one moment of what repeats has the moment in its id.
    talks: BTreeMap<TalkId, Talk>,
    seen: usize,
}

impl Reader {
    fn new(default_zone: &str) -> Self {
        Self {
            program: Program::default(),
            report: Report::default(),
            zone: TimeZone::get(default_zone).unwrap_or(TimeZone::UTC),
            talks: BTreeMap::new(),
            seen: 0,
        }
    }

    fn read<'a>(&mut self, lines: impl Iterator<Item = Line<'a>>) {
        // What is open: a calendar, and in it what has a name of its own.
        let mut open: Vec<String> = Vec::new();
        let mut event: Option<Event> = None;
        for line in lines {
            match line.name.as_str() {
                "BEGIN" => {
                    // Deeper than any calendar goes; what is inside is not read.
                    if open.len() < 8 {
                        open.push(line.value.to_ascii_uppercase());
                    }
                    if open.len() == 1 && line.is("BEGIN", "VEVENT") {
                        event = Some(Event::default());
                    }
                }
                "END" => {
                    open.pop();
                    if open.is_empty()
                        && let Some(event) = event.take()
                    {
                        self.event(event);
                    }
                }
                "X-WR-TIMEZONE" if open.is_empty() => self.calendar_zone(&line.value),
                "X-WR-CALNAME" | "NAME" if open.is_empty() => {
                    self.program.title = text::line(&line.text(), LINE_CHARS);
                }
                _ => {
                    if let (Some(event), 1) = (&mut event, open.len()) {
                        event.take(&line);
                    }
                }
            }
        }
    }

    fn calendar_zone(&mut self, name: &str) {
        match TimeZone::get(name.trim()) {
            Ok(zone) => {
                self.zone = zone;
                self.program.time_zone = text::line(name, LINE_CHARS);
            }
            Err(_) => self.report.add(
                "the calendar",
                format!("its time zone “{}” is not known", crate::time::short(name)),
            ),
        }
    }

    fn event(&mut self, event: Event) {
        self.seen += 1;
        let title = crate::time::short(&event.title);
        let place = format!("event {} ({title})", self.seen);
        if event.is_cancelled {
            return;
        }
        let (starts, minutes, problem) = match event.times(&self.zone) {
            Ok(times) => times,
            Err(problem) => {
                self.report.add(&place, format!("left out: {problem}"));
                return;
            }
        };
        if let Some(problem) = problem {
            self.report.add(&place, problem);
        }
        let repeats = starts.len() > 1;
        for start in starts {
            if self.talks.len() >= TALKS {
                let problem = format!("left out: there are at most {TALKS} talks");
                self.report.add(&place, problem);
                return;
            }
            let (talk, is_moved) = event.talk(&start, minutes, repeats);
            let is_new = !self.talks.contains_key(&talk.id);
            // One time of what repeats, moved, takes the place of that time.
            if is_new || is_moved {
                self.talks.insert(talk.id.clone(), talk);
            } else {
                let problem = format!("left out: another event has the UID {} already", talk.id.0);
                self.report.add(&place, problem);
            }
        }
    }

    fn finish(mut self) -> Result<(Program, Report), Unreadable> {
        if self.talks.is_empty() && self.seen > 0 && !self.report.is_clean() {
            return Err(Unreadable {
                problem: format!("none of its {} events can be read", self.seen),
                report: self.report,
            });
        }
        let mut talks: Vec<Talk> = std::mem::take(&mut self.talks).into_values().collect();
        talks.sort_by_key(|talk| talk.begins);
        for (number, talk) in talks.iter_mut().enumerate() {
            talk.number = number as u64 + 1;
        }
        let rooms: BTreeSet<&str> = talks.iter().map(|talk| talk.room.as_str()).collect();
        let rooms = rooms.into_iter().filter(|room| !room.is_empty());
        self.program.rooms = rooms.take(ROOMS).map(str::to_owned).collect();
        self.program.talks = talks;
        self.days();
        self.program.sort();
        Ok((self.program, self.report))
    }

    /// Days as people count them: what begins in the night belongs to the day before.
    fn days(&mut self) {
        let mut days: Vec<Day> = Vec::new();
        for talk in &mut self.program.talks {
            let Some(date) = day_of(talk.begins, &self.zone) else {
                continue;
            };
            let date = date.to_string();
            let known = days.iter().position(|day| day.date == date);
            let at = known.unwrap_or(days.len());
            if at == DAYS {
                continue;
            }
            let index = u32::try_from(at).unwrap_or_default() + 1;
            talk.day = index;
            match days.get_mut(at) {
                Some(day) => day.ends = day.ends.max(talk.ends),
                None => days.push(Day {
                    index,
                    date,
                    begins: talk.begins,
                    ends: talk.ends,
                }),
            }
        }
        self.program.days = days;
    }
}

fn day_of(begins: i64, zone: &TimeZone) -> Option<jiff::civil::Date> {
    let at: Zoned = Timestamp::from_second(begins).ok()?.to_zoned(zone.clone());
    Some(at.checked_sub(NIGHT.hours()).ok()?.date())
}

/// A start with the seconds that its clock is ahead of UTC.
fn start_of(at: &Zoned) -> Start {
    Start {
        at: at.timestamp().as_second(),
        offset: at.offset().seconds(),
        local: at.datetime(),
    }
}
