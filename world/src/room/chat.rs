//! What people write: who reads it, and who may hide it. What was said lately is known, so that a line can be
//! hidden, and so that a report can show what came before it.

use std::collections::VecDeque;

use hallway_protocol::client::ChatLine;
use hallway_protocol::order::OrderRefused;
use hallway_protocol::{PersonId, Standing};

use super::order::zone_names;
use super::{Changes, Room};
use crate::permit::{Act, permit};

/// Lines that are remembered: an hour of a lively room.
const LINES: usize = 500;

/// What was said lately.
#[derive(Debug, Default)]
pub(super) struct Chat {
    lines: VecDeque<Said>,
    last: u32,
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
    /// Those who read it.
    to: Vec<PersonId>,
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
    /// Who is to be told of it: those who read the line.
    pub fn readers(&self) -> &[PersonId] {
        &self.said.to
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
            to: to.clone(),
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
        lines.filter(move |said| said.by == by && said.to.contains(&reader))
    }
}

impl Chat {
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
        assert_eq!(changes.hid[0].readers(), [GUEST, OTHER, KEEPER, HOST]);
        assert_eq!(changes.hid[0].said.text, "buy!");
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
