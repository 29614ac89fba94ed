//! What is in force against whom, known to all rooms at once and kept beside them. Rooms look at the version
//! in each tick: what another room, or an organizer's page, has changed holds from the next tick on.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use hallway_protocol::order::Mutes;
use tokio::sync::oneshot;

use super::identity::Visitor;
use super::sanctions::{BAN_BY_PREFIX, Kind, MUTE_BY_PREFIX, MUTED, REMOVED, Sanction, Sanctions};
use crate::clock::seconds;
use crate::store::{Audit, Entry, Journal, new_id};

/// What is in force.
#[derive(Debug)]
pub struct OrderBook {
    /// A lock of the standard library: nothing is awaited while it is held.
    sanctions: Mutex<Sanctions>,
    version: AtomicU64,
    journal: Journal,
}

/// Something done about somebody.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// About whom.
    pub visitor: &'a Visitor,
    /// The name they have.
    pub name: &'a str,
    /// The name of who does it.
    pub by: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// What was put in force.
#[derive(Debug)]
pub struct Put {
    /// Its number, by which it can be lifted.
    pub id: u64,
    /// True once it is kept; false, or nothing, when it is not.
    pub kept: oneshot::Receiver<bool>,
}

impl OrderBook {
    /// With what was in force before.
    pub fn new(sanctions: Vec<Sanction>, journal: Journal) -> Self {
        Self {
            sanctions: Mutex::new(Sanctions::of(sanctions)),
            version: AtomicU64::new(1),
            journal,
        }
    }

    /// Takes what else is to be kept.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Changes with everything that is put in force or lifted.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// What keeps somebody out.
    pub fn keeps_out(&self, visitor: &Visitor, now: SystemTime) -> Option<Sanction> {
        self.lock().keeps_out(visitor, now).cloned()
    }

    /// What somebody is kept from, in whatever room.
    pub fn muted(&self, visitor: &Visitor, now: SystemTime) -> Mutes {
        self.lock().muted(visitor, now)
    }

    /// All that is in force.
    pub fn in_force(&self, now: SystemTime) -> Vec<Sanction> {
        self.lock().iter(now).cloned().collect()
    }

    /// Keeps somebody from these everywhere, or (`Mutes::default()`) from nothing.
    pub fn mute(&self, word: Word<'_>, mutes: Mutes, now: SystemTime) -> Put {
        let prefix = MUTE_BY_PREFIX;
        self.put(word, Kind::Muted(mutes), (now, Some(MUTED)), prefix)
    }

    /// Keeps somebody out for some minutes.
    pub fn remove(&self, word: Word<'_>, now: SystemTime) -> Put {
        self.put(word, Kind::Removed, (now, Some(REMOVED)), REMOVED)
    }

    /// Keeps somebody out for so long, or for good.
    pub fn ban(&self, word: Word<'_>, lasts: Option<Duration>, now: SystemTime) -> Put {
        let prefix = lasts.map_or(BAN_BY_PREFIX, |lasts| lasts.min(BAN_BY_PREFIX));
        self.put(word, Kind::Banned, (now, lasts), prefix)
    }

    /// Ends a sanction; gives it, and word once that is kept. `None` when it is not in force.
    pub fn lift(&self, id: u64) -> Option<(Sanction, oneshot::Receiver<bool>)> {
        let lifted = self.lock().lift(id)?;
        self.version.fetch_add(1, Ordering::Release);
        Some((lifted, self.journal.keep(Entry::Lifted(id))))
    }

    /// Notes what somebody did. The number and the time are set here.
    pub fn note(&self, audit: Audit, now: SystemTime) -> oneshot::Receiver<bool> {
        self.journal.keep(Entry::Audit(Audit {
            id: new_id(),
            at: seconds(now),
            ..audit
        }))
    }

    fn put(
        &self,
        word: Word<'_>,
        kind: Kind,
        (now, lasts): (SystemTime, Option<Duration>),
        prefix: Duration,
    ) -> Put {
        let sanction = Sanction {
            id: new_id().unsigned_abs(),
            kind,
            identity: word.visitor.identity,
            prefix: now
                .checked_add(prefix)
                .map(|until| (word.visitor.prefix, until)),
            name: word.name.to_owned(),
            by: word.by.to_owned(),
            reason: word.reason.to_owned(),
            since: now,
            until: lasts.and_then(|lasts| now.checked_add(lasts)),
        };
        self.lock().add(sanction.clone(), now);
        self.version.fetch_add(1, Ordering::Release);
        let id = sanction.id;
        let kept = self.journal.keep(Entry::Sanction(sanction));
        Put { id, kept }
    }

    fn lock(&self) -> MutexGuard<'_, Sanctions> {
        // What is in force is whole at any time: each change is one step.
        self.sanctions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
