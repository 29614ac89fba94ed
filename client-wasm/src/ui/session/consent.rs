//! The question before a third party is contacted for the first time. Nothing of it is loaded
//! before the visitor has said yes.

use hallway_protocol::SessionId;
use leptos::prelude::*;

use crate::sessions::kind_key;
use crate::ui::Ui;

/// The question.
#[component]
pub fn Consent(
    /// The interface.
    ui: Ui,
    /// What is to be opened.
    id: SessionId,
) -> impl IntoView {
    let session = ui.session.one(id);
    let hosts = move || {
        let agreed = ui.agreed.get();
        let hosts = session.get().map(|s| s.strangers(&agreed));
        let hosts = hosts.unwrap_or_default().into_iter();
        hosts.map(|host| view! { <li>{host}</li> }).collect_view()
    };
    let what = move || session.get().map(|s| ui.tr(kind_key(s.offer.kind)));
    let heading = move || format!("consent-{}", id.0);
    let text = move || format!("consent-text-{}", id.0);
    view! {
        <div
            class="session-card"
            role="dialog"
            aria-labelledby=heading()
            aria-describedby=text()
        >
            <h3 id=heading()>{move || ui.tr("consent-title")}</h3>
            <div id=text() class="consent-text">
                <p>{what}</p>
                <ul class="hosts" role="list">
                    {hosts}
                </ul>
                <p>{move || ui.tr("consent-text")}</p>
            </div>
            <div class="row">
                <button
                    type="button"
                    class="primary"
                    on:click=move |_| ui.tell(|c| c.with_visit(|visit| visit.agree(id)))
                >
                    {move || ui.tr("consent-yes")}
                </button>
                <button
                    type="button"
                    class="secondary"
                    on:click=move |_| ui.tell(|c| c.with_visit(|visit| visit.decline(id)))
                >
                    {move || ui.tr("consent-no")}
                </button>
            </div>
        </div>
    }
}
