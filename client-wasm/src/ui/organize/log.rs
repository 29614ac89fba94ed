//! What was done by those who keep order.

use leptos::prelude::*;
use leptos::web_sys::SubmitEvent;

use super::{Desk, Field, Table, moment};
use crate::organize::Audit;

/// What the columns are called.
const HEADS: &[&str] = &[
    "organize-time",
    "organize-by",
    "organize-act",
    "organize-about",
    "organize-where",
    "organize-reason",
];

#[component]
pub fn Log(desk: Desk) -> impl IntoView {
    let ui = desk.ui;
    let (name, act) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let all = RwSignal::new(Vec::<Audit>::new());
    let query = move || {
        let part = |it: RwSignal<String>| it.with_untracked(|it| encoded(it.trim()));
        format!("/audit?name={}&act={}", part(name), part(act))
    };
    let read = move || {
        let path = query();
        desk.ask(
            move |api| async move { api.get::<Vec<Audit>>(&path).await },
            move |it| all.set(it),
        );
    };
    read();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        read();
    };
    let save = move |_| {
        let path = query() + "&format=csv";
        desk.ask(
            move |api| async move { api.save(&path, "audit.csv").await },
            |()| {},
        );
    };
    view! {
        <section aria-label=move || ui.tr("organize-log")>
            <form on:submit=submit>
                <Field ui=ui label="organize-name" value=name/>
                <Field ui=ui label="organize-act" value=act/>
                <div class="row wrap">
                    <button type="submit" class="secondary">
                        {move || ui.tr("organize-filter")}
                    </button>
                    <button type="button" class="secondary" on:click=save>
                        {move || ui.tr("organize-csv")}
                    </button>
                </div>
            </form>
            <Table ui=ui heads=HEADS>
                <For each=move || all.get() key=|it| it.id let:it>
                    <Entry desk=desk it=it/>
                </For>
            </Table>
        </section>
    }
}

#[component]
fn Entry(desk: Desk, it: Audit) -> impl IntoView {
    let place: Vec<String> = [it.room, it.place]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    view! {
        <tr>
            <td>{move || moment(desk.ui, it.at)}</td>
            <td>
                <bdi>{it.by_name}</bdi>
            </td>
            <td>{it.act}</td>
            <td>
                <bdi>{it.name}</bdi>
            </td>
            <td>
                <bdi>{place.join(" · ")}</bdi>
            </td>
            <td>
                <bdi>{it.reason}</bdi>
            </td>
        </tr>
    }
}

fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
