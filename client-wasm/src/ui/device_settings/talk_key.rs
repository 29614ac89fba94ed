//! Push to talk: whether, and by which key.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::super::Ui;
use super::Switch;
use crate::talk_key::TalkKey;

/// The two choices.
#[component]
pub fn PushToTalk(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let on = ui.call.push_to_talk;
    let change = move |by_key: bool| {
        ui.tell(|client| {
            client.choose(|settings| settings.push_to_talk = by_key);
            client.devices.set_push_to_talk(by_key);
        });
    };
    view! {
        <Switch
            name=Signal::derive(move || ui.tr("push-to-talk"))
            on=Signal::derive(move || on.get())
            change=change
        />
        <Show when=move || on.get()>
            <KeyChoice ui=ui/>
        </Show>
    }
}

/// What the button that takes a key says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asking {
    /// The key as it is.
    Nothing,
    /// That the next key is taken.
    Next,
    /// That the last one can't be.
    Another,
}

/// A button: pressed, it takes the next key.
#[component]
fn KeyChoice(ui: Ui) -> impl IntoView {
    let asking = RwSignal::new(Asking::Nothing);
    let text = move || match asking.get() {
        Asking::Nothing => {
            let name = ui.call.talk_key.with(|key| key.name.clone());
            ui.tr_with("talk-key", &[("key", &name)])
        }
        Asking::Next => ui.tr("talk-key-next"),
        Asking::Another => ui.tr("talk-key-taken"),
    };
    let press = move |event: KeyboardEvent| {
        if asking.get_untracked() == Asking::Nothing {
            return;
        }
        // It neither walks nor closes the panel.
        event.stop_propagation();
        let key = event.key();
        if key == "Tab" || key == "Shift" {
            return;
        }
        event.prevent_default();
        if key == "Escape" {
            asking.set(Asking::Nothing);
            return;
        }
        match TalkKey::of_press(&event.code(), &key) {
            Some(key) => {
                asking.set(Asking::Nothing);
                ui.call.talk_key.set(key.clone());
                ui.tell(|client| client.choose(|settings| settings.talk_key = key));
            }
            None => asking.set(Asking::Another),
        }
    };
    view! {
        <button
            type="button"
            class="secondary"
            aria-live="polite"
            on:click=move |_| asking.set(Asking::Next)
            on:keydown=press
            on:blur=move |_| asking.set(Asking::Nothing)
        >
            {text}
        </button>
    }
}
