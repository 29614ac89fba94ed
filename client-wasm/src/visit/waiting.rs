//! Waiting to be let in, and letting others in.

use hallway_protocol::ClientMsg;
use hallway_protocol::door::{Admission, TurnedAway, Waiter, Waiting, ZoneDoor};
use hallway_protocol::order::OrderAct;
use leptos::prelude::{GetUntracked, Set};

use super::Visit;
use crate::keeping;
use crate::ui::State;
use crate::waiting::{self, Waits};

impl Visit {
    /// One is not in yet.
    pub(super) fn waits(&self, waiting: Waiting) {
        self.ui.unreachable.set(false);
        self.ui.order.waiting.set(waiting);
        self.ui.state.set(State::Waiting);
    }

    /// One is not let in, and who says so.
    pub(super) fn turned_away(&self, turned_away: &TurnedAway) {
        let told = keeping::turned_away(turned_away);
        self.ui.order.why.set(Some(self.ui.sentence(&told)));
        self.ui.announce(&told);
    }

    /// Others wait at the venue's door.
    pub(super) fn others_wait(&self, waiters: &[Waiter]) {
        *self.waiters.borrow_mut() = waiters.to_vec();
        self.show_waiters();
    }

    /// Shows who waits, at the door and at zones.
    pub(super) fn show_waiters(&self) {
        let ui = self.ui.order;
        let now = {
            let model = self.model.borrow();
            let own = ui.standing.get_untracked();
            waiting::list(&own, &self.waiters.borrow(), &model.people)
        };
        let before = ui.waiters.get_untracked();
        if before == now {
            return;
        }
        if let Some(news) = waiting::news(&before, &now) {
            self.ui.announce(&news);
        }
        ui.waiters.set(now);
    }

    /// Lets somebody in.
    pub fn let_in(&self, waits: &Waits) {
        match waits.zone {
            None => self.say_admission(Admission::Admit(waits.id)),
            Some(_) => self.order(waits.id, OrderAct::Admit),
        }
    }

    /// Turns somebody away, for the reason that is written above the list.
    pub fn turn_away(&self, waits: &Waits) {
        match waits.zone {
            None => {
                let reason = self.ui.order.reason.get_untracked();
                self.say_admission(Admission::TurnAway(waits.id, reason));
            }
            Some(_) => self.order(waits.id, OrderAct::TurnAway),
        }
    }

    /// Lets all in who wait at the venue's door, or those of them who have an account.
    pub fn let_all_in(&self, accounts_only: bool) {
        self.say_admission(match accounts_only {
            true => Admission::AdmitAccounts,
            false => Admission::AdmitAll,
        });
    }

    /// Says who comes into a zone from now on.
    pub fn set_zone_door(&self, zone: &str, door: ZoneDoor) {
        let zone = zone.to_owned();
        self.tell(&[ClientMsg::ZoneDoor { zone, door }]);
    }

    fn say_admission(&self, admission: Admission) {
        self.tell(&[ClientMsg::Admission(admission)]);
    }
}
