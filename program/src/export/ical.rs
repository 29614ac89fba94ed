//! iCalendar, for people's own calendars: of all talks, or of some.

use jiff::Timestamp;

use crate::model::{Program, Talk};

/// Octets of a line, without its end; RFC 5545 has no longer ones.
const LINE: usize = 75;

/// Writes some talks of a program. `made` is now, in seconds since 1970; `page` leads to a talk's page where it names
/// none, and `host` makes ids differ from those of others.
pub fn write<'a>(
    program: &Program,
    talks: impl IntoIterator<Item = &'a Talk>,
    (made, page, host): (i64, &str, &str),
) -> String {
    let mut out = Lines::default();
    out.add("BEGIN", "VCALENDAR");
    out.add("VERSION", "2.0");
    out.add("PRODID", "-//Hallway//Program//EN");
    out.text("X-WR-CALNAME", &program.title);
    if !program.time_zone.is_empty() {
        out.text("X-WR-TIMEZONE", &program.time_zone);
    }
    for talk in talks {
        out.add("BEGIN", "VEVENT");
        out.text("UID", &format!("{}@{host}", talk.id.0));
        out.add("DTSTAMP", &utc(made));
        out.add("DTSTART", &utc(talk.begins));
        out.add("DTEND", &utc(talk.ends));
        out.text("SUMMARY", &talk.title);
        out.text("LOCATION", &talk.room);
        let texts = [&talk.subtitle, &talk.abstract_, &talk.description];
        let texts: Vec<&str> = texts
            .into_iter()
            .map(String::as_str)
            .filter(|it| !it.is_empty())
            .collect();
        out.text("DESCRIPTION", &texts.join("\n\n"));
        if !talk.track.is_empty() {
            out.text("CATEGORIES", &talk.track);
        }
        // A value of its own kind, in which nothing is escaped.
        out.add("URL", if talk.url.is_empty() { page } else { &talk.url });
        out.add("END", "VEVENT");
    }
    out.add("END", "VCALENDAR");
    out.0
}

fn utc(at: i64) -> String {
    let at = Timestamp::from_second(at).unwrap_or_default();
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn text(&mut self, name: &str, text: &str) {
        let text = text
            .replace('\\', "\\\\")
            .replace(';', "\\;")
            .replace(',', "\\,")
            .replace('\n', "\\n");
        self.add(name, &text);
    }

    /// A line, folded where it is too long, between letters.
    fn add(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        let line = format!("{name}:{value}");
        for c in line.chars().filter(|c| !c.is_control()) {
            if octets + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}
