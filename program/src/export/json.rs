//! `schedule.json`.

use serde_json::{Map, Value, json};

use super::named::{Named, acronym, named};
use super::{clock, duration, moment};
use crate::model::{Day, Link, Program};

/// Writes the program. `page` leads to a talk's page where it names none: the URL of the venue.
pub fn write(program: &Program, page: &str) -> String {
    let talks = named(program);
    let offset = program.talks.first().map_or(0, |talk| talk.offset);
    let days = program.days.iter();
    let days: Vec<Value> = days.map(|it| day(it, &talks, offset, page)).collect();
    let date = |day: Option<&Day>| day.map_or("1970-01-01", |day| day.date.as_str()).to_owned();
    let mut conference = Map::new();
    let mut put = |name: &str, value: Value| conference.insert(name.to_owned(), value);
    put("acronym", acronym(program).into());
    put("title", program.title.clone().into());
    put("start", date(program.days.first()).into());
    put("end", date(program.days.last()).into());
    put("daysCount", program.days.len().into());
    put("timeslot_duration", "00:05".into());
    if is_plain_zone(&program.time_zone) {
        put("time_zone_name", program.time_zone.clone().into());
    }
    put("days", days.into());
    let schedule = json!({
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": { "name": "hallway", "version": env!("CARGO_PKG_VERSION") },
        "schedule": {
            "version": if program.version.is_empty() { "1" } else { program.version.as_str() },
            "base_url": page,
            "conference": conference,
        },
    });
    schedule.to_string()
}

fn day(day: &Day, talks: &[Named<'_>], offset: i32, page: &str) -> Value {
    let mut rooms: Map<String, Value> = Map::new();
    for it in talks.iter().filter(|it| it.talk.day == day.index) {
        let list = rooms
            .entry(it.talk.room.clone())
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(event(it, page));
        }
    }
    json!({
        "index": day.index,
        "date": day.date,
        "day_start": moment(day.begins, offset),
        "day_end": moment(day.ends, offset),
        "rooms": rooms,
    })
}

fn event(named: &Named<'_>, page: &str) -> Value {
    let talk = named.talk;
    let url = if talk.url.is_empty() { page } else { &talk.url };
    let persons = talk
        .persons
        .iter()
        .map(|person| json!({ "name": person.name }));
    let links = |links: &[Link]| -> Value {
        let links = links.iter();
        links
            .map(|link| json!({ "url": link.url, "title": link.title }))
            .collect()
    };
    let mut event = json!({
        "guid": named.uuid,
        "id": named.number,
        "date": moment(talk.begins, talk.offset),
        "start": clock(talk.begins, talk.offset),
        "duration": duration(talk.ends - talk.begins),
        "room": talk.room,
        "slug": named.slug,
        "url": url,
        "title": talk.title,
        "subtitle": talk.subtitle,
        "track": talk.track,
        "type": talk.kind,
        "language": talk.language,
        "abstract": talk.abstract_,
        "description": talk.description,
        "do_not_record": talk.do_not_record,
        "persons": persons.collect::<Vec<_>>(),
        "links": links(&talk.links),
        "attachments": links(&talk.attachments),
    });
    if let (Some(object), false) = (event.as_object_mut(), talk.feedback_url.is_empty()) {
        object.insert("feedback_url".to_owned(), talk.feedback_url.clone().into());
    }
    event
}

/// Whether the name of a zone is one that the format's description lets through: two words of small letters.
fn is_plain_zone(name: &str) -> bool {
    let is_word = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(|c| c.is_ascii_uppercase())
            && !letters.as_str().is_empty()
            && letters.all(|c| c.is_ascii_lowercase())
    };
    name == "UTC"
        || name
            .split_once('/')
            .is_some_and(|(a, b)| is_word(a) && is_word(b))
}
