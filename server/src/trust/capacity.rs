//! How many the venue holds, and who comes next when it is full: who waits longest. Who was inside a moment
//! ago comes back without waiting: their line broke, they loaded the page again, or went to another room.
//! Knows no connection.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::identity::Identity;

/// For how long somebody comes back without waiting.
const BACK: Duration = Duration::from_secs(60);

/// The venue's places.
#[derive(Debug)]
pub struct Capacity {
    /// A lock of the standard library: nothing is awaited while it is held.
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    /// How many there are; `None` for any number.
    most: Option<usize>,
    inside: usize,
    /// In the order of their coming.
    waiting: VecDeque<Waiting>,
    next: u64,
    /// Who was inside, and up to when that counts.
    left: HashMap<Identity, Instant>,
}

#[derive(Debug)]
struct Waiting {
    number: u64,
    identity: Identity,
    place: oneshot::Sender<Place>,
}

/// Somebody's place; it is the next one's with the value's end.
#[derive(Debug)]
pub struct Place {
    capacity: Arc<Capacity>,
    identity: Identity,
}

/// Somebody's turn to come.
#[derive(Debug)]
pub struct Turn {
    capacity: Arc<Capacity>,
    number: u64,
    place: oneshot::Receiver<Place>,
}

impl Capacity {
    /// So many places; 0 for any number.
    pub fn new(most: usize) -> Arc<Self> {
        let venue = Arc::new(Self {
            taken: Mutex::default(),
        });
        venue.set(most);
        venue
    }

    /// So many places from now on; 0 for any number. Who is inside stays.
    pub fn set(self: &Arc<Self>, most: usize) {
        self.lock().most = (most > 0).then_some(most);
        self.let_in();
    }

    /// A place at once, for those who never wait.
    pub fn take(self: &Arc<Self>, identity: Identity) -> Place {
        self.lock().inside += 1;
        self.place(identity)
    }

    /// A place as soon as it is somebody's turn.
    pub fn queue(self: &Arc<Self>, identity: Identity, now: Instant) -> Turn {
        let (sender, place) = oneshot::channel();
        let mut taken = self.lock();
        let number = taken.next;
        taken.next += 1;
        let was_inside = taken.left.remove(&identity);
        if was_inside.is_some_and(|until| now < until) {
            taken.inside += 1;
            drop(taken);
            let _ = sender.send(self.place(identity));
        } else {
            taken.waiting.push_back(Waiting {
                number,
                identity,
                place: sender,
            });
            drop(taken);
            self.let_in();
        }
        Turn {
            capacity: Arc::clone(self),
            number,
            place,
        }
    }

    /// How many wait before the one with this number.
    pub fn ahead(&self, number: u64) -> usize {
        let taken = self.lock();
        let mut waiting = taken.waiting.iter();
        let ahead = waiting.position(|it| it.number == number);
        ahead.unwrap_or_default()
    }

    fn place(self: &Arc<Self>, identity: Identity) -> Place {
        Place {
            capacity: Arc::clone(self),
            identity,
        }
    }

    /// Gives away what is free.
    fn let_in(self: &Arc<Self>) {
        loop {
            let mut taken = self.lock();
            if taken.most.is_some_and(|most| taken.inside >= most) {
                return;
            }
            let Some(first) = taken.waiting.pop_front() else {
                return;
            };
            taken.inside += 1;
            // Nobody may be there any more: then the place comes back here, which takes the lock.
            drop(taken);
            let _ = first.place.send(self.place(first.identity));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Waits for the place.
    pub async fn come(&mut self) -> Place {
        match (&mut self.place).await {
            Ok(place) => place,
            // The sender stays in the queue as long as this turn does.
            Err(_) => std::future::pending().await,
        }
    }

    /// What it is called.
    pub fn number(&self) -> u64 {
        self.number
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut taken = self.capacity.lock();
        taken.waiting.retain(|it| it.number != self.number);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.capacity.lock();
        taken.inside = taken.inside.saturating_sub(1);
        if taken.most.is_some() {
            let now = Instant::now();
            taken.left.retain(|_, until| now < *until);
            taken.left.insert(self.identity, now + BACK);
        }
        drop(taken);
        self.capacity.let_in();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::super::identity::Visitor;
    use super::*;

    fn identity(number: u32) -> Identity {
        Visitor::for_tests(number).identity
    }

    fn queue(venue: &Arc<Capacity>, number: u32) -> Turn {
        venue.queue(identity(number), Instant::now())
    }

    /// The place, if it is somebody's turn.
    fn came(turn: &mut Turn) -> Option<Place> {
        turn.come().now_or_never()
    }

    #[test]
    fn who_waits_longest_comes_first() {
        let venue = Capacity::new(2);
        let mut turns: Vec<Turn> = (0..5).map(|it| queue(&venue, it)).collect();
        let first = came(&mut turns[0]).unwrap();
        let _second = came(&mut turns[1]).unwrap();
        assert!(came(&mut turns[2]).is_none());
        let ahead = turns[2..].iter().map(|turn| venue.ahead(turn.number()));
        assert_eq!(ahead.collect::<Vec<_>>(), [0, 1, 2]);
        // Who gives up is not waited for.
        drop(turns.remove(2));
        drop(first);
        let third = came(&mut turns[2]).unwrap();
        assert!(came(&mut turns[3]).is_none());
        drop(third);
        assert!(came(&mut turns[3]).is_some());
    }

    #[test]
    fn a_place_that_nobody_takes_is_the_next_ones() {
        let venue = Capacity::new(1);
        let first = came(&mut queue(&venue, 1)).unwrap();
        let second = queue(&venue, 2);
        let mut third = queue(&venue, 3);
        drop(first);
        // It was theirs, and they never looked.
        drop(second);
        let place = came(&mut third).unwrap();
        assert!(came(&mut queue(&venue, 4)).is_none());
        drop(place);
        assert_eq!(venue.lock().inside, 0);
        assert!(venue.lock().waiting.is_empty());
    }

    #[test]
    fn who_works_here_comes_in_and_counts() {
        let venue = Capacity::new(1);
        let guest = came(&mut queue(&venue, 1)).unwrap();
        let staff = venue.take(identity(9));
        let mut next = queue(&venue, 2);
        drop(guest);
        assert!(came(&mut next).is_none());
        drop(staff);
        assert!(came(&mut next).is_some());
    }

    #[test]
    fn who_was_inside_a_moment_ago_comes_back_and_later_waits() {
        let venue = Capacity::new(1);
        drop(came(&mut queue(&venue, 1)).unwrap());
        drop(came(&mut queue(&venue, 2)).unwrap());
        let _third = came(&mut queue(&venue, 3)).unwrap();
        let back = came(&mut queue(&venue, 1));
        assert!(back.is_some());
        let later = Instant::now() + BACK + Duration::from_secs(1);
        assert!(came(&mut venue.queue(identity(2), later)).is_none());
    }

    #[test]
    fn more_places_let_more_in() {
        let venue = Capacity::new(1);
        let _first = came(&mut queue(&venue, 1)).unwrap();
        let mut second = queue(&venue, 2);
        assert!(came(&mut second).is_none());
        venue.set(2);
        assert!(came(&mut second).is_some());
    }

    #[test]
    fn a_venue_without_a_bound_makes_nobody_wait() {
        let venue = Capacity::new(0);
        let places: Vec<Place> = (0..1000)
            .filter_map(|it| came(&mut queue(&venue, it)))
            .collect();
        assert_eq!(places.len(), 1000);
        drop(places);
        assert!(venue.lock().left.is_empty(), "nothing is remembered");
    }
}
