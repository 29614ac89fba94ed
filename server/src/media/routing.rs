//! Who is passed on to whom: pure decisions over names, without packets, clocks or sockets.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use hallway_protocol::client::Sending;
use hallway_protocol::{PersonId, PictureSize, SLOTS, Watching};

use super::sdp::LAYERS;
use super::{PLACES, SCREEN_SLOT};

/// Time since they last spoke for which somebody keeps their slot against others who speak.
const FLOOR: Duration = Duration::from_secs(2);

/// One who spoke within this time speaks; longer than between two notes of the same speech.
const SPEAKING: Duration = Duration::from_millis(500);

/// Gives slots of one receiver to those who spoke last, in a talk of more people than slots. Free
/// slots are filled at once. One who speaks without a slot gets that of whoever was silent for
/// longest, if that was for two seconds; so slots do not flicker while several speak in turn.
/// `spoke` tells when somebody spoke last.
pub fn speaking_slots(
    previous: [Option<PersonId>; SLOTS],
    others: &[PersonId],
    spoke: impl Fn(PersonId) -> Option<Instant>,
    now: Instant,
) -> [Option<PersonId>; SLOTS] {
    let mut waiting = others.to_vec();
    // Stable: those of whom nothing is known stay in the order given. Each is asked for once, since
    // answers may change meanwhile.
    waiting.sort_by_cached_key(|person| std::cmp::Reverse(spoke(*person)));
    let mut slots = assign_slots(previous, &waiting);
    let within = |time: Option<Instant>, limit: Duration| {
        time.is_some_and(|time| now.saturating_duration_since(time) < limit)
    };
    waiting.retain(|person| !slots.contains(&Some(*person)));
    for speaker in waiting {
        if !within(spoke(speaker), SPEAKING) {
            break;
        }
        let silent = slots.iter_mut().min_by_key(|slot| slot.and_then(&spoke));
        let Some(slot) = silent.filter(|slot| !within(slot.and_then(&spoke), FLOOR)) else {
            break;
        };
        *slot = Some(speaker);
    }
    slots
}

/// Gives each of the others in a call a slot of one receiver: whoever has one keeps it, newcomers
/// take the free ones from the first on, in the order given, and nobody is ever moved. Others
/// beyond [`SLOTS`] get none.
pub fn assign_slots(
    previous: [Option<PersonId>; SLOTS],
    others: &[PersonId],
) -> [Option<PersonId>; SLOTS] {
    let mut slots = [None; SLOTS];
    for (slot, person) in slots.iter_mut().zip(previous) {
        *slot = person.filter(|person| others.contains(person));
    }
    keep_first_of_each(&mut slots);
    for person in others {
        if !slots.contains(&Some(*person))
            && let Some(free) = slots.iter_mut().find(|slot| slot.is_none())
        {
            *free = Some(*person);
        }
    }
    slots
}

/// Empties slots that name somebody an earlier slot names already.
fn keep_first_of_each(slots: &mut [Option<PersonId>; SLOTS]) {
    let mut seen: Vec<PersonId> = Vec::with_capacity(SLOTS);
    for slot in slots {
        if let Some(person) = *slot {
            if seen.contains(&person) {
                *slot = None;
            } else {
                seen.push(person);
            }
        }
    }
}

/// A receiver's slot that hears somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listener {
    /// Who hears.
    pub receiver: PersonId,
    /// Through which slot.
    pub slot: usize,
}

/// What the rooms said last about each person. People nothing was said about take no memory.
#[derive(Debug, Default)]
pub struct Routes {
    taken: HashMap<PersonId, Sending>,
    slots: HashMap<PersonId, [Option<PersonId>; PLACES]>,
    listeners: HashMap<PersonId, Vec<Listener>>,
    watching: HashMap<PersonId, Watching>,
}

impl Routes {
    /// What is passed on from this sender.
    pub fn taken(&self, person: PersonId) -> Sending {
        self.taken.get(&person).copied().unwrap_or_default()
    }

    /// Changes what is passed on from a sender; gives back what was before.
    pub fn take(&mut self, person: PersonId, sending: Sending) -> Sending {
        let before = if sending == Sending::default() {
            self.taken.remove(&person)
        } else {
            self.taken.insert(person, sending)
        };
        before.unwrap_or_default()
    }

    /// The slots that hear this sender.
    pub fn listeners(&self, sender: PersonId) -> &[Listener] {
        self.listeners.get(&sender).map_or(&[], Vec::as_slice)
    }

    /// Whom a receiver hears through a slot.
    pub fn source(&self, receiver: PersonId, slot: usize) -> Option<PersonId> {
        self.slots.get(&receiver)?.get(slot).copied().flatten()
    }

    /// Points a receiver's slots for people; nobody hears themselves. Gives back the slots that
    /// changed.
    pub fn point(
        &mut self,
        receiver: PersonId,
        slots: [Option<PersonId>; SLOTS],
    ) -> impl Iterator<Item = usize> + use<> {
        let mut places = self.slots.get(&receiver).copied().unwrap_or_default();
        for (place, source) in places.iter_mut().zip(slots) {
            *place = source;
        }
        self.set(receiver, places)
    }

    /// Points a receiver's slot for a screen. Gives back the slots that changed.
    pub fn point_screen(
        &mut self,
        receiver: PersonId,
        source: Option<PersonId>,
    ) -> impl Iterator<Item = usize> + use<> {
        let mut places = self.slots.get(&receiver).copied().unwrap_or_default();
        if let Some(place) = places.get_mut(SCREEN_SLOT) {
            *place = source;
        }
        self.set(receiver, places)
    }

    /// Changes what a receiver wants to see.
    pub fn watch(&mut self, receiver: PersonId, watching: Watching) {
        if watching == Watching::default() {
            self.watching.remove(&receiver);
        } else {
            self.watching.insert(receiver, watching);
        }
    }

    /// The best layer that is of use to a receiver in a slot, by how large they see it; `None` for
    /// one that they don't want to see.
    pub fn best_layer(&self, receiver: PersonId, slot: usize) -> Option<usize> {
        let watching = self.watching.get(&receiver).copied().unwrap_or_default();
        let size = match slot {
            SCREEN_SLOT => watching.screen,
            _ => watching.people.get(slot).copied().unwrap_or_default(),
        };
        match size {
            PictureSize::Large => Some(0),
            PictureSize::Small => Some(LAYERS - 1),
            PictureSize::None => None,
        }
    }

    fn set(
        &mut self,
        receiver: PersonId,
        places: [Option<PersonId>; PLACES],
    ) -> impl Iterator<Item = usize> + use<> {
        let after = places.map(|source| source.filter(|source| *source != receiver));
        let before = if after == [None; PLACES] {
            self.slots.remove(&receiver)
        } else {
            self.slots.insert(receiver, after)
        }
        .unwrap_or_default();
        for (slot, (old, new)) in before.into_iter().zip(after).enumerate() {
            if old != new {
                self.unlink(old, Listener { receiver, slot });
                if let Some(new) = new {
                    let listeners = self.listeners.entry(new).or_default();
                    listeners.push(Listener { receiver, slot });
                }
            }
        }
        let changed = before.into_iter().zip(after).enumerate();
        changed.filter_map(|(slot, (old, new))| (old != new).then_some(slot))
    }

    /// Forgets a person as sender and as receiver; gives back the slots that heard them.
    pub fn forget(&mut self, person: PersonId) -> Vec<Listener> {
        self.taken.remove(&person);
        self.watching.remove(&person);
        for _ in self.set(person, [None; PLACES]) {}
        let listeners = self.listeners.remove(&person).unwrap_or_default();
        for listener in &listeners {
            if let Some(slots) = self.slots.get_mut(&listener.receiver) {
                if let Some(slot) = slots.get_mut(listener.slot) {
                    *slot = None;
                }
                if *slots == [None; PLACES] {
                    self.slots.remove(&listener.receiver);
                }
            }
        }
        listeners
    }

    fn unlink(&mut self, sender: Option<PersonId>, listener: Listener) {
        let Some(sender) = sender else { return };
        if let Some(listeners) = self.listeners.get_mut(&sender) {
            listeners.retain(|known| *known != listener);
            if listeners.is_empty() {
                self.listeners.remove(&sender);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const A: PersonId = PersonId(1);
    const B: PersonId = PersonId(2);
    const C: PersonId = PersonId(3);
    const D: PersonId = PersonId(4);

    #[test]
    fn slots_are_filled_in_order_and_kept() {
        type Slots = [Option<PersonId>; SLOTS];
        let cases: [(Slots, &[PersonId], Slots); 6] = [
            ([None; SLOTS], &[A, B], [Some(A), Some(B), None]),
            ([Some(A), Some(B), None], &[B, C], [Some(C), Some(B), None]),
            ([Some(A), Some(B), Some(C)], &[C], [None, None, Some(C)]),
            (
                [Some(A), None, None],
                &[B, C, D, A],
                [Some(A), Some(B), Some(C)],
            ),
            ([Some(A), Some(A), None], &[A], [Some(A), None, None]),
            ([Some(A), None, None], &[], [None; SLOTS]),
        ];
        for (previous, others, expected) in cases {
            assert_eq!(
                assign_slots(previous, others),
                expected,
                "{previous:?} {others:?}"
            );
        }
    }

    /// A talk in which people speak at given times: who has slots at each tenth of a second.
    fn talk(others: &[u32], speech: impl Fn(u32, u64) -> bool, tenths: u64) -> Vec<Vec<u32>> {
        let start = Instant::now();
        let others: Vec<PersonId> = others.iter().copied().map(PersonId).collect();
        let mut spoke: HashMap<PersonId, Instant> = HashMap::new();
        let mut slots = [None; SLOTS];
        let mut seen = Vec::new();
        for tenth in 0..tenths {
            let now = start + Duration::from_millis(100 * tenth);
            for person in &others {
                if speech(person.0, tenth) {
                    spoke.insert(*person, now);
                }
            }
            slots = speaking_slots(slots, &others, |person| spoke.get(&person).copied(), now);
            seen.push(slots.iter().flatten().map(|person| person.0).collect());
        }
        seen
    }

    #[test]
    fn who_speaks_gets_a_slot_and_the_rest_stay() {
        let all = [1, 2, 3, 4, 5, 6];
        // Silence: the first ones, for ever.
        assert!(
            talk(&all, |_, _| false, 50)
                .iter()
                .all(|slots| slots == &[1, 2, 3])
        );
        // 6 speaks from the start of the second second on, 1 and 3 speak all the time.
        let seen = talk(
            &all,
            |who, at| who == 1 || who == 3 || (who == 6 && at >= 10),
            50,
        );
        assert!(
            seen[..10].iter().all(|slots| slots == &[1, 3, 2]),
            "{seen:?}"
        );
        assert!(
            seen[10..].iter().all(|slots| slots == &[1, 3, 6]),
            "{seen:?}"
        );
    }

    #[test]
    fn a_slot_is_kept_for_two_seconds_after_speech() {
        let all = [1, 2, 3, 4];
        // Three speak until half a second, 4 from then on.
        let seen = talk(&all, |who, at| (who < 4) == (at <= 5), 60);
        let first = seen.iter().position(|slots| slots.contains(&4));
        assert_eq!(first, Some(25), "{seen:?}");
        // All four speak at once: nobody is thrown out, nothing flickers.
        let seen = talk(&all, |_, _| true, 60);
        assert!(seen.iter().all(|slots| slots == &seen[0]));
    }

    #[test]
    fn speaking_in_turn_moves_as_few_as_can_be() {
        let all: Vec<u32> = (1..=10).collect();
        // Every second another one of four speaks; within four seconds each is back.
        let seen = talk(&all, |who, at| u64::from(who) == at / 10 % 4 + 1, 400);
        let moves = seen.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(moves <= 40, "{moves} moves in 40 turns");
        // Half a second into each turn the speaker is heard.
        for (at, slots) in seen.iter().enumerate().skip(40) {
            let speaker = at as u32 / 10 % 4 + 1;
            assert!(at % 10 < 5 || slots.contains(&speaker), "{speaker} at {at}");
        }
    }

    fn person() -> impl Strategy<Value = PersonId> {
        (0..6u32).prop_map(PersonId)
    }

    fn slots() -> impl Strategy<Value = [Option<PersonId>; SLOTS]> {
        prop::array::uniform3(prop::option::of(person()))
    }

    #[derive(Clone, Debug)]
    enum Step {
        Point(PersonId, [Option<PersonId>; SLOTS]),
        Screen(PersonId, Option<PersonId>),
        Take(PersonId, bool, bool),
        Forget(PersonId),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (person(), slots()).prop_map(|(who, slots)| Step::Point(who, slots)),
            (person(), prop::option::of(person())).prop_map(|(who, it)| Step::Screen(who, it)),
            (person(), any::<bool>(), any::<bool>()).prop_map(|(who, m, c)| Step::Take(who, m, c)),
            person().prop_map(Step::Forget),
        ]
    }

    proptest! {
        #[test]
        fn slots_hold_the_right_people(
            previous in slots(),
            others in prop::collection::hash_set(person(), 0..6),
        ) {
            let others: Vec<_> = others.into_iter().collect();
            let now = assign_slots(previous, &others);
            let present: Vec<_> = now.iter().flatten().collect();
            prop_assert_eq!(present.len(), others.len().min(SLOTS));
            for person in &present {
                prop_assert!(others.contains(person));
                prop_assert_eq!(present.iter().filter(|other| other == &person).count(), 1);
            }
            for (slot, before) in previous.iter().enumerate() {
                // Whoever had a slot alone and is still there is found in that very slot.
                if let Some(person) = before
                    && others.contains(person)
                    && !previous[..slot].contains(&Some(*person))
                {
                    prop_assert_eq!(now[slot], Some(*person));
                }
            }
        }

        #[test]
        fn speakers_slots_hold_the_right_people(
            previous in slots(),
            others in prop::collection::hash_set(person(), 0..6),
            spoke in prop::collection::hash_map(person(), 0..5000u64, 0..6),
        ) {
            let others: Vec<_> = others.into_iter().collect();
            let now = Instant::now();
            let time = |who| spoke.get(&who).and_then(|ms| now.checked_sub(Duration::from_millis(*ms)));
            let slots = speaking_slots(previous, &others, time, now);
            let present: Vec<_> = slots.iter().flatten().collect();
            prop_assert_eq!(present.len(), others.len().min(SLOTS));
            for person in &present {
                prop_assert!(others.contains(person));
                prop_assert_eq!(present.iter().filter(|other| other == &person).count(), 1);
            }
            // Nothing more to do about the same moment.
            prop_assert_eq!(speaking_slots(slots, &others, time, now), slots);
            for who in previous.iter().flatten().filter(|who| others.contains(who)) {
                let kept = spoke.get(who).is_some_and(|ms| *ms < 2000);
                prop_assert!(!kept || slots.contains(&Some(*who)));
            }
        }

        #[test]
        fn listeners_mirror_the_slots(steps in prop::collection::vec(step(), 0..40)) {
            let mut routes = Routes::default();
            for step in steps {
                match step {
                    Step::Point(who, slots) => drop(routes.point(who, slots)),
                    Step::Screen(who, source) => {
                        let people = |routes: &Routes| [0, 1, 2].map(|it| routes.source(who, it));
                        let before = people(&routes);
                        drop(routes.point_screen(who, source));
                        prop_assert_eq!(people(&routes), before);
                        let shown = source.filter(|it| *it != who);
                        prop_assert_eq!(routes.source(who, SCREEN_SLOT), shown);
                    }
                    Step::Take(who, microphone, screen) => {
                        let sending = Sending {
                            microphone,
                            screen,
                            ..Sending::default()
                        };
                        routes.take(who, sending);
                    }
                    Step::Forget(who) => {
                        routes.forget(who);
                        prop_assert!(routes.listeners(who).is_empty());
                        prop_assert_eq!(routes.taken(who), Sending::default());
                    }
                }
                let pointed: usize = routes.slots.values().flatten().flatten().count();
                let heard: usize = routes.listeners.values().map(Vec::len).sum();
                prop_assert_eq!(pointed, heard);
                for (sender, listeners) in &routes.listeners {
                    for listener in listeners {
                        prop_assert_ne!(*sender, listener.receiver);
                        let source = routes.source(listener.receiver, listener.slot);
                        prop_assert_eq!(source, Some(*sender));
                    }
                }
            }
            for who in (0..6).map(PersonId) {
                routes.forget(who);
            }
            prop_assert!(routes.taken.is_empty());
            prop_assert!(routes.slots.is_empty() && routes.listeners.is_empty());
        }
    }
}
