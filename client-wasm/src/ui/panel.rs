//! The frame of what lies over the map: takes the focus when it opens and gives it back when it
//! closes.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::Ui;
use super::icon::Icon;
use crate::dom::report;

/// A region over the map.
#[component]
pub fn PanelFrame(
    /// The interface.
    ui: Ui,
    /// Its name.
    #[prop(into)]
    title: Signal<String>,
    /// `region`, or `dialog` for what is read and put away.
    role: &'static str,
    /// Selector of what takes the focus in it; the frame itself when empty.
    #[prop(optional)]
    focus: &'static str,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let frame = NodeRef::<html::Section>::new();
    let before = StoredValue::new_local(document().active_element());
    let inside = StoredValue::new_local(None::<Element>);
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            inside.set_value(Some(frame.clone().into()));
            let target = match focus {
                "" => None,
                selector => report(frame.query_selector(selector)).flatten(),
            };
            focus_on(&target.unwrap_or_else(|| frame.into()));
        }
    });
    on_cleanup(move || {
        // Whoever has gone on to something else is left there.
        let now = document().active_element();
        let was_inside = inside
            .get_value()
            .is_some_and(|f| f.contains(now.as_deref()));
        let nowhere = now.is_none_or(|e| e.tag_name().eq_ignore_ascii_case("body"));
        if let Some(before) = before.get_value().filter(|_| was_inside || nowhere) {
            focus_on(&before);
        }
    });
    view! {
        <section
            class="panel"
            class:dialog=role == "dialog"
            node_ref=frame
            role=role
            aria-label=title
            tabindex="-1"
        >
            <header class="panel-head">
                <h2>{title}</h2>
                <button
                    type="button"
                    class="plain"
                    aria-label=move || ui.tr("close")
                    on:click=move |_| ui.panel.set(None)
                >
                    <Icon name="close"/>
                </button>
            </header>
            {children()}
        </section>
    }
}

fn focus_on(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        report(element.focus());
    }
}
