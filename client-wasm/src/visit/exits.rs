//! Doors out of the room: into another room, to another site, or nowhere.

use std::rc::Rc;

use hallway_protocol::session::Exit;
use leptos::prelude::Set;

use super::Visit;
use crate::address::{Address, MoveTo};
use crate::hosts;
use crate::ui::Panel;

impl Visit {
    /// One walked into an exit.
    pub(super) fn walked_out(self: &Rc<Self>, exit: &Exit) {
        match exit {
            Exit::Room { room, entry } => self.go_to_room(room, entry),
            Exit::Site { url } if hosts::host(url).is_some() => {
                self.me.borrow_mut().stop();
                self.ui.exit_url.set(url.clone());
                self.ui.panel.set(Some(Panel::Exit));
            }
            Exit::Site { .. } | Exit::Nowhere => self.ui.say("exit-nowhere"),
        }
    }

    fn go_to_room(&self, room: &str, entry: &str) {
        let address = Address {
            room: room.to_owned(),
            entry: entry.to_owned(),
            move_to: None,
        };
        if let Some(client) = self.client.upgrade() {
            client.travel_later(address);
        }
    }

    /// Sets out for where the URL says, once one is inside.
    pub fn walk_on(&self) {
        let Some(client) = self.client.upgrade() else {
            return;
        };
        let goal = client.address.borrow_mut().move_to.take();
        match goal {
            Some(MoveTo::Spot(x, y)) => self.walk_to_place(x, y),
            Some(MoveTo::Named(name)) => self.walk_to_named(&name),
            None => {}
        }
    }

    fn walk_to_named(&self, name: &str) {
        let place = self
            .stage
            .borrow()
            .as_ref()
            .and_then(|stage| stage.scene.place_named(name).map(|p| (p.x, p.y)));
        match place {
            Some((x, y)) => self.walk_to_place(x, y),
            None => self.ui.say("no-such-place"),
        }
    }
}
