//! Tells the server what one looks at: how much of the map, and whom one goes after.

use hallway_protocol::{ClientMsg, PersonId};

use super::Visit;
use crate::walk::Whereabouts;

/// Milliseconds between two words about how much of the map is seen: zooming changes it with each frame.
const PAUSE_MS: f64 = 500.0;

/// What the server was told of that.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SightTold {
    view: Option<(u16, u16)>,
    at: f64,
    heeded: Option<PersonId>,
}

impl Visit {
    /// Another line: nothing was told yet.
    pub(super) fn sight_is_news(&self) {
        self.sight_told.take();
    }

    /// Tells what has changed.
    pub(super) fn tell_sight(&self, goes_after: Option<PersonId>, now: f64) {
        let mut told = self.sight_told.get();
        let mut news = Vec::new();
        if told.heeded != goes_after {
            told.heeded = goes_after;
            news.push(ClientMsg::Heed(goes_after.into_iter().collect()));
        }
        let camera = self.stage.borrow().as_ref().and_then(|it| it.camera());
        let own = self.me.borrow().predictor.pos().to_px();
        let seen = camera.map(|camera| camera.around(own.0, own.1));
        if seen.is_some() && seen != told.view && now - told.at >= PAUSE_MS {
            told.view = seen;
            told.at = now;
            news.extend(seen.map(|(width, height)| ClientMsg::View { width, height }));
        }
        if !news.is_empty() {
            self.sight_told.set(told);
            self.tell(&news);
        }
    }

    /// Where somebody is, as far as one knows.
    pub(super) fn whereabouts(&self, id: PersonId) -> Whereabouts {
        match self.crowd.borrow().place(id) {
            Some(pos) => Whereabouts::At(pos),
            None if self.model.borrow().people.contains_key(&id) => Whereabouts::Unknown,
            None => Whereabouts::Gone,
        }
    }
}
