//! Announcements: shown for a while, and read out by screen readers without interrupting.

use leptos::prelude::*;

use super::Ui;

/// The announcements.
#[component]
pub fn Toasts(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    view! {
        <div
            class="toasts"
            role="status"
            aria-live="polite"
            aria-atomic="false"
            aria-label=move || ui.tr("announcements")
        >
            <For each=move || ui.toasts.get() key=|toast| toast.number let:toast>
                <p class="toast">{toast.text}</p>
            </For>
        </div>
    }
}
