//! The waiting room, as those see it who wait, and as those who let people in.

use hallway_protocol::door::ZoneDoor;
use leptos::html;
use leptos::prelude::*;

use super::Ui;
use crate::waiting::{Waits, said};

/// Where one waits to come in.
#[component]
pub fn WaitingRoom(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            crate::dom::report(heading.focus());
        }
    });
    let text = move || {
        let said = said(ui.order.waiting.get());
        let values: Vec<_> = said.values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        ui.tr_with(said.key, &values)
    };
    view! {
        <main class="entry">
            <div class="card refused">
                <span class="logo" aria-hidden="true"></span>
                <h1 node_ref=heading tabindex="-1">
                    {move || ui.tr("waiting-room")}
                </h1>
                <p role="status">{text}</p>
                <p class="hint">{move || ui.tr("waiting-hint")}</p>
                <div class="row">
                    <button
                        type="button"
                        class="secondary"
                        on:click=move |_| ui.tell(|client| client.leave())
                    >
                        {move || ui.tr("leave")}
                    </button>
                </div>
            </div>
        </main>
    }
}

/// Those who wait, with what one may do about them. Nothing where nobody does.
#[component]
pub fn Waiters(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let waiters = ui.order.waiters;
    let any = Memo::new(move |_| waiters.with(|all| !all.is_empty()));
    let count =
        move |is: fn(&Waits) -> bool| waiters.with(|all| all.iter().filter(|it| is(it)).count());
    let several = Memo::new(move |_| count(|it| it.zone.is_none()) > 1);
    let accounts = Memo::new(move |_| several.get() && count(|it| it.account) > 0);
    let all_in = move |accounts_only: bool| {
        ui.tell(|c| c.with_visit(|visit| visit.let_all_in(accounts_only)));
    };
    view! {
        <Show when=move || any.get()>
            <section class="notice waiters" aria-labelledby="waiters-heading">
                <h3 id="waiters-heading">{move || ui.tr("waiting-room")}</h3>
                <ul class="rows" role="list" aria-labelledby="waiters-heading">
                    <For each=move || waiters.get() key=|it| it.clone() let:waits>
                        <Waiter ui=ui waits=waits/>
                    </For>
                </ul>
                <div class="row wrap">
                    <Show when=move || several.get()>
                        <button type="button" class="small" on:click=move |_| all_in(false)>
                            {move || ui.tr("admit-all")}
                        </button>
                    </Show>
                    <Show when=move || accounts.get()>
                        <button type="button" class="small" on:click=move |_| all_in(true)>
                            {move || ui.tr("admit-accounts")}
                        </button>
                    </Show>
                </div>
            </section>
        </Show>
    }
}

#[component]
fn Waiter(ui: Ui, waits: Waits) -> impl IntoView {
    let (admit_name, turn_name) = (waits.name.clone(), waits.name.clone());
    let (admitted, turned) = (waits.clone(), waits.clone());
    let zone = waits.zone.clone();
    let note = move || match &zone {
        Some(zone) => ui.tr_with("waits-for", &[("name", zone)]),
        None if waits.account => ui.tr("has-account"),
        None => ui.tr("waits-for-venue"),
    };
    view! {
        <li class="person">
            <span class="who">
                <bdi class="name">{waits.name}</bdi>
                <span class="note">{note}</span>
            </span>
            <button
                type="button"
                class="small"
                aria-label=move || ui.tr_with("admit", &[("name", &admit_name)])
                on:click=move |_| ui.tell(|c| c.with_visit(|visit| visit.let_in(&admitted)))
            >
                <span aria-hidden="true">{move || ui.tr("admit-short")}</span>
            </button>
            <button
                type="button"
                class="small"
                aria-label=move || ui.tr_with("turn-away", &[("name", &turn_name)])
                on:click=move |_| ui.tell(|c| c.with_visit(|visit| visit.turn_away(&turned)))
            >
                <span aria-hidden="true">{move || ui.tr("turn-away-short")}</span>
            </button>
        </li>
    }
}

/// How the doors of zones may stand, with the keys of what they are called.
const DOORS: [(ZoneDoor, &str); 3] = [
    (ZoneDoor::Open, "zone-open"),
    (ZoneDoor::Locked, "zone-locked"),
    (ZoneDoor::WaitingRoom, "waiting-room"),
];

/// How the door of a zone stands, in words; nothing when it is open.
pub fn door_key(door: ZoneDoor) -> Option<&'static str> {
    let named = DOORS.iter().filter(|(it, _)| *it == door);
    let mut named = named.filter(|(it, _)| *it != ZoneDoor::Open);
    named.next().map(|(_, key)| *key)
}

/// Says who comes into a zone.
#[component]
pub fn ZoneDoorChoice(
    /// The interface.
    ui: Ui,
    /// The zone's title.
    zone: String,
) -> impl IntoView {
    let (named, of_state) = (zone.clone(), zone.clone());
    let door = Memo::new(move |_| {
        let doors = ui.order.zone_doors;
        doors.with(|all| all.get(&of_state).copied().unwrap_or_default())
    });
    let choices = DOORS.map(|(choice, key)| {
        view! {
            <option value=key selected=move || door.get() == choice>
                {move || ui.tr(key)}
            </option>
        }
    });
    let choose = move |event| {
        let chosen = event_target_value(&event);
        if let Some((door, _)) = DOORS.iter().find(|(_, key)| *key == chosen) {
            ui.tell(|c| c.with_visit(|visit| visit.set_zone_door(&zone, *door)));
        }
    };
    view! {
        <select
            class="small"
            aria-label=move || ui.tr_with("door-of", &[("name", &named)])
            on:change=choose
        >
            {choices}
        </select>
    }
}
