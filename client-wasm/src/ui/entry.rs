//! The entry page: who one is, how one looks, what one sends. Nobody is asked for anything else.

use hallway_protocol::Role;
use hallway_protocol::limits::{NAME_CHARS, PASSWORD_BYTES, clean_name};
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::SubmitEvent;

use super::avatar_picker::AvatarPicker;
use super::device_buttons::{DeviceButton, DeviceProblems};
use super::device_settings::DeviceSettings;
use super::login::LoginChoice;
use super::policy::{Policy, PolicyChoice};
use super::portrait::Portrait;
use super::settings::LanguageChoice;
use super::{Ui, role_key};
use crate::avatar::PRESETS;
use crate::devices::Kind;
use crate::text::LOCALES;

/// The entry page.
#[component]
pub fn Entry(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let mut remembered = (String::new(), None);
    ui.tell(|client| {
        let settings = client.settings.borrow();
        remembered = (settings.name.clone(), settings.look);
    });
    let (known_name, known_look) = remembered;
    let some_look = || {
        let pick = js_sys::Math::random() * PRESETS.len() as f64;
        PRESETS.get(pick as usize).copied().unwrap_or_default()
    };
    let name = RwSignal::new(known_name);
    let look = RwSignal::new(known_look.unwrap_or_else(some_look));
    // Who has logged in need not type what their account is called.
    Effect::new(move |_| {
        let known = ui.about.with(|about| about.login.name.clone());
        if !known.is_empty() && name.with_untracked(String::is_empty) {
            name.set(known);
        }
    });
    let wrong = RwSignal::new(false);
    let field = NodeRef::<html::Input>::new();
    let policy = Policy::new(ui);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match clean_name(&name.get_untracked()) {
            Some(clean) => {
                if policy.settle(ui) {
                    ui.tell(|client| client.enter(clean, look.get_untracked()));
                }
            }
            None => {
                wrong.set(true);
                if let Some(field) = field.get_untracked() {
                    crate::dom::report(field.focus());
                }
            }
        }
    };
    let typed = move |event| {
        name.set(event_target_value(&event));
        wrong.update(|wrong| *wrong &= clean_name(&name.get_untracked()).is_none());
    };
    let message = move || {
        wrong.get().then(|| match name.get().trim().is_empty() {
            true => ui.tr("name-missing"),
            false => ui.tr_with("name-unusable", &[("most", &NAME_CHARS.to_string())]),
        })
    };
    view! {
        <main class="entry">
            <form class="card" novalidate on:submit=submit>
                <div class="hero">
                    <Preview ui=ui/>
                    <div class="hero-avatar">
                        <Portrait ui=ui look=look walks=true/>
                    </div>
                    <div class="hero-tools">
                        <DeviceButton ui=ui kind=Kind::Microphone/>
                        <DeviceButton ui=ui kind=Kind::Camera/>
                    </div>
                </div>
                <div class="form">
                    <Title ui=ui/>
                    <LoginChoice ui=ui/>
                    <div class="field">
                        <label class="field-name" for="name">
                            {move || ui.tr("your-name")}
                        </label>
                        <input
                            id="name"
                            type="text"
                            autocomplete="nickname"
                            spellcheck="false"
                            node_ref=field
                            prop:value=name
                            aria-invalid=move || if wrong.get() { "true" } else { "false" }
                            aria-describedby="name-message"
                            on:input=typed
                        />
                        <p id="name-message" class="wrong" aria-live="polite">
                            {message}
                        </p>
                    </div>
                    <Door ui=ui/>
                    <AvatarPicker ui=ui look=look/>
                    <DeviceProblems ui=ui/>
                    <details class="parts devices">
                        <summary>{move || ui.tr("check-devices")}</summary>
                        <DeviceSettings ui=ui/>
                    </details>
                    <PolicyChoice ui=ui policy=policy/>
                    <button type="submit" class="primary">
                        {move || ui.tr("enter")}
                    </button>
                    <p class="hint">{move || ui.tr("entry-hint")}</p>
                </div>
            </form>
            <footer class="entry-foot">
                <LanguageChoice ui=ui/>
            </footer>
        </main>
    }
}

/// What the venue's door asks of those who were not invited.
#[component]
fn Door(ui: Ui) -> impl IntoView {
    let comes_in = move || {
        let granted = ui.about.with(|about| about.login.role()) > Role::Visitor;
        ui.invited.get() || granted
    };
    let asks = move |entry: &'static str| {
        move || !comes_in() && ui.about.with(|about| about.entry == entry)
    };
    let logged_in = move || ui.about.with(|about| about.login.logged_in);
    let closed = move || {
        let (open, opens) = ui.about.with(|about| (about.open, about.opens));
        let text = match opens {
            _ if open || comes_in() => return None,
            Some(opens) => {
                let locale = LOCALES.get(ui.locale.get()).map_or("", |locale| locale.id);
                let when = crate::dom::local_time(opens, locale);
                ui.tr_with("closed-until", &[("time", &when)])
            }
            None => ui.tr("refused-closed"),
        };
        Some(view! { <p class="notice" role="note">{text}</p> })
    };
    view! {
        <Show when=asks("invitation")>
            <p class="notice" role="note">
                {move || ui.tr("refused-invitation-needed")}
            </p>
        </Show>
        <Show when=move || asks("account")() && !logged_in()>
            <p class="notice" role="note">
                {move || ui.tr("refused-login-needed")}
            </p>
        </Show>
        <Show when=asks("waiting-room")>
            <p class="hint">{move || ui.tr("entry-waiting-room")}</p>
        </Show>
        {closed}
        <Show when=asks("password")>
            <div class="field">
                <label class="field-name" for="password">
                    {move || ui.tr("venue-password")}
                </label>
                <input
                    id="password"
                    type="password"
                    autocomplete="off"
                    maxlength=PASSWORD_BYTES.to_string()
                    prop:value=ui.password
                    on:input=move |event| ui.password.set(event_target_value(&event))
                />
            </div>
        </Show>
    }
}

/// Whose door this is.
#[component]
fn Title(ui: Ui) -> impl IntoView {
    let title = move || {
        let about = ui.about.get();
        match (about.title.is_empty(), about.room_title.is_empty()) {
            (false, _) => about.title,
            (true, false) => about.room_title,
            (true, true) => ui.tr("app-name"),
        }
    };
    let room = move || {
        let about = ui.about.get();
        let shown = !about.room_title.is_empty() && about.room_title != about.title;
        shown.then(|| view! { <p class="room">{about.room_title}</p> })
    };
    let error = move || {
        let error = ui.about.get().error?;
        let key = format!("refused-{error}");
        Some(view! { <p class="notice" role="alert">{ui.tr(&key)}</p> })
    };
    let invited = move || {
        ui.invited.get().then(|| {
            let text = match role_key(ui.role.get()) {
                Some(role) => {
                    let role = ui.tr(role);
                    ui.tr_with("your-role", &[("name", &role)])
                }
                // What it grants is known inside.
                None => ui.tr("invited"),
            };
            view! { <p class="invited">{text}</p> }
        })
    };
    view! {
        <h1>{title}</h1>
        {room}
        {invited}
        {error}
    }
}

/// What others will see of one.
#[component]
fn Preview(ui: Ui) -> impl IntoView {
    let live = ui.camera.live;
    view! {
        <div class="preview" class:live=live>
            <Show when=move || live.get()>
                <OwnVideo ui=ui/>
            </Show>
        </div>
    }
}

/// One's own camera, as in a mirror if the visitor likes it so. Others see it as it is.
#[component]
pub fn OwnVideo(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let video = NodeRef::<html::Video>::new();
    Effect::new(move |_| {
        ui.camera.live.track();
        if let Some(video) = video.get() {
            ui.tell(|client| client.devices.preview(&video));
        }
    });
    view! {
        <video
            class="own-video"
            class:mirror=move || ui.call.mirror.get()
            node_ref=video
            autoplay
            playsinline
            prop:muted=true
            aria-hidden="true"
            tabindex="-1"
        ></video>
    }
}
