//! Logging in with an account, where the venue knows somewhere to: a link there and, once back, who one is and the
//! way out.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Ui;
use crate::dom::report;
use crate::loading::ask;

/// Where one is led to the provider.
const START: &str = "/login?back=";

/// Where one ceases to be logged in.
const URL: &str = "/api/v1/login";

/// Who has logged in, or the way to do so.
#[component]
pub fn LoginChoice(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let failed = move || {
        let why = ui.login_failed.get()?;
        Some(view! { <p class="notice" role="alert">{ui.tr(why)}</p> })
    };
    let known = move || {
        let login = ui.about.with(|about| about.login.clone());
        let text = match (login.provider.is_empty(), login.logged_in) {
            (true, _) => return None,
            (false, false) => return Some(view! { <LogIn ui=ui/> }.into_any()),
            (false, true) if login.name.is_empty() => ui.tr("logged-in"),
            (false, true) => ui.tr_with("logged-in-as", &[("name", &login.name)]),
        };
        let role = super::role_key(login.role()).map(|role| {
            let role = ui.tr(role);
            ui.tr_with("your-role", &[("name", &role)])
        });
        let view = view! {
            <div class="row wrap login">
                <p>{text} " " {role}</p>
                <button type="button" class="small" on:click=move |_| log_out(ui)>
                    {ui.tr("log-out")}
                </button>
            </div>
        };
        Some(view.into_any())
    };
    view! {
        {failed}
        {known}
    }
}

/// The way to the provider and back to this very page.
#[component]
pub fn LogIn(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let href = || {
        let here = ["pathname", "search", "hash"].map(crate::client::location);
        let here = String::from(js_sys::encode_uri_component(&here.concat()));
        format!("{START}{here}")
    };
    view! {
        <a class="secondary" href=href>
            {move || {
                let provider = ui.about.with(|about| about.login.provider.clone());
                ui.tr_with("log-in", &[("name", &provider)])
            }}
        </a>
    }
}

fn log_out(ui: Ui) {
    spawn_local(async move {
        if ask("DELETE", URL).await.is_some() {
            // A page of their own gives them a number of their own.
            report(window().location().reload());
        } else {
            ui.login_failed.set(Some("login-not-out"));
        }
    });
}
