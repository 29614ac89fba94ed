//! The venue's waiting room, as those see it who may let people in.

use std::time::Instant;

use hallway_protocol::door::Admission;
use hallway_protocol::order::OrderRefused;
use hallway_protocol::{PersonId, ServerMsg};
use hallway_world::permit::Act;
use hallway_world::room::Changes;

use super::Hub;
use super::letters::Letters;
use crate::store::Audit;

impl Hub {
    /// Tells them who waits, whenever that changes and when they come.
    pub(super) fn tell_waiters(&mut self, changes: &Changes, letters: &mut Letters) {
        let waiting_room = &self.services.waiting_room;
        let version = waiting_room.version();
        let news = version != self.order.waiters_told;
        if !news && changes.entered.is_empty() {
            return;
        }
        self.order.waiters_told = version;
        let waiters = waiting_room.waiters();
        let told = match news {
            true => self.members.ids(),
            false if waiters.is_empty() => return,
            false => changes.entered.clone(),
        };
        let message = ServerMsg::Waiters(waiters);
        for id in told {
            if self.room.permits_everywhere(id, Act::Admit) {
                letters.add(id, &message);
            }
        }
    }

    /// Lets people in at the venue's door or turns them away, if that is this one's to do.
    pub(super) fn admit(&mut self, id: PersonId, admission: &Admission, letters: &mut Letters) {
        if !self.room.permits_everywhere(id, Act::Admit) {
            letters.add(id, &ServerMsg::OrderRefused(OrderRefused::NotAllowed));
            return;
        }
        let by = self.name_of(id);
        let waiting_room = &self.services.waiting_room;
        let judged = waiting_room.judge(admission, &by, Instant::now());
        if judged.is_empty() {
            letters.add(id, &ServerMsg::OrderRefused(OrderRefused::Gone));
            return;
        }
        let (act, reason) = match admission {
            Admission::TurnAway(_, reason) => ("turn away", reason.as_str()),
            Admission::Admit(_) | Admission::AdmitAll | Admission::AdmitAccounts => ("admit", ""),
        };
        for (name, identity) in judged {
            let audit = Audit {
                act: act.to_owned(),
                identity: Some(identity.text()),
                name: Some(name),
                reason: reason.to_owned(),
                ..self.by(id)
            };
            self.keep(id, audit);
        }
    }
}
