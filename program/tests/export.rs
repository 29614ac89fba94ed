//! What is written is read by others: it passes their own descriptions, and comes back as it was.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says on standard output what it skipped"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use hallway_program::{
    Day, Link, Person, Program, Talk, TalkId, read_ical, read_json, read_xml, write_ical,
    write_json, write_xml,
};
use proptest::prelude::*;

const PAGE: &str = "https://venue.example";

/// A file beside the project; `None`, and a word on it, where it is not.
fn beside(name: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/schedules")
        .join(name);
    let is_there = file.is_file();
    if !is_there {
        println!("skipped: {name} is not beside the project");
    }
    is_there.then_some(file)
}

fn real() -> Vec<Program> {
    let files = ["frab-camp2019.json", "pretalx-rc3.json"]
        .into_iter()
        .filter_map(beside);
    let programs = files.map(|file| read_json(&std::fs::read(file).unwrap()).unwrap().0);
    programs.chain([example()]).collect()
}

fn example() -> Program {
    let talk = |id: &str, number: u64, begins: i64| Talk {
        id: TalkId(id.to_owned()),
        number,
        title: "a < b & \"c\", d; e\\f".to_owned(),
        abstract_: "one\n\ntwo".to_owned(),
        kind: "talk".to_owned(),
        language: "de".to_owned(),
        room: "Ada".to_owned(),
        day: 1,
        begins,
        ends: begins + 5400,
        offset: 3600,
        persons: vec![Person {
            name: "Zoë".to_owned(),
        }],
        links: vec![Link {
            title: "Slides".to_owned(),
            url: "https://example.org/?a=b&c=d".to_owned(),
        }],
        do_not_record: true,
        ..Talk::default()
    };
    Program {
        title: "Event".to_owned(),
        acronym: "E!".to_owned(),
        version: "2".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        days: vec![Day {
            index: 1,
            date: "2026-12-27".to_owned(),
            begins: 1_798_358_400,
            ends: 1_798_415_999,
        }],
        rooms: vec!["Ada".to_owned()],
        talks: vec![
            talk("yoga/1", 3, 1_798_365_600),
            talk("yoga/2", 3, 1_798_372_800),
        ],
    }
}

#[test]
fn others_take_our_json_by_their_own_description() {
    let Some(schema) = beside("schema.json") else {
        return;
    };
    let schema: serde_json::Value =
        serde_json::from_slice(&std::fs::read(schema).unwrap()).unwrap();
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    for program in real() {
        let written = serde_json::from_str(&write_json(&program, PAGE)).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&written)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(
            errors.is_empty(),
            "{}: {:#?}",
            program.title,
            errors.iter().take(10).collect::<Vec<_>>()
        );
    }
}

#[test]
fn others_take_our_xml_by_their_own_description() {
    let Some(schema) = beside("schedule.xml.xsd") else {
        return;
    };
    for program in real() {
        let file = std::env::temp_dir().join(format!("hallway-{}.xml", std::process::id()));
        std::fs::write(&file, write_xml(&program)).unwrap();
        let checked = Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema"])
            .arg(&schema)
            .arg(&file)
            .output();
        let _ = std::fs::remove_file(&file);
        let Ok(checked) = checked else {
            println!("skipped: there is no xmllint (Debian's package libxml2-utils)");
            return;
        };
        let said = String::from_utf8_lossy(&checked.stderr).into_owned();
        assert!(
            checked.status.success(),
            "{}: {}",
            program.title,
            said.lines().take(10).collect::<Vec<_>>().join("\n")
        );
    }
}

/// What every format says of a talk.
fn known(program: &Program) -> Vec<(String, String, i64, i64)> {
    let talks = program.talks.iter();
    let mut known: Vec<_> = talks
        .map(|it| (it.title.clone(), it.room.clone(), it.begins, it.ends))
        .collect();
    known.sort();
    known
}

fn comes_back(program: &Program) {
    let (json, report) = read_json(write_json(program, PAGE).as_bytes()).unwrap();
    assert!(report.is_clean(), "{report:?}");
    let (xml, report) = read_xml(write_xml(program).as_bytes()).unwrap();
    assert!(report.is_clean(), "{report:?}");
    let all = write_ical(program, &program.talks, (0, PAGE, "venue.example"));
    let (ical, report) = read_ical(all.as_bytes(), "UTC").unwrap();
    assert!(report.is_clean(), "{report:?}");
    for back in [&json, &xml, &ical] {
        assert_eq!(known(back), known(program));
    }
    assert!(all.lines().all(|line| line.trim_end().len() <= 75));
    let all_but_names = |program: &Program| -> Vec<_> {
        let talks = program.talks.iter().map(|talk| Talk {
            id: TalkId::default(),
            slug: String::new(),
            number: 0,
            url: String::new(),
            ..talk.clone()
        });
        talks.collect()
    };
    assert_eq!(all_but_names(&xml), all_but_names(&json));
    // What we wrote, read and written again is the same.
    assert_eq!(write_xml(&xml), write_xml(program));
}

#[test]
fn what_is_written_comes_back_as_it_was() {
    real().iter().for_each(comes_back);
}

proptest! {
    #[test]
    fn whatever_talks_are_called_they_come_back(
        title in "[^\\p{C}\\p{Z}]{1,8}( [^\\p{C}\\p{Z}]{1,8}){0,3}",
        room in "[^\\p{C}\\p{Z}]{1,12}",
        number in any::<u32>(),
        begins in 0i64..3_000_000_000,
        minutes in 1i64..4000,
    ) {
        let mut program = example();
        program.rooms = vec![room.clone()];
        program.talks.truncate(1);
        program.talks[0] = Talk {
            title: title.clone(),
            room,
            number: u64::from(number),
            begins,
            ends: begins + minutes * 60,
            abstract_: String::new(),
            ..program.talks[0].clone()
        };
        comes_back(&program);
    }
}
