//! The buttons for microphone and camera, and what to do when a device can't be used.

use leptos::prelude::*;

use super::icon::Icon;
use super::{Problem, Ui};
use crate::devices::Kind;

/// Turns the microphone or the camera on and off.
#[component]
pub fn DeviceButton(
    /// The interface.
    ui: Ui,
    /// Which of the two.
    kind: Kind,
) -> impl IntoView {
    let device = match kind {
        Kind::Microphone => ui.microphone,
        Kind::Camera => ui.camera,
    };
    let name = move || match kind {
        Kind::Microphone => ui.tr("microphone"),
        Kind::Camera => ui.tr("camera"),
    };
    let on = move || device.on.get() && !ui.held.get() && !ui.manners.is_away();
    let icon = Signal::derive(move || match (kind, on()) {
        (Kind::Microphone, true) => "microphone",
        (Kind::Microphone, false) => "microphone-off",
        (Kind::Camera, true) => "camera",
        (Kind::Camera, false) => "camera-off",
    });
    let click = move |_| {
        ui.tell(|client| {
            client.devices.toggle(kind);
            let on = device.on.get_untracked();
            client.choose(|settings| match kind {
                Kind::Microphone => settings.microphone = on,
                Kind::Camera => settings.camera = on,
            });
        });
    };
    // For the eye; settings have the same as a meter.
    let level = (kind == Kind::Microphone).then(|| {
        let level = move || match on() {
            true => format!("{}%", ui.call.level.get()),
            false => "0%".to_owned(),
        };
        view! { <span class="level" aria-hidden="true" style=("--level", level)></span> }
    });
    view! {
        <button
            type="button"
            class="tool device"
            aria-label=name
            aria-pressed=move || if on() { "true" } else { "false" }
            aria-disabled=move || (ui.held.get() || ui.manners.is_away()).then_some("true")
            on:click=click
        >
            <Icon name=icon/>
            {level}
            <span class="caption" aria-hidden="true">
                {name}
            </span>
        </button>
    }
}

/// Why a device can't be used, and what to do about it. Nothing while all is well.
#[component]
pub fn DeviceProblems(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let text = move || {
        use Problem::{Busy, Denied, Missing, Unsupported};
        match (ui.microphone.problem.get(), ui.camera.problem.get()) {
            (None, None) => None,
            (Some(Denied), Some(Denied)) => Some(ui.tr("devices-denied")),
            (Some(Unsupported), _) | (_, Some(Unsupported)) => Some(ui.tr("devices-unsupported")),
            (Some(Missing), Some(Missing)) => Some(ui.tr("devices-missing")),
            (Some(Denied), _) => Some(ui.tr("microphone-denied")),
            (_, Some(Denied)) => Some(ui.tr("camera-denied")),
            (Some(Missing), _) => Some(ui.tr("microphone-missing")),
            (Some(Busy), _) => Some(ui.tr("microphone-busy")),
            (None, Some(Missing)) => Some(ui.tr("camera-missing")),
            (None, Some(Busy)) => Some(ui.tr("camera-busy")),
        }
    };
    let dismiss = move |_| {
        ui.microphone.problem.set(None);
        ui.camera.problem.set(None);
    };
    move || {
        text().map(|text| {
            view! {
                <div class="notice" role="note">
                    <p>{text}</p>
                    <button
                        type="button"
                        class="plain"
                        aria-label=ui.tr("dismiss")
                        on:click=dismiss
                    >
                        <Icon name="close"/>
                    </button>
                </div>
            }
        })
    }
}
