//! The doors of a visit: what follows from their opening and closing, and the visitor's hand on
//! them.

use hallway_protocol::ClientMsg;
use hallway_protocol::limits::CODE_BYTES;
use leptos::prelude::{GetUntracked, Set, Update, WithUntracked};

use super::Visit;
use crate::announce::Announcement;
use crate::chime;
use crate::consent::{self, Consent};
use crate::doors::{Prompt, announcement, asks_for_code, door_of, prompts, sound};
use crate::sites::own_origin;
use crate::ui::{CodeAsked, Panel};

impl Visit {
    /// Brings the doors to the picture and to one's feet.
    pub(super) fn show_doors(&self) {
        // The doors of another scene are told before it is there.
        if self.reloading.get() {
            return;
        }
        if let Some(stage) = self.stage.borrow_mut().as_mut() {
            stage.set_doors(&self.model.borrow().open_doors);
            self.me.borrow_mut().ground_changed();
        }
        self.show_doors_here();
    }

    /// Offers the doors that one stands beside.
    pub(super) fn show_doors_here(&self) {
        let offered = self.prompts();
        let asked = self.ui.code.with_untracked(|code| code.door);
        if !offered.iter().any(|prompt| prompt.door == asked) {
            self.end_code();
        }
        if self.ui.doors.with_untracked(|doors| *doors != offered) {
            self.ui.doors.set(offered);
        }
    }

    /// Tells of a door that opened or closed, and lets it be heard.
    pub(super) fn door_moved(&self, door: u32, open: bool) {
        if self.reloading.get() {
            return;
        }
        let asked = self.ui.code.with_untracked(|code| code.door);
        if open && asked == door {
            self.end_code();
        }
        let at = self.me.borrow().predictor.pos().to_px();
        let stage = self.stage.borrow();
        let moved = stage.as_ref().and_then(|s| door_of(&s.scene, door));
        let Some(moved) = moved else { return };
        if let Some(announcement) = announcement(moved, open, at) {
            self.ui.announce(&announcement);
        }
        if let Some((url, loudness)) = sound(moved, open, at) {
            self.chime(url, loudness);
        }
    }

    /// Does to the nearest door what is offered. Whether there is one.
    pub(super) fn use_nearest_door(&self) -> bool {
        let nearest = self.prompts().into_iter().next();
        nearest.is_some_and(|prompt| {
            self.use_prompt(&prompt);
            true
        })
    }

    /// Opens or closes a door that one stands beside, or asks for its code.
    pub fn use_door(&self, door: u32) {
        let offered = self.prompts();
        if let Some(prompt) = offered.iter().find(|prompt| prompt.door == door) {
            self.use_prompt(prompt);
        }
    }

    /// Tries a code on the door that asks for one.
    pub fn try_code(&self, code: &str) {
        let door = self.ui.code.with_untracked(|asked| asked.door);
        if code.is_empty() || code.len() > CODE_BYTES {
            self.wrong_code(door);
            return;
        }
        self.ui.code.update(|asked| asked.wrong = false);
        self.tell(&[ClientMsg::Door {
            door,
            code: code.to_owned(),
        }]);
    }

    /// The door asks for a code, or for another one.
    pub(super) fn wrong_code(&self, door: u32) {
        let open = self.ui.panel.get_untracked() == Some(Panel::Code);
        if open && self.ui.code.with_untracked(|code| code.door == door) {
            self.ui.code.update(|asked| asked.wrong = true);
        } else if let Some(prompt) = self.prompts().iter().find(|p| p.door == door) {
            self.ask_for_code(prompt);
        }
    }

    /// One can't go on: why, and no step further by oneself.
    pub(super) fn barred(&self, why: &Announcement) {
        self.me.borrow_mut().stop();
        // Whoever keeps walking against it is told once.
        let told = self.ui.toasts.with_untracked(|toasts| {
            let text = self.ui.sentence(why);
            toasts.iter().any(|toast| toast.text == text)
        });
        if !told {
            self.ui.announce(why);
        }
    }

    fn prompts(&self) -> Vec<Prompt> {
        let model = self.model.borrow();
        let stage = self.stage.borrow();
        let Some(stage) = stage.as_ref().filter(|_| !self.reloading.get()) else {
            return Vec::new();
        };
        let at = self.me.borrow().predictor.pos();
        prompts(&stage.scene, &model.doors_here, &model.open_doors, at)
    }

    fn use_prompt(&self, prompt: &Prompt) {
        let asks = self.stage.borrow().as_ref().is_some_and(|stage| {
            door_of(&stage.scene, prompt.door).is_some_and(|door| asks_for_code(door, prompt.act))
        });
        if asks {
            self.ask_for_code(prompt);
        } else {
            self.tell(&[ClientMsg::Door {
                door: prompt.door,
                code: String::new(),
            }]);
        }
    }

    fn ask_for_code(&self, prompt: &Prompt) {
        self.ui.code.set(CodeAsked {
            door: prompt.door,
            title: prompt.title.clone(),
            act: prompt.act,
            wrong: false,
        });
        self.ui.panel.set(Some(Panel::Code));
    }

    fn end_code(&self) {
        if self.ui.panel.get_untracked() == Some(Panel::Code) {
            self.ui.panel.set(None);
        }
    }

    /// Plays a short sound of the map, where the visitor wants any and its host may be contacted.
    fn chime(&self, url: &str, loudness: f32) {
        let Some(client) = self.client.upgrade() else {
            return;
        };
        let settings = client.settings.borrow();
        let consent = consent::of(&settings, url, &own_origin());
        if settings.sounds && matches!(consent, Consent::Own | Consent::Agreed) {
            chime::play(url, loudness * settings.sound_volume);
        }
    }
}
