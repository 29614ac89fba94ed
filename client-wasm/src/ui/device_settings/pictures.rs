//! Which pictures of others one wants.

use leptos::prelude::*;

use super::super::Ui;
use crate::pictures::Pictures;

/// The choice.
#[component]
pub fn PicturesChoice(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let chosen = ui.call.pictures;
    let change = move |event| {
        let index: Option<usize> = event_target_value(&event).parse().ok();
        let pictures = index.and_then(|index| Pictures::ALL.get(index));
        ui.tell(|client| client.choose_pictures(pictures.copied().unwrap_or_default()));
    };
    let options = Pictures::ALL
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            view! {
                <option value=index.to_string() prop:selected=move || chosen.get() == choice>
                    {move || ui.tr(choice.key())}
                </option>
            }
        });
    view! {
        <label class="field">
            <span class="field-name">{move || ui.tr("pictures-choice")}</span>
            <select on:change=change>{options.collect_view()}</select>
        </label>
    }
}
