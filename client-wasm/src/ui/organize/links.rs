//! Links that grant roles.

use leptos::prelude::*;
use leptos::web_sys::SubmitEvent;
use serde_json::{Value, json};

use super::{Choice, Desk, Field, Table, moment};
use crate::client::location;
use crate::organize::Invitation;

const ROLES: &[(&str, &str)] = &[
    ("facilitator", "role-facilitator"),
    ("speaker", "role-speaker"),
];

/// What the columns are called.
const HEADS: &[&str] = &[
    "organize-role",
    "organize-where",
    "organize-by",
    "organize-until",
    "organize-uses",
];

#[component]
pub fn Links(desk: Desk) -> impl IntoView {
    let ui = desk.ui;
    let text = |text: &str| RwSignal::new(text.to_owned());
    let (role, room, zone, days) = (text("facilitator"), text(""), text(""), text("14"));
    let made = RwSignal::new(String::new());
    let all = RwSignal::new(Vec::<Invitation>::new());
    let read = move || {
        desk.ask(
            |api| async move { api.get::<Vec<Invitation>>("/invitations").await },
            move |it| all.set(it),
        );
    };
    read();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let wanted = json!({
            "role": role.get_untracked(),
            "room": room.get_untracked().trim(),
            "zone": zone.get_untracked().trim(),
            "days": days.get_untracked().trim().parse::<u32>().unwrap_or_default(),
        });
        desk.act(
            ui.tr("organize-link-made"),
            move |api| async move { api.send("POST", "/invitations", &wanted).await },
            move |answer| {
                let answer: Value = serde_json::from_str(&answer).unwrap_or_default();
                let path = answer.get("path").and_then(Value::as_str);
                made.set(location("origin") + path.unwrap_or_default());
                read();
            },
        );
    };
    view! {
        <section aria-label=move || ui.tr("organize-links")>
            <form on:submit=submit>
                <Choice ui=ui label="organize-role" value=role options=ROLES/>
                <Field ui=ui label="organize-for-room" value=room/>
                <Field ui=ui label="organize-for-zone" value=zone/>
                <Field ui=ui label="organize-days" value=days kind="number"/>
                <button type="submit" class="primary">
                    {move || ui.tr("organize-make-link")}
                </button>
            </form>
            <Show when=move || made.with(|made| !made.is_empty())>
                <label class="field">
                    <span class="field-name">{move || ui.tr("organize-link-to-give")}</span>
                    <input type="text" readonly prop:value=made/>
                </label>
            </Show>
            <Table ui=ui heads=HEADS>
                <For each=move || all.get() key=|it| it.clone() let:it>
                    <Listed desk=desk it=it/>
                </For>
            </Table>
        </section>
    }
}

#[component]
fn Listed(desk: Desk, it: Invitation) -> impl IntoView {
    let ui = desk.ui;
    let key = match it.role.as_str() {
        "organizer" => "role-organizer",
        "facilitator" => "role-facilitator",
        "speaker" => "role-speaker",
        _ => "organize-by-command",
    };
    let place: Vec<String> = [it.room, it.zone]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    let until = move || (it.expires > 0).then(|| moment(ui, it.expires));
    view! {
        <tr>
            <td>{move || ui.tr(key)}</td>
            <td>
                <bdi>{place.join(" · ")}</bdi>
            </td>
            <td>
                <bdi>{it.by_name}</bdi>
            </td>
            <td>{until}</td>
            <td>{it.uses.to_string()}</td>
        </tr>
    }
}
