//! Choosing an avatar: ready ones to pick, one by chance, or each part by itself.

use hallway_protocol::Look;
use leptos::prelude::*;

use super::Ui;
use super::portrait::Portrait;
use crate::avatar::{
    self, CLOTHES, CLOTHES_COLOR_KEYS, EXTRAS, HAIR, PRESETS, SKIN_KEYS, hair_color_keys,
};

/// Chooses an avatar.
#[component]
pub fn AvatarPicker(
    /// The interface.
    ui: Ui,
    /// The choice.
    look: RwSignal<Look>,
) -> impl IntoView {
    let surprise = move |_| {
        let seed = js_sys::Math::random() * f64::from(u32::MAX);
        look.set(avatar::random(seed as u32));
    };
    let presets = PRESETS.iter().map(|preset| {
        view! { <Preset ui=ui look=look preset=*preset/> }
    });
    view! {
        <div class="avatars">
            <span class="field-name" id="look-name">
                {move || ui.tr("avatar")}
            </span>
            <button type="button" class="link" on:click=surprise>
                {move || ui.tr("surprise-me")}
            </button>
            <div class="presets" role="radiogroup" aria-labelledby="look-name">
                {presets.collect_view()}
            </div>
            <Parts ui=ui look=look/>
        </div>
    }
}

#[component]
fn Preset(ui: Ui, look: RwSignal<Look>, preset: Look) -> impl IntoView {
    view! {
        <label class="preset">
            <input
                type="radio"
                name="avatar"
                aria-label=move || described(ui, preset)
                prop:checked=move || look.get() == preset
                on:change=move |_| look.set(preset)
            />
            <Portrait ui=ui look=preset/>
        </label>
    }
}

/// An avatar in words.
fn described(ui: Ui, look: Look) -> String {
    let key = |key: Option<&&'static str>| key.map(|key| ui.tr(key)).unwrap_or_default();
    let hair = key(HAIR.get(usize::from(look.hair)).map(|hair| &hair.key));
    let clothes = key(CLOTHES.get(usize::from(look.clothes)).map(|c| &c.key));
    let color = key(CLOTHES_COLOR_KEYS.get(usize::from(look.clothes_color)));
    ui.tr_with(
        "avatar-described",
        &[("hair", &hair), ("clothes", &clothes), ("color", &color)],
    )
}

/// One choice per part.
#[component]
fn Parts(ui: Ui, look: RwSignal<Look>) -> impl IntoView {
    let hair: Vec<&'static str> = HAIR.iter().map(|hair| hair.key).collect();
    let clothes: Vec<&'static str> = CLOTHES.iter().map(|clothes| clothes.key).collect();
    let extras: Vec<&'static str> = EXTRAS.iter().map(|extra| extra.key).collect();
    let part = move |name: Signal<String>,
                     keys: Signal<Vec<&'static str>>,
                     get: fn(&Look) -> u8,
                     set: fn(&mut Look, u8)| {
        view! { <Part ui=ui look=look name=name keys=keys get=get set=set/> }
    };
    let fixed = |keys: &'static [&'static str]| Signal::derive(move || keys.to_vec());
    let list = |keys: Vec<&'static str>| Signal::derive(move || keys.clone());
    let hair_style = Memo::new(move |_| look.get().hair);
    let hair_colors = Signal::derive(move || hair_color_keys(hair_style.get()).to_vec());
    view! {
        <details class="parts">
            <summary>{move || ui.tr("change-details")}</summary>
            <div class="part-grid">
                {part(
                    Signal::derive(move || ui.tr("part-skin")),
                    fixed(SKIN_KEYS),
                    |look| look.skin,
                    |look, value| look.skin = value,
                )}
                {part(
                    Signal::derive(move || ui.tr("part-hair")),
                    list(hair),
                    |look| look.hair,
                    |look, value| look.hair = value,
                )}
                {part(
                    Signal::derive(move || ui.tr("part-hair-color")),
                    hair_colors,
                    |look| look.hair_color,
                    |look, value| look.hair_color = value,
                )}
                {part(
                    Signal::derive(move || ui.tr("part-clothes")),
                    list(clothes),
                    |look| look.clothes,
                    |look, value| look.clothes = value,
                )}
                {part(
                    Signal::derive(move || ui.tr("part-clothes-color")),
                    fixed(CLOTHES_COLOR_KEYS),
                    |look| look.clothes_color,
                    |look, value| look.clothes_color = value,
                )}
                {part(
                    Signal::derive(move || ui.tr("part-extra")),
                    list(extras),
                    |look| look.extra,
                    |look, value| look.extra = value,
                )}
            </div>
        </details>
    }
}

#[component]
fn Part(
    ui: Ui,
    look: RwSignal<Look>,
    name: Signal<String>,
    keys: Signal<Vec<&'static str>>,
    get: fn(&Look) -> u8,
    set: fn(&mut Look, u8),
) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        let count = keys.with(Vec::len).max(1);
        usize::from(get(&look.get())) % count
    });
    let change = move |event: web_sys::Event| {
        if let Ok(value) = event_target_value(&event).parse() {
            look.update(|look| set(look, value));
        }
    };
    let options = move || {
        let keys = keys.get().into_iter().enumerate();
        keys.map(|(index, key)| {
            view! {
                <option value=index.to_string() selected=move || chosen.get() == index>
                    {ui.tr(key)}
                </option>
            }
        })
        .collect_view()
    };
    view! {
        <label class="part">
            <span class="field-name">{name}</span>
            <select prop:value=move || chosen.get().to_string() on:change=change>
                {options}
            </select>
        </label>
    }
}
