//! What the venue keeps about oneself: to be taken along, and erased.

use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Response;

use super::Ui;
use crate::dom::{report, save};
use crate::loading::ask;
use crate::storage;

const URL: &str = "/api/v1/me";

/// Two buttons, and what came of them.
#[component]
pub fn OwnData(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let said = RwSignal::new(None::<&'static str>);
    let export = move |_| {
        spawn_local(async move {
            let text = match ask("GET", URL).await {
                Some(response) => text_of(&response).await,
                None => None,
            };
            said.set(Some(match text {
                Some(text) => {
                    save(&text, "application/json", "hallway.json");
                    "own-data-saved"
                }
                None => "own-data-failed",
            }));
        });
    };
    let erase = move |_| {
        spawn_local(async move {
            said.set(Some(match ask("DELETE", URL).await {
                Some(_) => {
                    ui.tell(|client| client.leave());
                    storage::forget_all();
                    "own-data-erased"
                }
                None => "own-data-failed",
            }));
        });
    };
    view! {
        <fieldset class="field">
            <legend class="field-name">{move || ui.tr("own-data")}</legend>
            <p class="hint">{move || ui.tr("own-data-hint")}</p>
            <div class="row wrap">
                <button type="button" class="secondary" on:click=export>
                    {move || ui.tr("own-data-save")}
                </button>
                <button type="button" class="secondary" on:click=erase>
                    {move || ui.tr("own-data-erase")}
                </button>
            </div>
            <p role="status">{move || said.get().map(|key| ui.tr(key))}</p>
        </fieldset>
    }
}

async fn text_of(response: &Response) -> Option<String> {
    let text = JsFuture::from(report(response.text())?).await;
    report(text)?.as_string()
}
