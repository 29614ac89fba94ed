//! What is announced when a call or a zone changes: translation keys with their values. Makes the
//! sentences' choice, not the sentences.

use hallway_protocol::session::Barrier;

/// A sentence to announce: its translation key and what is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Key in the translation files.
    pub key: &'static str,
    /// Names and values of the variables.
    pub values: Vec<(&'static str, String)>,
}

impl Announcement {
    /// A sentence without variables.
    pub fn plain(key: &'static str) -> Self {
        Self {
            key,
            values: Vec::new(),
        }
    }

    /// A sentence about somebody or something with a name.
    pub fn naming(key: &'static str, name: &str) -> Self {
        Self {
            key,
            values: vec![("name", name.to_owned())],
        }
    }
}

/// What to announce when those in the call change from `before` to `after` (names, without
/// oneself, each in the order of joining).
pub fn call(before: &[&str], after: &[&str]) -> Vec<Announcement> {
    let mut made = Vec::new();
    let (gone, come) = (without(before, after), without(after, before));
    if after.is_empty() && gone.len() > 1 {
        // All at once: it was oneself who left, and naming everybody would tell the opposite.
        made.push(Announcement::plain("call-you-left"));
        return made;
    }
    made.extend(each(&gone, "call-left", "call-left-many"));
    if !before.is_empty() {
        made.extend(each(&come, "call-joined", "call-joined-many"));
    }
    // In a large talk the list of all says nothing new.
    if !come.is_empty() && (before.is_empty() || after.len() <= NAMED) {
        made.push(talking_with(after));
    }
    made
}

/// Most people named in one sentence.
const NAMED: usize = 3;

/// Most people who come or go at once and are each named.
const NAMED_EACH: usize = 3;

/// A sentence for each, or one for all when they are many.
fn each(names: &[&str], one: &'static str, many: &'static str) -> Vec<Announcement> {
    if names.len() > NAMED_EACH {
        return vec![Announcement {
            key: many,
            values: vec![("count", names.len().to_string())],
        }];
    }
    let told = names.iter().map(|name| Announcement::naming(one, name));
    told.collect()
}

/// The first names but for the second ones. Two people may have the same name.
fn without<'a>(names: &[&'a str], others: &[&str]) -> Vec<&'a str> {
    let mut others = others.to_vec();
    let mut left = names.to_vec();
    left.retain(|name| match others.iter().position(|other| other == name) {
        Some(index) => {
            others.swap_remove(index);
            false
        }
        None => true,
    });
    left
}

/// What to announce when the zones one stands in change.
pub fn zones(before: &[String], after: &[String]) -> Vec<Announcement> {
    let left = before.iter().filter(|zone| !after.contains(zone));
    let entered = after.iter().filter(|zone| !before.contains(zone));
    left.map(|zone| Announcement::naming("zone-left", zone))
        .chain(entered.map(|zone| Announcement::naming("zone-entered", zone)))
        .collect()
}

/// What to announce when one can't go on into a zone, or not talk in it; `title` may be empty.
pub fn barred(title: &str, barrier: Barrier) -> Announcement {
    let key = match (barrier, title.is_empty()) {
        (Barrier::Locked, false) => "barred-locked",
        (Barrier::Locked, true) => "barred-locked-here",
        (Barrier::Full, false) => "barred-full",
        (Barrier::Full, true) => "barred-full-here",
        (Barrier::Role, false) => "barred-role",
        (Barrier::Role, true) => "barred-role-here",
        (Barrier::PutOut, false) => "barred-put-out",
        (Barrier::PutOut, true) => "barred-put-out-here",
        (Barrier::WaitingRoom, false) => "barred-waiting",
        (Barrier::WaitingRoom, true) => "barred-waiting-here",
        (Barrier::Closed, false) => "barred-closed",
        (Barrier::Closed, true) => "barred-closed-here",
        (Barrier::Talk, false) => "barred-talk",
        (Barrier::Talk, true) => "barred-talk-here",
    };
    match title.is_empty() {
        true => Announcement::plain(key),
        false => Announcement::naming(key, title),
    }
}

fn talking_with(names: &[&str]) -> Announcement {
    let value = |name: &str| name.to_owned();
    match names {
        [a] => Announcement::naming("talking-with-one", a),
        [a, b] => Announcement {
            key: "talking-with-two",
            values: vec![("first", value(a)), ("last", value(b))],
        },
        [first @ .., _] if first.len() > NAMED => {
            let named: Vec<&str> = names.iter().take(NAMED).copied().collect();
            Announcement {
                key: "talking-with-others",
                values: vec![
                    ("first", named.join(", ")),
                    ("count", (names.len() - NAMED).to_string()),
                ],
            }
        }
        // Longer lists differ between languages only in the last conjunction.
        [first @ .., last] => Announcement {
            key: "talking-with-many",
            values: vec![("first", first.join(", ")), ("last", value(last))],
        },
        [] => Announcement::plain("call-you-left"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{LOCALES, Texts};

    /// The English sentences.
    fn told(made: &[Announcement]) -> Vec<String> {
        let texts = Texts::new(&LOCALES[0]);
        made.iter()
            .map(|a| {
                let values: Vec<_> = a.values.iter().map(|(k, v)| (*k, v.as_str())).collect();
                texts.get(a.key, &values)
            })
            .collect()
    }

    #[track_caller]
    fn check_call(before: &[&str], after: &[&str], expected: &[&str]) {
        assert_eq!(told(&call(before, after)), expected);
    }

    #[test]
    fn calls_are_announced_in_the_words_of_the_contract() {
        check_call(&[], &["Ada"], &["You are talking with Ada."]);
        check_call(&[], &["Ada", "Ben"], &["You are talking with Ada and Ben."]);
        check_call(
            &["Ada", "Ben"],
            &["Ada", "Ben", "Cleo"],
            &[
                "Cleo joined the call.",
                "You are talking with Ada, Ben and Cleo.",
            ],
        );
        check_call(&["Ada", "Ben"], &["Ben"], &["Ada left the call."]);
        check_call(&["Ada"], &[], &["Ada left the call."]);
        check_call(&["Ada", "Ben"], &[], &["You left the call."]);
        check_call(&["Ada"], &["Ada"], &[]);
        check_call(
            &["Ada"],
            &["Ada", "Ada"],
            &["Ada joined the call.", "You are talking with Ada and Ada."],
        );
        check_call(&["Ada", "Ada"], &["Ada"], &["Ada left the call."]);
    }

    #[test]
    fn large_talks_are_not_read_out_name_by_name() {
        let names: Vec<String> = (1..=12).map(|n| format!("N{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        check_call(
            &[],
            &names[..4],
            &["You are talking with N1, N2, N3 and N4."],
        );
        check_call(
            &[],
            &names,
            &["You are talking with N1, N2, N3 and 9 others."],
        );
        check_call(&names[..11], &names, &["N12 joined the call."]);
        check_call(&names[..6], &names, &["6 people joined the call."]);
        check_call(&names, &names[..5], &["7 people left the call."]);
        check_call(
            &names,
            &names[..10],
            &["N11 left the call.", "N12 left the call."],
        );
    }

    #[test]
    fn one_is_told_why_one_cannot_go_on() {
        for (title, barrier, expected) in [
            ("Office", Barrier::Locked, "Office is locked."),
            ("Office", Barrier::Full, "Office is full."),
            (
                "Stage",
                Barrier::Role,
                "Stage is for people with another role.",
            ),
            ("", Barrier::Full, "It is full."),
            (
                "Circle",
                Barrier::Talk,
                "The talk in Circle is full. You join it when somebody leaves.",
            ),
        ] {
            assert_eq!(told(&[barred(title, barrier)]), [expected]);
        }
    }

    #[test]
    fn zones_are_announced_in_the_words_of_the_contract() {
        let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let made = zones(&names(&["Hall", "Stage"]), &names(&["Hall", "Bar"]));
        assert_eq!(told(&made), ["You left Stage.", "You are in Bar."]);
    }
}
