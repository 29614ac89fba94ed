//! What to do about a bad line.

use leptos::prelude::*;

use super::Ui;
use crate::pictures::Pictures;

/// Suggests smaller pictures, or none, when the line has no room for what is shown.
#[component]
pub fn Advice(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let refuse = move |_| ui.tell(|client| client.with_visit(|visit| visit.refuse_advice()));
    move || {
        let advice = ui.call.advice.get()?;
        let take = move |_| ui.tell(|client| client.choose_pictures(advice));
        let name = match advice {
            Pictures::Fitting | Pictures::Small => "advice-small",
            Pictures::None => "advice-none",
        };
        Some(view! {
            <div class="notice" role="note">
                <p>{ui.tr("line-bad")}</p>
                <button type="button" class="small" on:click=take>
                    {ui.tr(name)}
                </button>
                <button type="button" class="small" on:click=refuse>
                    {ui.tr("not-now")}
                </button>
            </div>
        })
    }
}
