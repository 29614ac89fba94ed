//! Settings: devices, language, zoom. Each takes effect at once and is remembered.

use leptos::prelude::*;

use super::device_settings::DeviceSettings;
use super::own_data::OwnData;
use super::panel::PanelFrame;
use super::{Panel, Ui};
use crate::text::LOCALES;
use crate::view::ZOOM;

/// The panel.
#[component]
pub fn Settings(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let zoom = move |event| {
        if let Ok(zoom) = event_target_value(&event).parse() {
            ui.tell(|client| client.with_visit(|visit| visit.set_zoom(zoom)));
        }
    };
    view! {
        <PanelFrame ui=ui title=Signal::derive(move || ui.tr("settings")) role="region">
            <div class="panel-body settings">
                <DeviceSettings ui=ui/>
                <label class="field">
                    <span class="field-name">{move || ui.tr("zoom")}</span>
                    <input
                        type="range"
                        min=ZOOM.0.to_string()
                        max=ZOOM.1.to_string()
                        step="0.25"
                        prop:value=move || ui.zoom.get().to_string()
                        aria-valuetext=move || format!("{:.0} %", ui.zoom.get() * 100.0)
                        on:input=zoom
                    />
                </label>
                <LanguageChoice ui=ui/>
                <Sounds ui=ui/>
                <AgreedHosts ui=ui/>
                <OwnData ui=ui/>
                <button
                    type="button"
                    class="secondary"
                    on:click=move |_| ui.panel.set(Some(Panel::Help))
                >
                    {move || ui.tr("show-keys")}
                </button>
            </div>
        </PanelFrame>
    }
}

/// Whether the venue's own sounds play, and how loud.
#[component]
fn Sounds(ui: Ui) -> impl IntoView {
    let mut known = (true, 1.0);
    ui.tell(|client| {
        let settings = client.settings.borrow();
        known = (settings.sounds, settings.sound_volume);
    });
    let on = RwSignal::new(known.0);
    let volume = RwSignal::new(known.1);
    let changed = move || {
        ui.tell(|client| {
            client.choose(|settings| {
                settings.sounds = on.get_untracked();
                settings.sound_volume = volume.get_untracked();
            });
            client.with_visit(|visit| visit.play_sounds());
        });
    };
    let turn = move |event| {
        on.set(event_target_checked(&event));
        changed();
    };
    let slide = move |event| {
        if let Ok(chosen) = event_target_value(&event).parse() {
            volume.set(chosen);
            changed();
        }
    };
    view! {
        <div class="field">
            <label class="check">
                <input type="checkbox" prop:checked=on on:change=turn/>
                <span>{move || ui.tr("sounds")}</span>
            </label>
            <input
                type="range"
                min="0"
                max="1"
                step="0.05"
                aria-label=move || ui.tr("sounds-volume")
                aria-valuetext=move || format!("{:.0} %", volume.get() * 100.0)
                prop:value=move || volume.get().to_string()
                prop:disabled=move || !on.get()
                on:input=slide
            />
        </div>
    }
}

/// The third parties that may be contacted, each to be forgotten.
#[component]
fn AgreedHosts(ui: Ui) -> impl IntoView {
    let forget = move |host: &str| {
        ui.tell(|client| {
            client.choose(|settings| settings.forget_host(host));
            client.show_agreed();
            client.with_visit(|visit| visit.play_sounds());
        });
    };
    let empty = move || {
        let none = ui.agreed.with(Vec::is_empty);
        none.then(|| view! { <li class="empty">{ui.tr("agreed-none")}</li> })
    };
    view! {
        <div class="field">
            <span class="field-name" id="agreed-heading">
                {move || ui.tr("agreed-hosts")}
            </span>
            <ul class="hosts" role="list" aria-labelledby="agreed-heading">
                {empty}
                <For each=move || ui.agreed.get() key=Clone::clone let:host>
                    <AgreedHost ui=ui host=host forget=forget/>
                </For>
            </ul>
        </div>
    }
}

#[component]
fn AgreedHost(ui: Ui, host: String, forget: impl Fn(&str) + Copy + 'static) -> impl IntoView {
    let (name, label) = (host.clone(), host.clone());
    view! {
        <li class="row">
            <span class="host">{host}</span>
            <button
                type="button"
                class="small"
                aria-label=move || ui.tr_with("agreed-forget", &[("host", &label)])
                on:click=move |_| forget(&name)
            >
                <span aria-hidden="true">{move || ui.tr("agreed-forget-short")}</span>
            </button>
        </li>
    }
}

/// Which language to speak.
#[component]
pub fn LanguageChoice(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let change = move |event| {
        if let Ok(index) = event_target_value(&event).parse() {
            ui.tell(|client| client.set_locale(index));
        }
    };
    let options = LOCALES.iter().enumerate().map(|(index, locale)| {
        view! {
            <option
                value=index.to_string()
                lang=locale.id
                selected=move || ui.locale.get() == index
            >
                {locale.name}
            </option>
        }
    });
    view! {
        <label class="field language">
            <span class="field-name">{move || ui.tr("language")}</span>
            <select on:change=change>{options.collect_view()}</select>
        </label>
    }
}
