//! What the browser keeps: choices for the next visit, and for half a minute the token to come back
//! to one's place after a reload. A browser that keeps nothing is no obstacle.

use hallway_protocol::Token;
use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use web_sys::Storage;

use crate::settings::Settings;

const SETTINGS: &str = "hallway.settings";
const PLACE: &str = "hallway.place";
const INVITATION: &str = "hallway.invitation";

/// How long after the last word from the server a place may be claimed, in milliseconds.
const PLACE_MS: f64 = 30_000.0;

/// A place to come back to.
#[derive(Serialize, Deserialize)]
struct Place {
    room: String,
    token: Token,
    /// Milliseconds since 1970.
    at: f64,
}

/// The choices of earlier visits.
pub fn settings() -> Settings {
    let text = local().and_then(|storage| storage.get_item(SETTINGS).ok().flatten());
    Settings::of_text(&text.unwrap_or_default())
}

/// Keeps choices for the next visit.
pub fn keep_settings(settings: &Settings) {
    if let Some(storage) = local() {
        // Full or forbidden: then they are asked for again next time.
        storage.set_item(SETTINGS, &settings.to_text()).ok();
    }
}

/// The place left by a reload of this tab a moment ago, in a room named as in the URL.
pub fn place(room: &str) -> Option<Token> {
    let text = session()?.get_item(PLACE).ok().flatten()?;
    let place: Place = serde_json::from_str(&text).ok()?;
    let age = js_sys::Date::now() - place.at;
    (place.room == room && (0.0..PLACE_MS).contains(&age)).then_some(place.token)
}

/// Remembers one's place as of now.
pub fn keep_place(room: &str, token: Token) {
    let place = Place {
        room: room.to_owned(),
        token,
        at: js_sys::Date::now(),
    };
    if let (Some(storage), Ok(text)) = (session(), serde_json::to_string(&place)) {
        storage.set_item(PLACE, &text).ok();
    }
}

/// Forgets all that this site has kept in the browser.
pub fn forget_all() {
    for storage in [local(), session()].into_iter().flatten() {
        storage.clear().ok();
    }
}

/// Forgets one's place: one has left for good.
pub fn forget_place() {
    if let Some(storage) = session() {
        storage.remove_item(PLACE).ok();
    }
}

/// The invitation by which this tab came, or empty.
pub fn invitation() -> String {
    let token = session().and_then(|storage| storage.get_item(INVITATION).ok().flatten());
    token.unwrap_or_default()
}

/// Keeps an invitation as long as the tab is open, also when it is reloaded.
pub fn keep_invitation(token: &str) {
    if let Some(storage) = session() {
        storage.set_item(INVITATION, token).ok();
    }
}

/// The invitation counts for nothing.
pub fn forget_invitation() {
    if let Some(storage) = session() {
        storage.remove_item(INVITATION).ok();
    }
}

fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn session() -> Option<Storage> {
    window().session_storage().ok().flatten()
}
