//! Screens: the button that shares one's own, and the picture of somebody else's.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::Ui;
use super::film::Film;
use super::icon::Icon;
use crate::dom::{property, report};
use crate::pictures::Pictures;
use crate::screen::is_supported;

/// Shares one's screen and ends that. Not there where the browser has no screens to give.
#[component]
pub fn ShareButton(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let sharing = move || ui.manners.sharing.get();
    is_supported().then(|| {
        view! {
            <button
                type="button"
                class="tool toggle"
                aria-label=move || ui.tr("share-screen")
                aria-pressed=move || if sharing() { "true" } else { "false" }
                on:click=move |_| ui.tell(|client| client.screen.toggle())
            >
                <Icon name="screen"/>
                <span class="caption" aria-hidden="true">
                    {move || ui.tr("share-short")}
                </span>
            </button>
        }
    })
}

/// That one shares one's own, and the end of it.
#[component]
pub fn SharingNotice(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let stop = move |_| ui.tell(|client| client.screen.toggle());
    move || {
        ui.manners.sharing.get().then(|| {
            view! {
                <div class="notice" role="note">
                    <p>{ui.tr("screen-own-note")}</p>
                    <button type="button" class="small" on:click=stop>
                        {ui.tr("screen-stop")}
                    </button>
                </div>
            }
        })
    }
}

/// Somebody else's screen, as large as there is room, or small in a corner, or over everything.
#[component]
pub fn SharedScreen(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let small = RwSignal::new(false);
    let shown = Memo::new(move |_| ui.manners.screen.get());
    move || {
        let (_, name) = shown.get()?;
        Some(view! { <Picture ui=ui name=name small=small/> })
    }
}

#[component]
fn Picture(ui: Ui, name: String, small: RwSignal<bool>) -> impl IntoView {
    let frame = NodeRef::<html::Section>::new();
    let video = NodeRef::<html::Video>::new();
    Effect::new(move |_| {
        // Another connection has other streams.
        ui.call_number.track();
        if let Some(video) = video.get() {
            ui.tell(|client| client.with_visit(|visit| visit.show_screen(&video)));
        }
    });
    let whole = move |_| {
        let frame = frame.get_untracked();
        let is_whole = document().fullscreen_element().is_some();
        if is_whole {
            document().exit_fullscreen();
        } else if let Some(frame) = frame.filter(|it| has(it, "requestFullscreen")) {
            report(frame.request_fullscreen());
        } else if let Some(video) = video.get_untracked() {
            // Telephones of one kind show videos only over everything.
            call(&video, "webkitEnterFullscreen");
        }
    };
    let title = {
        let name = name.clone();
        move || ui.tr_with("screen-of", &[("name", &name)])
    };
    let caption = title.clone();
    let without = move || {
        let unwanted = ui.call.pictures.get() == Pictures::None;
        let show = move |_| ui.tell(|client| client.choose_pictures(Pictures::Small));
        if unwanted {
            let note = view! {
                <p>{ui.tr("screen-unwanted")}</p>
                <button type="button" class="small" on:click=show>
                    {ui.tr("screen-show")}
                </button>
            };
            return Some(note.into_any());
        }
        let withheld = ui.call.line.with(|line| line.screen_withheld);
        withheld.then(|| view! { <p>{ui.tr("is-withheld")}</p> }.into_any())
    };
    view! {
        <section class="shared-screen" class:shrunk=small node_ref=frame aria-label=title>
            <Film ui=ui node=video/>
            <div class="without" aria-live="polite">
                {without}
            </div>
            <div class="screen-bar">
                <span class="caption">{caption}</span>
                <button
                    type="button"
                    class="small"
                    aria-pressed=move || if small.get() { "true" } else { "false" }
                    on:click=move |_| small.update(|small| *small = !*small)
                >
                    {move || ui.tr("screen-small")}
                </button>
                <button type="button" class="small" on:click=whole>
                    {move || ui.tr("full-screen")}
                </button>
            </div>
        </section>
    }
}

fn has(element: &web_sys::Element, name: &str) -> bool {
    property(element, name).is_function()
}

fn call(element: &web_sys::Element, name: &str) {
    if let Ok(function) = property(element, name).dyn_into::<js_sys::Function>() {
        report(function.call0(element));
    }
}
