//! The organizers' page: who is there, the door, links, bans, the log, announcements and attendance. One section
//! at a time, so that it fits a phone.

mod attendance;
mod bans;
mod doors;
mod links;
mod log;
mod now;
mod words;

use hallway_protocol::Role;
use leptos::prelude::*;
use leptos::web_sys::SubmitEvent;
use wasm_bindgen_futures::spawn_local;

use super::login::LoginChoice;
use super::manners::pressed;
use super::{About, Ui};
use crate::loading;
use crate::organize::token_in;
use crate::organize_api::{Api, Failure};
use crate::storage;

/// What is shown, and how it is asked for.
#[derive(Clone, Copy)]
struct Desk {
    ui: Ui,
    api: RwSignal<Api>,
    /// What went wrong last, in words.
    problem: RwSignal<Option<String>>,
    /// What was done last, in words.
    done: RwSignal<Option<String>>,
}

impl Desk {
    /// Asks for something, and does something with the answer.
    fn ask<T: 'static, F: Future<Output = Result<T, Failure>> + 'static>(
        self,
        asked: impl FnOnce(Api) -> F + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        let api = self.api.get_untracked();
        spawn_local(async move {
            match asked(api).await {
                Ok(value) => {
                    self.problem.set(None);
                    then(value);
                }
                Err(failure) => self.failed(failure),
            }
        });
    }

    /// The same with a word about what was done.
    fn act<T: 'static, F: Future<Output = Result<T, Failure>> + 'static>(
        self,
        said: String,
        asked: impl FnOnce(Api) -> F + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        self.done.set(None);
        self.ask(asked, move |value| {
            self.done.set(Some(said));
            then(value);
        });
    }

    fn failed(self, failure: Failure) {
        let text = match failure {
            Failure::NotInvited => {
                self.api.update(|api| {
                    api.invitation.clear();
                    api.account = false;
                });
                self.ui.tr("organize-not-invited")
            }
            Failure::Said(text) => self.ui.tr_with("organize-refused", &[("text", &text)]),
            Failure::Unreachable => self.ui.tr("unreachable"),
        };
        self.problem.set(Some(text));
    }
}

/// The sections, with the keys of what they are called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Now,
    Door,
    Links,
    Bans,
    Log,
    Words,
    Attendance,
}

const SECTIONS: [(Section, &str); 7] = [
    (Section::Now, "organize-now"),
    (Section::Door, "organize-door"),
    (Section::Links, "organize-links"),
    (Section::Bans, "organize-bans"),
    (Section::Log, "organize-log"),
    (Section::Words, "organize-words"),
    (Section::Attendance, "organize-attendance"),
];

/// The page.
#[component]
pub fn Organize(
    /// The interface.
    ui: Ui,
    /// Who asks.
    api: Api,
) -> impl IntoView {
    let desk = Desk {
        ui,
        api: RwSignal::new(api),
        problem: RwSignal::new(None),
        done: RwSignal::new(None),
    };
    let section = RwSignal::new(Section::Now);
    let invited = Memo::new(move |_| {
        desk.api
            .with(|api| api.account || !api.invitation.is_empty())
    });
    spawn_local(async move {
        if let Some(about) = loading::json::<About>("/api/v1/venue").await {
            let account = about.login.role() >= Role::Facilitator;
            ui.about.set(about);
            if account {
                desk.api.update(|api| api.account = true);
            }
        }
    });
    let tabs = SECTIONS.map(|(it, key)| {
        view! {
            <button
                type="button"
                class="small"
                aria-pressed=move || pressed(section.get() == it)
                on:click=move |_| {
                    desk.done.set(None);
                    section.set(it);
                }
            >
                {move || ui.tr(key)}
            </button>
        }
    });
    let shown = move || match section.get() {
        Section::Now => view! { <now::Now desk=desk/> }.into_any(),
        Section::Door => view! { <doors::Door desk=desk/> }.into_any(),
        Section::Links => view! { <links::Links desk=desk/> }.into_any(),
        Section::Bans => view! { <bans::Bans desk=desk/> }.into_any(),
        Section::Log => view! { <log::Log desk=desk/> }.into_any(),
        Section::Words => view! { <words::Words desk=desk/> }.into_any(),
        Section::Attendance => view! { <attendance::Attended desk=desk/> }.into_any(),
    };
    view! {
        <main class="organize">
            <header>
                <h1>{move || ui.tr("organize")}</h1>
                <a href="/">{move || ui.tr("organize-venue")}</a>
            </header>
            <p class="notice" role="alert" hidden=move || desk.problem.get().is_none()>
                {move || desk.problem.get()}
            </p>
            <p class="notice" role="status" hidden=move || desk.done.get().is_none()>
                {move || desk.done.get()}
            </p>
            <Show when=move || invited.get() fallback=move || view! { <Invited desk=desk/> }>
                <nav class="row wrap" aria-label=move || ui.tr("organize")>
                    {tabs.clone()}
                </nav>
                {shown}
            </Show>
        </main>
    }
}

/// Asks for a link, where one has come without.
#[component]
fn Invited(desk: Desk) -> impl IntoView {
    let ui = desk.ui;
    let link = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let token = link.with_untracked(|link| token_in(link).to_owned());
        if !token.is_empty() {
            storage::keep_invitation(&token);
            desk.problem.set(None);
            desk.api.update(|api| api.invitation = token);
        }
    };
    view! {
        <form class="card-like" on:submit=submit>
            <p>{move || ui.tr("organize-come-by-link")}</p>
            <Field ui=ui label="organize-link" value=link/>
            <button type="submit" class="primary">
                {move || ui.tr("organize-open")}
            </button>
            <LoginChoice ui=ui/>
        </form>
    }
}

/// A line of text with what it is called above it.
#[component]
fn Field(
    ui: Ui,
    label: &'static str,
    value: RwSignal<String>,
    #[prop(optional, default = "text")] kind: &'static str,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="field-name">{move || ui.tr(label)}</span>
            <input
                type=kind
                autocomplete="off"
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
        </label>
    }
}

/// One of several, with what it is called above it.
#[component]
fn Choice(
    ui: Ui,
    label: &'static str,
    value: RwSignal<String>,
    /// Values, and the keys of what they are called.
    options: &'static [(&'static str, &'static str)],
) -> impl IntoView {
    let options = options.iter().map(|(option, key)| {
        view! {
            <option value=*option selected=move || value.with(|value| value == option)>
                {move || ui.tr(key)}
            </option>
        }
    });
    view! {
        <label class="field">
            <span class="field-name">{move || ui.tr(label)}</span>
            <select on:change=move |event| value.set(event_target_value(&event))>
                {options.collect_view()}
            </select>
        </label>
    }
}

/// A table that scrolls by itself where it is wider than the page.
#[component]
fn Table(
    ui: Ui,
    /// The keys of what the columns are called.
    heads: &'static [&'static str],
    children: Children,
) -> impl IntoView {
    let heads = heads.iter().map(|head| {
        view! { <th scope="col">{move || ui.tr(head)}</th> }
    });
    view! {
        <div class="table">
            <table>
                <thead>
                    <tr>{heads.collect_view()}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

/// A moment in the visitor's language and time zone.
fn moment(ui: Ui, at: i64) -> String {
    let locale = crate::text::LOCALES.get(ui.locale.get());
    crate::dom::local_time(at, locale.map_or("", |locale| locale.id))
}
