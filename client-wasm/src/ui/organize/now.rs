//! Who is where, and how the server does.

use leptos::prelude::*;
use serde_json::json;

use super::{Desk, Field};
use crate::dom::every;
use crate::organize::{Overview, Person, Room};

/// Time between two looks, in milliseconds.
const LOOK_MS: i32 = 5000;

#[component]
pub fn Now(desk: Desk) -> impl IntoView {
    let ui = desk.ui;
    let overview = RwSignal::new(Overview::default());
    let look = move || {
        desk.ask(
            |api| async move { api.get::<Overview>("/overview").await },
            move |it| overview.set(it),
        );
    };
    look();
    let looks = StoredValue::new_local(Some(every(LOOK_MS, look)));
    on_cleanup(move || looks.set_value(None));
    let reason = RwSignal::new(String::new());
    let people = Memo::new(move |_| {
        overview.with(|it| it.rooms.iter().map(|room| room.people.len()).sum::<usize>())
    });
    let number = move |key: &'static str, value: fn(&Overview) -> String| {
        view! {
            <div>
                <dt>{move || ui.tr(key)}</dt>
                <dd>{move || overview.with(value)}</dd>
            </div>
        }
    };
    view! {
        <section aria-label=move || ui.tr("organize-now")>
            <dl class="numbers">
                <div>
                    <dt>{move || ui.tr("people")}</dt>
                    <dd>{move || people.get().to_string()}</dd>
                </div>
                {number("waiting-room", |it| it.waiting.to_string())}
                {number("reports", |it| it.reports.to_string())}
                {number("organize-connections", |it| it.health.connections.to_string())}
                {number("organize-calls", |it| it.health.calls.to_string())}
                {number("organize-late", |it| {
                    format!("{} / {}", it.health.late_ticks, it.health.ticks)
                })}
                {number("organize-uptime", |it| {
                    let minutes = it.health.uptime_seconds / 60;
                    format!("{}:{:02} h", minutes / 60, minutes % 60)
                })}
                {number("organize-version", |it| it.health.version.clone())}
            </dl>
            <Field ui=ui label="reason" value=reason/>
            <For
                each=move || overview.with(|it| it.rooms.clone())
                key=|room| {
                    let zones = room.zones.clone();
                    (room.name.clone(), room.people.clone(), zones)
                }
                let:room
            >
                <RoomList desk=desk room=room reason=reason/>
            </For>
        </section>
    }
}

#[component]
fn RoomList(desk: Desk, room: Room, reason: RwSignal<String>) -> impl IntoView {
    let ui = desk.ui;
    let count = room.people.len().to_string();
    let name = room.name.clone();
    let title = move || {
        let values = [("name", name.as_str()), ("count", count.as_str())];
        ui.tr_with("organize-room", &values)
    };
    let people = room.people.into_iter();
    let people = people.map(|person| view! { <Somebody desk=desk person=person reason=reason/> });
    let zones = room.zones.into_iter().map(|zone| {
        view! {
            <li>
                <bdi>{zone.title}</bdi>
                " "
                <span class="note">{zone.people.to_string()}</span>
            </li>
        }
    });
    view! {
        <h2>{title}</h2>
        <ul class="rows" role="list" aria-label=move || ui.tr("people")>
            {people.collect_view()}
        </ul>
        <h3>{move || ui.tr("places")}</h3>
        <ul class="zones" role="list" aria-label=move || ui.tr("places")>
            {zones.collect_view()}
        </ul>
    }
}

#[component]
fn Somebody(desk: Desk, person: Person, reason: RwSignal<String>) -> impl IntoView {
    let ui = desk.ui;
    let (id, name) = (person.id, person.name.clone());
    let button = move |long: &'static str, short: &'static str, act: &'static str| {
        let (named, about) = (name.clone(), name.clone());
        let click = move |_| {
            let reason = reason.get_untracked();
            let said = ui.tr_with("organize-done", &[("name", &about)]);
            desk.act(
                said,
                move |api| async move {
                    let path = format!("/people/{id}/{act}");
                    api.send("POST", &path, &json!({ "reason": reason })).await
                },
                |_| {},
            );
        };
        view! {
            <button
                type="button"
                class="small"
                aria-label=move || ui.tr_with(long, &[("name", &named)])
                on:click=click
            >
                <span aria-hidden="true">{move || ui.tr(short)}</span>
            </button>
        }
    };
    let buttons = person.may_remove.then(|| {
        view! {
            {button("mute", "mute-short", "mute")}
            {button("remove", "remove-short", "remove")}
            {button("ban", "ban-short", "ban")}
        }
    });
    let role = match person.role.as_str() {
        "speaker" => Some("role-speaker"),
        "facilitator" => Some("role-facilitator"),
        "organizer" => Some("role-organizer"),
        _ => None,
    };
    let role = role.map(|key| view! { <span class="role">{move || ui.tr(key)}</span> });
    view! {
        <li class="person">
            <span class="who">
                <bdi class="name">{person.name}</bdi>
                <span class="notes">
                    {role}
                    <span class="note">{person.zones.join(", ")}</span>
                </span>
            </span>
            {buttons}
        </li>
    }
}
