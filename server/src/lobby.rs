//! Places for connections that have not yet shown what they are. When all are taken, whoever has
//! waited longest makes room for a newcomer: honest ones show themselves at once, so that however
//! many silent ones there are, nobody is kept out. Knows nothing of connections.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// The places.
#[derive(Debug)]
pub struct Lobby {
    capacity: usize,
    seats: Mutex<Seats>,
}

#[derive(Debug, Default)]
struct Seats {
    /// In the order of coming. Whoever's sender is dropped has lost the place.
    taken: VecDeque<(u64, oneshot::Sender<()>)>,
    next: u64,
}

/// A place; it is free again with the value's end.
#[derive(Debug)]
pub struct Seat {
    lobby: Arc<Lobby>,
    number: u64,
    lost: oneshot::Receiver<()>,
}

impl Lobby {
    /// So many free places.
    pub fn new(capacity: usize) -> Arc<Self> {
        Arc::new(Self {
            capacity,
            seats: Mutex::default(),
        })
    }

    /// A place for a newcomer, perhaps that of whoever waited longest.
    pub fn enter(self: &Arc<Self>) -> Seat {
        let (sender, lost) = oneshot::channel();
        let mut seats = self.lock();
        let number = seats.next;
        seats.next += 1;
        if seats.taken.len() >= self.capacity {
            seats.taken.pop_front();
        }
        seats.taken.push_back((number, sender));
        drop(seats);
        Seat {
            lobby: Arc::clone(self),
            number,
            lost,
        }
    }

    /// Sends away whoever has waited longest.
    pub fn make_room(&self) {
        self.lock().taken.pop_front();
    }

    // Nothing is awaited while it is held.
    fn lock(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Waits until the place is somebody else's.
    pub async fn lost(&mut self) {
        // Nothing is ever sent.
        let _ = (&mut self.lost).await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.lobby.lock();
        let found = seats
            .taken
            .binary_search_by_key(&self.number, |(number, _)| *number);
        if let Ok(at) = found {
            seats.taken.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_lost(seat: &mut Seat) -> bool {
        seat.lost.try_recv() == Err(oneshot::error::TryRecvError::Closed)
    }

    #[tokio::test]
    async fn newcomers_take_the_places_of_those_who_waited_longest() {
        let lobby = Lobby::new(3);
        let mut seats: Vec<Seat> = (0..5).map(|_| lobby.enter()).collect();
        seats[0].lost().await;
        let lost: Vec<bool> = seats.iter_mut().map(is_lost).collect();
        assert_eq!(lost, [true, true, false, false, false]);
        drop(seats.remove(3));
        let _newcomer = lobby.enter();
        assert!(!is_lost(&mut seats[2]));
        lobby.make_room();
        assert!(is_lost(&mut seats[2]));
        assert!(!is_lost(&mut seats[3]));
        drop(seats);
        assert_eq!(lobby.lock().taken.len(), 1);
    }
}
