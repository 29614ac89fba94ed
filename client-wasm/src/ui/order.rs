//! Keeping order: the buttons of those who do, the notices for those it concerns, and raised hands.

use std::collections::BTreeMap;

use hallway_protocol::door::{Waiting, ZoneDoor};
use hallway_protocol::limits::{ANNOUNCEMENT_CHARS, REASON_CHARS};
use hallway_protocol::order::{Mutes, OrderAct, OrderDone};
use hallway_protocol::report::Report;
use hallway_protocol::{PersonId, Standing};
use hallway_world::permit::Act;
use leptos::prelude::*;
use leptos::web_sys::SubmitEvent;

use super::icon::Icon;
use super::manners::pressed;
use super::reports::Reports;
use super::waiting::Waiters;
use super::{Panel, Row, Ui};
use crate::keeping::{done as done_words, may, may_in};
use crate::waiting::Waits;

/// Most notices of what one did that are kept at once.
const MOST_DONE: usize = 3;

/// Most announcements that are kept at once.
const MOST_ANNOUNCED: usize = 3;

/// What is shown of it.
#[derive(Clone, Copy)]
pub struct OrderUi {
    /// What one may do.
    pub standing: RwSignal<Standing>,
    /// What one is kept from.
    pub kept: RwSignal<Mutes>,
    /// Whether everything stands still.
    pub frozen: RwSignal<bool>,
    /// Zones in which all are to be quiet.
    pub quiet: RwSignal<BTreeMap<String, Mutes>>,
    /// Whether one has a hand up.
    pub hand: RwSignal<bool>,
    /// What one waits for, while one is not in yet.
    pub waiting: RwSignal<Waiting>,
    /// Whom one may let in.
    pub waiters: RwSignal<Vec<Waits>>,
    /// What was reported, each with whom it is about, if they are here.
    pub reports: RwSignal<Vec<(Report, Option<Row>)>>,
    /// Zones whose doors do not stand open.
    pub zone_doors: RwSignal<BTreeMap<String, ZoneDoor>>,
    /// The reason for what one does next; may be empty.
    pub reason: RwSignal<String>,
    /// What one did lately, by number.
    pub done: RwSignal<Vec<(usize, OrderDone)>>,
    /// What all were told lately: number, by whom, what.
    pub announced: RwSignal<Vec<(usize, String, String)>>,
    /// What one was told last of what was done about oneself.
    pub why: RwSignal<Option<String>>,
    counter: RwSignal<usize>,
}

impl Default for OrderUi {
    fn default() -> Self {
        Self {
            standing: RwSignal::new(Standing::default()),
            kept: RwSignal::new(Mutes::default()),
            frozen: RwSignal::new(false),
            quiet: RwSignal::new(BTreeMap::new()),
            hand: RwSignal::new(false),
            waiting: RwSignal::new(Waiting::Admission),
            waiters: RwSignal::new(Vec::new()),
            reports: RwSignal::new(Vec::new()),
            zone_doors: RwSignal::new(BTreeMap::new()),
            reason: RwSignal::new(String::new()),
            done: RwSignal::new(Vec::new()),
            announced: RwSignal::new(Vec::new()),
            why: RwSignal::new(None),
            counter: RwSignal::new(0),
        }
    }
}

impl OrderUi {
    /// Forgets all that belongs to a visit, but why one was sent away.
    pub fn clear_visit(self) {
        self.kept.set(Mutes::default());
        self.frozen.set(false);
        self.quiet.set(BTreeMap::new());
        self.hand.set(false);
        self.waiters.set(Vec::new());
        self.reports.set(Vec::new());
        self.zone_doors.set(BTreeMap::new());
        self.done.set(Vec::new());
        self.announced.set(Vec::new());
    }

    /// One did something.
    pub fn add_done(self, done: OrderDone) {
        let number = self.number();
        self.done.update(|all| push(all, (number, done), MOST_DONE));
    }

    /// All were told something.
    pub fn add_announcement(self, by: String, text: String) {
        let number = self.number();
        self.announced
            .update(|all| push(all, (number, by, text), MOST_ANNOUNCED));
    }

    fn number(self) -> usize {
        self.counter.update(|n| *n += 1);
        self.counter.get_untracked()
    }
}

fn push<T>(all: &mut Vec<T>, one: T, most: usize) {
    all.push(one);
    all.drain(..all.len().saturating_sub(most));
}

/// What one may do about somebody in the list, one click each.
#[component]
pub fn PersonOrders(
    /// The interface.
    ui: Ui,
    /// Who.
    row: Row,
) -> impl IntoView {
    let Row {
        id,
        name,
        may,
        muted,
        hand,
        may_speak,
        ..
    } = row;
    let order = move |act: OrderAct| ui.tell(|c| c.with_visit(|visit| visit.order(id, act)));
    let is_muted = !muted.is_none();
    let mute = may.mute.then(|| {
        let next = match is_muted {
            true => Mutes::default(),
            false => Mutes::ALL,
        };
        let act = OrderAct::Mute(next);
        button(
            ui,
            ("mute", "mute-short"),
            &name,
            Some(is_muted),
            move || order(act.clone()),
        )
    });
    let let_speak = (may.let_speak && (hand || may_speak)).then(|| {
        let act = OrderAct::LetSpeak(!may_speak);
        button(
            ui,
            ("let-speak", "let-speak-short"),
            &name,
            Some(may_speak),
            move || {
                order(act.clone());
            },
        )
    });
    let move_out = may.move_out.then(|| {
        let act = || OrderAct::MoveOut;
        button(ui, ("move-out", "move-out-short"), &name, None, move || {
            order(act())
        })
    });
    let remove = may.remove.then(|| {
        button(ui, ("remove", "remove-short"), &name, None, move || {
            order(OrderAct::Remove)
        })
    });
    let ban = may.ban.then(|| {
        button(ui, ("ban", "ban-short"), &name, None, move || {
            order(OrderAct::Ban(None))
        })
    });
    view! { <span class="orders">{let_speak} {mute} {move_out} {remove} {ban}</span> }
}

fn button(
    ui: Ui,
    (long, short): (&'static str, &'static str),
    name: &str,
    on: Option<bool>,
    click: impl Fn() + 'static,
) -> AnyView {
    let name = name.to_owned();
    view! {
        <button
            type="button"
            class="small"
            aria-label=move || ui.tr_with(long, &[("name", &name)])
            aria-pressed=on.map(pressed)
            on:click=move |_| click()
        >
            <span aria-hidden="true">{move || ui.tr(short)}</span>
        </button>
    }
    .into_any()
}

/// What those who keep order may do about all: a reason, quiet in zones, a standstill, a word to the venue.
/// Not there for others.
#[component]
pub fn KeepingOrder(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let order = ui.order;
    let is = move |act| Memo::new(move |_| order.standing.with(|own| may(own, act, None)));
    let (mutes, freezes, announces) = (is(Act::Mute), is(Act::Freeze), is(Act::Announce));
    let zones = move || {
        let own = order.standing.get();
        let zones = ui.zones.get().into_iter();
        zones
            .filter(|zone| may_in(&own, Act::Quiet, zone))
            .collect::<Vec<_>>()
    };
    view! {
        <Show when=move || mutes.get() || freezes.get() || announces.get()>
            <section class="keeping" aria-labelledby="keeping-heading">
                <h3 id="keeping-heading">{move || ui.tr("keeping-order")}</h3>
                <input
                    type="text"
                    autocomplete="off"
                    maxlength=REASON_CHARS.to_string()
                    placeholder=move || ui.tr("reason")
                    aria-label=move || ui.tr("reason")
                    prop:value=order.reason
                    on:input=move |event| order.reason.set(event_target_value(&event))
                />
                <div class="row wrap">
                    <For each=zones key=|zone| zone.clone() let:zone>
                        <QuietButton ui=ui zone=zone/>
                    </For>
                    <Show when=move || freezes.get()>
                        <button
                            type="button"
                            class="small"
                            aria-pressed=move || pressed(order.frozen.get())
                            on:click=move |_| {
                                let next = !order.frozen.get_untracked();
                                ui.tell(|c| c.with_visit(|visit| visit.set_frozen(next)));
                            }
                        >
                            {move || ui.tr("freeze")}
                        </button>
                    </Show>
                </div>
                <Show when=move || announces.get()>
                    <Announce ui=ui/>
                    // With the opener, as the invitation is kept for one tab and what it opens.
                    <a href="/organize" target="_blank" rel="opener">
                        {move || ui.tr("organize")}
                    </a>
                </Show>
            </section>
        </Show>
    }
}

#[component]
fn QuietButton(ui: Ui, zone: String) -> impl IntoView {
    let (named, of_state) = (zone.clone(), zone.clone());
    let quiet = Memo::new(move |_| ui.order.quiet.with(|all| all.contains_key(&of_state)));
    view! {
        <button
            type="button"
            class="small"
            aria-pressed=move || pressed(quiet.get())
            on:click=move |_| {
                let next = !quiet.get_untracked();
                ui.tell(|c| c.with_visit(|visit| visit.set_quiet(&zone, next)));
            }
        >
            {move || ui.tr_with("quiet-in", &[("name", &named)])}
        </button>
    }
}

#[component]
fn Announce(ui: Ui) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let words = text.get_untracked();
        if !words.trim().is_empty() {
            ui.tell(|c| c.with_visit(|visit| visit.announce_to_all(&words)));
            text.set(String::new());
        }
    };
    view! {
        <form class="row" on:submit=submit>
            <input
                type="text"
                autocomplete="off"
                maxlength=ANNOUNCEMENT_CHARS.to_string()
                placeholder=move || ui.tr("announce-to-all")
                aria-label=move || ui.tr("announce-to-all")
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
            />
            <button type="submit" class="small">
                {move || ui.tr("announce")}
            </button>
        </form>
    }
}

/// Raises one's hand where one is to be quiet.
#[component]
pub fn HandButton(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let order = ui.order;
    let wanted = Memo::new(move |_| order.kept.get().microphone || order.hand.get());
    view! {
        <Show when=move || wanted.get()>
            <button
                type="button"
                class="tool toggle"
                aria-label=move || ui.tr("raise-hand")
                aria-pressed=move || pressed(order.hand.get())
                on:click=move |_| {
                    let up = !order.hand.get_untracked();
                    ui.tell(|c| c.with_visit(|visit| visit.raise_hand(up)));
                }
            >
                <Icon name="hand"/>
                <span class="caption" aria-hidden="true">
                    {move || ui.tr("raise-hand-short")}
                </span>
            </button>
        </Show>
    }
}

/// That the room is frozen, what one did with the way back, and what all were told.
#[component]
pub fn OrderNotices(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let order = ui.order;
    let frozen = move || {
        order.frozen.get().then(|| {
            view! {
                <div class="notice" role="note">
                    <p>{ui.tr("frozen-note")}</p>
                </div>
            }
        })
    };
    view! {
        {frozen}
        <For each=move || order.announced.get() key=|it| it.0 let:it>
            <Announced ui=ui number=it.0 by=it.1 text=it.2/>
        </For>
        // Where the list lies over the notices, they are in the list.
        <Show when=move || ui.panel.get() != Some(Panel::People)>
            <Waiters ui=ui/>
            <Reports ui=ui/>
            <DoneNotices ui=ui/>
        </Show>
    }
}

/// What one did lately, with the way back.
#[component]
pub fn DoneNotices(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let done = ui.order.done;
    view! {
        <For each=move || done.get() key=|it| it.0 let:it>
            <Done ui=ui number=it.0 done=it.1/>
        </For>
    }
}

#[component]
fn Announced(ui: Ui, number: usize, by: String, text: String) -> impl IntoView {
    let close = move |_| {
        let all = ui.order.announced;
        all.update(|all| all.retain(|it| it.0 != number));
    };
    view! {
        <div class="notice announced" role="note">
            <p>
                <bdi class="name">{by}</bdi>
                <bdi class="words">{text}</bdi>
            </p>
            <button type="button" class="plain" aria-label=move || ui.tr("dismiss") on:click=close>
                <Icon name="close"/>
            </button>
        </div>
    }
}

#[component]
fn Done(ui: Ui, number: usize, done: OrderDone) -> impl IntoView {
    let words = done_words(&done.act, &done.name);
    let said = ui.sentence(&words);
    let can_undo = match &done.act {
        OrderAct::Mute(mutes) => !mutes.is_none(),
        OrderAct::LetBack | OrderAct::Admit => false,
        _ => true,
    };
    let name = done.name;
    let undo = can_undo.then(|| {
        view! {
            <button
                type="button"
                class="small"
                aria-label=move || ui.tr_with("undo-about", &[("name", &name)])
                on:click=move |_| ui.tell(|c| c.with_visit(|visit| visit.undo(number)))
            >
                {move || ui.tr("undo")}
            </button>
        }
    });
    let close = move |_| {
        let all = ui.order.done;
        all.update(|all| all.retain(|it| it.0 != number));
    };
    view! {
        <div class="notice" role="note">
            <p>{said}</p>
            {undo}
            <button type="button" class="plain" aria-label=move || ui.tr("dismiss") on:click=close>
                <Icon name="close"/>
            </button>
        </div>
    }
}

/// Somebody's state that those who keep order changed, as a key of a sentence.
pub fn order_key(row: &Row) -> Option<&'static str> {
    match (row.hand, row.muted.is_none(), row.may_speak) {
        (true, ..) => Some("hand-is-up"),
        (_, false, _) => Some("is-muted-by-order"),
        (.., true) => Some("may-speak"),
        _ => None,
    }
}

/// Of whom a row is, and all that may change in it.
pub fn row_key(row: &Row) -> impl Eq + std::hash::Hash + use<> {
    let of_order = (row.muted, row.hand, row.may_speak, row.may, row.blocked);
    let id: PersonId = row.id;
    (
        id,
        row.own,
        row.in_call,
        row.role,
        row.presence,
        row.locked,
        of_order,
    )
}
