//! The program: what is on, when and where. A venue without one says so.

use leptos::prelude::*;

use super::Ui;
use super::panel::PanelFrame;

/// The panel.
#[component]
pub fn Program(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    view! {
        <PanelFrame ui=ui title=Signal::derive(move || ui.tr("program")) role="region">
            <div class="panel-body">
                <p class="empty">{move || ui.tr("program-empty")}</p>
            </div>
        </PanelFrame>
    }
}
