//! What people owe one another: not to disturb who does not want it, not to walk in on those who
//! have locked their bubble, and an answer to who knocks.

use std::collections::BTreeMap;

use hallway_protocol::presence::Knock;
use hallway_protocol::{BubbleId, PersonId, Pos, Presence, TICK_HZ};

use super::{Changes, Room};
use crate::bubble::{KNOCK, is_beside};

/// Ticks for which a knock waits for an answer: half a minute.
const ANSWER: u32 = 30 * TICK_HZ;

/// Ticks for which one who is let in may come: time to walk up, and to change one's mind.
const WELCOME: u32 = 60 * TICK_HZ;

/// How much further than [`KNOCK`] one may be: one's own page shows a place a little ahead.
const SLACK: i32 = KNOCK / 4;

/// Who knocks where, and up to which tick. One of each at a time.
pub(super) type Knocks = BTreeMap<PersonId, (BubbleId, u32)>;

impl Room {
    /// Somebody wants to be talked to, or not.
    pub(super) fn set_presence(&mut self, id: PersonId, presence: Presence, changes: &mut Changes) {
        let Some(avatar) = self.people.get_mut(&id) else {
            return;
        };
        if avatar.person.presence == presence {
            return;
        }
        avatar.person.presence = presence;
        let sending = avatar.person.sending;
        changes.presence(id, presence);
        // What one who is away still sends is not taken.
        self.send(id, sending, changes);
        self.judge_talk(id, changes);
    }

    /// A member locks or opens their bubble.
    pub(super) fn lock(&mut self, id: PersonId, locked: bool, changes: &mut Changes) {
        let Some(bubble) = self.bubbles.of(id) else {
            return;
        };
        if !self.bubbles.lock(bubble, locked) {
            return;
        }
        changes.bubbles.push(bubble);
        self.unsettle();
        if !locked {
            for person in self.knocking_at(bubble) {
                self.end_knock(person, Some(Knock::LetIn(id)), changes);
            }
        }
    }

    /// Somebody knocks at a locked bubble beside which they stand.
    pub(super) fn knock(&mut self, id: PersonId, bubble: BubbleId, changes: &mut Changes) {
        if self.bubbles.of(id).is_some() || !self.bubbles.is_locked(bubble) {
            return;
        }
        let Some(body) = self.bodies.get(&id).filter(|body| body.may_talk) else {
            return;
        };
        let members = self.bubbles.members(bubble);
        let places = members.iter().filter_map(|member| self.bodies.get(member));
        let places: Vec<Pos> = places.map(|body| body.pos).collect();
        if !is_beside(body.pos, &places, KNOCK + SLACK) {
            return;
        }
        if self.bubbles.is_full(&self.rules, bubble) {
            changes.knocks.push((id, Knock::Full));
            return;
        }
        if self.bubbles.apart().from_any(id, members) {
            changes.knocks.push((id, Knock::NotNow));
            return;
        }
        match self.knocks.get(&id) {
            Some((before, _)) if *before == bubble => return,
            Some(_) => self.end_knock(id, None, changes),
            None => {}
        }
        let until = self.tick.saturating_add(ANSWER);
        self.knocks.insert(id, (bubble, until));
        let members = self.bubbles.members(bubble).to_vec();
        changes.knocked.push((members, id));
        changes.knocks.push((id, Knock::Heard));
    }

    /// A member says whether somebody who knocks may come in.
    pub(super) fn answer_knock(
        &mut self,
        id: PersonId,
        person: PersonId,
        let_in: bool,
        changes: &mut Changes,
    ) {
        let Some((bubble, _)) = self.knocks.get(&person).copied() else {
            return;
        };
        if self.bubbles.of(id) != Some(bubble) {
            return;
        }
        let answer = match let_in {
            true if self.bubbles.is_full(&self.rules, bubble) => Knock::Full,
            true => Knock::LetIn(id),
            false => Knock::NotNow,
        };
        if answer == Knock::LetIn(id) {
            let until = self.tick.saturating_add(WELCOME);
            self.bubbles.let_in(person, bubble, until);
            self.unsettle();
        }
        self.end_knock(person, Some(answer), changes);
    }

    /// Ends knocks that nobody answers, and those of people who are elsewhere by now.
    pub(super) fn mind_knocks(&mut self, changes: &mut Changes) {
        let people: Vec<PersonId> = self.knocks.keys().copied().collect();
        for person in people {
            let Some((bubble, until)) = self.knocks.get(&person).copied() else {
                continue;
            };
            let may_talk = self.bodies.get(&person).is_some_and(|it| it.may_talk);
            if !may_talk || self.bubbles.of(person).is_some() {
                self.end_knock(person, None, changes);
            } else if self.tick >= until || self.bubbles.members(bubble).is_empty() {
                self.end_knock(person, Some(Knock::NoAnswer), changes);
            }
        }
    }

    fn knocking_at(&self, bubble: BubbleId) -> Vec<PersonId> {
        let here = self.knocks.iter().filter(|(_, (at, _))| *at == bubble);
        here.map(|(person, _)| *person).collect()
    }

    fn end_knock(&mut self, person: PersonId, answer: Option<Knock>, changes: &mut Changes) {
        let Some((bubble, _)) = self.knocks.remove(&person) else {
            return;
        };
        let members = self.bubbles.members(bubble).to_vec();
        changes.knocks_over.push((members, person));
        changes.knocks.extend(answer.map(|answer| (person, answer)));
    }
}

#[cfg(test)]
mod tests {
    use hallway_protocol::client::Sending;

    use super::super::Command;
    use super::super::tests::{enter, input, room_with};
    use super::*;
    use crate::interest::Event;

    const A: PersonId = PersonId(1);
    const B: PersonId = PersonId(2);
    const C: PersonId = PersonId(3);

    /// One and two talk, their bubble is locked; three stands beside it.
    fn locked() -> (Room, BubbleId) {
        let mut room = room_with(vec![]);
        room.step([enter(1, 100, 100), enter(2, 130, 100)]);
        let bubble = room.bubbles().of(A).unwrap();
        let changes = room.step([Command::Lock(A, true), enter(3, 115, 140)]);
        let locked = |event: &Event| matches!(event, Event::Talks(_, Some(talks)) if talks.locked);
        assert!(changes.motion.iter().any(locked));
        rest(&mut room);
        assert_eq!(room.bubbles().of(C), None, "it is locked");
        (room, bubble)
    }

    fn rest(room: &mut Room) {
        for _ in 0..10 {
            room.step([]);
        }
    }

    fn answer(let_in: bool) -> Command {
        Command::AnswerKnock {
            by: B,
            person: C,
            let_in,
        }
    }

    #[test]
    fn who_is_let_in_is_in_and_the_bubble_stays_locked() {
        let (mut room, bubble) = locked();
        let changes = room.step([Command::Knock(C, bubble)]);
        assert_eq!(changes.knocked, [(vec![A, B], C)]);
        assert_eq!(changes.knocks, [(C, Knock::Heard)]);
        // Knocking again is nothing new.
        assert_eq!(room.step([Command::Knock(C, bubble)]).knocks, []);
        let changes = room.step([answer(true)]);
        assert_eq!(changes.knocks, [(C, Knock::LetIn(B))]);
        assert_eq!(changes.knocks_over, [(vec![A, B], C)]);
        rest(&mut room);
        assert_eq!(room.bubbles().of(C), Some(bubble));
        assert!(room.bubbles().is_locked(bubble));
        // Who goes has to knock again.
        for seq in 1..=20 {
            room.step([input(3, seq, 0, 16)]);
        }
        for seq in 21..=40 {
            room.step([input(3, seq, 0, -16)]);
        }
        rest(&mut room);
        assert_eq!(room.bubbles().of(C), None);
    }

    #[test]
    fn a_knock_is_answered_by_no_and_by_nobody_too() {
        let (mut room, bubble) = locked();
        room.step([Command::Knock(C, bubble)]);
        assert_eq!(room.step([answer(false)]).knocks, [(C, Knock::NotNow)]);
        room.step([Command::Knock(C, bubble)]);
        let over = (0..ANSWER + 5).map(|_| room.step([]));
        let over: Vec<_> = over.flat_map(|changes| changes.knocks).collect();
        assert_eq!(over, [(C, Knock::NoAnswer)]);
        // The late answer counts for nothing.
        assert_eq!(room.step([answer(true)]).knocks, []);
        rest(&mut room);
        assert_eq!(room.bubbles().of(C), None);
    }

    #[test]
    fn opening_lets_all_in_who_knock() {
        let (mut room, bubble) = locked();
        room.step([Command::Knock(C, bubble)]);
        let changes = room.step([Command::Lock(B, false)]);
        assert_eq!(changes.knocks, [(C, Knock::LetIn(B))]);
        rest(&mut room);
        assert_eq!(room.bubbles().of(C), Some(bubble));
    }

    #[test]
    fn one_knocks_beside_it_and_where_there_is_room() {
        let (mut room, bubble) = locked();
        let far = room.step([enter(4, 500, 500), Command::Knock(PersonId(4), bubble)]);
        assert_eq!((far.knocks, far.knocked), (vec![], vec![]));
        let from_within = room.step([Command::Knock(A, bubble), answer(true)]);
        assert_eq!(from_within.knocks, []);
        assert_eq!(room.step([Command::Knock(C, BubbleId(99))]).knocks, []);
        // Not their bubble, not their lock.
        room.step([Command::Lock(C, false)]);
        assert!(room.bubbles().is_locked(bubble));
        // A knock ends with who knocks.
        room.step([Command::Knock(C, bubble)]);
        let gone = room.step([Command::Leave(C)]);
        assert_eq!(gone.knocks_over, [(vec![A, B], C)]);
        assert_eq!(gone.knocks, []);
    }

    #[test]
    fn a_full_bubble_says_so() {
        let mut room = room_with(vec![]);
        let four = [(100, 100), (130, 100), (100, 130), (130, 130)];
        let people = (1..).zip(four).map(|(id, (x, y))| enter(id, x, y));
        room.step(people);
        rest(&mut room);
        let bubble = room.bubbles().of(A).unwrap();
        assert_eq!(room.bubbles().members(bubble).len(), 4);
        room.step([Command::Lock(A, true), enter(9, 115, 170)]);
        let changes = room.step([Command::Knock(PersonId(9), bubble)]);
        assert_eq!(changes.knocks, [(PersonId(9), Knock::Full)]);
        assert_eq!(changes.knocked, []);
    }

    #[test]
    fn who_is_not_to_be_disturbed_gets_into_no_bubble() {
        for presence in [Presence::DoNotDisturb, Presence::Away] {
            let mut room = room_with(vec![]);
            room.step([enter(1, 100, 100), enter(2, 130, 100)]);
            assert!(room.bubbles().of(A).is_some());
            let changes = room.step([Command::Presence(A, presence)]);
            assert_eq!(changes.delta.presence, [(A, presence)]);
            assert_eq!(room.bubbles().of(A), None);
            rest(&mut room);
            assert_eq!(room.bubbles().of(A), None);
            let again = room.step([Command::Presence(A, presence)]);
            assert!(again.delta.is_empty());
            room.step([Command::Presence(A, Presence::Here)]);
            rest(&mut room);
            assert!(room.bubbles().of(A).is_some(), "back from {presence:?}");
        }
    }

    #[test]
    fn nothing_is_taken_of_who_is_away() {
        let on = Sending {
            microphone: true,
            camera: true,
            screen: true,
            screen_sound: true,
        };
        let mut room = room_with(vec![]);
        room.step([enter(1, 100, 100), Command::Sending(A, on)]);
        let sends = |room: &Room| room.person(A).unwrap().person.sending;
        let changes = room.step([Command::Presence(A, Presence::Away)]);
        assert_eq!(changes.delta.sending, [(A, Sending::default())]);
        room.step([Command::Sending(A, on)]);
        assert_eq!(sends(&room), Sending::default());
        room.step([Command::Presence(A, Presence::DoNotDisturb)]);
        room.step([Command::Sending(A, on)]);
        assert_eq!(sends(&room), on);
    }
}
