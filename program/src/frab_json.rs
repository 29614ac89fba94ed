//! `schedule.json` as pretalx and frab export it. Read by hand from the document, so that a talk that makes no sense
//! is named and left out, and the others are read.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::limits::{DAYS, FILE_BYTES, LINE_CHARS, MINUTES, OF_TALK, ROOMS, TALKS, TEXT_CHARS};
use crate::model::{Day, Link, Person, Program, Talk, TalkId};
use crate::report::{Report, Unreadable};
use crate::{text, time};

type Object = Map<String, Value>;

/// Reads a program, and what of it had to be left out.
///
/// # Errors
/// When it is no such document, is too large, or no talk of it can be read.
pub fn read(bytes: &[u8]) -> Result<(Program, Report), Unreadable> {
    if bytes.len() > FILE_BYTES {
        let problem = format!("it has more than {FILE_BYTES} bytes");
        return Err(Unreadable::new(problem));
    }
    let document: Value = serde_json::from_slice(bytes)
        .map_err(|error| Unreadable::new(format!("it is no JSON: {error}")))?;
    read_document(&document)
}

/// The same of a document that was taken apart.
pub(crate) fn read_document(document: &Value) -> Result<(Program, Report), Unreadable> {
    let schedule = document.get("schedule").and_then(Value::as_object);
    let schedule = schedule.ok_or_else(|| Unreadable::new("it has no `schedule`"))?;
    let conference = schedule.get("conference").and_then(Value::as_object);
    let conference =
        conference.ok_or_else(|| Unreadable::new("its `schedule` has no `conference`"))?;
    let days = conference.get("days").and_then(Value::as_array);
    let days = days.ok_or_else(|| Unreadable::new("its `conference` has no list of `days`"))?;
    let program = Program {
        title: line(conference, "title"),
        acronym: line(conference, "acronym"),
        version: line(schedule, "version"),
        time_zone: line(conference, "time_zone_name"),
        ..Program::default()
    };
    let mut reader = Reader {
        program,
        ..Reader::default()
    };
    reader.rooms(conference);
    for (number, day) in days.iter().enumerate() {
        reader.day(number + 1, day);
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    program: Program,
    report: Report,
    ids: BTreeSet<TalkId>,
    rooms: BTreeSet<String>,
    /// Talks that were in the document.
    seen: usize,
}

impl Reader {
    /// Rooms that the document lists come in its order, before those that only have talks.
    fn rooms(&mut self, conference: &Object) {
        let rooms = conference.get("rooms").and_then(Value::as_array);
        for room in rooms.into_iter().flatten() {
            let name = room.as_object().map(|room| line(room, "name"));
            self.room(&name.unwrap_or_default());
        }
    }

    /// Knows a room from now on; false when there are too many.
    fn room(&mut self, name: &str) -> bool {
        if name.is_empty() || self.rooms.contains(name) {
            return true;
        }
        let fits = self.rooms.len() < ROOMS;
        if fits {
            self.rooms.insert(name.to_owned());
            self.program.rooms.push(name.to_owned());
        }
        fits
    }

    fn day(&mut self, number: usize, value: &Value) {
        let place = format!("day {number}");
        if number > DAYS {
            self.report
                .add(&place, format!("left out: there are at most {DAYS} days"));
            return;
        }
        let read = value
            .as_object()
            .ok_or_else(|| "left out: it is no object".to_owned())
            .and_then(|object| Ok((day(number, object)?, object)));
        let (day, object) = match read {
            Ok(read) => read,
            Err(problem) => {
                self.report.add(&place, problem);
                return;
            }
        };
        let index = day.index;
        if self.program.days.iter().any(|it| it.index == index) {
            self.report
                .add(&place, format!("left out: there is a day {index} already"));
            return;
        }
        self.program.days.push(day);
        let Some(rooms) = object.get("rooms").and_then(Value::as_object) else {
            self.report.add(&place, "it has no `rooms`");
            return;
        };
        for (room, talks) in rooms {
            let name = text::line(room, LINE_CHARS);
            let place = format!("{place}, room {name}");
            let Some(talks) = talks.as_array() else {
                self.report.add(&place, "left out: it is no list of talks");
                continue;
            };
            if name.is_empty() || !self.room(&name) {
                self.report.add(
                    &place,
                    format!("left out: it has no name, or there are more than {ROOMS} rooms"),
                );
                continue;
            }
            for (number, value) in talks.iter().enumerate() {
                self.talk(&place, number + 1, value, (&name, index));
            }
        }
    }

    fn talk(&mut self, place: &str, number: usize, value: &Value, (room, day): (&str, u32)) {
        self.seen += 1;
        let title = value
            .get("title")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let place = format!("{place}, talk {number} ({})", time::short(title));
        if self.program.talks.len() >= TALKS {
            self.report
                .add(&place, format!("left out: there are at most {TALKS} talks"));
            return;
        }
        let read = value
            .as_object()
            .ok_or_else(|| "it is no object".to_owned())
            .and_then(|object| talk(object, room, day));
        match read {
            Ok(talk) if self.ids.contains(&talk.id) => {
                let problem = format!("left out: another talk has the guid {} already", talk.id.0);
                self.report.add(&place, problem);
            }
            Ok(talk) => {
                self.ids.insert(talk.id.clone());
                self.program.talks.push(talk);
            }
            Err(problem) => self.report.add(&place, format!("left out: {problem}")),
        }
    }

    fn finish(mut self) -> Result<(Program, Report), Unreadable> {
        if self.program.talks.is_empty() && self.seen > 0 {
            return Err(Unreadable {
                problem: format!("none of its {} talks can be read", self.seen),
                report: self.report,
            });
        }
        self.program.days.sort_by_key(|day| (day.begins, day.index));
        self.program.sort();
        Ok((self.program, self.report))
    }
}

fn day(number: usize, object: &Object) -> Result<Day, String> {
    let left_out = |problem| format!("left out: {problem}");
    let index = object.get("index").and_then(Value::as_u64);
    let index = index.and_then(|it| u32::try_from(it).ok());
    let index = index.or(u32::try_from(number).ok()).unwrap_or_default();
    let date = string(object, "date").map_err(left_out)?;
    time::date(date).map_err(|it| left_out(format!("`date`: {it}")))?;
    let moment = |name: &str| {
        let at = string(object, name)?;
        time::moment(at).map_err(|it| format!("`{name}`: {it}"))
    };
    let (begins, _) = moment("day_start").map_err(left_out)?;
    let (ends, _) = moment("day_end").map_err(left_out)?;
    if ends <= begins {
        return Err(left_out("`day_end` is not after `day_start`".to_owned()));
    }
    Ok(Day {
        index,
        date: date.to_owned(),
        begins,
        ends,
    })
}

fn talk(object: &Object, room: &str, day: u32) -> Result<Talk, String> {
    let id = text::line(string(object, "guid")?, LINE_CHARS);
    if id.is_empty() {
        return Err("`guid` is empty".to_owned());
    }
    let number = object.get("id").and_then(Value::as_u64);
    let number = number.ok_or("`id` is no whole number")?;
    let title = text::line(string(object, "title")?, LINE_CHARS);
    if title.is_empty() {
        return Err("`title` is empty".to_owned());
    }
    let (begins, offset) =
        time::moment(string(object, "date")?).map_err(|it| format!("`date`: {it}"))?;
    let minutes =
        time::minutes(string(object, "duration")?).map_err(|it| format!("`duration`: {it}"))?;
    if !(1..=MINUTES).contains(&minutes) {
        return Err(format!(
            "`duration` is {minutes} minutes; 1 to {MINUTES} are possible"
        ));
    }
    Ok(Talk {
        id: TalkId(id),
        number,
        slug: line(object, "slug"),
        title,
        subtitle: line(object, "subtitle"),
        abstract_: long(object, "abstract"),
        description: long(object, "description"),
        track: line(object, "track"),
        kind: line(object, "type"),
        language: line(object, "language"),
        room: room.to_owned(),
        day,
        begins,
        ends: begins + minutes * 60,
        offset,
        persons: persons(object),
        url: link_to(object, "url"),
        feedback_url: link_to(object, "feedback_url"),
        links: links(object, "links"),
        attachments: links(object, "attachments"),
        do_not_record: object
            .get("do_not_record")
            .and_then(Value::as_bool)
            .unwrap_or(false),
    })
}

fn persons(object: &Object) -> Vec<Person> {
    let list = object.get("persons").and_then(Value::as_array);
    let list = list.into_iter().flatten().filter_map(Value::as_object);
    let named = list.filter_map(|person| {
        let names = ["public_name", "name"].map(|key| line(person, key));
        let name = names.into_iter().find(|name| !name.is_empty())?;
        Some(Person { name })
    });
    named.take(OF_TALK).collect()
}

fn links(object: &Object, name: &str) -> Vec<Link> {
    let list = object.get(name).and_then(Value::as_array);
    let links = list.into_iter().flatten().filter_map(|value| match value {
        Value::String(raw) => {
            let url = text::url(raw)?;
            Some(Link {
                title: url.clone(),
                url,
            })
        }
        Value::Object(link) => {
            let url = text::url(link.get("url")?.as_str()?)?;
            let title = line(link, "title");
            let title = if title.is_empty() { url.clone() } else { title };
            Some(Link { title, url })
        }
        _ => None,
    });
    // The same link twice says no more.
    let mut seen = BTreeSet::new();
    let once = links.filter(|link| seen.insert(link.url.clone()));
    once.take(OF_TALK).collect()
}

fn link_to(object: &Object, name: &str) -> String {
    let raw = object.get(name).and_then(Value::as_str).unwrap_or_default();
    text::url(raw).unwrap_or_default()
}

fn string<'a>(object: &'a Object, name: &str) -> Result<&'a str, String> {
    match object.get(name) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(format!("`{name}` is no text")),
        None => Err(format!("it has no `{name}`")),
    }
}

/// A short text, which may be missing.
fn line(object: &Object, name: &str) -> String {
    let raw = object.get(name).and_then(Value::as_str).unwrap_or_default();
    text::line(raw, LINE_CHARS)
}

fn long(object: &Object, name: &str) -> String {
    let raw = object.get(name).and_then(Value::as_str).unwrap_or_default();
    text::paragraphs(raw, TEXT_CHARS)
}
