//! An event of iCalendar: what its lines say, and when it takes place.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Zoned};

use super::lines::Line;
use super::{rule, start_of};
use crate::limits::{LINE_CHARS, MINUTES, TEXT_CHARS};
use crate::model::{Person, Talk, TalkId};
use crate::{text, time};

/// Minutes of what says no end, and no duration.
const HALF_AN_HOUR: i64 = 30;

/// Moments that are left out of what repeats, at most.
const EXCEPTIONS: usize = 1000;

/// A moment as an event writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    value: String,
    zone: Option<String>,
}

impl Written {
    /// One that names no zone.
    pub fn of(value: &str) -> Self {
        Self {
            value: value.to_owned(),
            zone: None,
        }
    }
}

/// When a talk begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Start {
    /// In seconds since 1970.
    pub at: i64,
    /// Seconds that the clocks there are ahead of UTC.
    pub offset: i32,
    /// What the clocks there show.
    pub local: DateTime,
}

/// What an event says.
#[derive(Debug, Default)]
pub(super) struct Event {
    uid: String,
    pub title: String,
    description: String,
    room: String,
    url: String,
    track: String,
    persons: Vec<Person>,
    pub is_cancelled: bool,
    start: Option<Written>,
    end: Option<Written>,
    duration: Option<String>,
    rule: Option<String>,
    except: Vec<Written>,
    /// It is one time of what repeats, moved: the time it had.
    instead_of: Option<Written>,
}

impl Event {
    /// Takes in a line.
    pub fn take(&mut self, line: &Line<'_>) {
        let short = || text::line(&line.text(), LINE_CHARS);
        match line.name.as_str() {
            "UID" => self.uid = short(),
            "SUMMARY" => self.title = short(),
            "DESCRIPTION" => self.description = text::paragraphs(&line.text(), TEXT_CHARS),
            "LOCATION" => self.room = short(),
            "URL" => self.url = text::url(&line.value).unwrap_or_default(),
            "CATEGORIES" => {
                let first = line.value.split(',').next().unwrap_or_default();
                self.track = text::line(first, LINE_CHARS);
            }
            "ATTENDEE" | "ORGANIZER" => self.person(line.parameter("CN")),
            "STATUS" => self.is_cancelled = line.is("STATUS", "CANCELLED"),
            "DTSTART" => self.start = Some(written(line, &line.value)),
            "DTEND" => self.end = Some(written(line, &line.value)),
            "DURATION" => self.duration = Some(line.value.clone()),
            "RRULE" => self.rule = Some(line.value.clone()),
            "RECURRENCE-ID" => self.instead_of = Some(written(line, &line.value)),
            "EXDATE" => {
                let room = EXCEPTIONS.saturating_sub(self.except.len());
                let all = line.value.split(',').map(|value| written(line, value));
                self.except.extend(all.take(room));
            }
            _ => {}
        }
    }

    fn person(&mut self, name: Option<&str>) {
        let name = text::line(name.unwrap_or_default(), LINE_CHARS);
        let is_new = !self.persons.iter().any(|it| it.name == name);
        if !name.is_empty() && is_new && self.persons.len() < crate::limits::OF_TALK {
            self.persons.push(Person { name });
        }
    }

    /// When it begins, each time; for how many minutes; and what could not be read of how it repeats.
    ///
    /// # Errors
    /// What makes no sense of it.
    pub fn times(&self, zone: &TimeZone) -> Result<(Vec<Start>, i64, Option<String>), String> {
        if self.title.is_empty() {
            return Err("it has no SUMMARY".to_owned());
        }
        if self.uid.is_empty() {
            return Err("it has no UID".to_owned());
        }
        let written = self.start.as_ref().ok_or("it has no DTSTART")?;
        let start = moment(written, zone).map_err(|it| format!("DTSTART: {it}"))?;
        let minutes = self.minutes(&start, zone)?;
        if !(1..=MINUTES).contains(&minutes) {
            return Err(format!(
                "it takes {minutes} minutes; 1 to {MINUTES} are possible"
            ));
        }
        let Some(rule) = &self.rule else {
            return Ok((vec![start_of(&start)], minutes, None));
        };
        match rule::starts(rule, &start) {
            Ok(all) => {
                let except = self.except.iter().filter_map(|it| moment(it, zone).ok());
                let except: Vec<i64> = except.map(|it| it.timestamp().as_second()).collect();
                let left = all
                    .iter()
                    .filter(|it| !except.contains(&it.timestamp().as_second()));
                Ok((left.map(start_of).collect(), minutes, None))
            }
            Err(problem) => {
                let problem = format!("only its first time is read: {problem}");
                Ok((vec![start_of(&start)], minutes, Some(problem)))
            }
        }
    }

    fn minutes(&self, start: &Zoned, zone: &TimeZone) -> Result<i64, String> {
        if let Some(end) = &self.end {
            let end = moment(end, zone).map_err(|it| format!("DTEND: {it}"))?;
            return Ok(start.duration_until(&end).as_mins());
        }
        if let Some(duration) = &self.duration {
            let span: SignedDuration = duration
                .trim()
                .parse::<jiff::Span>()
                .ok()
                .and_then(|span| span.to_duration(start).ok())
                .ok_or_else(|| {
                    format!("“{}” is no duration such as PT45M", time::short(duration))
                })?;
            return Ok(span.as_mins());
        }
        let is_day = self
            .start
            .as_ref()
            .is_some_and(|it| !it.value.contains('T'));
        Ok(if is_day { 24 * 60 } else { HALF_AN_HOUR })
    }

    /// The talk that begins then; and whether it stands in for one time of what repeats.
    pub fn talk(&self, start: &Start, minutes: i64, repeats: bool) -> (Talk, bool) {
        let of = |local: &str| TalkId(format!("{}/{local}", self.uid));
        let id = match &self.instead_of {
            Some(written) => of(written.value.trim_end_matches('Z')),
            None if repeats => of(&start.local.strftime("%Y%m%dT%H%M%S").to_string()),
            None => TalkId(self.uid.clone()),
        };
        let talk = Talk {
            id,
            title: self.title.clone(),
            description: self.description.clone(),
            room: self.room.clone(),
            track: self.track.clone(),
            url: self.url.clone(),
            persons: self.persons.clone(),
            begins: start.at,
            ends: start.at + minutes * 60,
            offset: start.offset,
            ..Talk::default()
        };
        (talk, self.instead_of.is_some())
    }
}

fn written(line: &Line<'_>, value: &str) -> Written {
    Written {
        value: value.trim().to_ascii_uppercase(),
        zone: line.parameter("TZID").map(str::to_owned),
    }
}

/// The moment: in UTC, by the clock of a zone, or by that of the calendar.
pub(super) fn moment(written: &Written, zone: &TimeZone) -> Result<Zoned, String> {
    let wrong = || {
        format!(
            "“{}” is no moment such as 20261227T110000Z",
            time::short(&written.value)
        )
    };
    let (value, is_utc) = match written.value.strip_suffix('Z') {
        Some(value) => (value, true),
        None => (written.value.as_str(), false),
    };
    let local = match value.split_once('T') {
        Some((date, time)) => digits(date)
            .zip(digits_of_time(time))
            .map(|(date, time)| date.to_datetime(time)),
        None => digits(value).map(|date| date.to_datetime(Time::midnight())),
    };
    let local = local.ok_or_else(wrong)?;
    let zone = match &written.zone {
        _ if is_utc => TimeZone::UTC,
        // As some programs write it, with where they have it from before the name.
        Some(name) => {
            let parts: Vec<&str> = name.split('/').collect();
            let bare = parts
                .iter()
                .rev()
                .take(2)
                .rev()
                .copied()
                .collect::<Vec<_>>()
                .join("/");
            TimeZone::get(name)
                .or_else(|_| TimeZone::get(&bare))
                .map_err(|_| format!("the time zone “{}” is not known", time::short(name)))?
        }
        None => zone.clone(),
    };
    zone.to_zoned(local).map_err(|_| wrong())
}

fn digits(text: &str) -> Option<Date> {
    let number =
        |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<i16>().ok());
    let is_date = text.len() == 8 && text.bytes().all(|it| it.is_ascii_digit());
    is_date.then_some(())?;
    let small = |range: std::ops::Range<usize>| number(range).and_then(|it| i8::try_from(it).ok());
    Date::new(number(0..4)?, small(4..6)?, small(6..8)?).ok()
}

fn digits_of_time(text: &str) -> Option<Time> {
    let is_time = text.len() == 6 && text.bytes().all(|it| it.is_ascii_digit());
    is_time.then_some(())?;
    let number =
        |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<i8>().ok());
    // A leap second is none here.
    Time::new(number(0..2)?, number(2..4)?, number(4..6)?.min(59), 0).ok()
}
