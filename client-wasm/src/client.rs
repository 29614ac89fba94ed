//! The client as a whole: the visitor's choices, their devices, and the visit under way.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, ImageBitmap};

use hallway_protocol::{Look, Presence};

use crate::address::Address;
use crate::devices::Devices;
use crate::dom::{Listener, listen, property, report};
use crate::pictures::Pictures;
use crate::screen::Screen;
use crate::settings::Settings;
use crate::text::{self, LOCALES};
use crate::ui::{About, State, Ui};
use crate::visit::Visit;
use crate::{audio, invitation, loading, page, query, storage};

/// Where the sheet of avatars is.
const SHEET_URL: &str = "/client/avatars.png";

/// The client.
pub struct Client {
    /// What is shown.
    pub ui: Ui,
    /// Microphone and camera.
    pub devices: Rc<Devices>,
    /// The screen that is shared.
    pub screen: Rc<Screen>,
    /// The visitor's choices.
    pub settings: RefCell<Settings>,
    /// The visit under way.
    pub visit: RefCell<Option<Rc<Visit>>>,
    /// The pictures of which avatars are made, once they are there.
    pub sheet: RefCell<Option<ImageBitmap>>,
    /// Which room the page is for.
    pub address: RefCell<Address>,
    /// The browser's back and forward buttons.
    moves: RefCell<Option<Listener>>,
    /// The invitation by which the visitor came, or empty.
    pub invitation: RefCell<String>,
}

impl Client {
    /// The client at the door.
    pub fn new() -> Rc<Self> {
        let settings = storage::settings();
        let locale = match LOCALES.iter().position(|l| l.id == settings.locale) {
            Some(chosen) => chosen,
            None => text::choose(browser_languages()),
        };
        let ui = Ui::new(locale, &settings);
        let client = Rc::new(Self {
            ui,
            devices: Devices::new(ui),
            screen: Screen::new(ui),
            settings: RefCell::new(settings),
            visit: RefCell::new(None),
            sheet: RefCell::new(None),
            address: RefCell::new(address()),
            moves: RefCell::new(None),
            invitation: RefCell::new(invited()),
        });
        ui.invited.set(!client.invitation.borrow().is_empty());
        ui.login_failed.set(login_failed());
        ui.serve(client.clone());
        let weak = Rc::downgrade(&client);
        let moves = listen(&window(), "popstate", move |_: Event| {
            if let Some(client) = weak.upgrade() {
                client.follow_url();
            }
        });
        *client.moves.borrow_mut() = Some(moves);
        client
    }

    /// Fetches what the entry page shows, and asks which devices may be used already.
    pub fn prepare(self: &Rc<Self>) {
        let client = self.clone();
        spawn_local(async move {
            *client.sheet.borrow_mut() = loading::picture(SHEET_URL).await;
            client.ui.sheet_ready.set(client.sheet.borrow().is_some());
            if let Some(visit) = client.visit.borrow().as_ref() {
                visit.show_avatars();
            }
        });
        self.read_about();
        self.devices.clone().prepare(self.settings.borrow().clone());
    }

    /// Fetches whose door this is.
    fn read_about(self: &Rc<Self>) {
        let client = self.clone();
        spawn_local(async move {
            let room = client.address.borrow().room.clone();
            let url = format!("/api/v1/venue?room={}", js_sys::encode_uri_component(&room));
            let about = loading::json::<About>(&url).await;
            // Meanwhile one may have gone on.
            if let Some(about) = about.filter(|_| client.address.borrow().room == room) {
                client.ui.about.set(about);
            }
        });
    }

    /// Goes on to another room, without the entry page between. Once whoever calls has ended: the
    /// visit under way is taken apart by it.
    pub fn travel_later(self: &Rc<Self>, address: Address) {
        let client = self.clone();
        spawn_local(async move {
            if let Some(history) = report(window().history()) {
                let url = address.url();
                report(history.push_state_with_url(&JsValue::NULL, "", Some(&url)));
            }
            client.travel(address);
        });
    }

    fn travel(self: &Rc<Self>, address: Address) {
        let inside = self.visit.borrow().is_some();
        *self.address.borrow_mut() = address;
        self.read_about();
        if inside {
            self.with_visit(|visit| visit.leave());
            storage::forget_place();
            self.try_again();
        }
    }

    /// The URL has changed: by the back button, or by hand behind its `#`.
    fn follow_url(self: &Rc<Self>) {
        let address = address();
        if address.room != self.address.borrow().room {
            self.travel(address);
        } else {
            *self.address.borrow_mut() = address;
            self.with_visit(|visit| visit.walk_on());
        }
    }

    /// Shows which hosts may be contacted.
    pub fn show_agreed(&self) {
        let agreed = self.settings.borrow().agreed_hosts.clone();
        self.ui.agreed.set(agreed);
    }

    /// Changes choices and keeps them.
    pub fn choose(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.settings.borrow_mut();
        change(&mut settings);
        storage::keep_settings(&settings);
    }

    /// Chooses which pictures of others to see.
    pub fn choose_pictures(&self, pictures: Pictures) {
        self.choose(|settings| settings.pictures = pictures);
        self.ui.call.pictures.set(pictures);
        self.with_visit(|visit| visit.pictures_chosen());
    }

    /// Goes in, with a name that was checked.
    pub fn enter(self: &Rc<Self>, name: String, look: Look) {
        self.choose(|settings| {
            settings.name = name;
            settings.look = Some(look);
        });
        self.try_again();
    }

    /// Goes in as the last time.
    pub fn try_again(self: &Rc<Self>) {
        self.end_visit();
        self.ui.clear_visit();
        self.ui.state.set(State::Connecting);
        // Asked for in the click on "Enter", so that the browser lets sound play later on.
        let away = self.ui.manners.presence.get_untracked() == Presence::Away;
        self.devices.step_away(away);
        if !away {
            self.devices.start(&self.settings.borrow());
        }
        audio::resume();
        let visit = Visit::start(self);
        *self.visit.borrow_mut() = Some(visit);
    }

    /// Leaves for good; back to the door.
    pub fn leave(&self) {
        if let Some(visit) = self.visit.borrow().as_ref() {
            visit.leave();
        }
        storage::forget_place();
        self.end_visit();
        self.devices.forget_away();
        self.devices.stop();
        self.ui.manners.presence.set(Presence::Here);
        self.ui.clear_visit();
        self.ui.state.set(State::Entry);
    }

    /// The invitation counts for nothing here: it is not shown again.
    pub fn forget_invitation(&self) {
        self.invitation.take();
        storage::forget_invitation();
        self.ui.invited.set(false);
    }

    /// Does something with the visit under way.
    pub fn with_visit(&self, f: impl FnOnce(&Rc<Visit>)) {
        let visit = self.visit.borrow().clone();
        if let Some(visit) = visit {
            f(&visit);
        }
    }

    /// Speaks another language.
    pub fn set_locale(&self, index: usize) {
        if let Some(locale) = LOCALES.get(index) {
            self.ui.locale.set(index);
            page::set_locale(locale);
            self.choose(|settings| settings.locale = locale.id.to_owned());
            self.with_visit(|visit| visit.refresh_sites());
        }
    }

    /// Takes the visit apart.
    pub fn end_visit(&self) {
        let visit = self.visit.take();
        if let Some(visit) = visit {
            visit.end();
        }
    }
}

fn browser_languages() -> Vec<String> {
    let languages = window().navigator().languages();
    languages.iter().filter_map(|l| l.as_string()).collect()
}

fn address() -> Address {
    Address::of(&location("pathname"), &location("hash"))
}

pub fn location(part: &str) -> String {
    let location = property(&window(), "location");
    property(&location, part).as_string().unwrap_or_default()
}

/// The invitation of the link, taken out of the address, or the one that this tab came by before.
fn invited() -> String {
    let Some((token, query)) = query::taken_out(&location("search"), "invite") else {
        return storage::invitation();
    };
    set_query(&query);
    if !invitation::is_possible(&token) {
        return storage::invitation();
    }
    storage::keep_invitation(&token);
    token
}

/// Why logging in came to nothing, taken out of the address.
fn login_failed() -> Option<&'static str> {
    let (why, query) = query::taken_out(&location("search"), "login")?;
    set_query(&query);
    Some(match why.as_str() {
        "cancelled" => "login-cancelled",
        "expired" => "login-expired",
        "too-fast" => "login-too-fast",
        _ => "login-failed",
    })
}

/// Shows another query in the address.
fn set_query(query: &str) {
    let url = location("pathname") + query + &location("hash");
    if let Some(history) = report(window().history()) {
        let state = history.state().unwrap_or(JsValue::NULL);
        report(history.replace_state_with_url(&state, "", Some(&url)));
    }
}
