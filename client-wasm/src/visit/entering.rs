//! The way in, and back in after the line broke.

use std::collections::HashMap;
use std::rc::Rc;

use hallway_protocol::LineState;
use hallway_protocol::server::Welcome;
use leptos::prelude::{GetUntracked, Set, document};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlCanvasElement, HtmlElement};

use super::talk_key::TalkKeyInput;
use super::voices::LOOK_MS;
use super::{Running, Visit, with};
use crate::announce::Announcement;
use crate::dom::{every, frames, report, was_reloaded};
use crate::input::Input;
use crate::stage::Stage;
use crate::ui::{Reason, State, role_key};
use crate::{loading, storage};

/// How often one's own ticks are looked at besides the frames, in milliseconds: frames stand still
/// in a hidden page.
const TICK_CHECK_MS: i32 = 25;

impl Visit {
    pub(super) fn welcomed(self: &Rc<Self>, welcome: &Welcome) {
        self.online.set(true);
        // Whom one may let in and what was reported is told anew.
        self.waiters.take();
        self.reports.take();
        if self.ui.state.get_untracked() == State::Waiting {
            self.ui.state.set(State::Connecting);
        }
        self.sessions.borrow_mut().welcomed();
        self.ui.unreachable.set(false);
        self.token.set(Some(welcome.token));
        self.resumed.set(welcome.resumed);
        self.keep_place();
        self.show_role(welcome);
        self.me.borrow_mut().predictor.start(welcome.pos);
        self.me.borrow_mut().stop();
        self.call_backoff.take();
        *self.turn.borrow_mut() = welcome.turn.clone();
        self.line_changed(LineState::default());
        self.watching_told.take();
        self.sight_is_news();
        self.watch();
        self.open_call();
        let known = *self.scene_url.borrow() == welcome.scene;
        if known && self.inside.get() {
            self.ui.state.set(State::Venue);
            self.ui.say("reconnected");
        } else if !known {
            *self.scene_url.borrow_mut() = welcome.scene.clone();
            let visit = self.clone();
            spawn_local(async move { visit.load().await });
        }
    }

    /// Says what one may do, when one comes in.
    fn show_role(&self, welcome: &Welcome) {
        self.ui.role.set(welcome.standing.highest());
        self.ui.order.standing.set(welcome.standing.clone());
        self.ui.order.kept.set(Default::default());
        self.ui.order.why.set(None);
        self.ui.chat_days.set(welcome.chat_days);
        if welcome.invitation_refused {
            if let Some(client) = self.client.upgrade() {
                client.forget_invitation();
            }
            self.ui.say("invitation-refused");
        }
        if !self.inside.get()
            && let Some(role) = role_key(welcome.standing.highest())
        {
            let role = self.ui.sentence(&Announcement::plain(role));
            self.ui.announce(&Announcement::naming("your-role", &role));
        }
    }

    pub(super) fn lost(&self, tries: u32) {
        let was_online = self.online.replace(false);
        self.call.take();
        if self.inside.get() {
            self.ui.state.set(State::Reconnecting);
            if was_online {
                self.ui.say("connection-lost");
            }
        } else {
            self.ui.unreachable.set(tries > 1);
        }
    }

    pub(super) fn give_up(&self, reason: Reason) {
        storage::forget_place();
        if let Some(client) = self.client.upgrade() {
            client.devices.stop();
            client.end_visit();
            client.ui.clear_visit();
            client.ui.state.set(State::Refused(reason));
        }
    }

    /// Loads what the venue looks like, then opens the curtain.
    pub(super) async fn load(self: &Rc<Self>) {
        let url = self.scene_url.borrow().clone();
        let Some(scene) = loading::scene(&url).await else {
            if !self.ended.get() {
                self.give_up(Reason::NoMap);
            }
            return;
        };
        if self.ended.get() || *self.scene_url.borrow() != url {
            return;
        }
        let canvas = document().get_element_by_id("map");
        let Some(canvas) = canvas.and_then(|e| e.dyn_into::<HtmlCanvasElement>().ok()) else {
            return;
        };
        let zoom = self.client.upgrade().and_then(|c| c.settings.borrow().zoom);
        match Stage::new(canvas.clone(), scene.clone(), zoom) {
            Ok(stage) => *self.stage.borrow_mut() = Some(stage),
            Err(error) => {
                report::<()>(Err(error.to_string().into()));
                self.give_up(Reason::NoPicture);
                return;
            }
        }
        self.show_avatars();
        self.reloading.set(false);
        self.show_doors();
        self.lay_sites();
        self.show_places(&scene);
        if let Some(stage) = self.stage.borrow().as_ref() {
            self.ui.zoom.set(stage.view.zoom());
        }
        self.ui.progress.set((0, scene.images.len()));
        let arrived = std::cell::Cell::new(0);
        loading::pictures(&scene, &HashMap::new(), |index, image| {
            if let Some(stage) = self.stage.borrow_mut().as_mut() {
                stage.set_image(index, image);
            }
            arrived.set(arrived.get() + 1);
            self.ui.progress.set((arrived.get(), scene.images.len()));
        })
        .await;
        if !self.ended.get() && *self.scene_url.borrow() == url {
            self.come_in(&canvas);
        }
    }

    fn come_in(self: &Rc<Self>, canvas: &HtmlCanvasElement) {
        if self.inside.replace(true) {
            // Back in, and the map is another one by now.
            self.ui.say("reconnected");
        }
        let (tick, frame, input, voices) = (
            Rc::downgrade(self),
            Rc::downgrade(self),
            Rc::downgrade(self),
            Rc::downgrade(self),
        );
        *self.running.borrow_mut() = Some(Running {
            _frames: frames(move || with(&frame, |visit| visit.frame())),
            _ticks: every(TICK_CHECK_MS, move || with(&tick, |visit| visit.tick())),
            _input: Input::new(canvas, move |doing| {
                input.upgrade().is_some_and(|visit| visit.does(doing))
            }),
            _talk_key: TalkKeyInput::new(self),
            _voices: every(LOOK_MS, move || {
                with(&voices, |visit| {
                    visit.look_who_talks();
                    visit.advise();
                });
            }),
        });
        self.page.set_place(self.me.borrow().predictor.pos());
        self.page.set_zones(&self.model.borrow().zones);
        self.ui.state.set(match self.online.get() {
            true => State::Venue,
            false => State::Reconnecting,
        });
        let map: &HtmlElement = canvas.unchecked_ref();
        report(map.focus());
        self.look_around();
        // Who loads the page anew stays where they were; who follows a link goes where it leads.
        if !(self.resumed.get() && was_reloaded()) {
            self.walk_on();
        }
    }

    /// Gives the renderer the pictures of avatars, when both are there.
    pub fn show_avatars(&self) {
        let Some(client) = self.client.upgrade() else {
            return;
        };
        if let (Some(stage), Some(sheet)) = (
            self.stage.borrow_mut().as_mut(),
            client.sheet.borrow().as_ref(),
        ) {
            stage.set_avatar_sheet(sheet);
        }
    }
}
