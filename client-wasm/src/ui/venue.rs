//! The venue: the map over the whole window, and around it what is text.

use leptos::prelude::*;

use super::bar::Bar;
use super::call_tiles::CallTiles;
use super::chat::Chat;
use super::device_buttons::DeviceProblems;
use super::doors::{DoorCode, DoorPrompts};
use super::help::Help;
use super::people::PeopleAndPlaces;
use super::program::Program;
use super::settings::Settings;
use super::toasts::Toasts;
use super::{Panel, State, Ui};

/// The venue.
#[component]
pub fn Venue(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let connecting = Memo::new(move |_| ui.state.get() == State::Connecting);
    let panel = move || {
        ui.panel.get().map(|panel| match panel {
            Panel::People => view! { <PeopleAndPlaces ui=ui/> }.into_any(),
            Panel::Program => view! { <Program ui=ui/> }.into_any(),
            Panel::Chat => view! { <Chat ui=ui/> }.into_any(),
            Panel::Settings => view! { <Settings ui=ui/> }.into_any(),
            Panel::Help => view! { <Help ui=ui/> }.into_any(),
            Panel::Code => view! { <DoorCode ui=ui/> }.into_any(),
        })
    };
    view! {
        <main class="venue">
            <canvas
                id="map"
                class="map"
                role="application"
                aria-label=move || ui.tr("venue-map")
                aria-describedby="map-hint"
                tabindex="0"
            ></canvas>
            <p id="map-hint" class="unseen">
                {move || ui.tr("map-hint")}
            </p>
            <div
                id="sites"
                class="sites"
                role="group"
                aria-label=move || ui.tr("sites")
            ></div>
            <div id="labels" class="labels" aria-hidden="true"></div>
            <Toasts ui=ui/>
            <Show
                when=move || !connecting.get()
                fallback=move || view! { <Loading ui=ui/> }
            >
                <Where ui=ui/>
                <CallTiles ui=ui/>
                <Notices ui=ui/>
                <DoorPrompts ui=ui/>
                {panel}
                <Bar ui=ui/>
            </Show>
        </main>
    }
}

/// The way in, with its progress.
#[component]
fn Loading(ui: Ui) -> impl IntoView {
    let text = move || match (ui.unreachable.get(), ui.progress.get()) {
        (true, _) => ui.tr("unreachable"),
        (false, (_, 0)) => ui.tr("connecting"),
        (false, _) => ui.tr("loading-map"),
    };
    let progress = move || {
        let (done, all) = ui.progress.get();
        (all > 0).then(|| {
            view! {
                <progress
                    max=all.to_string()
                    prop:value=done as f64
                    aria-label=move || ui.tr("loading-map")
                ></progress>
            }
        })
    };
    view! {
        <div class="loading">
            <span class="logo" aria-hidden="true"></span>
            <p role="status">{text}</p>
            {progress}
            <button
                type="button"
                class="secondary"
                on:click=move |_| ui.tell(|client| client.leave())
            >
                {move || ui.tr("cancel")}
            </button>
        </div>
    }
}

/// Where one is, and whether the line is up.
#[component]
fn Where(ui: Ui) -> impl IntoView {
    let title = move || {
        let about = ui.about.get();
        match about.room_title.is_empty() {
            true => about.title,
            false => about.room_title,
        }
    };
    let zone = move || {
        let zone = ui.zones.with(|zones| zones.last().cloned())?;
        Some(view! { <span class="zone">{zone}</span> })
    };
    let reconnecting = move || {
        let down = ui.state.get() == State::Reconnecting;
        down.then(|| {
            view! { <p class="offline" aria-hidden="true">{ui.tr("reconnecting")}</p> }
        })
    };
    view! {
        <header class="where">
            <h1>{title}</h1>
            {zone}
        </header>
        {reconnecting}
    }
}

/// What needs something done by the visitor.
#[component]
fn Notices(ui: Ui) -> impl IntoView {
    let sound = move || {
        ui.sound_blocked.get().then(|| {
            view! {
                <div class="notice" role="note">
                    <p>{ui.tr("sound-blocked")}</p>
                    <button
                        type="button"
                        class="small"
                        on:click=move |_| {
                            ui.tell(|client| client.with_visit(|visit| visit.unblock_sound()));
                        }
                    >
                        {ui.tr("turn-on-sound")}
                    </button>
                </div>
            }
        })
    };
    view! {
        <div class="notices">
            {sound}
            <DeviceProblems ui=ui/>
        </div>
    }
}
