//! iCalendar, as others write it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use hallway_program::{Program, Report, read_ical};
use proptest::prelude::*;

fn calendar(events: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Event\r\nX-WR-TIMEZONE:Europe/Berlin\r\n{events}END:VCALENDAR\r\n"
    )
}

fn event(lines: &str) -> String {
    let lines: String = lines
        .trim()
        .lines()
        .map(|it| format!("{}\r\n", it.trim()))
        .collect();
    format!("BEGIN:VEVENT\r\n{lines}END:VEVENT\r\n")
}

fn read(events: &str) -> (Program, Report) {
    read_ical(calendar(events).as_bytes(), "UTC").unwrap()
}

#[test]
fn an_event_is_a_talk_in_the_room_that_is_its_place() {
    let (program, report) = read(&event(
        "UID:1@example
         SUMMARY:Opening\\, at last
         DTSTART;TZID=Europe/Berlin:20261227T110000
         DTEND;TZID=Europe/Berlin:20261227T113000
         LOCATION:Ada
         CATEGORIES:Main,Other
         ORGANIZER;CN=\"Hedy: L\":mailto:hedy@example.org
         URL:https://example.org/1
         BEGIN:VALARM
         SUMMARY:Not this
         END:VALARM
         DESCRIPTION:one\\ntwo",
    ));
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(
        (program.title.as_str(), program.time_zone.as_str()),
        ("Event", "Europe/Berlin")
    );
    let talk = &program.talks[0];
    assert_eq!(
        (talk.title.as_str(), talk.room.as_str()),
        ("Opening, at last", "Ada")
    );
    assert_eq!(
        (talk.begins, talk.ends, talk.offset),
        (1_798_365_600, 1_798_367_400, 3600)
    );
    assert_eq!(
        (talk.track.as_str(), talk.description.as_str()),
        ("Main", "one\ntwo")
    );
    assert_eq!(talk.persons[0].name, "Hedy: L");
    assert_eq!(program.rooms, ["Ada"]);
}

#[test]
fn moments_are_read_in_each_way_they_are_written() {
    for (lines, begins, minutes) in [
        (
            "DTSTART:20261227T100000Z\nDURATION:PT1H30M",
            1_798_365_600,
            90,
        ),
        (
            "DTSTART:20261227T110000\nDTEND:20261227T111500",
            1_798_365_600,
            15,
        ),
        (
            "DTSTART;TZID=/example.org/Europe/Berlin:20261227T110000",
            1_798_365_600,
            30,
        ),
        ("DTSTART;VALUE=DATE:20261227", 1_798_326_000, 24 * 60),
    ] {
        let (program, _) = read(&event(&format!("UID:1\nSUMMARY:A\n{lines}")));
        let talk = &program.talks[0];
        assert_eq!(
            (talk.begins, (talk.ends - talk.begins) / 60),
            (begins, minutes),
            "{lines}"
        );
    }
}

#[test]
fn what_repeats_takes_place_each_time_but_where_it_is_moved_or_left_out() {
    let daily = event(
        "UID:yoga
         SUMMARY:Yoga
         DTSTART;TZID=Europe/Berlin:20261227T080000
         DURATION:PT30M
         RRULE:FREQ=DAILY;COUNT=4
         EXDATE;TZID=Europe/Berlin:20261228T080000",
    );
    let moved = event(
        "UID:yoga
         RECURRENCE-ID;TZID=Europe/Berlin:20261229T080000
         SUMMARY:Yoga\\, later
         DTSTART;TZID=Europe/Berlin:20261229T090000
         DURATION:PT30M",
    );
    let (program, report) = read(&format!("{daily}{moved}"));
    assert!(report.is_clean(), "{report:?}");
    let all: Vec<(&str, &str)> = program
        .talks
        .iter()
        .map(|it| (it.id.0.as_str(), it.title.as_str()))
        .collect();
    assert_eq!(
        all,
        [
            ("yoga/20261227T080000", "Yoga"),
            ("yoga/20261229T080000", "Yoga, later"),
            ("yoga/20261230T080000", "Yoga"),
        ]
    );
    assert_eq!(program.days.len(), 3);
}

#[test]
fn the_night_belongs_to_the_day_before() {
    let at = |uid: &str, start: &str| {
        event(&format!(
            "UID:{uid}\nSUMMARY:{uid}\nDTSTART:{start}\nDURATION:PT1H"
        ))
    };
    let events = [
        at("a", "20261227T220000"),
        at("b", "20261228T013000"),
        at("c", "20261228T090000"),
    ];
    let (program, _) = read(&events.concat());
    let days: Vec<u32> = program.talks.iter().map(|it| it.day).collect();
    assert_eq!(days, [1, 1, 2]);
    assert_eq!(program.days[0].date, "2026-12-27");
}

#[test]
fn what_makes_no_sense_is_named_and_what_is_cancelled_is_left_out() {
    let good = event("UID:good\nSUMMARY:Good\nDTSTART:20261227T100000Z");
    for (lines, word) in [
        ("UID:x\nDTSTART:20261227T100000Z", "SUMMARY"),
        ("SUMMARY:x\nDTSTART:20261227T100000Z", "UID"),
        ("UID:x\nSUMMARY:x", "DTSTART"),
        ("UID:x\nSUMMARY:x\nDTSTART:tomorrow", "TOMORROW"),
        (
            "UID:x\nSUMMARY:x\nDTSTART;TZID=Mars/Base:20261227T100000",
            "Mars/Base",
        ),
        (
            "UID:x\nSUMMARY:x\nDTSTART:20261227T100000Z\nDTEND:20261227T100000Z",
            "minutes",
        ),
        ("UID:good\nSUMMARY:x\nDTSTART:20261227T100000Z", "already"),
        (
            "UID:x\nSUMMARY:x\nDTSTART:20261227T100000Z\nRRULE:FREQ=YEARLY",
            "first time",
        ),
    ] {
        let (_, report) = read(&format!("{good}{}", event(lines)));
        let found = report.findings[0].to_string();
        assert!(
            found.starts_with("event 2") && found.contains(word),
            "{found}"
        );
    }
    let cancelled = event("UID:x\nSUMMARY:x\nDTSTART:20261227T100000Z\nSTATUS:CANCELLED");
    let (program, report) = read(&format!("{good}{cancelled}"));
    assert!(report.is_clean() && program.talks.len() == 1);
    for text in ["", "BEGIN:VCARD", "{}"] {
        assert!(read_ical(text.as_bytes(), "UTC").is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn damage_does_no_harm(
        at in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 0..8),
        rule in "(FREQ|COUNT|UNTIL|BYDAY|INTERVAL)=[A-Z0-9,-]{0,12}(;(FREQ|COUNT)=[A-Z0-9]{0,9})?",
    ) {
        let lines = format!("UID:1\nSUMMARY:A\nDTSTART:20261227T100000\nRRULE:{rule}\nDURATION:PT1H");
        let mut text = calendar(&event(&lines)).into_bytes();
        let at = at.index(text.len());
        text.splice(at..at, bytes);
        if let Ok((program, _)) = read_ical(&text, "Europe/Berlin") {
            prop_assert!(program.talks.iter().all(|it| it.begins < it.ends));
        }
    }
}
