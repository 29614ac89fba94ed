//! What people write: who reads it, and who may hide it. What was said lately is known, so that a line can be
//! hidden, and so that a report can show what came before it.

use std::collections::VecDeque;

use hallway_protocol::chat::ChatLine;
use hallway_protocol::order::OrderRefused;
use hallway_protocol::{PersonId, Standing};

use super::order::zone_names;
use super::{Changes, Room};
use crate::permit::{Act, permit};

/// Lines that are remembered: an hour of a lively room.
pub const LINES: usize = 500;

/// Stands for one who is not there any more: no one has this id.
const NOBODY: PersonId = PersonId(u32::MAX);

/// What was said lately.
#[derive(Debug, Default)]
pub(super) struct Chat {
    lines: VecDeque<Said>,
    last: u32,
    /// Whether who comes later reads what was written to the room.
    kept: bool,
    /// Seconds since 1970.
    now: i64,
}

/// A line, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its number in this room.
    pub line: u32,
    /// Who said it.
    pub by: PersonId,
    /// The name they had.
    pub name: String,
    /// What they said.
    pub text: String,
    /// When, in seconds since 1970.
    pub at: i64,
    /// Those who read it; `None` for all who are there, and who come.
    to: Option<Vec<PersonId>>,
    /// What its author was, and where they stood.
    standing: Standing,
    zones: Vec<String>,
    hidden: bool,
}

/// A line that somebody hid, or showed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hid {
    /// Who did it.
    pub by: PersonId,
    /// What was said.
    pub said: Said,
    /// Whether it is hidden now.
    pub hidden: bool,
}

impl Hid {
    /// Who is to be told of it: those who read the line; `None` for all.
    pub fn readers(&self) -> Option<&[PersonId]> {
        self.said.to.as_deref()
    }
}

impl Room {
    /// To those one talks with, or to all when alone.
    pub(super) fn say(&mut self, id: PersonId, text: String, changes: &mut Changes) {
        let Some(avatar) = self.people.get(&id).filter(|it| !it.kept.chat) else {
            return;
        };
        let talk = self.readers(id);
        let in_call = talk.is_some();
        let to = talk.unwrap_or_else(|| {
            let apart = self.bubbles.apart();
            let all = self.people.keys().copied();
            all.filter(|other| !apart.are(id, *other)).collect()
        });
        self.chat.last = self.chat.last.wrapping_add(1);
        let line = self.chat.last;
        let zones = zone_names(&self.venue, &avatar.zones);
        self.chat.add(Said {
            line,
            by: id,
            name: avatar.person.name.clone(),
            text: text.clone(),
            at: self.chat.now,
            to: (in_call || !self.chat.kept).then(|| to.clone()),
            standing: avatar.person.standing.clone(),
            zones: zones.map(str::to_owned).collect(),
            hidden: false,
        });
        let line = ChatLine {
            line,
            from: id,
            in_call,
            text,
        };
        changes.chat.push((to, line));
    }

    /// Hides a line or shows it again: one's own, or one that is for this one to hide.
    pub(super) fn hide_line(
        &mut self,
        by: PersonId,
        line: u32,
        hidden: bool,
        changes: &mut Changes,
    ) {
        let said = self.chat.lines.iter_mut().find(|said| said.line == line);
        let (Some(said), Some(who)) = (said, self.people.get(&by)) else {
            changes.orders_refused.push((by, OrderRefused::Gone));
            return;
        };
        let zones = said.zones.iter().map(String::as_str);
        let own = &who.person.standing;
        let allowed = match said.by == by {
            true => Ok(()),
            false => permit(own, Act::HideMessage, zones, Some(&said.standing)),
        };
        if let Err(why) = allowed {
            changes.orders_refused.push((by, why));
        } else if said.hidden != hidden {
            said.hidden = hidden;
            changes.hid.push(Hid {
                by,
                said: said.clone(),
                hidden,
            });
        }
    }

    /// What somebody said lately that another read, the last lines first.
    pub fn said_to(&self, by: PersonId, reader: PersonId) -> impl Iterator<Item = &Said> {
        let lines = self.chat.lines.iter().rev();
        let read = move |said: &Said| said.to.as_ref().is_none_or(|to| to.contains(&reader));
        lines.filter(move |said| said.by == by && read(said))
    }

    /// From now on who comes reads what was written to the room.
    pub fn keep_chat(&mut self) {
        self.chat.kept = true;
    }

    /// Somebody wrote something to the room before it opened. Gives the line's number.
    pub fn wrote_before(&mut self, at: i64, name: String, text: String) -> u32 {
        self.chat.last = self.chat.last.wrapping_add(1);
        let line = self.chat.last;
        self.chat.add(Said {
            line,
            by: NOBODY,
            name,
            text,
            at,
            to: None,
            standing: Standing::default(),
            zones: Vec::new(),
            hidden: false,
        });
        line
    }

    /// What was written to all who are there and who come, but for what is hidden, the oldest first.
    pub fn written(&self) -> impl DoubleEndedIterator<Item = &Said> {
        let lines = self.chat.lines.iter();
        lines.filter(|said| said.to.is_none() && !said.hidden)
    }
}

impl Chat {
    pub(super) fn set_time(&mut self, now: i64) {
        self.now = now;
    }

    fn add(&mut self, said: Said) {
        if self.lines.len() >= LINES {
            self.lines.pop_front();
        }
        self.lines.push_back(said);
    }
}

#[cfg(test)]
mod tests {
    use hallway_protocol::Role;

    use super::super::Command;
    use super::super::order_tests::of;
    use super::super::tests::{enter, rectangle, room_with, zone};
    use super::*;

    const GUEST: PersonId = PersonId(1);
    const OTHER: PersonId = PersonId(2);
    const KEEPER: PersonId = PersonId(3);
    const HOST: PersonId = PersonId(4);

    /// Two guests far apart, the first in the kitchen; who keeps the kitchen, and an organizer.
    fn room() -> Room {
        let mut room = room_with(vec![zone("Kitchen", false, rectangle(0, 0, 200, 200))]);
        let keeper = Standing::in_zone("Kitchen", Role::Facilitator);
        room.step([
            enter(1, 40, 40),
            enter(2, 600, 600),
            of(keeper, enter(3, 600, 40)),
            of(Standing::everywhere(Role::Organizer), enter(4, 320, 600)),
        ]);
        room
    }

    fn say(room: &mut Room, id: PersonId, text: &str) -> u32 {
        let changes = room.step([Command::Chat(id, text.to_owned())]);
        changes.chat[0].1.line
    }

    #[test]
    fn one_hides_ones_own_and_who_keeps_order_hides_others() {
        let mut room = room();
        let in_kitchen = say(&mut room, GUEST, "buy!");
        let elsewhere = say(&mut room, OTHER, "hello");
        let by_host = say(&mut room, HOST, "welcome");
        for (by, line, allowed) in [
            (OTHER, in_kitchen, false),
            (KEEPER, elsewhere, false),
            (KEEPER, by_host, false),
            (KEEPER, in_kitchen, true),
            (OTHER, elsewhere, true),
            (HOST, by_host, true),
            (HOST, 99, false),
        ] {
            let changes = room.step([Command::HideLine(by, line, true)]);
            assert_eq!(changes.hid.len() == 1, allowed, "{by:?} {line}");
            assert_eq!(changes.orders_refused.is_empty(), allowed, "{by:?} {line}");
        }
        // All who read it are told, also when it is shown again; the same once more is no news.
        let changes = room.step([Command::HideLine(HOST, in_kitchen, true)]);
        assert_eq!(changes.hid, []);
        let changes = room.step([Command::HideLine(HOST, in_kitchen, false)]);
        let readers = [GUEST, OTHER, KEEPER, HOST];
        assert_eq!(changes.hid[0].readers(), Some(&readers[..]));
        assert_eq!(changes.hid[0].said.text, "buy!");
    }

    #[test]
    fn where_it_is_kept_who_comes_later_reads_what_was_written_to_the_room() {
        let mut room = room();
        say(&mut room, GUEST, "to nobody who comes");
        assert_eq!(room.written().count(), 0);
        room.keep_chat();
        let before = room.wrote_before(1000, "Ann".to_owned(), "yesterday".to_owned());
        room.step([Command::Time(2000)]);
        let now = say(&mut room, GUEST, "today");
        let lines = |room: &Room| -> Vec<(u32, i64)> {
            room.written().map(|it| (it.line, it.at)).collect()
        };
        assert_eq!(lines(&room), [(before, 1000), (now, 2000)]);
        // Nobody who is there wrote it, and who keeps order hides it from all.
        for (by, allowed) in [(OTHER, false), (HOST, true)] {
            let changes = room.step([Command::HideLine(by, before, true)]);
            assert_eq!(changes.hid.len() == 1, allowed, "{by:?}");
            assert!(changes.hid.iter().all(|hid| hid.readers().is_none()));
        }
        assert_eq!(lines(&room), [(now, 2000)]);
    }

    #[test]
    fn a_report_can_show_what_was_read() {
        let mut room = room();
        say(&mut room, GUEST, "one");
        say(&mut room, OTHER, "two");
        say(&mut room, GUEST, "three");
        let texts: Vec<&str> = room
            .said_to(GUEST, OTHER)
            .map(|it| it.text.as_str())
            .collect();
        assert_eq!(texts, ["three", "one"]);
        for number in 0..LINES {
            say(&mut room, OTHER, &number.to_string());
        }
        assert_eq!(room.said_to(GUEST, OTHER).count(), 0, "it is bounded");
    }
}
