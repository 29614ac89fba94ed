//! The edge between the map and what is open beside it: moved by the pointer or by arrow keys.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

use super::window_size;
use crate::dom::report;
use crate::split::{STEP, Split};
use crate::ui::Ui;

/// The edge.
#[component]
pub fn Edge(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let split = Memo::new(move |_| ui.session.split());
    let percent =
        move |part: fn(Split) -> f32| move || split.get().map(|split| percent_of(part(split)));
    let down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        event.prevent_default();
        if let Some(edge) = event
            .current_target()
            .and_then(|t| t.dyn_into::<Element>().ok())
        {
            report(edge.set_pointer_capture(event.pointer_id()));
        }
        ui.session.dragging.set(true);
    };
    let moved = move |event: PointerEvent| {
        if !ui.session.dragging.get_untracked() {
            return;
        }
        let (width, height) = window_size();
        let Some(split) = split.get_untracked() else {
            return;
        };
        let part = if split.below {
            (height - foot() - event.client_y() as f32) / height.max(1.0)
        } else {
            (width - event.client_x() as f32) / width.max(1.0)
        };
        resize(ui, split, part);
    };
    let up = move |_: PointerEvent| {
        if ui.session.dragging.get_untracked() {
            ui.session.dragging.set(false);
            keep(ui);
        }
    };
    let keys = move |event: KeyboardEvent| {
        let Some(split) = split.get_untracked() else {
            return;
        };
        let part = match (event.key().as_str(), split.below) {
            ("ArrowLeft", false) | ("ArrowUp", true) => split.part + STEP,
            ("ArrowRight", false) | ("ArrowDown", true) => split.part - STEP,
            ("Home", _) => split.least,
            ("End", _) => split.most,
            _ => return,
        };
        event.prevent_default();
        resize(ui, split, part);
        keep(ui);
    };
    let orientation = move || match split.get().is_some_and(|split| split.below) {
        true => "horizontal",
        false => "vertical",
    };
    view! {
        <div
            class="edge"
            role="separator"
            tabindex="0"
            data-scrolls=""
            aria-label=move || ui.tr("session-edge")
            aria-controls="session"
            aria-orientation=orientation
            aria-valuenow=percent(|split| split.part)
            aria-valuemin=percent(|split| split.least)
            aria-valuemax=percent(|split| split.most)
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=up
            on:keydown=keys
        ></div>
    }
}

fn percent_of(part: f32) -> String {
    format!("{:.0}", part * 100.0)
}

/// CSS pixels under the panel, for the bar.
fn foot() -> f32 {
    let panel = document().get_element_by_id("session");
    let bottom = panel.map(|panel| panel.get_bounding_client_rect().bottom());
    window_size().1 - bottom.unwrap_or_default() as f32
}

fn resize(ui: Ui, split: Split, part: f32) {
    let part = Some(part.clamp(split.least, split.most));
    ui.session.chosen.update(|chosen| match split.below {
        true => chosen.height = part,
        false => chosen.width = part,
    });
}

/// Remembers the sizes.
fn keep(ui: Ui) {
    let chosen = ui.session.chosen.get_untracked();
    ui.tell(|client| {
        client.choose(|settings| {
            settings.session_width = chosen.width;
            settings.session_height = chosen.height;
        });
    });
}
