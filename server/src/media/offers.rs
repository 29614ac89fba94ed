//! Offers that wait to be answered. Answering one takes as long as passing on hundreds of packets,
//! so nobody may offer again and again, and nobody has two in the queue. Answers nothing itself.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use hallway_protocol::PersonId;
use tokio::sync::mpsc::Sender;

use super::MediaEvent;

/// Offers that one visitor may make at once, as when a bad network makes a page try again.
const BURST: u32 = 4;
/// Beyond that, one offer in this time.
const INTERVAL: Duration = Duration::from_secs(5);

/// An offer as it came.
#[derive(Debug)]
pub struct Offer {
    /// Whose.
    pub person: PersonId,
    /// The text.
    pub sdp: String,
    /// Where the answer goes.
    pub events: Sender<MediaEvent>,
}

impl Offer {
    /// Tells whoever made the offer that nothing comes of it.
    pub fn refuse(&self, reason: &str) {
        let reason = reason.to_owned();
        let _ = self.events.try_send(MediaEvent::Failed { reason });
    }
}

/// The queue, and what must be remembered of those who made offers. At most one offer of each.
#[derive(Debug)]
pub struct Offers {
    waiting: VecDeque<Offer>,
    capacity: usize,
    allowances: HashMap<PersonId, Allowance>,
}

#[derive(Debug)]
struct Allowance {
    left: u32,
    counted: Instant,
}

impl Offers {
    /// An empty queue for this many offers.
    pub fn new(capacity: usize) -> Self {
        Self {
            waiting: VecDeque::new(),
            capacity,
            allowances: HashMap::new(),
        }
    }

    /// Queues an offer or refuses it. A newer offer takes the place of the one that waits.
    pub fn push(&mut self, offer: Offer, now: Instant) {
        if !self.allow(offer.person, now) {
            offer.refuse("offers come too fast");
            return;
        }
        let place = self
            .waiting
            .iter_mut()
            .find(|waiting| waiting.person == offer.person);
        if let Some(place) = place {
            std::mem::replace(place, offer).refuse("a newer offer came");
        } else if self.waiting.len() >= self.capacity {
            offer.refuse("too many offers at once");
        } else {
            self.waiting.push_back(offer);
        }
    }

    /// The offer to be answered next.
    pub fn pop(&mut self) -> Option<Offer> {
        self.waiting.pop_front()
    }

    /// Whether no offer waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Forgets a person.
    pub fn forget(&mut self, person: PersonId) {
        self.waiting.retain(|waiting| waiting.person != person);
        self.allowances.remove(&person);
    }

    fn allow(&mut self, person: PersonId, now: Instant) -> bool {
        let full = Allowance {
            left: BURST,
            counted: now,
        };
        let allowance = self.allowances.entry(person).or_insert(full);
        while allowance.left < BURST && now.saturating_duration_since(allowance.counted) >= INTERVAL
        {
            allowance.left += 1;
            allowance.counted += INTERVAL;
        }
        if allowance.left == BURST {
            allowance.counted = now;
        }
        let allowed = allowance.left > 0;
        allowance.left = allowance.left.saturating_sub(1);
        allowed
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::{Receiver, channel};

    use super::*;

    fn offer(person: u32) -> (Offer, Receiver<MediaEvent>) {
        let (events, answers) = channel(1);
        let offer = Offer {
            person: PersonId(person),
            sdp: String::new(),
            events,
        };
        (offer, answers)
    }

    #[track_caller]
    fn refused(mut answers: Receiver<MediaEvent>, expected: &str) {
        match answers.try_recv() {
            Ok(MediaEvent::Failed { reason }) => assert_eq!(reason, expected),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_newer_offer_takes_the_place_of_the_older() {
        let now = Instant::now();
        let mut offers = Offers::new(10);
        let (old, old_answers) = offer(1);
        offers.push(old, now);
        offers.push(offer(2).0, now);
        offers.push(offer(1).0, now);
        refused(old_answers, "a newer offer came");
        let order: Vec<_> = std::iter::from_fn(|| offers.pop())
            .map(|offer| offer.person.0)
            .collect();
        assert_eq!(order, [1, 2]);
        assert!(offers.is_empty());
    }

    #[test]
    fn the_queue_is_bounded() {
        let now = Instant::now();
        let mut offers = Offers::new(2);
        offers.push(offer(1).0, now);
        offers.push(offer(2).0, now);
        let (third, answers) = offer(3);
        offers.push(third, now);
        refused(answers, "too many offers at once");
    }

    #[test]
    fn offering_again_and_again_is_refused_for_a_while() {
        let now = Instant::now();
        let mut offers = Offers::new(10);
        let mut allowed = |now| {
            let before = offers.waiting.len();
            offers.push(offer(1).0, now);
            let queued = offers.waiting.len() > before;
            offers.waiting.clear();
            queued
        };
        let burst = (0..100).filter(|_| allowed(now)).count();
        assert_eq!(burst, BURST as usize);
        assert!(!allowed(now + INTERVAL / 2));
        assert!(allowed(now + INTERVAL));
        assert!(!allowed(now + INTERVAL));
        let later = now + INTERVAL * 1000;
        let burst = (0..100).filter(|_| allowed(later)).count();
        assert_eq!(burst, BURST as usize);
        offers.forget(PersonId(1));
        assert!(offers.allowances.is_empty());
    }
}
