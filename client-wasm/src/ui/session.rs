//! What is open beside the map: meetings, pages and stages of the zones one stands in, each as a
//! tab where there are several. All of them stay loaded: one hears a meeting also while looking at
//! something else.

use hallway_protocol::SessionId;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::Ui;
use super::icon::Icon;
use crate::sessions::{Phase, Session, name_key};
use crate::split::{self, Chosen, Split};

mod card;
mod consent;
mod edge;
mod embedded;
mod open;
pub mod prompts;
mod questions;

/// What the interface shows of sessions.
#[derive(Clone, Copy)]
pub struct SessionUi {
    /// All that can be joined where one stands.
    pub list: RwSignal<Vec<Session>>,
    /// Which of them is looked at.
    pub front: RwSignal<Option<SessionId>>,
    /// The stage that did not take the last question, until that is back in its field.
    pub refused: RwSignal<Option<SessionId>>,
    /// The sizes that the visitor chose.
    pub chosen: RwSignal<Chosen>,
    /// Width and height of the window in CSS pixels.
    pub window: RwSignal<(f32, f32)>,
    /// Whether the edge is being dragged: then frames must not swallow the pointer.
    pub dragging: RwSignal<bool>,
}

impl SessionUi {
    /// Nothing is open.
    pub fn new(chosen: Chosen) -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            front: RwSignal::new(None),
            refused: RwSignal::new(None),
            chosen: RwSignal::new(chosen),
            window: RwSignal::new(window_size()),
            dragging: RwSignal::new(false),
        }
    }

    /// How the window is shared; nothing while no session has a place in the panel.
    pub fn split(self) -> Option<Split> {
        let front = self.front.get();
        let author = self.list.with(|list| author_width(list, front))?;
        Some(split::split(self.window.get(), self.chosen.get(), author))
    }

    /// The same without following its changes.
    pub fn split_untracked(self) -> Option<Split> {
        untrack(|| self.split())
    }

    /// A session, for as long as one stands in its zone.
    fn one(self, id: SessionId) -> Memo<Option<Session>> {
        Memo::new(move |_| {
            self.list
                .with(|list| list.iter().find(|s| s.offer.id == id).cloned())
        })
    }
}

/// The author's wish for the width, of the session looked at.
fn author_width(list: &[Session], front: Option<SessionId>) -> Option<u8> {
    let mut listed = list.iter().filter(|session| session.is_listed());
    let first = listed.clone().next()?;
    let front = listed.find(|session| Some(session.offer.id) == front);
    Some(front.unwrap_or(first).offer.width)
}

/// Width and height of the window in CSS pixels.
pub fn window_size() -> (f32, f32) {
    let window = window();
    let side = |side: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        side.ok().and_then(|v| v.as_f64()).unwrap_or_default() as f32
    };
    (side(window.inner_width()), side(window.inner_height()))
}

/// The panel.
#[component]
pub fn SessionPanel(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let listed = Memo::new(move |_| {
        ui.session.list.with(|list| {
            let listed = list.iter().filter(|session| session.is_listed());
            listed.map(|s| s.offer.id).collect::<Vec<_>>()
        })
    });
    let any = Memo::new(move |_| listed.with(|listed| !listed.is_empty()));
    let several = Memo::new(move |_| listed.with(|listed| listed.len() > 1));
    view! {
        <Show when=move || any.get()>
            <div
                id="session"
                class="session"
                class:dragging=move || ui.session.dragging.get()
            >
                <edge::Edge ui=ui/>
                <Show when=move || several.get()>
                    <Tabs ui=ui listed=listed/>
                </Show>
                <For each=move || listed.get() key=|id| *id let:id>
                    <OneSession ui=ui id=id several=several/>
                </For>
            </div>
        </Show>
    }
}

fn tab_id(id: SessionId) -> String {
    format!("session-tab-{}", id.0)
}

fn body_id(id: SessionId) -> String {
    format!("session-{}", id.0)
}

/// One tab per session; arrow keys go from one to the next.
#[component]
fn Tabs(ui: Ui, listed: Memo<Vec<SessionId>>) -> impl IntoView {
    let keys = move |event: KeyboardEvent| {
        let listed = listed.get_untracked();
        let front = ui.session.front.get_untracked();
        let at = listed.iter().position(|id| Some(*id) == front).unwrap_or(0);
        let last = listed.len().saturating_sub(1);
        let to = match event.key().as_str() {
            "ArrowRight" if at >= last => 0,
            "ArrowRight" => at + 1,
            "ArrowLeft" if at == 0 => last,
            "ArrowLeft" => at - 1,
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        if let Some(id) = listed.get(to) {
            look_at(ui, *id);
            super::focus_by_id(&tab_id(*id));
        }
    };
    view! {
        <div
            class="tabs"
            role="tablist"
            aria-label=move || ui.tr("sessions")
            on:keydown=keys
        >
            <For each=move || listed.get() key=|id| *id let:id>
                <Tab ui=ui id=id/>
            </For>
        </div>
    }
}

#[component]
fn Tab(ui: Ui, id: SessionId) -> impl IntoView {
    let front = Memo::new(move |_| ui.session.front.get() == Some(id));
    let title = move || {
        ui.session.list.with(|list| {
            let own = list.iter().find(|session| session.offer.id == id)?;
            let like = |s: &&Session| s.is_listed() && s.offer.title == own.offer.title;
            let title = own.offer.title.clone();
            // All that one zone offers has the zone's name.
            Some(match list.iter().filter(like).count() {
                0 | 1 => title,
                _ => {
                    let what = ui.tr(name_key(own.offer.kind));
                    ui.tr_with("session-of-kind", &[("title", &title), ("kind", &what)])
                }
            })
        })
    };
    view! {
        <button
            type="button"
            class="tab"
            role="tab"
            id=tab_id(id)
            data-scrolls=""
            aria-controls=body_id(id)
            aria-selected=move || if front.get() { "true" } else { "false" }
            tabindex=move || if front.get() { "0" } else { "-1" }
            on:click=move |_| look_at(ui, id)
        >
            {title}
        </button>
    }
}

/// Looks at a session; one that waits to be looked at opens by it.
fn look_at(ui: Ui, id: SessionId) {
    ui.session.front.set(Some(id));
    let waits = ui.session.list.with_untracked(|list| {
        let session = list.iter().find(|session| session.offer.id == id);
        session.is_some_and(|session| session.phase == Phase::Offered)
    });
    if waits {
        ui.tell(|c| c.with_visit(|visit| visit.open_session(id)));
    }
}

#[component]
fn OneSession(ui: Ui, id: SessionId, several: Memo<bool>) -> impl IntoView {
    let session = ui.session.one(id);
    let title = Memo::new(move |_| session.get().map(|s| s.offer.title).unwrap_or_default());
    let closable = Memo::new(move |_| session.get().is_some_and(|s| s.offer.closable));
    let phase = Memo::new(move |_| session.get().map(|s| s.phase));
    let behind = Memo::new(move |_| ui.session.front.get() != Some(id));
    let body = move || {
        let title = title.get_untracked();
        match phase.get()? {
            Phase::Offered => Some(view! { <Waiting ui=ui id=id/> }.into_any()),
            Phase::Asking => Some(view! { <consent::Consent ui=ui id=id/> }.into_any()),
            Phase::Opening => Some(
                view! { <p class="session-note" role="status">{ui.tr("session-opening")}</p> }
                    .into_any(),
            ),
            Phase::Open(grant) => Some(open::opened(ui, id, title, grant)),
            Phase::Ended(reason) => {
                Some(view! { <card::Ended ui=ui id=id reason=reason/> }.into_any())
            }
            Phase::Declined | Phase::Closed => None,
        }
    };
    view! {
        <div
            class="session-place"
            role=move || several.get().then_some("tabpanel")
            aria-labelledby=move || several.get().then(|| tab_id(id))
            prop:hidden=move || behind.get()
        >
            <section id=body_id(id) class="session-body" aria-label=title tabindex="-1">
                <header class="panel-head">
                    <h2>{title}</h2>
                    <Show when=move || closable.get()>
                        <button
                            type="button"
                            class="plain"
                            aria-label=move || ui.tr("close-session")
                            on:click=move |_| {
                                ui.tell(|c| c.with_visit(|visit| visit.close_session(id)));
                            }
                        >
                            <Icon name="close"/>
                        </button>
                    </Show>
                </header>
                {body}
            </section>
        </div>
    }
}

/// What waits to be looked at, until it is opened.
#[component]
fn Waiting(ui: Ui, id: SessionId) -> impl IntoView {
    view! {
        <div class="session-card">
            <button
                type="button"
                class="primary"
                on:click=move |_| ui.tell(|c| c.with_visit(|visit| visit.open_session(id)))
            >
                {move || ui.tr("session-open-it")}
            </button>
        </div>
    }
}
