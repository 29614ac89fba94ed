//! Those one talks with: for each a tile with their video or, while their camera is off, their
//! avatar.

use hallway_protocol::{Look, PersonId, SLOTS};
use leptos::html;
use leptos::prelude::*;

use super::Ui;
use super::entry::OwnVideo;
use super::film::Film;
use super::icon::Icon;
use super::portrait::Portrait;
use super::tile_menu::{TileMenu, TileMenuButton};
use crate::dom::{Resizing, resizing};
use crate::pictures::Pictures;

/// Most people without a tile who are named.
const OTHERS_NAMED: usize = 8;

/// The tiles.
#[component]
pub fn CallTiles(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let anybody = Memo::new(move |_| {
        ui.tiles.with(|tiles| tiles.iter().any(Option::is_some))
            || ui.others.with(|others| !others.is_empty())
    });
    let slots = move || {
        let slots = (0..SLOTS).map(|slot| {
            // Whether somebody is muted must not make their video anew.
            let who = Memo::new(move |_| {
                ui.tiles.with(|tiles| {
                    let tile = tiles.get(slot)?.as_ref()?;
                    Some((tile.id, tile.name.clone(), tile.look))
                })
            });
            move || {
                let (id, name, look) = who.get()?;
                Some(view! { <PersonTile ui=ui place=slot id=id name=name look=look/> })
            }
        });
        slots.collect_view()
    };
    view! {
        <Show when=move || anybody.get()>
            <section class="call" aria-label=move || ui.tr("call")>
                {slots}
                <Others ui=ui/>
                <Show when=move || ui.camera.live.get()>
                    <div
                        class="tile self"
                        class:talking=move || ui.call.own_talking.get()
                        aria-hidden="true"
                    >
                        <OwnVideo ui=ui/>
                    </div>
                </Show>
            </section>
        </Show>
    }
}

/// Those of a large talk who have no tile for now: whoever speaks up gets one.
#[component]
fn Others(ui: Ui) -> impl IntoView {
    let named = Memo::new(move |_| {
        ui.others.with(|others| {
            let named = others.iter().take(OTHERS_NAMED);
            named.cloned().collect::<Vec<_>>()
        })
    });
    let more = move || {
        let more = ui.others.with(Vec::len).saturating_sub(OTHERS_NAMED);
        (more > 0).then(|| {
            let count = more.to_string();
            view! { <li class="more">{ui.tr_with("and-more", &[("count", &count)])}</li> }
        })
    };
    view! {
        <Show when=move || ui.others.with(|others| !others.is_empty())>
            <ul class="call-others" role="list" aria-label=move || ui.tr("also-in-call")>
                <For each=move || named.get() key=|other| other.clone() let:other>
                    <li>
                        <bdi>{other.1}</bdi>
                    </li>
                </For>
                {more}
            </ul>
        </Show>
    }
}

#[component]
fn PersonTile(ui: Ui, place: usize, id: PersonId, name: String, look: Look) -> impl IntoView {
    let sends = move |what: fn(&super::Tile) -> bool| {
        Memo::new(move |_| {
            ui.tiles.with(|tiles| {
                let tile = tiles.get(place).and_then(Option::as_ref);
                tile.is_some_and(what)
            })
        })
    };
    let (microphone, camera) = (sends(|tile| tile.microphone), sends(|tile| tile.camera));
    let wanted = Memo::new(move |_| ui.call.pictures.get() != Pictures::None);
    let withheld = Memo::new(move |_| {
        let withheld = ui.call.line.with(|line| line.withheld.get(place).copied());
        camera.get() && wanted.get() && withheld == Some(true)
    });
    let seen = Memo::new(move |_| camera.get() && wanted.get() && !withheld.get());
    let enlarged = Memo::new(move |_| ui.call.enlarged.get() == Some(id));
    let talks = Memo::new(move |_| {
        microphone.get() && ui.call.talking.with(|talking| talking.contains(&id))
    });
    let (label, of_button, of_menu) = (name.clone(), name.clone(), name.clone());
    let video = NodeRef::<html::Video>::new();
    Effect::new(move |_| {
        // Another connection has other streams, though the same person stays in the same place.
        ui.call_number.track();
        wanted.track();
        if let Some(video) = video.get() {
            ui.tell(|client| client.with_visit(|visit| visit.show_video(place, &video)));
        }
    });
    // The server sends no more of a picture than is shown of it.
    let shown_as = move |width: f32| {
        ui.call.widths.update(|all| {
            if let Some(known) = all.get_mut(place) {
                *known = width;
            }
        });
        ui.tell(|client| client.with_visit(|visit| visit.watch()));
    };
    Effect::new(move |watched: Option<Option<Resizing>>| {
        drop(watched);
        resizing(video.get()?.as_ref(), move |width, _| shown_as(width))
    });
    on_cleanup(move || shown_as(0.0));
    view! {
        <div
            class="tile"
            class:seen=seen
            class:talking=talks
            class:enlarged=enlarged
            role="group"
            aria-label=label
        >
            <Film ui=ui node=video/>
            <div class="instead">
                <Portrait ui=ui look=look/>
            </div>
            <span class="caption">
                <Show when=move || !microphone.get()>
                    <span role="img" class="muted" aria-label=move || ui.tr("is-muted")>
                        <Icon name="microphone-off"/>
                    </span>
                </Show>
                <Show when=move || withheld.get()>
                    <span role="img" class="withheld" aria-label=move || ui.tr("is-withheld")>
                        <Icon name="camera-off"/>
                    </span>
                </Show>
                <Show when=move || talks.get()>
                    <span role="img" class="talks" aria-label=move || ui.tr("is-talking")>
                        <Icon name="sound"/>
                    </span>
                </Show>
                <bdi class="name">{name}</bdi>
            </span>
            <TileMenuButton ui=ui id=id name=of_button/>
        </div>
        <Show when=move || ui.call.menu.get() == Some(id)>
            <TileMenu ui=ui id=id name=of_menu.clone()/>
        </Show>
    }
}
