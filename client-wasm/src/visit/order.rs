//! What the visitor does to keep order, and what was done about them.

use hallway_protocol::order::{Mutes, Order, OrderAct};
use hallway_protocol::{ClientMsg, PersonId};
use leptos::prelude::{GetUntracked, Set, Update};

use super::Visit;
use crate::announce::Announcement;
use crate::devices::Kind;
use crate::keeping;
use crate::model::Change;

impl Visit {
    /// Brings what changed before the visitor.
    pub(super) fn show_order(&self, change: Change) {
        let ui = self.ui.order;
        match change {
            Change::Order => {
                let model = self.model.borrow();
                ui.frozen.set(model.frozen);
                ui.quiet.set(model.quiet.clone());
                ui.zone_doors.set(model.zone_doors.clone());
                ui.hand.set(model.own().is_some_and(|own| own.hand));
            }
            Change::Kept(mutes) => self.is_kept_from(mutes),
            Change::Ordered(ordered) => {
                let told = keeping::ordered(&ordered);
                ui.why.set(Some(self.ui.sentence(&told)));
                self.ui.announce(&told);
            }
            Change::Done(done) => {
                self.ui.announce(&keeping::done(&done.act, &done.name));
                ui.add_done(done);
            }
            Change::Announcement(by, text) => {
                let values = vec![("name", by.clone()), ("text", text.clone())];
                let key = "announcement-by";
                self.ui.announce(&Announcement { key, values });
                ui.add_announcement(by, text);
            }
            _ => {}
        }
    }

    /// What it names is turned off, so that it does not begin again by itself.
    fn is_kept_from(&self, mutes: Mutes) {
        let before = self.ui.order.kept.get_untracked();
        self.ui.order.kept.set(mutes);
        if let Some(client) = self.client.upgrade() {
            for (kind, kept) in [
                (Kind::Microphone, mutes.microphone),
                (Kind::Camera, mutes.camera),
            ] {
                if kept {
                    client.devices.forbid(kind);
                }
            }
            if mutes.screen {
                client.screen.stop();
            }
        }
        // One who is told by whom need not be told that.
        let told = keeping::kept(before, mutes);
        if let Some(told) = told.filter(|_| self.ui.order.why.get_untracked().is_none()) {
            self.ui.announce(&told);
        }
        self.ui.order.why.set(None);
    }

    /// Does something about somebody, for the reason that is written above the list.
    pub fn order(&self, person: PersonId, act: OrderAct) {
        let reason = self.ui.order.reason.get_untracked();
        let order = Order {
            person,
            act,
            reason,
        };
        self.tell(&[ClientMsg::Order(order)]);
    }

    /// Takes back what was done last under this number.
    pub fn undo(&self, number: usize) {
        let ui = self.ui.order;
        let done = ui.done.get_untracked();
        let Some((_, done)) = done.into_iter().find(|(it, _)| *it == number) else {
            return;
        };
        ui.done.update(|all| all.retain(|(it, _)| *it != number));
        match (done.sanction, done.act) {
            (Some(sanction), _) => {
                self.tell(&[ClientMsg::Lift(sanction)]);
                let told = Announcement::naming("done-undone", &done.name);
                self.ui.announce(&told);
            }
            (None, OrderAct::Mute(_)) => self.order(done.person, OrderAct::Mute(Mutes::default())),
            (None, OrderAct::MoveOut | OrderAct::TurnAway) => {
                self.order(done.person, OrderAct::LetBack)
            }
            (None, OrderAct::LetSpeak(may)) => self.order(done.person, OrderAct::LetSpeak(!may)),
            (None, _) => {}
        }
    }

    /// Has all in a zone be quiet, or no longer.
    pub fn set_quiet(&self, zone: &str, quiet: bool) {
        let mutes = match quiet {
            true => Mutes::MICROPHONE,
            false => Mutes::default(),
        };
        let zone = zone.to_owned();
        self.tell(&[ClientMsg::Quiet { zone, mutes }]);
    }

    /// Stops everything, or sets it going again.
    pub fn set_frozen(&self, frozen: bool) {
        self.tell(&[ClientMsg::Freeze(frozen)]);
    }

    /// Tells all of the venue something.
    pub fn announce_to_all(&self, text: &str) {
        self.tell(&[ClientMsg::Announce(text.to_owned())]);
    }

    /// Raises one's hand, or takes it down.
    pub fn raise_hand(&self, up: bool) {
        self.tell(&[ClientMsg::Hand(up)]);
    }
}
