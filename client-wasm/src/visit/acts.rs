//! What the visitor does: walks, acts, looks closer, talks.

use std::rc::Rc;

use hallway_protocol::geom::SUBPX;
use hallway_protocol::limits::clean_chat;
use hallway_protocol::{ClientMsg, PersonId, Pos, Presence};
use hallway_world::permit::Act;
use leptos::prelude::{GetUntracked, Set, document};

use super::Visit;
use crate::dom::now_ms;
use crate::input::{Doing, Taken};
use crate::intent::Action;
use crate::keeping::may;
use crate::me::in_front;
use crate::ui::{Panel, focus_by_id};
use crate::walk::Goal;

/// How far one sees somebody in front, in subpixels.
const IN_FRONT: i64 = 160 * SUBPX as i64;

impl Visit {
    /// Takes in what the visitor does on keyboard and canvas.
    pub(super) fn does(self: &Rc<Self>, doing: Doing) -> Taken {
        match doing {
            Doing::Press(code, shift) => self.press(&code, shift),
            Doing::Release(code, shift) => self.release(&code, shift),
            Doing::LoseKeys => self.lose_keys(),
            Doing::Action(action, on_map) => self.acts(action, on_map),
            Doing::Tap(x, y, run) => self.walk_to_spot(x, y, run),
            Doing::Zoom(factor) => self.zoom(|view| view.zoom_by(factor)),
        }
    }

    fn press(&self, code: &str, shift: bool) -> Taken {
        let mut me = self.me.borrow_mut();
        me.keys.set_run(shift);
        let taken = me.keys.press(code);
        drop(me);
        if taken {
            // The first step is not left to the next frame.
            self.tick();
        }
        taken
    }

    fn release(&self, code: &str, shift: bool) -> Taken {
        let mut me = self.me.borrow_mut();
        me.keys.set_run(shift);
        me.keys.release(code)
    }

    fn lose_keys(&self) -> Taken {
        self.me.borrow_mut().keys.clear();
        false
    }

    fn acts(&self, action: Action, on_map: bool) -> Taken {
        match action {
            // Elsewhere these keys press buttons.
            Action::Act => {
                // What the author put here goes before whoever happens to stand here.
                if on_map && !self.act_on_session() {
                    self.act();
                }
                on_map
            }
            Action::Close => self.close(),
            // Letters are for the map alone: nobody goes away by a slip on a button.
            Action::Away if on_map => {
                self.toggle_away();
                true
            }
            Action::LetIn if on_map => self.let_first_in(),
            Action::Away | Action::LetIn => false,
            Action::Help => {
                self.ui.toggle_panel(Panel::Help);
                true
            }
            Action::ZoomIn => self.zoom(|view| view.zoom_step(true)),
            Action::ZoomOut => self.zoom(|view| view.zoom_step(false)),
        }
    }

    /// Opens or closes the door that one stands beside, or knocks at a locked bubble. Without one,
    /// walks up to whom one looks
    /// at: a talk begins by standing together.
    fn act(&self) {
        if self.use_nearest_door() || self.knock_here() {
            return;
        }
        let you = self.model.borrow().you;
        let crowd = self.crowd.borrow();
        let others = crowd.figures.iter().filter(|(id, _)| Some(**id) != you);
        let others = others.map(|(id, figure)| (*id, figure.track.last()));
        let mut me = self.me.borrow_mut();
        let (at, dir) = (me.predictor.pos(), me.predictor.dir());
        match in_front(at, dir, IN_FRONT, others) {
            Some(person) => me.set_out(Goal::Beside(person)),
            None => self.ui.say("nothing-in-front"),
        }
    }

    fn toggle_away(&self) {
        if let Some(client) = self.client.upgrade() {
            client.toggle_presence(Presence::Away);
        }
    }

    fn close(&self) -> Taken {
        if self.ui.panel.get_untracked().is_some() {
            self.ui.panel.set(None);
            return true;
        }
        // Of what is open beside the map this key only leads back to the map: a meeting is not to be
        // lost by accident.
        if is_in_session() {
            focus_by_id("map");
            return true;
        }
        self.me.borrow_mut().stop();
        false
    }

    fn zoom(&self, change: impl FnOnce(&mut crate::view::View)) -> Taken {
        if let Some(stage) = self.stage.borrow_mut().as_mut() {
            change(&mut stage.view);
            let zoom = stage.view.zoom();
            self.ui.zoom.set(zoom);
            if let Some(client) = self.client.upgrade() {
                client.choose(|settings| settings.zoom = Some(zoom));
            }
        }
        true
    }

    /// Shows the map as large as told.
    pub fn set_zoom(&self, zoom: f32) {
        self.zoom(|view| view.set_zoom(zoom));
    }

    fn walk_to_spot(&self, x: f32, y: f32, run: bool) -> Taken {
        let spot = self.stage.borrow().as_ref().and_then(|s| s.place_at(x, y));
        if let Some(spot) = spot {
            let mut me = self.me.borrow_mut();
            me.keys.set_run(run);
            me.set_out(Goal::Place(spot));
        }
        self.tick();
        true
    }

    /// Walks to a place in map pixels.
    pub fn walk_to_place(&self, x: i32, y: i32) {
        let goal = Goal::Place(Pos::from_px(x, y));
        self.me.borrow_mut().set_out(goal);
    }

    /// Walks up to somebody.
    pub fn walk_to(&self, person: PersonId) {
        self.me.borrow_mut().set_out(Goal::Beside(person));
    }

    /// Follows somebody, or no longer.
    pub fn follow(&self, person: PersonId) {
        let mut me = self.me.borrow_mut();
        if me.following() == Some(person) {
            me.stop();
        } else {
            me.set_out(Goal::After(person));
        }
    }

    /// Says something to those in the call or, alone, to the room. Whether it could be said.
    pub fn chat(&self, text: &str) -> bool {
        let clean = clean_chat(text).filter(|_| self.online.get());
        let said = clean.is_some();
        if let Some(text) = clean {
            self.tell(&[ClientMsg::Chat(text)]);
        }
        said
    }

    /// Whether a step would be of any use.
    fn may_walk(&self) -> bool {
        let model = self.model.borrow();
        let own = model.own();
        let stands =
            model.frozen && own.is_none_or(|own| !may(&own.standing, Act::WalkFrozen, None));
        self.online.get() && !self.reloading.get() && !stands
    }

    /// Walks the ticks that are due.
    pub(super) fn tick(&self) {
        self.settle();
        let stage = self.stage.borrow();
        let Some(stage) = stage.as_ref().filter(|_| self.may_walk()) else {
            return;
        };
        let now = now_ms();
        let mut me = self.me.borrow_mut();
        let inputs = me.advance(&stage.ground, now, |id| self.whereabouts(id));
        let inputs: Vec<ClientMsg> = inputs.into_iter().map(ClientMsg::Input).collect();
        self.tell(&inputs);
        let (following, goes_to) = (me.following(), me.goes_to());
        drop(me);
        self.tell_sight(goes_to, now);
        self.look_for_locks();
        let before = self.ui.following.get_untracked();
        if before != following {
            self.ui.following.set(following);
            self.say_following(before, following);
        }
    }
}

/// Whether what is open beside the map has the keyboard.
fn is_in_session() -> bool {
    let panel = document().get_element_by_id("session");
    let focus = document().active_element();
    panel.is_some_and(|panel| focus.is_some_and(|focus| panel.contains(Some(&focus))))
}
