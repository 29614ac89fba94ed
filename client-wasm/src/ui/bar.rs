//! The bar of buttons at the lower edge.

use leptos::prelude::*;

use super::device_buttons::DeviceButton;
use super::icon::Icon;
use super::manners::LockButton;
use super::order::HandButton;
use super::shared_screen::ShareButton;
use super::{Panel, Ui};
use crate::devices::Kind;

/// The bar.
#[component]
pub fn Bar(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let unread = move || {
        let count = ui.unread.get();
        (count > 0).then(|| view! { <span class="badge" aria-hidden="true">{count.min(99)}</span> })
    };
    view! {
        <nav class="bar" aria-label=move || ui.tr("bar")>
            <DeviceButton ui=ui kind=Kind::Microphone/>
            <DeviceButton ui=ui kind=Kind::Camera/>
            <ShareButton ui=ui/>
            <LockButton ui=ui/>
            <HandButton ui=ui/>
            <span class="gap"></span>
            <PanelButton
                ui=ui
                panel=Panel::People
                icon="people"
                name=Signal::derive(move || ui.tr("people-and-places"))
                caption=Signal::derive(move || ui.tr("people"))
            />
            <PanelButton
                ui=ui
                panel=Panel::Program
                icon="program"
                name=Signal::derive(move || ui.tr("program"))
                caption=Signal::derive(move || ui.tr("program"))
            />
            <PanelButton
                ui=ui
                panel=Panel::Chat
                icon="chat"
                name=Signal::derive(move || ui.tr("chat"))
                caption=Signal::derive(move || ui.tr("chat"))
            >
                {unread}
            </PanelButton>
            <PanelButton
                ui=ui
                panel=Panel::Settings
                icon="settings"
                name=Signal::derive(move || ui.tr("settings"))
                caption=Signal::derive(move || ui.tr("settings"))
            />
            <span class="gap"></span>
            <button
                type="button"
                class="tool leave"
                aria-label=move || ui.tr("leave")
                on:click=move |_| ui.tell(|client| client.leave())
            >
                <Icon name="leave"/>
                <span class="caption" aria-hidden="true">
                    {move || ui.tr("leave")}
                </span>
            </button>
        </nav>
    }
}

#[component]
fn PanelButton(
    ui: Ui,
    panel: Panel,
    icon: &'static str,
    name: Signal<String>,
    caption: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let open = move || ui.panel.get() == Some(panel);
    view! {
        <button
            type="button"
            class="tool"
            aria-label=name
            aria-expanded=move || if open() { "true" } else { "false" }
            on:click=move |_| ui.toggle_panel(panel)
        >
            <Icon name=icon/>
            <span class="caption" aria-hidden="true">
                {caption}
            </span>
            {children.map(|children| children())}
        </button>
    }
}
