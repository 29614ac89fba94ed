//! Real schedules, which lie beside the project, and damage to what they are like.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says on standard output what it skipped"
)]

use std::path::Path;

use hallway_program::{Program, Report, Unreadable, read_json, read_xml};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Reads one of the schedules beside the project; `None`, and a word on it, where they are not.
fn real(name: &str) -> Option<Result<(Program, Report), Unreadable>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/schedules");
    match std::fs::read(folder.join(name)) {
        Ok(bytes) => Some(read_json(&bytes)),
        Err(error) => {
            println!("skipped: {name} is not beside the project: {error}");
            None
        }
    }
}

#[test]
fn a_schedule_of_frab_is_read_whole() {
    let Some(read) = real("frab-camp2019.json") else {
        return;
    };
    let (program, report) = read.unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(program.title, "Chaos Communication Camp 2019");
    assert_eq!(program.time_zone, "Europe/Berlin");
    assert_eq!(program.days.len(), 5);
    assert_eq!(program.rooms, ["Curie", "Meitner"]);
    let opening = &program.talks[0];
    assert_eq!(opening.title, "Opening Ceremony");
    assert_eq!(
        (opening.offset, opening.ends - opening.begins),
        (7200, 1800)
    );
    let names: Vec<&str> = opening.persons.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["jinxx", "smtw"]);
    // Days go on past midnight: a talk after it belongs to the day before.
    for talk in &program.talks {
        let day = program
            .days
            .iter()
            .find(|day| day.index == talk.day)
            .unwrap();
        assert!(
            (day.begins..=day.ends).contains(&talk.begins),
            "{}",
            talk.title
        );
    }
    assert_eq!(program.door("curie", opening.begins).now, Some(opening));
}

#[test]
fn a_schedule_of_pretalx_is_read_whole() {
    let Some(read) = real("pretalx-rc3.json") else {
        return;
    };
    let (program, report) = read.unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(
        (program.title.as_str(), program.days.len()),
        ("rC3 Channels", 4)
    );
    assert!(
        program
            .talks
            .iter()
            .all(|talk| !talk.abstract_.contains("<br"))
    );
    assert!(program.talks.iter().any(|talk| talk.language == "de"));
}

#[test]
fn a_schedule_of_which_no_talk_can_be_read_is_refused_with_a_report() {
    let Some(read) = real("invalid-example.json") else {
        return;
    };
    let refused = read.unwrap_err();
    let said = refused.to_string();
    assert!(said.contains("none of its"), "{said}");
    assert!(said.contains("day 1, room Winterchaos, talk 1"), "{said}");
    assert!(said.contains("`id`"), "{said}");
}

fn schedule(talks: Vec<Value>) -> Value {
    json!({"schedule": {"version": "1", "conference": {
        "title": "Event", "acronym": "event", "days": [{
            "index": 1, "date": "2026-12-27",
            "day_start": "2026-12-27T09:00:00+01:00", "day_end": "2026-12-28T02:00:00+01:00",
            "rooms": {"Ada": talks},
        }],
    }}})
}

fn talk(guid: &str) -> Value {
    json!({"guid": guid, "id": 1, "title": guid, "date": "2026-12-27T11:00:00+01:00", "duration": "00:30",
        "abstract": "a<br>b", "persons": [{"public_name": "Ada"}, {"id": 1}],
        "links": ["javascript:alert(1)", {"url": "https://example.org", "title": "Slides"}]})
}

fn read(value: &Value) -> Result<(Program, Report), Unreadable> {
    read_json(value.to_string().as_bytes())
}

#[test]
fn a_talk_that_makes_no_sense_is_named_and_the_others_are_read() {
    let changed = |key: &str, value: Value| {
        let mut talk = talk("bad");
        talk[key] = value;
        talk
    };
    for (bad, word) in [
        (changed("guid", json!(7)), "`guid`"),
        (changed("id", json!("7")), "`id`"),
        (changed("title", json!("")), "`title`"),
        (changed("date", json!("tomorrow")), "tomorrow"),
        (changed("duration", json!("0:00")), "`duration`"),
        (changed("duration", Value::Null), "`duration`"),
        (changed("guid", json!("good")), "already"),
        (json!([]), "no object"),
    ] {
        let (program, report) = read(&schedule(vec![talk("good"), bad])).unwrap();
        assert_eq!(program.talks.len(), 1, "{word}");
        let found = report.findings[0].to_string();
        assert!(found.starts_with("day 1, room Ada, talk 2"), "{found}");
        assert!(found.contains(word), "{found}");
    }
    let (program, _) = read(&schedule(vec![talk("good")])).unwrap();
    let good = &program.talks[0];
    assert_eq!(good.abstract_, "a\nb");
    assert_eq!((good.persons.len(), good.links.len()), (1, 1));
}

#[test]
fn what_is_no_schedule_is_refused_by_what_is_missing() {
    for (text, word) in [
        ("", "no JSON"),
        ("[]", "`schedule`"),
        ("{\"schedule\": {}}", "`conference`"),
        ("{\"schedule\": {\"conference\": {\"days\": 1}}}", "`days`"),
    ] {
        let refused = read_json(text.as_bytes()).unwrap_err().to_string();
        assert!(refused.contains(word), "{refused}");
    }
    let deep = "[".repeat(100_000);
    assert!(read_json(deep.as_bytes()).is_err());
    let empty = json!({"schedule": {"conference": {"days": []}}});
    assert!(read(&empty).unwrap().0.talks.is_empty());
}

proptest! {
    /// Whatever stands in place of a value, nothing panics, and what is read is sound.
    #[test]
    fn damage_does_no_harm(
        key in prop::sample::select(vec!["guid", "id", "title", "date", "duration", "persons", "links", "abstract"]),
        value in prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,40}".prop_map(Value::from),
            prop::collection::vec(any::<u8>(), 0..5).prop_map(Value::from),
        ],
        cut in 0.0..1.0f64,
    ) {
        let mut bad = talk("bad");
        bad[key] = value;
        let document = schedule(vec![talk("good"), bad]).to_string();
        let (program, _) = read_json(document.as_bytes()).unwrap();
        prop_assert!(program.talks.iter().all(|it| it.begins < it.ends && !it.title.is_empty()));
        let keep = (document.len() as f64 * cut) as usize;
        let _ = read_json(document.as_bytes().get(..keep).unwrap());
    }
}

const XML: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<schedule>
  <version>3</version>
  <conference><title>Event</title><acronym>event</acronym><time_zone_name>Europe/Berlin</time_zone_name></conference>
  <day index="1" date="2026-12-27" start="2026-12-27T09:00:00+01:00" end="2026-12-28T02:00:00+01:00">
    <room name="Zuse">
      <event guid="8a0fc001-e587-47e1-b378-b6ec7e666337" id="7">
        <room>Zuse</room><title>Past &lt;midnight&gt;</title><subtitle/><type>talk</type>
        <date>2026-12-28T00:30:00+01:00</date><start>00:30</start><duration>01:00</duration>
        <abstract><![CDATA[<p>a</p>b]]></abstract><track>Night</track><language>de</language>
        <persons><person id="1">Ada</person><person>Hedy</person></persons>
        <links><link href="https://example.org/slides">Slides</link><link href="data:x">No</link></links>
        <recording><license/><optout>true</optout></recording>
      </event>
      <event guid="9a0fc001-e587-47e1-b378-b6ec7e666337" id="x"><title>Bad</title></event>
    </room>
    <room name="Ada"/>
  </day>
</schedule>"#;

#[test]
fn a_document_of_frab_is_read_like_its_json() {
    let (program, report) = read_xml(XML.as_bytes()).unwrap();
    assert_eq!(
        (program.title.as_str(), program.version.as_str()),
        ("Event", "3")
    );
    assert_eq!(program.rooms, ["Zuse", "Ada"]);
    let talk = &program.talks[0];
    assert_eq!(talk.title, "Past <midnight>");
    assert_eq!(
        (talk.day, talk.number, talk.ends - talk.begins),
        (1, 7, 3600)
    );
    assert!(talk.begins > program.days[0].begins && talk.begins < program.days[0].ends);
    assert_eq!(
        (talk.abstract_.as_str(), talk.do_not_record),
        ("a\nb", true)
    );
    assert_eq!((talk.persons.len(), talk.links.len()), (2, 1));
    let found = report.findings[0].to_string();
    assert!(
        found.starts_with("day 1, room Zuse, talk 2 (Bad)"),
        "{found}"
    );
    assert!(found.contains("`id`"), "{found}");
}

#[test]
fn what_is_no_such_document_is_refused_by_what_is_wrong() {
    let grows =
        "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;\">]><schedule>&c;</schedule>";
    for (text, word) in [
        ("", "no XML"),
        ("<schedule>", "no XML"),
        (grows, "no XML"),
        ("<html></html>", "<html>"),
        ("{}", "no XML"),
    ] {
        let refused = read_xml(text.as_bytes()).unwrap_err().to_string();
        assert!(refused.contains(word), "{text}: {refused}");
    }
}

proptest! {
    #[test]
    fn damaged_documents_do_no_harm(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = XML.as_bytes().to_vec();
        let at = at.index(bytes.len());
        match cut {
            true => bytes.truncate(at),
            false => bytes[at] = byte,
        }
        let _ = read_xml(&bytes);
    }
}
