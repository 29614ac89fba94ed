//! Another map under one's feet: loaded while one waits, then put in place of the old one. One
//! stays in the venue, in the call and at the same zoom.

use std::cell::RefCell;
use std::rc::Rc;

use hallway_protocol::Pos;
use hallway_world::scene::Scene;
use leptos::prelude::Set;
use wasm_bindgen_futures::spawn_local;

use super::Visit;
use crate::loading;
use crate::ui::Reason;

impl Visit {
    /// The map is another one from now on, and one stands here on it.
    pub(super) fn scene_changed(self: &Rc<Self>, scene: &str, pos: Pos) {
        {
            let mut me = self.me.borrow_mut();
            me.stop();
            me.predictor.put(pos);
        }
        *self.scene_url.borrow_mut() = scene.to_owned();
        // Nobody walks on a map that they don't see.
        self.reloading.set(self.inside.get());
        let visit = self.clone();
        spawn_local(async move {
            match visit.inside.get() {
                true => visit.reload().await,
                false => visit.load().await,
            }
        });
    }

    async fn reload(&self) {
        let url = self.scene_url.borrow().clone();
        let Some(scene) = loading::scene(&url).await else {
            if self.awaits(&url) {
                self.give_up(Reason::NoMap);
            }
            return;
        };
        let known = match self.stage.borrow().as_ref() {
            Some(stage) => stage.images(),
            None => return,
        };
        let images = RefCell::new(vec![None; scene.images.len()]);
        loading::pictures(&scene, &known, |index, image| {
            if let Some(place) = images.borrow_mut().get_mut(index) {
                *place = image.cloned();
            }
        })
        .await;
        if !self.awaits(&url) {
            return;
        }
        if let Some(stage) = self.stage.borrow_mut().as_mut() {
            stage.change_scene(scene.clone(), &images.borrow());
        }
        // A click meanwhile was meant for the map before.
        self.me.borrow_mut().stop();
        self.reloading.set(false);
        self.show_places(&scene);
        self.show_doors();
        self.lay_sites();
        self.page.set_place(self.me.borrow().predictor.pos());
        self.ui.say("map-changed");
    }

    /// Lists the places of a scene.
    pub(super) fn show_places(&self, scene: &Scene) {
        let places = scene.places.iter().map(|p| (p.title.clone(), p.x, p.y));
        self.ui.places.set(places.collect());
    }

    /// Whether this scene is still the one to be shown.
    fn awaits(&self, url: &str) -> bool {
        !self.ended.get() && *self.scene_url.borrow() == url
    }
}
