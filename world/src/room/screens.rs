//! Who shows their screen to a talk: one at a time. Whoever was first keeps it until they stop or
//! go, so that nobody's reading is interrupted; a second one is told who it is and shows nothing.
//! To an audience only those on the podium show anything.

use std::collections::{BTreeMap, BTreeSet};

use hallway_protocol::client::Sending;
use hallway_protocol::{BubbleId, PersonId};

use super::talks::Part;
use super::{Changes, Room};

/// Screens that are shared.
#[derive(Debug, Default)]
pub(super) struct Screens {
    sharing: BTreeSet<PersonId>,
    /// Whose is shown where.
    shown: BTreeMap<Group, PersonId>,
}

/// All who look at the same screen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    Bubble(BubbleId),
    Part(Part),
}

impl Screens {
    /// Somebody sends this from now on. Whether another screen may be shown than before.
    pub(super) fn sends(&mut self, id: PersonId, sending: Sending) -> bool {
        match sending.screen {
            true => self.sharing.insert(id),
            false => self.sharing.remove(&id),
        }
    }
}

impl Room {
    /// Who shows their screen in the talk that somebody is in; perhaps they themselves.
    pub fn screen(&self, id: PersonId) -> Option<PersonId> {
        let by = self.screens.shown.get(&self.looks_with(id)?).copied();
        by.filter(|by| !self.bubbles.apart().are(id, *by))
    }

    /// Finds out whose screen is shown in each talk; takes away those that are shown to nobody
    /// because of another.
    pub(super) fn mind_screens(&mut self, changes: &mut Changes) {
        if !changes.talks && changes.bubbles.is_empty() {
            return;
        }
        let mut wishes: BTreeMap<Group, Vec<PersonId>> = BTreeMap::new();
        let mut refused: Vec<(PersonId, Option<PersonId>)> = Vec::new();
        for id in &self.screens.sharing {
            match self.looks_with(*id) {
                Some(group) if self.may_show(*id) => wishes.entry(group).or_default().push(*id),
                None if self.may_show(*id) => {}
                _ => refused.push((*id, None)),
            }
        }
        let mut shown = BTreeMap::new();
        for (group, wishes) in wishes {
            let before = self.screens.shown.get(&group);
            let first = before.filter(|before| wishes.contains(before));
            let Some(first) = first.or(wishes.first()).copied() else {
                continue;
            };
            let others = wishes.into_iter().filter(|id| *id != first);
            refused.extend(others.map(|id| (id, Some(first))));
            shown.insert(group, first);
        }
        self.screens.shown = shown;
        for (id, by) in refused {
            let Some(avatar) = self.people.get(&id) else {
                continue;
            };
            let sending = Sending {
                screen: false,
                screen_sound: false,
                ..avatar.person.sending
            };
            self.send(id, sending, changes);
            changes.screens_refused.push((id, by));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Command;
    use super::super::tests::{enter, input, rectangle, room_with, zone};
    use super::*;
    use crate::venue::Zone;
    use crate::zone::Talk;

    const SHARES: Sending = Sending {
        microphone: true,
        camera: false,
        screen: true,
        screen_sound: true,
    };

    fn shares(id: u32) -> Command {
        Command::Sending(PersonId(id), SHARES)
    }

    fn shown(room: &Room, people: &[u32]) -> Vec<Option<u32>> {
        let screens = people.iter().map(|id| room.screen(PersonId(*id)));
        screens.map(|screen| screen.map(|id| id.0)).collect()
    }

    #[test]
    fn the_first_shows_and_a_second_is_told_who() {
        let mut room = room_with(vec![]);
        room.step([enter(1, 100, 100), enter(2, 130, 100), enter(3, 500, 100)]);
        assert!(room.step([shares(2)]).talks);
        assert_eq!(shown(&room, &[1, 2, 3]), [Some(2), Some(2), None]);
        let changes = room.step([shares(1)]);
        assert_eq!(changes.screens_refused, [(PersonId(1), Some(PersonId(2)))]);
        assert_eq!(shown(&room, &[1, 2]), [Some(2), Some(2)]);
        let told = changes.delta.sending.last().unwrap().1;
        assert!(told.microphone && !told.screen && !told.screen_sound);
        // Once the first has stopped, the other may.
        let stops = Sending::default();
        assert!(room.step([Command::Sending(PersonId(2), stops)]).talks);
        assert_eq!(shown(&room, &[1, 2]), [None, None]);
        assert_eq!(room.step([shares(1)]).screens_refused, []);
        assert_eq!(shown(&room, &[1, 2]), [Some(1), Some(1)]);
    }

    #[test]
    fn who_comes_with_a_screen_does_not_interrupt_one() {
        let mut room = room_with(vec![]);
        room.step([enter(1, 100, 100), enter(2, 130, 100), enter(3, 300, 100)]);
        // The one who comes has shared for longer, and to nobody.
        room.step([shares(3)]);
        assert_eq!(shown(&room, &[1, 3]), [None, None]);
        room.step([shares(2)]);
        let mut refused = Vec::new();
        for seq in 1..=20 {
            refused.extend(room.step([input(3, seq, -10, 0)]).screens_refused);
        }
        for _ in 0..5 {
            refused.extend(room.step([]).screens_refused);
        }
        assert_eq!(room.hears(PersonId(3)).len(), 2);
        assert_eq!(refused, [(PersonId(3), Some(PersonId(2)))]);
        assert_eq!(shown(&room, &[1, 2, 3]), [Some(2); 3]);
        // Nobody sees it any more who is gone, and it ends with who shares.
        room.step([Command::Leave(PersonId(2))]);
        assert_eq!(shown(&room, &[1, 2, 3]), [None; 3]);
    }

    #[test]
    fn those_on_the_podium_show_and_those_in_the_audience_look() {
        let part = |title: &str, left, talk| Zone {
            talk: Some(talk),
            ..zone(title, false, rectangle(left, 0, left + 200, 320))
        };
        let name = || "talk".to_owned();
        let mut room = room_with(vec![
            part("Podium", 0, Talk::Podium(name())),
            part("Hall", 200, Talk::Audience(name())),
            part(
                "Table",
                400,
                Talk::Circle {
                    name: "table".to_owned(),
                    most: Some(2),
                },
            ),
        ]);
        let people = (1..=6).map(|id| enter(id, 50 + 200 * ((id as i32 - 1) / 2), 100));
        room.step(people.chain([enter(7, 450, 200)]));
        let changes = room.step([shares(3), shares(2), shares(6), shares(7)]);
        // Seven waits for a place at the table.
        let refused = [(PersonId(3), None), (PersonId(7), None)];
        assert_eq!(changes.screens_refused, refused);
        let expected = [2, 2, 2, 2, 6, 6].map(Some);
        assert_eq!(shown(&room, &[1, 2, 3, 4, 5, 6]), expected);
        assert_eq!(shown(&room, &[7]), [None]);
    }

    proptest::proptest! {
        #[test]
        fn in_a_talk_one_shows_and_who_shows_keeps_it(
            places in proptest::collection::vec((0..300i32, 0..200i32), 8),
            script in proptest::collection::vec(
                (1..=8u32, 0..4u8, -12..=12i32, -12..=12i32), 1..120),
        ) {
            let mut room = room_with(vec![]);
            let people = (1u32..).zip(&places).map(|(id, (x, y))| enter(id, 100 + x, 100 + y));
            room.step(people.collect::<Vec<_>>());
            for (seq, (id, what, dx, dy)) in (1u32..).zip(script) {
                let before: Vec<(PersonId, Vec<PersonId>)> = (1..=8)
                    .map(PersonId)
                    .filter(|id| room.screen(*id) == Some(*id))
                    .map(|id| (id, room.hears(id)))
                    .collect();
                let command = match what {
                    0 => shares(id),
                    1 => Command::Sending(PersonId(id), Sending::default()),
                    _ => input(id, seq, dx, dy),
                };
                let stopped = (what == 1).then_some(PersonId(id));
                room.step([command]);
                for person in (1..=8).map(PersonId) {
                    let screen = room.screen(person);
                    for other in room.hears(person) {
                        proptest::prop_assert_eq!(room.screen(other), screen);
                    }
                    if let Some(by) = screen {
                        let sends = room.person(by).unwrap().person.sending.screen;
                        proptest::prop_assert!(sends);
                        let together = by == person || room.hears(person).contains(&by);
                        proptest::prop_assert!(together);
                    }
                }
                for (person, heard) in before {
                    if room.hears(person) == heard && stopped != Some(person) {
                        proptest::prop_assert_eq!(room.screen(person), Some(person));
                    }
                }
            }
        }
    }
}
