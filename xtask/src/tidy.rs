//! The rules of the tree that no compiler checks, checked by text: what a folder may not name, and
//! how files begin. ARCHITECTURE.md says why each holds.

use std::path::Path;

use anyhow::{Result, bail};

use crate::files::{self, Files};

/// Folders of the workspace's members, and of what is built apart from it.
const MEMBERS: [&str; 9] = [
    "program",
    "protocol",
    "world",
    "server",
    "client-wasm",
    "tests",
    "xtask",
    "fuzz/fuzz_targets",
    "fuzz/src",
];

/// Files or folders, words that their code may not name, and the one file that may.
const FORBIDDEN: [(&[&str], &[&str], Option<&str>); 4] = [
    (
        &["program/src/", "protocol/src/", "world/src/"],
        &[
            "Instant::now",
            "SystemTime",
            "tokio",
            "axum",
            "std::net",
            "std::fs",
        ],
        None,
    ),
    (
        &["server/src/media.rs", "server/src/media/"],
        &["hallway_world"],
        None,
    ),
    (
        &["protocol/src/"],
        &["postcard"],
        Some("protocol/src/codec.rs"),
    ),
    (
        &["client-wasm/src/"],
        &["tokio", "std::net", "std::fs"],
        None,
    ),
];

/// Checks every Rust file.
///
/// # Errors
/// When files can't be read or rules are broken; the message lists all places.
pub fn check(root: &Path) -> Result<()> {
    let mut files = Files::new();
    for member in MEMBERS {
        for (name, content) in files::read(&root.join(member))? {
            if name.ends_with(".rs") {
                files.insert(format!("{member}/{name}"), content);
            }
        }
    }
    let mut found = Vec::new();
    for (path, content) in &files {
        complaints(path, &String::from_utf8_lossy(content), &mut found);
    }
    if found.is_empty() {
        Ok(())
    } else {
        bail!(found.join("\n"))
    }
}

fn complaints(path: &str, text: &str, found: &mut Vec<String>) {
    if !text.starts_with("//!") {
        found.push(format!(
            "{path}:1: does not begin with `//!` and what it is"
        ));
    }
    let is_root =
        path.ends_with("src/lib.rs") || path.ends_with("src/main.rs") || path == "tests/main.rs";
    if is_root && !text.contains("#![forbid(unsafe_code)]") {
        found.push(format!(
            "{path}:1: a crate root without `#![forbid(unsafe_code)]`"
        ));
    }
    for (places, words, exception) in FORBIDDEN {
        let applies = places.iter().any(|place| path.starts_with(place));
        if !applies || exception == Some(path) || is_test_file(path) {
            continue;
        }
        for (number, line) in code_lines(text) {
            for word in words.iter().filter(|word| names(line, word)) {
                found.push(format!("{path}:{number}: names `{word}`"));
            }
        }
    }
}

fn is_test_file(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.ends_with("_tests.rs") || path.contains("/tests/")
}

/// The lines that are code, with their numbers: no comments, and nothing from the module of tests
/// on, which stands at the end of a file.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let tests = text.find("\n#[cfg(test)]\nmod tests {");
    let code = tests.and_then(|at| text.get(..at)).unwrap_or(text);
    code.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Whether a line has the word as a whole, not as a part of a longer name.
fn names(line: &str, word: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        !before.is_some_and(part_of_name) && !after.is_some_and(part_of_name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_file(path: &str, text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        complaints(path, text, &mut found);
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn forbidden_words_are_found_where_they_count() {
        check_file(
            "world/src/a.rs",
            "//! Says tokio.\nuse std::fs;\n// std::fs\nlet tokio_like = 1;\n",
            &["world/src/a.rs:2: names `std::fs`"],
        );
        check_file(
            "world/src/a.rs",
            "//! A.\n#[cfg(test)]\nmod tests { use std::fs; }\n",
            &[],
        );
        check_file("server/src/a.rs", "//! A.\nuse std::fs;\n", &[]);
        check_file(
            "server/src/media/a.rs",
            "//! A.\nuse hallway_world::venue;\n",
            &["server/src/media/a.rs:2: names `hallway_world`"],
        );
        check_file("protocol/src/codec.rs", "//! A.\npostcard::x();\n", &[]);
        check_file(
            "protocol/src/id.rs",
            "//! A.\npostcard::x();\n",
            &["protocol/src/id.rs:2: names `postcard`"],
        );
    }

    #[test]
    fn files_begin_with_what_they_are() {
        check_file(
            "xtask/src/main.rs",
            "fn main() {}\n",
            &[
                "xtask/src/main.rs:1: does not begin with `//!` and what it is",
                "xtask/src/main.rs:1: a crate root without `#![forbid(unsafe_code)]`",
            ],
        );
    }
}
