//! What stands in the place of a session that can't be shown here: why it ended, or a link.

use hallway_protocol::SessionId;
use hallway_protocol::session::SessionEnd;
use leptos::prelude::*;

use crate::hosts;
use crate::sessions::reason_key;
use crate::ui::Ui;

/// Why there is nothing to see, and a way to try again.
#[component]
pub fn Ended(
    /// The interface.
    ui: Ui,
    /// The session.
    id: SessionId,
    /// Why.
    reason: SessionEnd,
) -> impl IntoView {
    let again = match reason {
        SessionEnd::Left => "session-again",
        _ => "session-retry",
    };
    view! {
        <div class="session-card">
            <p>{move || ui.tr(reason_key(reason))}</p>
            <button
                type="button"
                class="primary"
                on:click=move |_| ui.tell(|c| c.with_visit(|visit| visit.open_session(id)))
            >
                {move || ui.tr(again)}
            </button>
        </div>
    }
}

/// A page that opens in a tab of its own.
#[component]
pub fn TabLink(
    /// The interface.
    ui: Ui,
    /// The page.
    url: String,
    /// The sentence that says why it is not here.
    why: &'static str,
) -> impl IntoView {
    if !hosts::may_link(&url) {
        return view! {
            <div class="session-card">
                <p>{move || ui.tr("session-broken")}</p>
            </div>
        }
        .into_any();
    }
    let host = hosts::host(&url).unwrap_or_default();
    view! {
        <div class="session-card">
            <p>{move || ui.tr(why)}</p>
            <p class="host">{host}</p>
            <a class="primary" href=url target="_blank" rel="noopener noreferrer">
                {move || ui.tr("session-open-tab")}
            </a>
        </div>
    }
    .into_any()
}
