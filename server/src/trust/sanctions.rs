//! Who is kept out, and who is kept from speaking wherever they come in again. Pure: the time is given.
//!
//! Of one who is sanctioned two things are remembered: the number in their cookie, and for some hours the
//! network they came from. By that only people are taken for them who were never seen before the sanction and
//! come without an invitation: somebody else in the same house who is here already is not.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;
use std::time::{Duration, SystemTime};

use hallway_protocol::order::Mutes;

use super::address::Prefix;
use super::identity::{Identity, Visitor};

/// How long a network is remembered with a ban.
pub const BAN_BY_PREFIX: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a network is remembered with a mute.
pub const MUTE_BY_PREFIX: Duration = Duration::from_secs(60 * 60);

/// How long a mute is remembered.
pub const MUTED: Duration = Duration::from_secs(24 * 60 * 60);

/// How long one who was sent away does not come back.
pub const REMOVED: Duration = Duration::from_secs(10 * 60);

/// Sanctions in force at most; beyond that the oldest that are not for good are dropped.
const MOST: usize = 10_000;

/// What is done about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// They do not come in, because they were sent away for some minutes.
    Removed,
    /// They do not come in.
    Banned,
    /// They are kept from these. The last word counts; `Mutes::default()` lets them go.
    Muted(Mutes),
}

/// A sanction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sanction {
    /// Its number.
    pub id: u64,
    /// What is done.
    pub kind: Kind,
    /// To whom.
    pub identity: Identity,
    /// The network they came from, and until when it is remembered.
    pub prefix: Option<(Prefix, SystemTime)>,
    /// The name they had.
    pub name: String,
    /// The name of who did it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: SystemTime,
    /// Until when; `None` for good.
    pub until: Option<SystemTime>,
}

impl Sanction {
    fn is_over(&self, now: SystemTime) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    fn concerns(&self, visitor: &Visitor, now: SystemTime) -> bool {
        let by_prefix = self.prefix.is_some_and(|(prefix, until)| {
            prefix == visitor.prefix
                && now < until
                && visitor.since >= self.since
                && visitor.invitation.is_none()
        });
        !self.is_over(now) && (visitor.identities().any(|it| it == self.identity) || by_prefix)
    }
}

/// All sanctions, found by whom they may concern: a room asks about each who is there whenever one changes.
#[derive(Clone, Debug, Default)]
pub struct Sanctions {
    all: BTreeMap<u64, Sanction>,
    by_identity: HashMap<Identity, BTreeSet<u64>>,
    by_prefix: HashMap<Prefix, BTreeSet<u64>>,
}

impl Sanctions {
    /// Those that were kept.
    pub fn of(sanctions: impl IntoIterator<Item = Sanction>) -> Self {
        let mut all = Self::default();
        sanctions.into_iter().for_each(|it| all.insert(it));
        all
    }

    /// Puts one in force.
    pub fn add(&mut self, sanction: Sanction, now: SystemTime) {
        self.forget_old(now);
        if self.all.len() >= MOST {
            let oldest = self.all.values().filter(|it| it.until.is_some());
            let oldest = oldest.min_by_key(|it| it.since).map(|it| it.id);
            self.lift(oldest.unwrap_or(sanction.id));
        }
        self.insert(sanction);
    }

    /// Ends one; gives it, if it was in force.
    pub fn lift(&mut self, id: u64) -> Option<Sanction> {
        let lifted = self.all.remove(&id)?;
        forget(&mut self.by_identity, &lifted.identity, id);
        if let Some((prefix, _)) = &lifted.prefix {
            forget(&mut self.by_prefix, prefix, id);
        }
        Some(lifted)
    }

    /// Those in force.
    pub fn iter(&self, now: SystemTime) -> impl Iterator<Item = &Sanction> {
        let all = self.all.values();
        all.filter(move |sanction| !sanction.is_over(now))
    }

    /// What keeps somebody out, a ban before what lasts for minutes only.
    pub fn keeps_out(&self, visitor: &Visitor, now: SystemTime) -> Option<&Sanction> {
        let all = self.concerning(visitor, now);
        let out = all.filter(|it| !matches!(it.kind, Kind::Muted(_)));
        out.max_by_key(|it| (it.kind == Kind::Banned, it.until.is_none(), it.until))
    }

    /// What somebody is kept from, by the last word about it.
    pub fn muted(&self, visitor: &Visitor, now: SystemTime) -> Mutes {
        let all = self.concerning(visitor, now);
        let words = all.filter_map(|it| match it.kind {
            Kind::Muted(mutes) => Some(((it.since, it.id), mutes)),
            Kind::Removed | Kind::Banned => None,
        });
        let last = words.max_by_key(|(when, _)| *when);
        last.map(|(_, mutes)| mutes).unwrap_or_default()
    }

    fn forget_old(&mut self, now: SystemTime) {
        let old = self.all.values().filter(|it| it.is_over(now));
        let old: Vec<u64> = old.map(|it| it.id).collect();
        for id in old {
            self.lift(id);
        }
    }

    fn insert(&mut self, sanction: Sanction) {
        let id = sanction.id;
        self.lift(id);
        self.by_identity
            .entry(sanction.identity)
            .or_default()
            .insert(id);
        if let Some((prefix, _)) = sanction.prefix {
            self.by_prefix.entry(prefix).or_default().insert(id);
        }
        self.all.insert(id, sanction);
    }

    /// Those in force that concern somebody, some of them twice.
    fn concerning(&self, visitor: &Visitor, now: SystemTime) -> impl Iterator<Item = &Sanction> {
        let by_identity = visitor.identities();
        let by_identity = by_identity.filter_map(|it| self.by_identity.get(&it));
        let ids = by_identity.chain(self.by_prefix.get(&visitor.prefix));
        ids.flatten()
            .filter_map(|id| self.all.get(id))
            .filter(move |it| it.concerns(visitor, now))
    }
}

fn forget<K: Eq + Hash>(ids: &mut HashMap<K, BTreeSet<u64>>, of: &K, id: u64) {
    if let Some(left) = ids.get_mut(of) {
        left.remove(&id);
        if left.is_empty() {
            ids.remove(of);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use hallway_protocol::Role;
    use proptest::prelude::*;

    use super::super::identity::Account;
    use super::*;

    fn at(minutes: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_800_000_000 + 60 * minutes)
    }

    fn visitor(number: u8, since: u64, network: u8) -> Visitor {
        Visitor {
            identity: Identity([number; 16]),
            since: at(since),
            prefix: Prefix([network; 16]),
            invitation: None,
            account: None,
        }
    }

    /// About number 1 in network 1, at minute 10, for an hour.
    fn sanction(id: u64, kind: Kind) -> Sanction {
        Sanction {
            id,
            kind,
            identity: Identity([1; 16]),
            prefix: Some((Prefix([1; 16]), at(40))),
            name: "Mallory".to_owned(),
            by: "Fay".to_owned(),
            reason: String::new(),
            since: at(10),
            until: Some(at(70)),
        }
    }

    #[test]
    fn who_is_banned_is_known_by_number_and_for_a_while_by_network() {
        let mut sanctions = Sanctions::default();
        sanctions.add(sanction(1, Kind::Banned), at(10));
        let invited = Visitor {
            invitation: Some(7),
            ..visitor(2, 20, 1)
        };
        for (who, minute, out) in [
            (visitor(1, 0, 1), 10, true),
            (visitor(1, 0, 9), 60, true),
            (visitor(1, 0, 1), 70, false),
            // A fresh one from the same network.
            (visitor(2, 10, 1), 11, true),
            (visitor(2, 10, 1), 40, false),
            // Was there before, comes from elsewhere, is invited.
            (visitor(3, 9, 1), 11, false),
            (visitor(4, 20, 2), 21, false),
            (invited, 21, false),
        ] {
            let kept = sanctions.keeps_out(&who, at(minute));
            assert_eq!(kept.is_some(), out, "{who:?} at {minute}");
        }
        assert!(sanctions.lift(1).is_some());
        assert!(sanctions.keeps_out(&visitor(1, 0, 1), at(11)).is_none());
    }

    #[test]
    fn a_ban_weighs_more_than_a_removal_and_good_more_than_long() {
        let mut sanctions = Sanctions::default();
        let who = visitor(1, 0, 1);
        sanctions.add(sanction(2, Kind::Removed), at(10));
        assert_eq!(sanctions.keeps_out(&who, at(11)).unwrap().id, 2);
        sanctions.add(sanction(1, Kind::Banned), at(10));
        assert_eq!(sanctions.keeps_out(&who, at(11)).unwrap().id, 1);
        let for_good = Sanction {
            until: None,
            ..sanction(3, Kind::Banned)
        };
        sanctions.add(for_good, at(10));
        assert_eq!(sanctions.keeps_out(&who, at(11)).unwrap().id, 3);
        assert_eq!(sanctions.keeps_out(&who, at(9_000_000)).unwrap().id, 3);
    }

    #[test]
    fn of_mutes_the_last_word_counts() {
        let mut sanctions = Sanctions::default();
        let who = visitor(1, 0, 1);
        sanctions.add(sanction(1, Kind::Muted(Mutes::ALL)), at(10));
        assert_eq!(sanctions.muted(&who, at(11)), Mutes::ALL);
        assert_eq!(sanctions.muted(&visitor(2, 12, 1), at(13)), Mutes::ALL);
        assert!(sanctions.keeps_out(&who, at(11)).is_none());
        let released = Sanction {
            since: at(12),
            ..sanction(2, Kind::Muted(Mutes::default()))
        };
        sanctions.add(released, at(12));
        assert_eq!(sanctions.muted(&who, at(13)), Mutes::default());
        assert_eq!(sanctions.muted(&who, at(99)), Mutes::default());
    }

    #[test]
    fn what_is_over_is_forgotten_and_what_is_for_good_is_kept() {
        let mut sanctions = Sanctions::default();
        let for_good = Sanction {
            until: None,
            ..sanction(0, Kind::Banned)
        };
        sanctions.add(for_good, at(10));
        for id in 1..=MOST as u64 + 50 {
            sanctions.add(sanction(id, Kind::Removed), at(11));
        }
        assert_eq!(sanctions.iter(at(11)).count(), MOST);
        assert!(sanctions.iter(at(11)).any(|it| it.id == 0));
        sanctions.add(sanction(30_000, Kind::Removed), at(80));
        assert_eq!(sanctions.all.len(), 2);
        assert_eq!(
            (sanctions.by_identity.len(), sanctions.by_prefix.len()),
            (1, 1)
        );
        sanctions.lift(0);
        sanctions.lift(30_000);
        assert!(sanctions.by_identity.is_empty() && sanctions.by_prefix.is_empty());
    }

    proptest! {
        /// What is found by the lists is what a look at all of them finds.
        #[test]
        fn whom_they_concern_is_found(
            put in prop::collection::vec((0u64..20, 0u8..4, 0u8..4, 0u64..90, any::<bool>()), 0..40),
            lifted in prop::collection::vec(0u64..20, 0..10),
            who in (0u8..4, 0u64..90, 0u8..4),
            guest in prop::option::of(0u8..4),
            minute in 0u64..100,
        ) {
            let mut sanctions = Sanctions::default();
            for (id, identity, network, since, banned) in put {
                let kind = if banned { Kind::Banned } else { Kind::Muted(Mutes::ALL) };
                let put = Sanction {
                    identity: Identity([identity; 16]),
                    prefix: Some((Prefix([network; 16]), at(since + 30))),
                    since: at(since),
                    until: Some(at(since + 60)),
                    ..sanction(id, kind)
                };
                sanctions.add(put, at(since));
            }
            for id in lifted {
                sanctions.lift(id);
            }
            let account = guest.map(|guest| Account {
                guest: Identity([guest; 16]),
                role: Role::Visitor,
                until: at(1000),
            });
            let who = Visitor { account, ..visitor(who.0, who.1, who.2) };
            let mut found: Vec<u64> = sanctions.concerning(&who, at(minute)).map(|it| it.id).collect();
            found.sort_unstable();
            found.dedup();
            let all = sanctions.all.values().filter(|it| it.concerns(&who, at(minute)));
            let all: Vec<u64> = all.map(|it| it.id).collect();
            prop_assert_eq!(found, all);
        }
    }
}
