//! The keys, in a dialog.

use leptos::prelude::*;

use super::Ui;
use super::panel::PanelFrame;

/// The dialog.
#[component]
pub fn Help(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let text = move |f: fn(Ui) -> String| Signal::derive(move || f(ui));
    let line = move |keys: &'static [&'static str], what: Signal<String>| {
        let keys = keys.iter().map(|key| Signal::stored((*key).to_owned()));
        view! { <Key keys=keys.collect() what=what/> }
    };
    let named = move |keys: Vec<Signal<String>>, what: Signal<String>| {
        view! { <Key keys=keys what=what/> }
    };
    view! {
        <PanelFrame ui=ui title=Signal::derive(move || ui.tr("keys")) role="dialog">
            <dl class="panel-body keys">
                {line(&["←", "↑", "↓", "→"], text(|ui| ui.tr("keys-walk")))}
                {line(&["W", "A", "S", "D"], text(|ui| ui.tr("keys-walk-too")))}
                {named(vec![text(|ui| ui.tr("key-shift"))], text(|ui| ui.tr("keys-run")))}
                {named(
                    vec![text(|ui| ui.tr("key-enter")), text(|ui| ui.tr("key-space"))],
                    text(|ui| ui.tr("keys-act")),
                )}
                {line(&["L"], text(|ui| ui.tr("keys-let-in")))}
                {line(&["B"], text(|ui| ui.tr("keys-away")))}
                {named(
                    vec![Signal::derive(move || ui.call.talk_key.get().name)],
                    text(|ui| match ui.call.push_to_talk.get() {
                        true => ui.tr("keys-talk"),
                        false => ui.tr("keys-talk-off"),
                    }),
                )}
                {line(&["+", "−"], text(|ui| ui.tr("keys-zoom")))}
                {named(vec![text(|ui| ui.tr("key-escape"))], text(|ui| ui.tr("keys-close")))}
                {line(&["?"], text(|ui| ui.tr("keys-help")))}
                <p class="hint">{move || ui.tr("keys-pointer")}</p>
            </dl>
        </PanelFrame>
    }
}

/// A line: keys, and what they do.
#[component]
fn Key(keys: Vec<Signal<String>>, what: Signal<String>) -> impl IntoView {
    let keys = keys.into_iter().map(|key| view! { <kbd>{key}</kbd> });
    view! {
        <div class="key">
            <dt>{keys.collect_view()}</dt>
            <dd>{what}</dd>
        </div>
    }
}
