//! The venue: the map over the whole window, and around it what is text.

use leptos::prelude::*;

use super::bar::Bar;
use super::call_tiles::CallTiles;
use super::chat::Chat;
use super::doors::{DoorCode, DoorPrompts};
use super::exit::ExitQuestion;
use super::help::Help;
use super::manners::KnockPrompt;
use super::notes::Notes;
use super::people::PeopleAndPlaces;
use super::program::Program;
use super::session::prompts::Prompts;
use super::session::{SessionPanel, window_size};
use super::settings::Settings;
use super::shared_screen::SharedScreen;
use super::toasts::Toasts;
use super::{Panel, State, Ui};

/// Least CSS pixels of the map's width in which the bar has room for words.
const BAR_WIDTH: f32 = 780.0;

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
            Panel::Exit => {
                view! { <ExitQuestion ui=ui url=ui.exit_url.get_untracked()/> }.into_any()
            }
            Panel::Code => view! { <DoorCode ui=ui/> }.into_any(),
        })
    };
    let resized = window_event_listener(leptos::ev::resize, move |_| {
        ui.session.window.set(window_size());
    });
    on_cleanup(move || resized.remove());
    // The rest of the page makes room for what is open beside the map.
    let split = Memo::new(move |_| ui.session.split());
    let room = move |below: bool| {
        move || {
            let size = split.get().filter(|split| split.below == below);
            format!("{}px", size.map_or(0.0, |split| split.size))
        }
    };
    let tight = move || {
        let beside = split.get().filter(|split| !split.below);
        beside.is_some_and(|split| ui.session.window.get().0 - split.size < BAR_WIDTH)
    };
    // The list that led here would lie over what opens here, and over its questions.
    Effect::new(move |was_tight: Option<bool>| {
        let is_tight = tight();
        let list = matches!(
            ui.panel.get_untracked(),
            Some(Panel::People | Panel::Program)
        );
        if is_tight && was_tight == Some(false) && list {
            ui.panel.set(None);
        }
        is_tight
    });
    view! {
        <main
            class="venue"
            class:tight=tight
            style=("--beside", room(false))
            style=("--below", room(true))
        >
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
                id="signs"
                class="signs"
                role="group"
                aria-label=move || ui.tr("signs")
            ></div>
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
                <SharedScreen ui=ui/>
                <CallTiles ui=ui/>
                <Notes ui=ui/>
                <SessionPanel ui=ui/>
                <Prompts ui=ui/>
                <DoorPrompts ui=ui/>
                <KnockPrompt ui=ui/>
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
