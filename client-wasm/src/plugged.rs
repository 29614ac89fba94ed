//! Which of the devices that are plugged in is meant by a choice made earlier, and what to do when
//! others are plugged in or out. Pure: told of lists and choices.

use serde::{Deserialize, Serialize};

/// A device as the browser lists it: its id and its name.
pub type Listed = (String, String);

/// The device that the visitor chose; empty for the browser's choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chosen {
    /// The browser's id of it. Browsers change them when the visitor clears their data.
    pub id: String,
    /// Its name, which stays.
    pub label: String,
}

/// What to do after the list of devices changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Keep,
    /// The one in use is gone: another one has to do.
    Replace,
    /// The one that was chosen is there again: back to it.
    Return,
    /// There was none, and now there is.
    Start,
}

/// The device meant: by id, else by name. `None` leaves it to the browser.
pub fn meant<'a>(chosen: &Chosen, listed: &'a [Listed]) -> Option<&'a Listed> {
    let by_id = listed.iter().find(|(id, _)| *id == chosen.id);
    let by_label = || listed.iter().find(|(_, label)| *label == chosen.label);
    match chosen.id.is_empty() {
        true => None,
        false => by_id.or_else(by_label),
    }
}

/// What to do now that these are listed, while the one with the id `running` is in use or, with
/// `missing`, none because none was there.
pub fn step(chosen: &Chosen, running: Option<&str>, missing: bool, listed: &[Listed]) -> Step {
    // Without a permission nothing is listed: then the device itself tells when it ends.
    if listed.is_empty() {
        return Step::Keep;
    }
    let Some(running) = running else {
        return match missing {
            true => Step::Start,
            false => Step::Keep,
        };
    };
    let is_listed = listed.iter().any(|(id, _)| id == running);
    match meant(chosen, listed) {
        Some((id, _)) if id != running => match is_listed {
            true => Step::Return,
            false => Step::Replace,
        },
        None if !is_listed && !running.is_empty() => Step::Replace,
        _ => Step::Keep,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(devices: &[(&str, &str)]) -> Vec<Listed> {
        let owned = |(id, label): &(&str, &str)| ((*id).to_owned(), (*label).to_owned());
        devices.iter().map(owned).collect()
    }

    fn chosen(id: &str, label: &str) -> Chosen {
        Chosen {
            id: id.to_owned(),
            label: label.to_owned(),
        }
    }

    #[test]
    fn a_device_is_known_by_id_or_else_by_name() {
        let all = listed(&[("1", "Built-in"), ("2", "Headset"), ("3", "Headset")]);
        let id = |chosen: &Chosen| meant(chosen, &all).map(|(id, _)| id.as_str());
        assert_eq!(id(&chosen("3", "Headset")), Some("3"));
        assert_eq!(id(&chosen("old", "Headset")), Some("2"));
        assert_eq!(id(&chosen("old", "Gone")), None);
        assert_eq!(id(&Chosen::default()), None);
        // The browser's choice, although some device has no name.
        assert_eq!(meant(&Chosen::default(), &listed(&[("", "")])), None);
    }

    #[track_caller]
    fn check(chosen: &Chosen, running: Option<&str>, missing: bool, all: &[&str], step: Step) {
        let all: Vec<_> = all.iter().map(|id| (*id, *id)).collect();
        assert_eq!(super::step(chosen, running, missing, &listed(&all)), step);
    }

    #[test]
    fn another_device_serves_until_the_chosen_one_is_back() {
        let headset = chosen("headset", "headset");
        let default = Chosen::default();
        check(
            &headset,
            Some("headset"),
            false,
            &["inner", "headset"],
            Step::Keep,
        );
        check(&headset, Some("headset"), false, &["inner"], Step::Replace);
        check(&headset, Some("inner"), false, &["inner"], Step::Keep);
        check(
            &headset,
            Some("inner"),
            false,
            &["inner", "headset"],
            Step::Return,
        );
        check(
            &default,
            Some("inner"),
            false,
            &["inner", "headset"],
            Step::Keep,
        );
        check(&default, Some("gone"), false, &["inner"], Step::Replace);
        check(&default, Some("gone"), false, &[], Step::Keep);
        // What the browser does not name can't be looked for.
        check(&default, Some(""), false, &["inner"], Step::Keep);
    }

    #[test]
    fn the_first_device_is_taken_where_one_was_missing_and_only_there() {
        check(&Chosen::default(), None, true, &["inner"], Step::Start);
        check(&Chosen::default(), None, false, &["inner"], Step::Keep);
        check(&Chosen::default(), None, true, &[], Step::Keep);
    }
}
