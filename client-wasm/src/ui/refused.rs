//! Why one is not in the venue, and the way back.

use hallway_protocol::Refusal;
use leptos::html;
use leptos::prelude::*;

use super::{Reason, Ui};

/// Tells why there is no visit.
#[component]
pub fn Refused(
    /// The interface.
    ui: Ui,
    /// Why.
    reason: Reason,
) -> impl IntoView {
    let text = move || match reason {
        Reason::Server(refusal) => ui.tr(&format!("refused-{}", refusal.name())),
        Reason::NoMap => ui.tr("no-map"),
        Reason::NoPicture => ui.tr("no-picture"),
    };
    let why = move || {
        let by_order = matches!(
            reason,
            Reason::Server(Refusal::Removed | Refusal::Banned | Refusal::TurnedAway)
        );
        let why = by_order.then(|| ui.order.why.get()).flatten();
        why.map(|why| view! { <p class="why">{why}</p> })
    };
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            crate::dom::report(heading.focus());
        }
    });
    view! {
        <main class="entry">
            <div class="card refused" role="alert">
                <h1 node_ref=heading tabindex="-1">
                    {move || ui.tr("refused-title")}
                </h1>
                {why}
                <p>{text}</p>
                <div class="row">
                    <button
                        type="button"
                        class="primary"
                        on:click=move |_| ui.tell(|client| client.try_again())
                    >
                        {move || ui.tr("try-again")}
                    </button>
                    <button
                        type="button"
                        class="secondary"
                        on:click=move |_| ui.tell(|client| client.leave())
                    >
                        {move || ui.tr("back-to-entry")}
                    </button>
                </div>
            </div>
        </main>
    }
}
