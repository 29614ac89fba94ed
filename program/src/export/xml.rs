//! `schedule.xml`.

use super::named::{Named, acronym, named};
use super::{clock, duration, moment};
use crate::model::{Day, Link, Program};

/// Writes the program.
pub fn write(program: &Program) -> String {
    let talks = named(program);
    let offset = program.talks.first().map_or(0, |talk| talk.offset);
    let mut out = Xml(String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"));
    out.open("schedule", &[]);
    out.empty(
        "generator",
        &[("name", "hallway"), ("version", env!("CARGO_PKG_VERSION"))],
    );
    out.text(
        "version",
        if program.version.is_empty() {
            "1"
        } else {
            &program.version
        },
    );
    out.open("conference", &[]);
    out.text("title", &program.title);
    out.text("acronym", &acronym(program));
    if let (Some(first), Some(last)) = (program.days.first(), program.days.last()) {
        out.text("start", &first.date);
        out.text("end", &last.date);
    }
    out.text("days", &program.days.len().to_string());
    out.text("timeslot_duration", "00:05");
    if !program.time_zone.is_empty() {
        out.text("time_zone_name", &program.time_zone);
    }
    out.close("conference");
    for it in &program.days {
        day(&mut out, program, it, &talks, offset);
    }
    out.close("schedule");
    out.0
}

fn day(out: &mut Xml, program: &Program, day: &Day, talks: &[Named<'_>], offset: i32) {
    out.open(
        "day",
        &[
            ("index", &day.index.to_string()),
            ("date", &day.date),
            ("start", &moment(day.begins, offset)),
            ("end", &moment(day.ends, offset)),
        ],
    );
    let none = String::new();
    for room in program.rooms.iter().chain([&none]) {
        let here = talks.iter();
        let here = here.filter(|it| it.talk.day == day.index && it.talk.room == *room);
        let here: Vec<&Named<'_>> = here.collect();
        if here.is_empty() {
            continue;
        }
        out.open("room", &[("name", room)]);
        here.into_iter().for_each(|it| event(out, it));
        out.close("room");
    }
    out.close("day");
}

fn event(out: &mut Xml, named: &Named<'_>) {
    let talk = named.talk;
    out.open(
        "event",
        &[
            ("guid", named.uuid.as_str()),
            ("id", &named.number.to_string()),
        ],
    );
    for (name, text) in [
        ("room", talk.room.as_str()),
        ("title", &talk.title),
        ("subtitle", &talk.subtitle),
        ("type", &talk.kind),
        ("date", &moment(talk.begins, talk.offset)),
        ("start", &clock(talk.begins, talk.offset)),
        ("duration", &duration(talk.ends - talk.begins)),
        ("abstract", &talk.abstract_),
        ("track", &talk.track),
        ("language", &talk.language),
        ("description", &talk.description),
    ] {
        out.text(name, text);
    }
    for (name, url) in [("url", &talk.url), ("feedback_url", &talk.feedback_url)] {
        if !url.is_empty() {
            out.text(name, url);
        }
    }
    out.open("recording", &[]);
    out.text("license", "");
    out.text("optout", if talk.do_not_record { "true" } else { "false" });
    out.close("recording");
    out.open("persons", &[]);
    talk.persons
        .iter()
        .for_each(|person| out.text("person", &person.name));
    out.close("persons");
    links(out, ("links", "link"), &talk.links);
    links(out, ("attachments", "attachment"), &talk.attachments);
    out.close("event");
}

fn links(out: &mut Xml, (list, one): (&str, &str), links: &[Link]) {
    out.open(list, &[]);
    for link in links {
        out.line(one, &[("href", &link.url)], &link.title);
    }
    out.close(list);
}

struct Xml(String);

impl Xml {
    fn begin(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        }
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.begin(name, attributes);
        self.0.push_str(">\n");
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.begin(name, attributes);
        self.0.push_str("/>\n");
    }

    fn line(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.begin(name, attributes);
        self.0.push_str(&format!(">{}</{name}>\n", escaped(text)));
    }

    fn text(&mut self, name: &str, text: &str) {
        self.line(name, &[], text);
    }

    fn close(&mut self, name: &str) {
        self.0.push_str(&format!("</{name}>\n"));
    }
}

/// A text as XML says it, without what no XML can say.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push('\n'),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
