//! The question before a door of the map leads to another site.

use leptos::prelude::*;

use super::Ui;
use super::panel::PanelFrame;
use crate::hosts;

/// The question.
#[component]
pub fn ExitQuestion(
    /// The interface.
    ui: Ui,
    /// Where the door leads.
    url: String,
) -> impl IntoView {
    let host = hosts::host(&url).unwrap_or_default();
    let text = {
        let host = host.clone();
        move || ui.tr_with("exit-leads-to", &[("host", &host)])
    };
    view! {
        <PanelFrame
            ui=ui
            title=Signal::derive(move || ui.tr("exit-title"))
            role="dialog"
            focus="a"
        >
            <div class="panel-body exit">
                <p>{text}</p>
                <div class="row">
                    <a class="primary" href=url rel="noreferrer">
                        {move || ui.tr_with("exit-go", &[("host", &host)])}
                    </a>
                    <button
                        type="button"
                        class="secondary"
                        on:click=move |_| ui.panel.set(None)
                    >
                        {move || ui.tr("exit-stay")}
                    </button>
                </div>
            </div>
        </PanelFrame>
    }
}
