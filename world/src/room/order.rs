//! Keeping order in a room: who is muted, where all are to be quiet, who was put out, and whether
//! everything stands still. Whether somebody may do such a thing is asked of `permit.rs` alone.

use std::collections::{BTreeMap, BTreeSet};

use hallway_protocol::client::Sending;
use hallway_protocol::order::{Mutes, Order, OrderAct, OrderRefused};
use hallway_protocol::{PersonId, Role, Standing, TICK_HZ};

use super::{Changes, Room};
use crate::permit::{Act, kept_from, permit};
use crate::venue::Venue;
use crate::zone::Zone;

/// Ticks for which one who was put out of a zone does not come in again: ten minutes.
pub(super) const OUT: u32 = 600 * TICK_HZ;

/// What is in force in a room.
#[derive(Debug, Default)]
pub(super) struct InForce {
    /// Nobody walks or says anything but those who keep order.
    frozen: bool,
    /// Zones in which all are to be quiet, by their titles.
    quiet: BTreeMap<String, Mutes>,
    /// Of whom it is to be found out anew what they are kept from.
    unsure: BTreeSet<PersonId>,
}

/// What somebody did who keeps order, for the log and for those who have to carry it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Who did it.
    pub by: PersonId,
    /// What.
    pub order: Order,
    /// The titles of the zones where it was.
    pub zones: Vec<String>,
}

/// The names by which people know a zone.
pub(super) fn names(zone: &Zone) -> [&str; 2] {
    [&zone.title, &zone.name]
}

/// What somebody is in a zone.
pub(super) fn role_in(standing: &Standing, zone: &Zone) -> Role {
    standing.among(names(zone))
}

impl Room {
    /// Whether nobody walks or says anything but those who keep order.
    pub fn is_frozen(&self) -> bool {
        self.order.frozen
    }

    /// Zones, by their titles, in which all are to be quiet in this way.
    pub fn quiet(&self) -> impl Iterator<Item = (&str, Mutes)> {
        let quiet = self.order.quiet.iter();
        quiet.map(|(zone, mutes)| (zone.as_str(), *mutes))
    }

    /// What somebody is where they stand.
    pub fn role_at(&self, id: PersonId) -> Role {
        let avatar = self.people.get(&id);
        let role = avatar.map(|avatar| {
            let zones = zone_names(&self.venue, &avatar.zones);
            avatar.person.standing.among(zones)
        });
        role.unwrap_or_default()
    }

    /// The titles of the zones where somebody stands.
    pub fn titles_at(&self, id: PersonId) -> Vec<String> {
        let zones = self.people.get(&id).map(|avatar| avatar.zones.as_slice());
        let zones = zones.unwrap_or_default().iter();
        let zones = zones.filter_map(|zone| self.venue.zones.get(*zone));
        let titled = zones.filter(|zone| !zone.title.is_empty());
        titled.map(|zone| zone.title.clone()).collect()
    }

    /// Whether somebody may do something in all of the venue, whatever they may where they stand.
    pub fn permits_everywhere(&self, by: PersonId, act: Act) -> bool {
        let who = self.people.get(&by);
        who.is_some_and(|it| permit(&it.person.standing, act, [], None).is_ok())
    }

    /// Whether somebody may do something in zones of these names.
    pub fn permits_among<'a>(
        &self,
        by: PersonId,
        act: Act,
        zones: impl IntoIterator<Item = &'a str>,
    ) -> bool {
        let who = self.people.get(&by);
        who.is_some_and(|it| permit(&it.person.standing, act, zones, None).is_ok())
    }

    /// Whether somebody may do something where somebody else stands, or where they stand themselves.
    pub fn permits(
        &self,
        by: PersonId,
        act: Act,
        to: Option<PersonId>,
    ) -> Result<(), OrderRefused> {
        let who = self.people.get(&by).ok_or(OrderRefused::Gone)?;
        let there = match to {
            Some(to) => self.people.get(&to).ok_or(OrderRefused::Gone)?,
            None => who,
        };
        let names = zone_names(&self.venue, &there.zones);
        let to = to.map(|_| &there.person.standing);
        permit(&who.person.standing, act, names, to)
    }

    /// Somebody who keeps order does something about somebody.
    pub(super) fn obey_order(&mut self, by: PersonId, order: Order, changes: &mut Changes) {
        if let OrderAct::Admit | OrderAct::TurnAway = order.act {
            self.answer_waiter(by, order, changes);
            return;
        }
        let act = Act::of_order(&order.act);
        if let Err(why) = self.permits(by, act, Some(order.person)) {
            changes.orders_refused.push((by, why));
            return;
        }
        let id = order.person;
        let zones = self.titles_at(id);
        match order.act {
            OrderAct::Mute(mutes) => self.mute(id, mutes, changes),
            OrderAct::LetSpeak(may) => self.let_speak(id, may, changes),
            OrderAct::MoveOut => {
                if !self.move_out(by, id, changes) {
                    changes.orders_refused.push((by, OrderRefused::Gone));
                    return;
                }
            }
            OrderAct::LetBack => self.barriers.let_back(id),
            // The hub sees to it that they go: it has their line. Those who wait were answered above.
            OrderAct::Remove | OrderAct::Ban(_) | OrderAct::Admit | OrderAct::TurnAway => {}
        }
        changes.orders.push(Done { by, order, zones });
    }

    /// Somebody is kept from these, and from nothing else, by a word to them alone.
    pub(super) fn mute(&mut self, id: PersonId, mutes: Mutes, changes: &mut Changes) {
        let Some(avatar) = self.people.get_mut(&id) else {
            return;
        };
        if avatar.person.muted != mutes {
            avatar.person.muted = mutes;
            changes.muted(id, mutes);
            self.order.unsure.insert(id);
        }
    }

    /// Somebody's name looks like that of one who keeps order.
    pub(super) fn mark_alike(&mut self, id: PersonId, changes: &mut Changes) {
        if let Some(avatar) = self.people.get_mut(&id).filter(|it| !it.person.alike) {
            avatar.person.alike = true;
            changes.alike(id);
        }
    }

    fn let_speak(&mut self, id: PersonId, may: bool, changes: &mut Changes) {
        self.raise_hand(id, false, changes);
        let Some(avatar) = self.people.get_mut(&id) else {
            return;
        };
        if avatar.person.may_speak != may {
            avatar.person.may_speak = may;
            changes.may_speak(id, may);
            self.order.unsure.insert(id);
        }
    }

    /// Somebody raises a hand, or takes it down.
    pub(super) fn raise_hand(&mut self, id: PersonId, up: bool, changes: &mut Changes) {
        if let Some(avatar) = self.people.get_mut(&id)
            && avatar.person.hand != up
        {
            avatar.person.hand = up;
            changes.hand(id, up);
        }
    }

    /// Out of the zones in which one may put people out. False when there are none where they stand.
    fn move_out(&mut self, by: PersonId, id: PersonId, changes: &mut Changes) -> bool {
        let (Some(who), Some(avatar)) = (self.people.get(&by), self.people.get(&id)) else {
            return false;
        };
        let standing = &who.person.standing;
        let zones = avatar
            .zones
            .iter()
            .filter_map(|zone| self.venue.zones.get(*zone));
        let theirs = zones.filter(|zone| {
            !zone.title.is_empty() && permit(standing, Act::MoveOut, names(zone), None).is_ok()
        });
        let titles: Vec<String> = theirs.map(|zone| zone.title.clone()).collect();
        let until = self.tick.saturating_add(OUT);
        for title in &titles {
            self.barriers.keep_out(id, title, until);
        }
        if !titles.is_empty() {
            self.put_near(id, None, changes);
        }
        !titles.is_empty()
    }

    /// Has all in zones of a title be quiet in this way, or no longer.
    pub(super) fn set_quiet(
        &mut self,
        by: PersonId,
        title: &str,
        mutes: Mutes,
        changes: &mut Changes,
    ) {
        if let Err(why) = self.permits_at(by, Act::Quiet, title) {
            changes.orders_refused.push((by, why));
            return;
        }
        let before = match mutes.is_none() {
            true => self.order.quiet.remove(title),
            false => self.order.quiet.insert(title.to_owned(), mutes),
        };
        if before.unwrap_or_default() != mutes {
            changes.order.quiet.push((title.to_owned(), mutes));
            changes.quieted.push((by, title.to_owned(), mutes));
            self.order.unsure.extend(self.people.keys());
        }
    }

    /// Stops everything in the room, or sets it going again.
    pub(super) fn freeze(&mut self, by: PersonId, frozen: bool, changes: &mut Changes) {
        if let Err(why) = self.permits(by, Act::Freeze, None) {
            changes.orders_refused.push((by, why));
        } else if self.order.frozen != frozen {
            self.order.frozen = frozen;
            changes.order.frozen = Some(frozen);
            changes.froze = Some(by);
            self.order.unsure.extend(self.people.keys());
        }
    }

    /// Somebody stands in other zones than before, or came.
    pub(super) fn mind_order_of(&mut self, id: PersonId) {
        self.order.unsure.insert(id);
    }

    /// Whether somebody may walk now.
    pub(super) fn may_walk(&self, id: PersonId) -> bool {
        !self.order.frozen || self.permits(id, Act::WalkFrozen, None).is_ok()
    }

    /// Finds out what people are kept from where they stand now. Nothing more is taken of that from this
    /// moment on, and nothing of it begins again by itself once they are let go.
    pub(super) fn mind_order(&mut self, changes: &mut Changes) {
        for id in std::mem::take(&mut self.order.unsure) {
            let among_quiet = self.end_speaking(id, changes);
            let Some(avatar) = self.people.get(&id) else {
                continue;
            };
            let kept = match self.may_walk(id) {
                false => Mutes::ALL,
                true => {
                    let may_speak = avatar.person.may_speak
                        || self.permits(id, Act::SpeakAmongQuiet, None).is_ok();
                    kept_from(avatar.person.muted, among_quiet, may_speak)
                }
            };
            let sending = avatar.person.sending;
            if kept == avatar.kept {
                continue;
            }
            if let Some(avatar) = self.people.get_mut(&id) {
                avatar.kept = kept;
            }
            changes.kept.push((id, kept));
            if kept.leaves(sending) != sending {
                self.send(id, sending, changes);
            }
        }
    }

    /// What all are kept from where somebody stands. Who was let speak there is let no longer elsewhere.
    fn end_speaking(&mut self, id: PersonId, changes: &mut Changes) -> Mutes {
        let Some(avatar) = self.people.get_mut(&id) else {
            return Mutes::default();
        };
        let zones = avatar.zones.iter();
        let zones = zones.filter_map(|zone| self.venue.zones.get(*zone));
        let quiet = zones.filter_map(|zone| self.order.quiet.get(&zone.title));
        let all = quiet.fold(Mutes::default(), |all, mutes| all.and(*mutes));
        if all.is_none() && avatar.person.may_speak {
            avatar.person.may_speak = false;
            changes.may_speak(id, false);
        }
        all
    }

    /// What is taken of what somebody wants to send.
    pub(super) fn taken_of(&self, id: PersonId, sending: Sending) -> Sending {
        match self.people.get(&id) {
            Some(avatar) => avatar.kept.leaves(sending.taken(avatar.person.presence)),
            None => Sending::default(),
        }
    }
}

pub(super) fn zone_names<'a>(
    venue: &'a Venue,
    zones: &'a [usize],
) -> impl Iterator<Item = &'a str> {
    let zones = zones.iter().filter_map(|zone| venue.zones.get(*zone));
    zones.flat_map(names)
}
