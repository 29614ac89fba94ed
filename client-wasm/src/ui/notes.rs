//! Notes over the map: what the author says of the place one is at, and what needs something done
//! by the visitor.

use leptos::prelude::*;

use super::Ui;
use super::advice::Advice;
use super::device_buttons::DeviceProblems;
use super::manners::{Knocking, PresenceNotice};
use super::order::OrderNotices;
use super::shared_screen::SharingNotice;

/// The notes.
#[component]
pub fn Notes(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let hints = move || {
        let hints = ui.hints.get().into_iter();
        let notes = hints.map(|hint| {
            view! {
                <div class="notice" role="note">
                    <p>{hint}</p>
                </div>
            }
        });
        notes.collect_view()
    };
    let held = move || {
        ui.held.get().then(|| {
            view! {
                <div class="notice" role="note">
                    <p>{ui.tr("devices-held")}</p>
                </div>
            }
        })
    };
    view! {
        <div class="notices">
            <OrderNotices ui=ui/>
            <Knocking ui=ui/>
            <PresenceNotice ui=ui/>
            <SharingNotice ui=ui/>
            <div aria-live="polite">
                <Advice ui=ui/>
            </div>
            <SoundBlocked ui=ui/>
            <div aria-live="polite">{hints} {held}</div>
            <SoundHosts ui=ui/>
            <DeviceProblems ui=ui/>
        </div>
    }
}

/// The browser waits for a click before it plays sound.
#[component]
fn SoundBlocked(ui: Ui) -> impl IntoView {
    let click = move |_| ui.tell(|client| client.with_visit(|visit| visit.unblock_sound()));
    move || {
        ui.sound_blocked.get().then(|| {
            view! {
                <div class="notice" role="note">
                    <p>{ui.tr("sound-blocked")}</p>
                    <button type="button" class="small" on:click=click>
                        {ui.tr("turn-on-sound")}
                    </button>
                </div>
            }
        })
    }
}

/// A sound comes from a third party that has not been agreed to.
#[component]
fn SoundHosts(ui: Ui) -> impl IntoView {
    let yes = move |_| ui.tell(|client| client.with_visit(|visit| visit.agree_to_sounds(true)));
    let no = move |_| ui.tell(|client| client.with_visit(|visit| visit.agree_to_sounds(false)));
    move || {
        let hosts = ui.sound_hosts.get().join(", ");
        (!hosts.is_empty()).then(|| {
            view! {
                <div class="notice" role="note">
                    <p>{ui.tr_with("sound-from", &[("host", &hosts)])}</p>
                    <button type="button" class="small" on:click=yes>
                        {ui.tr("sound-play")}
                    </button>
                    <button type="button" class="small" on:click=no>
                        {ui.tr("consent-no")}
                    </button>
                </div>
            }
        })
    }
}
