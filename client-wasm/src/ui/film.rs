//! Moving pictures of a call, without their sound.

use leptos::html;
use leptos::prelude::*;

use super::Ui;

/// A moving picture. Its sound is played elsewhere, and one tabs past it: there is nothing to do
/// with it.
#[component]
pub fn Film(ui: Ui, node: NodeRef<html::Video>) -> impl IntoView {
    view! {
        <video
            node_ref=node
            autoplay
            playsinline
            prop:muted=true
            tabindex="-1"
            aria-label=move || ui.tr("video")
        ></video>
    }
}
