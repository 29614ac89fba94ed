//! Those who wait to be let in, as those see them who may do that. Pure.

use std::collections::BTreeMap;

use hallway_protocol::door::{Waiter, Waiting};
use hallway_protocol::server::Person;
use hallway_protocol::{PersonId, Standing};
use hallway_world::permit::Act;

use crate::announce::Announcement;
use crate::keeping::may_in;

/// Somebody who waits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Waits {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// The zone at which they wait; `None` for the venue's door.
    pub zone: Option<String>,
    /// They have logged in with an account.
    pub account: bool,
}

/// All whom one of this standing may let in: those at the venue's door first.
pub fn list(
    own: &Standing,
    at_the_door: &[Waiter],
    people: &BTreeMap<PersonId, Person>,
) -> Vec<Waits> {
    let door = at_the_door.iter().map(|waiter| Waits {
        id: waiter.id,
        name: waiter.name.clone(),
        zone: None,
        account: waiter.account,
    });
    let at_zones = people
        .values()
        .filter(|it| !it.waits.is_empty() && may_in(own, Act::Admit, &it.waits));
    let zones = at_zones.map(|person| Waits {
        id: person.id,
        name: person.name.clone(),
        zone: Some(person.waits.clone()),
        account: false,
    });
    door.chain(zones).collect()
}

/// What is announced of those who have come to wait; of many, their number.
pub fn news(before: &[Waits], now: &[Waits]) -> Option<Announcement> {
    let mut new = now.iter().filter(|it| !before.contains(it));
    let first = new.next()?;
    let more = new.count();
    Some(match (&first.zone, more) {
        (None, 0) => Announcement::naming("waits-at-door", &first.name),
        (Some(zone), 0) => Announcement {
            key: "waits-at-zone",
            values: vec![("name", first.name.clone()), ("zone", zone.clone())],
        },
        (_, more) => Announcement {
            key: "many-wait",
            values: vec![("count", (more + 1).to_string())],
        },
    })
}

/// What is read out while one waits.
pub fn said(waiting: Waiting) -> Announcement {
    match waiting {
        Waiting::Admission => Announcement::plain("waiting-for-admission"),
        Waiting::Place { ahead: 0 } => Announcement::plain("waiting-for-place-next"),
        Waiting::Place { ahead } => Announcement {
            key: "waiting-for-place",
            values: vec![("count", ahead.to_string())],
        },
    }
}

#[cfg(test)]
mod tests {
    use hallway_protocol::Role;

    use super::*;
    use crate::model::tests::person;

    fn waiter(id: u32, name: &str) -> Waiter {
        Waiter {
            id: PersonId(id),
            name: name.to_owned(),
            account: false,
        }
    }

    #[test]
    fn one_sees_those_whom_one_may_let_in() {
        let mut guest = person(7, "Gus");
        guest.waits = "Surgery".to_owned();
        let people = BTreeMap::from([(guest.id, guest), (PersonId(8), person(8, "Pia"))]);
        let door = [waiter(1, "Ada")];
        let names = |own: &Standing| -> Vec<String> {
            let all = list(own, &door, &people).into_iter();
            all.map(|it| it.name).collect()
        };
        let facilitator = Standing::everywhere(Role::Facilitator);
        assert_eq!(names(&facilitator), ["Ada", "Gus"]);
        let keeper = Standing::in_zone("Surgery", Role::Facilitator);
        // The server tells them of nobody at the door.
        assert_eq!(list(&keeper, &[], &people).len(), 1);
        let other = Standing::in_zone("Kitchen", Role::Facilitator);
        assert_eq!(list(&other, &[], &people), []);
    }

    #[test]
    fn who_comes_to_wait_is_announced_once() {
        let all = |door: &[Waiter]| list(&Standing::default(), door, &BTreeMap::new());
        let (one, two) = (
            all(&[waiter(1, "Ada")]),
            [waiter(1, "Ada"), waiter(2, "Bo")],
        );
        let key = |before: &[Waits], now: &[Waits]| news(before, now).map(|it| it.key);
        assert_eq!(key(&[], &one), Some("waits-at-door"));
        assert_eq!(key(&one, &one), None);
        assert_eq!(key(&[], &all(&two)), Some("many-wait"));
        assert_eq!(key(&one, &all(&two)), Some("waits-at-door"));
        assert_eq!(key(&all(&two), &one), None);
    }
}
