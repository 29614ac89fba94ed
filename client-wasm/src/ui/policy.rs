//! The privacy policy, where the venue has one: accepted once, asked for again when it changed.

use leptos::html;
use leptos::prelude::*;

use super::Ui;

/// What the visitor says to the policy.
#[derive(Clone, Copy)]
pub struct Policy {
    accepted: RwSignal<bool>,
    wrong: RwSignal<bool>,
    field: NodeRef<html::Input>,
}

impl Policy {
    /// Not asked yet, unless this very policy was accepted on an earlier visit.
    pub fn new(ui: Ui) -> Self {
        let policy = Self {
            accepted: RwSignal::new(false),
            wrong: RwSignal::new(false),
            field: NodeRef::new(),
        };
        Effect::new(move |_| {
            let mark = ui.about.with(super::About::policy_mark);
            ui.tell(|client| {
                let known = &client.settings.borrow().accepted_policy;
                policy.accepted.set(mark.is_some_and(|mark| mark == *known));
            });
        });
        policy
    }

    /// Whether one may go in; remembers that one did, or says what is missing.
    pub fn settle(self, ui: Ui) -> bool {
        let Some(mark) = ui.about.with_untracked(super::About::policy_mark) else {
            return true;
        };
        let accepted = self.accepted.get_untracked();
        self.wrong.set(!accepted);
        if accepted {
            ui.tell(|client| client.choose(|settings| settings.accepted_policy = mark));
        } else if let Some(field) = self.field.get_untracked() {
            crate::dom::report(field.focus());
        }
        accepted
    }
}

/// Asks for it. Nothing where the venue has no policy.
#[component]
pub fn PolicyChoice(
    /// The interface.
    ui: Ui,
    /// The answer.
    policy: Policy,
) -> impl IntoView {
    let Policy {
        accepted,
        wrong,
        field,
    } = policy;
    let url = Memo::new(move |_| ui.about.with(super::About::policy));
    let message = move || wrong.get().then(|| ui.tr("privacy-missing"));
    let change = move |event| {
        accepted.set(event_target_checked(&event));
        wrong.set(false);
    };
    move || {
        url.get().map(|url| {
            view! {
                <div class="policy">
                    <label class="check">
                        <input
                            type="checkbox"
                            node_ref=field
                            prop:checked=accepted
                            aria-describedby="policy-message"
                            aria-invalid=move || if wrong.get() { "true" } else { "false" }
                            on:change=change
                        />
                        <span>{move || ui.tr("privacy-accepted")}</span>
                    </label>
                    <a href=url target="_blank" rel="noopener">
                        {move || ui.tr("privacy-read")}
                    </a>
                    <p id="policy-message" class="wrong" aria-live="polite">
                        {message}
                    </p>
                </div>
            }
        })
    }
}
