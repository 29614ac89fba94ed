//! Doors of zones that people keep: who waits before one, who is let in, and how a door stands.

use hallway_protocol::PersonId;
use hallway_protocol::door::ZoneDoor;
use hallway_protocol::order::{Order, OrderAct, OrderRefused};

use super::order::{Done, OUT, names};
use super::{Changes, Room};
use crate::permit::{Act, permit};
use crate::zone::Zone;

impl Room {
    /// Lets somebody in who waits at a zone, or turns them away.
    pub(super) fn answer_waiter(&mut self, by: PersonId, order: Order, changes: &mut Changes) {
        let waits = self.people.get(&order.person);
        let title = waits.map(|it| it.person.waits.clone()).unwrap_or_default();
        if let Err(why) = self.permits_at(by, Act::Admit, &title) {
            changes.orders_refused.push((by, why));
            return;
        }
        match order.act {
            OrderAct::TurnAway => {
                let until = self.tick.saturating_add(OUT);
                self.barriers.keep_out(order.person, &title, until);
            }
            _ => {
                self.barriers.let_back(order.person);
                self.barriers.admit(order.person, &title);
            }
        }
        self.wait_no_longer(order.person, changes);
        let zones = vec![title];
        changes.orders.push(Done { by, order, zones });
    }

    /// Says who comes into the zones of a title from now on.
    pub(super) fn set_zone_door(
        &mut self,
        by: PersonId,
        title: &str,
        door: ZoneDoor,
        changes: &mut Changes,
    ) {
        if let Err(why) = self.permits_at(by, Act::KeepDoor, title) {
            changes.orders_refused.push((by, why));
            return;
        }
        if !self
            .barriers
            .set_door(&self.venue, title, door, &self.people)
        {
            return;
        }
        changes.order.zone_doors.push((title.to_owned(), door));
        changes.zone_doors.push((by, title.to_owned(), door));
        if door == ZoneDoor::WaitingRoom {
            return;
        }
        let waiting = self.people.values();
        let waiting = waiting.filter(|it| it.person.waits == title);
        let waiting: Vec<PersonId> = waiting.map(|it| it.person.id).collect();
        for id in waiting {
            self.wait_no_longer(id, changes);
        }
    }

    fn wait_no_longer(&mut self, id: PersonId, changes: &mut Changes) {
        if let Some(avatar) = self.people.get_mut(&id)
            && !avatar.person.waits.is_empty()
        {
            avatar.person.waits.clear();
            // What they hear next time is news again.
            avatar.barred = None;
            changes.waits(id, String::new());
        }
    }

    /// Whether somebody may do something at the zones of a title.
    pub(super) fn permits_at(
        &self,
        by: PersonId,
        act: Act,
        title: &str,
    ) -> Result<(), OrderRefused> {
        let mut zones = self.venue.zones.iter();
        let titled = |zone: &&Zone| !title.is_empty() && zone.title == title;
        match (self.people.get(&by), zones.find(titled)) {
            (Some(who), Some(zone)) => permit(&who.person.standing, act, names(zone), None),
            _ => Err(OrderRefused::Gone),
        }
    }
}
