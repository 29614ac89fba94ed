//! What all of the venue is told.

use leptos::prelude::*;
use leptos::web_sys::SubmitEvent;
use serde_json::json;

use super::{Desk, Field, moment};
use crate::organize;

#[component]
pub fn Words(desk: Desk) -> impl IntoView {
    let ui = desk.ui;
    let text = RwSignal::new(String::new());
    let all = RwSignal::new(Vec::<organize::Words>::new());
    let read = move || {
        desk.ask(
            |api| async move { api.get::<Vec<organize::Words>>("/announcements").await },
            move |it| all.set(it),
        );
    };
    read();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let words = json!({ "text": text.get_untracked() });
        desk.act(
            ui.tr("organize-announced"),
            move |api| async move { api.send("POST", "/announcements", &words).await },
            move |_| {
                text.set(String::new());
                read();
            },
        );
    };
    view! {
        <section aria-label=move || ui.tr("organize-words")>
            <form on:submit=submit>
                <Field ui=ui label="announce-to-all" value=text/>
                <button type="submit" class="primary">
                    {move || ui.tr("announce")}
                </button>
            </form>
            <ul class="rows" role="list" aria-label=move || ui.tr("organize-words")>
                <For each=move || all.get() key=|it| it.clone() let:it>
                    <li class="person">
                        <span class="who">
                            <bdi class="words">{it.body}</bdi>
                            <span class="note">
                                {it.by_name} " · " {move || moment(ui, it.at)}
                            </span>
                        </span>
                    </li>
                </For>
            </ul>
        </section>
    }
}
