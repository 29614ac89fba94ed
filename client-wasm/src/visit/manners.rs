//! What the visitor does to be polite: locks, knocks, lets in, is away; and whose screen is seen.

use std::rc::Rc;

use hallway_protocol::{BubbleId, ClientMsg, PersonId, Pos, Presence};
use leptos::prelude::{GetUntracked, Set, WithUntracked};
use web_sys::HtmlVideoElement;

use super::Visit;
use crate::announce::Announcement;
use crate::manners::{beside, place_inside};
use crate::model::Change;
use crate::walk::Goal;

impl Visit {
    /// Brings what changed before the visitor.
    pub(super) fn show_manners(&self, change: &Change) {
        match change {
            Change::Bubble => {
                let lock = self.model.borrow().own_lock();
                self.ui.manners.lock.set(lock);
            }
            Change::Knocking => {
                let model = self.model.borrow();
                let knocking = model.knocking.iter().map(|it| (it.id, it.name.clone()));
                self.ui.manners.knocking.set(knocking.collect());
            }
            Change::Screen => {
                let model = self.model.borrow();
                // One knows one's own.
                let screen = model.screen.as_ref().filter(|it| model.you != Some(it.id));
                let screen = screen.map(|it| (it.id, it.name.clone()));
                self.ui.manners.screen.set(screen);
            }
            Change::ScreenRefused => {
                if let Some(client) = self.client.upgrade() {
                    client.screen.stop();
                }
            }
            Change::LetIn(by) => self.come_to(*by),
            _ => {}
        }
    }

    /// Locks one's bubble, or opens it.
    pub fn toggle_lock(&self) {
        let lock = self.model.borrow().own_lock();
        if let Some(locked) = lock {
            self.tell(&[ClientMsg::Lock(!locked)]);
        }
    }

    /// Knocks at a locked bubble.
    pub fn knock(&self, bubble: BubbleId) {
        self.tell(&[ClientMsg::Knock(bubble)]);
    }

    /// Knocks at the one beside which one stands. Whether there is one.
    pub(super) fn knock_here(&self) -> bool {
        let door = self.ui.manners.door.get_untracked();
        door.is_some_and(|door| {
            self.knock(door.bubble);
            true
        })
    }

    /// Says whether somebody may come in who knocks.
    pub fn answer_knock(&self, person: PersonId, let_in: bool) {
        self.tell(&[ClientMsg::AnswerKnock { person, let_in }]);
    }

    /// Lets in who has knocked for longest. Whether somebody does.
    pub(super) fn let_first_in(&self) -> bool {
        let knocking = self.ui.manners.knocking;
        let first = knocking.with_untracked(|all| all.first().map(|it| it.0));
        first.is_some_and(|person| {
            self.answer_knock(person, true);
            true
        })
    }

    /// Tells the server whether one may be talked to.
    pub fn tell_presence(&self, presence: Presence) {
        self.tell(&[ClientMsg::Presence(presence)]);
    }

    /// Looks whether one stands beside a locked bubble.
    pub(super) fn look_for_locks(&self) {
        let model = self.model.borrow();
        let shown = self.ui.manners.door;
        if model.locked.is_empty() && shown.with_untracked(Option::is_none) {
            return;
        }
        let at = self.me.borrow().predictor.pos();
        let crowd = self.crowd.borrow();
        let door = beside(&model, at, |id| crowd.place(id));
        if shown.with_untracked(|shown| *shown != door) {
            shown.set(door);
        }
    }

    /// Walks into the bubble of somebody who lets one in.
    fn come_to(&self, person: PersonId) {
        let model = self.model.borrow();
        let mut bubbles = model.bubbles.values();
        let Some(members) = bubbles.find(|members| members.contains(&person)) else {
            return;
        };
        let crowd = self.crowd.borrow();
        let places = members.iter().filter_map(|id| crowd.place(*id));
        let places: Vec<Pos> = places.collect();
        let mut me = self.me.borrow_mut();
        if let Some(place) = place_inside(me.predictor.pos(), &places) {
            me.set_out(Goal::Place(place));
        }
    }

    /// Shows somebody else's screen.
    pub fn show_screen(&self, video: &HtmlVideoElement) {
        if let Some(call) = self.call.borrow().as_ref() {
            call.show_screen(video);
        }
    }

    /// Says whom one follows, or no longer.
    pub(super) fn say_following(&self, before: Option<PersonId>, now: Option<PersonId>) {
        let said = match (before, now) {
            (_, Some(person)) => ("following", person),
            (Some(person), None) => ("following-over", person),
            (None, None) => return,
        };
        let name = self.model.borrow().name(said.1).map(str::to_owned);
        if let Some(name) = name {
            self.ui.announce(&Announcement::naming(said.0, &name));
        }
    }
}

impl crate::client::Client {
    /// Wants to be talked to in this way, or as usual again.
    pub fn toggle_presence(self: &Rc<Self>, presence: Presence) {
        let now = self.ui.manners.presence.get_untracked();
        self.set_presence(match now == presence {
            true => Presence::Here,
            false => presence,
        });
    }

    /// Wants to be talked to, or not. Who is away has microphone, camera and screen really off.
    pub fn set_presence(self: &Rc<Self>, presence: Presence) {
        let before = self.ui.manners.presence.get_untracked();
        let Some(said) = crate::manners::presence(before, presence) else {
            return;
        };
        self.ui.manners.presence.set(presence);
        let away = presence == Presence::Away;
        if away {
            self.screen.stop();
        }
        // Before anything is turned on again: of one who is away, the server takes nothing.
        self.with_visit(|visit| visit.tell_presence(presence));
        self.devices.step_away(away);
        self.ui.announce(&said);
    }
}
