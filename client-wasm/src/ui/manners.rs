//! Being polite: whether one may be talked to, the lock of one's bubble, and who knocks.

use hallway_protocol::{PersonId, Presence};
use leptos::prelude::*;

use super::Ui;
use super::icon::Icon;
use crate::dom::touch_only;
use crate::manners::Door;

/// What is shown of it.
#[derive(Clone, Copy)]
pub struct MannersUi {
    /// Whether one may be talked to.
    pub presence: RwSignal<Presence>,
    /// Whether one's own bubble is locked; `None` when one is in none.
    pub lock: RwSignal<Option<bool>>,
    /// Who knocks at it.
    pub knocking: RwSignal<Vec<(PersonId, String)>>,
    /// The locked bubble beside which one stands.
    pub door: RwSignal<Option<Door>>,
    /// Whether one shares one's screen.
    pub sharing: RwSignal<bool>,
    /// Whose screen one sees.
    pub screen: RwSignal<Option<(PersonId, String)>>,
}

impl Default for MannersUi {
    fn default() -> Self {
        Self {
            presence: RwSignal::new(Presence::Here),
            lock: RwSignal::new(None),
            knocking: RwSignal::new(Vec::new()),
            door: RwSignal::new(None),
            sharing: RwSignal::new(false),
            screen: RwSignal::new(None),
        }
    }
}

impl MannersUi {
    /// Forgets all that belongs to a visit. Whether one may be talked to is the visitor's word, and
    /// stays.
    pub fn clear_visit(self) {
        self.lock.set(None);
        self.knocking.set(Vec::new());
        self.door.set(None);
        self.screen.set(None);
    }

    /// Whether one is away.
    pub fn is_away(self) -> bool {
        self.presence.get() == Presence::Away
    }
}

/// As `aria-pressed` says it.
pub(super) fn pressed(on: bool) -> &'static str {
    match on {
        true => "true",
        false => "false",
    }
}

/// Locks one's bubble and opens it. Not there while one is in none.
#[component]
pub fn LockButton(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let lock = ui.manners.lock;
    let inside = Memo::new(move |_| lock.get().is_some());
    let locked = move || lock.get() == Some(true);
    view! {
        <Show when=move || inside.get()>
            <button
                type="button"
                class="tool toggle"
                aria-label=move || ui.tr("lock-bubble")
                aria-pressed=move || pressed(locked())
                on:click=move |_| ui.tell(|client| client.with_visit(|visit| visit.toggle_lock()))
            >
                <Icon name="lock"/>
                <span class="caption" aria-hidden="true">
                    {move || ui.tr("lock-short")}
                </span>
            </button>
        </Show>
    }
}

/// The buttons by which one is not to be disturbed, or away.
#[component]
pub fn PresenceButtons(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let button = move |presence: Presence, key: &'static str, icon: &'static str| {
        let on = move || ui.manners.presence.get() == presence;
        view! {
            <button
                type="button"
                class="small"
                aria-pressed=move || pressed(on())
                on:click=move |_| ui.tell(|client| client.toggle_presence(presence))
            >
                <Icon name=icon/>
                <span>{move || ui.tr(key)}</span>
            </button>
        }
    };
    view! {
        <div class="presence" role="group" aria-label=move || ui.tr("presence")>
            {button(Presence::DoNotDisturb, "do-not-disturb", "undisturbed")}
            {button(Presence::Away, "away", "away")}
        </div>
    }
}

/// That one is away or not to be disturbed, and the way back.
#[component]
pub fn PresenceNotice(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let back = move |_| ui.tell(|client| client.set_presence(Presence::Here));
    move || {
        let (text, button) = match ui.manners.presence.get() {
            Presence::Here => return None,
            Presence::Away => ("away-note", "away-end"),
            Presence::DoNotDisturb => ("undisturbed-note", "undisturbed-end"),
        };
        Some(view! {
            <div class="notice" role="note">
                <p>{ui.tr(text)}</p>
                <button type="button" class="small" on:click=back>
                    {ui.tr(button)}
                </button>
            </div>
        })
    }
}

/// Those who knock, each with the two answers.
#[component]
pub fn Knocking(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    view! {
        <For each=move || ui.manners.knocking.get() key=|person| person.clone() let:person>
            <KnockNotice ui=ui id=person.0 name=person.1/>
        </For>
    }
}

#[component]
fn KnockNotice(ui: Ui, id: PersonId, name: String) -> impl IntoView {
    let answer = move |let_in: bool| {
        move |_| ui.tell(|client| client.with_visit(|visit| visit.answer_knock(id, let_in)))
    };
    let said = name.clone();
    let first = move || {
        let first = ui.manners.knocking.with(|all| all.first().map(|it| it.0));
        first == Some(id)
    };
    view! {
        <div class="notice knock" role="note">
            <p>{move || ui.tr_with("knocks-note", &[("name", &said)])}</p>
            <button
                type="button"
                class="small"
                aria-keyshortcuts=move || first().then_some("L")
                on:click=answer(true)
            >
                {move || ui.tr_with("let-in", &[("name", &name)])}
            </button>
            <button type="button" class="small" on:click=answer(false)>
                {move || ui.tr("not-now")}
            </button>
        </div>
    }
}

/// The button that knocks at the locked bubble beside which one stands.
#[component]
pub fn KnockPrompt(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let touch_only = touch_only();
    let text = move |door: &Door| {
        let key = match touch_only {
            true => "knock",
            false => "knock-by-key",
        };
        ui.tr_with(key, &[("names", &door.names)])
    };
    let button = move || {
        let door = ui.manners.door.get()?;
        let bubble = door.bubble;
        Some(view! {
            <button
                type="button"
                class="door-prompt"
                aria-keyshortcuts=(!touch_only).then_some("Space")
                on:click=move |_| ui.tell(|client| client.with_visit(|visit| visit.knock(bubble)))
            >
                <Icon name="lock"/>
                <span>{text(&door)}</span>
            </button>
        })
    };
    view! {
        <div class="door-prompts" aria-live="polite" aria-atomic="false">
            {button}
        </div>
    }
}
