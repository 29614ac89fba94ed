//! Tests of [`super`]: every sentence that the code asks for is there in every language, and none
//! that it does not ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;
use hallway_protocol::Refusal;

use super::*;

/// Keys of a language with the variables that each sentence fills in.
fn keys(locale: &Locale) -> BTreeMap<String, BTreeSet<String>> {
    let resource = FluentResource::try_new(locale.source.to_owned());
    let resource = resource.unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", locale.id));
    assert!(resource.entries().count() > 0);
    let mut keys = BTreeMap::new();
    for line in locale.source.lines() {
        let Some((key, text)) = line.split_once(" = ") else {
            assert!(
                line.is_empty() || line.starts_with('#'),
                "{}: one sentence a line, not {line:?}",
                locale.id
            );
            continue;
        };
        let variables = text.split("{ $").skip(1);
        let variables = variables.filter_map(|rest| rest.split(" }").next());
        let variables = variables.map(str::to_owned).collect();
        assert!(
            keys.insert(key.to_owned(), variables).is_none(),
            "{}: `{key}` twice",
            locale.id
        );
    }
    keys
}

/// All sources of this crate, without tests.
fn sources() -> String {
    fn read(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                read(&path, text);
            } else if path.extension().is_some_and(|e| e == "rs")
                && !path.to_string_lossy().contains("tests.rs")
            {
                let file = std::fs::read_to_string(&path).unwrap();
                text.push_str(file.split("\n#[cfg(test)]").next().unwrap());
            }
        }
    }
    let mut text = String::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut text,
    );
    text
}

/// Keys handed to the functions that look sentences up, by what stands before the quote.
fn asked_for(sources: &str) -> BTreeSet<String> {
    let calls = [
        ".tr(\"",
        ".tr_with(\"",
        ".say(\"",
        "plain(\"",
        "naming(\"",
        "key:\"",
        "letkey=\"",
    ];
    // Calls may be broken over lines.
    let sources: String = sources.split_whitespace().collect();
    let mut asked = BTreeSet::new();
    for call in calls {
        for rest in sources.split(call).skip(1) {
            asked.insert(rest.split('"').next().unwrap().to_owned());
        }
    }
    for rest in sources.split("\"avatar-").skip(1) {
        asked.insert(format!("avatar-{}", rest.split('"').next().unwrap()));
    }
    asked.extend(refusals());
    asked
}

fn refusals() -> BTreeSet<String> {
    let all = Refusal::ALL.into_iter();
    all.map(|refusal| format!("refused-{}", refusal.name()))
        .collect()
}

#[test]
fn every_sentence_asked_for_is_there_in_every_language() {
    let asked = asked_for(&sources());
    assert!(asked.len() > 40, "only {} found", asked.len());
    for locale in LOCALES {
        let known = keys(locale);
        let missing: Vec<_> = asked.iter().filter(|k| !known.contains_key(*k)).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", locale.id);
    }
}

#[test]
fn no_sentence_is_left_over() {
    let sources = sources();
    let refusals = refusals();
    for locale in LOCALES {
        let left_over: Vec<_> = keys(locale)
            .into_keys()
            .filter(|key| !sources.contains(&format!("\"{key}\"")) && !refusals.contains(key))
            .collect();
        assert!(left_over.is_empty(), "{}: {left_over:?}", locale.id);
    }
}

#[test]
fn all_languages_say_the_same_with_the_same_values() {
    let first = keys(&LOCALES[0]);
    for locale in &LOCALES[1..] {
        assert_eq!(keys(locale), first, "{}", locale.id);
    }
}

#[test]
fn languages_are_chosen_by_wish_and_order() {
    for (wishes, expected) in [
        (&["de-AT", "en"][..], "de"),
        (&["fr", "de"], "de"),
        (&["fr"], "en"),
        (&["", "not a tag", "en-GB"], "en"),
        (&[], "en"),
    ] {
        assert_eq!(LOCALES[choose(wishes)].id, expected, "{wishes:?}");
    }
}

#[test]
fn values_are_filled_in_as_they_are() {
    let texts = Texts::new(&LOCALES[0]);
    let text = texts.get("call-joined", &[("name", "{ $x } <b>")]);
    assert_eq!(text, "{ $x } <b> joined the call.");
    assert_eq!(texts.get("no-such-key", &[]), "no-such-key");
}
