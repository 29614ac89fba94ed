//! How loud one hears somebody and how large one sees them: opened by a button on their tile.

use hallway_protocol::PersonId;
use leptos::prelude::*;

use super::Ui;
use super::icon::Icon;
use crate::volumes::MOST;

/// The button on the tile.
#[component]
pub fn TileMenuButton(
    /// The interface.
    ui: Ui,
    /// Whose sound.
    id: PersonId,
    /// Their name.
    name: String,
) -> impl IntoView {
    let open = move || ui.call.menu.get() == Some(id);
    let muted = move || ui.call.volumes.with(|volumes| volumes.of(id).gain() <= 0.0);
    let icon = Signal::derive(move || if muted() { "sound-off" } else { "sound" });
    view! {
        <button
            type="button"
            class="tile-button"
            class:silenced=muted
            aria-label=move || ui.tr_with("sound-of", &[("name", &name)])
            aria-expanded=move || if open() { "true" } else { "false" }
            on:click=move |_| {
                let next = (!open()).then_some(id);
                ui.call.menu.set(next);
            }
        >
            <Icon name=icon/>
        </button>
    }
}

/// What opens by it.
#[component]
pub fn TileMenu(
    /// The interface.
    ui: Ui,
    /// Whose sound.
    id: PersonId,
    /// Their name.
    name: String,
) -> impl IntoView {
    let volume = move || ui.call.volumes.with(|volumes| volumes.of(id));
    let percent = move || volume().percent;
    let tune = move || ui.tell(|client| client.with_visit(|visit| visit.tune()));
    let slide = move |event| {
        if let Ok(percent) = event_target_value(&event).parse() {
            ui.call
                .volumes
                .update(|volumes| volumes.set_percent(id, percent));
            tune();
        }
    };
    let mute = move |_| {
        ui.call.volumes.update(|volumes| volumes.toggle(id));
        tune();
    };
    let enlarged = move || ui.call.enlarged.get() == Some(id);
    let enlarge = move |_| ui.call.enlarged.set((!enlarged()).then_some(id));
    let close = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            ui.call.menu.set(None);
            super::focus_by_id("map");
        }
    };
    let (of_volume, of_mute, of_picture) = (name.clone(), name.clone(), name);
    view! {
        <div class="tile-menu" on:keydown=close>
            <input
                type="range"
                min="0"
                max=MOST.to_string()
                step="5"
                aria-label=move || ui.tr_with("volume-of", &[("name", &of_volume)])
                aria-valuetext=move || format!("{} %", percent())
                prop:value=move || percent().to_string()
                prop:disabled=move || volume().muted
                on:input=slide
            />
            <span class="volume" aria-hidden="true">
                {move || format!("{} %", percent())}
            </span>
            <button
                type="button"
                class="small"
                aria-label=move || ui.tr_with("mute-for-me", &[("name", &of_mute)])
                aria-pressed=move || if volume().muted { "true" } else { "false" }
                on:click=mute
            >
                <Icon name="sound-off"/>
                <span aria-hidden="true">{move || ui.tr("mute-for-me-short")}</span>
            </button>
            <button
                type="button"
                class="small"
                aria-label=move || ui.tr_with("enlarge", &[("name", &of_picture)])
                aria-pressed=move || if enlarged() { "true" } else { "false" }
                on:click=enlarge
            >
                <Icon name="enlarge"/>
                <span aria-hidden="true">{move || ui.tr("enlarge-short")}</span>
            </button>
        </div>
    }
}
