//! Pictograms beside words. They carry no meaning alone and are hidden from screen readers.

use leptos::prelude::*;

/// A pictogram of `assets/icons` by its file name; it takes the colour of the text around it.
#[component]
pub fn Icon(
    /// File name without its ending.
    #[prop(into)]
    name: Signal<&'static str>,
) -> impl IntoView {
    view! { <span class=move || format!("icon icon-{}", name.get()) aria-hidden="true"></span> }
}
