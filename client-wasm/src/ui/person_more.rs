//! What any visitor may do about another: have nothing to do with them, and report them.

use hallway_protocol::limits::REPORT_CHARS;
use leptos::prelude::*;
use leptos::web_sys::SubmitEvent;

use super::manners::pressed;
use super::{Row, Ui};

/// Folded up below somebody in the list.
#[component]
pub fn PersonMore(
    /// The interface.
    ui: Ui,
    /// Who.
    row: Row,
) -> impl IntoView {
    let Row {
        id, name, blocked, ..
    } = row;
    let text = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let words = text.get_untracked();
        if !words.trim().is_empty() {
            ui.tell(|c| c.with_visit(|visit| visit.report(id, &words)));
            text.set(String::new());
        }
    };
    let named = move |key: &'static str| {
        let name = name.clone();
        move || ui.tr_with(key, &[("name", &name)])
    };
    view! {
        <details class="more">
            <summary class="small" aria-label=named("more-about")>
                {move || ui.tr("more")}
            </summary>
            <div class="row wrap">
                <button
                    type="button"
                    class="small"
                    aria-label=named("block")
                    aria-pressed=pressed(blocked)
                    on:click=move |_| ui.tell(|c| c.with_visit(|visit| visit.block(id, !blocked)))
                >
                    <span aria-hidden="true">{move || ui.tr("block-short")}</span>
                </button>
            </div>
            <p class="hint">{move || ui.tr("block-hint")}</p>
            <form class="row" on:submit=submit>
                <input
                    type="text"
                    autocomplete="off"
                    maxlength=REPORT_CHARS.to_string()
                    placeholder=move || ui.tr("report-what")
                    aria-label=named("report-what-about")
                    prop:value=text
                    on:input=move |event| text.set(event_target_value(&event))
                />
                <button type="submit" class="small" aria-label=named("report")>
                    <span aria-hidden="true">{move || ui.tr("report-short")}</span>
                </button>
            </form>
        </details>
    }
}
