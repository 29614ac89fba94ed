//! Microphone, camera and speaker: which, and whether they work. The same at the entry and in the
//! settings; each choice takes effect at once and is remembered.

use leptos::prelude::*;

use super::Ui;
use super::entry::OwnVideo;
use crate::devices::Kind;
use crate::plugged::{Chosen, Listed, meant};
use crate::settings::{Processing, Settings};
use crate::speaker;

mod pictures;
mod talk_key;

use pictures::PicturesChoice;
use talk_key::PushToTalk;

/// The choices.
#[component]
pub fn DeviceSettings(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let picture = move || {
        let live = ui.camera.live.get();
        live.then(|| view! { <div class="own-picture"><OwnVideo ui=ui/></div> })
    };
    let mirror = move |on| {
        ui.call.mirror.set(on);
        ui.tell(|client| client.choose(|settings| settings.mirror = on));
    };
    view! {
        <div class="device-settings">
            <DeviceChoice ui=ui kind=Kind::Microphone/>
            <LevelMeter ui=ui/>
            <VoiceChoices ui=ui/>
            <PushToTalk ui=ui/>
            <DeviceChoice ui=ui kind=Kind::Camera/>
            {picture}
            <Switch
                name=Signal::derive(move || ui.tr("mirror"))
                on=Signal::derive(move || ui.call.mirror.get())
                change=mirror
            />
            <PicturesChoice ui=ui/>
            <SpeakerChoice ui=ui/>
        </div>
    }
}

/// Something that is on or off.
#[component]
fn Switch(
    name: Signal<String>,
    on: Signal<bool>,
    change: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=on
                on:change=move |event| change(event_target_checked(&event))
            />
            <span>{name}</span>
        </label>
    }
}

/// A device of several; empty for the browser's choice.
#[component]
fn Choice(
    ui: Ui,
    name: Signal<String>,
    #[prop(into)] listed: Signal<Vec<Listed>>,
    chosen: Chosen,
    change: impl Fn(Chosen) + 'static,
) -> impl IntoView {
    let chosen = RwSignal::new(chosen);
    let changed = move |event| {
        let id = event_target_value(&event);
        let label = listed.with(|listed| {
            let found = listed.iter().find(|(known, _)| *known == id);
            found.map(|(_, label)| label.clone()).unwrap_or_default()
        });
        let new = Chosen { id, label };
        chosen.set(new.clone());
        change(new);
    };
    let options = move || {
        let listed = listed.get();
        let now = chosen.with(|chosen| meant(chosen, &listed).cloned());
        let choices = listed.into_iter().map(|device| {
            let selected = now.as_ref() == Some(&device);
            let (id, label) = device;
            view! {
                // The property: the attribute counts no more once somebody has chosen.
                <option value=id prop:selected=selected>
                    {label}
                </option>
            }
        });
        choices.collect_view()
    };
    view! {
        <label class="field">
            <span class="field-name">{name}</span>
            <select on:change=changed disabled=move || listed.with(Vec::is_empty)>
                <option value="" prop:selected=move || chosen.with(|c| c.id.is_empty())>
                    {move || ui.tr("device-default")}
                </option>
                {options}
            </select>
        </label>
    }
}

/// What the visitor chose before.
fn remembered<T: Default>(ui: Ui, of: impl FnOnce(&Settings) -> T) -> T {
    let mut known = T::default();
    ui.tell(|client| known = of(&client.settings.borrow()));
    known
}

/// Which microphone or camera to use.
#[component]
fn DeviceChoice(ui: Ui, kind: Kind) -> impl IntoView {
    let device = match kind {
        Kind::Microphone => ui.microphone,
        Kind::Camera => ui.camera,
    };
    let name = Signal::derive(move || match kind {
        Kind::Microphone => ui.tr("microphone-choice"),
        Kind::Camera => ui.tr("camera-choice"),
    });
    let chosen = remembered(ui, |settings| match kind {
        Kind::Microphone => settings.microphone_choice.clone(),
        Kind::Camera => settings.camera_choice.clone(),
    });
    let change = move |chosen: Chosen| {
        ui.tell(|client| {
            client.choose(|settings| match kind {
                Kind::Microphone => settings.microphone_choice = chosen.clone(),
                Kind::Camera => settings.camera_choice = chosen.clone(),
            });
            client.devices.switch(kind, chosen);
        });
    };
    view! { <Choice ui=ui name=name listed=device.choices chosen=chosen change=change/> }
}

/// How loud one's microphone is.
#[component]
fn LevelMeter(ui: Ui) -> impl IntoView {
    let level = ui.call.level;
    view! {
        <div
            class="meter"
            role="meter"
            aria-label=move || ui.tr("microphone-level")
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || level.get().to_string()
            style=("--level", move || format!("{}%", level.get()))
        ></div>
    }
}

/// What the browser does to one's voice.
#[component]
fn VoiceChoices(ui: Ui) -> impl IntoView {
    let processing = RwSignal::new(remembered(ui, |settings| settings.processing));
    let change = move |change: fn(&mut Processing, bool)| {
        move |on| {
            processing.update(|processing| change(processing, on));
            let now = processing.get_untracked();
            ui.tell(|client| {
                client.choose(|settings| settings.processing = now);
                client.devices.process(now);
            });
        }
    };
    view! {
        <div class="switches">
            <Switch
                name=Signal::derive(move || ui.tr("noise-suppression"))
                on=Signal::derive(move || processing.get().noise_suppression)
                change=change(|processing, on| processing.noise_suppression = on)
            />
            <Switch
                name=Signal::derive(move || ui.tr("echo-cancellation"))
                on=Signal::derive(move || processing.get().echo_cancellation)
                change=change(|processing, on| processing.echo_cancellation = on)
            />
            <Switch
                name=Signal::derive(move || ui.tr("auto-gain"))
                on=Signal::derive(move || processing.get().auto_gain)
                change=change(|processing, on| processing.auto_gain = on)
            />
        </div>
    }
}

/// Where sound comes out, in browsers that let one choose, and whether it does.
#[component]
fn SpeakerChoice(ui: Ui) -> impl IntoView {
    let speakers = ui.call.speakers;
    let change = move |chosen: Chosen| {
        ui.tell(|client| {
            client.choose(|settings| settings.speaker_choice = chosen.clone());
            client.devices.switch_speaker(chosen);
        });
    };
    let choice = move || {
        let any = speakers.with(|speakers| !speakers.is_empty());
        any.then(|| {
            let chosen = remembered(ui, |settings| settings.speaker_choice.clone());
            let name = Signal::derive(move || ui.tr("speaker-choice"));
            view! { <Choice ui=ui name=name listed=speakers chosen=chosen change=change/> }
        })
    };
    view! {
        {choice}
        <button type="button" class="secondary" on:click=|_| speaker::test()>
            {move || ui.tr("speaker-test")}
        </button>
    }
}
