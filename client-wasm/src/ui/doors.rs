//! Doors that one stands beside: a button for each, and the dialog that asks for a code.

use hallway_protocol::limits::CODE_BYTES;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::SubmitEvent;

use super::Ui;
use super::panel::PanelFrame;
use crate::dom::touch_only;
use crate::doors::{Act, Prompt};

/// What a door is called.
fn named(ui: Ui, title: &str, act: Act) -> String {
    match (title.is_empty(), act) {
        (false, _) => title.to_owned(),
        (true, Act::Ring) => ui.tr("the-bell"),
        (true, Act::Open | Act::Close) => ui.tr("the-door"),
    }
}

/// The buttons.
#[component]
pub fn DoorPrompts(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let doors = move || {
        ui.doors
            .with(|doors| doors.iter().map(|p| p.door).collect::<Vec<_>>())
    };
    view! {
        <div class="door-prompts" aria-live="polite" aria-atomic="false">
            // By the door alone: who pressed the button keeps it when it says the opposite.
            <For each=doors key=|door| *door let:door>
                <DoorPrompt ui=ui door=door/>
            </For>
        </div>
    }
}

#[component]
fn DoorPrompt(ui: Ui, door: u32) -> impl IntoView {
    let touch_only = touch_only();
    // With it, whether the action key does it too.
    let prompt = Memo::new(move |_| {
        ui.doors.with(|doors| {
            let place = doors.iter().position(|p| p.door == door)?;
            Some((place == 0 && !touch_only, doors.get(place)?.clone()))
        })
    });
    let by_key = move || prompt.with(|p| p.as_ref().is_some_and(|(by_key, _)| *by_key));
    let text = move || {
        prompt
            .get()
            .map(|(by_key, prompt)| words(ui, &prompt, by_key))
    };
    // The author's words don't say which key it is.
    let key = move || {
        let told = prompt.with(|p| {
            let prompt = p.as_ref();
            prompt.is_some_and(|(by_key, prompt)| *by_key && !prompt.message.is_empty())
        });
        told.then(|| view! { <kbd aria-hidden="true">{ui.tr("key-space")}</kbd> })
    };
    view! {
        <button
            type="button"
            class="door-prompt"
            aria-keyshortcuts=move || by_key().then_some("Space")
            on:click=move |_| ui.tell(|client| client.with_visit(|visit| visit.use_door(door)))
        >
            {key}
            <span>{text}</span>
        </button>
    }
}

/// What the button of a door says.
fn words(ui: Ui, prompt: &Prompt, by_key: bool) -> String {
    if !prompt.message.is_empty() {
        return prompt.message.clone();
    }
    let name = named(ui, &prompt.title, prompt.act);
    let values = [("name", name.as_str())];
    match (prompt.act, by_key) {
        (Act::Open, true) => ui.tr_with("door-open-by-key", &values),
        (Act::Open, false) => ui.tr_with("door-open", &values),
        (Act::Close, true) => ui.tr_with("door-close-by-key", &values),
        (Act::Close, false) => ui.tr_with("door-close", &values),
        (Act::Ring, true) => ui.tr_with("bell-ring-by-key", &values),
        (Act::Ring, false) => ui.tr_with("bell-ring", &values),
    }
}

/// The dialog.
#[component]
pub fn DoorCode(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let code = RwSignal::new(String::new());
    let field = NodeRef::<html::Input>::new();
    let wrong = Memo::new(move |_| ui.code.with(|asked| asked.wrong));
    let title = Signal::derive(move || {
        let (title, act) = ui.code.with(|asked| (asked.title.clone(), asked.act));
        let name = named(ui, &title, act);
        let values = [("name", name.as_str())];
        match act {
            Act::Open => ui.tr_with("door-open", &values),
            Act::Close => ui.tr_with("door-close", &values),
            Act::Ring => ui.tr_with("bell-ring", &values),
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        ui.tell(|client| client.with_visit(|visit| visit.try_code(&code.get_untracked())));
    };
    Effect::new(move |_| {
        // To be typed over.
        if let Some(field) = field.get().filter(|_| wrong.get()) {
            field.select();
        }
    });
    let message = move || wrong.get().then(|| ui.tr("code-wrong"));
    view! {
        <PanelFrame ui=ui title=title role="dialog" focus="input">
            <form class="panel-body door-code" novalidate on:submit=submit>
                <label class="field-name" for="door-code">
                    {move || ui.tr("code")}
                </label>
                <div class="row">
                    <input
                        id="door-code"
                        type="password"
                        autocomplete="off"
                        spellcheck="false"
                        maxlength=CODE_BYTES.to_string()
                        node_ref=field
                        prop:value=code
                        aria-invalid=move || if wrong.get() { "true" } else { "false" }
                        aria-describedby="door-code-message"
                        on:input=move |event| code.set(event_target_value(&event))
                    />
                    <button type="submit" class="primary">
                        {move || ui.tr("code-use")}
                    </button>
                </div>
                <p id="door-code-message" class="wrong" role="alert">
                    {message}
                </p>
            </form>
        </PanelFrame>
    }
}
