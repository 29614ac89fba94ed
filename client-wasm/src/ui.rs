//! The interface: what is shown, as signals that the session writes and the components read. The
//! components are in the files below; none of them knows of the network.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use hallway_protocol::{PersonId, Role, SLOTS};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::announce::Announcement;
use crate::client::Client;
use crate::doors::Prompt;
use crate::settings::Settings;
use crate::text::{LOCALES, Texts};

pub mod advice;
pub mod avatar_picker;
pub mod bar;
pub mod call_tiles;
pub mod calling;
pub mod chat;
pub mod device_buttons;
pub mod device_settings;
pub mod doors;
pub mod entry;
pub mod exit;
pub mod film;
pub mod help;
pub mod icon;
mod login;
pub mod manners;
pub mod notes;
mod order;
pub mod organize;
mod own_data;
pub mod panel;
pub mod people;
mod person_more;
pub mod policy;
pub mod portrait;
pub mod program;
pub mod refused;
mod reports;
pub mod session;
pub mod settings;
pub mod shared_screen;
mod shown;
pub mod tile_menu;
pub mod toasts;
pub mod venue;
pub mod waiting;

pub use calling::CallUi;
pub use manners::MannersUi;
pub use order::OrderUi;
pub use session::SessionUi;
pub use shown::{
    About, CodeAsked, Device, Line, Panel, Problem, Reason, Row, State, Tile, Toast, role_key,
};

/// A value that stays in this thread; copied by reference.
type LocalValue<T> = StoredValue<T, LocalStorage>;

/// How long an announcement can be seen, in milliseconds.
const SHOWN_MS: f64 = 7_000.0;

/// Most announcements kept at once.
const MOST_TOASTS: usize = 4;

/// Most chat lines kept.
const MOST_LINES: usize = 300;

/// Everything the interface shows, and whom it tells of clicks.
#[derive(Clone, Copy)]
pub struct Ui {
    /// Where one is on one's way.
    pub state: RwSignal<State>,
    /// Index into [`LOCALES`].
    pub locale: RwSignal<usize>,
    /// Whose door it is.
    pub about: RwSignal<About>,
    /// How much of the map has been loaded: so many of so many.
    pub progress: RwSignal<(usize, usize)>,
    /// Whether the server can't be reached at the moment of entering.
    pub unreachable: RwSignal<bool>,
    /// The front panel.
    pub panel: RwSignal<Option<Panel>>,
    /// Who is there.
    pub people: RwSignal<Vec<Row>>,
    /// Which places have a name: title and place in map pixels.
    pub places: RwSignal<Vec<(String, i32, i32)>>,
    /// What one may do; as of the last visit, before the next one.
    pub role: RwSignal<Role>,
    /// What one says for the venue's password.
    pub password: RwSignal<String>,
    /// Whether one has come by an invitation.
    pub invited: RwSignal<bool>,
    /// Days for which what is written to the room is kept; 0 for not at all.
    pub chat_days: RwSignal<u16>,
    /// Why logging in came to nothing: a key.
    pub login_failed: RwSignal<Option<&'static str>>,
    /// Who is in the call besides those who have a tile.
    pub others: RwSignal<Vec<(PersonId, String)>>,
    /// Names of the zones one stands in.
    pub zones: RwSignal<Vec<String>>,
    /// The doors that one stands beside, the nearest first.
    pub doors: RwSignal<Vec<Prompt>>,
    /// Which door asks for its code, while [`Panel::Code`] is open.
    pub code: RwSignal<CodeAsked>,
    /// CSS pixels per map pixel; 0 before the map is there.
    pub zoom: RwSignal<f32>,
    /// Whom one follows.
    pub following: RwSignal<Option<PersonId>>,
    /// The call, slot by slot.
    pub tiles: RwSignal<[Option<Tile>; SLOTS]>,
    /// What was announced lately.
    pub toasts: RwSignal<Vec<Toast>>,
    /// What was said.
    pub lines: RwSignal<Vec<Line>>,
    /// How much of it was said while nobody looked.
    pub unread: RwSignal<usize>,
    /// The microphone.
    pub microphone: Device,
    /// The camera.
    pub camera: Device,
    /// What is heard, and how.
    pub call: CallUi,
    /// Counts the peer connections of the visit: with another one videos come anew.
    pub call_number: RwSignal<usize>,
    /// Whether the browser waits for a click before it plays sound.
    pub sound_blocked: RwSignal<bool>,
    /// Third parties whose sound waits for the visitor's yes.
    pub sound_hosts: RwSignal<Vec<String>>,
    /// What the author says of where one stands.
    pub hints: RwSignal<Vec<String>>,
    /// What can be joined where one stands, and what is open.
    pub session: SessionUi,
    /// Being polite, and screens.
    pub manners: MannersUi,
    /// Keeping order.
    pub order: OrderUi,
    /// Whether a meeting beside the map has microphone and camera.
    pub held: RwSignal<bool>,
    /// Third parties that may be contacted.
    pub agreed: RwSignal<Vec<String>>,
    /// Where the door leads that one is asked about.
    pub exit_url: RwSignal<String>,
    /// Whether the sheet of avatars is there to be drawn from.
    pub sheet_ready: RwSignal<bool>,
    client: LocalValue<Option<Rc<Client>>>,
    counter: LocalValue<usize>,
}

thread_local! {
    static TEXTS: RefCell<HashMap<usize, Rc<Texts>>> = RefCell::default();
}

/// The sentences of a language; read once.
fn texts(locale: usize) -> Rc<Texts> {
    TEXTS.with_borrow_mut(|known| {
        let texts = known.entry(locale).or_insert_with(|| {
            let first = || &LOCALES[0];
            Rc::new(Texts::new(LOCALES.get(locale).unwrap_or_else(first)))
        });
        texts.clone()
    })
}

impl Ui {
    /// The interface at the door.
    pub fn new(locale: usize, settings: &Settings) -> Self {
        Self {
            state: RwSignal::new(State::Entry),
            locale: RwSignal::new(locale),
            about: RwSignal::new(About::default()),
            progress: RwSignal::new((0, 0)),
            unreachable: RwSignal::new(false),
            panel: RwSignal::new(None),
            people: RwSignal::new(Vec::new()),
            places: RwSignal::new(Vec::new()),
            role: RwSignal::new(Role::default()),
            password: RwSignal::new(String::new()),
            invited: RwSignal::new(false),
            chat_days: RwSignal::new(0),
            login_failed: RwSignal::new(None),
            others: RwSignal::new(Vec::new()),
            zones: RwSignal::new(Vec::new()),
            doors: RwSignal::new(Vec::new()),
            code: RwSignal::new(CodeAsked::default()),
            zoom: RwSignal::new(0.0),
            following: RwSignal::new(None),
            tiles: RwSignal::new([const { None }; SLOTS]),
            toasts: RwSignal::new(Vec::new()),
            lines: RwSignal::new(Vec::new()),
            unread: RwSignal::new(0),
            microphone: Device::new(settings.begins_heard()),
            camera: Device::new(settings.camera),
            call: CallUi::new(settings),
            call_number: RwSignal::new(0),
            sound_blocked: RwSignal::new(false),
            sound_hosts: RwSignal::new(Vec::new()),
            hints: RwSignal::new(Vec::new()),
            session: SessionUi::new(settings.session_size()),
            manners: MannersUi::default(),
            order: OrderUi::default(),
            held: RwSignal::new(false),
            agreed: RwSignal::new(settings.agreed_hosts.clone()),
            exit_url: RwSignal::new(String::new()),
            sheet_ready: RwSignal::new(false),
            client: StoredValue::new_local(None),
            counter: StoredValue::new_local(0),
        }
    }

    /// Names the one who is told of clicks.
    pub fn serve(self, client: Rc<Client>) {
        self.client.set_value(Some(client));
    }

    /// Tells of a click.
    pub fn tell(self, f: impl FnOnce(&Rc<Client>)) {
        if let Some(client) = self.client.get_value() {
            f(&client);
        }
    }

    /// A sentence in the language chosen; changes with the choice where it is shown.
    pub fn tr(self, key: &str) -> String {
        texts(self.locale.get()).get(key, &[])
    }

    /// The same with values filled in.
    pub fn tr_with(self, key: &str, values: &[(&str, &str)]) -> String {
        texts(self.locale.get()).get(key, values)
    }

    /// Announces something: shows it for a while and has it read out.
    pub fn announce(self, announcement: &Announcement) {
        let text = self.sentence(announcement);
        let number = self.number();
        self.toasts.update(|toasts| {
            toasts.push(Toast { number, text });
            let extra = toasts.len().saturating_sub(MOST_TOASTS);
            toasts.drain(..extra);
        });
        wasm_bindgen_futures::spawn_local(async move {
            crate::dom::sleep(SHOWN_MS).await;
            self.toasts
                .update(|toasts| toasts.retain(|toast| toast.number != number));
        });
    }

    /// An announcement in words.
    pub fn sentence(self, announcement: &Announcement) -> String {
        let values = announcement.values.iter();
        let values: Vec<_> = values.map(|(k, v)| (*k, v.as_str())).collect();
        texts(self.locale.get_untracked()).get(announcement.key, &values)
    }

    /// Announces a sentence without values.
    pub fn say(self, key: &'static str) {
        self.announce(&Announcement::plain(key));
    }

    /// Adds a line to the chat.
    pub fn add_line(self, line: Line) {
        let (number, own) = (self.number(), line.own);
        self.lines.update(|lines| {
            lines.push(Line { number, ..line });
            let extra = lines.len().saturating_sub(MOST_LINES);
            lines.drain(..extra);
        });
        if self.panel.get_untracked() != Some(Panel::Chat) && !own {
            self.unread.update(|unread| *unread += 1);
        }
    }

    /// Puts what was written before one came where the chat begins.
    pub fn begin_lines(self, past: Vec<Line>) {
        let past: Vec<Line> = past
            .into_iter()
            .map(|line| Line {
                number: self.number(),
                ..line
            })
            .collect();
        self.lines.set(past);
    }

    /// A line of the chat is hidden, or shown again.
    pub fn hide_line(self, line: u32, hidden: bool) {
        self.lines.update(|lines| {
            for it in lines.iter_mut().filter(|it| it.line == line) {
                it.hidden = hidden;
            }
        });
    }

    /// Opens a panel, or closes it when it is open.
    pub fn toggle_panel(self, panel: Panel) {
        let open = self.panel.get_untracked() == Some(panel);
        self.panel.set((!open).then_some(panel));
    }

    /// Forgets all that belongs to a visit.
    pub fn clear_visit(self) {
        self.panel.set(None);
        self.people.set(Vec::new());
        self.places.set(Vec::new());
        self.zones.set(Vec::new());
        self.doors.set(Vec::new());
        self.following.set(None);
        self.tiles.set([const { None }; SLOTS]);
        self.others.set(Vec::new());
        self.call.clear_visit();
        self.toasts.set(Vec::new());
        self.lines.set(Vec::new());
        self.unread.set(0);
        self.progress.set((0, 0));
        self.unreachable.set(false);
        self.sound_blocked.set(false);
        self.sound_hosts.set(Vec::new());
        self.hints.set(Vec::new());
        self.manners.clear_visit();
        self.order.clear_visit();
        self.session.list.set(Vec::new());
        self.session.front.set(None);
    }

    fn number(self) -> usize {
        self.counter.update_value(|n| *n += 1);
        self.counter.get_value()
    }
}

/// Gives the keyboard to an element.
pub fn focus_by_id(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        crate::dom::report(element.focus());
    }
}
