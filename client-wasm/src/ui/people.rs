//! People and places: the list that is the map's equal.

use hallway_protocol::limits::NAME_CHARS;
use hallway_world::permit::Act;
use leptos::prelude::*;

use super::icon::Icon;
use super::manners::PresenceButtons;
use super::order::{DoneNotices, KeepingOrder, PersonOrders, order_key, row_key};
use super::panel::PanelFrame;
use super::person_more::PersonMore;
use super::portrait::Portrait;
use super::reports::Reports;
use super::session::window_size;
use super::waiting::{Waiters, ZoneDoorChoice, door_key};
use super::{Row, Ui, role_key};
use crate::finding::find;
use crate::keeping::may_in;
use crate::manners::presence_key;
use crate::split::NARROW;

/// The panel.
#[component]
pub fn PeopleAndPlaces(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let no_places = move || {
        let none = ui.places.with(Vec::is_empty);
        none.then(|| view! { <li class="empty">{ui.tr("no-places")}</li> })
    };
    let sought = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let words = sought.get();
        ui.people
            .with(|people| find(people, |row| row.name.as_str(), &words))
    });
    let nobody = move || {
        // As long as nobody is sought the list is yet to be filled.
        let none = sought.with(|words| !words.is_empty()) && found.with(|(all, _)| all.is_empty());
        none.then(|| ui.tr("nobody-found"))
    };
    let rest = move || {
        let more = found.with(|(_, more)| *more);
        (more > 0).then(|| ui.tr_with("more-people", &[("count", &more.to_string())]))
    };
    view! {
        <PanelFrame
            ui=ui
            title=Signal::derive(move || ui.tr("people-and-places"))
            role="region"
        >
            <div class="panel-notes">
                <Waiters ui=ui/>
                <Reports ui=ui/>
                <DoneNotices ui=ui/>
            </div>
            <div class="panel-body">
                <PresenceButtons ui=ui/>
                <KeepingOrder ui=ui/>
                <h3 id="people-heading">{move || ui.tr("people")}</h3>
                <input
                    type="search"
                    autocomplete="off"
                    maxlength=NAME_CHARS.to_string()
                    placeholder=move || ui.tr("find-somebody")
                    aria-label=move || ui.tr("find-somebody")
                    prop:value=sought
                    on:input=move |event| sought.set(event_target_value(&event))
                />
                <ul class="rows" role="list" aria-labelledby="people-heading">
                    <For
                        each=move || found.get().0
                        key=row_key
                        let:row
                    >
                        <Person ui=ui row=row/>
                    </For>
                </ul>
                <p class="empty" aria-live="polite">
                    {nobody}
                </p>
                // Not read out by itself: of thousands somebody comes or goes all the time.
                <p class="empty">{rest}</p>
                <h3 id="places-heading">{move || ui.tr("places")}</h3>
                <ul class="rows" role="list" aria-labelledby="places-heading">
                    {no_places}
                    <For each=move || ui.places.get() key=|place| place.clone() let:place>
                        <Place ui=ui title=place.0 x=place.1 y=place.2/>
                    </For>
                </ul>
            </div>
        </PanelFrame>
    }
}

#[component]
fn Person(ui: Ui, row: Row) -> impl IntoView {
    let orders = (row.may.any() || row.may.let_speak).then(|| {
        let row = row.clone();
        view! { <PersonOrders ui=ui row=row/> }
    });
    let more = (!row.own).then(|| {
        let row = row.clone();
        view! { <PersonMore ui=ui row=row/> }
    });
    let blocked = row.blocked.then(|| {
        view! { <span class="note">{move || ui.tr("is-blocked")}</span> }
    });
    let of_order = order_key(&row).map(|key| {
        view! { <span class="note">{move || ui.tr(key)}</span> }
    });
    let Row {
        id,
        name,
        look,
        own,
        in_call,
        role,
        presence,
        locked,
        ..
    } = row;
    let sign = crate::manners::sign(presence, locked);
    let sign = presence_key(presence)
        .or(locked.then_some("in-locked-bubble"))
        .map(|key| {
            view! {
                <span class="note manner">
                    <Icon name=icon_of(sign)/>
                    {move || ui.tr(key)}
                </span>
            }
        });
    let role = role_key(role).map(|key| {
        view! { <span class="role">{move || ui.tr(key)}</span> }
    });
    let note = move || match (own, in_call) {
        (true, _) => Some(ui.tr("it-is-you")),
        (false, true) => Some(ui.tr("in-your-call")),
        (false, false) => None,
    };
    let followed = move || ui.following.get() == Some(id);
    let (walk_name, follow_name) = (name.clone(), name.clone());
    let buttons = (!own).then(|| {
        view! {
            <button
                type="button"
                class="small"
                aria-label=move || ui.tr_with("walk-to", &[("name", &walk_name)])
                on:click=move |_| {
                    ui.tell(|c| c.with_visit(|v| v.walk_to(id)));
                    make_way(ui);
                }
            >
                <Icon name="walk"/>
                <span aria-hidden="true">{move || ui.tr("walk-to-short")}</span>
            </button>
            <button
                type="button"
                class="small"
                aria-label=move || ui.tr_with("follow", &[("name", &follow_name)])
                aria-pressed=move || if followed() { "true" } else { "false" }
                on:click=move |_| ui.tell(|c| c.with_visit(|v| v.follow(id)))
            >
                <span aria-hidden="true">{move || ui.tr("follow-short")}</span>
            </button>
        }
    });
    view! {
        <li class="person">
            <Portrait ui=ui look=look/>
            <span class="who">
                <span class="name">{name}</span>
                <span class="notes">
                    {role}
                    <span class="note">{note}</span>
                    {sign}
                    {of_order}
                    {blocked}
                </span>
            </span>
            {buttons}
            {orders}
            {more}
        </li>
    }
}

/// The pictogram of a sign.
fn icon_of(sign: &'static str) -> &'static str {
    match sign {
        "locked" => "lock",
        sign => sign,
    }
}

/// On a narrow window the list lies over the map and over what opens at the goal: who has set out
/// is done with it.
fn make_way(ui: Ui) {
    if window_size().0 <= NARROW {
        ui.panel.set(None);
    }
}

#[component]
fn Place(ui: Ui, title: String, x: i32, y: i32) -> impl IntoView {
    let name = title.clone();
    let here = {
        let title = title.clone();
        move || {
            let here = ui.zones.with(|zones| zones.contains(&title));
            here.then(|| ui.tr("you-are-here"))
        }
    };
    let of_door = title.clone();
    let door = move || {
        let doors = ui.order.zone_doors;
        let door = doors.with(|all| all.get(&of_door).copied());
        door.and_then(door_key).map(|key| ui.tr(key))
    };
    let of_choice = title.clone();
    let keeps = Memo::new(move |_| {
        let own = ui.order.standing;
        own.with(|own| may_in(own, Act::KeepDoor, &of_choice))
    });
    let zone = title.clone();
    view! {
        <li class="place">
            <span class="who">
                <span class="name">{title}</span>
                <span class="notes">
                    <span class="note">{here}</span>
                    <span class="note">{door}</span>
                </span>
            </span>
            <Show when=move || keeps.get()>
                <ZoneDoorChoice ui=ui zone=zone.clone()/>
            </Show>
            <button
                type="button"
                class="small"
                aria-label=move || ui.tr_with("walk-to", &[("name", &name)])
                on:click=move |_| {
                    ui.tell(|c| c.with_visit(|v| v.walk_to_place(x, y)));
                    make_way(ui);
                }
            >
                <Icon name="walk"/>
                <span aria-hidden="true">{move || ui.tr("walk-to-short")}</span>
            </button>
        </li>
    }
}
