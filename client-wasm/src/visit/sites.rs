//! The pages on the map of a visit, and the question whether to contact their hosts.

use std::rc::{Rc, Weak};

use leptos::prelude::document;
use wasm_bindgen_futures::spawn_local;

use super::Visit;
use crate::announce::Announcement;
use crate::client::Client;
use crate::consent::{self, Consent};
use crate::sites::{Host, Sites, own_origin};

/// Asks the visitor on behalf of the pages.
struct Asking(Weak<Client>);

impl Host for Asking {
    fn consent(&self, url: &str) -> Consent {
        match self.0.upgrade() {
            Some(client) => consent::of(&client.settings.borrow(), url, &own_origin()),
            None => Consent::Never,
        }
    }

    fn agree(&self, host: &str) {
        let Some(client) = self.0.upgrade() else {
            return;
        };
        client.choose(|settings| settings.agree(&[host.to_owned()]));
        // The button that was clicked goes away: not before its click is over.
        spawn_local(async move {
            client.with_visit(|visit| {
                visit.refresh_sites();
                visit.open_agreed();
            });
        });
    }

    fn words(&self, host: &str) -> (String, String) {
        let Some(client) = self.0.upgrade() else {
            return Default::default();
        };
        let sentence = |key| {
            let values = vec![("host", host.to_owned())];
            client.ui.sentence(&Announcement { key, values })
        };
        (sentence("site-show"), sentence("site-note"))
    }
}

impl Visit {
    /// Puts the pages of the scene that is shown on the map.
    pub(super) fn lay_sites(&self) {
        // The old ones go first: they are in the same place.
        self.sites.take();
        let parent = document().get_element_by_id("sites");
        let stage = self.stage.borrow();
        if let (Some(parent), Some(stage)) = (parent, stage.as_ref()) {
            let host = Rc::new(Asking(self.client.clone()));
            *self.sites.borrow_mut() = Some(Sites::new(&parent, &stage.scene, host));
        }
    }

    /// Brings the pages to where the camera shows them.
    pub(super) fn move_sites(&self) {
        let camera = self.stage.borrow().as_ref().and_then(|s| s.camera());
        if let (Some(camera), Some(sites)) = (camera, self.sites.borrow_mut().as_mut()) {
            sites.update(&camera);
        }
    }

    /// Asks anew about the pages that wait for an answer.
    pub fn refresh_sites(&self) {
        if let Some(sites) = self.sites.borrow_mut().as_mut() {
            sites.refresh();
        }
    }
}
