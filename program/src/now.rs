//! What is on. The time is given.

use crate::model::{Program, Talk};

/// What takes place behind a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Door<'a> {
    /// What is on. Of several the one that began last: it is the one that was moved there.
    pub now: Option<&'a Talk>,
    /// What comes next.
    pub next: Option<&'a Talk>,
}

impl Talk {
    /// Whether it is on.
    pub fn is_on(&self, now: i64) -> bool {
        (self.begins..self.ends).contains(&now)
    }

    /// Whole minutes until it ends, rounded up; 0 when it is over.
    pub fn minutes_left(&self, now: i64) -> i64 {
        minutes(self.ends - now)
    }

    /// Whole minutes until it begins, rounded up; 0 when it has begun.
    pub fn minutes_until(&self, now: i64) -> i64 {
        minutes(self.begins - now)
    }
}

impl Program {
    /// What takes place in a room. Names of rooms are typed by people: case and blanks around do not count.
    pub fn door(&self, room: &str, now: i64) -> Door<'_> {
        let here = || self.talks.iter().filter(|talk| is_same(&talk.room, room));
        Door {
            now: here()
                .filter(|talk| talk.is_on(now))
                .max_by_key(|it| it.begins),
            next: here()
                .filter(|talk| talk.begins > now)
                .min_by_key(|it| it.begins),
        }
    }

    /// The talks that begin after one moment and up to another.
    pub fn begin_between(&self, after: i64, until: i64) -> impl Iterator<Item = &Talk> {
        let talks = self.talks.iter();
        talks.filter(move |talk| after < talk.begins && talk.begins <= until)
    }
}

fn is_same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

fn minutes(seconds: i64) -> i64 {
    seconds.max(0).div_euclid(60) + i64::from(seconds.max(0).rem_euclid(60) > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TalkId;

    const HOUR: i64 = 3600;

    fn talk(id: &str, room: &str, begins: i64, hours: i64) -> Talk {
        Talk {
            id: TalkId(id.to_owned()),
            room: room.to_owned(),
            begins: begins * HOUR,
            ends: (begins + hours) * HOUR,
            ..Talk::default()
        }
    }

    fn program() -> Program {
        Program {
            talks: vec![
                talk("a", "Ada", 9, 1),
                talk("b", "Ada", 10, 2),
                talk("c", "Hedy", 10, 1),
                // Past midnight, and moved over another one.
                talk("d", "Ada", 23, 3),
                talk("e", "Ada", 25, 1),
            ],
            ..Program::default()
        }
    }

    fn at(room: &str, now: i64) -> (String, String) {
        let program = program();
        let door = program.door(room, now);
        let id = |talk: Option<&Talk>| talk.map(|it| it.id.0.clone()).unwrap_or_default();
        (id(door.now), id(door.next))
    }

    #[test]
    fn a_door_says_what_is_on_and_what_comes() {
        for (room, now, on, next) in [
            ("Ada", 8 * HOUR, "", "a"),
            ("ada ", 9 * HOUR, "a", "b"),
            ("Ada", 10 * HOUR, "b", "d"),
            ("Ada", 12 * HOUR, "", "d"),
            ("Ada", 24 * HOUR, "d", "e"),
            ("Ada", 25 * HOUR, "e", ""),
            ("Ada", 26 * HOUR, "", ""),
            ("Hedy", 10 * HOUR, "c", ""),
            ("Kitchen", 10 * HOUR, "", ""),
        ] {
            assert_eq!(
                at(room, now),
                (on.to_owned(), next.to_owned()),
                "{room} {now}"
            );
        }
    }

    #[test]
    fn minutes_are_whole_and_never_less_than_none() {
        let talk = talk("a", "Ada", 9, 1);
        assert_eq!(talk.minutes_until(9 * HOUR - 61), 2);
        assert_eq!(talk.minutes_until(9 * HOUR), 0);
        assert_eq!(talk.minutes_left(10 * HOUR - 1), 1);
        assert_eq!(talk.minutes_left(11 * HOUR), 0);
    }

    #[test]
    fn each_begins_once() {
        let program = program();
        let begins = |after, until| program.begin_between(after, until).count();
        assert_eq!(begins(9 * HOUR - 1, 9 * HOUR), 1);
        assert_eq!(begins(9 * HOUR, 10 * HOUR), 2);
        assert_eq!(begins(10 * HOUR, 10 * HOUR), 0);
    }
}
