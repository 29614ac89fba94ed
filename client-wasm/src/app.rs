//! Puts the interface into the page and wires it to the client.

use std::rc::Rc;

use leptos::prelude::*;

use crate::client::Client;
use crate::organize_api::Api;
use crate::ui::entry::Entry;
use crate::ui::organize::Organize;
use crate::ui::refused::Refused;
use crate::ui::venue::Venue;
use crate::ui::waiting::WaitingRoom;
use crate::ui::{Reason, State, Ui};
use crate::{hooks, page};

/// Starts the client in this page.
pub fn start() {
    let client = begin();
    let ui = client.ui;
    hooks::install(&client);
    client.prepare();
    mount_to_body(move || view! { <App ui=ui/> });
}

/// Starts the organizers' page in this page.
pub fn start_organize() {
    let client = begin();
    let ui = client.ui;
    let api = Api {
        invitation: client.invitation.borrow().clone(),
        account: false,
        name: client.settings.borrow().name.clone(),
    };
    mount_to_body(move || view! { <Organize ui=ui api=api/> });
}

fn begin() -> Rc<Client> {
    console_error_panic_hook::set_once();
    let client = Client::new();
    if let Some(locale) = crate::text::LOCALES.get(client.ui.locale.get_untracked()) {
        page::set_locale(locale);
    }
    if let Some(loading) = document().get_element_by_id("loading") {
        loading.remove();
    }
    client
}

/// Which of the views is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Entry,
    Waiting,
    Venue,
    Refused(Reason),
}

#[component]
fn App(ui: Ui) -> impl IntoView {
    Effect::new(move |_| page::set_state(ui.state.get().name()));
    Effect::new(move |_| {
        let about = ui.about.get();
        let title = if about.title.is_empty() {
            ui.tr("app-name")
        } else {
            about.title
        };
        document().set_title(&title);
    });
    let shown = Memo::new(move |_| match ui.state.get() {
        State::Entry => Shown::Entry,
        State::Waiting => Shown::Waiting,
        State::Connecting | State::Venue | State::Reconnecting => Shown::Venue,
        State::Refused(reason) => Shown::Refused(reason),
    });
    move || match shown.get() {
        Shown::Entry => view! { <Entry ui=ui/> }.into_any(),
        Shown::Waiting => view! { <WaitingRoom ui=ui/> }.into_any(),
        Shown::Venue => view! { <Venue ui=ui/> }.into_any(),
        Shown::Refused(reason) => view! { <Refused ui=ui reason=reason/> }.into_any(),
    }
}
