//! The venue's door.

use leptos::prelude::*;
use leptos::web_sys::SubmitEvent;
use serde_json::json;

use super::{Choice, Desk, Field};
use crate::organize::{Doors, lines};

const ENTRIES: &[(&str, &str)] = &[
    ("open", "organize-entry-open"),
    ("account", "organize-entry-account"),
    ("password", "organize-entry-password"),
    ("waiting-room", "waiting-room"),
    ("invitation", "organize-entry-invitation"),
];

#[component]
pub fn Door(desk: Desk) -> impl IntoView {
    let ui = desk.ui;
    let text = || RwSignal::new(String::new());
    let (entry, password, most, hours) = (text(), text(), text(), text());
    let has_password = RwSignal::new(false);
    desk.ask(
        |api| async move { api.get::<Doors>("/doors").await },
        move |doors| {
            entry.set(doors.entry);
            most.set(doors.max_people.to_string());
            hours.set(doors.hours.join("\n"));
            has_password.set(doors.has_password);
        },
    );
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let mut wanted = json!({
            "entry": entry.get_untracked(),
            "max_people": most.get_untracked().trim().parse::<u32>().unwrap_or_default(),
            "hours": hours.with_untracked(|hours| {
                lines(hours).into_iter().map(str::to_owned).collect::<Vec<_>>()
            }),
        });
        let secret = password.get_untracked();
        if !secret.is_empty() {
            wanted["password"] = secret.into();
        }
        desk.act(
            ui.tr("organize-saved"),
            move |api| async move { api.send("PUT", "/doors", &wanted).await },
            |_| {},
        );
    };
    let asks = Memo::new(move |_| entry.with(|entry| entry == "password"));
    view! {
        <section aria-label=move || ui.tr("organize-door")>
            <form on:submit=submit>
                <Choice ui=ui label="organize-who" value=entry options=ENTRIES/>
                <Show when=move || asks.get()>
                    <Field ui=ui label="organize-password" value=password kind="password"/>
                    <p class="hint" hidden=move || !has_password.get()>
                        {move || ui.tr("organize-password-kept")}
                    </p>
                </Show>
                <Field ui=ui label="organize-most" value=most kind="number"/>
                <label class="field">
                    <span class="field-name">{move || ui.tr("organize-hours")}</span>
                    <textarea
                        rows="3"
                        prop:value=hours
                        on:input=move |event| hours.set(event_target_value(&event))
                    ></textarea>
                </label>
                <p class="hint">{move || ui.tr("organize-hours-hint")}</p>
                <button type="submit" class="primary">
                    {move || ui.tr("organize-save")}
                </button>
            </form>
        </section>
    }
}
