//! What is in force against whom.

use leptos::prelude::*;
use serde_json::Value;

use super::{Desk, moment};
use crate::organize::Sanction;

#[component]
pub fn Bans(desk: Desk) -> impl IntoView {
    let ui = desk.ui;
    let all = RwSignal::new(Vec::<Sanction>::new());
    let read = move || {
        desk.ask(
            |api| async move { api.get::<Vec<Sanction>>("/sanctions").await },
            move |it| all.set(it),
        );
    };
    read();
    let lift = move |it: Sanction| {
        let said = ui.tr_with("done-undone", &[("name", &it.name)]);
        let path = format!("/sanctions/{}", it.id);
        desk.act(
            said,
            move |api| async move { api.send("DELETE", &path, &Value::Null).await },
            move |_| read(),
        );
    };
    view! {
        <section aria-label=move || ui.tr("organize-bans")>
            <p class="empty" hidden=move || all.with(|all| !all.is_empty())>
                {move || ui.tr("organize-no-bans")}
            </p>
            <ul class="rows" role="list" aria-label=move || ui.tr("organize-bans")>
                <For each=move || all.get() key=|it| it.clone() let:it>
                    <Banned desk=desk it=it lift=lift/>
                </For>
            </ul>
        </section>
    }
}

#[component]
fn Banned(desk: Desk, it: Sanction, lift: impl Fn(Sanction) + Copy + 'static) -> impl IntoView {
    let ui = desk.ui;
    let (name, lifted) = (it.name.clone(), it.clone());
    let kind = match it.kind.as_str() {
        "banned" => "organize-banned",
        "removed" => "organize-removed",
        "muted" => "organize-muted",
        _ => "organize-released",
    };
    let until = move || match it.until {
        Some(until) => moment(ui, until),
        None => ui.tr("organize-for-good"),
    };
    let (by, reason) = (it.by, it.reason);
    view! {
        <li class="person">
            <span class="who">
                <bdi class="name">{it.name}</bdi>
                <span class="note">
                    {move || ui.tr(kind)} " · " {by} " · " {until}
                </span>
                <bdi class="words">{reason}</bdi>
            </span>
            <button
                type="button"
                class="small"
                aria-label=move || ui.tr_with("organize-lift", &[("name", &name)])
                on:click=move |_| lift(lifted.clone())
            >
                <span aria-hidden="true">{move || ui.tr("organize-lift-short")}</span>
            </button>
        </li>
    }
}
