//! Tells the server which pictures are shown how large, and suggests another choice on a bad line.

use hallway_protocol::{ClientMsg, LineState};
use leptos::prelude::{GetUntracked, Set, WithUntracked, document, window};

use super::Visit;
use crate::dom::now_ms;
use crate::pictures::{Pictures, Shown, watching};

impl Visit {
    /// What is shown has changed, or is to be told anew on another line.
    pub fn watch(&self) {
        let call = self.ui.call;
        let scale = window().device_pixel_ratio() as f32;
        let shown = Shown {
            widths: call.widths.with_untracked(|all| all.map(|it| it * scale)),
            hidden: document().hidden(),
        };
        let watching = watching(call.pictures.get_untracked(), shown);
        if self.online.get() && self.watching_told.replace(watching) != watching {
            self.tell(&[ClientMsg::Watching(watching)]);
        }
    }

    /// The visitor chose another size of pictures.
    pub fn pictures_chosen(&self) {
        let pictures = self.ui.call.pictures.get_untracked();
        self.adviser.borrow_mut().rest(now_ms());
        self.advise();
        self.watch();
        self.devices_changed();
        self.ui.say(match pictures {
            Pictures::Fitting => "pictures-fitting-now",
            Pictures::Small => "pictures-small-now",
            Pictures::None => "pictures-none-now",
        });
    }

    /// The server tells what it makes of the line.
    pub(super) fn line_changed(&self, line: LineState) {
        self.adviser.borrow_mut().hears(line, now_ms());
        self.ui.call.line.set(line);
        self.advise();
    }

    /// Suggests what is to be suggested now.
    pub(super) fn advise(&self) {
        let call = self.ui.call;
        let chosen = call.pictures.get_untracked();
        let advice = self.adviser.borrow_mut().suggests(chosen, now_ms());
        if call.advice.get_untracked() != advice {
            call.advice.set(advice);
        }
    }

    /// The visitor wants no advice for a while.
    pub fn refuse_advice(&self) {
        self.adviser.borrow_mut().refused(now_ms());
        self.advise();
    }
}
