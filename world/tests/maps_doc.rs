//! The page for map authors says what the code does: its tables are those of the code, and every
//! finding has its row. `cargo xtask docs` writes the tables.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "all of this file is test code"
)]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use hallway_world::check::CODES;
use hallway_world::tiled::properties::{self, Kind, Support};

/// Set to write the page instead of comparing it.
const WRITE: &str = "HALLWAY_WRITE_DOCS";

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/maps.md")
}

#[test]
fn the_page_for_map_authors_is_up_to_date() {
    let old = fs::read_to_string(page()).unwrap();
    let mut new = put(&old, "properties", &property_table());
    new = put(&new, "findings", &finding_table());
    if std::env::var_os(WRITE).is_some() {
        fs::write(page(), new).unwrap();
        return;
    }
    let differs = old.lines().zip(new.lines()).find(|(old, new)| old != new);
    assert!(
        old == new,
        "docs/maps.md is out of date; run `cargo xtask docs`. It has {:?}",
        differs.map(|(old, _)| old)
    );
}

/// The page with this text between the marks of a section.
fn put(page: &str, section: &str, text: &str) -> String {
    let begin = format!("<!-- {section}: written by `cargo xtask docs` -->\n");
    let (before, rest) = page.split_once(&begin).expect("the section's mark");
    let (_, after) = rest.split_once("<!-- end -->").expect("the section's end");
    format!("{before}{begin}{text}<!-- end -->{after}")
}

fn property_table() -> String {
    let mut table =
        String::from("| property | on | value | what it does |\n| --- | --- | --- | --- |\n");
    let mut ignored = String::from(
        "\nKnown, but without effect in Hallway:\n\n| property | what it was for | why it does nothing |\n| --- | --- | --- |\n",
    );
    for property in properties::all() {
        let names: Vec<String> = std::iter::once(&property.name)
            .chain(property.variants)
            .map(|name| format!("`{name}`"))
            .collect();
        let names = names.join(", ");
        let meaning = cell(property.meaning);
        match property.support {
            Support::Works => {
                let on: Vec<&str> = property.on.iter().map(|on| on.title()).collect();
                let value = match property.kind {
                    Kind::Word(words) => words.join(", "),
                    kind => kind.title().to_owned(),
                };
                let since = property.since.title();
                writeln!(
                    table,
                    "| {names} | {} | {value} | {meaning} ({since}) |",
                    on.join(", ")
                )
                .unwrap();
            }
            Support::Ignored(why) => {
                writeln!(ignored, "| {names} | {meaning} | {} |", cell(why)).unwrap();
            }
        }
    }
    table + &ignored
}

fn finding_table() -> String {
    let mut table =
        String::from("| code | level | what it means | what helps |\n| --- | --- | --- | --- |\n");
    for code in CODES {
        let (meaning, hint) = (cell(code.meaning), cell(code.hint));
        writeln!(
            table,
            "| `{}` | {} | {meaning} | {hint} |",
            code.name,
            code.level.title()
        )
        .unwrap();
    }
    table
}

/// A text that does not end its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[test]
fn every_finding_has_a_row() {
    let rows: BTreeSet<&str> = CODES.iter().map(|code| code.name).collect();
    let mut found = BTreeSet::new();
    codes_in(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    assert!(found.len() > 20, "{found:?}");
    let missing: Vec<&String> = found
        .iter()
        .filter(|code| !rows.contains(code.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "without a row in world/src/check/codes.rs: {missing:?}"
    );
}

/// The codes that are named where a finding is made.
fn codes_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            codes_in(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for call in [".warn(", ".add(", ".add_at("] {
            for (_, rest) in text
                .match_indices(call)
                .filter_map(|(at, call)| Some((at, text.get(at + call.len()..)?)))
            {
                let Some(rest) = rest.trim_start().strip_prefix('"') else {
                    continue;
                };
                let code = rest.split('"').next().unwrap();
                found.insert(code.to_owned());
            }
        }
    }
}
