//! Buttons at the lower edge of the map for what can be opened where one stands.

use hallway_protocol::SessionId;
use leptos::prelude::*;

use crate::sessions::{Phase, Session};
use crate::ui::Ui;

/// The buttons.
#[component]
pub fn Prompts(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let prompted = Memo::new(move |_| {
        ui.session.list.with(|list| {
            let prompted = list.iter().filter(|session| session.is_prompted());
            prompted.map(|s| s.offer.id).collect::<Vec<_>>()
        })
    });
    view! {
        <div class="prompts">
            <For each=move || prompted.get() key=|id| *id let:id>
                <Prompt ui=ui id=id/>
            </For>
        </div>
    }
}

#[component]
fn Prompt(ui: Ui, id: SessionId) -> impl IntoView {
    let session = ui.session.one(id);
    let text = move || session.get().map(|session| words(ui, &session));
    let click = move |_| {
        ui.tell(|c| c.with_visit(|visit| visit.open_session(id)));
        // The button is gone by now; one goes on walking.
        crate::ui::focus_by_id("map");
    };
    view! {
        <button type="button" class="prompt" on:click=click>
            {text}
        </button>
    }
}

/// What a button says.
fn words(ui: Ui, session: &Session) -> String {
    let offer = &session.offer;
    let title = [("title", offer.title.as_str())];
    match &session.phase {
        Phase::Declined => {
            let hosts = session.strangers(&ui.agreed.get()).join(", ");
            match hosts.is_empty() {
                true => ui.tr_with("session-open", &title),
                false => ui.tr_with("session-open", &[("title", &hosts)]),
            }
        }
        Phase::Closed => ui.tr_with("session-open", &title),
        _ if !offer.message.is_empty() => offer.message.clone(),
        _ => ui.tr_with("session-press", &title),
    }
}
