//! Chat: to those one talks with, or alone to the room. Text is shown as text.

use hallway_protocol::limits::CHAT_CHARS;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::SubmitEvent;

use super::icon::Icon;
use super::panel::PanelFrame;
use super::{Line, Ui};
use crate::text::LOCALES;

/// The panel.
#[component]
pub fn Chat(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    ui.unread.set(0);
    let text = RwSignal::new(String::new());
    let list = NodeRef::<html::Ul>::new();
    Effect::new(move |_| {
        ui.lines.track();
        ui.unread.set(0);
        let Some(list) = list.get() else { return };
        // After the new line has been put in.
        request_animation_frame(move || list.set_scroll_top(list.scroll_height()));
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let mut said = false;
        ui.tell(|client| client.with_visit(|visit| said = visit.chat(&text.get_untracked())));
        if said {
            text.set(String::new());
        }
    };
    let scope = move || {
        let names = ui.tiles.with(|tiles| {
            let names = tiles.iter().flatten().map(|tile| tile.name.clone());
            names.collect::<Vec<_>>().join(", ")
        });
        let names = match ui.others.with(Vec::len) {
            0 => names,
            more => {
                let more = ui.tr_with("and-more", &[("count", &more.to_string())]);
                let names = [names, more].into_iter().filter(|part| !part.is_empty());
                names.collect::<Vec<_>>().join(", ")
            }
        };
        match names.is_empty() {
            true => ui.tr("chat-to-room"),
            false => ui.tr_with("chat-to-call", &[("names", &names)]),
        }
    };
    let kept = move || {
        let days = ui.chat_days.get();
        (days > 0).then(|| {
            let text = ui.tr_with("chat-kept", &[("days", &days.to_string())]);
            view! { <p class="hint kept">{text}</p> }
        })
    };
    let empty = move || {
        let none = ui.lines.with(Vec::is_empty);
        none.then(|| view! { <li class="empty">{ui.tr("chat-empty")}</li> })
    };
    view! {
        <PanelFrame
            ui=ui
            title=Signal::derive(move || ui.tr("chat"))
            role="region"
            focus="input"
        >
            <ul
                class="lines panel-body"
                role="list"
                node_ref=list
                aria-live="polite"
                aria-label=move || ui.tr("chat-lines")
                tabindex="0"
                data-scrolls=""
            >
                {empty}
                <For each=move || ui.lines.get() key=|line| (line.number, line.hidden) let:line>
                    <ChatLine ui=ui line=line/>
                </For>
            </ul>
            {kept}
            <form class="say" on:submit=submit>
                <p class="scope" id="chat-scope">
                    {scope}
                </p>
                <div class="row">
                    <input
                        type="text"
                        autocomplete="off"
                        maxlength=CHAT_CHARS.to_string()
                        aria-label=move || ui.tr("message")
                        aria-describedby="chat-scope"
                        prop:value=text
                        on:input=move |event| text.set(event_target_value(&event))
                    />
                    <button type="submit" class="primary square" aria-label=move || ui.tr("send")>
                        <Icon name="send"/>
                    </button>
                </div>
            </form>
        </PanelFrame>
    }
}

#[component]
fn ChatLine(ui: Ui, line: Line) -> impl IntoView {
    let in_call = line.in_call;
    let mark = move || in_call.then(|| view! { <span class="note">{ui.tr("to-the-call")}</span> });
    let words = match line.hidden {
        true => view! { <span class="note">{move || ui.tr("line-hidden")}</span> }.into_any(),
        false => view! { <bdi class="words">{line.text}</bdi> }.into_any(),
    };
    let (number, hidden, name) = (line.line, line.hidden, line.name.clone());
    let hide = line.may_hide.then(|| {
        let (long, short) = match hidden {
            true => ("show-line", "show-line-short"),
            false => ("hide-line", "hide-line-short"),
        };
        view! {
            <button
                type="button"
                class="small"
                aria-label=move || ui.tr_with(long, &[("name", &name)])
                on:click=move |_| {
                    ui.tell(|c| c.with_visit(|visit| visit.hide_line(number, !hidden)));
                }
            >
                <span aria-hidden="true">{move || ui.tr(short)}</span>
            </button>
        }
    });
    let at = line.at.map(|at| {
        let locale = LOCALES.get(ui.locale.get_untracked());
        crate::dom::local_time(at, locale.map_or("", |locale| locale.id))
    });
    view! {
        <li class="line" class:own=line.own>
            <span class="by">
                <bdi class="name">{line.name}</bdi>
                {at.map(|at| view! { <span class="note">{at}</span> })}
                {mark}
                {hide}
            </span>
            {words}
        </li>
    }
}
