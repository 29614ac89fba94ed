//! The sounds of the zones one stands in. Plays them as loud as author and visitor wish; whose
//! server they come from has been agreed to before.

use std::cell::RefCell;

use hallway_protocol::session::Sound;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlAudioElement;

use crate::dom::{property, report};
use crate::speaker;

/// What plays.
#[derive(Default)]
pub struct Sounds {
    playing: RefCell<Vec<Playing>>,
}

struct Playing {
    sound: Sound,
    player: HtmlAudioElement,
}

impl Drop for Playing {
    fn drop(&mut self) {
        report(self.player.pause());
        // Stops the download, too.
        report(self.player.remove_attribute("src"));
        self.player.load();
    }
}

impl Sounds {
    /// Plays these and no others, each at its volume times `factor`. `blocked` is called when the
    /// browser waits for a click first.
    pub fn play(&self, wanted: &[Sound], factor: f32, blocked: impl Fn() + Clone + 'static) {
        let mut playing = self.playing.borrow_mut();
        playing.retain(|it| wanted.iter().any(|sound| sound.url == it.sound.url));
        for sound in wanted {
            let known = playing.iter_mut().find(|it| it.sound.url == sound.url);
            if let Some(known) = known {
                known.sound = sound.clone();
                set_volume(known, factor);
                continue;
            }
            let Some(player) = report(HtmlAudioElement::new_with_src(&sound.url)) else {
                continue;
            };
            player.set_loop(sound.repeat);
            speaker::route(&player);
            let new = Playing {
                sound: sound.clone(),
                player,
            };
            set_volume(&new, factor);
            start(&new.player, blocked.clone());
            playing.push(new);
        }
    }

    /// Plays where sound is to come out now.
    pub fn route(&self) {
        for it in self.playing.borrow().iter() {
            speaker::route(&it.player);
        }
    }

    /// Starts again what the browser held back.
    pub fn resume(&self, blocked: impl Fn() + Clone + 'static) {
        for it in self.playing.borrow().iter() {
            // What has ended stays so.
            if it.player.paused() && !it.player.ended() {
                start(&it.player, blocked.clone());
            }
        }
    }
}

fn set_volume(playing: &Playing, factor: f32) {
    let volume = playing.sound.volume * factor;
    if volume.is_finite() {
        playing.player.set_volume(f64::from(volume.clamp(0.0, 1.0)));
    }
}

fn start(player: &HtmlAudioElement, blocked: impl Fn() + 'static) {
    let Some(playing) = report(player.play()) else {
        return;
    };
    spawn_local(async move {
        // A file that is missing, or a zone that was left meanwhile, is no reason to ask for a click.
        if let Err(error) = JsFuture::from(playing).await
            && property(&error, "name").as_string().as_deref() == Some("NotAllowedError")
        {
            blocked();
        }
    });
}
