//! The waiting room before the venue's door: who waits there to be let in by those who keep order, and what
//! was said about them. Told the time; reads no clock, and knows no connection.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hallway_protocol::PersonId;
use hallway_protocol::door::{Admission, TurnedAway, Waiter};
use tokio::sync::oneshot;

use super::address::Prefix;
use super::identity::{Identity, Visitor};

/// People who wait at a time. Whoever comes beyond that is told that it is full.
pub const MOST: usize = 500;

/// Of these how many may come from one network: more than wait in one house, and less than all seats.
pub const MOST_OF_NETWORK: usize = 100;

/// How long somebody who was let in comes in again without waiting.
const ADMITTED: Duration = Duration::from_secs(12 * 60 * 60);

/// How long somebody who was turned away hears the same again.
const TURNED_AWAY: Duration = Duration::from_secs(10 * 60);

/// People of whom it is remembered what was said about them; beyond that the oldest word is forgotten.
const REMEMBERED: usize = 20_000;

/// What is said about one who waits: nothing for one who is let in.
pub type Verdict = Result<(), TurnedAway>;

/// The waiting room.
#[derive(Debug, Default)]
pub struct WaitingRoom {
    /// A lock of the standard library: nothing is awaited while it is held.
    inside: Mutex<Inside>,
    version: AtomicU64,
}

#[derive(Debug, Default)]
struct Inside {
    /// In the order of their coming, as ids count up.
    waiting: BTreeMap<PersonId, Waiting>,
    /// What was said about whom before, and until when it holds.
    said: HashMap<Identity, (Verdict, Instant)>,
}

#[derive(Debug)]
struct Waiting {
    name: String,
    identity: Identity,
    prefix: Prefix,
    account: bool,
    verdict: oneshot::Sender<Verdict>,
}

/// Somebody's seat in the waiting room; it is empty with the value's end.
#[derive(Debug)]
pub struct Seat<'a> {
    room: &'a WaitingRoom,
    id: PersonId,
    verdict: oneshot::Receiver<Verdict>,
}

/// What became of a wish to sit down.
#[derive(Debug)]
pub enum Seated<'a> {
    /// They wait.
    Waits(Seat<'a>),
    /// It was said before.
    Said(Verdict),
    /// There is no seat.
    Full,
}

impl WaitingRoom {
    /// Has somebody wait, unless it is known already what is said about them.
    pub fn sit(&self, id: PersonId, name: &str, visitor: &Visitor, now: Instant) -> Seated<'_> {
        let mut inside = self.lock();
        let said = visitor
            .identities()
            .filter_map(|it| inside.said.get(&it))
            .find(|(_, until)| now < *until);
        if let Some((verdict, _)) = said {
            return Seated::Said(verdict.clone());
        }
        let neighbours = inside.waiting.values();
        let neighbours = neighbours.filter(|it| it.prefix == visitor.prefix);
        if inside.waiting.len() >= MOST || neighbours.count() >= MOST_OF_NETWORK {
            return Seated::Full;
        }
        let (sender, verdict) = oneshot::channel();
        let waiting = Waiting {
            name: name.to_owned(),
            identity: visitor.identity,
            prefix: visitor.prefix,
            account: visitor.account.is_some(),
            verdict: sender,
        };
        inside.waiting.insert(id, waiting);
        drop(inside);
        self.changed();
        Seated::Waits(Seat {
            room: self,
            id,
            verdict,
        })
    }

    /// Changes whenever somebody comes or goes.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// Who waits, who waits longest first.
    pub fn waiters(&self) -> Vec<Waiter> {
        let inside = self.lock();
        let waiting = inside.waiting.iter();
        let waiter = |(id, waiting): (&PersonId, &Waiting)| Waiter {
            id: *id,
            name: waiting.name.clone(),
            account: waiting.account,
        };
        waiting.map(waiter).collect()
    }

    /// Lets somebody in, or turns them away. Gives the names and identities of those concerned: nobody, when
    /// they have gone meanwhile.
    pub fn judge(&self, admission: &Admission, by: &str, now: Instant) -> Vec<(String, Identity)> {
        let mut inside = self.lock();
        inside.forget_old(now);
        let concerned: Vec<PersonId> = match admission {
            Admission::Admit(id) | Admission::TurnAway(id, _) => vec![*id],
            Admission::AdmitAll => inside.waiting.keys().copied().collect(),
            Admission::AdmitAccounts => {
                let waiting = inside.waiting.iter();
                let with_account = waiting.filter(|(_, waiting)| waiting.account);
                with_account.map(|(id, _)| *id).collect()
            }
        };
        let (verdict, holds) = match admission {
            Admission::TurnAway(_, reason) => {
                let (by, reason) = (by.to_owned(), reason.clone());
                (Err(TurnedAway { by, reason }), TURNED_AWAY)
            }
            _ => (Ok(()), ADMITTED),
        };
        let gone = concerned.into_iter().filter_map(|id| {
            let waiting = inside.waiting.remove(&id)?;
            let until = now + holds;
            inside
                .said
                .insert(waiting.identity, (verdict.clone(), until));
            // They may have gone in this moment; the word holds when they come again.
            let _ = waiting.verdict.send(verdict.clone());
            Some((waiting.name, waiting.identity))
        });
        let gone = gone.collect();
        drop(inside);
        self.changed();
        gone
    }

    fn changed(&self) {
        self.version.fetch_add(1, Ordering::Release);
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        // What waits is whole at any time: each change is one step.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn forget_old(&mut self, now: Instant) {
        self.said.retain(|_, (_, until)| now < *until);
        while self.said.len() >= REMEMBERED {
            let oldest = self.said.iter().min_by_key(|(_, (_, until))| *until);
            let Some(oldest) = oldest.map(|(identity, _)| *identity) else {
                return;
            };
            self.said.remove(&oldest);
        }
    }
}

impl Seat<'_> {
    /// Waits for what is said.
    pub async fn verdict(&mut self) -> Verdict {
        match (&mut self.verdict).await {
            Ok(verdict) => verdict,
            // The sender stays as long as this seat does.
            Err(_) => std::future::pending().await,
        }
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let was_there = self.room.lock().waiting.remove(&self.id).is_some();
        if was_there {
            self.room.changed();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use futures_util::FutureExt;
    use hallway_protocol::Role;

    use super::super::identity::Account;
    use super::*;

    fn sit(room: &WaitingRoom, number: u32, account: bool, now: Instant) -> Seated<'_> {
        let logged_in = Account {
            guest: Identity([0xff; 16]),
            role: Role::Visitor,
            until: SystemTime::UNIX_EPOCH,
        };
        let visitor = Visitor {
            account: account.then_some(logged_in),
            ..Visitor::for_tests(number)
        };
        room.sit(PersonId(number), &format!("Guest {number}"), &visitor, now)
    }

    fn seat(room: &WaitingRoom, number: u32, account: bool) -> Seat<'_> {
        match sit(room, number, account, Instant::now()) {
            Seated::Waits(seat) => seat,
            other => panic!("{other:?}"),
        }
    }

    fn names(room: &WaitingRoom) -> Vec<String> {
        room.waiters().into_iter().map(|it| it.name).collect()
    }

    fn said(seat: &mut Seat<'_>) -> Option<Verdict> {
        seat.verdict().now_or_never()
    }

    fn turned_away(reason: &str) -> TurnedAway {
        TurnedAway {
            by: "Fay".to_owned(),
            reason: reason.to_owned(),
        }
    }

    #[tokio::test]
    async fn each_hears_what_is_said_about_them() {
        let room = WaitingRoom::default();
        let mut seats: Vec<Seat<'_>> = (1..=5).map(|it| seat(&room, it, it == 4)).collect();
        assert_eq!(names(&room).len(), 5);
        let before = room.version();
        let now = Instant::now();
        room.judge(&Admission::Admit(PersonId(2)), "Fay", now);
        room.judge(
            &Admission::TurnAway(PersonId(3), "full".to_owned()),
            "Fay",
            now,
        );
        assert_ne!(room.version(), before);
        assert_eq!(said(&mut seats[0]), None);
        assert_eq!(said(&mut seats[1]), Some(Ok(())));
        assert_eq!(said(&mut seats[2]), Some(Err(turned_away("full"))));
        let accounts = room.judge(&Admission::AdmitAccounts, "Fay", now);
        assert_eq!(accounts.len(), 1);
        assert_eq!(said(&mut seats[3]), Some(Ok(())));
        assert_eq!(names(&room), ["Guest 1", "Guest 5"]);
        drop(seats.remove(0));
        assert_eq!(names(&room), ["Guest 5"]);
        let all = room.judge(&Admission::AdmitAll, "Fay", now);
        assert_eq!(all[0].0, "Guest 5");
        assert!(names(&room).is_empty());
        assert!(
            room.judge(&Admission::Admit(PersonId(1)), "Fay", now)
                .is_empty()
        );
    }

    #[test]
    fn a_word_holds_when_one_comes_again() {
        let room = WaitingRoom::default();
        let now = Instant::now();
        let _one = seat(&room, 1, false);
        let _two = seat(&room, 2, false);
        room.judge(&Admission::Admit(PersonId(1)), "Fay", now);
        room.judge(&Admission::TurnAway(PersonId(2), String::new()), "Fay", now);
        let later = now + Duration::from_secs(60);
        assert!(matches!(sit(&room, 1, false, later), Seated::Said(Ok(()))));
        let Seated::Said(verdict) = sit(&room, 2, false, later) else {
            panic!("waits again");
        };
        assert_eq!(verdict, Err(turned_away("")));
        let after = now + TURNED_AWAY + Duration::from_secs(1);
        assert!(matches!(sit(&room, 2, false, after), Seated::Waits(_)));
    }

    #[test]
    fn who_was_turned_away_does_not_come_in_by_logging_in() {
        let room = WaitingRoom::default();
        let now = Instant::now();
        let _one = seat(&room, 1, false);
        room.judge(&Admission::TurnAway(PersonId(1), String::new()), "Fay", now);
        let guest = Visitor::for_tests(1).identity;
        let account = Account {
            guest,
            role: Role::Visitor,
            until: SystemTime::UNIX_EPOCH,
        };
        let visitor = Visitor {
            account: Some(account),
            ..Visitor::for_tests(2)
        };
        let seated = room.sit(PersonId(2), "Guest", &visitor, now);
        assert!(matches!(seated, Seated::Said(Err(_))));
    }

    #[test]
    fn seats_are_bounded() {
        let room = WaitingRoom::default();
        let most = u32::try_from(MOST).unwrap();
        let seats: Vec<Seat<'_>> = (0..most).map(|it| seat(&room, it, false)).collect();
        let one_more = sit(&room, most, false, Instant::now());
        assert!(matches!(one_more, Seated::Full));
        drop(seats);
        assert!(matches!(
            sit(&room, most, false, Instant::now()),
            Seated::Waits(_)
        ));
    }

    #[test]
    fn one_network_does_not_take_all_seats() {
        let room = WaitingRoom::default();
        let now = Instant::now();
        let sit = |number: u32, network: u8| {
            let visitor = Visitor {
                prefix: Prefix([network; 16]),
                ..Visitor::for_tests(number)
            };
            room.sit(PersonId(number), "Guest", &visitor, now)
        };
        let most = u32::try_from(MOST_OF_NETWORK).unwrap();
        let seats: Vec<Seated<'_>> = (0..most).map(|it| sit(it, 1)).collect();
        assert!(seats.iter().all(|it| matches!(it, Seated::Waits(_))));
        assert!(matches!(sit(most, 1), Seated::Full));
        assert!(matches!(sit(most + 1, 2), Seated::Waits(_)));
    }
}
